use std::{collections::BTreeSet, fmt::Write, fs, path::Path};

use unicode_normalization::UnicodeNormalization;
use unicode_security::{
    GeneralSecurityProfile, is_potential_mixed_script_confusable_char, mixed_script::AugmentedScriptSet,
};

/// All letters that Unicode allows in identifiers.
fn allowed() -> impl Iterator<Item = char> {
    ('\0'..=char::MAX).filter(|letter| letter.identifier_allowed())
}

/// Compares a file with its expected text, or writes it.
fn assert_file(name: &str, expected: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/plan/names/unicode").join(name);
    if std::env::var_os("SAPONIFY_BLESS").is_some() {
        fs::write(&path, expected).unwrap();
    }
    assert!(fs::read_to_string(&path).unwrap() == expected, "{name} differs: run with SAPONIFY_BLESS=1");
}

#[test]
fn scripts_are_those_of_unicode_security() {
    let mut lines: Vec<(AugmentedScriptSet, Vec<(char, char)>)> = Vec::new();
    for letter in allowed() {
        let scripts = AugmentedScriptSet::for_char(letter);
        let index = lines.iter().position(|(known, _)| *known == scripts).unwrap_or_else(|| {
            lines.push((scripts, Vec::new()));
            lines.len() - 1
        });
        match lines[index].1.last_mut() {
            Some((_, last)) if u32::from(*last) + 1 == u32::from(letter) => *last = letter,
            _ => lines[index].1.push((letter, letter)),
        }
    }
    let mut text = String::new();
    for (_, ranges) in lines {
        let ranges = ranges.iter().map(|(first, last)| match first == last {
            true => format!("{:x}", u32::from(*first)),
            false => format!("{:x}-{:x}", u32::from(*first), u32::from(*last)),
        });
        writeln!(text, "{}", ranges.collect::<Vec<_>>().join(" ")).unwrap();
    }
    assert_file("scripts.txt", &text);
}

#[test]
fn confusable_letters_are_those_of_unicode_security() {
    let mut text = String::new();
    for letter in allowed().filter(|letter| is_potential_mixed_script_confusable_char(*letter)) {
        writeln!(text, "{:x}", u32::from(letter)).unwrap();
    }
    assert_file("confusable.txt", &text);
}

#[test]
fn prototypes_are_those_of_unicode_security() {
    let mut text = String::new();
    let letters: BTreeSet<char> = allowed().nfd().collect();
    for letter in letters {
        let prototype: String = unicode_security::skeleton(&letter.to_string()).collect();
        if prototype != letter.to_string() {
            writeln!(text, "{:x} {prototype}", u32::from(letter)).unwrap();
        }
    }
    assert_file("prototypes.txt", &text);
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
