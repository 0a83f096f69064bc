//! Decodes files: byte order marks, UTF-16, and the encodings that an XML declaration names (XML 1.0, appendix F).
//!
//! The runtime decodes messages, including those that the command line shows. Build scripts do not depend on
//! the runtime, so the generator has a copy of the parts that both need, in `encodings`.

use std::fmt;

use super::{
    encodings::{self, ASCII, LATIN_1, UTF_8, UTF_16, Utf16Error, is_one_of},
    tables::UPPER_HALVES,
};
use crate::lists::CollectVec;

/// Error of [`decode`].
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum DecodeError {
    /// The XML declaration names an encoding that is not supported.
    UnknownEncoding(String),
    /// A byte sequence that is invalid in the encoding.
    Illegal {
        /// The encoding of the file: declared, detected or assumed.
        encoding: String,
        /// Offset of the invalid byte in the file.
        offset: usize,
    },
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownEncoding(name) => write!(
                f,
                "the encoding `{name}` is not supported; supported are UTF-8, UTF-16, ISO-8859-1 to -16, windows-1250 to \
                 -1258 and KOI8-R"
            ),
            Self::Illegal { encoding, offset } => {
                write!(f, "byte {offset} is not valid in {encoding}, the encoding of the file")
            }
        }
    }
}

impl std::error::Error for DecodeError {}

/// Decodes the bytes of a file.
///
/// The encoding is determined by, in this order: a byte order mark, the first bytes of UTF-16, the XML declaration, and
/// UTF-8 as the default. The byte order mark is not part of the text.
///
/// # Errors
///
/// If the encoding is not supported, or the bytes are invalid in it.
pub(crate) fn decode(bytes: Vec<u8>) -> Result<String, DecodeError> {
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        return utf8(rest.to_vec(), 3);
    }
    match bytes.get(..2) {
        Some(b"\xFF\xFE") => return utf16(&bytes, 2, u16::from_le_bytes),
        Some(b"\xFE\xFF") => return utf16(&bytes, 2, u16::from_be_bytes),
        Some(b"<\0") => return utf16(&bytes, 0, u16::from_le_bytes),
        Some(b"\0<") => return utf16(&bytes, 0, u16::from_be_bytes),
        _ => {}
    }
    let Some(name) = encodings::declared(&bytes) else { return utf8(bytes, 0) };
    let name = String::from_utf8_lossy(name).to_ascii_lowercase();
    let is = |names| is_one_of(name.as_bytes(), names);
    // A declaration that is readable as ASCII is not in UTF-16. If it names UTF-16, some program has
    // converted the file to UTF-8 without changing the declaration.
    if is(UTF_8) || is(UTF_16) {
        return utf8(bytes, 0);
    }
    if is(ASCII) {
        return single(&bytes, &name, |_| None);
    }
    if is(LATIN_1) {
        return single(&bytes, &name, |upper| char::from_u32(u32::from(upper) + 0x80));
    }
    let key = alias(&name);
    let Some((_, table)) = UPPER_HALVES.iter().find(|(known, _)| *known == key) else {
        return Err(DecodeError::UnknownEncoding(name));
    };
    let table: Vec<char> = table.chars().collect_vec();
    single(&bytes, &name, |upper| {
        table.get(usize::from(upper)).copied().filter(|found| *found != char::REPLACEMENT_CHARACTER)
    })
}

/// Returns the name under which `UPPER_HALVES` lists an encoding.
fn alias(name: &str) -> String {
    if let Some(number) = name.strip_prefix("cp12").or_else(|| name.strip_prefix("x-cp12")) {
        return format!("windows-12{number}");
    }
    // Java's older APIs write `ISO8859_15`.
    let number =
        ["iso8859-", "iso_8859-", "iso8859_"].into_iter().find_map(|prefix| name.strip_prefix(prefix));
    if let Some(number) = number {
        return format!("iso-8859-{number}");
    }
    name.to_owned()
}

fn utf8(bytes: Vec<u8>, skipped: usize) -> Result<String, DecodeError> {
    String::from_utf8(bytes).map_err(|error| DecodeError::Illegal {
        encoding: "UTF-8".to_owned(),
        offset: error.utf8_error().valid_up_to() + skipped,
    })
}

