//! The circumstances of a failed call: operation, endpoint, what came over HTTP, and how far the request got.

use std::borrow::Cow;
use std::fmt;
use std::time::{Duration, SystemTime};

use crate::call::Reply;
use crate::call::receive::{self, ReadOptions};
use crate::error::{Error, ErrorKind, Result};
use crate::soap::Operation;
use crate::transport::{self, Response};

/// The HTTP part of the reply to a call that failed.
///
/// ```
/// # fn example(error: &saponify::Error) {
/// if let Some(http) = error.http() {
///     println!("{} {}: {}", http.status, http.reason, http.excerpt);
///     if let Some(wait) = http.retry_after() {
///         println!("the server asks to wait for {wait:?}");
///     }
///     for challenge in http.header_values("WWW-Authenticate") {
///         println!("the server accepts {challenge}");
///     }
/// }
/// # }
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct HttpReply {
    /// The status code.
    pub status: u16,
    /// The reason phrase: the server's where the transport keeps it, else the usual one of the status. May be empty.
    pub reason: Cow<'static, str>,
    /// The headers, in the order in which they came, with their values as they are.
    pub headers: Vec<(String, String)>,
    /// The beginning of the body on one line, secrets masked. Empty if the body was not read.
    ///
    /// A body that holds the element of the declared reply is shown up to there.
    pub excerpt: String,
}

impl HttpReply {
    /// The value of a header, by its name in any case; the first one if there are several.
    pub fn header(&self, name: &str) -> Option<&str> {
        transport::find(&self.headers, name)
    }

    /// All values of a header, by its name in any case: `WWW-Authenticate` has one for each scheme on many servers.
    pub fn header_values<'h>(&'h self, name: &'h str) -> impl Iterator<Item = &'h str> {
        self.headers
            .iter()
            .filter(move |(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// How long the server asks to wait before another attempt (RFC 9110, section 10.2.3).
    ///
    /// A date is compared with the clock of this machine; one in the past gives zero. `None` if the header is absent or
    /// malformed.
    pub fn retry_after(&self) -> Option<Duration> {
        let value = self.header("Retry-After")?.trim();
        if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
            return value.parse().ok().map(Duration::from_secs);
        }
        let date = httpdate::parse_http_date(value).ok()?;
        Some(date.duration_since(SystemTime::now()).unwrap_or_default())
    }
}

/// Shows the values of headers that cannot be credentials, and the size of the excerpt.
impl fmt::Debug for HttpReply {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("HttpReply")
            .field("status", &self.status)
            .field("reason", &self.reason)
            .field("headers", &transport::shown_headers(&self.headers))
            .field("excerpt", &format_args!("{} bytes", self.excerpt.len()))
            .finish()
    }
}

/// What an error knows of its call. Transports fill in the outcome, the client adds the rest.
#[derive(Default)]
pub(crate) struct Circumstances {
    pub(crate) operation: &'static str,
    /// The endpoint as it may be shown.
    pub(crate) endpoint: String,
    pub(crate) http: Option<HttpReply>,
    delivery: Delivery,
    timed_out: bool,
    /// The declared reply that came with an error status.
    declared_reply: Option<DeclaredReply>,
}

/// How far the request is proved to have got.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Delivery {
    #[default]
    Unknown,
    NeverSent,
    ClosedBeforeReply,
}

struct DeclaredReply {
    response: Response,
    how: ReadOptions,
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

    /// The declared reply of an operation that came with an HTTP status of failure:
    /// `error.reply::<operations::GetUser>()`.
    ///
    /// `None` if that is not what happened, or in a call of another operation. The kind is [`ErrorKind::Http`] if it is.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Contract`] if the reply cannot be decoded.
    pub fn reply<O: Operation>(&self) -> Result<Option<Reply<O::ReplyHeaders, O::Reply>>> {
        let call = self.circumstances().filter(|call| call.operation == O::CONTRACT.name);
        let Some(declared) = call.and_then(|call| call.declared_reply.as_ref()) else {
            return Ok(None);
        };
        let mut reply = Reply::new();
        let DeclaredReply { response, how } = declared;
        reply.account = receive::declared(response, &O::CONTRACT, *how, &mut reply)?;
        (reply.status, reply.http_headers) = (response.status, response.headers.clone());
        Ok(Some(reply))
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

    /// Adds status and headers of a reply whose body could not be read.
    #[cfg(any(feature = "reqwest", feature = "ureq"))]
    pub(crate) fn with_head(mut self, head: Response) -> Self {
        let Response { status, reason, headers, .. } = head;
        self.circumstances_mut().http = Some(HttpReply { status, reason, headers, excerpt: String::new() });
        self
    }

    /// Marks an error of another kind as one that came because the time was up.
    #[cfg(any(feature = "reqwest", feature = "ureq"))]
    pub(crate) fn with_timed_out(mut self) -> Self {
        self.circumstances_mut().timed_out = true;
        self
    }

    /// Keeps a declared reply that came with an error status.
    pub(crate) fn with_reply(mut self, response: &Response, how: ReadOptions) -> Self {
        let response = response.clone();
        self.circumstances_mut().declared_reply = Some(DeclaredReply { response, how });
        self
    }

    /// Whether there is a declared reply that came with an error status.
    pub(crate) fn has_reply(&self) -> bool {
        self.circumstances().is_some_and(|call| call.declared_reply.is_some())
    }

    fn delivery(&self) -> Delivery {
        self.circumstances().map_or(Delivery::Unknown, |call| call.delivery)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(headers: &[(&str, &str)]) -> HttpReply {
        let headers = headers.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
        HttpReply { status: 503, reason: "Busy".into(), headers, excerpt: "shown".into() }
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        for (value, expected) in [
            ("120", Some(Duration::from_secs(120))),
            (" 0 ", Some(Duration::ZERO)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(Duration::ZERO)),
            ("Sunday, 06-Nov-94 08:49:37 GMT", Some(Duration::ZERO)),
            ("Sun Nov  6 08:49:37 1994", Some(Duration::ZERO)),
            ("99999999999999999999999", None),
            ("-1", None),
            ("+1", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(with(&[("retry-after", value)]).retry_after(), expected, "{value}");
        }
        let soon = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(100));
        let wait = with(&[("Retry-After", &soon)]).retry_after().unwrap();
        assert!((90..=100).contains(&wait.as_secs()), "{wait:?}");
        assert_eq!(with(&[]).retry_after(), None);
    }

    #[test]
    fn every_value_of_a_header_is_found() {
        let reply = with(&[("www-authenticate", "Negotiate"), ("X", "y"), ("WWW-Authenticate", "NTLM")]);
        let values: Vec<_> = reply.header_values("WWW-Authenticate").collect();
        assert_eq!(values, ["Negotiate", "NTLM"]);
        assert_eq!(reply.header("x"), Some("y"));
    }

    #[test]
    fn debug_shows_no_credential() {
        let text = format!("{:?}", with(&[("Set-Cookie", "hidden"), ("Retry-After", "7")]));
        assert!(text.contains("Retry-After") && text.contains("\"7\""), "{text}");
        assert!(!text.contains("hidden") && !text.contains("shown"), "{text}");
    }
}
