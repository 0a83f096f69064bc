//! SOAP encoding: SOAP 1.1, section 5, and SOAP 1.2 part 2, section 3.
//!
//! A message in SOAP encoding is a graph: a value may be replaced by a reference to an element elsewhere,
//! arrays may omit items, and the names of a response and of its return value are arbitrary. This module
//! converts the graph to a document that generated code reads like any other. It replaces each reference
//! by a copy of its value and each omitted array item by a nil element, and renames the response and its
//! return value as in the contract. A message without these constructs is not converted.

mod arrays;
mod attributes;
mod costs;
mod dimensions;
mod expand;
mod fragment;
mod older_schema;
mod origin;
mod rpc;
mod scopes;
mod simple_types;
mod sizes;
#[cfg(test)]
mod tests;
mod tree;
mod write;

pub(super) use fragment::expanded_alone;
pub(super) use origin::Origin;
pub(crate) use rpc::Direction;
pub(super) use rpc::RESULT;
pub(super) use simple_types::{is_of_encoding, schema_type};
pub(crate) use write::encode;
pub(super) use write::{begin_body, write_blocks};

use crate::error::Result;
use crate::fault::Version;
use crate::soap::operation::Body;
use crate::text::Name;
use crate::xml::reader::{Document, Limits};
use expand::Expansion;
use tree::Tree;

/// A message with its references replaced, and the origin of its parts.
pub(crate) struct Expanded {
    pub(crate) document: Document<'static>,
    pub(super) origin: Origin,
}

/// Replaces the references of a message, and the names of older versions of XML Schema. Returns `None` if nothing has
/// to be replaced.
///
/// # Errors
///
/// [`ErrorKind::Contract`](crate::ErrorKind::Contract) for unresolved references and values that contain
/// themselves; [`ErrorKind::TooLarge`](crate::ErrorKind::TooLarge) if the converted message would exceed the
/// budget that [`Limits::references`](crate::Limits::references) sets.
pub(crate) fn expanded(
    document: &Document<'_>,
    form: Body,
    direction: Direction,
    limits: Limits,
) -> Result<Option<Expanded>> {
    let current = older_schema::with_current_schema(document, limits);
    let expanded = without_references(current.as_ref().unwrap_or(document), form, direction, limits)?;
    let unchanged = |document| Expanded { document, origin: Origin::default() };
    Ok(expanded.or_else(|| current.map(unchanged)))
}

/// Replaces the references of a message. Returns `None` if nothing has to be replaced.
fn without_references(
    document: &Document<'_>,
    form: Body,
    direction: Direction,
    limits: Limits,
) -> Result<Option<Expanded>> {
    // If the document is malformed, return it unchanged. The decoder reads it again, and reports the error
    // or, if the malformed part follows a SOAP fault, the fault.
    let Ok(mut tree) = Tree::read(document) else { return Ok(None) };
    let version = Version::of_namespace(tree.name(0).namespace());
    let Some(version) = version.filter(|_| tree.local(0) == "Envelope") else { return Ok(None) };
    let body = tree.children(0).find(|part| tree.is_named(*part, Name::new(version.namespace(), "Body")));
    let renamed = match body {
        Some(body) => rpc::prepare(&mut tree, body, version, form, direction),
        None => Vec::new(),
    };
    written(tree, document, renamed, limits)
}

/// Replaces the references in the header blocks with these names, of a message whose body is not in SOAP encoding.
/// Returns `None` if nothing has to be replaced.
///
/// # Errors
///
/// The same as for [`expanded`].
pub(super) fn with_expanded_headers(
    document: &Document<'_>,
    names: &[(&str, &str)],
    limits: Limits,
) -> Result<Option<Expanded>> {
    let Ok(mut tree) = Tree::read(document) else { return Ok(None) };
    let version = Version::of_namespace(tree.name(0).namespace());
    let Some(version) = version.filter(|_| tree.local(0) == "Envelope") else { return Ok(None) };
    let part =
        |local| tree.children(0).find(|part| tree.is_named(*part, Name::new(version.namespace(), local)));
    let Some(header) = part("Header") else { return Ok(None) };
    let body = part("Body");
    let is_encoded = |block: &u32| {
        names.iter().any(|(namespace, local)| tree.is_named(*block, Name::new(namespace, local)))
    };
    let (blocks, others): (Vec<_>, Vec<_>) = tree.children(header).partition(is_encoded);
    // Values of references may be header blocks, or stand after the message in the body.
    let in_body: Vec<_> = body.into_iter().flat_map(|body| tree.children(body).skip(1)).collect();
    // A header block with a namespace is no such value, because the contract may declare it.
    let mut without_namespace = others;
    without_namespace.retain(|block| tree.name(*block).namespace().is_empty());
    // Content that is not in SOAP encoding may have an attribute `id` that is data. An equal identity of a value that
    // is in SOAP encoding takes precedence over it.
    let encoded: Vec<_> = blocks.iter().chain(&without_namespace).chain(&in_body).copied().collect();
    let in_header: Vec<_> = tree.children(header).collect();
    tree.prefer_identities(&in_header);
    tree.prefer_identities(&encoded);
    tree.restrict_references(blocks);
    for value in without_namespace.into_iter().chain(in_body) {
        if tree.node(value).is(tree::Node::REFERRED) {
            tree.mark(value, tree::Node::DROPPED);
        }
    }
    written(tree, document, Vec::new(), limits)
}

/// Writes the tree of a document with its changes. Returns `None` if it has none, and every reference has a target.
fn written(
    mut tree: Tree<'_>,
    document: &Document<'_>,
    renamed: Vec<(u32, Name<'static>)>,
    limits: Limits,
) -> Result<Option<Expanded>> {
    let missing = tree.missing_identities();
    if !tree.note_changes() {
        let unchanged = || Document::from_string(document.text().to_owned(), limits);
        let expanded = (!missing.is_empty()).then(|| Expanded {
            document: like(document, unchanged()).with_missing_identities(missing),
            origin: Origin::default(),
        });
        return Ok(expanded);
    }
    let budget = costs::budget(tree.text.len(), limits.references);
    let mut expansion = Expansion::new(tree, renamed, budget, limits.depth);
    expansion.run()?;
    let (text, origin) = expansion.finish();
    let expanded = like(document, Document::from_string(text, limits)).with_missing_identities(missing);
    Ok(Some(Expanded { document: expanded, origin }))
}

/// Gives a document the mode and the attachments of the received one.
fn like(received: &Document<'_>, document: Document<'static>) -> Document<'static> {
    let document = document.with_mode(received.mode());
    #[cfg(feature = "mime")]
    let document = document.with_parts(received.parts());
    document
}
