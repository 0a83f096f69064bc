use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization as _;
use unicode_security::{
    GeneralSecurityProfile, is_potential_mixed_script_confusable_char, mixed_script::AugmentedScriptSet,
};

use super::super::tests::{assert_file, numbers, texts};

/// All letters that Unicode allows in identifiers.
fn allowed() -> impl Iterator<Item = char> {
    ('\0'..=char::MAX).filter(|letter| letter.identifier_allowed())
}

#[test]
fn scripts_are_those_of_unicode_security() {
    let mut lines: Vec<(AugmentedScriptSet, Vec<char>)> = Vec::new();
    for letter in allowed() {
        let scripts = AugmentedScriptSet::for_char(letter);
        match lines.iter_mut().find(|(known, _)| *known == scripts) {
            Some((_, letters)) => letters.push(letter),
            None => lines.push((scripts, vec![letter])),
        }
    }
    assert_file("security/scripts.txt", &numbers(lines.into_iter().map(|(_, letters)| letters)));
}

#[test]
fn confusable_letters_are_those_of_unicode_security() {
    let letters = allowed().filter(|letter| is_potential_mixed_script_confusable_char(*letter));
    let lines: String = letters.map(|letter| format!("{:x}\n", u32::from(letter))).collect();
    assert_file("security/confusable.txt", &lines);
}

#[test]
fn prototypes_are_those_of_unicode_security() {
    let letters: BTreeSet<char> = allowed().nfd().collect();
    let skeletons =
        letters.into_iter().map(|letter| (letter, unicode_security::skeleton(&letter.to_string()).collect()));
    let prototypes = skeletons.filter(|(letter, skeleton): &(char, String)| !skeleton.chars().eq([*letter]));
    assert_file("security/prototypes.txt", &texts(prototypes));
}

#[test]
fn letters_have_the_properties_of_unicode_security() {
    for letter in '\0'..=char::MAX {
        assert_eq!(super::scripts(letter).is_some(), letter.identifier_allowed(), "{letter:?}");
        if letter.identifier_allowed() {
            let is_confusable = is_potential_mixed_script_confusable_char(letter);
            assert_eq!(super::is_confusable(letter), is_confusable, "{letter:?}");
            let text = letter.to_string();
            let skeleton: String = unicode_security::skeleton(&text).collect();
            assert_eq!(super::skeleton(&text), skeleton, "{letter:?}");
        }
    }
}
