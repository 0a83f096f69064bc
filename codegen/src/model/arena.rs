//! Storage for the components of a model, addressed by ids.

use std::{fmt, hash, marker::PhantomData, ops};

/// Index of a component in its [`Arena`], typed by the kind of component.
pub struct Id<T> {
    index: u32,
    of: PhantomData<fn() -> T>,
}

impl<T> Id<T> {
    pub(crate) fn from_index(index: usize) -> Self {
        // The memory of a machine limits a model to far fewer than 2^32 components, so the cast is lossless.
        Self { index: index as u32, of: PhantomData }
    }

    /// Returns the index of the component in its arena, counted from 0.
    pub fn index(self) -> usize {
        self.index as usize
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.index.cmp(&other.index)
    }
}
impl<T> hash::Hash for Id<T> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.index.hash(state);
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.index)
    }
}

/// Append-only list of components. It hands out an id before the component is complete, so that components can refer to
/// each other in cycles.
#[derive(Clone)]
pub struct Arena<T> {
    items: Vec<T>,
}

impl<T> Arena<T> {
    /// Appends a component and returns its id.
    pub fn add(&mut self, item: T) -> Id<T> {
        self.items.push(item);
        Id::from_index(self.items.len() - 1)
    }

    /// Consumes the arena and returns the components in the order of their ids.
    pub(crate) fn into_items(self) -> impl Iterator<Item = T> {
        self.items.into_iter()
    }

    /// Iterates over the components and their ids, in the order of the ids.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (Id<T>, &T)> + ExactSizeIterator {
        self.items.iter().enumerate().map(|(index, item)| (Id::from_index(index), item))
    }

    /// Returns the number of components.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Returns `true` if the arena holds no component.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

impl<T> Default for Arena<T> {
    fn default() -> Self {
        Self { items: Vec::new() }
    }
}

// An id is only made by `add` of the arena that it indexes, or by `Model::builtin` for a type that every model holds,
// so the index is always in range.
#[allow(clippy::indexing_slicing)]
impl<T> ops::Index<Id<T>> for Arena<T> {
    type Output = T;

    fn index(&self, id: Id<T>) -> &T {
        &self.items[id.index()]
    }
}

#[allow(clippy::indexing_slicing)]
impl<T> ops::IndexMut<Id<T>> for Arena<T> {
    fn index_mut(&mut self, id: Id<T>) -> &mut T {
        &mut self.items[id.index()]
    }
}

impl<T: fmt::Debug> fmt::Debug for Arena<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}
