//! Lists of valid texts for each built-in type, the simplest first, and functions that check whether a text
//! satisfies facets.

use saponify_codegen::internals::model::{Builtin, Facets, WhiteSpace};

use crate::pattern;

/// Texts that are easily damaged in transport.
const TEXTS: &[&str] = &[
    "a",
    "",
    "x y",
    " at the ends ",
    "<&>\"'",
    "é漢😀",
    "a]]>b",
    "&amp;&#10;",
    "a tab\tand\na line",
    "a return\r\nand a line",
    "  ",
    "0",
    "\u{85}\u{a0}\u{2028}",
    "{urn:x}y",
];

const DATE_TIMES: &[&str] = &[
    "2024-05-17T09:30:00",
    "2024-02-29T23:59:59.9999999Z",
    "0001-01-01T00:00:00",
    "1969-12-31T00:00:00.1+14:00",
    "2024-05-17T09:30:00.123456789-05:30",
    "2024-12-31T24:00:00",
];

/// Returns valid texts of a built-in type, regardless of facets.
pub(crate) fn pool(builtin: Builtin) -> &'static [&'static str] {
    use Builtin as B;
    match builtin {
        B::Boolean => &["false", "true", "0", "1"],
        B::Float => &["0", "1", "-1.5", "1E10", "INF", "-INF", "NaN", "-0", "3.4028235E38", "1e-7", "0.1"],
        B::Double => &[
            "0",
            "1",
            "-1.5",
            "1E10",
            "INF",
            "-INF",
            "NaN",
            "-0",
            "1.7976931348623157E308",
            "5E-324",
            "0.1",
            "12345678.9",
        ],
        B::Decimal => &[
            "0",
            "1",
            "-1",
            "0.5",
            "-12.50",
            "100",
            "3.14159",
            "007.70",
            "+1",
            ".5",
            "12345678901234.567",
            "99.99",
            "-0",
        ],
        B::Duration => &["PT0S", "P1D", "-P1Y2M3DT4H5M6.7S", "PT1H30M", "P13M", "PT36H", "PT0.0000001S"],
        B::DateTime => DATE_TIMES,
        B::Time => &["09:30:00", "23:59:59.9999999Z", "00:00:00", "12:00:00.1+14:00", "24:00:00"],
        B::Date => &["2024-05-17", "0001-01-01", "2024-02-29Z", "1969-12-31-05:30", "12024-01-01"],
        B::GYearMonth => &["2024-05", "0001-12Z"],
        B::GYear => &["2024", "0001", "1999+01:00"],
        B::GMonthDay => &["--05-17", "--02-29Z"],
        B::GDay => &["---17", "---31Z"],
        B::GMonth => &["--05", "--12Z"],
        B::AnyUri => &["urn:x", "", "http://example.com/a?b=c&d=%20#e", "../x", "é"],
        B::Language => &["en", "en-US", "x-klingon", "de-CH-1996"],
        B::NmToken | B::NmTokens => &["a", "1-2.3", "é:_"],
        B::Name => &["a", "_x-1.y", "é", "a:b"],
        B::NcName | B::IdRef | B::IdRefs | B::Entity | B::Entities => &["a", "_x-1.y", "é"],
        _ => TEXTS,
    }
}

/// Returns the minimum and maximum of an integer type, limited to 21 digits.
pub(crate) fn range(builtin: Builtin) -> Option<(i128, i128)> {
    use Builtin as B;
    const FAR: i128 = 999_999_999_999_999_999_999;
    Some(match builtin {
        B::Integer => (-FAR, FAR),
        B::NonPositiveInteger => (-FAR, 0),
        B::NegativeInteger => (-FAR, -1),
        B::NonNegativeInteger => (0, FAR),
        B::PositiveInteger => (1, FAR),
        B::Long => (i64::MIN.into(), i64::MAX.into()),
        B::Int => (i32::MIN.into(), i32::MAX.into()),
        B::Short => (i16::MIN.into(), i16::MAX.into()),
        B::Byte => (i8::MIN.into(), i8::MAX.into()),
        B::UnsignedLong => (0, u64::MAX.into()),
        B::UnsignedInt => (0, u32::MAX.into()),
        B::UnsignedShort => (0, u16::MAX.into()),
        B::UnsignedByte => (0, u8::MAX.into()),
        _ => return None,
    })
}

