//! What the arms of generated code call for each member.

use std::mem::discriminant;

use super::Reader;
use super::content::Next;
use super::seen::Seen;
use super::tag::Flags;
use crate::error::Result;
use crate::text::{Element, Name};
use crate::xml::{Found, Record, Simple, Value};

/// Where the value of a choice goes: itself, or an option of it.
pub trait Slot<T> {
    /// Puts the value there.
    fn put(&mut self, value: T);
    /// The value that is there.
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

/// Where the elements of a wildcard go: one, an optional one, or any number.
pub trait WildcardSlot {
    /// Puts one more there; `false` if there is no room.
    fn put(&mut self, element: Element) -> bool;
    /// Whether one more has room.
    fn has_room(&self) -> bool;
}

impl WildcardSlot for Option<Element> {
    fn put(&mut self, element: Element) -> bool {
        let room = self.is_none();
        if room {
            *self = Some(element);
        }
        room
    }

    fn has_room(&self) -> bool {
        self.is_none()
    }
}

impl WildcardSlot for Vec<Element> {
    fn put(&mut self, element: Element) -> bool {
        self.push(element);
        true
    }

    fn has_room(&self) -> bool {
        true
    }
}

impl Reader<'_> {
    /// Whether the member of this index came before. Only groups must know it so early, because they end there; else
    /// whoever is told of the member finds out.
    #[inline(always)]
    pub(crate) fn came(&self, index: u16) -> bool {
        self.seen.is_group && (!self.awaits(index) || self.passed(index))
    }

    /// Whether the member of this index did not come yet. What comes after it under its name is for a wildcard.
    pub fn awaits(&self, index: u16) -> bool {
        !self.seen.contains(index.saturating_add(self.seen.shift))
    }

    /// Whether none of the members of these indices came yet. What comes behind one of them is an extension's, and not its
    /// base's.
    pub fn awaits_all(&self, indices: &[u16]) -> bool {
        indices.iter().all(|index| self.awaits(*index))
    }

    /// Whether this is a group whose members come in order, and it is beyond the one of this index.
    fn passed(&self, index: u16) -> bool {
        self.seen.is_ordered
            && (self.seen.is_probe || self.seen.is_beyond(index.saturating_add(self.seen.shift)))
    }

    /// Notes that the member of this index came; `false` if it came before.
    pub(super) fn first(&mut self, index: u16) -> bool {
        let index = index.saturating_add(self.seen.shift);
        self.seen.insert(index)
    }

    /// Reads a member that may come once; `index` tells it from its siblings.
    ///
    /// # Errors
    ///
    /// Those of the value.
    #[inline(never)]
    pub fn once<V: Value>(&mut self, index: u16, slot: &mut V) -> Result<Found> {
        if self.came(index) {
            return Ok(Found::Full);
        }
        slot.decode(self)?;
        Ok(Found::Once(index))
    }

    /// Reads a member that may come once or not at all, and is the value itself and no `Option`.
    ///
    /// # Errors
    ///
    /// Those of the value.
    #[inline(never)]
    pub fn plain<V: Value>(&mut self, index: u16, slot: &mut V) -> Result<Found> {
        if self.came(index) {
            return Ok(Found::Full);
        }
        if let Err(error) = slot.decode(self) {
            self.excuse_plain(error)?;
            *slot = V::default();
        }
        Ok(Found::Once(index))
    }

    /// Reads the only member of a record, which may come once, if the element has its namespace and local name.
    ///
    /// # Errors
    ///
    /// Those of the value.
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

    /// Reads a member that may come any number of times.
    ///
    /// # Errors
    ///
    /// Those of the value.
    #[inline(never)]
    pub fn many<V: Value>(&mut self, slot: &mut Vec<V>) -> Result<Found> {
        if self.seen.is_probe {
            return Ok(self.probed(slot.len()));
        }
        slot.decode(self)?;
        Ok(Found::Many)
    }

    /// Reads a member that may repeat, and must come or has a place in a group that repeats.
    ///
    /// # Errors
    ///
    /// Those of the value.
    #[inline(never)]
    pub fn some<V: Value>(&mut self, index: u16, slot: &mut Vec<V>) -> Result<Found> {
        if self.passed(index) {
            return Ok(self.probed(slot.len()));
        }
        self.first(index);
        slot.decode(self)?;
        Ok(Found::Many)
    }

