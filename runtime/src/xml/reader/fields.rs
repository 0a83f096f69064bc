//! The methods that the `match` arms of generated code call, one for each member.

use super::Reader;
use super::start::Flags;
use crate::error::Result;
use crate::text::Name;
use crate::xml::{Found, Record, Simple, Value};

/// A field for the value of a choice or a group: a `T`, or an `Option<T>` if the value may be absent.
pub trait Slot<T> {
    /// Stores the value.
    fn put(&mut self, value: T);
    /// The stored value, if there is one.
    fn slot(&mut self) -> Option<&mut T>;
}

impl<T> Slot<T> for T {
    fn put(&mut self, value: T) {
        *self = value;
    }

    fn slot(&mut self) -> Option<&mut T> {
        Some(self)
    }
}

impl<T> Slot<T> for Option<T> {
    fn put(&mut self, value: T) {
        *self = Some(value);
    }

    fn slot(&mut self) -> Option<&mut T> {
        self.as_mut()
    }
}

impl Reader<'_> {
    /// Whether the record is a group that ends before the current element. The element is the member of this
    /// index, and the group has already read this member or one that must follow it. Always `false` for other
    /// records: their caller detects a second occurrence by the returned [`Found::Once`].
    #[inline(always)]
    pub(crate) fn has_ended_before(&self, index: u16) -> bool {
        self.seen.is_group && (!self.is_unread(index) || self.has_read_later_member(index))
    }

    /// Whether the member of this index was not read yet. Once it was read, further elements of its name
    /// belong to a wildcard.
    pub fn is_unread(&self, index: u16) -> bool {
        !self.seen.contains(index.saturating_add(self.seen.shift))
    }

    /// Whether none of the members with these indices was read yet. They are the members of an extension:
    /// once one of them was read, the following elements belong to the extension, not to its base.
    pub fn are_unread(&self, indices: &[u16]) -> bool {
        indices.iter().all(|index| self.is_unread(*index))
    }

    /// Whether the record is a group with ordered members in which a member after this index was read.
    pub(super) fn has_read_later_member(&self, index: u16) -> bool {
        self.seen.is_ordered
            && (self.seen.is_probe || self.seen.is_beyond(index.saturating_add(self.seen.shift)))
    }

    /// Marks the member of this index as read. Returns `false` if it was read before.
    pub(super) fn mark_read(&mut self, index: u16) -> bool {
        let index = index.saturating_add(self.seen.shift);
        self.seen.insert(index)
    }

    /// Reads a member that occurs at most once. `index` identifies it within the record.
    ///
    /// # Errors
    ///
    /// If the value cannot be decoded.
    #[inline(never)]
    pub fn once<V: Value>(&mut self, index: u16, slot: &mut V) -> Result<Found> {
        if self.has_ended_before(index) {
            return Ok(Found::Full);
        }
        slot.decode(self)?;
        Ok(Found::Once(index))
    }

    /// Reads a member that may be absent, but not nil. A nil element is an error in the strict mode. In the other
    /// modes a departure is recorded, and the member is read as absent.
    ///
    /// # Errors
    ///
    /// If the value cannot be decoded.
    #[inline(never)]
    pub fn optional<V: Value>(&mut self, index: u16, slot: &mut V) -> Result<Found> {
        if self.has_ended_before(index) {
            return Ok(Found::Full);
        }
        self.not_nil()?;
        slot.decode(self)?;
        Ok(Found::Once(index))
    }

    /// Checks that the current element is not nil. Called for members that may be absent, but not nil.
    #[inline(always)]
    pub(crate) fn not_nil(&mut self) -> Result<()> {
        if self.is(Flags::NIL) { self.note_nil() } else { Ok(()) }
    }

    /// Reads an optional member whose field is a plain value, not an `Option`.
    ///
    /// # Errors
    ///
    /// If the value cannot be decoded.
    #[inline(never)]
    pub fn plain<V: Value>(&mut self, index: u16, slot: &mut V) -> Result<Found> {
        if self.has_ended_before(index) {
            return Ok(Found::Full);
        }
        if let Err(error) = slot.decode(self) {
            self.excuse_plain(error)?;
            *slot = V::default();
        }
        Ok(Found::Once(index))
    }

    /// Reads the only member of a record, which occurs at most once, if the element has this namespace and
    /// local name.
    ///
    /// # Errors
    ///
    /// If the value cannot be decoded.
    #[inline]
    pub fn only<V: Value>(
        &mut self,
        name: Name<'_>,
        (namespace, local): (&'static str, &'static str),
        slot: &mut V,
    ) -> Result<Found> {
        match name.within(namespace) == local {
            true => self.once(0, slot),
            false => Ok(Found::No),
        }
    }

    /// Like [`only`](Self::only), for a member that may be absent, but not nil.
    ///
    /// # Errors
    ///
    /// If the value cannot be decoded.
    #[inline]
    pub fn only_optional<V: Value>(
        &mut self,
        name: Name<'_>,
        (namespace, local): (&'static str, &'static str),
        slot: &mut V,
    ) -> Result<Found> {
        match name.within(namespace) == local {
            true => self.optional(0, slot),
            false => Ok(Found::No),
        }
    }

    /// Reads a member that may occur any number of times.
    ///
    /// # Errors
    ///
    /// If the value cannot be decoded.
    #[inline(never)]
    pub fn many<V: Value>(&mut self, slot: &mut Vec<V>) -> Result<Found> {
        if self.seen.is_probe {
            return Ok(self.probed(slot.len()));
        }
        slot.decode(self)?;
        Ok(Found::Many)
    }

    /// Reads a repeated member that is required, or that has a fixed position in a repeated group.
    ///
    /// # Errors
    ///
    /// If the value cannot be decoded.
    #[inline(never)]
    pub fn some<V: Value>(&mut self, index: u16, slot: &mut Vec<V>) -> Result<Found> {
        if self.has_read_later_member(index) {
            return Ok(self.probed(slot.len()));
        }
        self.mark_read(index);
        slot.decode(self)?;
        Ok(Found::Many)
    }

    /// Reads an attribute.
    ///
    /// # Errors
    ///
    /// If the text is not a value of the type.
    pub fn attribute<A: Attribute>(&mut self, index: u16, slot: &mut A) -> Result<Found> {
        if !self.seen.is_probe {
            slot.decode(self)?;
        }
        Ok(Found::Once(index))
    }

    /// Reads a branch of a choice that occurs at most once. All branches of one choice share an index.
    ///
    /// # Errors
    ///
    /// If the value cannot be decoded.
    pub fn variant<T, V: Value>(
        &mut self,
        index: u16,
        slot: &mut impl Slot<T>,
        wrap: fn(V) -> T,
    ) -> Result<Found> {
        if self.has_ended_before(index) {
            return Ok(Found::Full);
        }
        // An error in a record may concern an element inside the record. A nil element has none.
        let is_excusable = V::SCALAR || self.is(Flags::NIL);
        let offset = self.start.offset;
        let mut value = V::default();
        if let Err(error) = value.decode(self) {
            if !is_excusable && !self.is_at_text_of(offset) {
                return Err(error);
            }
            let is_required = slot.slot().is_some() && self.is_unread(index);
            self.excuse_branch(error, is_required)?;
            // `Found::Many` leaves the choice unread. A required choice is then reported as missing, unless
            // another branch follows.
            return Ok(if is_required { Found::Many } else { Found::Once(index) });
        }
        slot.put(wrap(value));
        Ok(Found::Once(index))
    }

    /// Reads a branch of a choice of header blocks. Servers send a nil header block if they have no value for
    /// it. Such an element leaves the choice unchanged. It becomes the value of the choice only if it has
    /// attributes and the type of the branch stores the attributes of nil elements.
    ///
    /// # Errors
    ///
    /// If the value cannot be decoded, and [`ErrorKind::Contract`](crate::ErrorKind::Contract) if a nil element
    /// has content.
    pub fn header_variant<T, V: Value>(
        &mut self,
        index: u16,
        slot: &mut impl Slot<T>,
        wrap: fn(V) -> T,
    ) -> Result<Found> {
        if !self.is(Flags::NIL) || self.has_ended_before(index) {
            return self.variant(index, slot, wrap);
        }
        let mut value = V::default();
        match self.nil_value(&mut value)? {
            true => {
                slot.put(wrap(value));
                Ok(Found::Once(index))
            }
            false => Ok(Found::Many),
        }
    }

    /// Reads an element of a wildcard as the branch of a choice that occurs at most once.
    ///
    /// # Errors
    ///
    /// If the value cannot be decoded.
    pub fn variant_any<T, V: Value>(
        &mut self,
        index: u16,
        slot: &mut impl Slot<T>,
        wrap: fn(V) -> T,
    ) -> Result<Found> {
        // A probe looks for wrongly qualified members, and a wildcard has none.
        if self.seen.is_probe {
            return Ok(Found::No);
        }
        match self.is_unread(index) {
            true => self.variant(index, slot, wrap),
            false => Ok(self.beyond_wildcard()),
        }
    }

    /// Reads a repeated branch of a choice that occurs at most once. Appends to the branch if the choice
    /// holds it already.
    ///
    /// # Errors
    ///
    /// If the value cannot be decoded.
    pub fn variant_many<T, V: Value>(
        &mut self,
        index: u16,
        slot: &mut impl Slot<T>,
        wrap: fn(Vec<V>) -> T,
        branch: fn(&mut T) -> Option<&mut Vec<V>>,
    ) -> Result<Found> {
        if self.has_read_later_member(index) {
            return Ok(Found::Full);
        }
        if self.mark_read(index) {
            slot.put(wrap(Vec::new()));
        }
        match slot.slot().and_then(branch) {
            Some(values) => self.many(values),
            None => Ok(Found::Full),
        }
    }

    /// Reads a branch of a repeated choice.
    ///
    /// # Errors
    ///
    /// If the value cannot be decoded.
    pub fn variants<T, V: Value>(&mut self, slot: &mut Vec<T>, wrap: fn(V) -> T) -> Result<Found> {
        if self.seen.is_probe {
            return Ok(self.probed_branch(slot, &wrap(V::default())));
        }
        self.member(slot.len());
        let offset = self.start.offset;
        let mut value = V::default();
        if let Err(error) = value.decode(self) {
            if !V::SCALAR && !self.is_at_text_of(offset) {
                return Err(error);
            }
            self.excuse(error)?;
            return Ok(Found::Many);
        }
        self.before_push(slot)?;
        slot.push(wrap(value));
        Ok(Found::Many)
    }

    /// Reads a repeated branch of a repeated choice. Appends to the last value of the choice if that is the
    /// same branch.
    ///
    /// # Errors
    ///
    /// If the value cannot be decoded.
    pub fn variants_many<T, V: Value>(
        &mut self,
        slot: &mut Vec<T>,
        wrap: fn(Vec<V>) -> T,
        branch: fn(&mut T) -> Option<&mut Vec<V>>,
    ) -> Result<Found> {
        if self.seen.is_probe {
            let was_read = slot.iter_mut().rev().any(|value| branch(value).is_some());
            return Ok(self.probed(usize::from(was_read)));
        }
        if slot.last_mut().and_then(branch).is_none() {
            self.before_push(slot)?;
            slot.push(wrap(Vec::new()));
        }
        match slot.last_mut().and_then(branch) {
            Some(values) => self.many(values),
            None => Ok(Found::No),
        }
    }

    /// Offers the element to the base of an extension. The members of the base have the indices from `first`.
    ///
    /// # Errors
    ///
    /// If the member cannot be decoded.
    #[inline(never)]
    pub fn base(&mut self, first: u16, base: &mut dyn Record, name: Name<'_>) -> Result<Found> {
        let shift = self.seen.shift;
        self.seen.shift = shift.saturating_add(first);
        let found = base.decode_field(name, self)?;
        self.seen.shift = shift;
        Ok(shifted(found, first))
    }

    /// Like [`base`](Self::base), for an extension whose wildcard may take elements of its base. In the
    /// schema, the content of the base precedes that of the extension. Therefore this returns [`Found::No`],
    /// and leaves the element to the extension, if
    ///
    /// - the member of the base occurs at most once and was read before, or
    /// - only a wildcard of the base could take the element, and a member of the extension was read before.
    ///
    /// `own` is the number of members of the extension itself; those of the base have the indices from
    /// `first`.
    ///
    /// # Errors
    ///
    /// If the member cannot be decoded.
    pub fn base_before(
        &mut self,
        own: u16,
        first: u16,
        base: &mut dyn Record,
        name: Name<'_>,
    ) -> Result<Found> {
        let (is_group, extension_has_begun) = (self.seen.is_group, self.seen.extension_has_begun);
        self.seen.is_group = true;
        self.seen.extension_has_begun |= (0..own).any(|index| !self.is_unread(index));
        let found = self.base(first, base, name)?;
        (self.seen.is_group, self.seen.extension_has_begun) = (is_group, extension_has_begun);
        Ok(if found == Found::Full && !self.seen.is_probe { Found::No } else { found })
    }

    /// Offers the attribute to the base of an extension. The members of the base have the indices from
    /// `first`.
    ///
    /// # Errors
    ///
    /// If the member cannot be decoded.
    pub fn base_attribute(&mut self, first: u16, base: &mut dyn Record, name: Name<'_>) -> Result<Found> {
        let shift = self.seen.shift;
        self.seen.shift = shift.saturating_add(first);
        let found = base.decode_attribute(name, self)?;
        self.seen.shift = shift;
        Ok(shifted(found, first))
    }

    /// Reads the element as a type derived from the declared one.
    ///
    /// # Errors
    ///
    /// If the value cannot be decoded.
    pub fn derived<T, V: Value>(&mut self, slot: &mut T, wrap: fn(V) -> T) -> Result<()> {
        let mut value = V::default();
        value.decode(self)?;
        *slot = wrap(value);
        Ok(())
    }
}

