//! Context that an error keeps about its call: the operation, the endpoint, the HTTP reply, and the
//! progress of the request.

use std::any::Any;
use std::fmt;

use super::http_reply::HttpReply;

/// Context of the call that failed. Transports set the progress of the request; the client adds the rest.
#[derive(Default)]
pub(crate) struct Circumstances {
    pub(crate) operation: &'static str,
    /// The endpoint without user, password and query.
    pub(crate) endpoint: String,
    pub(crate) http: Option<HttpReply>,
    pub(super) delivery: Delivery,
    pub(super) timed_out: bool,
    /// Number of times the request was passed to the transport. The client counts them only if the call may
    /// be repeated. Otherwise the number is 0, and the request was passed to the transport once.
    pub(crate) attempts: u32,
    /// The declared reply that arrived with an HTTP error status. Type-erased, because only `call` knows the
    /// type.
    pub(crate) declared_reply: Option<Box<dyn Any + Send + Sync>>,
}

/// Progress of the request, as far as the transport can prove it.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Delivery {
    #[default]
    Unknown,
    NeverSent,
    /// Nothing was sent, and another attempt would fail in the same way, because HTTP cannot represent the
    /// request.
    Unsendable,
    ClosedBeforeReply,
}

impl Circumstances {
    pub(crate) fn show(&self, debug: &mut fmt::DebugStruct<'_, '_>) {
        if !self.operation.is_empty() {
            debug.field("operation", &self.operation).field("endpoint", &self.endpoint);
        }
        if let Some(http) = &self.http {
            debug.field("http", http);
        }
    }
}
