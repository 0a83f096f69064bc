//! The types that arrays name for their items, as the reader stores them.

use crate::text::Name;

/// The item types of the arrays around the current element.
#[derive(Default)]
pub(in crate::xml::reader) struct ItemTypes<'s> {
    /// For each array, its depth and its item type. The depth is the number of elements around the array. The
    /// depths ascend. An array that has ended remains until an array of the same or a smaller depth begins.
    arrays: Vec<(usize, Name<'s>)>,
    /// Offset and type of the last item whose type was taken from its array.
    item: Option<(usize, Name<'s>)>,
}

impl<'s> ItemTypes<'s> {
    /// Stores the item type of an array. `depth` is the number of elements around it.
    pub(in crate::xml::reader) fn begin(&mut self, depth: usize, name: Name<'s>) {
        self.arrays.truncate(self.arrays.partition_point(|(other, _)| *other < depth));
        self.arrays.push((depth, name));
    }

    /// The item type of the last array that began at this depth. The caller must ensure that this array is
    /// still open.
    pub(in crate::xml::reader) fn of_array_at(&self, depth: usize) -> Option<Name<'s>> {
        self.arrays.iter().rev().find(|(other, _)| *other == depth).map(|(_, name)| *name)
    }

    /// Stores the type `name` of the item at this offset. It is the item type of the array around the item.
    pub(in crate::xml::reader) fn set_item(&mut self, offset: usize, name: Name<'s>) {
        self.item = Some((offset, name));
    }

    /// The type that [`set_item`](Self::set_item) stored for the item at this offset.
    pub(in crate::xml::reader) fn of_item_at(&self, offset: usize) -> Option<Name<'s>> {
        self.item.filter(|(at, _)| *at == offset).map(|(_, name)| name)
    }
}