/// Returns the whitespace normalization of a built-in type that applies unless a facet overrides it.
pub(crate) fn white_space(builtin: Builtin) -> WhiteSpace {
    match builtin {
        Builtin::String | Builtin::AnySimpleType | Builtin::AnyType => WhiteSpace::Preserve,
        Builtin::NormalizedString => WhiteSpace::Replace,
        _ => WhiteSpace::Collapse,
    }
}

/// Normalizes the whitespace of a text (XML Schema Part 2, 4.3.6).
pub(crate) fn normal(text: &str, space: WhiteSpace) -> String {
    let is_space = |character: char| matches!(character, ' ' | '\t' | '\n' | '\r');
    match space {
        WhiteSpace::Preserve => text.to_owned(),
        WhiteSpace::Replace => text.replace(is_space, " "),
        WhiteSpace::Collapse => {
            text.split(is_space).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
        }
    }
}

/// Returns a number in canonical form: without plus sign, leading zeros and trailing zeros of the fraction.
pub(crate) fn canonical(number: &str) -> String {
    let (sign, digits) = match number.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", number.strip_prefix('+').unwrap_or(number)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    let whole = if whole.is_empty() { "0" } else { whole };
    let sign = if whole == "0" && fraction.is_empty() { "" } else { sign };
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

/// Returns `true` if a whitespace-normalized text of a built-in type satisfies the facets.
pub(crate) fn fits(builtin: Builtin, text: &str, steps: &[&Facets]) -> bool {
    let legal = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    text.chars().all(legal) && steps.iter().all(|facets| keeps(builtin, text, facets))
}

fn keeps(builtin: Builtin, text: &str, facets: &Facets) -> bool {
    use Builtin as B;
    if !facets.patterns.is_empty() && pattern::holds(&facets.patterns, text) != Some(true) {
        return false;
    }
    let length = match builtin {
        B::HexBinary => text.len() / 2,
        B::Base64Binary => text.trim_end_matches('=').chars().filter(|c| *c != ' ').count() * 3 / 4,
        B::NmTokens | B::IdRefs | B::Entities => text.split(' ').filter(|part| !part.is_empty()).count(),
        _ => text.chars().count(),
    } as u64;
    // Length facets do not apply to names (XML Schema Part 2, second edition, 4.3.1).
    let counts = !matches!(builtin, B::QName | B::Notation);
    let within = facets.length.is_none_or(|exact| exact == length)
        && facets.min_length.is_none_or(|least| least <= length)
        && facets.max_length.is_none_or(|most| length <= most);
    if counts && !within {
        return false;
    }
    let bounds = [&facets.min_inclusive, &facets.min_exclusive, &facets.max_inclusive, &facets.max_exclusive];
    let is_number = matches!(builtin, B::Decimal | B::Float | B::Double) || range(builtin).is_some();
    if bounds.iter().any(|bound| bound.is_some()) {
        let compare = |bound: &str| compare(is_number, text, bound);
        let holds = |bound: &Option<String>, legal: &[std::cmp::Ordering]| {
            bound.as_deref().is_none_or(|bound| compare(bound).is_some_and(|order| legal.contains(&order)))
        };
        use std::cmp::Ordering::{Equal, Greater, Less};
        if !(holds(&facets.min_inclusive, &[Equal, Greater])
            && holds(&facets.min_exclusive, &[Greater])
            && holds(&facets.max_inclusive, &[Equal, Less])
            && holds(&facets.max_exclusive, &[Less]))
        {
            return false;
        }
    }
    if facets.total_digits.is_some() || facets.fraction_digits.is_some() {
        let canonical = canonical(text);
        let (whole, fraction) = canonical
            .trim_start_matches('-')
            .split_once('.')
            .unwrap_or((canonical.trim_start_matches('-'), ""));
        let whole = if whole == "0" { 0 } else { whole.len() };
        let total = (whole + fraction.len()).max(1) as u64;
        return facets.total_digits.is_none_or(|most| total <= most)
            && facets.fraction_digits.is_none_or(|most| fraction.len() as u64 <= most);
    }
    true
}

fn compare(is_number: bool, text: &str, bound: &str) -> Option<std::cmp::Ordering> {
    let bound = bound.trim();
    if !is_number {
        // Dates are compared as text. This is correct for values of the same format.
        return (text.len() == bound.len() && !text.starts_with('-')).then(|| text.cmp(bound));
    }
    match (text.parse::<i128>(), bound.parse::<i128>()) {
        (Ok(own), Ok(other)) => Some(own.cmp(&other)),
        _ => text.parse::<f64>().ok()?.partial_cmp(&bound.parse::<f64>().ok()?),
    }
}
