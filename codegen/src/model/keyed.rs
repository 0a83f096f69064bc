//! Sets and maps with component ids as keys, and an index of components by name.
//!
//! Sets and maps are vectors indexed by the id and iterate in the order of the ids. They replace `BTreeSet` and
//! `BTreeMap`, which are compiled again for each type and so slow down the build of the generator.

use std::{collections::BTreeMap, fmt, marker::PhantomData};

use super::{Id, QName};

/// Set of ids.
pub struct IdSet<I> {
    held: Vec<bool>,
    ids: PhantomData<fn() -> I>,
}

impl<I: Id> IdSet<I> {
    /// Adds an id. Returns `true` if the set did not contain it.
    pub fn insert(&mut self, id: I) -> bool {
        if self.held.len() <= id.index() {
            self.held.resize(id.index() + 1, false);
        }
        self.held.get_mut(id.index()).is_some_and(|held| !std::mem::replace(held, true))
    }

    /// Returns `true` if the set contains the id.
    pub fn contains(&self, id: &I) -> bool {
        self.held.get(id.index()) == Some(&true)
    }

    /// Iterates over the ids in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = I> {
        self.held.iter().enumerate().filter(|(_, held)| **held).map(|(index, _)| I::from_index(index))
    }
}

impl<I> Clone for IdSet<I> {
    fn clone(&self) -> Self {
        Self { held: self.held.clone(), ids: PhantomData }
    }
}

impl<I> Default for IdSet<I> {
    fn default() -> Self {
        Self { held: Vec::new(), ids: PhantomData }
    }
}

impl<I: Id> FromIterator<I> for IdSet<I> {
    fn from_iter<S: IntoIterator<Item = I>>(ids: S) -> Self {
        let mut set = Self::default();
        for id in ids {
            set.insert(id);
        }
        set
    }
}

impl<I: Id> fmt::Debug for IdSet<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// Map with ids as keys.
pub struct IdMap<I, V> {
    values: Vec<Option<V>>,
    ids: PhantomData<fn() -> I>,
}

impl<I: Id, V> IdMap<I, V> {
    fn slot(&mut self, id: I) -> &mut Option<V> {
        // `resize_with` would compile ten functions for each type of values.
        while self.values.len() <= id.index() {
            self.values.push(None);
        }
        // The loop above made the list long enough.
        #[allow(clippy::indexing_slicing)]
        &mut self.values[id.index()]
    }

    /// Sets the value of an id, replacing an earlier one.
    pub fn insert(&mut self, id: I, value: V) {
        *self.slot(id) = Some(value);
    }

    /// Returns the value of an id.
    pub fn get(&self, id: &I) -> Option<&V> {
        self.values.get(id.index())?.as_ref()
    }

    /// Returns `true` if the id has a value.
    pub fn contains_key(&self, id: &I) -> bool {
        self.get(id).is_some()
    }

    /// Iterates over the ids and their values, in the order of the ids.
    pub fn iter(&self) -> Entries<'_, I, V> {
        Entries { values: self.values.iter(), next: 0, ids: PhantomData }
    }

    /// Iterates over the values for modification, in the order of their ids.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.values.iter_mut().flatten()
    }
}

/// The ids of a map and their values, in the order of the ids.
pub struct Entries<'m, I, V> {
    values: std::slice::Iter<'m, Option<V>>,
    next: usize,
    ids: PhantomData<fn() -> I>,
}

impl<'m, I: Id, V> Iterator for Entries<'m, I, V> {
    type Item = (I, &'m V);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let value = self.values.next()?;
            let id = I::from_index(self.next);
            self.next += 1;
            if let Some(value) = value {
                return Some((id, value));
            }
        }
    }
}

impl<I: Id, V: Default> IdMap<I, V> {
    /// Returns the value of an id for modification; inserts the default value first if the id has none.
    pub fn or_default(&mut self, id: I) -> &mut V {
        self.slot(id).get_or_insert_default()
    }
}

impl<I, V> Default for IdMap<I, V> {
    fn default() -> Self {
        Self { values: Vec::new(), ids: PhantomData }
    }
}

impl<I: Id, V> FromIterator<(I, V)> for IdMap<I, V> {
    fn from_iter<S: IntoIterator<Item = (I, V)>>(entries: S) -> Self {
        let mut map = Self::default();
        for (id, value) in entries {
            map.insert(id, value);
        }
        map
    }
}

impl<I: Id, V: fmt::Debug> fmt::Debug for IdMap<I, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

/// Index of components by expanded name, iterated in the order of the names.
pub struct ByName<I> {
    // The values are plain indices, so that one `BTreeMap` type is compiled for all kinds of components.
    indices: BTreeMap<QName, usize>,
    ids: PhantomData<fn() -> I>,
}

impl<I: Id> ByName<I> {
    /// Adds a component under a name. An existing entry of that name stays.
    pub(crate) fn enter(&mut self, name: QName, id: I) {
        self.indices.entry(name).or_insert(id.index());
    }

    /// Returns the component of that name.
    pub fn get(&self, name: &QName) -> Option<I> {
        self.indices.get(name).copied().map(I::from_index)
    }

    /// Iterates over the names and their components, in the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&QName, I)> + Clone {
        self.indices.iter().map(|(name, index)| (name, I::from_index(*index)))
    }
}

impl<I> Default for ByName<I> {
    fn default() -> Self {
        Self { indices: BTreeMap::new(), ids: PhantomData }
    }
}

impl<I: Id> fmt::Debug for ByName<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}
