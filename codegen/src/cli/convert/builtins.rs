//! Built-in types: which texts are their values, which values become JSON numbers, and which type of the
//! runtime corresponds to each of them.

use saponify::{Simple, simple::from_text, xsd};

use crate::{
    cli::{lexical, sample::Base},
    model::Builtin,
};

/// Number of significant digits that every JSON reader keeps, because a 64-bit floating-point number keeps
/// them.
const DIGITS: usize = 15;

pub(super) fn is_plain_text(builtin: Builtin) -> bool {
    matches!(builtin, Builtin::String | Builtin::AnySimpleType | Builtin::AnyType)
}

/// Returns `true` if JSON numbers and booleans are not values of the type.
pub(super) fn is_string(base: &Base<'_>) -> bool {
    use Builtin as B;
    matches!(
        base,
        Base::Builtin(
            B::String
                | B::NormalizedString
                | B::Token
                | B::Language
                | B::NmToken
                | B::NmTokens
                | B::Name
                | B::NcName
                | B::Id
                | B::IdRef
                | B::IdRefs
                | B::Entity
                | B::Entities
                | B::AnyUri
                | B::QName
                | B::Notation
        ) | Base::List(_)
    )
}

pub(super) fn is_number(builtin: Builtin) -> bool {
    use Builtin as B;
    matches!(
        builtin,
        B::Decimal
            | B::Float
            | B::Double
            | B::Integer
            | B::NonPositiveInteger
            | B::NegativeInteger
            | B::Long
            | B::Int
            | B::Short
            | B::Byte
            | B::NonNegativeInteger
            | B::UnsignedLong
            | B::UnsignedInt
            | B::UnsignedShort
            | B::UnsignedByte
            | B::PositiveInteger
    )
}

