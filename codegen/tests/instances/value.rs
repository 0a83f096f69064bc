//! Random values of simple types that satisfy their facets.

use saponify_codegen::internals::model::{Builtin, Facets, Model, QName, TypeId, WhiteSpace};

use crate::{
    choices::Choices,
    literal,
    node::{Kind, Piece, Value},
    pattern,
    types::{self, Base, steps},
};

/// Number of attempts to generate a valid text.
const ATTEMPTS: usize = 24;
/// Maximum nesting depth of lists and unions.
const DEPTH: usize = 8;

/// Generator of values.
pub(crate) struct Values<'m> {
    pub(crate) model: &'m Model,
    /// Number of generated IDs. Each must be unique in a document.
    pub(crate) ids: usize,
    /// Whether values may be names in no namespace. This is `false` inside values that are kept as XML,
    /// because a default namespace is declared around them.
    pub(crate) bare: bool,
}

impl Values<'_> {
    /// Returns a value of a simple type, or `None` if none is found.
    pub(crate) fn value(&mut self, id: TypeId, choices: &mut Choices<'_>) -> Option<Value> {
        self.of_type(id, choices, 0)
    }

    /// Returns the value that a text of the schema, such as a default, has in a type.
    pub(crate) fn given(&self, id: TypeId, text: &str) -> Value {
        let kind = kind(self.model, id, 0);
        // In a union, or a list of unions, some words may be names.
        let is_of_unions = match &kind {
            Kind::List(item) => matches!(**item, Kind::Union(_)),
            kind => matches!(kind, Kind::Union(_)),
        };
        match is_name(self.model, steps(self.model, id).1) || is_of_unions && text.contains("{") {
            true => Value { pieces: names(text, |word| !is_of_unions || word.starts_with('{')), kind },
            false => Value::text(text, kind),
        }
    }

    /// Whether the values of a type refer to attachments (`swaRef`). No value is generated for such a type, because the
    /// generated messages have no attachments.
    fn is_attachment(&self, id: TypeId) -> bool {
        const ATTACHMENTS: &str = "http://ws-i.org/profiles/basic/1.1/xsd";
        let name = self.model.types[id].name.as_ref();
        name.is_some_and(|name| &*name.namespace == ATTACHMENTS && &*name.local == "swaRef")
    }

    fn of_type(&mut self, id: TypeId, choices: &mut Choices<'_>, depth: usize) -> Option<Value> {
        if depth > DEPTH || self.is_attachment(id) {
            return None;
        }
        let (steps, base) = steps(self.model, id);
        let kind = kind(self.model, id, depth);
        if let Some(value) = self.enumerated(&steps, base, &kind, choices) {
            return value;
        }
        match base {
            Base::Builtin(builtin) => self.of_builtin(builtin, &steps, kind, choices),
            Base::List(item) => self.list(item, &steps, kind, choices, depth),
            Base::Union(members) => {
                let members = members.to_vec();
                for _ in 0..ATTEMPTS {
                    let member = *choices.one(&members)?;
                    let Some(value) = self.of_type(member, choices, depth + 1) else { continue };
                    let is_free = steps.iter().all(|step| step.patterns.is_empty());
                    let text = value.plain();
                    let fits = |text: &String| literal::fits(Builtin::AnySimpleType, text, &steps);
                    if is_free || self.normal(&members, &text, depth).is_some_and(|text| fits(&text)) {
                        return Some(Value { kind, ..value });
                    }
                }
                None
            }
        }
    }

    /// Normalizes a text for the patterns of a union. The first member type that accepts the text determines
    /// its whitespace (XML Schema Part 2, 4.3.6). Returns `None` if no member type accepts it.
    fn normal(&self, members: &[TypeId], text: &str, depth: usize) -> Option<String> {
        members.iter().find_map(|member| self.accepted(*member, text, depth + 1))
    }

    /// Returns the normalized text, if a type accepts it.
    fn accepted(&self, id: TypeId, text: &str, depth: usize) -> Option<String> {
        let (steps, base) = steps(self.model, id);
        if depth > DEPTH {
            return None;
        }
        let normal = match base {
            Base::Builtin(builtin) => {
                let space = steps.iter().find_map(|step| step.white_space);
                let normal = literal::normal(text, space.unwrap_or(literal::white_space(builtin)));
                let is_one = literal::fits(builtin, &normal, &steps) && is_legal(builtin, &normal);
                is_one.then_some(normal)
            }
            Base::List(item) => {
                let normal = literal::normal(text, WhiteSpace::Collapse);
                let mut words = normal.split(' ').filter(|word| !word.is_empty());
                let are_items = words.all(|word| self.accepted(item, word, depth + 1).is_some());
                let has_patterns = steps.iter().any(|step| !step.patterns.is_empty());
                let fits = !has_patterns || literal::fits(Builtin::AnySimpleType, &normal, &steps);
                (are_items && fits).then_some(normal)
            }
            Base::Union(members) => self
                .normal(members, text, depth)
                .filter(|normal| literal::fits(Builtin::AnySimpleType, normal, &steps)),
        }?;
        let is_listed = |facets: &&Facets| {
            facets.enumeration.is_empty() || facets.enumeration.iter().any(|value| value.value == normal)
        };
        steps.iter().all(is_listed).then_some(normal)
    }

    /// Returns one of the enumerated values, if the type has any.
    fn enumerated(
        &self,
        steps: &[&Facets],
        base: Base<'_>,
        kind: &Kind,
        choices: &mut Choices<'_>,
    ) -> Option<Option<Value>> {
        let at = steps.iter().position(|facets| !facets.enumeration.is_empty())?;
        let is_name = is_name(self.model, base);
        // No value is generated for an enumerated union that contains names: the model stores these names
        // with the prefixes of the schema, which have no meaning in an instance.
        if !is_name && holds_names(kind) {
            return Some(None);
        }
        let rest: Vec<_> = steps
            .iter()
            .map(|facets| Facets { enumeration: Vec::new(), white_space: None, ..(*facets).clone() })
            .collect();
        let rest: Vec<_> = rest.iter().collect();
        let fits = |text: &str| match base {
            Base::Builtin(builtin) if !is_name => {
                literal::fits(builtin, &literal::normal(text, literal::white_space(builtin)), &rest)
            }
            _ => true,
        };
        let values = steps[at].enumeration.iter().map(|value| value.value.as_str());
        // libxml2 rejects names in no namespace even if the enumeration lists them.
        let is_known = |value: &&str| !is_name || value.split(' ').all(|name| name.starts_with('{'));
        let legal: Vec<_> = values.filter(|value| fits(value)).filter(is_known).collect();
        let chosen = choices.one(&legal).map(|text| match is_name {
            true => Value { pieces: names(text, |_| true), kind: kind.clone() },
            false => {
                let other = choices.once_in(2).then(|| other_lexical_form(kind, text)).flatten();
                let other = other.filter(|other| fits(other));
                Value::text(other.unwrap_or_else(|| (*text).to_owned()), kind.clone())
            }
        });
        Some(chosen)
    }

    /// Returns a list whose text matches the patterns of its type.
    fn matching_list(
        &self,
        item: TypeId,
        steps: &[&Facets],
        kind: Kind,
        choices: &mut Choices<'_>,
    ) -> Option<Value> {
        let (item_steps, Base::Builtin(builtin)) = types::steps(self.model, item) else { return None };
        let patterns: Vec<_> = steps.iter().flat_map(|step| &step.patterns).collect();
        for _ in 0..ATTEMPTS {
            let text = pattern::example(choices.one(&patterns)?, choices.seed())?;
            let text = literal::normal(&text, WhiteSpace::Collapse);
            let matches = |step: &&Facets| {
                step.patterns.is_empty() || pattern::holds(&step.patterns, &text) == Some(true)
            };
            let is_item = |word: &str| literal::fits(builtin, word, &item_steps) && is_legal(builtin, word);
            let count = text.split(' ').filter(|word| !word.is_empty()).count() as u64;
            let is_right = |step: &&Facets| {
                step.length.is_none_or(|exact| count == exact)
                    && step.min_length.is_none_or(|least| count >= least)
                    && step.max_length.is_none_or(|most| count <= most)
            };
            let words = text.split(' ').filter(|word| !word.is_empty());
            if steps.iter().all(|step| matches(step) && is_right(step)) && words.clone().all(is_item) {
                return Some(Value::text(text, kind));
            }
        }
        None
    }

    fn list(
        &mut self,
        item: TypeId,
        steps: &[&Facets],
        kind: Kind,
        choices: &mut Choices<'_>,
        depth: usize,
    ) -> Option<Value> {
        if steps.iter().any(|step| !step.patterns.is_empty()) {
            return self.matching_list(item, steps, kind, choices);
        }
        let exact = steps.iter().find_map(|facets| facets.length);
        let least = exact.or(steps.iter().find_map(|facets| facets.min_length)).unwrap_or(0);
        let most = exact.or(steps.iter().find_map(|facets| facets.max_length)).unwrap_or(least + 4);
        let count = least + choices.below((most.saturating_sub(least)).min(4) as usize + 1) as u64;
        let mut pieces = Vec::new();
        for place in 0..count.min(200) {
            if place > 0 {
                pieces.push(Piece::Text(if choices.once_in(9) { "\n ".into() } else { " ".into() }));
            }
            let mut found = None;
            for _ in 0..ATTEMPTS {
                found = self.of_type(item, choices, depth + 1).filter(|value| {
                    let text = value.plain();
                    !text.is_empty() && !text.contains(char::is_whitespace)
                });
                if found.is_some() {
                    break;
                }
            }
            pieces.extend(found?.pieces);
        }
        Some(Value { pieces, kind })
    }

    fn of_builtin(
        &mut self,
        builtin: Builtin,
        steps: &[&Facets],
        kind: Kind,
        choices: &mut Choices<'_>,
    ) -> Option<Value> {
        use Builtin as B;
        match builtin {
            B::Entity | B::Entities | B::Notation => return None,
            // Patterns of QNames constrain the prefix, which is chosen during serialization.
            B::QName if steps.iter().any(|step| !step.patterns.is_empty()) => return None,
            B::QName => {
                const NAMES: &[(&str, &str)] = &[("urn:example", "name"), ("urn:second", "é"), ("", "bare")];
                let names = if self.bare { NAMES } else { &NAMES[..2] };
                let (namespace, local) = choices.one(names)?;
                return Some(Value { pieces: vec![Piece::Name(QName::new(*namespace, *local))], kind });
            }
            B::Id if steps.iter().all(|step| step.patterns.is_empty()) => {
                self.ids += 1;
                return Some(Value::text(format!("id{}", self.ids), kind));
            }
            _ => {}
        }
        let space = match &kind {
            Kind::Atomic(_, space) => *space,
            _ => WhiteSpace::Collapse,
        };
        let patterns: Vec<_> = steps.iter().flat_map(|step| &step.patterns).collect();
        let pool = pool(builtin, steps);
        for _ in 0..ATTEMPTS {
            let text = match choices.one(&patterns) {
                Some(pattern) => pattern::example(pattern, choices.seed())?,
                None if matches!(builtin, B::Base64Binary | B::HexBinary) => binary(builtin, steps, choices),
                None => choices.one(&pool).cloned().unwrap_or_default(),
            };
            let text = literal::normal(&text, space);
            if literal::fits(builtin, &text, steps) && is_legal(builtin, &text) {
                // Leading and trailing whitespace is insignificant in a type that collapses it.
                let padded = space == WhiteSpace::Collapse && may_be_padded(builtin) && choices.once_in(12);
                let padded = padded.then(|| format!(" {}\n", text.replace(' ', "\n\t")));
                return Some(Value::text(padded.unwrap_or(text), kind));
            }
        }
        let made = filled(builtin, steps);
        let made = literal::normal(&made, space);
        (literal::fits(builtin, &made, steps) && is_legal(builtin, &made)).then(|| Value::text(made, kind))
    }
}

