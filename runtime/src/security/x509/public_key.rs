//! Public keys, and the signatures that they verify.

use p256::ecdsa::signature::hazmat::PrehashVerifier;
use pkcs8::DecodePublicKey;
use rsa::traits::PublicKeyParts;
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};

use super::algorithm::{DigestAlgorithm, SignatureAlgorithm};

/// A public key.
#[derive(PartialEq)]
pub(super) enum PublicKey {
    Rsa(rsa::PublicKey),
    P256(p256::ecdsa::VerifyingKey),
    P384(p384::ecdsa::VerifyingKey),
}

impl PublicKey {
    /// Reads a `SubjectPublicKeyInfo`.
    pub(super) fn from_der(der: &[u8]) -> Option<Self> {
        if let Ok(key) = rsa::PublicKey::from_public_key_der(der) {
            return Some(Self::Rsa(key));
        }
        if let Ok(key) = p256::ecdsa::VerifyingKey::from_public_key_der(der) {
            return Some(Self::P256(key));
        }
        p384::ecdsa::VerifyingKey::from_public_key_der(der).ok().map(Self::P384)
    }

    /// Whether `signature` was made for `message` by this algorithm, with the private key that belongs to this
    /// public key.
    pub(super) fn verifies(&self, algorithm: SignatureAlgorithm, message: &[u8], signature: &[u8]) -> bool {
        let hash = algorithm.digest().digest(message);
        match (self, algorithm) {
            (
                Self::Rsa(key),
                SignatureAlgorithm::RsaSha1
                | SignatureAlgorithm::RsaSha256
                | SignatureAlgorithm::RsaSha384
                | SignatureAlgorithm::RsaSha512,
            ) => rsa_verifies(key, algorithm.digest(), &hash, signature),
            (Self::P256(key), SignatureAlgorithm::EcdsaSha256 | SignatureAlgorithm::EcdsaSha384) => {
                p256::ecdsa::Signature::from_slice(signature)
                    .is_ok_and(|signature| key.verify_prehash(&hash, &signature).is_ok())
            }
            (Self::P384(key), SignatureAlgorithm::EcdsaSha256 | SignatureAlgorithm::EcdsaSha384) => {
                p384::ecdsa::Signature::from_slice(signature)
                    .is_ok_and(|signature| key.verify_prehash(&hash, &signature).is_ok())
            }
            _ => false,
        }
    }
}

/// Minimum size of an RSA key, in bits. Smaller keys can be broken.
pub(super) const MIN_RSA_BITS: usize = 2048;

pub(super) fn is_long_enough(key: &rsa::PublicKey) -> bool {
    key.size() * 8 >= MIN_RSA_BITS
}

/// Whether a signature with PKCS#1 v1.5 padding belongs to a digest.
pub(super) fn rsa_verifies(
    key: &rsa::PublicKey,
    digest: DigestAlgorithm,
    hash: &[u8],
    signature: &[u8],
) -> bool {
    match digest {
        DigestAlgorithm::Sha1 => key.pkcs1v15_verify_prehash::<Sha1>(hash, signature),
        DigestAlgorithm::Sha256 => key.pkcs1v15_verify_prehash::<Sha256>(hash, signature),
        DigestAlgorithm::Sha384 => key.pkcs1v15_verify_prehash::<Sha384>(hash, signature),
        DigestAlgorithm::Sha512 => key.pkcs1v15_verify_prehash::<Sha512>(hash, signature),
    }
    .is_ok()
}
