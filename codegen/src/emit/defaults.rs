//! Accessors of members that stand for a value of the schema where they are absent.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{names::Names, text::docs};
use crate::plan::{Field, Record, Ty};

/// Accessors of members that stand for a value of the schema where they are absent.
pub(super) fn defaults(record: &Record, names: &mut Names<'_>) -> Option<TokenStream> {
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
