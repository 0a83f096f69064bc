//! A cache of start tags. Documents repeat themselves, so the next start tag is mostly the one that
//! followed the current tag last time. A prediction is one comparison of bytes; a wrong prediction costs
//! only that comparison.

use std::ops::Range;

use super::attribute::AttributeIn;
use super::binding::Binding;
use super::start::Flags;
use crate::text::Name;
use crate::text::swar::lanes;

/// Maximum number of cached start tags. A full cache rejects new tags. It is cleared after it has rejected
/// more than `MAX_TAGS` of them. If it were cleared as soon as it is full, it would be useless for a document
/// that cycles through a few more tags.
const MAX_TAGS: usize = 192;
/// Number of hash slots: a power of two, and more than twice [`MAX_TAGS`].
const SLOTS: usize = 512;
/// Maximum number of namespace declarations, and of attributes, stored with the tags.
const MAX_EXTRAS: usize = 128;
/// Maximum length of a cached tag, in bytes.
const MAX_TAG_LENGTH: usize = 1024;

/// A start tag that was read. The entry is valid only while the same namespace bindings are in scope as
/// before.
#[derive(Default)]
pub(super) struct Tag<'s> {
    pattern: Pattern,
    /// Zero if [`Cache::predict`] may return the tag. The tag must fit into the pattern
    /// ([`Pattern::MAX_TAG_LENGTH`] bytes). It must also have one of two forms: only a name (`<a>`), or an
    /// empty-element tag without namespace declarations and without `xsi:type`.
    ///
    /// An integer, so that `predict` combines it with [`Pattern::difference`] without a branch.
    unpredictable: u64,
    /// Zero if [`Tag::ends`] can compare the end tag with the pattern: the tag consists only of a name and
    /// fits into the pattern.
    end_unpredictable: u64,
    /// The whole tag, from `<` to `>`.
    pub(super) text: &'s str,
    /// The name as written in the document. `name` is the expanded name.
    pub(super) raw: &'s str,
    pub(super) name: Name<'s>,
    pub(super) flags: Flags,
    /// Generation of the prefix bindings in scope outside the element, see `binding.rs`.
    outer: u32,
    /// Generation of the prefix bindings in scope inside the element.
    pub(super) inner: u32,
    /// Ranges of the tag's namespace declarations in `Cache::bindings`, and of its `xsi:nil` and `xsi:type` in
    /// `Cache::attributes`.
    bindings: Range<u16>,
    attributes: Range<u16>,
}

impl<'s> Tag<'s> {
    /// Creates the entry for a start tag that was read: the first `length` bytes of `rest`. `outer` and
    /// `inner` are the generations of the prefix bindings outside and inside the element, see `binding.rs`.
    pub(super) fn new(
        rest: &'s str,
        length: usize,
        raw: &'s str,
        name: Name<'s>,
        flags: Flags,
        (outer, inner): (u32, u32),
    ) -> Self {
        let start = rest.as_bytes().first_chunk();
        let is_far = start.is_none() || length > Pattern::MAX_TAG_LENGTH;
        let is_name = length == raw.len() + 2;
        let is_empty = flags.has(Flags::EMPTY) && !flags.has(Flags::TYPE) && outer == inner;
        Self {
            pattern: start.map_or(Pattern::default(), |start| Pattern::new(start, length)),
            unpredictable: (is_far || !is_name && !is_empty).into(),
            end_unpredictable: (is_far || !is_name).into(),
            text: rest.get(..length).unwrap_or(""),
            raw,
            name,
            flags,
            outer,
            inner,
            bindings: 0..0,
            attributes: 0..0,
        }
    }
}

impl Tag<'_> {
    /// Whether `rest`, which follows a `<`, begins with the end tag of this tag. Returns `false` if the
    /// pattern cannot decide.
    #[inline(always)]
    pub(super) fn ends(&self, rest: &[u8]) -> bool {
        rest.first_chunk()
            .is_some_and(|start| self.pattern.difference(start, b'/') | self.end_unpredictable == 0)
    }

    /// Whether the tag consists only of a name, and is longer than a pattern.
    #[inline(always)]
    pub(super) fn is_long(&self) -> bool {
        self.text.len() > Pattern::MAX_TAG_LENGTH && self.text.len() == self.raw.len() + 2
    }

    /// Whether the end tag of this tag begins at `from`.
    pub(super) fn ends_long(&self, bytes: &[u8], from: usize) -> bool {
        let rest = bytes.get(from..).and_then(|rest| rest.strip_prefix(b"</"));
        rest.and_then(|rest| rest.strip_prefix(self.raw.as_bytes()))
            .is_some_and(|rest| rest.starts_with(b">"))
    }
}

/// The first bytes of a tag. Tags of all lengths are compared by the same instructions, without branches.
#[derive(Clone, Copy, Default)]
struct Pattern {
    bytes: [u64; 4],
    /// Selects the bytes that belong to the tag.
    mask: [u64; 4],
}

impl Pattern {
    const MAX_TAG_LENGTH: usize = 32;

