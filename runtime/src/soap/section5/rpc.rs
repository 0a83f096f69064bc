//! The body of a message in SOAP encoding: finds the element of the message, and renames it and the
//! return value as in the contract (SOAP 1.1, sections 5.6 and 7.1; SOAP 1.2 part 2, section 4.2.1).

use super::tree::{Node, Tree};
use crate::fault::Version;
use crate::soap::operation::Body;
use crate::text::Name;
use crate::text::namespaces::ENCODING_11;

/// The element that contains the name of the return value in SOAP 1.2 (part 2, section 4.2.1).
pub(in crate::soap) const RESULT: Name<'static> = Name::new("http://www.w3.org/2003/05/soap-rpc", "result");

/// The direction of a message.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    /// A request, read by a server. The name of the element identifies the operation.
    Request,
    /// A reply, read by a client. The name of the element is arbitrary (SOAP 1.1, section 7.1).
    Reply,
}

/// Marks each body element that exists only as the target of references with `Node::DROPPED`.
///
/// The names of the response element and of its return value may differ from the contract. An element with
/// such a name is marked with `Node::RENAMED`, and returned together with its name in the contract.
pub(super) fn prepare(
    tree: &mut Tree<'_>,
    body: u32,
    version: Version,
    form: Body,
    direction: Direction,
) -> Vec<(u32, Name<'static>)> {
    let children: Vec<_> = tree.children(body).collect();
    let roots: Vec<_> = children.iter().map(|child| is_root(tree, *child)).collect();
    let explicit = children.iter().zip(&roots).find(|(_, root)| **root == Some(true));
    let implied = children
        .iter()
        .zip(&roots)
        .find(|(child, root)| root.is_none() && !tree.node(**child).is(Node::REFERRED));
    let Some(message) = explicit.or(implied).map(|(child, _)| *child).or(children.first().copied()) else {
        return Vec::new();
    };
    for (child, root) in children.into_iter().zip(roots) {
        let is_value = tree.node(child).is(Node::REFERRED) || root == Some(false);
        if child != message && is_value && root != Some(true) {
            tree.mark(child, Node::DROPPED);
        }
    }
    let mut renamed = Vec::new();
    let Body::Encoded(namespace, local, results) = form else { return renamed };
    let is_fault = tree.is_named(message, Name::new(version.namespace(), "Fault"));
    if is_fault || tree.node(message).is(Node::REFERENCE) {
        return renamed;
    }
    let name = Name::new(namespace, local);
    if direction == Direction::Reply && !tree.is_named(message, name) {
        renamed.push((message, name));
    }
    // `results` is empty for requests, which have no return value.
    renamed.extend(return_value(tree, message, results));
    for (element, _) in &renamed {
        tree.mark(*element, Node::RENAMED);
    }
    renamed
}

/// The value of the `root` attribute (SOAP 1.1, section 5.6): whether an element is the message. `None`
/// if the attribute is absent or malformed.
fn is_root(tree: &Tree<'_>, id: u32) -> Option<bool> {
    let root = tree.attribute_named(id, Name::new(ENCODING_11, "root"))?;
    match root.trim() {
        "1" | "true" => Some(true),
        "0" | "false" => Some(false),
        _ => None,
    }
}

/// The return value of a response and its name in the contract. `None` if the response uses the same name.
/// `parts` are the names of the parts in the contract; the first one is that of the return value.
fn return_value(tree: &mut Tree<'_>, response: u32, parts: &[&'static str]) -> Option<(u32, Name<'static>)> {
    let mut accessors: Vec<_> = tree.children(response).collect();
    let naming = accessors.iter().position(|child| tree.is_named(*child, RESULT));
    let naming = naming.map(|place| accessors.remove(place));
    if let Some(naming) = naming {
        tree.mark(naming, Node::DROPPED);
    }
    let (result, others) = parts.split_first()?;
    let named = |wanted: Name<'_>| accessors.iter().copied().find(|child| tree.is_named(*child, wanted));
    let expected = named(Name::new("", result));
    // In SOAP 1.2, the response contains the name of the return value.
    let named_result = naming.and_then(|naming| {
        let node = tree.node(naming);
        let text = tree.text.get(node.content()..node.content_end())?.trim();
        let (prefix, local) = text.split_once(':').unwrap_or(("", text));
        named(Name::new(tree.lookup(node.scope, prefix).unwrap_or_default(), local))
    });
    // In SOAP 1.1, the return value is the first child.
    let is_other = |child: &u32| others.iter().any(|other| tree.is_named(*child, Name::new("", other)));
    let first = accessors.first().copied().filter(|child| !is_other(child));
    // The contract does not say which part is the return value, so a response may name another one than the first.
    let named_result = named_result.filter(|child| !is_other(child));
    let found = named_result.or(if expected.is_some() { None } else { first });
    // A part that names an element has a namespace, and keeps its name. Other members are read in any namespace.
    found.filter(|found| tree.local(*found) != *result).map(|found| (found, Name::new("", result)))
}
