//! Maps and sets that find keys by their hashes, with little compiled code.
//!
//! A `HashMap` is compiled again for each type of its keys and values. The 110 types of the generator were a tenth of the
//! code that a build of the generator compiles. Here the items are in a list, and one index of places serves all types.

use std::{
    borrow::Borrow,
    hash::{BuildHasher as _, Hash, RandomState},
    mem,
    ops::Range,
    sync::LazyLock,
    vec,
};

use crate::lists::{CollectVec as _, SortList as _};

/// Number of items up to which a key is compared with all others, which takes less time than a hash.
const UNINDEXED: usize = 8;

/// The keys of the hash function.
static STATE: LazyLock<RandomState> = LazyLock::new(RandomState::new);

/// A map like `HashMap`. Iterates in the order in which the keys were inserted.
#[derive(Clone, Debug)]
pub(crate) struct Map<K, V> {
    items: Vec<(K, V)>,
    index: Index,
}

impl<K, V> Map<K, V> {
    // A constant is copied, which compiles less code than calls.
    const EMPTY: Self = Self { items: Vec::new(), index: Index { length: 0, slots: Vec::new() } };

    pub(crate) fn new() -> Self {
        Self::EMPTY
    }

    pub(crate) fn len(&self) -> usize {
        self.items.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.items.iter().map(|(key, value)| (key, value))
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &K> {
        self.items.iter().map(|(key, _)| key)
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = &V> {
        self.items.iter().map(|(_, value)| value)
    }
}

impl<K: Ord, V> Map<K, V> {
    /// The items, sorted by their keys.
    pub(crate) fn sorted(&self) -> Vec<&(K, V)> {
        let mut items = self.items.iter().collect_vec();
        items.sort_list_by(|(one, _), (other, _)| one.cmp(other));
        items
    }
}

impl<K: Hash + Eq, V> Map<K, V> {
    pub(crate) fn get<Q: Hash + Eq + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let (_, value) = self.items.get(self.place(self.hash(key), key)?)?;
        Some(value)
    }

    pub(crate) fn get_mut<Q: Hash + Eq + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let place = self.place(self.hash(key), key)?;
        let (_, value) = self.items.get_mut(place)?;
        Some(value)
    }

    pub(crate) fn contains_key<Q: Hash + Eq + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.place(self.hash(key), key).is_some()
    }

    /// Sets the value of a key. Returns the value that it had before.
    pub(crate) fn insert(&mut self, key: K, value: V) -> Option<V> {
        let hash = self.hash(&key);
        if let Some(place) = self.place(hash, &key)
            && let Some((_, known)) = self.items.get_mut(place)
        {
            return Some(mem::replace(known, value));
        }
        self.push(hash, key, value);
        None
    }

    /// The value of a key. Inserts the value that `value` returns if there is none.
    pub(crate) fn or_insert_with(&mut self, key: K, value: impl FnOnce() -> V) -> &mut V {
        let hash = self.hash(&key);
        let place = self.place(hash, &key).unwrap_or(self.items.len());
        if place == self.items.len() {
            self.push(hash, key, value());
        }
        // The item was found or added.
        #[allow(clippy::indexing_slicing)]
        &mut self.items[place].1
    }

    pub(crate) fn or_insert(&mut self, key: K, value: V) -> &mut V {
        self.or_insert_with(key, || value)
    }

    pub(crate) fn or_default(&mut self, key: K) -> &mut V
    where
        V: Default,
    {
        self.or_insert_with(key, V::default)
    }

    /// Takes the value of a key. The key remains, with the default value.
    pub(crate) fn take<Q: Hash + Eq + ?Sized>(&mut self, key: &Q) -> V
    where
        K: Borrow<Q>,
        V: Default,
    {
        self.get_mut(key).map(mem::take).unwrap_or_default()
    }

    /// The hash of a key, if the items are indexed.
    fn hash<Q: Hash + ?Sized>(&self, key: &Q) -> Option<u64> {
        if self.items.len() > UNINDEXED { Some(STATE.hash_one(key)) } else { None }
    }

    /// Place of the item with a key.
    fn place<Q: Eq + ?Sized>(&self, hash: Option<u64>, key: &Q) -> Option<usize>
    where
        K: Borrow<Q>,
    {
        let mut candidates = self.index.candidates(hash, self.items.len());
        loop {
            let place = candidates.next()?;
            let (known, _) = self.items.get(place)?;
            if known.borrow() == key {
                return Some(place);
            }
        }
    }

    /// Adds an item whose key is not in the map.
    fn push(&mut self, hash: Option<u64>, key: K, value: V) {
        self.items.push((key, value));
        match hash {
            Some(hash) => self.index.add(hash),
            None if self.items.len() > UNINDEXED => {
                for (key, _) in &self.items {
                    self.index.add(STATE.hash_one(key));
                }
            }
            None => {}
        }
    }
}

