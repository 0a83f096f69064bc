//! Unions. The generator writes the members and the order in which they are tried.

use crate::validate::Facets;
use crate::xml::Invalid;

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
