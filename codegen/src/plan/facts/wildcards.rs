//! The namespaces that wildcards let in.

use crate::model::{NamespaceConstraint, QName, Wildcard};

/// Whether a wildcard lets in an element of this name.
pub(crate) fn lets_in(wildcard: &Wildcard, name: &QName) -> bool {
    match &wildcard.namespaces {
        NamespaceConstraint::Any => true,
        NamespaceConstraint::Not(not) => !name.namespace.is_empty() && name.namespace != *not,
        NamespaceConstraint::Of(these) => these.contains(&name.namespace),
    }
}

/// What at least one of two wildcards lets in, as far as one constraint can say it; what both let in and more otherwise.
pub(crate) fn union(one: Option<NamespaceConstraint>, other: &NamespaceConstraint) -> NamespaceConstraint {
    match (one, other) {
        (None, other) => other.clone(),
        (Some(one), other) if one == *other => one,
        (Some(NamespaceConstraint::Of(mut these)), NamespaceConstraint::Of(more)) => {
            these.extend(more.iter().filter(|more| !these.contains(more)).cloned().collect::<Vec<_>>());
            NamespaceConstraint::Of(these)
        }
        _ => NamespaceConstraint::Any,
    }
}
