//! Properties of letters by Unicode Technical Standard 39, "Unicode Security Mechanisms", by which rustc warns about
//! identifiers.

use std::sync::LazyLock;

use super::{Numbers, Texts, letter, normalization::nfd};
use crate::lists::CollectVec as _;

static SCRIPTS: LazyLock<Numbers> = LazyLock::new(|| Numbers::parse(include_str!("scripts.txt")));

static CONFUSABLE: LazyLock<Vec<char>> =
    LazyLock::new(|| include_str!("confusable.txt").lines().filter_map(letter).collect_vec());

/// Letters that represent others in skeletons.
static PROTOTYPES: LazyLock<Texts> = LazyLock::new(|| Texts::parse(include_str!("prototypes.txt")));

/// Number of the set of scripts in which a letter is used. Letters with the same set have the same number.
/// `None` if Unicode does not allow the letter in identifiers.
pub(crate) fn scripts(letter: char) -> Option<usize> {
    SCRIPTS.get(letter)
}

/// Whether a letter resembles a letter with other scripts.
pub(crate) fn is_confusable(letter: char) -> bool {
    CONFUSABLE.binary_search(&letter).is_ok()
}

/// The skeleton of an identifier that consists of allowed letters. Identifiers that look alike have the same
/// skeleton.
pub(crate) fn skeleton(identifier: &str) -> String {
    let mut skeleton = String::with_capacity(identifier.len());
    for letter in nfd(identifier).chars() {
        match PROTOTYPES.get(letter) {
            Some(prototype) => skeleton.push_str(prototype),
            None => skeleton.push(letter),
        }
    }
    nfd(&skeleton)
}

#[cfg(test)]
mod tests;