    /// Reads an attribute.
    ///
    /// # Errors
    ///
    /// When the text is no value of the type.
    pub fn attribute<A: Attribute>(&mut self, index: u16, slot: &mut A) -> Result<Found> {
        if !self.seen.is_probe {
            slot.decode(self)?;
        }
        Ok(Found::Once(index))
    }

    /// Reads a branch of a choice that may come once. All branches of one choice share an index.
    ///
    /// # Errors
    ///
    /// Those of the value.
    pub fn variant<T, V: Value>(
        &mut self,
        index: u16,
        slot: &mut impl Slot<T>,
        wrap: fn(V) -> T,
    ) -> Result<Found> {
        if self.came(index) {
            return Ok(Found::Full);
        }
        let mut value = V::default();
        value.decode(self)?;
        slot.put(wrap(value));
        Ok(Found::Once(index))
    }

    /// Reads a branch, itself repeated, of a choice that may come once: adds to the branch if it is there already.
    ///
    /// # Errors
    ///
    /// Those of the value.
    pub fn variant_many<T, V: Value>(
        &mut self,
        index: u16,
        slot: &mut impl Slot<T>,
        wrap: fn(Vec<V>) -> T,
        branch: fn(&mut T) -> Option<&mut Vec<V>>,
    ) -> Result<Found> {
        if self.passed(index) {
            return Ok(Found::Full);
        }
        if self.first(index) {
            slot.put(wrap(Vec::new()));
        }
        match slot.slot().and_then(branch) {
            Some(values) => self.many(values),
            None => Ok(Found::Full),
        }
    }

    /// Reads a branch of a choice that may come once, where the branch is a group of members.
    ///
    /// # Errors
    ///
    /// Those of the group.
    pub fn variant_group<T, G: Record + Default>(
        &mut self,
        index: u16,
        name: Name<'_>,
        slot: &mut impl Slot<T>,
        wrap: fn(G) -> T,
    ) -> Result<Found> {
        if self.came(index) {
            return Ok(Found::Full);
        }
        let mut group = G::default();
        let found = self.read_group(name, &mut group, false)?;
        slot.put(wrap(group));
        Ok(once(found, index))
    }

    /// Reads a branch of a repeated choice.
    ///
    /// # Errors
    ///
    /// Those of the value.
    pub fn variants<T, V: Value>(&mut self, slot: &mut Vec<T>, wrap: fn(V) -> T) -> Result<Found> {
        if self.seen.is_probe {
            let variant = discriminant(&wrap(V::default()));
            let came = slot.iter().rev().any(|value| discriminant(value) == variant);
            return Ok(self.probed(usize::from(came)));
        }
        self.member(slot.len());
        let mut value = V::default();
        value.decode(self)?;
        slot.push(wrap(value));
        Ok(Found::Many)
    }

    /// Reads a branch, itself repeated, of a repeated choice: adds to the last of the choice if that is the same branch.
    ///
    /// # Errors
    ///
    /// Those of the value.
    pub fn variants_many<T, V: Value>(
        &mut self,
        slot: &mut Vec<T>,
        wrap: fn(Vec<V>) -> T,
        branch: fn(&mut T) -> Option<&mut Vec<V>>,
    ) -> Result<Found> {
        if self.seen.is_probe {
            let came = slot.iter_mut().rev().any(|value| branch(value).is_some());
            return Ok(self.probed(usize::from(came)));
        }
        if slot.last_mut().and_then(branch).is_none() {
            slot.push(wrap(Vec::new()));
        }
        match slot.last_mut().and_then(branch) {
            Some(values) => self.many(values),
            None => Ok(Found::No),
        }
    }

    /// Reads a branch of a repeated choice, where the branch is a group of members.
    ///
    /// # Errors
    ///
    /// Those of the group.
    pub fn variants_group<T, G: Record + Default>(
        &mut self,
        name: Name<'_>,
        slot: &mut Vec<T>,
        wrap: fn(G) -> T,
    ) -> Result<Found> {
        if self.seen.is_probe {
            return Ok(Found::Full);
        }
        let mut group = G::default();
        let found = self.read_group(name, &mut group, true)?;
        slot.push(wrap(group));
        Ok(found)
    }

