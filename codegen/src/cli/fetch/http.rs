//! HTTP GET with limits, where credentials stay with their origin.

use std::{
    fmt,
    io::{self, Read},
    sync::Arc,
    time::{Duration, Instant},
};

use ureq::{
    Agent, Proxy, Timeout,
    http::{HeaderMap, HeaderValue, header},
    tls::{RootCerts, TlsConfig},
    unversioned::transport::DefaultConnector,
};
use url::{Origin, Url};

use super::{
    super::{
        address::{Gate, GateResolver, Referrer, Refused, refused},
        failure::Failure,
        tls::{certificates, client_certificate},
    },
    credentials::{credentials, users},
    mask::masked,
    options::{Fetch, Limits},
};

/// Maximum number of redirects of one request.
const MAX_REDIRECTS: usize = 10;

/// A complete reply.
#[derive(Debug)]
pub(super) struct Reply {
    /// URL of the reply, after redirects.
    pub(super) url: Url,
    pub(super) status: u16,
    pub(super) content_type: String,
    /// Values of the header `WWW-Authenticate`.
    pub(super) challenges: Vec<String>,
    /// Whether credentials were sent with the request that led to this reply.
    pub(super) with_credentials: bool,
    /// The referrer for the URLs in the document.
    pub(super) referrer: Referrer,
    pub(super) body: Vec<u8>,
}

/// The reason why there is no reply.
#[derive(Debug)]
pub(super) struct NoReply {
    pub(super) message: String,
    pub(super) hint: Option<String>,
    /// Whether further requests to the origin, by the same referrer, would fail as well.
    pub(super) is_unreachable: bool,
    /// The origin and the referrer of the last request, after redirects.
    pub(super) last: Option<(Origin, Referrer)>,
    /// Whether further requests to any origin would fail as well.
    pub(super) is_final: bool,
}

impl NoReply {
    fn new(message: impl Into<String>, hint: Option<&str>) -> Self {
        let hint = hint.map(str::to_owned);
        Self { message: message.into(), hint, is_unreachable: false, last: None, is_final: false }
    }

    fn unreachable(message: impl Into<String>, hint: Option<&str>) -> Self {
        Self { is_unreachable: true, ..Self::new(message, hint) }
    }

    fn out_of_limit(message: impl Into<String>, option: &str) -> Self {
        Self { is_final: true, ..Self::new(message, Some(&format!("raise the limit with `{option}`"))) }
    }
}

/// Downloads documents.
pub(super) struct Client {
    gate: Arc<Gate>,
    /// Agents for hosts with and without credentials, each for https and http.
    agents: [[Agent; 2]; 2],
    /// Headers for all given origins and trusted hosts.
    credentials: HeaderMap,
    /// The users in the given URLs, each as the header `Authorization` for the origin of its URL.
    users: Vec<(Origin, HeaderValue)>,
    has_certificate: bool,
    given: Vec<Origin>,
    trusted: Vec<String>,
    /// Whether a URL on the command line has the scheme `http`. Credentials may then be sent to trusted hosts
    /// without TLS.
    is_plain: bool,
    limits: Limits,
    ends: Instant,
    left: u64,
}

impl Client {
    /// Creates a client for the given URLs.
    ///
    /// # Errors
    ///
    /// If a certificate, a key or a proxy cannot be used, or a password cannot be read.
    pub(super) fn new(arguments: &Fetch, urls: &[Url]) -> Result<Self, Failure> {
        let hosts: Vec<&str> = urls.iter().filter_map(Url::host_str).collect();
        let trusted: Vec<String> =
            arguments.login.trust_host.iter().map(|host| host.to_ascii_lowercase()).collect();
        let names: Vec<String> = trusted.iter().map(|host| without_port(host).to_owned()).collect();
        let gate = Arc::new(Gate::new(&hosts, &names, arguments.connection.allow_private));
        let roots = match &arguments.connection.cacert {
            Some(path) => RootCerts::new_with_certs(&certificates(path)?),
            None => RootCerts::PlatformVerifier,
        };
        let certificate = match (&arguments.login.cert, &arguments.login.key) {
            (Some(cert), Some(key)) => Some(client_certificate(cert, key)?),
            _ => None,
        };
        let has_certificate = certificate.is_some();
        let open = TlsConfig::builder().root_certs(roots.clone()).build();
        let own = TlsConfig::builder()
            .root_certs(roots)
            .client_cert(certificate)
            .disable_verification(arguments.connection.insecure)
            .build();
        let proxies = [proxy("https")?, proxy("http")?];
        let agents = [own, open].map(|tls| {
            proxies.clone().map(|proxy| {
                let config = Agent::config_builder()
                    .user_agent(concat!("saponify/", env!("CARGO_PKG_VERSION")))
                    .accept("text/xml, application/wsdl+xml, application/xml, */*;q=0.5")
                    .accept_encoding("identity")
                    .tls_config(tls.clone())
                    .proxy(proxy)
                    .http_status_as_error(false)
                    .max_redirects(0)
                    .max_redirects_will_error(false)
                    .timeout_connect(Some(arguments.limits.timeout.min(Duration::from_secs(10))))
                    .build();
                Agent::with_parts(config, DefaultConnector::default(), GateResolver(Arc::clone(&gate)))
            })
        });
        let limits = arguments.limits.clone();
        Ok(Self {
            gate,
            agents,
            credentials: credentials(arguments)?,
            users: users(arguments, urls),
            has_certificate,
            given: urls.iter().map(Url::origin).collect(),
            trusted,
            is_plain: urls.iter().any(|url| url.scheme() == "http"),
            ends: Instant::now() + limits.max_time,
            left: limits.max_total,
            limits,
        })
    }

