//! Whether a binding or a port requires WS-Addressing: by the element `UsingAddressing` (WS-Addressing 1.0 WSDL Binding,
//! section 3.1), or by the policy assertion `Addressing` (WS-Addressing 1.0 Metadata, section 3.1).

use super::super::{tag::Tag, uri};

/// Maximum depth of nested policy operators.
pub(super) const DEPTH: usize = 16;

/// Whether an element is `UsingAddressing`.
pub(super) fn is_using_addressing(tag: Tag<'_>) -> bool {
    tag.name() == "UsingAddressing" && uri::ADDRESSING.contains(&tag.namespace())
}

pub(super) fn is_policy(tag: Tag<'_>, name: &str) -> bool {
    tag.name() == name && uri::POLICY.contains(&tag.namespace())
}

/// Whether an operator of WS-Policy demands WS-Addressing in each of its alternatives.
pub(super) fn demands(operator: Tag<'_>, depth: usize) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return false };
    let demanded = |child: Tag<'_>| {
        let is_optional = uri::POLICY
            .iter()
            .any(|namespace| matches!(child.attribute_in(namespace, "Optional"), Some("true" | "1")));
        match child.name() {
            _ if is_optional => false,
            "Policy" | "All" | "ExactlyOne" if uri::POLICY.contains(&child.namespace()) => {
                demands(child, depth)
            }
            "Addressing" => uri::ADDRESSING.contains(&child.namespace()),
            _ => is_using_addressing(child),
        }
    };
    match operator.name() {
        "ExactlyOne" => operator.children().next().is_some() && operator.children().all(demanded),
        _ => operator.children().any(demanded),
    }
}
