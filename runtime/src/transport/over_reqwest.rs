//! The async transport, based on reqwest.

use std::borrow::Cow;
#[cfg(feature = "mime")]
use std::collections::VecDeque;
use std::error::Error as StdError;
use std::fmt;
use std::future::ready;
use std::io;
#[cfg(feature = "mime")]
use std::pin::Pin;
use std::sync::Arc;
#[cfg(feature = "mime")]
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use bytes::Bytes;
#[cfg(feature = "mime")]
use hyper::body::{Frame, SizeHint};
use reqwest::header::{ACCEPT_ENCODING, AUTHORIZATION, COOKIE, HeaderName, HeaderValue, LOCATION};
use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder, Url};

use super::coding::Unpacking;
use super::redirect::{self, Origin, Redirects};
use super::{Exchange, Request, Response, Sleep, Transport, shown, user};
use crate::error::{Error, Result};

/// The async transport: HTTP/1.1 over [`reqwest`], with rustls, connection reuse, gzip and deflate.
///
/// Clones share their connections. Like reqwest, it requires a tokio runtime.
///
/// ```
/// use std::time::Duration;
/// use saponify::transport::Reqwest;
///
/// // reqwest's builder configures proxies, client certificates and trusted roots.
/// let builder = Reqwest::builder().connect_timeout(Duration::from_secs(5));
/// let transport = Reqwest::with(builder)?;
/// # Ok::<(), saponify::Error>(())
/// ```
#[derive(Clone)]
pub struct Reqwest {
    client: Client,
    redirects: Redirects,
    /// The reason why TLS is not available: the machine has no root certificates.
    without_tls: Option<Arc<reqwest::Error>>,
}

impl Reqwest {
    /// Creates a transport with the settings of [`Reqwest::builder`].
    ///
    /// If the system has no root certificates, plain http works, and every call over https fails.
    pub fn new() -> Self {
        match build(Self::builder()) {
            Ok(client) => Self { client, redirects: Redirects::default(), without_tls: None },
            Err(error) => {
                // reqwest cannot build a verifier without root certificates, unless an empty set of roots is
                // requested explicitly.
                let client = build(Self::builder().tls_certs_only([])).unwrap_or_default();
                Self { client, redirects: Redirects::default(), without_tls: Some(Arc::new(error)) }
            }
        }
    }

    /// Creates a transport with custom settings, such as a proxy, certificates and timeouts. Start from
    /// [`Reqwest::builder`].
    ///
    /// It takes a builder instead of a client, because this transport must control redirects and compression:
    /// reqwest's redirects change a `POST` to a `GET`, and cannot be changed on a finished client. The
    /// timeout of a call takes precedence over the client's timeout.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Transport`](crate::ErrorKind::Transport) if reqwest cannot build a client.
    pub fn with(builder: ClientBuilder) -> Result<Self> {
        let client = build(builder).map_err(Error::transport)?;
        Ok(Self { client, redirects: Redirects::default(), without_tls: None })
    }

    /// Sets which redirects are followed. The default is [`Redirects::SameOrigin`].
    #[must_use]
    pub fn with_redirects(self, redirects: Redirects) -> Self {
        Self { redirects, ..self }
    }

    /// reqwest's builder with settings for SOAP: the name of this crate as `User-Agent`, and the certificates
    /// that the system trusts.
    pub fn builder() -> ClientBuilder {
        provide_cryptography();
        Client::builder().user_agent(concat!("saponify/", env!("CARGO_PKG_VERSION")))
    }

    /// Converts a request to one that owns its data.
    fn post(&self, request: Request<'_>) -> Result<Post> {
        let Request { endpoint, headers, body, timeout, limit } = request;
        let endpoint = &*endpoint;
        if let Some(error) = &self.without_tls
            && endpoint.get(..6).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https:"))
        {
            return Err(Error::connect(shown(endpoint), Arc::clone(error)).with_never_sent());
        }
        let mut first = Url::parse(endpoint).map_err(|error| no_endpoint(endpoint, error))?;
        // reqwest would drop a password that is not UTF-8, and would create a second header if there is one already:
        // the `Authorization` header takes precedence over a user in the URL.
        let has_header = || headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("Authorization"));
        let authorization = user_of(&first).filter(|_| !has_header()).map(|user| user::authorization(&user));
        strip_user(&mut first);
        let headers = headers.iter().map(|(name, value)| header(name, value));
        let headers = headers.chain(authorization.map(|value| header("Authorization", &value)));
        Ok(Post {
            client: self.client.clone(),
            redirects: self.redirects,
            endpoint: first,
            headers: headers.collect::<Result<_>>().map_err(Error::with_unsendable)?,
            body: Sent::from(body),
            timeout,
            limit,
        })
    }
}

