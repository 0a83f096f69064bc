//! WS-Addressing, WS-Security and MTOM of a call: those that the user chose, and those that the contract demands.

use std::time::Duration;

use saponify::{
    Client,
    addressing::Addressing,
    security::{Security, UsernameToken},
};

use super::{
    arguments::{self, AddressingChoice, MtomChoice, PasswordForm},
    secret::Secrets,
    signature::Signature,
};
use crate::{
    cli::{failure::Failure, operations::Bound},
    model::{Demand, Password},
};

/// Lifetime of timestamps that a contract demands.
const LIFETIME: Duration = Duration::from_secs(300);

/// The protocols that the user chose by options on the command line. Secrets have been read from the environment
/// or the prompt.
#[derive(Clone, Debug, Default)]
pub(in crate::cli) struct Protocols {
    user: Option<User>,
    timestamp: Option<Duration>,
    addressing: Option<AddressingChoice>,
    mtom: Option<MtomChoice>,
    signature: Option<Signature>,
}

#[derive(Clone, Debug)]
struct User {
    name: String,
    /// The password; `None` if the token contains only the user name.
    password: Option<String>,
    /// The form in which the password is sent; `None` for the form that the contract demands.
    form: Option<PasswordForm>,
}

/// Protocols that the requests of one operation use.
#[derive(Clone, Default)]
pub(in crate::cli) struct OperationProtocols {
    addressing: Option<Addressing>,
    security: Option<Security>,
    signature: Option<Signature>,
    /// Minimum length of the values that are sent as MTOM parts, in bytes; `None` without MTOM.
    pub(in crate::cli) mtom: Option<usize>,
}

/// Properties of a call that may meet demands of the contract: those of its connection, and whether the
/// request has a header block for WS-Security.
#[derive(Clone, Copy, Debug)]
pub(super) struct Met {
    /// Whether the endpoint is called over HTTPS.
    pub(super) is_encrypted: bool,
    /// Whether the request has credentials in HTTP.
    pub(super) is_authenticated: bool,
    /// Whether the connection has a client certificate.
    pub(super) has_certificate: bool,
    /// Whether the user gave a header block `Security`.
    pub(super) has_security_header: bool,
}

impl Protocols {
    /// Reads the secrets and files that the options name.
    ///
    /// # Errors
    ///
    /// If a secret or a file that an option names cannot be read.
    pub(super) fn new(arguments: &arguments::Protocols, secrets: &mut Secrets) -> Result<Self, Failure> {
        let user = match arguments.wsse_user.as_deref() {
            None => None,
            Some(user) if arguments.wsse_password == Some(PasswordForm::None) => {
                let name = user.split_once(':').map_or(user, |(name, _)| name).to_owned();
                Some(User { name, password: None, form: Some(PasswordForm::None) })
            }
            Some(user) => {
                let (name, password) = user.split_once(':').unwrap_or((user, "prompt:"));
                let password = secrets.resolve(password, &format!("password of {name} (WS-Security)"))?;
                secrets.add(&password);
                let name = name.to_owned();
                Some(User { name, password: Some(password), form: arguments.wsse_password })
            }
        };
        Ok(Self {
            user,
            timestamp: arguments.wsse_timestamp.map(|seconds| Duration::from_secs(seconds.into())),
            addressing: arguments.addressing,
            mtom: arguments.mtom,
            signature: Signature::new(arguments)?,
        })
    }

    /// Returns `true` if requests contain credentials or a signature.
    pub(super) fn have_credentials(&self) -> bool {
        self.user.is_some() || self.signature.is_some()
    }

    /// Returns the protocols of an operation. `action` is the action of WS-Addressing.
    pub(super) fn of(&self, operation: &Bound<'_>, action: &str) -> OperationProtocols {
        let demands = |wanted: &Demand| operation.demands().any(|demand| demand == wanted);
        let addressing = match self.addressing {
            Some(AddressingChoice::Off) => None,
            Some(AddressingChoice::V1_0) => Some(Addressing::v1_0()),
            Some(AddressingChoice::August2004) => Some(Addressing::august_2004()),
            None if demands(&Demand::Addressing) => Some(Addressing::v1_0()),
            None => demands(&Demand::Addressing2004).then(Addressing::august_2004),
        };
        let timestamp = self.timestamp.or_else(|| demands(&Demand::Timestamp).then_some(LIFETIME));
        let timestamp = timestamp.filter(|lifetime| !lifetime.is_zero());
        let mut security = timestamp.map(|lifetime| Security::new().timestamp(lifetime));
        if let Some(user) = &self.user {
            security = Some(security.unwrap_or_default().username_token(user.token(operation)));
        }
        let mtom = match self.mtom {
            Some(MtomChoice::Off) => None,
            Some(MtomChoice::From(bytes)) => Some(bytes),
            None => demands(&Demand::Mtom).then_some(0),
        };
        let signature =
            self.signature.as_ref().map(|signature| signature.of(timestamp.is_some(), addressing.is_some()));
        let addressing = addressing.map(|addressing| addressing.action(action));
        OperationProtocols { addressing, security, signature, mtom }
    }

