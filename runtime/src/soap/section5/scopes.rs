//! Namespace declarations that a copied element needs, so that its prefixes keep their meaning at the new
//! place.

use std::collections::BTreeMap;

use super::tree::Tree;

/// The namespace declarations in scope at the place where an element is written.
#[derive(Clone, Copy)]
pub(super) struct NamespaceState<'d> {
    /// The scope of the received message whose prefixes are in effect.
    pub(super) scope: u32,
    /// The default namespace of `scope`, if the written text has undeclared it with `xmlns=""`.
    pub(super) lost_default: Option<&'d str>,
}

/// The declarations to write where `from` is in effect, so that the scope `to` is in effect inside. Also returns
/// the number of declarations that were searched, for the budget.
pub(super) fn difference<'d>(
    tree: &Tree<'d>,
    from: NamespaceState<'d>,
    to: u32,
) -> (BTreeMap<&'d str, &'d str>, usize) {
    let mut wanted = BTreeMap::new();
    let mut left = BTreeMap::new();
    let mut looked = 0;
    let (mut inner, mut outer) = (from.scope, to);
    // An inner scope has a larger number than the scopes around it.
    while inner != outer {
        let (scope, known) = match inner > outer {
            true => (&mut inner, &mut left),
            false => (&mut outer, &mut wanted),
        };
        let declared = tree.declared(*scope);
        looked += declared.len() + 1;
        for binding in declared {
            known.entry(binding.prefix).or_insert(binding.namespace);
        }
        *scope = tree.outer(*scope);
    }
    let common = inner;
    left.retain(|prefix, _| !wanted.contains_key(prefix));
    if !left.is_empty() {
        // Look up all prefixes in one pass.
        let mut around = BTreeMap::new();
        let mut scope = common;
        while scope != 0 {
            let declared = tree.declared(scope);
            looked += declared.len() + 1;
            for binding in declared {
                around.entry(binding.prefix).or_insert(binding.namespace);
            }
            scope = tree.outer(scope);
        }
        for prefix in left.into_keys() {
            // If a prefix is undeclared in the target scope, the copied element cannot use it, so the prefix
            // may have any meaning. Names without a prefix use the default namespace, so only this namespace
            // must be undeclared explicitly.
            let meant = around.get(prefix).copied().or(prefix.is_empty().then_some(""));
            wanted.extend(meant.map(|namespace| (prefix, namespace)));
        }
    }
    if from.lost_default.is_some() && !wanted.contains_key("") {
        let default = if from.scope == to { from.lost_default } else { tree.lookup(to, "") };
        wanted.extend(default.filter(|default| !default.is_empty()).map(|default| ("", default)));
    }
    (wanted, looked)
}