/// Returns the kind of the values of a simple type. The kind determines which texts are equal.
pub(crate) fn kind(model: &Model, id: TypeId, depth: usize) -> Kind {
    let (steps, base) = steps(model, id);
    match base {
        _ if depth > DEPTH => Kind::TEXT,
        Base::Builtin(builtin @ (Builtin::NmTokens | Builtin::IdRefs | Builtin::Entities)) => {
            Kind::List(Box::new(Kind::Atomic(builtin, WhiteSpace::Collapse)))
        }
        Base::Builtin(builtin) => {
            let space = steps.iter().find_map(|step| step.white_space);
            Kind::Atomic(builtin, space.unwrap_or(literal::white_space(builtin)))
        }
        Base::List(item) => Kind::List(Box::new(kind(model, item, depth + 1))),
        Base::Union(members) => {
            Kind::Union(members.iter().map(|member| kind(model, *member, depth + 1)).collect())
        }
    }
}

/// Whether values of a kind may be qualified names, or contain some.
fn holds_names(kind: &Kind) -> bool {
    match kind {
        Kind::Atomic(builtin, _) => matches!(builtin, Builtin::QName | Builtin::Notation),
        Kind::List(item) => holds_names(item),
        Kind::Union(members) => members.iter().any(holds_names),
    }
}

