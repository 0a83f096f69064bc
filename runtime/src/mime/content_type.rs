//! Media types and their parameters (RFC 9110, section 8.3).

use std::borrow::Cow;

/// The media type of a `Content-Type` value, without parameters.
pub(crate) fn media_type(content_type: &str) -> &str {
    split_at_byte(content_type, b';').map_or(content_type, |(media, _)| media).trim_ascii()
}

/// Whether a media type begins with this text. Case is ignored.
pub(crate) fn is_type(content_type: &str, beginning: &str) -> bool {
    content_type
        .trim_ascii_start()
        .get(..beginning.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(beginning))
}

/// Whether a `Content-Type` value is an XML type, or empty.
pub(crate) fn is_xml(content_type: &str) -> bool {
    let media = media_type(content_type);
    media.is_empty() || (media.to_ascii_lowercase().ends_with("xml") && !is_type(media, "application/xhtml"))
}

/// The value of a parameter, without quotes. The case of the name is ignored.
pub(crate) fn parameter<'c>(content_type: &'c str, name: &str) -> Option<Cow<'c, str>> {
    let (_, mut rest) = split_at_byte(content_type, b';')?;
    loop {
        let (found, after) = split_at_byte(rest, b'=')?;
        // Skip parameters without a value.
        let found = found.rsplit(';').next().unwrap_or_default().trim_ascii();
        let after = after.trim_ascii_start();
        let (value, next) = match after.strip_prefix('"').or_else(|| after.strip_prefix('\'')) {
            Some(quoted) => unquoted(quoted, if after.starts_with('"') { '"' } else { '\'' }),
            None => {
                let (value, next) = split_at_byte(after, b';').unwrap_or((after, ""));
                (Cow::Borrowed(value.trim_ascii()), next)
            }
        };
        if found.eq_ignore_ascii_case(name) {
            return Some(value);
        }
        rest = next;
    }
}

/// Splits a text at the first byte of this value, which is ASCII. For a short text, a loop over the bytes is faster
/// than the search of the standard library.
fn split_at_byte(text: &str, byte: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|other| other == byte)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// The content of a quoted string, and the text after it.
fn unquoted(text: &str, quote: char) -> (Cow<'_, str>, &str) {
    let mut escaped = false;
    let end = text.find(|character: char| {
        let ends = character == quote && !escaped;
        escaped = character == '\\' && !escaped;
        ends
    });
    let (value, rest) = end.and_then(|end| text.split_at_checked(end)).unwrap_or((text, ""));
    let mut value = Cow::Borrowed(value);
    if value.contains('\\') {
        let mut escaped = false;
        value.to_mut().retain(|character| {
            escaped = character == '\\' && !escaped;
            !escaped
        });
    }
    (value, rest.strip_prefix(quote).unwrap_or(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_is_found_in_any_spelling() {
        for (content_type, expected) in [
            ("text/xml; charset=utf-8", Some("utf-8")),
            ("text/xml; charset=UTF-8 ", Some("UTF-8")),
            ("text/xml;Charset = \"UTF-16\"; x=y", Some("UTF-16")),
            ("text/xml; charset='utf-8'", Some("utf-8")),
            ("text/xml; start-info=\"a; charset=no\"; charset=utf-8", Some("utf-8")),
            ("text/xml; a=\"\\\"; charset=no\"; charset=\"u\\tf\"", Some("utf")),
            ("text/xml; flag; charset=utf-8", Some("utf-8")),
            ("text/xml; charset=\"open", Some("open")),
            ("text/xml; charset=", Some("")),
            ("text/xml; x", None),
            ("charset=utf-8", None),
            ("", None),
        ] {
            assert_eq!(parameter(content_type, "charset").as_deref(), expected, "{content_type}");
        }
    }

    #[test]
    fn types_are_distinguished() {
        for (content_type, expected) in [
            ("text/xml", true),
            ("application/soap+xml; charset=utf-8", true),
            ("", true),
            ("text/html", false),
            ("application/xhtml+xml", false),
            ("application/json", false),
        ] {
            assert_eq!(is_xml(content_type), expected, "{content_type}");
        }
    }
}
