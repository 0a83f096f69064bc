//! Reports names that are not valid in XML.
//!
//! A name must be an NCName by the fifth edition of XML 1.0, as in most current parsers and in the
//! runtime. Names that only that edition or XML 1.1 allows are kept. A peer with an older parser rejects
//! them, which only the author of the contract can change.

use super::{load::Loaded, tag::Tag};
use crate::problem::Problems;

/// Reports components whose names are not NCNames.
pub(super) fn check(loaded: &Loaded<'_>, problems: &mut Problems) {
    for file in &loaded.files {
        let mut stack = vec![file.root()];
        while let Some(tag) = stack.pop() {
            check_name(tag, problems);
            // Elements inside documentation are not declarations.
            if !matches!(tag.schema_name(), "annotation") {
                stack.extend(tag.children());
            }
        }
    }
}

fn check_name(tag: Tag<'_>, problems: &mut Problems) {
    // Absent and empty names are reported elsewhere.
    let Some(name) = tag.attribute("name").filter(|name| !name.is_empty() && !is_ncname(name)) else {
        return;
    };
    let (what, is_written) = match (tag.schema_name(), tag.wsdl_name()) {
        ("element", _) => ("an element", true),
        ("attribute", _) => ("an attribute", true),
        ("complexType" | "simpleType", _) => ("a type", false),
        ("group" | "attributeGroup", _) => ("a group", false),
        (_, "part") => ("a part", tag.attribute("type").is_some()),
        (_, "message") => ("a message", false),
        (_, "portType") => ("a port type", false),
        (_, "operation") => ("an operation", false),
        (_, "binding") => ("a binding", false),
        (_, "service") => ("a service", false),
        (_, "port") => ("a port", false),
        _ => return,
    };
    let message = format!("`{name}` is not a valid name for {what}");
    let span = tag.attribute_span("name");
    let problem = match is_written {
        true => problems.error(span, message),
        false => problems.warning(span, message),
    };
    problem.path(tag.path()).hint(
        "a name consists of letters, digits, `_`, `-` and `.`, and begins with a letter or `_` (NCName in Namespaces in XML 1.0)",
    );
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