/// Parses names as the model stores them, separated by spaces. Other words than names remain text.
fn names(text: &str, is_name: impl Fn(&str) -> bool) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for name in text.split(' ').filter(|name| !name.is_empty()) {
        if !pieces.is_empty() {
            pieces.push(Piece::Text(" ".into()));
        }
        pieces.push(match is_name(name) {
            true => Piece::Name(expanded(name)),
            false => Piece::Text(name.to_owned()),
        });
    }
    pieces
}

/// Returns another text of the same value that libxml2 also treats as equal, if there is one.
fn other_lexical_form(kind: &Kind, text: &str) -> Option<String> {
    match kind {
        Kind::Atomic(builtin, _) if *builtin == Builtin::Decimal || literal::range(*builtin).is_some() => {
            let is_plain = text.trim().chars().all(|c| c.is_ascii_digit() || c == '.');
            is_plain.then(|| format!("\n0{} ", text.trim()))
        }
        Kind::Atomic(builtin, WhiteSpace::Collapse) if may_be_padded(*builtin) => {
            Some(format!("\n{} ", text.replace(' ', " \n")))
        }
        _ => None,
    }
}

/// Whether values are qualified names or lists of them.
fn is_name(model: &Model, base: Base<'_>) -> bool {
    let is_of_names = |base| matches!(base, Base::Builtin(Builtin::QName | Builtin::Notation));
    match base {
        Base::List(item) => is_of_names(steps(model, item).1),
        base => is_of_names(base),
    }
}

