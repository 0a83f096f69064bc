//! A document in memory, and the data that lives as long as it does.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::{Reader, charset};
use crate::error::Result;
use crate::xml::ReadingMode;

/// Limits for documents: the nesting of elements and the resources that a document may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Maximum depth of nested elements. Default: 96.
    pub depth: usize,
    /// Maximum size of the stack that nested elements use, in bytes. Default: 768 KiB. Decoding recurses with
    /// the types, and the stack per level depends on the type: a debug build may reach this limit before the
    /// limit of the depth.
    pub stack: usize,
    /// Maximum number of attributes of one element, including namespace declarations. Default: 1,000.
    pub attributes: usize,
    /// Maximum number of namespace declarations in force at one place. Default: 1,000.
    pub namespaces: usize,
    /// Maximum number of parts of a multipart message. Default: 10,000.
    pub parts: usize,
    /// Maximum size of the headers of one part of a multipart message, in bytes. Default: 16 KiB.
    pub part_headers: usize,
    /// Maximum growth of a message in SOAP encoding when references are replaced by values, as a multiple of
    /// its length. 1 MiB is allowed in addition. Default: 16.
    pub references: usize,
    /// Minimum length of a document that is read with the tag cache, in bytes.
    pub(super) cached_from: usize,
}

/// Length from which the cache pays off. It depends on the number of different tags and on their
/// attributes: from 2 kB to more than 64 kB (`cargo bench --bench decode -- --sweep`). At this value the
/// worst loss on both sides is equal, a factor of about two.
///
/// The environment variable is for tests of the runtime, all of which CI runs with the cache and without
/// it.
const CACHED_FROM: usize = match option_env!("SAPONIFY_TEST_CACHE") {
    Some(word) if matches!(word.as_bytes(), b"always") => 0,
    Some(word) if matches!(word.as_bytes(), b"never") => usize::MAX,
    _ => 12 << 10,
};

impl Limits {
    /// Sets the maximum depth of nested elements.
    ///
    /// Decoding recurses with the types. A limit above a few hundred needs more [`stack`](Self::stack) too.
    #[must_use]
    pub const fn depth(mut self, depth: usize) -> Self {
        self.depth = depth;
        self
    }

    /// Sets the maximum size of the stack that nested elements use, in bytes. The thread's stack must be
    /// somewhat larger.
    #[must_use]
    pub const fn stack(mut self, stack: usize) -> Self {
        self.stack = stack;
        self
    }

    /// Sets the maximum number of attributes of one element.
    #[must_use]
    pub const fn attributes(mut self, attributes: usize) -> Self {
        self.attributes = attributes;
        self
    }

    /// Sets the maximum number of namespace declarations in force at one place.
    #[must_use]
    pub const fn namespaces(mut self, namespaces: usize) -> Self {
        self.namespaces = namespaces;
        self
    }

    /// Sets the maximum number of parts of a multipart message.
    #[must_use]
    pub const fn parts(mut self, parts: usize) -> Self {
        self.parts = parts;
        self
    }

    /// Sets the maximum size of the headers of one part of a multipart message, in bytes.
    #[must_use]
    pub const fn part_headers(mut self, bytes: usize) -> Self {
        self.part_headers = bytes;
        self
    }

    /// Sets the length from which a document is read with the cache of tags. It changes only the speed. Zero
    /// and [`usize::MAX`] are for tests of both paths.
    #[doc(hidden)]
    #[must_use]
    pub const fn cached_from(mut self, length: usize) -> Self {
        self.cached_from = length;
        self
    }

    /// Sets the maximum growth of a message by references, as a multiple of its length.
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
            parts: 10_000,
            part_headers: 16 << 10,
            references: 16,
            cached_from: CACHED_FROM,
        }
    }
}

/// A document in memory, in UTF-8, as input of a [`Reader`].
pub struct Document<'x> {
    text: Cow<'x, str>,
    limits: Limits,
    mode: ReadingMode,
    arena: StringArena,
    /// The attachments, if the document is the root of a multipart message.
    #[cfg(feature = "mime")]
    pub(super) parts: Option<std::sync::Arc<crate::mime::Parts>>,
}

impl<'x> Document<'x> {
    /// Decodes a document in UTF-8, UTF-16 with a byte order mark, ISO-8859-1 or US-ASCII, as its first bytes
    /// declare. The feature `encoding_rs` adds Windows code pages, other parts of ISO-8859 and the encodings
    /// of East Asia.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotWellFormed`](crate::ErrorKind::NotWellFormed) for other encodings, and for bytes that
    /// are invalid in the encoding of the document.
    pub fn new(bytes: &'x [u8], limits: Limits) -> Result<Self> {
        Self::with_charset(bytes, None, u64::MAX, limits)
    }

    /// Decodes a document whose charset the transport declares. `limit` is its maximum size in UTF-8, in
    /// bytes.
    pub(crate) fn with_charset(
        bytes: &'x [u8],
        charset: Option<&str>,
        limit: u64,
        limits: Limits,
    ) -> Result<Self> {
        Ok(Self::of(charset::decode(bytes, charset, limit)?, limits))
    }

    /// Wraps a text. An encoding that its XML declaration names is ignored.
    pub fn from_text(text: &'x str, limits: Limits) -> Self {
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        Self::of(text.into(), limits)
    }

    /// Wraps an owned text.
    pub(crate) fn from_string(text: String, limits: Limits) -> Self {
        Self::of(text.into(), limits)
    }

    fn of(text: Cow<'x, str>, limits: Limits) -> Self {
        Self {
            text,
            limits,
            mode: ReadingMode::Standard,
            arena: StringArena::default(),
            #[cfg(feature = "mime")]
            parts: None,
        }
    }

    /// Sets the reading mode; [`ReadingMode::Standard`] by default.
    #[must_use]
    pub fn with_mode(self, mode: ReadingMode) -> Self {
        Self { mode, ..self }
    }

    /// The reading mode of the document.
    pub(crate) const fn mode(&self) -> ReadingMode {
        self.mode
    }

    /// The text of the document, in UTF-8 and without a byte order mark.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Creates a reader at the beginning of the document.
    pub fn reader(&self) -> Reader<'_> {
        #[cfg_attr(not(feature = "mime"), expect(unused_mut, reason = "only attachments change it"))]
        let mut reader = Reader::new(&self.text, self.limits, self.mode, &self.arena);
        #[cfg(feature = "mime")]
        reader.attach(self.parts.as_ref());
        reader
    }
}

/// Strings that differ from the text of the document: namespace names written with references.
///
/// A linked list that only grows, so that its strings stay borrowed while others are added.
#[derive(Default)]
pub(in crate::xml::reader) struct StringArena {
    text: OnceCell<String>,
    next: OnceCell<Box<StringArena>>,
}

impl StringArena {
    /// Adds a string behind this node of the list. Returns the string and the node that holds it.
    pub(super) fn keep(&self, text: String) -> (&str, &Self) {
        let mut end = self;
        while end.text.get().is_some() {
            end = end.next.get_or_init(Box::default);
        }
        (end.text.get_or_init(|| text), end)
    }
}

/// Iterative: recursion over a long list could overflow the stack.
impl Drop for StringArena {
    fn drop(&mut self) {
        let mut next = self.next.take();
        while let Some(mut link) = next {
            next = link.next.take();
        }
    }
}
