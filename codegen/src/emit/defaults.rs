//! Prints the accessors that return the default of an absent member.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{names::Names, text::docs};
use crate::{
    lists::CollectVec,
    plan::{Constant, Field, Record},
};

pub(super) fn defaults(record: &Record, names: &mut Names<'_>) -> Option<TokenStream> {
    let accessors = record.fields.iter().filter_map(|field| accessor(field, names)).collect_vec();
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

fn accessor(field: &Field, names: &mut Names<'_>) -> Option<TokenStream> {
    let default = field.default.as_ref()?;
    let value = default.value.as_ref()?;
    let ident = format_ident!("{}", field.ident);
    let accessor = format_ident!("{}", default.accessor);
    let documentation =
        docs(&[format!("Returns `{}`, or the default of the schema if it is absent.", field.ident)]);
    let ty = names.ty(&default.ty);
    let constant = constant(value, names);
    let is_typed = default.is_typed;
    let (ty, value) = match value {
        Constant::Text(_) if is_typed => {
            (quote!(&str), quote!(self.#ident.as_deref().map_or(#constant, |text| text.as_str())))
        }
        Constant::Literal(_) if is_typed => {
            (ty, quote!(self.#ident.as_deref().copied().unwrap_or(#constant)))
        }
        Constant::Variant(..) if is_typed => {
            (quote!(&#ty), quote!(self.#ident.as_deref().unwrap_or(&#constant)))
        }
        Constant::Parsed { .. } | Constant::Items(_) if is_typed => {
            (ty, quote!(self.#ident.as_deref().cloned().unwrap_or_else(|| #constant)))
        }
        Constant::Text(_) => (quote!(&str), quote!(self.#ident.as_deref().unwrap_or(#constant))),
        Constant::Literal(_) => (ty, quote!(self.#ident.unwrap_or(#constant))),
        Constant::Variant(..) => (quote!(&#ty), quote!(self.#ident.as_ref().unwrap_or(&#constant))),
        Constant::Parsed { is_copy: true, .. } => (ty, quote!(self.#ident.unwrap_or_else(|| #constant))),
        Constant::Parsed { .. } | Constant::Items(_) => {
            (ty, quote!(self.#ident.clone().unwrap_or_else(|| #constant)))
        }
    };
    Some(quote! {
        #documentation
        pub fn #accessor(&self) -> #ty {
            #value
        }
    })
}

fn constant(value: &Constant, names: &mut Names<'_>) -> TokenStream {
    match value {
        Constant::Text(text) => quote!(#text),
        Constant::Literal(literal) => literal.parse().unwrap_or_default(),
        Constant::Variant(item, variant) => {
            let (item, variant) = (names.item(item), format_ident!("{variant}"));
            quote!(#item::#variant)
        }
        Constant::Parsed { text, .. } => quote!(#text.parse().unwrap_or_default()),
        Constant::Items(items) => {
            let list = names.runtime("List");
            let items = items.iter().map(|item| match item {
                Constant::Text(text) => quote!(#text.to_owned()),
                item => self::constant(item, names),
            });
            let items = items.collect_vec();
            quote!(#list::from([#(#items),*]))
        }
    }
}
