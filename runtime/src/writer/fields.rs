//! What generated code calls for each member: one line, one member.

use super::Writer;
use crate::{Array, Attribute, Element, Group, Map, Name, Pairs, Value};

/// Writes the members that are in one namespace; made by [`Writer::within`].
pub struct Fields<'w> {
    pub(super) output: &'w mut Writer,
    pub(super) namespace: &'w str,
}

impl<'w> Fields<'w> {
    /// Writes a member: an `Option` if it is there, each of a `Vec`, anything else once.
    #[inline]
    pub fn field<V: Value>(self, local: &str, value: &V) -> Self {
        value.encode_element(Name::new(self.namespace, local), self.output);
        self
    }

    /// Writes a member that must come and may be nil.
    #[inline]
    pub fn nillable<V: Value>(self, local: &str, value: &V) -> Self {
        value.encode_item(Name::new(self.namespace, local), self.output);
        self
    }

    /// Writes a member that must come at least once.
    pub fn some<V: Value>(self, _local: &str, _values: &[V]) -> Self {
        self
    }

    /// Writes an array, with the name of its items.
    pub fn list<'n, A: Array>(self, _local: &str, _item: impl Into<Name<'n>>, _array: &A) -> Self {
        self
    }

    /// Writes an array that must come and may be nil.
    pub fn nillable_list<'n, A: Array>(self, _local: &str, _item: impl Into<Name<'n>>, _array: &A) -> Self {
        self
    }

    /// Writes a dictionary, with its names on the wire.
    pub fn dictionary<M: Map>(self, _local: &str, _names: &'static Pairs, _map: &M) -> Self {
        self
    }

    /// Writes a dictionary that must come and may be nil.
    pub fn nillable_dictionary<M: Map>(self, _local: &str, _names: &'static Pairs, _map: &M) -> Self {
        self
    }

    /// Writes members that have no element of their own around them.
    pub fn group(self, group: &impl Group) -> Self {
        group.encode_fields(self.output);
        self
    }

    /// Writes the elements of a wildcard.
    pub fn any<'e>(self, _elements: impl IntoIterator<Item = &'e Element>) -> Self {
        self
    }

    /// Writes an attribute: an `Option` if it is there, anything else once.
    pub fn attribute(self, local: &str, value: &impl Attribute) -> Self {
        value.encode(Name::new(self.namespace, local), self.output);
        self
    }

    /// Keeps an error: a member that must come was never set.
    #[cold]
    pub fn unset(self, what: &'static str) -> Self {
        self.output.fail(format!("{what} is not set"));
        self
    }
}
