//! A request as it is sent, and the exchange with the server.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use saponify::{
    Client,
    soap::Block,
    transport::{BlockingTransport, Request, Response, Ureq, ureq},
    xsd,
};

use super::{
    address,
    arguments::Http,
    secret::{Secrets, is_secret_header},
};
use crate::{
    cli::{
        failure::Failure,
        messages::{Dynamic, DynamicOneWay, MessageForm, as_element, runtime_version},
        operations::Bound,
        tree::Nodes,
    },
    model::{SoapVersion, UseKind},
};

/// HTTP settings after their secrets were read.
#[derive(Clone, Debug)]
pub(in crate::cli) struct Settings {
    pub(in crate::cli) endpoint: Option<String>,
    pub(in crate::cli) timeout: Option<Duration>,
    pub(in crate::cli) user: Option<(String, String)>,
    pub(in crate::cli) headers: Vec<(String, String)>,
    pub(in crate::cli) transport: Ureq,
}

impl Settings {
    /// Reads the secrets and files that the options name.
    ///
    /// # Errors
    ///
    /// If an option is malformed, or what it names cannot be read.
    pub(in crate::cli) fn new(http: &Http, secrets: &mut Secrets) -> Result<Self, Failure> {
        let mut headers = Vec::new();
        for header in &http.header {
            let (name, value) = header
                .split_once(':')
                .ok_or_else(|| Failure::Arguments(format!("--header `{header}`: expected `NAME: VALUE`")))?;
            let value = secrets.resolve(value.trim(), name)?;
            if is_secret_header(name) {
                secrets.add(&value);
            }
            headers.push((name.trim().to_owned(), value));
        }
        if let Some(token) = &http.bearer {
            let token = secrets.resolve(token, "--bearer")?;
            secrets.add(&token);
            headers.push(("Authorization".to_owned(), format!("Bearer {token}")));
        }
        let user = match http.user.as_deref().map(|user| user.split_once(':').unwrap_or((user, "prompt:"))) {
            Some((user, password)) => {
                let password = secrets.resolve(password, &format!("password of {user}"))?;
                secrets.add(&password);
                Some((user.to_owned(), password))
            }
            None => None,
        };
        if !http.timeout.is_finite() || !(0.0..=1e9).contains(&http.timeout) {
            return Err(Failure::Arguments("--timeout: expected a number of seconds".to_owned()));
        }
        let timeout = (http.timeout > 0.0).then(|| Duration::from_secs_f64(http.timeout));
        Ok(Self { endpoint: http.endpoint.clone(), timeout, user, headers, transport: transport(http)? })
    }

    /// Describes the credentials, without secrets; empty if there are none.
    pub(in crate::cli) fn credentials(&self) -> String {
        let has_header = self.headers.iter().any(|(name, _)| is_secret_header(name));
        match &self.user {
            Some((user, _)) => format!("as {user}"),
            None if has_header => "with credentials".to_owned(),
            None => String::new(),
        }
    }

    /// Sets user and password, instead of other credentials.
    pub(in crate::cli) fn set_user(&mut self, user: String, password: String) {
        self.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("authorization"));
        self.user = Some((user, password));
    }

    /// Sets a bearer token, instead of other credentials.
    pub(in crate::cli) fn set_bearer(&mut self, token: &str) {
        self.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("authorization"));
        self.headers.push(("Authorization".to_owned(), format!("Bearer {token}")));
        self.user = None;
    }

    /// Returns the URL for an operation.
    ///
    /// # Errors
    ///
    /// If there is none, or the contract names one that may be called only by the user's choice.
    pub(in crate::cli) fn endpoint(&self, operation: &Bound<'_>) -> Result<String, Failure> {
        if let Some(endpoint) = &self.endpoint {
            return Ok(endpoint.clone());
        }
        let address = operation.port.and_then(|(_, port)| port.address.as_deref()).unwrap_or_default();
        if !address.starts_with("http://") && !address.starts_with("https://") {
            let found =
                if address.is_empty() { "no address".to_owned() } else { format!("the address `{address}`") };
            return Err(Failure::Unknown(
                format!("the contract has {found} for this operation"),
                Some("give the URL with `--endpoint URL`".to_owned()),
            ));
        }
        if let Some(what) = address::needs_permission(address) {
            return Err(Failure::Arguments(format!(
                "the contract's address `{}` is {what}; to call it, repeat it as `--endpoint {}`",
                saponify::transport::shown(address),
                saponify::transport::shown(address)
            )));
        }
        Ok(address.to_owned())
    }
}

fn transport(http: &Http) -> Result<Ureq, Failure> {
    let Some(path) = &http.cacert else { return Ok(Ureq::new()) };
    let refused = |error: String| Failure::Arguments(format!("--cacert `{}`: {error}", path.display()));
    let pem = std::fs::read(path).map_err(|error| refused(error.to_string()))?;
    let mut certificates = Vec::new();
    for item in ureq::tls::parse_pem(&pem) {
        match item.map_err(|error| refused(error.to_string()))? {
            ureq::tls::PemItem::Certificate(certificate) => certificates.push(certificate),
            _ => continue,
        }
    }
    if certificates.is_empty() {
        return Err(refused("it contains no certificate".to_owned()));
    }
    let roots = ureq::tls::RootCerts::from(certificates);
    let tls = ureq::tls::TlsConfig::builder().root_certs(roots).build();
    Ok(Ureq::with_config(Ureq::builder().tls_config(tls).build()))
}

/// A request as it is sent.
#[derive(Clone, Debug)]
pub(in crate::cli) struct Prepared {
    pub(in crate::cli) endpoint: String,
    /// HTTP headers without those of the connection.
    pub(in crate::cli) headers: Vec<(String, String)>,
    pub(in crate::cli) user: Option<(String, String)>,
    pub(in crate::cli) envelope: String,
}

