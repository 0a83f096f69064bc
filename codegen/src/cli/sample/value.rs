//! Examples of simple values, chosen by type, facets and the name of the element or attribute.

use std::collections::HashSet;

use saponify::xsd;

use super::{examples, pattern};
use crate::cli::lexical::Lexical;
use crate::model::{Builtin, Facets, Model, SimpleType, TypeId, TypeKind, Variety, WhiteSpace};

/// Maximum length of a chain of simple types. It bounds cyclic definitions.
const MAX_CHAIN: usize = 32;

/// Returns an example of a simple type. `name` is the name of the element or attribute that contains the value.
pub(super) fn example(model: &Model, id: TypeId, name: &str, secret: bool) -> Lexical {
    of_type(model, id, name, secret, MAX_CHAIN)
}

fn of_type(model: &Model, id: TypeId, name: &str, secret: bool, depth: usize) -> Lexical {
    let (steps, base) = steps(model, id);
    if depth == 0 {
        return Lexical::text("");
    }
    if let Some(values) = steps.iter().map(|facets| &facets.enumeration).find(|values| !values.is_empty()) {
        let value = values.iter().find(|value| !value.value.is_empty()).or(values.first());
        return given(model, id, value.map(|value| value.value.as_str()).unwrap_or_default());
    }
    match base {
        Base::List(item) => {
            let bound = |facet: fn(&Facets) -> Option<u64>| steps.iter().find_map(|facets| facet(facets));
            let least = bound(|facets| facets.length).or_else(|| bound(|facets| facets.min_length));
            let item = of_type(model, item, name, secret, depth - 1);
            item.times(usize::try_from(least.unwrap_or(1).clamp(1, 100)).unwrap_or(1))
        }
        Base::Union(members) => match members.first() {
            Some(member) => of_type(model, *member, name, secret, depth - 1),
            None => Lexical::text(""),
        },
        Base::Builtin(builtin) => of_builtin(builtin, &steps, name, secret),
    }
}

/// Converts a default, fixed or enumeration value of the schema, in which qualified names have the form
/// `{namespace}name`.
pub(super) fn given(model: &Model, id: TypeId, value: &str) -> Lexical {
    match steps(model, id).1 {
        Base::Builtin(Builtin::QName | Builtin::Notation) => Lexical::name(value),
        Base::List(item) if is_name(model, item) => Lexical::names(value),
        // In a union or a list of unions, the reader has resolved the names.
        _ if value.contains('{') && holds_names(model, id) => Lexical::names(value),
        _ => Lexical::text(value),
    }
}

/// Base of a chain of restrictions.
pub(in crate::cli) enum Base<'m> {
    Builtin(Builtin),
    List(TypeId),
    Union(&'m [TypeId]),
}

/// Returns the facets of a type and of the types that it restricts, beginning with the type itself, and the
/// base of this chain of restrictions.
pub(in crate::cli) fn steps(model: &Model, mut id: TypeId) -> (Vec<&Facets>, Base<'_>) {
    let mut steps = Vec::new();
    for _ in 0..MAX_CHAIN {
        match &model.types[id].kind {
            TypeKind::Simple(SimpleType { variety, facets }) => {
                steps.push(facets);
                match variety {
                    Variety::Restriction(base) => id = *base,
                    Variety::Builtin(builtin) => return (steps, Base::Builtin(*builtin)),
                    Variety::List(item) => return (steps, Base::List(*item)),
                    Variety::Union(members) => return (steps, Base::Union(members)),
                }
            }
            TypeKind::AnyType | TypeKind::Complex(_) => break,
        }
    }
    (steps, Base::Builtin(Builtin::String))
}

/// Returns `true` if the values of a type are qualified names.
pub(in crate::cli) fn is_name(model: &Model, id: TypeId) -> bool {
    matches!(steps(model, id).1, Base::Builtin(Builtin::QName | Builtin::Notation))
}

