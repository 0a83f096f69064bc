//! The encoding that HTTP tells of a document. What the document tells of itself is the reader's.

use crate::reader::{Document, Limits};
use crate::{Error, ErrorKind, Place, Result};

/// The document in these bytes: a byte order mark goes before the charset of HTTP, and that before the XML declaration
/// (RFC 7303, section 3).
pub(super) fn document<'x>(bytes: &'x [u8], charset: Option<&str>, limits: Limits) -> Result<Document<'x>> {
    let marked = matches!(bytes, [0xef, 0xbb, 0xbf, ..] | [0xfe, 0xff, ..] | [0xff, 0xfe, ..]);
    let is = |names: &[&str]| {
        charset.is_some_and(|name| names.iter().any(|known| known.eq_ignore_ascii_case(name)))
    };
    if marked {
        return Document::new(bytes, limits);
    }
    if is(&["utf-8", "utf8", "us-ascii", "ascii"]) {
        // Some servers say UTF-8 of everything, so that the declaration has the second word.
        return match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Document::from_text(text, limits)),
            Err(_) => Document::new(bytes, limits),
        };
    }
    if is(&["iso-8859-1", "iso_8859-1", "latin1"]) {
        let text = bytes.iter().map(|&byte| char::from(byte)).collect();
        return Ok(Document::from_string(text, limits));
    }
    if is(&["utf-16", "utf-16be", "utf-16le"]) && !matches!(bytes, [b'<', next, ..] if *next != 0) {
        let little = matches!(bytes, [b'<', 0, ..]);
        let unit = if little { u16::from_le_bytes } else { u16::from_be_bytes };
        let (pairs, rest) = bytes.as_chunks::<2>();
        let text = char::decode_utf16(pairs.iter().map(|&pair| unit(pair))).collect::<Result<String, _>>();
        return match (text, rest) {
            (Ok(text), []) => Ok(Document::from_string(text, limits)),
            _ => Err(Error::new(ErrorKind::NotWellFormed {
                reason: "bytes that are not UTF-16, as the Content-Type says they are".into(),
                place: Place { offset: 0, line: 1, column: 1 },
            })),
        };
    }
    Document::new(bytes, limits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8], charset: Option<&str>) -> Option<String> {
        document(bytes, charset, Limits::default()).ok().map(|document| document.text().to_owned())
    }

    #[test]
    fn http_tells_the_encoding_where_no_mark_does() {
        let utf16 = |unit: fn(u16) -> [u8; 2]| "<é/>".encode_utf16().flat_map(unit).collect::<Vec<u8>>();
        let marked = [&[0xff, 0xfe][..], &utf16(u16::to_le_bytes)].concat();
        for (bytes, charset) in [
            ("<é/>".as_bytes(), None),
            ("<é/>".as_bytes(), Some("UTF-8")),
            ("<é/>".as_bytes(), Some("windows-1252")),
            ("\u{feff}<é/>".as_bytes(), Some("iso-8859-1")),
            (b"<\xe9/>", Some("ISO-8859-1")),
            (&utf16(u16::to_le_bytes), Some("utf-16le")),
            (&utf16(u16::to_le_bytes), Some("utf-16")),
            (&utf16(u16::to_be_bytes), Some("utf-16")),
            (&marked, Some("utf-16")),
            (&marked, Some("utf-8")),
            ("<é/>".as_bytes(), Some("utf-16")),
        ] {
            assert_eq!(text(bytes, charset).as_deref(), Some("<é/>"), "{bytes:?} {charset:?}");
        }
    }

    #[test]
    fn a_declaration_has_the_second_word() {
        let latin = b"<?xml version='1.0' encoding='iso-8859-1'?><a>\xe9</a>";
        assert!(text(latin, Some("utf-8")).is_some_and(|text| text.ends_with("<a>é</a>")));
    }

    #[test]
    fn bytes_of_no_encoding_are_refused() {
        assert_eq!(text(b"<\xe9/>", Some("utf-8")), None);
        assert_eq!(text(b"\0<\0", Some("utf-16")), None);
        assert_eq!(text(b"\xd8\0\0<", Some("utf-16be")), None);
    }
}