    /// Whether requests have credentials or a client certificate.
    pub(super) fn has_credentials(&self) -> bool {
        !self.credentials.is_empty() || !self.users.is_empty() || self.has_certificate
    }

    /// Returns the headers with credentials for a URL. A user name and password in a URL of the command line
    /// are sent only to the origin of that URL. Those of the first URL that has them are also sent to the
    /// hosts that the command line declares trusted.
    fn credentials_for(&self, url: &Url) -> HeaderMap {
        let mut headers = self.credentials.clone();
        let origin = url.origin();
        let own = self.users.iter().find(|(known, _)| *known == origin);
        if let Some((_, user)) = own.or_else(|| self.users.first().filter(|_| self.is_trusted(url))) {
            headers.entry(header::AUTHORIZATION).or_insert_with(|| user.clone());
        }
        headers
    }

    /// Whether credentials may be sent to a URL.
    fn trusts(&self, url: &Url) -> bool {
        self.given.contains(&url.origin()) || self.is_trusted(url)
    }

    /// Whether the command line declares the host of a URL trusted.
    fn is_trusted(&self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default();
        let with_port = format!("{host}:{}", url.port_or_known_default().unwrap_or_default());
        let is_named = self.trusted.iter().any(|trusted| trusted == host || *trusted == with_port);
        is_named && (url.scheme() == "https" || self.is_plain)
    }

