//! The HTTP part of a reply in an error.

use std::borrow::Cow;
use std::fmt;
use std::time::{Duration, SystemTime};

use crate::redaction::header::Echoes;

/// The HTTP part of the reply to a call that failed.
///
/// ```
/// # fn example(error: &saponify::Error) {
/// if let Some(http) = error.http() {
///     println!("{} {}: {}", http.status, http.reason, http.excerpt);
///     if let Some(wait) = http.retry_after() {
///         println!("the server asks to wait for {wait:?}");
///     }
///     for challenge in http.header_values("WWW-Authenticate") {
///         println!("the server accepts {challenge}");
///     }
/// }
/// # }
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct HttpReply {
    /// Status code.
    pub status: u16,
    /// Reason phrase: that of the server if the transport provides it, otherwise the standard phrase of the
    /// status. May be empty.
    pub reason: Cow<'static, str>,
    /// The headers in the order in which they arrived, with unmasked values.
    pub headers: Vec<(String, String)>,
    /// The beginning of the body on one line, with secrets masked. Empty if the body was not read.
    ///
    /// If the body contains the element of the declared reply, the excerpt ends before it.
    pub excerpt: String,
    pub(crate) echoes: Echoes,
}

impl HttpReply {
    /// The value of a header, or the first of several. The case of the name is ignored.
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }

    /// All values of a header. The case of the name is ignored. Many servers send one `WWW-Authenticate`
    /// header per scheme.
    pub fn header_values<'h>(&'h self, name: &'h str) -> impl Iterator<Item = &'h str> {
        self.headers
            .iter()
            .filter(move |(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The time that the server asks to wait before the next attempt (RFC 9110, section 10.2.3).
    ///
    /// A date is compared with the clock of this machine; a date in the past yields zero. `None` if the
    /// header is absent or malformed.
    pub fn retry_after(&self) -> Option<Duration> {
        retry_after(self.header("Retry-After")?)
    }
}

/// The time from now that a `Retry-After` header names, in seconds or as a date.
pub(crate) fn retry_after(value: &str) -> Option<Duration> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        return value.parse().ok().map(Duration::from_secs);
    }
    let date = httpdate::parse_http_date(value).ok()?;
    Some(date.duration_since(SystemTime::now()).unwrap_or_default())
}

/// Shows the size of the excerpt, and masks the values of headers that may be credentials.
impl fmt::Debug for HttpReply {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("HttpReply")
            .field("status", &self.status)
            .field("reason", &self.reason)
            .field("headers", &self.echoes.shown_headers(&self.headers))
            .field("excerpt", &format_args!("{} bytes", self.excerpt.len()))
            .finish()
    }
}

/// The value of a header. The case of the name is ignored.
pub(crate) fn find<'h>(headers: &'h [(String, String)], name: &str) -> Option<&'h str> {
    headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(headers: &[(&str, &str)]) -> HttpReply {
        let headers = headers.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
        HttpReply {
            status: 503,
            reason: "Busy".into(),
            headers,
            excerpt: "shown".into(),
            echoes: Echoes::default(),
        }
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        for (value, expected) in [
            ("120", Some(Duration::from_secs(120))),
            (" 0 ", Some(Duration::ZERO)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(Duration::ZERO)),
            ("Sunday, 06-Nov-94 08:49:37 GMT", Some(Duration::ZERO)),
            ("Sun Nov  6 08:49:37 1994", Some(Duration::ZERO)),
            ("99999999999999999999999", None),
            ("-1", None),
            ("+1", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(with(&[("retry-after", value)]).retry_after(), expected, "{value}");
        }
        let soon = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(100));
        let wait = with(&[("Retry-After", &soon)]).retry_after().unwrap();
        assert!((90..=100).contains(&wait.as_secs()), "{wait:?}");
        assert_eq!(with(&[]).retry_after(), None);
    }

    #[test]
    fn every_value_of_a_header_is_found() {
        let reply = with(&[("www-authenticate", "Negotiate"), ("X", "y"), ("WWW-Authenticate", "NTLM")]);
        let values: Vec<_> = reply.header_values("WWW-Authenticate").collect();
        assert_eq!(values, ["Negotiate", "NTLM"]);
        assert_eq!(reply.header("x"), Some("y"));
    }

    #[test]
    fn debug_shows_no_credential() {
        let text = format!("{:?}", with(&[("Set-Cookie", "hidden"), ("Retry-After", "7")]));
        assert!(text.contains("Retry-After") && text.contains("\"7\""), "{text}");
        assert!(!text.contains("hidden") && !text.contains("shown"), "{text}");
    }
}
