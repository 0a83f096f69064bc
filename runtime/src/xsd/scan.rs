//! Shared parsers for lexical forms: white space, digits, years, and the reason why a text is rejected.
//! The grammar of each type is in the type's file.

use std::borrow::Cow;

use crate::xml::Invalid;

/// The reason why a text is rejected; `None` if the description of the expected form is sufficient.
pub(super) type Refusal = Option<&'static str>;

/// The parsed value, or the reason of its rejection.
pub(super) type Scanned<T> = Result<T, Refusal>;

/// Converts a rejection to the public error.
pub(super) fn invalid(expected: &'static str, refusal: Refusal) -> Invalid {
    Invalid { expected: Cow::Borrowed(expected), reason: refusal.map(Cow::Borrowed) }
}

/// Whether a byte is one of the four white space characters of XML.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Number of digits at the beginning of the bytes.
#[inline]
pub(super) fn run(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(bytes.len())
}

/// The digits at the beginning of the bytes, as text, and the rest.
pub(super) fn digits(bytes: &[u8]) -> (&str, &[u8]) {
    let (digits, rest) = bytes.split_at_checked(run(bytes)).unwrap_or((bytes, &[]));
    (std::str::from_utf8(digits).unwrap_or_default(), rest)
}

/// The value of two digits.
#[inline]
pub(super) fn two(tens: u8, ones: u8) -> Option<u8> {
    let tens = tens.wrapping_sub(b'0');
    let ones = ones.wrapping_sub(b'0');
    (tens <= 9 && ones <= 9).then_some(tens.wrapping_mul(10).wrapping_add(ones))
}

/// Parses a year of at least four digits, with an optional minus sign, and returns the rest.
#[inline]
pub(super) fn year(bytes: &[u8]) -> Scanned<(i32, &[u8])> {
    if let [thousands, hundreds, tens, ones, rest @ ..] = bytes
        && let (Some(high), Some(low)) = (two(*thousands, *hundreds), two(*tens, *ones))
        && !rest.first().is_some_and(u8::is_ascii_digit)
    {
        return Ok((i32::from(high) * 100 + i32::from(low), rest));
    }
    long_year(bytes)
}

fn long_year(bytes: &[u8]) -> Scanned<(i32, &[u8])> {
    let (negative, unsigned) = match bytes {
        [b'-', rest @ ..] => (true, rest),
        [b'+', ..] => return Err(Some("a year has no plus sign")),
        _ => (false, bytes),
    };
    let (digits, rest) = digits(unsigned);
    match digits.len() {
        0 => return Err(None),
        1..=3 => return Err(Some("a year has at least four digits")),
        4 => {}
        _ if digits.starts_with('0') => {
            return Err(Some("a year of more than four digits does not begin with 0"));
        }
        _ => {}
    }
    let number = digits.parse::<i64>().unwrap_or(i64::MAX);
    let Ok(year) = i32::try_from(if negative { -number } else { number }) else {
        return Err(Some("years go from -2147483648 to 2147483647"));
    };
    if negative && year == 0 {
        return Err(Some("there is no year -0000"));
    }
    Ok((year, rest))
}
