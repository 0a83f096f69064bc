//! An element in SOAP encoding outside its message: the detail of a fault.

use super::costs::budget;
use super::expand::Expansion;
use super::tree::Tree;
use crate::error::{ErrorKind, Result};
use crate::xml::reader::{Document, Limits};

/// Adds the omitted items of arrays to an element that was taken out of its message. References in it can no longer be
/// replaced. Returns `None` if no item is omitted.
///
/// # Errors
///
/// [`ErrorKind::Contract`] for a reference, and for an item whose position is outside its array;
/// [`ErrorKind::TooLarge`] if the arrays exceed the budget of [`Limits::references`].
pub(in crate::soap) fn expanded_alone(
    element: &Document<'_>,
    limits: Limits,
) -> Result<Option<Document<'static>>> {
    // Leave errors to the decoder.
    let Ok(tree) = Tree::read(element) else { return Ok(None) };
    let root = tree.local(0);
    let text = expanded_text(tree, limits).map_err(|mut error| {
        if let ErrorKind::Contract { path, .. } = error.kind_mut() {
            // The element itself is part of the path, unlike the envelope.
            let inner = std::mem::take(path);
            *path = [root, &inner].join("/").trim_end_matches('/').to_owned();
        }
        error
    })?;
    Ok(text.map(|text| Document::from_string(text, limits).with_mode(element.mode())))
}

fn expanded_text(mut tree: Tree<'_>, limits: Limits) -> Result<Option<String>> {
    tree.check_references()?;
    if !tree.note_changes() {
        return Ok(None);
    }
    let budget = budget(tree.text.len(), limits.references);
    let mut expansion = Expansion::new(tree, Vec::new(), budget, limits.depth);
    expansion.run()?;
    Ok(Some(expansion.finish().0))
}
