//! Which characters belong to the classes and escapes of patterns (XML Schema Part 2, appendix F).

use super::categories::general_category;
use super::syntax::{Class, Part};

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
    matches!(
        character,
        ':' | '_' | 'A'..='Z' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
            | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
            | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
            | '\u{10000}'..='\u{EFFFF}'
    )
}

/// Whether a character may occur in a name (XML 1.0 fifth edition, production 4a).
pub fn is_name(character: char) -> bool {
    is_name_start(character)
        || matches!(character, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}
