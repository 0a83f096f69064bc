//! What an error tells of the call that failed: operation, endpoint, what came over HTTP, and how far the request got.

use super::circumstances::Delivery;
use super::{Error, ErrorKind, HttpReply};

/// # What is known of the call that failed
///
/// | predicate | `Reqwest` | `Ureq` |
/// |---|---|---|
/// | [`never_sent`](Error::never_sent) | resolving, connecting (also to a proxy), the TLS handshake; a request that HTTP cannot carry | the same; for an agent of your own (`Ureq::with`) an unknown host, a refused connection and an untrusted certificate |
/// | [`is_closed_before_reply`](Error::is_closed_before_reply) | the connection was closed or reset before the head of the reply was complete: hyper does not tell part of a status line from nothing | no byte of the reply arrived; unknown for an agent of your own |
/// | [`is_timeout`](Error::is_timeout) | the timeout of the call, or one of the client | the timeout of the call, or one of the agent |
///
/// In TLS 1.3 a server refuses the certificate of a client after the handshake, as the client sees it: that is never
/// [`never_sent`](Error::never_sent). Neither is a failure after a redirect, since the first server has the request. A
/// transport of your own says what it can prove with [`with_never_sent`](Error::with_never_sent) and
/// [`with_closed_before_reply`](Error::with_closed_before_reply).
impl Error {
    /// The name of the operation, if the error is that of a call.
    pub fn operation(&self) -> Option<&'static str> {
        self.circumstances().map(|call| call.operation).filter(|operation| !operation.is_empty())
    }

    /// The endpoint of the call, without a user, a password or a query.
    pub fn endpoint(&self) -> Option<&str> {
        self.circumstances().map(|call| call.endpoint.as_str()).filter(|endpoint| !endpoint.is_empty())
    }

    /// What came over HTTP: status, reason, headers and the beginning of the body, for every kind of error.
    ///
    /// `None` if no reply arrived, or its head was not complete.
    pub fn http(&self) -> Option<&HttpReply> {
        self.circumstances()?.http.as_ref()
    }

    /// Whether nothing of the request was sent, so that a retry cannot make the server act twice.
    ///
    /// `false` if the transport does not know; the table above says what each one proves.
    pub fn never_sent(&self) -> bool {
        self.delivery() == Delivery::NeverSent
    }

    /// Whether the connection was closed before any byte of the reply, be it new or reused.
    ///
    /// The server may have acted on the request. It is usual on a reused connection that the server closed for being
    /// idle; a retry is right for operations that may run twice. `false` if the transport does not know; the table
    /// above says what each one proves.
    pub fn is_closed_before_reply(&self) -> bool {
        self.delivery() == Delivery::ClosedBeforeReply
    }

    /// Whether the time was up: that of the call, or one for connecting that was set on the transport.
    pub fn is_timeout(&self) -> bool {
        matches!(self.kind(), ErrorKind::Timeout { .. })
            || self.circumstances().is_some_and(|call| call.timed_out)
    }

    /// Says that nothing of the request was sent: for transports that can prove it.
    #[must_use]
    pub fn with_never_sent(mut self) -> Self {
        self.circumstances_mut().delivery = Delivery::NeverSent;
        self
    }

    /// Says that the connection was closed before any byte of the reply: for transports that can prove it.
    #[must_use]
    pub fn with_closed_before_reply(mut self) -> Self {
        self.circumstances_mut().delivery = Delivery::ClosedBeforeReply;
        self
    }

    /// Marks an error of another kind as one that came because the time was up.
    #[cfg(any(feature = "reqwest", feature = "ureq"))]
    pub(crate) fn with_timed_out(mut self) -> Self {
        self.circumstances_mut().timed_out = true;
        self
    }

    /// Whether there is a declared reply that came with an error status.
    pub(super) fn has_reply(&self) -> bool {
        self.circumstances().is_some_and(|call| call.declared_reply.is_some())
    }

    fn delivery(&self) -> Delivery {
        self.circumstances().map_or(Delivery::Unknown, |call| call.delivery)
    }
}
