//! What generated code calls for each member: one line, one member.

use super::Writer;
use crate::dictionary::PairOut;
use crate::{Array, Attribute, Dictionary, Element, Group, Map, Name, Nillable, Pairs, Value};

/// Writes the members that are in one namespace; made by [`Writer::within`].
pub struct Fields<'w> {
    pub(super) output: &'w mut Writer,
    pub(super) namespace: &'static str,
}

impl Fields<'_> {
    /// Writes a member: an `Option` if it is there, each of a `Vec`, anything else once.
    #[inline]
    pub fn field<V: Value>(self, local: &str, value: &V) -> Self {
        if !self.output.leaves_out(self.namespace, local) {
            value.encode_element(Name::new(self.namespace, local), self.output);
        }
        self
    }

    /// Writes a member that must come and may be nil.
    #[inline]
    pub fn nillable<V: Value>(self, local: &str, value: &V) -> Self {
        if !self.output.leaves_out(self.namespace, local) {
            value.encode_item(Name::new(self.namespace, local), self.output);
        }
        self
    }

    /// Writes a member that must come at least once.
    pub fn some<V: Value>(self, local: &str, values: &Vec<V>) -> Self {
        match values.is_empty() {
            true => self.unset(local),
            false => self.field(local, values),
        }
    }

    /// Writes an array, with the name of its items.
    pub fn list<'n, A: Array>(self, local: &str, item: impl Into<Name<'n>>, array: &A) -> Self {
        match array.view() {
            Nillable::Absent => self,
            view => self.array(local, item.into(), view),
        }
    }

    /// Writes an array that must come and may be nil.
    pub fn nillable_list<'n, A: Array>(self, local: &str, item: impl Into<Name<'n>>, array: &A) -> Self {
        match array.view() {
            Nillable::Absent => self.array(local, item.into(), Nillable::<&[A::Item]>::Nil),
            view => self.array(local, item.into(), view),
        }
    }

    fn array<V: Value>(self, local: &str, item: Name<'_>, view: Nillable<&[V]>) -> Self {
        let name = Name::new(self.namespace, local);
        if self.output.leaves_out(self.namespace, local) {
            return self;
        }
        match view {
            Nillable::Value(items) => {
                self.output.open_array(name, item.namespace(), items.is_empty());
                for (index, value) in items.iter().enumerate() {
                    self.output.member(index);
                    value.encode_item(item, self.output);
                }
                self.output.close();
            }
            Nillable::Nil | Nillable::Absent => self.output.nil_element(name),
        }
        self
    }

    /// Writes a dictionary, with its names on the wire.
    pub fn dictionary<M: Map>(self, local: &str, names: &'static Pairs, map: &M) -> Self {
        match map.view() {
            Nillable::Absent => self,
            view => self.map(local, names, view),
        }
    }

    /// Writes a dictionary that must come and may be nil.
    pub fn nillable_dictionary<M: Map>(self, local: &str, names: &'static Pairs, map: &M) -> Self {
        match map.view() {
            Nillable::Absent => self.map(local, names, Nillable::<&Dictionary<M::Key, M::Value>>::Nil),
            view => self.map(local, names, view),
        }
    }

    fn map<K: Value, V: Value>(
        self,
        local: &str,
        names: &'static Pairs,
        view: Nillable<&Dictionary<K, V>>,
    ) -> Self {
        let name = Name::new(self.namespace, local);
        if self.output.leaves_out(self.namespace, local) {
            return self;
        }
        match view {
            Nillable::Value(pairs) => {
                self.output.open_array(name, names.pair().namespace(), pairs.is_empty());
                for (index, pair) in pairs.0.iter().enumerate() {
                    self.output.member(index);
                    self.output.record(names.pair(), &PairOut { names, pair });
                }
                self.output.close();
            }
            Nillable::Nil | Nillable::Absent => self.output.nil_element(name),
        }
        self
    }

    /// Writes members that have no element of their own around them.
    pub fn group(self, group: &impl Group) -> Self {
        group.encode_fields(self.output);
        self
    }

    /// Writes the elements of a wildcard: an `Option` or a `Vec` of them.
    pub fn any<'e>(self, elements: impl IntoIterator<Item = &'e Element>) -> Self {
        for element in elements {
            element.encode_element(element.name(), self.output);
        }
        self
    }

    /// Writes an attribute: an `Option` if it is there, anything else once.
    pub fn attribute(self, local: &str, value: &impl Attribute) -> Self {
        value.encode(Name::new(self.namespace, local), self.output);
        self
    }

    /// Keeps an error: a member that must come was never set.
    #[cold]
    pub fn unset(self, what: &str) -> Self {
        self.output.fail(format!("{what} is not set"));
        self
    }
}

impl Writer {
    /// Begins an element of items in some namespace, which gets a prefix if each item would have to declare it.
    fn open_array(&mut self, name: Name<'_>, items: &str, is_empty: bool) {
        self.open(name);
        if !is_empty {
            self.declare(items);
        }
    }
}