/// A reply of a server.
#[derive(Debug)]
pub(in crate::cli) struct Exchange {
    /// Elements of the header and of the body.
    pub(in crate::cli) outcome: Result<(Nodes, Nodes), saponify::Error>,
    /// The reply as it was received; `None` if none arrived.
    pub(in crate::cli) reply: Option<Response>,
    pub(in crate::cli) elapsed: Duration,
}

/// A message to send.
#[derive(Clone, Debug)]
pub(in crate::cli) struct Outgoing<'m> {
    pub(in crate::cli) operation: Bound<'m>,
    pub(in crate::cli) form: MessageForm,
    pub(in crate::cli) is_one_way: bool,
    pub(in crate::cli) version: SoapVersion,
    pub(in crate::cli) headers: Nodes,
    pub(in crate::cli) body: Nodes,
}

impl<'m> Outgoing<'m> {
    /// Creates a message of an operation.
    pub(in crate::cli) fn new(
        operation: &Bound<'m>,
        form: &MessageForm,
        version: SoapVersion,
        (headers, body): (Nodes, Nodes),
    ) -> Self {
        let is_one_way = operation.operation.output.is_none();
        Self { operation: *operation, form: form.clone(), is_one_way, version, headers, body }
    }

    /// Completes the request.
    ///
    /// # Errors
    ///
    /// If a text contains characters that XML cannot represent.
    pub(in crate::cli) fn prepare(&self, settings: &Settings, endpoint: &str) -> saponify::Result<Prepared> {
        let envelope = self.form.write(self.version, &self.headers, &self.body)?;
        let mut headers = self.soap_headers();
        headers.extend(settings.headers.iter().cloned());
        Ok(Prepared { endpoint: endpoint.to_owned(), headers, user: settings.user.clone(), envelope })
    }

    fn soap_headers(&self) -> Vec<(String, String)> {
        let (version, action) = (runtime_version(self.version), self.operation.action());
        let mut headers = vec![("Content-Type".to_owned(), version.content_type(Some(action)).into_owned())];
        headers.extend(version.soap_action(action).map(|action| ("SOAPAction".to_owned(), action)));
        headers
    }

    fn call<O, T>(
        &self,
        transport: T,
        settings: &Settings,
        endpoint: &str,
    ) -> saponify::Result<saponify::Call<T, O>>
    where
        O: saponify::Operation<Request = Nodes>,
    {
        let client = Client::new(transport, endpoint, runtime_version(self.version));
        let mut call = client.call::<O>(self.body.clone()).timeout(settings.timeout);
        for node in &self.headers.0 {
            call = call.header(Block::new(as_element(node)?));
        }
        for (name, value) in self.soap_headers().into_iter().chain(settings.headers.iter().cloned()) {
            call = call.http_header(name, value);
        }
        if let Some((user, password)) = &settings.user {
            let credentials = xsd::Base64Binary::from(format!("{user}:{password}").into_bytes());
            call = call.http_header("Authorization", format!("Basic {credentials}"));
        }
        Ok(call)
    }

    /// Sends the request and waits for the reply.
    pub(in crate::cli) fn send(&self, settings: &Settings, endpoint: &str) -> Exchange {
        let begun = Instant::now();
        let envelope = match self.form.write(self.version, &self.headers, &self.body) {
            Ok(envelope) => envelope,
            Err(error) => return Exchange { outcome: Err(error), reply: None, elapsed: begun.elapsed() },
        };
        let recording = Recording { inner: &settings.transport, envelope, reply: Mutex::default() };
        let outcome = match (self.form.usage, self.is_one_way) {
            (UseKind::Literal, false) => self.run::<false>(&recording, settings, endpoint),
            (UseKind::Encoded, false) => self.run::<true>(&recording, settings, endpoint),
            (UseKind::Literal, true) => self.run_one_way::<false>(&recording, settings, endpoint),
            (UseKind::Encoded, true) => self.run_one_way::<true>(&recording, settings, endpoint),
        };
        let elapsed = begun.elapsed();
        let reply = recording.reply.into_inner().unwrap_or_else(PoisonError::into_inner);
        Exchange { outcome, reply, elapsed }
    }

    fn run<const ENCODED: bool>(
        &self,
        transport: &Recording<'_>,
        settings: &Settings,
        endpoint: &str,
    ) -> saponify::Result<(Nodes, Nodes)> {
        let reply = self.call::<Dynamic<ENCODED>, _>(transport, settings, endpoint)?.send()?;
        Ok((reply.headers, reply.body))
    }

    fn run_one_way<const ENCODED: bool>(
        &self,
        transport: &Recording<'_>,
        settings: &Settings,
        endpoint: &str,
    ) -> saponify::Result<(Nodes, Nodes)> {
        self.call::<DynamicOneWay<ENCODED>, _>(transport, settings, endpoint)?.send()?;
        Ok((Nodes::default(), Nodes::default()))
    }
}

/// Transport that sends the envelope as [`Outgoing::prepare`] shows it, and keeps the reply.
struct Recording<'t> {
    inner: &'t Ureq,
    envelope: String,
    reply: Mutex<Option<Response>>,
}

impl BlockingTransport for Recording<'_> {
    fn send(&self, mut request: Request<'_>) -> saponify::Result<Response> {
        // The client writes header blocks as separate documents, with more declarations of namespaces.
        request.body = self.envelope.clone().into();
        let response = BlockingTransport::send(self.inner, request)?;
        *self.reply.lock().unwrap_or_else(PoisonError::into_inner) = Some(response.clone());
        Ok(response)
    }
}
