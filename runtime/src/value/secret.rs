//! Secret values, which are never shown: passwords, tickets, tokens.

use std::fmt;

use crate::error::Result;
use crate::xml::{Invalid, Scope, Simple, Text};

/// A secret value: `Debug` shows `[redacted]`, and no error shows the value.
///
/// It does not implement `Display`. Only [`expose`](Secret::expose) gives access to the value.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Secret<T>(T);

impl<T> Secret<T> {
    /// Wraps a value.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value, by reference.
    pub const fn expose(&self) -> &T {
        &self.0
    }

    /// Unwraps the value.
    pub fn into_exposed(self) -> T {
        self.0
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[redacted]")
    }
}

impl<T> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl From<&str> for Secret<String> {
    fn from(value: &str) -> Self {
        Self(value.to_owned())
    }
}

impl<S: Simple> Simple for Secret<S> {
    const SECRET: bool = true;
    const BUILTIN: &'static str = S::BUILTIN;

    fn parse(text: &str, scope: &Scope<'_>) -> Result<Self, Invalid> {
        // The reason is removed, because it may quote the text.
        S::parse(text, scope).map(Self).map_err(|invalid| Invalid { reason: None, ..invalid })
    }

    fn write(&self, text: &mut Text<'_>) {
        text.secret(|text| self.0.write(text));
    }

    fn write_item(&self, text: &mut Text<'_>) {
        text.secret(|text| self.0.write_item(text));
    }

    fn namespaces(&self, declare: &mut dyn FnMut(&str)) {
        self.0.namespaces(declare);
    }

    fn prefixes(&self, declare: &mut dyn FnMut(&str, &str)) {
        self.0.prefixes(declare);
    }
}

simple_wrapper!(Secret: Simple + Default);

/// The text `[redacted]`, which the `Debug` of generated types shows for secret members of other types than
/// [`Secret`].
pub struct Redacted;

impl fmt::Debug for Redacted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[redacted]")
    }
}
