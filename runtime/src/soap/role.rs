//! The receiver that a header block is addressed to: the actor of SOAP 1.1, the role of SOAP 1.2.

use crate::fault::Version;
use crate::text::Name;

/// The attribute that names the actor or role of a header block.
pub(crate) fn attribute(version: Version) -> Name<'static> {
    Name::new(version.namespace(), local(version))
}

fn local(version: Version) -> &'static str {
    match version {
        Version::Soap11 => "actor",
        _ => "role",
    }
}

/// Whether a header block is addressed to `actor`. `value` is the value of the block's [attribute]. The actor
/// `None` is the final receiver.
///
/// All checks of a message must use this function. If two checks read different `Security` headers, an
/// attacker could write one header that passes the first check and another one that passes the second.
pub(crate) fn is_for(value: Option<&str>, version: Version, actor: Option<&str>) -> bool {
    const ULTIMATE: &str = "http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver";

    let next = match version {
        Version::Soap11 => "http://schemas.xmlsoap.org/soap/actor/next",
        _ => "http://www.w3.org/2003/05/soap-envelope/role/next",
    };
    let named = |value: Option<&'_ str>| {
        let value = value.map(|value| value.trim_matches([' ', '\t', '\r', '\n'])).unwrap_or_default();
        let is_final = value.is_empty() || (version == Version::Soap12 && value == ULTIMATE);
        if is_final { String::new() } else { value.to_owned() }
    };
    let value = named(value);
    value == next || value == named(actor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_without_a_role_is_for_the_final_receiver_and_the_role_next_matches_every_node() {
        let ultimate = "http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver";
        let next_11 = "http://schemas.xmlsoap.org/soap/actor/next";
        let next_12 = "http://www.w3.org/2003/05/soap-envelope/role/next";
        for (value, version, actor, expected) in [
            (None, Version::Soap11, None, true),
            (Some(" \n"), Version::Soap11, None, true),
            (Some("urn:a"), Version::Soap11, None, false),
            (Some(" urn:a "), Version::Soap11, Some("urn:a"), true),
            (None, Version::Soap11, Some("urn:a"), false),
            (Some(next_11), Version::Soap11, None, true),
            (Some(next_11), Version::Soap11, Some("urn:a"), true),
            (Some(next_12), Version::Soap11, None, false),
            (Some(ultimate), Version::Soap11, None, false),
            (Some(ultimate), Version::Soap12, None, true),
            (None, Version::Soap12, Some(ultimate), true),
            (Some(next_12), Version::Soap12, None, true),
            (Some(next_11), Version::Soap12, None, false),
        ] {
            assert_eq!(is_for(value, version, actor), expected, "{value:?} {version:?} {actor:?}");
        }
    }
}
