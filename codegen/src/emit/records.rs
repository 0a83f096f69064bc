//! Prints structs and their metadata. The modules `decode` and `encode` print how the fields are read and
//! written.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::{
    checks, decode,
    defaults::defaults,
    encode,
    encode::MAX_CALLS_PER_STATEMENT,
    names::Names,
    text::{docs, literal},
};
use crate::{
    lists::CollectVec,
    map::Set,
    plan::{Content, ContentModel, Record, Slot},
};

/// Prints the struct and its `Record` implementation.
pub(super) fn record<'p>(record: &'p Record, names: &mut Names<'_>) -> Vec<(&'p str, TokenStream)> {
    let parts = [definition(record, names), implementation(record, names)];
    let more = debug(record, names)
        .into_iter()
        .chain(defaults(record, names))
        .chain(checks::record(record, names))
        .collect_vec();
    parts.into_iter().chain(more).map(|tokens| (record.ident.as_str(), tokens)).collect_vec()
}

fn definition(record: &Record, names: &mut Names<'_>) -> TokenStream {
    let ident = format_ident!("{}", record.ident);
    let documentation = docs(&record.docs);
    let usual =
        usual(&["Clone", "Debug", "Default"], !record.masked.is_empty() || names.hides(&record.ident));
    let derives = derives(&usual, &record.derives);
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

/// Prints `Debug` for a struct with masked members.
fn debug(record: &Record, names: &mut Names<'_>) -> Option<TokenStream> {
    if record.masked.is_empty() || names.hides(&record.ident) {
        return None;
    }
    let redacted = names.runtime("Redacted");
    let (ident, name) = (format_ident!("{}", record.ident), &record.ident);
    let masked: Set<&String> = record.masked.iter().collect();
    let fields = record.fields.iter().map(|field| {
        let (name, value) = (&field.ident, format_ident!("{}", field.ident));
        match masked.contains(&field.ident) {
            true => quote!(.field(#name, &#redacted)),
            false => quote!(.field(#name, &self.#value)),
        }
    });
    let fields = fields.collect_vec();
    let chains = fields.chunks(MAX_CALLS_PER_STATEMENT).map(|fields| quote!(#(#fields)*));
    let body = match fields.len() <= MAX_CALLS_PER_STATEMENT {
        true => quote!(formatter.debug_struct(#name) #(#chains)* .finish()),
        false => quote! {
            let mut fields = formatter.debug_struct(#name);
            #(fields #chains;)*
            fields.finish()
        },
    };
    Some(quote! {
        impl std::fmt::Debug for #ident {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                #body
            }
        }
    })
}

/// Prints `Debug` for an enum with masked variants. All variants except `unset` have one value.
pub(super) fn debug_variants(
    ident: &str,
    unset: Option<&str>,
    variants: &[&str],
    masked: &[String],
    names: &mut Names<'_>,
) -> Option<TokenStream> {
    if masked.is_empty() || names.hides(ident) {
        return None;
    }
    let redacted = names.runtime("Redacted");
    let ident = format_ident!("{ident}");
    let unset = unset.map(|name| {
        let unset = format_ident!("{name}");
        quote!(Self::#unset => formatter.write_str(#name),)
    });
    let masked: Set<&str> = masked.iter().map(String::as_str).collect();
    let arms = variants.iter().map(|name| {
        let variant = format_ident!("{name}");
        match masked.contains(name) {
            true => quote!(Self::#variant(_) => formatter.debug_tuple(#name).field(&#redacted).finish(),),
            false => quote!(Self::#variant(value) => formatter.debug_tuple(#name).field(value).finish(),),
        }
    });
    Some(quote! {
        impl std::fmt::Debug for #ident {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self { #unset #(#arms)* }
            }
        }
    })
}

/// Prints `Debug` for a type that only secret members use.
pub(super) fn debug_without_value(ident: &str) -> TokenStream {
    let ident = format_ident!("{ident}");
    quote! {
        /// Shows no value, because only secret members have this type.
        impl std::fmt::Debug for #ident {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("[redacted]")
            }
        }
    }
}

/// The derives of every type, without `Debug` if that is implemented separately.
pub(super) fn usual<'d>(derives: &[&'d str], has_own_debug: bool) -> Vec<&'d str> {
    derives.iter().copied().filter(|derive| !has_own_debug || *derive != "Debug").collect_vec()
}

/// Prints `#[derive(…)]` with the usual derives and those that the user requested.
pub(super) fn derives(usual: &[&str], more: &[String]) -> TokenStream {
    let more = more
        .iter()
        .filter(|derive| *derive != "Debug" && !usual.contains(&derive.as_str()))
        .map(String::as_str);
    let paths = usual.iter().copied().chain(more).map(|path| path.parse::<TokenStream>().unwrap_or_default());
    quote!(#[derive(#(#paths),*)])
}

fn implementation(record: &Record, names: &mut Names<'_>) -> TokenStream {
    let ident = format_ident!("{}", record.ident);
    let trait_name = names.runtime("Record");
    let content = content(record, names);
    let decode_attribute = decode::attributes(record, names);
    let decode_field = decode::fields(record, names);
    let decode_text = decode::text(record, names);
    let required = required(record, names);
    let group_counts = group_counts(record, names);
    let details = details(record, names);
    let encode_attributes = encode::attributes(record, names);
    let encode_fields = encode::fields(record, names);
    quote! {
        impl #trait_name for #ident {
            #content
            #decode_attribute
            #decode_field
            #decode_text
            #required
            #group_counts
            #details
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
        Content::Unordered => quote!(Unordered),
        Content::Items => quote!(Items),
    };
    let content = names.runtime("Content");
    Some(quote! {
        fn content(&self) -> #content {
            #content::#variant
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

/// Prints the occurrence counts of repeated choices and groups with a limited number of occurrences.
fn group_counts(record: &Record, names: &mut Names<'_>) -> Option<TokenStream> {
    let counts = record.fields.iter().filter_map(|field| {
        let (least, most) = checks::limits(field.group_bounds()?);
        let (kind, joint) = match field.slot {
            Slot::Choice { .. } => ("choices", "` or `"),
            _ => ("groups", "` and `"),
        };
        let locals = field.slot.names().iter().map(|name| name.local.as_str()).collect_vec();
        let (what, ident) = (format!("{kind} of `{}`", locals.join(joint)), format_ident!("{}", field.ident));
        Some(quote!((#what, self.#ident.len(), #least, #most)))
    });
    let counts = counts.collect_vec();
    let base =
        record.fields.iter().find(|field| matches!(field.slot, Slot::Base { counts_groups: true, .. }));
    let base = base.map(|field| format_ident!("{}", field.ident));
    let body = match (base, counts.as_slice()) {
        (None, []) => return None,
        (None, counts) => quote!(Vec::from([#(#counts),*])),
        (Some(base), []) => quote!(self.#base.group_counts()),
        (Some(base), counts) => quote! {
            let mut counts = self.#base.group_counts();
            counts.extend([#(#counts),*]);
            counts
        },
    };
    let count = names.runtime("GroupCount");
    Some(quote!(fn group_counts(&self) -> Vec<#count> { #body }))
}

/// Prints the name of the type if it differs from the identifier, the limits of members, the content model and the
/// success header.
fn details(record: &Record, names: &mut Names<'_>) -> Option<TokenStream> {
    let occurs = occurs(record);
    let model = record.content_model.as_ref().map(|model| content_model(model, names));
    let succeeded = record.succeeded.as_ref().map(|field| {
        let field = format_ident!("{field}");
        quote!(.with_success(self.#field))
    });
    if record.type_name.is_none() && occurs.is_none() && model.is_none() && succeeded.is_none() {
        return None;
    }
    let details = names.runtime("Details");
    let named = match &record.type_name {
        Some(name) => quote!(#details::named(#name)),
        None => quote!(#details::of::<Self>()),
    };
    Some(quote!(fn details(&self) -> #details { #named #occurs #model #succeeded }))
}

fn content_model(model: &ContentModel, names: &mut Names<'_>) -> TokenStream {
    let ty = names.runtime("ContentModel");
    let namespaces = model.namespaces.iter().map(|namespace| names.namespace(namespace.as_ref()));
    let (namespaces, particles): (Vec<_>, _) = (namespaces.collect_vec(), &model.particles);
    quote!(.with_content_model(#ty::new(&[#(#namespaces),*], #particles)))
}

fn occurs(record: &Record) -> Option<TokenStream> {
    if record.occurs.is_empty() {
        return None;
    }
    let members = record.occurs.iter().map(|(name, (least, most))| {
        let least = Literal::u32_unsuffixed(*least);
        let most = match most {
            Some(most) => {
                let most = Literal::u32_unsuffixed(*most);
                quote!(Some(#most))
            }
            None => quote!(None),
        };
        quote!((#name, #least, #most))
    });
    Some(quote!(.with_occurs(&[#(#members),*])))
}
