//! Properties of letters by Unicode Technical Standard 39, "Unicode Security Mechanisms", by which rustc warns about
//! identifiers.
//!
//! The tables are text files, because a build of the crate `unicode-security`, whose tables are arrays, takes 0.7
//! seconds. The tests compare them with that crate, and write them again with `SAPONIFY_BLESS=1`.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

static TABLES: LazyLock<Tables> = LazyLock::new(Tables::new);

/// Number of the set of scripts in which a letter is used. Letters with the same set have the same number.
/// `None` if Unicode does not allow the letter in identifiers.
pub(super) fn scripts(letter: char) -> Option<usize> {
    let scripts = &TABLES.scripts;
    let next = scripts.partition_point(|(first, ..)| *first <= letter);
    let (_, last, script) = scripts.get(next.checked_sub(1)?)?;
    (letter <= *last).then_some(*script)
}

/// Whether a letter resembles a letter with other scripts.
pub(super) fn is_confusable(letter: char) -> bool {
    TABLES.confusable.binary_search(&letter).is_ok()
}

/// The skeleton of an identifier that consists of allowed letters. Identifiers that look alike have the same
/// skeleton.
pub(super) fn skeleton(identifier: &str) -> String {
    let mut skeleton = String::with_capacity(identifier.len());
    for letter in identifier.nfd() {
        match TABLES.prototypes.binary_search_by_key(&letter, |(letter, _)| *letter) {
            Ok(found) => skeleton.extend(TABLES.prototypes.get(found).map(|(_, prototype)| *prototype)),
            Err(_) => skeleton.push(letter),
        }
    }
    skeleton.nfd().collect()
}

/// The tables, each sorted by letters.
struct Tables {
    /// First and last letter of a range, and the number of its set of scripts.
    scripts: Vec<(char, char, usize)>,
    confusable: Vec<char>,
    /// Letters, and the letters that represent them in skeletons.
    prototypes: Vec<(char, &'static str)>,
}

impl Tables {
    fn new() -> Self {
        let mut scripts = Vec::new();
        // One line for each set of scripts.
        for (number, line) in include_str!("scripts.txt").lines().enumerate() {
            for range in line.split(' ') {
                let (first, last) = range.split_once('-').unwrap_or((range, range));
                if let (Some(first), Some(last)) = (letter(first), letter(last)) {
                    scripts.push((first, last, number));
                }
            }
        }
        scripts.sort_unstable();
        let confusable = include_str!("confusable.txt").lines().filter_map(letter);
        let prototypes = include_str!("prototypes.txt").lines().filter_map(|line| {
            let (letters, prototype) = line.split_once(' ')?;
            Some((letter(letters)?, prototype))
        });
        Self { scripts, confusable: confusable.collect(), prototypes: prototypes.collect() }
    }
}

/// Parses a code point.
fn letter(code: &str) -> Option<char> {
    u32::from_str_radix(code, 16).ok().and_then(char::from_u32)
}

#[cfg(test)]
mod tests;
