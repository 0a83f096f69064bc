//! Elements of wildcards: the methods that the `match` arms of generated code call for them.

use super::Reader;
use crate::error::Result;
use crate::text::{Element, Name};
use crate::xml::{Found, Value};

/// A field that receives the elements of a wildcard: an `Option` for at most one, a `Vec` for any number.
pub trait WildcardSlot {
    /// Stores an element. Returns `false` if the `maxOccurs` of the wildcard is reached.
    fn put(&mut self, element: Element) -> bool;
    /// Whether the wildcard accepts one more element.
    fn has_room(&self) -> bool;
    /// Counts the memory that storing one more element takes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::TooLarge`](crate::ErrorKind::TooLarge) if the values of the message take too much memory.
    fn before_put(&self, input: &mut Reader<'_>) -> Result<()>;
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

    fn before_put(&self, _input: &mut Reader<'_>) -> Result<()> {
        Ok(())
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

    fn before_put(&self, input: &mut Reader<'_>) -> Result<()> {
        input.before_push(self)
    }
}

impl Reader<'_> {
    /// Keeps the element as XML, for a wildcard that allows any namespace.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotWellFormed`](crate::ErrorKind::NotWellFormed).
    pub fn any(&mut self, slot: &mut impl WildcardSlot) -> Result<Found> {
        if self.seen.is_probe {
            return Ok(Found::No);
        }
        if !slot.has_room() || self.seen.extension_has_begun {
            return Ok(self.beyond_wildcard());
        }
        slot.before_put(self)?;
        let mut element = Element::default();
        Value::decode(&mut element, self)?;
        slot.put(element);
        Ok(Found::Many)
    }

    /// The result for an element that a wildcard does not read, because the `maxOccurs` of the wildcard is
    /// reached or the members of an extension have begun. If the wildcard belongs to a group, the group ends
    /// before this element.
    pub(super) fn beyond_wildcard(&self) -> Found {
        if self.seen.is_group { Found::Full } else { Found::No }
    }

    /// Keeps the element as XML, for a wildcard that excludes this namespace and elements without a namespace
    /// (`##other`).
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
        match self.admits_other(name, excluded) {
            true => self.any(slot),
            false => Ok(Found::No),
        }
    }

    /// Keeps the element as XML, for a wildcard that allows only these namespaces.
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
        match self.admits(name, namespaces) {
            true => self.any(slot),
            false => Ok(Found::No),
        }
    }

    /// Whether a wildcard that excludes this namespace and elements without a namespace (`##other`) accepts
    /// the element.
    pub fn admits_other(&mut self, name: Name<'_>, excluded: &'static str) -> bool {
        let is_in = !name.namespace().is_empty() && name.namespace() != excluded;
        self.admits_if(is_in)
    }

    /// Whether a wildcard that allows only these namespaces accepts the element.
    pub fn admits(&mut self, name: Name<'_>, namespaces: &[&'static str]) -> bool {
        self.admits_if(namespaces.contains(&name.namespace()))
    }

    /// Whether a wildcard accepts the element. `is_in` is the result of its namespace constraint. An excluded
    /// element is recorded: if no other member accepts it, the wildcard keeps it after all, so that it is not
    /// lost.
    fn admits_if(&mut self, is_in: bool) -> bool {
        if self.seen.is_probe {
            return false;
        }
        if !is_in && !self.wildcards_take_all {
            self.note_exclusion();
            return false;
        }
        true
    }
}
