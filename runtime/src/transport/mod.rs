//! Transports: deliver a request to a server and return its reply. One trait is for async code, the other
//! for blocking code. Transports do not know XML. They move bytes and classify failures.
//!
//! # Certificates
//!
//! `Reqwest` and `Ureq` trust the certificates that the system trusts. Trust another certificate authority,
//! or a self-signed certificate, explicitly:
//!
//! ```
//! # #[cfg(all(feature = "reqwest", feature = "ureq"))]
//! # fn example(pem: &[u8]) -> Result<(), Box<dyn std::error::Error>> {
//! use saponify::transport::{Reqwest, Ureq, reqwest, ureq};
//!
//! let certificate = reqwest::Certificate::from_pem(pem)?;
//! let transport = Reqwest::with(Reqwest::builder().tls_certs_only([certificate]))?;
//!
//! let roots = ureq::tls::RootCerts::from([ureq::tls::Certificate::from_pem(pem)?]);
//! let tls = ureq::tls::TlsConfig::builder().root_certs(roots).build();
//! let transport = Ureq::with_config(Ureq::builder().tls_config(tls).build());
//! # Ok(())
//! # }
//! ```
//!
//! A self-signed certificate with the defaults of `openssl req -x509` cannot be trusted this way: it is
//! marked as the certificate of a certificate authority (`CA:TRUE`). RFC 5280 distinguishes such certificates
//! from those of servers, so rustls rejects it for a server (`CaUsedAsEndEntity`). Create a server certificate
//! that names the host instead:
//!
//! ```sh
//! openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out certificate.pem -subj /CN=host.example \
//!     -addext subjectAltName=DNS:host.example -addext basicConstraints=critical,CA:FALSE
//! ```
//!
//! Alternatively, use the existing certificate as a certificate authority: sign a new certificate for the
//! server with it, and let the client trust the existing certificate. If you do not control the server, use
//! reqwest with a rustls configuration (`ClientBuilder::tls_backend_preconfigured`) whose verifier compares
//! the certificate with the expected one; ureq does not support this.
//!
//! # NTLM and Negotiate
//!
//! These schemes authenticate a connection and not a request. They are not supported, because the crates that
//! compute their messages, such as `sspi`, depend on some 200 others. There are two alternatives.
//!
//! A local proxy that authenticates, such as [cntlm](https://cntlm.sourceforge.net) with `NoProxy *`, works for
//! endpoints with http; set it with the builder of reqwest or ureq.
//!
//! A transport of your own also works for https. It needs a single connection that serves one call after
//! another: with `pool_max_idle_per_host(1)`, reqwest keeps only one. A library computes the messages of the
//! handshake: `Ntlm` and `Negotiate` of the crate `sspi` return them as bytes from
//! `initialize_security_context`.
//!
//! ```ignore
#![doc = include_str!("../../doc/ntlm.rs")]
//! ```
//!
//! ```ignore
//! let single = Reqwest::with(Reqwest::builder().pool_max_idle_per_host(1))?;
//! let transport = Negotiating::new(single, "NTLM", || handshake_of(user, password));
//! ```
//!
//! # Limits
//!
//! The reply limit applies to the decompressed bytes of a reply while they arrive. It also applies to the text
//! of the reply after its conversion to UTF-8, because the text can be longer than in its original encoding. A
//! reply may have one content coding, gzip or deflate. Other codings, and several codings combined, are
//! rejected with an error that names them.

use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use crate::error::Result;
use crate::error::http_reply::find;
#[cfg(any(feature = "reqwest", feature = "testing", feature = "ureq"))]
use crate::error::{Error, HttpReply};
use crate::redaction::header::{shown_headers, shown_pairs};

mod body;
#[cfg(any(feature = "reqwest", feature = "service", feature = "ureq"))]
pub(crate) mod coding;
mod memory;
#[cfg(feature = "reqwest")]
mod over_reqwest;
#[cfg(feature = "ureq")]
mod over_ureq;
#[cfg(any(feature = "reqwest", feature = "ureq"))]
mod redirect;
#[cfg(feature = "ureq")]
mod reference;
mod sleep;
pub(crate) mod user;
#[cfg(feature = "ureq")]
mod watched;

pub use crate::redaction::url::shown;
/// The version of reqwest that [`Reqwest`] uses.
#[cfg(feature = "reqwest")]
pub use ::reqwest;
/// The version of ureq that [`Ureq`] uses.
#[cfg(feature = "ureq")]
pub use ::ureq;
pub use body::Body;
pub use memory::{Memory, Recorded};
#[cfg(feature = "reqwest")]
pub use over_reqwest::Reqwest;
#[cfg(feature = "ureq")]
pub use over_ureq::Ureq;
#[cfg(any(feature = "reqwest", feature = "ureq"))]
pub use redirect::Redirects;

