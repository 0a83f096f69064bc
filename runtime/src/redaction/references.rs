//! Resolves references to characters, in texts that may be malformed XML.

/// Resolves the predefined entities and character references of XML. Incomplete references are kept.
pub(crate) fn unescaped(text: &str) -> String {
    Resolved::of(text).text
}

/// Maximum length of a reference that is resolved, with `&` and `;`. The limit keeps the time linear.
const MAX_REFERENCE: usize = 16;

/// A text whose references are resolved.
pub(super) struct Resolved {
    pub(super) text: String,
    /// Pairs of an offset in `text` and the corresponding offset in the original text. Each resolved
    /// reference has two pairs: for its start and for its end.
    steps: Vec<(usize, usize)>,
}

impl Resolved {
    pub(super) fn of(original: &str) -> Self {
        let mut text = String::with_capacity(original.len());
        let mut steps = Vec::new();
        let mut at = 0;
        while let Some(start) = original.get(at..).and_then(|rest| rest.find('&')).map(|start| at + start) {
            text.push_str(original.get(at..start).unwrap_or_default());
            let near = original.as_bytes().iter().skip(start).take(MAX_REFERENCE);
            let end = near.enumerate().find(|(_, byte)| **byte == b';').map(|(length, _)| start + length);
            let name = end.and_then(|end| original.get(start + 1..end));
            at = match (name.and_then(resolved), end) {
                (Some(character), Some(end)) => {
                    steps.push((text.len(), start));
                    text.push(character);
                    steps.push((text.len(), end + 1));
                    end + 1
                }
                _ => {
                    text.push('&');
                    start + 1
                }
            };
        }
        text.push_str(original.get(at..).unwrap_or_default());
        Self { text, steps }
    }

    /// Converts an offset in the resolved text to the offset in the original text.
    pub(super) fn origin(&self, offset: usize) -> usize {
        let after = self.steps.partition_point(|(resolved, _)| *resolved <= offset);
        let (resolved, original) =
            after.checked_sub(1).and_then(|last| self.steps.get(last)).copied().unwrap_or_default();
        original + (offset - resolved)
    }
}

/// Whether a text that begins with `&` may be an incomplete reference.
pub(super) fn is_cut(text: &str) -> bool {
    text.len() < MAX_REFERENCE
        && text.bytes().skip(1).all(|byte| byte == b'#' || byte.is_ascii_alphanumeric())
}

fn resolved(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = name.strip_prefix('#')?;
            // HTML also allows a capital `X`.
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{Resolved, unescaped};

    #[test]
    fn resolved_offsets_are_mapped_to_the_text() {
        let resolved = Resolved::of("a&amp;&#x2d;b&c");
        assert_eq!(resolved.text, "a&-b&c");
        let origins: Vec<_> = (0..=6).map(|offset| resolved.origin(offset)).collect();
        assert_eq!(origins, [0, 1, 6, 12, 13, 14, 15]);
    }

    #[test]
    fn broken_references_stay() {
        assert_eq!(unescaped("&;&#x;&#xd800;&nope;&amp"), "&;&#x;&#xd800;&nope;&amp");
    }
}
