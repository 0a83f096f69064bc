//! Messages with attachments as multipart messages: MTOM, and SOAP with Attachments. This file must not know
//! whether the message is a request or a reply.

use super::{Body, Written};
use crate::fault::Version;
use crate::mime::writer::{Assembled, EnvelopeProperties};

/// Joins a message and its attachments. Returns `None` if the message is only an envelope.
///
/// With MTOM, and for operations whose contract describes attachments, a message is multipart even if it has
/// no attachments, because some receivers refuse an envelope that is not part of a multipart message.
pub(crate) fn join(
    version: Version,
    action: Option<&str>,
    form: Body,
    has_mtom: bool,
    written: &mut Written,
) -> Option<Assembled> {
    let parts = std::mem::take(&mut written.parts);
    if !has_mtom && parts.is_empty() && !form.is_attached() {
        return None;
    }
    let media = match version {
        Version::Soap11 => "text/xml",
        Version::Soap12 => "application/soap+xml",
    };
    let action = action.filter(|_| version == Version::Soap12);
    Some(Assembled::new(
        EnvelopeProperties { media, action, is_xop: has_mtom },
        written.text.as_bytes(),
        parts,
    ))
}
