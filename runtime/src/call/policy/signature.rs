//! Signatures and encryption as a policy demands them.

use std::borrow::Cow;
use std::sync::Arc;

use super::demand::{CertificateReference, Demand, SignedPart};
use crate::security::x509::{
    Certificate, Cipher, Decrypt, DigestAlgorithm, Encrypt, Identity, KeyReference, KeyTransport, Part, Sign,
    SignatureAlgorithm, Verify, X509,
};
use crate::soap::extension::Extension;

/// Keys and certificates that the user adds, and choices about them.
#[derive(Clone, Default)]
pub(super) struct Keys {
    pub(super) identity: Option<Identity>,
    pub(super) service: Option<Certificate>,
    pub(super) verify: Option<Verify>,
    pub(super) algorithm: Option<SignatureAlgorithm>,
    pub(super) allows_legacy: bool,
    pub(super) accepts_unsigned_faults: bool,
}

/// The algorithms of a suite (WS-SecurityPolicy 1.2, section 7.1).
struct Suite {
    cipher: Cipher,
    transport: KeyTransport,
    has_sha1: bool,
}

impl Keys {
    /// Returns the extension that signs and encrypts messages as these demands require.
    pub(super) fn extension(
        &self,
        demands: &[Demand],
        unmet: &mut Vec<Cow<'static, str>>,
    ) -> Option<Arc<dyn Extension>> {
        if !demands.contains(&Demand::Signature) {
            return None;
        }
        let (suite, name) = suite(demands);
        let Keys { identity, service, allows_legacy, accepts_unsigned_faults, .. } = self;
        let is_encrypted = demands.contains(&Demand::EncryptedBody);
        let has_rsa15 = is_encrypted && suite.transport == KeyTransport::Rsa15;
        if (suite.has_sha1 || has_rsa15) && !allows_legacy {
            unmet.push(
                format!("the weak algorithms of the suite `{name}`: `Policy::allow_legacy` allows them")
                    .into(),
            );
        }
        let mut extension = X509::new();
        if *accepts_unsigned_faults {
            extension = extension.accept_unsigned_faults();
        }
        match identity {
            Some(identity) => extension = extension.sign(self.sign(identity, demands, &suite)),
            None => unmet.push("a signature: `Policy::identity` adds the key and the certificate".into()),
        }
        if demands.contains(&Demand::SignedReplies) {
            let pinned = || service.clone().map(Verify::pinned);
            match self.verify.clone().or_else(pinned) {
                Some(verify) => extension = extension.verify(self.verified(verify, demands, &suite)),
                None => unmet.push(
                    "the verification of replies: `Policy::service` or `Policy::verify` adds the trusted certificate"
                        .into(),
                ),
            }
        }
        if is_encrypted {
            match service {
                Some(service) => extension = extension.encrypt(encrypt(service, demands, &suite)),
                None => {
                    unmet.push("encryption: `Policy::service` adds the certificate of the service".into())
                }
            }
            match identity.as_ref().map(|identity| Decrypt::new(identity.key().clone())) {
                Some(Ok(decrypt)) => {
                    let decrypt = decrypt.optional().allow(suite.transport).allow_cipher(suite.cipher);
                    extension = extension.decrypt(decrypt);
                }
                Some(Err(error)) => unmet.push(format!("encryption: {error}").into()),
                None => {}
            }
        }
        Some(Arc::new(extension))
    }

    fn sign(&self, identity: &Identity, demands: &[Demand], suite: &Suite) -> Sign {
        let mut sign = Sign::new(identity.clone()).parts(parts(demands));
        if suite.has_sha1 {
            sign = sign.algorithm(SignatureAlgorithm::RsaSha1).digest(DigestAlgorithm::Sha1);
        }
        if let Some(algorithm) = self.algorithm {
            sign = sign.algorithm(algorithm);
        }
        let reference = demands.iter().find_map(|demand| match demand {
            Demand::ClientReference(reference) => Some(key_reference(*reference)),
            _ => None,
        });
        match reference {
            Some(reference) => sign.reference(reference),
            None => sign,
        }
    }

