//! Derives Rust identifiers from the names of a contract, and module names from its namespaces.
//!
//! Each name is converted independently. The scopes in `names` resolve conflicts between identifiers.

use crate::{
    escape::is_hidden,
    lists::{CollectVec, PushAll},
    unicode::normalization::{nfc, nfkc},
};

/// The identifier of a field, function or module: `GenerateNewPassword` becomes `generate_new_password`,
/// `type` becomes `type_`.
///
/// The result is always a legal identifier.
pub(crate) fn snake(name: &str) -> String {
    let lowered: Vec<String> = identifier_words(name).iter().map(|word| word.to_lowercase()).collect_vec();
    keyword_safe(legal(&lowered.join("_"), "value_"))
}

/// The identifier of a type or variant. Keeps the schema's spelling if it follows Rust's convention
/// (`SoCredentials`, `ETableRight`), and changes the case otherwise (`userInfo`, `foo-bar.baz`, `URL`,
/// `1.0`).
///
/// Names that consist of capitals are changed too: clippy rejects `URL` as a type in a private module.
pub(crate) fn camel(name: &str) -> String {
    let words = identifier_words(name);
    let spelled = joined(words.iter().map(String::as_str));
    if !is_all_capitals(&spelled) {
        return keyword_safe(legal(&spelled, "Value"));
    }
    let lowered: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect_vec();
    let recased = joined(lowered.iter().map(String::as_str));
    if is_all_capitals(&recased) {
        // Words of one letter: `A-B-C` becomes `Abc`.
        return legal(&joined([recased.to_lowercase().as_str()].into_iter()), "Value");
    }
    keyword_safe(legal(&recased, "Value"))
}

/// Joins two names in the style of [`camel`]. The underscore that distinguishes the first from a keyword is left
/// out, because rustc warns about an underscore within a name.
pub(crate) fn compound(first: &str, second: &str) -> String {
    match second.is_empty() {
        true => first.to_owned(),
        false => format!("{}{second}", first.trim_end_matches('_')),
    }
}

/// Whether a name consists of capitals and is longer than a short abbreviation.
fn is_all_capitals(name: &str) -> bool {
    name.chars().filter(|letter| letter.is_alphabetic()).count() > 2 && !name.chars().any(char::is_lowercase)
}

/// Joins words, each with an initial capital. Inserts an underscore between two digits, which would
/// otherwise merge into one number.
fn joined<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut joined = String::new();
    for word in words {
        let between_digits = joined.ends_with(|last: char| last.is_ascii_digit())
            && word.starts_with(|first: char| first.is_ascii_digit());
        if between_digits {
            joined.push('_');
        }
        let mut rest = word.chars();
        joined.extend(rest.next().into_iter().flat_map(char::to_uppercase));
        joined.push_str(rest.as_str());
    }
    joined
}

/// The identifier of a constant: `GenerateNewPassword` becomes `GENERATE_NEW_PASSWORD`.
pub(crate) fn screaming(name: &str) -> String {
    let raised: Vec<String> = identifier_words(name).iter().map(|word| word.to_uppercase()).collect_vec();
    legal(&raised.join("_"), "VALUE_")
}

/// A short word in snake case for a namespace: `http://www.onvif.org/ver10/schema` becomes `schema`.
///
/// A version alone is not descriptive, so it is joined with the word before it: `…/orders/2006/05`
/// becomes `orders_2006_05`.
pub(crate) fn namespace_word(uri: &str) -> String {
    let uri = uri.trim();
    let uri = uri.split_once('?').map_or(uri, |(before, _)| before);
    let (host, path) = match uri.split_once("://") {
        Some((_, rest)) => rest.split_once(['/', '#']).unwrap_or((rest, "")),
        None => ("", uri.strip_prefix("urn:").unwrap_or(uri)),
    };
    let mut parts = vec![host_word(host)];
    for segment in path.split(['/', ':', '#']).map(without_extension) {
        let labels: Vec<&str> = segment.split('.').collect_vec();
        match labels.as_slice() {
            _ if is_version(segment) => parts.push(segment),
            // A host name in a URN: the labels before the domain are more descriptive than the domain.
            [before @ .., _, "com" | "org" | "net"] if host.is_empty() => {
                let word = before.iter().find(|label| !matches!(**label, "types" | "www" | "schemas" | "ns"));
                parts.push(word.copied().unwrap_or_else(|| host_word(segment)));
            }
            labels => parts.extend(labels),
        }
    }
    parts.retain(|part| part.chars().any(char::is_alphanumeric));
    // The last part may denote only a file format: `…/media/wsdl` becomes `media`.
    while parts.len() > 1 && parts.last().is_some_and(|part| is_format(part)) {
        parts.pop();
    }
    let word = parts.iter().rposition(|part| !is_version(part));
    match word.and_then(|word| parts.get(word..)) {
        Some(parts) => snake(&parts.join("_")),
        None => "namespace".to_owned(),
    }
}

