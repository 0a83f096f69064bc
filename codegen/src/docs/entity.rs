//! Resolves character references, and removes characters that a Rust comment must not contain.

use crate::escape::{is_hidden, visible};

/// Resolves the references in a text. An unknown reference stays unchanged.
pub(super) fn resolved(text: &str) -> String {
    let mut resolved = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        resolved.push_str(before);
        match reference(after) {
            Some((character, length)) => {
                resolved.extend(character);
                rest = after.get(length..).unwrap_or_default();
            }
            None => {
                resolved.push('&');
                rest = after;
            }
        }
    }
    resolved.push_str(rest);
    resolved
}

/// Parses a reference after its `&`. Returns its character and the length up to the `;`. The character is `None` if it
/// is not permitted in XML.
fn reference(text: &str) -> Option<(Option<char>, usize)> {
    let name: &str = text.get(..text.bytes().take(10).position(|byte| byte == b';')?)?;
    let number = match name.strip_prefix('#') {
        Some(digits) => match digits.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok(),
            None => digits.parse().ok(),
        },
        None => None,
    };
    let character = match number {
        Some(number) => char::from_u32(number),
        None => Some(*NAMED.iter().find_map(|(known, character)| (*known == name).then_some(character))?),
    };
    Some((character, name.len() + 1))
}

/// The predefined entities of XML, and those of HTML that occur in documentation.
#[rustfmt::skip]
const NAMED: [(&str, char); 38] = [
    ("amp", '&'), ("apos", '\''), ("gt", '>'), ("lt", '<'), ("quot", '"'), ("nbsp", ' '), ("bull", '•'),
    ("cent", '¢'), ("copy", '©'), ("deg", '°'), ("euro", '€'), ("ge", '≥'), ("hellip", '…'), ("larr", '←'),
    ("laquo", '«'), ("ldquo", '“'), ("le", '≤'), ("lsquo", '‘'), ("mdash", '—'), ("micro", 'µ'), ("middot", '·'),
    ("minus", '−'), ("ndash", '–'), ("ne", '≠'), ("para", '¶'), ("plusmn", '±'), ("pound", '£'), ("raquo", '»'),
    ("rarr", '→'), ("rdquo", '”'), ("reg", '®'), ("rsquo", '’'), ("sect", '§'), ("times", '×'), ("trade", '™'),
    ("uml", '¨'), ("yen", '¥'), ("szlig", 'ß'),
];

/// Normalizes line endings to `\n` and escapes hidden characters. Tabs stay.
///
/// Variation selectors are removed, since the base character is readable without them.
pub(super) fn clean(text: &str) -> String {
    let lines: String = text
        .replace("\r\n", "\n")
        .chars()
        .filter(|character| !matches!(character, '\u{FE00}'..='\u{FE0F}'))
        .map(|character| match character {
            '\r' | '\u{2028}' | '\u{2029}' | '\u{85}' => '\n',
            other => other,
        })
        .collect();
    match lines.contains(|character| is_hidden(character) && !matches!(character, '\n' | '\t')) {
        true => lines.split_inclusive(['\n', '\t']).map(cleaned).collect(),
        false => lines,
    }
}

/// Escapes the hidden characters of a piece of a text. The text was split after each line end and tab. These
/// two count as hidden characters, but stay.
fn cleaned(piece: &str) -> String {
    let text = piece.trim_end_matches(['\n', '\t']);
    format!("{}{}", visible(text), piece.get(text.len()..).unwrap_or_default())
}
