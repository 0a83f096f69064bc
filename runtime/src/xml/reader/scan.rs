//! Finds the end of runs of bytes. It knows classes of bytes and characters, and nothing of documents.

use crate::text::name_characters::{continues_name, starts_name};
use crate::text::swar::{HIGHS, all, below, equal, first};

/// Marks the bytes of a word that may end a run of plain text: markup, references, `]`, control characters,
/// bytes beyond ASCII, and a few bytes that the fast test cannot distinguish from these. Only the lowest mark
/// is reliable, because a subtraction may borrow from the bytes above.
#[inline(always)]
const fn suspect(word: u64) -> u64 {
    // One comparison marks `<` and `]`, because it ignores the bits in which they differ. It also marks `=`,
    // `\\`, `|`, `}` and two control characters, which differ from `<` only in these bits.
    let marks = (word & all(!0x61) ^ all(0x1C)).wrapping_sub(all(1))
        | (word ^ all(b'&')).wrapping_sub(all(1))
        | word.wrapping_sub(all(0x20));
    marks & HIGHS
}

/// Marks the bytes of a word that end a run of plain text.
#[inline(always)]
const fn special(word: u64) -> u64 {
    equal(word, b'<')
        | equal(word, b'&')
        | equal(word, b']')
        | equal(word, 0xEF)
        | (below(word, 0x20) & !equal(word, b'\t') & !equal(word, b'\n'))
}

/// Whether a byte ends a run of plain text.
#[inline(always)]
pub(super) const fn is_special(byte: u8) -> bool {
    // Branch-free, so that the compiler vectorizes loops over blocks.
    (byte == b'<')
        | (byte == b'&')
        | (byte == b']')
        | (byte == 0xEF)
        | ((byte < 0x20) & (byte != b'\t') & (byte != b'\n'))
}

/// The end of the run of plain text that begins at `from`, and whether it ends with `<`.
#[inline(always)]
pub(super) fn plain(bytes: &[u8], from: usize) -> (usize, bool) {
    let Some(block) = bytes.get(from..).and_then(|rest| rest.first_chunk::<64>()) else {
        return plain_far(bytes, from);
    };
    let (words, _) = block.as_chunks::<8>();
    // Most texts fit into eight words. For longer texts, the call of a function is worth its cost.
    let mut at = from;
    for word in words {
        let word = u64::from_le_bytes(*word);
        let marks = suspect(word);
        if marks != 0 {
            let first = marks.trailing_zeros() & !7;
            at += (first / 8) as usize;
            match (word >> first) as u8 {
                b'<' => return (at, true),
                b'&' => return (at, false),
                _ => break,
            }
        }
        at += 8;
    }
    plain_far(bytes, at)
}

/// Like [`plain`], for callers whose texts mostly have fewer than eight bytes.
#[inline(always)]
pub(super) fn short_plain(bytes: &[u8], from: usize) -> (usize, bool) {
    if let Some(word) = bytes.get(from..).and_then(|rest| rest.first_chunk()) {
        let word = u64::from_le_bytes(*word);
        let first = suspect(word).trailing_zeros() & !7;
        // The shift would overflow if no byte of the word is marked.
        if first < 64 && (word >> first) as u8 == b'<' {
            return (from + (first / 8) as usize, true);
        }
    }
    plain_call(bytes, from)
}

#[inline(never)]
fn plain_call(bytes: &[u8], from: usize) -> (usize, bool) {
    plain(bytes, from)
}

#[inline(never)]
fn plain_far(bytes: &[u8], from: usize) -> (usize, bool) {
    let mut at = from;
    loop {
        match bytes.get(at) {
            None => return (at, false),
            Some(&byte) if is_special(byte) => return (at, byte == b'<'),
            Some(_) => {}
        }
        // Skip blocks without any special byte. The compiler vectorizes this loop.
        while let Some(block) = bytes.get(at..).and_then(|rest| rest.first_chunk::<64>()) {
            if block.iter().fold(false, |any, &byte| any | is_special(byte)) {
                break;
            }
            at += 64;
        }
        let end = bytes.len().min(at + 64);
        let rest = bytes.get(at..end).unwrap_or_default();
        at += position(rest);
    }
}

