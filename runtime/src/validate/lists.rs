//! Lists and dictionaries in an element of their own: how many items they have, and the keys and values of pairs.

use super::{Checks, Facets, Texts};
use crate::xml::Nillable;

impl Checks {
    /// How many items a list in an element of its own may have.
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

    /// The keys of a dictionary; `key` is what the element of one is called.
    pub fn keys<D>(&mut self, name: &'static str, key: &'static str, pairs: &D, facets: &Facets)
    where
        D: Entries<Key: Texts>,
    {
        self.step(name, |checks| {
            checks.each(pairs.entries().iter(), |(one, _), checks| checks.facets(key, one, facets));
        });
    }

    /// The values of a dictionary, where they are of a simple type.
    pub fn values<D>(&mut self, name: &'static str, value: &'static str, pairs: &D, facets: &Facets)
    where
        D: Entries<Value: Texts>,
    {
        self.step(name, |checks| {
            checks.each(pairs.entries().iter(), |(_, one), checks| checks.facets(value, one, facets));
        });
    }
}

/// A list, or none.
pub trait Counted {
    /// How many items there are; `None` where there is no list.
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

/// A pair of a dictionary, either side of which may be nil.
pub type Pair<K, V> = (Option<K>, Option<V>);

/// A dictionary, or none.
pub trait Entries {
    /// What its keys are.
    type Key;
    /// What its values are.
    type Value;

    /// The pairs in order.
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
