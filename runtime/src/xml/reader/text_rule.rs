//! The type of text rules. `rule.rs` sets and applies them.

use crate::text::WhiteSpace;

/// The rule for the text of an element: the default of an empty element, and the normalisation of white
/// space.
#[derive(Clone, Copy, Debug)]
pub struct TextRule {
    /// Offset in the document at which the content of the element begins. It identifies the element. 0 means
    /// that the rule applies to no element, because every content follows a start tag.
    pub(crate) at: usize,
    /// The default or fixed value of the element; empty if it has none.
    pub(crate) default: &'static str,
    /// Whether the default applies even though the empty text is a value of the type.
    pub(crate) takes_empty: bool,
    pub(crate) white_space: WhiteSpace,
}

impl TextRule {
    pub(crate) const NONE: Self =
        Self { at: 0, default: "", takes_empty: false, white_space: WhiteSpace::Preserve };

    /// Creates a rule that leaves texts unchanged.
    pub const fn new() -> Self {
        Self::NONE
    }

    /// Sets the default or fixed value. It is the value of an empty element.
    #[must_use]
    pub const fn empty_as(self, default: &'static str) -> Self {
        Self { default, ..self }
    }

    /// Sets the default like [`empty_as`](Self::empty_as), for types that allow the empty text. The empty
    /// text cannot be written, because a receiver would read the default.
    #[must_use]
    pub const fn empty_text_as(self, default: &'static str) -> Self {
        Self { default, takes_empty: true, ..self }
    }

    /// Collapses white space.
    #[must_use]
    pub const fn collapse(self) -> Self {
        Self { white_space: WhiteSpace::Collapse, ..self }
    }

    /// Replaces each white space character by a space.
    #[must_use]
    pub const fn replace(self) -> Self {
        Self { white_space: WhiteSpace::Replace, ..self }
    }

    /// The default that a receiver would read instead of an empty text. An empty text cannot be written if
    /// there is such a default.
    pub(crate) fn instead_of_empty(&self) -> Option<&'static str> {
        Some(self.default).filter(|_| self.takes_empty)
    }
}

impl Default for TextRule {
    fn default() -> Self {
        Self::NONE
    }
}
