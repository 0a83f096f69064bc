//! Constructors of the errors of transports and of the SOAP layer, so that each message is worded in one
//! place.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::time::Duration;

use super::{Error, ErrorKind};

impl Error {
    /// Creates an error of kind [`ErrorKind::Connect`]: the server is unreachable. For transports.
    ///
    /// The endpoint must not contain a password, because the error shows it.
    #[cold]
    pub fn connect(endpoint: impl AsRef<str>, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let source = source.into();
        let reason = format!("{}: {}", endpoint.as_ref(), chain(&*source));
        Self::new(ErrorKind::Connect { reason }).with_source(source)
    }

    /// Creates an error of kind [`ErrorKind::Timeout`]: no reply arrived in time. For transports.
    #[cold]
    pub fn timed_out(after: Duration) -> Self {
        Self::new(ErrorKind::Timeout { after })
    }

    /// Creates an error of kind [`ErrorKind::Transport`]: any other failure. For transports.
    #[cold]
    pub fn transport(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let source = source.into();
        Self::new(ErrorKind::Transport { reason: chain(&*source) }).with_source(source)
    }

    /// Creates an error of kind [`ErrorKind::TooLarge`]: the reply is longer than `limit` bytes. For
    /// transports.
    #[cold]
    pub fn too_large(limit: u64) -> Self {
        Self::new(ErrorKind::TooLarge { what: "the reply", limit })
    }

    /// Creates an error of kind [`ErrorKind::Rejected`]: the message is not acceptable. For
    /// [extensions](crate::soap::extension).
    #[cold]
    pub fn rejected(reason: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Rejected { reason: reason.into() })
    }

    /// Creates an error of kind [`ErrorKind::Encode`] that concerns no single value.
    #[cold]
    pub(crate) fn cannot_be_written(reason: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Encode { path: String::new(), reason: reason.into() })
    }

    /// Creates an error of kind [`ErrorKind::Unsupported`]: the reply uses `what`, which this crate does not
    /// support.
    #[cold]
    pub(crate) fn unsupported(what: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Unsupported { what: what.into() })
    }
}

/// The message of an error, followed by the messages of its sources.
fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        // Many errors already include the message of their source.
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
    fn an_error_is_send_sync_and_static() {
        shared::<Error>();
    }

    #[test]
    fn a_transport_error_keeps_its_source_and_prints_it_once() {
        let error = Error::transport(std::io::Error::other("the cable is out"));
        assert_eq!(error.to_string(), "the transport failed: the cable is out");
        assert!(StdError::source(&error).is_some());
    }
}
