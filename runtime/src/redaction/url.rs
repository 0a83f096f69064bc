//! URLs without credentials, for errors and logs.

use std::borrow::Cow;

const REDACTED: &str = "[redacted]";

/// A URL for errors and logs: without user, password, query, fragment and path parameters.
///
/// Transports apply this function to every URL in their errors. A URL in an unusual form, which parsers
/// may interpret differently (`http:/host`, backslashes, white space, `@` after the host), is shown as
/// `http://[redacted]`. With the feature `reqwest`, a URL parser is available, and most of these URLs are
/// shown in normalized form.
///
/// ```
/// use saponify::transport::shown;
///
/// assert_eq!(shown("https://jdoe:pa55@host:8443/User.svc?key=1#x"), "https://host:8443/User.svc");
/// assert_eq!(shown("http://jdoe:12/34@host/"), "http://[redacted]");
/// ```
pub fn shown(url: &str) -> Cow<'_, str> {
    usual(url).or_else(|| parsed(url)).unwrap_or_else(|| {
        let scheme = url.trim_start().split(':').next().unwrap_or_default();
        let known = ["http", "https"].into_iter().find(|known| scheme.eq_ignore_ascii_case(known));
        known.map_or(Cow::Borrowed(REDACTED), |scheme| Cow::Owned(format!("{scheme}://{REDACTED}")))
    })
}

/// The URL without credentials, if all parsers interpret it in the same way; otherwise `None`.
fn usual(url: &str) -> Option<Cow<'_, str>> {
    if !url.contains([':', '@', '/', '\\', '?', '#', ';']) {
        return Some(Cow::Borrowed(url));
    }
    if url
        .contains(|character: char| character == '\\' || character.is_whitespace() || character.is_control())
    {
        return None;
    }
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let Some((scheme, rest)) = url.get(..end)?.split_once("://").filter(|(scheme, _)| is_scheme(scheme))
    else {
        // The URL has no authority, and therefore no user according to RFC 3986. However, some parsers find a
        // user in `http:/user@host`, `ws:user@host` and `//user@host`.
        const SPECIAL: [&str; 6] = ["http", "https", "ws", "wss", "ftp", "file"];
        let scheme = url.split_once(':').map_or("", |(scheme, _)| scheme);
        let is_special = SPECIAL.iter().any(|special| scheme.eq_ignore_ascii_case(special));
        let is_open = !is_special && !url.contains('@');
        return is_open.then(|| without_parameters(url.get(..end).unwrap_or_default()));
    };
    let authority = rest.split('/').next()?;
    let host = authority.rsplit('@').next()?;
    let path = rest.get(authority.len()..)?;
    if !is_host(host) {
        return None;
    }
    // In `http://user:12/34@host` a parser finds the port 12, but the author meant the password `12/34`. In
    // `http://12/34@host` a parser finds the host `12`, but it is the beginning of a password.
    let behind = url.get(url.len().min(scheme.len() + 3 + authority.len())..)?;
    if behind.contains('@') {
        return None;
    }
    if authority.len() == host.len() {
        return Some(without_parameters(url.get(..end)?));
    }
    Some(Cow::Owned(format!("{scheme}://{host}{}", without_parameters(path))))
}

/// Removes path parameters, because some servers put the session there (`/User.svc;jsessionid=…`).
fn without_parameters(path: &str) -> Cow<'_, str> {
    Cow::Borrowed(path.split(';').next().unwrap_or_default())
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

/// Whether a text is a host with an optional port.
fn is_host(text: &str) -> bool {
    let (host, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, port))
            if address.bytes().all(|byte| byte.is_ascii_hexdigit() || b":.".contains(&byte)) =>
        {
            (address, port.strip_prefix(':').unwrap_or(port))
        }
        Some(_) => return false,
        None => text.split_once(':').unwrap_or((text, "")),
    };
    let is_name = |character: char| character.is_alphanumeric() || ":.-_".contains(character);
    !host.is_empty() && host.chars().all(is_name) && port.bytes().all(|byte| byte.is_ascii_digit())
}

/// The HTTP URL in the normalized form of a URL parser, without credentials.
#[cfg(feature = "reqwest")]
fn parsed(url: &str) -> Option<Cow<'_, str>> {
    let url = ::reqwest::Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let behind = [Some(url.path()), url.query(), url.fragment()];
    // If an `@` follows the host, it may be the end of the credentials, and the host may be a part of the
    // password.
    if behind.into_iter().flatten().any(|part| part.contains('@')) {
        return None;
    }
    let port = url.port().map_or(String::new(), |port| format!(":{port}"));
    let path = without_parameters(url.path());
    Some(Cow::Owned(format!("{}://{}{port}{path}", url.scheme(), url.host_str()?)))
}