/// Default maximum duration of a call: 60 seconds.
pub const TIMEOUT: Duration = Duration::from_secs(60);

/// A transport for async code. Calls over it are awaited.
///
/// Implementations send the body with `POST`, send [`Request::headers`] unchanged, enforce
/// [`Request::timeout`] from connecting to the last byte, and fail with
/// [`Error::too_large`](crate::Error::too_large) if the decoded reply exceeds [`Request::limit`]. Every
/// HTTP status is a [`Response`]; an error means that no response arrived.
///
/// A `POST` must not be changed to a `GET`: a redirect that would require this is returned as a response.
///
/// ```
/// use std::time::Duration;
/// use saponify::transport::{Exchange, Request, Response, Sleep, Transport};
///
/// /// Counts bytes on their way to another transport.
/// struct Counting<T> {
///     inner: T,
///     sent: std::sync::atomic::AtomicUsize,
/// }
///
/// impl<T: Transport> Transport for Counting<T> {
///     fn send(&self, request: Request<'_>) -> Exchange {
///         self.sent.fetch_add(request.body.len(), std::sync::atomic::Ordering::Relaxed);
///         self.inner.send(request)
///     }
///
///     fn sleep(&self, duration: Duration) -> Sleep {
///         self.inner.sleep(duration)
///     }
/// }
/// ```
pub trait Transport: Send + Sync {
    /// Sends a request and waits for the whole reply.
    ///
    /// The future may outlive the transport and the request. It takes the body, and clones everything else it
    /// needs ([`Request::into_owned`]).
    ///
    /// The future resolves to an error if no reply arrives: [`Error::connect`](crate::Error::connect),
    /// [`Error::timed_out`](crate::Error::timed_out), [`Error::too_large`](crate::Error::too_large), or
    /// [`Error::transport`](crate::Error::transport) for other failures.
    fn send(&self, request: Request<'_>) -> Exchange;

    /// Waits before a call is repeated, see [`Retries`](crate::Retries).
    ///
    /// By default a thread sleeps and then wakes the task, which works in every runtime. A transport for one
    /// runtime should return that runtime's timer, as `Reqwest` returns tokio's. A transport that wraps another
    /// transport should call that transport's `sleep`.
    fn sleep(&self, duration: Duration) -> Sleep {
        Box::pin(sleep::ThreadSleep::new(duration))
    }
}

/// The future of a request. It owns its data, so that a call can be moved to a task.
pub type Exchange = Pin<Box<dyn Future<Output = Result<Response>> + Send>>;

/// The future of a wait between two attempts of a call.
pub type Sleep = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A transport for blocking code. Calls over it are sent with `.send()`.
///
/// Implementations follow the same rules as those of [`Transport`].
pub trait BlockingTransport: Send + Sync {
    /// Sends a request and waits for the whole reply.
    ///
    /// # Errors
    ///
    /// The same errors as those of [`Transport::send`] if no reply arrives.
    fn send(&self, request: Request<'_>) -> Result<Response>;

    /// Waits before a call is repeated, see [`Retries`](crate::Retries). By default the thread sleeps.
    fn sleep(&self, duration: Duration) {
        std::thread::sleep(duration);
    }
}

macro_rules! through {
    ($($pointer:ty),*) => {$(
        impl<T: Transport + ?Sized> Transport for $pointer {
            fn send(&self, request: Request<'_>) -> Exchange {
                (**self).send(request)
            }

            fn sleep(&self, duration: Duration) -> Sleep {
                (**self).sleep(duration)
            }
        }

        impl<T: BlockingTransport + ?Sized> BlockingTransport for $pointer {
            fn send(&self, request: Request<'_>) -> Result<Response> {
                (**self).send(request)
            }

            fn sleep(&self, duration: Duration) {
                (**self).sleep(duration);
            }
        }
    )*};
}

through!(&T, Arc<T>, Box<T>);

// Generated clients derive `Debug`. These two impls make it available for a client over `Arc<dyn
// Transport>`.
impl fmt::Debug for dyn Transport + '_ {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("dyn Transport")
    }
}

impl fmt::Debug for dyn BlockingTransport + '_ {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("dyn BlockingTransport")
    }
}

