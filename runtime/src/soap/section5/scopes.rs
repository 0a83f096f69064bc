//! What a copied element must declare, so that prefixes mean in its new place what they meant in the old one.

use std::collections::BTreeMap;

use super::tree::Tree;

/// What is declared where an element is written.
#[derive(Clone, Copy)]
pub(super) struct State<'d> {
    /// The scope of the received message that prefixes have.
    pub(super) scope: u32,
    /// The default namespace of that scope, where there is none in what is written.
    pub(super) lost_default: Option<&'d str>,
}

/// The declarations that turn one scope into another, and how many were looked at.
pub(super) fn difference<'d>(
    tree: &Tree<'d>,
    from: State<'d>,
    to: u32,
) -> (BTreeMap<&'d str, &'d str>, usize) {
    let mut wanted = BTreeMap::new();
    let mut left = BTreeMap::new();
    let mut looked = 0;
    let (mut inner, mut outer) = (from.scope, to);
    // A scope around another one has the smaller number.
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
        // One walk for all of them.
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
            // A prefix that means nothing there can mean anything here; no namespace is one that is meant.
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
