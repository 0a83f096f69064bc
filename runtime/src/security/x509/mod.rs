//! Signatures and encryption with X.509 certificates (WS-Security 1.1, X.509 token profile).
//!
//! [`Sign`] and [`Verify`], [`Encrypt`] and [`Decrypt`] work on the text of an envelope.
//!
//! Not supported: symmetric bindings and WS-SecureConversation, derived keys, signatures of parts that are
//! encrypted, encryption of header blocks, and the transforms of XML Signature other than exclusive
//! canonicalization. `STR-Transform` is among those; a message that uses it is refused with an error that
//! names it.

mod algorithm;
mod canonical;
mod certificate;
mod cipher;
mod decrypt;
mod encrypt;
mod exchange;
mod header;
mod key;
mod key_info;
mod part;
mod pem;
mod pkcs12;
mod public_key;
mod qname;
mod sign;
mod signature;
mod tree;
mod trust;
mod verify;

use std::borrow::Cow;

pub use algorithm::{Cipher, DigestAlgorithm, KeyTransport, SignatureAlgorithm};
pub use certificate::Certificate;
pub use decrypt::Decrypt;
pub use encrypt::Encrypt;
pub use exchange::X509;
pub use key::{Identity, PrivateKey};
pub use key_info::KeyReference;
pub use part::Part;
pub use sign::Sign;
pub use verify::{Verified, Verify};

use super::WSSE;
use crate::error::{Error, ErrorKind};
use crate::random;
use crate::text::namespaces::WSU;
use crate::xsd::Base64Binary;

/// Namespace that WS-Security 1.1 adds.
const WSSE11: &str = "http://docs.oasis-open.org/wss/oasis-wss-wssecurity-secext-1.1.xsd";
/// Namespace of XML Signature.
const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
/// Namespace of XML Encryption.
const XENC: &str = "http://www.w3.org/2001/04/xmlenc#";
/// Namespace that XML Encryption 1.1 adds.
const XENC11: &str = "http://www.w3.org/2009/xmlenc11#";

/// The error for a received message that is not acceptable.
#[cold]
fn refused(reason: impl Into<Cow<'static, str>>) -> Error {
    Error::rejected(reason)
}

/// The error for a key or a certificate that cannot be read or used.
#[cold]
fn unusable(reason: impl Into<Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::Key { reason: reason.into() })
}

/// The error for a message that cannot be signed or encrypted.
#[cold]
fn unwritable(reason: impl Into<Cow<'static, str>>) -> Error {
    Error::cannot_be_written(reason)
}

fn base64(bytes: &[u8]) -> String {
    base64_simd::STANDARD.encode_to_string(bytes)
}

/// The bytes of a text in Base64, which may contain white space.
fn from_base64(text: &str) -> Option<Vec<u8>> {
    text.parse::<Base64Binary>().ok().map(Base64Binary::into_vec)
}

/// A new identifier for an element.
fn new_id(kind: &str) -> crate::error::Result<String> {
    Ok(format!("{kind}-{:032x}", u128::from_be_bytes(random::bytes()?)))
}

/// Escapes text for element content and attribute values.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
