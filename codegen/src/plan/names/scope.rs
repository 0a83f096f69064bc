//! Unique identifiers within one scope. The first component that claims a name gets it unchanged.

use std::rc::Rc;

use super::letters::{Letters, Style};
use crate::{
    file_names::{FileNames, cut},
    map::{Map, Set},
};

/// The identifiers of a module, a struct, an enum or an `impl`.
#[derive(Default)]
pub(crate) struct Scope {
    taken: Set<String>,
    /// For each name with its kind, the number to try next. Without this map, a thousand equal names would need
    /// half a million attempts.
    next: Map<String, u64>,
    letters: Rc<Letters>,
    /// The file names of the inner modules, each of which may become a file.
    files: FileNames,
}

impl Scope {
    /// Creates a scope with some identifiers in use from the start.
    pub(crate) fn with(letters: &Rc<Letters>, taken: &[&str]) -> Self {
        let taken = taken.iter().map(|ident| (*ident).to_owned()).collect();
        Self { taken, next: Map::new(), letters: Rc::clone(letters), files: FileNames::default() }
    }

    /// Creates the scope of a root module. Its files may be in the same folder as `lib.rs`, `main.rs` and
    /// `bin`, which Cargo finds by their names.
    pub(crate) fn of_root(letters: &Rc<Letters>, taken: &[&str]) -> Self {
        Self { files: FileNames::with(&["lib", "main", "bin"]), ..Self::with(letters, taken) }
    }

    /// Claims `wanted` if it is free. Otherwise claims `wanted` followed by `kind` (`name_element`) or, if this
    /// is in use too, by `kind` and a number (`name_element2`). The kind must be in the style of the
    /// identifier. Names that are too long for file systems are truncated.
    pub(crate) fn claim(&mut self, wanted: &str, kind: &str) -> String {
        self.claim_if(wanted, kind, |_| true)
    }

    /// Like [`claim`](Self::claim), for a module. The name is also a valid file name.
    pub(crate) fn claim_module(&mut self, wanted: &str) -> String {
        let mut files = std::mem::take(&mut self.files);
        let name = self.claim_if(wanted, "_module", |name| files.is_free(name));
        files.take(&name);
        self.files = files;
        name
    }

    fn claim_if(&mut self, wanted: &str, kind: &str, is_free: impl Fn(&str) -> bool) -> String {
        let style = match kind.trim_start_matches('_').starts_with(char::is_lowercase) {
            true => Style::Snake,
            false => Style::Capital,
        };
        let accepted = self.letters.accepted(wanted, style);
        let wanted = cut(&accepted);
        let bare = wanted.trim_end_matches('_');
        let with_kind = format!("{bare}{kind}");
        for candidate in [wanted, with_kind.as_str()] {
            if !self.taken.contains(candidate) && is_free(candidate) {
                self.taken.insert(candidate.to_owned());
                return candidate.to_owned();
            }
        }
        let next = self.next.or_insert(with_kind.clone(), 2);
        loop {
            let candidate = format!("{with_kind}{next}");
            *next += 1;
            if is_free(&candidate) && self.taken.insert(candidate.clone()) {
                return candidate;
            }
        }
    }
}

/// Names of the prelude that generated code uses and that no item may shadow.
pub(crate) const PRELUDE: &[&str] =
    &["Option", "Vec", "String", "Box", "Default", "Into", "FnOnce", "FnMut", "ToOwned", "Self", "T"];

/// Names that no module may shadow: crates, and the aliases by which generated code imports modules of the
/// runtime.
pub(crate) const CRATES: &[&str] = &["std", "saponify", "saponify_server", "saponify_policy", "saponify_xsd"];

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::{Letters, Scope};

    #[test]
    fn equal_names_get_their_kind_then_a_number() {
        let mut scope = Scope::with(&Rc::default(), &["Option"]);
        assert_eq!(scope.claim("User", "Type"), "User");
        assert_eq!(scope.claim("User", "Element"), "UserElement");
        assert_eq!(scope.claim("User", "Element"), "UserElement2");
        assert_eq!(scope.claim("Option", "Type"), "OptionType");
        assert_eq!(scope.claim("type_", "_attribute"), "type_");
        assert_eq!(scope.claim("type_", "_attribute"), "type_attribute");
    }

    #[test]
    fn a_module_has_a_name_that_a_file_of_any_system_can_have() {
        let letters = Rc::new(Letters::of(["größe", "名前"].into_iter()));
        let mut scope = Scope::of_root(&letters, &["Option"]);
        for (wanted, expected) in [
            ("con", "con_module"),
            ("com1", "com1_module"),
            ("lib", "lib_module"),
            ("main", "main_module"),
            ("bin", "bin_module"),
            ("shop", "shop"),
            ("shop", "shop_module"),
            ("größe", "größe"),
            ("grösse", "grösse_module"),
        ] {
            assert_eq!(scope.claim_module(wanted), expected);
        }
        assert!(scope.claim_module(&"名".repeat(200)).len() <= 240);
        assert_eq!(Scope::with(&letters, &[]).claim_module("main"), "main");
    }
}