/// A request for a transport: a `POST` of one envelope.
#[derive(Clone)]
#[non_exhaustive]
pub struct Request<'a> {
    /// The URL to send to.
    pub endpoint: Cow<'a, str>,
    /// The headers to send: `Content-Type`, the `SOAPAction` of SOAP 1.1, and those of the user. The transport
    /// adds `Host`, `Content-Length` and the headers of the connection.
    pub headers: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// The envelope in UTF-8, or a multipart message if there are attachments.
    pub body: Body,
    /// Maximum duration of the exchange, including connecting; `None` for no limit.
    pub timeout: Option<Duration>,
    /// Maximum size of the body of the reply after decompression, in bytes.
    pub limit: u64,
}

impl<'a> Request<'a> {
    /// Creates a request without headers, timeout or limit.
    pub fn new(endpoint: impl Into<Cow<'a, str>>, body: impl Into<Body>) -> Self {
        Self {
            endpoint: endpoint.into(),
            headers: Vec::new(),
            body: body.into(),
            timeout: None,
            limit: u64::MAX,
        }
    }

    /// Converts the request to one that borrows nothing, for a future that outlives it.
    pub fn into_owned(self) -> Request<'static> {
        let headers = self.headers.into_iter();
        let headers = headers.map(|(name, value)| (name.into_owned().into(), value.into_owned().into()));
        Request { endpoint: self.endpoint.into_owned().into(), headers: headers.collect(), ..self }
    }

    /// The value of a header. The case of the name is ignored.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| &**value)
    }
}

/// Omits the body and the values of headers that may be credentials.
impl fmt::Debug for Request<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Request")
            .field("endpoint", &shown(&self.endpoint))
            .field("headers", &shown_pairs(self.headers.iter().map(|(name, value)| (&**name, &**value))))
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("timeout", &self.timeout)
            .field("limit", &self.limit)
            .finish()
    }
}

/// An HTTP reply with any status.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Reason phrase; may be empty.
    pub reason: Cow<'static, str>,
    /// The headers in the order in which they arrived.
    pub headers: Vec<(String, String)>,
    /// The body, with its content coding removed.
    pub body: Vec<u8>,
}

impl Response {
    /// Creates a reply without headers.
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { status, reason: Cow::Borrowed(""), headers: Vec::new(), body: body.into() }
    }

    /// Creates a reply with status 200 and a SOAP 1.1 envelope.
    pub fn envelope(text: impl Into<Vec<u8>>) -> Self {
        Self::new(200, text).with_header("Content-Type", "text/xml; charset=utf-8")
    }

    /// Adds a header.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The value of a header. The case of the name is ignored.
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }
}

/// Omits the body and the values of headers that may be credentials.
impl fmt::Debug for Response {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Response")
            .field("status", &self.status)
            .field("reason", &self.reason)
            .field("headers", &shown_headers(&self.headers))
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}

#[cfg(any(feature = "reqwest", feature = "testing", feature = "ureq"))]
impl Error {
    /// Adds the status and the headers of a reply whose body could not be read.
    pub(crate) fn with_head(mut self, head: Response) -> Self {
        let Response { status, reason, headers, .. } = head;
        let (excerpt, echoes) = Default::default();
        self.circumstances_mut().http = Some(HttpReply { status, reason, headers, excerpt, echoes });
        self
    }
}

/// Whether a socket error means that the peer closed the connection.
#[cfg(any(feature = "reqwest", feature = "ureq"))]
fn is_closed(kind: std::io::ErrorKind) -> bool {
    use std::io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, NotConnected, UnexpectedEof};
    matches!(kind, BrokenPipe | ConnectionAborted | ConnectionReset | NotConnected | UnexpectedEof)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_body_and_no_credential() {
        let mut request = Request::new("https://jdoe:secret@host/path?key=secret", b"secret".to_vec());
        request.headers = vec![
            ("Authorization".into(), "Basic secret".into()),
            ("Cookie".into(), "secret".into()),
            ("X-Api-Key".into(), "secret".into()),
            ("Content-Type".into(), "text/xml".into()),
        ];
        let text = format!("{request:?}");
        assert!(!text.contains("secret"), "{text}");
        assert!(text.contains(r#""https://host/path""#), "{text}");
        assert!(text.contains(r#""Content-Type": "text/xml""#), "{text}");

        let response = Response::new(200, "secret").with_header("Set-Cookie", "secret");
        let text = format!("{response:?}");
        assert!(!text.contains("secret"), "{text}");
    }

    #[test]
    fn headers_are_found_in_any_case() {
        let response = Response::new(200, "").with_header("Content-Type", "text/xml");
        assert_eq!(response.header("content-type"), Some("text/xml"));
        assert_eq!(response.header("x"), None);
    }
}
