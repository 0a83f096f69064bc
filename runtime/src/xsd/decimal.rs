//! `xs:decimal`: a number that keeps every written digit. `Integer` is based on it.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use super::lexical::{Lexical, simple_lexical};
use super::lexical_writer::{LexicalWriter, padded};
use super::scan::{Scanned, digits, invalid};
use crate::xml::Invalid;

/// A decimal number of any length, `xs:decimal` (XML Schema Part 2, 3.2.3): `1.10`, `-0.5`, `.5`, `+12`.
///
/// A parsed number is written back unchanged, including zeros and signs. `==`, `Hash` and the order compare the
/// numeric value: `1.10`, `1.1` and `+01.1` are equal. Numbers of up to nineteen digits without a plus sign and
/// superfluous leading zeros need no allocation. The default is `0`.
///
/// ```
/// use saponify::xsd::Decimal;
///
/// let price: Decimal = "1.10".parse()?;
/// assert_eq!(price.to_string(), "1.10");
/// assert_eq!(price, Decimal::new(11, 1));
/// assert!(price < Decimal::from(2));
/// # Ok::<(), saponify::Invalid>(())
/// ```
#[derive(Clone)]
pub struct Decimal(Form);

#[derive(Clone)]
enum Form {
    /// A number that is written with `-` if `negative` is set, without redundant leading zeros, and with
    /// `scale` digits after the point.
    Short { negative: bool, scale: u8, magnitude: u64 },
    /// Any other valid text. The double indirection keeps `Decimal` at sixteen bytes.
    Long(Box<Long>),
}

#[derive(Clone)]
struct Long(Box<str>);

/// Number of digits that always fit into 64 bits.
const MAX_SHORT_DIGITS: usize = 19;

impl Decimal {
    /// The number 0.
    pub const ZERO: Self = Self(Form::Short { negative: false, scale: 0, magnitude: 0 });

    /// Creates the number `number` / 10^`scale`, written with `scale` digits after the decimal point:
    /// `new(110, 2)` is `1.10`.
    #[must_use]
    pub fn new(number: i64, scale: u8) -> Self {
        // The absolute value of an `i64` has at most nineteen digits.
        if usize::from(scale) < MAX_SHORT_DIGITS {
            return Self(Form::Short { negative: number < 0, scale, magnitude: number.unsigned_abs() });
        }
        let sign = if number < 0 { "-" } else { "" };
        let width = usize::from(scale);
        Self::long(&format!("{sign}0.{:0width$}", number.unsigned_abs()))
    }

    /// Whether the number is below zero. `-0` is not.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.parts(&mut [0; 20]).negative
    }

    /// Whether the number is zero in any written form.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        let mut buffer = [0; 20];
        let parts = self.parts(&mut buffer);
        parts.whole.is_empty() && parts.fraction.is_empty()
    }

    /// Whether the number is whole: its fraction is empty or consists of zeros.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.parts(&mut [0; 20]).fraction.is_empty()
    }

    /// The nearest `f64`; infinite beyond about 1.8e308.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        self.to_string().parse().unwrap_or(f64::NAN)
    }

    /// Creates the number from a text in the lexical form of `xs:decimal`.
    fn long(text: &str) -> Self {
        Self::read(text.as_bytes()).unwrap_or(Self::ZERO)
    }

    /// The sign and the digits, without redundant zeros. Zero is never negative.
    pub(super) fn parts<'a>(&'a self, buffer: &'a mut [u8; 20]) -> Parts<'a> {
        let (negative, whole, fraction) = match &self.0 {
            Form::Short { negative, scale, magnitude } => {
                let (whole, fraction) = split(*magnitude, *scale, buffer);
                (*negative, whole, fraction)
            }
            Form::Long(long) => {
                let unsigned = long.0.trim_start_matches(['+', '-']);
                let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
                (long.0.starts_with('-'), whole, fraction)
            }
        };
        let whole = whole.trim_start_matches('0');
        let fraction = fraction.trim_end_matches('0');
        Parts { negative: negative && !(whole.is_empty() && fraction.is_empty()), whole, fraction }
    }
}

impl Default for Decimal {
    fn default() -> Self {
        Self::ZERO
    }
}

impl Lexical for Decimal {
    const EXPECTED: &'static str = "an xs:decimal such as -12.50";

