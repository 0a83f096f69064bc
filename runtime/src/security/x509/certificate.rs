//! X.509 certificates: reading, and the ways in which messages refer to them.

use std::fmt;
use std::time::{Duration, SystemTime};

use sha1::{Digest as _, Sha1};
use x509_cert::certificate::{CertificateInner, Raw};
use x509_cert::der::{Decode, Encode};
use x509_cert::ext::pkix::{KeyUsage, SubjectKeyIdentifier};

use super::public_key::{MIN_RSA_BITS, PublicKey, is_long_enough};
use super::{pem, unusable};
use crate::error::Result;

/// An X.509 certificate.
#[derive(Clone, PartialEq, Eq)]
pub struct Certificate {
    der: Vec<u8>,
    parsed: Box<CertificateInner<Raw>>,
}

impl Certificate {
    /// Reads a certificate in DER.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Key`](crate::ErrorKind::Key) if the bytes are not a certificate.
    pub fn from_der(der: impl Into<Vec<u8>>) -> Result<Self> {
        let der = der.into();
        match CertificateInner::from_der(&der) {
            Ok(parsed) => Ok(Self { der, parsed: Box::new(parsed) }),
            Err(error) => Err(unusable("the bytes are not an X.509 certificate in DER").with_source(error)),
        }
    }

    /// Reads the first certificate of a text in PEM. Other items of the text are skipped.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Key`](crate::ErrorKind::Key) if the text contains no certificate, or one that
    /// cannot be read.
    pub fn from_pem(text: &str) -> Result<Self> {
        let mut all = Self::all_from_pem(text)?.into_iter();
        all.next().ok_or_else(|| unusable("the text contains no certificate: expected `BEGIN CERTIFICATE`"))
    }

    /// Reads all certificates of a text in PEM, in their order.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Key`](crate::ErrorKind::Key) if a certificate cannot be read.
    pub fn all_from_pem(text: &str) -> Result<Vec<Self>> {
        let items = pem::items(text)?.into_iter();
        items
            .filter(|item| matches!(item.label, "CERTIFICATE" | "X509 CERTIFICATE"))
            .map(|item| Self::from_der(item.der.to_vec()))
            .collect()
    }

    /// The certificate in DER.
    pub fn to_der(&self) -> &[u8] {
        &self.der
    }

    /// The name of the owner, as in RFC 4514: `CN=signer,O=Example`.
    pub fn subject(&self) -> String {
        self.parsed.tbs_certificate().subject().to_string()
    }

    /// The name of the issuer, as in RFC 4514.
    pub fn issuer(&self) -> String {
        self.parsed.tbs_certificate().issuer().to_string()
    }

    /// The serial number, in decimal.
    pub fn serial_number(&self) -> String {
        decimal(self.parsed.tbs_certificate().serial_number().as_bytes())
    }

    /// The public key.
    pub(super) fn public_key(&self) -> Result<PublicKey> {
        let info = self.parsed.tbs_certificate().subject_public_key_info();
        let key = info.to_der().ok().as_deref().and_then(PublicKey::from_der);
        match key
            .ok_or_else(|| unusable("the key of the certificate is neither RSA nor on P-256 or P-384"))?
        {
            PublicKey::Rsa(key) if !is_long_enough(&key) => {
                Err(unusable(format!("the RSA key of the certificate has fewer than {MIN_RSA_BITS} bits")))
            }
            key => Ok(key),
        }
    }

    /// The key identifier in the certificate. Without one, the identifier is computed from the public key
    /// (RFC 5280, section 4.2.1.2, method 1).
    pub(super) fn subject_key_identifier(&self) -> Vec<u8> {
        match self.parsed.tbs_certificate().get_extension::<SubjectKeyIdentifier>() {
            Ok(Some((_, identifier))) => identifier.0.as_bytes().to_vec(),
            _ => {
                let key = &self.parsed.tbs_certificate().subject_public_key_info().subject_public_key;
                Sha1::digest(key.raw_bytes()).to_vec()
            }
        }
    }

    /// The SHA-1 digest of the certificate.
    pub(super) fn thumbprint(&self) -> Vec<u8> {
        Sha1::digest(&self.der).to_vec()
    }

    /// Checks the period of validity.
    pub(super) fn check_validity(&self, now: SystemTime) -> Result<()> {
        let validity = self.parsed.tbs_certificate().validity();
        let now = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO);
        if now < validity.not_before.to_unix_duration() {
            return Err(unusable(format!("the certificate is not valid before {}", validity.not_before)));
        }
        if now > validity.not_after.to_unix_duration() {
            return Err(unusable(format!("the certificate expired at {}", validity.not_after)));
        }
        Ok(())
    }

    /// Checks that the certificate may be used for signatures, if it states its usage.
    pub(super) fn check_signs(&self) -> Result<()> {
        match self.parsed.tbs_certificate().get_extension::<KeyUsage>() {
            Ok(None) => Ok(()),
            Ok(Some((_, usage))) if usage.digital_signature() || usage.non_repudiation() => Ok(()),
            Ok(Some(_)) => Err(unusable("the certificate is not for signatures (key usage)")),
            Err(error) => Err(unusable("the key usage of the certificate is malformed").with_source(error)),
        }
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Certificate")
            .field("subject", &self.subject())
            .field("issuer", &self.issuer())
            .field("serial_number", &self.serial_number())
            .finish_non_exhaustive()
    }
}

/// A big-endian number in decimal.
fn decimal(bytes: &[u8]) -> String {
    // Decimal digits, the least significant one first.
    let mut digits = vec![0_u8];
    for &byte in bytes {
        let mut carry = u32::from(byte);
        for digit in &mut digits {
            let value = u32::from(*digit) * 256 + carry;
            *digit = u8::try_from(value % 10).unwrap_or_default();
            carry = value / 10;
        }
        while carry > 0 {
            digits.push(u8::try_from(carry % 10).unwrap_or_default());
            carry /= 10;
        }
    }
    digits.iter().rev().map(|digit| char::from(b'0' + digit)).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn serial_numbers_are_written_in_decimal() {
        for (bytes, expected) in [
            (&[][..], "0"),
            (&[0], "0"),
            (&[0, 255], "255"),
            (&[1, 0], "256"),
            (&[0x7f; 16], "169473963133173273960190490760135540607"),
        ] {
            assert_eq!(super::decimal(bytes), expected);
        }
    }
}
