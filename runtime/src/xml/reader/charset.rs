//! Character encodings: converts the bytes of a document to UTF-8.

use std::borrow::Cow;

use super::encodings::{ASCII, LATIN_1, UTF_8, UTF_16, Utf16Error, declared, is_one_of};
use crate::error::{Error, ErrorKind, Place, Result};

/// Decodes a document. `charset` is the one that the transport declares, if any.
///
/// A byte order mark takes precedence, then the charset of the transport, then the XML declaration (RFC
/// 7303, section 3; XML 1.0, appendix F). Two frequent mistakes of servers are accepted. The first is the
/// charset UTF-8 or US-ASCII for bytes in another encoding: the XML declaration decides. The second is an XML
/// declaration of UTF-16 in a document of 8-bit units, which remains when a document is converted and its
/// declaration is not.
///
/// `limit` is the maximum size of the text in UTF-8, in bytes. The text may be three times as large as
/// the input.
pub(super) fn decode<'x>(bytes: &'x [u8], charset: Option<&str>, limit: u64) -> Result<Cow<'x, str>> {
    if bytes.len() as u64 > limit && std::str::from_utf8(bytes).is_ok() {
        return Err(Error::too_large(limit));
    }
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => {
            let text = utf8(rest, 3)?;
            expect(text, &[UTF_8, UTF_16])?;
            return Ok(text.into());
        }
        [0, 0, 0xFE, 0xFF, ..] | [0xFF, 0xFE, 0, 0, ..] => return Err(refuse("UTF-32")),
        [0xFE, 0xFF, rest @ ..] => return marked_utf16(rest, u16::from_be_bytes, limit),
        [0xFF, 0xFE, rest @ ..] => return marked_utf16(rest, u16::from_le_bytes, limit),
        _ => {}
    }
    let Some(charset) = charset.map(str::trim).filter(|charset| !charset.is_empty()) else {
        return undetermined(bytes, limit);
    };
    let is = |names: &[&str]| is_one_of(charset.as_bytes(), names);
    let wide = matches!(bytes, [0, b'<', ..] | [b'<', 0, ..]);
    if is(UTF_8) || is(ASCII) {
        match std::str::from_utf8(bytes) {
            Ok(text) if !wide => Ok(text.into()),
            _ => undetermined(bytes, limit),
        }
    } else if is(UTF_16) && wide {
        unmarked_utf16(bytes, limit).map(Cow::Owned)
    } else if is(UTF_16) {
        undetermined(bytes, limit)
    } else if let Some(text) = named(bytes, charset, limit) {
        text.map(Cow::Owned)
    } else {
        // An unknown charset is an error only if the document has no XML declaration with an encoding and is
        // not UTF-8.
        undetermined(bytes, limit).map_err(|error| match declared(bytes) {
            None => refuse(charset),
            Some(_) => error,
        })
    }
}

/// Decodes a document that has no byte order mark. The XML declaration determines the encoding; by default,
/// it is UTF-8.
fn undetermined(bytes: &[u8], limit: u64) -> Result<Cow<'_, str>> {
    if let [0, b'<', ..] | [b'<', 0, ..] = bytes {
        // Without a declaration, the encoding would have to be UTF-8 (XML 1.0, section 4.3.3).
        let text = unmarked_utf16(bytes, limit)?;
        return match declared(text.as_bytes()) {
            Some(name) if is_one_of(name, UTF_16) => Ok(text.into()),
            _ => Err(refuse("UTF-16 without a byte order mark and without a declaration")),
        };
    }
    let Some(name) = declared(bytes) else { return utf8(bytes, 0).map(Cow::Borrowed) };
    if is_one_of(name, UTF_8) || is_one_of(name, UTF_16) {
        return utf8(bytes, 0).map(Cow::Borrowed);
    }
    if is_one_of(name, ASCII) {
        return match bytes.iter().position(|byte| !byte.is_ascii()) {
            None => utf8(bytes, 0).map(Cow::Borrowed),
            Some(offset) => {
                let reason = "a byte outside US-ASCII, the encoding that the XML declaration names";
                Err(broken(bytes, offset, reason))
            }
        };
    }
    let name = String::from_utf8_lossy(name);
    named(bytes, &name, limit).unwrap_or_else(|| Err(refuse(&name))).map(Cow::Owned)
}

