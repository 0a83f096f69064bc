//! What the arms of generated code call for each member.

use super::{Reader, unfinished};
use crate::{Element, Found, Name, Record, Result, Simple, Value};

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
pub trait Wild {
    /// Puts one more there; `false` if there is no room.
    fn put(&mut self, element: Element) -> bool;
    /// Whether one more has room.
    fn has_room(&self) -> bool;
}

impl Wild for Option<Element> {
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

impl Wild for Vec<Element> {
    fn put(&mut self, element: Element) -> bool {
        self.push(element);
        true
    }

    fn has_room(&self) -> bool {
        true
    }
}

impl Reader<'_> {
    /// Reads a member that may come once; `index` tells it from its siblings.
    ///
    /// # Errors
    ///
    /// Those of the value.
    #[inline]
    pub fn once<V: Value>(&mut self, index: u16, slot: &mut V) -> Result<Found> {
        slot.decode(self)?;
        Ok(Found::Once(index))
    }

    /// Reads a member that may come any number of times.
    ///
    /// # Errors
    ///
    /// Those of the value.
    #[inline]
    pub fn many<V: Value>(&mut self, slot: &mut Vec<V>) -> Result<Found> {
        slot.decode(self)?;
        Ok(Found::Many)
    }

    /// Reads a member that must come and may repeat.
    ///
    /// # Errors
    ///
    /// Those of the value.
    #[inline]
    pub fn some<V: Value>(&mut self, _index: u16, slot: &mut Vec<V>) -> Result<Found> {
        slot.decode(self)?;
        Ok(Found::Many)
    }

    /// Reads an attribute.
    ///
    /// # Errors
    ///
    /// When the text is no value of the type.
    pub fn attribute<A: Attribute>(&mut self, _index: u16, _slot: &mut A) -> Result<Found> {
        Err(unfinished())
    }

    /// Reads a branch of a choice that may come once. All branches of one choice share an index.
    ///
    /// # Errors
    ///
    /// Those of the value.
    pub fn variant<T, V: Value>(
        &mut self,
        _index: u16,
        _slot: &mut impl Slot<T>,
        _wrap: fn(V) -> T,
    ) -> Result<Found> {
        Err(unfinished())
    }

    /// Reads a branch, itself repeated, of a choice that may come once: adds to the branch if it is there already.
    ///
    /// # Errors
    ///
    /// Those of the value.
    pub fn variant_many<T, V: Value>(
        &mut self,
        _index: u16,
        _slot: &mut impl Slot<T>,
        _wrap: fn(Vec<V>) -> T,
        _branch: fn(&mut T) -> Option<&mut Vec<V>>,
    ) -> Result<Found> {
        Err(unfinished())
    }

    /// Reads a branch of a choice, that is a group of members.
    ///
    /// # Errors
    ///
    /// Those of the group.
    pub fn variant_group<T, G: Record + Default>(
        &mut self,
        _index: u16,
        _name: Name<'_>,
        _slot: &mut impl Slot<T>,
        _wrap: fn(G) -> T,
    ) -> Result<Found> {
        Err(unfinished())
    }

    /// Reads a branch of a repeated choice.
    ///
    /// # Errors
    ///
    /// Those of the value.
    pub fn variants<T, V: Value>(&mut self, _slot: &mut Vec<T>, _wrap: fn(V) -> T) -> Result<Found> {
        Err(unfinished())
    }

    /// Reads a branch, itself repeated, of a repeated choice: adds to the last of the choice if that is the same branch.
    ///
    /// # Errors
    ///
    /// Those of the value.
    pub fn variants_many<T, V: Value>(
        &mut self,
        _slot: &mut Vec<T>,
        _wrap: fn(Vec<V>) -> T,
        _branch: fn(&mut T) -> Option<&mut Vec<V>>,
    ) -> Result<Found> {
        Err(unfinished())
    }

    /// Reads a branch of a repeated choice, that is a group of members.
    ///
    /// # Errors
    ///
    /// Those of the group.
    pub fn variants_group<T, G: Record + Default>(
        &mut self,
        _name: Name<'_>,
        _slot: &mut Vec<T>,
        _wrap: fn(G) -> T,
    ) -> Result<Found> {
        Err(unfinished())
    }

    /// Reads a group that may come once: this element and the siblings after it that belong to the group.
    ///
    /// # Errors
    ///
    /// Those of the group.
    pub fn group<G: Record + Default>(
        &mut self,
        _index: u16,
        _name: Name<'_>,
        _slot: &mut impl Slot<G>,
    ) -> Result<Found> {
        Err(unfinished())
    }

    /// Reads a group that may come any number of times: this element and the siblings after it that belong to one.
    ///
    /// # Errors
    ///
    /// Those of the group.
    pub fn groups<G: Record + Default>(&mut self, _name: Name<'_>, _slot: &mut Vec<G>) -> Result<Found> {
        Err(unfinished())
    }

    /// Offers the element to the base of an extension, whose members count from `first`.
    ///
    /// # Errors
    ///
    /// Those of the member.
    pub fn base(&mut self, _first: u16, _base: &mut dyn Record, _name: Name<'_>) -> Result<Found> {
        Err(unfinished())
    }

    /// Offers the attribute to the base of an extension, whose members count from `first`.
    ///
    /// # Errors
    ///
    /// Those of the member.
    pub fn base_attribute(&mut self, _first: u16, _base: &mut dyn Record, _name: Name<'_>) -> Result<Found> {
        Err(unfinished())
    }

    /// Keeps the element as XML, for a wildcard.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotWellFormed`](crate::ErrorKind::NotWellFormed).
    pub fn any(&mut self, _slot: &mut impl Wild) -> Result<Found> {
        Err(unfinished())
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
    fn encode(&self, name: Name<'_>, output: &mut crate::Writer);
}

impl<S: Simple> Attribute for S {
    const SECRET: bool = S::SECRET;

    fn decode(&mut self, input: &mut Reader<'_>) -> Result<()> {
        input.value(self)
    }

    fn encode(&self, name: Name<'_>, output: &mut crate::Writer) {
        output.attribute(name, self);
    }
}

impl<S: Simple + Default> Attribute for Option<S> {
    const SECRET: bool = S::SECRET;

    fn decode(&mut self, input: &mut Reader<'_>) -> Result<()> {
        input.value(self.get_or_insert_default())
    }

    fn encode(&self, name: Name<'_>, output: &mut crate::Writer) {
        if let Some(value) = self {
            output.attribute(name, value);
        }
    }
}
