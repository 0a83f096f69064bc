//! What a user can choose about the generated code. Recorded by the [`Builder`](crate::Builder), read by the plan.

use std::collections::BTreeMap;

/// The options of a run. [`Builder`](crate::Builder) and the command line fill it in.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Patterns (`Get*`) of the operations to generate; empty for all.
    pub operations: Vec<String>,
    /// New names, by component path: `User`, `User/AssociateId`, `ETableRight/Select`.
    pub renames: BTreeMap<String, String>,
    /// Derives beyond `Clone`, `Debug` and `Default`, for every type.
    pub derives: Vec<String>,
    /// Whether an absent number or boolean is its default and not `None`.
    pub plain_scalars: bool,
    /// Whether nil is kept apart from absent, as `Nillable<T>`.
    pub nil_kept: bool,
    /// Whether an empty element of a text type is an empty text, though the schema gives it a default or fixed value.
    pub empty_kept: bool,
    /// Whether members of simple types keep the `xsi:type` of their element, as `Typed<T>`.
    pub types_kept: bool,
    /// Whether the members of lists may not be nil, so that lists are `Vec<T>`.
    pub nil_members_refused: bool,
    /// Whether enumerations are closed: an unknown value is an error.
    pub closed_enumerations: bool,
    /// Rust types for simple types, by name of the type: local (`guid`) or expanded (`{urn:x}guid`).
    pub types: BTreeMap<String, String>,
    /// Members that are secret, or not secret although their name says so, by component path.
    pub secrets: BTreeMap<String, bool>,
    /// Which reply header says whether the call succeeded.
    pub success: Success,
    /// Whether types that no operation reaches are generated as well.
    pub all_types: bool,
    /// Whether types get a `validate()` that checks the facets of their members.
    pub validate: bool,
}

/// Which reply header says whether a call succeeded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Success {
    /// A boolean header `Succeeded`, where every reply declares it.
    #[default]
    Automatic,
    /// This header, where a reply declares it.
    Header(String),
    /// None.
    Ignored,
}

/// Whether a pattern with `*` for any run of characters matches a name.
pub(crate) fn matches(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(rest) = parts.next().and_then(|first| name.strip_prefix(first)) else { return false };
    let Some(last) = parts.next_back() else { return rest.is_empty() };
    let Some(mut rest) = rest.strip_suffix(last) else { return false };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = rest.get(at + part.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_any_run_of_characters() {
        for (pattern, name, expected) in [
            ("GetUser", "GetUser", true),
            ("GetUser", "GetUsers", false),
            ("Get*", "GetUser", true),
            ("*", "", true),
            ("*User*", "GetUserList", true),
            ("G*r*t", "GetUserList", true),
            ("ab*ba", "aba", false),
            ("*List", "GetUserLists", false),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }
}
