//! Identifiers within one scope: the first that asks keeps the plain name.

use std::{
    collections::{HashMap, HashSet},
    rc::Rc,
};

use super::letters::{Letters, Style};

/// The identifiers of a module, a struct, an enum or an `impl`.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    taken: HashSet<String>,
    /// The number to try next after a name and its kind, so that a thousand equal names are not tried a million times.
    next: HashMap<String, u64>,
    letters: Rc<Letters>,
}

impl Scope {
    /// A scope in which some identifiers are taken from the start.
    pub(super) fn with(letters: &Rc<Letters>, taken: &[&str]) -> Self {
        let taken = taken.iter().map(|ident| (*ident).to_owned()).collect();
        Self { taken, next: HashMap::new(), letters: Rc::clone(letters) }
    }

    /// Gives `wanted`, else `wanted` with its kind, else that with a number. The kind is in the style of the identifier. Cuts
    /// names that no file system would take.
    pub(super) fn claim(&mut self, wanted: &str, kind: &str) -> String {
        let style = match kind.trim_start_matches('_').starts_with(char::is_lowercase) {
            true => Style::Snake,
            false => Style::Capital,
        };
        let accepted = self.letters.accepted(wanted, style);
        let wanted = cut(&accepted);
        let bare = wanted.trim_end_matches('_');
        let with_kind = format!("{bare}{kind}");
        for candidate in [wanted, with_kind.as_str()] {
            if !self.taken.contains(candidate) {
                self.taken.insert(candidate.to_owned());
                return candidate.to_owned();
            }
        }
        let next = self.next.entry(with_kind.clone()).or_insert(2);
        loop {
            let candidate = format!("{with_kind}{next}");
            *next += 1;
            if self.taken.insert(candidate.clone()) {
                return candidate;
            }
        }
    }
}

/// Bytes of a name. File systems take 255, and names get kinds, numbers and extensions.
const LENGTH: usize = 200;

/// The beginning of a name that is too long.
pub(super) fn cut(name: &str) -> &str {
    let end = (0..=LENGTH.min(name.len())).rev().find(|&end| name.is_char_boundary(end));
    end.and_then(|end| name.get(..end)).unwrap_or(name)
}

/// Names of the prelude that generated code uses, so that no item may shadow them.
pub(crate) const PRELUDE: &[&str] =
    &["Option", "Vec", "String", "Box", "Default", "Into", "FnOnce", "FnMut", "ToOwned", "Self", "T"];

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::Scope;

    #[test]
    fn the_first_keeps_the_plain_name_and_the_next_takes_its_kind_then_a_number() {
        let mut scope = Scope::with(&Rc::default(), &["Option"]);
        assert_eq!(scope.claim("User", "Type"), "User");
        assert_eq!(scope.claim("User", "Element"), "UserElement");
        assert_eq!(scope.claim("User", "Element"), "UserElement2");
        assert_eq!(scope.claim("Option", "Type"), "OptionType");
        assert_eq!(scope.claim("type_", "_attribute"), "type_");
        assert_eq!(scope.claim("type_", "_attribute"), "type_attribute");
    }
}
