//! Sparse and partially transmitted arrays: `position` and `offset` of SOAP 1.1, section 5.4.2.

use super::sizes::dimensions;
use super::tree::{Meaning, Tree};
use crate::error::Result;

/// Iterates over the items of an array in the order of their indices, including the omitted items.
pub(super) struct Sparse {
    /// The transmitted items in ascending order of their indices.
    items: std::vec::IntoIter<Placed>,
    next: Option<Placed>,
    /// The index of the next item.
    place: u64,
    /// Number of items in the array.
    size: u64,
}

/// A transmitted item of an array.
#[derive(Clone, Copy)]
struct Placed {
    place: u64,
    element: u32,
    /// Offset of the text before the element.
    gap: usize,
}

/// An item of an array.
pub(super) enum Item {
    /// A transmitted element, and the offset of the text before it.
    Element(u32, usize),
    Omitted,
}

impl Sparse {
    /// Reads the items of an array that has an `offset` attribute, items with a `position` attribute, or several
    /// dimensions.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Contract`](crate::ErrorKind::Contract) if an index is malformed, outside the array, or
    /// used twice.
    pub(super) fn of(tree: &Tree<'_>, array: u32) -> Result<Self> {
        let size = tree.attribute(array, Meaning::Size);
        let dimensions = size.as_deref().map(dimensions).unwrap_or_default();
        let size = dimensions.iter().try_fold(1_u64, |size, dimension| size.checked_mul(*dimension));
        let size = size.filter(|_| !dimensions.is_empty());
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
            items.push(Placed { place: at, element: item, gap });
            gap = tree.node(item).end();
            at = at.saturating_add(1);
        }
        items.sort_by_key(|item| item.place);
        let second = items.windows(2).find_map(|pair| match pair {
            [one, other] if one.place == other.place => Some(other),
            _ => None,
        });
        if let Some(Placed { place, element, .. }) = second {
            let found = format!("two items at index {place}");
            return Err(tree.refuse(*element, "at most one item per array index", &found));
        }
        let last = items.last().map_or(0, |item| item.place.saturating_add(1));
        let mut items = items.into_iter();
        Ok(Self { next: items.next(), items, place: 0, size: size.unwrap_or(0).max(last) })
    }
}

impl Iterator for Sparse {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        match self.next {
            Some(Placed { place, element, gap }) if place <= self.place => {
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