    /// Downloads the document at a URL to which `referrer` refers. Follows redirects.
    ///
    /// # Errors
    ///
    /// If there is no complete reply.
    pub(super) fn get(&mut self, url: &Url, mut referrer: Referrer) -> Result<Reply, NoReply> {
        let ends = self.ends.min(Instant::now() + self.limits.timeout);
        let mut url = url.clone();
        for _ in 0..=MAX_REDIRECTS {
            let credentials = self.trusts(&url).then(|| self.credentials_for(&url));
            let with_credentials =
                credentials.as_ref().is_some_and(|headers| !headers.is_empty() || self.has_certificate);
            self.gate.begin(referrer);
            let last = (url.origin(), referrer);
            let reply = self.request(&url, credentials, ends);
            let mut reply = reply.map_err(|none| NoReply { last: Some(last), ..none })?;
            referrer = self.gate.next();
            let target = reply.headers().get(header::LOCATION).filter(|_| reply.status().is_redirection());
            if let Some(target) = target {
                url = redirected(&url, target)?;
                continue;
            }
            let text = |name| {
                let values = reply.headers().get_all(name).iter();
                values.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).collect::<Vec<_>>()
            };
            let (challenges, content_type) = (text(header::WWW_AUTHENTICATE), text(header::CONTENT_TYPE));
            let encoding = text(header::CONTENT_ENCODING).concat().to_ascii_lowercase();
            let status = reply.status().as_u16();
            let body = self.body(&mut reply, &encoding, &url)?;
            self.left = self.left.saturating_sub(body.len() as u64);
            return Ok(Reply {
                url,
                status,
                content_type: content_type.concat(),
                challenges,
                with_credentials,
                referrer,
                body,
            });
        }
        Err(NoReply::new(
            format!("more than {MAX_REDIRECTS} redirects, the last to `{}`", masked(&url)),
            None,
        ))
    }

    /// Sends a request, with credentials if the URL may receive them.
    fn request(
        &self,
        url: &Url,
        credentials: Option<HeaderMap>,
        ends: Instant,
    ) -> Result<ureq::http::Response<ureq::Body>, NoReply> {
        let Some(timeout) = ends.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) else {
            return Err(self.timed_out(url));
        };
        let [own, open] = &self.agents;
        let [https, http] = if credentials.is_some() { own } else { open };
        let agent = if url.scheme() == "https" { https } else { http };
        let mut address = url.clone();
        // Remove the user name and password from the URL. If the URL is from the command line, `credentials` contains
        // them already. The URL of an import or redirect must not choose a user.
        let _ = address.set_username("");
        let _ = address.set_password(None);
        address.set_fragment(None);
        let mut request = agent.get(address.as_str());
        let is_proxied = request_is_proxied(agent, &address);
        if is_proxied && let Err(refused) = self.gate.check_literal(url.host_str().unwrap_or_default()) {
            return Err(not_permitted(&refused));
        }
        if let (Some(credentials), Some(headers)) = (credentials, request.headers_mut()) {
            headers.extend(credentials);
        }
        let request = request.config().timeout_global(Some(timeout)).build();
        request.call().map_err(|error| self.no_reply(url, error))
    }

    fn body(
        &self,
        reply: &mut ureq::http::Response<ureq::Body>,
        encoding: &str,
        url: &Url,
    ) -> Result<Vec<u8>, NoReply> {
        let allowed = self.limits.max_document.min(self.left);
        let received = reply.body_mut().with_config().reader();
        let mut reader: Box<dyn Read + '_> = match encoding {
            "" | "identity" => Box::new(received),
            "gzip" | "x-gzip" => Box::new(flate2::read::GzDecoder::new(received)),
            "deflate" => Box::new(flate2::read::ZlibDecoder::new(received)),
            other => {
                let message = format!("`{}` has the unsupported content coding `{other}`", masked(url));
                return Err(NoReply::new(message, None));
            }
        };
        let mut body = Vec::new();
        let read = reader.by_ref().take(allowed.saturating_add(1)).read_to_end(&mut body);
        read.map_err(|error| self.no_reply(url, ureq::Error::from(error)))?;
        if body.len() as u64 > allowed {
            return Err(match self.left < self.limits.max_document {
                true => NoReply::out_of_limit(
                    format!("the documents are larger than {} bytes together", self.limits.max_total),
                    "--max-total",
                ),
                false => NoReply {
                    is_final: false,
                    ..NoReply::out_of_limit(
                        format!("`{}` is larger than {} bytes", masked(url), self.limits.max_document),
                        "--max-document",
                    )
                },
            });
        }
        Ok(body)
    }

    fn timed_out(&self, url: &Url) -> NoReply {
        if Instant::now() >= self.ends {
            let seconds = self.limits.max_time.as_secs_f64();
            return NoReply::out_of_limit(
                format!("not all documents arrived within {seconds} seconds"),
                "--max-time",
            );
        }
        let seconds = self.limits.timeout.as_secs_f64();
        let message = format!("`{}` did not arrive within {seconds} seconds", masked(url));
        NoReply { is_final: false, ..NoReply::out_of_limit(message, "--timeout") }
    }

    fn no_reply(&self, url: &Url, error: ureq::Error) -> NoReply {
        let shown = masked(url);
        let no_connection = |reason: &dyn fmt::Display, hint| {
            NoReply::unreachable(format!("cannot connect to `{shown}`: {reason}"), hint)
        };
        match error {
            ureq::Error::Timeout(Timeout::Connect | Timeout::Resolve) => {
                no_connection(&"the server does not answer", Some("check the host, and HTTPS_PROXY"))
            }
            ureq::Error::Timeout(_) => self.timed_out(url),
            ureq::Error::HostNotFound => no_connection(&"the host is unknown", None),
            ureq::Error::ConnectProxyFailed(reason) => no_connection(
                &format!("the proxy refuses the connection: {reason}"),
                Some("check HTTPS_PROXY and HTTP_PROXY"),
            ),
            ureq::Error::Io(error) => match refused(&error) {
                Some(refused) => not_permitted(refused),
                None if error.kind() == io::ErrorKind::TimedOut => self.timed_out(url),
                None if is_certificate_error(&error) => no_connection(&error, Some(CERTIFICATE)),
                None => no_connection(&error, None),
            },
            ureq::Error::Rustls(error) => no_connection(&error, Some(CERTIFICATE)),
            ureq::Error::Tls(reason) => no_connection(&reason, Some(CERTIFICATE)),
            // The text of this error contains the URL, which may contain a password.
            ureq::Error::BadUri(_) => NoReply::new(format!("`{shown}` is not a valid URL"), None),
            error => NoReply::new(format!("`{shown}` cannot be downloaded: {error}"), None),
        }
    }
}

