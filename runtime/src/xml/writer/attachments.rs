//! The attachments of the document that is being written, as the writer stores them.

use crate::mime::writer::Outbox;

/// The attachments of a document.
#[derive(Debug, Default)]
pub(super) struct Attachments {
    /// Whether the document may have attachments. Only the root part of a message may.
    pub(super) exist: bool,
    /// Minimum length of the binary values that are sent as parts, in bytes; `None` without MTOM.
    pub(super) threshold: Option<usize>,
    /// The names of parts that the contract describes, with their content types.
    pub(super) described: &'static [(&'static str, &'static str)],
    /// The parts so far.
    pub(super) outbox: Option<Box<Outbox>>,
    /// The last `xmime:contentType` that was written, with the offset of its element's name in the output.
    pub(super) content_type: Option<(usize, String)>,
}
