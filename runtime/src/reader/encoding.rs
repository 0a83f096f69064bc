//! From the bytes that came to UTF-8. It looks at the first bytes and at the encoding that the XML declaration names.

use std::borrow::Cow;

use crate::{Error, ErrorKind, Place, Result};

/// The text of a document in UTF-8, UTF-16 with a byte order mark, ISO-8859-1 or US-ASCII (XML 1.0, appendix F).
pub(super) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>> {
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => {
            let text = utf8(rest, 3)?;
            expect(text, &["utf-8", "utf8"])?;
            Ok(text.into())
        }
        [0, 0, 0xFE, 0xFF, ..] | [0xFF, 0xFE, 0, 0, ..] => Err(refuse("UTF-32")),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0, b'<', ..] | [b'<', 0, ..] => Err(refuse("UTF-16 without a byte order mark")),
        _ => match declared(bytes) {
            None => utf8(bytes, 0).map(Cow::Borrowed),
            Some(name) if is_one_of(name, &["utf-8", "utf8"]) => utf8(bytes, 0).map(Cow::Borrowed),
            Some(name) if is_one_of(name, &["us-ascii", "ascii"]) => match bytes.is_ascii() {
                true => utf8(bytes, 0).map(Cow::Borrowed),
                false => {
                    let offset = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
                    Err(broken(
                        bytes,
                        offset,
                        "a byte that is not US-ASCII, as the XML declaration says it is",
                    ))
                }
            },
            Some(name) if is_one_of(name, &["iso-8859-1", "iso_8859-1", "latin1", "l1"]) => {
                Ok(bytes.iter().map(|&byte| char::from(byte)).collect::<String>().into())
            }
            Some(name) => Err(refuse(&String::from_utf8_lossy(name))),
        },
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

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Cow<'_, str>> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|&pair| unit(pair));
    let mut text = String::with_capacity(pairs.len());
    for character in char::decode_utf16(units) {
        match character {
            Ok(character) => text.push(character),
            Err(_) => return Err(broken(text.as_bytes(), text.len(), "half of a surrogate pair in UTF-16")),
        }
    }
    if !rest.is_empty() {
        return Err(broken(text.as_bytes(), text.len(), "half of a character in UTF-16"));
    }
    expect(&text, &["utf-16", "utf-16le", "utf-16be", "iso-10646-ucs-2"])?;
    Ok(text.into())
}

/// The encoding that the XML declaration names, if there is one, must be one of these.
fn expect(text: &str, names: &[&str]) -> Result<()> {
    match declared(text.as_bytes()) {
        Some(name) if !is_one_of(name, names) => Err(Error::new(ErrorKind::NotWellFormed {
            reason: format!(
                "the XML declaration says {}, the byte order mark does not",
                String::from_utf8_lossy(name)
            )
            .into(),
            place: Place { offset: 0, line: 1, column: 1 },
        })),
        _ => Ok(()),
    }
}

/// The encoding name in the XML declaration; the reader checks later that all of the declaration is right.
fn declared(bytes: &[u8]) -> Option<&[u8]> {
    // Where white space may stand before it is for the mode to say, not for the encoding.
    let declaration = bytes.trim_ascii_start().strip_prefix(b"<?xml")?;
    // No declaration that anyone writes is longer, and the search must not run through the document.
    let declaration = declaration.get(..200).unwrap_or(declaration);
    let declaration = declaration.get(..memchr::memchr(b'>', declaration)?)?;
    let after = declaration.get(memchr::memmem::find(declaration, b"encoding")? + 8..)?;
    let after = after.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let (&quote, after) = after.split_first()?;
    after.get(..memchr::memchr(quote, after)?)
}

fn is_one_of(name: &[u8], names: &[&str]) -> bool {
    names.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()))
}

#[cold]
fn refuse(encoding: &str) -> Error {
    let encoding: String = encoding.chars().take(40).collect();
    Error::new(ErrorKind::NotWellFormed {
        reason: format!(
            "the encoding is {encoding}; UTF-8, UTF-16 with a byte order mark, ISO-8859-1 and US-ASCII can be read"
        )
        .into(),
        place: Place { offset: 0, line: 1, column: 1 },
    })
}

#[cold]
fn broken(bytes: &[u8], offset: usize, reason: &'static str) -> Error {
    let before = String::from_utf8_lossy(bytes.get(..offset).unwrap_or_default());
    let place = Place { offset, ..Place::of(&before, before.len()) };
    Error::new(ErrorKind::NotWellFormed { reason: reason.into(), place })
}
