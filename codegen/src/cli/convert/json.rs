//! JSON values that keep the digits of numbers and the order of members, with parser and printer.

use std::fmt;

use serde::{
    Deserialize,
    de::{Deserializer, MapAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::escape;

/// Maximum nesting depth of arrays and objects. An element needs at most three levels of JSON: an object, its
/// `$content`, and an object with the name of the child.
const MAX_DEPTH: usize = 3 * DEPTH_OF_ELEMENTS + 12;
/// Maximum nesting depth of elements that are converted, as in the runtime's reader.
pub(super) const DEPTH_OF_ELEMENTS: usize = 96;
/// Maximum number of levels by which a line is indented. Deeper values are indented by this number of levels.
const MAX_INDENTED_LEVELS: usize = 40;

/// JSON value.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::cli) enum Json {
    Null,
    Bool(bool),
    /// Number, as its text.
    Number(String),
    Text(String),
    /// Text of a command line argument. It is converted to the type that the contract declares.
    Bare(String),
    Array(Vec<Json>),
    /// Members in the order of the document. A key occurs once.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Creates a text.
    pub(in crate::cli) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Creates an object with one member.
    pub(in crate::cli) fn member(key: impl Into<String>, value: Self) -> Self {
        Self::Object(vec![(key.into(), value)])
    }

    /// Returns the value of a member of an object.
    pub(in crate::cli) fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.iter().find(|(own, _)| own == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// Returns the kind of the value, with an article, for error messages.
    pub(super) fn kind(&self) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Bool(value) => value.to_string(),
            Self::Number(number) => format!("the number {number}"),
            Self::Text(text) | Self::Bare(text) => format!("`{}`", shortened(text)),
            Self::Array(_) => "an array".to_owned(),
            Self::Object(_) => "an object".to_owned(),
        }
    }

    /// Parses a JSON document.
    ///
    /// # Errors
    ///
    /// A message with line and column.
    pub(in crate::cli) fn parse(text: &str) -> Result<Self, String> {
        let raw: &RawValue = serde_json::from_str(text).map_err(|error| error.to_string())?;
        Self::of(raw, 0).map_err(|error| error.to_string())
    }

    /// Converts text that serde_json has checked. One level is read at a time, because only the raw text keeps all
    /// digits of a number.
    fn of(raw: &RawValue, depth: usize) -> Result<Self, serde_json::Error> {
        let text = raw.get();
        if depth > MAX_DEPTH {
            return Err(serde::de::Error::custom(format!(
                "more than {MAX_DEPTH} levels of arrays and objects"
            )));
        }
        Ok(match text.as_bytes().first() {
            Some(b'{') => {
                let Members(members) = serde_json::from_str(text)?;
                let members = members.into_iter().map(|(key, raw)| Ok((key, Self::of(raw, depth + 1)?)));
                Self::Object(members.collect::<Result<_, serde_json::Error>>()?)
            }
            Some(b'[') => {
                let items: Vec<&RawValue> = serde_json::from_str(text)?;
                let items = items.into_iter().map(|raw| Self::of(raw, depth + 1));
                Self::Array(items.collect::<Result<_, _>>()?)
            }
            Some(b'"') => Self::Text(serde_json::from_str(text)?),
            Some(b'n') => Self::Null,
            Some(b't' | b'f') => Self::Bool(text == "true"),
            _ => Self::Number(text.to_owned()),
        })
    }

    /// Prints the value on several lines.
    pub(in crate::cli) fn pretty(&self) -> String {
        let mut out = String::new();
        self.print(&mut out, Some(0), false);
        out.push('\n');
        out
    }

    /// Prints the value on several lines, with terminal colours.
    pub(in crate::cli) fn coloured(&self) -> String {
        let mut out = String::new();
        self.print(&mut out, Some(0), true);
        out.push('\n');
        out
    }

    /// Prints the value on one line.
    pub(in crate::cli) fn compact(&self) -> String {
        let mut out = String::new();
        self.print(&mut out, None, false);
        out
    }

    /// Prints the value, indented by two spaces per level if `depth` is given.
    fn print(&self, out: &mut String, depth: Option<usize>, colour: bool) {
        let scalar = |out: &mut String, code: &str, text: &str| match colour {
            true => out.push_str(&format!("\u{1b}[{code}m{text}\u{1b}[0m")),
            false => out.push_str(text),
        };
        match self {
            Self::Null => scalar(out, "2", "null"),
            Self::Bool(value) => scalar(out, "33", if *value { "true" } else { "false" }),
            Self::Number(number) => scalar(out, "36", number),
            Self::Text(text) | Self::Bare(text) => scalar(out, "32", &quoted(text)),
            Self::Array(items) if items.is_empty() => out.push_str("[]"),
            Self::Object(members) if members.is_empty() => out.push_str("{}"),
            Self::Array(items) => {
                out.push('[');
                for (place, item) in items.iter().enumerate() {
                    separate(out, place, depth);
                    item.print(out, depth.map(|depth| depth + 1), colour);
                }
                line(out, depth);
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for (place, (key, value)) in members.iter().enumerate() {
                    separate(out, place, depth);
                    scalar(out, "1;34", &quoted(key));
                    out.push_str(if depth.is_some() { ": " } else { ":" });
                    value.print(out, depth.map(|depth| depth + 1), colour);
                }
                line(out, depth);
                out.push('}');
            }
        }
    }
}

