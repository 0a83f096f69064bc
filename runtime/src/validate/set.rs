//! Which characters belong to the classes and escapes of patterns (XML Schema Part 2, appendix F).

use super::categories::general_category;
use super::syntax::{Class, Part};
use crate::text::name_characters::{continues_name, starts_name};

impl Class {
    /// Whether the class contains a character.
    pub(super) fn holds(&self, character: char) -> bool {
        let listed = self.parts.iter().any(|part| part.holds(character));
        listed != self.is_negated && !self.without.as_ref().is_some_and(|without| without.holds(character))
    }
}

impl Part {
    fn holds(&self, character: char) -> bool {
        match self {
            Self::Range(first, last) => (*first..=*last).contains(&character),
            Self::Categories(mask) => mask & (1 << general_category(character)) != 0,
            Self::NameStart => is_name_start(character),
            Self::Name => is_name(character),
            Self::Class(class) => class.holds(character),
        }
    }
}

/// Whether a character may start a name (XML 1.0 fifth edition, production 4).
pub fn is_name_start(character: char) -> bool {
    character == ':' || starts_name(character)
}

/// Whether a character may occur in a name (XML 1.0 fifth edition, production 4a).
pub fn is_name(character: char) -> bool {
    character == ':' || continues_name(character)
}
