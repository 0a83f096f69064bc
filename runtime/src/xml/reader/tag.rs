//! Start tags, cached and new, and their end tags.

use super::binding::Binding;
use super::cache::{Last, Tag};
use super::scan::shortened;
use super::start::{Flags, Next, Open, Start};
use super::{Reader, scan};
use crate::error::Result;
use crate::text::Name;
use crate::xml::ReadingMode;

impl<'s> Reader<'s> {
    /// Reads the next start tag if it is the predicted one. Returns its name and its index in the cache.
    #[inline(always)]
    pub(super) fn likely_start_tag(&mut self) -> Option<(Name<'s>, u32)> {
        let offset = self.position;
        let rest = self.text.as_bytes().get(offset..)?;
        let (tag, known) = self.cache.predict(rest, self.generation)?;
        if self.open.len() >= self.shallow {
            return None;
        }
        let name = known.name;
        let content = offset + known.text.len();
        let (mut flags, mut end, mut position) = read_ahead(self.text.as_bytes(), content, known);
        if !flags.has(Flags::TEXT_READ) && known.flags.has(Flags::EMPTY) {
            (flags, end, position) = (known.flags, content, content);
        }
        self.position = position;
        self.text_end = end;
        let generation = self.generation;
        self.start = Start { offset, content, index: u32::MAX, bindings: 0, generation, tag, flags };
        self.cache.last = Last::start(tag);
        Some((name, tag))
    }

    /// Like [`likely_start_tag`](Self::likely_start_tag), but skips white space, and accepts a tag that is
    /// too long for the `Pattern` of the cache. Also finds an end tag after white space.
    #[inline(never)]
    pub(super) fn likely_tag_elsewhere(&mut self) -> Option<Next> {
        let bytes = self.text.as_bytes();
        let from = self.position;
        self.position = scan::white_space(bytes, from);
        if self.position > from {
            if self.is_before_end_tag() {
                return Some(Next::End);
            }
            if self.likely_start_tag().is_some() {
                return Some(Next::Start);
            }
        }
        let (offset, generation) = (self.position, self.generation);
        let (tag, known) = self.cache.predict_long(bytes.get(offset..)?, generation)?;
        if self.open.len() >= self.shallow {
            return None;
        }
        let content = offset + known.text.len();
        let flags;
        (flags, self.text_end, self.position) = read_ahead_far(bytes, content, known);
        self.start = Start { offset, content, index: u32::MAX, bindings: 0, generation, tag, flags };
        self.cache.last = Last::start(tag);
        Some(Next::Start)
    }

    /// Reads the start tag at the position.
    #[inline(never)]
    pub(super) fn start_tag(&mut self) -> Result<()> {
        if self.open.len() >= self.shallow {
            self.check_depth()?;
        }
        let offset = self.position;
        let rest = self.text.as_bytes().get(offset..).unwrap_or_default();
        if self.caches
            && let Some(index) = self.cache.guess(rest, self.generation)
        {
            self.known_tag(index, offset)?;
            self.hold_text_back();
            return Ok(());
        }
        let (local, end) = self.qualified_name(offset + 1, "an element's name")?;
        let raw = self.text.get(offset + 1..end).unwrap_or("");
        if !self.caches {
            self.uncached_tag(raw, local, offset)?;
        } else if let Some(index) = self.cache.find(raw, rest, self.generation) {
            self.cache.learn(index);
            self.known_tag(index, offset)?;
        } else {
            self.new_tag(raw, local, offset)?;
        }
        self.hold_text_back();
        Ok(())
    }

    /// Marks text that was read ahead as unchecked, if the element has attributes or the mode is strict. Both
    /// require checks before the text is used.
    #[inline(always)]
    pub(super) fn hold_text_back(&mut self) {
        let flags = self.start.flags;
        // In SOAP encoding every value has an `xsi:type`. Only those that change the meaning of a text are checked.
        let has_type = flags.has(Flags::TYPE) && (!self.is_graph || flags.has(Flags::BINARY_TYPE));
        if flags.has(Flags::ATTRIBUTES) || has_type || self.mode == ReadingMode::Strict {
            let unread = if flags.has(Flags::ATTRIBUTES) { Flags::UNREAD } else { Flags::default() };
            let ahead =
                if flags.has(Flags::TEXT_READ) { Flags::TEXT_READ_UNCHECKED } else { Flags::default() };
            self.start.flags = flags.without(Flags::TEXT_READ).with(unread).with(ahead);
        }
    }

