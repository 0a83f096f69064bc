//! Accessors for the context of a failed call: the operation, the endpoint, the HTTP reply, and the
//! progress of the request.

use super::circumstances::Delivery;
use super::{Error, ErrorKind, HttpReply};

/// # Details of the failed call
///
/// | predicate | `Reqwest` | `Ureq` |
/// |---|---|---|
/// | [`never_sent`](Error::never_sent) | the failure occurred while resolving, connecting (also to a proxy) or in the TLS handshake, or HTTP cannot represent the request | the same; with an existing agent (`Ureq::with`) only an unknown host, a refused connection and an untrusted certificate |
/// | [`is_closed_before_reply`](Error::is_closed_before_reply) | the connection was closed or reset before the head of the reply was complete: hyper does not distinguish part of a status line from no data | the connection was closed before any byte of the reply arrived; unknown with an existing agent |
/// | [`is_timeout`](Error::is_timeout) | the timeout of the call or of the client expired | the timeout of the call or of the agent expired |
///
/// In TLS 1.3, a server rejects the client's certificate after the handshake has completed on the
/// client's side. Therefore this failure is never [`never_sent`](Error::never_sent). Neither is a failure
/// after a redirect, because the first server has received the request. A custom transport reports what
/// it can prove with [`with_never_sent`](Error::with_never_sent) and
/// [`with_closed_before_reply`](Error::with_closed_before_reply).
impl Error {
    /// Name of the operation, if the error belongs to a call.
    pub fn operation(&self) -> Option<&'static str> {
        self.circumstances().map(|call| call.operation).filter(|operation| !operation.is_empty())
    }

    /// Endpoint of the call, without user, password and query.
    pub fn endpoint(&self) -> Option<&str> {
        self.circumstances().map(|call| call.endpoint.as_str()).filter(|endpoint| !endpoint.is_empty())
    }

    /// The HTTP reply: status, reason, headers and the beginning of the body. Available for every kind of
    /// error.
    ///
    /// `None` if no reply arrived, or its head was incomplete.
    pub fn http(&self) -> Option<&HttpReply> {
        self.circumstances()?.http.as_ref()
    }

    /// Whether nothing of the request was sent, so that a retry cannot cause a second execution on the
    /// server.
    ///
    /// `false` if the transport cannot prove it; see the table above.
    pub fn never_sent(&self) -> bool {
        matches!(self.delivery(), Delivery::NeverSent | Delivery::Unsendable)
    }

    /// Number of attempts that the call made. It is greater than 1 only with [`Retries`](crate::Retries), or
    /// if the server demanded authentication.
    ///
    /// After several attempts, this error is the error of the last one. [`never_sent`](Self::never_sent) is
    /// `true` only if no attempt sent anything.
    pub fn attempts(&self) -> u32 {
        self.circumstances().map_or(1, |call| call.attempts.max(1))
    }

    /// Whether a new or reused connection was closed before any byte of the reply arrived.
    ///
    /// The server may have executed the request. A common cause is a reused connection that the server closed
    /// because it was idle. Retry only operations that may run twice. `false` if the transport cannot prove
    /// it; see the table above.
    pub fn is_closed_before_reply(&self) -> bool {
        self.delivery() == Delivery::ClosedBeforeReply
    }

    /// Whether a timeout expired: that of the call, or a timeout for connecting that is set on the transport.
    pub fn is_timeout(&self) -> bool {
        matches!(self.kind(), ErrorKind::Timeout { .. })
            || self.circumstances().is_some_and(|call| call.timed_out)
    }

    /// Records that nothing of the request was sent. For transports that can prove it.
    #[must_use]
    pub fn with_never_sent(mut self) -> Self {
        self.circumstances_mut().delivery = Delivery::NeverSent;
        self
    }

    /// Records that the connection was closed before any byte of the reply arrived. For transports that can
    /// prove it.
    #[must_use]
    pub fn with_closed_before_reply(mut self) -> Self {
        self.circumstances_mut().delivery = Delivery::ClosedBeforeReply;
        self
    }

    /// Records that a timeout caused this error, although its kind is not [`ErrorKind::Timeout`]: for
    /// example, a connection that was not established in time.
    #[cfg(any(feature = "reqwest", feature = "ureq"))]
    pub(crate) fn with_timed_out(mut self) -> Self {
        self.circumstances_mut().timed_out = true;
        self
    }

    /// Records that nothing of the request was sent, and that another attempt would fail in the same way.
    pub(crate) fn with_unsendable(mut self) -> Self {
        self.circumstances_mut().delivery = Delivery::Unsendable;
        self
    }

    /// Removes the recorded progress of the request.
    pub(crate) fn with_unknown_delivery(mut self) -> Self {
        self.circumstances_mut().delivery = Delivery::Unknown;
        self
    }

    /// Whether another attempt would fail in the same way, before anything is sent.
    pub(crate) fn is_unsendable(&self) -> bool {
        self.delivery() == Delivery::Unsendable
    }

    /// Whether the reply that the contract declares for the operation arrived, but with an HTTP error status.
    pub(crate) fn has_reply(&self) -> bool {
        self.circumstances().is_some_and(|call| call.declared_reply.is_some())
    }

    fn delivery(&self) -> Delivery {
        self.circumstances().map_or(Delivery::Unknown, |call| call.delivery)
    }
}