const CERTIFICATE: &str =
    "`--cacert FILE` trusts another certificate authority; `--insecure` skips the verification";

fn not_permitted(refused: &Refused) -> NoReply {
    let hint = "`--allow-private` permits all such addresses, `--trust-host NAME` permits them for one host";
    NoReply::unreachable(
        format!("no connection is made: {refused}, and the given URLs permit no reference to it"),
        Some(hint),
    )
}

/// Whether an error concerns a certificate. rustls wraps its errors in those of `io`.
fn is_certificate_error(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::InvalidData && error.to_string().contains("certificate")
}

/// Whether an agent makes a request through a proxy that resolves the host.
fn request_is_proxied(agent: &Agent, url: &Url) -> bool {
    let Some(proxy) = agent.config().proxy() else { return false };
    let is_exempt = url.as_str().parse().is_ok_and(|uri| proxy.is_no_proxy(&uri));
    !is_exempt && !proxy.resolve_target()
}

/// Returns the target of a redirect.
fn redirected(url: &Url, location: &HeaderValue) -> Result<Url, NoReply> {
    let location = String::from_utf8_lossy(location.as_bytes());
    let from = masked(url);
    let target = url
        .join(&location)
        .map_err(|_| NoReply::new(format!("`{from}` redirects to a location that is not a URL"), None))?;
    match target.scheme() {
        "http" | "https" => Ok(target),
        other => {
            Err(NoReply::new(format!("`{from}` redirects to a `{other}:` URL, which is not followed"), None))
        }
    }
}

/// Returns the host of `NAME` or `NAME:PORT`.
fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) && !name.ends_with(':') => name,
        _ => host,
    }
}

/// Returns the proxy that the environment names for a scheme.
fn proxy(scheme: &str) -> Result<Option<Proxy>, Failure> {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let names = [format!("{scheme}_proxy"), format!("{scheme}_proxy").to_uppercase()];
    let names = names.into_iter().chain(["all_proxy".to_owned(), "ALL_PROXY".to_owned()]);
    let Some((name, value)) =
        names.into_iter().find_map(|name| Some((variable(&name)?, name))).map(|(a, b)| (b, a))
    else {
        return Ok(None);
    };
    // The value may contain a password, so the error does not quote it.
    let invalid = || Failure::Unknown(format!("{name} is not the URL of a proxy"), None);
    let plain = Proxy::new(&value).map_err(|_| invalid())?;
    let mut builder = Proxy::builder(plain.protocol()).host(plain.host()).port(plain.port());
    if let Some(user) = plain.username() {
        builder = builder.username(user);
    }
    if let Some(password) = plain.password() {
        builder = builder.password(password);
    }
    let exempt = variable("no_proxy").or_else(|| variable("NO_PROXY")).unwrap_or_default();
    for host in exempt.split(',').map(str::trim).filter(|host| !host.is_empty()) {
        builder = builder.no_proxy(host);
        // As in other tools, a name includes its subdomains.
        if host.starts_with(|first: char| first.is_ascii_alphanumeric()) {
            builder = builder.no_proxy(&format!(".{host}"));
        }
    }
    builder.build().map(Some).map_err(|_| invalid())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_removed_from_a_trusted_host() {
        for (host, expected) in
            [("a.test", "a.test"), ("a.test:80", "a.test"), ("[::1]:80", "[::1]"), ("::1", "::1")]
        {
            assert_eq!(without_port(host), expected);
        }
    }

    #[test]
    fn a_redirect_is_followed_only_to_http() {
        let url = Url::parse("http://a.test/b/c").unwrap();
        let target = |location: &'static str| redirected(&url, &HeaderValue::from_static(location));
        assert_eq!(target("d?wsdl").unwrap().as_str(), "http://a.test/b/d?wsdl");
        assert_eq!(target("//c.test/x").unwrap().as_str(), "http://c.test/x");
        for location in ["file:///etc/passwd", "ftp://a.test/", "http://[", "javascript:1"] {
            assert!(target(location).is_err(), "{location}");
        }
    }
}