    /// Makes a cached start tag the current element. The start tag in the document has the same bytes.
    fn known_tag(&mut self, tag: u32, offset: usize) -> Result<()> {
        let (bindings, generation) = (self.bindings.len(), self.generation);
        let Some(known) = self.cache.tag(tag) else { return Ok(()) };
        self.position = offset + known.text.len();
        let mut flags = known.flags;
        self.text_end = self.position;
        if !flags.has(Flags::EMPTY_OR_NIL) {
            let ahead;
            (ahead, self.text_end, self.position) =
                read_ahead_far(self.text.as_bytes(), self.position, known);
            flags = flags.with(ahead);
        }
        let inner = known.inner;
        let length = known.text.len();
        if inner != generation {
            let more = self.cache.bindings(tag);
            if bindings + more.len() > self.limits.namespaces {
                return Err(self.too_many_namespaces());
            }
            self.bindings.extend_from_slice(more);
        }
        self.generation = inner;
        if flags.has(Flags::TYPE) {
            self.attributes.clear();
            self.attributes.extend_from_slice(self.cache.attributes(tag));
        }
        let (bindings, content) = (bindings as u32, offset + length);
        self.start = Start { offset, content, index: u32::MAX, bindings, generation, tag, flags };
        self.cache.last = Last::start(tag);
        Ok(())
    }

    /// Reads a start tag that is not cached, given its name and the offset of the name's local part.
    fn new_tag(&mut self, raw: &'s str, local: usize, offset: usize) -> Result<()> {
        let (generation, outer) = (self.generation, self.bindings.len());
        let flags =
            self.read_attribute_list(offset + 1 + raw.len())?.with(Flags::CONTENT_UNREAD).read_if_empty();
        let name = self.expand(raw, local, offset + 1)?;
        let rest = self.text.get(offset..).unwrap_or("");
        let tag = Tag::new(rest, self.position - offset, raw, name, flags, (generation, self.generation));
        let declared = self.bindings.get(outer..).unwrap_or_default();
        let attributes: &[_] = if flags.has(Flags::TYPE) { &self.attributes } else { &[] };
        let tag = self.cache.add(tag, declared, attributes);
        let (bindings, content) = (outer as u32, self.position);
        self.text_end = content;
        let mut flags = flags;
        if let Some(known) = self.cache.tag(tag)
            && !flags.has(Flags::EMPTY_OR_NIL)
        {
            let ahead;
            (ahead, self.text_end, self.position) = read_ahead_far(self.text.as_bytes(), content, known);
            flags = flags.with(ahead);
        }
        self.start = Start { offset, content, index: u32::MAX, bindings, generation, tag, flags };
        self.cache.last = Last::start(tag);
        Ok(())
    }

    /// Returns two offsets of the qualified name that begins at `from`: the start of its local part, and its
    /// end.
    pub(super) fn qualified_name(&self, from: usize, expected: &'static str) -> Result<(usize, usize)> {
        let bytes = self.text.as_bytes();
        if let Some((local, end)) = scan::ascii_name(bytes, from)
            && let Some(b'=' | b' ' | b'>' | b'/') = bytes.get(end)
        {
            return Ok((local, end));
        }
        let end = scan::name(self.text, from);
        if end == from {
            return Err(self.malformed(from, format!("expected {expected}")));
        }
        let (local, end) = match bytes.get(end) {
            Some(b':') => (end + 1, scan::name(self.text, end + 1)),
            _ => (from, end),
        };
        if end == local || bytes.get(end) == Some(&b':') {
            return Err(self.malformed(end, format!("expected {expected}")));
        }
        Ok((local, end))
    }