    fn read(bytes: &[u8]) -> Scanned<Self> {
        let (sign, unsigned) = match bytes {
            [sign @ (b'-' | b'+'), rest @ ..] => (Some(*sign), rest),
            _ => (None, bytes),
        };
        let (whole, rest) = digits(unsigned);
        let (fraction, rest) = match rest {
            [b'.', rest @ ..] => {
                let (fraction, rest) = digits(rest);
                (Some(fraction), rest)
            }
            _ => (None, rest),
        };
        match rest {
            [] if whole.is_empty() && fraction.is_none_or(str::is_empty) => return Err(None),
            [] => {}
            [b'e' | b'E', ..] => return Err(Some("a decimal has no exponent")),
            [b',', ..] => return Err(Some("the decimal sign is a point")),
            _ => return Err(None),
        }
        let usual = sign != Some(b'+') && (!whole.starts_with('0') || whole == "0") && fraction != Some("");
        let fraction = fraction.unwrap_or_default();
        if usual && !whole.is_empty() && whole.len() + fraction.len() <= MAX_SHORT_DIGITS {
            let figures = whole.bytes().chain(fraction.bytes());
            let magnitude = figures.fold(0_u64, |sum, digit| sum * 10 + u64::from(digit.wrapping_sub(b'0')));
            return Ok(Self(Form::Short {
                negative: sign.is_some(),
                scale: u8::try_from(fraction.len()).unwrap_or_default(),
                magnitude,
            }));
        }
        // The parser has accepted only ASCII.
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        Ok(Self(Form::Long(Box::new(Long(text.into())))))
    }

    fn put(&self, writer: &mut LexicalWriter<'_>) {
        match &self.0 {
            Form::Short { negative, scale, magnitude } => {
                let mut buffer = [0; 20];
                let (whole, fraction) = split(*magnitude, *scale, &mut buffer);
                writer.put(if *negative { b"-" } else { b"" });
                writer.text(whole);
                if !fraction.is_empty() {
                    writer.put(b".");
                    writer.text(fraction);
                }
            }
            Form::Long(long) => writer.text(&long.0),
        }
    }
}

simple_lexical!(Decimal);

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        self.parts(&mut [0; 20]).cmp(&other.parts(&mut [0; 20]))
    }
}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.parts(&mut [0; 20]).hash(state);
    }
}

/// The numeric value of a number, independent of its written form.
#[derive(PartialEq, Eq, Hash)]
pub(super) struct Parts<'a> {
    pub(super) negative: bool,
    /// The digits before the point, without leading zeros.
    pub(super) whole: &'a str,
    /// The digits after the point, without trailing zeros.
    pub(super) fraction: &'a str,
}

impl Ord for Parts<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let size = || {
            let whole = self.whole.len().cmp(&other.whole.len()).then_with(|| self.whole.cmp(other.whole));
            whole.then_with(|| self.fraction.cmp(other.fraction))
        };
        match (self.negative, other.negative) {
            (false, false) => size(),
            (true, true) => size().reverse(),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

impl PartialOrd for Parts<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The digits before and after the point of a number in short form.
fn split(magnitude: u64, scale: u8, buffer: &mut [u8; 20]) -> (&str, &str) {
    let scale = usize::from(scale);
    let digits = std::str::from_utf8(padded(magnitude, scale + 1, buffer)).unwrap_or_default();
    digits.split_at_checked(digits.len().saturating_sub(scale)).unwrap_or_default()
}

macro_rules! from_integer {
    ($($primitive:ty)*) => { $(
        impl From<$primitive> for Decimal {
            fn from(number: $primitive) -> Self {
                // Wider types may have more digits than the short form allows.
                match i64::try_from(number) {
                    Ok(number) => Self::new(number, 0),
                    Err(_) => Self::long(&number.to_string()),
                }
            }
        }

        /// Converts a whole number in any written form, such as `1.00`.
        impl TryFrom<&Decimal> for $primitive {
            type Error = Invalid;

            fn try_from(decimal: &Decimal) -> Result<Self, Invalid> {
                let expected = concat!("an xs:decimal that is a whole number and fits into ", stringify!($primitive));
                let mut buffer = [0; 20];
                let parts = decimal.parts(&mut buffer);
                let Parts { negative, whole, fraction: "" } = parts else { return Err(invalid(expected, None)) };
                let sign = if negative { "-" } else { "" };
                let digits = if whole.is_empty() { "0" } else { whole };
                // Longer numbers are out of range of every type, so they are not copied.
                if digits.len() > 40 {
                    return Err(invalid(expected, None));
                }
                format!("{sign}{digits}").parse().map_err(|_| invalid(expected, None))
            }
        }

        impl TryFrom<Decimal> for $primitive {
            type Error = Invalid;

            fn try_from(decimal: Decimal) -> Result<Self, Invalid> {
                Self::try_from(&decimal)
            }
        }
    )* };
}

from_integer!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);

/// The shortest decimal that is parsed as the same `f64`.
impl TryFrom<f64> for Decimal {
    type Error = Invalid;

    fn try_from(number: f64) -> Result<Self, Invalid> {
        if number.is_finite() {
            return Ok(Self::long(&number.to_string()));
        }
        Err(invalid("a finite number", Some("an xs:decimal is neither infinite nor NaN")))
    }
}
