//! Algorithms of signatures and encryption, with their URIs.

use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

/// Exclusive canonicalization without comments.
pub(super) const EXCLUSIVE_C14N: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
/// Transform that removes the signature from the element that contains it.
pub(super) const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
/// Transform that signs the token to which a reference points instead of the reference.
pub(super) const STR_TRANSFORM: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#STR-Transform";

/// Declares an enumeration whose values have URIs.
macro_rules! algorithms {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $value:ident = $uri:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name { $($(#[$doc])* $value,)* }

        impl $name {
            /// The URI that names the algorithm in messages.
            pub const fn uri(self) -> &'static str {
                match self { $(Self::$value => $uri,)* }
            }

            /// The algorithm that a URI names.
            pub(super) fn from_uri(uri: &str) -> Option<Self> {
                match uri {
                    $($uri => Some(Self::$value),)*
                    _ => None,
                }
            }
        }
    };
}

algorithms! {
    /// Algorithm of a signature.
    ///
    /// Algorithms that use a shared secret (HMAC) are not supported, so a public key cannot be misused as a
    /// shared secret.
    SignatureAlgorithm {
        /// RSA with PKCS#1 v1.5 padding and SHA-1. Broken for new signatures; old services demand it.
        RsaSha1 = "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
        /// RSA with PKCS#1 v1.5 padding and SHA-256.
        RsaSha256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
        /// RSA with PKCS#1 v1.5 padding and SHA-384.
        RsaSha384 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384",
        /// RSA with PKCS#1 v1.5 padding and SHA-512.
        RsaSha512 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
        /// ECDSA on the curve P-256 or P-384, with SHA-256.
        EcdsaSha256 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
        /// ECDSA on the curve P-256 or P-384, with SHA-384.
        EcdsaSha384 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384",
    }
}

algorithms! {
    /// Digest of a signed part.
    DigestAlgorithm {
        /// SHA-1. Broken for new signatures; old services demand it.
        Sha1 = "http://www.w3.org/2000/09/xmldsig#sha1",
        /// SHA-256.
        Sha256 = "http://www.w3.org/2001/04/xmlenc#sha256",
        /// SHA-384.
        Sha384 = "http://www.w3.org/2001/04/xmldsig-more#sha384",
        /// SHA-512.
        Sha512 = "http://www.w3.org/2001/04/xmlenc#sha512",
    }
}

algorithms! {
    /// Cipher of encrypted content.
    ///
    /// The GCM modes detect changes. The CBC modes do not: without a signature, an attacker can change the
    /// content and may learn it from the reactions of the receiver. A receiver accepts them only if it
    /// [allows](super::Decrypt::allow_cipher) them.
    Cipher {
        /// AES with a key of 128 bits, in CBC mode.
        Aes128Cbc = "http://www.w3.org/2001/04/xmlenc#aes128-cbc",
        /// AES with a key of 256 bits, in CBC mode.
        Aes256Cbc = "http://www.w3.org/2001/04/xmlenc#aes256-cbc",
        /// AES with a key of 128 bits, in GCM mode.
        Aes128Gcm = "http://www.w3.org/2009/xmlenc11#aes128-gcm",
        /// AES with a key of 256 bits, in GCM mode.
        Aes256Gcm = "http://www.w3.org/2009/xmlenc11#aes256-gcm",
    }
}

algorithms! {
    /// Algorithm that encrypts the key of the content with the public key of the receiver.
    KeyTransport {
        /// RSA-OAEP with SHA-1 as digest and in the mask generation function. Every stack supports it, and
        /// SHA-1 is not weak in this use.
        RsaOaep = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p",
        /// RSA-OAEP with SHA-256 as digest and in the mask generation function.
        RsaOaepSha256 = "http://www.w3.org/2009/xmlenc11#rsa-oaep",
        /// RSA with PKCS#1 v1.5 padding. Weak; old services demand it.
        Rsa15 = "http://www.w3.org/2001/04/xmlenc#rsa-1_5",
    }
}

/// Mask generation functions of RSA-OAEP.
pub(super) const MGF1_SHA1: &str = "http://www.w3.org/2009/xmlenc11#mgf1sha1";
pub(super) const MGF1_SHA256: &str = "http://www.w3.org/2009/xmlenc11#mgf1sha256";

impl SignatureAlgorithm {
    /// The digest that is signed.
    pub(super) const fn digest(self) -> DigestAlgorithm {
        match self {
            Self::RsaSha1 => DigestAlgorithm::Sha1,
            Self::RsaSha256 | Self::EcdsaSha256 => DigestAlgorithm::Sha256,
            Self::RsaSha384 | Self::EcdsaSha384 => DigestAlgorithm::Sha384,
            Self::RsaSha512 => DigestAlgorithm::Sha512,
        }
    }
}

impl DigestAlgorithm {
    /// The digest of a text.
    pub(super) fn digest(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha1 => Sha1::digest(bytes).to_vec(),
            Self::Sha256 => Sha256::digest(bytes).to_vec(),
            Self::Sha384 => Sha384::digest(bytes).to_vec(),
            Self::Sha512 => Sha512::digest(bytes).to_vec(),
        }
    }
}

impl Cipher {
    /// Length of the key, in bytes.
    pub(super) const fn key_length(self) -> usize {
        match self {
            Self::Aes128Cbc | Self::Aes128Gcm => 16,
            Self::Aes256Cbc | Self::Aes256Gcm => 32,
        }
    }
}
