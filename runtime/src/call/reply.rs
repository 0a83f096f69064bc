//! What a call brings back.

use std::fmt;

use crate::call::exchange::Reading;
use crate::error::http_reply::find;
use crate::redaction::header::shown_headers;
use crate::soap::{Incoming, Payload};
use crate::xml::{Account, Record, Value};

/// The reply of an operation.
#[derive(Clone)]
#[non_exhaustive]
pub struct Reply<H, B> {
    /// The header blocks of the contract.
    pub headers: H,
    /// What the body holds.
    pub body: B,
    /// What the reply had that the contract does not have: members that were skipped, and what the [`ReadingMode`] let pass.
    ///
    /// [`ReadingMode`]: crate::ReadingMode
    pub account: Account,
    /// The HTTP status.
    pub status: u16,
    /// The HTTP headers, in the order in which they came.
    pub http_headers: Vec<(String, String)>,
}

impl<H: Default, B: Default> Reply<H, B> {
    /// A reply that is still to be read.
    pub(crate) fn new() -> Self {
        Self {
            headers: H::default(),
            body: B::default(),
            account: Account::new(),
            status: 0,
            http_headers: Vec::new(),
        }
    }
}

impl<H, B> Reply<H, B> {
    /// The value of an HTTP header, by its name in any case.
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
    fn rest(&mut self) -> (&mut u16, &mut Vec<(String, String)>, &mut Account) {
        (&mut self.status, &mut self.http_headers, &mut self.account)
    }
}

/// Shows no HTTP header that may be a credential.
impl<H: fmt::Debug, B: fmt::Debug> fmt::Debug for Reply<H, B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Reply")
            .field("headers", &self.headers)
            .field("body", &self.body)
            .field("account", &self.account)
            .field("status", &self.status)
            .field("http_headers", &shown_headers(&self.http_headers))
            .finish()
    }
}
