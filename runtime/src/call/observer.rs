//! What a user may see of the calls of a client: for logs, metrics and the search for errors.
//! Envelopes are shown with their secrets masked, and made only when they are asked for.

use std::borrow::Cow;
use std::ops::Range;
use std::time::Duration;

use crate::error::http_reply::find;
use crate::error::{Error, Result};
use crate::redaction::header::shown_value;
use crate::redaction::mask::{Secrets, mask_places, named, spread};
use crate::redaction::pieces::pieces;
use crate::redaction::url::shown;
use crate::soap::Findings;
use crate::text::Name;
use crate::xml::Account;
use crate::xml::reader::Document;

/// Sees the calls of a client.
///
/// Both methods are called on the thread that makes the call, so they should be quick. A call whose future is dropped
/// before it is done has a request and no reply.
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
    /// A request is about to be sent.
    fn requested(&self, _request: &ObservedRequest<'_>) {}

    /// A call is done, well or not.
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
    pub(crate) operation: &'static str,
    pub(crate) action: &'static str,
    pub(crate) endpoint: &'o str,
    pub(crate) headers: &'o [(Cow<'o, str>, Cow<'o, str>)],
    pub(crate) body: &'o str,
    pub(crate) secrets: &'o [Range<usize>],
    /// The name of the request's element.
    pub(crate) request: Option<Name<'static>>,
}

impl ObservedRequest<'_> {
    /// A number that the request and the reply of a call share, and no other call of the process has.
    pub fn call(&self) -> u64 {
        self.call
    }

    /// The name of the operation.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// The SOAP action.
    pub fn action(&self) -> &'static str {
        self.action
    }

    /// Where it goes, without a user, a password or a query.
    pub fn endpoint(&self) -> Cow<'_, str> {
        shown(self.endpoint)
    }

    /// The HTTP headers of SOAP, the client and the call. Values that may be credentials are `[redacted]`.
    ///
    /// Not those that the transport adds, such as `Host`.
    pub fn http_headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().map(|(name, value)| (&**name, shown_value(name, value)))
    }

    /// The value of an HTTP header, by its name in any case; `[redacted]` if it may be a credential.
    pub fn http_header(&self, name: &str) -> Option<&str> {
        self.expose_http_header(name).map(|value| shown_value(name, value))
    }

    /// The value of an HTTP header as it is sent, by its name in any case. It may be a credential: keep it out of logs.
    pub fn expose_http_header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| &**value)
    }

    /// How long the envelope is, in bytes.
    pub fn size(&self) -> usize {
        self.body.len()
    }

    /// The envelope, with `[redacted]` for each secret.
    pub fn envelope(&self) -> String {
        let mut places = spread(self.body, self.secrets);
        places.append(&mut named(self.body, self.request.map(|name| name.local())));
        mask_places(self.body, places).into_owned()
    }
}

/// The end of a call.
pub struct ObservedReply<'o> {
    pub(crate) call: u64,
    pub(crate) operation: &'static str,
    pub(crate) elapsed: Duration,
    pub(crate) status: Option<u16>,
    pub(crate) headers: &'o [(String, String)],
    pub(crate) body: &'o [u8],
    pub(crate) document: Option<&'o (Document<'o>, Findings)>,
    pub(crate) secrets: &'o Secrets,
    /// The name of the reply's element.
    pub(crate) reply: Option<Name<'static>>,
    pub(crate) outcome: Result<(), &'o Error>,
}

impl ObservedReply<'_> {
    /// The number of the call, as its request had it.
    pub fn call(&self) -> u64 {
        self.call
    }

    /// The name of the operation.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// The time from before the request was written until the reply was read.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// The HTTP status; `None` when nothing came back.
    pub fn status(&self) -> Option<u16> {
        self.status
    }

    /// The HTTP headers, in the order in which they came. Values that may be credentials are `[redacted]`.
    pub fn http_headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().map(|(name, value)| (name.as_str(), shown_value(name, value)))
    }

    /// The value of an HTTP header, by its name in any case; `[redacted]` if it may be a credential.
    pub fn http_header(&self, name: &str) -> Option<&str> {
        self.expose_http_header(name).map(|value| shown_value(name, value))
    }

    /// The value of an HTTP header as it came, by its name in any case. It may be a credential: keep it out of logs.
    pub fn expose_http_header(&self, name: &str) -> Option<&str> {
        find(self.headers, name)
    }

    /// How long the body is, in bytes, unpacked.
    pub fn size(&self) -> usize {
        self.body.len()
    }

    /// What came of it.
    ///
    /// # Errors
    ///
    /// What the caller gets too.
    pub fn outcome(&self) -> Result<(), &Error> {
        self.outcome
    }

    /// What the reply had that the contract does not have, as far as it was read: what [`Reply::account`](crate::Reply) holds.
    pub fn account(&self) -> &Account {
        const NONE: &Account = &Account::new();
        self.document.map_or(NONE, |(_, findings)| &findings.account)
    }

    /// The body, with `[redacted]` for each secret; `None` when nothing came back.
    ///
    /// Masked are the members that the contract makes secret, elements and attributes whose names say that they hold
    /// a secret, with all that is in such an element, the secrets that were sent, and all texts and attributes of a reply
    /// that was not read, or behind the place where that failed.
    pub fn envelope(&self) -> Option<String> {
        self.status?;
        Some(match self.document {
            Some((document, findings)) => self.masked(document.text(), &findings.secrets),
            None => self.masked(&String::from_utf8_lossy(self.body), &[]),
        })
    }

    fn masked(&self, text: &str, places: &[Range<usize>]) -> String {
        let mut places = spread(text, places);
        places.append(&mut named(text, self.reply.map(|name| name.local())));
        if let Err(error) = self.outcome
            && let Some(reply) = self.reply.and_then(|name| text.find(name.local()))
        {
            // What is behind the error was not read, so that nobody knows which of it is secret.
            let unread = error.place().map_or(0, |place| place.offset).max(reply);
            let unread = |place: &Range<usize>| place.end >= unread;
            places.extend(pieces(text, None).into_iter().map(|piece| piece.range).filter(unread));
        }
        self.secrets.mask(&mask_places(text, places)).into_owned()
    }
}
