//! The scan of start tags in short documents, which are read without the cache.

mod attributes;
pub(super) mod state;

use super::start::{Flags, Next, Start};
use super::{Reader, scan};
use crate::Result;
use crate::text::Name;
use crate::text::swar::same;
use state::Prefix;

impl<'s> Reader<'s> {
    /// Skips white space, and then reads a start tag or finds an end tag. Returns `None` if something else
    /// follows, or a start tag that only [`start_tag`](Self::start_tag) can read.
    #[inline(always)]
    pub(super) fn scan_tag(&mut self) -> Option<Next> {
        let bytes = self.text.as_bytes();
        match (bytes.get(self.position), bytes.get(self.position + 1)) {
            // `scan_start_tag` also reads the end tags of leaves. The end tags of all other elements are
            // found here. They are frequent, and `scan_start_tag` would fail at them.
            (Some(b'<'), Some(b'/')) => Some(Next::End),
            (Some(b'<'), _) => self.scan_start_tag().then_some(Next::Start),
            (Some(b' ' | b'\n' | b'\t' | b'\r'), _) => self.scan_tag_after_space(),
            _ => None,
        }
    }

    #[inline(never)]
    fn scan_tag_after_space(&mut self) -> Option<Next> {
        let bytes = self.text.as_bytes();
        self.position = scan::white_space(bytes, self.position);
        match bytes.get(self.position..) {
            Some([b'<', b'/', ..]) => Some(Next::End),
            Some([b'<', ..]) => self.scan_start_tag().then_some(Next::Start),
            _ => None,
        }
    }

    /// Scans the start tag at the position, and the text and the end tag of a leaf in the same step.
    ///
    /// Accepts only tags with an ASCII name, whose prefix, if any, is declared, and with attributes as described in
    /// [`attributes`]. Returns `false` for other tags, and reads nothing. [`start_tag`](Self::start_tag) then
    /// reads the tag, or returns the error if the tag is malformed. It also reads the tags of long documents, so
    /// short and long documents have the same errors.
    #[inline(never)]
    fn scan_start_tag(&mut self) -> bool {
        if self.open.len() >= self.shallow {
            return false;
        }
        let bytes = self.text.as_bytes();
        let from = self.position + 1;
        let Some((local, end)) = scan::ascii_name(bytes, from) else { return false };
        // Any other byte may be part of the name, such as a letter beyond ASCII or a second colon.
        let (flags, content) = match bytes.get(end..) {
            Some([b'>', ..]) => (Flags::CONTENT_UNREAD, end + 1),
            Some([b'/', b'>', ..]) => (Flags::CONTENT_UNREAD.with(Flags::EMPTY).read_if_empty(), end + 2),
            Some([b' ', ..]) => return self.scan_tag_with_attributes(from, local, end),
            _ => return false,
        };
        self.finish_tag((from, local, end), flags, content)
    }

    /// Makes a scanned start tag the current element, and reads its content if the element is a leaf. Returns
    /// `false` if the prefix of its name is not declared.
    #[inline(always)]
    fn finish_tag(
        &mut self,
        (from, local, end): (usize, usize, usize),
        flags: Flags,
        content: usize,
    ) -> bool {
        let bytes = self.text.as_bytes();
        let known = &self.direct.prefix;
        let length = (local - from).saturating_sub(1);
        let is_known = self.generation == known.generation
            && length == known.length
            && (length == 0 || same(bytes, from, known.at, length));
        if !is_known && !self.find_prefix(from, length) {
            return false;
        }
        self.direct.local = local;
        self.start = Start {
            offset: from - 1,
            content,
            index: u32::MAX,
            bindings: 0,
            generation: self.generation,
            tag: 0,
            flags,
        };
        self.scan_leaf(end - from);
        true
    }

    /// Resolves a prefix. Returns `false` if it is not declared, and for `xmlns`.
    #[inline(never)]
    fn find_prefix(&mut self, at: usize, length: usize) -> bool {
        let prefix = self.text.get(at..at + length).filter(|prefix| *prefix != "xmlns");
        let Some(namespace) = prefix.and_then(|prefix| self.find(prefix)) else { return false };
        self.direct.prefix = Prefix { at, length, generation: self.generation, namespace };
        true
    }

    /// Reads any start tag, given its name and the offset of the name's local part.
    pub(super) fn uncached_tag(&mut self, raw: &'s str, local: usize, offset: usize) -> Result<()> {
        let (outer, bindings) = (self.generation, self.bindings.len() as u32);
        let flags =
            self.read_attribute_list(offset + 1 + raw.len())?.with(Flags::CONTENT_UNREAD).read_if_empty();
        let name = self.expand(raw, local, offset + 1)?;
        let (at, length) = (offset + 1, (local - offset - 1).saturating_sub(1));
        let prefix = Prefix { at, length, generation: self.generation, namespace: name.namespace() };
        (self.direct.local, self.direct.prefix) = (local, prefix);
        let content = self.position;
        self.start = Start { offset, content, index: u32::MAX, bindings, generation: outer, tag: 0, flags };
        self.scan_leaf(raw.len());
        Ok(())
    }

    /// Reads the text and the end tag of the element whose start tag was read, if the element is a leaf.
    /// `length` is the length of its name.
    #[inline(never)]
    fn scan_leaf(&mut self, length: usize) {
        let bytes = self.text.as_bytes();
        let content = self.start.content;
        self.direct.length = length;
        (self.position, self.text_end) = (content, content);
        if self.is(Flags::EMPTY_OR_NIL) {
            return;
        }
        let (close, is_tag) = scan::short_plain(bytes, content);
        self.text_end = close;
        if is_tag
            && bytes.get(close + 1) == Some(&b'/')
            && let Some(end) = self.same_name(close + 2, self.start.offset + 1, length)
        {
            self.start.flags = self.start.flags.with(Flags::TEXT_READ);
            self.position = end;
        }
    }

    /// The end of an end tag whose name begins at `at`, if the name equals the one at `name` and `>` follows.
    /// Near the end of the document, the result is always `None`.
    #[inline(always)]
    fn same_name(&self, at: usize, name: usize, length: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let is_same = bytes.get(at + length) == Some(&b'>') && same(bytes, name, at, length);
        is_same.then_some(at + length + 1)
    }

    /// The end of the end tag at the position, which must have the name `raw`, a slice of the document.
    #[inline(always)]
    pub(super) fn direct_end_tag(&self, raw: &str) -> Result<usize> {
        let name = raw.as_ptr().addr().wrapping_sub(self.text.as_ptr().addr());
        match self.same_name(self.position + 2, name, raw.len()) {
            Some(end) => Ok(end),
            None => self.end_tag_slow(self.position, raw),
        }
    }

    /// The name of the current element.
    #[inline(always)]
    pub(super) fn direct_name(&self) -> Name<'s> {
        let end = self.start.offset + 1 + self.direct.length;
        let local = self.text.get(..end).and_then(|text| text.get(self.direct.local..)).unwrap_or("");
        Name::new(self.direct.prefix.namespace, local)
    }

    /// The name of the current element as written in the document.
    #[inline(always)]
    pub(super) fn direct_raw(&self) -> &'s str {
        let from = self.start.offset + 1;
        self.text.get(from..from + self.direct.length).unwrap_or("")
    }
}
