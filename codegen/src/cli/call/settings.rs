//! Endpoint, credentials and transports of calls.

use std::{io::IsTerminal, sync::Arc, time::Duration};

use saponify::transport::{
    Ureq,
    ureq::{
        self,
        tls::{RootCerts, TlsConfig},
    },
};

use super::{
    address,
    arguments::{self, Http},
    protocols::{Met, Protocols},
    secret::{Secrets, is_secret_header, warn_of_plain},
};
use crate::cli::{
    address::{Gate, GateResolver},
    failure::Failure,
    operations::Bound,
    tls,
    tree::Nodes,
};

/// HTTP settings after their secrets were read.
#[derive(Clone, Debug)]
pub(in crate::cli) struct Settings {
    pub(in crate::cli) endpoint: Option<String>,
    pub(in crate::cli) timeout: Option<Duration>,
    pub(in crate::cli) user: Option<(String, String)>,
    pub(in crate::cli) headers: Vec<(String, String)>,
    pub(super) protocols: Protocols,
    /// Whether requests contain secrets, credentials or a signature.
    has_credentials: bool,
    has_certificate: bool,
    /// Transport to the endpoint that the user named.
    transport: Ureq,
    /// Transport to addresses of contracts. It connects only to public addresses.
    gated: Ureq,
}

impl Settings {
    /// Reads the secrets and files that the options name.
    ///
    /// # Errors
    ///
    /// If an option is malformed, or a secret or a file that it names cannot be read.
    pub(in crate::cli) fn new(
        http: &Http,
        protocols: &arguments::Protocols,
        secrets: &mut Secrets,
    ) -> Result<Self, Failure> {
        if std::io::stderr().is_terminal() {
            given_plainly(http, protocols).iter().for_each(|label| warn_of_plain(label));
        }
        // Members and header blocks may hold secrets from the environment or a prompt.
        let mut has_credentials = http.user.is_some() || http.bearer.is_some() || !secrets.is_empty();
        let mut headers = Vec::new();
        for header in &http.header {
            let (name, value) = header
                .split_once(':')
                .ok_or_else(|| Failure::Arguments(format!("--header `{header}`: expected `NAME: VALUE`")))?;
            let name = name.trim();
            let value = secrets.resolve(value.trim(), name)?;
            if is_secret_header(name) {
                secrets.add(&value);
            }
            has_credentials |= secrets.is_secret_header(name, &value);
            headers.push((name.to_owned(), value));
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
        let (open, own) = configs(http)?;
        let (transport, gated) = (Ureq::with_config(own), gated(open));
        let endpoint = http.endpoint.clone();
        let protocols = Protocols::new(protocols, secrets)?;
        let has_certificate = http.cert.is_some();
        has_credentials |= has_certificate || protocols.have_credentials();
        Ok(Self {
            endpoint,
            timeout,
            user,
            headers,
            protocols,
            has_credentials,
            has_certificate,
            transport,
            gated,
        })
    }

    /// Describes the credentials, without secrets. The text is empty if the request has no credentials.
    pub(in crate::cli) fn credentials(&self) -> String {
        match &self.user {
            Some((user, _)) => format!("as {user}"),
            None if self.has_credentials => "with credentials".to_owned(),
            None => String::new(),
        }
    }

    /// Describes the demands of the contract that neither an option nor the request meets.
    pub(in crate::cli) fn unmet(
        &self,
        operation: &Bound<'_>,
        headers: &Nodes,
        endpoint: &str,
    ) -> Vec<String> {
        let is_named = |name: &str| name.eq_ignore_ascii_case("authorization");
        let is_authenticated = self.user.is_some() || self.headers.iter().any(|(name, _)| is_named(name));
        let met = Met {
            is_encrypted: endpoint.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("https://")),
            is_authenticated,
            has_certificate: self.has_certificate,
            has_security_header: headers.0.iter().any(|node| node.local_name() == Some("Security")),
        };
        self.protocols.unmet(operation, met)
    }

