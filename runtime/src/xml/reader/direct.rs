//! Start tags of short documents, which are read without the cache.

use super::tag::{Flags, Start};
use super::{Reader, scan};
use crate::text::swar::same;
use crate::{Name, Result};

/// What the reader knows of the current element and of prefixes where it does not use the cache.
#[derive(Default)]
pub(super) struct Direct<'s> {
    /// The expanded name of the element at which the reader stands.
    namespace: &'s str,
    local: &'s str,
    /// The length of its name in the document, where it has its prefix.
    length: usize,
    prefix: Prefix<'s>,
}

/// The prefix that was looked up last. Most elements have the prefix of the element before them.
#[derive(Default)]
struct Prefix<'s> {
    /// Where the prefix is in the document. The length is zero for names without a prefix.
    at: usize,
    length: usize,
    /// The generation of bindings in which it was looked up.
    generation: u32,
    namespace: &'s str,
}

impl<'s> Direct<'s> {
    /// The name of the element at which the reader stands.
    #[inline(always)]
    pub(super) fn name(&self) -> Name<'s> {
        Name::new(self.namespace, self.local)
    }

    /// Stores the caller's `&'static str`, so that later checks compare pointers.
    pub(super) fn learn_namespace(&mut self, namespace: &'static str) {
        if self.prefix.namespace == namespace {
            self.prefix.namespace = namespace;
        }
    }
}

impl<'s> Reader<'s> {
    /// Scans the start tag at the position, and the text and the end tag of a leaf in the same step.
    ///
    /// Returns `None`, and reads nothing, if the tag is anything but a name in ASCII with a declared prefix or without one.
    /// [`start_tag`](Self::start_tag) reads attributes, declarations, white space and other names. It also makes all errors,
    /// so that they do not depend on the length of the document.
    #[inline(never)]
    pub(super) fn scan_start_tag(&mut self) -> Option<()> {
        let bytes = self.text.as_bytes();
        let offset = self.position;
        if bytes.get(offset) != Some(&b'<') || self.open.len() >= self.shallow {
            return None;
        }
        let from = offset + 1;
        let (local, end) = scan::ascii_name(bytes, from)?;
        let prefix = (local - from).saturating_sub(1);
        // Any other byte here may continue the name: a letter beyond ASCII, or a second colon.
        let (flags, content) = match bytes.get(end..) {
            Some([b'>', ..]) => (Flags::HERE, end + 1),
            Some([b'/', b'>', ..]) => (Flags::HERE.with(Flags::EMPTY), end + 2),
            _ => return None,
        };
        let known = &self.direct.prefix;
        if self.generation != known.generation
            || prefix != known.length
            || prefix != 0 && !same(bytes, from, known.at, prefix)
        {
            self.find_prefix(from, prefix)?;
        }
        self.direct.local = self.text.get(..end)?.get(local..)?;
        self.direct.namespace = self.direct.prefix.namespace;
        self.start_at(offset, end - from, content, flags);
        Some(())
    }

    /// Looks a prefix up, and keeps it for the tags that follow. `None` if it is not declared or stands for nothing.
    #[inline(never)]
    fn find_prefix(&mut self, at: usize, length: usize) -> Option<()> {
        let prefix = self.text.get(at..at + length)?;
        if prefix == "xmlns" {
            return None;
        }
        let namespace = self.find(prefix)?;
        self.direct.prefix = Prefix { at, length, generation: self.generation, namespace };
        Some(())
    }

    /// Reads a start tag in any form, given its name and where the local part of that begins.
    pub(super) fn uncached_tag(&mut self, raw: &'s str, local: usize, offset: usize) -> Result<()> {
        let (generation, bindings) = (self.generation, self.bindings.len() as u32);
        let flags = self.read_attribute_list(offset + 1 + raw.len())?.with(Flags::HERE);
        let name = self.expand(raw, local, offset + 1)?;
        (self.direct.namespace, self.direct.local) = (name.namespace(), name.local());
        self.start_at(offset, raw.len(), self.position, flags);
        (self.start.bindings, self.start.generation) = (bindings, generation);
        Ok(())
    }

    /// Sets the element at which the reader stands, and reads the text and the end tag if it is a leaf. `length` is that of
    /// its name.
    #[inline(always)]
    fn start_at(&mut self, offset: usize, length: usize, content: usize, mut flags: Flags) {
        let bytes = self.text.as_bytes();
        (self.position, self.text_end) = (content, content);
        if !flags.has(Flags::CLOSED) {
            let (close, is_tag) = scan::plain(bytes, content);
            let name = close + 2;
            self.text_end = close;
            if is_tag
                && bytes.get(close + 1) == Some(&b'/')
                && bytes.get(name + length) == Some(&b'>')
                && same(bytes, offset + 1, name, length)
            {
                flags = flags.with(Flags::READ);
                self.position = name + length + 1;
            }
        }
        self.direct.length = length;
        let generation = self.generation;
        self.start = Start { offset, content, index: u32::MAX, bindings: 0, generation, tag: 0, flags };
    }

    /// The name of the element at which the reader stands as the document spells it.
    #[inline(always)]
    pub(super) fn direct_raw(&self) -> &'s str {
        let from = self.start.offset + 1;
        self.text.get(from..from + self.direct.length).unwrap_or("")
    }

    /// Whether an end tag begins at the position.
    #[inline(always)]
    pub(super) fn at_end_tag(&self) -> bool {
        let rest = self.text.as_bytes().get(self.position..);
        rest.and_then(|rest| rest.first_chunk()) == Some(b"</")
    }

    /// Passes over white space at the position.
    #[inline(always)]
    pub(super) fn pass_white_space(&mut self) {
        let bytes = self.text.as_bytes();
        if bytes.get(self.position) != Some(&b'<') {
            self.position = scan::white_space(bytes, self.position);
        }
    }
}
