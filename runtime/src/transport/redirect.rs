//! Which redirects a `POST` of an envelope follows: the same rule for every transport of this crate.
//! The envelope holds tickets and passwords, so it goes to no other server than the one that the caller named.

/// How many redirects are followed, one after the other.
pub(super) const MOST: usize = 5;

/// Whether a redirect keeps the method and the body (RFC 9110, sections 15.4.8 and 15.4.9). The others turn a `POST`
/// into a `GET`, or may.
pub(super) fn keeps_body(status: u16) -> bool {
    matches!(status, 307 | 308)
}

/// Whether a request that was meant for one origin may go to another: to the same host only, and never from https to
/// http.
pub(super) fn allowed(from: Origin<'_>, to: Origin<'_>) -> bool {
    let secure = |origin: Origin<'_>| origin.scheme.eq_ignore_ascii_case("https");
    from.host.eq_ignore_ascii_case(to.host)
        && (from.port() == to.port() || (!secure(from) && secure(to) && to.port() == Some(443)))
        && (!secure(from) || secure(to))
}

/// Scheme, host and port of a URL.
#[derive(Clone, Copy, Debug)]
pub(super) struct Origin<'a> {
    pub(super) scheme: &'a str,
    pub(super) host: &'a str,
    pub(super) port: Option<u16>,
}

impl Origin<'_> {
    fn port(self) -> Option<u16> {
        self.port.or(match self.scheme {
            scheme if scheme.eq_ignore_ascii_case("https") => Some(443),
            scheme if scheme.eq_ignore_ascii_case("http") => Some(80),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_envelope_stays_with_its_host() {
        let origin = |scheme, host, port| Origin { scheme, host, port };
        let http = origin("http", "one", None);
        let https = origin("https", "one", None);
        for (from, to, expected) in [
            (http, http, true),
            (http, origin("http", "ONE", Some(80)), true),
            (http, https, true),
            (https, http, false),
            (http, origin("http", "two", None), false),
            (http, origin("http", "one", Some(8080)), false),
            (https, origin("https", "one", Some(8443)), false),
        ] {
            assert_eq!(allowed(from, to), expected, "{from:?} {to:?}");
        }
    }
}
