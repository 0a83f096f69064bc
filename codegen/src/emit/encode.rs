//! Prints the encoding of a struct: one line per member, in wire order.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::names::Names;
use crate::{
    lists::CollectVec,
    plan::{Record, SingleMember, Slot, TextRule},
};

pub(super) fn attributes(record: &Record, names: &mut Names<'_>) -> Option<TokenStream> {
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
                let call = secret(record.is_masked(field), quote!(.attribute(#local, &self.#ident)));
                statements.push(quote!(output.within(#namespace)#call;));
            }
            Slot::Nil { .. } => statements.push(quote!(output.nil_if(self.#ident);)),
            Slot::AnyAttribute { .. } => statements.push(quote!(output.any_attributes(&self.#ident);)),
            Slot::Items { item, rank, has_dimensions: true, .. } => {
                let item = names.wire(item);
                statements.push(quote! {
                    output.array_dimensions(#item, #rank, &self.dimensions, self.#ident.len());
                });
            }
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

/// Consecutive calls on the writer, for elements of one namespace. The namespace is `None` until a call needs one.
struct Run {
    namespace: Option<Option<String>>,
    calls: Vec<TokenStream>,
}

impl Run {
    fn takes(&self, namespace: &Option<Option<String>>) -> bool {
        namespace.is_none() || self.namespace.is_none() || self.namespace == *namespace
    }
}

/// Maximum number of calls in one statement. A longer chain would cause deep recursion in parsers,
/// printers and rustc.
pub(super) const MAX_CALLS_PER_STATEMENT: usize = 128;

/// If `is_masked` is set, wraps the call that writes a member in `.secret(…)`, so that errors do not show the
/// value. The flag is set for secret members whose type does not contain `Secret<T>`.
pub(super) fn secret(is_masked: bool, call: TokenStream) -> TokenStream {
    match is_masked {
        true => quote!(.secret(|fields| fields #call)),
        false => call,
    }
}

/// Prints the method that writes the elements and the text. Returns `None` if the record has neither.
pub(super) fn fields(record: &Record, names: &mut Names<'_>) -> Option<TokenStream> {
    let mut before = Vec::new();
    let mut runs: Vec<Run> = Vec::new();
    for field in &record.fields {
        let ident = format_ident!("{}", field.ident);
        match &field.slot {
            Slot::Base { elements: true, .. } => {
                let record = names.runtime("Record");
                before.push(quote!(#record::encode_fields(&self.#ident, output);));
                continue;
            }
            Slot::Text { .. } => {
                before.push(match record.is_masked(field) {
                    true => quote!(output.secret(|output| output.text(&self.#ident));),
                    false => quote!(output.text(&self.#ident);),
                });
                continue;
            }
            _ => {}
        }
        let Some((namespace, call)) = member(&field.slot, &ident, names) else { continue };
        let call = match field.slot.rule().and_then(TextRule::instead_of_empty) {
            Some(default) => quote!(.never_empty(#default) #call),
            None => call,
        };
        let call = secret(record.is_masked(field), call);
        let namespace = namespace.cloned();
        match runs.last_mut() {
            Some(run) if run.calls.len() < MAX_CALLS_PER_STATEMENT && run.takes(&namespace) => {
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
        .collect_vec();
    if before.is_empty() && runs.is_empty() {
        return None;
    }
    let runs = match record.single_member() {
        Some(SingleMember { ident, name, item, .. }) => {
            let (ident, name) = (format_ident!("{ident}"), names.wire(name));
            vec![match item.map(|item| names.wire(item)) {
                Some(item) => quote!(output.only_list(#name, #item, &self.#ident);),
                None => quote!(output.only(#name, &self.#ident);),
            }]
        }
        None => runs,
    };
    let writer = names.runtime("Writer");
    Some(quote! {
        fn encode_fields(&self, output: &mut #writer) {
            #(#before)*
            #(#runs)*
        }
    })
}

/// Returns the namespace of the elements of a member, and the call that writes these elements.
///
/// The namespace is `None` for choices, groups and wildcards, whose values write the namespaces of their
/// elements. The result is `None` for a member without elements, for example an attribute.
fn member<'s>(
    slot: &'s Slot,
    ident: &Ident,
    names: &mut Names<'_>,
) -> Option<(Option<&'s Option<String>>, TokenStream)> {
    Some(match slot {
        Slot::Once { name, typed: Some(typed), nil, shared, .. } => {
            let method = format_ident!(
                "{}",
                match (shared, nil) {
                    (true, _) => "typed_accessor",
                    (false, true) => "nillable_typed",
                    (false, false) => "typed",
                }
            );
            let (local, typed) = (&name.local, names.wire(typed));
            (Some(&name.namespace), quote!(.#method(#local, #typed, &self.#ident)))
        }
        Slot::Repeated { name, required: true, typed: Some(typed), .. } => {
            let (local, typed) = (&name.local, names.wire(typed));
            (Some(&name.namespace), quote!(.some_typed(#local, #typed, &self.#ident)))
        }
        Slot::Repeated { name, typed: Some(typed), .. } | Slot::Items { name, typed: Some(typed), .. } => {
            let (local, typed) = (&name.local, names.wire(typed));
            (Some(&name.namespace), quote!(.typed(#local, #typed, &self.#ident)))
        }
        Slot::Items { name, typed: None, .. } => {
            let local = &name.local;
            (Some(&name.namespace), quote!(.field(#local, &self.#ident)))
        }
        Slot::Once { name, nil, shared, plain, .. } => {
            let method = match (shared, nil) {
                (true, _) => "accessor",
                (false, true) => "nillable",
                (false, false) if *plain => "plain",
                (false, false) => "field",
            };
            let (method, local) = (format_ident!("{method}"), &name.local);
            (Some(&name.namespace), quote!(.#method(#local, &self.#ident)))
        }
        Slot::Repeated { name, required, .. } => {
            let (method, local) =
                (format_ident!("{}", if *required { "some" } else { "field" }), &name.local);
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
        Slot::Any { .. } => (None, quote!(.any(&self.#ident))),
        Slot::Base { .. }
        | Slot::Attribute { .. }
        | Slot::AnyAttribute { .. }
        | Slot::Nil { .. }
        | Slot::Dimensions
        | Slot::Text { .. } => return None,
    })
}
