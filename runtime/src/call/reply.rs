//! Result of a successful call.

use std::fmt;

use crate::error::http_reply::find;
use crate::redaction::header::Echoes;
use crate::soap::Findings;
use crate::xml::Account;

/// The fields of a reply that do not depend on its operation.
pub(crate) struct ReplyParts {
    account: Account,
    status: u16,
    http_headers: Vec<(String, String)>,
    #[cfg(feature = "mime")]
    attachments: Vec<crate::Attachment>,
    echoes: Echoes,
}

impl ReplyParts {
    pub(crate) fn new(
        status: u16,
        http_headers: Vec<(String, String)>,
        echoes: Echoes,
        findings: Findings,
    ) -> Self {
        Self {
            account: findings.account,
            status,
            http_headers,
            #[cfg(feature = "mime")]
            attachments: findings.unused,
            echoes,
        }
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

impl<H, B> Reply<H, B> {
    pub(crate) fn new(headers: H, body: B, rest: ReplyParts) -> Self {
        Self {
            headers,
            body,
            account: rest.account,
            status: rest.status,
            http_headers: rest.http_headers,
            #[cfg(feature = "mime")]
            attachments: rest.attachments,
            echoes: rest.echoes,
        }
    }

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
