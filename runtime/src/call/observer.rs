//! Observation of the calls of a client, for logs, metrics and troubleshooting. The observer receives an
//! envelope only if it asks for it, as a text with masked secrets.

use std::borrow::Cow;
use std::ops::Range;
use std::time::Duration;

use crate::error::http_reply::find;
use crate::error::{Error, Result};
use crate::mime::content_type::parameter;
use crate::redaction::header::{shown_reply_value, shown_value};
use crate::redaction::mask::{Secrets, mask_places, named, spread};
use crate::redaction::pieces::pieces;
use crate::redaction::url::shown;
use crate::soap::Findings;
use crate::text::Name;
use crate::xml::Account;
use crate::xml::reader::Document;

/// Observes the calls of a client.
///
/// Both methods run on the thread that makes the call, so they should return quickly. If the future of a
/// call is dropped before completion, the observer sees a request without a reply. If a call is repeated
/// (see [`Retries`](crate::Retries)), the observer sees the request and the outcome of each attempt.
///
/// ```
/// use saponify::{Observer, ObservedReply};
///
/// struct Log;
///
/// impl Observer for Log {
///     fn replied(&self, reply: &ObservedReply<'_>) {
///         println!("{} took {:?}", reply.operation(), reply.elapsed());
///         if let Err(error) = reply.outcome() {
///             println!("{error}: {}", reply.envelope().unwrap_or_default());
///         }
///     }
/// }
/// ```
pub trait Observer: Send + Sync {
    /// Called before a request is sent.
    fn requested(&self, _request: &ObservedRequest<'_>) {}

    /// Called after an attempt of a call has completed, successfully or not.
    fn replied(&self, _reply: &ObservedReply<'_>) {}
}

impl<T: Observer + ?Sized> Observer for std::sync::Arc<T> {
    fn requested(&self, request: &ObservedRequest<'_>) {
        (**self).requested(request);
    }

    fn replied(&self, reply: &ObservedReply<'_>) {
        (**self).replied(reply);
    }
}

/// A request that is about to be sent.
pub struct ObservedRequest<'o> {
    pub(crate) call: u64,
    pub(crate) attempt: u32,
    pub(crate) operation: &'static str,
    pub(crate) action: &'static str,
    pub(crate) endpoint: &'o str,
    pub(crate) headers: &'o [(Cow<'o, str>, Cow<'o, str>)],
    pub(crate) body: &'o str,
    pub(crate) secrets: &'o [Range<usize>],
    /// Name of the element in the body of the request.
    pub(crate) request: Option<Name<'static>>,
}

impl ObservedRequest<'_> {
    /// A number that identifies the call. The request, the reply and all attempts of a call have the same
    /// number. The number is unique in the process.
    pub fn call(&self) -> u64 {
        self.call
    }

    /// Number of the attempt within its call, starting at 1.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// The name of the operation.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// The SOAP action that the contract declares; empty if it declares none. An extension may send another
    /// action.
    pub fn action(&self) -> &'static str {
        self.action
    }

    /// The URL of the request, without user, password and query.
    pub fn endpoint(&self) -> Cow<'_, str> {
        shown(self.endpoint)
    }

    /// The HTTP headers that the SOAP version requires, and those added to the client and to the call. Values
    /// that may be credentials are replaced by `[redacted]`.
    ///
    /// Headers that the transport adds, such as `Host`, are not included.
    pub fn http_headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().map(|(name, value)| (&**name, shown_value(name, value)))
    }

    /// The value of an HTTP header, or `[redacted]` if it may be a credential. The case of the name is
    /// ignored.
    pub fn http_header(&self, name: &str) -> Option<&str> {
        self.expose_http_header(name).map(|value| shown_value(name, value))
    }

    /// The unmasked value of an HTTP header. The case of the name is ignored. The value may be a credential:
    /// keep it out of logs.
    pub fn expose_http_header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| &**value)
    }

    /// Size of the envelope, in bytes.
    pub fn size(&self) -> usize {
        self.body.len()
    }

    /// The envelope, with each secret replaced by `[redacted]`.
    pub fn envelope(&self) -> String {
        let mut places = spread(self.body, self.secrets);
        places.append(&mut named(self.body, self.request.map(|name| name.local())));
        mask_places(self.body, places).into_owned()
    }
}

