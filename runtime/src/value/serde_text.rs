//! Serde support for generated enumerations and simple types, as text. The macros of `as_text` call these
//! functions.

use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;

use ::serde::de::{self, Visitor};
use ::serde::ser::{self, Error as _};
use ::serde::{Deserializer, Serializer};

use super::enumeration::Enumeration;
use crate::xml::writer::{QNameNotation, to_text_with};
use crate::xml::{Simple, simple};

thread_local! {
    /// Depth of nested [`WithSecrets`](super::serde::WithSecrets) values that this thread is serializing.
    pub(super) static EXPOSING: Cell<usize> = const { Cell::new(0) };
}

/// Serializes the text of an enumeration.
pub fn serialize_enumeration<E: Enumeration, S: Serializer>(
    value: &E,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(value.as_str())
}

/// Deserializes an enumeration from its text. An empty text becomes the default, which is the value of an
/// enumeration that was never set.
pub fn deserialize_enumeration<'de, E, D>(deserializer: D) -> Result<E, D::Error>
where
    E: Enumeration + Default,
    D: Deserializer<'de>,
{
    read_text(deserializer, |text| match E::from_text(text) {
        Some(value) => Ok(value),
        None if text.is_empty() => Ok(E::default()),
        None => simple::from_text::<E>(text),
    })
}

/// Serializes the lexical form of a simple value. Names in it have the form `{namespace}local`.
pub fn serialize_simple<V: Simple, S: Serializer>(value: &V, serializer: S) -> Result<S::Ok, S::Error> {
    if V::SECRET {
        refuse_secret()?;
    }
    serializer.serialize_str(&to_text_with(value, QNameNotation::Expanded).map_err(S::Error::custom)?)
}

/// Deserializes a simple value from its lexical form. Names in it have the form `{namespace}local`.
pub fn deserialize_simple<'de, V: Simple, D: Deserializer<'de>>(deserializer: D) -> Result<V, D::Error> {
    read_text(deserializer, simple::from_expanded_text)
}

/// Deserializes a text and parses it.
pub(super) fn read_text<'de, D: Deserializer<'de>, T, M: fmt::Display>(
    deserializer: D,
    parse: impl FnOnce(&str) -> Result<T, M>,
) -> Result<T, D::Error> {
    deserializer.deserialize_str(TextVisitor(parse, PhantomData))
}

/// Returns an error unless a `WithSecrets` is being serialized.
pub(super) fn refuse_secret<E: ser::Error>() -> Result<(), E> {
    match EXPOSING.get() {
        0 => Err(E::custom("the value is secret; wrap it in `saponify::serde::WithSecrets` to serialize it")),
        _ => Ok(()),
    }
}

struct TextVisitor<T, F>(F, PhantomData<fn() -> T>);

impl<'de, T, M: fmt::Display, F: FnOnce(&str) -> Result<T, M>> Visitor<'de> for TextVisitor<T, F> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a text")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        (self.0)(text).map_err(E::custom)
    }
}
