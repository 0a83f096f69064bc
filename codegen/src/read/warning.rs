//! Warnings at attributes, and attributes with a fixed list of allowed values.

use super::tag::Tag;
use crate::{
    lists::CollectVec,
    problem::{Problem, Problems},
};

/// Reports a warning at an attribute, or at the whole start tag if the tag does not have the attribute.
///
/// Real documents have defects, mostly in parts that nobody uses. Therefore defects are warnings: the
/// defective part is left out or kept as plain XML. Files that cannot be read and types that contradict
/// each other are errors.
pub(super) fn warn<'p>(
    problems: &'p mut Problems,
    tag: Tag<'_>,
    attribute: &str,
    message: impl Into<String>,
) -> &'p mut Problem {
    problems.warning(tag.attribute_span(attribute), message).path(tag.path())
}

/// The allowed values of `form`, `elementFormDefault` and `attributeFormDefault`. `true` means that names are
/// qualified.
pub(super) const FORMS: &[(&str, bool)] = &[("qualified", true), ("unqualified", false)];

/// The allowed values of boolean attributes.
pub(super) const BOOLEANS: &[(&str, bool)] = &[("true", true), ("false", false), ("1", true), ("0", false)];

/// Returns the meaning of an attribute whose allowed values are `words`. Returns `None` if the attribute is
/// absent or its value is ignored.
///
/// A value that is not allowed is reported. It is ignored, unless it differs from an allowed value only in
/// case. Values such as `Qualified` occur in real documents, and ignoring them would often change the
/// messages.
pub(super) fn word<T: Copy>(
    problems: &mut Problems,
    tag: Tag<'_>,
    attribute: &str,
    words: &[(&str, T)],
) -> Option<T> {
    let value = tag.attribute(attribute)?;
    if let Some((_, meaning)) = words.iter().find(|(word, _)| *word == value) {
        return Some(*meaning);
    }
    let similar = words.iter().find(|(word, _)| word.eq_ignore_ascii_case(value));
    let allowed = words.iter().map(|(word, _)| *word).collect_vec();
    warn_of_value(problems, tag, attribute, &allowed, similar.map(|(word, _)| *word));
    similar.map(|(_, meaning)| *meaning)
}

/// Reports a value that is not allowed. `similar` is the allowed value that is used instead.
fn warn_of_value(
    problems: &mut Problems,
    tag: Tag<'_>,
    attribute: &str,
    allowed: &[&str],
    similar: Option<&str>,
) {
    let hint = match similar {
        Some(word) => format!("it is read as `{word}`"),
        None => "it is ignored".to_owned(),
    };
    let value = tag.attribute(attribute).unwrap_or_default();
    let message = format!("expected {}, found `{value}`", alternatives(allowed));
    warn(problems, tag, attribute, message).hint(hint);
}

/// Formats the allowed values as a list: `a`, `b` or `c`.
pub(super) fn alternatives(words: &[&str]) -> String {
    let mut quoted = words.iter().map(|word| format!("`{word}`")).collect_vec();
    match quoted.pop() {
        Some(last) if !quoted.is_empty() => format!("{} or {last}", quoted.join(", ")),
        last => last.unwrap_or_default(),
    }
}
