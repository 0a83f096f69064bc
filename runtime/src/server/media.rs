//! The media type of a request, and the actions that its HTTP headers name.

use std::borrow::Cow;

use http::header::{CONTENT_TYPE, HeaderMap};

use crate::fault::Version;
use crate::mime::content_type::{is_type, media_type, parameter};

const XOP: &str = "application/xop+xml";

/// The version of SOAP that a media type belongs to; `None` for other media types.
pub(super) fn version(content_type: &str) -> Option<Version> {
    if !is_type(content_type, "multipart/related") {
        return of_name(media_type(content_type));
    }
    // The type of the root part (RFC 2387, section 3.1); for MTOM, the type of the envelope in the XOP
    // package (`start-info`).
    let root = stated(content_type, "type")?;
    match is_type(&root, XOP) {
        true => of_name(media_type(&stated(content_type, "start-info")?)),
        false => of_name(media_type(&root)),
    }
}

/// Whether only the root part states the version, because parameters of a multipart media type are missing.
pub(super) fn is_stated_by_root(content_type: &str) -> bool {
    is_type(content_type, "multipart/related")
        && stated(content_type, "type")
            .is_none_or(|root| is_type(&root, XOP) && stated(content_type, "start-info").is_none())
}

/// The version of SOAP that the media type of a root part belongs to.
pub(super) fn root_version(root_type: &str) -> Option<Version> {
    match is_type(root_type, XOP) {
        true => of_name(media_type(&stated(root_type, "type")?)),
        false => of_name(media_type(root_type)),
    }
}

/// Whether a root part is a XOP package without the parameter `type`, so that only the envelope states the
/// SOAP version. Mono's WCF sends an empty `type`.
pub(super) fn is_stated_by_envelope(root_type: &str) -> bool {
    is_type(root_type, XOP) && stated(root_type, "type").is_none()
}

fn of_name(name: &str) -> Option<Version> {
    let known = [("text/xml", Version::Soap11), ("application/soap+xml", Version::Soap12)];
    known.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, version)| *version)
}

/// A parameter that is not empty.
fn stated<'c>(content_type: &'c str, name: &str) -> Option<Cow<'c, str>> {
    parameter(content_type, name).filter(|value| !value.trim_ascii().is_empty())
}

/// Whether a request uses MTOM: its root part is a XOP package.
pub(super) fn is_xop(content_type: &str, root_type: &str) -> bool {
    is_type(content_type, "multipart/related")
        && (is_type(root_type, XOP)
            || parameter(content_type, "type").is_some_and(|root| is_type(&root, XOP)))
}

/// The only `Content-Type` of a request; `None` if the header is missing, repeated or unreadable.
pub(super) fn content_type(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(CONTENT_TYPE).iter();
    match (values.next(), values.next()) {
        // The parameter `action` may contain any characters. Clients write them in UTF-8, although HTTP/1.1
        // defines no encoding for them.
        (Some(value), None) => std::str::from_utf8(value.as_bytes()).ok(),
        _ => None,
    }
}

/// The actions that a request states outside its envelope. An absent or empty action is omitted.
///
/// An action is the value of the header `SOAPAction` (SOAP 1.1, section 6.1.1), or the parameter `action` of
/// a media type (RFC 3902). The message has a media type, and so has the root part of a multipart message.
/// With MTOM, a parameter of these media types is itself a media type that may have the parameter `action`:
/// `start-info` in the media type of the message, and `type` in that of the root part.
pub(super) fn actions<'h>(
    headers: &'h HeaderMap,
    content_type: &'h str,
    root_type: Option<&'h str>,
) -> Vec<Cow<'h, str>> {
    let soap_action = headers.get_all("soapaction").iter();
    let soap_action = soap_action.map(|value| match value.to_str() {
        Ok(value) => Cow::Borrowed(value),
        // Some clients send UTF-8.
        Err(_) => String::from_utf8_lossy(value.as_bytes()),
    });
    let soap_action = soap_action.map(|value| match value {
        Cow::Borrowed(value) => unquoted(value),
        Cow::Owned(value) => Cow::Owned(unquoted(&value).into_owned()),
    });
    let media_action = parameter(content_type, "action");
    let within = |outer: &str, name: &str| {
        let action = parameter(&parameter(outer, name)?, "action")?.into_owned();
        Some(Cow::Owned(action))
    };
    let root_actions = root_type.into_iter().flat_map(|root_type| {
        let inner = [within(content_type, "start-info"), within(root_type, "type")];
        inner.into_iter().flatten().chain(parameter(root_type, "action"))
    });
    soap_action
        .chain(media_action)
        .chain(root_actions)
        .filter(|action| !action.trim_ascii().is_empty())
        .collect()
}

