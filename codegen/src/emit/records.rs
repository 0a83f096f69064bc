//! Structs and how they are read and written.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::{names::Names, text::docs};
use crate::plan::{ArmKind, ChoiceArm, Content, Field, Record, Slot, Ty, WireName};

/// The index of a member, as a person would write it.
fn literal(index: u16) -> Literal {
    Literal::u16_unsuffixed(index)
}

/// The struct, and its `Record`.
pub(super) fn record<'p>(record: &'p Record, names: &mut Names<'_>) -> Vec<(&'p str, TokenStream)> {
    let parts = [definition(record, names), implementation(record, names)];
    parts.into_iter().chain(defaults(record, names)).map(|tokens| (record.ident.as_str(), tokens)).collect()
}

fn definition(record: &Record, names: &mut Names<'_>) -> TokenStream {
    let ident = format_ident!("{}", record.ident);
    let documentation = docs(&record.docs);
    let derives = derives(&["Clone", "Debug", "Default"], &record.derives);
    let fields = record.fields.iter().map(|field| {
        let (documentation, ident, ty) =
            (docs(&field.docs), format_ident!("{}", field.ident), names.ty(&field.ty));
        quote!(#documentation pub #ident: #ty)
    });
    quote! {
        #documentation
        #derives
        pub struct #ident { #(#fields,)* }
    }
}

/// `#[derive(…)]` with the usual derives and those that the user wants.
pub(super) fn derives(usual: &[&str], more: &[String]) -> TokenStream {
    let more = more.iter().filter(|derive| !usual.contains(&derive.as_str())).map(String::as_str);
    let paths = usual.iter().copied().chain(more).map(|path| path.parse::<TokenStream>().unwrap_or_default());
    quote!(#[derive(#(#paths),*)])
}

fn implementation(record: &Record, names: &mut Names<'_>) -> TokenStream {
    let ident = format_ident!("{}", record.ident);
    let trait_name = names.runtime("Record");
    let content = content(record, names);
    let decode_attribute = decode_attribute(record, names);
    let decode_field = decode_field(record, names);
    let decode_text = decode_text(record, names);
    let required = required(record, names);
    let encode_attributes = encode_attributes(record, names);
    let encode_fields = encode_fields(record, names);
    quote! {
        impl #trait_name for #ident {
            #content
            #decode_attribute
            #decode_field
            #decode_text
            #required
            #encode_attributes
            #encode_fields
        }
    }
}

fn content(record: &Record, names: &mut Names<'_>) -> Option<TokenStream> {
    let variant = match record.content {
        Content::Elements => return None,
        Content::Text => quote!(Text),
        Content::Mixed => quote!(Mixed),
    };
    let content = names.runtime("Content");
    Some(quote! {
        fn content(&self) -> #content {
            #content::#variant
        }
    })
}

/// One arm of a `match` over local names, with the namespace that it belongs to.
struct Arm {
    namespace: Option<String>,
    locals: Vec<String>,
    body: TokenStream,
}

impl Arm {
    fn new(name: &WireName, body: TokenStream) -> Self {
        Self { namespace: name.namespace.clone(), locals: vec![name.local.clone()], body }
    }

    /// Arms for the names of a group, one for each namespace.
    fn group(wire: &[WireName], body: &TokenStream) -> Vec<Self> {
        let mut arms: Vec<Self> = Vec::new();
        for name in wire {
            match arms.iter_mut().find(|arm| arm.namespace == name.namespace) {
                Some(arm) => arm.locals.push(name.local.clone()),
                None => arms.push(Self::new(name, body.clone())),
            }
        }
        arms
    }
}

