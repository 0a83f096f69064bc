//! Sparse and partially transmitted arrays: `position` and `offset` of SOAP 1.1, section 5.4.2.

use super::sizes::sizes;
use super::tree::{Meaning, Tree};
use crate::error::Result;

/// Iterates over the items of an array in the order of their indices, including the omitted items.
pub(super) struct Sparse {
    /// The transmitted items in ascending order of their indices.
    items: std::vec::IntoIter<TransmittedItem>,
    next: Option<TransmittedItem>,
    /// The index of the next item.
    place: u64,
    /// Number of items in the array.
    size: u64,
}

/// A transmitted item of an array.
#[derive(Clone, Copy)]
struct TransmittedItem {
    place: u64,
    element: u32,
    /// Offset in the document at which the text before the element begins.
    gap: usize,
}

/// An item of an array.
pub(super) enum Item {
    /// A transmitted element, and the offset in the document at which the text before it begins.
    Element(u32, usize),
    Omitted,
}

impl Sparse {
    /// Reads the items of an array that has several dimensions or an `offset` attribute, or whose items have
    /// `position` attributes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Contract`](crate::ErrorKind::Contract) if an index is malformed, outside the array, or
    /// used twice.
    pub(super) fn of(tree: &Tree<'_>, array: u32) -> Result<Self> {
        let Dimensions { dimensions, size, row } = Dimensions::of(tree, array);
        let refuse = |id, text: &str| tree.refuse(id, "an index within the array, in brackets", text);
        let place = |id, text: &str| {
            numbers(text).and_then(|place| flat(&place, &dimensions)).ok_or_else(|| refuse(id, text))
        };
        let mut at = match tree.attribute(array, Meaning::Offset) {
            Some(offset) => place(array, &offset)?,
            None => 0,
        };
        let mut items = Vec::new();
        let mut gap = tree.node(array).content();
        for item in tree.children(array) {
            if let Some(position) = tree.attribute(item, Meaning::Position) {
                at = place(item, &position)?;
            }
            if size.is_some_and(|size| at >= size) {
                return Err(refuse(item, &format!("[{at}]")));
            }
            items.push(TransmittedItem { place: at, element: item, gap });
            gap = tree.node(item).end();
            at = at.saturating_add(1);
        }
        items.sort_by_key(|item| item.place);
        let second = items.windows(2).find_map(|pair| match pair {
            [one, other] if one.place == other.place => Some(other),
            _ => None,
        });
        if let Some(TransmittedItem { place, element, .. }) = second {
            let found = format!("two items at index {place}");
            return Err(tree.refuse(*element, "at most one item per array index", &found));
        }
        let last = items.last().map_or(0, |item| item.place.saturating_add(1));
        // The last row is complete, even if its last items are omitted.
        let end = last.div_ceil(row).saturating_mul(row);
        let mut items = items.into_iter();
        Ok(Self { next: items.next(), items, place: 0, size: size.unwrap_or(0).max(end) })
    }
}

/// The sizes of an array's dimensions, as its start tag gives them.
struct Dimensions {
    /// The size of each dimension. In an array of several dimensions, the start tag may omit the first size,
    /// which is `u64::MAX` then. The list is empty if the start tag omits any other size, or the size of an
    /// array of one dimension.
    dimensions: Vec<u64>,
    /// Number of items, if the start tag gives it.
    size: Option<u64>,
    /// Number of items in a row: the product of the sizes after the first. It is needed only if the start tag
    /// omits the first size, and is 1 otherwise.
    row: u64,
}

impl Dimensions {
    fn of(tree: &Tree<'_>, array: u32) -> Self {
        let given = tree.attribute(array, Meaning::Size).and_then(|text| sizes(&text)).unwrap_or_default();
        let (first, others) = match given.as_slice() {
            [first, others @ ..] => (*first, others.iter().copied().collect::<Option<Vec<_>>>()),
            [] => (None, None),
        };
        let Some(others) = others.filter(|others| first.is_some() || !others.is_empty()) else {
            return Self { dimensions: Vec::new(), size: None, row: 1 };
        };
        let row = others.iter().try_fold(1_u64, |row, size| row.checked_mul(*size));
        let size = first.zip(row).and_then(|(first, row)| first.checked_mul(row));
        let dimensions = std::iter::once(first.unwrap_or(u64::MAX)).chain(others).collect();
        let row = row.filter(|row| *row > 0 && first.is_none()).unwrap_or(1);
        Self { dimensions, size, row }
    }
}

impl Iterator for Sparse {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        match self.next {
            Some(TransmittedItem { place, element, gap }) if place <= self.place => {
                self.next = self.items.next();
                self.place = place.saturating_add(1);
                Some(Item::Element(element, gap))
            }
            _ if self.place < self.size => {
                self.place += 1;
                Some(Item::Omitted)
            }
            _ => None,
        }
    }
}

/// Parses the index `[2,3]` of an item.
fn numbers(text: &str) -> Option<Vec<u64>> {
    let text = text.trim();
    let inner = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    inner
        .split([',', ' '])
        .filter(|number| !number.is_empty())
        .map(|number| number.trim().parse().ok())
        .collect()
}

/// The index of an item in row-major order: the last dimension varies fastest.
fn flat(place: &[u64], dimensions: &[u64]) -> Option<u64> {
    match place {
        [] => None,
        [place] => Some(*place),
        _ if place.len() != dimensions.len() => None,
        _ => place.iter().zip(dimensions).try_fold(0_u64, |flat, (place, dimension)| {
            let flat = flat.checked_mul(*dimension)?.checked_add(*place)?;
            (place < dimension).then_some(flat)
        }),
    }
}