    /// Sets user and password, instead of other credentials.
    pub(in crate::cli) fn set_user(&mut self, user: String, password: String) {
        self.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("authorization"));
        self.user = Some((user, password));
        self.has_credentials = true;
    }

    /// Sets a bearer token, instead of other credentials.
    pub(in crate::cli) fn set_bearer(&mut self, token: &str) {
        self.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("authorization"));
        self.headers.push(("Authorization".to_owned(), format!("Bearer {token}")));
        self.user = None;
        self.has_credentials = true;
    }

    /// Returns the URL for an operation.
    ///
    /// # Errors
    ///
    /// If neither the contract nor the user gives an endpoint. Also if the endpoint of the contract is not
    /// public, or the call has credentials: the user must then confirm the endpoint with `--endpoint`.
    pub(in crate::cli) fn endpoint(&self, operation: &Bound<'_>) -> Result<String, Failure> {
        if let Some(endpoint) = &self.endpoint {
            return Ok(endpoint.clone());
        }
        let address = operation.port.and_then(|(_, port)| port.address.as_deref()).unwrap_or_default();
        if !address.starts_with("http://") && !address.starts_with("https://") {
            let found =
                if address.is_empty() { String::new() } else { format!(", but the address `{address}`") };
            return Err(Failure::Unknown(
                format!("the contract has no HTTP address for this operation{found}"),
                Some("give the URL with `--endpoint URL`".to_owned()),
            ));
        }
        let shown = saponify::transport::shown(address);
        if let Some(what) = address::needs_permission(address) {
            return Err(Failure::Arguments(format!(
                "the contract's address `{shown}` is {what}; to call it, repeat it as `--endpoint {shown}`"
            )));
        }
        if self.has_credentials {
            return Err(Failure::Arguments(format!(
                "credentials are sent only to an endpoint that you name; to send them to the contract's address `{shown}`, \
                 repeat it as `--endpoint {shown}`"
            )));
        }
        Ok(address.to_owned())
    }

    /// Returns the URL for an envelope that is shown but not sent. Unlike [`endpoint`](Self::endpoint), it does not
    /// check whether the URL may be called. It is empty if neither the contract nor the user gives one.
    pub(in crate::cli) fn shown_endpoint(&self, operation: &Bound<'_>) -> String {
        let address = operation.port.and_then(|(_, port)| port.address.as_deref());
        self.endpoint.as_deref().or(address).unwrap_or_default().to_owned()
    }

    /// Returns the transport to the URL of [`endpoint`](Self::endpoint).
    pub(super) fn transport(&self) -> &Ureq {
        if self.endpoint.is_some() { &self.transport } else { &self.gated }
    }
}

/// Names the options whose secrets were given as plain text on the command line, not with `env:` or `prompt:`.
fn given_plainly(http: &Http, protocols: &arguments::Protocols) -> Vec<String> {
    let is_plain = |value: &str| !value.is_empty() && value != "prompt:" && !value.starts_with("env:");
    let mut labels = Vec::new();
    for (user, option) in [(&http.user, "--user"), (&protocols.wsse_user, "--wsse-user")] {
        let password = user.as_deref().and_then(|user| user.split_once(':'));
        if password.is_some_and(|(_, password)| is_plain(password)) {
            labels.push(format!("the password of `{option}`"));
        }
    }
    if http.bearer.as_deref().is_some_and(is_plain) {
        labels.push("the token of `--bearer`".to_owned());
    }
    let headers = http.header.iter().filter_map(|header| header.split_once(':'));
    let plain = headers.filter(|(name, value)| is_secret_header(name.trim()) && is_plain(value.trim()));
    labels.extend(plain.map(|(name, _)| format!("the value of `--header {}`", name.trim())));
    labels
}

