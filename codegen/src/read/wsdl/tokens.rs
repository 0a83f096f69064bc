//! Assertions of WS-SecurityPolicy about one token: its password, how signatures refer to it, and which messages
//! contain it. Also the attributes `Optional` and `Ignorable` of assertions.

use super::super::{tag::Tag, uri};
use crate::model::{Demand, Password, Reference};

/// Whether a `UsernameToken` demands the password as text, as digest, or not at all.
pub(super) fn password(tag: Tag<'_>, depth: usize) -> Password {
    let Some(depth) = depth.checked_sub(1) else { return Password::Text };
    let mut form = Password::Text;
    for child in tag.children().filter(|child| !is_optional(*child)) {
        match child.name() {
            "HashPassword" => return Password::Digest,
            "NoPassword" => return Password::Absent,
            "Policy" | "All" | "ExactlyOne" => match password(child, depth) {
                Password::Text => {}
                other => form = other,
            },
            _ => {}
        }
    }
    form
}

/// How a message must refer to the certificate of a token; `None` if the assertion does not demand a reference.
pub(super) fn reference(tag: Tag<'_>) -> Option<Reference> {
    match tag.name() {
        "RequireIssuerSerialReference" => Some(Reference::IssuerSerial),
        "RequireKeyIdentifierReference" => Some(Reference::KeyIdentifier),
        "RequireThumbprintReference" => Some(Reference::Thumbprint),
        _ => None,
    }
}

/// The demand of an assertion that requires a nonce or a creation time in the user name token, so that the
/// token differs in each message (WS-SecurityPolicy 1.3, section 5.4.1). `None` for other assertions.
pub(super) fn freshness(tag: Tag<'_>) -> Option<Demand> {
    match tag.name() {
        "Nonce" => Some(Demand::UsernameTokenNonce),
        "Created" => Some(Demand::UsernameTokenCreated),
        _ => None,
    }
}

/// Whether messages must not contain a token (WS-SecurityPolicy 1.2, section 5.1.1).
pub(super) fn is_never_included(token: Tag<'_>) -> bool {
    inclusion(token).ends_with("/Never")
}

/// Whether requests contain a token of the client. This is the default.
pub(super) fn is_included_in_requests(token: Tag<'_>) -> bool {
    !is_never_included(token) && !inclusion(token).ends_with("/AlwaysToInitiator")
}

/// The attribute `IncludeToken`: a URI that states which messages contain the token. Empty without the
/// attribute.
fn inclusion<'a>(token: Tag<'a>) -> &'a str {
    let uri = uri::SECURITY_POLICY.iter().find_map(|uri| token.attribute_in(uri, "IncludeToken"));
    uri.unwrap_or_default().trim()
}

/// Whether a client can meet an assertion about a token, such as its version, its password, or the kind of reference
/// to it.
pub(super) fn is_met_by_token(tag: Tag<'_>) -> bool {
    matches!(
        tag.name(),
        "WssX509V3Token10"
            | "WssX509V3Token11"
            | "RequireKeyIdentifierReference"
            | "RequireIssuerSerialReference"
            | "RequireThumbprintReference"
            | "WssUsernameToken10"
            | "WssUsernameToken11"
            | "HashPassword"
            | "NoPassword"
            | "Created"
            | "Nonce"
            | "WssSamlV10Token10"
            | "WssSamlV10Token11"
            | "WssSamlV11Token10"
            | "WssSamlV11Token11"
            | "WssSamlV20Token11"
    )
}

pub(super) fn is_optional(tag: Tag<'_>) -> bool {
    has_flag(tag, "Optional")
}

pub(super) fn is_ignorable(tag: Tag<'_>) -> bool {
    has_flag(tag, "Ignorable")
}

fn has_flag(tag: Tag<'_>, name: &str) -> bool {
    uri::POLICY.iter().any(|namespace| matches!(tag.attribute_in(namespace, name), Some("true" | "1")))
}
