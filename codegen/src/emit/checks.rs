//! Prints validation: an implementation of `Validate` for each type, and the facets that it uses.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::names::Names;
use crate::{
    escape::is_hidden,
    lists::{CollectVec, PushAll},
    plan::{
        ArmKind, Bounds, Check, Choice, ChoiceVariant, FacetValue, Facets, FacetsRef, Field, Record, Root,
        Slot, Ty, Variants,
    },
};

/// Prints a constant with the facets of a type.
pub(super) fn facets<'p>(facets: &'p Facets, names: &mut Names<'_>) -> Vec<(&'p str, TokenStream)> {
    let ident = format_ident!("{}", facets.ident);
    let (ty, builtin) = (names.runtime("Facets"), names.runtime("Builtin"));
    let base = format_ident!("{}", facets.builtin);
    let entries = facets.entries.iter().map(|(name, value)| {
        let (name, value) = (format_ident!("{name}"), facet(value, names));
        quote!(#name: #value)
    });
    let entries = entries.collect_vec();
    let visibility = names.visibility();
    let constant = quote! {
        #visibility const #ident: #ty = #ty { #(#entries,)* ..#ty::of(#builtin::#base) };
    };
    vec![(&facets.ident, constant)]
}

fn facet(value: &FacetValue, names: &mut Names<'_>) -> TokenStream {
    match value {
        FacetValue::Number(number) => {
            let number = Literal::u64_unsuffixed(*number);
            quote!(Some(#number))
        }
        FacetValue::Text(text) => quote!(Some(#text)),
        FacetValue::WhiteSpace(name) => {
            let (ty, name) = (names.runtime("WhiteSpace"), format_ident!("{name}"));
            quote!(#ty::#name)
        }
        FacetValue::Texts(texts) => quote!(&[#(#texts),*]),
        FacetValue::Patterns(groups) => {
            let groups = groups.iter().map(|group| {
                let patterns = group.iter().map(|pattern| raw(pattern));
                quote!(&[#(#patterns),*])
            });
            quote!(&[#(#groups),*])
        }
        FacetValue::Facets(facets) => {
            let facets = reference(facets, names);
            quote!(Some(#facets))
        }
        FacetValue::Members(members) => {
            let members = members.iter().map(|member| reference(member, names)).collect_vec();
            quote!(&[#(#members),*])
        }
        FacetValue::Derived(types) => {
            let types = types.iter().map(|(name, facets)| {
                let (namespace, local) = (names.namespace(name.namespace.as_ref()), &name.local);
                let facets = reference(facets, names);
                quote!((#namespace, #local, #facets))
            });
            let types = types.collect_vec();
            quote!(&[#(#types),*])
        }
    }
}

/// A literal for a pattern. It is a raw literal if the pattern contains backslashes.
fn raw(pattern: &str) -> TokenStream {
    let is_plain = pattern.contains('\\') && !pattern.contains('"') && !pattern.contains(is_hidden);
    let literal = is_plain.then(|| format!("r\"{pattern}\"").parse().ok()).flatten();
    literal.unwrap_or_else(|| quote!(#pattern))
}

pub(super) fn reference(facets: &FacetsRef, names: &mut Names<'_>) -> TokenStream {
    match facets {
        FacetsRef::Item(item) => {
            let item = names.item(item);
            quote!(&#item)
        }
        FacetsRef::Known(name) => {
            let (ty, name) = (names.runtime("Facets"), format_ident!("{name}"));
            quote!(&#ty::#name)
        }
        FacetsRef::Of(_) | FacetsRef::Inline { .. } | FacetsRef::Fixed { .. } => {
            let facets = value(facets, names);
            quote!(&#facets)
        }
    }
}

/// Facets as a value instead of a reference.
pub(super) fn value(facets: &FacetsRef, names: &mut Names<'_>) -> TokenStream {
    match facets {
        FacetsRef::Item(item) => names.item(item),
        FacetsRef::Known(name) => {
            let (ty, name) = (names.runtime("Facets"), format_ident!("{name}"));
            quote!(#ty::#name)
        }
        FacetsRef::Of(name) => {
            let (ty, builtin) = (names.runtime("Facets"), names.runtime("Builtin"));
            let name = format_ident!("{name}");
            quote!(#ty::of(#builtin::#name))
        }
        FacetsRef::Inline { builtin, entries } => {
            let (ty, form) = (names.runtime("Facets"), value(&FacetsRef::Of(builtin), names));
            let entries = entries.iter().map(|(name, value)| {
                let (name, value) = (format_ident!("{name}"), facet(value, names));
                quote!(#name: #value)
            });
            let entries = entries.collect_vec();
            quote!(#ty { #(#entries,)* ..#form })
        }
        FacetsRef::Fixed { base, white_space, values } => {
            let (ty, base) = (names.runtime("Facets"), value(base, names));
            let white_space = white_space.map(|name| {
                let name = facet(&FacetValue::WhiteSpace(name), names);
                quote!(white_space: #name,)
            });
            quote!(#ty { #white_space values: &[#(#values),*], ..#base })
        }
    }
}

/// Prints `impl Validate`, if the plan has validation. The `impl` is empty if there is nothing to check.
fn implementation(ident: &str, body: Option<TokenStream>, names: &mut Names<'_>) -> Option<TokenStream> {
    if !names.has_checks() {
        return None;
    }
    let (ident, validate) = (format_ident!("{ident}"), names.runtime("Validate"));
    let check = body.map(|body| {
        let checks = names.runtime("Checks");
        quote! {
            fn check(&self, checks: &mut #checks) {
                #body
            }
        }
    });
    Some(quote! {
        impl #validate for #ident {
            #check
        }
    })
}

/// Prints the validation of a struct.
pub(super) fn record(record: &Record, names: &mut Names<'_>) -> Option<TokenStream> {
    let (mut attributes, mut content, mut nil) = (Vec::new(), Vec::new(), None);
    let fields = if names.has_checks() { record.fields.as_slice() } else { &[] };
    for field in fields {
        match field.slot {
            Slot::Nil { .. } => nil = Some(format_ident!("{}", field.ident)),
            Slot::Attribute { .. } => attributes.push_all(member(field, names)),
            _ => content.push_all(member(field, names)),
        }
    }
    let is_empty = attributes.is_empty() && content.is_empty();
    let content = match nil.filter(|_| !content.is_empty()) {
        Some(nil) => quote!(if !self.#nil { #(#content)* }),
        None => quote!(#(#content)*),
    };
    let body = (!is_empty).then(|| quote!(#content #(#attributes)*));
    implementation(&record.ident, body, names)
}

fn member(field: &Field, names: &mut Names<'_>) -> Vec<TokenStream> {
    let ident = format_ident!("{}", field.ident);
    let value = match &field.slot {
        // An absent element is represented by the default of its type.
        Slot::Once { plain: true, .. } => {
            quote!(&(self.#ident != Default::default()).then_some(self.#ident))
        }
        _ => quote!(&self.#ident),
    };
    let mut checks = Vec::new();
    match (&field.slot, field.bounds) {
        (Slot::Repeated { name, .. }, Some(bounds)) => {
            let (name, (least, most)) = (&name.local, limits(bounds));
            checks.push(quote!(checks.count(#name, self.#ident.len(), #least, #most)));
        }
        (Slot::List { name, item, .. }, Some(bounds)) => {
            checks.push(list_count(&name.local, &item.local, &value, bounds));
        }
        _ => {}
    }
    match (&field.slot, &field.check) {
        (Slot::Base { .. }, _) => checks.push(quote!(checks.inside(#value))),
        (Slot::Choice { .. } | Slot::Group { .. } | Slot::Ordered { .. }, _) => match field.ty {
            Ty::Option(_) | Ty::Vec(_) => checks.push(quote!(checks.inside_all(#value))),
            _ => checks.push(quote!(checks.inside(#value))),
        },
        (Slot::Text { .. }, Some(Check::Facets(facets))) => {
            let facets = reference(facets, names);
            checks.push(quote!(checks.text(#value, #facets)));
        }
        (Slot::List { name, item, .. }, Some(check)) => {
            checks.push_all(list_checks(&name.local, &item.local, &value, check, names));
        }
        (Slot::Attribute { name, .. }, Some(check)) => {
            checks.push_all(value_checks(&format!("@{}", name.local), &value, check, names));
        }
        (
            Slot::Once { name, .. }
            | Slot::Repeated { name, .. }
            | Slot::Items { name, .. }
            | Slot::Dictionary { name, .. },
            Some(check),
        ) => checks.push_all(value_checks(&name.local, &value, check, names)),
        _ => {}
    }
    checks.into_iter().map(|check| quote!(#check;)).collect_vec()
}

pub(super) fn limits((least, most): Bounds) -> (Literal, TokenStream) {
    let most = match most.map(Literal::u32_unsuffixed) {
        Some(most) => quote!(Some(#most)),
        None => quote!(None),
    };
    (Literal::u32_unsuffixed(least), most)
}

fn list_count(name: &str, item: &str, value: &TokenStream, bounds: Bounds) -> TokenStream {
    let (least, most) = limits(bounds);
    quote!(checks.list_count(#name, #item, #value, #least, #most))
}

fn value_checks(name: &str, value: &TokenStream, check: &Check, names: &mut Names<'_>) -> Vec<TokenStream> {
    match check {
        Check::Inside => vec![quote!(checks.member(#name, #value))],
        Check::Facets(facets) => {
            let facets = reference(facets, names);
            vec![quote!(checks.facets(#name, #value, #facets))]
        }
        Check::FixedText { facets, inside } => {
            let facets = reference(facets, names);
            let inside = inside.then(|| quote!(checks.member(#name, #value)));
            let fixed = quote!(checks.fixed_text(#name, #value, #facets));
            inside.into_iter().chain([fixed]).collect_vec()
        }
        Check::Pairs { key, value: of_value, inside } => {
            let keys = key.as_ref().map(|(key, facets)| {
                let facets = reference(facets, names);
                quote!(checks.keys(#name, #key, #value, #facets))
            });
            let values = of_value.as_ref().map(|(own, facets)| {
                let facets = reference(facets, names);
                quote!(checks.values(#name, #own, #value, #facets))
            });
            let inside = inside.then(|| quote!(checks.member(#name, #value)));
            keys.into_iter().chain(values).chain(inside).collect_vec()
        }
    }
}

fn list_checks(
    name: &str,
    item: &str,
    value: &TokenStream,
    check: &Check,
    names: &mut Names<'_>,
) -> Vec<TokenStream> {
    match check {
        Check::Facets(facets) => {
            let facets = reference(facets, names);
            vec![quote!(checks.list_facets(#name, #item, #value, #facets))]
        }
        Check::FixedText { facets, inside } => {
            let facets = reference(facets, names);
            let inside = inside.then(|| quote!(checks.list(#name, #item, #value)));
            let fixed = quote!(checks.list_fixed_text(#name, #item, #value, #facets));
            inside.into_iter().chain([fixed]).collect_vec()
        }
        Check::Inside | Check::Pairs { .. } => vec![quote!(checks.list(#name, #item, #value))],
    }
}

/// Prints the checks for the value of a variant.
fn variant_checks(variant: &ChoiceVariant, names: &mut Names<'_>) -> Vec<TokenStream> {
    let value = quote!(value);
    let mut checks = Vec::new();
    match (&variant.kind, variant.bounds) {
        (Some(ArmKind::Repeated(name)), Some(bounds)) => {
            let (name, (least, most)) = (&name.local, limits(bounds));
            checks.push(quote!(checks.count(#name, value.len(), #least, #most)));
        }
        (Some(ArmKind::List(name, item, _)), Some(bounds)) => {
            checks.push(list_count(&name.local, &item.local, &value, bounds));
        }
        _ => {}
    }
    match (&variant.kind, &variant.check) {
        (
            Some(ArmKind::Element(name) | ArmKind::Repeated(name) | ArmKind::Dictionary(name, _)),
            Some(check),
        ) => {
            checks.push_all(value_checks(&name.local, &value, check, names));
        }
        (Some(ArmKind::List(name, item, _)), Some(check)) => {
            checks.push_all(list_checks(&name.local, &item.local, &value, check, names));
        }
        (Some(ArmKind::Group(_)), Some(_)) => checks.push(quote!(checks.inside(value))),
        _ => {}
    }
    checks
}

/// Prints the validation of a global element.
pub(super) fn root(root: &Root, names: &mut Names<'_>) -> TokenStream {
    let checks = match &root.check {
        Some(Check::Inside) => vec![quote!(checks.inside(value))],
        Some(check) => value_checks(&root.name.local, &quote!(value), check, names),
        None => Vec::new(),
    };
    match checks.as_slice() {
        [] => quote!(.checked(|_, _| {})),
        [check] => quote!(.checked(|value, checks| #check)),
        checks => quote!(.checked(|value, checks| { #(#checks;)* })),
    }
}

/// Prints the validation of a choice.
pub(super) fn choice(choice: &Choice, names: &mut Names<'_>) -> Option<TokenStream> {
    if !names.has_checks() {
        return None;
    }
    let unset = format_ident!("{}", choice.unset);
    let mut rest = false;
    let mut arms = Vec::new();
    for variant in &choice.variants {
        let ident = format_ident!("{}", variant.ident);
        match variant_checks(variant, names).as_slice() {
            [] => rest = true,
            [check] => arms.push(quote!(Self::#ident(value) => #check,)),
            checks => arms.push(quote!(Self::#ident(value) => { #(#checks;)* })),
        }
    }
    let rest = rest.then(|| quote!(_ => {}));
    let body = match arms.as_slice() {
        [] => quote! {
            if matches!(self, Self::#unset) {
                checks.unset();
            }
        },
        arms => quote! {
            match self {
                Self::#unset => checks.unset(),
                #(#arms)*
                #rest
            }
        },
    };
    implementation(&choice.ident, Some(body), names)
}

/// Prints the validation of an enum over a type and its derived types.
pub(super) fn variants(variants: &Variants, names: &mut Names<'_>) -> Option<TokenStream> {
    if !names.has_checks() {
        return None;
    }
    // There are no variants if the declared type and all types derived from it are abstract.
    if variants.variants.is_empty() {
        return implementation(&variants.ident, None, names);
    }
    let other = format_ident!("{}", variants.other);
    let arms = variants.variants.iter().map(|variant| {
        let ident = format_ident!("{}", variant.ident);
        quote!(Self::#ident(value) => checks.inside(value),)
    });
    let body = quote! {
        match self {
            #(#arms)*
            Self::#other(_) => {}
        }
    };
    implementation(&variants.ident, Some(body), names)
}
