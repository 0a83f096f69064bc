//! Translates regular expressions of XML Schema (Part 2, appendix F) to those of the crate `regex`.
//!
//! The character classes are subsets of those in the specification. Texts are both generated and checked with these
//! subsets.

use std::{iter::Peekable, str::Chars};

use proptest::{
    strategy::{Strategy, ValueTree},
    string::string_regex,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use regex::{Regex, RegexBuilder};

/// Characters that `.` generates.
const ANY: &str = " -~é漢";

/// Returns `true` if one of the patterns matches the complete text; `None` if a pattern is not supported.
pub(crate) fn holds(patterns: &[String], text: &str) -> Option<bool> {
    let mut found = false;
    for pattern in patterns {
        found |= compiled(pattern)?.is_match(text);
    }
    Some(found)
}

/// Returns a text that the pattern matches.
pub(crate) fn example(pattern: &str, seed: [u8; 32]) -> Option<String> {
    let strategy = string_regex(&translated(pattern)?).ok()?;
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    Some(strategy.new_tree(&mut runner).ok()?.current())
}

fn compiled(pattern: &str) -> Option<Regex> {
    let pattern = format!("^(?:{})$", translated(pattern)?);
    RegexBuilder::new(&pattern).size_limit(50 << 20).build().ok()
}

fn translated(pattern: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = pattern.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '[' => out.push_str(&class(&mut rest, 0)?),
            '\\' => out.push_str(&format!("[{}]", escape(&mut rest)?)),
            '.' => out.push_str(&format!("[{ANY}]")),
            '^' | '$' => out.extend(['\\', character]),
            other => out.push(other),
        }
    }
    Some(out)
}

/// Translates a character class, after its opening bracket.
fn class(rest: &mut Peekable<Chars<'_>>, depth: usize) -> Option<String> {
    if depth > 10 {
        return None;
    }
    let negated = rest.next_if_eq(&'^').is_some();
    let mut inner = String::new();
    let mut without = None;
    loop {
        match rest.next()? {
            ']' if !inner.is_empty() => break,
            '-' if rest.peek() == Some(&'[') => {
                rest.next();
                without = Some(class(rest, depth + 1)?);
            }
            '\\' => inner.push_str(&escape(rest)?),
            character @ ('&' | '~' | '^' | '[' | ']') => inner.extend(['\\', character]),
            '-' if inner.is_empty() || rest.peek() == Some(&']') => inner.push_str("\\-"),
            character => inner.push(character),
        }
    }
    let own = if negated { format!("[{ANY}&&[^{inner}]]") } else { format!("[{inner}]") };
    Some(match without {
        Some(without) => format!("[{own}--{without}]"),
        None => own,
    })
}

/// Translates an escape, after its backslash, for use inside brackets.
fn escape(rest: &mut Peekable<Chars<'_>>) -> Option<String> {
    Some(match rest.next()? {
        'd' => "0-9".to_owned(),
        's' => " \\t\\n".to_owned(),
        'w' => "A-Za-z0-9é".to_owned(),
        'i' => "A-Za-z_:".to_owned(),
        'c' => "A-Za-z0-9._:\\-".to_owned(),
        'D' => format!("[{ANY}&&[^0-9]]"),
        'S' => format!("[{ANY}&&[^ ]]"),
        'W' => " .,!\\-".to_owned(),
        'I' => "0-9 .".to_owned(),
        'C' => " !".to_owned(),
        letter @ ('p' | 'P') => {
            rest.next_if_eq(&'{')?;
            let mut name = String::new();
            loop {
                match rest.next()? {
                    '}' => break,
                    character => name.push(character),
                }
            }
            let set = match name.as_str() {
                "IsBasicLatin" => " -~".to_owned(),
                "IsLatin-1Supplement" => "À-Ö".to_owned(),
                name if name.starts_with("Is") => return None,
                name => format!("[{ANY}&&\\p{{{name}}}]"),
            };
            if letter == 'P' { format!("[{ANY}&&[^{set}]]") } else { set }
        }
        character @ ('n' | 'r' | 't') => format!("\\{character}"),
        character if character.is_ascii_punctuation() => format!("\\{character}"),
        _ => return None,
    })
}