/// The label of a host that identifies the organization: `schemas.microsoft.com` becomes `microsoft`.
fn host_word(host: &str) -> &str {
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let host = host.split_once(':').map_or(host, |(host, _)| host);
    let mut labels = host.split('.').rev().filter(|label| !label.is_empty());
    match (labels.next(), labels.next(), labels.next()) {
        (Some(_), Some("co" | "com" | "org" | "net" | "gov" | "ac" | "edu"), Some(word)) => word,
        (Some(_), Some(word), _) => word,
        (Some(word), None, _) => word,
        _ => "",
    }
}

/// Removes a file extension: `User.svc` becomes `User`.
fn without_extension(segment: &str) -> &str {
    match segment.rsplit_once('.') {
        Some((stem, extension)) if is_format(extension) && !stem.is_empty() => stem,
        _ => segment,
    }
}

/// Whether a part denotes a file format instead of a subject.
fn is_format(part: &str) -> bool {
    const FORMATS: [&str; 11] =
        ["wsdl", "xsd", "asmx", "svc", "php", "aspx", "html", "jsp", "cfc", "pl", "idl"];
    FORMATS.iter().any(|format| part.eq_ignore_ascii_case(format))
}

/// Whether a part is only a version or a date: `2006`, `v1`, `1.0`, `ver10`, `2006-05-01`.
fn is_version(part: &str) -> bool {
    let lowered = part.to_lowercase();
    let number = ["version", "ver", "v", "r"].iter().find_map(|mark| lowered.strip_prefix(mark));
    let number = number.unwrap_or(&lowered).trim_start_matches(['-', '_', '.']);
    number.starts_with(|first: char| first.is_ascii_digit())
        && number.chars().all(|character| character.is_ascii_digit() || "._-".contains(character))
}

/// The words of a name. Symbols at its beginning and end become words too: `A+` becomes `A`, `Plus`.
fn identifier_words(name: &str) -> Vec<String> {
    let name = name.trim();
    let found = words(name);
    if found.is_empty() {
        return symbol_words(name);
    }
    // `A+` and `A-`, `<5` and `>5`, `-1` and `1` differ only in a symbol at the beginning or the end.
    let is_edge = |character: &char| !character.is_alphanumeric() && edge_symbol(*character).is_some();
    let leading: Vec<char> = name.chars().take_while(is_edge).take(MAX_SYMBOLS).collect_vec();
    let trailing: Vec<char> = name.chars().rev().take_while(is_edge).take(MAX_SYMBOLS).collect_vec();
    let named = |symbols: Vec<char>| symbols.into_iter().filter_map(edge_symbol).map(str::to_owned);
    named(leading).chain(found).chain(named(trailing).rev()).collect_vec()
}

/// Maximum number of consecutive symbols that are converted to words (`*` to `Star`), so that a name of a
/// thousand asterisks still gives a usable identifier.
const MAX_SYMBOLS: usize = 8;

fn edge_symbol(character: char) -> Option<&'static str> {
    if "+-*%=<>!?&@#$^~€£°".contains(character) { symbol(character) } else { None }
}

/// The words for a name without letters and digits.
fn symbol_words(name: &str) -> Vec<String> {
    if name.is_empty() {
        return vec!["Empty".to_owned()];
    }
    let word = |character: char| match symbol(character) {
        Some(word) => word.to_owned(),
        None => format!("U{:X}", u32::from(character)),
    };
    name.chars().filter(|character| !character.is_whitespace()).take(MAX_SYMBOLS).map(word).collect_vec()
}

