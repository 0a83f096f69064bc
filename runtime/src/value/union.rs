//! Unions. The generator writes the members and the order in which they are tried.

use crate::validate::Facets;
use crate::xml::Invalid;

/// Rejects the value of a text that does not meet the facets of its type. A text belongs to the first member of
/// a union of which it is a value (XML Schema Part 2, 2.5.1.3), but Rust types do not know facets.
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