/// A request for reqwest with all the data that it needs.
struct Post {
    client: Client,
    redirects: Redirects,
    endpoint: Url,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Sent,
    timeout: Option<Duration>,
    limit: u64,
}

/// A body that can be sent several times.
enum Sent {
    Whole(Bytes),
    #[cfg(feature = "mime")]
    Pieces(VecDeque<Bytes>),
}

#[cfg(not(feature = "mime"))]
impl From<super::Body> for Sent {
    fn from(body: super::Body) -> Self {
        Self::Whole(body.into_vec().into())
    }
}

#[cfg(feature = "mime")]
impl From<super::Body> for Sent {
    fn from(body: super::Body) -> Self {
        let mut pieces = body.into_pieces();
        match pieces.len() {
            0 | 1 => Self::Whole(pieces.pop_front().unwrap_or_default()),
            _ => Self::Pieces(pieces),
        }
    }
}

impl Sent {
    fn to_body(&self) -> reqwest::Body {
        match self {
            Self::Whole(body) => body.clone().into(),
            #[cfg(feature = "mime")]
            Self::Pieces(pieces) => reqwest::Body::wrap(Pieces(pieces.clone())),
        }
    }
}

/// The remaining pieces of a body. Their size is known, so the request has a `Content-Length`.
#[cfg(feature = "mime")]
struct Pieces(VecDeque<Bytes>);

#[cfg(feature = "mime")]
impl hyper::body::Body for Pieces {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<std::result::Result<Frame<Bytes>, Self::Error>>> {
        Poll::Ready(self.0.pop_front().map(|piece| Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.0.iter().map(|piece| piece.len() as u64).sum())
    }
}

impl Post {
    async fn exchange(self) -> Result<Response> {
        let begun = Instant::now();
        let Self { client, redirects, endpoint: first, headers, body, timeout, limit } = self;
        // The target of a redirect.
        let mut target = None;
        let mut left = timeout;
        for hop in 0..=redirect::MAX_REDIRECTS {
            let url = target.as_ref().unwrap_or(&first);
            let same_origin = hop == 0 || origin(&first).same(origin(url));
            let outcome = |error: reqwest::Error, stage| {
                let stage = if hop == 0 { stage } else { Stage::after_redirect(stage) };
                failed(error, url.as_str(), timeout.unwrap_or_else(|| begun.elapsed()), stage)
            };
            let mut post = client.post(url.clone()).body(body.to_body());
            let mut accepts = false;
            for (name, value) in &headers {
                if same_origin || !redirect::is_credential(name.as_str()) {
                    accepts |= name == ACCEPT_ENCODING;
                    post = post.header(name, value);
                }
            }
            if !accepts {
                post = post.header(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
            }
            if let Some(left) = left {
                post = post.timeout(left);
            }
            let reply = post.send().await.map_err(|error| outcome(error, Stage::Sending))?;
            if hop < redirect::MAX_REDIRECTS
                && let Some(place) = next(&reply, redirects, &first, url)
            {
                target = Some(place);
                left = timeout.map(|timeout| timeout.saturating_sub(begun.elapsed()));
                continue;
            }
            return response(reply, limit, |error| outcome(error, Stage::Receiving)).await;
        }
        Err(Error::transport("too many redirects"))
    }
}

impl Default for Reqwest {
    fn default() -> Self {
        Self::new()
    }
}

/// Omits the client, because its default headers may contain credentials.
impl fmt::Debug for Reqwest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Reqwest").field("redirects", &self.redirects).finish_non_exhaustive()
    }
}

impl Transport for Reqwest {
    fn send(&self, request: Request<'_>) -> Exchange {
        match self.post(request) {
            Ok(post) => Box::pin(post.exchange()),
            Err(error) => Box::pin(ready(Err(error))),
        }
    }

    /// Waits with tokio's timer.
    fn sleep(&self, duration: Duration) -> Sleep {
        Box::pin(tokio::time::sleep(duration))
    }
}

fn build(builder: ClientBuilder) -> reqwest::Result<Client> {
    provide_cryptography();
    // Another crate may have enabled reqwest's content codings, which would bypass the limit.
    let builder = builder.no_gzip().no_brotli().no_zstd().no_deflate();
    builder.redirect(Policy::none()).referer(false).build()
}

/// Installs *ring* as rustls's cryptography provider if the process has none.
fn provide_cryptography() {
    // An error means that the application has installed a provider. Use that one.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue)> {
    // Nearly all calls have this header, and the HTTP library has no constant for it. A static name is not
    // allocated.
    let name = match name {
        "SOAPAction" => HeaderName::from_static("soapaction"),
        _ => HeaderName::from_bytes(name.as_bytes()).map_err(Error::transport)?,
    };
    let mut value = HeaderValue::from_bytes(value.as_bytes()).map_err(Error::transport)?;
    value.set_sensitive(name == AUTHORIZATION || name == COOKIE);
    Ok((name, value))
}

