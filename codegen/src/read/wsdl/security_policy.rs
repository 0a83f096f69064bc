//! The assertions of WS-SecurityPolicy 1.1 and 1.2 that demand tokens, and signed or encrypted parts.

use super::{
    super::tag::Tag,
    policy::{Alternative, MAX_OPERATOR_DEPTH, Reading, Within, unsupported},
    protection::Protection,
    tokens::{is_included_in_requests, is_never_included, password},
};
use crate::{
    lists::PushAll,
    model::{Demand, Reference, SignedPart},
};

impl<'a> Reading<'_, 'a> {
    /// Reads an assertion of WS-SecurityPolicy.
    pub(super) fn security(&mut self, tag: Tag<'a>, depth: usize, into: &mut Alternative<'a>) {
        match tag.name() {
            "TransportBinding"
            | "TransportToken"
            | "InitiatorToken"
            | "InitiatorSignatureToken"
            | "InitiatorEncryptionToken"
            | "SupportingTokens" => {
                self.nested(tag, depth, into);
            }
            "RecipientToken" | "RecipientSignatureToken" | "RecipientEncryptionToken" => {
                let outer = std::mem::replace(&mut self.is_recipient, true);
                self.nested(tag, depth, into);
                self.is_recipient = outer;
            }
            "SignedSupportingTokens" | "SignedEncryptedSupportingTokens" | "EncryptedSupportingTokens" => {
                self.protected_tokens(tag, depth, into);
            }
            "EndorsingSupportingTokens" | "SignedEndorsingSupportingTokens" => {
                self.endorsing_tokens(tag, depth, into);
            }
            "AsymmetricBinding" => {
                into.demands.extend([Demand::X509, Demand::SignedReplies]);
                let outer = std::mem::replace(&mut self.is_asymmetric, true);
                self.nested(tag, depth, into);
                self.is_asymmetric = outer;
            }
            "HttpsToken" => {
                into.demands.insert(Demand::Https);
                if matches!(tag.attribute("RequireClientCertificate"), Some("true" | "1")) {
                    into.demands.insert(Demand::ClientCertificate);
                }
                self.nested(tag, depth, into);
            }
            "RequireClientCertificate" => {
                into.demands.insert(Demand::ClientCertificate);
            }
            "HttpBasicAuthentication" => {
                into.demands.insert(Demand::HttpBasic);
            }
            "HttpDigestAuthentication" => {
                into.demands.insert(Demand::HttpDigest);
            }
            "X509Token" => {
                self.x509_token(tag, depth, into);
            }
            "SamlToken" => {
                into.demands.insert(Demand::SamlToken);
                self.nested_within(Within::Token, tag, depth, into);
            }
            "UsernameToken" => {
                into.demands.insert(Demand::UsernameToken(password(tag, MAX_OPERATOR_DEPTH)));
                self.nested_within(Within::Token, tag, depth, into);
            }
            "IncludeTimestamp" => {
                into.demands.insert(Demand::Timestamp);
            }
            "ProtectTokens" => {
                into.demands.insert(Demand::SignedPart(SignedPart::Token));
                into.protected.push((tag, Protection::Certificate));
            }
            "AlgorithmSuite" => {
                let mut suites = Alternative::default();
                self.nested_within(Within::AlgorithmSuite, tag, depth, &mut suites);
                into.demands.extend(suites.demands);
                if self.is_asymmetric {
                    into.unsupported.push_all(suites.unsupported);
                } else {
                    let tags = suites.unsupported.into_iter().map(|(tag, _)| (tag, Protection::Algorithms));
                    into.protected.push_all(tags);
                }
            }
            "SignedParts" | "EncryptedParts" => parts(tag, into),
            // These assertions describe the layout of headers and the capabilities of the receiver. They demand
            // nothing of a client.
            "Layout"
            | "Lax"
            | "Strict"
            | "LaxTsFirst"
            | "LaxTsLast"
            | "Wss10"
            | "Wss11"
            | "Trust10"
            | "Trust13"
            | "OnlySignEntireHeadersAndBody"
            | "SignBeforeEncrypting"
            | "RequiredParts" => {}
            _ => into.unsupported.push(unsupported(tag)),
        }
    }

    /// Reads supporting tokens that the message must sign, encrypt, or both
    /// (`SignedEncryptedSupportingTokens`).
    fn protected_tokens(&mut self, tag: Tag<'a>, depth: usize, into: &mut Alternative<'a>) {
        let mut tokens = Alternative::default();
        self.nested(tag, depth, &mut tokens);
        let is_user = |demand: &Demand| matches!(demand, Demand::UsernameToken(_));
        if tag.name() != "EncryptedSupportingTokens" && tokens.demands.iter().any(is_user) {
            tokens.demands.insert(Demand::SignedPart(SignedPart::UsernameToken));
        }
        let protection = match tag.name() {
            "SignedSupportingTokens" => {
                Protection::Signed { is_saml: tokens.demands.contains(&Demand::SamlToken) }
            }
            _ => Protection::Encrypted,
        };
        tokens.protected.push((tag, protection));
        into.add(tokens);
    }

    /// Reads endorsing tokens. They sign the signature of the message or, if it has no signature, its timestamp.
    fn endorsing_tokens(&mut self, tag: Tag<'a>, depth: usize, into: &mut Alternative<'a>) {
        let mut tokens = Alternative::default();
        self.nested(tag, depth, &mut tokens);
        let is_x509 = tokens.demands.contains(&Demand::X509);
        if !is_x509 || tokens.unsupported.iter().any(|(unsupported, _)| unsupported.key() == tag.key()) {
            tokens.unsupported.push(unsupported(tag));
        }
        if is_x509 {
            // An endorsing X.509 token signs the timestamp (WS-SecurityPolicy 1.2, section 8.3).
            tokens.demands.extend([Demand::Timestamp, Demand::SignedPart(SignedPart::Timestamp)]);
            tokens.protected.push((tag, Protection::Endorsing));
        }
        into.add(tokens);
    }

    /// Reads an X.509 token, and how signatures refer to it.
    fn x509_token(&mut self, tag: Tag<'a>, depth: usize, into: &mut Alternative<'a>) {
        into.demands.insert(Demand::X509);
        let mut token = Alternative::default();
        self.nested_within(Within::Token, tag, depth, &mut token);
        let is_included = !self.is_recipient && is_included_in_requests(tag);
        if is_included {
            // Signatures refer to the certificate in the message.
            let is_other = |demand: &Demand| !matches!(demand, Demand::ClientReference(_));
            token.demands = token.demands.into_iter().filter(is_other).collect();
        } else if token.demands.is_empty() && (!self.is_recipient || is_never_included(tag)) {
            // The message does not contain the certificate, and the policy does not state how
            // signatures refer to it.
            token.demands.insert(self.reference(Reference::IssuerSerial));
        }
        into.add(token);
    }
}