/// The closing quote of an attribute value that begins at `from`, if no byte of the value needs
/// normalisation or a check. Otherwise `from`.
#[inline]
pub(super) fn plain_value(bytes: &[u8], from: usize, quote: u8) -> usize {
    let (words, _) = bytes.get(from..).unwrap_or_default().as_chunks::<8>();
    // Most namespaces have less than 128 bytes. For longer values, the call of a function is worth its cost.
    for (index, word) in words.iter().take(16).enumerate() {
        let word = u64::from_le_bytes(*word);
        let marks = suspect_in_value(word, quote);
        if marks != 0 {
            let first = marks.trailing_zeros() & !7;
            match (word >> first) as u8 {
                byte if byte == quote => return from + index * 8 + (first / 8) as usize,
                0x80.. => break,
                _ => return from,
            }
        }
    }
    plain_value_far(bytes, from, quote)
}

/// Marks the bytes of a word that may end an attribute value or need normalisation or a check, including all
/// non-ASCII bytes. Only the lowest mark is reliable.
#[inline(always)]
const fn suspect_in_value(word: u64, quote: u8) -> u64 {
    let marks = (word ^ all(quote)).wrapping_sub(all(1))
        | (word ^ all(b'<')).wrapping_sub(all(1))
        | (word ^ all(b'&')).wrapping_sub(all(1))
        | word.wrapping_sub(all(0x20));
    marks & HIGHS
}

#[inline(never)]
fn plain_value_far(bytes: &[u8], from: usize, quote: u8) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    let Some(length) = memchr::memchr(quote, rest) else { return from };
    let (value, _) = rest.split_at(length);
    let is_odd = |byte| (byte < 0x20) | (byte == b'<') | (byte == b'&') | (byte == 0xEF);
    match value.iter().fold(false, |any, &byte| any | is_odd(byte)) {
        true => from,
        false => from + length,
    }
}

/// The first special byte of a short text, or its end.
fn position(bytes: &[u8]) -> usize {
    let (words, rest) = bytes.as_chunks::<8>();
    for (index, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        let marks = special(word);
        if marks != 0 {
            return index * 8 + first(marks);
        }
    }
    words.len() * 8 + rest.iter().position(|&byte| is_special(byte)).unwrap_or(rest.len())
}

/// The first byte of a character that XML does not allow: a control character, U+FFFE or U+FFFF.
pub(super) fn illegal(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    while let Some(block) = bytes.get(at..).and_then(|rest| rest.first_chunk::<64>()) {
        if block.iter().fold(0, |any, &byte| any | u8::from(byte < 0x20 || byte == 0xEF)) != 0
            && let Some(found) = illegal_slow(bytes, at, at + 64)
        {
            return Some(found);
        }
        at += 64;
    }
    illegal_slow(bytes, at, bytes.len())
}

fn illegal_slow(bytes: &[u8], from: usize, to: usize) -> Option<usize> {
    (from..to).find(|&at| match bytes.get(at) {
        Some(b'\t' | b'\n' | b'\r') => false,
        Some(0xEF) => is_noncharacter(bytes, at),
        Some(&byte) => byte < 0x20,
        None => false,
    })
}

/// Whether the bytes at `at` are U+FFFE or U+FFFF.
pub(crate) fn is_noncharacter(bytes: &[u8], at: usize) -> bool {
    matches!(bytes.get(at..at + 3), Some([0xEF, 0xBF, 0xBE | 0xBF]))
}

/// The first byte that is not white space, or the end.
#[inline(always)]
pub(super) fn white_space(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(b' ' | b'\n' | b'\t' | b'\r') = bytes.get(at) {
        at += 1;
    }
    at
}