/// Decodes ISO-8859-1 or, with the feature `encoding_rs`, another encoding that browsers know; `None` for all
/// other encodings.
fn named(bytes: &[u8], name: &str, limit: u64) -> Option<Result<String>> {
    if is_one_of(name.as_bytes(), LATIN_1) {
        return Some(latin1(bytes, limit));
    }
    #[cfg(feature = "encoding_rs")]
    if let Some(encoding) = tables::find(name) {
        return Some(tables::decode(encoding, bytes, limit));
    }
    None
}

fn latin1(bytes: &[u8], limit: u64) -> Result<String> {
    let size = bytes.len() + bytes.iter().filter(|byte| !byte.is_ascii()).count();
    if size as u64 > limit {
        return Err(Error::too_large(limit));
    }
    let mut text = String::with_capacity(size);
    text.extend(bytes.iter().map(|&byte| char::from(byte)));
    Ok(text)
}

/// Encodings with tables: ISO-8859-2 and later parts, Windows code pages, encodings of East Asia.
///
/// The tables are those of browsers (WHATWG Encoding Standard). They give ISO-8859-9 and -11 the printable
/// characters of their Windows code pages instead of the control characters from U+0080 to U+009F.
#[cfg(feature = "encoding_rs")]
mod tables {
    use encoding_rs::{DecoderResult, Encoding};

    use super::malformed;
    use crate::error::{Error, Result};

    /// Finds an encoding by its name, also by that of Java's older APIs: `ISO8859_15`.
    pub(super) fn find(name: &str) -> Option<&'static Encoding> {
        let find = |name: &str| Encoding::for_label_no_replacement(name.as_bytes());
        find(name).or_else(|| find(&name.replace('_', "-")))
    }

    pub(super) fn decode(encoding: &'static Encoding, bytes: &[u8], limit: u64) -> Result<String> {
        let mut decoder = encoding.new_decoder_without_bom_handling();
        let mut text = String::with_capacity(bytes.len() + bytes.len() / 8 + 16);
        let mut rest = bytes;
        loop {
            let (result, read) = decoder.decode_to_string_without_replacement(rest, &mut text, true);
            rest = rest.get(read..).unwrap_or_default();
            if text.len() as u64 > limit {
                return Err(Error::too_large(limit));
            }
            match result {
                DecoderResult::InputEmpty => return Ok(text),
                DecoderResult::OutputFull => text.reserve(rest.len() + rest.len() / 2 + 16),
                DecoderResult::Malformed(..) => {
                    return Err(malformed(&text, format!("bytes that are not {}", encoding.name())));
                }
            }
        }
    }
}

fn utf8(bytes: &[u8], shift: usize) -> Result<&str> {
    std::str::from_utf8(bytes).map_err(|error| {
        let mut broken = broken(bytes, error.valid_up_to(), "bytes that are not UTF-8");
        if let ErrorKind::NotWellFormed { place, .. } = broken.kind_mut() {
            place.offset += shift;
        }
        broken
    })
}

fn marked_utf16<'x>(bytes: &[u8], unit: fn([u8; 2]) -> u16, limit: u64) -> Result<Cow<'x, str>> {
    let text = utf16(bytes, unit, limit)?;
    expect(&text, &[UTF_16])?;
    Ok(text.into())
}

/// Decodes UTF-16 that begins with `<`.
fn unmarked_utf16(bytes: &[u8], limit: u64) -> Result<String> {
    let unit = if matches!(bytes, [b'<', ..]) { u16::from_le_bytes } else { u16::from_be_bytes };
    utf16(bytes, unit, limit)
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16, limit: u64) -> Result<String> {
    super::encodings::utf16(bytes, unit, limit).map_err(|error| match error {
        Utf16Error::UnpairedSurrogate(before) => malformed(&before, "unpaired surrogate in UTF-16"),
        Utf16Error::OddLength(before) => malformed(&before, "odd number of bytes in UTF-16"),
        Utf16Error::TooLarge => Error::too_large(limit),
    })
}

