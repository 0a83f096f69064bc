//! Decides whether a certificate is trusted.

use std::time::{Duration, SystemTime};

use rsa::pkcs1::DecodeRsaPublicKey;
use rustls_pki_types::{
    AlgorithmIdentifier, CertificateDer, InvalidSignature, SignatureVerificationAlgorithm, UnixTime, alg_id,
};
use webpki::{EndEntityCert, ExtendedKeyUsageValidator, KeyPurposeIdIter, anchor_from_trusted_cert};

use super::algorithm::DigestAlgorithm;
use super::public_key::{is_long_enough, rsa_verifies};
use super::{Certificate, refused, unusable};
use crate::error::Result;

/// The certificates that a receiver trusts.
#[derive(Clone, Debug)]
pub(super) enum Trust {
    /// Only this certificate.
    Pinned(Certificate),
    /// Certificates that one of these authorities issued, directly or through others.
    Roots(Vec<Certificate>),
}

impl Trust {
    /// Checks that a certificate is trusted at the time `now`. The chain to a root may contain certificates
    /// of `others`.
    pub(super) fn check(
        &self,
        certificate: &Certificate,
        others: &[Certificate],
        now: SystemTime,
    ) -> Result<()> {
        match self {
            Self::Pinned(pinned) if pinned == certificate => certificate.check_validity(now),
            Self::Pinned(_) => Err(refused(format!(
                "the certificate of the signature is not the trusted one: {}",
                certificate.subject()
            ))),
            Self::Roots(roots) => check_chain(roots, certificate, others, now),
        }
    }
}

/// Checks the chain from a certificate to a root: signatures, periods of validity, basic constraints, name
/// constraints, and the length of the chain.
fn check_chain(
    roots: &[Certificate],
    certificate: &Certificate,
    others: &[Certificate],
    now: SystemTime,
) -> Result<()> {
    let der = |certificate: &Certificate| CertificateDer::from(certificate.to_der().to_vec());
    let roots: Vec<_> = roots.iter().map(der).collect();
    let anchors = roots.iter().map(anchor_from_trusted_cert).collect::<Result<Vec<_>, _>>();
    let anchors =
        anchors.map_err(|error| unusable("a root certificate cannot be used").with_source(error))?;
    let others: Vec<_> = others.iter().map(der).collect();
    let now = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO);

    let untrusted = |error| {
        refused(format!(
            "the certificate of the signature is not trusted: {} ({error})",
            certificate.subject()
        ))
    };
    let leaf = der(certificate);
    let leaf = EndEntityCert::try_from(&leaf).map_err(untrusted)?;
    leaf.verify_for_usage(
        ALGORITHMS,
        &anchors,
        &others,
        UnixTime::since_unix_epoch(now),
        AnyPurpose,
        None,
        None,
    )
    .map(|_| ())
    .map_err(untrusted)
}

/// Accepts every extended key usage: no purpose is defined for signatures of SOAP messages.
struct AnyPurpose;

impl ExtendedKeyUsageValidator for AnyPurpose {
    fn validate(&self, mut purposes: KeyPurposeIdIter<'_, '_>) -> Result<(), webpki::Error> {
        purposes.try_for_each(|purpose| purpose.map(|_| ()))
    }
}

/// An algorithm by which certificates are signed.
#[derive(Debug)]
struct Algorithm {
    key: AlgorithmIdentifier,
    signature: AlgorithmIdentifier,
    digest: DigestAlgorithm,
}

const ALGORITHMS: &[&dyn SignatureVerificationAlgorithm] = &[
    &Algorithm {
        key: alg_id::RSA_ENCRYPTION,
        signature: alg_id::RSA_PKCS1_SHA256,
        digest: DigestAlgorithm::Sha256,
    },
    &Algorithm {
        key: alg_id::RSA_ENCRYPTION,
        signature: alg_id::RSA_PKCS1_SHA384,
        digest: DigestAlgorithm::Sha384,
    },
    &Algorithm {
        key: alg_id::RSA_ENCRYPTION,
        signature: alg_id::RSA_PKCS1_SHA512,
        digest: DigestAlgorithm::Sha512,
    },
    &Algorithm { key: alg_id::ECDSA_P256, signature: alg_id::ECDSA_SHA256, digest: DigestAlgorithm::Sha256 },
    &Algorithm { key: alg_id::ECDSA_P256, signature: alg_id::ECDSA_SHA384, digest: DigestAlgorithm::Sha384 },
    &Algorithm { key: alg_id::ECDSA_P384, signature: alg_id::ECDSA_SHA256, digest: DigestAlgorithm::Sha256 },
    &Algorithm { key: alg_id::ECDSA_P384, signature: alg_id::ECDSA_SHA384, digest: DigestAlgorithm::Sha384 },
];

impl SignatureVerificationAlgorithm for Algorithm {
    fn verify_signature(&self, key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        use p256::ecdsa::signature::hazmat::PrehashVerifier;

        let hash = self.digest.digest(message);
        let is_valid = if self.key == alg_id::RSA_ENCRYPTION {
            rsa::PublicKey::from_pkcs1_der(key)
                .is_ok_and(|key| is_long_enough(&key) && rsa_verifies(&key, self.digest, &hash, signature))
        } else if self.key == alg_id::ECDSA_P256 {
            p256::ecdsa::VerifyingKey::from_sec1_bytes(key)
                .ok()
                .zip(p256::ecdsa::Signature::from_der(signature).ok())
                .is_some_and(|(key, signature)| key.verify_prehash(&hash, &signature).is_ok())
        } else {
            p384::ecdsa::VerifyingKey::from_sec1_bytes(key)
                .ok()
                .zip(p384::ecdsa::Signature::from_der(signature).ok())
                .is_some_and(|(key, signature)| key.verify_prehash(&hash, &signature).is_ok())
        };
        if is_valid { Ok(()) } else { Err(InvalidSignature) }
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        self.key
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.signature
    }
}
