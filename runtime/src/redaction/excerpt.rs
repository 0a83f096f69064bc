//! Excerpts of unexpected bodies for error messages.

use std::borrow::Cow;

use crate::redaction::mask::{Secrets, mask_places, named};
use crate::text::Name;

/// Maximum number of characters in an excerpt.
const MAX_EXCERPT_CHARACTERS: usize = 300;

/// Number of bytes of text to search. It exceeds the size of an excerpt, because masking and collapsing white
/// space shorten the text.
const SEARCHED_BYTES: usize = 16 << 10;

/// Number of bytes of a body, in any character encoding, that an excerpt is made of.
pub(crate) const EXCERPT_SOURCE_BYTES: usize = 4 * SEARCHED_BYTES;

/// The beginning of a body on one line, with secrets masked.
///
/// If the body contains the element of the declared reply, the excerpt ends before it, because the reply may
/// contain confidential data.
pub(crate) fn excerpt(body: &str, reply: Option<Name<'_>>, secrets: &Secrets) -> String {
    let text = masked_beginning(body, SEARCHED_BYTES, secrets);
    let start = reply.and_then(|name| text.find(name.local()).map(|at| at + name.local().len()));
    let body = reply.map(|name| name.local());
    let shown = |text| shorten(&mask_places(text, named(text, body)), MAX_EXCERPT_CHARACTERS);
    match start.and_then(|end| text.get(..end)) {
        Some(before) => format!("{}…", shown(before)),
        None => shown(&text),
    }
}

/// The first bytes of a text, with secrets masked, including a secret that is cut at the end. The limit bounds the
/// work: a hostile server can send megabytes of text, and megabytes of secrets.
pub(crate) fn masked_beginning<'t>(text: &'t str, most: usize, secrets: &Secrets) -> Cow<'t, str> {
    if text.len() <= most {
        return secrets.mask(text);
    }
    let end = (0..=most).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    secrets.mask_beginning(text.get(..end).unwrap_or_default())
}

/// Collapses a text to one line of at most `most` characters.
pub(crate) fn shorten(text: &str, most: usize) -> String {
    let mut short = String::new();
    let mut left = most;
    for word in text.split(|character: char| character.is_whitespace() || character.is_control()) {
        if word.is_empty() {
            continue;
        }
        if !short.is_empty() {
            short.push(' ');
            left = left.saturating_sub(1);
        }
        let length = word.chars().count();
        if length > left {
            short.extend(word.chars().take(left));
            short.push('…');
            return short;
        }
        short.push_str(word);
        left -= length;
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_shown_on_one_line() {
        let page = "<html>\r\n  <body>\tBad\0 gateway</body>\n</html>\n";
        assert_eq!(excerpt(page, None, &Secrets::default()), "<html> <body> Bad gateway</body> </html>");
    }

    #[test]
    fn a_long_body_is_cut_and_marked() {
        let text = excerpt(&"é".repeat(100_000), None, &Secrets::default());
        assert_eq!(text.chars().count(), MAX_EXCERPT_CHARACTERS + 1);
        assert!(text.ends_with('…'));
    }

    #[test]
    fn no_secret_is_in_an_excerpt_wherever_it_is_cut() {
        let mut secrets = Secrets::default();
        secrets.add("0123456789abcdef");
        for length in SEARCHED_BYTES - 20..SEARCHED_BYTES + 2 {
            let body = [" ".repeat(length), "0123456789abcdef".repeat(2)].concat();
            let text = excerpt(&body, None, &secrets);
            assert!(!text.contains("01"), "{length}: {text}");
        }
    }

    #[test]
    fn a_reply_without_its_envelope_is_shown_up_to_its_element() {
        let reply = Some(Name::new("urn:x", "PasswordResponse"));
        let text = excerpt(
            "<PasswordResponse><Response>hidden</Response></PasswordResponse>",
            reply,
            &Secrets::default(),
        );
        assert_eq!(text, "<PasswordResponse…");
        let text = excerpt("<error>shown</error>", reply, &Secrets::default());
        assert_eq!(text, "<error>shown</error>");
    }
}
