//! Arrays: an element that contains repeated elements, decoded into a field of the parent's record.

use super::start::Flags;
use super::{Reader, Slot, TextRule};
use crate::error::Result;
use crate::text::Name;
use crate::xml::{Content, Found, Nillable, Record, Value, Writer};

/// A field that receives the items of an array.
pub trait Array {
    /// Type of one item.
    type Item: Value;
    /// The items, to append to. Creates an empty list if the array is absent or nil.
    fn items(&mut self) -> Option<&mut Vec<Self::Item>>;
    /// Sets the array to nil. Returns `false` if the field cannot be nil.
    fn make_nil(&mut self) -> bool;
    /// The state to write: absent, nil, or items.
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
        if self.is_none() {
            *self = Some(Vec::new());
        }
        self.as_mut()
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

impl<V: Value> Array for Nillable<Vec<V>> {
    type Item = V;

    fn items(&mut self) -> Option<&mut Vec<V>> {
        self.present()
    }

    fn make_nil(&mut self) -> bool {
        *self = Self::Nil;
        true
    }

    fn view(&self) -> Nillable<&[V]> {
        match self {
            Self::Absent => Nillable::Absent,
            Self::Nil => Nillable::Nil,
            Self::Value(items) => Nillable::Value(items),
        }
    }
}

impl Reader<'_> {
    /// Reads an array: the current element, whose child elements of the name `item` are the items.
    ///
    /// # Errors
    ///
    /// If an item cannot be decoded.
    #[inline(never)]
    pub fn list<A: Array>(
        &mut self,
        index: u16,
        item: (&'static str, &'static str),
        slot: &mut A,
    ) -> Result<Found> {
        if self.has_ended_before(index) {
            return Ok(Found::Full);
        }
        self.items(Name::from(item), slot)?;
        Ok(Found::Once(index))
    }

    /// Like [`list`](Self::list), for an array that may be absent, but not nil.
    ///
    /// # Errors
    ///
    /// If an item cannot be decoded.
    pub fn optional_list<A: Array>(
        &mut self,
        index: u16,
        item: (&'static str, &'static str),
        slot: &mut A,
    ) -> Result<Found> {
        if !self.has_ended_before(index) {
            self.not_nil()?;
        }
        self.list(index, item, slot)
    }

    /// Reads the only member of a record, which is an array, if the element has this namespace and local name.
    ///
    /// # Errors
    ///
    /// If an item cannot be decoded.
    #[inline]
    pub fn only_list<A: Array>(
        &mut self,
        name: Name<'_>,
        (namespace, local): (&'static str, &'static str),
        item: (&'static str, &'static str),
        slot: &mut A,
    ) -> Result<Found> {
        match name.within(namespace) == local {
            true => self.list(0, item, slot),
            false => Ok(Found::No),
        }
    }

    /// Sets the local name of the current element's type, which is a list. Without this, the name of the type is
    /// `ArrayOf` followed by the name of the items.
    #[inline(never)]
    pub fn list_type(&mut self, name: &'static str) -> &mut Self {
        self.list_type = (self.start.content, name);
        self
    }

    /// Compares the `xsi:type` of the current element with the name that [`list_type`](Self::list_type) has set.
    #[cold]
    fn check_array_type(&mut self, item: &str) -> Result<()> {
        let (at, name) = self.list_type;
        self.check_list_type(item, if at == self.start.content { name } else { "" })
    }

    fn items<A: Array>(&mut self, item: Name<'static>, slot: &mut A) -> Result<()> {
        if self.has_type() {
            self.check_array_type(item.local())?;
        }
        if self.is_nil() && slot.make_nil() {
            return self.empty();
        }
        let Some(items) = slot.items() else { return self.skip() };
        let preparation = Preparation::of(self);
        self.record(&mut Items { name: item, items, preparation })?;
        // The capacity may have been reserved for more items than were read.
        if items.capacity() / 2 > items.len() {
            let unused = items.capacity() - items.len();
            items.shrink_to_fit();
            self.release(unused.saturating_mul(size_of::<A::Item>()));
        }
        Ok(())
    }
}

