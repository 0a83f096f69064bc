//! Expanded names.

use std::{fmt, sync::Arc};

/// Expanded name: a namespace name and a local name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QName {
    /// The namespace name; empty for a name in no namespace.
    pub namespace: Arc<str>,
    /// The local name, without a prefix.
    pub local: Arc<str>,
}

impl QName {
    /// Creates a name. An empty `namespace` means no namespace.
    pub fn new(namespace: impl Into<Arc<str>>, local: impl Into<Arc<str>>) -> Self {
        Self { namespace: namespace.into(), local: local.into() }
    }
}

impl fmt::Display for QName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.namespace.is_empty() {
            f.write_str(&self.local)
        } else {
            write!(f, "{{{}}}{}", self.namespace, self.local)
        }
    }
}

impl fmt::Debug for QName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Whether a text is an NCName (XML 1.0 fifth edition, productions 4 and 4a, without the colon).
pub(crate) fn is_ncname(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(is_start)
        && characters.all(|character| is_start(character) || is_rest(character))
}

fn is_start(character: char) -> bool {
    matches!(
        character,
        'A'..='Z'
            | '_'
            | 'a'..='z'
            | '\u{C0}'..='\u{D6}'
            | '\u{D8}'..='\u{F6}'
            | '\u{F8}'..='\u{2FF}'
            | '\u{370}'..='\u{37D}'
            | '\u{37F}'..='\u{1FFF}'
            | '\u{200C}'..='\u{200D}'
            | '\u{2070}'..='\u{218F}'
            | '\u{2C00}'..='\u{2FEF}'
            | '\u{3001}'..='\u{D7FF}'
            | '\u{F900}'..='\u{FDCF}'
            | '\u{FDF0}'..='\u{FFFD}'
            | '\u{10000}'..='\u{EFFFF}'
    )
}

fn is_rest(character: char) -> bool {
    matches!(character, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

#[cfg(test)]
mod tests {
    use super::is_ncname;

    #[test]
    fn names_are_those_of_the_fifth_edition_without_colons() {
        for name in ["a", "_", "é.-1", "ᅣ", "名前", "ꙁ", "𐌰"] {
            assert!(is_ncname(name), "{name}");
        }
        for name in ["", "*be gin", "1part", "-a", "a:b", "a b", "a/b", "·a", "a\u{2028}"] {
            assert!(!is_ncname(name), "{name}");
        }
    }
}