    /// The name of the current element as written, with its prefix.
    #[inline(always)]
    pub(super) fn raw(&self) -> &'s str {
        match self.caches {
            true => self.raw_in::<true>(),
            false => self.raw_in::<false>(),
        }
    }

    #[inline(always)]
    fn raw_in<const CACHED: bool>(&self) -> &'s str {
        match CACHED {
            true => self.cache.tag(self.start.tag).map_or("", |tag| tag.raw),
            false => self.direct_raw(),
        }
    }

    /// The namespace of the innermost enclosing element that is in a namespace.
    pub(super) fn namespace_around(&self) -> &'s str {
        let inner = self.generation != self.start.generation;
        let mut count = if inner { self.start.bindings as usize } else { self.bindings.len() };
        let mut generation = self.start.generation;
        for open in self.open.iter().rev() {
            let prefix = open.raw.split_once(':').map_or("", |(prefix, _)| prefix);
            let bindings = self.bindings.get(..count).unwrap_or_default();
            if let Some(binding) = bindings.iter().rev().find(|binding| binding.prefix == prefix)
                && !binding.namespace.is_empty()
            {
                return binding.namespace;
            }
            if open.generation != generation {
                (count, generation) = (open.bindings as usize, open.generation);
            }
        }
        ""
    }

    /// The prefix bindings that the current start tag adds to those in force.
    pub(super) fn declared_here(&self) -> &[Binding<'s>] {
        match self.generation == self.start.generation {
            true => &[],
            false => self.bindings.get(self.start.bindings as usize..).unwrap_or_default(),
        }
    }

    /// Whether the last start tag has one of these properties.
    #[inline(always)]
    pub(super) fn is(&self, any: Flags) -> bool {
        self.start.flags.has(any)
    }

    /// Enters the current element, which has content.
    #[inline(always)]
    pub(super) fn enter(&mut self) {
        match self.caches {
            true => self.enter_in::<true>(),
            false => self.enter_in::<false>(),
        }
    }

    /// Like [`enter`](Self::enter), for a caller that knows whether the cache is used.
    #[inline(always)]
    pub(super) fn enter_in<const CACHED: bool>(&mut self) {
        let raw = self.raw_in::<CACHED>();
        // The plain text may have been read ahead, but the caller needs the content as a whole.
        self.position = self.start.content;
        self.start.flags = Flags::default();
        self.open.push(Open {
            raw,
            index: self.start.index,
            bindings: self.start.bindings,
            generation: self.start.generation,
            tag: self.start.tag,
        });
    }

    /// Leaves the current element, which was read completely.
    #[inline(always)]
    pub(super) fn leave(&mut self) {
        self.start.flags = Flags::default();
        self.cache.last = Last::end(self.start.tag);
        self.restore(self.start.bindings, self.start.generation);
    }

    /// Reads the end tag at the position, which must match the innermost entered element.
    #[inline(always)]
    pub(super) fn end_tag(&mut self) -> Result<()> {
        match self.caches {
            true => self.end_tag_in::<true>(),
            false => self.end_tag_in::<false>(),
        }
    }

    /// Like [`end_tag`](Self::end_tag), for a caller that knows whether the cache is used.
    #[inline(always)]
    pub(super) fn end_tag_in<const CACHED: bool>(&mut self) -> Result<()> {
        let Some(open) = self.open.last() else { return Ok(()) };
        self.position = match CACHED {
            true => self.end_tag_at(self.position, open.tag, open.raw)?,
            false => self.direct_end_tag(open.raw)?,
        };
        let Some(Open { bindings, generation, tag, .. }) = self.open.pop() else { return Ok(()) };
        self.cache.last = Last::end(tag);
        self.restore(bindings, generation);
        Ok(())
    }

    #[inline(always)]
    fn restore(&mut self, bindings: u32, generation: u32) {
        if self.generation != generation {
            self.bindings.truncate(bindings as usize);
            self.generation = generation;
        }
    }

    /// The end of the end tag that begins at `from`, which must have the name `raw`.
    #[inline(always)]
    pub(super) fn end_tag_at(&self, from: usize, tag: u32, raw: &str) -> Result<usize> {
        let rest = self.text.as_bytes().get(from + 1..).unwrap_or_default();
        match self.cache.ends(tag, raw, rest) {
            true => Ok(from + 3 + raw.len()),
            false => self.end_tag_slow(from, raw),
        }
    }

    #[inline(never)]
    pub(super) fn end_tag_slow(&self, from: usize, expected: &str) -> Result<usize> {
        let bytes = self.text.as_bytes();
        let rest = bytes.get(from + 2..).unwrap_or_default();
        if let Some([b'>', ..]) = rest.strip_prefix(expected.as_bytes()) {
            return Ok(from + 3 + expected.len());
        }
        let (_, end) = self.qualified_name(from + 2, "an end tag's name")?;
        let raw = self.text.get(from + 2..end).unwrap_or("");
        if raw != expected {
            let (expected, found) = (shortened(expected), shortened(raw));
            return Err(self.malformed(from, format!("expected `</{expected}>`, found `</{found}>`")));
        }
        let close = scan::white_space(bytes, end);
        match bytes.get(close) {
            Some(b'>') => Ok(close + 1),
            None => Err(self.end_of_document()),
            Some(_) => Err(self.malformed(close, "expected the end of the end tag")),
        }
    }
}

/// Reads ahead the content and the end tag of an element, if the content is plain text. Returns the flags, the
/// end of the plain text, and the offset at which the reader continues. It continues after the end tag, or at
/// `content` if nothing was read ahead.
#[inline(always)]
fn read_ahead(bytes: &[u8], content: usize, tag: &Tag<'_>) -> (Flags, usize, usize) {
    let (end, is_tag) = scan::plain(bytes, content);
    if is_tag
        && let Some(rest) = bytes.get(end + 1..)
        && tag.ends(rest)
    {
        return (Flags::CONTENT_UNREAD.with(Flags::TEXT_READ), end, end + 3 + tag.raw.len());
    }
    (Flags::CONTENT_UNREAD, end, content)
}

/// Like [`read_ahead`], for a tag that may be too long for the `Pattern` of the cache.
#[inline(never)]
fn read_ahead_far(bytes: &[u8], content: usize, tag: &Tag<'_>) -> (Flags, usize, usize) {
    // No text is read ahead if another start tag follows: the element is a record.
    if let Some([b'<', next, ..]) = bytes.get(content..)
        && *next != b'/'
    {
        return (Flags::CONTENT_UNREAD, content, content);
    }
    let (flags, end, position) = read_ahead(bytes, content, tag);
    match tag.is_long() && tag.ends_long(bytes, end) {
        true => (flags.with(Flags::TEXT_READ), end, end + 3 + tag.raw.len()),
        false => (flags, end, position),
    }
}
