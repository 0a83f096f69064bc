//! How texts are read, where their type alone does not say it.

pub use crate::model::WhiteSpace;

/// How the text of an element is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextRule {
    /// The default or fixed value of the element, which it has where it is empty.
    pub default: Option<String>,
    /// The type has an empty text among its values. With a default it cannot be written.
    pub takes_empty: bool,
    /// What happens to white space.
    pub white_space: WhiteSpace,
}

impl TextRule {
    /// The text is taken as it comes.
    pub const NONE: Self = Self { default: None, takes_empty: false, white_space: WhiteSpace::Preserve };

    /// Whether the text is taken as it comes.
    pub fn is_none(&self) -> bool {
        *self == Self::NONE
    }

    /// The default that the reader finds where an empty text is written, so that none can be.
    pub fn instead_of_empty(&self) -> Option<&str> {
        self.default.as_deref().filter(|_| self.takes_empty)
    }
}
