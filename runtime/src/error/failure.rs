//! How transports and the SOAP layer make their errors, so that each kind is worded in one place.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::time::Duration;

use super::{Error, ErrorKind};

impl Error {
    /// The server could not be reached: for transports.
    ///
    /// The endpoint must be one that may be shown, without a password in it.
    #[cold]
    pub fn connect(endpoint: impl AsRef<str>, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let source = source.into();
        let reason = format!("{}: {}", endpoint.as_ref(), chain(&*source));
        Self::new(ErrorKind::Connect { reason }).with_source(source)
    }

    /// The reply did not come in time: for transports.
    #[cold]
    pub fn timed_out(after: Duration) -> Self {
        Self::new(ErrorKind::Timeout { after })
    }

    /// The transport failed in a way that has no kind of its own: for transports.
    #[cold]
    pub fn transport(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let source = source.into();
        Self::new(ErrorKind::Transport { reason: chain(&*source) }).with_source(source)
    }

    /// The reply is larger than the limit, in bytes: for transports.
    #[cold]
    pub fn too_large(limit: u64) -> Self {
        Self::new(ErrorKind::TooLarge { what: "the reply", limit })
    }

    /// The reply comes in a form that is not read.
    #[cold]
    pub(crate) fn unsupported(what: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Unsupported { what: what.into() })
    }
}

/// What an error says, and what its sources add to that.
fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        // Many errors repeat their source in their own text.
        if !text.contains(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared<T: Send + Sync + 'static + StdError>() {}

    #[test]
    fn an_error_goes_anywhere() {
        shared::<Error>();
    }

    #[test]
    fn a_transport_error_keeps_its_source_and_says_it_once() {
        let error = Error::transport(std::io::Error::other("the cable is out"));
        assert_eq!(error.to_string(), "the transport failed: the cable is out");
        assert!(StdError::source(&error).is_some());
    }
}