/// The result for a member of a base, with the member's index in the extension.
fn shifted(found: Found, first: u16) -> Found {
    match found {
        Found::Once(index) => Found::Once(index.saturating_add(first)),
        other => other,
    }
}

/// A field for an attribute: a simple value, or an option of one.
pub trait Attribute {
    /// Whether errors must not show the text.
    const SECRET: bool;
    /// Reads the value.
    ///
    /// # Errors
    ///
    /// If the text is not a value of the type.
    fn decode(&mut self, input: &mut Reader<'_>) -> Result<()>;
    /// Writes the attribute.
    fn encode(&self, name: Name<'_>, output: &mut crate::xml::Writer);
}

impl<S: Simple> Attribute for S {
    const SECRET: bool = S::SECRET;

    fn decode(&mut self, input: &mut Reader<'_>) -> Result<()> {
        input.value(self)
    }

    fn encode(&self, name: Name<'_>, output: &mut crate::xml::Writer) {
        output.attribute(name, self);
    }
}

impl<S: Simple + Default> Attribute for Option<S> {
    const SECRET: bool = S::SECRET;

    fn decode(&mut self, input: &mut Reader<'_>) -> Result<()> {
        if let Err(error) = input.value(self.get_or_insert_default()) {
            *self = None;
            return input.excuse_attribute(error);
        }
        Ok(())
    }

    fn encode(&self, name: Name<'_>, output: &mut crate::xml::Writer) {
        if let Some(value) = self {
            output.attribute(name, value);
        }
    }
}
