//! Escapes for characters that are invisible or that control the program that displays them.
//!
//! Every text from a document is escaped here before it is written to Rust, Markdown, JSON or a terminal.

use std::borrow::Cow;

/// Whether a character is invisible: a control character, a line or paragraph separator, a directional
/// mark, or a character that Unicode calls default-ignorable.
///
/// rustc rejects some of these characters in comments and literals (lint
/// `text_direction_codepoint_in_literal`), terminals interpret others as commands, and all of them can make two
/// different texts look the same.
#[inline]
pub(crate) fn is_hidden(character: char) -> bool {
    match character {
        ' '..='~' => false,
        '\u{a0}'..='\u{2ff}' => character == '\u{ad}',
        _ => {
            character.is_control()
                || matches!(
                    u32::from(character),
                    0x34f
                        | 0x61c
                        | 0x115f..=0x1160
                        | 0x17b4..=0x17b5
                        | 0x180b..=0x180f
                        | 0x200b..=0x200f
                        | 0x2028..=0x202e
                        | 0x2060..=0x206f
                        | 0x3164
                        | 0xfdd0..=0xfdef
                        | 0xfe00..=0xfe0f
                        | 0xfeff
                        | 0xffa0
                        | 0xfff0..=0xfffb
                        | 0xfffe..=0xffff
                        | 0x1bca0..=0x1bca3
                        | 0x1d173..=0x1d17a
                        | 0xe0000..=0xe0fff
                )
        }
    }
}

/// The text on one line, with invisible characters, including line breaks, as `\u{…}`.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    escaped(text, "", |character, out| out.push_str(&format!("\\u{{{:x}}}", u32::from(character))))
}

/// The text with its line breaks, and with other invisible characters as `\u{…}`.
pub(crate) fn visible_lines(text: &str) -> Cow<'_, str> {
    escaped(text, "\n", |character, out| out.push_str(&format!("\\u{{{:x}}}", u32::from(character))))
}

/// A JSON document with invisible characters as `\uXXXX`. They can occur only in its strings.
#[cfg(feature = "cli")]
pub(crate) fn json(text: &str) -> Cow<'_, str> {
    escaped(text, "\n", |character, out| {
        let mut units = [0; 2];
        for unit in character.encode_utf16(&mut units) {
            out.push_str(&format!("\\u{unit:04x}"));
        }
    })
}

/// An XML document with invisible characters as character references, except those that are allowed in
/// names.
#[cfg(feature = "cli")]
pub(crate) fn xml(text: &str) -> Cow<'_, str> {
    escaped(text, "\t\n\r", |character, out| match character {
        '\u{80}'..='\u{ad}' | '\u{200b}' | '\u{200e}'..='\u{206f}' | '\u{fff0}'..='\u{ffff}' => {
            out.push_str(&format!("&#x{:X};", u32::from(character)));
        }
        _ => out.push(character),
    })
}

/// Escapes the invisible characters of a text, except those in `kept`.
fn escaped<'t>(text: &'t str, kept: &str, escape: impl Fn(char, &mut String)) -> Cow<'t, str> {
    let is_escaped = |character: char| is_hidden(character) && !kept.contains(character);
    let Some(first) = text.find(is_escaped) else { return Cow::Borrowed(text) };
    let (before, rest) = text.split_at_checked(first).unwrap_or(("", text));
    let mut out = before.to_owned();
    for character in rest.chars() {
        if is_escaped(character) {
            escape(character, &mut out);
        } else {
            out.push(character);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_escaped_and_others_are_not() {
        assert_eq!(
            visible("a\tb\u{85}c\u{202e}d\u{e0041}\u{3164}"),
            "a\\u{9}b\\u{85}c\\u{202e}d\\u{e0041}\\u{3164}"
        );
        assert_eq!(visible_lines("a\r\nb"), "a\\u{d}\nb");
        for text in ["", "plain ~", "Größe\u{a0}中文 👍 עברית"] {
            assert!(matches!(visible(text), Cow::Borrowed(same) if same == text));
        }
    }

    #[cfg(feature = "cli")]
    #[test]
    fn escaped_json_and_xml_keep_their_meaning() {
        let json = json("\"a\u{9b}\u{e0041}\"").into_owned();
        assert_eq!(json, "\"a\\u009b\\udb40\\udc41\"");
        assert_eq!(serde_json::from_str::<String>(&json).ok().as_deref(), Some("a\u{9b}\u{e0041}"));
        assert_eq!(xml("<a>\u{202e}\n</a>"), "<a>&#x202E;\n</a>");
    }
}
