//! The policy of a service, and its conversion to settings of a client.
//!
//! Generated clients of services with a policy have a function `policy`. It returns a [`Policy`] with the parts to
//! sign and the algorithms. You add passwords, keys and certificates:
//!
//! ```
//! use saponify::policy::{Demand, PasswordForm, Policy};
//! use saponify::{Client, Version, transport::Memory};
//!
//! # fn of_generated_client() -> Policy {
//! #     Policy::new(&[Demand::Https, Demand::UsernameToken(PasswordForm::Digest), Demand::Timestamp])
//! # }
//! // With a generated client: `UserClient::policy()`.
//! let policy = of_generated_client().user("jdoe", "secret");
//! let client = Client::new(Memory::new(), "https://example.com/", Version::Soap11).with_policy(policy);
//! ```
//!
//! If the policy demands something that was not added, or a feature of this crate that is not enabled, calls fail
//! with an error that names it.

mod demand;
#[cfg(feature = "security-x509")]
mod signature;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
#[cfg(feature = "security")]
use std::time::Duration;

pub use demand::{CertificateReference, Demand, PasswordForm, SignedPart};

use super::Client;
use super::authentication::Authentication;
use super::settings::Settings;
use crate::error::{Error, Result};
#[cfg(feature = "security-x509")]
use crate::security::x509::{Certificate, Identity, SignatureAlgorithm, Verify};
#[cfg(feature = "security")]
use crate::security::{ClockOffset, Security, SecurityToken, UsernameToken};
use crate::soap::extension::{CallFacts, Extension, ExtensionRun};
use crate::value::Secret;

/// Lifetime of the timestamps that a policy demands: the default of WCF and WSS4J.
#[cfg(feature = "security")]
const TIMESTAMP_LIFETIME: Duration = Duration::from_secs(300);

/// The demands of a service on its clients, from its policy, and the values with which the user meets them.
///
/// See the [module](crate::policy). [`Client::with_policy`] applies it.
#[derive(Clone)]
pub struct Policy {
    demands: Cow<'static, [Demand]>,
    user: Option<(String, Secret<String>)>,
    #[cfg(feature = "security")]
    token: Option<SecurityToken>,
    #[cfg(feature = "security")]
    offset: ClockOffset,
    #[cfg(feature = "security-x509")]
    keys: signature::Keys,
    allows_plain_http: bool,
}

impl Policy {
    /// Creates a policy with these demands. Generated code calls it.
    pub fn new(demands: &'static [Demand]) -> Self {
        Self {
            demands: Cow::Borrowed(demands),
            user: None,
            #[cfg(feature = "security")]
            token: None,
            #[cfg(feature = "security")]
            offset: ClockOffset::default(),
            #[cfg(feature = "security-x509")]
            keys: signature::Keys::default(),
            allows_plain_http: false,
        }
    }

    /// The demands, in the order in which generated code lists them.
    pub fn demands(&self) -> &[Demand] {
        &self.demands
    }

    /// Adds the user and the password of the user name token, or of HTTP authentication. The policy determines where
    /// they are sent, and whether the password is sent as text or as a digest.
    #[must_use]
    pub fn user(mut self, name: impl Into<String>, password: impl Into<String>) -> Self {
        self.user = Some((name.into(), Secret::from(password.into())));
        self
    }

    /// Adds the SAML assertion that the policy demands.
    #[cfg(feature = "security")]
    #[must_use]
    pub fn token(mut self, token: SecurityToken) -> Self {
        self.token = Some(token);
        self
    }

    /// Sets the clock to use for times in messages. The default is the clock of this machine.
    #[cfg(feature = "security")]
    #[must_use]
    pub fn clock_offset(mut self, offset: ClockOffset) -> Self {
        self.offset = offset;
        self
    }

    /// Adds the key and the certificate that sign requests, and decrypt replies.
    #[cfg(feature = "security-x509")]
    #[must_use]
    pub fn identity(mut self, identity: Identity) -> Self {
        self.keys.identity = Some(identity);
        self
    }

