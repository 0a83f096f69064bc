//! Replaces letters about which rustc warns in identifiers: lints `uncommon_codepoints`,
//! `mixed_script_confusables` and `confusable_idents`, and the lints of naming style for letters without
//! case.
//!
//! Each of these letters is replaced by its code point: the element `ᅣ` becomes the field `u1163`. The
//! name on the wire does not change.

use std::cell::RefCell;

use crate::{
    map::{Map, Set},
    unicode::security::{is_confusable, scripts, skeleton},
};

/// Facts about the letters of all identifiers.
#[derive(Default)]
pub(crate) struct Letters {
    /// Scripts whose letters do not cause a warning of rustc even if they resemble Latin letters. rustc
    /// accepts a script if any identifier has a letter of it that resembles no Latin letter, such as the
    /// Cyrillic `д`.
    trusted: Set<usize>,
    /// Identifiers with non-ASCII letters, by their skeleton (Unicode Technical Standard 39).
    looks: RefCell<Map<String, String>>,
}

impl Letters {
    /// Collects the letters of the names from which all identifiers are made.
    pub(crate) fn of<'n>(names: impl Iterator<Item = &'n str>) -> Self {
        let mut trusted = Set::new();
        for letter in names.filter(|name| !name.is_ascii()).flat_map(str::chars) {
            let is_trusted = |letter: char| scripts(letter).is_some() && !is_confusable(letter);
            // Identifiers may contain the letter in either case.
            if !letter.is_ascii() && cases(letter).all(is_trusted) {
                trusted.extend(scripts(letter));
            }
        }
        Self { trusted, looks: RefCell::default() }
    }

    /// The identifier, in which the letters that rustc would warn about are replaced.
    pub(crate) fn accepted(&self, ident: &str, style: Style) -> String {
        if ident.is_ascii() {
            return ident.to_owned();
        }
        let spelled = spell(ident, style, |letter| self.is_refused(letter));
        if spelled.is_ascii() {
            return spelled;
        }
        let look = skeleton(&spelled);
        let mut looks = self.looks.borrow_mut();
        let is_alone = !look.is_ascii() && looks.get(&look).is_none_or(|known| *known == spelled);
        if !is_alone {
            return spell(&spelled, style, |_| true);
        }
        looks.insert(look, spelled.clone());
        spelled
    }

    fn is_refused(&self, letter: char) -> bool {
        let Some(scripts) = scripts(letter) else { return true };
        let is_suspicious = is_confusable(letter) && !self.trusted.contains(&scripts);
        let has_one_case = (letter.is_lowercase() && letter.to_uppercase().eq([letter]))
            || (letter.is_uppercase() && letter.to_lowercase().eq([letter]));
        is_suspicious || has_one_case
    }
}

/// Case convention of an identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// `user_info`.
    Snake,
    /// `UserInfo`, `USER_INFO`.
    Capital,
}

/// Replaces letters of an identifier by their code points.
fn spell(ident: &str, style: Style, is_spelled: impl Fn(char) -> bool) -> String {
    let mut spelled = String::with_capacity(ident.len() + 8);
    for letter in ident.chars() {
        match (letter.is_ascii() || !is_spelled(letter), style) {
            (true, _) => spelled.push(letter),
            (false, Style::Snake) => spelled.push_str(&format!("u{:x}", u32::from(letter))),
            (false, Style::Capital) => spelled.push_str(&format!("U{:X}", u32::from(letter))),
        }
    }
    spelled
}

/// A letter and its variants in the other cases.
fn cases(letter: char) -> impl Iterator<Item = char> {
    std::iter::once(letter).chain(letter.to_lowercase()).chain(letter.to_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(names: &[&str], ident: &str, style: Style) -> String {
        Letters::of(names.iter().copied()).accepted(ident, style)
    }

    #[test]
    fn common_letters_stay_and_others_are_spelled() {
        assert_eq!(accepted(&["größe"], "größe", Style::Snake), "größe");
        assert_eq!(accepted(&["名前"], "名前", Style::Capital), "名前");
        assert_eq!(accepted(&["ᅣ"], "ᅣ", Style::Snake), "u1163");
        assert_eq!(accepted(&["ᅣ"], "ᅣ", Style::Capital), "U1163");
        assert_eq!(accepted(&["ĸ"], "ĸ", Style::Capital), "U138");
    }

    #[test]
    fn letters_that_look_latin_are_kept_only_beside_unconfusable_ones() {
        assert_eq!(accepted(&["сор"], "сор", Style::Snake), "u441u43eu440");
        assert_eq!(accepted(&["дом"], "дом", Style::Snake), "дом");
        // An identifier that consists of letters that resemble Latin ones is replaced, regardless of other
        // names.
        assert_eq!(accepted(&["сор", "дом"], "сор", Style::Snake), "u441u43eu440");
        assert_eq!(accepted(&["сорт", "дом"], "сорт", Style::Snake), "сорт");
    }

    #[test]
    fn the_second_of_two_confusable_identifiers_gets_code_points() {
        let letters = Letters::of(["дом", "дoм"].into_iter());
        assert_eq!(letters.accepted("дом", Style::Snake), "дом");
        assert_eq!(letters.accepted("дoм", Style::Snake), "u434ou43c");
        assert_eq!(letters.accepted("дом", Style::Snake), "дом");
    }
}
