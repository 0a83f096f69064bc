//! How a request gets to a server and its reply back: one trait for async code, one for blocking code.
//! Nothing here knows XML; a transport moves bytes and tells apart why that failed.
//!
//! # Certificates
//!
//! Both transports trust the certificates that the system trusts. Another authority, or a self-signed certificate, is
//! trusted explicitly:
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
//! A self-signed certificate as `openssl req -x509` makes it by default cannot be trusted this way: it is one of an
//! authority (`CA:TRUE`), and rustls refuses such a certificate for a server (`CaUsedAsEndEntity`), since RFC 5280 keeps
//! the two apart. Make one for a server, which names its host:
//!
//! ```sh
//! openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out certificate.pem -subj /CN=host.example \
//!     -addext subjectAltName=DNS:host.example -addext basicConstraints=critical,CA:FALSE
//! ```
//!
//! or sign the certificate of the server with the one that there is, and trust the latter. Where the server is not
//! yours, reqwest takes a rustls configuration (`ClientBuilder::tls_backend_preconfigured`), whose verifier can compare the
//! certificate with the expected one; ureq takes none.
//!
//! # Limits
//!
//! The limit of a reply counts bytes that are unpacked, while they arrive, and then bytes in UTF-8. One content coding is
//! undone, gzip or deflate; another one, or several in one another, are refused by name.

use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use crate::error::Result;
use crate::error::http_reply::find;
#[cfg(any(feature = "reqwest", feature = "ureq"))]
use crate::error::{Error, HttpReply};
use crate::redaction::header::{shown_headers, shown_pairs};

#[cfg(any(feature = "reqwest", feature = "ureq"))]
mod coding;
mod memory;
#[cfg(feature = "reqwest")]
mod over_reqwest;
#[cfg(feature = "ureq")]
mod over_ureq;
#[cfg(any(feature = "reqwest", feature = "ureq"))]
mod redirect;
#[cfg(feature = "ureq")]
mod reference;
#[cfg(feature = "ureq")]
mod watched;

pub use crate::redaction::url::shown;
/// The reqwest that [`Reqwest`] is built on.
#[cfg(feature = "reqwest")]
pub use ::reqwest;
/// The ureq that [`Ureq`] is built on.
#[cfg(feature = "ureq")]
pub use ::ureq;
pub use memory::{Memory, Recorded};
#[cfg(feature = "reqwest")]
pub use over_reqwest::Reqwest;
#[cfg(feature = "ureq")]
pub use over_ureq::Ureq;
#[cfg(any(feature = "reqwest", feature = "ureq"))]
pub use redirect::Redirects;

/// How long a call may take unless the client or the call says otherwise: 60 seconds.
pub const TIMEOUT: Duration = Duration::from_secs(60);

