//! Prints two kinds of enums: those with a variant for each branch of a choice, and those with a variant for
//! each type that an element may have by `xsi:type`.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{
    checks,
    encode::secret,
    names::Names,
    records::{debug_variants, derives, usual},
    text::docs,
};
use crate::{
    lists::CollectVec,
    plan::{ArmKind, Choice, ChoiceVariant, Variants},
};

/// Prints the enum of a choice and its `Group` implementation.
pub(super) fn choice<'p>(choice: &'p Choice, names: &mut Names<'_>) -> Vec<(&'p str, TokenStream)> {
    let (ident, documentation) = (format_ident!("{}", choice.ident), docs(&choice.docs));
    let unset = format_ident!("{}", choice.unset);
    let has_own_debug = !choice.masked.is_empty() || names.hides(&choice.ident);
    let derives = derives(&usual(&["Clone", "Debug", "Default"], has_own_debug), &choice.derives);
    let variants = choice.variants.iter().map(|variant| {
        let (documentation, ident, ty) =
            (docs(&variant.docs), format_ident!("{}", variant.ident), names.ty(&variant.ty));
        quote!(#documentation #ident(#ty))
    });
    let definition = quote! {
        #documentation
        #derives
        pub enum #ident {
            /// No value has been chosen. Writing it is an error.
            #[default]
            #unset,
            #(#variants,)*
        }
    };
    let (group, writer) = (names.runtime("Group"), names.runtime("Writer"));
    let arms = choice.variants.iter().map(|variant| choice_arm(choice, variant, names)).collect_vec();
    let implementation = quote! {
        impl #group for #ident {
            fn encode_fields(&self, output: &mut #writer) {
                match self {
                    Self::#unset => output.fail("no branch of the choice is set"),
                    #(#arms)*
                }
            }
        }
    };
    let idents = choice.variants.iter().map(|variant| variant.ident.as_str()).collect_vec();
    let debug = debug_variants(&choice.ident, Some(&choice.unset), &idents, &choice.masked, names);
    let parts = [definition, implementation].into_iter().chain(debug).chain(checks::choice(choice, names));
    parts.map(|tokens| (choice.ident.as_str(), tokens)).collect_vec()
}