/// A `match` over local names, one inside the other for several namespaces.
fn matched(arms: &[Arm], fallback: TokenStream, names: &Names<'_>) -> TokenStream {
    let mut namespaces: Vec<&Option<String>> = Vec::new();
    for arm in arms {
        if !namespaces.contains(&&arm.namespace) {
            namespaces.push(&arm.namespace);
        }
    }
    namespaces.iter().rev().fold(fallback, |fallback, namespace| {
        let constant = names.namespace(namespace.as_ref());
        let arms = arms.iter().filter(|arm| arm.namespace == **namespace).map(|arm| {
            let (locals, body) = (&arm.locals, &arm.body);
            quote!(#(#locals)|* => #body)
        });
        quote!(match name.within(#constant) { #(#arms,)* _ => #fallback, })
    })
}

fn decode_field(record: &Record, names: &mut Names<'_>) -> Option<TokenStream> {
    let mut arms = Vec::new();
    let mut base = None;
    let mut any = None;
    for field in &record.fields {
        let ident = format_ident!("{}", field.ident);
        match &field.slot {
            Slot::Once { name, index, .. } => {
                let index = literal(*index);
                arms.push(Arm::new(name, quote!(input.once(#index, &mut self.#ident))))
            }
            Slot::Repeated { name, index: None, .. } => {
                arms.push(Arm::new(name, quote!(input.many(&mut self.#ident))))
            }
            Slot::Repeated { name, index: Some(index), .. } => {
                let index = literal(*index);
                arms.push(Arm::new(name, quote!(input.some(#index, &mut self.#ident))));
            }
            Slot::List { name, item, index, .. } => {
                let (index, item) = (literal(*index), names.wire(item));
                arms.push(Arm::new(name, quote!(input.list(#index, #item, &mut self.#ident))));
            }
            Slot::Dictionary { name, pairs, index, .. } => {
                let (index, pairs) = (literal(*index), names.item(pairs));
                arms.push(Arm::new(name, quote!(input.dictionary(#index, &#pairs, &mut self.#ident))));
            }
            Slot::Group { names: wire, index } => {
                let body = match index.map(literal) {
                    Some(index) => quote!(input.group(#index, name, &mut self.#ident)),
                    None => quote!(input.groups(name, &mut self.#ident)),
                };
                arms.extend(Arm::group(wire, &body));
            }
            Slot::Choice { arms: choices, index } => {
                choices.iter().for_each(|arm| choice_arm(field, arm, *index, names, &mut arms, &mut any));
            }
            Slot::Ordered { arms: choices, .. } => {
                choices.iter().for_each(|arm| choice_arm(field, arm, None, names, &mut arms, &mut any));
            }
            Slot::Items { .. } => any = Some(quote!(input.many(&mut self.#ident))),
            Slot::Any => any = Some(quote!(input.any(&mut self.#ident))),
            Slot::Base { offset, elements: true, .. } => {
                let offset = literal(*offset);
                base = Some(quote!(input.base(#offset, &mut self.#ident, name)))
            }
            Slot::Base { .. } | Slot::Attribute { .. } | Slot::AnyAttribute | Slot::Text => {}
        }
    }
    if arms.is_empty() && base.is_none() && any.is_none() {
        return None;
    }
    let found = names.runtime("Found");
    let fallback = match (base, any) {
        (None, None) => quote!(Ok(#found::No)),
        (Some(base), None) => base,
        (None, Some(any)) => any,
        (Some(base), Some(any)) => quote!(match #base? { #found::No => #any, found => Ok(found), }),
    };
    let unused = arms.is_empty() && !fallback.to_string().contains("name");
    let argument = if unused { format_ident!("_name") } else { format_ident!("name") };
    let body = matched(&arms, fallback, names);
    let (name, reader, result) = (names.runtime("Name"), names.runtime("Reader"), names.runtime("Result"));
    Some(quote! {
        fn decode_field(&mut self, #argument: #name<'_>, input: &mut #reader<'_>) -> #result<#found> {
            #body
        }
    })
}

/// The arm that leads to a variant of a choice.
fn choice_arm(
    field: &Field,
    arm: &ChoiceArm,
    index: Option<u16>,
    names: &mut Names<'_>,
    arms: &mut Vec<Arm>,
    any: &mut Option<TokenStream>,
) {
    let ident = format_ident!("{}", field.ident);
    let (choice, variant) = (names.ty(&arm.choice), format_ident!("{}", arm.variant));
    let once = |method: &str| match index.map(literal) {
        Some(index) => (format_ident!("variant{method}"), quote!(#index,)),
        None => (format_ident!("variants{method}"), quote!()),
    };
    match &arm.kind {
        ArmKind::Element(name) => {
            let (method, index) = once("");
            arms.push(Arm::new(name, quote!(input.#method(#index &mut self.#ident, #choice::#variant))));
        }
        ArmKind::Repeated(name) => {
            let (method, index) = once("_many");
            let branch = quote!(|choice| match choice { #choice::#variant(items) => Some(items), _ => None });
            arms.push(Arm::new(
                name,
                quote!(input.#method(#index &mut self.#ident, #choice::#variant, #branch)),
            ));
        }
        ArmKind::List(name, item) => {
            let (method, index) = once("_list");
            let item = names.wire(item);
            arms.push(Arm::new(
                name,
                quote!(input.#method(#index #item, &mut self.#ident, #choice::#variant)),
            ));
        }
        ArmKind::Dictionary(name, pairs) => {
            let (method, index) = once("_dictionary");
            let pairs = names.item(pairs);
            arms.push(Arm::new(
                name,
                quote!(input.#method(#index &#pairs, &mut self.#ident, #choice::#variant)),
            ));
        }
        ArmKind::Group(wire) => {
            let (method, index) = once("_group");
            arms.extend(Arm::group(
                wire,
                &quote!(input.#method(#index name, &mut self.#ident, #choice::#variant)),
            ));
        }
        ArmKind::Any => {
            let (method, index) = once("");
            *any = Some(quote!(input.#method(#index &mut self.#ident, #choice::#variant)));
        }
    }
}

fn decode_attribute(record: &Record, names: &mut Names<'_>) -> Option<TokenStream> {
    let mut arms = Vec::new();
    let mut base = None;
    let mut any = None;
    for field in &record.fields {
        let ident = format_ident!("{}", field.ident);
        match &field.slot {
            Slot::Attribute { name, index } => {
                let index = literal(*index);
                arms.push(Arm::new(name, quote!(input.attribute(#index, &mut self.#ident))))
            }
            Slot::AnyAttribute => any = Some(quote!(input.any_attribute(name, &mut self.#ident))),
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
        (None, None) => quote!(Ok(#found::No)),
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

fn decode_text(record: &Record, names: &mut Names<'_>) -> Option<TokenStream> {
    let body = record.fields.iter().find_map(|field| {
        let ident = format_ident!("{}", field.ident);
        match &field.slot {
            Slot::Text => Some(quote!(input.value(&mut self.#ident))),
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

fn required(record: &Record, names: &mut Names<'_>) -> Option<TokenStream> {
    if record.required.is_empty() {
        return None;
    }
    let required = names.runtime("Required");
    let members = record.required.iter().map(|(index, name)| {
        let index = literal(*index);
        quote!((#index, #name))
    });
    Some(quote! {
        fn required(&self) -> &'static [#required] {
            &[#(#members),*]
        }
    })
}

fn encode_attributes(record: &Record, names: &mut Names<'_>) -> Option<TokenStream> {
    let mut statements = Vec::new();
    for field in &record.fields {
        let ident = format_ident!("{}", field.ident);
        match &field.slot {
            Slot::Base { attributes: true, .. } => {
                let record = names.runtime("Record");
                statements.push(quote!(#record::encode_attributes(&self.#ident, output);));
            }
            Slot::Attribute { name, .. } => {
                let (namespace, local) = (names.namespace(name.namespace.as_ref()), &name.local);
                statements.push(quote!(output.within(#namespace).attribute(#local, &self.#ident);));
            }
            Slot::AnyAttribute => statements.push(quote!(output.any_attributes(&self.#ident);)),
            Slot::Items { item, rank, .. } => {
                let item = names.wire(item);
                statements.push(quote!(output.array_type(#item, #rank, self.#ident.len());));
            }
            _ => {}
        }
    }
    if statements.is_empty() {
        return None;
    }
    let writer = names.runtime("Writer");
    Some(quote! {
        fn encode_attributes(&self, output: &mut #writer) {
            #(#statements)*
        }
    })
}

/// Calls on the writer that follow each other in one namespace, which is open until a call needs one.
struct Run {
    namespace: Option<Option<String>>,
    calls: Vec<TokenStream>,
}

fn encode_fields(record: &Record, names: &mut Names<'_>) -> TokenStream {
    let writer = names.runtime("Writer");
    let mut before = Vec::new();
    let mut runs: Vec<Run> = Vec::new();
    for field in &record.fields {
        let ident = format_ident!("{}", field.ident);
        let (namespace, call) = match &field.slot {
            Slot::Base { elements: true, .. } => {
                let record = names.runtime("Record");
                before.push(quote!(#record::encode_fields(&self.#ident, output);));
                continue;
            }
            Slot::Text => {
                before.push(quote!(output.text(&self.#ident);));
                continue;
            }
            Slot::Once { name, typed: Some(typed), nil, .. } => {
                let method = format_ident!("{}", if *nil { "nillable_typed" } else { "typed" });
                let (local, typed) = (&name.local, names.wire(typed));
                (Some(&name.namespace), quote!(.#method(#local, #typed, &self.#ident)))
            }
            Slot::Repeated { name, typed: Some(typed), .. }
            | Slot::Items { name, typed: Some(typed), .. } => {
                let (local, typed) = (&name.local, names.wire(typed));
                (Some(&name.namespace), quote!(.typed(#local, #typed, &self.#ident)))
            }
            Slot::Items { name, typed: None, .. } => {
                let local = &name.local;
                (Some(&name.namespace), quote!(.field(#local, &self.#ident)))
            }
            Slot::Once { name, nil, .. } => {
                let (method, local) =
                    (format_ident!("{}", if *nil { "nillable" } else { "field" }), &name.local);
                (Some(&name.namespace), quote!(.#method(#local, &self.#ident)))
            }
            Slot::Repeated { name, index, .. } => {
                let (method, local) =
                    (format_ident!("{}", if index.is_some() { "some" } else { "field" }), &name.local);
                (Some(&name.namespace), quote!(.#method(#local, &self.#ident)))
            }
            Slot::List { name, item, nil, .. } => {
                let method = format_ident!("{}", if *nil { "nillable_list" } else { "list" });
                let (item, local) = (names.wire(item), &name.local);
                (Some(&name.namespace), quote!(.#method(#local, #item, &self.#ident)))
            }
            Slot::Dictionary { name, pairs, nil, .. } => {
                let method = format_ident!("{}", if *nil { "nillable_dictionary" } else { "dictionary" });
                let (pairs, local) = (names.item(pairs), &name.local);
                (Some(&name.namespace), quote!(.#method(#local, &#pairs, &self.#ident)))
            }
            Slot::Choice { .. } | Slot::Group { .. } | Slot::Ordered { .. } => {
                (None, quote!(.group(&self.#ident)))
            }
            Slot::Any => (None, quote!(.any(&self.#ident))),
            Slot::Base { .. } | Slot::Attribute { .. } | Slot::AnyAttribute => continue,
        };
        let namespace = namespace.cloned();
        match runs.last_mut() {
            Some(run) if namespace.is_none() || run.namespace.is_none() || run.namespace == namespace => {
                run.namespace = run.namespace.take().or(namespace);
                run.calls.push(call);
            }
            _ => runs.push(Run { namespace, calls: vec![call] }),
        }
    }
    let runs: Vec<_> = runs
        .iter()
        .map(|run| {
            let (namespace, calls) =
                (names.namespace(run.namespace.as_ref().and_then(Option::as_ref)), &run.calls);
            quote!(output.within(#namespace)#(#calls)*;)
        })
        .collect();
    let argument =
        if before.is_empty() && runs.is_empty() { format_ident!("_output") } else { format_ident!("output") };
    quote! {
        fn encode_fields(&self, #argument: &mut #writer) {
            #(#before)*
            #(#runs)*
        }
    }
}

/// Accessors of members that stand for a value of the schema where they are absent.
fn defaults(record: &Record, names: &mut Names<'_>) -> Option<TokenStream> {
    let accessors: Vec<_> = record.fields.iter().filter_map(|field| default_accessor(field, names)).collect();
    if accessors.is_empty() {
        return None;
    }
    let ident = format_ident!("{}", record.ident);
    Some(quote! {
        impl #ident {
            #(#accessors)*
        }
    })
}

fn default_accessor(field: &Field, names: &mut Names<'_>) -> Option<TokenStream> {
    let default = field.default.as_ref().filter(|_| matches!(field.ty, Ty::Option(_)))?;
    let ident = format_ident!("{}", field.ident);
    let accessor = format_ident!("{}_or_default", field.ident.trim_end_matches('_'));
    let text = default.text.trim();
    let documentation =
        docs(&[format!("`{}`, or the default of the schema where it is absent.", field.ident)]);
    let (ty, value) = match &default.ty {
        Ty::Std("String") => {
            let text = &default.text;
            (quote!(&str), quote!(self.#ident.as_deref().unwrap_or(#text)))
        }
        Ty::Std("bool") => {
            let value = match text {
                "true" | "1" => quote!(true),
                "false" | "0" => quote!(false),
                _ => return None,
            };
            (quote!(bool), quote!(self.#ident.unwrap_or(#value)))
        }
        Ty::Std(name) if name.starts_with(['i', 'u']) => {
            let value =
                text.trim_start_matches('+').parse::<i128>().ok().filter(|value| fits(name, *value))?;
            let value: TokenStream = value.to_string().parse().ok()?;
            (names.ty(&default.ty), quote!(self.#ident.unwrap_or(#value)))
        }
        Ty::Std(_) => {
            let value = text.parse::<f64>().ok().filter(|value| value.is_finite())?;
            let value: TokenStream = format!("{value:?}").parse().ok()?;
            (names.ty(&default.ty), quote!(self.#ident.unwrap_or(#value)))
        }
        _ => return None,
    };
    Some(quote! {
        #documentation
        pub fn #accessor(&self) -> #ty {
            #value
        }
    })
}

/// Whether a number is in the range of a primitive type.
fn fits(name: &str, value: i128) -> bool {
    match name {
        "i8" => i8::try_from(value).is_ok(),
        "i16" => i16::try_from(value).is_ok(),
        "i32" => i32::try_from(value).is_ok(),
        "i64" => i64::try_from(value).is_ok(),
        "u8" => u8::try_from(value).is_ok(),
        "u16" => u16::try_from(value).is_ok(),
        "u32" => u32::try_from(value).is_ok(),
        _ => u64::try_from(value).is_ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::text::print, *};

    #[test]
    fn several_namespaces_make_one_match_inside_the_other() {
        let arm = |namespace: &str, local: &str| {
            Arm::new(&WireName { namespace: Some(namespace.to_owned()), local: local.to_owned() }, quote!(x))
        };
        let plan = crate::plan::Plan { modules: Vec::new(), notes: Vec::new(), counts: Default::default() };
        let module = crate::plan::Module {
            name: String::new(),
            parent: crate::plan::ModuleId(0),
            docs: Vec::new(),
            namespaces: Default::default(),
            items: Vec::new(),
        };
        let names = Names::new(&plan, crate::plan::ModuleId(0), &module);
        let tokens = matched(&[arm("A", "a"), arm("B", "b"), arm("A", "c")], quote!(none), &names);
        let text = print(quote!(fn f() { #tokens })).unwrap();
        let expected = "fn f() {\n    match name.within(A) {\n        \"a\" => x,\n        \"c\" => x,\n        _ => {\n            match name.within(B) {\n                \"b\" => x,\n                _ => none,\n            }\n        }\n    }\n}\n";
        assert_eq!(text, expected);
    }
}