fn utf16(bytes: &[u8], skip: usize, unit: fn([u8; 2]) -> u16) -> Result<String, DecodeError> {
    let units = bytes.get(skip..).unwrap_or_default();
    encodings::utf16(units, unit, u64::MAX).map_err(|error| {
        let before = match error {
            Utf16Error::UnpairedSurrogate(before) | Utf16Error::OddLength(before) => before,
            Utf16Error::TooLarge => String::new(),
        };
        let offset = skip + 2 * before.encode_utf16().count();
        DecodeError::Illegal { encoding: "UTF-16".to_owned(), offset }
    })
}

fn single(bytes: &[u8], name: &str, upper: impl Fn(u8) -> Option<char>) -> Result<String, DecodeError> {
    let mut text = String::with_capacity(bytes.len());
    for (offset, byte) in bytes.iter().enumerate() {
        let found = if *byte < 0x80 { Some(char::from(*byte)) } else { upper(*byte - 0x80) };
        text.push(found.ok_or_else(|| DecodeError::Illegal { encoding: name.to_owned(), offset })?);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_gives_the_same_text() {
        let units = |text: &str, order: fn(u16) -> [u8; 2]| -> Vec<u8> {
            text.encode_utf16().flat_map(order).collect()
        };
        let latin: Vec<u8> = b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE9</a>".to_vec();
        assert_eq!(decode(latin).unwrap(), "<?xml version='1.0' encoding='ISO-8859-1'?><a>é</a>");
        for (bytes, name) in [
            ("<a>é😀</a>".as_bytes().to_vec(), "UTF-8"),
            ([b"\xEF\xBB\xBF".as_slice(), "<a>é😀</a>".as_bytes()].concat(), "UTF-8 with mark"),
            (units("\u{feff}<a>é😀</a>", u16::to_le_bytes), "UTF-16LE with mark"),
            (units("\u{feff}<a>é😀</a>", u16::to_be_bytes), "UTF-16BE with mark"),
            (units("<a>é😀</a>", u16::to_le_bytes), "UTF-16LE"),
            (units("<a>é😀</a>", u16::to_be_bytes), "UTF-16BE"),
        ] {
            assert_eq!(decode(bytes).unwrap(), "<a>é😀</a>", "{name}");
        }
    }

    #[test]
    fn windows_pages_are_known_by_all_their_names() {
        for name in ["windows-1255", "Windows-1255", "cp1255"] {
            let bytes = [b"<?xml version=\"1.0\" encoding=\"", name.as_bytes(), b"\"?>\xE0"].concat();
            assert!(decode(bytes).unwrap().ends_with('א'), "{name}");
        }
        for (name, byte, expected) in
            [("ISO8859_1", b'\xE9', 'é'), ("ISO8859_15", b'\xA4', '€'), ("Cp1252", b'\x80', '€')]
        {
            let bytes = [b"<?xml version=\"1.0\" encoding=\"", name.as_bytes(), b"\"?>", &[byte]].concat();
            assert!(decode(bytes).unwrap().ends_with(expected), "{name}");
        }
        let bytes = b"<?xml version=\"1.0\" encoding=\"windows-1252\"?>\x80".to_vec();
        assert!(decode(bytes).unwrap().ends_with('€'));
    }

    #[test]
    fn illegal_bytes_are_named() {
        let illegal =
            |encoding: &str, offset| Err(DecodeError::Illegal { encoding: encoding.to_owned(), offset });
        assert_eq!(decode(b"<a>\xE9</a>".to_vec()), illegal("UTF-8", 3));
        assert_eq!(decode(b"\xFF\xFE<\0\x00\xD8a\0".to_vec()), illegal("UTF-16", 4));
        assert_eq!(decode(b"\xFF\xFE<\0a".to_vec()), illegal("UTF-16", 4));
        let unknown = decode(b"<?xml version='1.0' encoding='EBCDIC'?>".to_vec());
        assert_eq!(unknown, Err(DecodeError::UnknownEncoding("ebcdic".to_owned())));
    }
}
