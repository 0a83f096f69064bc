//! Floating-point defaults as literals that neither rustc nor clippy warns about.

use crate::plan::Constant;

/// The default of a member of type `f32` or `f64`.
///
/// `clippy::approx_constant` rejects the literals of mathematical constants and of their approximations.
/// Therefore the default π becomes `std::f64::consts::PI`, and the default `3.14` is parsed at run time.
pub(super) fn constant(name: &str, text: &str) -> Option<Constant> {
    let (value, literal, constants) = match name {
        "f32" => {
            let value = text.parse::<f32>().ok()?;
            (f64::from(value), format!("{value:?}"), F32)
        }
        _ => {
            let value = text.parse::<f64>().ok()?;
            (value, format!("{value:?}"), F64)
        }
    };
    if !value.is_finite() {
        return None;
    }
    if let Some((constant, _)) = constants.iter().find(|(_, known)| *known == value.abs()) {
        let sign = if value < 0.0 { "-" } else { "" };
        return Some(Constant::Literal(format!("{sign}std::{name}::consts::{constant}")));
    }
    let unsigned = literal.trim_start_matches('-');
    let known = F64.iter().map(|(_, known)| *known).chain(UNNAMED);
    Some(match known.into_iter().any(|known| is_approximation(unsigned, known)) {
        true => Constant::Parsed { text: text.to_owned(), is_copy: true },
        false => Constant::Literal(literal),
    })
}

/// Whether a literal is a rounded or truncated constant. A literal with only one decimal is too short to be an
/// approximation.
fn is_approximation(literal: &str, constant: f64) -> bool {
    let decimals = literal.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let rounded = || format!("{constant:.decimals$}") == literal;
    decimals > 1 && (rounded() || constant.to_string().starts_with(literal))
}

/// The constants of `std::f32::consts` or `std::f64::consts`, with their values.
macro_rules! constants {
    ($type:ident: $($name:ident)*) => {
        &[$((stringify!($name), std::$type::consts::$name as f64)),*]
    };
}

const F32: &[(&str, f64)] = constants!(f32: E FRAC_1_PI FRAC_1_SQRT_2 FRAC_2_PI FRAC_2_SQRT_PI FRAC_PI_2 FRAC_PI_3
    FRAC_PI_4 FRAC_PI_6 FRAC_PI_8 LN_2 LN_10 LOG10_2 LOG10_E LOG2_10 LOG2_E PI SQRT_2 TAU);

const F64: &[(&str, f64)] = constants!(f64: E FRAC_1_PI FRAC_1_SQRT_2 FRAC_2_PI FRAC_2_SQRT_PI FRAC_PI_2 FRAC_PI_3
    FRAC_PI_4 FRAC_PI_6 FRAC_PI_8 LN_2 LN_10 LOG10_2 LOG10_E LOG2_10 LOG2_E PI SQRT_2 TAU);

/// The golden ratio and Euler's constant, which older standard libraries do not define.
const UNNAMED: [f64; 2] = [1.618_033_988_749_895, 0.577_215_664_901_532_9];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mathematical_constants_are_no_literals() {
        let literal = |text: &str| Some(Constant::Literal(text.to_owned()));
        let parsed = |text: &str| Some(Constant::Parsed { text: text.to_owned(), is_copy: true });
        assert_eq!(constant("f64", "3.1415926535897931"), literal("std::f64::consts::PI"));
        assert_eq!(constant("f64", "-2.718281828459045"), literal("-std::f64::consts::E"));
        assert_eq!(constant("f32", "3.14159265358979"), literal("std::f32::consts::PI"));
        assert_eq!(constant("f64", "3.14"), parsed("3.14"));
        assert_eq!(constant("f64", "0.7071"), parsed("0.7071"));
        assert_eq!(constant("f32", "-1.6180"), parsed("-1.6180"));
        assert_eq!(constant("f64", "0.7"), literal("0.7"));
        assert_eq!(constant("f64", "1e3"), literal("1000.0"));
        assert_eq!(constant("f32", "16777217"), literal("16777216.0"));
        assert_eq!(constant("f64", "INF"), None);
    }
}
