//! Namespaces that wildcards admit.

use crate::{
    lists::{CollectVec, PushAll},
    model::{NamespaceConstraint, QName, Wildcard},
};

/// Whether a wildcard admits an element with this name.
pub(crate) fn admits(wildcard: &Wildcard, name: &QName) -> bool {
    match &wildcard.namespaces {
        NamespaceConstraint::Any => true,
        NamespaceConstraint::Not(not) => !name.namespace.is_empty() && name.namespace != *not,
        NamespaceConstraint::Of(these) => these.contains(&name.namespace),
    }
}

/// The union of the namespaces of two wildcards. If one constraint cannot express the union, the result
/// admits more.
pub(crate) fn union(one: Option<NamespaceConstraint>, other: &NamespaceConstraint) -> NamespaceConstraint {
    match (one, other) {
        (None, other) => other.clone(),
        (Some(one), other) if one == *other => one,
        (Some(NamespaceConstraint::Of(mut these)), NamespaceConstraint::Of(more)) => {
            these.push_all(more.iter().filter(|more| !these.contains(more)).cloned().collect_vec());
            NamespaceConstraint::Of(these)
        }
        _ => NamespaceConstraint::Any,
    }
}