/// Creates a transport that connects only to public addresses, whatever a name resolves to.
fn gated(config: ureq::config::Config) -> Ureq {
    let gate = Arc::new(Gate::new(&[], &[], false));
    let connector = ureq::unversioned::transport::DefaultConnector::default();
    Ureq::with(ureq::Agent::with_parts(config, connector, GateResolver(gate)))
}

/// Returns two configurations of connections: without and with the client certificate.
fn configs(http: &Http) -> Result<(ureq::config::Config, ureq::config::Config), Failure> {
    let roots = match &http.cacert {
        Some(path) => RootCerts::from(tls::certificates(path)?),
        None => RootCerts::PlatformVerifier,
    };
    let open = TlsConfig::builder().root_certs(roots.clone());
    let mut own = TlsConfig::builder().root_certs(roots);
    if let (Some(cert), Some(key)) = (&http.cert, &http.key) {
        own = own.client_cert(Some(tls::client_certificate(cert, key)?));
    }
    let config = |tls: TlsConfig| Ureq::builder().tls_config(tls).build();
    Ok((config(open.build()), config(own.build())))
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use saponify::transport::{BlockingTransport, Request};

    use super::*;
    use crate::cli::address::refused;

    #[test]
    fn a_name_in_a_contract_that_resolves_to_this_machine_is_not_called() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let url = format!("http://localhost:{}/", listener.local_addr().unwrap().port());
        let transport = gated(Ureq::builder().proxy(None).build());
        let error = BlockingTransport::send(&transport, Request::new(&*url, Vec::new())).unwrap_err();
        assert!(refused(&error).is_some(), "{error}");
        assert!(error.to_string().contains("`localhost` is at a loopback address"), "{error}");
        assert!(listener.accept().is_err());
    }

    #[test]
    fn without_cacert_the_certificates_of_the_system_are_trusted() {
        let folder = tempfile::tempdir().unwrap();
        let client = rcgen::generate_simple_self_signed(["client".to_owned()]).unwrap();
        let (cert, key) = (folder.path().join("c.pem"), folder.path().join("k.pem"));
        std::fs::write(&cert, client.cert.pem()).unwrap();
        std::fs::write(&key, client.signing_key.serialize_pem()).unwrap();
        for (cert, key) in [(None, None), (Some(cert), Some(key))] {
            let has_certificate = cert.is_some();
            let (user, bearer, header) = (None, None, Vec::new());
            let http = Http { endpoint: None, timeout: 0.0, user, bearer, header, cacert: None, cert, key };
            let (open, own) = configs(&http).unwrap();
            for config in [&open, &own] {
                let roots = config.tls_config().root_certs();
                assert!(matches!(roots, RootCerts::PlatformVerifier), "{roots:?}");
            }
            assert!(open.tls_config().client_cert().is_none());
            assert_eq!(own.tls_config().client_cert().is_some(), has_certificate);
        }
    }

    #[test]
    fn secrets_on_the_command_line_are_reported_as_notes() {
        let given = |user: Option<&str>, bearer: Option<&str>, headers: &[&str]| {
            let (user, bearer) = (user.map(str::to_owned), bearer.map(str::to_owned));
            let header = headers.iter().map(|header| (*header).to_owned()).collect();
            let (cacert, cert, key) = (None, None, None);
            let http = Http { endpoint: None, timeout: 0.0, user, bearer, header, cacert, cert, key };
            given_plainly(&http, &arguments::Protocols::default())
        };
        assert_eq!(given(Some("jdoe:pw"), None, &[]), ["the password of `--user`"]);
        assert_eq!(given(None, Some("t1"), &[]), ["the token of `--bearer`"]);
        assert_eq!(given(None, None, &["Cookie: a=b", "X-Trace: 1"]), ["the value of `--header Cookie`"]);
        for user in ["jdoe", "jdoe:prompt:", "jdoe:env:PW"] {
            assert!(given(Some(user), None, &["Cookie: env:C"]).is_empty(), "{user}");
        }
        assert!(given(None, Some("env:T"), &["X-Token: prompt:"]).is_empty());
    }
}
