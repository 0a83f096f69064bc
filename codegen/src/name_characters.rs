//! The characters of names without a colon: `NCName` in Namespaces in XML 1.0, with the characters of XML 1.0, fifth
//! edition, productions 4 and 4a.

/// Whether a text is an `NCName`.
pub(crate) fn is_ncname(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(starts_name) && characters.all(continues_name)
}

/// Whether a name may begin with this character.
pub(crate) fn starts_name(character: char) -> bool {
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

/// Whether a name may continue with this character.
pub(crate) fn continues_name(character: char) -> bool {
    starts_name(character)
        || matches!(character, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
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
