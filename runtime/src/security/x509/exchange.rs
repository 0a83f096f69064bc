//! The extension that signs, encrypts, decrypts and verifies the messages of a call.

use std::sync::Arc;

#[cfg(feature = "mime")]
use super::unwritable;
use super::{Decrypt, Encrypt, Sign, Verify, WSSE, refused};
use crate::error::Result;
use crate::soap::extension::{CallFacts, Extension, ExtensionRun, IncomingMessage, OutgoingMessage, Side};

/// Signs and encrypts the messages that are sent, and decrypts and verifies those that are received.
///
/// An [extension](crate::soap::extension) of clients and servers. Add it after [`Security`](crate::security::Security)
/// and the other extensions whose header blocks are signed.
///
/// An outgoing message is signed, then encrypted. A received message is decrypted, then verified, before anything of
/// it is decoded; a message without the expected signature is an error. Attachments are neither signed nor encrypted.
///
/// ```no_run
/// use std::time::Duration;
/// use saponify::security::Security;
/// use saponify::security::x509::{Certificate, Identity, Part, Sign, Verify, X509};
/// # use saponify::{Client, Version, transport::Memory};
///
/// # fn example(key: &str, certificate: &str, server: &str) -> saponify::Result<()> {
/// let parts = || [Part::Body, Part::Timestamp];
/// let client = Client::new(Memory::new(), "https://example.com/", Version::Soap11)
///     .with_extension(Security::new().timestamp(Duration::from_secs(300)))
///     .with_extension(
///         X509::new()
///             .sign(Sign::new(Identity::from_pem(key, certificate)?).parts(parts()))
///             .verify(Verify::pinned(Certificate::from_pem(server)?).parts(parts())),
///     );
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct X509 {
    steps: Arc<Steps>,
}

#[derive(Clone, Debug, Default)]
struct Steps {
    sign: Option<Sign>,
    encrypt: Option<Encrypt>,
    decrypt: Option<Decrypt>,
    verify: Option<Verify>,
    accepts_unsigned_faults: bool,
    #[cfg(feature = "mime")]
    accepts_unsigned_attachments: bool,
}

impl X509 {
    /// Creates an extension that does nothing yet. The methods add signing, encryption, decryption and
    /// verification.
    pub fn new() -> Self {
        Self::default()
    }

    /// Signs each outgoing message.
    #[must_use]
    pub fn sign(mut self, sign: Sign) -> Self {
        Arc::make_mut(&mut self.steps).sign = Some(sign);
        self
    }

    /// Encrypts each outgoing message, after it is signed.
    #[must_use]
    pub fn encrypt(mut self, encrypt: Encrypt) -> Self {
        Arc::make_mut(&mut self.steps).encrypt = Some(encrypt);
        self
    }

    /// Decrypts each received message.
    ///
    /// A server gives the same reason for every message that it cannot decrypt or [verify](Self::verify).
    /// With different reasons, a sender could find out the content of messages of others. The actual reason
    /// is the [source](std::error::Error::source) of the error, for an extension that wraps this one and logs
    /// it.
    #[must_use]
    pub fn decrypt(mut self, decrypt: Decrypt) -> Self {
        Arc::make_mut(&mut self.steps).decrypt = Some(decrypt);
        self
    }

    /// Verifies each received message, after it is decrypted.
    #[must_use]
    pub fn verify(mut self, verify: Verify) -> Self {
        Arc::make_mut(&mut self.steps).verify = Some(verify);
        self
    }

    /// Accepts faults that are neither signed nor encrypted. Many servers do not sign faults. Anyone between
    /// client and server can forge such a fault. Has no effect on a server: no request is a fault.
    #[must_use]
    pub fn accept_unsigned_faults(mut self) -> Self {
        Arc::make_mut(&mut self.steps).accepts_unsigned_faults = true;
        self
    }

    /// Allows attachments in messages that are signed, encrypted or verified. The attachments themselves are
    /// neither signed nor encrypted: everybody between client and server can read and replace them. By default,
    /// such a message is an error.
    #[cfg(feature = "mime")]
    #[must_use]
    pub fn accept_unsigned_attachments(mut self) -> Self {
        Arc::make_mut(&mut self.steps).accepts_unsigned_attachments = true;
        self
    }
}

impl Extension for X509 {
    fn start(&self, _call: &CallFacts<'_>) -> Result<Box<dyn ExtensionRun>> {
        Ok(Box::new(Run { steps: Arc::clone(&self.steps) }))
    }

    fn slot(&self) -> &str {
        "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0"
    }
}

impl Steps {
    /// Decrypts, then verifies a message.
    fn open(&self, message: &mut IncomingMessage<'_>) -> Result<()> {
        if let Some(decrypt) = &self.decrypt {
            let decrypted = decrypt.apply(message.text())?.into_owned();
            message.set_text(decrypted);
        }
        if let Some(verify) = &self.verify {
            let verified = verify.check(message.text())?;
            message.insert(verified);
            #[cfg(feature = "mime")]
            if !self.accepts_unsigned_attachments && !message.attachments().is_empty() {
                return Err(refused("the message has attachments, which no signature covers"));
            }
        }
        Ok(())
    }
}

/// State of the extension during one exchange of messages.
struct Run {
    steps: Arc<Steps>,
}

impl ExtensionRun for Run {
    fn seal(&mut self, message: &mut OutgoingMessage<'_>) -> Result<()> {
        #[cfg(feature = "mime")]
        if (self.steps.sign.is_some() || self.steps.encrypt.is_some())
            && !self.steps.accepts_unsigned_attachments
            && message.has_attachments()
        {
            return Err(unwritable(
                "the attachments can be neither signed nor encrypted; `X509::accept_unsigned_attachments` sends them",
            ));
        }
        if let Some(sign) = &self.steps.sign {
            let signed = sign.apply(message.text())?;
            message.set_text(signed);
        }
        if let Some(encrypt) = &self.steps.encrypt {
            let encrypted = encrypt.apply(message.text())?;
            message.set_text(encrypted);
        }
        Ok(())
    }

    fn open(&mut self, message: &mut IncomingMessage<'_>) -> Result<()> {
        let Steps { decrypt, verify, accepts_unsigned_faults, .. } = &*self.steps;
        if message.is_empty() {
            // Some operations have an empty reply. Without this check, an attacker could replace a signed
            // reply by an empty body.
            let is_expected = message.call().side() == Side::Client && message.call().is_one_way();
            return match verify {
                Some(_) if !is_expected => Err(refused("the message is not signed: it is empty")),
                _ => Ok(()),
            };
        }
        if *accepts_unsigned_faults && message.is_fault()? {
            message.accept_only_fault("the message is not signed");
            return Ok(());
        }
        let opened = self.steps.open(message);
        // A sender that learns whether a changed message could be decrypted can find out the content of messages,
        // so give the same reason for every failure.
        match opened {
            Err(error) if decrypt.is_some() && message.call().side() == Side::Server => {
                return Err(refused("the message cannot be decrypted and verified").with_source(error));
            }
            opened => opened?,
        }
        if decrypt.is_some() || verify.is_some() {
            message.understand((WSSE, "Security"));
        }
        Ok(())
    }
}
