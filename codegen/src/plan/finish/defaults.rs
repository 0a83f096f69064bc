//! Converts the default values of absent members to Rust. Runs after all items have been planned.

mod float;

use crate::{docs, lists::CollectVec};
use crate::{
    lists::PushAll,
    map::Map,
    plan::{
        Constant, DefaultValue, Enumeration, FacetsRef, Field, Item, ItemRef, Module, ModuleId, Slot, Ty,
        WhiteSpace, facts::lexical::normalised, names::scope::Scope,
    },
};

/// Maximum number of aliases to follow.
const MAX_ALIASES: usize = 32;

/// Sets the Rust value of each default, and removes the defaults that cannot be expressed in Rust. The
/// documentation of an attribute still states a removed default.
pub(super) fn find_values(modules: &mut [Module]) {
    let mut found = Vec::new();
    let mut index = Index::of(modules);
    for (module, content) in modules.iter().enumerate() {
        for (item, record) in content.items.iter().enumerate() {
            let Item::Record(record) = record else { continue };
            let mut accessors = Scope::default();
            for (field, content) in record.fields.iter().enumerate() {
                if let Some(DefaultValue { text, ty, .. }) = &content.default {
                    // A required member without a value is nil, which has no default.
                    let is_nil = matches!(content.slot, Slot::Once { nil: true, .. });
                    let is_optional = matches!(content.ty, Ty::Option(_)) && !is_nil;
                    let text = normalised(text, white_space(&content.slot));
                    let value = is_optional.then(|| constant(&mut index, ty, &text, 0)).flatten();
                    let value =
                        value.map(|value| (value, accessors.claim(&accessor(&content.ident), "_value")));
                    found.push(((module, item, field), value));
                }
            }
        }
    }
    for ((module, item, field), value) in found {
        let item = modules.get_mut(module).and_then(|module| module.items.get_mut(item));
        let Some(Item::Record(record)) = item else { continue };
        let Some(field) = record.fields.get_mut(field) else { continue };
        field.default = match (field.default.take(), value) {
            (Some(default), Some((value, accessor))) => {
                Some(DefaultValue { value: Some(value), accessor, ..default })
            }
            (Some(default), None) if is_optional_attribute(field) => {
                let separator = (!field.docs.is_empty()).then(String::new);
                field.docs.push_all(separator);
                field.docs.push(format!("The default of the schema is {}.", docs::code(&default.text)));
                None
            }
            _ => None,
        };
    }
}

/// Whether a field is an attribute that may be absent. An absent element has no default in XML Schema.
fn is_optional_attribute(field: &Field) -> bool {
    matches!((&field.slot, &field.ty), (Slot::Attribute { .. }, Ty::Option(_)))
}

/// How white space in the values of a member is treated.
fn white_space(slot: &Slot) -> WhiteSpace {
    match slot {
        Slot::Attribute { white_space, .. } => *white_space,
        slot => slot.rule().map_or(WhiteSpace::Preserve, |rule| rule.white_space),
    }
}

/// The name of the accessor: `lang` becomes `lang_or_default`. Fields that begin with `from_` or `into_`
/// become `effective_…`, because clippy treats these prefixes as conversions.
fn accessor(field: &str) -> String {
    let field = field.trim_end_matches('_');
    match field.starts_with("from_") || field.starts_with("into_") {
        true => format!("effective_{field}"),
        false => format!("{field}_or_default"),
    }
}