/// Returns `true` if the values of a type, or of a member of a union or list, may be qualified names.
pub(in crate::cli) fn holds_names(model: &Model, id: TypeId) -> bool {
    let mut left = vec![id];
    let mut seen = HashSet::new();
    while let Some(id) = left.pop() {
        if is_name(model, id) {
            return true;
        }
        match steps(model, id).1 {
            _ if !seen.insert(id) => {}
            Base::Union(members) => left.extend(members),
            Base::List(item) => left.push(item),
            Base::Builtin(_) => {}
        }
    }
    false
}

fn of_builtin(builtin: Builtin, steps: &[&Facets], name: &str, secret: bool) -> Lexical {
    use Builtin as B;
    let patterns = steps.iter().flat_map(|facets| &facets.patterns);
    let mut matching = patterns.filter_map(|pattern| pattern::example(pattern, 0));
    if let Some(text) = matching.find(|text| is_value(builtin, text)) {
        return Lexical::text(&text);
    }
    let text = match builtin {
        B::QName | B::Notation => return Lexical::name("{urn:example}name"),
        B::Boolean => boolean(name).to_owned(),
        B::Base64Binary => base64(octets(steps)),
        B::HexBinary => "4578616D706C65".chars().cycle().take(octets(steps) * 2).collect(),
        B::Float | B::Double | B::Decimal => bounded(number(builtin, name), builtin, steps),
        B::Integer | B::NonPositiveInteger | B::NegativeInteger | B::Long | B::Int | B::Short | B::Byte => {
            bounded(number(builtin, name), builtin, steps)
        }
        B::NonNegativeInteger | B::UnsignedLong | B::UnsignedInt | B::UnsignedShort | B::UnsignedByte => {
            bounded(number(builtin, name), builtin, steps)
        }
        B::PositiveInteger => bounded(number(builtin, name), builtin, steps),
        B::Duration => bounded("PT1H30M".to_owned(), builtin, steps),
        B::DateTime => bounded("2024-05-17T09:30:00".to_owned(), builtin, steps),
        B::Date => bounded("2024-05-17".to_owned(), builtin, steps),
        B::Time => bounded("09:30:00".to_owned(), builtin, steps),
        B::GYearMonth => bounded("2024-05".to_owned(), builtin, steps),
        B::GYear => bounded("2024".to_owned(), builtin, steps),
        B::GMonthDay => bounded("--05-17".to_owned(), builtin, steps),
        B::GDay => bounded("---17".to_owned(), builtin, steps),
        B::GMonth => bounded("--05".to_owned(), builtin, steps),
        _ => return Lexical::text(&string(builtin, steps, name, secret)),
    };
    Lexical::text(&text)
}

/// Returns `true` if a text is a valid value of a built-in type other than a string.
fn is_value(builtin: Builtin, text: &str) -> bool {
    use Builtin as B;
    match builtin {
        B::Boolean => matches!(text, "true" | "false" | "1" | "0"),
        B::Float | B::Double => text.parse::<f64>().is_ok(),
        B::Decimal => text.parse::<xsd::Decimal>().is_ok(),
        B::Integer | B::Long | B::Int | B::NonNegativeInteger | B::UnsignedLong | B::UnsignedInt => {
            text.len() < 10 && text.parse::<u32>().is_ok()
        }
        B::DateTime => text.parse::<xsd::DateTime>().is_ok(),
        B::Date => text.parse::<xsd::Date>().is_ok(),
        B::Time => text.parse::<xsd::Time>().is_ok(),
        B::Duration => text.parse::<xsd::Duration>().is_ok(),
        _ => false,
    }
}

fn string(builtin: Builtin, steps: &[&Facets], name: &str, secret: bool) -> String {
    use Builtin as B;
    let least = steps.iter().find_map(|facets| facets.length.or(facets.min_length));
    let most = steps.iter().find_map(|facets| facets.length.or(facets.max_length));
    let limit =
        |bound: Option<u64>| bound.map(|bound| usize::try_from(bound).unwrap_or(usize::MAX).min(10_000));
    let (least, most) = (limit(least).unwrap_or_default(), limit(most).unwrap_or(usize::MAX));
    let patterns = steps.iter().flat_map(|facets| &facets.patterns);
    for pattern in patterns {
        if let Some(text) = pattern::example(pattern, least) {
            return text;
        }
    }
    let collapsed = steps.iter().any(|facets| facets.white_space == Some(WhiteSpace::Collapse));
    let text = match builtin {
        B::Language => "en".to_owned(),
        B::AnyUri => "https://example.com/".to_owned(),
        B::Id | B::IdRef | B::IdRefs => "id1".to_owned(),
        B::NmToken | B::NmTokens | B::Name | B::NcName | B::Entity | B::Entities => {
            examples::identifier(name)
        }
        _ if secret => "…".to_owned(),
        _ => examples::text(name),
    };
    fit(text, least, most, collapsed || !matches!(builtin, B::String | B::NormalizedString))
}

