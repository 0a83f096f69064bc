//! Indents XML. Whitespace is added only between elements, never next to text.

use std::fmt::Write;

/// Maximum number of levels by which a line is indented. Deeper elements are indented by this number of
/// levels, because the size of a message of nested elements would otherwise grow with the square of its
/// depth.
const MAX_INDENTED_LEVELS: usize = 40;
/// Maximum size of an indented message: a number of bytes for each byte of the message, plus a constant number.
const MAX_GROWTH: (usize, usize) = (4, 1 << 20);

/// Puts each element on its own line, indented by two spaces per level.
///
/// `xml` must come from the runtime's writer: without comments and CDATA sections.
pub(in crate::cli) fn indented(xml: &str) -> String {
    indented_within(xml, usize::MAX).unwrap_or_default()
}

/// Like [`indented`]. Returns `None` if the result would be longer than `limit`.
fn indented_within(xml: &str, limit: usize) -> Option<String> {
    let mut out = String::with_capacity(xml.len() * 2);
    let mut depth = 0_usize;
    let mut rest = xml;
    // After a start tag or text, the end tag belongs on the same line.
    let mut open = false;
    while !rest.is_empty() {
        if out.len() > limit {
            return None;
        }
        let Some(tag) = rest.strip_prefix('<') else {
            let end = rest.find('<').unwrap_or(rest.len());
            let (text, after) = rest.split_at(end);
            out.push_str(text);
            rest = after;
            open = true;
            continue;
        };
        let end = tag_end(rest);
        let (whole, after) = rest.split_at(end);
        if tag.starts_with('/') {
            depth = depth.saturating_sub(1);
            if !open {
                line(&mut out, depth);
            }
            out.push_str(whole);
            open = false;
        } else {
            line(&mut out, depth);
            out.push_str(whole);
            open = !whole.ends_with("/>") && !whole.starts_with("<?");
            depth += usize::from(open);
        }
        rest = after;
        // Added whitespace would change the text of mixed content. Such content is copied unchanged, up to
        // the end tag of its element.
        if open && !rest.starts_with('<') {
            let (content, after) = rest.split_at(content_end(rest));
            out.push_str(content);
            rest = after;
        }
    }
    out.push('\n');
    Some(out)
}

/// Puts each element on its own line if the XML has a form that [`indented`] reads: no comments, CDATA sections,
/// declarations and processing instructions, and no line breaks between elements. Other XML is returned unchanged, and so is
/// XML of many short elements, which would grow to a multiple of its size.
pub(in crate::cli) fn indented_any(xml: &str) -> String {
    let plain = match xml.trim_start().strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")) {
        Some((_, rest)) => rest.trim(),
        None => xml.trim(),
    };
    let limit = plain.len().saturating_mul(MAX_GROWTH.0).saturating_add(MAX_GROWTH.1);
    let is_readable = plain.starts_with('<')
        && !plain.contains("<!")
        && !plain.contains("<?")
        && !plain.contains(">\n")
        && !plain.contains(">\r");
    let indented = is_readable.then(|| indented_within(plain, limit)).flatten();
    indented.unwrap_or_else(|| format!("{}\n", xml.trim_end()))
}

fn line(out: &mut String, depth: usize) {
    if !out.is_empty() {
        let _ = write!(out, "\n{}", "  ".repeat(depth.min(MAX_INDENTED_LEVELS)));
    }
}

/// Returns the length of a tag. A `>` inside an attribute value does not end it.
pub(in crate::cli) fn tag_end(tag: &str) -> usize {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    tag.len()
}

/// Returns the length of the content of an element, up to its end tag.
fn content_end(content: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(next) = content.get(at..).and_then(|rest| rest.find('<')) {
        at += next;
        let tag = content.get(at..).unwrap_or_default();
        let end = tag_end(tag);
        match (tag.starts_with("</"), depth) {
            (true, 0) => return at,
            (true, _) => depth -= 1,
            (false, _) => depth += usize::from(!tag.get(..end).is_some_and(|tag| tag.ends_with("/>"))),
        }
        at += end;
    }
    content.len()
}

#[cfg(test)]
mod tests {
    use super::{MAX_GROWTH, MAX_INDENTED_LEVELS, indented, indented_any};

    #[test]
    fn indentation_does_not_multiply_deep_or_short_elements() {
        let deep = indented_any(&"<a>".repeat(100_000));
        assert!(deep.len() <= 100_000 * (3 + 1 + 2 * MAX_INDENTED_LEVELS), "{}", deep.len());
        let xml = format!("{}{}", "<a>".repeat(90), "<b/>".repeat(1_000_000));
        let wide = indented_any(&xml);
        assert!(wide.len() <= MAX_GROWTH.0 * xml.len() + MAX_GROWTH.1, "{}", wide.len());
        assert_eq!(indented_any("<a><b/></a>"), "<a>\n  <b/>\n</a>\n");
    }

    #[test]
    fn each_element_gets_a_line_and_text_is_unchanged() {
        for (xml, expected) in [
            ("<a/>", "<a/>\n"),
            ("<a></a>", "<a></a>\n"),
            ("<a> t </a>", "<a> t </a>\n"),
            (
                r#"<?xml version="1.0"?><a x="b>c"><b>1</b><c/></a>"#,
                "<?xml version=\"1.0\"?>\n<a x=\"b>c\">\n  <b>1</b>\n  <c/>\n</a>\n",
            ),
            ("<a>text<b><c/></b></a>", "<a>text<b><c/></b></a>\n"),
            ("<a><b>x<i/>y</b><c><d/></c></a>", "<a>\n  <b>x<i/>y</b>\n  <c>\n    <d/>\n  </c>\n</a>\n"),
            ("<a", "<a\n"),
        ] {
            assert_eq!(indented(xml), expected, "{xml}");
        }
    }
}
