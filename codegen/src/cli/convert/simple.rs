//! Values of simple types: texts of XML to JSON and back, checked by type and facets.

use std::{collections::HashSet, sync::Arc};

use saponify::{Checks, Validate, WhiteSpace, xsd};

use super::{
    Converter,
    builtins::{is_legal, is_number, is_plain_text, is_string, is_value, number, runtime_builtin},
    enumerated::Values,
    json::{Json, shortened},
};
use crate::{
    cli::{
        lexical::Lexical,
        sample::{Base, is_name, steps},
    },
    model::{self, Builtin, Facets, TypeId},
    problem::near_miss,
};

/// Maximum nesting depth of lists and unions.
const MAX_DEPTH: usize = 32;
/// Maximum number of enumeration values that an error lists.
const MAX_LISTED: usize = 20;

impl<'m> Converter<'m> {
    /// Returns `true` if values of a built-in type are numbers.
    pub(in crate::cli) fn is_number(&self, builtin: Builtin) -> bool {
        is_number(builtin)
    }

    /// Converts JSON to a text of a simple type.
    ///
    /// # Errors
    ///
    /// A message with the expected and the actual value.
    pub(super) fn text_of(&self, id: TypeId, json: &Json) -> Result<Lexical, String> {
        self.lexical(id, json, 0, true)
    }