/// Decodes bytes that are not valid in any declared encoding. Those that look like UTF-16 are decoded as such, others
/// as UTF-8, with each invalid byte as a character of ISO-8859-1.
pub(super) fn decode_damaged(bytes: &[u8], charset: Option<&str>) -> String {
    let is_wide = charset.is_some_and(|charset| is_one_of(charset.trim().as_bytes(), UTF_16));
    let unit = match bytes {
        [0xFE, 0xFF, ..] | [0, 1..=0xFF, ..] => u16::from_be_bytes,
        [0xFF, 0xFE, ..] | [1..=0xFF, 0, ..] => u16::from_le_bytes,
        _ if is_wide && !bytes.is_empty() && std::str::from_utf8(bytes).is_err() => u16::from_le_bytes,
        _ => {
            let mut text = String::with_capacity(bytes.len());
            for chunk in bytes.utf8_chunks() {
                text.push_str(chunk.valid());
                text.extend(chunk.invalid().iter().map(|&byte| char::from(byte)));
            }
            return text;
        }
    };
    let (pairs, _) = bytes.as_chunks::<2>();
    let characters = char::decode_utf16(pairs.iter().map(|&pair| unit(pair)));
    let characters = characters.map(|character| character.unwrap_or(char::REPLACEMENT_CHARACTER));
    characters.skip_while(|character| *character == '\u{FEFF}').collect()
}

/// Checks that the XML declaration, if there is one, names one of these encodings.
fn expect(text: &str, names: &[&[&str]]) -> Result<()> {
    match declared(text.as_bytes()) {
        Some(name) if !names.iter().any(|names| is_one_of(name, names)) => {
            let name = String::from_utf8_lossy(name);
            Err(malformed(
                "",
                format!("the XML declaration names {name}, which contradicts the byte order mark"),
            ))
        }
        _ => Ok(()),
    }
}

#[cold]
fn refuse(encoding: &str) -> Error {
    const OTHERS: &str = match cfg!(feature = "encoding_rs") {
        true => " and the encodings of the WHATWG Encoding Standard",
        false => "; the feature `encoding_rs` of saponify adds others",
    };
    let encoding: String = encoding.chars().take(40).collect();
    let known = "UTF-8, UTF-16 with a byte order mark, ISO-8859-1, US-ASCII";
    malformed("", format!("the encoding {encoding} is not supported; supported are {known}{OTHERS}"))
}

#[cold]
fn broken(bytes: &[u8], offset: usize, reason: &'static str) -> Error {
    let before = String::from_utf8_lossy(bytes.get(..offset).unwrap_or_default());
    let place = Place { offset, ..Place::of(&before, before.len()) };
    Error::new(ErrorKind::NotWellFormed { reason: reason.into(), place })
}

