//! Demands of policies (WS-Policy, WS-SecurityPolicy) that a client meets by configuration.

use std::{fmt, sync::Arc};

use crate::lists::{CollectVec, SortList};

/// A demand of a policy. Listings show demands in the order of these variants.
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
    /// A nonce in the user name token.
    UsernameTokenNonce,
    /// The time in the user name token.
    UsernameTokenCreated,
    /// A SAML assertion as token.
    SamlToken,
    /// A timestamp in the `Security` header.
    Timestamp,
    /// A signature with an X.509 certificate.
    X509,
    /// Signatures of replies.
    SignedReplies,
    /// A part that is signed.
    SignedPart(SignedPart),
    /// The content of the body is encrypted.
    EncryptedBody,
    /// The algorithms of signatures and encryption, by the name of the suite (WS-SecurityPolicy, section 7.1).
    Algorithms(Arc<str>),
    /// The reference of a signature to the certificate of the client.
    ClientReference(Reference),
    /// The reference of an encrypted key to the certificate of the service.
    ServiceReference(Reference),
    /// Headers of WS-Addressing 1.0.
    Addressing,
    /// Headers of WS-Addressing of August 2004.
    Addressing2004,
    /// Binary content as attachments (MTOM).
    Mtom,
}

impl Demand {
    /// Whether a client can meet the demand without further configuration.
    pub fn is_automatic(&self) -> bool {
        matches!(self, Self::Addressing | Self::Addressing2004 | Self::Mtom)
    }
}

/// The demands of a binding and its port together.
pub(super) fn effective_demands<'m>(of_binding: &'m [Demand], of_port: &'m [Demand]) -> Vec<&'m Demand> {
    let mut demands = of_binding.iter().chain(of_port).collect_vec();
    demands.sort_list();
    demands.dedup();
    // Demands on parts and algorithms concern signed messages. If messages are not signed, HTTPS protects all parts.
    // The demands of binding and port are combined before this check, because the binding may demand the
    // signature while the port names the signed parts, or the other way round.
    if !demands.contains(&&Demand::X509) {
        demands.retain(|demand| {
            !matches!(
                demand,
                Demand::SignedPart(_)
                    | Demand::EncryptedBody
                    | Demand::Algorithms(_)
                    | Demand::ClientReference(_)
                    | Demand::ServiceReference(_)
            )
        });
    }
    // A message that refers to the certificate of the client does not contain it.
    if demands.iter().any(|demand| matches!(demand, Demand::ClientReference(_))) {
        demands.retain(|demand| **demand != Demand::SignedPart(SignedPart::Token));
    }
    demands
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

/// A part of a message that is signed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SignedPart {
    /// The body.
    Body,
    /// The timestamp.
    Timestamp,
    /// The user name token.
    UsernameToken,
    /// The certificate in the message.
    Token,
    /// All header blocks.
    Headers,
    /// All header blocks of a namespace.
    HeadersOf(Arc<str>),
    /// The header blocks with this namespace and local name.
    Header(Arc<str>, Arc<str>),
}

/// The way in which a message refers to a certificate that it does not contain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reference {
    /// By issuer and serial number.
    IssuerSerial,
    /// By the key identifier of the certificate.
    KeyIdentifier,
    /// By the SHA-1 digest of the certificate.
    Thumbprint,
}

impl fmt::Display for SignedPart {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Body => formatter.write_str("Body"),
            Self::Timestamp => formatter.write_str("Timestamp"),
            Self::UsernameToken => formatter.write_str("UsernameToken"),
            Self::Token => formatter.write_str("BinarySecurityToken"),
            Self::Headers => formatter.write_str("headers"),
            Self::HeadersOf(namespace) => write!(formatter, "headers of `{namespace}`"),
            Self::Header(_, local) => formatter.write_str(local),
        }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::IssuerSerial => "issuer and serial number",
            Self::KeyIdentifier => "key identifier",
            Self::Thumbprint => "thumbprint",
        })
    }
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
            Self::UsernameTokenNonce => formatter.write_str("UsernameToken with a nonce"),
            Self::UsernameTokenCreated => formatter.write_str("UsernameToken with a time"),
            Self::SamlToken => formatter.write_str("SAML token"),
            Self::Timestamp => formatter.write_str("Timestamp"),
            Self::X509 => formatter.write_str("signature with an X.509 certificate"),
            Self::SignedPart(part) => write!(formatter, "signed {part}"),
            Self::SignedReplies => formatter.write_str("signed replies"),
            Self::EncryptedBody => formatter.write_str("encrypted Body"),
            Self::Algorithms(suite) => write!(formatter, "algorithms {suite}"),
            Self::ClientReference(reference) => write!(formatter, "client's certificate by {reference}"),
            Self::ServiceReference(reference) => write!(formatter, "service's certificate by {reference}"),
            Self::Addressing => formatter.write_str("WS-Addressing"),
            Self::Addressing2004 => formatter.write_str("WS-Addressing of August 2004"),
            Self::Mtom => formatter.write_str("MTOM"),
        }
    }
}
