//! Escapes for text, and the characters that XML cannot represent.

use crate::text::swar::marks::Marks;
use crate::text::swar::{HIGHS, all};
use crate::xml::reader::is_noncharacter;

/// Where a text is written. This determines which characters are escaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In the content of an element.
    Content,
    /// In an attribute value, between double quotes.
    Attribute,
    /// Outside of XML, without escapes.
    Bare,
}

/// Nonzero if a byte of the word may need an escape, may be part of a character that XML does not allow,
/// or is not ASCII.
#[inline(always)]
const fn suspect(word: u64) -> u64 {
    // `<` and `>` differ in one bit, and so do `"` and `&`.
    let marks = ((word | all(0x02)) ^ all(b'>')).wrapping_sub(all(1))
        | ((word | all(0x04)) ^ all(b'&')).wrapping_sub(all(1))
        | word.wrapping_sub(all(0x20))
        | word;
    marks & HIGHS
}

/// Whether a byte may need an escape, or may be part of a character that XML does not allow.
#[inline(always)]
const fn is_special(byte: u8) -> bool {
    // Branch-free, so that the compiler vectorizes loops over blocks.
    (byte < 0x20) | (byte | 0x02 == b'>') | (byte | 0x04 == b'&') | (byte == 0xEF)
}

/// Whether a text is known to contain no special byte. `false` for long texts.
#[inline(always)]
pub(super) fn is_plain(bytes: &[u8]) -> bool {
    match bytes.len() {
        0..4 => !bytes.iter().any(|&byte| is_special(byte)),
        4..8 => match (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
            (Some(start), Some(end)) => {
                let [start, end] = [start, end].map(|half| u64::from(u32::from_le_bytes(*half)));
                suspect(start | end << 32) == 0
            }
            _ => false,
        },
        8..16 => match (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
            (Some(start), Some(end)) => {
                suspect(u64::from_le_bytes(*start)) | suspect(u64::from_le_bytes(*end)) == 0
            }
            _ => false,
        },
        16..32 => are_ends_plain::<16>(bytes),
        32..64 => are_ends_plain::<32>(bytes),
        64..=128 => are_ends_plain::<64>(bytes),
        // If this function returns `false`, the caller searches the text for special bytes. A long text is
        // not tested here, because it would be searched twice.
        _ => false,
    }
}

/// Whether a text of `LENGTH` to twice `LENGTH` bytes contains no special byte. The first and the last
/// `LENGTH` bytes are tested, and may overlap. The compiler vectorizes this loop.
#[inline(always)]
fn are_ends_plain<const LENGTH: usize>(bytes: &[u8]) -> bool {
    match (bytes.first_chunk::<LENGTH>(), bytes.last_chunk::<LENGTH>()) {
        (Some(start), Some(end)) => {
            let mut any = false;
            for (&start, &end) in start.iter().zip(end) {
                any |= is_special(start) | is_special(end);
            }
            !any
        }
        _ => false,
    }
}

/// Appends a text. Returns the first character that XML does not allow, which is left out.
#[inline(always)]
pub(super) fn append(output: &mut String, text: &str, place: Place) -> Option<char> {
    if is_plain(text.as_bytes()) {
        output.push_str(text);
        return None;
    }
    append_slow(output, text, place)
}

/// Like [`append`], for a text that is likely to need an escape.
#[inline(never)]
pub(super) fn append_slow(output: &mut String, text: &str, place: Place) -> Option<char> {
    output.reserve(text.len() + text.len() / 8);
    let bytes = text.as_bytes();
    let mut illegal = None;
    let mut from = 0;
    for at in Marks::new(bytes, 0, is_special) {
        let byte = bytes.get(at).copied().unwrap_or_default();
        let is_written_otherwise = match byte {
            b'\t' | b'\n' | b'"' => place == Place::Attribute,
            b'&' | b'<' | b'>' | b'\r' => place != Place::Bare,
            0xEF => is_noncharacter(bytes, at),
            // A control character.
            _ => true,
        };
        if !is_written_otherwise {
            continue;
        }
        output.push_str(text.get(from..at).unwrap_or_default());
        match byte {
            b'&' => output.push_str("&amp;"),
            b'<' => output.push_str("&lt;"),
            // Only `]]>` requires it, but the escape is valid everywhere.
            b'>' => output.push_str("&gt;"),
            _ => match escape_of(byte) {
                "" => illegal = illegal.or(text.get(at..).and_then(|rest| rest.chars().next())),
                escape => output.push_str(escape),
            },
        }
        from = at + if byte == 0xEF { 3 } else { 1 };
    }
    output.push_str(text.get(from..).unwrap_or_default());
    illegal
}

