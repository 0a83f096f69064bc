//! A document in memory, and the data that lives as long as it does.

use std::borrow::Cow;

use super::arena::StringArena;
use super::{Limits, Reader, charset};
use crate::error::Result;
use crate::xml::ReadingMode;

/// A document in memory, in UTF-8, as input of a [`Reader`].
pub struct Document<'x> {
    text: Cow<'x, str>,
    limits: Limits,
    mode: ReadingMode,
    arena: StringArena,
    /// See [`with_missing_identities`](Self::with_missing_identities).
    missing_identities: Vec<String>,
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
        Self::with_charset(bytes, None, limits)
    }

    /// Decodes a document whose charset the transport declares, such as an HTTP body with a `Content-Type`.
    ///
    /// A byte order mark takes precedence over the charset, and the charset over the XML declaration. A charset
    /// of UTF-8 is ignored if the bytes are not UTF-8, because servers declare it by mistake.
    ///
    /// # Errors
    ///
    /// The same as for [`new`](Self::new).
    pub fn with_charset(bytes: &'x [u8], charset: Option<&str>, limits: Limits) -> Result<Self> {
        Self::within(bytes, charset, u64::MAX, limits)
    }

    /// Decodes a document like [`with_charset`](Self::with_charset). `limit` is its maximum size in UTF-8, in
    /// bytes.
    pub(crate) fn within(bytes: &'x [u8], charset: Option<&str>, limit: u64, limits: Limits) -> Result<Self> {
        Ok(Self::of(charset::decode(bytes, charset, limit)?, limits))
    }

    /// Decodes the bytes of a document or another text that may be damaged or cut, for excerpts.
    ///
    /// Bytes that are not valid in their encoding are decoded as UTF-16 if they look like it, with U+FFFD for
    /// each unpaired surrogate. Other bytes are decoded as UTF-8, with each invalid byte as a character of
    /// ISO-8859-1.
    pub(crate) fn damaged_text<'b>(bytes: &'b [u8], charset: Option<&str>) -> Cow<'b, str> {
        match charset::decode(bytes, charset, u64::MAX) {
            // UTF-16 that contains only ASCII characters is valid UTF-8.
            Ok(text) if !text.starts_with('\0') && text.as_bytes().get(1) != Some(&0) => text,
            _ => charset::decode_damaged(bytes, charset).into(),
        }
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
            missing_identities: Vec::new(),
            #[cfg(feature = "mime")]
            parts: None,
        }
    }

    /// Sets the reading mode; [`ReadingMode::Standard`] by default.
    #[must_use]
    pub fn with_mode(self, mode: ReadingMode) -> Self {
        Self { mode, ..self }
    }

    /// Sets the identities, in ascending order, that elements with content refer to in a serialized graph, but that no
    /// element has.
    #[must_use]
    pub(crate) fn with_missing_identities(self, missing_identities: Vec<String>) -> Self {
        Self { missing_identities, ..self }
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
        let mut reader =
            Reader::new(&self.text, self.limits, self.mode, (&self.arena, &self.missing_identities));
        #[cfg(feature = "mime")]
        reader.attach(self.parts.as_ref());
        reader
    }
}
