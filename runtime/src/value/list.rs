//! `xs:list`: several simple values in one text, with white space between them.

use std::ops::{Deref, DerefMut};

use crate::error::Result;
use crate::text::swar::{below, first};
use crate::xml::{Invalid, Scope, Simple, Text};

/// A list of simple values in one text (XML Schema 1.0 part 2, section 2.5.1.2).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct List<T>(pub Vec<T>);

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Deref for List<T> {
    type Target = Vec<T>;

    fn deref(&self) -> &Vec<T> {
        &self.0
    }
}

impl<T> DerefMut for List<T> {
    fn deref_mut(&mut self) -> &mut Vec<T> {
        &mut self.0
    }
}

impl<T> From<Vec<T>> for List<T> {
    fn from(items: Vec<T>) -> Self {
        Self(items)
    }
}

impl<T, const N: usize> From<[T; N]> for List<T> {
    fn from(items: [T; N]) -> Self {
        Self(items.into())
    }
}

impl<T> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self(items.into_iter().collect())
    }
}

impl<T> Extend<T> for List<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        self.0.extend(items);
    }
}

impl<T> IntoIterator for List<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a List<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<S: Simple> Simple for List<S> {
    const SECRET: bool = S::SECRET;

    fn parse(text: &str, scope: &Scope<'_>) -> Result<Self, Invalid> {
        parsed(text, scope, |item| S::parse(item, scope))
    }

    fn parse_listed(text: &str, scope: &Scope<'_>) -> Result<Self, Invalid> {
        parsed(text, scope, |item| S::parse_listed(item, scope))
    }

    fn write(&self, text: &mut Text<'_>) {
        for (index, item) in self.0.iter().enumerate() {
            if index > 0 {
                text.plain(" ");
            }
            text.item(|text| item.write_item(text));
        }
    }

    fn namespaces(&self, declare: &mut dyn FnMut(&str)) {
        for item in &self.0 {
            item.namespaces(declare);
        }
    }

    fn prefixes(&self, declare: &mut dyn FnMut(&str, &str)) {
        for item in &self.0 {
            item.prefixes(declare);
        }
    }
}

fn parsed<S>(
    text: &str,
    scope: &Scope<'_>,
    parse: impl Fn(&str) -> Result<S, Invalid>,
) -> Result<List<S>, Invalid> {
    let mut list = Vec::new();
    for item in items(text) {
        if list.len() == list.capacity() {
            scope.allocate(list.capacity().max(4).saturating_mul(size_of::<S>()))?;
        }
        match parse(item) {
            Ok(item) => list.push(item),
            Err(invalid) => {
                // The parsed items are dropped, so release their memory. Decoding may continue, because
                // another member type of a union may accept the text.
                scope.release(list.capacity().saturating_mul(size_of::<S>()));
                return Err(invalid);
            }
        }
    }
    Ok(List(list))
}

/// Splits a text at white space.
fn items(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let item = rest.get(rest.bytes().position(|byte| !is_space(byte))?..)?;
        let (item, after) = item.split_at_checked(item_length(item))?;
        rest = after;
        Some(item)
    })
}

/// The number of bytes before the first white space. Eight bytes are compared at once.
fn item_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(word) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let at_most_a_space = below(u64::from_le_bytes(*word), b' ' + 1);
        at += first(at_most_a_space);
        if at_most_a_space != 0 {
            match bytes.get(at) {
                Some(&byte) if !is_space(byte) => at += 1,
                _ => return at,
            }
        }
    }
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|&byte| is_space(byte)).unwrap_or(rest.len())
}

fn is_space(byte: u8) -> bool {
    // One comparison decides for nearly all bytes.
    byte <= b' ' && matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

simple_wrapper!(List: Simple);

#[cfg(test)]
mod tests {
    use super::items;

    #[test]
    fn items_are_separated_by_runs_of_white_space_of_xml_alone() {
        for (text, expected) in [
            ("", &[][..]),
            (" \t\r\n", &[]),
            ("a", &["a"]),
            ("  Insert Delete\tFillIn\r\nUIHidden ", &["Insert", "Delete", "FillIn", "UIHidden"]),
            ("12345678 1234567\n123456789", &["12345678", "1234567", "123456789"]),
            ("a\u{1}b\u{B}cdefgh ij\u{A0}k\u{2003}l", &["a\u{1}b\u{B}cdefgh", "ij\u{A0}k\u{2003}l"]),
        ] {
            assert_eq!(items(text).collect::<Vec<_>>(), expected, "{text:?}");
        }
    }
}