/// A transport for async code: a call over it is awaited.
///
/// Implementations send the body with `POST`, add [`Request::headers`] as they stand, keep to [`Request::timeout`] from
/// the first byte to the last, and stop with [`Error::too_large`](crate::Error::too_large) when the reply, unpacked,
/// grows beyond [`Request::limit`]. Every HTTP status is a [`Response`]; an error means that there is none.
///
/// A `POST` must not become a `GET` on the way: a redirect that would do that is returned as it came.
///
/// ```
/// use saponify::transport::{Exchange, Request, Response, Transport};
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
/// }
/// ```
pub trait Transport: Send + Sync {
    /// Sends a request and waits for the whole reply.
    ///
    /// The future outlives the transport and the request: it takes the body, and clones of what else it needs
    /// ([`Request::into_owned`]).
    ///
    /// The future resolves to an error when there is no reply: [`Error::connect`](crate::Error::connect),
    /// [`Error::timed_out`](crate::Error::timed_out), [`Error::too_large`](crate::Error::too_large) or
    /// [`Error::transport`](crate::Error::transport) for anything else.
    fn send(&self, request: Request<'_>) -> Exchange;
}

/// A request under way, to be awaited. It owns what it needs, so that a call can go to a task.
pub type Exchange = Pin<Box<dyn Future<Output = Result<Response>> + Send>>;

/// A transport for blocking code: a call over it is sent with `.send()`.
///
/// What [`Transport`] says of an implementation holds here too.
pub trait BlockingTransport: Send + Sync {
    /// Sends a request and waits for the whole reply.
    ///
    /// # Errors
    ///
    /// When there is no reply, as [`Transport::send`] says.
    fn send(&self, request: Request<'_>) -> Result<Response>;
}

macro_rules! through {
    ($($pointer:ty),*) => {$(
        impl<T: Transport + ?Sized> Transport for $pointer {
            fn send(&self, request: Request<'_>) -> Exchange {
                (**self).send(request)
            }
        }

        impl<T: BlockingTransport + ?Sized> BlockingTransport for $pointer {
            fn send(&self, request: Request<'_>) -> Result<Response> {
                (**self).send(request)
            }
        }
    )*};
}

through!(&T, Arc<T>, Box<T>);

// A generated client derives Debug, so that a client over `Arc<dyn Transport>` has it needs these two.
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

/// What a transport sends: a `POST` of one envelope.
#[derive(Clone)]
#[non_exhaustive]
pub struct Request<'a> {
    /// The URL to send to.
    pub endpoint: Cow<'a, str>,
    /// Every header to send but `Host`, `Content-Length` and those of the connection: the `Content-Type`, the
    /// `SOAPAction` of SOAP 1.1, the user's own.
    pub headers: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// The envelope, in UTF-8.
    pub body: Vec<u8>,
    /// How long the whole exchange may take, connecting included; `None` for any time.
    pub timeout: Option<Duration>,
    /// How many bytes the body of the reply may have, counted after decompression.
    pub limit: u64,
}

impl<'a> Request<'a> {
    /// A request without headers, timeout or limit.
    pub fn new(endpoint: impl Into<Cow<'a, str>>, body: Vec<u8>) -> Self {
        Self { endpoint: endpoint.into(), headers: Vec::new(), body, timeout: None, limit: u64::MAX }
    }

    /// The same request, which borrows nothing: for a future that outlives it.
    pub fn into_owned(self) -> Request<'static> {
        let headers = self.headers.into_iter();
        let headers = headers.map(|(name, value)| (name.into_owned().into(), value.into_owned().into()));
        Request { endpoint: self.endpoint.into_owned().into(), headers: headers.collect(), ..self }
    }

    /// The value of a header, by its name in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| &**value)
    }
}

/// Shows neither the body nor what may be a credential.
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

/// What a transport brings back: any HTTP reply, whatever its status.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The reason phrase; may be empty.
    pub reason: Cow<'static, str>,
    /// The headers, in the order in which they came.
    pub headers: Vec<(String, String)>,
    /// The body, with any content encoding undone.
    pub body: Vec<u8>,
}

impl Response {
    /// A reply without headers.
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { status, reason: Cow::Borrowed(""), headers: Vec::new(), body: body.into() }
    }

    /// A reply of status 200 that is a SOAP 1.1 envelope.
    pub fn envelope(text: impl Into<Vec<u8>>) -> Self {
        Self::new(200, text).with_header("Content-Type", "text/xml; charset=utf-8")
    }

    /// Adds a header.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The value of a header, by its name in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }
}

/// Shows neither the body nor what may be a credential.
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

#[cfg(any(feature = "reqwest", feature = "ureq"))]
impl Error {
    /// Adds status and headers of a reply whose body could not be read.
    fn with_head(mut self, head: Response) -> Self {
        let Response { status, reason, headers, .. } = head;
        self.circumstances_mut().http = Some(HttpReply { status, reason, headers, excerpt: String::new() });
        self
    }
}

/// Whether an error of a socket says that the other side ended the connection.
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
