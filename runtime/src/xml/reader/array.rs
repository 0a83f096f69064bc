//! Arrays and dictionaries: an element of repeated elements, right in the field of the element that holds it.

use super::{Reader, Slot, TextRule};
use crate::error::Result;
use crate::text::Name;
use crate::value::dictionary::PairIn;
use crate::value::{Dictionary, Nillable, Pairs};
use crate::xml::{Content, Found, Record, Value, Writer};

/// Where the items of an array go.
pub trait Array {
    /// One item.
    type Item: Value;
    /// The items, made if there were none.
    fn items(&mut self) -> Option<&mut Vec<Self::Item>>;
    /// Makes it nil; `false` if it cannot be.
    fn make_nil(&mut self) -> bool;
    /// What is to be written: nothing, nil, or items.
    fn view(&self) -> Nillable<&[Self::Item]>;
}

impl<V: Value> Array for Vec<V> {
    type Item = V;

    fn items(&mut self) -> Option<&mut Vec<V>> {
        Some(self)
    }

    fn make_nil(&mut self) -> bool {
        false
    }

    fn view(&self) -> Nillable<&[V]> {
        Nillable::Value(self)
    }
}

impl<V: Value> Array for Option<Vec<V>> {
    type Item = V;

    fn items(&mut self) -> Option<&mut Vec<V>> {
        Some(self.get_or_insert_default())
    }

    fn make_nil(&mut self) -> bool {
        *self = None;
        true
    }

    fn view(&self) -> Nillable<&[V]> {
        match self {
            Some(items) => Nillable::Value(items),
            None => Nillable::Absent,
        }
    }
}

/// Where the pairs of a dictionary go.
pub trait Map {
    /// A key.
    type Key: Value;
    /// A value.
    type Value: Value;
    /// The pairs, made if there were none.
    fn pairs(&mut self) -> Option<&mut Dictionary<Self::Key, Self::Value>>;
    /// Makes it nil; `false` if it cannot be.
    fn make_nil(&mut self) -> bool;
    /// What is to be written: nothing, nil, or pairs.
    fn view(&self) -> Nillable<&Dictionary<Self::Key, Self::Value>>;
}

impl<K: Value, V: Value> Map for Dictionary<K, V> {
    type Key = K;
    type Value = V;

    fn pairs(&mut self) -> Option<&mut Dictionary<K, V>> {
        Some(self)
    }

    fn make_nil(&mut self) -> bool {
        false
    }

    fn view(&self) -> Nillable<&Dictionary<K, V>> {
        Nillable::Value(self)
    }
}

impl<K: Value, V: Value> Map for Option<Dictionary<K, V>> {
    type Key = K;
    type Value = V;

    fn pairs(&mut self) -> Option<&mut Dictionary<K, V>> {
        Some(self.get_or_insert_default())
    }

    fn make_nil(&mut self) -> bool {
        *self = None;
        true
    }

    fn view(&self) -> Nillable<&Dictionary<K, V>> {
        match self {
            Some(pairs) => Nillable::Value(pairs),
            None => Nillable::Absent,
        }
    }
}

impl Reader<'_> {
    /// Reads an array: the items are the elements of this name in the element at which the reader stands.
    ///
    /// # Errors
    ///
    /// Those of the items.
    #[inline(never)]
    pub fn list<A: Array>(
        &mut self,
        index: u16,
        item: impl Into<Name<'static>>,
        slot: &mut A,
    ) -> Result<Found> {
        if self.came(index) {
            return Ok(Found::Full);
        }
        self.items(item.into(), slot)?;
        Ok(Found::Once(index))
    }

    fn items<A: Array>(&mut self, item: Name<'static>, slot: &mut A) -> Result<()> {
        if self.is_nil() && slot.make_nil() {
            return self.empty();
        }
        match slot.items() {
            Some(items) => {
                let (begin, rule) = (self.start.content, self.rule_of_items());
                let due = if rule.is_some() { 0 } else { GROWS };
                self.record(&mut Items { name: item, items, begin, rule, due })?;
                // Room may have been made for more than came.
                if items.capacity() / 2 > items.len() {
                    items.shrink_to_fit();
                }
                Ok(())
            }
            None => self.skip(),
        }
    }

    /// Reads a dictionary, whose names on the wire are `names`.
    ///
    /// # Errors
    ///
    /// Those of the keys and values.
    #[inline(never)]
    pub fn dictionary<M: Map>(&mut self, index: u16, names: &'static Pairs, slot: &mut M) -> Result<Found> {
        if self.came(index) {
            return Ok(Found::Full);
        }
        self.pairs(names, slot)?;
        Ok(Found::Once(index))
    }

    fn pairs<M: Map>(&mut self, names: &'static Pairs, slot: &mut M) -> Result<()> {
        if self.is_nil() && slot.make_nil() {
            return self.empty();
        }
        match slot.pairs() {
            Some(pairs) => self.record(&mut PairsIn { names, pairs: &mut pairs.0 }),
            None => self.skip(),
        }
    }
}