    /// Creates the pattern of a tag from the bytes at its beginning and the length of the tag.
    fn new(start: &[u8; Self::MAX_TAG_LENGTH], length: usize) -> Self {
        const ONES: [[u8; Pattern::MAX_TAG_LENGTH]; 2] =
            [[0xFF; Pattern::MAX_TAG_LENGTH], [0; Pattern::MAX_TAG_LENGTH]];
        let ones = ONES.as_flattened().get(Self::MAX_TAG_LENGTH - length.min(Self::MAX_TAG_LENGTH)..);
        let mask = ones.and_then(|ones| ones.first_chunk()).map_or([u64::MAX; 4], lanes);
        Self { bytes: lanes(start), mask }
    }

    /// Returns zero if `rest` begins with the pattern, where `first` replaces the pattern's first byte, `<`.
    #[inline(always)]
    fn difference(&self, rest: &[u8; Self::MAX_TAG_LENGTH], first: u8) -> u64 {
        let [a, b, c, d] = lanes(rest);
        let [p, q, r, s] = self.bytes;
        let [k, l, m, n] = self.mask;
        let other = u64::from(first ^ b'<');
        (a ^ p ^ other) & k | (b ^ q) & l | (c ^ r) & m | (d ^ s) & n
    }
}

/// The tag that was read last: an index in the cache, and whether it was the start tag or the end tag.
#[derive(Clone, Copy, Default)]
pub(super) struct Last(u32);

impl Last {
    #[inline(always)]
    pub(super) fn start(tag: u32) -> Self {
        Self(tag * 2)
    }

    #[inline(always)]
    pub(super) fn end(tag: u32) -> Self {
        Self(tag * 2 + 1)
    }
}

#[derive(Default)]
pub(super) struct Cache<'s> {
    /// The cached tags begin at index 1. Index 0 holds the last tag that was not cached.
    tags: Vec<Tag<'s>>,
    /// For each [`Last`], the index of the tag that followed it last time.
    next: Vec<u32>,
    slots: Vec<u32>,
    bindings: Vec<Binding<'s>>,
    attributes: Vec<AttributeIn<'s>>,
    pub(super) last: Last,
    /// Whether a tag that is too long for a pattern was cached.
    pub(super) has_long: bool,
    /// Number of tags that were rejected since the cache became full.
    refused: usize,
    /// Whether predictions are disabled: the strict mode checks every start tag in full.
    pub(super) predicts_nothing: bool,
}

impl<'s> Cache<'s> {
    pub(super) fn new(predicts_nothing: bool) -> Self {
        Self { predicts_nothing, ..Self::default() }
    }

    /// The predicted tag, if `rest` begins with it and its `unpredictable` is zero.
    #[inline(always)]
    pub(super) fn predict(&self, rest: &[u8], generation: u32) -> Option<(u32, &Tag<'s>)> {
        let index = *self.next.get(self.last.0 as usize)?;
        let tag = self.tags.get(index as usize)?;
        let difference = tag.pattern.difference(rest.first_chunk()?, b'<');
        let is_there = difference | tag.unpredictable | u64::from(tag.outer ^ generation) == 0;
        is_there.then_some((index, tag))
    }

    /// The predicted tag, if `rest` begins with it. Accepts only a tag that consists of a name and is too
    /// long for a pattern.
    pub(super) fn predict_long(&self, rest: &[u8], generation: u32) -> Option<(u32, &Tag<'s>)> {
        let index = *self.next.get(self.last.0 as usize)?;
        let tag = self.tags.get(index as usize).filter(|tag| tag.is_long())?;
        (tag.outer == generation && rest.starts_with(tag.text.as_bytes())).then_some((index, tag))
    }

    /// Tries the predicted tag and those that followed it. Returns the index of the first one that `rest`
    /// begins with.
    pub(super) fn guess(&self, rest: &[u8], generation: u32) -> Option<u32> {
        let mut index = *self.next.get(self.last.0 as usize)?;
        // If the predicted tag does not match, its element may be omitted here. Try the tag that followed it.
        for _ in 0..4 {
            let tag = self.tags.get(index as usize)?;
            if tag.outer == generation && rest.starts_with(tag.text.as_bytes()) {
                return Some(index);
            }
            index = *self.next.get(Last::end(index).0 as usize)?;
        }
        None
    }

    /// The index of the cached tag with which `rest` begins, if the cache has it for this generation of
    /// bindings. `raw` is the name of the tag.
    pub(super) fn find(&self, raw: &str, rest: &[u8], generation: u32) -> Option<u32> {
        let mut slot = slot(raw, generation);
        loop {
            let index = *self.slots.get(slot)?;
            let tag = self.tags.get(index as usize).filter(|_| index != 0)?;
            if tag.outer == generation && rest.starts_with(tag.text.as_bytes()) {
                return Some(index);
            }
            slot = (slot + 1) % SLOTS;
        }
    }

