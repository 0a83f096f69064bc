//! Normalization forms of Unicode Standard Annex 15, "Unicode Normalization Forms".

use std::sync::LazyLock;

use super::{Numbers, Texts};
use crate::lists::{PushAll as _, SortList as _};

static TABLES: LazyLock<Tables> = LazyLock::new(Tables::new);

/// The composed form of a text (NFC).
pub(crate) fn nfc(text: &str) -> String {
    if text.is_ascii() { text.to_owned() } else { TABLES.compose(&TABLES.decompose(text, false)) }
}

/// The decomposed form of a text (NFD).
pub(crate) fn nfd(text: &str) -> String {
    if text.is_ascii() { text.to_owned() } else { TABLES.decompose(text, false).iter().collect() }
}

/// The composed form of a text, with compatibility characters replaced (NFKC).
pub(crate) fn nfkc(text: &str) -> String {
    if text.is_ascii() { text.to_owned() } else { TABLES.compose(&TABLES.decompose(text, true)) }
}

struct Tables {
    /// Two letters for each letter that is composed from them. The first may have two letters itself.
    pairs: Texts,
    /// The same pairs, each with the composed letter, sorted.
    compositions: Vec<(char, char, char)>,
    /// Canonical decompositions of the letters that no pair is composed to.
    canonical: Texts,
    /// Decompositions of letters that are or contain compatibility characters.
    compatible: Texts,
    /// Combining classes other than 0. The numbers are not those of Unicode, but have the same order.
    classes: Numbers,
}

impl Tables {
    fn new() -> Self {
        let pairs = Texts::parse(include_str!("pairs.txt"));
        let mut compositions = Vec::new();
        for (composed, pair) in &pairs.0 {
            let mut letters = pair.chars();
            if let (Some(first), Some(second)) = (letters.next(), letters.next()) {
                compositions.push((first, second, *composed));
            }
        }
        compositions.sort_list();
        Self {
            pairs,
            compositions,
            canonical: Texts::parse(include_str!("canonical.txt")),
            compatible: Texts::parse(include_str!("compatible.txt")),
            classes: Numbers::parse(include_str!("classes.txt")),
        }
    }

    /// Decomposes all letters, and sorts successive combining characters by their classes.
    fn decompose(&self, text: &str, is_compatible: bool) -> Vec<char> {
        let mut letters = Vec::new();
        for letter in text.chars() {
            self.push_decomposed(letter, is_compatible, &mut letters);
        }
        for marks in letters.chunk_by_mut(|_, next| self.class(*next).is_some()) {
            marks.sort_list_by_key(|letter| self.class(*letter));
        }
        letters
    }

    fn push_decomposed(&self, letter: char, is_compatible: bool, letters: &mut Vec<char>) {
        let compatible = if is_compatible { self.compatible.get(letter) } else { None };
        if let Some(text) = compatible.or_else(|| self.canonical.get(letter)) {
            letters.push_all(text.chars());
        } else if let Some(pair) = self.pairs.get(letter) {
            for letter in pair.chars() {
                self.push_decomposed(letter, is_compatible, letters);
            }
        } else if !hangul::push_decomposed(letter, letters) {
            letters.push(letter);
        }
    }

    /// Composes letters of the decomposed form.
    fn compose(&self, letters: &[char]) -> String {
        let mut composed: Vec<char> = Vec::new();
        // The place of the last letter that is not a combining character.
        let mut starter = None;
        let mut last_class = None;
        for &letter in letters {
            let class = self.class(letter);
            if let Some(place) = starter
                // A letter between them with the same class, or with no class, prevents the composition.
                && (place + 1 == composed.len() || last_class < class)
                && let Some(first) = composed.get_mut(place)
                && let Some(letter) = self.composition(*first, letter)
            {
                *first = letter;
                continue;
            }
            if class.is_none() {
                starter = Some(composed.len());
            }
            last_class = class;
            composed.push(letter);
        }
        composed.iter().collect()
    }

    fn composition(&self, first: char, second: char) -> Option<char> {
        let pair = (first, second);
        match self.compositions.binary_search_by_key(&pair, |(first, second, _)| (*first, *second)) {
            Ok(place) => self.compositions.get(place).map(|(.., letter)| *letter),
            Err(_) => hangul::composition(first, second),
        }
    }

    /// The combining class of a combining character.
    fn class(&self, letter: char) -> Option<usize> {
        self.classes.get(letter)
    }
}

/// Syllables of the Korean script, which are composed by arithmetic (The Unicode Standard, section 3.12).
mod hangul {
    const SYLLABLES: u32 = 0xAC00;
    const LEADING: u32 = 0x1100;
    const VOWELS: u32 = 0x1161;
    /// The letter before the first trailing consonant. In syllables, the number 0 means that there is no such consonant.
    const TRAILING: u32 = 0x11A7;
    const LEADING_COUNT: u32 = 19;
    const VOWEL_COUNT: u32 = 21;
    const TRAILING_COUNT: u32 = 28;

    /// Adds the letters of a syllable. Returns `false` if the letter is not a syllable.
    pub(super) fn push_decomposed(syllable: char, letters: &mut Vec<char>) -> bool {
        let Some(number) = number(syllable, SYLLABLES, LEADING_COUNT * VOWEL_COUNT * TRAILING_COUNT) else {
            return false;
        };
        let (leading_and_vowel, trailing) = (number / TRAILING_COUNT, number % TRAILING_COUNT);
        letters.extend(char::from_u32(LEADING + leading_and_vowel / VOWEL_COUNT));
        letters.extend(char::from_u32(VOWELS + leading_and_vowel % VOWEL_COUNT));
        if trailing > 0 {
            letters.extend(char::from_u32(TRAILING + trailing));
        }
        true
    }

    /// Composes a leading consonant with a vowel, or both with a trailing consonant.
    pub(super) fn composition(first: char, second: char) -> Option<char> {
        if let Some(leading) = number(first, LEADING, LEADING_COUNT) {
            let vowel = number(second, VOWELS, VOWEL_COUNT)?;
            return char::from_u32(SYLLABLES + (leading * VOWEL_COUNT + vowel) * TRAILING_COUNT);
        }
        let syllable = number(first, SYLLABLES, LEADING_COUNT * VOWEL_COUNT * TRAILING_COUNT)?;
        let trailing = number(second, TRAILING, TRAILING_COUNT)?;
        if syllable % TRAILING_COUNT > 0 || trailing == 0 {
            return None;
        }
        char::from_u32(u32::from(first) + trailing)
    }

    /// Number of a letter in the range of `count` letters that begins at `first`.
    fn number(letter: char, first: u32, count: u32) -> Option<u32> {
        u32::from(letter).checked_sub(first).filter(|number| *number < count)
    }
}

#[cfg(test)]
mod tests;
