//! Conversions for the crate `rust_decimal`.

use ::rust_decimal::Decimal as Number;

use super::owned;
use crate::xml::Invalid;
use crate::xsd::scan::invalid;
use crate::xsd::{Decimal, Integer};

/// Converts a number of up to 28 digits, and keeps zeros at the end of its fraction.
impl TryFrom<&Decimal> for Number {
    type Error = Invalid;

    fn try_from(value: &Decimal) -> Result<Self, Invalid> {
        let text = value.to_string();
        // rust_decimal parses a point only between digits, and no plus sign.
        let text = match text.trim_start_matches('+').trim_end_matches('.') {
            bare if bare.starts_with('.') => format!("0{bare}"),
            bare => bare.replace("-.", "-0."),
        };
        Self::from_str_exact(&text).map_err(|_| invalid("an xs:decimal of at most 28 digits", None))
    }
}

/// Keeps zeros at the end of the fraction.
impl From<Number> for Decimal {
    fn from(number: Number) -> Self {
        number.to_string().parse().unwrap_or_default()
    }
}

/// Converts a number of up to 28 digits.
impl TryFrom<&Integer> for Number {
    type Error = Invalid;

    fn try_from(value: &Integer) -> Result<Self, Invalid> {
        Self::try_from(Decimal::from(value.clone()))
    }
}

owned! { Decimal => Number, Integer => Number }