fn constant(index: &mut Index<'_>, ty: &Ty, text: &str, depth: usize) -> Option<Constant> {
    let trimmed = text.trim_matches([' ', '\t', '\n', '\r']);
    match ty {
        Ty::Std("String") => Some(Constant::Text(text.to_owned())),
        Ty::Std("bool") => match trimmed {
            "true" | "1" => Some(Constant::Literal("true".to_owned())),
            "false" | "0" => Some(Constant::Literal("false".to_owned())),
            _ => None,
        },
        Ty::Std(name) if name.starts_with(['i', 'u']) => {
            let value = trimmed.trim_start_matches('+').parse::<i128>().ok();
            value.filter(|value| fits(name, *value)).map(|value| Constant::Literal(value.to_string()))
        }
        Ty::Std(name) => float::constant(name, trimmed),
        Ty::Runtime(name) => lexical(name, trimmed)
            .then(|| Constant::Parsed { text: trimmed.to_owned(), is_copy: COPY_TYPES.contains(name) }),
        Ty::Generic("Verbatim", value) => {
            let is_value = value.first().is_some_and(|ty| constant(index, ty, text, depth + 1).is_some());
            is_value.then(|| Constant::Parsed { text: trimmed.to_owned(), is_copy: false })
        }
        Ty::Generic("List", items) => {
            let item = items.first()?;
            let words = trimmed.split([' ', '\t', '\n', '\r']).filter(|word| !word.is_empty());
            let items: Option<Vec<_>> = words.map(|word| constant(index, item, word, depth)).collect();
            items.map(Constant::Items)
        }
        Ty::Item(item) if depth < MAX_ALIASES => match *index.items.get(item)? {
            Item::Alias(alias) => constant(index, &alias.ty, text, depth + 1),
            Item::Enumeration(enumeration) => {
                let values = index.values.or_insert_with(item.clone(), || Values::of(enumeration));
                let value = enumeration.values.get(values.place(text, trimmed)?)?;
                Some(Constant::Variant(item.clone(), value.ident.clone()))
            }
            _ => None,
        },
        _ => None,
    }
}

/// Finds an item of any module by its `ItemRef`, and the values of an enumeration.
struct Index<'p> {
    items: Map<ItemRef, &'p Item>,
    /// Lookup tables of the enumerations that were needed so far.
    values: Map<ItemRef, Values<'p>>,
}

impl<'p> Index<'p> {
    fn of(modules: &'p [Module]) -> Self {
        let mut items = Map::new();
        for (module, content) in modules.iter().enumerate() {
            for item in &content.items {
                let reference = ItemRef { module: ModuleId(module), ident: item.ident().to_owned() };
                items.or_insert(reference, item);
            }
        }
        Self { items, values: Map::new() }
    }
}

/// Positions of the values of an enumeration. If several values are equal, the first one is used.
struct Values<'p> {
    by_text: Map<&'p str, usize>,
    /// Positions by numeric value; empty if the base is not a number. The key is the result of [`digits`].
    by_number: Map<(bool, &'p str, &'p str), usize>,
}

impl<'p> Values<'p> {
    fn of(enumeration: &'p Enumeration) -> Self {
        let mut values = Self { by_text: Map::new(), by_number: Map::new() };
        let is_number = matches!(enumeration.base, Some(FacetsRef::Of(_)));
        for (place, value) in enumeration.values.iter().enumerate() {
            values.by_text.or_insert(&value.text, place);
            if let Some(number) = digits(&value.text).filter(|_| is_number) {
                values.by_number.or_insert(number, place);
            }
        }
        values
    }

    /// The position of the enumeration value with the given text. If no value has this text, returns the
    /// position of the first value whose text is `trimmed`, or that is the same number as `trimmed`.
    fn place(&self, text: &str, trimmed: &str) -> Option<usize> {
        let same = || {
            let number = digits(trimmed).and_then(|number| self.by_number.get(&number));
            self.by_text.get(trimmed).into_iter().chain(number).min()
        };
        self.by_text.get(text).or_else(same).copied()
    }
}

/// Whether a number is in the range of a primitive type.
fn fits(name: &str, value: i128) -> bool {
    match name {
        "i8" => i8::try_from(value).is_ok(),
        "i16" => i16::try_from(value).is_ok(),
        "i32" => i32::try_from(value).is_ok(),
        "i64" => i64::try_from(value).is_ok(),
        "u8" => u8::try_from(value).is_ok(),
        "u16" => u16::try_from(value).is_ok(),
        "u32" => u32::try_from(value).is_ok(),
        _ => u64::try_from(value).is_ok(),
    }
}