/// Returns a text as a JSON string. Hidden characters are escaped.
fn quoted(text: &str) -> String {
    escape::json(&serde_json::Value::from(text).to_string()).into_owned()
}

/// Returns the beginning of a text for a message.
pub(in crate::cli) fn shortened(text: &str) -> String {
    const MAX_QUOTED_CHARACTERS: usize = 60;
    match text.char_indices().nth(MAX_QUOTED_CHARACTERS).and_then(|(end, _)| text.get(..end)) {
        Some(start) => format!("{start}…"),
        None => text.to_owned(),
    }
}

fn separate(out: &mut String, place: usize, depth: Option<usize>) {
    if place > 0 {
        out.push(',');
    }
    line(out, depth.map(|depth| depth + 1));
}

fn line(out: &mut String, depth: Option<usize>) {
    if let Some(depth) = depth {
        out.push('\n');
        out.push_str(&"  ".repeat(depth.min(MAX_INDENTED_LEVELS)));
    }
}

/// Members of an object, in order.
struct Members<'t>(Vec<(String, &'t RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;

        impl<'de> Visitor<'de> for Collect {
            type Value = Members<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members: Vec<(String, &'de RawValue)> = Vec::new();
                let mut known = std::collections::HashSet::new();
                while let Some((key, value)) = map.next_entry::<String, &'de RawValue>()? {
                    if !known.insert(key.clone()) {
                        return Err(serde::de::Error::custom(format!("the key `{key}` occurs twice")));
                    }
                    members.push((key, value));
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Collect)
    }
}

#[cfg(test)]
mod tests {
    use super::Json;

    #[test]
    fn digits_and_the_order_of_members_are_kept() {
        let text = r#"{"b":1.10,"a":[123456789012345678901234567890,-1e400,true,null,"é\n"],"c":{},"d":[]}"#;
        assert_eq!(Json::parse(text).unwrap().compact(), text);
    }

    #[test]
    fn errors_state_the_place() {
        for (text, expected) in [
            ("{\"a\": 1,\n \"b\": x}", "expected value at line 2 column 7"),
            ("{\"a\": 1, \"a\": 2}", "the key `a` occurs twice"),
            ("1 2", "trailing characters at line 1 column 3"),
        ] {
            let error = Json::parse(text).unwrap_err();
            assert!(error.starts_with(expected), "{text}: {error}");
        }
        let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(Json::parse(&deep(301)).is_ok());
        assert!(Json::parse(&deep(302)).unwrap_err().contains("more than 300 levels"));
        assert!(Json::parse(&deep(100_000)).is_err());
    }

    #[test]
    fn printing_indents_by_two_spaces() {
        let json = Json::parse(r#"{"a":[1,{"b":null}],"c":[]}"#).unwrap();
        let expected = "{\n  \"a\": [\n    1,\n    {\n      \"b\": null\n    }\n  ],\n  \"c\": []\n}\n";
        assert_eq!(json.pretty(), expected);
    }
}
