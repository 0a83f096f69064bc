//! Unions. The generator writes the members and the order in which they are tried.

use std::fmt::{Display, UpperExp};

use crate::validate::Facets;
use crate::xml::{Invalid, Simple, Text};

/// Rejects the value that a member type of a union has parsed, if the text does not meet the facets of that
/// type. The first member type that accepts a text determines its value (XML Schema Part 2, 2.5.1.3), and the
/// Rust types of the members do not check facets.
///
/// # Errors
///
/// If there is no value, or if the text does not meet the facets.
pub fn within_facets<S>(value: Result<S, Invalid>, text: &str, facets: &Facets) -> Result<S, Invalid> {
    value.and_then(|value| match facets.allow(text) {
        true => Ok(value),
        false => Err(Invalid::expected("a value within the facets of a member type")),
    })
}

/// Writes a floating-point number of a union in which an earlier member type is for integers or, if
/// `follows_decimal` is `true`, for decimals. The text has an exponent where the earlier member type would accept
/// the text without one: a reader takes the first member type that accepts the text.
pub fn write_float(number: &(impl Simple + Display + UpperExp), follows_decimal: bool, text: &mut Text<'_>) {
    let with_exponent = format!("{number:E}");
    // Infinity and NaN have no exponent.
    let is_finite = with_exponent.contains('E');
    match is_finite && (follows_decimal || !number.to_string().contains('.')) {
        true => text.plain(&with_exponent),
        false => number.write(text),
    }
}
