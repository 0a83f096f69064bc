//! Received messages. If a message is in SOAP encoding, its references are replaced.

use super::envelope::contains_fault;
use super::operation::Body;
use super::section5::{self, Direction, Expanded};
use crate::error::{Error, Result};
use crate::xml::{Account, Document, Limits};

/// A received message, and its expansion if it contained references.
pub(crate) struct Message<'r> {
    received: Document<'r>,
    expanded: Option<Expanded>,
    /// Whether the message is a fault that was not expanded, because a reference or a position in it is wrong.
    is_unexpanded: bool,
}

impl<'r> Message<'r> {
    /// Creates a message from a document. Replaces the references if the message is in SOAP encoding.
    ///
    /// # Errors
    ///
    /// If the references cannot be replaced, except in a fault: such a fault is decoded without replacements.
    pub(crate) fn of(
        received: Document<'r>,
        form: Body,
        direction: Direction,
        limits: Limits,
    ) -> Result<Self> {
        let is_fault = || contains_fault(&received);
        let (mut expanded, mut is_unexpanded) = (None, false);
        let headers = form.encoded_headers();
        let found = if form.is_encoded() || (form.has_encoded_faults() && is_fault()) {
            section5::expanded(&received, form.envelope(), direction, limits)
        } else if headers.is_empty() {
            Ok(None)
        } else {
            section5::with_expanded_headers(&received, headers, limits)
        };
        match found {
            Err(_) if is_fault() => is_unexpanded = true,
            found => expanded = found?,
        }
        Ok(Self { received, expanded, is_unexpanded })
    }

    /// The document to decode: the expanded one if there is one.
    pub(crate) fn document(&self) -> &Document<'_> {
        match &self.expanded {
            Some(expanded) => &expanded.document,
            None => &self.received,
        }
    }

    /// Whether the message is a fault that was not expanded, because a reference or a position in it is wrong.
    pub(crate) const fn is_unexpanded(&self) -> bool {
        self.is_unexpanded
    }

    /// Translates the position in an error to the received text.
    pub(crate) fn restore(&self, error: Error) -> Error {
        match &self.expanded {
            Some(expanded) => expanded.origin.restore(error, self.received.text()),
            None => error,
        }
    }

    /// Converts the offsets of the departures in `account`. They refer to the expanded text before the call,
    /// and to the received text after it.
    pub(crate) fn restore_account(&self, account: &mut Account) {
        if let Some(Expanded { origin, .. }) = &self.expanded {
            account.move_offsets(|offset| origin.of(offset));
        }
    }

    /// Returns the document that was decoded.
    pub(crate) fn into_document(self) -> Document<'r> {
        self.expanded.map_or(self.received, |expanded| expanded.document)
    }
}

/// Replaces the references in the header blocks with these names, of an envelope whose body is not in SOAP encoding. For
/// `saponify call` and `saponify explore`, which have no generated code.
///
/// The result is in UTF-8, with a byte order mark. Returns `None` if nothing is replaced, and for a fault with a
/// reference that cannot be replaced.
///
/// # Errors
///
/// [`ErrorKind::Contract`](crate::ErrorKind::Contract) for unresolved references and values that contain themselves.
pub fn expanded_headers(envelope: &[u8], names: &[(&str, &str)]) -> Result<Option<String>> {
    let limits = Limits::default();
    let Ok(document) = Document::new(envelope, limits) else { return Ok(None) };
    let expanded = match section5::with_expanded_headers(&document, names, limits) {
        Err(_) if contains_fault(&document) => None,
        expanded => expanded?.filter(|expanded| expanded.document.text() != document.text()),
    };
    Ok(expanded.map(|expanded| format!("\u{FEFF}{}", expanded.document.text())))
}
