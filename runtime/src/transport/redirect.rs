//! Rules for redirecting the `POST` of an envelope, shared by all transports of this crate. An envelope
//! may contain tickets and passwords, so by default it is sent only to the server that the caller named.

/// Maximum number of consecutive redirects.
pub(super) const MAX_REDIRECTS: usize = 5;

/// The redirects that a transport follows, at most five in a row.
///
/// Only statuses 307 and 308 are followed: 301, 302 and 303 may change a `POST` to a `GET`. A redirect
/// that is not followed is an error of kind [`ErrorKind::Http`](crate::ErrorKind::Http) that names the
/// target.
///
/// ```
/// # #[cfg(feature = "ureq")] {
/// use saponify::transport::{Redirects, Ureq};
///
/// // The load balancer of this service redirects to other hosts.
/// let transport = Ureq::new().with_redirects(Redirects::AnyOrigin);
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Redirects {
    /// No redirects.
    Never,
    /// Redirects to the scheme, host and port of the endpoint.
    #[default]
    SameOrigin,
    /// Redirects to any server, except from https to http. HTTP headers with credentials (`Authorization`,
    /// `Cookie` and `Proxy-Authorization`) are not sent to another origin. The envelope is sent unchanged.
    AnyOrigin,
    /// Redirects to any server, including from https to http, where anyone on the network path can read the
    /// envelope.
    AnyOriginAndPlain,
}

impl Redirects {
    /// Whether a request may be redirected from `from` to `to`; `first` is the origin of the endpoint.
    pub(super) fn allow(self, first: Origin<'_>, from: Origin<'_>, to: Origin<'_>) -> bool {
        let is_http = to.is("https") || to.is("http");
        is_http
            && match self {
                Self::Never => false,
                Self::SameOrigin => first.same(to),
                Self::AnyOrigin => to.is("https") || !from.is("https"),
                Self::AnyOriginAndPlain => true,
            }
    }
}

/// Whether a redirect keeps the method and the body (RFC 9110, sections 15.4.8 and 15.4.9).
pub(super) fn keeps_body(status: u16) -> bool {
    matches!(status, 307 | 308)
}

/// Whether a header contains credentials that are intended for one origin.
pub(super) fn is_credential(name: &str) -> bool {
    ["Authorization", "Cookie", "Proxy-Authorization"].iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Scheme, host and port of a URL.
#[derive(Clone, Copy, Debug)]
pub(super) struct Origin<'a> {
    pub(super) scheme: &'a str,
    pub(super) host: &'a str,
    pub(super) port: Option<u16>,
}

impl Origin<'_> {
    /// Whether two URLs have the same origin (RFC 6454, section 5).
    pub(super) fn same(self, other: Origin<'_>) -> bool {
        self.is(other.scheme) && self.host.eq_ignore_ascii_case(other.host) && self.port() == other.port()
    }

    fn is(self, scheme: &str) -> bool {
        self.scheme.eq_ignore_ascii_case(scheme)
    }

    fn port(self) -> Option<u16> {
        self.port.or(match () {
            () if self.is("https") => Some(443),
            () if self.is("http") => Some(80),
            () => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirects_to_another_origin_need_permission() {
        use Redirects::{AnyOrigin, AnyOriginAndPlain, Never, SameOrigin};
        let origin = |scheme, host, port| Origin { scheme, host, port };
        let http = origin("http", "one", None);
        let https = origin("https", "one", None);
        for (from, to, expected) in [
            (http, http, [false, true, true, true]),
            (http, origin("HTTP", "ONE", Some(80)), [false, true, true, true]),
            (http, https, [false, false, true, true]),
            (https, http, [false, false, false, true]),
            (http, origin("http", "two", None), [false, false, true, true]),
            (https, origin("http", "two", None), [false, false, false, true]),
            (http, origin("http", "one", Some(8080)), [false, false, true, true]),
            (https, origin("https", "one", Some(8443)), [false, false, true, true]),
            (https, origin("ftp", "one", None), [false; 4]),
        ] {
            for (redirects, expected) in
                [Never, SameOrigin, AnyOrigin, AnyOriginAndPlain].into_iter().zip(expected)
            {
                assert_eq!(redirects.allow(from, from, to), expected, "{redirects:?} {from:?} {to:?}");
            }
        }
        let (two, three) = (origin("http", "two", None), origin("http", "three", None));
        assert!(!SameOrigin.allow(http, two, three));
        assert!(SameOrigin.allow(http, two, http));
    }
}
