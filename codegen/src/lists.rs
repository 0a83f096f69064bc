//! Lists: collecting and sorting with little compiled code.
//!
//! `Iterator::collect` and `Vec::extend` are compiled again for each chain of adaptors, and the sorts of `std` for each type
//! and comparison. They were a sixth of the code that a build of the generator compiles.

use std::{cmp::Ordering, mem};

/// Collects the items of an iterator into a list.
pub(crate) trait CollectVec: Iterator + Sized {
    /// Collects all items, like `collect::<Vec<_>>()`, without reserving memory.
    // `for` would compile one more function for each iterator.
    #[allow(clippy::while_let_on_iterator)]
    fn collect_vec(mut self) -> Vec<Self::Item> {
        let mut list = Vec::new();
        while let Some(item) = self.next() {
            list.push(item);
        }
        list
    }
}

impl<I: Iterator> CollectVec for I {}

/// Adds the items of an iterator to a list.
pub(crate) trait PushAll<T> {
    /// Adds all items, like `extend`, without reserving memory.
    fn push_all(&mut self, items: impl IntoIterator<Item = T>);
}

impl<T> PushAll<T> for Vec<T> {
    // `for` would compile one more function for each iterator.
    #[allow(clippy::while_let_on_iterator)]
    fn push_all(&mut self, items: impl IntoIterator<Item = T>) {
        let mut items = items.into_iter();
        while let Some(item) = items.next() {
            self.push(item);
        }
    }
}

/// Sorts a list. Items that are equal keep their order.
pub(crate) trait SortList<T> {
    /// Sorts the list like `sort_by`.
    fn sort_list_by(&mut self, compare: impl Fn(&T, &T) -> Ordering);

    /// Sorts the list like `sort`.
    fn sort_list(&mut self)
    where
        T: Ord,
    {
        self.sort_list_by(T::cmp);
    }

    /// Sorts the list like `sort_by_key`.
    fn sort_list_by_key<K: Ord>(&mut self, key: impl Fn(&T) -> K) {
        self.sort_list_by(|one, other| key(one).cmp(&key(other)));
    }
}

impl<T> SortList<T> for [T] {
    fn sort_list_by(&mut self, compare: impl Fn(&T, &T) -> Ordering) {
        let swaps = swaps(self.len(), &|one, other| match (self.get(one), self.get(other)) {
            (Some(one), Some(other)) => compare(one, other),
            _ => Ordering::Equal,
        });
        for (one, other) in swaps {
            self.swap(one, other);
        }
    }
}

/// Pairs of places whose items are swapped, one pair after the other, to sort a list. `compare` compares the items at two
/// places of the unsorted list.
fn swaps(length: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<(usize, usize)> {
    // The place in the unsorted list from which each place gets its item.
    let mut sources: Vec<usize> = (0..length).collect();
    sources.sort_by(|one, other| compare(*one, *other));
    let mut swaps = Vec::new();
    for first in 0..length {
        // Follows a cycle of the permutation. A place that is done becomes its own source, so that the outer
        // loop does not follow the cycle again.
        let mut place = first;
        while let Some(source) = sources.get_mut(place).map(|source| mem::replace(source, place)) {
            if source == first {
                break;
            }
            swaps.push((place, source));
            place = source;
        }
    }
    swaps
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::SortList;

    proptest! {
        #[test]
        fn lists_are_sorted_as_by_std(list: Vec<(u8, u16)>) {
            let (mut ours, mut expected) = (list.clone(), list);
            ours.sort_list_by_key(|(key, _)| key / 16);
            expected.sort_by_key(|(key, _)| key / 16);
            prop_assert_eq!(&ours, &expected);
            ours.sort_list();
            expected.sort();
            prop_assert_eq!(ours, expected);
        }
    }
}
