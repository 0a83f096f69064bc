//! Values of simple types: texts of XML to JSON and back, checked by type and facets.

use saponify::{Checks, Simple, Validate, WhiteSpace, simple::from_text, xsd};

use super::{
    Converter,
    json::{Json, shortened},
};
use crate::{
    cli::{
        lexical::{self, Lexical},
        sample::{Base, is_name, steps},
    },
    model::{self, Builtin, Facets, TypeId},
    problem::near_miss,
};

/// Maximum nesting depth of lists and unions.
const DEPTH: usize = 32;
/// Maximum number of enumeration values that an error lists.
const LISTED: usize = 20;
/// Number of significant digits that every JSON reader keeps, because binary floating point does.
const DIGITS: usize = 15;

impl Converter<'_> {
    /// Returns `true` if values of a built-in type are numbers.
    pub(in crate::cli) fn is_number(&self, builtin: Builtin) -> bool {
        is_number(builtin)
    }

    /// Converts JSON to a text of a simple type.
    ///
    /// # Errors
    ///
    /// What is expected, and what was found.
    pub(super) fn text_of(&self, id: TypeId, json: &Json, depth: usize) -> Result<Lexical, String> {
        let (_, base) = steps(self.model, id);
        let text = match (json, &base) {
            (Json::Array(items), Base::List(item)) if depth < DEPTH => {
                let mut texts = Vec::new();
                for (place, json) in items.iter().enumerate() {
                    let text = self.text_of(*item, json, depth + 1);
                    let text = text.map_err(|error| format!("item {place}: {error}"))?;
                    texts.push(match text {
                        Lexical::Text(text) => text,
                        Lexical::Name { namespace, local } => expanded(&namespace, &local),
                        Lexical::Names(_) => return Err("a list of lists is not possible".to_owned()),
                    });
                }
                if let Some(item) =
                    texts.iter().find(|item| item.is_empty() || item.contains([' ', '\n', '\t', '\r']))
                {
                    return Err(format!(
                        "an item of a list contains no white space, found `{}`",
                        shortened(item)
                    ));
                }
                texts.join(" ")
            }
            (Json::Array(items), Base::Builtin(Builtin::NmTokens | Builtin::IdRefs | Builtin::Entities)) => {
                let texts = items.iter().map(|item| match item {
                    Json::Text(text) => Ok(text.as_str()),
                    other => Err(format!("expected a text, found {}", other.kind())),
                });
                texts.collect::<Result<Vec<_>, _>>()?.join(" ")
            }
            (Json::Bare(text), Base::Builtin(Builtin::Base64Binary | Builtin::HexBinary))
                if text.starts_with('@') =>
            {
                self.file(text.trim_start_matches('@'), id)?
            }
            (Json::Object(_), Base::Builtin(Builtin::Base64Binary | Builtin::HexBinary)) => {
                match json.get("$file") {
                    Some(Json::Text(path)) => self.file(path, id)?,
                    _ => return Err(self.expected(id, json)),
                }
            }
            (Json::Text(text), _) => text.clone(),
            (Json::Bare(text), _) => text.clone(),
            (Json::Bool(value), base) if !is_string(base) => value.to_string(),
            (Json::Number(number), base) if !is_string(base) => number.clone(),
            _ => return Err(self.expected(id, json)),
        };
        if let Some(character) = text.chars().find(|character| !is_legal(*character)) {
            return Err(format!("XML cannot represent the character {:?}", character));
        }
        self.check(id, &text, depth).map_err(|error| match error {
            Some(error) => error,
            None => self.expected(id, json),
        })?;
        Ok(match &base {
            _ if is_name(self.model, id) => Lexical::name(text.trim()),
            Base::List(item) if is_name(self.model, *item) => Lexical::names(&text),
            _ => Lexical::Text(text),
        })
    }

    /// Describes the type and the value that does not fit it.
    fn expected(&self, id: TypeId, json: &Json) -> String {
        let what = match steps(self.model, id).1 {
            Base::List(_) => format!("an array of values of {}", self.label(id)),
            base if is_string(&base) => format!("a text ({})", self.label(id)),
            _ => self.label(id),
        };
        format!("expected {what}, found {}", json.kind())
    }

    /// Reads a file into a text of a binary type.
    fn file(&self, path: &str, id: TypeId) -> Result<String, String> {
        if !self.reads_files {
            return Err("files are read only by `saponify call`".to_owned());
        }
        let bytes = std::fs::read(path).map_err(|error| format!("cannot read `{path}`: {error}"))?;
        Ok(match steps(self.model, id).1 {
            Base::Builtin(Builtin::HexBinary) => xsd::HexBinary::from(bytes).to_string(),
            _ => xsd::Base64Binary::from(bytes).to_string(),
        })
    }

    /// Checks a text against a simple type. The error is `None` if the text is no value of the built-in type.
    pub(super) fn check(&self, id: TypeId, text: &str, depth: usize) -> Result<(), Option<String>> {
        let (facets, base) = steps(self.model, id);
        if depth > DEPTH {
            return Ok(());
        }
        if let Some(values) =
            facets.iter().map(|facets| &facets.enumeration).find(|values| !values.is_empty())
        {
            self.enumerated(values, text)?;
        }
        match base {
            Base::Builtin(builtin) if !is_value(builtin, text) => return Err(None),
            Base::Builtin(_) => {}
            Base::List(item) => {
                for word in text.split_whitespace() {
                    self.check(item, word, depth + 1)?;
                }
            }
            Base::Union(members) => {
                if !members.iter().any(|member| self.check(*member, text, depth + 1).is_ok()) {
                    return Err(None);
                }
            }
        }
        if facets.iter().all(|facets| has_no_rule(facets)) {
            return Ok(());
        }
        let violations = Checked { text, facets: self.facets(id, depth) }.validate();
        violations.map_err(|violations| {
            let expected: Vec<_> = violations.iter().map(|violation| violation.expected.as_str()).collect();
            Some(format!("expected {}, found `{}`", expected.join(" and "), shortened(text)))
        })
    }

    /// Checks a text against the values of an enumeration.
    fn enumerated(&self, values: &[model::EnumerationValue], text: &str) -> Result<(), Option<String>> {
        let collapsed = || text.split_whitespace().eq(text.trim().split(' '));
        let is_it = |value: &model::EnumerationValue| {
            value.value == text || (value.value.trim() == text.trim() && collapsed())
        };
        if values.iter().any(is_it) {
            return Ok(());
        }
        let near = near_miss(text, values.iter().map(|value| value.value.as_str()));
        let listed: Vec<_> = values.iter().take(LISTED).map(|value| format!("`{}`", value.value)).collect();
        let more = values.len().saturating_sub(LISTED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        Err(Some(format!("expected one of {}{more}, found `{}`{near}", listed.join(", "), shortened(text))))
    }

    /// Converts a text of a simple type to JSON. A text that the type does not allow becomes an object with `$text`.
    /// `resolve` expands the prefix of a qualified name.
    pub(super) fn json_of_any(&self, id: TypeId, text: &str, resolve: &dyn Fn(&str) -> String) -> Json {
        let json = self.json_of(id, text, resolve, 0);
        match self.text_of(id, &json, 0) {
            Ok(_) => json,
            Err(_) => Json::member("$text", Json::text(text)),
        }
    }

    /// Converts a text of a simple type to JSON. A text that is no value of the type stays a text.
    pub(super) fn json_of(
        &self,
        id: TypeId,
        text: &str,
        resolve: &dyn Fn(&str) -> String,
        depth: usize,
    ) -> Json {
        if is_name(self.model, id) {
            return Json::Text(resolve(text.trim()));
        }
        match steps(self.model, id).1 {
            Base::List(item) if depth < DEPTH => {
                let items = text.split_whitespace().map(|word| self.json_of(item, word, resolve, depth + 1));
                Json::Array(items.collect())
            }
            Base::Builtin(Builtin::Boolean) => match text.trim() {
                "true" | "1" => Json::Bool(true),
                "false" | "0" => Json::Bool(false),
                _ => Json::text(text),
            },
            Base::Builtin(builtin) if is_number(builtin) => match number(text.trim()) {
                Some(number) if is_value(builtin, text) => Json::Number(number),
                Some(_) | None => Json::text(text.trim()),
            },
            Base::Builtin(Builtin::Base64Binary) => {
                Json::Text(text.split_whitespace().collect::<Vec<_>>().concat())
            }
            Base::Builtin(builtin) if is_plain_text(builtin) || is_string(&Base::Builtin(builtin)) => {
                Json::text(text)
            }
            Base::Builtin(_) => Json::text(text.trim()),
            _ => Json::text(text),
        }
    }

    /// Returns `true` if the type is a union, or a list of unions, whose values may be qualified names. JSON could not tell
    /// these from other texts.
    pub(super) fn may_hold_names(&self, id: TypeId, depth: usize) -> bool {
        match steps(self.model, id).1 {
            Base::Union(members) if depth < DEPTH => members.iter().any(|member| {
                is_name(self.model, *member)
                    || matches!(steps(self.model, *member).1, Base::List(item) if is_name(self.model, item))
                    || self.may_hold_names(*member, depth + 1)
            }),
            Base::List(item) if depth < DEPTH => self.may_hold_names(item, depth + 1),
            _ => false,
        }
    }

    /// Returns the facets of a type in the form of the runtime, whose checks need constants. They are made once per
    /// type and live as long as the process, like the model.
    fn facets(&self, id: TypeId, depth: usize) -> &'static saponify::Facets {
        if let Some(known) = self.locked(&self.facets).get(&id.index()) {
            return known;
        }
        let made = self.make_facets(id, depth);
        self.locked(&self.facets).entry(id.index()).or_insert_with(|| Box::leak(Box::new(made)))
    }

    fn make_facets(&self, id: TypeId, depth: usize) -> saponify::Facets {
        let (steps, base) = steps(self.model, id);
        let builtin = match &base {
            Base::Builtin(builtin) => runtime_builtin(*builtin),
            Base::List(_) => saponify::Builtin::List,
            Base::Union(_) => saponify::Builtin::Text,
        };
        let first = |facet: fn(&Facets) -> Option<u64>| steps.iter().find_map(|facets| facet(facets));
        let bound = |facet: fn(&Facets) -> Option<&String>| -> Option<&'static str> {
            let text = steps.iter().find_map(|facets| facet(facets))?;
            Some(Box::leak(text.clone().into_boxed_str()))
        };
        let groups = steps.iter().map(|facets| &facets.patterns).filter(|patterns| !patterns.is_empty());
        let groups: Vec<&'static [&'static str]> = groups
            .map(|patterns| {
                let patterns = patterns.iter().map(|pattern| &*Box::leak(pattern.clone().into_boxed_str()));
                &*Box::leak(patterns.collect::<Vec<_>>().into_boxed_slice())
            })
            .collect();
        let default = saponify::Facets::of(builtin);
        let white_space = steps.iter().find_map(|facets| facets.white_space).map(|space| match space {
            model::WhiteSpace::Preserve => WhiteSpace::Preserve,
            model::WhiteSpace::Replace => WhiteSpace::Replace,
            model::WhiteSpace::Collapse => WhiteSpace::Collapse,
        });
        saponify::Facets {
            white_space: white_space.unwrap_or(match &base {
                Base::Builtin(Builtin::NormalizedString) => WhiteSpace::Replace,
                Base::Builtin(builtin) if !is_plain_text(*builtin) => WhiteSpace::Collapse,
                _ => default.white_space,
            }),
            min_length: first(|facets| facets.length.or(facets.min_length)),
            max_length: first(|facets| facets.length.or(facets.max_length)),
            total_digits: first(|facets| facets.total_digits),
            fraction_digits: first(|facets| facets.fraction_digits),
            min_inclusive: bound(|facets| facets.min_inclusive.as_ref()),
            min_exclusive: bound(|facets| facets.min_exclusive.as_ref()),
            max_inclusive: bound(|facets| facets.max_inclusive.as_ref()),
            max_exclusive: bound(|facets| facets.max_exclusive.as_ref()),
            patterns: Box::leak(groups.into_boxed_slice()),
            item: match base {
                Base::List(item) if depth < DEPTH => Some(self.facets(item, depth + 1)),
                _ => None,
            },
            ..default
        }
    }
}

