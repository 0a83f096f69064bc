//! A document in memory, and what has to live as long as it does.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::{Reader, charset};
use crate::error::Result;
use crate::xml::ReadingMode;

/// How much a document may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// How deep elements may be nested; 96 unless set.
    pub depth: usize,
    /// How much stack nested elements may take, in bytes; 768 KiB unless set. Decoding recurses with the types, and how
    /// much a level takes depends on them: a debug build may reach this before the depth.
    pub stack: usize,
    /// How many attributes, prefix declarations among them, one element may have; 1,000 unless set.
    pub attributes: usize,
    /// How many prefix declarations may be in force at one place; 1,000 unless set.
    pub namespaces: usize,
    /// How many times its own length a message in SOAP encoding may grow where values stand in place of references to
    /// them, beside 1 MiB that any message may; 16 unless set.
    pub references: usize,
    /// The length in bytes from which a document is read with the cache of tags.
    pub(super) cached_from: usize,
}

/// The length from which the cache is worth filling. It depends on how many tags are different and what attributes they have:
/// from 2 kB to more than 64 (`cargo bench --bench decode -- --sweep`). Here the worst loss is the same on both sides, about two.
///
/// The variable is for tests of the runtime, all of which CI runs with the cache and without it.
const CACHED_FROM: usize = match option_env!("SAPONIFY_TEST_CACHE") {
    Some(word) if matches!(word.as_bytes(), b"always") => 0,
    Some(word) if matches!(word.as_bytes(), b"never") => usize::MAX,
    _ => 12 << 10,
};

impl Limits {
    /// Sets how deep elements may be nested.
    ///
    /// Decoding recurses with the types; a limit above a few hundred needs more [`stack`](Self::stack) too.
    #[must_use]
    pub const fn depth(mut self, depth: usize) -> Self {
        self.depth = depth;
        self
    }

    /// Sets how much stack nested elements may take, in bytes. The thread must have somewhat more.
    #[must_use]
    pub const fn stack(mut self, stack: usize) -> Self {
        self.stack = stack;
        self
    }

    /// Sets how many attributes one element may have.
    #[must_use]
    pub const fn attributes(mut self, attributes: usize) -> Self {
        self.attributes = attributes;
        self
    }

    /// Sets how many prefix declarations may be in force at one place.
    #[must_use]
    pub const fn namespaces(mut self, namespaces: usize) -> Self {
        self.namespaces = namespaces;
        self
    }

    /// Sets the length from which a document is read with the cache of tags. It changes the speed alone: zero and
    /// [`usize::MAX`] are for tests of both ways to read.
    #[doc(hidden)]
    #[must_use]
    pub const fn cached_from(mut self, length: usize) -> Self {
        self.cached_from = length;
        self
    }

    /// Sets how many times its own length a message may grow by references.
    #[must_use]
    pub const fn references(mut self, references: usize) -> Self {
        self.references = references;
        self
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            depth: 96,
            stack: 768 << 10,
            attributes: 1_000,
            namespaces: 1_000,
            references: 16,
            cached_from: CACHED_FROM,
        }
    }
}

/// A document in memory, in UTF-8: what a [`Reader`] reads.
pub struct Document<'x> {
    text: Cow<'x, str>,
    limits: Limits,
    mode: ReadingMode,
    arena: StringArena,
}

impl<'x> Document<'x> {
    /// A document in UTF-8, UTF-16 with a byte order mark, ISO-8859-1 or US-ASCII, as its first bytes say; with the
    /// feature `encoding_rs` also in Windows code pages, other parts of ISO-8859 and the encodings of East Asia.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotWellFormed`](crate::ErrorKind::NotWellFormed) for other encodings, and for bytes that are none
    /// in their encoding.
    pub fn new(bytes: &'x [u8], limits: Limits) -> Result<Self> {
        Self::with_charset(bytes, None, u64::MAX, limits)
    }

    /// A document of which the transport knows the charset, with a limit for its size in UTF-8.
    pub(crate) fn with_charset(
        bytes: &'x [u8],
        charset: Option<&str>,
        limit: u64,
        limits: Limits,
    ) -> Result<Self> {
        Ok(Self::of(charset::decode(bytes, charset, limit)?, limits))
    }

    /// A document that is a text already; an encoding that it declares is not looked at.
    pub fn from_text(text: &'x str, limits: Limits) -> Self {
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        Self::of(text.into(), limits)
    }

    /// A document that is a text of its own already.
    pub(crate) fn from_string(text: String, limits: Limits) -> Self {
        Self::of(text.into(), limits)
    }

    fn of(text: Cow<'x, str>, limits: Limits) -> Self {
        Self { text, limits, mode: ReadingMode::Standard, arena: StringArena::default() }
    }

    /// Sets the mode in which the document is read; [`ReadingMode::Standard`] unless set.
    #[must_use]
    pub fn with_mode(self, mode: ReadingMode) -> Self {
        Self { mode, ..self }
    }

    /// The mode in which the document is read.
    pub(crate) const fn mode(&self) -> ReadingMode {
        self.mode
    }

    /// The text of the document, in UTF-8 and without a byte order mark.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// A reader at the beginning of the document.
    pub fn reader(&self) -> Reader<'_> {
        Reader::new(&self.text, self.limits, self.mode, &self.arena)
    }
}

/// Strings that the document does not hold as they are: namespace names written with references.
///
/// A chain that only grows, so that what is in it can be borrowed while more is added.
#[derive(Default)]
pub(in crate::xml::reader) struct StringArena {
    text: OnceCell<String>,
    next: OnceCell<Box<StringArena>>,
}

impl StringArena {
    /// Adds a string after this end of the chain; returns the string and the new end.
    pub(super) fn keep(&self, text: String) -> (&str, &Self) {
        let mut end = self;
        while end.text.get().is_some() {
            end = end.next.get_or_init(Box::default);
        }
        (end.text.get_or_init(|| text), end)
    }
}

/// One after the other: the chain may be long, and the stack is not.
impl Drop for StringArena {
    fn drop(&mut self) {
        let mut next = self.next.take();
        while let Some(mut link) = next {
            next = link.next.take();
        }
    }
}
