//! Options for the generated code. The [`Builder`](crate::Builder) records them, and the plan reads them.

use std::collections::BTreeMap;

/// Options of a run. The [`Builder`](crate::Builder) and the command line set them.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Patterns (`Get*`) of the operations to generate; empty for all.
    pub operations: Vec<String>,
    /// Renamed components: path (`User`, `User/AssociateId`, `ETableRight/Select`) to new name.
    pub renames: BTreeMap<String, String>,
    /// Traits to derive for every type, in addition to `Clone`, `Debug` and `Default`.
    pub derives: Vec<String>,
    /// Whether an absent number or boolean becomes its default instead of `None`.
    pub plain_scalars: bool,
    /// Whether nil and absent are distinguished, by `Nillable<T>`.
    pub nil_kept: bool,
    /// Whether an empty element of a text type is an empty text even if the schema gives it a default or
    /// fixed value.
    pub empty_kept: bool,
    /// Whether members of simple types keep the `xsi:type` of their element, as `Typed<T>`.
    pub types_kept: bool,
    /// Whether nil members of lists are errors, so that lists are `Vec<T>`.
    pub nil_members_refused: bool,
    /// Whether enumerations are closed: a value that the contract does not list is an error.
    pub closed_enumerations: bool,
    /// Rust types that replace simple types, by the local name (`guid`) or the expanded name (`{urn:x}guid`)
    /// of the simple type.
    pub types: BTreeMap<String, String>,
    /// Members that are secret (`true`) or not secret despite their name (`false`), by component path or
    /// name.
    pub secrets: BTreeMap<String, bool>,
    /// The reply header that reports whether the call succeeded.
    pub success: Success,
    /// Whether types that no operation uses are generated as well.
    pub all_types: bool,
    /// Whether types implement `Validate`, which checks the facets of their members.
    pub validate: bool,
    /// Whether each service gets a trait for its implementation.
    pub server: bool,
    /// Whether services contain their documents, to answer `GET ?wsdl`.
    pub embed_contract: bool,
}

/// The reply header that reports whether a call succeeded.
#[derive(Clone, Debug, Default)]
pub enum Success {
    /// The boolean header `Succeeded`, if every reply declares it.
    #[default]
    Automatic,
    /// The header with this name, in replies that declare it.
    Header(String),
    /// No header.
    Ignored,
}

/// Whether a name matches a pattern, in which `*` matches any sequence of characters.
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
    fn a_star_matches_any_run_of_characters() {
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
