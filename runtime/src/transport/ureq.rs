//! The blocking transport, over ureq.

use std::fmt;
use std::io::{ErrorKind, Read};
use std::time::{Duration, Instant};

use ureq::config::{Config, ConfigBuilder};
use ureq::http::{Response as Reply, Uri, header};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::typestate::AgentScope;
use ureq::{Agent, Body, Timeout};

use super::redirect::{self, Origin};
use super::{BlockingTransport, Request, Response, shown};
use crate::{Error, Result};

/// The blocking transport: HTTP/1.1 over [`ureq`], with rustls, connection reuse and gzip.
///
/// Clones share their connections. It holds up the thread that calls it, so that async code should take another.
///
/// ```
/// use saponify::transport::Ureq;
///
/// // A proxy, a client certificate, other roots: what ureq's own builder takes.
/// # fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let proxy = ureq::Proxy::new("http://proxy.example:3128")?;
/// let transport = Ureq::with(Ureq::builder().proxy(Some(proxy)).build().new_agent());
/// # Ok(())
/// # }
/// # run().unwrap();
/// ```
#[derive(Clone)]
pub struct Ureq {
    agent: Agent,
}

impl Ureq {
    /// A transport with the settings of [`Ureq::builder`].
    pub fn new() -> Self {
        Self::with(Self::builder().build().new_agent())
    }

    /// A transport over an agent of the user's own: proxy, certificates, authentication.
    ///
    /// How redirects and statuses are taken is this transport's matter and does not follow the agent's settings. The
    /// timeout of a call goes before the agent's.
    pub fn with(agent: Agent) -> Self {
        Self { agent }
    }

    /// ureq's builder with what suits SOAP: the name of this crate as `User-Agent` and the certificates that the system
    /// trusts.
    ///
    /// Redirects are followed only where they keep the body (307, 308) and stay on the host, at most five.
    pub fn builder() -> ConfigBuilder<AgentScope> {
        Agent::config_builder()
            .user_agent(concat!("saponify/", env!("CARGO_PKG_VERSION")))
            .tls_config(TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build())
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            // With the default of a call, no request needs a configuration of its own.
            .timeout_global(Some(crate::client::TIMEOUT))
    }

    fn post(
        &self,
        uri: &Uri,
        request: &Request<'_>,
        timeout: Option<Duration>,
    ) -> Result<Reply<Body>, ureq::Error> {
        let mut post = self.agent.post(uri);
        for (name, value) in &request.headers {
            // From bytes, because a header may hold more than ASCII.
            let value = header::HeaderValue::from_bytes(value.as_bytes()).map_err(ureq::http::Error::from)?;
            post = post.header(&**name, value);
        }
        if !suits(self.agent.config(), timeout) {
            // ureq makes the TLS configuration of such a request anew for each connection.
            post = post
                .config()
                .http_status_as_error(false)
                .max_redirects(0)
                .max_redirects_will_error(false)
                .timeout_global(timeout)
                .build();
        }
        post.send(request.body.as_slice())
    }
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

/// Does not show the agent, whose proxy may hold credentials.
impl fmt::Debug for Ureq {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Ureq").finish_non_exhaustive()
    }
}

impl BlockingTransport for Ureq {
    fn send(&self, request: Request<'_>) -> Result<Response> {
        let begun = Instant::now();
        let failed =
            |error| failed(error, request.endpoint, request.timeout.unwrap_or_else(|| begun.elapsed()));
        let first: Uri = request.endpoint.parse().map_err(|error| {
            Error::transport(format!("`{}` is not an endpoint: {error}", shown(request.endpoint)))
        })?;

        let mut uri = first.clone();
        let mut timeout = request.timeout;
        for _ in 0..redirect::MOST {
            let reply = self.post(&uri, &request, timeout).map_err(failed)?;
            match next(&reply, &first, &uri) {
                Some(place) => uri = place,
                None => return response(reply, request.limit, failed),
            }
            timeout = request.timeout.map(|timeout| timeout.saturating_sub(begun.elapsed()));
        }
        response(self.post(&uri, &request, timeout).map_err(failed)?, request.limit, failed)
    }
}

