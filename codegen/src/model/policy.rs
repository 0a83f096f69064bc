//! Demands of policies (WS-Policy, WS-SecurityPolicy) that a client meets by configuration.

use std::{fmt, sync::Arc};

/// A demand of a policy. The order is that of listings.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Demand {
    /// Messages over HTTPS.
    Https,
    /// A certificate of the client in the TLS handshake.
    ClientCertificate,
    /// HTTP authentication by the scheme Basic.
    HttpBasic,
    /// HTTP authentication by the scheme Digest.
    HttpDigest,
    /// A user name token, with this form of the password.
    UsernameToken(Password),
    /// A SAML assertion as token.
    SamlToken,
    /// A timestamp in the `Security` header.
    Timestamp,
    /// A signature with an X.509 certificate.
    X509,
    /// A part that is signed: `Body`, or a name of a header block.
    SignedPart(Arc<str>),
    /// A part that is encrypted.
    EncryptedPart(Arc<str>),
    /// The algorithms of signatures and encryption, by the name of the suite (WS-SecurityPolicy, section 7.1).
    Algorithms(Arc<str>),
    /// WS-Addressing headers.
    Addressing,
    /// Binary content as attachments (MTOM).
    Mtom,
}

/// Form of the password in a user name token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Password {
    /// As text.
    Text,
    /// As digest.
    Digest,
    /// Without a password.
    Absent,
}

impl fmt::Display for Demand {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Https => formatter.write_str("HTTPS"),
            Self::ClientCertificate => formatter.write_str("client certificate (TLS)"),
            Self::HttpBasic => formatter.write_str("HTTP Basic authentication"),
            Self::HttpDigest => formatter.write_str("HTTP Digest authentication"),
            Self::UsernameToken(Password::Text) => formatter.write_str("UsernameToken (password as text)"),
            Self::UsernameToken(Password::Digest) => {
                formatter.write_str("UsernameToken (password as digest)")
            }
            Self::UsernameToken(Password::Absent) => formatter.write_str("UsernameToken (no password)"),
            Self::SamlToken => formatter.write_str("SAML token"),
            Self::Timestamp => formatter.write_str("Timestamp"),
            Self::X509 => formatter.write_str("signature with an X.509 certificate"),
            Self::SignedPart(part) => write!(formatter, "signed {part}"),
            Self::EncryptedPart(part) => write!(formatter, "encrypted {part}"),
            Self::Algorithms(suite) => write!(formatter, "algorithms {suite}"),
            Self::Addressing => formatter.write_str("WS-Addressing"),
            Self::Mtom => formatter.write_str("MTOM"),
        }
    }
}
