//! The blocking transport, based on ureq.

use std::borrow::Cow;
use std::fmt;
use std::io::{ErrorKind, Read};
use std::time::{Duration, Instant};

use ureq::config::{Config, ConfigBuilder};
use ureq::http::{Response as Reply, Uri, header};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::typestate::AgentScope;
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::{Connector, DefaultConnector};
use ureq::{Agent, Body, SendBody, Timeout};

use super::coding::Unpacking;
use super::redirect::{self, Origin, Redirects};
use super::reference::{self, resolve, without_user};
use super::watched::{Broken, Watch};
use super::{BlockingTransport, Request, Response, shown};
use crate::error::{Error, Result};

/// The blocking transport: HTTP/1.1 over [`ureq`], with rustls, connection reuse, gzip and deflate.
///
/// Clones share their connections. It blocks the calling thread; async code should use another transport.
///
/// ```
/// use saponify::transport::{Ureq, ureq};
///
/// // ureq's builder configures proxies, client certificates and trusted roots.
/// # fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let proxy = ureq::Proxy::new("http://proxy.example:3128")?;
/// let transport = Ureq::with_config(Ureq::builder().proxy(Some(proxy)).build());
/// # Ok(())
/// # }
/// # run().unwrap();
/// ```
#[derive(Clone)]
pub struct Ureq {
    agent: Agent,
    redirects: Redirects,
    /// Whether the agent's connections are wrapped in [`Watch`].
    watched: bool,
}

impl Ureq {
    /// Creates a transport with the settings of [`Ureq::builder`].
    pub fn new() -> Self {
        Self::with_config(Self::builder().build())
    }

    /// Creates a transport with custom settings, such as a proxy, certificates and timeouts. Start from
    /// [`Ureq::builder`].
    ///
    /// This transport ignores the settings for redirects and HTTP statuses. The timeout of a call takes
    /// precedence over the timeout in the settings.
    pub fn with_config(config: Config) -> Self {
        let agent =
            Agent::with_parts(config, DefaultConnector::new().chain(Watch), DefaultResolver::default());
        Self { agent, redirects: Redirects::default(), watched: true }
    }

    /// Creates a transport over an existing agent, to share its connections or to use its connector or
    /// resolver.
    ///
    /// Prefer [`Ureq::with_config`]. The transport cannot observe the connections of an existing agent: its errors
    /// report less about how far the request got ([details](Error#details-of-the-failed-call)), and a reply that
    /// arrives before the whole request is sent is lost.
    pub fn with(agent: Agent) -> Self {
        Self { agent, redirects: Redirects::default(), watched: false }
    }

    /// Sets which redirects are followed. The default is [`Redirects::SameOrigin`].
    #[must_use]
    pub fn with_redirects(self, redirects: Redirects) -> Self {
        Self { redirects, ..self }
    }

    /// ureq's builder with settings for SOAP: the name of this crate as `User-Agent`, and the certificates
    /// that the system trusts.
    pub fn builder() -> ConfigBuilder<AgentScope> {
        Agent::config_builder()
            .user_agent(concat!("saponify/", env!("CARGO_PKG_VERSION")))
            .tls_config(TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build())
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            // The same as the default timeout of a call, so that most requests need no separate
            // configuration.
            .timeout_global(Some(super::TIMEOUT))
    }

    fn post(
        &self,
        uri: &Uri,
        request: &Request<'_>,
        (authorization, same_origin): (Option<&str>, bool),
        timeout: Option<Duration>,
    ) -> Result<Reply<Body>, ureq::Error> {
        let mut post = self.agent.post(uri);
        for (name, value) in &request.headers {
            if same_origin || !redirect::is_credential(name) {
                // Create the value from bytes, because header values may contain non-ASCII characters.
                let value =
                    header::HeaderValue::from_bytes(value.as_bytes()).map_err(ureq::http::Error::from)?;
                post = post.header(&**name, value);
            }
        }
        if let Some(authorization) = authorization.filter(|_| same_origin) {
            post = post.header(header::AUTHORIZATION, authorization);
        }
        if request.header("Accept-Encoding").is_none() {
            post = post.header(header::ACCEPT_ENCODING, "gzip");
        }
        if !suits(self.agent.config(), timeout) {
            // Configure a request only if the agent's configuration does not suit it: for requests with
            // their own configuration, ureq builds the TLS configuration anew for each connection.
            post = post
                .config()
                .http_status_as_error(false)
                .max_redirects(0)
                .max_redirects_will_error(false)
                .timeout_global(timeout)
                .build();
        }
        match request.body.as_one() {
            Some(body) => post.send(body),
            None => {
                let mut pieces = Pieces { current: &[], rest: request.body.pieces() };
                let post = post.header(header::CONTENT_LENGTH, request.body.len());
                post.send(SendBody::from_reader(&mut pieces))
            }
        }
    }