/// The content of a quoted string (RFC 9110, section 5.6.4). Some clients omit the quotes.
fn unquoted(value: &str) -> Cow<'_, str> {
    let value = value.trim_ascii();
    let Some(inner) = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')) else {
        return Cow::Borrowed(value);
    };
    if !inner.as_bytes().contains(&b'\\') {
        return Cow::Borrowed(inner);
    }
    let mut text = String::with_capacity(inner.len());
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        text.push(if character == '\\' { characters.next().unwrap_or('\\') } else { character });
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_media_type_determines_the_version() {
        for (content_type, expected) in [
            ("text/xml", Some(Version::Soap11)),
            ("Text/XML; charset=utf-8", Some(Version::Soap11)),
            ("application/soap+xml;action=\"a\"", Some(Version::Soap12)),
            ("multipart/related; type=\"text/xml\"; boundary=b", Some(Version::Soap11)),
            (
                "multipart/related; type=\"application/xop+xml\"; start-info=\"application/soap+xml\"",
                Some(Version::Soap12),
            ),
            ("multipart/related; boundary=b", None),
            ("application/x-www-form-urlencoded", None),
            ("text/xmlx", None),
            ("", None),
        ] {
            assert_eq!(version(content_type), expected, "{content_type}");
        }
    }

    #[test]
    fn the_root_part_states_what_the_media_type_of_the_message_omits() {
        const SOAP12: &str = "application/xop+xml; type=\"application/soap+xml\"";
        for (content_type, root_type, expected) in [
            ("multipart/related; boundary=b", "text/xml; charset=utf-8", Some(Version::Soap11)),
            ("multipart/related; boundary=b", "application/soap+xml", Some(Version::Soap12)),
            ("multipart/related; boundary=b", SOAP12, Some(Version::Soap12)),
            ("multipart/related; type=\"application/xop+xml\"", SOAP12, Some(Version::Soap12)),
            ("multipart/related; boundary=b", "application/xop+xml", None),
            ("multipart/related; boundary=b", "application/xop+xml; type=\"image/png\"", None),
            ("multipart/related; boundary=b", "image/png", None),
        ] {
            assert!(is_stated_by_root(content_type), "{content_type}");
            assert_eq!(root_version(root_type), expected, "{root_type}");
        }
        for content_type in
            ["multipart/related; type=\"image/png\"", "multipart/mixed; boundary=b", "text/xml"]
        {
            assert!(!is_stated_by_root(content_type), "{content_type}");
        }
    }

    #[test]
    fn the_envelope_states_what_a_xop_package_omits() {
        for (root_type, expected) in [
            ("application/xop+xml", true),
            ("application/xop+xml;charset=utf-8;type=\"\"", true),
            ("application/xop+xml; type=\"text/xml\"", false),
            ("application/xop+xml; type=\"image/png\"", false),
            ("image/png", false),
        ] {
            assert_eq!(is_stated_by_envelope(root_type), expected, "{root_type}");
        }
    }

    #[test]
    fn actions_may_be_those_of_the_root_part() {
        const OUTER: &str = "multipart/related; type=\"application/xop+xml\"";
        let inner = format!(r#"{OUTER}; start-info="application/soap+xml; action=\"urn:a\""; x=y"#);
        for (content_type, root_type, expected) in [
            (OUTER, r#"application/xop+xml; type="application/soap+xml"; action="urn:a""#, &["urn:a"][..]),
            (OUTER, r#"application/xop+xml; type="application/soap+xml; action=\"urn:a\""; x=y"#, &["urn:a"]),
            (&inner, "application/xop+xml; action=\"urn:b\"", &["urn:a", "urn:b"]),
            (OUTER, "application/xop+xml; action=\"\"", &[]),
        ] {
            assert_eq!(actions(&HeaderMap::new(), content_type, Some(root_type)), expected, "{root_type}");
        }
    }

    #[test]
    fn an_absent_or_empty_action_is_omitted() {
        for (header, content_type, expected) in [
            (None, "text/xml", &[][..]),
            (Some(""), "text/xml", &[]),
            (Some("\"\""), "text/xml", &[]),
            (Some("\"urn:a\""), "text/xml", &["urn:a"]),
            (Some("urn:a"), "text/xml", &["urn:a"]),
            (Some(r#""urn:\"a\\""#), "text/xml", &["urn:\"a\\"]),
            (None, "application/soap+xml; action=\"urn:b\"", &["urn:b"]),
            (Some("urn:a"), "application/soap+xml; action=urn:b", &["urn:a", "urn:b"]),
            (None, "application/soap+xml; action=\"\"", &[]),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(value) = header {
                headers.insert("SOAPAction", value.parse().unwrap());
            }
            assert_eq!(actions(&headers, content_type, None), expected, "{header:?} {content_type}");
        }
    }
}