    /// Adds the certificate of the service: requests are encrypted for it, and only replies that it signed are
    /// accepted.
    #[cfg(feature = "security-x509")]
    #[must_use]
    pub fn service(mut self, certificate: Certificate) -> Self {
        self.keys.service = Some(certificate);
        self
    }

    /// Sets how signatures of replies are verified, such as by the authority of the service's certificate
    /// ([`Verify::roots`]). The default accepts only the certificate of the [service](Self::service). The policy
    /// adds the parts that must be signed.
    #[cfg(feature = "security-x509")]
    #[must_use]
    pub fn verify(mut self, verify: Verify) -> Self {
        self.keys.verify = Some(verify);
        self
    }

    /// Sets the algorithm of the signature. The default depends on the key: RSA-SHA256 or ECDSA. For suites with SHA-1,
    /// which have to be [allowed](Self::allow_legacy), the default is RSA-SHA1.
    ///
    /// The suites of WS-SecurityPolicy whose names end with `Sha256` name only the digest. For these suites, WCF signs
    /// with RSA-SHA256, other stacks with RSA-SHA1.
    #[cfg(feature = "security-x509")]
    #[must_use]
    pub fn signature_algorithm(mut self, algorithm: SignatureAlgorithm) -> Self {
        self.keys.algorithm = Some(algorithm);
        self
    }

    /// Allows the algorithms of old suites, such as `Basic256`: signatures and digests with SHA-1, and RSA with PKCS#1
    /// v1.5 padding. They are broken or weak, so calls fail without this choice.
    #[cfg(feature = "security-x509")]
    #[must_use]
    pub fn allow_legacy(mut self) -> Self {
        self.keys.allows_legacy = true;
        self
    }

    /// Accepts faults that are neither signed nor encrypted. See
    /// [`X509::accept_unsigned_faults`](crate::security::x509::X509::accept_unsigned_faults).
    #[cfg(feature = "security-x509")]
    #[must_use]
    pub fn accept_unsigned_faults(mut self) -> Self {
        self.keys.accepts_unsigned_faults = true;
        self
    }

    /// Allows an endpoint without TLS although the policy demands HTTPS, such as that of a test server or behind a
    /// proxy that terminates TLS. Passwords in plain text can then be read by anyone between client and server.
    #[must_use]
    pub fn allow_plain_http(mut self) -> Self {
        self.allows_plain_http = true;
        self
    }

    fn has(&self, demand: Demand) -> bool {
        self.demands.contains(&demand)
    }

    /// The form of the password in the user name token. If the policy has several forms, the digest is used.
    fn password_form(&self) -> Option<PasswordForm> {
        let mut forms = self.demands.iter().filter_map(|demand| match demand {
            Demand::UsernameToken(form) => Some(*form),
            _ => None,
        });
        match self.has(Demand::UsernameToken(PasswordForm::Digest)) {
            true => Some(PasswordForm::Digest),
            false => forms.next(),
        }
    }

    fn demands_security(&self) -> bool {
        self.password_form().is_some() || self.has(Demand::SamlToken) || self.has(Demand::Timestamp)
    }

    fn configure(self, settings: &mut Settings) {
        let mut unmet: Vec<Cow<'static, str>> = Vec::new();
        self.authenticate(settings, &mut unmet);
        #[cfg(feature = "security")]
        settings.extensions.extend(self.security(&mut unmet));
        #[cfg(not(feature = "security"))]
        if self.demands_security() {
            unmet.push("a `Security` header: enable the feature `security` of `saponify`".into());
        }
        #[cfg(feature = "security-x509")]
        settings.extensions.extend(self.keys.extension(&self.demands, &mut unmet));
        #[cfg(not(feature = "security-x509"))]
        if self.has(Demand::Signature) {
            unmet.push("signatures: enable the feature `security-x509` of `saponify`".into());
        }
        #[cfg(feature = "mime")]
        if self.has(Demand::Signature) && self.has(Demand::Mtom) && settings.mtom != Some(None) {
            // No signature covers attachments, so all binary values stay in the envelope of the multipart
            // message.
            settings.mtom = Some(Some(usize::MAX));
        }
        let requires_https = self.has(Demand::Https) && !self.allows_plain_http;
        if requires_https || !unmet.is_empty() {
            settings.extensions.push(Arc::new(Check { requires_https, unmet }));
        }
    }