    fn failed(&self, error: ureq::Error, uri: &Uri, waited: Duration, stage: Stage) -> Error {
        let url = uri.to_string();
        let unsent = |error: Error| if stage == Stage::Sending { error.with_never_sent() } else { error };
        let unsendable = |error: Error| if stage == Stage::Sending { error.with_unsendable() } else { error };
        match error {
            // The agent's timeout for connecting, not the timeout of the call.
            ureq::Error::Timeout(Timeout::Connect | Timeout::Resolve) => {
                unsent(Error::connect(shown(&url), error)).with_timed_out()
            }
            ureq::Error::HostNotFound
            | ureq::Error::ConnectionFailed
            | ureq::Error::ConnectProxyFailed(_)
            | ureq::Error::InvalidProxyUrl
            | ureq::Error::TlsRequired
            | ureq::Error::Tls(_)
            | ureq::Error::Rustls(_) => unsent(Error::connect(shown(&url), error)),
            ureq::Error::Timeout(_) => Error::timed_out(waited),
            // Both errors quote the URL, which may contain a password.
            ureq::Error::BadUri(_) | ureq::Error::RequireHttpsOnly(_) => {
                let reason = "expected an absolute http or https URL; the agent may require https";
                unsendable(Error::transport(format!("`{}` is not a valid endpoint: {reason}", shown(&url))))
            }
            ureq::Error::Http(_) => unsendable(Error::transport(error)),
            ureq::Error::Io(cause) => match Broken::of(&cause) {
                Some(broken) if broken.before_reply && stage != Stage::Receiving => {
                    Error::transport(cause).with_closed_before_reply()
                }
                None if self.watched && stage != Stage::Receiving => {
                    unsent(Error::connect(shown(&url), cause))
                }
                None if !self.watched && is_unsent(&cause) => unsent(Error::connect(shown(&url), cause)),
                None if !self.watched && is_unreachable(&cause) => Error::connect(shown(&url), cause),
                _ if cause.kind() == ErrorKind::TimedOut => Error::timed_out(waited),
                _ => Error::transport(cause),
            },
            error => Error::transport(error),
        }
    }
}

/// Reads the pieces of a body one after the other.
struct Pieces<'b, I> {
    current: &'b [u8],
    rest: I,
}

impl<'b, I: Iterator<Item = &'b [u8]>> Read for Pieces<'b, I> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        while self.current.is_empty() {
            match self.rest.next() {
                Some(next) => self.current = next,
                None => return Ok(0),
            }
        }
        self.current.read(buffer)
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

impl Default for Ureq {
    fn default() -> Self {
        Self::new()
    }
}

impl From<Agent> for Ureq {
    fn from(agent: Agent) -> Self {
        Self::with(agent)
    }
}

/// Omits the agent, because its proxy may contain credentials.
impl fmt::Debug for Ureq {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Ureq").finish_non_exhaustive()
    }
}

impl BlockingTransport for Ureq {
    fn send(&self, request: Request<'_>) -> Result<Response> {
        let begun = Instant::now();
        let endpoint = reference::parse(&request.endpoint);
        let endpoint = endpoint.map_err(|error| no_endpoint(&request.endpoint, &error))?;
        let Some((first, authorization)) = without_user(&endpoint) else {
            return Err(no_endpoint(&request.endpoint, &"the URL has no host"));
        };
        if !has_valid_port(&first) {
            return Err(no_endpoint(&request.endpoint, &"invalid port number"));
        }
        // The `Authorization` header takes precedence over a user in the URL.
        let authorization = authorization.filter(|_| request.header("Authorization").is_none());

        let mut uri = first.clone();
        let mut timeout = request.timeout;
        for hop in 0..=redirect::MAX_REDIRECTS {
            let failed = |error, stage| {
                let waited = request.timeout.unwrap_or_else(|| begun.elapsed());
                self.failed(error, &uri, waited, stage)
            };
            let same_origin = origin(&first).zip(origin(&uri)).is_some_and(|(first, uri)| first.same(uri));
            let credentials = (authorization.as_deref(), same_origin);
            let reply = self
                .post(&uri, &request, credentials, timeout)
                .map_err(|error| failed(error, if hop == 0 { Stage::Sending } else { Stage::Redirected }))?;
            if hop < redirect::MAX_REDIRECTS
                && let Some(place) = next(&reply, self.redirects, &first, &uri)
            {
                uri = place;
                timeout = request.timeout.map(|timeout| timeout.saturating_sub(begun.elapsed()));
                continue;
            }
            return response(reply, request.limit, |error| failed(error, Stage::Receiving));
        }
        Err(Error::transport("too many redirects"))
    }
}