fn symbol(character: char) -> Option<&'static str> {
    Some(match character {
        '+' => "Plus",
        '-' | '−' => "Minus",
        '*' => "Star",
        '/' => "Slash",
        '\\' => "Backslash",
        '%' => "Percent",
        '=' => "Equal",
        '<' => "Less",
        '>' => "Greater",
        '!' => "Not",
        '?' => "Question",
        '&' => "And",
        '|' => "Pipe",
        '@' => "At",
        '#' => "Hash",
        '$' => "Dollar",
        '^' => "Caret",
        '~' => "Tilde",
        '.' => "Dot",
        ',' => "Comma",
        ':' => "Colon",
        ';' => "Semicolon",
        '\'' => "Apostrophe",
        '"' => "Quote",
        '(' => "LeftParenthesis",
        ')' => "RightParenthesis",
        '[' => "LeftBracket",
        ']' => "RightBracket",
        '{' => "LeftBrace",
        '}' => "RightBrace",
        '_' => "Underscore",
        '`' => "Backtick",
        '€' => "Euro",
        '£' => "Pound",
        '¥' => "Yen",
        '§' => "Section",
        '°' => "Degree",
        '×' => "Times",
        '÷' => "Divided",
        '±' => "PlusMinus",
        '–' | '—' => "Dash",
        _ => return None,
    })
}

/// Splits a name into words and keeps their spelling: `IPAddress` becomes `IP`, `Address`; `get_users2`
/// becomes `get`, `users2`.
///
/// The name is normalized to NFKC: names that rustc treats as equal become equal here, and no
/// compatibility character remains for its lint `uncommon_codepoints`.
pub(crate) fn words(name: &str) -> Vec<String> {
    let letters: Vec<char> = if name.is_ascii() {
        name.chars().collect()
    } else {
        // rustc warns about invisible letters in identifiers (lint `uncommon_codepoints`).
        let is_joined = |letter: char| is_hidden(letter) && unicode_ident::is_xid_continue(letter);
        let name = nfkc(name);
        name.chars()
            .filter(|&letter| !is_joined(letter) && !matches!(letter, '\u{200C}' | '\u{200D}'))
            .collect_vec()
    };
    let mut words = Vec::new();
    let mut word = String::new();
    for (index, &letter) in letters.iter().enumerate() {
        if is_connector(letter) || !unicode_ident::is_xid_continue(letter) {
            words.push_all((!word.is_empty()).then(|| std::mem::take(&mut word)));
            continue;
        }
        let before = index.checked_sub(1).and_then(|before| letters.get(before)).copied();
        let after = letters.get(index + 1..).unwrap_or_default();
        if !word.is_empty() && letter.is_uppercase() && begins_word(before, after) {
            words.push(std::mem::take(&mut word));
        }
        word.push(letter);
    }
    words.push_all((!word.is_empty()).then_some(word));
    words
}

/// Whether a character separates words although it is allowed in identifiers.
fn is_connector(letter: char) -> bool {
    matches!(letter, '_' | '·' | '‿' | '⁀' | '⁔' | '︳' | '︴' | '﹍' | '﹎' | '﹏' | '＿')
}

/// Whether a capital inside a name begins a word, judged by its neighbours.
fn begins_word(before: Option<char>, after: &[char]) -> bool {
    if before.is_some_and(|before| !before.is_uppercase()) {
        // `3D` is one word.
        return !(after.is_empty() && before.is_some_and(|before| before.is_ascii_digit()));
    }
    // The last of several capitals belongs to the next word (`IPAddress`), except in the plural and the
    // version of an abbreviation (`URLs`, `IPv4`).
    match after {
        ['s'] => false,
        ['s', next, ..] if !next.is_lowercase() => false,
        ['v', next, ..] if next.is_ascii_digit() => false,
        [next, ..] => next.is_lowercase(),
        [] => false,
    }
}

/// Returns the identifier, with the prefix `front` if its first character cannot begin an identifier.
fn legal(identifier: &str, front: &str) -> String {
    // Changing the case of a letter may give several letters, some of which are not allowed in identifiers.
    let mut legal = nfc(identifier);
    legal.retain(|letter| letter == '_' || unicode_ident::is_xid_continue(letter));
    match legal.chars().next() {
        Some(first) if unicode_ident::is_xid_start(first) => legal,
        // A combining character may compose with the last letter of the prefix.
        Some(_) => nfc(&format!("{front}{legal}")),
        None => front.trim_end_matches('_').to_owned(),
    }
}

fn keyword_safe(mut identifier: String) -> String {
    if KEYWORDS.contains(&identifier.as_str()) {
        identifier.push('_');
    }
    identifier
}

/// The strict and reserved keywords of all editions up to 2024.
#[rustfmt::skip]
const KEYWORDS: [&str; 52] = [
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do",
    "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop",
    "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static",
    "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where",
    "while", "yield",
];

#[cfg(test)]
mod tests;
