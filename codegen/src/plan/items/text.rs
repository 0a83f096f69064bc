//! How the text of an element is read, as far as the Rust type does not determine it: defaults, empty text and
//! whitespace.

pub use crate::model::WhiteSpace;

/// How the text of an element is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextRule {
    /// The default or fixed value, which an empty element has.
    pub default: Option<String>,
    /// Whether the empty text is a value of the type. An empty text cannot be written if the element has a
    /// default.
    pub takes_empty: bool,
    /// Handling of whitespace.
    pub white_space: WhiteSpace,
}

impl TextRule {
    /// The rule under which a text is read unchanged.
    pub const NONE: Self = Self { default: None, takes_empty: false, white_space: WhiteSpace::Preserve };

    /// Whether the text is read unchanged.
    pub fn is_none(&self) -> bool {
        *self == Self::NONE
    }

    /// The default that a reader substitutes for an empty text, if the empty text is a value of the type. In
    /// this case, the empty text cannot be written, because a reader would replace it by the default.
    pub fn instead_of_empty(&self) -> Option<&str> {
        self.default.as_deref().filter(|_| self.takes_empty)
    }
}
