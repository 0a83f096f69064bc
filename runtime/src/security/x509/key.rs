//! Private keys, and the certificates that belong to them.

use std::fmt;

use p256::ecdsa::signature::hazmat::PrehashSigner;
use pkcs8::{EncryptedPrivateKeyInfoRef, ObjectIdentifier, PrivateKeyInfoRef};
use rsa::pkcs1::DecodeRsaPrivateKey;
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};

use super::algorithm::SignatureAlgorithm;
use super::public_key::PublicKey;
use super::{Certificate, pem, pkcs12, unusable};
use crate::error::Result;

/// A private key, which signs or decrypts: RSA, or ECDSA on the curve P-256 or P-384.
///
/// `Debug` shows only the kind of the key. The key is overwritten in memory when it is dropped.
#[derive(Clone)]
pub struct PrivateKey(Key);

#[derive(Clone)]
enum Key {
    Rsa(Box<rsa::PrivateKey>),
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
}

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");

impl PrivateKey {
    /// Reads the first private key of a text in PEM: PKCS#8 (`PRIVATE KEY`), PKCS#1 (`RSA PRIVATE KEY`) or
    /// SEC1 (`EC PRIVATE KEY`).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Key`](crate::ErrorKind::Key) if the text contains no such key. The error does
    /// not quote the text.
    pub fn from_pem(text: &str) -> Result<Self> {
        Self::read_pem(text, None)
    }

    /// Reads the first private key of a text in PEM, which may be encrypted with a password
    /// (`ENCRYPTED PRIVATE KEY`).
    ///
    /// # Errors
    ///
    /// As for [`from_pem`](Self::from_pem), and if the password is wrong.
    pub fn from_encrypted_pem(text: &str, password: &str) -> Result<Self> {
        Self::read_pem(text, Some(password))
    }

    fn read_pem(text: &str, password: Option<&str>) -> Result<Self> {
        for item in pem::items(text)? {
            match (item.label, password) {
                ("PRIVATE KEY", _) => return Self::from_pkcs8_der(&item.der),
                ("RSA PRIVATE KEY", _) => {
                    let key = rsa::PrivateKey::from_pkcs1_der(&item.der).map_err(|_| unreadable("PKCS#1"))?;
                    return Ok(Self(Key::Rsa(Box::new(key))));
                }
                ("EC PRIVATE KEY", _) => return Self::from_sec1(&item.der),
                ("ENCRYPTED PRIVATE KEY", Some(password)) => {
                    let decrypted = EncryptedPrivateKeyInfoRef::try_from(item.der.as_slice())
                        .and_then(|info| info.decrypt(password))
                        .map_err(|_| unusable("the private key cannot be decrypted with the password"))?;
                    return Self::from_pkcs8_der(decrypted.as_bytes());
                }
                ("ENCRYPTED PRIVATE KEY", None) => {
                    return Err(unusable("the private key is encrypted: use `from_encrypted_pem`"));
                }
                _ => {}
            }
        }
        Err(unusable("the text contains no private key: expected `BEGIN PRIVATE KEY` or a similar line"))
    }

    /// Reads a private key in PKCS#8, in DER.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Key`](crate::ErrorKind::Key) if the bytes are not such a key.
    pub fn from_pkcs8_der(der: &[u8]) -> Result<Self> {
        let info = PrivateKeyInfoRef::try_from(der).map_err(|_| unreadable("PKCS#8"))?;
        let curve = info.algorithm.parameters_oid().ok();
        let key = match (info.algorithm.oid, curve) {
            (RSA, _) => rsa::PrivateKey::try_from(info).ok().map(|key| Key::Rsa(Box::new(key))),
            (EC, Some(P256)) => p256::SecretKey::try_from(info).ok().map(|key| Key::P256(key.into())),
            (EC, Some(P384)) => p384::SecretKey::try_from(info).ok().map(|key| Key::P384(key.into())),
            _ => return Err(unusable("the private key is neither RSA nor on the curve P-256 or P-384")),
        };
        key.map(Self).ok_or_else(|| unreadable("PKCS#8"))
    }

    fn from_sec1(der: &[u8]) -> Result<Self> {
        if let Ok(key) = p256::SecretKey::from_sec1_der(der) {
            return Ok(Self(Key::P256(key.into())));
        }
        match p384::SecretKey::from_sec1_der(der) {
            Ok(key) => Ok(Self(Key::P384(key.into()))),
            Err(_) => Err(unreadable("SEC1, on the curve P-256 or P-384")),
        }
    }

    /// The default signature algorithm for the key: with SHA-384 for a key on the curve P-384, otherwise with
    /// SHA-256.
    pub(super) fn usual_algorithm(&self) -> SignatureAlgorithm {
        match &self.0 {
            Key::Rsa(_) => SignatureAlgorithm::RsaSha256,
            Key::P256(_) => SignatureAlgorithm::EcdsaSha256,
            Key::P384(_) => SignatureAlgorithm::EcdsaSha384,
        }
    }

