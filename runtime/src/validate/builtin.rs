//! The built-in types from which types with facets are derived. A built-in type determines which texts are
//! valid, how values are compared, and in which unit a length is counted.

use std::cmp::Ordering;

use crate::xml::Simple;
use crate::xml::simple::from_text;
use crate::xsd;

/// The built-in type that a simple type is derived from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // Each has the name of its type.
#[non_exhaustive]
pub enum Builtin {
    /// `xs:string` and types derived from it, `xs:anyURI`, and all other types that accept every text.
    Text,
    /// A list with items of any type.
    List,
    /// `xs:QName` and `xs:NOTATION`.
    QName,
    Boolean,
    Float,
    Double,
    Decimal,
    Integer,
    NonPositiveInteger,
    NegativeInteger,
    NonNegativeInteger,
    PositiveInteger,
    Long,
    Int,
    Short,
    Byte,
    UnsignedLong,
    UnsignedInt,
    UnsignedShort,
    UnsignedByte,
    Duration,
    DateTime,
    Time,
    Date,
    GYearMonth,
    GYear,
    GMonthDay,
    GDay,
    GMonth,
    HexBinary,
    Base64Binary,
}

impl Builtin {
    /// Whether a text is a valid lexical form of the type.
    pub(super) fn accepts(self, text: &str) -> bool {
        fn is<S: Simple>(text: &str) -> bool {
            from_text::<S>(text).is_ok()
        }
        match self {
            Self::Text | Self::List | Self::QName => true,
            Self::Boolean => is::<bool>(text),
            Self::Float => is::<f32>(text),
            Self::Double => is::<f64>(text),
            Self::Decimal => is::<xsd::Decimal>(text),
            Self::Integer => is::<xsd::Integer>(text),
            Self::NonPositiveInteger => is::<xsd::NonPositiveInteger>(text),
            Self::NegativeInteger => is::<xsd::NegativeInteger>(text),
            Self::NonNegativeInteger => is::<xsd::NonNegativeInteger>(text),
            Self::PositiveInteger => is::<xsd::PositiveInteger>(text),
            Self::Long => is::<i64>(text),
            Self::Int => is::<i32>(text),
            Self::Short => is::<i16>(text),
            Self::Byte => is::<i8>(text),
            Self::UnsignedLong => is::<u64>(text),
            Self::UnsignedInt => is::<u32>(text),
            Self::UnsignedShort => is::<u16>(text),
            Self::UnsignedByte => is::<u8>(text),
            Self::Duration => is::<xsd::Duration>(text),
            Self::DateTime => is::<xsd::DateTime>(text),
            Self::Time => is::<xsd::Time>(text),
            Self::Date => is::<xsd::Date>(text),
            Self::GYearMonth => is::<xsd::GYearMonth>(text),
            Self::GYear => is::<xsd::GYear>(text),
            Self::GMonthDay => is::<xsd::GMonthDay>(text),
            Self::GDay => is::<xsd::GDay>(text),
            Self::GMonth => is::<xsd::GMonth>(text),
            Self::HexBinary => is::<xsd::HexBinary>(text),
            Self::Base64Binary => is::<xsd::Base64Binary>(text),
        }
    }

    /// Whether the values are decimal numbers. Such values are equal if they have the same sign and the same
    /// digits without leading and trailing zeros: `1.0` equals `1`.
    pub(super) const fn is_decimal(self) -> bool {
        matches!(
            self,
            Self::Decimal
                | Self::Integer
                | Self::NonPositiveInteger
                | Self::NegativeInteger
                | Self::NonNegativeInteger
                | Self::PositiveInteger
                | Self::Long
                | Self::Int
                | Self::Short
                | Self::Byte
                | Self::UnsignedLong
                | Self::UnsignedInt
                | Self::UnsignedShort
                | Self::UnsignedByte
        )
    }

    /// Compares two values. Returns `None` if a text is invalid or the values are not ordered.
    pub(super) fn compare(self, one: &str, other: &str) -> Option<Ordering> {
        fn by<S: Simple>(
            one: &str,
            other: &str,
            compare: impl Fn(&S, &S) -> Option<Ordering>,
        ) -> Option<Ordering> {
            compare(&from_text(one).ok()?, &from_text(other).ok()?)
        }
        match self {
            Self::Text | Self::List | Self::QName | Self::Boolean | Self::HexBinary | Self::Base64Binary => {
                None
            }
            Self::Float | Self::Double => by(one, other, f64::partial_cmp),
            // Integers of any size are compared as decimals.
            Self::Decimal
            | Self::Integer
            | Self::NonPositiveInteger
            | Self::NegativeInteger
            | Self::NonNegativeInteger
            | Self::PositiveInteger
            | Self::Long
            | Self::Int
            | Self::Short
            | Self::Byte
            | Self::UnsignedLong
            | Self::UnsignedInt
            | Self::UnsignedShort
            | Self::UnsignedByte => by(one, other, xsd::Decimal::partial_cmp),
            Self::Duration => by(one, other, xsd::Duration::compare),
            Self::DateTime => by(one, other, xsd::DateTime::compare),
            Self::Time => by(one, other, xsd::Time::compare),
            Self::Date => by(one, other, xsd::Date::compare),
            Self::GYearMonth => by(one, other, xsd::GYearMonth::compare),
            Self::GYear => by(one, other, xsd::GYear::compare),
            Self::GMonthDay => by(one, other, xsd::GMonthDay::compare),
            Self::GDay => by(one, other, xsd::GDay::compare),
            Self::GMonth => by(one, other, xsd::GMonth::compare),
        }
    }

    /// Whether two texts denote the same value of the type.
    pub(super) fn is_equal(self, one: &str, other: &str) -> bool {
        fn by<S: Simple>(one: &str, other: &str, is_equal: impl Fn(&S, &S) -> bool) -> bool {
            matches!((from_text(one), from_text(other)), (Ok(one), Ok(other)) if is_equal(&one, &other))
        }
        let is_equal = match self {
            Self::Text | Self::List | Self::QName => false,
            Self::Boolean => by::<bool>(one, other, |one, other| one == other),
            // Unlike `==`, `NaN` equals itself here.
            Self::Float => by::<f32>(one, other, |one, other| one == other || one.is_nan() && other.is_nan()),
            Self::Double => {
                by::<f64>(one, other, |one, other| one == other || one.is_nan() && other.is_nan())
            }
            Self::HexBinary => by::<xsd::HexBinary>(one, other, |one, other| one == other),
            Self::Base64Binary => by::<xsd::Base64Binary>(one, other, |one, other| one == other),
            // `compare` parses every number as a decimal, so it would treat `1.0` as equal to the integer
            // `1`.
            _ => self.accepts(one) && self.compare(one, other) == Some(Ordering::Equal),
        };
        is_equal || one == other
    }

    /// Length of a value, and its unit in the singular; `None` if values of the type have no length.
    pub(super) fn length(self, text: &str) -> Option<(u64, &'static str)> {
        let bytes = text.bytes().filter(|byte| !byte.is_ascii_whitespace());
        match self {
            Self::Text => Some((text.chars().count() as u64, "character")),
            Self::List => {
                let words = text.split([' ', '\t', '\n', '\r']).filter(|word| !word.is_empty());
                Some((words.count() as u64, "item"))
            }
            Self::HexBinary => Some((bytes.count() as u64 / 2, "byte")),
            Self::Base64Binary => {
                let digits = bytes.filter(|byte| *byte != b'=').count() as u64;
                Some((digits * 3 / 4, "byte"))
            }
            _ => None,
        }
    }
}
