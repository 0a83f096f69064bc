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

    fn items<A: Array>(&mut self, item: Name<'static>, slot: &mut A) -> Result<()> {
        if self.has_type() {
            let (at, name) = self.list_type;
            self.check_list_type(item.local(), if at == self.start.content { name } else { "" })?;
        }
        if self.is_nil() && slot.make_nil() {
            return self.empty();
        }
        match slot.items() {
            Some(items) => {
                let (begin, rule) = (self.start.content, self.rule_of_items());
                // An array in SOAP encoding may name the type of its items.
                let may_name_type = self.is_graph && self.is(Flags::ATTRIBUTES);
                let due = if rule.is_some() || may_name_type { 0 } else { ESTIMATED_FROM };
                self.record(&mut Items { name: item, items, begin, rule, due })?;
                // The capacity may have been reserved for more items than were read.
                if items.capacity() / 2 > items.len() {
                    let unused = items.capacity() - items.len();
                    items.shrink_to_fit();
                    self.release(unused.saturating_mul(size_of::<A::Item>()));
                }
                Ok(())
            }
            None => self.skip(),
        }
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
    /// Offset in the document at which the items begin.
    begin: usize,
    rule: Option<TextRule>,
    /// Number of items after which the next item needs preparation: more capacity, or a text rule.
    due: usize,
}

/// Minimum number of items before the capacity for further items is estimated from the length of the rest of
/// the document.
const ESTIMATED_FROM: usize = 32;

impl<V> Items<'_, V> {
    #[cold]
    fn prepare(&mut self, input: &mut Reader<'_>) -> Result<()> {
        if self.items.len() == self.items.capacity() && self.items.len() >= ESTIMATED_FROM {
            self.grow(input)?;
        }
        let has_item_type = input.seen.has_item_type;
        if has_item_type {
            _ = input.item_type(("", ""));
        }
        match self.rule {
            Some(rule) => input.set_rule(&rule),
            None if has_item_type => {}
            None => self.due = self.items.capacity().max(ESTIMATED_FROM),
        }
        Ok(())
    }

    /// Reserves capacity for the items that the rest of the document may hold, so that large arrays are not
    /// copied at each doubling. The estimate is limited to a multiple of the present number, since later
    /// items may be longer.
    #[cold]
    fn grow(&mut self, input: &mut Reader<'_>) -> Result<()> {
        let (offset, count) = (input.start.offset, self.items.len());
        let rest = input.text.len().saturating_sub(offset);
        let length = offset.saturating_sub(self.begin) / count.max(1);
        let more = (rest / length.max(1)).min(count.saturating_mul(7)).min(input.room_for::<V>()).max(1);
        input.allocate(more.saturating_mul(size_of::<V>()))?;
        self.items.reserve_exact(more);
        Ok(())
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
                    self.prepare(input)?;
                }
                self.items.decode(input)?;
                Ok(Found::Many)
            }
            false => Ok(Found::No),
        }
    }

    fn encode_fields(&self, _output: &mut Writer) {}
}