    /// Like [`Converter::text_of`]. If `describes` is false, the error may be empty: a message can contain millions of wrong
    /// values, and to describe one takes a comparison with all values of an enumeration.
    pub(super) fn lexical(
        &self,
        id: TypeId,
        json: &Json,
        depth: usize,
        describes: bool,
    ) -> Result<Lexical, String> {
        let (_, base) = steps(self.model, id);
        let text = match (json, &base) {
            (Json::Array(items), Base::List(item)) if depth < MAX_DEPTH => {
                let mut texts = Vec::new();
                for (place, json) in items.iter().enumerate() {
                    let text = self.lexical(*item, json, depth + 1, describes);
                    let text = text.map_err(|error| format!("item {place}: {error}"))?;
                    texts.push(match text {
                        Lexical::Text(text) | Lexical::Binary(text) => text,
                        Lexical::Name { namespace, local } => expanded(&namespace, &local),
                        Lexical::Names(_) => return Err("an `xs:list` cannot contain lists".to_owned()),
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
        self.check(id, &text, depth, describes).map_err(|error| match error {
            Some(error) => error,
            None => self.expected(id, json),
        })?;
        Ok(match &base {
            _ if is_name(self.model, id) => Lexical::name(text.trim()),
            Base::List(item) if is_name(self.model, *item) => Lexical::names(&text),
            Base::Builtin(Builtin::Base64Binary) => Lexical::Binary(text),
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
        let bytes = self.file_bytes(path)?;
        Ok(match steps(self.model, id).1 {
            Base::Builtin(Builtin::HexBinary) => xsd::HexBinary::from(bytes).to_string(),
            _ => xsd::Base64Binary::from(bytes).to_string(),
        })
    }

    /// Returns the bytes of a part that is sent as an attachment. The JSON is always Base64 or a file, because the
    /// content may be any document.
    ///
    /// # Errors
    ///
    /// A message with the expected and the actual value.
    pub(super) fn bytes_of(&self, json: &Json) -> Result<Vec<u8>, String> {
        let read = |path: &str| self.file_bytes(path);
        let text = match json {
            Json::Bare(text) if text.starts_with('@') => return read(text.trim_start_matches('@')),
            Json::Object(_) => match json.get("$file") {
                Some(Json::Text(path)) => return read(path),
                _ => return Err(format!("expected Base64, found {}", json.kind())),
            },
            Json::Text(text) | Json::Bare(text) => text,
            other => return Err(format!("expected Base64, found {}", other.kind())),
        };
        let bytes = text.trim().parse::<xsd::Base64Binary>();
        bytes
            .map(xsd::Base64Binary::into_vec)
            .map_err(|_| format!("expected Base64 or a file (`@file`), found `{}`", shortened(text)))
    }

    fn file_bytes(&self, path: &str) -> Result<Vec<u8>, String> {
        if !self.reads_files {
            return Err("files are read only by `saponify call`".to_owned());
        }
        std::fs::read(path).map_err(|error| format!("cannot read `{path}`: {error}"))
    }

    /// Checks a text against a simple type. The error describes the violated facet. It is `None` if the text is not a
    /// value of the built-in type or of any member of the union.
    pub(super) fn check(
        &self,
        id: TypeId,
        text: &str,
        depth: usize,
        describes: bool,
    ) -> Result<(), Option<String>> {
        self.check_unless(id, text, depth, describes, &mut HashSet::new())
    }

    /// Like [`Converter::check`]. `rejected` contains the member types of unions that are known to reject the
    /// text, so that each is checked once. In a chain of unions that each contain the next one twice, the
    /// last one would otherwise be checked 2^depth times.
    fn check_unless(
        &self,
        id: TypeId,
        text: &str,
        depth: usize,
        describes: bool,
        rejected: &mut HashSet<usize>,
    ) -> Result<(), Option<String>> {
        let (facets, base) = steps(self.model, id);
        if depth > MAX_DEPTH {
            return Ok(());
        }
        if let Some(values) =
            facets.iter().map(|facets| &facets.enumeration).find(|values| !values.is_empty())
        {
            self.enumerated(values, text, describes)?;
        }
        match base {
            Base::Builtin(builtin) if !is_value(builtin, text) => return Err(None),
            Base::Builtin(_) => {}
            Base::List(item) => {
                for word in text.split_whitespace() {
                    self.check(item, word, depth + 1, describes)?;
                }
            }
            Base::Union(members) => {
                let mut accepts = |member: TypeId| {
                    if rejected.contains(&member.index()) {
                        return false;
                    }
                    let result = self.check_unless(member, text, depth + 1, false, rejected);
                    if result.is_err() {
                        rejected.insert(member.index());
                    }
                    result.is_ok()
                };
                if !members.iter().any(|member| accepts(*member)) {
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
    fn enumerated(
        &self,
        values: &'m [model::EnumerationValue],
        text: &str,
        describes: bool,
    ) -> Result<(), Option<String>> {
        if self.values(values).contains(text) {
            return Ok(());
        }
        if !describes {
            return Err(None);
        }
        let near = near_miss(text, values.iter().map(|value| value.value.as_str()));
        let listed: Vec<_> =
            values.iter().take(MAX_LISTED).map(|value| format!("`{}`", value.value)).collect();
        let more = values.len().saturating_sub(MAX_LISTED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        Err(Some(format!("expected one of {}{more}, found `{}`{near}", listed.join(", "), shortened(text))))
    }

    /// Converts a text of a simple type to JSON. A text that the type does not allow becomes an object with `$text`.
    /// `resolve` expands the prefix of a qualified name.
    pub(super) fn json_of_any(&self, id: TypeId, text: &str, resolve: &dyn Fn(&str) -> String) -> Json {
        let json = self.json_of(id, text, resolve, 0);
        match self.lexical(id, &json, 0, false) {
            Ok(_) => json,
            Err(_) => Json::member("$text", Json::text(text)),
        }
    }

    /// Converts a text of a simple type to JSON. A text that is not a value of the type stays a text.
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
            Base::List(item) if depth < MAX_DEPTH => {
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

    /// Returns `true` if the type is a union, or a list of unions, whose values may be qualified names. JSON could
    /// not distinguish these from other texts.
    pub(super) fn may_hold_names(&self, id: TypeId) -> bool {
        if let Some(known) = self.locked(&self.names).get(&id.index()) {
            return *known;
        }
        // Visit each type once: in a chain of unions that each contain the next one twice, 2^depth paths lead
        // to the last one.
        let (mut left, mut seen, mut found) = (vec![id], HashSet::new(), false);
        while let Some(id) = left.pop() {
            match steps(self.model, id).1 {
                _ if !seen.insert(id.index()) => {}
                Base::Union(members) => {
                    found |= members.iter().any(|member| match steps(self.model, *member).1 {
                        Base::List(item) => is_name(self.model, item),
                        _ => is_name(self.model, *member),
                    });
                    left.extend(members);
                }
                Base::List(item) => left.push(item),
                Base::Builtin(_) => {}
            }
        }
        self.locked(&self.names).insert(id.index(), found);
        found
    }

    /// Returns the values of an enumeration as sets. They are created once.
    fn values(&self, values: &'m [model::EnumerationValue]) -> Arc<Values<'m>> {
        let address = values.as_ptr().addr();
        if let Some(known) = self.locked(&self.values).get(&address) {
            return Arc::clone(known);
        }
        let sets = Arc::new(Values::of(values.iter().map(|value| value.value.as_str())));
        self.locked(&self.values).insert(address, Arc::clone(&sets));
        sets
    }

    /// Returns the facets of a type in the form of the runtime, whose checks need `'static` data. The facets of
    /// each type are created once and live as long as the process.
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
                Base::List(item) if depth < MAX_DEPTH => Some(self.facets(item, depth + 1)),
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

/// Returns a name as the JSON of this converter writes it: `{namespace}local`, or `local` without a
/// namespace.
pub(super) fn expanded(namespace: &str, local: &str) -> String {
    if namespace.is_empty() { local.to_owned() } else { format!("{{{namespace}}}{local}") }
}
