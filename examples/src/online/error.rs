//! Errors of logins and calls.

use std::fmt;
use std::sync::Arc;

/// Reason for which a login or a call failed. Clones are cheap: tasks that wait for one login share its error.
#[derive(Clone, Debug)]
pub enum Error {
    /// A key or a certificate cannot be used.
    Key(String),
    /// The keys of the login service cannot be fetched.
    Keys(String),
    /// The login service issued no token, for this reason.
    Refused(String),
    /// The token is not valid.
    Token(String),
    /// A call failed.
    Call(Arc<saponify::Error>),
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(reason) => write!(formatter, "the key cannot be used: {reason}"),
            Self::Keys(reason) => write!(formatter, "the keys of the login service: {reason}"),
            Self::Refused(reason) => write!(formatter, "the login service issued no token: {reason}"),
            Self::Token(reason) => write!(formatter, "the token of the login service is not valid: {reason}"),
            Self::Call(error) => write!(formatter, "{error}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Call(error) => Some(error),
            _ => None,
        }
    }
}

impl From<saponify::Error> for Error {
    fn from(error: saponify::Error) -> Self {
        Self::Call(Arc::new(error))
    }
}
