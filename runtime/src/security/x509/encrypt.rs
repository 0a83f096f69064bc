//! Encrypts the content of a body.

use std::borrow::Cow;
use std::sync::Arc;

use sha1::Sha1;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::algorithm::MGF1_SHA256;
use super::cipher::encrypt;
use super::header::with_security;
use super::key_info::{binary_security_token, encrypted_key_reference};
use super::public_key::PublicKey;
use super::tree::{Edits, Envelope, content_range, has_attachment, parse};
use super::{
    Certificate, Cipher, DSIG, DigestAlgorithm, KeyReference, KeyTransport, XENC, XENC11, base64, new_id,
    unwritable,
};
use crate::error::Result;
use crate::random;

/// Encrypts the content of the `Body` for the owner of a certificate with an RSA key.
///
/// Sign first, then encrypt: the receiver decrypts the message, then verifies the signature.
#[derive(Clone, Debug)]
pub struct Encrypt {
    certificate: Arc<Certificate>,
    cipher: Cipher,
    transport: KeyTransport,
    reference: KeyReference,
    actor: Option<Cow<'static, str>>,
    must_understand: bool,
}

impl Encrypt {
    /// Creates an encryptor for the owner of a certificate, with AES-256-GCM and RSA-OAEP.
    pub fn new(certificate: Certificate) -> Self {
        Self {
            certificate: Arc::new(certificate),
            cipher: Cipher::Aes256Gcm,
            transport: KeyTransport::RsaOaep,
            reference: KeyReference::IssuerSerial,
            actor: None,
            must_understand: true,
        }
    }

    /// Sets the cipher of the content.
    #[must_use]
    pub fn cipher(mut self, cipher: Cipher) -> Self {
        self.cipher = cipher;
        self
    }

    /// Sets the algorithm that encrypts the key.
    #[must_use]
    pub fn key_transport(mut self, transport: KeyTransport) -> Self {
        self.transport = transport;
        self
    }

    /// Sets how the message refers to the receiver's certificate. Default: [`KeyReference::IssuerSerial`].
    #[must_use]
    pub fn reference(mut self, reference: KeyReference) -> Self {
        self.reference = reference;
        self
    }

    /// Sets the actor (SOAP 1.1) or role (SOAP 1.2) of the `Security` header.
    #[must_use]
    pub fn actor(mut self, actor: impl Into<Cow<'static, str>>) -> Self {
        self.actor = Some(actor.into());
        self
    }

    /// Sets whether a `Security` header that is added must be understood by the receiver. Default: `true`.
    #[must_use]
    pub fn must_understand(mut self, must_understand: bool) -> Self {
        self.must_understand = must_understand;
        self
    }

    /// Encrypts the content of the body of an envelope, with a new key.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Key`](crate::ErrorKind::Key) if the certificate has no RSA key.
    pub fn apply(&self, envelope: &str) -> Result<String> {
        self.replace(envelope, None)
    }

    /// Replaces the content of the body by the encrypted `content`, or by its own encrypted content if
    /// `content` is `None`.
    pub(super) fn replace(&self, envelope: &str, content: Option<&str>) -> Result<String> {
        let text = with_security(envelope, self.actor.as_deref(), self.must_understand)?;
        let document = parse(&text)?;
        let envelope = Envelope::of(&document, self.actor.as_deref())?;
        let security = envelope.security.ok_or_else(|| unwritable("there is no Security header"))?;

        if has_attachment(envelope.body) {
            return Err(unwritable("an attachment cannot be encrypted: send the message without MTOM"));
        }
        let key = Zeroizing::new(random::bytes::<32>()?);
        let key = key.get(..self.cipher.key_length()).unwrap_or_default();
        let content = content.or_else(|| text.get(content_range(envelope.body)?)).unwrap_or_default();
        let encrypted = encrypt(self.cipher, key, content.as_bytes())?;

        let (key_id, data_id, token_id) = (new_id("EK")?, new_id("ED")?, new_id("X509")?);
        let token = match self.reference {
            KeyReference::BinarySecurityToken => binary_security_token(&self.certificate, &token_id),
            _ => String::new(),
        };
        let encrypted_key = format!(
            "{token}<xenc:EncryptedKey xmlns:xenc=\"{XENC}\" xmlns:ds=\"{DSIG}\" Id=\"{key_id}\">{}\
             <ds:KeyInfo>{}</ds:KeyInfo><xenc:CipherData><xenc:CipherValue>{}</xenc:CipherValue></xenc:CipherData>\
             <xenc:ReferenceList><xenc:DataReference URI=\"#{data_id}\"/></xenc:ReferenceList></xenc:EncryptedKey>",
            self.key_method(),
            self.reference.write(&self.certificate, &token_id),
            base64(&self.encrypted_key(key)?)
        );
        let encrypted_data = format!(
            "<xenc:EncryptedData xmlns:xenc=\"{XENC}\" xmlns:ds=\"{DSIG}\" Id=\"{data_id}\" Type=\"{XENC}Content\">\
             <xenc:EncryptionMethod Algorithm=\"{}\"/><ds:KeyInfo>{}</ds:KeyInfo><xenc:CipherData>\
             <xenc:CipherValue>{}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData>",
            self.cipher.uri(),
            encrypted_key_reference(&key_id),
            base64(&encrypted)
        );
        let mut edits = Edits::default();
        edits.prepend(security, encrypted_key);
        edits.content(envelope.body, encrypted_data);
        Ok(edits.apply(&text))
    }

    fn key_method(&self) -> String {
        let parameters = match self.transport {
            KeyTransport::RsaOaep => {
                format!("<ds:DigestMethod Algorithm=\"{}\"/>", DigestAlgorithm::Sha1.uri())
            }
            KeyTransport::RsaOaepSha256 => format!(
                "<ds:DigestMethod Algorithm=\"{}\"/><xenc11:MGF xmlns:xenc11=\"{XENC11}\" Algorithm=\"{MGF1_SHA256}\"/>",
                DigestAlgorithm::Sha256.uri()
            ),
            KeyTransport::Rsa15 => String::new(),
        };
        format!(
            "<xenc:EncryptionMethod Algorithm=\"{}\">{parameters}</xenc:EncryptionMethod>",
            self.transport.uri()
        )
    }

    fn encrypted_key(&self, key: &[u8]) -> Result<Vec<u8>> {
        let PublicKey::Rsa(receiver) = self.certificate.public_key()? else {
            return Err(super::unusable(
                "the certificate has no RSA key, so nothing can be encrypted for it",
            ));
        };
        let encrypted = match self.transport {
            KeyTransport::RsaOaep => receiver.oaep_encrypt::<Sha1>(key),
            KeyTransport::RsaOaepSha256 => receiver.oaep_encrypt::<Sha256>(key),
            KeyTransport::Rsa15 => receiver.pkcs1v15_encrypt(key),
        };
        encrypted.map_err(|_| unwritable("the key cannot be encrypted"))
    }
}