/// Lengthens or cuts a text to the permitted length.
fn fit(text: String, least: usize, most: usize, collapsed: bool) -> String {
    let length = text.chars().count();
    if length > most {
        let cut: String = text.chars().take(most).collect();
        let trimmed = cut.trim_end();
        return match trimmed.len() == cut.len() || !collapsed {
            true => cut,
            false => format!("{trimmed}{}", "x".repeat(cut.len() - trimmed.len())),
        };
    }
    format!("{text}{}", "x".repeat(least.saturating_sub(length)))
}

fn boolean(name: &str) -> &'static str {
    if examples::suggests_bad_state(name) { "false" } else { "true" }
}

fn number(builtin: Builtin, name: &str) -> String {
    use Builtin as B;
    match builtin {
        B::Float | B::Double | B::Decimal => examples::decimal(name).to_owned(),
        B::NegativeInteger | B::NonPositiveInteger => "-1".to_owned(),
        B::Byte | B::UnsignedByte => examples::integer(name).min(99).to_string(),
        _ => examples::integer(name).to_string(),
    }
}

/// Returns the number of octets for an example of a binary type.
fn octets(steps: &[&Facets]) -> usize {
    let bound = |facet: fn(&Facets) -> Option<u64>| steps.iter().find_map(|facets| facet(facets));
    let least = bound(|facets| facets.length).or(bound(|facets| facets.min_length)).unwrap_or_default();
    let most = bound(|facets| facets.length).or(bound(|facets| facets.max_length)).unwrap_or(10_000);
    usize::try_from(least.max(7).min(most).min(10_000)).unwrap_or(7)
}

/// Returns `Example`, repeated to a number of octets, in base64.
fn base64(octets: usize) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let octets: Vec<u8> = b"Example".iter().copied().cycle().take(octets).collect();
    let mut text = String::new();
    for chunk in octets.chunks(3) {
        let at = |place: usize| u32::from(chunk.get(place).copied().unwrap_or_default());
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for place in 0..4 {
            let digit = (bits >> (18 - 6 * place)) & 63;
            let digit = DIGITS.get(digit as usize).map_or('A', |digit| char::from(*digit));
            text.push(if place <= chunk.len() { digit } else { '=' });
        }
    }
    text
}

/// Returns the value if it lies between the bounds, otherwise a value at the violated bound.
fn bounded(text: String, builtin: Builtin, steps: &[&Facets]) -> String {
    let first = |facet: fn(&Facets) -> Option<&String>| steps.iter().find_map(|facets| facet(facets));
    let least = first(|facets| facets.min_inclusive.as_ref());
    let above = first(|facets| facets.min_exclusive.as_ref());
    let most = first(|facets| facets.max_inclusive.as_ref());
    let below = first(|facets| facets.max_exclusive.as_ref());
    let is_number = text.parse::<f64>().is_ok() && !matches!(builtin, Builtin::GYear);
    let mut chosen = text;
    if !is_number {
        // Dates are compared as text. This is correct for values of the same format.
        let low = least.filter(|least| **least > chosen);
        let high = most.filter(|most| **most < chosen);
        return low.or(high).cloned().unwrap_or(chosen);
    }
    let value = |text: &String| text.trim().parse::<f64>().ok();
    let integral = !matches!(builtin, Builtin::Float | Builtin::Double | Builtin::Decimal);
    let step = |bound: f64, by: f64| {
        if integral { format!("{:.0}", bound + by) } else { format!("{}", bound + by / 2.0) }
    };
    if let Some(most) = most.filter(|most| value(most) < value(&chosen)) {
        chosen.clone_from(most);
    }
    if let Some(below) =
        below.and_then(value).filter(|below| value(&chosen).is_some_and(|chosen| chosen >= *below))
    {
        chosen = step(below, -1.0);
    }
    if let Some(least) = least.filter(|least| value(least) > value(&chosen)) {
        chosen.clone_from(least);
    }
    if let Some(above) =
        above.and_then(value).filter(|above| value(&chosen).is_some_and(|chosen| chosen <= *above))
    {
        chosen = step(above, 1.0);
    }
    digits(chosen, steps)
}

