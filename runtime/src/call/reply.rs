//! Result of a successful call.

use std::fmt;

use crate::error::http_reply::find;
use crate::redaction::header::Echoes;
use crate::soap::{Findings, Incoming, Payload};
use crate::xml::{Account, Record};

/// References to the fields of a [`Reply`], through which the fields are set. The types of the headers and
/// the body are erased.
pub(crate) struct ReplyFields<'r> {
    message: Incoming<'r>,
    account: &'r mut Account,
    status: &'r mut u16,
    http_headers: &'r mut Vec<(String, String)>,
    #[cfg(feature = "mime")]
    attachments: &'r mut Vec<crate::Attachment>,
    echoes: &'r mut Echoes,
}

impl ReplyFields<'_> {
    /// The headers and the body.
    pub(crate) fn message(&mut self) -> Incoming<'_> {
        Incoming { headers: self.message.headers, body: self.message.body }
    }

    /// Sets the fields that do not depend on the operation.
    pub(crate) fn set(
        self,
        status: u16,
        http_headers: Vec<(String, String)>,
        echoes: Echoes,
        findings: Findings,
    ) {
        *self.account = findings.account;
        *self.status = status;
        *self.http_headers = http_headers;
        #[cfg(feature = "mime")]
        {
            *self.attachments = findings.unused;
        }
        *self.echoes = echoes;
    }
}

/// The reply of an operation.
#[derive(Clone)]
#[non_exhaustive]
pub struct Reply<H, B> {
    /// The header blocks that the contract declares.
    pub headers: H,
    /// Content of the body.
    pub body: B,
    /// Departures of the reply from the contract: members that were skipped, and errors that the
    /// [`ReadingMode`] tolerated.
    ///
    /// [`ReadingMode`]: crate::ReadingMode
    pub account: Account,
    /// The HTTP status.
    pub status: u16,
    /// The HTTP headers in the order in which they arrived.
    pub http_headers: Vec<(String, String)>,
    /// The attachments to which neither the body nor the contract refers, in the order of the message.
    #[cfg(feature = "mime")]
    pub attachments: Vec<crate::Attachment>,
    pub(super) echoes: Echoes,
}

impl<H> Reply<H, ()> {
    /// A reply without a body, whose other fields are empty.
    pub(super) fn new(headers: H) -> Self {
        Self {
            headers,
            body: (),
            account: Account::default(),
            status: 0,
            http_headers: Vec::new(),
            #[cfg(feature = "mime")]
            attachments: Vec::new(),
            echoes: Echoes::default(),
        }
    }

    /// All fields, with a body that is not part of the reply yet.
    pub(super) fn fields<'r>(&'r mut self, body: &'r mut dyn Payload) -> ReplyFields<'r>
    where
        H: Record,
    {
        ReplyFields {
            message: Incoming { headers: &mut self.headers, body },
            account: &mut self.account,
            status: &mut self.status,
            http_headers: &mut self.http_headers,
            #[cfg(feature = "mime")]
            attachments: &mut self.attachments,
            echoes: &mut self.echoes,
        }
    }

    /// The reply with a body. Users compile this for each type of a body, so that it only moves the fields.
    #[inline]
    pub(super) fn with_body<B>(self, body: B) -> Reply<H, B> {
        Reply {
            headers: self.headers,
            body,
            account: self.account,
            status: self.status,
            http_headers: self.http_headers,
            #[cfg(feature = "mime")]
            attachments: self.attachments,
            echoes: self.echoes,
        }
    }
}

impl<H, B> Reply<H, B> {
    /// The value of an HTTP header. The case of the name is ignored.
    pub fn http_header(&self, name: &str) -> Option<&str> {
        find(&self.http_headers, name)
    }
}

/// Omits the values of HTTP headers that may be credentials.
impl<H: fmt::Debug, B: fmt::Debug> fmt::Debug for Reply<H, B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Reply")
            .field("headers", &self.headers)
            .field("body", &self.body)
            .field("account", &self.account)
            .field("status", &self.status)
            .field("http_headers", &self.echoes.shown_headers(&self.http_headers))
            .finish()
    }
}
