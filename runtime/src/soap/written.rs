//! Envelopes that were written.

use std::ops::Range;

#[cfg(feature = "mime")]
use crate::mime::writer::OutgoingPart;

/// An envelope as text, with the byte ranges of its secrets.
#[derive(Clone, Default)]
pub(crate) struct Written {
    pub(crate) text: String,
    pub(crate) secrets: Vec<Range<usize>>,
    /// The attachments that are sent as parts beside the envelope.
    #[cfg(feature = "mime")]
    pub(crate) parts: Vec<OutgoingPart>,
}
