//! `xs:base64Binary` and `xs:hexBinary`: bytes in two lexical forms.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::str::FromStr;

use base64_simd::{Out, STANDARD};

use super::scan::{invalid, is_space};
use crate::xml::simple::trim;
use crate::xml::{Invalid, Scope, Simple, Text};

/// Bytes in Base64, `xs:base64Binary` (XML Schema Part 2, 3.2.16; RFC 2045).
///
/// White space between the characters is accepted and not written back. The padding is required, and
/// unused bits must be zero. An empty text is an empty value. `Debug` prints the length and the first
/// bytes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Base64Binary(Vec<u8>);

/// Bytes in hexadecimal, `xs:hexBinary` (XML Schema Part 2, 3.2.15).
///
/// Letters of both cases are accepted; upper case is written. White space between the characters is
/// accepted and not written back. An empty text is an empty value. `Debug` prints the length and the
/// first bytes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct HexBinary(Vec<u8>);

const BASE64: &str = "an xs:base64Binary such as SGVsbG8=";
const HEX: &str = "an xs:hexBinary such as 48656C6C6F";

impl Base64Binary {
    /// Passes the text to `push` in pieces.
    fn push(&self, push: &mut dyn FnMut(&str)) {
        // Groups of three bytes, so that only the last piece is padded.
        let mut buffer = [0; 4096];
        for piece in self.0.chunks(3072) {
            push(STANDARD.encode_as_str(piece, Out::from_slice(&mut buffer)));
        }
    }

    fn write_to(&self, text: &mut Text<'_>) {
        text.base64(&self.0);
    }
}

impl FromStr for Base64Binary {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let text = trim(text).as_bytes();
        if let Ok(bytes) = STANDARD.decode_to_vec(text) {
            return Ok(Self(bytes));
        }
        let dense = without_space(text);
        match STANDARD.decode_to_vec(&dense) {
            Ok(bytes) => Ok(Self(bytes)),
            Err(_) => Err(invalid(BASE64, Some(base64_fault(&dense)))),
        }
    }
}

impl HexBinary {
    /// Passes the text to `push` in pieces.
    fn push(&self, push: &mut dyn FnMut(&str)) {
        let mut buffer = [0; 1024];
        for piece in self.0.chunks(512) {
            let (pairs, _) = buffer.as_chunks_mut::<2>();
            for (byte, [high, low]) in piece.iter().zip(pairs) {
                (*high, *low) = (hex_digit(byte >> 4), hex_digit(byte & 15));
            }
            push(std::str::from_utf8(buffer.get(..piece.len() * 2).unwrap_or_default()).unwrap_or_default());
        }
    }

    fn write_to(&self, text: &mut Text<'_>) {
        self.push(&mut |piece| text.plain(piece));
    }
}

impl FromStr for HexBinary {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let text = trim(text).as_bytes();
        if let Some(bytes) = hex_bytes(text) {
            return Ok(Self(bytes));
        }
        let dense = without_space(text);
        match hex_bytes(&dense) {
            Some(bytes) => Ok(Self(bytes)),
            None if dense.iter().all(u8::is_ascii_hexdigit) => {
                Err(invalid(HEX, Some("the number of digits is odd")))
            }
            None => Err(invalid(HEX, Some("only 0 to 9 and A to F are digits"))),
        }
    }
}

