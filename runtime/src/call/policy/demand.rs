//! The demands of a policy, as generated code lists them.

/// A demand of the policy of a service (WS-Policy).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Demand {
    /// Messages over HTTPS.
    Https,
    /// A certificate of the client in the TLS handshake, which is a setting of the transport.
    ClientCertificate,
    /// HTTP authentication by the scheme Basic.
    HttpBasic,
    /// HTTP authentication by the scheme Digest.
    HttpDigest,
    /// A user name token, with this form of the password.
    UsernameToken(PasswordForm),
    /// A nonce in the user name token.
    UsernameTokenNonce,
    /// The time in the user name token.
    UsernameTokenCreated,
    /// A SAML assertion as token.
    SamlToken,
    /// A timestamp in the `Security` header.
    Timestamp,
    /// A signature with an X.509 certificate.
    Signature,
    /// Replies are signed as well.
    SignedReplies,
    /// A part that is signed.
    Signed(SignedPart),
    /// The content of the `Body` is encrypted.
    EncryptedBody,
    /// An algorithm suite (WS-SecurityPolicy 1.2, section 7.1), such as `Basic256Sha256`.
    Algorithms(&'static str),
    /// How the signature refers to the certificate of the client.
    ClientReference(CertificateReference),
    /// How the encrypted key refers to the certificate of the service.
    ServiceReference(CertificateReference),
    /// WS-Addressing. Generated clients send its headers without further configuration.
    Addressing,
    /// MTOM. Generated clients use it without further configuration.
    Mtom,
}

/// Form of the password in a user name token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PasswordForm {
    /// As text.
    Text,
    /// As digest.
    Digest,
    /// Without a password.
    Absent,
}

/// A part of a message that must be signed according to the policy. Header blocks are signed if the message
/// contains them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignedPart {
    /// The `Body`.
    Body,
    /// All header blocks.
    Headers,
    /// All header blocks of a namespace.
    HeadersOf(&'static str),
    /// The header blocks with this namespace and local name.
    Header(&'static str, &'static str),
    /// The `Timestamp` of the `Security` header.
    Timestamp,
    /// The `UsernameToken` of the `Security` header.
    UsernameToken,
    /// The `BinarySecurityToken` that contains the certificate.
    Token,
}

/// The way in which a message refers to a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CertificateReference {
    /// By the issuer's name and the serial number.
    IssuerSerial,
    /// By the key identifier of the certificate.
    KeyIdentifier,
    /// By the SHA-1 digest of the certificate.
    Thumbprint,
}
