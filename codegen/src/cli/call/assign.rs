//! `path=value` arguments: parses them and enters the values into a JSON document.

use crate::cli::convert::Json;

/// Maximum index of an array. Each item up to the largest index must be given, so a larger index is a mistake.
const MAX_INDEX: usize = 100_000;

/// A parsed argument.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Assignment {
    /// The path as given.
    pub(super) path: String,
    steps: Vec<Step>,
    pub(super) value: Given,
}

/// Value of an argument: text after `=`, or JSON after `:=`.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Given {
    Text(String),
    Json(Json),
}

#[derive(Clone, Debug, PartialEq)]
enum Step {
    Key(String),
    Index(usize),
}

/// Parses `path=value` or `path:=JSON`.
///
/// # Errors
///
/// A message that describes the mistake in the argument.
pub(super) fn parse(argument: &str) -> Result<Assignment, String> {
    let equals =
        outside_braces(argument, '=').ok_or_else(|| format!("`{argument}`: expected `path=value`"))?;
    let (path, value) = argument.split_at(equals);
    let value = value.strip_prefix('=').unwrap_or(value);
    let (path, value) = match path.strip_suffix(':') {
        Some(path) => {
            let json = Json::parse(value).map_err(|error| format!("`{path}`: not JSON: {error}"))?;
            (path, Given::Json(json))
        }
        None => (path, Given::Text(value.to_owned())),
    };
    Ok(Assignment { path: path.to_owned(), steps: steps(path)?, value })
}

/// Returns the position of the first `wanted` outside of braces, which enclose namespaces.
fn outside_braces(text: &str, wanted: char) -> Option<usize> {
    let mut is_inside = false;
    text.char_indices().find_map(|(at, character)| {
        match character {
            '{' => is_inside = true,
            '}' => is_inside = false,
            _ => {}
        }
        (character == wanted && !is_inside).then_some(at)
    })
}

/// Splits a path: keys are separated by dots, indices are in brackets.
fn steps(path: &str) -> Result<Vec<Step>, String> {
    let mut steps = Vec::new();
    let mut rest = path;
    loop {
        let end = match (outside_braces(rest, '.'), outside_braces(rest, '[')) {
            (Some(dot), Some(bracket)) => dot.min(bracket),
            (dot, bracket) => dot.or(bracket).unwrap_or(rest.len()),
        };
        let (key, after) = rest.split_at(end);
        if key.is_empty() {
            return Err(format!("`{path}`: expected a name at the beginning and after each `.`"));
        }
        steps.push(Step::Key(key.to_owned()));
        rest = after;
        while let Some(after) = rest.strip_prefix('[') {
            let index = after.split_once(']').and_then(|(index, after)| Some((index.parse().ok()?, after)));
            let Some((index, after)) = index.filter(|(index, _)| *index <= MAX_INDEX) else {
                return Err(format!("`{path}`: expected an index from 0 to {MAX_INDEX}, such as `[0]`"));
            };
            steps.push(Step::Index(index));
            rest = after;
        }
        match rest.strip_prefix('.') {
            Some(after) => rest = after,
            None if rest.is_empty() => return Ok(steps),
            None => return Err(format!("`{path}`: expected `.` after `]`")),
        }
    }
}

/// Enters values into a document. If a path is given several times, its values form an array.
///
/// # Errors
///
/// All paths that do not fit the document.
pub(super) fn enter(document: &mut Json, values: Vec<(Assignment, Json)>) -> Result<(), Vec<String>> {
    let mut mistakes = Vec::new();
    let mut known: Vec<Vec<Step>> = Vec::new();
    for (assignment, value) in values {
        let again = known.contains(&assignment.steps);
        if let Err(mistake) = put(document, &assignment.steps, value, again) {
            mistakes.push(format!("`{}`: {mistake}", assignment.path));
        }
        known.push(assignment.steps);
    }
    if mistakes.is_empty() { Ok(()) } else { Err(mistakes) }
}

fn put(place: &mut Json, steps: &[Step], value: Json, again: bool) -> Result<(), String> {
    let Some((step, rest)) = steps.split_first() else {
        *place = match std::mem::replace(place, Json::Null) {
            Json::Array(mut items) if again => {
                items.push(value);
                Json::Array(items)
            }
            known if again => Json::Array(vec![known, value]),
            _ => value,
        };
        return Ok(());
    };
    match step {
        Step::Key(key) => {
            if matches!(place, Json::Null) {
                *place = Json::Object(Vec::new());
            }
            let Json::Object(members) = place else {
                return Err(format!(
                    "`{key}` is a member of an object, but `--json` or another argument sets its parent to another kind of value"
                ));
            };
            let at = match members.iter().position(|(known, _)| known == key) {
                Some(at) => at,
                None => {
                    members.push((key.clone(), Json::Null));
                    members.len() - 1
                }
            };
            match members.get_mut(at) {
                Some((_, member)) => put(member, rest, value, again),
                None => Ok(()),
            }
        }
        Step::Index(index) => {
            if matches!(place, Json::Null) {
                *place = Json::Array(Vec::new());
            }
            let Json::Array(items) = place else {
                return Err(format!(
                    "`[{index}]` is an item of an array, but `--json` or another argument sets its parent to another kind of value"
                ));
            };
            if *index > items.len() {
                return Err(format!("the item `[{}]` is missing: give all items, in order", items.len()));
            }
            if *index == items.len() {
                items.push(Json::Null);
            }
            match items.get_mut(*index) {
                Some(item) => put(item, rest, value, again),
                None => Ok(()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(arguments: &[&str]) -> Result<String, Vec<String>> {
        let mut document = Json::Null;
        let values = arguments.iter().map(|argument| {
            let assignment = parse(argument).unwrap();
            let value = match &assignment.value {
                Given::Text(text) => Json::Bare(text.clone()),
                Given::Json(json) => json.clone(),
            };
            (assignment, value)
        });
        enter(&mut document, values.collect())?;
        Ok(document.compact())
    }

    #[test]
    fn paths_make_objects_and_arrays() {
        for (arguments, expected) in [
            (&["A=1", "B.C=x=y", "B.@d="][..], r#"{"A":"1","B":{"C":"x=y","@d":""}}"#),
            (&["A[0].B=1", "A[0].C=2", "A[1].B=3"], r#"{"A":[{"B":"1","C":"2"},{"B":"3"}]}"#),
            (&["A=1", "A=2", "A=3"], r#"{"A":["1","2","3"]}"#),
            (&["A:=[1,2]", "B:=null"], r#"{"A":[1,2],"B":null}"#),
            (&["{urn:a.b=c[}A.B=1"], r#"{"{urn:a.b=c[}A":{"B":"1"}}"#),
        ] {
            assert_eq!(document(arguments).as_deref(), Ok(expected), "{arguments:?}");
        }
    }

    #[test]
    fn paths_that_do_not_fit_are_reported_together() {
        let mistakes = document(&["A=1", "A.B=2", "C[1]=3", "A[0]=4"]).unwrap_err();
        assert_eq!(mistakes.len(), 3, "{mistakes:?}");
        for argument in ["A", "=1", "A..B=1", "A[x]=1", "A[0]B=1", "A:=x", "A[99999999]=1"] {
            assert!(parse(argument).is_err(), "{argument}");
        }
    }
}
