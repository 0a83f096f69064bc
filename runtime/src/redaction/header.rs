//! HTTP headers with masked values, for errors and logs.

use std::fmt;

use super::mask::Secrets;

/// Formats headers with masked values.
pub(crate) fn shown_headers(headers: &[(String, String)]) -> impl fmt::Debug {
    shown_pairs(headers.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

/// Formats pairs of name and value like [`shown_headers`].
pub(crate) fn shown_pairs<'h>(headers: impl Iterator<Item = (&'h str, &'h str)> + Clone) -> impl fmt::Debug {
    Headers(headers)
}

/// Headers that print only values that cannot be credentials.
struct Headers<I>(I);

impl<'h, I: Iterator<Item = (&'h str, &'h str)> + Clone> fmt::Debug for Headers<I> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_map()
            .entries(self.0.clone().map(|(name, value)| (name, shown_value(name, value))))
            .finish()
    }
}

/// Headers with values that cannot be credentials. All other headers are masked, because the names of
/// headers with credentials cannot be enumerated.
const WITHOUT_CREDENTIALS: [&str; 12] = [
    "Accept",
    "Accept-Encoding",
    "Connection",
    "Content-Encoding",
    "Content-Length",
    "Content-Type",
    "Date",
    "Retry-After",
    "Server",
    "SOAPAction",
    "Transfer-Encoding",
    "User-Agent",
];

/// The value of a header, or `[redacted]` if it may be a credential.
pub(crate) fn shown_value<'h>(name: &str, value: &'h str) -> &'h str {
    if cannot_be_credential(name) { value } else { "[redacted]" }
}

/// The value of a header of a reply, or `[redacted]` if it may be a credential or repeats a sent secret.
pub(crate) fn shown_reply_value<'h>(name: &str, value: &'h str, secrets: &Secrets) -> &'h str {
    if secrets.occur_in(value) { "[redacted]" } else { shown_value(name, value) }
}

/// The names of the headers in a reply whose values repeat a sent secret. Such values are masked.
#[derive(Clone, Default)]
pub(crate) struct Echoes(Vec<String>);

impl Echoes {
    pub(crate) fn of(headers: &[(String, String)], secrets: &Secrets) -> Self {
        let echoes =
            headers.iter().filter(|(name, value)| cannot_be_credential(name) && secrets.occur_in(value));
        Self(echoes.map(|(name, _)| name.clone()).collect())
    }

    /// Formats the headers of the reply with masked values.
    pub(crate) fn shown_headers(&self, headers: &[(String, String)]) -> impl fmt::Debug {
        let is_echo = |name: &str| self.0.iter().any(|echo| echo.eq_ignore_ascii_case(name));
        shown_pairs(headers.iter().map(move |(name, value)| {
            (name.as_str(), if is_echo(name) { "[redacted]" } else { value.as_str() })
        }))
    }
}

/// Whether the value of a header cannot be a credential.
pub(crate) fn cannot_be_credential(name: &str) -> bool {
    WITHOUT_CREDENTIALS.iter().any(|plain| plain.eq_ignore_ascii_case(name))
}