/// An error at the end of the text decoded so far.
#[cold]
fn malformed(before: &str, reason: impl Into<Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::NotWellFormed { reason: reason.into(), place: Place::of(before, before.len()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8], charset: Option<&str>) -> Option<String> {
        decode(bytes, charset, u64::MAX).ok().map(Cow::into_owned)
    }

    fn utf16(unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        "<é/>".encode_utf16().flat_map(unit).collect()
    }

    #[test]
    fn the_charset_of_http_decides_where_no_mark_does() {
        let marked = [&[0xff, 0xfe][..], &utf16(u16::to_le_bytes)].concat();
        for (bytes, charset) in [
            ("<é/>".as_bytes(), None),
            ("<é/>".as_bytes(), Some("UTF-8")),
            ("<é/>".as_bytes(), Some("")),
            ("<é/>".as_bytes(), Some("no-such-charset")),
            ("\u{feff}<é/>".as_bytes(), Some("iso-8859-1")),
            (b"<\xe9/>", Some("ISO-8859-1")),
            (b"<\xe9/>", Some("iso8859-1")),
            (&utf16(u16::to_le_bytes), Some("utf-16le")),
            (&utf16(u16::to_le_bytes), Some("utf-16")),
            (&utf16(u16::to_be_bytes), Some("utf-16")),
            (&marked, Some("utf-16")),
            (&marked, Some("utf-8")),
            ("<é/>".as_bytes(), Some("utf-16")),
        ] {
            let text = text(bytes, charset);
            assert_eq!(
                text.as_deref().map(|text| text.trim_start_matches('\u{feff}')),
                Some("<é/>"),
                "{charset:?}"
            );
        }
    }

    #[test]
    fn the_declared_encoding_is_tried_if_the_text_is_not_utf_8_as_the_charset_says() {
        let latin = b"<?xml version='1.0' encoding='iso-8859-1'?><a>\xe9</a>";
        assert!(text(latin, Some("utf-8")).is_some_and(|text| text.ends_with("<a>é</a>")));
    }

    #[test]
    fn utf_16_that_is_declared_in_8_bit_text_is_utf_8() {
        let xml = "<?xml version='1.0' encoding='utf-16'?><a>é</a>";
        for charset in [None, Some("utf-8"), Some("utf-16")] {
            assert_eq!(text(xml.as_bytes(), charset).as_deref(), Some(xml), "{charset:?}");
        }
        assert_eq!(text(format!("\u{feff}{xml}").as_bytes(), None).as_deref(), Some(xml));
        assert_eq!(text(b"<?xml version='1.0' encoding='utf-16'?><a>\xe9</a>", None), None);
    }

    #[test]
    fn bytes_that_no_accepted_encoding_allows_are_refused() {
        assert_eq!(text(b"<\xe9/>", Some("utf-8")), None);
        assert_eq!(text(b"\0<\0", Some("utf-16")), None);
        assert_eq!(text(b"\xd8\0\0<", Some("utf-16be")), None);
        let error = decode(b"<\xe9/>", Some("x-mine"), u64::MAX).unwrap_err().to_string();
        assert!(error.contains("the encoding x-mine is not supported"), "{error}");
    }

    #[test]
    fn the_limit_applies_to_the_text_in_utf_8() {
        let latin = [b'\xe9'; 10];
        assert!(decode(&latin, Some("iso-8859-1"), 20).is_ok());
        let wide: Vec<u8> = "<漢漢".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(decode(&wide, Some("utf-16"), 7).is_ok());
        for (bytes, charset, limit) in
            [(&latin[..], "iso-8859-1", 19), (&wide, "utf-16", 6), (b"<a/>", "utf-8", 3)]
        {
            let error = decode(bytes, Some(charset), limit).unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::TooLarge { .. }), "{charset}: {error}");
        }
    }

    #[cfg(feature = "encoding_rs")]
    #[test]
    fn code_pages_are_read_by_charset_and_by_declaration() {
        for (name, bytes, expected) in [
            ("windows-1252", &b"\x80 \xfc"[..], "€ ü"),
            ("windows-1250", b"\x8a", "Š"),
            ("windows-1251", b"\xcf", "П"),
            ("cp1252", b"\x93", "“"),
            ("ISO-8859-2", b"\xb3\xf3d\xbc", "łódź"),
            ("ISO-8859-15", b"\xa4", "€"),
            ("Shift_JIS", b"\x8a\xbf", "漢"),
            ("GB18030", b"\xba\xba", "汉"),
        ] {
            let xml = [b"<a>", bytes, b"</a>"].concat();
            let expected = format!("<a>{expected}</a>");
            assert_eq!(text(&xml, Some(name)).as_deref(), Some(&*expected), "{name}");
            let declaration = format!("<?xml version='1.0' encoding='{name}'?>");
            let declared = [declaration.as_bytes(), &xml].concat();
            assert_eq!(text(&declared, None), Some(declaration + &expected), "{name}");
        }
        let error = decode(b"<a>\xff</a>", Some("Shift_JIS"), u64::MAX).unwrap_err();
        assert_eq!(error.place().map(|place| place.offset), Some(3), "{error}");
        assert!(error.to_string().contains("not Shift_JIS"), "{error}");
        let error = decode(&[0x80; 10], Some("windows-1252"), 29).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::TooLarge { .. }), "{error}");
    }
}
