//! Attributes, as the reader keeps them.

use std::borrow::Cow;

use super::references::normalised;
use crate::text::Name;

/// An attribute or a namespace declaration of the last start tag.
#[derive(Clone, Copy)]
pub(super) struct AttributeIn<'s> {
    pub(super) name: Name<'s>,
    /// The text between the quotes, as written in the document.
    pub(super) raw: &'s str,
    pub(super) offset: usize,
    /// Offset of the closing quote.
    pub(super) end: usize,
    /// Whether the value contains neither a reference nor white space other than spaces.
    pub(super) is_plain: bool,
}

impl<'s> AttributeIn<'s> {
    /// An attribute whose value needs neither normalisation nor resolution of references.
    pub(super) fn plain(name: Name<'s>, raw: &'s str, offset: usize, end: usize) -> Self {
        Self { name, raw, offset, end, is_plain: true }
    }

    /// The normalised value (XML 1.0, section 3.3.3).
    pub(super) fn value(&self) -> Cow<'s, str> {
        match self.is_plain {
            true => Cow::Borrowed(self.raw),
            false => Cow::Owned(normalised(self.raw)),
        }
    }
}
