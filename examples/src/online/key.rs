//! The private key of an application, and signatures with it.

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use rsa::pkcs1::EncodeRsaPrivateKey;
use rsa::{BoxedUint, PrivateKey};
use saponify::Secret;

use super::Error;

/// RSA private key of an application. `Debug` does not show it.
#[derive(Clone)]
pub struct SigningKey(EncodingKey);

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("SigningKey([redacted])")
    }
}

impl SigningKey {
    /// Reads a key as PEM (PKCS #1 or PKCS #8) or as the XML of .NET (`RSAKeyValue`).
    ///
    /// # Errors
    ///
    /// If the text has neither form, or its numbers are not those of an RSA key.
    pub fn read(text: &str) -> Result<Self, Error> {
        match text.trim_start_matches('\u{feff}').trim() {
            xml if xml.starts_with('<') => Self::from_xml(xml),
            pem => Self::from_pem(pem),
        }
    }

    /// Reads a key as PEM: `RSA PRIVATE KEY` or `PRIVATE KEY`.
    ///
    /// # Errors
    ///
    /// If the text is no RSA private key in PEM.
    pub fn from_pem(pem: &str) -> Result<Self, Error> {
        if !pem.contains("PRIVATE KEY-----") {
            return Err(Error::Key("expected a private key in PEM".to_owned()));
        }
        let key = EncodingKey::from_rsa_pem(pem.as_bytes());
        key.map(Self)
            .map_err(|_| Error::Key("expected an RSA private key in PEM without password".to_owned()))
    }

    /// Reads a key as the XML that .NET's `RSA.ToXmlString` writes.
    ///
    /// # Errors
    ///
    /// If an element is missing, or the numbers are not those of an RSA key.
    pub fn from_xml(xml: &str) -> Result<Self, Error> {
        let document = roxmltree::Document::parse(xml)
            .map_err(|_| Error::Key("the XML of the key is not well-formed".to_owned()))?;
        let root = document.root_element();
        if root.tag_name().name() != "RSAKeyValue" {
            return Err(Error::Key("expected the element `RSAKeyValue`".to_owned()));
        }
        let number = |name: &str| {
            let element = root.children().find(|child| child.tag_name().name() == name);
            let text: String =
                element.and_then(|element| element.text()).unwrap_or_default().split_whitespace().collect();
            match BASE64_STANDARD.decode(text) {
                Ok(bytes) if !bytes.is_empty() => Ok(BoxedUint::from_be_slice_vartime(&bytes)),
                _ => Err(Error::Key(format!("`RSAKeyValue/{name}` is missing or not in Base64"))),
            }
        };
        // The other numbers in `RSAKeyValue` follow from these five.
        let primes = vec![number("P")?, number("Q")?];
        let key = PrivateKey::from_components(number("Modulus")?, number("Exponent")?, number("D")?, primes)
            .map_err(|_| Error::Key("the numbers in `RSAKeyValue` do not form an RSA key".to_owned()))?;
        let der = key.to_pkcs1_der().map_err(|_| Error::Key("the key cannot be encoded".to_owned()))?;
        Ok(Self(EncodingKey::from_rsa_der(der.as_bytes())))
    }

    /// Creates a signed system user token: the token, the UTC time and the signature of both, separated by dots.
    ///
    /// # Errors
    ///
    /// If the key cannot sign.
    pub fn sign(&self, token: &Secret<String>, now: jiff::Timestamp) -> Result<Secret<String>, Error> {
        let signed = format!("{}.{}", token.expose(), now.strftime("%Y%m%d%H%M"));
        let signature = crypto::sign(signed.as_bytes(), &self.0, Algorithm::RS256)
            .ok()
            // The library encodes the signature in URL-safe Base64, as in JWTs. The login service expects
            // standard Base64.
            .and_then(|signature| BASE64_URL_SAFE_NO_PAD.decode(signature).ok())
            .ok_or_else(|| Error::Key("the key cannot sign".to_owned()))?;
        Ok(format!("{signed}.{}", BASE64_STANDARD.encode(signature)).into())
    }
}