/// Arrays as branches of a choice.
impl Reader<'_> {
    /// Reads a branch of a choice that occurs at most once, where the branch is an array.
    ///
    /// # Errors
    ///
    /// If an item cannot be decoded.
    pub fn variant_list<T, A: Array + Default>(
        &mut self,
        index: u16,
        item: (&'static str, &'static str),
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

    /// Like [`header_variant`](Self::header_variant), for a branch that is an array.
    ///
    /// # Errors
    ///
    /// If an item cannot be decoded.
    pub fn header_variant_list<T, A: Array + Default>(
        &mut self,
        index: u16,
        item: (&'static str, &'static str),
        slot: &mut impl Slot<T>,
        wrap: fn(A) -> T,
    ) -> Result<Found> {
        match self.is_nil() && !self.has_ended_before(index) {
            true => self.empty().map(|()| Found::Many),
            false => self.variant_list(index, item, slot, wrap),
        }
    }

    /// Reads a branch of a repeated choice, where the branch is an array.
    ///
    /// # Errors
    ///
    /// If an item cannot be decoded.
    pub fn variants_list<T, A: Array + Default>(
        &mut self,
        item: (&'static str, &'static str),
        slot: &mut Vec<T>,
        wrap: fn(A) -> T,
    ) -> Result<Found> {
        if self.seen.is_probe {
            return Ok(self.probed_branch(slot, &wrap(A::default())));
        }
        self.member(slot.len());
        let mut array = A::default();
        self.before_push(slot)?;
        self.items(Name::from(item), &mut array)?;
        slot.push(wrap(array));
        Ok(Found::Many)
    }
}

/// The items of an array during decoding.
struct Items<'v, V> {
    name: Name<'static>,
    items: &'v mut Vec<V>,
    preparation: Preparation,
}

impl<V: Value> Record for Items<'_, V> {
    fn content(&self) -> Content {
        Content::Items
    }

    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        if name.within(self.name.namespace()) != self.name.local() {
            return Ok(Found::No);
        }
        if input.seen.is_probe {
            return Ok(input.probed(self.items.len()));
        }
        if self.items.len() >= self.preparation.due {
            let more =
                self.preparation.next(input, self.items.len(), self.items.capacity(), size_of::<V>())?;
            self.items.reserve_exact(more);
        }
        self.items.decode(input)?;
        Ok(Found::Many)
    }

    fn encode_fields(&self, _output: &mut Writer) {}
}

/// Prepares the reader for the next item of an array, where necessary: reserves capacity, and sets the text
/// rule. The functions do not depend on the type of the items, so they are compiled only once.
struct Preparation {
    /// Offset in the document at which the items begin.
    begin: usize,
    rule: Option<TextRule>,
    /// Number of items after which the next item needs preparation.
    due: usize,
}

/// Minimum number of items before the capacity for further items is estimated from the length of the rest of
/// the document.
const ESTIMATED_FROM: usize = 32;

impl Preparation {
    /// The preparation for the items of the current element.
    #[inline]
    fn of(input: &Reader<'_>) -> Self {
        let rule = input.rule_of_items();
        // An array in SOAP encoding may name the type of its items.
        let may_name_type = input.is_graph && input.is(Flags::ATTRIBUTES);
        let due = if rule.is_some() || may_name_type { 0 } else { ESTIMATED_FROM };
        Self { begin: input.start.content, rule, due }
    }

    /// Prepares the next item. Returns the number of items to reserve capacity for. `size` is the size of an item,
    /// in bytes.
    #[cold]
    fn next(&mut self, input: &mut Reader<'_>, count: usize, capacity: usize, size: usize) -> Result<usize> {
        let is_full = count == capacity && count >= ESTIMATED_FROM;
        let more = if is_full { self.estimate(input, count, size)? } else { 0 };
        let has_item_type = input.seen.has_item_type;
        if has_item_type {
            _ = input.item_type(("", ""));
        }
        match self.rule {
            Some(rule) => input.set_rule(&rule),
            None if has_item_type => {}
            None => self.due = capacity.saturating_add(more).max(ESTIMATED_FROM),
        }
        Ok(more)
    }

    /// Estimates how many more items the rest of the document contains, and counts their memory.
    ///
    /// Capacity for all these items is reserved at once. A vector that doubles its capacity would copy a
    /// large array several times. The estimate is limited to a multiple of the present number of items,
    /// because later items may be longer.
    fn estimate(&self, input: &mut Reader<'_>, count: usize, size: usize) -> Result<usize> {
        let (offset, size) = (input.start.offset, size.max(1));
        let rest = input.text.len().saturating_sub(offset);
        let length = offset.saturating_sub(self.begin) / count.max(1);
        let more = (rest / length.max(1)).min(count.saturating_mul(7)).min(input.room_for(size)).max(1);
        input.allocate(more.saturating_mul(size))?;
        Ok(more)
    }
}