    /// Sets HTTP authentication. If the policy has both schemes, Digest is used, which does not send the
    /// password.
    fn authenticate(&self, settings: &mut Settings, unmet: &mut Vec<Cow<'static, str>>) {
        let (basic, digest) = (self.has(Demand::HttpBasic), self.has(Demand::HttpDigest));
        match &self.user {
            _ if !basic && !digest => {}
            None => unmet.push("HTTP authentication: `Policy::user` adds the user and the password".into()),
            Some((user, password)) if !digest => {
                settings.authentication = Some(Authentication::basic(user, password.expose()));
            }
            #[cfg(feature = "digest")]
            Some((user, password)) => {
                let digest = super::digest::Digest::new(user.clone(), password.expose().clone());
                settings.authentication = Some(Authentication::Digest(Arc::new(digest)));
            }
            #[cfg(not(feature = "digest"))]
            Some(_) => {
                unmet.push("HTTP Digest authentication: enable the feature `digest` of `saponify`".into());
            }
        }
    }

    /// The `Security` header with timestamp and tokens.
    #[cfg(feature = "security")]
    fn security(&self, unmet: &mut Vec<Cow<'static, str>>) -> Option<Arc<dyn Extension>> {
        if !self.demands_security() {
            return None;
        }
        let mut security = Security::new().clock_offset(self.offset);
        if self.has(Demand::Timestamp) {
            security = security.timestamp(TIMESTAMP_LIFETIME);
        }
        if let Some(form) = self.password_form() {
            match &self.user {
                Some((user, password)) => {
                    let password = password.expose();
                    let mut token = match form {
                        PasswordForm::Text => UsernameToken::text(user, password),
                        PasswordForm::Digest => UsernameToken::digest(user, password),
                        PasswordForm::Absent => UsernameToken::without_password(user),
                    };
                    if self.has(Demand::UsernameTokenNonce) {
                        token = token.nonce();
                    }
                    if self.has(Demand::UsernameTokenCreated) {
                        token = token.created();
                    }
                    security = security.username_token(token);
                }
                None => {
                    unmet.push("a user name token: `Policy::user` adds the user and the password".into());
                }
            }
        }
        if self.has(Demand::SamlToken) {
            match &self.token {
                Some(token) => security = security.token(token.clone()),
                None => unmet.push("a SAML token: `Policy::token` adds it".into()),
            }
        }
        Some(Arc::new(security))
    }
}

/// Shows the demands, but neither user, keys nor tokens.
impl fmt::Debug for Policy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Policy").field("demands", &self.demands).finish_non_exhaustive()
    }
}

impl<T> Client<T> {
    /// Configures the client by the policy of the service: its user, the `Security` header, signatures and encryption.
    ///
    /// Call it after adding the extensions whose header blocks are to be signed. A call fails with an error of
    /// kind [`ErrorKind::Encode`](crate::ErrorKind::Encode) if a demand is not met.
    #[must_use]
    pub fn with_policy(self, policy: Policy) -> Self {
        self.set(|settings| policy.configure(settings))
    }
}

/// Fails calls that do not meet the policy.
struct Check {
    requires_https: bool,
    unmet: Vec<Cow<'static, str>>,
}

impl Extension for Check {
    fn start(&self, call: &CallFacts<'_>) -> Result<Box<dyn ExtensionRun>> {
        if !self.unmet.is_empty() {
            let unmet = self.unmet.join("; ");
            return Err(Error::cannot_be_written(format!("the policy of the service demands {unmet}")));
        }
        let is_https = call.endpoint().get(..8).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://"));
        if self.requires_https && !is_https {
            return Err(Error::cannot_be_written(
                "the policy of the service demands HTTPS; `Policy::allow_plain_http` allows other endpoints",
            ));
        }
        Ok(Box::new(Checked))
    }
}

struct Checked;

impl ExtensionRun for Checked {}
