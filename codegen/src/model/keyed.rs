//! Sets and maps with component ids as keys, and an index of components by name.
//!
//! Sets and maps are vectors indexed by the id and iterate in the order of the ids. They replace `BTreeSet` and
//! `BTreeMap`, which are compiled again for each type and so slow down the build of the generator.

use std::{collections::BTreeMap, fmt, marker::PhantomData};

use super::{Id, QName};

/// Set of ids.
pub struct IdSet<T> {
    held: Vec<bool>,
    of: PhantomData<fn() -> T>,
}

impl<T> IdSet<T> {
    /// Adds an id. Returns `true` if the set did not contain it.
    pub fn insert(&mut self, id: Id<T>) -> bool {
        if self.held.len() <= id.index() {
            self.held.resize(id.index() + 1, false);
        }
        self.held.get_mut(id.index()).is_some_and(|held| !std::mem::replace(held, true))
    }

    /// Returns `true` if the set contains the id.
    pub fn contains(&self, id: &Id<T>) -> bool {
        self.held.get(id.index()) == Some(&true)
    }

    /// Iterates over the ids in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = Id<T>> {
        self.held.iter().enumerate().filter(|(_, held)| **held).map(|(index, _)| Id::from_index(index))
    }
}

impl<T> Clone for IdSet<T> {
    fn clone(&self) -> Self {
        Self { held: self.held.clone(), of: PhantomData }
    }
}

impl<T> Default for IdSet<T> {
    fn default() -> Self {
        Self { held: Vec::new(), of: PhantomData }
    }
}

impl<T> FromIterator<Id<T>> for IdSet<T> {
    fn from_iter<I: IntoIterator<Item = Id<T>>>(ids: I) -> Self {
        let mut set = Self::default();
        for id in ids {
            set.insert(id);
        }
        set
    }
}

impl<T> fmt::Debug for IdSet<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// Map with ids as keys.
pub struct IdMap<T, V> {
    values: Vec<Option<V>>,
    of: PhantomData<fn() -> T>,
}

impl<T, V> IdMap<T, V> {
    fn slot(&mut self, id: Id<T>) -> &mut Option<V> {
        if self.values.len() <= id.index() {
            self.values.resize_with(id.index() + 1, || None);
        }
        // `resize` above made the list long enough.
        #[allow(clippy::indexing_slicing)]
        &mut self.values[id.index()]
    }

    /// Sets the value of an id, replacing an earlier one.
    pub fn insert(&mut self, id: Id<T>, value: V) {
        *self.slot(id) = Some(value);
    }

    /// Returns the value of an id.
    pub fn get(&self, id: &Id<T>) -> Option<&V> {
        self.values.get(id.index())?.as_ref()
    }

    /// Returns `true` if the id has a value.
    pub fn contains_key(&self, id: &Id<T>) -> bool {
        self.get(id).is_some()
    }

    /// Iterates over the ids and their values, in the order of the ids.
    pub fn iter(&self) -> impl Iterator<Item = (Id<T>, &V)> {
        let places = self.values.iter().enumerate();
        places.filter_map(|(index, value)| Some((Id::from_index(index), value.as_ref()?)))
    }

    /// Iterates over the values for modification, in the order of their ids.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.values.iter_mut().flatten()
    }
}

impl<T, V: Default> IdMap<T, V> {
    /// Returns the value of an id for modification; inserts the default value first if the id has none.
    pub fn or_default(&mut self, id: Id<T>) -> &mut V {
        self.slot(id).get_or_insert_default()
    }
}

impl<T, V> Default for IdMap<T, V> {
    fn default() -> Self {
        Self { values: Vec::new(), of: PhantomData }
    }
}

impl<T, V> FromIterator<(Id<T>, V)> for IdMap<T, V> {
    fn from_iter<I: IntoIterator<Item = (Id<T>, V)>>(entries: I) -> Self {
        let mut map = Self::default();
        for (id, value) in entries {
            map.insert(id, value);
        }
        map
    }
}

impl<T, V: fmt::Debug> fmt::Debug for IdMap<T, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

/// Index of components by expanded name, iterated in the order of the names.
pub struct ByName<T> {
    // The values are plain indices, so that one `BTreeMap` type is compiled for all kinds of components.
    indices: BTreeMap<QName, usize>,
    of: PhantomData<fn() -> T>,
}

impl<T> ByName<T> {
    /// Adds a component under a name. An existing entry of that name stays.
    pub(crate) fn enter(&mut self, name: QName, id: Id<T>) {
        self.indices.entry(name).or_insert(id.index());
    }

    /// Returns the component of that name.
    pub fn get(&self, name: &QName) -> Option<Id<T>> {
        self.indices.get(name).copied().map(Id::from_index)
    }

    /// Iterates over the names and their components, in the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&QName, Id<T>)> + Clone {
        self.indices.iter().map(|(name, index)| (name, Id::from_index(*index)))
    }
}

impl<T> Default for ByName<T> {
    fn default() -> Self {
        Self { indices: BTreeMap::new(), of: PhantomData }
    }
}

impl<T> fmt::Debug for ByName<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}
