//! Identifiers within one scope: the first that asks keeps the plain name.

use std::collections::HashSet;

/// The identifiers of a module, a struct, an enum or an `impl`.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    taken: HashSet<String>,
}

impl Scope {
    /// A scope in which some identifiers are taken from the start.
    pub(super) fn with(taken: &[&str]) -> Self {
        Self { taken: taken.iter().map(|ident| (*ident).to_owned()).collect() }
    }

    /// Gives `wanted`, else `wanted` with its kind, else that with a number.
    pub(super) fn claim(&mut self, wanted: &str, kind: &str) -> String {
        let bare = wanted.trim_end_matches('_');
        let candidates = [wanted.to_owned(), format!("{bare}{kind}")];
        let numbered = (2..).map(|number: u64| format!("{bare}{kind}{number}"));
        for candidate in candidates.into_iter().chain(numbered) {
            if self.taken.insert(candidate.clone()) {
                return candidate;
            }
        }
        wanted.to_owned()
    }
}

/// Names of the prelude that generated code uses, so that no item may shadow them.
pub(crate) const PRELUDE: &[&str] =
    &["Option", "Vec", "String", "Box", "Default", "Into", "FnOnce", "FnMut", "ToOwned", "Self", "T"];

#[cfg(test)]
mod tests {
    use super::Scope;

    #[test]
    fn the_first_keeps_the_plain_name_and_the_next_takes_its_kind_then_a_number() {
        let mut scope = Scope::with(&["Option"]);
        assert_eq!(scope.claim("User", "Type"), "User");
        assert_eq!(scope.claim("User", "Element"), "UserElement");
        assert_eq!(scope.claim("User", "Element"), "UserElement2");
        assert_eq!(scope.claim("Option", "Type"), "OptionType");
        assert_eq!(scope.claim("type_", "_attribute"), "type_");
        assert_eq!(scope.claim("type_", "_attribute"), "type_attribute");
    }
}