/// Places of the items of a map, by the hashes of their keys.
#[derive(Clone, Debug)]
struct Index {
    /// Number of places.
    length: usize,
    /// Hashes and their places, each in the first slot that was free, beginning at the slot that the hash determines.
    /// The number of slots is a power of two. At least half of them are free.
    slots: Vec<Option<(u64, usize)>>,
}

impl Index {
    /// Adds the next place.
    fn add(&mut self, hash: u64) {
        if self.slots.len() <= 2 * self.length {
            let slots = vec![None; (4 * self.length).max(4 * UNINDEXED)];
            for (hash, place) in mem::replace(&mut self.slots, slots).into_iter().flatten() {
                self.put(hash, place);
            }
        }
        self.put(hash, self.length);
        self.length += 1;
    }

    fn put(&mut self, hash: u64, place: usize) {
        let last = self.slots.len().wrapping_sub(1);
        let mut slot = hash as usize & last;
        while let Some(Some(_)) = self.slots.get(slot) {
            slot = (slot + 1) & last;
        }
        if let Some(free) = self.slots.get_mut(slot) {
            *free = Some((hash, place));
        }
    }

    /// The places with a hash, or all of `length` places if the items are not indexed.
    fn candidates(&self, hash: Option<u64>, length: usize) -> Candidates<'_> {
        match hash {
            Some(hash) => Candidates::Hashed { hash, slot: hash as usize, slots: &self.slots },
            None => Candidates::All(0..length),
        }
    }
}

/// Places whose items may have a key.
enum Candidates<'i> {
    All(Range<usize>),
    Hashed { hash: u64, slot: usize, slots: &'i [Option<(u64, usize)>] },
}

impl Candidates<'_> {
    fn next(&mut self) -> Option<usize> {
        match self {
            Self::All(places) => places.next(),
            Self::Hashed { hash, slot, slots } => loop {
                let (candidate, place) = (*slots.get(*slot & slots.len().wrapping_sub(1))?)?;
                *slot = slot.wrapping_add(1);
                if candidate == *hash {
                    return Some(place);
                }
            },
        }
    }
}

impl<K, V> Default for Map<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: Hash + Eq, V> Extend<(K, V)> for Map<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, items: I) {
        for (key, value) in items {
            self.insert(key, value);
        }
    }
}

impl<K: Hash + Eq, V> FromIterator<(K, V)> for Map<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(items: I) -> Self {
        let mut map = Self::new();
        map.extend(items);
        map
    }
}

impl<K, V> IntoIterator for Map<K, V> {
    type Item = (K, V);
    type IntoIter = vec::IntoIter<(K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

/// A set like `HashSet`. Iterates in the order in which the keys were inserted.
#[derive(Clone, Debug)]
pub struct Set<K>(Map<K, ()>);

impl<K> Set<K> {
    pub(crate) fn new() -> Self {
        Self(Map::new())
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &K> {
        self.0.keys()
    }
}

impl<K: Hash + Eq> Set<K> {
    pub(crate) fn contains<Q: Hash + Eq + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.0.contains_key(key)
    }

    /// Adds a key. Returns `false` if the set has it already.
    pub(crate) fn insert(&mut self, key: K) -> bool {
        self.0.insert(key, ()).is_none()
    }
}

impl<K: Hash + Eq> PartialEq for Set<K> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().all(|key| other.contains(key))
    }
}