/// The target of a redirect; `None` if the redirect must not be followed.
fn next(reply: &reqwest::Response, redirects: Redirects, first: &Url, from: &Url) -> Option<Url> {
    if !redirect::keeps_body(reply.status().as_u16()) {
        return None;
    }
    let location = reply.headers().get(LOCATION)?.to_str().ok()?;
    let mut place = from.join(location).ok()?;
    // Ignore a user in the target, which the server chose.
    strip_user(&mut place);
    redirects.allow(origin(first), origin(from), origin(&place)).then_some(place)
}

fn origin(url: &Url) -> Origin<'_> {
    Origin { scheme: url.scheme(), host: url.host_str().unwrap_or_default(), port: url.port() }
}

/// The user in a URL, `name:password` in percent-encoding.
fn user_of(url: &Url) -> Option<String> {
    let (name, password) = (url.username(), url.password());
    (!name.is_empty() || password.is_some()).then(|| format!("{name}:{}", password.unwrap_or_default()))
}

fn strip_user(url: &mut Url) {
    // An error means that URLs with this scheme cannot contain a user.
    let _ = url.set_username("");
    let _ = url.set_password(None);
}

async fn response(
    mut reply: reqwest::Response,
    limit: u64,
    outcome: impl Fn(reqwest::Error) -> Error,
) -> Result<Response> {
    let mut response = Response::new(reply.status().as_u16(), Vec::new());
    response.reason = match reply.extensions().get::<hyper::ext::ReasonPhrase>() {
        Some(phrase) if !phrase.as_bytes().is_empty() => {
            Cow::Owned(String::from_utf8_lossy(phrase.as_bytes()).into_owned())
        }
        // The server sent no phrase, or HTTP cannot represent it.
        _ => Cow::Borrowed(reply.status().canonical_reason().unwrap_or_default()),
    };
    response.headers = reply
        .headers()
        .iter()
        .map(|(name, value)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        })
        .collect();
    let body = async {
        let mut unpacking = Unpacking::new(&response.headers, reply.content_length(), limit)?;
        while let Some(chunk) = reply.chunk().await.map_err(&outcome)? {
            unpacking.push(&chunk)?;
        }
        unpacking.finish()
    };
    match body.await {
        Ok(body) => {
            response.body = body;
            Ok(response)
        }
        Err(error) => Err(error.with_head(response)),
    }
}

/// Progress of an exchange.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Before the head of the reply has arrived.
    Sending,
    /// Before the head of the reply has arrived, after a redirect: the first server already has the request.
    Redirected,
    /// After the head of the reply has arrived.
    Receiving,
}

impl Stage {
    fn after_redirect(self) -> Self {
        if self == Self::Sending { Self::Redirected } else { self }
    }
}

fn failed(error: reqwest::Error, url: &str, waited: Duration, stage: Stage) -> Error {
    // Remove the URL from the error, because it may contain a password.
    let error = error.without_url();
    let unsent = |error: Error| if stage == Stage::Sending { error.with_never_sent() } else { error };
    if error.is_connect() {
        // This includes the client's own timeout for connecting.
        let timed_out = error.is_timeout();
        let error = unsent(Error::connect(shown(url), error));
        if timed_out { error.with_timed_out() } else { error }
    } else if error.is_timeout() {
        Error::timed_out(waited)
    } else if error.is_builder() && error.source().is_some() {
        let error = no_endpoint(url, innermost(&error));
        // After a redirect, the first server already has the request.
        if stage == Stage::Sending { error } else { error.with_unknown_delivery() }
    } else if stage != Stage::Receiving && is_closed(&error) {
        Error::transport(error).with_closed_before_reply()
    } else {
        Error::transport(error)
    }
}

/// Whether the connection was closed before the head of the reply was complete.
fn is_closed(error: &reqwest::Error) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<hyper::Error>()
            && (error.is_incomplete_message() || error.is_canceled())
        {
            return true;
        }
        if error.downcast_ref::<io::Error>().is_some_and(|error| super::is_closed(error.kind())) {
            return true;
        }
        cause = error.source();
    }
    false
}

#[cold]
fn no_endpoint(endpoint: &str, reason: impl fmt::Display) -> Error {
    Error::transport(format!("`{}` is not a valid endpoint: {reason}", shown(endpoint))).with_unsendable()
}

fn innermost(error: &reqwest::Error) -> String {
    let mut cause: &dyn StdError = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
