//! Prints a `match` over the names of elements or attributes.

use proc_macro2::TokenStream;
use quote::quote;

use super::{names::Names, text::literal};
use crate::{lists::CollectVec, map::Set, plan::WireName};

/// One arm of a `match` over local names, for one namespace.
pub(super) struct Arm {
    pub(super) namespace: Option<String>,
    pub(super) locals: Vec<String>,
    /// Indices of members. The arm applies only while none of them has been read.
    pub(super) only_before: Vec<u16>,
    pub(super) body: TokenStream,
}

impl Arm {
    pub(super) fn new(name: &WireName, body: TokenStream) -> Self {
        Self {
            namespace: name.namespace.clone(),
            locals: vec![name.local.clone()],
            only_before: Vec::new(),
            body,
        }
    }

    /// Arms for the names of a group, one per namespace.
    pub(super) fn group(wire: &[WireName], body: &TokenStream) -> Vec<Self> {
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

/// Maximum number of namespaces for which `match` expressions are nested, one per namespace. For more
/// namespaces, a single `match` is printed, because the generated code would be indented too deeply.
const MAX_NESTED_NAMESPACES: usize = 16;

/// A `match` over local names, or nested `match` expressions for several namespaces.
pub(super) fn matched(arms: &[Arm], fallback: TokenStream, names: &Names<'_>) -> TokenStream {
    let mut namespaces: Vec<&Option<String>> = Vec::new();
    for arm in arms {
        if namespaces.len() <= MAX_NESTED_NAMESPACES && !namespaces.contains(&&arm.namespace) {
            namespaces.push(&arm.namespace);
        }
    }
    if namespaces.len() > MAX_NESTED_NAMESPACES {
        return flat(arms, fallback, names);
    }
    namespaces.iter().rev().fold(fallback, |fallback, namespace| {
        let constant = names.namespace(namespace.as_ref());
        // A second arm for the same name would be unreachable, and rustc would warn about it.
        let mut taken = Set::new();
        let arms = arms.iter().filter(|arm| arm.namespace == **namespace).filter_map(|arm| {
            let locals = arm.locals.iter().filter(|local| !taken.contains(*local)).collect_vec();
            if arm.only_before.is_empty() {
                taken.extend(&arm.locals);
            }
            let (guard, body) = (guard(&arm.only_before), &arm.body);
            (!locals.is_empty()).then(|| quote!(#(#locals)|* #guard => #body))
        });
        let arms = arms.collect_vec();
        quote!(match name.within(#constant) { #(#arms,)* _ => #fallback, })
    })
}

/// A single `match` over namespaces and local names.
fn flat(arms: &[Arm], fallback: TokenStream, names: &Names<'_>) -> TokenStream {
    let mut taken = Set::new();
    let arms = arms.iter().filter_map(|arm| {
        let is_free = |local: &&String| !taken.contains(&(&arm.namespace, *local));
        let locals = arm.locals.iter().filter(is_free).collect_vec();
        if arm.only_before.is_empty() {
            taken.extend(arm.locals.iter().map(|local| (&arm.namespace, local)));
        }
        let (namespace, guard, body) =
            (names.namespace(arm.namespace.as_ref()), guard(&arm.only_before), &arm.body);
        (!locals.is_empty()).then(|| quote!((#namespace, #(#locals)|*) #guard => #body))
    });
    let arms = arms.collect_vec();
    quote!(match (name.namespace(), name.local()) { #(#arms,)* _ => #fallback, })
}

/// The guard of an arm that applies only while certain members have not been read.
fn guard(only_before: &[u16]) -> Option<TokenStream> {
    match only_before {
        [] => None,
        [index] => {
            let index = literal(*index);
            Some(quote!(if input.is_unread(#index)))
        }
        indices => {
            let indices = indices.iter().copied().map(literal);
            Some(quote!(if input.are_unread(&[#(#indices),*])))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{text::Code, tree::Tree},
        *,
    };

    #[test]
    fn several_namespaces_make_one_match_inside_the_other() {
        let arm = |namespace: &str, local: &str| {
            Arm::new(&WireName { namespace: Some(namespace.to_owned()), local: local.to_owned() }, quote!(x))
        };
        let plan = crate::plan::Plan {
            modules: Vec::new(),
            notes: Vec::new(),
            left_out: Vec::new(),
            recursion_limit: None,
            counts: Default::default(),
            validate: false,
            server: false,
        };
        let module = crate::plan::Module {
            name: String::new(),
            parent: crate::plan::ModuleId(0),
            path: Vec::new(),
            docs: Vec::new(),
            namespaces: Default::default(),
            items: Vec::new(),
            secret_types: Default::default(),
            shares_constants: false,
        };
        let names = Names::new(&Tree::new(&plan), crate::plan::ModuleId(0), &module);
        let tokens = matched(&[arm("A", "a"), arm("B", "b"), arm("A", "c")], quote!(none), &names);
        let code = Code::items(quote!(fn f() { #tokens })).unwrap();
        let expected = "fn f() {\n    match name.within(A) {\n        \"a\" => x,\n        \"c\" => x,\n        _ => {\n            match name.within(B) {\n                \"b\" => x,\n                _ => none,\n            }\n        }\n    }\n}\n";
        assert_eq!(code.into_string(), expected);
    }
}