#[cfg(not(feature = "reqwest"))]
fn parsed(_: &str) -> Option<Cow<'_, str>> {
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_usual_url_shows_without_what_may_be_secret() {
        for (url, expected) in [
            ("http://host:80/a/b", "http://host:80/a/b"),
            ("http://user@host/", "http://host/"),
            ("http://user:p@ss@host", "http://host"),
            ("HTTPS://user:PW@[::1]:8443/a?token=PW", "HTTPS://[::1]:8443/a"),
            ("http://user:PW@host?key=PW", "http://host"),
            ("http://host/User.svc;jsessionid=PW?x", "http://host/User.svc"),
            ("https://münchen.example/é", "https://münchen.example/é"),
            ("/User.svc?key=PW", "/User.svc"),
            ("urn:orders#PW", "urn:orders"),
            ("no url", "no url"),
            ("", ""),
        ] {
            assert_eq!(shown(url), expected);
        }
    }

    #[test]
    fn an_ambiguous_url_shows_only_its_scheme() {
        for url in [
            "http://u:a/PW@h",
            "http://u:PW#x@h",
            "http://u:PW?x@h",
            "http://u:12/PW@h",
            "http://u:80/x?PW@h",
            "http://u:PW@x/y@h",
            "http://u\\PW@h",
            "http://PW/x@h",
            "http://PW?x@h",
            "http://PW#x@h",
            "http://u.PW/x/y@h/z",
            "http://[::1]/x@h",
            "HTTP://u:PW",
            "http://u:PW%40h",
        ] {
            assert_eq!(shown(url), "http://[redacted]", "{url}");
        }
        for url in ["//u:PW@h", "u:PW@h", "mailto:PW@h", "file:///u:PW@h", "ftp:\\\\u:PW@h", "ws:u;PW"] {
            assert_eq!(shown(url), "[redacted]", "{url}");
        }
    }

    #[test]
    fn ambiguous_urls_are_normalized_with_the_feature_reqwest() {
        for url in [
            "http:///u:PW@h",
            "http:/u:PW@h",
            "http:u:PW@h/",
            " http://u:P\tW@h",
            "ht\ntp://u:PW@h",
            "http:\\\\u:PW@h",
        ] {
            let known = ["http://h/", "http://[redacted]", "[redacted]"];
            let seen = shown(url);
            assert!(known.contains(&&*seen), "{url}: {seen}");
            #[cfg(feature = "reqwest")]
            assert_eq!(seen, "http://h/", "{url}");
        }
    }

    /// Checks that only scheme, host, port and path of a valid URL are shown.
    fn check(text: &str) -> Result<(), String> {
        let seen = shown(text);
        let Ok(url) = url::Url::parse(text) else { return Ok(()) };
        if seen.ends_with(REDACTED) {
            return Ok(());
        }
        let again = url::Url::parse(&seen).map_err(|error| format!("{text:?} {seen:?}: {error}"))?;
        let secrets = [again.username(), again.password().unwrap_or("")];
        let same = again.scheme() == url.scheme() && again.host() == url.host() && again.port() == url.port();
        let path = url.path().contains(';') || text.contains(';') || again.path() == url.path();
        let open = secrets == ["", ""] && again.query().is_none() && again.fragment().is_none();
        (same && path && open).then_some(()).ok_or_else(|| format!("{text:?} is shown as {seen:?}"))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn only_scheme_host_port_and_path_are_shown(
            text in r"[ \t\n]{0,1}([hH]ttps?|ws|ftp|file|x|mailto)?:?[/\\]{0,3}([a1:/\\?#@%.\[\];&= \t\r\n-]|[^a]){0,24}",
        ) {
            prop_assert_eq!(check(&text), Ok(()));
        }

        #[test]
        fn user_and_query_of_a_url_are_never_shown(
            scheme in r"[hH][tT]{2}p(s|\t){0,1}:[/\\\n]{0,4}",
            user in r"[a-c1:%/?#@\\]{0,4}SECRET[a-c1:%]{0,4}",
            tail in r"@host(:[0-9]{0,3})?(/[a-z@;]{0,3})?",
            query in r"[?#][a-z]=SECRET",
        ) {
            let text = format!("{scheme}{user}{tail}{query}");
            if url::Url::parse(&text).is_ok_and(|url| !url.path().contains("SECRET") && !url.host_str().unwrap_or("").contains("secret")) {
                prop_assert!(!shown(&text).to_ascii_uppercase().contains("SECRET"), "{} {}", text, shown(&text));
            }
        }
    }
}