/// Cuts the fraction of a number to the permitted number of digits.
fn digits(text: String, steps: &[&Facets]) -> String {
    let most = |facet: fn(&Facets) -> Option<u64>| steps.iter().find_map(|facets| facet(facets));
    let Some((whole, fraction)) = text.split_once('.') else { return text };
    let kept = most(|facets| facets.fraction_digits).unwrap_or(u64::MAX);
    let room = most(|facets| facets.total_digits).unwrap_or(u64::MAX).saturating_sub(whole.len() as u64);
    let kept = usize::try_from(kept.min(room)).unwrap_or(usize::MAX);
    match fraction.get(..kept.min(fraction.len())) {
        None | Some("") => whole.to_owned(),
        Some(fraction) => format!("{whole}.{fraction}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facets(edit: impl FnOnce(&mut Facets)) -> Facets {
        let mut facets = Facets::default();
        edit(&mut facets);
        facets
    }

    fn text(builtin: Builtin, facets: &Facets) -> String {
        match of_builtin(builtin, &[facets], "Rank", false) {
            Lexical::Text(text) | Lexical::Binary(text) => text,
            Lexical::Name { .. } | Lexical::Names(_) => unreachable!(),
        }
    }

    #[test]
    fn numbers_keep_their_bounds() {
        let some = |text: &str| Some(text.to_owned());
        for (builtin, facets, expected) in [
            (Builtin::Int, facets(|_| {}), "1"),
            (Builtin::Int, facets(|facets| facets.min_inclusive = some("10")), "10"),
            (Builtin::Int, facets(|facets| facets.min_exclusive = some("10")), "11"),
            (Builtin::Int, facets(|facets| facets.max_exclusive = some("0")), "-1"),
            (Builtin::Int, facets(|facets| facets.max_inclusive = some("-5")), "-5"),
            (Builtin::Decimal, facets(|facets| facets.fraction_digits = Some(1)), "12.5"),
            (Builtin::Decimal, facets(|facets| facets.fraction_digits = Some(0)), "12"),
            (Builtin::Decimal, facets(|facets| facets.total_digits = Some(3)), "12.5"),
            (Builtin::Boolean, facets(|facets| facets.patterns = vec!["0|1".to_owned()]), "0"),
            (Builtin::Decimal, facets(|facets| facets.patterns = vec![r"\d\.\d{2}".to_owned()]), "1.11"),
            (Builtin::Int, facets(|facets| facets.patterns = vec!["[a-z]".to_owned()]), "1"),
            (Builtin::Date, facets(|facets| facets.min_inclusive = some("2030-01-01")), "2030-01-01"),
        ] {
            assert_eq!(text(builtin, &facets), expected, "{builtin:?}");
        }
    }

    #[test]
    fn sample_texts_obey_facets() {
        for (builtin, facets, expected) in [
            (Builtin::String, facets(|facets| facets.max_length = Some(2)), "Ra"),
            (Builtin::String, facets(|facets| facets.min_length = Some(6)), "Rankxx"),
            (Builtin::String, facets(|facets| facets.patterns = vec!["[0-9]*".into()]), ""),
            (Builtin::HexBinary, facets(|facets| facets.length = Some(2)), "4578"),
            (Builtin::Base64Binary, facets(|_| {}), "RXhhbXBsZQ=="),
            (Builtin::Base64Binary, facets(|facets| facets.max_length = Some(1)), "RQ=="),
        ] {
            assert_eq!(text(builtin, &facets), expected, "{builtin:?}");
        }
    }
}