/// The escape of one of the less frequent bytes; empty for a character that XML does not allow.
#[inline(never)]
fn escape_of(byte: u8) -> &'static str {
    match byte {
        b'"' => "&quot;",
        // A parser would normalise these characters if they were written unescaped.
        b'\r' => "&#13;",
        b'\n' => "&#10;",
        b'\t' => "&#9;",
        _ => "",
    }
}

/// A text as written in an attribute.
pub(crate) fn escaped(text: &str) -> String {
    let mut output = String::with_capacity(text.len());
    append(&mut output, text, Place::Attribute);
    output
}

#[cfg(test)]
mod tests {
    use super::*;

    fn naive(text: &str, place: Place) -> (String, Option<char>) {
        let is_legal = |character: &char| !matches!(character, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}');
        let escaped = text.chars().filter(is_legal).map(|character| match (character, place) {
            (character, Place::Bare) => character.to_string(),
            ('&', _) => "&amp;".into(),
            ('<', _) => "&lt;".into(),
            ('>', _) => "&gt;".into(),
            ('\r', _) => "&#13;".into(),
            ('"', Place::Attribute) => "&quot;".into(),
            ('\n', Place::Attribute) => "&#10;".into(),
            ('\t', Place::Attribute) => "&#9;".into(),
            (character, _) => character.to_string(),
        });
        (escaped.collect(), text.chars().find(|character| !is_legal(character)))
    }

    #[test]
    fn every_character_is_escaped_at_any_offset() {
        let characters = "\0\u{8}\t\n\u{B}\u{C}\r\u{E}\u{1F} !\"#%&'();<=>?]~\u{7F}\u{80}é\u{FFFD}\u{FFFE}\u{FFFF}\u{10000}ｦ漢";
        for character in characters.chars() {
            for length in (0..40).chain([63, 64, 65, 127, 128, 129, 200]) {
                for at in (0..=length).filter(|at| length < 40 || at % 7 == 0 || *at + 2 > length) {
                    let text: String = "x".repeat(at) + &character.to_string() + &"y".repeat(length - at);
                    for place in [Place::Content, Place::Attribute, Place::Bare] {
                        let mut output = "before".to_owned();
                        let illegal = append(&mut output, &text, place);
                        let (expected, expected_illegal) = naive(&text, place);
                        assert_eq!(output, format!("before{expected}"), "{text:?}");
                        assert_eq!(illegal, expected_illegal, "{text:?}");
                    }
                }
            }
        }
    }
    #[test]
    fn long_texts_are_escaped_as_short_ones_are() {
        let (before, after) = ("a & b ".repeat(2_000), "é < x ".repeat(800));
        for character in "\0\r\"'>é\u{FFFD}\u{FFFF}漢😀".chars() {
            for at in [0, 1, 250, 256, 300, 4_092, 4_093, 4_094, 4_095, 4_096, 4_097, 8_191, 9_000] {
                let (before, _) = before.split_at(at);
                let text = format!("{before}{character}{after}");
                for place in [Place::Content, Place::Attribute, Place::Bare] {
                    let mut output = String::new();
                    let illegal = append(&mut output, &text, place);
                    assert!((output, illegal) == naive(&text, place), "{character:?} at {at}, {place:?}");
                }
            }
        }
    }
}