/// The outcome of an attempt of a call.
pub struct ObservedReply<'o> {
    pub(crate) call: u64,
    pub(crate) attempt: u32,
    pub(crate) operation: &'static str,
    pub(crate) elapsed: Duration,
    pub(crate) status: Option<u16>,
    pub(crate) headers: &'o [(String, String)],
    /// The envelope of a multipart message, or else the whole body.
    pub(crate) body: &'o [u8],
    /// Size of the whole body.
    pub(crate) size: usize,
    pub(crate) document: Option<&'o (Document<'o>, Findings)>,
    pub(crate) secrets: &'o Secrets,
    /// Name of the element with the content of the reply.
    pub(crate) reply: Option<Name<'static>>,
    pub(crate) outcome: Result<(), &'o Error>,
}

impl ObservedReply<'_> {
    /// The number of the call, the same as in [`ObservedRequest::call`].
    pub fn call(&self) -> u64 {
        self.call
    }

    /// The number of the attempt, the same as in [`ObservedRequest::attempt`].
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// The name of the operation.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// The time from the start of encoding the request until the reply was decoded. For a repeated attempt, it
    /// does not include the wait before the attempt.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// The HTTP status; `None` if no response arrived.
    pub fn status(&self) -> Option<u16> {
        self.status
    }

    /// The HTTP headers in the order in which they arrived. Values that may be credentials or repeat a
    /// sent secret are replaced by `[redacted]`.
    pub fn http_headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().map(|(name, value)| (name.as_str(), shown_reply_value(name, value, self.secrets)))
    }

    /// The value of an HTTP header, or `[redacted]` if it may be a credential or repeats a sent secret. The
    /// case of the name is ignored.
    pub fn http_header(&self, name: &str) -> Option<&str> {
        self.expose_http_header(name).map(|value| shown_reply_value(name, value, self.secrets))
    }

    /// The unmasked value of an HTTP header. The case of the name is ignored. The value may be a credential:
    /// keep it out of logs.
    pub fn expose_http_header(&self, name: &str) -> Option<&str> {
        find(self.headers, name)
    }

    /// Size of the body after decompression, in bytes. It includes attachments.
    pub fn size(&self) -> usize {
        self.size
    }

    /// The result of the attempt.
    ///
    /// # Errors
    ///
    /// The same error that the caller receives if the attempt is the last one.
    pub fn outcome(&self) -> Result<(), &Error> {
        self.outcome
    }

    /// Departures of the reply from the contract, as far as it was read; the same as
    /// [`Reply::account`](crate::Reply).
    pub fn account(&self) -> &Account {
        const NONE: &Account = &Account::new();
        self.document.map_or(NONE, |(_, findings)| &findings.account)
    }

    /// The body without attachments, with each secret replaced by `[redacted]`; `None` if no response arrived.
    ///
    /// These are masked: members that the contract declares secret; elements and attributes with names that
    /// suggest a secret, including all content of these elements; and secrets of the request. If the reply
    /// cannot be decoded, all its texts and attributes after the error are also masked. If the position of the
    /// error is unknown, all texts and attributes of the reply are masked.
    pub fn envelope(&self) -> Option<String> {
        self.status?;
        Some(match self.document {
            Some((document, findings)) => self.masked(document.text(), &findings.secrets),
            None => {
                let charset =
                    find(self.headers, "Content-Type").and_then(|media| parameter(media, "charset"));
                self.masked(&Document::damaged_text(self.body, charset.as_deref()), &[])
            }
        })
    }

    fn masked(&self, text: &str, places: &[Range<usize>]) -> String {
        let mut places = spread(text, places);
        places.append(&mut named(text, self.reply.map(|name| name.local())));
        if let Err(error) = self.outcome
            && let Some(reply) = self.reply.and_then(|name| text.find(name.local()))
        {
            // The text after the error was not decoded, so it is unknown which of its values are secret.
            let unread = error.place().map_or(0, |place| place.offset).max(reply);
            let unread = |place: &Range<usize>| place.end >= unread;
            places.extend(pieces(text, None).into_iter().map(|piece| piece.range).filter(unread));
        }
        self.secrets.mask(&mask_places(text, places)).into_owned()
    }
}