    pub(super) fn public_key(&self) -> PublicKey {
        match &self.0 {
            Key::Rsa(key) => PublicKey::Rsa(key.to_public_key()),
            Key::P256(key) => PublicKey::P256(*key.verifying_key()),
            Key::P384(key) => PublicKey::P384(*key.verifying_key()),
        }
    }

    /// The RSA key; `None` for keys that cannot decrypt.
    pub(super) fn rsa(&self) -> Option<&rsa::PrivateKey> {
        match &self.0 {
            Key::Rsa(key) => Some(key),
            _ => None,
        }
    }

    /// Signs a message.
    pub(super) fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>> {
        let hash = algorithm.digest().digest(message);
        let signature = match (&self.0, algorithm) {
            (Key::Rsa(key), SignatureAlgorithm::RsaSha1) => key.pkcs1v15_sign_prehash::<Sha1>(&hash).ok(),
            (Key::Rsa(key), SignatureAlgorithm::RsaSha256) => key.pkcs1v15_sign_prehash::<Sha256>(&hash).ok(),
            (Key::Rsa(key), SignatureAlgorithm::RsaSha384) => key.pkcs1v15_sign_prehash::<Sha384>(&hash).ok(),
            (Key::Rsa(key), SignatureAlgorithm::RsaSha512) => key.pkcs1v15_sign_prehash::<Sha512>(&hash).ok(),
            (Key::P256(key), SignatureAlgorithm::EcdsaSha256 | SignatureAlgorithm::EcdsaSha384) => {
                let signature: Option<p256::ecdsa::Signature> = key.sign_prehash(&hash).ok();
                signature.map(|signature| signature.to_bytes().to_vec())
            }
            (Key::P384(key), SignatureAlgorithm::EcdsaSha256 | SignatureAlgorithm::EcdsaSha384) => {
                let signature: Option<p384::ecdsa::Signature> = key.sign_prehash(&hash).ok();
                signature.map(|signature| signature.to_bytes().to_vec())
            }
            _ => return Err(unusable(format!("{self:?} cannot be used with {algorithm:?}"))),
        };
        signature.ok_or_else(|| unusable("the private key cannot sign"))
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match &self.0 {
            Key::Rsa(_) => "PrivateKey(RSA)",
            Key::P256(_) => "PrivateKey(P-256)",
            Key::P384(_) => "PrivateKey(P-384)",
        })
    }
}

/// The error for a key that cannot be read. It does not contain the error of the parser, which might quote
/// the key.
fn unreadable(form: &str) -> crate::Error {
    unusable(format!("the private key cannot be read: expected {form}"))
}

/// A private key with the certificate of its public key.
#[derive(Clone, Debug)]
pub struct Identity {
    pub(super) key: PrivateKey,
    pub(super) certificate: Certificate,
}

impl Identity {
    /// Combines a key and its certificate.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Key`](crate::ErrorKind::Key) if the certificate belongs to another key.
    pub fn new(key: PrivateKey, certificate: Certificate) -> Result<Self> {
        match certificate.public_key()? == key.public_key() {
            true => Ok(Self { key, certificate }),
            false => Err(unusable("the certificate does not belong to the private key")),
        }
    }

    /// Reads a private key and its certificate in PEM. Both may be in one text.
    ///
    /// # Errors
    ///
    /// As for [`PrivateKey::from_pem`], [`Certificate::from_pem`] and [`new`](Self::new).
    pub fn from_pem(key: &str, certificate: &str) -> Result<Self> {
        Self::new(PrivateKey::from_pem(key)?, Certificate::from_pem(certificate)?)
    }

    /// Reads a private key and its certificate from a PKCS#12 file (`.p12`, `.pfx`).
    ///
    /// The file must contain one key. If it contains several certificates, the one that belongs to the key is
    /// used.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Key`](crate::ErrorKind::Key) if the password is wrong, or if the file is not
    /// PKCS#12 or uses an encryption that is not supported.
    pub fn from_pkcs12(file: &[u8], password: &str) -> Result<Self> {
        let contents = pkcs12::read(file, password)?;
        let key = match contents.keys.as_slice() {
            [key] => PrivateKey::from_pkcs8_der(key)?,
            keys => return Err(unusable(format!("the PKCS#12 file contains {} private keys", keys.len()))),
        };
        let wanted = key.public_key();
        for der in contents.certificates {
            let certificate = Certificate::from_der(der)?;
            if certificate.public_key().is_ok_and(|found| found == wanted) {
                return Ok(Self { key, certificate });
            }
        }
        Err(unusable("the PKCS#12 file contains no certificate for its private key"))
    }

    /// The certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The private key.
    pub fn key(&self) -> &PrivateKey {
        &self.key
    }
}
