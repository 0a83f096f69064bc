//! Sets of characters for the classes and escapes of patterns (XML Schema Part 2, appendix F).

use super::{blocks::block, categories};

/// A set of characters.
#[derive(Clone, Debug, Default)]
pub(super) struct Set {
    pub(super) negated: bool,
    pub(super) parts: Vec<Part>,
    pub(super) without: Option<Box<Set>>,
}

#[derive(Clone, Debug)]
pub(super) enum Part {
    Range(char, char),
    /// The characters of some general categories; bit mask.
    Categories(u32),
    /// The characters that may start a name.
    NameStart,
    /// The characters that may occur in a name.
    Name,
    Set(Set),
}

impl Set {
    pub(super) fn of(parts: Vec<Part>, negated: bool) -> Self {
        Self { negated, parts, without: None }
    }

    pub(super) fn holds(&self, character: char) -> bool {
        let listed = self.parts.iter().any(|part| part.holds(character));
        listed != self.negated && !self.without.as_ref().is_some_and(|without| without.holds(character))
    }

    /// The character of a set that is written as a single character.
    pub(super) fn single(&self) -> Option<char> {
        match (self.parts.as_slice(), self.negated) {
            ([Part::Range(first, last)], false) if first == last => Some(*first),
            _ => None,
        }
    }

    /// The set for an escape, except category escapes. Returns `None` if the letter is not a valid escape.
    pub(super) fn escape(letter: char) -> Option<Self> {
        let one = |character| vec![Part::Range(character, character)];
        Some(match letter {
            'n' => Self::of(one('\n'), false),
            'r' => Self::of(one('\r'), false),
            't' => Self::of(one('\t'), false),
            's' | 'S' => {
                let spaces = [' ', '\t', '\n', '\r'].map(|space| Part::Range(space, space));
                Self::of(spaces.into(), letter == 'S')
            }
            'i' | 'I' => Self::of(vec![Part::NameStart], letter == 'I'),
            'c' | 'C' => Self::of(vec![Part::Name], letter == 'C'),
            'd' | 'D' => Self::of(vec![Part::Categories(categories::mask("Nd")?)], letter == 'D'),
            // All characters except those of the categories punctuation, separators and others.
            'w' | 'W' => {
                let others = ["P", "Z", "C"].into_iter().filter_map(categories::mask).fold(0, |a, b| a | b);
                Self::of(vec![Part::Categories(others)], letter == 'w')
            }
            letter if letter.is_ascii_alphanumeric() => return None,
            symbol => Self::of(one(symbol), false),
        })
    }

    /// The set for `\p{…}` or `\P{…}`.
    pub(super) fn category(name: &str, negated: bool) -> Option<Self> {
        let part = match name.strip_prefix("Is") {
            Some(name) => block(name).map(|(first, last)| Part::Range(first, last))?,
            None => Part::Categories(categories::mask(name)?),
        };
        Some(Self::of(vec![part], negated))
    }
}

impl Part {
    fn holds(&self, character: char) -> bool {
        match self {
            Self::Range(first, last) => (*first..=*last).contains(&character),
            Self::Categories(mask) => mask & (1 << categories::category(character)) != 0,
            Self::NameStart => is_name_start(character),
            Self::Name => is_name(character),
            Self::Set(set) => set.holds(character),
        }
    }
}

/// Whether a character may start a name (XML 1.0 fifth edition, production 4).
fn is_name_start(character: char) -> bool {
    matches!(
        character,
        ':' | '_' | 'A'..='Z' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
            | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
            | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
            | '\u{10000}'..='\u{EFFFF}'
    )
}

/// Whether a character may occur in a name (XML 1.0 fifth edition, production 4a).
fn is_name(character: char) -> bool {
    is_name_start(character)
        || matches!(character, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}
