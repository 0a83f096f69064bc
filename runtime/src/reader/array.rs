//! Arrays and dictionaries: an element of repeated elements, right in the field of the element that holds it.

use super::{Reader, unfinished};
use crate::{Dictionary, Found, Name, Nillable, Pairs, Result, Value};

/// Where the items of an array go.
pub trait Array {
    /// One item.
    type Item: Value;
    /// The items, made if there were none; whatever was nil before is not any more.
    fn items(&mut self) -> &mut Vec<Self::Item>;
    /// Makes it nil; `false` if it cannot be.
    fn make_nil(&mut self) -> bool;
    /// What is to be written: nothing, nil, or items.
    fn view(&self) -> Nillable<&[Self::Item]>;
}

impl<V: Value> Array for Vec<V> {
    type Item = V;

    fn items(&mut self) -> &mut Vec<V> {
        self
    }

    fn make_nil(&mut self) -> bool {
        false
    }

    fn view(&self) -> Nillable<&[V]> {
        Nillable::Value(self)
    }
}

impl<V: Value> Array for Option<Vec<V>> {
    type Item = V;

    fn items(&mut self) -> &mut Vec<V> {
        self.get_or_insert_default()
    }

    fn make_nil(&mut self) -> bool {
        *self = None;
        true
    }

    fn view(&self) -> Nillable<&[V]> {
        match self {
            Some(items) => Nillable::Value(items),
            None => Nillable::Absent,
        }
    }
}

/// Where the pairs of a dictionary go.
pub trait Map {
    /// A key.
    type Key: Value;
    /// A value.
    type Value: Value;
    /// The pairs, made if there were none.
    fn pairs(&mut self) -> &mut Dictionary<Self::Key, Self::Value>;
    /// Makes it nil; `false` if it cannot be.
    fn make_nil(&mut self) -> bool;
    /// What is to be written: nothing, nil, or pairs.
    fn view(&self) -> Nillable<&Dictionary<Self::Key, Self::Value>>;
}

impl<K: Value, V: Value> Map for Dictionary<K, V> {
    type Key = K;
    type Value = V;

    fn pairs(&mut self) -> &mut Dictionary<K, V> {
        self
    }

    fn make_nil(&mut self) -> bool {
        false
    }

    fn view(&self) -> Nillable<&Dictionary<K, V>> {
        Nillable::Value(self)
    }
}

impl<K: Value, V: Value> Map for Option<Dictionary<K, V>> {
    type Key = K;
    type Value = V;

    fn pairs(&mut self) -> &mut Dictionary<K, V> {
        self.get_or_insert_default()
    }

    fn make_nil(&mut self) -> bool {
        *self = None;
        true
    }

    fn view(&self) -> Nillable<&Dictionary<K, V>> {
        match self {
            Some(pairs) => Nillable::Value(pairs),
            None => Nillable::Absent,
        }
    }
}

impl Reader<'_> {
    /// Reads an array: the items are the elements of this name in the element at which the reader stands.
    ///
    /// # Errors
    ///
    /// Those of the items.
    pub fn list<'n, A: Array>(
        &mut self,
        _index: u16,
        _item: impl Into<Name<'n>>,
        _slot: &mut A,
    ) -> Result<Found> {
        Err(unfinished())
    }

    /// Reads a dictionary, whose names on the wire are `names`.
    ///
    /// # Errors
    ///
    /// Those of the keys and values.
    pub fn dictionary<M: Map>(
        &mut self,
        _index: u16,
        _names: &'static Pairs,
        _slot: &mut M,
    ) -> Result<Found> {
        Err(unfinished())
    }
}
