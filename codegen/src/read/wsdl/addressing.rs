//! Whether a binding or a port requires WS-Addressing: by the element `UsingAddressing` (WS-Addressing 1.0 WSDL Binding,
//! section 3.1), or by the policy assertion `Addressing` (WS-Addressing 1.0 Metadata, section 3.1).

use super::{
    super::{tag::Tag, uri},
    definer::WsdlDefiner,
};

impl<'a> WsdlDefiner<'a, '_, '_> {
    /// Collects the policies of a document that require WS-Addressing and can be referred to.
    pub(super) fn note_addressing_policies(&mut self, document: Tag<'a>) {
        for policy in document.children().filter(|child| is_policy(*child, "Policy")) {
            if let Some(id) = policy.attribute_in(uri::WSU, "Id").filter(|_| demands(policy, DEPTH)) {
                self.addressing_policies.insert(id);
            }
        }
    }

    /// Whether a binding or a port requires WS-Addressing.
    pub(super) fn requires_addressing(&self, tag: Tag<'a>) -> bool {
        tag.children().any(|child| {
            let reference = || child.attribute("URI").and_then(|uri| uri.strip_prefix('#'));
            is_using_addressing(child)
                || (is_policy(child, "Policy") && demands(child, DEPTH))
                || (is_policy(child, "PolicyReference")
                    && reference().is_some_and(|id| self.addressing_policies.contains(id)))
        })
    }
}

/// Maximum depth of nested policy operators.
const DEPTH: usize = 16;

/// Whether an element is `UsingAddressing`.
pub(super) fn is_using_addressing(tag: Tag<'_>) -> bool {
    tag.name() == "UsingAddressing" && uri::ADDRESSING.contains(&tag.namespace())
}

fn is_policy(tag: Tag<'_>, name: &str) -> bool {
    tag.name() == name && uri::POLICY.contains(&tag.namespace())
}

/// Whether an operator of WS-Policy demands WS-Addressing in each of its alternatives.
fn demands(operator: Tag<'_>, depth: usize) -> bool {
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