macro_rules! binary {
    ($($type:ident { $($members:tt)* })*) => { $(
        impl $type {
            /// Unwraps the bytes.
            #[must_use]
            pub fn into_vec(self) -> Vec<u8> {
                self.0
            }
        }

        impl Simple for $type {
            const BUILTIN: &'static str = stringify!($type);

            fn parse(text: &str, _scope: &Scope<'_>) -> Result<Self, Invalid> {
                text.parse()
            }

            fn write(&self, text: &mut Text<'_>) {
                self.write_to(text);
            }

            $($members)*
        }

        crate::simple!($type);

        impl fmt::Display for $type {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                let mut result = Ok(());
                self.push(&mut |piece| {
                    if result.is_ok() {
                        result = formatter.write_str(piece);
                    }
                });
                result
            }
        }

        impl fmt::Debug for $type {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, "{}({} bytes", stringify!($type), self.0.len())?;
                for (index, byte) in self.0.iter().take(8).enumerate() {
                    write!(formatter, "{} {byte:02X}", if index == 0 { ":" } else { "" })?;
                }
                formatter.write_str(if self.0.len() > 8 { " …)" } else { ")" })
            }
        }

        impl Deref for $type {
            type Target = [u8];

            fn deref(&self) -> &[u8] {
                &self.0
            }
        }

        impl DerefMut for $type {
            fn deref_mut(&mut self) -> &mut [u8] {
                &mut self.0
            }
        }

        impl AsRef<[u8]> for $type {
            fn as_ref(&self) -> &[u8] {
                &self.0
            }
        }

        impl From<Vec<u8>> for $type {
            fn from(bytes: Vec<u8>) -> Self {
                Self(bytes)
            }
        }

        impl From<&[u8]> for $type {
            fn from(bytes: &[u8]) -> Self {
                Self(bytes.to_vec())
            }
        }

        impl<const N: usize> From<[u8; N]> for $type {
            fn from(bytes: [u8; N]) -> Self {
                Self(bytes.to_vec())
            }
        }

        impl<const N: usize> From<&[u8; N]> for $type {
            fn from(bytes: &[u8; N]) -> Self {
                Self(bytes.to_vec())
            }
        }

        impl From<$type> for Vec<u8> {
            fn from(binary: $type) -> Self {
                binary.0
            }
        }

        impl PartialEq<[u8]> for $type {
            fn eq(&self, other: &[u8]) -> bool {
                self.0 == other
            }
        }

        impl PartialEq<&[u8]> for $type {
            fn eq(&self, other: &&[u8]) -> bool {
                self.0 == *other
            }
        }

        impl FromIterator<u8> for $type {
            fn from_iter<I: IntoIterator<Item = u8>>(bytes: I) -> Self {
                Self(bytes.into_iter().collect())
            }
        }
    )* };
}

binary! {
    Base64Binary {
        #[cfg(feature = "mime")]
        fn of_attachment(attachment: &crate::Attachment) -> Option<Self> {
            Some(Self(attachment.to_vec()))
        }

        #[cfg(feature = "mime")]
        fn to_attachment(&self, threshold: usize) -> Option<crate::Attachment> {
            (self.0.len() >= threshold).then(|| crate::Attachment::from(&*self.0))
        }
    }
    HexBinary {}
}

impl From<HexBinary> for Base64Binary {
    fn from(binary: HexBinary) -> Self {
        Self(binary.0)
    }
}

impl From<Base64Binary> for HexBinary {
    fn from(binary: Base64Binary) -> Self {
        Self(binary.0)
    }
}

fn without_space(text: &[u8]) -> Vec<u8> {
    let mut dense = Vec::with_capacity(text.len());
    for line in text.split(|byte| is_space(*byte)) {
        dense.extend_from_slice(line);
    }
    dense
}

/// The reason why a text does not decode.
fn base64_fault(dense: &[u8]) -> &'static str {
    let padding = dense.iter().rev().take_while(|byte| **byte == b'=').count();
    let characters = dense.get(..dense.len().saturating_sub(padding)).unwrap_or_default();
    if characters.contains(&b'=') {
        return "= is allowed only at the end";
    }
    if characters.iter().any(|byte| matches!(byte, b'-' | b'_')) {
        return "this is the URL-safe alphabet; XML Schema requires + and / instead of - and _";
    }
    if !characters.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')) {
        return "it contains a character outside the Base64 alphabet";
    }
    match (characters.len() % 4, padding) {
        (0, 0) | (2, 2) | (3, 1) => "the unused bits of the last character are not zero",
        (1, _) => "it is cut off: there is one character too many or too few",
        (_, 0) => "the padding at the end is missing",
        _ => "the padding at the end has the wrong length",
    }
}

fn hex_digit(value: u8) -> u8 {
    if value < 10 { b'0' + value } else { b'A' + value - 10 }
}

fn hex_bytes(text: &[u8]) -> Option<Vec<u8>> {
    let (pairs, []) = text.as_chunks::<2>() else { return None };
    let mut wrong = 0;
    let mut bytes = Vec::with_capacity(pairs.len());
    bytes.extend(pairs.iter().map(|[high, low]| {
        let (high, low) = (hex_value(*high), hex_value(*low));
        wrong |= high | low;
        high << 4 | low & 15
    }));
    (wrong < 16).then_some(bytes)
}

/// The value of a hexadecimal digit; 255 for any other byte.
fn hex_value(digit: u8) -> u8 {
    let letter = (digit | 32).wrapping_sub(b'a');
    match digit.wrapping_sub(b'0') {
        figure @ ..=9 => figure,
        _ if letter < 6 => letter + 10,
        _ => 255,
    }
}
