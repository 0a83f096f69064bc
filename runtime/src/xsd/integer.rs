//! `xs:integer` and its derived types without a fixed size: whole numbers of any length.

use std::ops::Deref;

use super::decimal::Decimal;
use super::lexical::{Lexical, simple_lexical};
use super::lexical_writer::LexicalWriter;
use super::scan::{Refusal, Scanned, digits, invalid};
use crate::xml::Invalid;

/// A whole number of any length, `xs:integer` (XML Schema Part 2, 3.3.13).
///
/// A parsed number is written back unchanged, including leading zeros and signs. `==`, `Hash` and the order compare
/// the numeric value: `7`, `+7` and `007` are equal. Numbers of up to nineteen digits without a plus sign and
/// superfluous leading zeros need no allocation. The default is `0`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Integer(Decimal);

impl Integer {
    /// The number 0.
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// Whether the number is below zero. `-0` is not.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.0.is_negative()
    }

    /// Whether the number is zero in any written form.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// The nearest `f64`; infinite beyond about 1.8e308.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        self.0.to_f64()
    }
}

impl Lexical for Integer {
    const EXPECTED: &'static str = "an xs:integer such as -12";

    fn read(bytes: &[u8]) -> Scanned<Self> {
        let unsigned = match bytes {
            [b'-' | b'+', rest @ ..] => rest,
            _ => bytes,
        };
        match digits(unsigned) {
            ("", _) => Err(None),
            (_, []) => Decimal::read(bytes).map(Self),
            (_, [b'.', ..]) => Err(Some("an integer has no decimal point")),
            _ => Err(None),
        }
    }

    fn put(&self, writer: &mut LexicalWriter<'_>) {
        self.0.put(writer);
    }
}

simple_lexical!(Integer);

impl From<Integer> for Decimal {
    fn from(integer: Integer) -> Self {
        integer.0
    }
}

/// Converts a decimal that has no digits other than zero after its point: `5.0` becomes `5`.
impl TryFrom<Decimal> for Integer {
    type Error = Invalid;

    fn try_from(decimal: Decimal) -> Result<Self, Invalid> {
        if !decimal.is_whole() {
            return Err(invalid("a whole number", Some("it has a fraction")));
        }
        let text = decimal.to_string();
        match text.split('.').next() {
            // If there are no digits before the point, the number is zero.
            Some(whole) if whole.ends_with(|last: char| last.is_ascii_digit()) => whole.parse(),
            _ => Ok(Self::ZERO),
        }
    }
}

macro_rules! from_primitive {
    ($($primitive:ty)*) => { $(
        impl From<$primitive> for Integer {
            fn from(number: $primitive) -> Self {
                Self(Decimal::from(number))
            }
        }

        impl TryFrom<&Integer> for $primitive {
            type Error = Invalid;

            fn try_from(integer: &Integer) -> Result<Self, Invalid> {
                let expected = concat!("an xs:integer that fits into ", stringify!($primitive));
                Self::try_from(&integer.0).map_err(|_| invalid(expected, None))
            }
        }

        impl TryFrom<Integer> for $primitive {
            type Error = Invalid;

            fn try_from(integer: Integer) -> Result<Self, Invalid> {
                Self::try_from(&integer)
            }
        }
    )* };
}

from_primitive!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);

/// Defines a type for the integers on one side of zero.
macro_rules! bounded {
    ($(#[$documentation:meta])* $type:ident, $expected:literal, $default:expr, $legal:expr, $reason:literal) => {
        $(#[$documentation])*
        ///
        /// It dereferences to [`Integer`], which documents the written form and the comparisons.
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $type(Integer);

        impl $type {
            fn checked(integer: Integer) -> Scanned<Self> {
                let legal: fn(&Integer) -> bool = $legal;
                let reason: Refusal = Some($reason);
                if legal(&integer) { Ok(Self(integer)) } else { Err(reason) }
            }
        }

        impl Default for $type {
            fn default() -> Self {
                Self(Integer::from($default))
            }
        }

        impl Deref for $type {
            type Target = Integer;

            fn deref(&self) -> &Integer {
                &self.0
            }
        }

        impl Lexical for $type {
            const EXPECTED: &'static str = $expected;

            fn read(bytes: &[u8]) -> Scanned<Self> {
                Integer::read(bytes).and_then(Self::checked)
            }

            fn put(&self, writer: &mut LexicalWriter<'_>) {
                self.0.put(writer);
            }
        }

        simple_lexical!($type);

        impl From<$type> for Integer {
            fn from(bounded: $type) -> Self {
                bounded.0
            }
        }

        impl TryFrom<Integer> for $type {
            type Error = Invalid;

            fn try_from(integer: Integer) -> Result<Self, Invalid> {
                Self::checked(integer).map_err(|refusal| invalid(Self::EXPECTED, refusal))
            }
        }
    };
}

bounded!(
    /// A whole number of at least zero, `xs:nonNegativeInteger` (XML Schema Part 2, 3.3.20). The default is
    /// `0`.
    NonNegativeInteger,
    "an xs:nonNegativeInteger such as 12",
    0_u8,
    |integer| !integer.is_negative(),
    "it is below zero"
);
bounded!(
    /// A whole number of at least one, `xs:positiveInteger` (XML Schema Part 2, 3.3.25). The default is `1`.
    PositiveInteger,
    "an xs:positiveInteger such as 12",
    1_u8,
    |integer| !integer.is_negative() && !integer.is_zero(),
    "it is below one"
);
bounded!(
    /// A whole number of at most zero, `xs:nonPositiveInteger` (XML Schema Part 2, 3.3.14). The default is
    /// `0`.
    NonPositiveInteger,
    "an xs:nonPositiveInteger such as -12",
    0_u8,
    |integer| integer.is_negative() || integer.is_zero(),
    "it is above zero"
);
bounded!(
    /// A whole number of at most minus one, `xs:negativeInteger` (XML Schema Part 2, 3.3.15). The default is
    /// `-1`.
    NegativeInteger,
    "an xs:negativeInteger such as -12",
    -1_i8,
    Integer::is_negative,
    "it is not below zero"
);
