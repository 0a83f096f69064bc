//! Decrypts the content of a body.

use std::borrow::Cow;
use std::sync::Arc;

use roxmltree::{Document, Node};
use rsa::oaep::DecryptingKey;
use rsa::traits::Decryptor;
use sha1::Sha1;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::algorithm::{MGF1_SHA1, MGF1_SHA256};
use super::cipher::decrypt;
use super::tree::{
    Edits, Envelope, by_id, children, elements, id, is, only, parse, shortened, text_of, with_line_feeds,
};
use super::{
    Cipher, DSIG, DigestAlgorithm, KeyTransport, PrivateKey, WSSE, XENC, XENC11, from_base64, refused,
    unusable,
};
use crate::error::Result;
use crate::random;

/// Decrypts the content of the `Body` of received messages.
///
/// An attacker may send changed messages and learn from the reactions of the receiver. Therefore every failure
/// of the decryption itself is the same error: a wrong key, wrong padding, and content that is not XML. For the same
/// reason, ciphers that do not detect changes are refused unless they are [allowed](Self::allow_cipher).
///
/// Decryption does not prove who sent the message: [verify](super::Verify) the decrypted message.
#[derive(Clone, Debug)]
pub struct Decrypt {
    key: Arc<PrivateKey>,
    is_optional: bool,
    allows_rsa15: bool,
    ciphers: Vec<Cipher>,
    actor: Option<Cow<'static, str>>,
}

/// The algorithm of an encrypted key, with its parameters.
enum Unwrap {
    Oaep { digest: DigestAlgorithm, mask: DigestAlgorithm },
    Rsa15,
}

impl Decrypt {
    /// Creates a decryptor with an RSA key. It refuses messages whose body is not encrypted.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Key`](crate::ErrorKind::Key) if the key is not an RSA key.
    pub fn new(key: PrivateKey) -> Result<Self> {
        match key.rsa() {
            Some(_) => Ok(Self {
                key: Arc::new(key),
                is_optional: false,
                allows_rsa15: false,
                ciphers: vec![Cipher::Aes128Gcm, Cipher::Aes256Gcm],
                actor: None,
            }),
            None => Err(unusable(format!("{key:?} cannot decrypt: expected an RSA key"))),
        }
    }