/// Arrays and dictionaries as branches of a choice.
impl Reader<'_> {
    /// Reads a branch, which is an array, of a choice that may come once.
    ///
    /// # Errors
    ///
    /// Those of the items.
    pub fn variant_list<T, A: Array + Default>(
        &mut self,
        index: u16,
        item: impl Into<Name<'static>>,
        slot: &mut impl Slot<T>,
        wrap: fn(A) -> T,
    ) -> Result<Found> {
        let mut array = A::default();
        let found = self.list(index, item, &mut array)?;
        if found != Found::Full {
            slot.put(wrap(array));
        }
        Ok(found)
    }

    /// Reads a branch, which is an array, of a repeated choice.
    ///
    /// # Errors
    ///
    /// Those of the items.
    pub fn variants_list<T, A: Array + Default>(
        &mut self,
        item: impl Into<Name<'static>>,
        slot: &mut Vec<T>,
        wrap: fn(A) -> T,
    ) -> Result<Found> {
        self.member(slot.len());
        let mut array = A::default();
        self.items(item.into(), &mut array)?;
        slot.push(wrap(array));
        Ok(Found::Many)
    }

    /// Reads a branch, which is a dictionary, of a choice that may come once.
    ///
    /// # Errors
    ///
    /// Those of the keys and values.
    pub fn variant_dictionary<T, M: Map + Default>(
        &mut self,
        index: u16,
        names: &'static Pairs,
        slot: &mut impl Slot<T>,
        wrap: fn(M) -> T,
    ) -> Result<Found> {
        let mut map = M::default();
        let found = self.dictionary(index, names, &mut map)?;
        if found != Found::Full {
            slot.put(wrap(map));
        }
        Ok(found)
    }

    /// Reads a branch, which is a dictionary, of a repeated choice.
    ///
    /// # Errors
    ///
    /// Those of the keys and values.
    pub fn variants_dictionary<T, M: Map + Default>(
        &mut self,
        names: &'static Pairs,
        slot: &mut Vec<T>,
        wrap: fn(M) -> T,
    ) -> Result<Found> {
        self.member(slot.len());
        let mut map = M::default();
        self.pairs(names, &mut map)?;
        slot.push(wrap(map));
        Ok(Found::Many)
    }
}

/// The items of an array while they are read.
struct Items<'v, V> {
    name: Name<'static>,
    items: &'v mut Vec<V>,
    /// Where the first item begins.
    begin: usize,
    rule: Option<TextRule>,
    /// How many items there are before something is to be done for the next: room to be made, or its rule to be set.
    due: usize,
}

/// Room is made for more than one item where there are so many.
const GROWS: usize = 32;

impl<V> Items<'_, V> {
    #[cold]
    fn prepare(&mut self, input: &mut Reader<'_>) {
        if self.items.len() == self.items.capacity() && self.items.len() >= GROWS {
            self.grow(input);
        }
        match self.rule {
            Some(rule) => input.set_rule(rule),
            None => self.due = self.items.capacity().max(GROWS),
        }
    }

    /// Makes room for as many items as the rest of the document may hold, so that large arrays are not copied each time
    /// they have doubled; but not for more than some times as many as there are, which may be unlike the rest.
    #[cold]
    fn grow(&mut self, input: &Reader<'_>) {
        let (offset, count) = (input.start.offset, self.items.len());
        let rest = input.text.len().saturating_sub(offset);
        let length = offset.saturating_sub(self.begin) / count.max(1);
        self.items.reserve_exact((rest / length.max(1)).clamp(1, count * 7));
    }
}

impl<V: Value> Record for Items<'_, V> {
    fn content(&self) -> Content {
        Content::Items
    }

    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within(self.name.namespace()) == self.name.local() {
            true => {
                if input.seen.is_probe {
                    return Ok(input.probed(self.items.len()));
                }
                if self.items.len() >= self.due {
                    self.prepare(input);
                }
                self.items.decode(input)?;
                Ok(Found::Many)
            }
            false => Ok(Found::No),
        }
    }

    fn encode_fields(&self, _output: &mut Writer) {}
}

/// The pairs of a dictionary while they are read.
struct PairsIn<'v, K, V> {
    names: &'static Pairs,
    pairs: &'v mut Vec<(Option<K>, Option<V>)>,
}

impl<K: Value, V: Value> Record for PairsIn<'_, K, V> {
    fn content(&self) -> Content {
        Content::Items
    }

    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        let pair = self.names.pair();
        if name.within(pair.namespace()) != pair.local() {
            return Ok(Found::No);
        }
        if input.seen.is_probe {
            return Ok(input.probed(self.pairs.len()));
        }
        input.member(self.pairs.len());
        let mut pair = (None, None);
        input.record(&mut PairIn { names: self.names, pair: &mut pair })?;
        self.pairs.push(pair);
        Ok(Found::Many)
    }

    fn encode_fields(&self, _output: &mut Writer) {}
}