/// Whether a character is legal in a document (XML 1.0, production 2).
pub(super) const fn is_character(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | '\u{20}'..='\u{FFFD}' | '\u{10000}'..)
}

/// The end of the name without colons that begins at `from`; `from` if no name begins there.
#[inline(always)]
pub(super) fn name(text: &str, from: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = from;
    match bytes.get(at) {
        Some(b'a'..=b'z' | b'A'..=b'Z' | b'_') => at += 1,
        Some(0x80..) => return name_slow(text, from, from),
        _ => return from,
    }
    let is_name = |byte| matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'0'..=b'9' | b'-' | b'.');
    let rest = bytes.get(at..).unwrap_or_default();
    at += rest.iter().position(|&byte| !is_name(byte)).unwrap_or(rest.len());
    match bytes.get(at) {
        Some(0x80..) => name_slow(text, from, at),
        _ => at,
    }
}

/// The start of the local part and the end of the qualified ASCII name that begins at `from`. `None` if
/// the first byte is a digit or punctuation, and near the end of the document.
///
/// The caller must check that `>` or `/` follows. Any other byte may continue the name, such as a letter
/// beyond ASCII, or make it invalid, such as a second colon.
#[inline(always)]
pub(super) fn ascii_name(bytes: &[u8], from: usize) -> Option<(usize, usize)> {
    let (mut local, mut at) = (from, from);
    // A first byte up to `@` is a digit or punctuation, and begins no name. Any other first byte that begins no
    // ASCII name, such as `[`, ends the loop with an empty name. The caller then finds that neither `>` nor `/`
    // follows.
    bytes.get(at).filter(|&&first| first > b'@')?;
    loop {
        at = letters(bytes, at)?;
        match bytes.get(at)? {
            b'>' => return Some((local, at)),
            b'_' | b'-' | b'.' => at += 1,
            b':' if local == from => {
                at += 1;
                local = at;
                bytes.get(at).filter(|&&first| first > b'@')?;
            }
            _ => return Some((local, at)),
        }
    }
}

/// The end of the run of ASCII letters and digits that begins at `from`. `None` near the end of the
/// document.
#[inline(always)]
fn letters(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        let marks = no_letter(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?));
        if marks != 0 {
            return Some(at + first(marks));
        }
        at += 8;
    }
}

/// Marks the bytes of a word that are neither ASCII letters nor digits. Only the lowest mark is reliable: no
/// byte below it carries or borrows.
#[inline(always)]
const fn no_letter(word: u64) -> u64 {
    let folded = word | all(0x20);
    let no_letter = all(0x80 + b'a' - 1).wrapping_sub(folded) | folded.wrapping_add(all(0x7F - b'z'));
    let no_digit = all(0x80 + b'0' - 1).wrapping_sub(word) | word.wrapping_add(all(0x7F - b'9'));
    (no_letter & no_digit | word) & HIGHS
}

#[cold]
fn name_slow(text: &str, from: usize, at: usize) -> usize {
    let mut end = at;
    for character in text.get(at..).unwrap_or("").chars() {
        let belongs = if end > from { continues_name } else { starts_name };
        if !belongs(character) {
            break;
        }
        end += character.len_utf8();
    }
    end
}

/// Whether a text is one name without colons.
pub(crate) fn is_name(text: &str) -> bool {
    !text.is_empty() && name(text, 0) == text.len()
}