fn choice_arm(choice: &Choice, variant: &ChoiceVariant, names: &mut Names<'_>) -> TokenStream {
    let ident = format_ident!("{}", variant.ident);
    let Some(kind) = &variant.kind else { return quote!(Self::#ident(text) => output.text(text),) };
    let nil = |method: &str| {
        if variant.nil {
            format_ident!("nillable{}", if method == "field" { String::new() } else { format!("_{method}") })
        } else {
            format_ident!("{method}")
        }
    };
    let is_masked = choice.masked.contains(&variant.ident);
    let never_empty = variant.rule.instead_of_empty().map(|default| quote!(.never_empty(#default)));
    let call = match kind {
        ArmKind::Element(name) | ArmKind::Repeated(name) => {
            let method =
                if matches!(kind, ArmKind::Element(_)) { nil("field") } else { format_ident!("field") };
            let (namespace, local) = (names.namespace(name.namespace.as_ref()), &name.local);
            let call = secret(is_masked, quote!(#never_empty.#method(#local, value)));
            quote!(within(#namespace)#call)
        }
        ArmKind::List(name, item, _) => {
            let (method, item) = (nil("list"), names.wire(item));
            let (namespace, local) = (names.namespace(name.namespace.as_ref()), &name.local);
            let call = secret(is_masked, quote!(#never_empty.#method(#local, #item, value)));
            quote!(within(#namespace)#call)
        }
        ArmKind::Dictionary(name, pairs) => {
            let (method, pairs) = (nil("dictionary"), names.item(pairs));
            let (namespace, local) = (names.namespace(name.namespace.as_ref()), &name.local);
            let call = secret(is_masked, quote!(.#method(#local, &#pairs, value)));
            quote!(within(#namespace)#call)
        }
        ArmKind::Group(_) => quote!(within("").group(value)),
        ArmKind::Any => quote!(within("").any([value])),
    };
    quote!(Self::#ident(value) => { output.#call; })
}

/// Prints an enum over a type and its derived types, and its `Value` implementation.
pub(super) fn variants<'p>(variants: &'p Variants, names: &mut Names<'_>) -> Vec<(&'p str, TokenStream)> {
    let (ident, documentation) = (format_ident!("{}", variants.ident), docs(&variants.docs));
    let derived = derives(
        &usual(&["Clone", "Debug"], names.hides(&variants.ident)),
        &variants.derives.iter().filter(|derive| *derive != "Default").cloned().collect_vec(),
    );
    let other = format_ident!("{}", variants.other);
    let element = names.runtime("Element");
    let definitions = variants.variants.iter().map(|variant| {
        let (documentation, ident, ty) =
            (docs(&variant.docs), format_ident!("{}", variant.ident), names.ty(&variant.ty));
        quote!(#documentation #ident(#ty))
    });
    let other_docs = match variants.declared {
        Some(_) => {
            "An element kept as XML: its type is not declared, or it is nil and has attributes or an `xsi:type`."
        }
        None => "An element of a type that the contract does not declare, kept as XML.",
    };
    let other_docs = docs(&[other_docs.to_owned()]);
    let definition = quote! {
        #documentation
        #derived
        pub enum #ident {
            #(#definitions,)*
            #other_docs
            #other(#element)
        }
    };
    let idents = variants.variants.iter().map(|variant| format_ident!("{}", variant.ident)).collect_vec();
    let declared = match (idents.first(), variants.is_abstract) {
        (Some(first), false) => quote!(Self::#first),
        _ => quote!(Self::#other),
    };
    let implementation = value_of_variants(variants, &idents, names);
    let default = quote! {
        impl Default for #ident {
            fn default() -> Self {
                #declared(Default::default())
            }
        }
    };
    let parts = [definition, implementation, default].into_iter().chain(checks::variants(variants, names));
    parts.map(|tokens| (variants.ident.as_str(), tokens)).collect_vec()
}

/// Prints the `Value` implementation of an enum over a type and its derived types.
fn value_of_variants(variants: &Variants, idents: &[Ident], names: &mut Names<'_>) -> TokenStream {
    let (ident, other) = (format_ident!("{}", variants.ident), format_ident!("{}", variants.other));
    let wires = variants.variants.iter().map(|variant| names.wire(&variant.name)).collect_vec();
    let types = variants
        .variants
        .iter()
        .map(|variant| (names.namespace(variant.name.namespace.as_ref()), &variant.name.local))
        .collect_vec();
    let (namespaces, locals): (Vec<_>, Vec<_>) = types.into_iter().unzip();
    let (value, reader, result, writer) =
        (names.runtime("Value"), names.runtime("Reader"), names.runtime("Result"), names.runtime("Writer"));
    // A value of the declared type is written without `xsi:type`, and an element without one is read as the
    // declared type.
    let plain = idents.first().filter(|_| !variants.is_abstract);
    let patterns = idents.iter().zip(&wires).map(|(ident, wire)| match plain == Some(ident) {
        true => quote!(None | Some(#wire)),
        false => quote!(Some(#wire)),
    });
    let others = match plain {
        Some(_) => quote!(Some(_)),
        None => quote!(_),
    };
    let attributes = idents.iter().zip(&namespaces).zip(&locals).map(|((ident, namespace), local)| {
        let type_name = (plain != Some(ident)).then(|| quote!(output.type_name(#namespace, #local);));
        quote!(Self::#ident(value) => { #type_name #value::encode_attributes(value, output); })
    });
    let decode_nil = variants.declared.as_ref().map(|declared| {
        let declared = names.wire(declared);
        quote! {
            fn decode_nil(&mut self, input: &mut #reader<'_>) -> #result<bool> {
                input.derived_nil(self, #declared, Self::#other)
            }
        }
    });
    let decode = match idents.is_empty() {
        // No declared type can match, so only the syntax of the name is checked.
        true => quote! {
            input.type_name()?;
            input.undeclared(self, Self::#other)
        },
        false => quote! {
            match input.type_name()?.map(|name| (name.namespace(), name.local())) {
                #(#patterns => input.derived(self, Self::#idents),)*
                #others => input.undeclared(self, Self::#other),
            }
        },
    };
    quote! {
        impl #value for #ident {
            fn decode(&mut self, input: &mut #reader<'_>) -> #result<()> {
                #decode
            }

            #decode_nil

            fn encode_attributes(&self, output: &mut #writer) {
                match self {
                    #(#attributes)*
                    Self::#other(value) => #value::encode_attributes(value, output),
                }
            }

            fn encode(&self, output: &mut #writer) {
                match self {
                    #(Self::#idents(value) => #value::encode(value, output),)*
                    Self::#other(value) => #value::encode(value, output),
                }
            }
        }
    }
}
