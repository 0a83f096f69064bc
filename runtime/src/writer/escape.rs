//! Text as XML has it: the characters that need an escape, and those that cannot be written.

use crate::reader::is_noncharacter;

/// Where a text stands, which decides what needs an escape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Between tags.
    Content,
    /// Between double quotes.
    Attribute,
    /// Outside of XML.
    Bare,
}

const ONES: u64 = u64::from_ne_bytes([0x01; 8]);
const HIGHS: u64 = u64::from_ne_bytes([0x80; 8]);

const fn all(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

const fn zeros(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word
}

/// Whether a byte may need an escape or be part of a character that cannot be written.
const fn is_special(byte: u8) -> bool {
    byte < 0x20 || matches!(byte, b'<' | b'>' | b'&' | b'"' | 0xEF)
}

/// The first byte from `from` on that [`is_special`], or the end.
#[inline(always)]
fn plain(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    for _ in 0..4 {
        let Some(word) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) else { break };
        let word = u64::from_le_bytes(*word);
        // `<` and `>` differ in one bit.
        let marks = zeros((word | all(0x02)) ^ all(b'>'))
            | zeros(word ^ all(b'&'))
            | zeros(word ^ all(b'"'))
            | zeros(word ^ all(0xEF))
            | (word.wrapping_sub(all(0x20)) & !word);
        let marks = marks & HIGHS;
        if marks != 0 {
            return at + (marks.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    plain_far(bytes, at)
}

#[inline(never)]
fn plain_far(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(block) = bytes.get(at..).and_then(|rest| rest.first_chunk::<64>()) {
        if block.iter().fold(0, |any, &byte| any | u8::from(is_special(byte))) != 0 {
            break;
        }
        at += 64;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|&byte| is_special(byte)).unwrap_or(rest.len())
}

/// Appends a text; returns a character that XML cannot carry, if there is one (it is left out).
#[inline(always)]
pub(super) fn append(output: &mut Vec<u8>, text: &str, place: Place) -> Option<char> {
    let bytes = text.as_bytes();
    let end = plain(bytes, 0);
    if end == bytes.len() {
        output.extend_from_slice(bytes);
        return None;
    }
    append_slow(output, text, end, place)
}

#[inline(never)]
fn append_slow(output: &mut Vec<u8>, text: &str, first: usize, place: Place) -> Option<char> {
    let bytes = text.as_bytes();
    let mut illegal = None;
    let (mut from, mut at) = (0, first);
    while let Some(&byte) = bytes.get(at) {
        let escape: &[u8] = match (byte, place) {
            (0..0x20, _) if !matches!(byte, b'\t' | b'\n' | b'\r') => {
                illegal = illegal.or(Some(char::from(byte)));
                b""
            }
            (0xEF, _) if is_noncharacter(bytes, at) => {
                illegal = illegal.or(text.get(at..).and_then(|rest| rest.chars().next()));
                output.extend_from_slice(bytes.get(from..at).unwrap_or_default());
                at = plain(bytes, at + 3);
                from = at;
                continue;
            }
            (_, Place::Bare) | (0xEF, _) => {
                at = plain(bytes, at + 1);
                continue;
            }
            (b'&', _) => b"&amp;",
            (b'<', _) => b"&lt;",
            // Only after `]]`, but a reader that looks for nothing else is not harmed either.
            (b'>', _) => b"&gt;",
            // A reader would make these line ends and blanks of others.
            (b'\r', _) => b"&#13;",
            (b'"', Place::Attribute) => b"&quot;",
            (b'\n', Place::Attribute) => b"&#10;",
            (b'\t', Place::Attribute) => b"&#9;",
            _ => {
                at = plain(bytes, at + 1);
                continue;
            }
        };
        output.extend_from_slice(bytes.get(from..at).unwrap_or_default());
        output.extend_from_slice(escape);
        from = at + 1;
        at = plain(bytes, from);
    }
    output.extend_from_slice(bytes.get(from..).unwrap_or_default());
    illegal
}

/// A text as it stands in an attribute.
pub(crate) fn escaped(text: &str) -> String {
    let mut output = Vec::with_capacity(text.len());
    append(&mut output, text, Place::Attribute);
    String::from_utf8(output).unwrap_or_default()
}
