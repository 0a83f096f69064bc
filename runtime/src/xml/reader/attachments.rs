//! The attachments of a document, as the reader stores them.

use crate::mime::{Attachment, Parts};

/// The attachments of a document, and the reader's use of them.
#[derive(Default)]
pub(super) struct Attachments<'s> {
    /// `None` for a message that is not multipart.
    pub(super) parts: Option<&'s Parts>,
    /// For each part, whether the document or a record has used it.
    pub(super) used: Vec<bool>,
    /// The attachment that the current text run refers to, if the run is an `xop:Include`.
    pub(super) run: Option<&'s Attachment>,
    /// The part that is being offered to a record.
    pub(super) offered: Option<&'s Attachment>,
    /// The names and content types of the parts to offer to the next record.
    pub(super) named: &'static [(&'static str, &'static str)],
}

impl<'s> Attachments<'s> {
    /// Whether the message can refer to attachments.
    pub(super) fn exist(&self) -> bool {
        self.parts.is_some()
    }

    pub(super) fn is_used(&self, index: usize) -> bool {
        self.used.get(index).is_some_and(|used| *used)
    }

    /// Marks a part as used. Returns whether it was used before.
    pub(super) fn take(&mut self, index: usize) -> bool {
        if self.used.len() <= index {
            self.used.resize(index + 1, false);
        }
        self.used.get_mut(index).is_some_and(|used| std::mem::replace(used, true))
    }
}
