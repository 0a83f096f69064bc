//! Prints enumerations, unions, aliases, and the element names of dictionaries.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{
    checks,
    decode::rule,
    names::Names,
    records::{derives, usual},
    text::docs,
};
use crate::{
    lists::{CollectVec, SortList},
    plan::{
        Alias, Attempts, EarlierNumbers, Enumeration, Pairs, Root, TextRule, Union, UnionMember, WhiteSpace,
    },
};

/// Minimum number of values of an enumeration for a sorted table of its texts. Smaller enumerations have a
/// `match` instead. A `match` of 10,000 texts compares up to 1,000 of the same length one by one, and takes
/// seven times as long to compile in release mode.
const MANY_VALUES: usize = 256;

/// Prints an enumeration and its conversions.
pub(super) fn enumeration<'p>(
    enumeration: &'p Enumeration,
    names: &mut Names<'_>,
) -> Vec<(&'p str, TokenStream)> {
    let (ident, documentation) = (format_ident!("{}", enumeration.ident), docs(&enumeration.docs));
    let closed = enumeration.unset.is_some();
    let usual: &[&str] = if closed {
        &["Clone", "Debug", "Default", "PartialEq", "Eq", "Hash"]
    } else {
        &["Clone", "Debug", "PartialEq", "Eq", "Hash"]
    };
    let derives = derives(&self::usual(usual, names.hides(&enumeration.ident)), &enumeration.derives);
    let values = enumeration.values.iter().map(|value| format_ident!("{}", value.ident)).collect_vec();
    let texts = enumeration.values.iter().map(|value| &value.text).collect_vec();
    let variants = enumeration.values.iter().map(|value| {
        let (documentation, ident) = (docs(&value.docs), format_ident!("{}", value.ident));
        quote!(#documentation #ident)
    });
    let other = enumeration.other.as_ref().map(|other| format_ident!("{other}"));
    let unset = enumeration.unset.as_ref().map(|unset| format_ident!("{unset}"));
    let other_variant = other.as_ref().map(|other| {
        let documentation = docs(&["A value that the contract does not list.".to_owned()]);
        quote!(#documentation #other(String),)
    });
    let unset_variant = unset.as_ref().map(|unset| {
        let documentation = docs(&["No value has been set. Writing it is an error.".to_owned()]);
        quote!(#documentation #[default] #unset,)
    });
    let definition = quote! {
        #documentation
        #derives
        pub enum #ident {
            #unset_variant
            #(#variants,)*
            #other_variant
        }
    };
    let trait_name = names.runtime("Enumeration");
    let as_other = match (&other, &unset) {
        (Some(other), _) => quote!(Self::#other(other) => other),
        (None, Some(unset)) => quote!(Self::#unset => ""),
        (None, None) => quote!(),
    };
    let is_large = texts.len() >= MANY_VALUES;
    let sorted = is_large.then(|| {
        let mut pairs = texts.iter().zip(&values).collect_vec();
        pairs.sort_list();
        let pairs = pairs.into_iter().map(|(text, value)| quote!((#text, Self::#value)));
        quote!(const SORTED: &'static [(&'static str, Self)] = &[#(#pairs),*];)
    });
    let from_text = match (&other, is_large) {
        (Some(other), true) => quote! {
            saponify::generated::lookup(Self::SORTED, text).or_else(|| Some(Self::#other(text.to_owned())))
        },
        (None, true) => quote!(saponify::generated::lookup(Self::SORTED, text)),
        (Some(other), false) => quote! {
            let value = match text {
                #(#texts => Self::#values,)*
                other => Self::#other(other.to_owned()),
            };
            Some(value)
        },
        (None, false) => quote! {
            let value = match text {
                #(#texts => Self::#values,)*
                _ => return None,
            };
            Some(value)
        },
    };
    let base = enumeration.base.as_ref().map(|base| {
        let (ty, base) = (names.runtime("Facets"), checks::value(base, names));
        quote!(const BASE: #ty = #base;)
    });
    let implementation = quote! {
        impl #trait_name for #ident {
            #base
            const VALUES: &'static [&'static str] = &[#(#texts),*];
            #sorted

            fn as_str(&self) -> &str {
                match self {
                    #(Self::#values => #texts,)*
                    #as_other,
                }
            }

            fn from_text(text: &str) -> Option<Self> {
                #from_text
            }
        }
    };
    let everything = match &other {
        Some(other) if other == "Other" => quote!(saponify::enumeration!(#ident);),
        Some(other) => quote!(saponify::enumeration!(#ident, #other);),
        None => quote!(saponify::closed_enumeration!(#ident);),
    };
    let serde = enumeration.serde.then(|| quote!(saponify::serde_enumeration!(#ident);));
    let name = enumeration.ident.as_str();
    let items = [Some(definition), Some(implementation), Some(everything), serde];
    items.into_iter().flatten().map(|item| (name, item)).collect_vec()
}

/// Prints a type alias.
pub(super) fn alias<'p>(alias: &'p Alias, names: &mut Names<'_>) -> Vec<(&'p str, TokenStream)> {
    let (ident, documentation, ty) =
        (format_ident!("{}", alias.ident), docs(&alias.docs), names.ty(&alias.ty));
    vec![(&alias.ident, quote!(#documentation pub type #ident = #ty;))]
}

/// Prints a union: an enum with a variant for each member type. The generated code tries the members in
/// order, and the first one that accepts a text parses it. A member with facets accepts only texts that meet
/// them. If no member accepts the text, the members are tried again without their facets.
///
/// A member is open if it accepts values that the contract does not list. In a union with open members, the
/// generated code makes two attempts. In the first one, an open member accepts only the values that the
/// contract lists. If no member accepts the text, the last open member parses it.
pub(super) fn union<'p>(union: &'p Union, names: &mut Names<'_>) -> Vec<(&'p str, TokenStream)> {
    let (ident, documentation) = (format_ident!("{}", union.ident), docs(&union.docs));
    let derives = derives(
        &usual(&["Clone", "Debug"], names.hides(&union.ident)),
        &union.derives.iter().filter(|derive| *derive != "Default").cloned().collect_vec(),
    );
    let members = union.members.iter().map(|member| format_ident!("{}", member.ident)).collect_vec();
    let variants = union.members.iter().map(|member| {
        let documentation = docs(&[format!("A value of the member type `{}`.", member.ident)]);
        let (ident, ty) = (format_ident!("{}", member.ident), names.ty(&member.ty));
        quote!(#documentation #ident(#ty))
    });
    let definition = quote! {
        #documentation
        #derives
        pub enum #ident { #(#variants,)* }
    };
    let expected = &union.expected;
    let (simple, scope, invalid, text, result) = (
        names.runtime("Simple"),
        names.runtime("Scope"),
        names.runtime("Invalid"),
        names.runtime("Text"),
        names.runtime("Result"),
    );
    let invalid_text = quote!(Err(#invalid::expected(#expected)));
    let (parse, listed) = attempts(union, &members, names);
    let listed = listed.map(|attempts| {
        quote! {
            fn parse_listed(text: &str, scope: &#scope<'_>) -> #result<Self, #invalid> {
                #(#attempts)*
                #invalid_text
            }
        }
    });
    let prefixes = union.holds_names.then(|| {
        quote! {
            fn prefixes(&self, declare: &mut dyn FnMut(&str, &str)) {
                match self {
                    #(Self::#members(value) => #simple::prefixes(value, declare),)*
                }
            }
        }
    });
    let writes = union.members.iter().map(|member| match member.follows {
        None => quote!(#simple::write(value, text)),
        Some(follows) => {
            let (write_float, decimals) = (names.runtime("write_float"), follows == EarlierNumbers::Decimals);
            quote!(#write_float(value, #decimals, text))
        }
    });
    let writes = writes.collect_vec();
    let implementation = quote! {
        impl #simple for #ident {
            fn parse(text: &str, scope: &#scope<'_>) -> #result<Self, #invalid> {
                #(#parse)*
                #invalid_text
            }

            #listed

            fn write(&self, text: &mut #text<'_>) {
                match self {
                    #(Self::#members(value) => #writes,)*
                }
            }

            fn namespaces(&self, declare: &mut dyn FnMut(&str)) {
                match self {
                    #(Self::#members(value) => #simple::namespaces(value, declare),)*
                }
            }

            #prefixes
        }
    };
    let first = members.first();
    let default = quote! {
        impl Default for #ident {
            fn default() -> Self {
                Self::#first(Default::default())
            }
        }
    };
    let value = quote!(saponify::simple!(#ident););
    let serde = union.serde.then(|| quote!(saponify::serde_simple!(#ident);));
    let name = union.ident.as_str();
    let items = [Some(definition), Some(implementation), Some(default), Some(value), serde];
    items.into_iter().flatten().map(|item| (name, item)).collect_vec()
}

/// Prints the statements that try to parse a text as one member of the union after another. Returns the
/// statements of the method `parse`. If some members are open, also returns those of the method
/// `parse_listed`.
fn attempts(
    union: &Union,
    members: &[Ident],
    names: &mut Names<'_>,
) -> (Vec<TokenStream>, Option<Vec<TokenStream>>) {
    let simple = names.runtime("Simple");
    let facets = union
        .members
        .iter()
        .map(|member| member.facets.as_ref().map(|facets| checks::reference(facets, names)));
    let facets = facets.collect_vec();
    let has_facets = facets.iter().any(Option::is_some);
    let within_facets = has_facets.then(|| names.runtime("within_facets"));
    let attempts = |is_parse: bool| {
        let attempt = |member: &UnionMember, ident: &Ident, facets: Option<&TokenStream>| {
            let method = if member.open && !is_parse { quote!(parse_listed) } else { quote!(parse) };
            let text = text_of(member);
            let value = quote!(#simple::#method(#text, scope));
            let value = match facets {
                Some(facets) => quote!(#within_facets(#value, text, #facets)),
                None => value,
            };
            quote! {
                if let Ok(value) = #value {
                    return Ok(Self::#ident(value));
                }
            }
        };
        let all = || union.members.iter().zip(members);
        let within =
            all().zip(&facets).map(|((member, ident), facets)| attempt(member, ident, facets.as_ref()));
        let without = union.without_facets().filter_map(|place| all().nth(place));
        let without = without.map(|(member, ident)| attempt(member, ident, None));
        within.chain(without).collect_vec()
    };
    let parse = match union.attempts() {
        Attempts::InOrder => attempts(true),
        Attempts::ListedBefore(last) => {
            let (last, text) = (members.get(last), union.members.get(last).map(text_of));
            vec![quote! {
                if let Ok(value) = <Self as #simple>::parse_listed(text, scope) {
                    return Ok(value);
                }
                if let Ok(value) = #simple::parse(#text, scope) {
                    return Ok(Self::#last(value));
                }
            }]
        }
    };
    (parse, union.tries_listed().then(|| attempts(false)))
}

/// The text that a member of a union parses.
fn text_of(member: &UnionMember) -> TokenStream {
    match member.white_space {
        WhiteSpace::Preserve => quote!(text),
        WhiteSpace::Replace => quote!(&saponify::simple::replace(text)),
        WhiteSpace::Collapse => quote!(&saponify::simple::collapse(text)),
    }
}

/// Prints a constant with the element names of a dictionary.
pub(super) fn pairs<'p>(pairs: &'p Pairs, names: &mut Names<'_>) -> Vec<(&'p str, TokenStream)> {
    let (ident, ty) = (format_ident!("{}", pairs.ident), names.runtime("Pairs"));
    let (namespace, pair) = (names.namespace(pairs.pair.namespace.as_ref()), &pairs.pair.local);
    let (key, value) = (&pairs.key, &pairs.value);
    let visibility = names.visibility();
    let is_nillable = (pairs.key_is_nillable, pairs.value_is_nillable);
    let nil = match is_nillable {
        (true, true) => None,
        (keys, values) => Some(quote!(.with_nil(#keys, #values))),
    };
    let keys = text_rule(&pairs.key_rule, names).map(|rule| quote!(.with_keys(#rule)));
    let values = text_rule(&pairs.value_rule, names).map(|rule| quote!(.with_values(#rule)));
    let type_name = pairs.type_name.as_ref().map(|name| quote!(.with_type(#name)));
    let tokens = quote! {
        #visibility const #ident: #ty = #ty::new(#namespace, #pair, #key, #value) #type_name #nil #keys #values;
    };
    vec![(&pairs.ident, tokens)]
}

/// Prints a `TextRule`: how the text of an element is read, for example with which default. Returns `None` if
/// the text is read unchanged.
pub(super) fn text_rule(rule: &TextRule, names: &mut Names<'_>) -> Option<TokenStream> {
    let calls = self::rule(rule);
    let ty = (!rule.is_none()).then(|| names.runtime("TextRule"))?;
    Some(quote!(#ty::new() #calls))
}

/// Prints a constant for a global element.
pub(super) fn root<'p>(root: &'p Root, names: &mut Names<'_>) -> Vec<(&'p str, TokenStream)> {
    let (documentation, ident) = (docs(&root.docs), format_ident!("{}", root.ident));
    let (runtime, ty) = (names.runtime("Root"), names.ty(&root.ty));
    let constant = if names.has_checks() { names.runtime("CheckedRoot") } else { runtime.clone() };
    let checked = names.has_checks().then(|| super::checks::root(root, names));
    let (namespace, local) = (names.namespace(root.name.namespace.as_ref()), &root.name.local);
    let rule = rule(&root.rule);
    let tokens = quote! {
        #documentation
        pub const #ident: #constant<#ty> = #runtime::new(#namespace, #local) #rule #checked;
    };
    vec![(&root.ident, tokens)]
}
