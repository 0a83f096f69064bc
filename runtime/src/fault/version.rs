//! Versions of SOAP: namespaces and HTTP headers.

use std::borrow::Cow;
use std::fmt;

use crate::text::namespaces::{ENVELOPE_11, ENVELOPE_12};

/// A version of SOAP.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Version {
    /// SOAP 1.1 (W3C note of 8 May 2000).
    #[default]
    Soap11,
    /// SOAP 1.2 (W3C recommendation, second edition).
    Soap12,
}

impl Version {
    /// The namespace of the envelope.
    pub const fn namespace(self) -> &'static str {
        match self {
            Self::Soap11 => ENVELOPE_11,
            Self::Soap12 => ENVELOPE_12,
        }
    }

    /// The version whose envelope is in this namespace.
    pub fn of_namespace(namespace: &str) -> Option<Self> {
        [Self::Soap11, Self::Soap12].into_iter().find(|version| version.namespace() == namespace)
    }

    /// The `Content-Type` of an envelope. For requests of SOAP 1.2, it contains the action.
    pub fn content_type(self, action: Option<&str>) -> Cow<'static, str> {
        match (self, action) {
            (Self::Soap11, _) => "text/xml; charset=utf-8".into(),
            (Self::Soap12, None | Some("")) => "application/soap+xml; charset=utf-8".into(),
            (Self::Soap12, Some(action)) => {
                format!("application/soap+xml; charset=utf-8; action={}", quoted(action)).into()
            }
        }
    }

    /// The value of the `SOAPAction` header of a request; SOAP 1.2 has none.
    pub fn soap_action(self, action: &str) -> Option<String> {
        (self == Self::Soap11).then(|| quoted(action))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Soap11 => "SOAP 1.1",
            Self::Soap12 => "SOAP 1.2",
        })
    }
}

/// A quoted string (RFC 9110, section 5.6.4).
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    // Fast path: most actions contain no character that needs a backslash.
    if memchr::memchr2(b'"', b'\\', text.as_bytes()).is_some() {
        for character in text.chars() {
            if matches!(character, '"' | '\\') {
                quoted.push('\\');
            }
            quoted.push(character);
        }
    } else {
        quoted.push_str(text);
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_a_request_follow_the_version() {
        let action = "urn:x/\"a\\b";
        assert_eq!(Version::Soap11.content_type(Some(action)), "text/xml; charset=utf-8");
        assert_eq!(Version::Soap11.soap_action("urn:x"), Some(r#""urn:x""#.to_owned()));
        assert_eq!(Version::Soap11.soap_action("é\"\"\\"), Some(r#""é\"\"\\""#.to_owned()));
        assert_eq!(Version::Soap11.soap_action(""), Some(r#""""#.to_owned()));
        assert_eq!(
            Version::Soap12.content_type(Some(action)),
            r#"application/soap+xml; charset=utf-8; action="urn:x/\"a\\b""#
        );
        assert_eq!(Version::Soap12.content_type(Some("")), "application/soap+xml; charset=utf-8");
        assert_eq!(Version::Soap12.soap_action("urn:x"), None);
    }

    #[test]
    fn the_namespace_determines_the_version() {
        for version in [Version::Soap11, Version::Soap12] {
            assert_eq!(Version::of_namespace(version.namespace()), Some(version));
        }
        assert_eq!(Version::of_namespace("urn:x"), None);
    }
}