    /// Describes each demand of the contract that no given option meets, with the option that would meet it.
    pub(super) fn unmet(&self, operation: &Bound<'_>, met: Met) -> Vec<String> {
        let mut notes = Vec::new();
        for demand in operation.demands() {
            let hint = match demand {
                Demand::UsernameToken(_) if self.user.is_none() => "give `--wsse-user`",
                Demand::Https if !met.is_encrypted => "give an endpoint that begins with https://",
                Demand::HttpBasic if !met.is_authenticated => "give `--user`",
                Demand::ClientCertificate if !met.has_certificate => "give `--cert` and `--key`",
                Demand::X509 if !self.signature.as_ref().is_some_and(Signature::signs) => {
                    "give `--sign-cert` and `--sign-key`"
                }
                Demand::HttpDigest => "`saponify call` does not support it",
                Demand::EncryptedBody => "`saponify call` cannot encrypt messages",
                Demand::SamlToken if !met.has_security_header => {
                    "give the `Security` header block as XML in `$headers.$any` of `--json`"
                }
                _ => continue,
            };
            let note = format!("the policy of the contract demands: {demand}; {hint}");
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
        notes
    }
}

/// Returns the form of the password that the contract demands in a UsernameToken.
pub(super) fn demanded_password(operation: &Bound<'_>) -> Option<PasswordForm> {
    // If the policies of the operations differ, the digest takes precedence, as in generated clients.
    let forms = [
        (Password::Digest, PasswordForm::Digest),
        (Password::Text, PasswordForm::Text),
        (Password::Absent, PasswordForm::None),
    ];
    let is_demanded = |form| operation.demands().any(|demand| *demand == Demand::UsernameToken(form));
    forms.into_iter().find(|(password, _)| is_demanded(*password)).map(|(_, form)| form)
}

impl User {
    /// Returns the token. The form of its password is the one that the user chose, otherwise the one that the
    /// contract demands, otherwise text.
    fn token(&self, operation: &Bound<'_>) -> UsernameToken {
        let Some(password) = &self.password else { return UsernameToken::without_password(&self.name) };
        let mut token = match self.form.or_else(|| demanded_password(operation)) {
            Some(PasswordForm::Digest) => UsernameToken::digest(&self.name, password),
            Some(PasswordForm::None) => UsernameToken::without_password(&self.name),
            Some(PasswordForm::Text) | None => UsernameToken::text(&self.name, password),
        };
        for demand in operation.demands() {
            match demand {
                Demand::UsernameTokenNonce => token = token.nonce(),
                Demand::UsernameTokenCreated => token = token.created(),
                _ => {}
            }
        }
        token
    }
}

impl OperationProtocols {
    /// Returns `true` if the request differs from a plain envelope.
    pub(super) fn is_any(&self) -> bool {
        self.addressing.is_some()
            || self.security.is_some()
            || self.signature.is_some()
            || self.mtom.is_some()
    }

    /// Returns `true` if the request has header blocks of WS-Addressing.
    pub(super) fn has_addressing(&self) -> bool {
        self.addressing.is_some()
    }

    /// Returns `true` if the request is signed.
    pub(super) fn is_signed(&self) -> bool {
        self.signature.as_ref().is_some_and(Signature::signs)
    }

    /// Returns `true` if the request has a header block of WS-Security.
    pub(super) fn has_security(&self) -> bool {
        self.security.is_some() || self.signature.is_some()
    }

    /// Returns a line of comment to put above the Rust code of a request. It names the methods of `Client`
    /// that set the protocols of the request. Returns an empty text if the request uses none of the
    /// protocols.
    pub(in crate::cli) fn comment(&self) -> String {
        let security = self.security.is_some().then_some("`Client::with_security`");
        let signature = self.signature.is_some().then_some("`Client::with_extension` (x509)");
        let addressing = self.addressing.is_some().then_some("`Client::with_addressing`");
        let mtom = self.mtom.is_some().then_some("`Client::with_mtom`");
        let methods: Vec<_> = [addressing, security, signature, mtom].into_iter().flatten().collect();
        match methods.is_empty() {
            true => String::new(),
            false => format!("// The request was sent with {}.\n", methods.join(", ")),
        }
    }

    /// Returns the same protocols with binary values as text in the envelope.
    pub(super) fn without_parts(&self) -> Self {
        Self { mtom: None, ..self.clone() }
    }

    /// Sets the protocols of a client.
    pub(super) fn apply<T>(&self, mut client: Client<T>) -> Client<T> {
        if let Some(addressing) = &self.addressing {
            client = client.with_addressing(addressing.clone());
        }
        if let Some(security) = &self.security {
            client = client.with_security(security.clone());
        }
        if let Some(signature) = &self.signature {
            client = signature.apply(client);
        }
        client.with_mtom(self.mtom)
    }
}
