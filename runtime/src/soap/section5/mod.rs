//! SOAP encoding: SOAP 1.1, section 5, and SOAP 1.2 part 2, section 3. Values may stand elsewhere than where they belong,
//! arrays may leave out items, and the names of a response and of its return value say nothing.
//!
//! A message in SOAP encoding is a graph. [`tree`] makes a document of it that generated code reads like any other: each
//! reference is replaced by a copy of its value, omitted items of arrays are nil, and the response has the names of the
//! contract. Where nothing is to be replaced the message is read as it is.

mod arrays;
mod attributes;
mod budget;
mod expand;
mod origin;
mod rpc;
mod scopes;
#[cfg(test)]
mod tests;
mod tree;
mod write;

pub(super) use origin::Origin;
pub(crate) use rpc::Direction;
pub(super) use rpc::RESULT;
pub(super) use write::{begin_body, encode};

use crate::error::Result;
use crate::fault::Version;
use crate::soap::operation::Body;
use crate::text::Name;
use crate::xml::reader::{Document, Limits};
use budget::Budget;
use expand::Expansion;
use tree::Tree;

/// A message without references, and where its pieces come from.
pub(crate) struct Expanded {
    pub(crate) document: Document<'static>,
    pub(super) origin: Origin,
}

/// Replaces the references of a message; `None` where it can be read as it is.
///
/// # Errors
///
/// [`ErrorKind::Contract`](crate::ErrorKind::Contract) for references to nothing and values that hold themselves, and
/// [`ErrorKind::TooLarge`](crate::ErrorKind::TooLarge) where the message would become much longer than it is.
pub(crate) fn expanded(
    document: &Document<'_>,
    form: Body,
    direction: Direction,
    limits: Limits,
) -> Result<Option<Expanded>> {
    // Whoever reads the message finds what is wrong with it, and a fault before that.
    let Ok(mut tree) = Tree::read(document) else { return Ok(None) };
    let version = Version::of_namespace(tree.name(0).namespace());
    let Some(version) = version.filter(|_| tree.local(0) == "Envelope") else { return Ok(None) };
    let body = tree.children(0).find(|part| tree.is_named(*part, Name::new(version.namespace(), "Body")));
    let renamed = match body {
        Some(body) => rpc::prepare(&mut tree, body, version, form, direction),
        None => Vec::new(),
    };
    if !tree.note_changes() {
        return Ok(None);
    }
    let budget = Budget::of(tree.text.len(), limits.references);
    let mut expansion = Expansion::new(tree, renamed, budget, limits.depth);
    expansion.run()?;
    let (text, origin) = expansion.finish();
    let document = Document::from_string(text, limits).with_mode(document.mode());
    Ok(Some(Expanded { document, origin }))
}