impl<K: Hash + Eq> Eq for Set<K> {}

impl<K> Default for Set<K> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K> IntoIterator for Set<K> {
    type Item = K;
    type IntoIter = Keys<K>;

    fn into_iter(self) -> Self::IntoIter {
        Keys(self.0.into_iter())
    }
}

/// The keys of a set.
pub struct Keys<K>(vec::IntoIter<(K, ())>);

impl<K> Iterator for Keys<K> {
    type Item = K;

    fn next(&mut self) -> Option<K> {
        let (key, ()) = self.0.next()?;
        Some(key)
    }
}

impl<K: Hash + Eq> Extend<K> for Set<K> {
    fn extend<I: IntoIterator<Item = K>>(&mut self, keys: I) {
        for key in keys {
            self.insert(key);
        }
    }
}

impl<K: Hash + Eq> FromIterator<K> for Set<K> {
    fn from_iter<I: IntoIterator<Item = K>>(keys: I) -> Self {
        let mut set = Self::new();
        set.extend(keys);
        set
    }
}

impl<K: Hash + Eq, const N: usize> From<[K; N]> for Set<K> {
    fn from(keys: [K; N]) -> Self {
        keys.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use proptest::prelude::*;

    use super::{Map, Set, UNINDEXED};

    proptest! {
        #[test]
        fn maps_have_the_values_of_those_of_std(pairs: Vec<(u8, u16)>) {
            let (mut map, mut expected, mut order) = (Map::new(), HashMap::new(), Vec::new());
            for (key, value) in pairs {
                if !expected.contains_key(&key) {
                    order.push(key);
                }
                prop_assert_eq!(map.insert(key, value), expected.insert(key, value));
                let half = map.or_insert(key / 2, 0);
                *half = half.wrapping_add(1);
                if !expected.contains_key(&(key / 2)) {
                    order.push(key / 2);
                }
                let half = expected.entry(key / 2).or_insert(0);
                *half = half.wrapping_add(1);
            }
            for key in 0..=u8::MAX {
                prop_assert_eq!(map.get(&key), expected.get(&key));
                prop_assert_eq!(map.get_mut(&key), expected.get_mut(&key));
                prop_assert_eq!(map.contains_key(&key), expected.contains_key(&key));
            }
            prop_assert_eq!(map.len(), expected.len());
            prop_assert!(map.keys().eq(&order));
        }

        #[test]
        fn sets_have_the_keys_of_those_of_std(left: Vec<u8>, right: Vec<u8>) {
            let (mut set, mut expected) = (Set::new(), HashSet::new());
            for key in &left {
                prop_assert_eq!(set.insert(*key), expected.insert(*key));
            }
            let (other, other_expected): (Set<u8>, HashSet<u8>) = (right.iter().copied().collect(), right.into_iter().collect());
            prop_assert_eq!(set == other, expected == other_expected);
        }
    }

    #[test]
    fn keys_are_found_below_and_above_the_number_of_items_from_which_on_they_are_indexed() {
        let mut map = Map::new();
        for number in 0..3 * UNINDEXED {
            assert!(!map.contains_key(number.to_string().as_str()));
            map.insert(number.to_string(), number);
            for known in 0..=number {
                assert_eq!(map.get(known.to_string().as_str()), Some(&known));
            }
        }
    }

    #[test]
    fn a_key_whose_value_is_taken_keeps_the_default_value() {
        let mut map = Map::from_iter([("a", vec![1])]);
        assert_eq!((map.take("a"), map.take("a"), map.take("b")), (vec![1], vec![], vec![]));
        assert_eq!(map.len(), 1);
    }
}