/// The sign and the significant digits of a decimal number: whether it is negative, its integer digits,
/// and its fraction digits, without leading and trailing zeros.
fn digits(text: &str) -> Option<(bool, &str, &str)> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let is_number = [whole, fraction].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    let is_zero = whole.is_empty() && fraction.is_empty();
    (is_number && !unsigned.is_empty()).then_some((text.starts_with('-') && !is_zero, whole, fraction))
}

/// Types of the runtime that implement `Copy`.
const COPY_TYPES: &[&str] =
    &["xsd::Date", "xsd::GDay", "xsd::GMonth", "xsd::GMonthDay", "xsd::GYear", "xsd::GYearMonth"];

/// Whether a text is certainly a valid value of a type of the runtime.
fn lexical(name: &str, text: &str) -> bool {
    let unsigned = text.trim_start_matches(['+', '-']);
    let is_signed_once = text.len() - unsigned.len() <= 1;
    let is_zero = unsigned.bytes().all(|byte| byte == b'0');
    let is_integer = is_signed_once && is_digits(unsigned);
    match name {
        "xsd::Decimal" => {
            let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
            is_signed_once
                && (is_digits(whole) || is_digits(fraction))
                && [whole, fraction].iter().all(|part| part.is_empty() || is_digits(part))
        }
        "xsd::Integer" => is_integer,
        "xsd::NonNegativeInteger" => is_integer && (!text.starts_with('-') || is_zero),
        "xsd::PositiveInteger" => is_integer && !text.starts_with('-') && !is_zero,
        "xsd::NonPositiveInteger" => is_integer && (text.starts_with('-') || is_zero),
        "xsd::NegativeInteger" => is_integer && text.starts_with('-') && !is_zero,
        "xsd::Date" => is_date(without_zone(text)),
        "xsd::Time" => is_time(without_zone(text)),
        "xsd::DateTime" => {
            let parts = without_zone(text).split_once('T');
            parts.is_some_and(|(date, time)| is_date(date) && is_time(time))
        }
        "xsd::GYear" => is_date(&format!("{}-01-01", without_zone(text))),
        "xsd::GYearMonth" => is_date(&format!("{}-01", without_zone(text))),
        "xsd::GMonth" => without_zone(text).strip_prefix("--").is_some_and(|month| number(month, 2, 1, 12)),
        "xsd::GMonthDay" => {
            without_zone(text).strip_prefix("--").is_some_and(|day| is_date(&format!("2001-{day}")))
        }
        "xsd::GDay" => without_zone(text).strip_prefix("---").is_some_and(|day| number(day, 2, 1, 31)),
        "xsd::Duration" => is_duration(text),
        "xsd::HexBinary" => text.len().is_multiple_of(2) && text.bytes().all(|byte| byte.is_ascii_hexdigit()),
        _ => false,
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The text without its time zone: `Z`, or an offset such as `+01:00`.
fn without_zone(text: &str) -> &str {
    let offset = |zone: &str| {
        let parts = zone.get(1..).and_then(|zone| zone.split_once(':'));
        zone.starts_with(['+', '-'])
            && parts.is_some_and(|(hours, minutes)| number(hours, 2, 0, 13) && number(minutes, 2, 0, 59))
    };
    match text.len().checked_sub(6).and_then(|at| text.split_at_checked(at)) {
        Some((before, zone)) if offset(zone) => before,
        _ => text.strip_suffix('Z').unwrap_or(text),
    }
}

/// Whether a text is a number with exactly `digits` digits and within a range.
fn number(text: &str, digits: usize, from: u32, to: u32) -> bool {
    text.len() == digits
        && is_digits(text)
        && text.parse().is_ok_and(|value: u32| (from..=to).contains(&value))
}

/// Whether a text is a date with a year of four digits and a day that exists in every year. Other dates are
/// not offered as defaults.
fn is_date(text: &str) -> bool {
    match text.split('-').collect_vec().as_slice() {
        [year, month, day] => {
            let days = if matches!(*month, "01" | "03" | "05" | "07" | "08" | "10" | "12") { 31 } else { 28 };
            number(year, 4, 1, 9999) && number(month, 2, 1, 12) && number(day, 2, 1, days)
        }
        _ => false,
    }
}

/// Whether a text is a duration such as `-P1Y2M3DT4H5M6.7S`, with at least one component and numbers of up to
/// nine digits.
fn is_duration(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('-').unwrap_or(text).strip_prefix('P') else { return false };
    let (date, time) = rest.split_once('T').map_or((rest, None), |(date, time)| (date, Some(time)));
    let are_in_order = |mut text: &str, units: &[char]| {
        let mut units = units.iter();
        while let Some((amount, rest)) =
            text.find(char::is_alphabetic).and_then(|at| text.split_at_checked(at))
        {
            let mut letters = rest.chars();
            let unit = letters.next();
            let whole = match unit {
                Some('S') => amount
                    .split_once('.')
                    .map_or(amount, |(whole, part)| if is_digits(part) { whole } else { "" }),
                _ => amount,
            };
            if !is_digits(whole) || amount.len() > 9 || !units.any(|known| Some(*known) == unit) {
                return false;
            }
            text = letters.as_str();
        }
        text.is_empty()
    };
    !rest.is_empty()
        && are_in_order(date, &['Y', 'M', 'D'])
        && time.is_none_or(|time| !time.is_empty() && are_in_order(time, &['H', 'M', 'S']))
}

fn is_time(text: &str) -> bool {
    let (text, fraction) = text.split_once('.').unwrap_or((text, "0"));
    match text.split(':').collect_vec().as_slice() {
        [hours, minutes, seconds] => {
            number(hours, 2, 0, 23)
                && number(minutes, 2, 0, 59)
                && number(seconds, 2, 0, 59)
                && is_digits(fraction)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::lexical;

    #[test]
    fn only_texts_that_are_certainly_values_are_accepted() {
        for (name, text, expected) in [
            ("xsd::Decimal", "-1.50", true),
            ("xsd::Decimal", ".5", true),
            ("xsd::Decimal", "1e5", false),
            ("xsd::Decimal", ".", false),
            ("xsd::Decimal", "--1", false),
            ("xsd::Integer", "+7", true),
            ("xsd::Integer", "", false),
            ("xsd::PositiveInteger", "0", false),
            ("xsd::NegativeInteger", "-1", true),
            ("xsd::NonNegativeInteger", "-0", true),
            ("xsd::Date", "2024-02-28", true),
            ("xsd::Date", "2024-04-31", false),
            ("xsd::Date", "2024-05-17+02:00", true),
            ("xsd::DateTime", "0001-01-01T00:00:00", true),
            ("xsd::DateTime", "2024-01-01T00:00:00.1234567Z", true),
            ("xsd::DateTime", "2024-01-01", false),
            ("xsd::DateTime", "é", false),
            ("xsd::Time", "23:59:59-05:00", true),
            ("xsd::Time", "24:00:00", false),
            ("xsd::Duration", "P1D", true),
            ("xsd::Duration", "-P1Y2M3DT4H5M6.7S", true),
            ("xsd::Duration", "PT0.5S", true),
            ("xsd::Duration", "P", false),
            ("xsd::Duration", "P1DT", false),
            ("xsd::Duration", "P1D1Y", false),
            ("xsd::Duration", "P1.5D", false),
            ("xsd::Duration", "PT1.S", false),
            ("xsd::Duration", "P1S", false),
            ("xsd::Duration", "P1", false),
            ("xsd::HexBinary", "0aF1", true),
            ("xsd::HexBinary", "0aF", false),
            ("xsd::HexBinary", "0x", false),
            ("xsd::GYear", "2024", true),
            ("xsd::GYear", "24", false),
            ("xsd::GYearMonth", "2024-02Z", true),
            ("xsd::GYearMonth", "2024-13", false),
            ("xsd::GMonth", "--12", true),
            ("xsd::GMonth", "--12--", false),
            ("xsd::GMonthDay", "--02-28", true),
            ("xsd::GMonthDay", "--02-30", false),
            ("xsd::GDay", "---31+01:00", true),
            ("xsd::GDay", "---32", false),
        ] {
            assert_eq!(lexical(name, text), expected, "{name} {text}");
        }
    }
}
