//! The async transport, over reqwest.

use std::error::Error as _;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::header::{HeaderName, HeaderValue};
use reqwest::redirect::{Attempt, Policy};
use reqwest::{Client, ClientBuilder, Url};

use super::redirect::{self, Origin};
use super::{Exchange, Request, Response, Transport, shown};
use crate::{Error, Result};

/// The async transport: HTTP/1.1 over [`reqwest`], with rustls, connection reuse and gzip.
///
/// Clones share their connections. It needs a tokio runtime around it, as reqwest does.
///
/// ```
/// use std::time::Duration;
/// use saponify::transport::Reqwest;
///
/// // A proxy, a client certificate, authentication: what reqwest's own builder takes.
/// # fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let client = Reqwest::builder().connect_timeout(Duration::from_secs(5)).build()?;
/// let transport = Reqwest::with(client);
/// # Ok(())
/// # }
/// # run().unwrap();
/// ```
#[derive(Clone)]
pub struct Reqwest {
    client: Client,
    /// Why there is no TLS, on a machine without certificates of authorities.
    without_tls: Option<Arc<reqwest::Error>>,
}

impl Reqwest {
    /// A transport with the settings of [`Reqwest::builder`].
    ///
    /// Where the system has no certificates of authorities, plain http works and https is an error of each call.
    pub fn new() -> Self {
        match Self::builder().build() {
            Ok(client) => Self::with(client),
            Err(error) => {
                // Without roots the builder cannot make a verifier; with none wanted it can.
                let client = Self::builder().tls_certs_only([]).build().unwrap_or_default();
                Self { client, without_tls: Some(Arc::new(error)) }
            }
        }
    }

    /// A transport over a client of the user's own.
    ///
    /// reqwest's own default turns the `POST` into a `GET` on some redirects; a client that comes from
    /// [`Reqwest::builder`] does not. The timeout of a call goes before the client's.
    pub fn with(client: Client) -> Self {
        Self { client, without_tls: None }
    }

    /// reqwest's builder with what suits SOAP: gzip, the name of this crate as `User-Agent`, the certificates that the
    /// system trusts, and redirects followed only where they keep the body (307, 308) and stay on the host, at most
    /// five.
    ///
    /// Where the process has no default provider of cryptography for rustls yet, *ring* becomes it.
    pub fn builder() -> ClientBuilder {
        // An error means that the application chose one already, which is as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Client::builder()
            .user_agent(concat!("saponify/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::custom(
                |attempt| if follows(&attempt) { attempt.follow() } else { attempt.stop() },
            ))
            .referer(false)
    }

    async fn exchange(&self, request: Request<'_>) -> Result<Response> {
        let begun = Instant::now();
        let Request { endpoint, timeout, limit, .. } = request;
        let outcome =
            |error: reqwest::Error| failed(error, endpoint, timeout.unwrap_or_else(|| begun.elapsed()));
        if let Some(error) = &self.without_tls
            && endpoint.get(..6).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https:"))
        {
            return Err(Error::connect(shown(endpoint), Arc::clone(error)));
        }

        let mut post = self.client.post(endpoint).body(request.body);
        for (name, value) in &request.headers {
            let (name, value) = header(name, value)?;
            post = post.header(name, value);
        }
        if let Some(timeout) = timeout {
            post = post.timeout(timeout);
        }
        let mut reply = post.send().await.map_err(outcome)?;

        let mut response = Response::new(reply.status().as_u16(), Vec::new());
        response.headers = reply
            .headers()
            .iter()
            .map(|(name, value)| {
                (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
            })
            .collect();
        // The length is what the server says, so that it must not decide how much memory is taken at once.
        let length = reply.content_length().unwrap_or_default();
        if length > limit {
            return Err(Error::too_large(limit).with_head(response));
        }
        response.body.reserve(usize::try_from(length.min(super::TRUSTED)).unwrap_or_default());
        while let Some(chunk) = reply.chunk().await.map_err(outcome)? {
            if (response.body.len() + chunk.len()) as u64 > limit {
                return Err(Error::too_large(limit));
            }
            response.body.extend_from_slice(&chunk);
        }
        Ok(response)
    }
}

impl Default for Reqwest {
    fn default() -> Self {
        Self::new()
    }
}

impl From<Client> for Reqwest {
    fn from(client: Client) -> Self {
        Self::with(client)
    }
}

/// Does not show the client, whose default headers may hold credentials.
impl fmt::Debug for Reqwest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Reqwest").finish_non_exhaustive()
    }
}

impl Transport for Reqwest {
    fn send<'a>(&'a self, request: Request<'a>) -> Exchange<'a> {
        Box::pin(self.exchange(request))
    }
}

fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue)> {
    let name = HeaderName::from_bytes(name.as_bytes()).map_err(Error::transport)?;
    let mut value = HeaderValue::from_bytes(value.as_bytes()).map_err(Error::transport)?;
    value.set_sensitive(name == reqwest::header::AUTHORIZATION || name == reqwest::header::COOKIE);
    Ok((name, value))
}

fn follows(attempt: &Attempt<'_>) -> bool {
    fn origin(url: &Url) -> Origin<'_> {
        Origin { scheme: url.scheme(), host: url.host_str().unwrap_or_default(), port: url.port() }
    }
    redirect::keeps_body(attempt.status().as_u16())
        && attempt.previous().len() <= redirect::MOST
        && attempt
            .previous()
            .first()
            .is_some_and(|first| redirect::allowed(origin(first), origin(attempt.url())))
}

fn failed(error: reqwest::Error, endpoint: &str, waited: Duration) -> Error {
    // The URL may hold a password; the endpoint that is shown does not.
    let error = error.without_url();
    if error.is_connect() {
        // Also when that took longer than the client's own limit for it.
        match error.is_timeout() {
            true => Error::connect(shown(endpoint), error).with_timed_out(),
            false => Error::connect(shown(endpoint), error),
        }
    } else if error.is_timeout() {
        Error::timed_out(waited)
    } else if error.is_builder() && error.source().is_some() {
        Error::transport(format!("`{}` is not an endpoint: {}", shown(endpoint), innermost(&error)))
    } else {
        Error::transport(error)
    }
}

fn innermost(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
