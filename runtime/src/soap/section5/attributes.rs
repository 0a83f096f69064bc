//! The attributes of a start tag that was read before, as they stand in the text.

use std::borrow::Cow;

use crate::xml::reader::normalised;

/// An attribute or a prefix declaration.
pub(super) struct Attribute<'d> {
    /// The name with its prefix.
    pub(super) name: &'d str,
    /// The text between the quotes.
    pub(super) raw: &'d str,
    /// The name, the quotes and all between them.
    pub(super) whole: &'d str,
}

impl<'d> Attribute<'d> {
    pub(super) fn value(&self) -> Cow<'d, str> {
        match self.raw.contains(['&', '\t', '\n', '\r']) {
            true => Cow::Owned(normalised(self.raw)),
            false => Cow::Borrowed(self.raw),
        }
    }

    /// The prefix that it declares; empty for the default namespace.
    pub(super) fn declares(&self) -> Option<&'d str> {
        match self.name.strip_prefix("xmlns") {
            Some("") => Some(""),
            Some(prefix) => prefix.strip_prefix(':'),
            None => None,
        }
    }
}

/// The attributes of a start tag, of which this is what follows the name.
pub(super) fn attributes(tag: &str) -> impl Iterator<Item = Attribute<'_>> {
    let mut rest = tag;
    std::iter::from_fn(move || {
        let from = rest.trim_ascii_start();
        let (name, after) = from.split_once('=')?;
        let after = after.trim_ascii_start();
        let quote = after.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        let (raw, after) = after.get(1..)?.split_once(quote)?;
        let whole = from.get(..from.len() - after.len())?;
        rest = after;
        Some(Attribute { name: name.trim_ascii_end(), raw, whole })
    })
}
