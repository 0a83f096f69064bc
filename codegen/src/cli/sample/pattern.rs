//! Generates a short text that matches a regular expression of XML Schema (Part 2, appendix F).

use saponify::generated::{general_category, is_name, is_name_start};

use crate::pattern::{self, Atom, Class, Expression, Part, Piece};

/// Maximum length of the text in bytes.
const MAX_LENGTH: usize = 500;
/// Last character that is tried if no usual character matches. Nearly all scripts have letters before it.
const LAST_CHARACTER: char = '\u{3100}';

/// Returns a text that matches `pattern`. It has at least `shortest` characters if the pattern allows.
/// Returns `None` if the pattern is invalid, or no character is found for one of its classes.
pub(super) fn example(pattern: &str, shortest: usize) -> Option<String> {
    let expression = pattern::parse(pattern).ok()?;
    let chosen = branch(&expression)?;
    // Adds repetitions one at a time until the text is long enough.
    (0..=shortest.min(MAX_LENGTH)).find_map(|more| {
        let mut text = String::new();
        write(&chosen, &mut text, more);
        (text.chars().count() >= shortest).then_some(text)
    })
}

/// The pieces of the first branch that is not empty. Each class is reduced to one character.
fn branch(expression: &Expression) -> Option<Vec<Chosen>> {
    let not_empty = expression.branches.iter().find(|branch| !branch.is_empty());
    not_empty.into_iter().flatten().map(Chosen::of).collect()
}

struct Chosen {
    atom: ChosenAtom,
    least: usize,
    most: usize,
}

enum ChosenAtom {
    Character(char),
    Group(Vec<Chosen>),
}

impl Chosen {
    fn of(piece: &Piece) -> Option<Self> {
        let atom = match &piece.atom {
            Atom::Class(class) => ChosenAtom::Character(character(class)?),
            Atom::Group(group) => ChosenAtom::Group(branch(group)?),
        };
        Some(Self { atom, least: piece.least, most: piece.most.unwrap_or(MAX_LENGTH) })
    }
}

fn write(pieces: &[Chosen], text: &mut String, more: usize) {
    for piece in pieces {
        for _ in 0..piece.most.min(piece.least.saturating_add(more)).min(MAX_LENGTH) {
            if text.len() > MAX_LENGTH {
                return;
            }
            match &piece.atom {
                ChosenAtom::Character(character) => text.push(*character),
                ChosenAtom::Group(group) => write(group, text, more),
            }
        }
    }
}

/// A character of the class, preferably a letter or digit.
fn character(class: &Class) -> Option<char> {
    let usual = ('a'..='z').chain('A'..='Z').chain('1'..='9').chain(['0']).chain(' '..=LAST_CHARACTER);
    let mut listed = Vec::new();
    if !class.is_negated {
        beginnings(class, &mut listed);
    }
    listed.into_iter().chain(usual).find(|character| holds(class, *character))
}

/// The first characters of the ranges of a class.
fn beginnings(class: &Class, found: &mut Vec<char>) {
    for part in &class.parts {
        match part {
            Part::Range(first, _) => found.push(*first),
            Part::Class(class) if !class.is_negated => beginnings(class, found),
            Part::NameStart | Part::Name => found.push('a'),
            Part::Class(_) | Part::Categories(_) => {}
        }
    }
}

fn holds(class: &Class, character: char) -> bool {
    let listed = class.parts.iter().any(|part| match part {
        Part::Range(first, last) => (*first..=*last).contains(&character),
        Part::Categories(mask) => mask & (1 << general_category(character)) != 0,
        Part::NameStart => is_name_start(character),
        Part::Name => is_name(character),
        Part::Class(class) => holds(class, character),
    });
    listed != class.is_negated && !class.without.as_ref().is_some_and(|without| holds(without, character))
}

#[cfg(test)]
mod tests {
    use super::example;

    #[test]
    fn the_text_matches_the_pattern() {
        for (pattern, expected) in [
            ("", Some("")),
            ("abc", Some("abc")),
            ("[A-Z]{2}[0-9]{3,5}", Some("AA000")),
            (r"\d{3}-\d+", Some("111-1")),
            ("a|b", Some("a")),
            ("(a|b){2}c?", Some("aa")),
            ("|b", Some("b")),
            ("[^a-y]", Some("z")),
            ("[a-z-[aeiou]]+", Some("b")),
            (r"[\da-f]", Some("a")),
            (r"[\-+]?\p{Lu}\.", Some("A.")),
            (r"\P{L}", Some("1")),
            (r"[\i-[:]][\c-[:]]*", Some("a")),
            (r".{3}", Some("aaa")),
            (r"\p{IsGreek}\p{Lo}\w\D", Some("\u{370}ªaa")),
            ("[-a]", Some("-")),
            ("(", None),
            ("a{", None),
            (r"\p{Nonsense}", None),
            ("[a", None),
            ("*", None),
        ] {
            assert_eq!(example(pattern, 0).as_deref(), expected, "{pattern}");
        }
    }

    #[test]
    fn repetitions_fill_up_the_minimum_length() {
        for (pattern, shortest, expected) in [
            ("[0-9]*", 4, Some("0000")),
            ("ab?c", 3, Some("abc")),
            ("abc", 4, None),
            ("(ab)+", 3, Some("abab")),
        ] {
            assert_eq!(example(pattern, shortest).as_deref(), expected, "{pattern}");
        }
    }

    #[test]
    fn deep_and_long_patterns_are_bounded() {
        example(&"(".repeat(100_000), 0);
        example(&"[".repeat(100_000), 0);
        assert!(example("((a{50}){20}){10}", 0).is_some_and(|text| text.len() < 2000));
    }

    proptest::proptest! {
        #[test]
        fn any_pattern_terminates(pattern in r"[ab.\\\[\](){}|?*+^,0-9dpPwIcL-]{0,40}", shortest in 0_usize..50) {
            if let Some(text) = example(&pattern, shortest) {
                proptest::prop_assert!(text.chars().count() >= shortest && text.len() < 5000);
            }
        }
    }
}