#[cold]
fn no_endpoint(endpoint: &str, reason: &dyn fmt::Display) -> Error {
    Error::transport(format!("`{}` is not a valid endpoint: {reason}", shown(endpoint))).with_unsendable()
}

/// Whether the agent's configuration already matches the needs of a call.
fn suits(config: &Config, timeout: Option<Duration>) -> bool {
    !config.http_status_as_error()
        && config.max_redirects() == 0
        && !config.max_redirects_will_error()
        && config.timeouts().global == timeout
}

/// The target of a redirect; `None` if the redirect must not be followed.
fn next(reply: &Reply<Body>, redirects: Redirects, first: &Uri, from: &Uri) -> Option<Uri> {
    if !redirect::keeps_body(reply.status().as_u16()) {
        return None;
    }
    let location = reply.headers().get(header::LOCATION)?.to_str().ok()?;
    // Ignore a user in the target, which the server chose. Send the endpoint's user only to the endpoint's
    // origin.
    let (place, _) = without_user(&resolve(from, location)?).filter(|(place, _)| has_valid_port(place))?;
    redirects.allow(origin(first)?, origin(from)?, origin(&place)?).then_some(place)
}

/// Whether the port of a URL is a number up to 65,535. ureq would connect to the default port otherwise.
fn has_valid_port(uri: &Uri) -> bool {
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    let host = uri.host().unwrap_or_default();
    let port = authority.strip_prefix(host).and_then(|port| port.strip_prefix(':')).unwrap_or_default();
    port.is_empty() || uri.port_u16().is_some()
}

fn origin(uri: &Uri) -> Option<Origin<'_>> {
    Some(Origin { scheme: uri.scheme_str()?, host: uri.host()?, port: uri.port_u16() })
}

fn response(reply: Reply<Body>, limit: u64, failed: impl Fn(ureq::Error) -> Error) -> Result<Response> {
    let (parts, body) = reply.into_parts();
    let mut response = Response::new(parts.status.as_u16(), Vec::new());
    // ureq does not provide the reason phrase of the server.
    response.reason = Cow::Borrowed(parts.status.canonical_reason().unwrap_or_default());
    response.headers = parts
        .headers
        .iter()
        .map(|(name, value)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        })
        .collect();
    match decompressed(body, &response.headers, limit, failed) {
        Ok(body) => {
            response.body = body;
            Ok(response)
        }
        Err(error) => Err(error.with_head(response)),
    }
}

fn decompressed(
    body: Body,
    headers: &[(String, String)],
    limit: u64,
    failed: impl Fn(ureq::Error) -> Error,
) -> Result<Vec<u8>> {
    let mut unpacking = Unpacking::new(headers, body.content_length(), limit)?;
    let mut reader = body.into_with_config().limit(u64::MAX).reader();
    let mut buffer = [0; 16 << 10];
    loop {
        let read = match reader.read(&mut buffer) {
            Ok(0) => return unpacking.finish(),
            Ok(read) => read,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(failed(error.into())),
        };
        unpacking.push(buffer.get(..read).unwrap_or_default())?;
    }
}

/// Whether a socket error can occur only before anything was sent.
fn is_unsent(error: &std::io::Error) -> bool {
    let is_certificate = error
        .get_ref()
        .is_some_and(|inner| matches!(inner.downcast_ref(), Some(rustls::Error::InvalidCertificate(_))));
    // `std` has no error kind for failed host lookups.
    let is_lookup = || error.to_string().starts_with("failed to lookup address");
    is_certificate
        || matches!(error.kind(), ErrorKind::ConnectionRefused | ErrorKind::AddrNotAvailable)
        || is_lookup()
}

/// Whether a socket error means that the server is unreachable.
fn is_unreachable(error: &std::io::Error) -> bool {
    use ErrorKind::{HostUnreachable, NetworkDown, NetworkUnreachable, PermissionDenied};
    // rustls reports a failed handshake inside a socket error.
    error.get_ref().is_some_and(|inner| inner.is::<rustls::Error>())
        || matches!(error.kind(), HostUnreachable | NetworkDown | NetworkUnreachable | PermissionDenied)
}