/// Returns `true` if XML can represent the character.
pub(super) fn is_legal(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// Converts a number of XML Schema to one of JSON with the same digits. Returns `None` if it has more digits than JSON
/// readers keep, or is infinite or not a number.
pub(super) fn number(text: &str) -> Option<String> {
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    let (sign, digits) = match mantissa.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", mantissa.strip_prefix('+').unwrap_or(mantissa)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !are_digits(whole) || !are_digits(fraction) || whole.len() + fraction.len() == 0 {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    let significant = format!("{whole}{fraction}");
    let most = if exponent.is_empty() { DIGITS } else { DIGITS + 2 };
    if significant.trim_start_matches('0').len() > most {
        return None;
    }
    let exponent_digits = exponent.get(1..).unwrap_or_default();
    let exponent_digits = exponent_digits.strip_prefix(['+', '-']).unwrap_or(exponent_digits);
    if !exponent.is_empty() && (exponent_digits.is_empty() || !are_digits(exponent_digits)) {
        return None;
    }
    let whole = if whole.is_empty() { "0" } else { whole };
    let dot = if fraction.is_empty() { "" } else { "." };
    Some(format!("{sign}{whole}{dot}{fraction}{exponent}"))
}

/// Returns `true` if a text is a value of a built-in type. Qualified names have the form `{namespace}local`.
pub(super) fn is_value(builtin: Builtin, text: &str) -> bool {
    fn is<S: Simple>(text: &str) -> bool {
        from_text::<S>(text).is_ok()
    }
    use Builtin as B;
    let text = match is_plain_text(builtin) {
        true => text,
        false => text.trim_matches([' ', '\t', '\n', '\r']),
    };
    match builtin {
        B::Boolean => is::<bool>(text),
        B::Float => is::<f32>(text),
        B::Double => is::<f64>(text),
        B::Decimal => is::<xsd::Decimal>(text),
        B::Integer => is::<xsd::Integer>(text),
        B::NonPositiveInteger => is::<xsd::NonPositiveInteger>(text),
        B::NegativeInteger => is::<xsd::NegativeInteger>(text),
        B::NonNegativeInteger => is::<xsd::NonNegativeInteger>(text),
        B::PositiveInteger => is::<xsd::PositiveInteger>(text),
        B::Long => is::<i64>(text),
        B::Int => is::<i32>(text),
        B::Short => is::<i16>(text),
        B::Byte => is::<i8>(text),
        B::UnsignedLong => is::<u64>(text),
        B::UnsignedInt => is::<u32>(text),
        B::UnsignedShort => is::<u16>(text),
        B::UnsignedByte => is::<u8>(text),
        B::Duration => is::<xsd::Duration>(text),
        B::DateTime => is::<xsd::DateTime>(text),
        B::Time => is::<xsd::Time>(text),
        B::Date => is::<xsd::Date>(text),
        B::GYearMonth => is::<xsd::GYearMonth>(text),
        B::GYear => is::<xsd::GYear>(text),
        B::GMonthDay => is::<xsd::GMonthDay>(text),
        B::GDay => is::<xsd::GDay>(text),
        B::GMonth => is::<xsd::GMonth>(text),
        B::HexBinary => is::<xsd::HexBinary>(text),
        B::Base64Binary => is::<xsd::Base64Binary>(text),
        B::QName | B::Notation => {
            let (_, local) = lexical::split(text);
            !local.is_empty() && !local.contains([':', ' ', '{', '}', '<', '&'])
        }
        B::Language | B::NmToken | B::Name | B::NcName | B::Id | B::IdRef | B::Entity => {
            !text.is_empty() && !text.contains([' ', '\n', '\t', '\r'])
        }
        _ => true,
    }
}

pub(super) fn runtime_builtin(builtin: Builtin) -> saponify::Builtin {
    use {Builtin as B, saponify::Builtin as R};
    match builtin {
        B::Boolean => R::Boolean,
        B::Decimal => R::Decimal,
        B::Float => R::Float,
        B::Double => R::Double,
        B::Duration => R::Duration,
        B::DateTime => R::DateTime,
        B::Time => R::Time,
        B::Date => R::Date,
        B::GYearMonth => R::GYearMonth,
        B::GYear => R::GYear,
        B::GMonthDay => R::GMonthDay,
        B::GDay => R::GDay,
        B::GMonth => R::GMonth,
        B::HexBinary => R::HexBinary,
        B::Base64Binary => R::Base64Binary,
        B::QName | B::Notation => R::QName,
        B::Integer => R::Integer,
        B::NonPositiveInteger => R::NonPositiveInteger,
        B::NegativeInteger => R::NegativeInteger,
        B::Long => R::Long,
        B::Int => R::Int,
        B::Short => R::Short,
        B::Byte => R::Byte,
        B::NonNegativeInteger => R::NonNegativeInteger,
        B::UnsignedLong => R::UnsignedLong,
        B::UnsignedInt => R::UnsignedInt,
        B::UnsignedShort => R::UnsignedShort,
        B::UnsignedByte => R::UnsignedByte,
        B::PositiveInteger => R::PositiveInteger,
        B::NmTokens | B::IdRefs | B::Entities => R::List,
        B::AnyType
        | B::AnySimpleType
        | B::String
        | B::AnyUri
        | B::NormalizedString
        | B::Token
        | B::Language
        | B::NmToken
        | B::Name
        | B::NcName
        | B::Id
        | B::IdRef
        | B::Entity => R::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_keep_their_digits_or_stay_texts() {
        for (text, expected) in [
            ("0", Some("0")),
            ("+007.70", Some("7.70")),
            (".5", Some("0.5")),
            ("5.", Some("5")),
            ("-0", Some("-0")),
            ("1250.00", Some("1250.00")),
            ("9007199254740993", None),
            ("123456789012345", Some("123456789012345")),
            ("1.7976931348623157E308", Some("1.7976931348623157E308")),
            ("1e", None),
            ("INF", None),
            ("", None),
            (".", None),
            ("1.2.3", None),
            ("0x10", None),
        ] {
            assert_eq!(number(text).as_deref(), expected, "{text}");
        }
    }
}
