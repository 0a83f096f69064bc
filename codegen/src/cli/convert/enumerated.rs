//! The values of enumerations, for lookups: a message may have millions of texts, and an enumeration thousands of values.

use std::collections::HashSet;

/// The values of an enumeration.
pub(super) struct Values<'m> {
    exact: HashSet<&'m str>,
    /// The values without surrounding white space.
    trimmed: HashSet<&'m str>,
}

impl<'m> Values<'m> {
    pub(super) fn of(values: impl Iterator<Item = &'m str> + Clone) -> Self {
        Self { exact: values.clone().collect(), trimmed: values.map(str::trim).collect() }
    }

    /// Returns `true` if a text is one of the values, or would be without surrounding white space.
    pub(super) fn contains(&self, text: &str) -> bool {
        let is_collapsed = || text.split_whitespace().eq(text.trim().split(' '));
        self.exact.contains(text) || (self.trimmed.contains(text.trim()) && is_collapsed())
    }
}

#[cfg(test)]
mod tests {
    use super::Values;

    #[test]
    fn white_space_around_a_value_is_ignored() {
        let values = Values::of(["Red", " Blue ", "Light  Green"].into_iter());
        for (text, expected) in [
            ("Red", true),
            (" Red\n", true),
            ("Blue", true),
            (" Blue ", true),
            ("Light  Green", true),
            (" Light  Green", false),
            ("Light Green", false),
            ("red", false),
            ("", false),
        ] {
            assert_eq!(values.contains(text), expected, "{text:?}");
        }
    }
}