/// The text as shown in errors: shortened if it is long.
pub(super) fn shortened(text: &str) -> String {
    const MAX_SHOWN_CHARACTERS: usize = 60;
    match text.char_indices().nth(MAX_SHOWN_CHARACTERS) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or("")),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_ends_at_the_first_special_byte_at_any_offset() {
        for byte in 0..=255_u8 {
            for around in [b' ', b'x', b'\n', 0x7F, 0xC3] {
                for length in [0, 1, 7, 8, 9, 31, 32, 33, 63, 64, 65, 100, 130, 200] {
                    for at in (0..=length).filter(|at| length < 34 || at % 5 == 0 || *at + 2 > length) {
                        let mut text = vec![around; length];
                        text.insert(at, byte);
                        let naive = |from: usize| {
                            let end = text.iter().skip(from).position(|&byte| is_special(byte));
                            end.map_or((text.len(), false), |end| {
                                (from + end, text.get(from + end) == Some(&b'<'))
                            })
                        };
                        assert_eq!(plain(&text, 0), naive(0), "{text:?}");
                        assert_eq!(plain(&text, length / 2), naive(length / 2), "{text:?}");
                        assert_eq!(short_plain(&text, length / 2), naive(length / 2), "{text:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn plain_values_end_at_their_quote_at_any_offset() {
        for byte in 0..=255_u8 {
            for length in [0, 1, 7, 8, 9, 15, 31, 32, 33, 70] {
                for at in 0..length {
                    let mut text = vec![b'>'; length];
                    text[at] = byte;
                    text.extend(b"\" '\"/>");
                    let end = text.iter().position(|&byte| byte == b'"').unwrap_or(0);
                    let is_odd = |byte: &u8| matches!(byte, 0..0x20 | b'<' | b'&' | 0xEF);
                    let expected = if text[..end].iter().any(is_odd) { 0 } else { end };
                    assert_eq!(plain_value(&text, 0, b'"'), expected, "{text:?}");
                    text.extend([b' '; 40]);
                    assert_eq!(plain_value(&text, 0, b'"'), expected, "{text:?}");
                }
            }
        }
        assert_eq!(plain_value(b"x", 0, b'"'), 0);
        assert_eq!(plain_value(b"x", 9, b'"'), 9);
    }

    /// The result of [`ascii_name`], if `>` or `/` follows the name. Callers ignore all other results.
    fn name_before_end(text: &str) -> Option<(usize, usize)> {
        let padded = format!("{text}        ");
        let found = ascii_name(padded.as_bytes(), 0);
        found.filter(|&(_, end)| matches!(padded.as_bytes()[end], b'>' | b'/'))
    }

    #[test]
    fn ascii_names_end_where_names_end() {
        for length in 0..40 {
            for byte in (0..=0x7F_u8).filter(|&byte| byte != b':') {
                let text = format!("{}{}y>", "x".repeat(length), char::from(byte));
                for (prefix, local) in [("", 0), ("p-1:", 4)] {
                    let text = format!("{prefix}{text}");
                    let end = name(&text, local);
                    let is_name = end > local && matches!(text.as_bytes()[end], b'>' | b'/');
                    assert_eq!(name_before_end(&text), is_name.then_some((local, end)), "{text:?}");
                }
            }
            let local = format!("x{}", "_9".repeat(length));
            assert_eq!(name_before_end(&format!("_:{local}>")), Some((2, 2 + local.len())));
            for behind in [":x", ":", "\u{80}", "é", "漢", "😀"] {
                assert_eq!(name_before_end(&format!("_:{local}{behind}>")), None, "{behind}");
            }
            assert_eq!(ascii_name("x".repeat(length).as_bytes(), 0), None);
        }
        for wrong in [":x>", "x:>", "1x>", "-x>", ".>", "x:1>", "x:-y>", "[>", "@>", ">", "/>", ""] {
            assert_eq!(name_before_end(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn illegal_characters_of_a_document_are_found() {
        for (text, expected) in [
            ("", None),
            ("\t\n\r é漢\u{FFFD}\u{7F}", None),
            ("x\0", Some(1)),
            ("\u{1F}", Some(0)),
            ("é\u{FFFE}", Some(2)),
            ("漢\u{FFFF}x", Some(3)),
        ] {
            assert_eq!(illegal(text.as_bytes()), expected, "{text:?}");
            let long = "é".repeat(100) + text;
            assert_eq!(illegal(long.as_bytes()), expected.map(|at| at + 200), "{text:?}");
        }
    }
}
