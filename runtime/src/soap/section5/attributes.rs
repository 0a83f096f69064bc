//! Splits a start tag that the reader has accepted into attributes. Does not resolve their prefixes, nor
//! references in their values, such as `&amp;`.

use std::borrow::Cow;

use crate::xml::reader::normalised;

/// An attribute or a namespace declaration.
pub(super) struct Attribute<'d> {
    /// Name with its prefix.
    pub(super) name: &'d str,
    /// The text between the quotes, in which references such as `&amp;` are not resolved.
    pub(super) raw: &'d str,
    /// The source text of the name, the quotes and the value.
    pub(super) whole: &'d str,
    /// Offset of `whole` in the text after the element's name.
    pub(super) offset: usize,
}

impl<'d> Attribute<'d> {
    pub(super) fn value(&self) -> Cow<'d, str> {
        match self.raw.contains(['&', '\t', '\n', '\r']) {
            true => Cow::Owned(normalised(self.raw)),
            false => Cow::Borrowed(self.raw),
        }
    }

    /// The prefix that the attribute declares, or an empty text for the default namespace; `None` for other
    /// attributes.
    pub(super) fn declares(&self) -> Option<&'d str> {
        match self.name.strip_prefix("xmlns") {
            Some("") => Some(""),
            Some(prefix) => prefix.strip_prefix(':'),
            None => None,
        }
    }
}

/// The attributes of a start tag. `tag` is the text after the element's name.
pub(super) fn attributes(tag: &str) -> impl Iterator<Item = Attribute<'_>> {
    let mut rest = tag;
    std::iter::from_fn(move || {
        let from = rest.trim_ascii_start();
        let (name, after) = from.split_once('=')?;
        let after = after.trim_ascii_start();
        let quote = after.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        let (raw, after) = after.get(1..)?.split_once(quote)?;
        let whole = from.get(..from.len() - after.len())?;
        let offset = tag.len() - from.len();
        rest = after;
        Some(Attribute { name: name.trim_ascii_end(), raw, whole, offset })
    })
}
