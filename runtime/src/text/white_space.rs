//! The `whiteSpace` facet (XML Schema Part 2, 4.3.6).

use std::borrow::Cow;

/// What happens to white space before a value is looked at: the `whiteSpace` facet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhiteSpace {
    /// It stays.
    Preserve,
    /// Each character of it becomes a blank.
    Replace,
    /// Runs become one blank, outer ones go.
    Collapse,
}

impl WhiteSpace {
    /// Whether it leaves a text as it is.
    pub(crate) fn leaves(self, text: &str) -> bool {
        match self {
            Self::Preserve => true,
            Self::Replace => !text.bytes().any(|byte| is_space(byte) && byte != b' '),
            Self::Collapse => {
                let mut before = b' ';
                let is_collapsed = text.bytes().all(|byte| {
                    let is_first = before == b' ';
                    before = byte;
                    !is_space(byte) || (byte == b' ' && !is_first)
                });
                is_collapsed && (before != b' ' || text.is_empty())
            }
        }
    }

    /// The text with its white space replaced or collapsed.
    pub(crate) fn apply(self, text: Cow<'_, str>) -> Cow<'_, str> {
        if self.leaves(&text) {
            return text;
        }
        match self {
            Self::Preserve => text,
            Self::Replace => text.replace(['\t', '\n', '\r'], " ").into(),
            Self::Collapse => words(&text).collect::<Vec<_>>().join(" ").into(),
        }
    }
}

/// What stands between white space.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', '\t', '\n', '\r']).filter(|word| !word.is_empty())
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

#[cfg(test)]
mod tests {
    use super::WhiteSpace;

    #[test]
    fn white_space_is_replaced_or_collapsed() {
        for (text, replaced, collapsed) in [
            ("", "", ""),
            ("a", "a", "a"),
            ("a b", "a b", "a b"),
            (" a", " a", "a"),
            ("a ", "a ", "a"),
            (" ", " ", ""),
            ("a  b", "a  b", "a b"),
            ("a\nb", "a b", "a b"),
            ("\r\n a\t\tb ", "   a  b ", "a b"),
            ("a\u{A0} \u{85}", "a\u{A0} \u{85}", "a\u{A0} \u{85}"),
        ] {
            assert_eq!(WhiteSpace::Preserve.apply(text.into()), text);
            assert_eq!(WhiteSpace::Replace.apply(text.into()), replaced);
            assert_eq!(WhiteSpace::Collapse.apply(text.into()), collapsed);
            assert_eq!(WhiteSpace::Collapse.leaves(text), text == collapsed, "{text:?}");
        }
    }
}
