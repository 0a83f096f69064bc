//! HTTP headers with masked values, for errors and logs.

use std::fmt;

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
const PLAIN: [&str; 12] = [
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
    if is_plain(name) { value } else { "[redacted]" }
}

/// Whether the value of a header cannot be a credential.
pub(crate) fn is_plain(name: &str) -> bool {
    PLAIN.iter().any(|plain| plain.eq_ignore_ascii_case(name))
}
