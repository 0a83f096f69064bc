use std::{fs, path::Path};

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use proptest::prelude::*;

use super::{Lexer, Token};

/// The tokens of a text; `None` if the lexer rejects the text. Omits number literals and the characters `.`, `+` and
/// `-`: the lexer splits `1.5e-3` into several tokens, while `proc_macro2` reads it as one.
fn tokens(text: &str) -> Option<Vec<String>> {
    let mut lexer = Lexer::new(text);
    let mut found = Vec::new();
    while let Some(token) = lexer.token().ok()? {
        match token {
            Token::Literal(text) if text.starts_with(|first: char| first.is_ascii_digit()) => {}
            Token::Word(text) | Token::Literal(text) | Token::Lifetime(text) => found.push(text.to_owned()),
            Token::Mark('.' | '+' | '-') => {}
            Token::Mark(mark) | Token::Open(mark) | Token::Close(mark) => found.push(mark.to_string()),
        }
    }
    Some(found)
}

/// The tokens of a text as `proc_macro2` reads them; `None` if the text is not Rust. Omits documentation comments,
/// which `proc_macro2` turns into attributes.
fn reference(text: &str) -> Option<Vec<String>> {
    let mut found = Vec::new();
    flatten(text.parse().ok()?, &mut found);
    Some(found)
}

fn flatten(tokens: TokenStream, found: &mut Vec<String>) {
    let mut is_lifetime = false;
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(mark) if mark.as_char() == '#' && is_documentation(tokens.peek()) => {
                tokens.next();
            }
            TokenTree::Punct(mark) if matches!(mark.as_char(), '.' | '+' | '-') => {}
            TokenTree::Punct(mark) if mark.as_char() == '\'' => is_lifetime = true,
            TokenTree::Punct(mark) => found.push(mark.as_char().to_string()),
            TokenTree::Ident(word) => {
                let quote = if std::mem::take(&mut is_lifetime) { "'" } else { "" };
                found.push(format!("{quote}{word}"));
            }
            TokenTree::Literal(literal) => {
                let text = literal.to_string();
                if !text.starts_with(|first: char| first.is_ascii_digit()) {
                    found.push(text);
                }
            }
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::None => ("", ""),
                };
                found.push(open.to_owned());
                flatten(group.stream(), found);
                found.push(close.to_owned());
            }
        }
    }
}

fn is_documentation(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Group(group)) if group.stream().to_string().starts_with("doc ="))
}

#[test]
fn generated_code_has_the_tokens_of_rust() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/golden");
    let mut files = 0;
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let found = tokens(&text);
            assert!(found.is_some(), "{} is refused", path.display());
            assert_eq!(found, reference(&text), "{}", path.display());
            files += 1;
        }
    }
    assert!(files > 50);
}

#[test]
fn forms_that_the_generator_does_not_print_are_refused() {
    let strings = [
        r##"r#""#"##,
        r#"r""x"#,
        r#"r""#,
        r#"br"""#,
        r#"c"""#,
        r#"x"""#,
        r#""a"b"#,
        r#""\q""#,
        r#"""#,
        "é\"\"",
    ];
    let characters = ["x'a'", "b'a", "b'a'b", "'", r"'\", "'a'b", "'ab'", "'''", "'1", "'r\"\""];
    let others =
        ["x#a", "r#é", "r#fn#", "/*", "/**/", "//! a", "{", "}", "(]", r"\", "`", "$", "\t", "\u{2019}"];
    for text in strings.into_iter().chain(characters).chain(others) {
        assert_eq!(tokens(text), None, "{text}");
    }
}

#[test]
fn forms_that_the_generator_prints_are_whole_tokens() {
    let literals = [
        "r#type",
        "'a",
        r"b'\''",
        r"'\u{7f}'",
        r#""\"//""#,
        r#"b"\x00\n""#,
        "été",
        "'é'",
        "'_",
        "_",
        "\"/*\"",
    ];
    let text = format!("{} // \"comment", literals.join(" "));
    assert_eq!(tokens(&text), Some(literals.map(str::to_owned).to_vec()));
    assert_eq!(tokens("0x7fu8 1.5e-3 1_000"), Some(Vec::new()));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_096, ..ProptestConfig::default() })]

    #[test]
    fn accepted_text_has_the_tokens_of_rust(
        text in r##"([a-z_]{1,2}|r#|b|[0-9]{1,2}|["'\\/*#!.{}()<>;,:=-]|// ?|\n| |\\u\{7f\}|é|x"|r"|r#"|"#){0,12}"##,
    ) {
        if let (Some(found), Some(expected)) = (tokens(&text), reference(&text)) {
            prop_assert_eq!(found, expected);
        }
    }
}