/// Whether the agent's configuration says already what a call needs.
fn suits(config: &Config, timeout: Option<Duration>) -> bool {
    !config.http_status_as_error()
        && config.max_redirects() == 0
        && !config.max_redirects_will_error()
        && config.timeouts().global == timeout
}

/// Where a redirect that may be followed leads to.
fn next(reply: &Reply<Body>, first: &Uri, from: &Uri) -> Option<Uri> {
    fn origin(uri: &Uri) -> Option<Origin<'_>> {
        Some(Origin { scheme: uri.scheme_str()?, host: uri.host()?, port: uri.port_u16() })
    }
    if !redirect::keeps_body(reply.status().as_u16()) {
        return None;
    }
    let location = reply.headers().get(header::LOCATION)?.to_str().ok()?;
    // A path alone is on the same server; other relative forms are too rare for a service's endpoint.
    let place: Uri = if location.starts_with('/') && !location.starts_with("//") {
        format!("{}://{}{location}", from.scheme_str()?, from.authority()?).parse().ok()?
    } else {
        location.parse().ok()?
    };
    redirect::allowed(origin(first)?, origin(&place)?).then_some(place)
}

fn response(reply: Reply<Body>, limit: u64, failed: impl Fn(ureq::Error) -> Error) -> Result<Response> {
    let (parts, body) = reply.into_parts();
    let mut response = Response::new(parts.status.as_u16(), Vec::new());
    response.headers = parts
        .headers
        .iter()
        .map(|(name, value)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        })
        .collect();
    // The length is what the server says, so that it must not decide how much memory is taken at once.
    let length = body.content_length().unwrap_or_default();
    if length > limit {
        return Err(Error::too_large(limit));
    }
    response.body.reserve(usize::try_from(length.min(super::TRUSTED)).unwrap_or_default());
    body.into_with_config()
        .limit(u64::MAX)
        .reader()
        .take(limit.saturating_add(1))
        .read_to_end(&mut response.body)
        .map_err(|error| failed(error.into()))?;
    if response.body.len() as u64 > limit {
        return Err(Error::too_large(limit));
    }
    Ok(response)
}

fn failed(error: ureq::Error, endpoint: &str, waited: Duration) -> Error {
    match error {
        // The agent's own limit for connecting; that of the call is another.
        ureq::Error::Timeout(Timeout::Connect | Timeout::Resolve)
        | ureq::Error::HostNotFound
        | ureq::Error::ConnectionFailed
        | ureq::Error::ConnectProxyFailed(_)
        | ureq::Error::InvalidProxyUrl
        | ureq::Error::Tls(_)
        | ureq::Error::Rustls(_) => Error::connect(shown(endpoint), error),
        ureq::Error::Io(ref cause) if unreachable(cause.kind()) || is_handshake(cause) => {
            Error::connect(shown(endpoint), error)
        }
        ureq::Error::Timeout(_) => Error::timed_out(waited),
        ureq::Error::Io(ref cause) if cause.kind() == ErrorKind::TimedOut => Error::timed_out(waited),
        error => Error::transport(error),
    }
}

/// Whether the two sides did not agree on TLS, which rustls tells in an error of the socket.
fn is_handshake(error: &std::io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<rustls::Error>())
}

/// Whether an error of the socket can only come before there is a connection.
fn unreachable(kind: ErrorKind) -> bool {
    use ErrorKind::{
        AddrNotAvailable, ConnectionRefused, HostUnreachable, NetworkDown, NetworkUnreachable,
        PermissionDenied,
    };
    matches!(
        kind,
        AddrNotAvailable
            | ConnectionRefused
            | HostUnreachable
            | NetworkDown
            | NetworkUnreachable
            | PermissionDenied
    )
}
