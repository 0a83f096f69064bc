//! Counts the memory of decoded values where it is allocated: vectors that grow, and boxes.

use super::Reader;
use crate::error::Result;

impl Reader<'_> {
    /// Counts memory that a value takes on the heap, in bytes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::TooLarge`](crate::ErrorKind::TooLarge) if the values of the message take more memory than
    /// [`Limits::values`] allows.
    ///
    /// [`Limits::values`]: super::Limits::values
    pub(crate) fn allocate(&mut self, bytes: usize) -> Result<()> {
        self.bindings.memory.spend(bytes)
    }

    /// Counts the memory that a vector will allocate for one more item.
    #[inline]
    pub(crate) fn before_push<T>(&mut self, items: &Vec<T>) -> Result<()> {
        match items.len() == items.capacity() {
            true => self.before_growth(items.capacity(), size_of::<T>()),
            false => Ok(()),
        }
    }

    /// Counts the growth of a full vector, whose capacity doubles. The first capacity is four items, or one
    /// item if an item is larger than 1 KiB.
    #[inline(never)]
    fn before_growth(&mut self, capacity: usize, size: usize) -> Result<()> {
        let least = if size <= 1_024 { 4 } else { 1 };
        self.allocate(capacity.max(least).saturating_mul(size))
    }

    /// The number of items for which the memory suffices. `size` is the size of an item in bytes; 0 counts as
    /// 1.
    pub(super) fn room_for(&self, size: usize) -> usize {
        self.bindings.memory.rest() / size.max(1)
    }

    /// Subtracts memory that a vector no longer uses.
    pub(super) fn release(&mut self, bytes: usize) {
        self.bindings.memory.release(bytes);
    }

    /// The memory that the decoded values take, without their texts, in bytes.
    pub(crate) fn allocated(&self) -> usize {
        self.bindings.memory.spent()
    }
}