/// Parses a name of the form `{namespace}local`.
fn expanded(text: &str) -> QName {
    match text.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
        Some((namespace, local)) => QName::new(namespace, local),
        None => QName::new("", text),
    }
}

/// Returns texts of a type, including those at the bounds of its facets.
fn pool(builtin: Builtin, steps: &[&Facets]) -> Vec<String> {
    let mut pool: Vec<String> = Vec::new();
    let bounds =
        |facet: fn(&Facets) -> &Option<String>| steps.iter().find_map(move |step| facet(step).clone());
    let least = bounds(|step| &step.min_inclusive);
    let above = bounds(|step| &step.min_exclusive);
    let most = bounds(|step| &step.max_inclusive);
    let below = bounds(|step| &step.max_exclusive);
    if let Some((low, high)) = literal::range(builtin) {
        let whole =
            |bound: &Option<String>| bound.as_ref().and_then(|bound| bound.trim().parse::<i128>().ok());
        let low = whole(&least).or(whole(&above).map(|above| above + 1)).unwrap_or(low);
        let high = whole(&most).or(whole(&below).map(|below| below - 1)).unwrap_or(high);
        for number in [0, 1, -1, 42, low, high, low.saturating_add(1), low.midpoint(high), 12, 100, 1000] {
            if (low..=high).contains(&number) {
                pool.push(number.to_string());
            }
        }
        pool.extend(["007", "+7"].map(str::to_owned).into_iter().filter(|_| low <= 7 && 7 <= high));
        return pool;
    }
    pool.extend(literal::pool(builtin).iter().map(|text| (*text).to_owned()));
    pool.extend([least.clone(), most.clone()].into_iter().flatten());
    if matches!(builtin, Builtin::Decimal | Builtin::Float | Builtin::Double) {
        let number = |bound: Option<String>| bound.and_then(|bound| bound.trim().parse::<f64>().ok());
        let low = number(least.or(above)).unwrap_or(-1000.0);
        let high = number(most.or(below)).unwrap_or(1000.0);
        pool.push(format!("{:.2}", (low + high) / 2.0));
    }
    pool
}