/// Text to check against facets.
struct Checked<'t> {
    text: &'t str,
    facets: &'static saponify::Facets,
}

impl Validate for Checked<'_> {
    fn check(&self, checks: &mut Checks) {
        checks.text(&self.text.to_owned(), self.facets);
    }
}

fn has_no_rule(facets: &Facets) -> bool {
    let bounds = [&facets.min_inclusive, &facets.min_exclusive, &facets.max_inclusive, &facets.max_exclusive];
    let numbers =
        [facets.length, facets.min_length, facets.max_length, facets.total_digits, facets.fraction_digits];
    facets.patterns.is_empty()
        && bounds.iter().all(|bound| bound.is_none())
        && numbers.iter().all(Option::is_none)
}

/// Returns a name in the form that JSON uses.
pub(super) fn expanded(namespace: &str, local: &str) -> String {
    if namespace.is_empty() { local.to_owned() } else { format!("{{{namespace}}}{local}") }
}

fn is_plain_text(builtin: Builtin) -> bool {
    matches!(builtin, Builtin::String | Builtin::AnySimpleType | Builtin::AnyType)
}

/// Returns `true` if JSON numbers and booleans are not values of the type.
fn is_string(base: &Base<'_>) -> bool {
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

fn is_number(builtin: Builtin) -> bool {
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
fn is_legal(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// Converts a number of XML Schema to one of JSON with the same digits. Returns `None` if it has more digits than JSON
/// readers keep, or is infinite or not a number.
fn number(text: &str) -> Option<String> {
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

/// Returns `true` if a text is a value of a built-in type. Names are in expanded form.
fn is_value(builtin: Builtin, text: &str) -> bool {
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

fn runtime_builtin(builtin: Builtin) -> saponify::Builtin {
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
