//! Dictionaries in a member: an element that contains repeated pairs, decoded into a field of the
//! parent's record.

use super::dictionary::{PairIn, PairOut};
use super::{Dictionary, Pairs};
use crate::error::Result;
use crate::text::Name;
use crate::xml::reader::Slot;
use crate::xml::{Content, Fields, Found, Nillable, Reader, Record, Value, Writer};

/// A field that receives the pairs of a dictionary.
pub trait Map {
    /// Type of a key.
    type Key: Value;
    /// Type of a value.
    type Value: Value;
    /// The pairs, to append to. Creates an empty dictionary if it is absent or nil.
    fn pairs(&mut self) -> Option<&mut Dictionary<Self::Key, Self::Value>>;
    /// Sets the dictionary to nil. Returns `false` if the field cannot be nil.
    fn make_nil(&mut self) -> bool;
    /// The state to write: absent, nil, or pairs.
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

impl<K: Value, V: Value> Map for Nillable<Dictionary<K, V>> {
    type Key = K;
    type Value = V;

    fn pairs(&mut self) -> Option<&mut Dictionary<K, V>> {
        self.present()
    }

    fn make_nil(&mut self) -> bool {
        *self = Self::Nil;
        true
    }

    fn view(&self) -> Nillable<&Dictionary<K, V>> {
        match self {
            Self::Absent => Nillable::Absent,
            Self::Nil => Nillable::Nil,
            Self::Value(pairs) => Nillable::Value(pairs),
        }
    }
}

impl Reader<'_> {
    /// Reads a dictionary. `names` are the element names of its pairs.
    ///
    /// # Errors
    ///
    /// If a key or value cannot be decoded.
    #[inline(never)]
    pub fn dictionary<M: Map>(&mut self, index: u16, names: &'static Pairs, slot: &mut M) -> Result<Found> {
        if self.has_ended_before(index) {
            return Ok(Found::Full);
        }
        self.pairs(names, slot)?;
        Ok(Found::Once(index))
    }

    /// Like [`dictionary`](Self::dictionary), for a dictionary that may be absent, but not nil.
    ///
    /// # Errors
    ///
    /// If a key or value cannot be decoded.
    pub fn optional_dictionary<M: Map>(
        &mut self,
        index: u16,
        names: &'static Pairs,
        slot: &mut M,
    ) -> Result<Found> {
        if !self.has_ended_before(index) {
            self.not_nil()?;
        }
        self.dictionary(index, names, slot)
    }

    fn pairs<M: Map>(&mut self, names: &'static Pairs, slot: &mut M) -> Result<()> {
        if self.has_type() {
            self.check_list_type(names.pair().local(), names.type_name())?;
        }
        if self.is_nil() && slot.make_nil() {
            return self.empty();
        }
        match slot.pairs() {
            Some(pairs) => self.record(&mut PairsIn { names, pairs: &mut pairs.0 }),
            None => self.skip(),
        }
    }
}

/// Dictionaries as branches of a choice.
impl Reader<'_> {
    /// Reads a branch of a choice that occurs at most once, where the branch is a dictionary.
    ///
    /// # Errors
    ///
    /// If a key or value cannot be decoded.
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

    /// Like [`header_variant`](Self::header_variant), for a branch that is a dictionary.
    ///
    /// # Errors
    ///
    /// If a key or value cannot be decoded.
    pub fn header_variant_dictionary<T, M: Map + Default>(
        &mut self,
        index: u16,
        names: &'static Pairs,
        slot: &mut impl Slot<T>,
        wrap: fn(M) -> T,
    ) -> Result<Found> {
        match self.is_nil() && !self.has_ended_before(index) {
            true => self.empty().map(|()| Found::Many),
            false => self.variant_dictionary(index, names, slot, wrap),
        }
    }

    /// Reads a branch of a repeated choice, where the branch is a dictionary.
    ///
    /// # Errors
    ///
    /// If a key or value cannot be decoded.
    pub fn variants_dictionary<T, M: Map + Default>(
        &mut self,
        names: &'static Pairs,
        slot: &mut Vec<T>,
        wrap: fn(M) -> T,
    ) -> Result<Found> {
        if self.is_probing() {
            return Ok(self.probed_branch(slot, &wrap(M::default())));
        }
        self.member(slot.len());
        let mut map = M::default();
        self.before_push(slot)?;
        self.pairs(names, &mut map)?;
        slot.push(wrap(map));
        Ok(Found::Many)
    }
}

impl Fields<'_> {
    /// Writes a dictionary. `names` are the element names of its pairs.
    pub fn dictionary<M: Map>(self, local: &'static str, names: &'static Pairs, map: &M) -> Self {
        match map.view() {
            Nillable::Absent => self,
            view => self.map(local, names, view),
        }
    }

    /// Writes a required dictionary that may be nil.
    pub fn nillable_dictionary<M: Map>(self, local: &'static str, names: &'static Pairs, map: &M) -> Self {
        match map.view() {
            Nillable::Absent => self.map(local, names, Nillable::<&Dictionary<M::Key, M::Value>>::Nil),
            view => self.map(local, names, view),
        }
    }

    fn map<K: Value, V: Value>(
        self,
        local: &'static str,
        names: &'static Pairs,
        view: Nillable<&Dictionary<K, V>>,
    ) -> Self {
        let name = Name::new(self.namespace, local);
        if self.output.leaves_out(self.namespace, local) {
            return self;
        }
        match view {
            Nillable::Value(pairs) => {
                let outer = self.output.open_array(name, names.pair().namespace(), pairs.is_empty());
                for (index, pair) in pairs.0.iter().enumerate() {
                    self.output.member(index);
                    self.output.record(names.pair(), &PairOut { names, pair });
                }
                self.output.close_array(local, outer);
            }
            Nillable::Nil | Nillable::Absent => self.output.nil_element(name),
        }
        self
    }
}

/// The pairs of a dictionary during decoding.
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
        if input.is_probing() {
            return Ok(input.probed(self.pairs.len()));
        }
        input.member(self.pairs.len());
        input.before_push(self.pairs)?;
        let mut pair = (None, None);
        input.record(&mut PairIn::new(self.names, &mut pair))?;
        self.pairs.push(pair);
        Ok(Found::Many)
    }

    fn encode_fields(&self, _output: &mut Writer) {}
}
