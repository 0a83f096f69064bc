use std::collections::BTreeMap;

use proptest::prelude::*;
use unicode_normalization::{UnicodeNormalization as _, char as properties};

use super::{
    super::tests::{assert_file, numbers, texts},
    hangul, nfc, nfd, nfkc,
};

/// All letters except syllables of the Korean script.
fn letters() -> impl Iterator<Item = char> {
    ('\0'..=char::MAX).filter(|letter| !('\u{AC00}'..='\u{D7A3}').contains(letter))
}

/// The letter and the last combining character that a letter is composed from.
fn pair(letter: char) -> Option<String> {
    let decomposed: Vec<char> = letter.nfd().collect();
    let (last, before) = decomposed.split_last()?;
    let mut before = before.iter().copied().nfc();
    let first = before.next().filter(|_| before.next().is_none())?;
    (properties::compose(first, *last) == Some(letter)).then(|| String::from_iter([first, *last]))
}

#[test]
fn pairs_are_those_of_unicode_normalization() {
    assert_file(
        "normalization/pairs.txt",
        &texts(letters().filter_map(|letter| Some((letter, pair(letter)?)))),
    );
}

#[test]
fn canonical_decompositions_are_those_of_unicode_normalization() {
    let others = letters().filter(|letter| pair(*letter).is_none());
    let decomposed = others.map(|letter| (letter, letter.nfd().collect::<String>()));
    let decomposed = decomposed.filter(|(letter, text)| !text.chars().eq([*letter]));
    assert_file("normalization/canonical.txt", &texts(decomposed));
}

#[test]
fn compatible_decompositions_are_those_of_unicode_normalization() {
    let decomposed = letters().filter(|letter| !letter.nfkd().eq(letter.nfd()));
    let decomposed = decomposed.map(|letter| (letter, letter.nfkd().collect()));
    assert_file("normalization/compatible.txt", &texts(decomposed));
}

#[test]
fn classes_are_those_of_unicode_normalization() {
    let mut classes: BTreeMap<u8, Vec<char>> = BTreeMap::new();
    for letter in letters() {
        classes.entry(properties::canonical_combining_class(letter)).or_default().push(letter);
    }
    classes.remove(&0);
    assert_file("normalization/classes.txt", &numbers(classes.into_values()));
}

fn assert_forms(text: &str) {
    assert_eq!(nfc(text), text.nfc().collect::<String>(), "{text:?}");
    assert_eq!(nfd(text), text.nfd().collect::<String>(), "{text:?}");
    assert_eq!(nfkc(text), text.nfkc().collect::<String>(), "{text:?}");
}

#[test]
fn each_letter_has_the_forms_of_unicode_normalization() {
    for letter in '\0'..=char::MAX {
        let text = letter.to_string();
        assert_forms(&text);
        assert_forms(&text.nfd().collect::<String>());
        assert_forms(&text.nfkd().collect::<String>());
    }
}

#[test]
fn syllables_are_composed_from_two_or_three_letters() {
    assert_eq!(nfc("\u{1112}\u{1161}\u{11ab}"), "한");
    assert_eq!(nfc("\u{1112}\u{1161}\u{11a7}"), "하\u{11a7}");
    assert_eq!(nfc("한\u{11ab}"), "한\u{11ab}");
    assert_eq!(hangul::composition('\u{1161}', '\u{11ab}'), None);
}

#[test]
fn combining_characters_are_ordered_before_they_are_composed() {
    // The cedilla does not prevent that the acute accent is composed, another accent does.
    assert_eq!(nfc("e\u{301}\u{327}"), "\u{229}\u{301}");
    assert_eq!(nfc("a\u{327}\u{301}"), "\u{e1}\u{327}");
    assert_eq!(nfc("a\u{313}\u{301}"), "a\u{313}\u{301}");
    assert_eq!(nfd("a\u{301}\u{327}"), "a\u{327}\u{301}");
}

proptest! {
    #[test]
    fn texts_have_the_forms_of_unicode_normalization(text in text()) {
        assert_forms(&text);
    }
}

/// Texts of letters that are decomposed or combined, among others.
fn text() -> impl Strategy<Value = String> {
    let decomposed: Vec<char> = letters().filter(|letter| !letter.nfkd().eq([*letter])).collect();
    let combining: Vec<char> = letters().filter(|letter| properties::is_combining_mark(*letter)).collect();
    let letter = prop_oneof![
        prop::sample::select(decomposed),
        prop::sample::select(combining),
        any::<char>(),
        proptest::char::range('a', 'z'),
        proptest::char::range('\u{300}', '\u{345}'),
        proptest::char::range('\u{1100}', '\u{11ff}'),
        proptest::char::range('\u{ac00}', '\u{d7a3}'),
    ];
    prop::collection::vec(letter, 0..8).prop_map(|letters| letters.into_iter().collect())
}