    /// Reads a group that may come once: this element and the siblings after it that belong to the group.
    ///
    /// # Errors
    ///
    /// Those of the group.
    pub fn group<G: Record + Default>(
        &mut self,
        index: u16,
        name: Name<'_>,
        slot: &mut impl Slot<G>,
    ) -> Result<Found> {
        if self.came(index) {
            return Ok(Found::Full);
        }
        let mut group = G::default();
        let found = self.read_group(name, &mut group, false)?;
        slot.put(group);
        Ok(once(found, index))
    }

    /// Reads a group that may come any number of times: this element and the siblings after it that belong to one.
    ///
    /// # Errors
    ///
    /// Those of the group.
    pub fn groups<G: Record + Default>(&mut self, name: Name<'_>, slot: &mut Vec<G>) -> Result<Found> {
        if self.seen.is_probe {
            return Ok(Found::Full);
        }
        let mut group = G::default();
        let found = self.read_group(name, &mut group, true)?;
        slot.push(group);
        Ok(found)
    }

    /// Reads this element and the siblings after it, as long as they are members of the group. One that repeats ends where
    /// a member comes that stands before another that came: it is one of the next.
    fn read_group(&mut self, name: Name<'_>, group: &mut dyn Record, repeats: bool) -> Result<Found> {
        let offset = self.start.offset;
        // Where the first member is of the other form, the others are likely to be.
        let other_form = name != self.name();
        let mut forms = Vec::new();
        let is_ordered = repeats || self.seen.is_ordered;
        let outer = std::mem::replace(&mut self.seen, Seen::of_group(is_ordered));
        match group.decode_field(name, self)? {
            // It is no member of a group that has none yet: the arm that came here is wrong.
            Found::No | Found::Full => {
                self.seen = outer;
                return Ok(Found::No);
            }
            Found::Once(index) => _ = self.seen.insert(index),
            Found::Many => {}
        }
        // The group's own groups end where the next element is none of theirs; it may be one of this group's.
        while !self.is(Flags::HERE) || self.is(Flags::AGAIN) {
            match self.next()? {
                Next::Text => self.blank()?,
                Next::End => break,
                Next::Start => {
                    let mark = self.order_mark();
                    self.order_next();
                    let found = match group.decode_field(self.name(), self)? {
                        Found::No if other_form => self.other_form(group, &mut forms)?.unwrap_or(Found::No),
                        found => found,
                    };
                    match found {
                        Found::Many => {}
                        Found::Once(index) if self.seen.insert(index) => {}
                        Found::No | Found::Full | Found::Once(_) => {
                            self.order_back(mark);
                            self.start.flags = self.start.flags.with(Flags::AGAIN);
                            break;
                        }
                    }
                }
            }
        }
        self.check_required(group, offset)?;
        if self.is_strict() {
            self.check_occurrence(group)?;
        }
        self.seen = outer;
        Ok(Found::Many)
    }

    /// Offers the element to the base of an extension, whose members count from `first`.
    ///
    /// # Errors
    ///
    /// Those of the member.
    #[inline(never)]
    pub fn base(&mut self, first: u16, base: &mut dyn Record, name: Name<'_>) -> Result<Found> {
        let shift = self.seen.shift;
        self.seen.shift = shift.saturating_add(first);
        let found = base.decode_field(name, self)?;
        self.seen.shift = shift;
        Ok(shifted(found, first))
    }

    /// Offers the element to the base of an extension that has a wildcard of its own. [`Found::No`] if the base has no room for
    /// it: where a member that comes once came, and for a wildcard of the base where one of the extension's first `own`
    /// members came, since the content of the base stands before that of the extension.
    ///
    /// # Errors
    ///
    /// Those of the member.
    pub fn base_before(
        &mut self,
        own: u16,
        first: u16,
        base: &mut dyn Record,
        name: Name<'_>,
    ) -> Result<Found> {
        let (is_group, is_past) = (self.seen.is_group, self.seen.is_past);
        self.seen.is_group = true;
        self.seen.is_past |= (0..own).any(|index| !self.awaits(index));
        let found = self.base(first, base, name)?;
        (self.seen.is_group, self.seen.is_past) = (is_group, is_past);
        Ok(if found == Found::Full && !self.seen.is_probe { Found::No } else { found })
    }

