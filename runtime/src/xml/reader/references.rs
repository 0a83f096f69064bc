//! References to characters and entities (XML 1.0, section 4.1).

use super::scan;

/// The character of a reference, given its text between `&` and `;`.
pub(super) fn referenced(name: &str) -> Option<char> {
    Some(match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = name.strip_prefix('#')?;
            let (digits, radix) = match number.strip_prefix('x') {
                Some(digits) => (digits, 16),
                None => (number, 10),
            };
            // `from_str_radix` would accept a sign too.
            if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                return None;
            }
            let number = u32::from_str_radix(digits, radix).ok()?;
            char::from_u32(number).filter(|&character| scan::is_character(character))?
        }
    })
}

/// An attribute value with references resolved and white space replaced by spaces (XML 1.0, section
/// 3.3.3).
pub(crate) fn normalised(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find(['&', '\t', '\n', '\r']) {
        let (before, special) = rest.split_at(at);
        text.push_str(before);
        let reference = special.strip_prefix('&').and_then(|after| after.split_once(';'));
        rest = match reference {
            Some((name, after)) => {
                text.push(referenced(name).unwrap_or_default());
                after
            }
            None => {
                text.push(' ');
                special.strip_prefix("\r\n").or(special.get(1..)).unwrap_or("")
            }
        };
    }
    text.push_str(rest);
    text
}
