//! A received message, whose references are replaced where it is in SOAP encoding.

use super::operation::Body;
use super::section5::{self, Direction, Expanded};
use crate::error::{Error, Result};
use crate::xml::{Account, Document, Limits};

/// A message as it was received, and as it is read where that is something else.
pub(crate) struct Message<'r> {
    received: Document<'r>,
    expanded: Option<Expanded>,
}

impl<'r> Message<'r> {
    /// The message in a document, whose references are replaced where it is in SOAP encoding.
    pub(crate) fn of(
        received: Document<'r>,
        form: Body,
        direction: Direction,
        limits: Limits,
    ) -> Result<Self> {
        let mut expanded = None;
        if form.is_encoded() {
            expanded = section5::expanded(&received, form, direction, limits)?;
        }
        Ok(Self { received, expanded })
    }

    /// What is to be read.
    pub(crate) fn document(&self) -> &Document<'_> {
        match &self.expanded {
            Some(expanded) => &expanded.document,
            None => &self.received,
        }
    }

    /// The same error with its place in what was received.
    pub(crate) fn restore(&self, error: Error) -> Error {
        match &self.expanded {
            Some(expanded) => expanded.origin.restore(error, self.received.text()),
            None => error,
        }
    }

    /// Gives what was read its places in what was received.
    pub(crate) fn restore_account(&self, account: &mut Account) {
        if let Some(Expanded { origin, .. }) = &self.expanded {
            account.move_offsets(|offset| origin.of(offset));
        }
    }

    /// What was read, for good.
    pub(crate) fn into_document(self) -> Document<'r> {
        self.expanded.map_or(self.received, |expanded| expanded.document)
    }
}
