//! Arrays of several dimensions: the size of each dimension, and the items in row-major order.

use super::sizes::sizes;
use crate::error::Result;
use crate::text::Name;
use crate::text::namespaces::{ENCODING_11, ENCODING_12};
use crate::xml::{DepartureKind, Found, Invalid, Reader, ReadingMode, Scope, Simple, Text, Value};

/// The sizes in `arrayType` or `arraySize`. An omitted size is zero.
struct Sizes<const N: usize>([usize; N]);

impl<const N: usize> Simple for Sizes<N> {
    fn parse(text: &str, _scope: &Scope<'_>) -> Result<Self, Invalid> {
        let size = |size: Option<u64>| usize::try_from(size.unwrap_or_default()).ok();
        let sizes = sizes(text).and_then(|sizes| sizes.into_iter().map(size).collect::<Option<Vec<_>>>());
        sizes
            .and_then(|sizes| sizes.try_into().ok())
            .map(Self)
            .ok_or_else(|| Invalid::expected(format!("an array with {N} dimensions")))
    }

    fn write(&self, _text: &mut Text<'_>) {}
}

impl Reader<'_> {
    /// Reads the current attribute, if it gives the dimensions of an array.
    ///
    /// # Errors
    ///
    /// If the number of dimensions is not `N`. In the lenient mode, the attribute is skipped, and recorded as a
    /// departure.
    pub fn dimensions<const N: usize>(
        &mut self,
        name: Name<'_>,
        dimensions: &mut [usize; N],
    ) -> Result<Found> {
        let is_given = match name.local() {
            "arrayType" => name.namespace() == ENCODING_11,
            "arraySize" => name.namespace() == ENCODING_12,
            _ => false,
        };
        if !is_given || self.is_probing() {
            return Ok(Found::No);
        }
        let mut sizes = Sizes([0; N]);
        match self.value(&mut sizes) {
            Ok(()) => *dimensions = sizes.0,
            Err(error) => self.excuse_attribute(error)?,
        }
        Ok(Found::Many)
    }

    /// Reads an item of an array with several dimensions. If the message omits the size of the first
    /// dimension, it follows from the number of items.
    ///
    /// # Errors
    ///
    /// If the item cannot be decoded, or the message omits the size of another dimension. In the lenient
    /// mode, an omitted size is a departure: all sizes after the first are then 1.
    pub fn item_in<V: Value, const N: usize>(
        &mut self,
        dimensions: &mut [usize; N],
        items: &mut Vec<V>,
    ) -> Result<Found> {
        if self.is_probing() {
            return self.many(items);
        }
        let count = items.len() + 1;
        if let [first, others @ ..] = dimensions.as_mut_slice() {
            if others.contains(&0) {
                let error = self.error("the dimensions of the array in its start tag", None);
                if self.mode() != ReadingMode::Lenient {
                    return Err(error);
                }
                self.note(DepartureKind::Encoding, "an array without dimensions");
                others.fill(1);
            }
            let in_row = others.iter().fold(1_usize, |all, size| all.saturating_mul(*size));
            if count > first.saturating_mul(in_row) {
                *first = count.div_ceil(in_row);
            }
        }
        self.many(items)
    }
}
