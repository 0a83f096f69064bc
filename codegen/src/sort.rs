//! Sorting, compiled once. The standard library's is compiled anew for each type and each order, which costs those who build
//! the generator more than the code around it; here it only ever sorts places in a list.

use std::cmp::Ordering;

/// Sorts a list; what is equal stays in order.
pub(crate) fn sort_by<T: Clone>(list: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let places = sorted(list.len(), &|one, other| match (list.get(one), list.get(other)) {
        (Some(one), Some(other)) => compare(one, other),
        _ => Ordering::Equal,
    });
    let mut sorted = Vec::with_capacity(list.len());
    for place in places {
        if let Some(item) = list.get(place) {
            sorted.push(item.clone());
        }
    }
    *list = sorted;
}

/// The places of a list of some length in the order of what stands there.
fn sorted(length: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..length).collect();
    places.sort_by(|one, other| compare(*one, *other));
    places
}

#[cfg(test)]
mod tests {
    #[test]
    fn equal_items_stay_in_order() {
        let mut list = vec![(2, "a"), (1, "b"), (2, "c"), (1, "d"), (0, "e")];
        super::sort_by(&mut list, |one, other| one.0.cmp(&other.0));
        assert_eq!(list, [(0, "e"), (1, "b"), (1, "d"), (2, "a"), (2, "c")]);
    }
}
