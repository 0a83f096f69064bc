//! Headers of HTTP as they may be shown.

use std::fmt;

/// Headers as they may be shown.
pub(crate) fn shown_headers(headers: &[(String, String)]) -> impl fmt::Debug {
    shown_pairs(headers.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

/// The same for pairs of name and value.
pub(crate) fn shown_pairs<'h>(headers: impl Iterator<Item = (&'h str, &'h str)> + Clone) -> impl fmt::Debug {
    Headers(headers)
}

/// Headers whose values are shown only where no credential can be in them.
struct Headers<I>(I);

impl<'h, I: Iterator<Item = (&'h str, &'h str)> + Clone> fmt::Debug for Headers<I> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_map()
            .entries(self.0.clone().map(|(name, value)| (name, shown_value(name, value))))
            .finish()
    }
}

/// The headers that show in Debug. All others may hold credentials: there are too many names for them to list.
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

/// The value of a header as it may be shown.
pub(crate) fn shown_value<'h>(name: &str, value: &'h str) -> &'h str {
    if is_plain(name) { value } else { "[redacted]" }
}

/// Whether the value of a header may be shown.
pub(crate) fn is_plain(name: &str) -> bool {
    PLAIN.iter().any(|plain| plain.eq_ignore_ascii_case(name))
}
