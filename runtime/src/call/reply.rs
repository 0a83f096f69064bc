//! Result of a successful call.

use std::fmt;

use crate::error::http_reply::find;
use crate::redaction::header::Echoes;
use crate::soap::{Findings, Incoming, Payload};
use crate::xml::{Account, Record, Value};

/// A reply to decode, with its types erased.
pub(crate) trait Reading: Incoming {
    /// Sets the fields for the HTTP status, the HTTP headers and the findings. `echoes` names the headers whose
    /// values repeat a secret of the request.
    fn put_rest(
        &mut self,
        status: u16,
        http_headers: Vec<(String, String)>,
        echoes: Echoes,
        findings: Findings,
    );
}

/// The reply of an operation.
#[derive(Clone)]
#[non_exhaustive]
pub struct Reply<H, B> {
    /// The header blocks of the contract.
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

impl<H: Default, B: Default> Reply<H, B> {
    /// Creates an empty reply to decode into.
    pub(crate) fn new() -> Self {
        Self {
            headers: H::default(),
            body: B::default(),
            account: Account::new(),
            status: 0,
            http_headers: Vec::new(),
            #[cfg(feature = "mime")]
            attachments: Vec::new(),
            echoes: Echoes::default(),
        }
    }
}

impl<H, B> Reply<H, B> {
    /// The value of an HTTP header. The case of the name is ignored.
    pub fn http_header(&self, name: &str) -> Option<&str> {
        find(&self.http_headers, name)
    }
}

impl<H: Record, B: Value> Incoming for Reply<H, B> {
    fn headers(&mut self) -> &mut dyn Record {
        &mut self.headers
    }

    fn succeeded(&self) -> Option<bool> {
        self.headers.succeeded()
    }

    fn body(&mut self) -> &mut dyn Payload {
        &mut self.body
    }
}

impl<H: Record, B: Value> Reading for Reply<H, B> {
    fn put_rest(
        &mut self,
        status: u16,
        http_headers: Vec<(String, String)>,
        echoes: Echoes,
        findings: Findings,
    ) {
        (self.status, self.http_headers, self.echoes) = (status, http_headers, echoes);
        self.account = findings.account;
        #[cfg(feature = "mime")]
        {
            self.attachments = findings.unused;
        }
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
