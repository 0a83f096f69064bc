//! Failure of an operation. In the reply it becomes `Succeeded` = false and `ExceptionInfo`.

use crate::superoffice::services86::SoExceptionInfo;

/// Reason for which an operation failed.
#[derive(Debug)]
pub(super) struct Failure {
    kind: &'static str,
    message: String,
}

impl Failure {
    /// The requested object does not exist.
    pub(super) fn not_found(what: &str, which: impl std::fmt::Display) -> Self {
        Self { kind: "StandIn.NotFound", message: format!("the {what} `{which}` does not exist") }
    }

    /// The caller is not authenticated.
    pub(super) fn not_authenticated(message: impl Into<String>) -> Self {
        Self { kind: "StandIn.NotAuthenticated", message: message.into() }
    }

    /// The request is invalid.
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self { kind: "StandIn.Invalid", message: message.into() }
    }
}

impl From<Failure> for SoExceptionInfo {
    fn from(failure: Failure) -> Self {
        Self {
            message: Some(failure.message),
            friendly_text: Some("NetServer could not perform the operation.".to_owned()),
            exception_type: Some(failure.kind.to_owned()),
            source: Some("saponify's stand-in".to_owned()),
            ..Default::default()
        }
    }
}