    /// Offers the attribute to the base of an extension, whose members count from `first`.
    ///
    /// # Errors
    ///
    /// Those of the member.
    pub fn base_attribute(&mut self, first: u16, base: &mut dyn Record, name: Name<'_>) -> Result<Found> {
        let shift = self.seen.shift;
        self.seen.shift = shift.saturating_add(first);
        let found = base.decode_attribute(name, self)?;
        self.seen.shift = shift;
        Ok(shifted(found, first))
    }

    /// Keeps the element as XML, for a wildcard.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotWellFormed`](crate::ErrorKind::NotWellFormed).
    pub fn any(&mut self, slot: &mut impl WildcardSlot) -> Result<Found> {
        if self.seen.is_probe {
            return Ok(Found::No);
        }
        if !slot.has_room() || self.seen.is_past {
            return Ok(Found::Full);
        }
        let mut element = Element::default();
        Value::decode(&mut element, self)?;
        slot.put(element);
        Ok(Found::Many)
    }

    /// Keeps the element as XML, for a wildcard that lets in neither elements of this namespace nor of none (`##other`).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotWellFormed`](crate::ErrorKind::NotWellFormed).
    pub fn any_other(
        &mut self,
        name: Name<'_>,
        excluded: &'static str,
        slot: &mut impl WildcardSlot,
    ) -> Result<Found> {
        match self.lets_in_other(name, excluded) {
            true => self.any(slot),
            false => Ok(Found::No),
        }
    }

    /// Keeps the element as XML, for a wildcard that lets in elements of these namespaces only.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotWellFormed`](crate::ErrorKind::NotWellFormed).
    pub fn any_of(
        &mut self,
        name: Name<'_>,
        namespaces: &[&'static str],
        slot: &mut impl WildcardSlot,
    ) -> Result<Found> {
        match self.lets_in(name, namespaces) {
            true => self.any(slot),
            false => Ok(Found::No),
        }
    }

    /// Whether a wildcard takes the element that lets in neither elements of this namespace nor of none (`##other`).
    pub fn lets_in_other(&mut self, name: Name<'_>, excluded: &'static str) -> bool {
        let is_in = !name.namespace().is_empty() && name.namespace() != excluded;
        self.admits(is_in)
    }

    /// Whether a wildcard takes the element that lets in elements of these namespaces only.
    pub fn lets_in(&mut self, name: Name<'_>, namespaces: &[&'static str]) -> bool {
        self.admits(namespaces.contains(&name.namespace()))
    }

    /// Whether a wildcard takes the element, which is or is not in a namespace that it lets in. One that none of them lets in
    /// is noted, so that it is not lost.
    fn admits(&mut self, is_in: bool) -> bool {
        if self.seen.is_probe {
            return false;
        }
        if !is_in && !self.wildcards_take_all {
            self.kept_out();
            return false;
        }
        true
    }

    /// Reads the element as a type derived from the declared one.
    ///
    /// # Errors
    ///
    /// Those of the value.
    pub fn derived<T, V: Value>(&mut self, slot: &mut T, wrap: fn(V) -> T) -> Result<()> {
        let mut value = V::default();
        value.decode(self)?;
        *slot = wrap(value);
        Ok(())
    }
}

/// A group that was read, as a member that may come once.
fn once(found: Found, index: u16) -> Found {
    match found {
        Found::Many => Found::Once(index),
        other => other,
    }
}

/// A member of a base as a member of the extension.
fn shifted(found: Found, first: u16) -> Found {
    match found {
        Found::Once(index) => Found::Once(index.saturating_add(first)),
        other => other,
    }
}

/// What an attribute can hold: a simple value, or an option of one.
pub trait Attribute {
    /// Whether the text must not show in errors.
    const SECRET: bool;
    /// Reads the value.
    ///
    /// # Errors
    ///
    /// When the text is no value of the type.
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