    /// Accepts messages whose body is not encrypted, such as faults.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.is_optional = true;
        self
    }

    /// Accepts an algorithm that is refused by default: [`KeyTransport::Rsa15`].
    #[must_use]
    pub fn allow(mut self, transport: KeyTransport) -> Self {
        self.allows_rsa15 |= transport == KeyTransport::Rsa15;
        self
    }

    /// Accepts a cipher that is refused by default: [`Cipher::Aes128Cbc`] or [`Cipher::Aes256Cbc`]. The algorithm
    /// suites of WS-SecurityPolicy, such as `Basic256`, demand them.
    ///
    /// The CBC modes do not detect changes. An attacker who has an encrypted message, sends changed ones and sees
    /// which of them are accepted or how long the answer takes, may learn its content byte by byte. That holds for
    /// messages in GCM mode too, because the attacker can name a CBC mode in the changed message. Allow it only for
    /// partners that cannot use GCM. Use a separate key for them, and [verify](super::Verify) the decrypted messages.
    #[must_use]
    pub fn allow_cipher(mut self, cipher: Cipher) -> Self {
        self.ciphers.push(cipher);
        self
    }

    /// Sets the actor (SOAP 1.1) or role (SOAP 1.2) of the `Security` header.
    #[must_use]
    pub fn actor(mut self, actor: impl Into<Cow<'static, str>>) -> Self {
        self.actor = Some(actor.into());
        self
    }

    /// Decrypts the content of the body of an envelope.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Rejected`](crate::ErrorKind::Rejected) if the message cannot be decrypted,
    /// [`ErrorKind::NotWellFormed`](crate::ErrorKind::NotWellFormed) if it is not XML.
    pub fn apply<'t>(&self, envelope: &'t str) -> Result<Cow<'t, str>> {
        let (envelope_text, text) = (envelope, with_line_feeds(envelope));
        let document = parse(&text)?;
        let envelope = Envelope::of(&document, self.actor.as_deref())?;
        let data = match *elements(envelope.body).collect::<Vec<_>>().as_slice() {
            [data] if is(data, XENC, "EncryptedData") => data,
            _ if self.is_optional => return Ok(Cow::Borrowed(envelope_text)),
            _ => return Err(refused("Body: the content is not encrypted")),
        };
        let Some(security) = envelope.security else {
            return Err(refused(
                "the message has no Security header for this receiver, so its key is unknown",
            ));
        };
        if data.attribute("Type") != Some("http://www.w3.org/2001/04/xmlenc#Content") {
            return Err(refused("EncryptedData: only the encryption of content is supported"));
        }
        let uri = algorithm(data)?;
        let cipher = Cipher::from_uri(uri).ok_or_else(|| unsupported("EncryptedData", uri))?;
        if !self.ciphers.contains(&cipher) {
            return Err(refused(format!("EncryptedData: the algorithm `{uri}` is not allowed")));
        }
        let encrypted_key = encrypted_key(&document, security, data)?;
        let unwrap = self.unwrap(encrypted_key)?;
        let (wrapped, encrypted) = (cipher_value(encrypted_key)?, cipher_value(data)?);

        let key = self.key(&unwrap, &wrapped, cipher)?;
        let plain = decrypt(cipher, &key, &encrypted).and_then(|bytes| String::from_utf8(bytes).ok());
        let plain = plain.ok_or_else(failed)?;
        let plain = with_line_feeds(&plain).into_owned();
        let (length, place) = (plain.len(), data.range());
        let mut edits = Edits::default();
        edits.replace(place.clone(), plain);
        let decrypted = edits.apply(&text);

        // Decrypted content must not contain the end tag of the body. It could otherwise add elements to the
        // envelope.
        let body = envelope.body.range();
        let expected = body.start..body.end - place.len() + length;
        match parse(&decrypted)
            .and_then(|document| Ok(Envelope::of(&document, self.actor.as_deref())?.body.range()))
        {
            Ok(range) if range == expected => Ok(Cow::Owned(decrypted)),
            _ => Err(failed()),
        }
    }

    /// Reads the algorithm of an encrypted key.
    fn unwrap(&self, encrypted_key: Node<'_, '_>) -> Result<Unwrap> {
        let uri = algorithm(encrypted_key)?;
        let transport = KeyTransport::from_uri(uri).ok_or_else(|| unsupported("EncryptedKey", uri))?;
        let method = only(encrypted_key, XENC, "EncryptionMethod");
        let parameter = |namespace, local| {
            let element = method.and_then(|method| only(method, namespace, local));
            element.map(|element| element.attribute("Algorithm").unwrap_or_default())
        };
        if transport == KeyTransport::Rsa15 {
            return match self.allows_rsa15 {
                true => Ok(Unwrap::Rsa15),
                false => Err(refused("EncryptedKey: RSA with PKCS#1 v1.5 padding is not allowed")),
            };
        }
        if method.is_some_and(|method| only(method, XENC, "OAEPparams").is_some()) {
            return Err(refused("EncryptedKey: OAEPparams is not supported"));
        }
        let sha = |uri: &str| match DigestAlgorithm::from_uri(uri) {
            Some(digest @ (DigestAlgorithm::Sha1 | DigestAlgorithm::Sha256)) => Ok(digest),
            _ => Err(unsupported("EncryptedKey", uri)),
        };
        let digest = parameter(DSIG, "DigestMethod").map_or(Ok(DigestAlgorithm::Sha1), sha)?;
        let mask = match (transport, parameter(XENC11, "MGF")) {
            (KeyTransport::RsaOaep, _) | (_, None | Some(MGF1_SHA1)) => DigestAlgorithm::Sha1,
            (_, Some(MGF1_SHA256)) => DigestAlgorithm::Sha256,
            (_, Some(other)) => return Err(unsupported("EncryptedKey", other)),
        };
        Ok(Unwrap::Oaep { digest, mask })
    }

    /// Decrypts the key of the content. If that fails, the result is a random key, so that the failure shows
    /// only when the content is decrypted.
    fn key(&self, unwrap: &Unwrap, wrapped: &[u8], cipher: Cipher) -> Result<Zeroizing<Vec<u8>>> {
        let mut random_key = Zeroizing::new(random::bytes::<32>()?.to_vec());
        random_key.truncate(cipher.key_length());
        let Some(rsa) = self.key.rsa() else { return Err(failed()) };
        let key = match unwrap {
            Unwrap::Rsa15 => rsa.pkcs1v15_decrypt(wrapped),
            Unwrap::Oaep { digest: DigestAlgorithm::Sha256, mask: DigestAlgorithm::Sha256 } => {
                rsa.oaep_decrypt::<Sha256>(wrapped)
            }
            Unwrap::Oaep { digest: DigestAlgorithm::Sha256, .. } => {
                DecryptingKey::<Sha256, Sha1>::new(rsa.clone()).decrypt(wrapped)
            }
            Unwrap::Oaep { mask: DigestAlgorithm::Sha256, .. } => {
                DecryptingKey::<Sha1, Sha256>::new(rsa.clone()).decrypt(wrapped)
            }
            Unwrap::Oaep { .. } => rsa.oaep_decrypt::<Sha1>(wrapped),
        };
        Ok(match key.map(Zeroizing::new) {
            Ok(key) if key.len() == cipher.key_length() => key,
            _ => random_key,
        })
    }
}

