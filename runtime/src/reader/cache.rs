//! What follows what: documents repeat themselves, so the next start tag is mostly the one that came here last time.
//! A guess is one comparison of bytes; a wrong guess costs that and nothing else.

use crate::Name;

/// So many distinct tags are remembered; a document with more forgets all of them and begins anew.
const TAGS: usize = 384;
/// More than twice as many, and a power of two.
const SLOTS: usize = 1024;

/// A start tag that was seen: its name in a set of bindings.
struct Tag<'s> {
    /// As it stands in the document, with its prefix.
    raw: &'s str,
    name: Name<'s>,
    generation: u32,
    /// What came next, after the start tag and after the end tag.
    next: [u16; 2],
}

/// Whether the start tag or the end tag of an element was the last to be read.
#[derive(Clone, Copy)]
pub(super) enum After {
    Start,
    End,
}

#[derive(Default)]
pub(super) struct Cache<'s> {
    tags: Vec<Tag<'s>>,
    slots: Vec<u16>,
    last: u16,
    after: usize,
}

/// A tag in the cache.
#[derive(Clone, Copy)]
pub(super) struct Known<'s> {
    pub(super) raw: &'s str,
    pub(super) name: Name<'s>,
    pub(super) index: u16,
}

impl<'s> Cache<'s> {
    /// The tag that `rest` begins with, which is what follows a `<`, if it is one of those that are likely here.
    #[inline(always)]
    pub(super) fn predict(&mut self, rest: &[u8], generation: u32) -> Option<Known<'s>> {
        let mut index = *self.tags.get(usize::from(self.last))?.next.get(self.after)?;
        // When it is not what came last time then perhaps what came after that: members are often left out.
        for _ in 0..4 {
            let tag = self.tags.get(usize::from(index))?;
            if tag.generation == generation && rest.starts_with(tag.raw.as_bytes()) {
                return Some(Known { raw: tag.raw, name: tag.name, index });
            }
            index = tag.next[1];
        }
        None
    }

    /// The tag of this name, if it was seen with these bindings.
    pub(super) fn find(&self, raw: &str, generation: u32) -> Option<Known<'s>> {
        let mut slot = slot(raw, generation);
        loop {
            let index = *self.slots.get(slot)?;
            let tag = self.tags.get(usize::from(index)).filter(|_| index != 0)?;
            if tag.generation == generation && tag.raw == raw {
                return Some(Known { raw: tag.raw, name: tag.name, index });
            }
            slot = (slot + 1) % SLOTS;
        }
    }

    /// Remembers a tag, which must be new.
    pub(super) fn add(&mut self, raw: &'s str, name: Name<'s>, generation: u32) -> Known<'s> {
        if self.tags.len() >= TAGS || self.tags.is_empty() {
            self.tags.clear();
            self.slots.clear();
            self.slots.resize(SLOTS, 0);
            // The first stands for no tag at all, so that zero can mean none.
            self.tags.push(Tag { raw: "<", name: Name::default(), generation: u32::MAX, next: [0, 0] });
        }
        let index = self.tags.len() as u16;
        self.tags.push(Tag { raw, name, generation, next: [0, 0] });
        let mut slot = slot(raw, generation);
        while self.slots.get(slot).is_some_and(|&taken| taken != 0) {
            slot = (slot + 1) % SLOTS;
        }
        if let Some(free) = self.slots.get_mut(slot) {
            *free = index;
        }
        Known { raw, name, index }
    }

    /// Notes that this tag is the one that came.
    pub(super) fn learn(&mut self, index: u16) {
        if let Some(next) =
            self.tags.get_mut(usize::from(self.last)).and_then(|tag| tag.next.get_mut(self.after))
        {
            *next = index;
        }
    }

    /// Notes which tag was read last.
    #[inline(always)]
    pub(super) fn at(&mut self, index: u16, after: After) {
        self.last = index;
        self.after = after as usize;
    }
}

fn slot(raw: &str, generation: u32) -> usize {
    let hash = raw
        .bytes()
        .fold(generation ^ 0x811C_9DC5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    (hash ^ hash >> 15) as usize % SLOTS
}
