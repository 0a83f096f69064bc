//! What an error keeps of a failed call: operation, endpoint, what came over HTTP, and how far the request got.

use std::any::Any;
use std::fmt;

use super::http_reply::HttpReply;

/// What an error knows of its call. Transports fill in the outcome, the client adds the rest.
#[derive(Default)]
pub(crate) struct Circumstances {
    pub(crate) operation: &'static str,
    /// The endpoint as it may be shown.
    pub(crate) endpoint: String,
    pub(crate) http: Option<HttpReply>,
    pub(super) delivery: Delivery,
    pub(super) timed_out: bool,
    /// The declared reply that came with an error status, in a form that only `call` knows.
    pub(crate) declared_reply: Option<Box<dyn Any + Send + Sync>>,
}

/// How far the request is proved to have got.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Delivery {
    #[default]
    Unknown,
    NeverSent,
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
