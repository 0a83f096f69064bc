//! Groups that ended before an element that they do not declare.
//!
//! A group ends at such an element, because only the enclosing record knows whether it declares the element
//! itself. If a member of the group follows later, the group continues in three cases:
//!
//! * The enclosing record does not declare the element at which the group ended.
//! * The group lacks a required member.
//! * The group occurs at most once.
//!
//! The strict mode, which checks the order of elements, does not continue groups.

use super::Reader;
use super::seen::{Ended, Seen};
use super::start::Flags;
use crate::error::Result;
use crate::text::Name;
use crate::xml::Record;

impl Reader<'_> {
    /// Ends the current group, which begins at the offset `begin`, before the current element. `base` is the
    /// index in `self.interrupted` of the first group that is nested in the current group.
    pub(super) fn end_before_other(&mut self, group: &dyn Record, begin: usize, base: usize) {
        let at = self.start.offset;
        let mut nested = Vec::new();
        if self.interrupted.len() > base {
            nested = self.interrupted.split_off(base);
        }
        nested.extend(self.ended.take_if(|ended| ended.at == at));
        let seen = std::mem::take(&mut self.seen);
        let (depth, required) = (self.open.len(), group.required());
        let ended = Ended { at, begin, depth, group: group.details().type_name, required, seen, nested };
        if ended.lacks_member() {
            // The record around the group returns without having read the element. The reader then calls
            // `resumes`.
            self.start.flags = self.start.flags.without(Flags::OFFER_AGAIN);
        }
        self.ended = Some(ended);
    }

    /// Moves the group that ended before the current element to the interrupted groups, which may continue
    /// later. Returns `false` if no group ended there.
    #[cold]
    pub(super) fn interrupt(&mut self) -> bool {
        let ended = self.ended.take_if(|ended| ended.at == self.start.offset);
        let has_ended = ended.is_some();
        self.interrupted.extend(ended);
        has_ended
    }

    /// Whether the current element was left unread because an incomplete group ended before it. If so, the element
    /// is offered to the record again.
    #[cold]
    pub(super) fn resumes(&mut self) -> bool {
        let has_ended = self.interrupt();
        if has_ended {
            self.start.flags = self.start.flags.with(Flags::OFFER_AGAIN);
        }
        has_ended
    }

    /// Allows the interrupted groups from the index `base` to continue with the current element.
    #[inline]
    pub(super) fn reach(&mut self, base: usize) {
        if self.interrupted.len() > base {
            let at = self.start.offset;
            self.interrupted.iter_mut().skip(base).for_each(|ended| ended.at = at);
        }
    }

    /// Removes and returns an ended group of the same type as `group` that may continue with the current
    /// element. `name` is the name that the group declares for this element. It differs from the name in the
    /// document if the element is wrongly qualified.
    ///
    /// If a group ended directly before the current element, it was offered this element under the name in the
    /// document, and did not declare it. The group is therefore returned only if `name` differs from the name
    /// in the document.
    pub(super) fn take_ended(&mut self, name: Name<'_>, group: &dyn Record) -> Option<Ended> {
        let at = self.start.offset;
        let may_continue =
            !self.interrupted.is_empty() || self.ended.as_ref().is_some_and(|ended| ended.at == at);
        match may_continue && !self.seen.is_probe {
            true => self.find_ended(name, group.details().type_name),
            false => None,
        }
    }

    #[cold]
    fn find_ended(&mut self, name: Name<'_>, group: &'static str) -> Option<Ended> {
        let at = self.start.offset;
        let is_it = |ended: &Ended| ended.at == at && ended.group == group;
        if let Some(index) = self.interrupted.iter().rposition(is_it) {
            return Some(self.interrupted.remove(index));
        }
        let is_wrongly_qualified = name != self.name();
        self.ended.take_if(|ended| is_wrongly_qualified && is_it(ended))
    }

    /// Removes and returns the group that ended last, if it has the type `group` and belongs to the current
    /// record. Used for groups that occur at most once. `was_read` is whether the current record has read the
    /// group already, and no member that must follow the group.
    pub(super) fn take_last(&mut self, group: &'static str, was_read: bool) -> Option<Ended> {
        let depth = self.open.len();
        let may_continue = was_read && !self.seen.is_probe && !self.is_strict();
        self.ended.take_if(|ended| may_continue && ended.depth == depth && ended.group == group)
    }

    /// Continues a group that ended: the groups nested in it become interrupted groups. Returns the members
    /// of the group that were read, the offset at which it begins, and the index of the first interrupted
    /// group.
    pub(super) fn reopen(&mut self, ended: Ended) -> (Seen, usize, usize) {
        let base = self.interrupted.len();
        self.interrupted.extend(ended.nested);
        self.reach(base);
        (ended.seen, ended.begin, base)
    }

    /// Ends the interrupted groups of a type, because their next occurrence begins.
    #[cold]
    pub(super) fn finish_same(&mut self, group: &'static str) -> Result<()> {
        let at = self.start.offset;
        while let Some(index) =
            self.interrupted.iter().position(|ended| ended.at == at && ended.group == group)
        {
            let ended = self.interrupted.remove(index);
            self.check_ended(&ended)?;
        }
        Ok(())
    }

    /// Ends the interrupted groups from the index `base`.
    #[cold]
    pub(super) fn finish_from(&mut self, base: usize) -> Result<()> {
        for ended in self.interrupted.split_off(base.min(self.interrupted.len())) {
            self.check_ended(&ended)?;
        }
        Ok(())
    }

    /// Reports the required members that a group lacks.
    fn check_ended(&mut self, ended: &Ended) -> Result<()> {
        for nested in &ended.nested {
            self.check_ended(nested)?;
        }
        for &(index, name) in ended.required {
            if !ended.seen.contains(index) {
                self.missing_in_group(name, ended.begin)?;
            }
        }
        Ok(())
    }

    /// Reports a missing member of a group that begins at `begin`. The path omits the current element, which is not
    /// in the group.
    #[cold]
    pub(super) fn missing_in_group(&mut self, name: &str, begin: usize) -> Result<()> {
        let flags = self.start.flags;
        self.start.flags = flags.without(Flags::CONTENT_UNREAD);
        let result = self.missing(name, begin);
        self.start.flags = flags;
        result
    }
}
