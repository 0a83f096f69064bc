//! Checks of lists and dictionaries with a wrapper element: number of items, and keys and values of
//! pairs.

use super::{Checks, Facets, Texts};
use crate::xml::Nillable;

impl Checks {
    /// Checks the number of items in a list with a wrapper element.
    pub fn list_count(
        &mut self,
        name: &'static str,
        item: &'static str,
        list: &impl Counted,
        least: u32,
        most: Option<u32>,
    ) {
        if let Some(found) = list.count() {
            self.step(name, |checks| checks.count(item, found, least, most));
        }
    }

    /// Checks the keys of a dictionary. `key` is the name of the elements that contain the keys.
    pub fn keys<D>(&mut self, name: &'static str, key: &'static str, pairs: &D, facets: &Facets)
    where
        D: Entries<Key: Texts>,
    {
        self.step(name, |checks| {
            checks.each(pairs.entries().iter(), |(one, _), checks| checks.facets(key, one, facets));
        });
    }

    /// Checks the values of a dictionary if they have a simple type. `value` is the name of the elements that
    /// contain the values.
    pub fn values<D>(&mut self, name: &'static str, value: &'static str, pairs: &D, facets: &Facets)
    where
        D: Entries<Value: Texts>,
    {
        self.step(name, |checks| {
            checks.each(pairs.entries().iter(), |(_, one), checks| checks.facets(value, one, facets));
        });
    }
}

/// A list that may be absent.
pub trait Counted {
    /// Number of items; `None` if the list is absent.
    fn count(&self) -> Option<usize>;
}

impl<T> Counted for Vec<T> {
    fn count(&self) -> Option<usize> {
        Some(self.len())
    }
}

impl<T> Counted for Option<Vec<T>> {
    fn count(&self) -> Option<usize> {
        self.as_ref().map(Vec::len)
    }
}

impl<T> Counted for Nillable<Vec<T>> {
    fn count(&self) -> Option<usize> {
        self.value().map(Vec::len)
    }
}

/// A key and its value in a dictionary. Either may be nil.
pub type Pair<K, V> = (Option<K>, Option<V>);

/// A dictionary that may be absent.
pub trait Entries {
    /// Type of the keys.
    type Key;
    /// Type of the values.
    type Value;

    /// The pairs in order; empty if the dictionary is absent.
    fn entries(&self) -> &[Pair<Self::Key, Self::Value>];
}

impl<D: Entries> Entries for Option<D> {
    type Key = D::Key;
    type Value = D::Value;

    fn entries(&self) -> &[Pair<D::Key, D::Value>] {
        self.as_ref().map_or(&[], D::entries)
    }
}

impl<D: Entries> Entries for Nillable<D> {
    type Key = D::Key;
    type Value = D::Value;

    fn entries(&self) -> &[Pair<D::Key, D::Value>] {
        self.value().map_or(&[], D::entries)
    }
}
