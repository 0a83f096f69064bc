//! The set of members of a record that were read, by index.

use std::cmp::Ordering;

/// The indices of the members that were read. The first 64 need no allocation.
#[derive(Default)]
pub(super) struct Seen {
    bits: u64,
    /// Boxed, to keep the type small: while a record is read, the set of its parent record is on the stack.
    more: Option<Box<More>>,
    /// Offset that is added to the indices of a base type's members.
    pub(super) shift: u16,
    /// Whether the record is a group.
    pub(super) is_group: bool,
    /// Whether the record is a base type, and a member of its extension was read.
    pub(super) extension_has_begun: bool,
    /// Whether the reader only asks the record whether it declares a member. Nothing is read then.
    pub(super) is_probe: bool,
    /// Whether members are read in the order of their indices: a repeated group then ends where its next
    /// occurrence begins.
    pub(super) is_ordered: bool,
    /// Whether the record is an array that names the type of its items ([`ItemTypes`](super::item_type::state::ItemTypes)).
    pub(super) has_item_type: bool,
}

/// One bit for each member with an index from 64 on.
#[derive(Default)]
struct More(Vec<u64>);

/// A group that ended before an element that it does not declare.
pub(super) struct Ended {
    /// Offset of the element that may continue the group. At first, this is the element before which the
    /// group ended. If the record around the group then reads further elements, `Reader::reach` sets it to
    /// the current element.
    pub(super) at: usize,
    /// Offset at which the group begins.
    pub(super) begin: usize,
    /// Number of elements around the group, by which `Reader::take_last` finds the group that ended last. It
    /// is set to `usize::MAX` when another group ends, so that `take_last` does not find this group any more.
    pub(super) depth: usize,
    /// Name of the group's type.
    pub(super) group: &'static str,
    /// The indices and names of the members that must occur.
    pub(super) required: &'static [(u16, &'static str)],
    /// The members of the group that were read.
    pub(super) seen: Seen,
    /// Groups in this group that ended. They may continue if this group continues.
    pub(super) nested: Vec<Ended>,
}

impl Ended {
    /// Whether the group, or a group in it, lacks a required member.
    pub(super) fn lacks_member(&self) -> bool {
        let is_missing = |(index, _): &(u16, &str)| !self.seen.contains(*index);
        self.required.iter().any(is_missing) || self.nested.iter().any(Self::lacks_member)
    }
}

impl Seen {
    pub(super) fn of_probe() -> Self {
        Self { is_group: true, is_ordered: true, is_probe: true, ..Self::default() }
    }

    pub(super) fn of_group(is_ordered: bool) -> Self {
        Self { is_group: true, is_ordered, ..Self::default() }
    }

    /// Adds a member. Returns `false` if the set contains it already.
    #[inline(always)]
    pub(super) fn insert(&mut self, index: u16) -> bool {
        if index < 64 {
            let bit = 1 << index;
            let is_new = self.bits & bit == 0;
            self.bits |= bit;
            is_new
        } else {
            self.insert_more(index)
        }
    }

    #[cold]
    fn insert_more(&mut self, index: u16) -> bool {
        let word = usize::from(index / 64) - 1;
        let More(more) = &mut **self.more.get_or_insert_default();
        if word >= more.len() {
            more.resize(word + 1, 0);
        }
        let bit = 1 << (index % 64);
        match more.get_mut(word) {
            Some(word) if *word & bit != 0 => false,
            Some(word) => {
                *word |= bit;
                true
            }
            None => true,
        }
    }

    fn more(&self) -> &[u64] {
        self.more.as_ref().map_or(&[], |more| &more.0)
    }

    /// Whether the set contains a member.
    #[inline(always)]
    pub(super) fn contains(&self, index: u16) -> bool {
        let word = match index / 64 {
            0 => self.bits,
            word => self.more().get(usize::from(word) - 1).copied().unwrap_or(0),
        };
        word & 1 << (index % 64) != 0
    }

    /// Whether the set contains a member with a higher index.
    pub(super) fn is_beyond(&self, index: u16) -> bool {
        let (word, bit) = (usize::from(index / 64), index % 64);
        let beyond = |(at, bits): (usize, u64)| match at.cmp(&word) {
            Ordering::Less => false,
            Ordering::Equal => bits >> bit > 1,
            Ordering::Greater => bits != 0,
        };
        std::iter::once(self.bits).chain(self.more().iter().copied()).enumerate().any(beyond)
    }
}

#[cfg(test)]
mod tests {
    use super::Seen;

    #[test]
    fn each_index_is_inserted_once() {
        let mut seen = Seen::default();
        for index in [0, 63, 64, 65, 127, 128, 1_000, u16::MAX] {
            assert!(!seen.contains(index));
            assert!(seen.insert(index));
            assert!(seen.contains(index));
            assert!(!seen.insert(index));
        }
        assert!(!seen.contains(1) && !seen.contains(66));
    }

    #[test]
    fn is_beyond_finds_a_read_member_with_a_higher_index() {
        for (read, before, at) in [(1, 0, 1), (63, 62, 63), (64, 63, 64), (130, 64, 130), (130, 129, 131)] {
            let mut seen = Seen::default();
            assert!(!seen.is_beyond(0) && seen.insert(read));
            assert!(seen.is_beyond(before) && !seen.is_beyond(at), "{read}");
        }
    }
}
