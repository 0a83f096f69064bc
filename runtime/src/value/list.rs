//! `xs:list`: several simple values in one text, with white space between them.

use std::ops::{Deref, DerefMut};

use crate::error::Result;
use crate::text::Name;
use crate::xml::{Invalid, Reader, Scope, Simple, Text, Value, Writer};

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
        items(text).map(|item| S::parse(item, scope)).collect::<Result<Vec<S>, Invalid>>().map(Self)
    }

    fn parse_listed(text: &str, scope: &Scope<'_>) -> Result<Self, Invalid> {
        items(text).map(|item| S::parse_listed(item, scope)).collect::<Result<Vec<S>, Invalid>>().map(Self)
    }

    fn write(&self, text: &mut Text<'_>) {
        for (index, item) in self.0.iter().enumerate() {
            if index > 0 {
                text.plain(" ");
            }
            text.item(|text| item.write(text));
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

/// Splits a text at white space.
fn items(text: &str) -> impl Iterator<Item = &str> {
    // One comparison decides for nearly all bytes.
    let is_space = |byte: u8| byte <= b' ' && matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
    let mut rest = text;
    std::iter::from_fn(move || {
        let from = rest.bytes().position(|byte| !is_space(byte))?;
        let length = rest.bytes().skip(from).position(is_space).unwrap_or(rest.len() - from);
        let item = rest.get(from..from + length)?;
        rest = rest.get(from + length..)?;
        Some(item)
    })
}

impl<S: Simple> Value for List<S> {
    const SCALAR: bool = true;

    fn decode(&mut self, input: &mut Reader<'_>) -> Result<()> {
        input.simple_into(self)
    }

    fn encode_attributes(&self, output: &mut Writer) {
        output.namespaces(self);
    }

    fn encode(&self, output: &mut Writer) {
        output.simple(self);
    }

    fn encode_element(&self, name: Name<'_>, output: &mut Writer) {
        output.leaf(name, self);
    }
}