/// Reads the parts that are to be signed or encrypted. An empty list names the body and all headers.
fn parts<'a>(tag: Tag<'a>, into: &mut Alternative<'a>) {
    let is_signed = tag.name() == "SignedParts";
    let mut is_empty = true;
    for part in tag.children() {
        is_empty = false;
        match part.name() {
            "Body" => {
                into.demands.insert(body(is_signed));
            }
            "Header" if is_signed => {
                let part = match (part.attribute("Namespace"), part.attribute("Name")) {
                    (namespace, Some(local)) => {
                        SignedPart::Header(namespace.unwrap_or_default().into(), local.into())
                    }
                    (Some(namespace), None) => SignedPart::HeadersOf(namespace.into()),
                    (None, None) => SignedPart::Headers,
                };
                into.demands.insert(Demand::SignedPart(part));
            }
            name => {
                let message = format!("demands `{name}` in `{}`, which is not supported", tag.name());
                into.unsupported.push((part, message));
            }
        }
    }
    if is_empty {
        into.demands.insert(body(is_signed));
        if is_signed {
            into.demands.insert(Demand::SignedPart(SignedPart::Headers));
        }
    }
}

fn body(is_signed: bool) -> Demand {
    if is_signed { Demand::SignedPart(SignedPart::Body) } else { Demand::EncryptedBody }
}
