//! The encoding that an XML declaration names (XML 1.0, appendix F), the names of encodings, and UTF-16.
//!
//! `runtime/src/xml/reader/encodings.rs` and `codegen/src/source/encodings.rs` have the same text. The runtime
//! decodes messages with it, and the generator decodes documents. A test compares the files.

/// Names of UTF-8.
pub(super) const UTF_8: &[&str] = &["utf-8", "utf8"];

/// Names of US-ASCII.
pub(super) const ASCII: &[&str] = &["us-ascii", "ascii"];

/// Names of UTF-16.
pub(super) const UTF_16: &[&str] = &["utf-16", "utf-16le", "utf-16be", "iso-10646-ucs-2"];

/// Names of ISO-8859-1. `iso8859_1` is the name in Java's older APIs.
pub(super) const LATIN_1: &[&str] = &[
    "iso-8859-1",
    "iso_8859-1",
    "iso_8859-1:1987",
    "iso8859-1",
    "iso8859_1",
    "iso88591",
    "iso-ir-100",
    "latin1",
    "latin-1",
    "l1",
    "csisolatin1",
    "cp819",
    "ibm819",
];

/// Whether `names` contains the name of an encoding. Case is ignored.
pub(super) fn is_one_of(name: &[u8], names: &[&str]) -> bool {
    names.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()))
}

/// The encoding that the XML declaration names. The syntax of the declaration is not checked: the parser does that.
pub(super) fn declared(bytes: &[u8]) -> Option<&[u8]> {
    // The parser decides whether white space may precede the declaration.
    let declaration = bytes.trim_ascii_start().strip_prefix(b"<?xml")?;
    // In practice, no declaration is longer than 200 bytes. Without this limit, the search for its end could
    // run through the whole document.
    let declaration = declaration.get(..200).unwrap_or(declaration);
    let declaration = declaration.get(..memchr::memchr(b'>', declaration)?)?;
    let after = declaration.get(memchr::memmem::find(declaration, b"encoding")? + 8..)?;
    let after = after.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let (&quote, after) = after.split_first()?;
    after.get(..memchr::memchr(quote, after)?).map(<[u8]>::trim_ascii)
}

/// The reason why bytes are not UTF-16, with the text before the invalid bytes.
pub(super) enum Utf16Error {
    /// A surrogate has no counterpart.
    UnpairedSurrogate(String),
    /// The number of bytes is odd.
    OddLength(String),
    /// The text exceeds the limit.
    TooLarge,
}

/// Decodes UTF-16. `unit` combines the two bytes of a code unit. `limit` is the maximum size of the text in UTF-8, in
/// bytes.
pub(super) fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16, limit: u64) -> Result<String, Utf16Error> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|&pair| unit(pair));
    let mut text = String::with_capacity(pairs.len());
    for character in char::decode_utf16(units) {
        match character {
            Ok(character) => text.push(character),
            Err(_) => return Err(Utf16Error::UnpairedSurrogate(text)),
        }
        if text.len() as u64 > limit {
            return Err(Utf16Error::TooLarge);
        }
    }
    if rest.is_empty() { Ok(text) } else { Err(Utf16Error::OddLength(text)) }
}
