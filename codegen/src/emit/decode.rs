//! Prints the decoding of a struct: a `match` over the local names of its elements, one over the local names
//! of its attributes, and the decoding of its text.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{
    arms::{Arm, matched},
    names::Names,
    text::literal,
};
use crate::plan::{ArmKind, ChoiceArm, Field, Namespaces, Record, SingleMember, Slot, TextRule, WhiteSpace};

/// Prints the method that decodes an element; `None` if the record has no elements.
pub(super) fn fields(record: &Record, names: &mut Names<'_>) -> Option<TokenStream> {
    let mut elements = Elements::default();
    let asks_name = record.fields.iter().any(Field::asks_namespace);
    // A single member that is declared before the wildcard takes only the first element with its name. The
    // wildcard takes the second one, if it admits the name.
    let before = record.fields_before_wildcard();
    for (place, field) in record.fields.iter().enumerate() {
        let first = elements.arms.len();
        elements.add(field, names);
        let added = elements.arms.get_mut(first..).unwrap_or_default();
        if record.is_masked(field) {
            added.iter_mut().for_each(|arm| arm.body = secret(&arm.body));
        }
        if place < before {
            let only_before = field.slot.index_of_single();
            added.iter_mut().for_each(|arm| arm.only_before.extend(only_before));
        }
    }
    let Elements { arms, base, any } = elements;
    if arms.is_empty() && base.is_none() && any.is_none() {
        return None;
    }
    let found = names.runtime("Found");
    // A wildcard without restrictions does not need the name of the element.
    let uses_name = !arms.is_empty() || base.is_some() || asks_name;
    let argument = if uses_name { format_ident!("name") } else { format_ident!("_name") };
    let fallback = match (base, any) {
        (None, None) => quote!(#found::NOTHING),
        (Some(base), None) => base,
        (None, Some(any)) => any,
        (Some(base), Some(any)) => quote!(match #base? { #found::No => #any, found => Ok(found), }),
    };
    let body = match record.single_member() {
        Some(SingleMember { ident, name, item: Some(item), .. }) => {
            let (ident, name, item) = (format_ident!("{ident}"), names.wire(name), names.wire(item));
            quote!(input.only_list(name, #name, #item, &mut self.#ident))
        }
        Some(SingleMember { ident, name, item: None, is_not_nil }) => {
            let (ident, name) = (format_ident!("{ident}"), names.wire(name));
            let method = format_ident!("{}", if is_not_nil { "only_optional" } else { "only" });
            quote!(input.#method(name, #name, &mut self.#ident))
        }
        None => matched(&arms, fallback, names),
    };
    let (name, reader, result) = (names.runtime("Name"), names.runtime("Reader"), names.runtime("Result"));
    Some(quote! {
        fn decode_field(&mut self, #argument: #name<'_>, input: &mut #reader<'_>) -> #result<#found> {
            #body
        }
    })
}

/// The decoding of the elements of a record, collected from its fields.
#[derive(Default)]
struct Elements {
    arms: Vec<Arm>,
    /// The call that passes an element to the base.
    base: Option<TokenStream>,
    /// The call for elements of any name: those of a wildcard, or the items of an array.
    any: Option<TokenStream>,
}

impl Elements {
    fn add(&mut self, field: &Field, names: &mut Names<'_>) {
        let ident = format_ident!("{}", field.ident);
        match &field.slot {
            Slot::Once { name, index, not_nil, plain, rule, .. } => {
                let (index, input) = (literal(*index), input(rule));
                let method = format_ident!(
                    "{}",
                    match (plain, not_nil) {
                        (true, _) => "plain",
                        (false, true) => "optional",
                        (false, false) => "once",
                    }
                );
                self.arms.push(Arm::new(name, quote!(#input.#method(#index, &mut self.#ident))))
            }
            Slot::Repeated { name, index: None, rule, .. } => {
                let input = input(rule);
                self.arms.push(Arm::new(name, quote!(#input.many(&mut self.#ident))))
            }
            Slot::Repeated { name, index: Some(index), rule, .. } => {
                let (index, input) = (literal(*index), input(rule));
                self.arms.push(Arm::new(name, quote!(#input.some(#index, &mut self.#ident))));
            }
            Slot::List { name, item, index, rule, type_name, .. } => {
                let (index, item, input) =
                    (literal(*index), names.wire(item), list_input(type_name.as_deref(), rule));
                let method =
                    format_ident!("{}", if field.slot.is_not_nil() { "optional_list" } else { "list" });
                self.arms.push(Arm::new(name, quote!(#input.#method(#index, #item, &mut self.#ident))));
            }
            Slot::Dictionary { name, pairs, index, .. } => {
                let (index, pairs) = (literal(*index), names.item(pairs));
                let method = format_ident!(
                    "{}",
                    if field.slot.is_not_nil() { "optional_dictionary" } else { "dictionary" }
                );
                self.arms.push(Arm::new(name, quote!(input.#method(#index, &#pairs, &mut self.#ident))));
            }
            Slot::Group { names: wire, index } => {
                let body = match index.map(literal) {
                    Some(index) => quote!(input.group(#index, name, &mut self.#ident)),
                    None => quote!(input.groups(name, &mut self.#ident)),
                };
                self.arms.extend(Arm::group(wire, &body));
            }
            Slot::Choice { arms: choices, index } => {
                choices.iter().for_each(|arm| self.add_branch(field, arm, *index, names));
            }
            Slot::Ordered { arms: choices, .. } => {
                choices.iter().for_each(|arm| self.add_branch(field, arm, None, names));
            }
            Slot::Items { rule, has_dimensions, declared, .. } => {
                let declared = declared.as_ref().map(|name| names.wire(name));
                let declared = declared.map(|name| quote!(.item_type(#name)));
                let input = input(rule);
                let input = quote!(#input #declared);
                self.any = Some(match has_dimensions {
                    true => quote!(#input.item_in(&mut self.dimensions, &mut self.#ident)),
                    false => quote!(#input.many(&mut self.#ident)),
                });
            }
            Slot::Any { namespaces, .. } => self.any = Some(wildcard(namespaces, &ident, names)),
            Slot::Base { offset, elements: true, shared, yields, .. } => {
                let offset = literal(*offset);
                let plain = quote!(input.base(#offset, &mut self.#ident, name));
                // If base and extension declare an element of the same name, the element belongs to the base until
                // a member in `closed_by` has been read.
                self.arms.extend(shared.iter().map(|shared| Arm {
                    only_before: shared.closed_by.clone(),
                    ..Arm::new(&shared.name, plain.clone())
                }));
                self.base = Some(match yields.map(literal) {
                    Some(own) => quote!(input.base_before(#own, #offset, &mut self.#ident, name)),
                    None => plain,
                });
            }
            Slot::Base { .. }
            | Slot::Attribute { .. }
            | Slot::AnyAttribute { .. }
            | Slot::Nil { .. }
            | Slot::Dimensions
            | Slot::Text { .. } => {}
        }
    }

    /// Adds the arm for a variant of a choice.
    fn add_branch(&mut self, field: &Field, arm: &ChoiceArm, index: Option<u16>, names: &mut Names<'_>) {
        let ident = format_ident!("{}", field.ident);
        let (choice, variant) = (names.ty(&arm.choice), format_ident!("{}", arm.variant));
        let once = |method: &str| match index.map(literal) {
            Some(index) if arm.nil_is_absent => (format_ident!("header_variant{method}"), quote!(#index,)),
            Some(index) => (format_ident!("variant{method}"), quote!(#index,)),
            None => (format_ident!("variants{method}"), quote!()),
        };
        // Prints a closure that returns the value of a choice, if the choice has the variant of this branch.
        let branch = |value: &str| {
            let value = format_ident!("{value}");
            quote!(|choice| match choice { #choice::#variant(#value) => Some(#value), _ => None })
        };
        let input = input(&arm.rule);
        let first = self.arms.len();
        match &arm.kind {
            ArmKind::Element(name) => {
                let (method, index) = once("");
                self.arms
                    .push(Arm::new(name, quote!(#input.#method(#index &mut self.#ident, #choice::#variant))));
            }
            ArmKind::Repeated(name) => {
                let (method, index) = once("_many");
                let branch = branch("items");
                self.arms.push(Arm::new(
                    name,
                    quote!(#input.#method(#index &mut self.#ident, #choice::#variant, #branch)),
                ));
            }
            ArmKind::List(name, item, type_name) => {
                let (method, index) = once("_list");
                let (item, input) = (names.wire(item), list_input(type_name.as_deref(), &arm.rule));
                self.arms.push(Arm::new(
                    name,
                    quote!(#input.#method(#index #item, &mut self.#ident, #choice::#variant)),
                ));
            }
            ArmKind::Dictionary(name, pairs) => {
                let (method, index) = once("_dictionary");
                let pairs = names.item(pairs);
                self.arms.push(Arm::new(
                    name,
                    quote!(input.#method(#index &#pairs, &mut self.#ident, #choice::#variant)),
                ));
            }
            ArmKind::Group(wire) => {
                let (method, index) = once("_group");
                let branch = branch("group");
                self.arms.extend(Arm::group(
                    wire,
                    &quote!(input.#method(#index name, &mut self.#ident, #choice::#variant, #branch)),
                ));
            }
            ArmKind::Any => {
                let (method, index) = once(if index.is_some() { "_any" } else { "" });
                let body = quote!(input.#method(#index &mut self.#ident, #choice::#variant));
                let is_in = match &arm.namespaces {
                    Namespaces::Any => None,
                    Namespaces::Other(excluded) => {
                        let excluded = names.namespace(excluded.as_ref());
                        Some(quote!(input.admits_other(name, #excluded)))
                    }
                    Namespaces::Of(these) => {
                        let these = list(these, names);
                        Some(quote!(input.admits(name, #these)))
                    }
                };
                self.any = Some(match is_in {
                    Some(is_in) => {
                        let found = names.runtime("Found");
                        quote!(if #is_in { #body } else { Ok(#found::No) })
                    }
                    None => body,
                });
            }
        }
        for added in self.arms.iter_mut().skip(first) {
            if arm.is_masked {
                added.body = secret(&added.body);
            }
        }
    }
}

/// The call that reads an element of a wildcard.
fn wildcard(namespaces: &Namespaces, ident: &Ident, names: &Names<'_>) -> TokenStream {
    match namespaces {
        Namespaces::Any => quote!(input.any(&mut self.#ident)),
        Namespaces::Other(excluded) => {
            let excluded = names.namespace(excluded.as_ref());
            quote!(input.any_other(name, #excluded, &mut self.#ident))
        }
        Namespaces::Of(these) => {
            let these = list(these, names);
            quote!(input.any_of(name, #these, &mut self.#ident))
        }
    }
}

/// A slice of namespaces.
fn list(namespaces: &[Option<String>], names: &Names<'_>) -> TokenStream {
    let namespaces = namespaces.iter().map(|namespace| names.namespace(namespace.as_ref()));
    quote!(&[#(#namespaces),*])
}

/// Wraps the decoding of a secret element whose type does not contain `Secret<T>`.
fn secret(body: &TokenStream) -> TokenStream {
    quote!(input.secret(|input| #body))
}

/// Wraps the decoding of an attribute or text, if it is secret and its type does not contain `Secret<T>`
/// (`is_masked`).
fn secret_text(is_masked: bool, body: TokenStream) -> TokenStream {
    match is_masked {
        true => quote!(input.secret_text(|input| #body)),
        false => body,
    }
}

/// Prints `input`, the name of the reader in generated code, followed by the calls that set the rule for the
/// text of an element: `input.collapse()`, for example.
fn input(rule: &TextRule) -> TokenStream {
    let rule = self::rule(rule);
    quote!(input #rule)
}

/// Prints `input`, followed by the calls that set the name of the list type and the rule for the texts of the
/// items.
///
/// `type_name` is `None` in two cases: the list type is anonymous, or its name is `ArrayOf` followed by the
/// name of the items. `Reader` assumes the latter name by default.
fn list_input(type_name: Option<&str>, rule: &TextRule) -> TokenStream {
    let type_name = type_name.map(|name| quote!(.list_type(#name)));
    let rule = self::rule(rule);
    quote!(input #type_name #rule)
}

/// Prints the method calls that set a rule for texts.
pub(super) fn rule(rule: &TextRule) -> TokenStream {
    let default = rule.default.as_ref().map(|default| match rule.takes_empty {
        true => quote!(.empty_text_as(#default)),
        false => quote!(.empty_as(#default)),
    });
    let white_space = match rule.white_space {
        WhiteSpace::Preserve => None,
        WhiteSpace::Replace => Some(quote!(.replace())),
        WhiteSpace::Collapse => Some(quote!(.collapse())),
    };
    quote!(#default #white_space)
}

/// Prints `input`, followed by the call that sets the whitespace handling for an attribute or a text.
fn text_input(white_space: WhiteSpace) -> TokenStream {
    match white_space {
        WhiteSpace::Preserve => quote!(input),
        WhiteSpace::Replace => quote!(input.replace_text()),
        WhiteSpace::Collapse => quote!(input.collapse_text()),
    }
}

pub(super) fn attributes(record: &Record, names: &mut Names<'_>) -> Option<TokenStream> {
    let mut arms = Vec::new();
    let mut base = None;
    let mut any = None;
    for field in &record.fields {
        let ident = format_ident!("{}", field.ident);
        match &field.slot {
            Slot::Attribute { name, index, white_space } => {
                let (index, input) = (literal(*index), text_input(*white_space));
                let body = quote!(#input.attribute(#index, &mut self.#ident));
                arms.push(Arm::new(name, secret_text(record.is_masked(field), body)))
            }
            Slot::Nil { name, index } => {
                let index = literal(*index);
                arms.push(Arm::new(name, quote!(input.attribute(#index, &mut self.#ident))))
            }
            Slot::Dimensions => any = Some(quote!(input.dimensions(name, &mut self.#ident))),
            Slot::AnyAttribute { namespaces } => {
                any = Some(match namespaces {
                    Namespaces::Any => quote!(input.any_attribute(name, &mut self.#ident)),
                    Namespaces::Other(excluded) => {
                        let excluded = names.namespace(excluded.as_ref());
                        quote!(input.any_attribute_other(name, #excluded, &mut self.#ident))
                    }
                    Namespaces::Of(these) => {
                        let these = list(these, names);
                        quote!(input.any_attribute_of(name, #these, &mut self.#ident))
                    }
                });
            }
            Slot::Base { offset, attributes: true, .. } => {
                let offset = literal(*offset);
                base = Some(quote!(input.base_attribute(#offset, &mut self.#ident, name)));
            }
            _ => {}
        }
    }
    if arms.is_empty() && base.is_none() && any.is_none() {
        return None;
    }
    let found = names.runtime("Found");
    let uses_name = !arms.is_empty() || base.is_some() || any.is_some();
    let fallback = match (base, any) {
        (None, None) => quote!(#found::NOTHING),
        (Some(base), None) => base,
        (None, Some(any)) => any,
        (Some(base), Some(any)) => quote!(match #base? { #found::No => #any, found => Ok(found), }),
    };
    let argument = if uses_name { format_ident!("name") } else { format_ident!("_name") };
    let body = matched(&arms, fallback, names);
    let (name, reader, result) = (names.runtime("Name"), names.runtime("Reader"), names.runtime("Result"));
    Some(quote! {
        fn decode_attribute(&mut self, #argument: #name<'_>, input: &mut #reader<'_>) -> #result<#found> {
            #body
        }
    })
}

pub(super) fn text(record: &Record, names: &mut Names<'_>) -> Option<TokenStream> {
    let body = record.fields.iter().find_map(|field| {
        let ident = format_ident!("{}", field.ident);
        match &field.slot {
            Slot::Text { white_space } => {
                let input = text_input(*white_space);
                Some(secret_text(record.is_masked(field), quote!(#input.value(&mut self.#ident))))
            }
            Slot::Ordered { text: Some((choice, variant)), .. } => {
                let (choice, variant) = (names.ty(choice), format_ident!("{variant}"));
                Some(quote! {
                    self.#ident.push(#choice::#variant(input.text().to_owned()));
                    Ok(())
                })
            }
            _ => None,
        }
    })?;
    let (reader, result) = (names.runtime("Reader"), names.runtime("Result"));
    Some(quote! {
        fn decode_text(&mut self, input: &mut #reader<'_>) -> #result<()> {
            #body
        }
    })
}
