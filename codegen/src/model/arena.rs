//! Storage for the components of a model, addressed by ids.

use std::{fmt, iter, marker::PhantomData, ops, slice};

use super::Id;

/// Append-only list of components of type `T` with ids of type `I`. It hands out an id before the component is
/// complete, so that components can refer to each other in cycles.
pub struct Arena<I, T> {
    items: Vec<T>,
    ids: PhantomData<fn() -> I>,
}

impl<I: Id, T> Arena<I, T> {
    /// Appends a component and returns its id.
    pub fn add(&mut self, item: T) -> I {
        self.items.push(item);
        I::from_index(self.items.len() - 1)
    }

    /// Consumes the arena and returns the components in the order of their ids.
    pub(crate) fn into_items(self) -> impl Iterator<Item = T> {
        self.items.into_iter()
    }

    /// Iterates over the components and their ids, in the order of the ids.
    pub fn iter(&self) -> Components<'_, I, T> {
        Components { items: self.items.iter().enumerate(), ids: PhantomData }
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

/// Iterator over the components of an [`Arena`] and their ids.
///
/// It is a named type, because it takes less time to compile than `impl Iterator` with a closure.
pub struct Components<'a, I, T> {
    items: iter::Enumerate<slice::Iter<'a, T>>,
    ids: PhantomData<fn() -> I>,
}

impl<'a, I: Id, T> Iterator for Components<'a, I, T> {
    type Item = (I, &'a T);

    fn next(&mut self) -> Option<(I, &'a T)> {
        let (index, item) = self.items.next()?;
        Some((I::from_index(index), item))
    }
}

impl<I, T> Default for Arena<I, T> {
    fn default() -> Self {
        Self { items: Vec::new(), ids: PhantomData }
    }
}

// An id is only made by `add` of the arena that it indexes, or by `Model::builtin` for a type that every model holds,
// so the index is always in range.
#[allow(clippy::indexing_slicing)]
impl<I: Id, T> ops::Index<I> for Arena<I, T> {
    type Output = T;

    fn index(&self, id: I) -> &T {
        &self.items[id.index()]
    }
}

#[allow(clippy::indexing_slicing)]
impl<I: Id, T> ops::IndexMut<I> for Arena<I, T> {
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.items[id.index()]
    }
}

impl<I: Id, T: fmt::Debug> fmt::Debug for Arena<I, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}
