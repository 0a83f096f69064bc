//! The `whiteSpace` facet (XML Schema Part 2, 4.3.6).

use std::borrow::Cow;

/// The `whiteSpace` facet: the normalisation of white space before a value is parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhiteSpace {
    /// White space is unchanged.
    Preserve,
    /// Each white space character becomes a space.
    Replace,
    /// Each run of white space becomes one space, and both ends are trimmed.
    Collapse,
}

impl WhiteSpace {
    /// Whether the normalisation leaves a text unchanged.
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

    /// Normalises the white space of a text.
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

/// The words of a text, separated by white space.
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