/// The error for every failed decryption: the cause must stay secret.
fn failed() -> crate::Error {
    refused("Body: the content cannot be decrypted")
}

fn unsupported(element: &str, uri: &str) -> crate::Error {
    refused(format!("{element}: the algorithm `{}` is not supported", shortened(uri)))
}

/// Finds the encrypted key of the content: the one to which the content refers, or which refers to the content.
fn encrypted_key<'a, 'i>(
    document: &'a Document<'i>,
    security: Node<'a, 'i>,
    data: Node<'a, 'i>,
) -> Result<Node<'a, 'i>> {
    let info = only(data, DSIG, "KeyInfo");
    if let Some(key) = info.and_then(|info| only(info, XENC, "EncryptedKey")) {
        return Ok(key);
    }
    let reference = info
        .and_then(|info| only(info, WSSE, "SecurityTokenReference"))
        .and_then(|reference| only(reference, WSSE, "Reference"))
        .and_then(|reference| reference.attribute("URI"));
    if let Some(id) = reference.and_then(|uri| uri.strip_prefix('#')) {
        let key = by_id(document, id)?;
        return match is(key, XENC, "EncryptedKey") && key.parent() == Some(security) {
            true => Ok(key),
            false => Err(refused(
                "EncryptedData: the reference does not name an EncryptedKey of the Security header",
            )),
        };
    }
    let Some(wanted) = id(data) else {
        return Err(refused("EncryptedData: neither a reference nor an Id identifies its EncryptedKey"));
    };
    let refers = |key: &Node<'a, 'i>| {
        let list = only(*key, XENC, "ReferenceList").into_iter();
        list.flat_map(|list| children(list, XENC, "DataReference"))
            .any(|reference| reference.attribute("URI").and_then(|uri| uri.strip_prefix('#')) == Some(wanted))
    };
    let mut found = children(security, XENC, "EncryptedKey").filter(refers);
    match (found.next(), found.next()) {
        (Some(key), None) => Ok(key),
        _ => Err(refused("Header/Security: expected one EncryptedKey for the content of the body")),
    }
}

fn algorithm<'a>(node: Node<'a, '_>) -> Result<&'a str> {
    only(node, XENC, "EncryptionMethod")
        .and_then(|method| method.attribute("Algorithm"))
        .ok_or_else(|| refused(format!("{}: EncryptionMethod is missing", node.tag_name().name())))
}

fn cipher_value(node: Node<'_, '_>) -> Result<Vec<u8>> {
    only(node, XENC, "CipherData")
        .and_then(|data| only(data, XENC, "CipherValue"))
        .and_then(text_of)
        .and_then(|text| from_base64(&text))
        .ok_or_else(|| refused(format!("{}: expected CipherValue with Base64", node.tag_name().name())))
}

#[cfg(test)]
mod tests {
    use super::super::{Encrypt, Identity};
    use super::*;

    #[test]
    fn content_cannot_leave_the_body() {
        let key = include_str!("../../../tests/x509/keys/rsa.key.pem");
        let certificate = include_str!("../../../tests/x509/keys/rsa.cert.pem");
        let identity = Identity::from_pem(key, certificate).unwrap();
        let encrypt = Encrypt::new(identity.certificate().clone());
        let decrypt = Decrypt::new(identity.key().clone()).unwrap();
        let envelope =
            "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body></s:Body></s:Envelope>";

        // Anyone who has the certificate can encrypt arbitrary text. Text that would end the body, or that is
        // not XML, is refused.
        for content in [
            "</s:Body><s:Body>",
            "<a/></s:Body><s:Body><b/>",
            "</s:Body></s:Envelope><!--",
            "<a>",
            "</a>",
            "<p:a/>",
            "&x;",
            "<!DOCTYPE a>",
            "\u{1}",
        ] {
            let forged = encrypt.replace(envelope, Some(content)).unwrap();
            let error = decrypt.apply(&forged).unwrap_err().to_string();
            assert_eq!(error, failed().to_string(), "{content}");
        }
        let sound = encrypt.replace(envelope, Some("<a/>")).unwrap();
        assert!(decrypt.apply(&sound).unwrap().contains("<s:Body><a/></s:Body>"));
    }
}
