//! References to characters, and which characters a comment may hold.

/// The text with its references resolved; an unknown one stays as it is.
pub(super) fn resolved(text: &str) -> String {
    let mut resolved = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        resolved.push_str(before);
        match reference(after) {
            Some((character, length)) => {
                resolved.extend(character);
                rest = after.get(length..).unwrap_or_default();
            }
            None => {
                resolved.push('&');
                rest = after;
            }
        }
    }
    resolved.push_str(rest);
    resolved
}

/// The character of a reference behind its `&`, and the length to its `;`; no character if it names an illegal one.
fn reference(text: &str) -> Option<(Option<char>, usize)> {
    let name: &str = text.get(..text.bytes().take(10).position(|byte| byte == b';')?)?;
    let number = match name.strip_prefix('#') {
        Some(digits) => match digits.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok(),
            None => digits.parse().ok(),
        },
        None => None,
    };
    let character = match number {
        Some(number) => char::from_u32(number),
        None => Some(*NAMED.iter().find_map(|(known, character)| (*known == name).then_some(character))?),
    };
    Some((character, name.len() + 1))
}

/// The names of XML, and those of HTML that documentations use.
#[rustfmt::skip]
const NAMED: [(&str, char); 38] = [
    ("amp", '&'), ("apos", '\''), ("gt", '>'), ("lt", '<'), ("quot", '"'), ("nbsp", ' '), ("bull", '•'),
    ("cent", '¢'), ("copy", '©'), ("deg", '°'), ("euro", '€'), ("ge", '≥'), ("hellip", '…'), ("larr", '←'),
    ("laquo", '«'), ("ldquo", '“'), ("le", '≤'), ("lsquo", '‘'), ("mdash", '—'), ("micro", 'µ'), ("middot", '·'),
    ("minus", '−'), ("ndash", '–'), ("ne", '≠'), ("para", '¶'), ("plusmn", '±'), ("pound", '£'), ("raquo", '»'),
    ("rarr", '→'), ("rdquo", '”'), ("reg", '®'), ("rsquo", '’'), ("sect", '§'), ("times", '×'), ("trade", '™'),
    ("uml", '¨'), ("yen", '¥'), ("szlig", 'ß'),
];

/// The text without what rustc refuses in a comment or a reader cannot see; line ends are `\n`.
pub(super) fn clean(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .map(|character| match character {
            '\r' | '\u{2028}' | '\u{2029}' | '\u{85}' => '\n',
            other => other,
        })
        .filter(|&character| {
            matches!(character, '\n' | '\t') || !character.is_control() && !is_invisible(character)
        })
        .collect()
}

/// Whether a character has no shape: marks of direction and of joining, but for the joiners that some scripts need.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{AD}'
            | '\u{61C}'
            | '\u{180E}'
            | '\u{200B}'
            | '\u{200E}'
            | '\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{FFFE}'
            | '\u{FFFF}'
            | '\u{E0000}'..='\u{E01EF}'
    )
}