    #[inline(always)]
    pub(super) fn tag(&self, index: u32) -> Option<&Tag<'s>> {
        self.tags.get(index as usize)
    }

    /// Whether `rest`, which follows a `<`, begins with the end tag of the cached tag `index`. `raw` is the
    /// name with which the tag was read. Returns `false` if another tag occupies the index now.
    #[inline(always)]
    pub(super) fn ends(&self, index: u32, raw: &str, rest: &[u8]) -> bool {
        self.tag(index).is_some_and(|tag| std::ptr::eq(tag.raw, raw) && tag.ends(rest))
    }

    /// Stores the caller's `&'static str` as the namespace of a tag, so that later checks compare pointers.
    #[cold]
    pub(super) fn learn_namespace(&mut self, index: u32, namespace: &'static str) {
        if let Some(tag) = self.tags.get_mut(index as usize)
            && tag.name.namespace() == namespace
        {
            tag.name = Name::new(namespace, tag.name.local());
        }
    }

    /// The namespace declarations of the tag.
    pub(super) fn bindings(&self, index: u32) -> &[Binding<'s>] {
        let range = self.tag(index).map_or(0..0, |tag| to_usize_range(&tag.bindings));
        self.bindings.get(range).unwrap_or_default()
    }

    /// The tag's `xsi:nil` and `xsi:type`.
    pub(super) fn attributes(&self, index: u32) -> &[AttributeIn<'s>] {
        let range = self.tag(index).map_or(0..0, |tag| to_usize_range(&tag.attributes));
        self.attributes.get(range).unwrap_or_default()
    }

    /// Adds a new tag as the successor of the last one, and returns its index.
    pub(super) fn add(
        &mut self,
        mut tag: Tag<'s>,
        bindings: &[Binding<'s>],
        attributes: &[AttributeIn<'s>],
    ) -> u32 {
        let extras = self.bindings.len().max(self.attributes.len());
        let mut is_full = self.tags.len() >= MAX_TAGS || extras >= MAX_EXTRAS;
        if is_full && !tag.flags.has(Flags::ATTRIBUTES) {
            self.refused += 1;
        }
        if self.tags.is_empty() || self.refused > MAX_TAGS {
            self.clear();
            is_full = false;
        }
        // Tags with attributes other than `xsi:nil`, `xsi:type` and namespace declarations are not cached, because
        // attribute values seldom repeat.
        if is_full
            || tag.flags.has(Flags::ATTRIBUTES)
            || tag.text.len() > MAX_TAG_LENGTH
            || bindings.len().max(attributes.len()) > MAX_EXTRAS / 4
        {
            if let Some(first) = self.tags.first_mut() {
                *first = Tag { outer: u32::MAX, unpredictable: 1, end_unpredictable: 1, ..tag };
            }
            return 0;
        }
        tag.bindings = extend(&mut self.bindings, bindings);
        tag.attributes = extend(&mut self.attributes, attributes);
        let mut slot = slot(tag.raw, tag.outer);
        while self.slots.get(slot).is_some_and(|&taken| taken != 0) {
            slot = (slot + 1) % SLOTS;
        }
        let index = self.tags.len() as u32;
        if let Some(free) = self.slots.get_mut(slot) {
            *free = index;
        }
        self.has_long |= tag.is_long();
        self.tags.push(tag);
        self.next.extend([0, 0]);
        self.learn(index);
        index
    }

    fn clear(&mut self) {
        self.refused = 0;
        self.tags.clear();
        self.next.clear();
        self.bindings.clear();
        self.attributes.clear();
        self.slots.clear();
        self.slots.resize(SLOTS, 0);
        // Enough for most documents.
        self.tags.reserve(MAX_TAGS / 2);
        self.next.reserve(MAX_TAGS);
        self.tags.push(Tag { outer: u32::MAX, unpredictable: 1, end_unpredictable: 1, ..Tag::default() });
        self.next.extend([0, 0]);
        self.last = Last::default();
    }

    /// Records this tag as the successor of the last one.
    pub(super) fn learn(&mut self, index: u32) {
        if self.predicts_nothing {
            return;
        }
        if let Some(next) = self.next.get_mut(self.last.0 as usize) {
            *next = index;
        }
    }
}

fn to_usize_range(range: &Range<u16>) -> Range<usize> {
    usize::from(range.start)..usize::from(range.end)
}

/// Appends to a list, and returns the range of the new entries.
fn extend<T: Copy>(list: &mut Vec<T>, more: &[T]) -> Range<u16> {
    let start = list.len() as u16;
    list.extend_from_slice(more);
    start..list.len() as u16
}

/// The hash slot of a name. It depends on the ends of the name only; names that differ in the middle are
/// found by probing.
fn slot(raw: &str, generation: u32) -> usize {
    let bytes = raw.as_bytes();
    let ends = match (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        (Some(first), Some(last)) => u64::from_le_bytes(*first) ^ u64::from_le_bytes(*last).rotate_left(29),
        _ => bytes.iter().fold(0, |ends, &byte| ends << 8 | u64::from(byte)),
    };
    let length = bytes.len() as u64;
    let mixed = (ends ^ length << 56 ^ u64::from(generation)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> 40) as usize % SLOTS
}
