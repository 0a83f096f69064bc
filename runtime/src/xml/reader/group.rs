//! Groups: records that have no element themselves. The members of a group are siblings of the other members of
//! the enclosing record.

use super::Reader;
use super::fields::Slot;
use super::seen::{Ended, Seen};
use super::start::{Flags, Next};
use crate::error::Result;
use crate::text::Name;
use crate::xml::{Found, Record};

impl Reader<'_> {
    /// Reads a group that occurs at most once: this element and its following siblings that belong to the
    /// group.
    ///
    /// # Errors
    ///
    /// If an element of the group cannot be decoded.
    pub fn group<G: Record + Default>(
        &mut self,
        index: u16,
        name: Name<'_>,
        slot: &mut impl Slot<G>,
    ) -> Result<Found> {
        if let Some(group) = slot.slot()
            && self.continue_single(index, name, group)?
        {
            return Ok(Found::Many);
        }
        if self.has_ended_before(index) {
            return Ok(Found::Full);
        }
        let mut group = G::default();
        self.allocate(group.boxed())?;
        let found = self.read_group(name, &mut group, false)?;
        slot.put(group);
        Ok(once(found, index))
    }

    /// Reads one occurrence of a repeated group: this element and its following siblings that belong to the
    /// occurrence.
    ///
    /// # Errors
    ///
    /// If an element of the group cannot be decoded.
    pub fn groups<G: Record + Default>(&mut self, name: Name<'_>, slot: &mut Vec<G>) -> Result<Found> {
        if self.seen.is_probe {
            return Ok(Found::Full);
        }
        if let Some(group) = slot.last_mut()
            && self.continue_group(name, group, true)?
        {
            return Ok(Found::Many);
        }
        let mut group = G::default();
        self.allocate(group.boxed())?;
        self.before_push(slot)?;
        let found = self.read_group(name, &mut group, true)?;
        slot.push(group);
        Ok(found)
    }

    /// Reads a branch of a choice that occurs at most once. The branch is a group of members. `branch`
    /// returns the group in the value of the choice, or `None` if the value is another branch.
    ///
    /// # Errors
    ///
    /// If an element of the group cannot be decoded.
    pub fn variant_group<T, G: Record + Default>(
        &mut self,
        index: u16,
        name: Name<'_>,
        slot: &mut impl Slot<T>,
        wrap: fn(G) -> T,
        branch: fn(&mut T) -> Option<&mut G>,
    ) -> Result<Found> {
        if let Some(group) = slot.slot().and_then(branch)
            && self.continue_single(index, name, group)?
        {
            return Ok(Found::Many);
        }
        if self.has_ended_before(index) {
            return Ok(Found::Full);
        }
        let mut group = G::default();
        self.allocate(group.boxed())?;
        let found = self.read_group(name, &mut group, false)?;
        slot.put(wrap(group));
        Ok(once(found, index))
    }

    /// Reads a branch of a repeated choice. The branch is a group of members. `branch` returns the group in a
    /// value of the choice, or `None` if the value is another branch.
    ///
    /// # Errors
    ///
    /// If an element of the group cannot be decoded.
    pub fn variants_group<T, G: Record + Default>(
        &mut self,
        name: Name<'_>,
        slot: &mut Vec<T>,
        wrap: fn(G) -> T,
        branch: fn(&mut T) -> Option<&mut G>,
    ) -> Result<Found> {
        if self.seen.is_probe {
            return Ok(Found::Full);
        }
        // Only the last value of the choice can continue. If it is another branch, the current element begins a
        // new value.
        if let Some(group) = slot.last_mut().and_then(branch)
            && self.continue_group(name, group, true)?
        {
            return Ok(Found::Many);
        }
        let mut group = G::default();
        self.allocate(group.boxed())?;
        self.before_push(slot)?;
        let found = self.read_group(name, &mut group, true)?;
        slot.push(wrap(group));
        Ok(found)
    }

    /// Reads this element and its following siblings as long as they are members of the group. The members of
    /// one occurrence of a repeated group are in the order of the schema. In a group of `a` and `b`, an `a`
    /// after a `b` therefore begins the next occurrence.
    fn read_group(&mut self, name: Name<'_>, group: &mut dyn Record, repeats: bool) -> Result<Found> {
        if !self.interrupted.is_empty() {
            self.finish_same(group.details().type_name)?;
        }
        // If the first member is wrongly qualified, the others are likely to be so too.
        let (wrongly_qualified, begin) = (name != self.name(), self.start.offset);
        let base = self.interrupted.len();
        let is_ordered = repeats || self.seen.is_ordered;
        let outer = std::mem::replace(&mut self.seen, Seen::of_group(is_ordered));
        match group.decode_field(name, self)? {
            // The first element of a group must be a member of it. Otherwise the `match` arm that called this
            // function is wrong.
            Found::No | Found::Full => {
                self.seen = outer;
                return Ok(Found::No);
            }
            Found::Once(index) => _ = self.seen.insert(index),
            Found::Many => {}
        }
        self.read_members(group, wrongly_qualified, begin, base)?;
        self.seen = outer;
        Ok(Found::Many)
    }

    /// Reads the members of a group that follow those read so far. The group begins at the offset `begin`.
    /// `base` is the index in `interrupted` of the first group that is nested in this group.
    fn read_members(
        &mut self,
        group: &mut dyn Record,
        wrongly_qualified: bool,
        begin: usize,
        base: usize,
    ) -> Result<()> {
        let mut forms = Vec::new();
        // A nested group ends at an element that is not its member. That element is offered to this group
        // again.
        while !self.is(Flags::CONTENT_UNREAD) || self.is(Flags::OFFER_AGAIN) || self.resumes() {
            match self.next()? {
                Next::Text => self.blank()?,
                Next::End => break,
                Next::Start => {
                    self.reach(base);
                    let mark = self.order_mark();
                    self.order_next();
                    let found = match group.decode_field(self.name(), self)? {
                        // Try the element as a wrongly qualified member. Otherwise the member that the group
                        // lacks would be reported as missing.
                        Found::No if wrongly_qualified || self.lacks_member(group) => {
                            self.wrongly_qualified(group, &mut forms)?.unwrap_or(Found::No)
                        }
                        found => found,
                    };
                    match found {
                        Found::Many => {}
                        Found::Once(index) if self.seen.insert(index) => {}
                        Found::No | Found::Full | Found::Once(_) => {
                            self.order_back(mark);
                            self.start.flags = self.start.flags.with(Flags::OFFER_AGAIN);
                            if found == Found::No && !self.is_strict() {
                                self.end_before_other(group, begin, base);
                                return Ok(());
                            }
                            break;
                        }
                    }
                }
            }
        }
        // The current group is now the one that ended last. The group in `self.ended` ended before it, so
        // `take_last` must not continue that group. No element has the depth `usize::MAX`.
        if let Some(ended) = &mut self.ended {
            ended.depth = usize::MAX;
        }
        if self.interrupted.len() > base {
            self.finish_from(base)?;
        }
        self.check_required(group, begin)?;
        if self.is_strict() {
            self.check_occurrence(group)?;
        }
        Ok(())
    }

    /// Whether a required member of the group has not been read.
    fn lacks_member(&self, group: &dyn Record) -> bool {
        group.required().iter().any(|(index, _)| !self.seen.contains(*index))
    }

    /// Continues a group that has ended, if the current element is a member of it. Returns `true` if the
    /// group continues. The element has been read in this case.
    fn continue_group(&mut self, name: Name<'_>, group: &mut dyn Record, repeats: bool) -> Result<bool> {
        match self.take_ended(name, group) {
            Some(ended) => self.take_into_group(ended, name, group, repeats),
            None => Ok(false),
        }
    }

    /// Like [`continue_group`](Self::continue_group), for a group that occurs at most once. A group that
    /// has all required members also continues after other members of the enclosing record.
    ///
    /// Exception: the enclosing record is an occurrence of a repeated group, or is nested in one. If this record
    /// has already read a member that the schema declares after `group`, then `group` does not continue. The
    /// current element may begin the next occurrence of the repeated group.
    fn continue_single(&mut self, index: u16, name: Name<'_>, group: &mut dyn Record) -> Result<bool> {
        if self.continue_group(name, group, false)? {
            return Ok(true);
        }
        let may_continue = !self.is_unread(index) && !self.has_read_later_member(index);
        match self.take_last(group.details().type_name, may_continue) {
            Some(ended) => self.take_into_group(ended, name, group, false),
            None => Ok(false),
        }
    }

    #[cold]
    fn take_into_group(
        &mut self,
        ended: Ended,
        name: Name<'_>,
        group: &mut dyn Record,
        repeats: bool,
    ) -> Result<bool> {
        let is_ordered = repeats || self.seen.is_ordered;
        let (seen, begin, base) = self.reopen(ended);
        let outer = std::mem::replace(&mut self.seen, seen);
        (self.seen.is_group, self.seen.is_ordered) = (true, is_ordered);
        let is_taken = match group.decode_field(name, self)? {
            Found::No | Found::Full => false,
            Found::Once(index) => self.seen.insert(index),
            Found::Many => true,
        };
        match is_taken {
            true => self.read_members(group, name != self.name(), begin, base)?,
            // The element does not continue this occurrence of the group, so the occurrence ends.
            false => {
                self.finish_from(base)?;
                self.check_required(group, begin)?;
            }
        }
        self.seen = outer;
        Ok(is_taken)
    }
}

/// The result of a group that occurs at most once.
fn once(found: Found, index: u16) -> Found {
    match found {
        Found::Many => Found::Once(index),
        other => other,
    }
}
