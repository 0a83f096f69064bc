//! URL operations that ureq lacks: extracting a user, and resolving references.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use ureq::http::Uri;
use ureq::http::uri::{InvalidUri, Scheme};

use super::user;

/// Characters in queries that are encoded, as the URL Standard says. Contracts and servers write them although a URL
/// cannot contain them.
const QUERY: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>');
/// The same for paths.
const PATH: &AsciiSet = &QUERY.add(b'`').add(b'{').add(b'}');

/// Splits a URL into the URL without user and password, and the `Authorization` value for them (RFC
/// 7617).
pub(super) fn without_user(uri: &Uri) -> Option<(Uri, Option<String>)> {
    let authority = uri.authority()?.as_str();
    let Some((user, host)) = authority.rsplit_once('@') else {
        return Some((uri.clone(), None));
    };
    let mut parts = uri.clone().into_parts();
    parts.authority = Some(host.parse().ok()?);
    let plain = Uri::from_parts(parts).ok()?;
    Some((plain, (!user.is_empty()).then(|| user::authorization(user))))
}

/// Parses the URL of an endpoint. Characters that a URL cannot contain are encoded, as in references.
pub(super) fn parse(endpoint: &str) -> Result<Uri, InvalidUri> {
    encoded(endpoint).parse()
}

/// Encodes the characters in the path and the query of a URL reference that a URL cannot contain.
fn encoded(reference: &str) -> String {
    match reference.split_once('?') {
        Some((path, query)) => {
            format!("{}?{}", utf8_percent_encode(path, PATH), utf8_percent_encode(query, QUERY))
        }
        None => utf8_percent_encode(reference, PATH).to_string(),
    }
}

/// Resolves a URL reference against a base URL (RFC 3986, section 5.2).
pub(super) fn resolve(base: &Uri, reference: &str) -> Option<Uri> {
    let reference = reference.trim().split('#').next().unwrap_or_default();
    let reference = &*encoded(reference);
    let scheme = base.scheme().unwrap_or(&Scheme::HTTP);
    if has_scheme(reference) {
        return reference.parse().ok();
    }
    if reference.starts_with("//") {
        return format!("{scheme}:{reference}").parse().ok();
    }
    let authority = base.authority()?;
    let (path, query) = match reference.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (reference, None),
    };
    let (path, query) = match path {
        "" => (base.path().to_owned(), query.or(base.query())),
        _ if path.starts_with('/') => (without_dots(path), query),
        _ => {
            let folder = base.path().rsplit_once('/').map_or("", |(folder, _)| folder);
            (without_dots(&format!("{folder}/{path}")), query)
        }
    };
    match query {
        Some(query) => format!("{scheme}://{authority}{path}?{query}").parse().ok(),
        None => format!("{scheme}://{authority}{path}").parse().ok(),
    }
}

/// Whether a reference begins with a scheme: a letter, then letters, digits, `+`, `-` or `.`.
fn has_scheme(reference: &str) -> bool {
    reference.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
    })
}

/// Removes the segments `.` and `..` from a path (RFC 3986, section 5.2.4).
fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut segments = path.strip_prefix('/').unwrap_or(path).split('/').peekable();
    while let Some(segment) = segments.next() {
        let last = segments.peek().is_none();
        match segment {
            "." | ".." => {
                if segment == ".." {
                    kept.pop();
                }
                if last {
                    kept.push("");
                }
            }
            _ => kept.push(segment),
        }
    }
    format!("/{}", kept.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_resolve_as_the_specification_says() {
        // The examples of RFC 3986, section 5.4, for HTTP.
        let base: Uri = "http://a/b/c/d?q".parse().unwrap();
        for (reference, expected) in [
            ("g", "http://a/b/c/g"),
            ("./g", "http://a/b/c/g"),
            ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//g", "http://g/"),
            ("?y", "http://a/b/c/d?y"),
            ("g?y", "http://a/b/c/g?y"),
            ("#s", "http://a/b/c/d?q"),
            ("g#s", "http://a/b/c/g"),
            ("", "http://a/b/c/d?q"),
            (".", "http://a/b/c/"),
            ("./", "http://a/b/c/"),
            ("..", "http://a/b/"),
            ("../g", "http://a/b/g"),
            ("../../g", "http://a/g"),
            ("../../../g", "http://a/g"),
            ("/./g", "http://a/g"),
            ("/../g", "http://a/g"),
            ("g.", "http://a/b/c/g."),
            ("..g", "http://a/b/c/..g"),
            ("./../g", "http://a/b/g"),
            ("g/./h", "http://a/b/c/g/h"),
            ("g/../h", "http://a/b/c/h"),
            ("https://x:1/y", "https://x:1/y"),
            (" /g ", "http://a/g"),
            ("g:1/x?y=a:b", ""),
        ] {
            let found = resolve(&base, reference).map(|uri| uri.to_string()).unwrap_or_default();
            if expected.is_empty() {
                // The reference has another scheme, or is not a URL.
                assert!(!found.starts_with("http"), "{reference}: {found}");
            } else {
                assert_eq!(found, expected, "{reference}");
            }
        }
        assert_eq!(resolve(&base, "/{a b}?c={d e}").unwrap(), "http://a/%7Ba%20b%7D?c={d%20e}");
        assert_eq!(resolve(&base, "http://a b/"), None);
        assert_eq!(resolve(&base, "http:///x"), None);
    }

    #[test]
    fn characters_that_a_url_cannot_contain_are_encoded() {
        for (endpoint, expected) in [
            ("http://a/My Service.asmx", "http://a/My%20Service.asmx"),
            ("http://a/f%20g?x=a b", "http://a/f%20g?x=a%20b"),
            ("http://a/caf\u{e9}?x=\u{e9}", "http://a/caf%C3%A9?x=%C3%A9"),
            ("http://a/{x}?{y}", "http://a/%7Bx%7D?{y}"),
            ("http://a:1/b/c?d=e", "http://a:1/b/c?d=e"),
        ] {
            assert_eq!(parse(endpoint).unwrap(), expected, "{endpoint}");
        }
        for endpoint in ["http://a b/", "http:// a/", ""] {
            assert!(parse(endpoint).is_err(), "{endpoint}");
        }
    }

    #[test]
    fn the_user_of_a_url_is_removed_and_decoded() {
        for (uri, plain, authorization) in [
            ("http://host:1/x?y", "http://host:1/x?y", None),
            ("http://jd%40oe:p%3Aw@host:1/x?y", "http://host:1/x?y", Some("jd@oe:p:w")),
            ("http://jdoe@host/", "http://host/", Some("jdoe:")),
            ("http://jdoe:@host/", "http://host/", Some("jdoe:")),
            ("http://:pw@host/", "http://host/", Some(":pw")),
            ("http://j%C3%BCrgen:p%C3%A9@host/", "http://host/", Some("jürgen:pé")),
        ] {
            let (found, header) = without_user(&uri.parse().unwrap()).unwrap();
            assert_eq!(found.to_string(), plain, "{uri}");
            let expected =
                authorization.map(|user| format!("Basic {}", base64_simd::STANDARD.encode_to_string(user)));
            assert_eq!(header, expected, "{uri}");
        }
        assert!(without_user(&"/path".parse().unwrap()).is_none());
    }
}