    fn verified(&self, verify: Verify, demands: &[Demand], suite: &Suite) -> Verify {
        // Replies have no token of the user, and may refer to the certificate instead of containing it.
        let of_replies = |part: &Part| !matches!(part, Part::UsernameToken | Part::Token);
        let mut verify = verify.more_parts(parts(demands).into_iter().filter(of_replies));
        if suite.has_sha1 {
            verify = verify.allow_digest(DigestAlgorithm::Sha1);
        }
        if suite.has_sha1 || self.algorithm == Some(SignatureAlgorithm::RsaSha1) {
            verify = verify.allow(SignatureAlgorithm::RsaSha1);
        }
        verify.known(self.service.clone())
    }
}

fn encrypt(service: &Certificate, demands: &[Demand], suite: &Suite) -> Encrypt {
    let encrypt = Encrypt::new(service.clone()).cipher(suite.cipher).key_transport(suite.transport);
    let reference = demands.iter().find_map(|demand| match demand {
        Demand::ServiceReference(reference) => Some(key_reference(*reference)),
        _ => None,
    });
    match reference {
        Some(reference) => encrypt.reference(reference),
        None => encrypt,
    }
}

/// Returns the parts to sign that the policy names. If it names none, the body is signed.
fn parts(demands: &[Demand]) -> Vec<Part> {
    let mut parts: Vec<_> = demands
        .iter()
        .filter_map(|demand| match *demand {
            Demand::Signed(SignedPart::Body) => Some(Part::Body),
            Demand::Signed(SignedPart::Headers) => Some(Part::Headers),
            Demand::Signed(SignedPart::HeadersOf(namespace)) => Some(Part::headers_of(namespace)),
            Demand::Signed(SignedPart::Header(namespace, local)) => {
                Some(Part::header_if_present(namespace, local))
            }
            Demand::Signed(SignedPart::Timestamp) => Some(Part::Timestamp),
            Demand::Signed(SignedPart::UsernameToken) => Some(Part::UsernameToken),
            Demand::Signed(SignedPart::Token) => Some(Part::Token),
            _ => None,
        })
        .collect();
    if parts.is_empty() {
        parts.push(Part::Body);
    }
    // A timestamp in a signed message must be signed too (WS-SecurityPolicy 1.2, section 6.2).
    if demands.contains(&Demand::Timestamp) && !parts.contains(&Part::Timestamp) {
        parts.push(Part::Timestamp);
    }
    parts
}

/// Returns the algorithm suite that the policy demands, and its name. If the policy names no suite,
/// `Basic256Sha256` is used. If it names several, the strongest is used.
fn suite(demands: &[Demand]) -> (Suite, &'static str) {
    let names = demands.iter().filter_map(|demand| match demand {
        Demand::Algorithms(name) => Some(*name),
        _ => None,
    });
    let strength = |name: &&str| {
        (name.contains("Sha256"), !name.ends_with("Rsa15"), name.contains("GCM"), name.contains("256"))
    };
    let name = names.max_by_key(strength);
    let name = name.unwrap_or("Basic256Sha256");
    let cipher = match (name.contains("128"), name.contains("GCM")) {
        (true, true) => Cipher::Aes128Gcm,
        (true, false) => Cipher::Aes128Cbc,
        (false, true) => Cipher::Aes256Gcm,
        (false, false) => Cipher::Aes256Cbc,
    };
    let transport = if name.ends_with("Rsa15") { KeyTransport::Rsa15 } else { KeyTransport::RsaOaep };
    (Suite { cipher, transport, has_sha1: !name.contains("Sha256") }, name)
}

fn key_reference(reference: CertificateReference) -> KeyReference {
    match reference {
        CertificateReference::IssuerSerial => KeyReference::IssuerSerial,
        CertificateReference::KeyIdentifier => KeyReference::SubjectKeyIdentifier,
        CertificateReference::Thumbprint => KeyReference::Thumbprint,
    }
}
