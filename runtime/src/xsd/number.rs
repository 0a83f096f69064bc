//! The numbers and booleans that are primitive types in Rust: `xs:int` and related types, `xs:boolean`.

use super::scan::{Scanned, invalid};
use crate::xml::Invalid;
use crate::xml::simple::trim;

/// Parses an `xs:boolean` (XML Schema Part 2, 3.2.2): `true`, `false`, `1` or `0`.
///
/// # Errors
///
/// If the text has any other form.
pub(crate) fn parse_bool(text: &str) -> Result<bool, Invalid> {
    match trim(text) {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        other => {
            let recased = other.eq_ignore_ascii_case("true") || other.eq_ignore_ascii_case("false");
            Err(invalid(
                "an xs:boolean: true, false, 1 or 0",
                recased.then_some("true and false are written in small letters"),
            ))
        }
    }
}

macro_rules! integers {
    ($($parse:ident $primitive:ident $name:literal $expected:literal)*) => { $(
        #[doc = concat!("`", $name, "` (XML Schema Part 2, 3.3): digits with an optional sign, and optional white space around them.")]
        ///
        /// # Errors
        ///
        /// If the text has any other form, or the number is out of range.
        pub(crate) fn $parse(text: &str) -> Result<$primitive, Invalid> {
            match whole(trim(text).as_bytes()) {
                Ok(number) => $primitive::try_from(number).map_err(|_| invalid($expected, None)),
                Err(refusal) => Err(invalid($expected, refusal)),
            }
        }
    )* };
}

integers! {
    parse_i8 i8 "xs:byte" "an xs:byte, -128 to 127"
    parse_i16 i16 "xs:short" "an xs:short, -32768 to 32767"
    parse_i32 i32 "xs:int" "an xs:int, -2147483648 to 2147483647"
    parse_i64 i64 "xs:long" "an xs:long, -9223372036854775808 to 9223372036854775807"
    parse_u8 u8 "xs:unsignedByte" "an xs:unsignedByte, 0 to 255"
    parse_u16 u16 "xs:unsignedShort" "an xs:unsignedShort, 0 to 65535"
    parse_u32 u32 "xs:unsignedInt" "an xs:unsignedInt, 0 to 4294967295"
    parse_u64 u64 "xs:unsignedLong" "an xs:unsignedLong, 0 to 18446744073709551615"
}

/// Parses an optional sign and digits. The result covers all 64-bit types.
fn whole(bytes: &[u8]) -> Scanned<i128> {
    const TOO_LARGE: Option<&str> = Some("the number is too large");
    let (negative, digits) = match bytes {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        digits => (false, digits),
    };
    if digits.is_empty() {
        return Err(None);
    }
    let mut magnitude = 0_u64;
    // Eighteen digits cannot overflow.
    let (safe, long) = digits.split_at_checked(18).unwrap_or((digits, &[]));
    for digit in safe {
        magnitude = magnitude * 10 + figure(*digit)?;
    }
    for digit in long {
        let figure = figure(*digit)?;
        magnitude = match magnitude.checked_mul(10).and_then(|shifted| shifted.checked_add(figure)) {
            Some(magnitude) => magnitude,
            // If another character follows the digits, the text is not a number, so the error must not say
            // that the number is too large.
            None if long.iter().all(u8::is_ascii_digit) => return Err(TOO_LARGE),
            None => return Err(None),
        };
    }
    let magnitude = i128::from(magnitude);
    Ok(if negative { -magnitude } else { magnitude })
}

fn figure(digit: u8) -> Scanned<u64> {
    match digit {
        b'0'..=b'9' => Ok(u64::from(digit - b'0')),
        b'.' => Err(Some("it has a decimal point")),
        _ => Err(None),
    }
}
