//! Which redirects a `POST` of an envelope follows: the same rule for every transport of this crate.
//! The envelope holds tickets and passwords, so by default it goes to no other server than the one the caller named.

/// How many redirects are followed, one after the other.
pub(super) const MOST: usize = 5;

/// Redirects that a transport follows, at most five in a row.
///
/// Only 307 and 308 are followed at all: 301, 302 and 303 turn a `POST` into a `GET`, or may. A redirect that is not
/// followed is [`ErrorKind::Http`](crate::ErrorKind::Http), which names the target.
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
    /// None.
    Never,
    /// Those to the scheme, host and port of the endpoint.
    #[default]
    SameOrigin,
    /// Those to any server, but never from https to http. HTTP headers with credentials stay behind:
    /// `Authorization`, `Cookie` and `Proxy-Authorization`. The envelope goes as it is.
    AnyOrigin,
    /// Those to any server, from https to http too, where everybody on the way can read the envelope.
    AnyOriginAndPlain,
}

impl Redirects {
    /// Whether a request that is at one server may go to another; `first` is where the caller sent it.
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

/// Whether a header holds credentials that are meant for one origin.
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
    fn an_envelope_stays_with_its_origin_unless_allowed() {
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
