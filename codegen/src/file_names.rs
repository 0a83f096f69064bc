//! Names of files and folders that every file system accepts: not reserved, not too long, and distinct
//! from their neighbours regardless of case.

#[cfg(feature = "cli")]
use crate::map::Map;
use crate::map::Set;
use crate::unicode::normalization::nfc;

/// Maximum length of a name, in bytes. File systems allow 255; the difference leaves room for suffixes, numbers
/// and extensions.
const MAX_LENGTH: usize = 200;

/// The longest prefix of a name that is within [`MAX_LENGTH`].
pub(crate) fn cut(name: &str) -> &str {
    let end = (0..=MAX_LENGTH.min(name.len())).rev().find(|&end| name.is_char_boundary(end));
    end.and_then(|end| name.get(..end)).unwrap_or(name)
}

/// Whether Windows treats a name as a device, regardless of its case and extension.
pub(crate) fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end_matches(' ');
    let stem = stem.to_ascii_uppercase();
    if matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$") {
        return true;
    }
    let number = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
    let mut number = number.unwrap_or_default().chars();
    matches!((number.next(), number.next()), (Some('0'..='9' | '¹' | '²' | '³'), None))
}

/// The names that are in use in a folder.
#[derive(Default)]
pub(crate) struct FileNames {
    /// The names in use, in the form that [`folded`] returns.
    taken: Set<String>,
    /// The number to try next for a name. Without it, a thousand equal names would need half a million
    /// attempts.
    #[cfg(feature = "cli")]
    next: Map<String, u64>,
}

impl FileNames {
    /// Creates the set of names with some in use from the start.
    pub(crate) fn with(taken: &[&str]) -> Self {
        let mut names = Self::default();
        taken.iter().for_each(|name| names.take(name));
        names
    }

    /// Whether a name is not reserved and not in use.
    pub(crate) fn is_free(&self, name: &str) -> bool {
        !is_reserved(name) && !self.taken.contains(&folded(name))
    }

    /// Marks a name as used.
    pub(crate) fn take(&mut self, name: &str) {
        self.taken.insert(folded(name));
    }

    /// Claims the name with the extension. If that is in use, inserts the next free number between them.
    #[cfg(feature = "cli")]
    pub(crate) fn claim(&mut self, name: &str, extension: &str) -> String {
        let name = if name.is_empty() { "unnamed" } else { cut(name) };
        let plain = format!("{name}{extension}");
        if self.is_free(&plain) {
            self.take(&plain);
            return plain;
        }
        let next = self.next.or_insert(folded(name), 2);
        loop {
            let numbered = format!("{name}-{next}{extension}");
            *next += 1;
            if !is_reserved(&numbered) && self.taken.insert(folded(&numbered)) {
                return numbered;
            }
        }
    }
}

/// A common form of all names that some file system treats as equal: composed letters (NFC), with
/// differences of case removed.
fn folded(name: &str) -> String {
    nfc(&nfc(name).to_uppercase().to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_of_windows_are_reserved_whatever_their_case_and_extension() {
        for name in
            ["con", "PRN.md", "Aux.tar.gz", "nul ", "com1", "LPT9.rs", "COM¹", "lpt³.txt", "conin$", "com0"]
        {
            assert!(is_reserved(name), "{name}");
        }
        for name in ["", "con_", "icon", "com", "com10", "com12.md", "lpt-1", "nuls", "auxiliary.md", "COM⁴"]
        {
            assert!(!is_reserved(name), "{name}");
        }
    }

    #[test]
    fn names_are_cut_by_bytes_between_letters() {
        assert_eq!(cut("short"), "short");
        assert_eq!(cut(&"a".repeat(300)).len(), 200);
        assert_eq!(cut(&"名".repeat(100)).len(), 198);
        assert_eq!(cut(&format!("a{}", "🙂".repeat(100))).len(), 197);
    }

    #[test]
    fn names_that_differ_in_case_or_composition_are_one() {
        let names = FileNames::with(&["Straße", "Ünï", "σας"]);
        for name in ["straße", "STRASSE", "U\u{308}ni\u{308}", "ΣΑΣ", "σασ", "CON"] {
            assert!(!names.is_free(name), "{name}");
        }
        assert!(names.is_free("strase"));
    }

    #[cfg(feature = "cli")]
    #[test]
    fn a_name_that_is_taken_or_reserved_gets_a_number() {
        let mut names = FileNames::with(&["index.md"]);
        let claimed = ["Index", "User", "user", "USER", "nul", "", "名"].map(|name| names.claim(name, ".md"));
        let expected = ["Index-2.md", "User.md", "user-2.md", "USER-3.md", "nul-2.md", "unnamed.md", "名.md"];
        assert_eq!(claimed, expected);
        assert!(names.claim(&"名".repeat(200), ".md").len() <= 255);
    }
}
