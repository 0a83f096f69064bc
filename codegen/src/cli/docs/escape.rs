//! Escapes contract texts for Markdown pages: code becomes a code span or block, and other text contains no markup.

use crate::{docs, escape::visible};

/// Formats a text as code for a table cell.
pub(super) fn code_cell(text: &str) -> String {
    // GFM ends a cell at an unescaped bar, even inside a code span.
    docs::code(text).replace('|', "\\|")
}

/// Formats a message of the generator: its code spans stay code, its other text is escaped.
pub(super) fn message(text: &str) -> String {
    let pieces: Vec<&str> = text.split('`').collect();
    if pieces.len().is_multiple_of(2) {
        return docs::plain(text);
    }
    let mut message = String::new();
    for (index, piece) in pieces.into_iter().enumerate() {
        if !index.is_multiple_of(2) {
            message.push_str(&docs::code(piece));
            continue;
        }
        message.push_str(if piece.starts_with(' ') { " " } else { "" });
        message.push_str(&docs::plain(piece));
        message.push_str(if piece.ends_with(' ') && piece.len() > 1 { " " } else { "" });
    }
    message
}

/// Formats code as a fenced block. The fence is longer than any run of backticks in the code.
pub(super) fn block(language: &str, code: &str) -> String {
    let longest = code.split(|character| character != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat((longest + 1).max(3));
    let lines: Vec<_> = code.split('\n').map(visible).collect();
    format!("{fence}{language}\n{}\n{fence}", lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_markup() {
        assert_eq!(
            docs::plain("<script>a</script> [b](c) | \n# d"),
            "\\<script>a\\</script> \\[b\\](c) \\| \\u{a}# d"
        );
        assert_eq!(code_cell("a`|\r"), "`` a`\\|\\u{d} ``");
        assert_eq!(message("`a<b>` is <i>no</i> `c`"), "`a<b>` is \\<i>no\\</i> `c`");
        assert_eq!(message("a` <i>"), "a\\` \\<i>");
        assert_eq!(block("xml", "<a>\n```\u{202e}</a>"), "````xml\n<a>\n```\\u{202e}</a>\n````");
    }
}
