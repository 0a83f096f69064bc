//! `xs:float` and `xs:double`: the lexical forms of XML Schema for floating point, which differ from
//! those of Rust.

use std::str::FromStr;

use super::scan::{Scanned, invalid, run};
use crate::xml::Invalid;
use crate::xml::simple::trim;

/// Parses an `xs:float` (XML Schema Part 2, 3.2.4): a decimal with an optional exponent, `INF`, `-INF` or
/// `NaN`.
///
/// Returns the nearest `f32`, or infinity beyond the largest one. `+INF`, which XML Schema 1.1 added, is
/// accepted.
///
/// # Errors
///
/// If the text has any other form.
pub(crate) fn parse_f32(text: &str) -> Result<f32, Invalid> {
    let text = trim(text);
    match special(text) {
        Some(number) => Ok(number as f32),
        None => finite(text).map_err(|refusal| invalid("an xs:float such as 1.5E3", refusal)),
    }
}

/// Parses an `xs:double` (XML Schema Part 2, 3.2.5) like [`parse_f32`].
///
/// # Errors
///
/// The same as for [`parse_f32`].
pub(crate) fn parse_f64(text: &str) -> Result<f64, Invalid> {
    let text = trim(text);
    match special(text) {
        Some(number) => Ok(number),
        None => finite(text).map_err(|refusal| invalid("an xs:double such as 1.5E3", refusal)),
    }
}

/// The shortest text that is parsed as the same number, with an exponent for very large and very small
/// numbers.
pub(crate) fn write_f32(number: f32) -> String {
    match name(number.is_nan(), number.is_infinite(), number.is_sign_negative()) {
        Some(name) => name.to_owned(),
        None if is_plain(number.abs().into()) => number.to_string(),
        None => format!("{number:E}"),
    }
}

/// The shortest text that is parsed as the same number, with an exponent for very large and very small
/// numbers.
pub(crate) fn write_f64(number: f64) -> String {
    match name(number.is_nan(), number.is_infinite(), number.is_sign_negative()) {
        Some(name) => name.to_owned(),
        None if is_plain(number.abs()) => number.to_string(),
        None => format!("{number:E}"),
    }
}

fn special(text: &str) -> Option<f64> {
    match text {
        "INF" | "+INF" => Some(f64::INFINITY),
        "-INF" => Some(f64::NEG_INFINITY),
        "NaN" => Some(f64::NAN),
        _ => None,
    }
}

fn name(nan: bool, infinite: bool, negative: bool) -> Option<&'static str> {
    match (nan, infinite, negative) {
        (true, ..) => Some("NaN"),
        (_, true, false) => Some("INF"),
        (_, true, true) => Some("-INF"),
        _ => None,
    }
}

/// Whether the number is short enough to be written without an exponent.
fn is_plain(magnitude: f64) -> bool {
    magnitude == 0.0 || (1e-5..1e16).contains(&magnitude)
}

fn finite<F: FromStr>(text: &str) -> Scanned<F> {
    // Rust also parses `inf`, `infinity` and `nan`, in upper or lower case. XML Schema does not allow them.
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text).as_bytes();
    match unsigned {
        [b'0'..=b'9' | b'.', ..] => {}
        [b'i' | b'I' | b'n' | b'N', ..] => return Err(Some("the names are INF, -INF and NaN")),
        _ => return Err(None),
    }
    if let Some([b',', ..]) = unsigned.get(run(unsigned)..) {
        return Err(Some("the decimal sign is a point"));
    }
    text.parse().map_err(|_| None)
}
