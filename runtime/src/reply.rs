//! What a call brings back.

use std::fmt;

use crate::transport;

/// The reply of an operation.
#[derive(Clone)]
#[non_exhaustive]
pub struct Reply<H, B> {
    /// The header blocks of the contract.
    pub headers: H,
    /// What the body holds.
    pub body: B,
    /// The HTTP status.
    pub status: u16,
    /// The HTTP headers, in the order in which they came.
    pub http_headers: Vec<(String, String)>,
}

impl<H, B> Reply<H, B> {
    pub(crate) fn new(headers: H, body: B, status: u16, http_headers: Vec<(String, String)>) -> Self {
        Self { headers, body, status, http_headers }
    }

    /// The value of an HTTP header, by its name in any case.
    pub fn http_header(&self, name: &str) -> Option<&str> {
        transport::find(&self.http_headers, name)
    }
}

/// Shows no HTTP header that may be a credential.
impl<H: fmt::Debug, B: fmt::Debug> fmt::Debug for Reply<H, B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Reply")
            .field("headers", &self.headers)
            .field("body", &self.body)
            .field("status", &self.status)
            .field("http_headers", &transport::shown_headers(&self.http_headers))
            .finish()
    }
}