/// Returns a text with the minimum length.
fn filled(builtin: Builtin, steps: &[&Facets]) -> String {
    let least = steps.iter().find_map(|step| step.length.or(step.min_length)).unwrap_or(1);
    let unit = if matches!(builtin, Builtin::HexBinary) { "0A" } else { "a" };
    unit.repeat(least.min(20_000) as usize)
}

/// Returns hexadecimal or base64 text with the permitted number of octets.
fn binary(builtin: Builtin, steps: &[&Facets], choices: &mut Choices<'_>) -> String {
    let exact = steps.iter().find_map(|facets| facets.length);
    let least = exact.or(steps.iter().find_map(|facets| facets.min_length)).unwrap_or(0);
    let most = exact.or(steps.iter().find_map(|facets| facets.max_length)).unwrap_or(least + 9);
    let count = least + choices.below((most.saturating_sub(least)).min(9) as usize + 1) as u64;
    let octets: Vec<u8> = (0..count.min(10_000)).map(|_| choices.below(256) as u8).collect();
    if builtin == Builtin::HexBinary {
        return octets.iter().map(|octet| format!("{octet:02X}")).collect();
    }
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in octets.chunks(3) {
        let at = |place: usize| u32::from(chunk.get(place).copied().unwrap_or_default());
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for place in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * place)) as usize & 63];
            text.push(if place <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    text
}

/// Returns `true` if libxml2 accepts whitespace before and after a value of a built-in type. Because of a
/// bug, it does not accept whitespace after a date or an infinity.
fn may_be_padded(builtin: Builtin) -> bool {
    use Builtin as B;
    let refused = [
        B::AnyUri,
        B::Float,
        B::Double,
        B::DateTime,
        B::Date,
        B::Time,
        B::Duration,
        B::GYearMonth,
        B::GYear,
        B::GMonthDay,
        B::GDay,
        B::GMonth,
    ];
    !refused.contains(&builtin)
}

/// Returns `true` if a text generated from a pattern is a value of the underlying type.
fn is_legal(builtin: Builtin, text: &str) -> bool {
    use Builtin as B;
    if let Some((low, high)) = literal::range(builtin) {
        return text.parse::<i128>().is_ok_and(|number| (low..=high).contains(&number));
    }
    let is_name = |text: &str, colon: bool| {
        let first = text.chars().next();
        first.is_some_and(|c| c.is_alphabetic() || c == '_')
            && text.chars().all(|c| c.is_alphanumeric() || "._-".contains(c) || colon && c == ':')
    };
    match builtin {
        B::Boolean => matches!(text, "true" | "false" | "1" | "0"),
        B::HexBinary => text.len().is_multiple_of(2) && text.chars().all(|c| c.is_ascii_hexdigit()),
        B::Decimal => {
            let digits = text.trim_start_matches(['+', '-']);
            text.len() - digits.len() < 2
                && digits.chars().any(|c| c.is_ascii_digit())
                && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
                && digits.matches('.').count() < 2
                && digits.len() < 20
        }
        B::Float | B::Double => matches!(text, "INF" | "-INF" | "NaN") || text.parse::<f64>().is_ok(),
        B::DateTime => text.parse::<saponify::xsd::DateTime>().is_ok(),
        B::Date => text.parse::<saponify::xsd::Date>().is_ok(),
        B::Time => text.parse::<saponify::xsd::Time>().is_ok(),
        B::Duration => text.parse::<saponify::xsd::Duration>().is_ok(),
        B::NcName | B::Id | B::IdRef => is_name(text, false),
        B::Name => is_name(text, true),
        B::NmToken => !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "._-:".contains(c)),
        B::Language => {
            text.split('-')
                .all(|part| (1..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric()))
                && text.split('-').next().is_some_and(|part| part.chars().all(|c| c.is_ascii_alphabetic()))
        }
        B::AnyUri => {
            !text.contains(|c: char| " <>\"{}|\\^`[]".contains(c))
                && !text.starts_with(':')
                && !text.contains('%')
                || literal::pool(builtin).contains(&text)
        }
        _ => true,
    }
}
