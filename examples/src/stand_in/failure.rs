//! Why an operation could not do what it was asked: what becomes `Succeeded` false and `ExceptionInfo`.

use crate::superoffice::services86::SoExceptionInfo;

/// A failure in words.
#[derive(Debug)]
pub(super) struct Failure {
    kind: &'static str,
    message: String,
}

impl Failure {
    /// There is no such thing.
    pub(super) fn not_found(what: &str, which: impl std::fmt::Display) -> Self {
        Self { kind: "StandIn.NotFound", message: format!("there is no {what} `{which}`") }
    }

    /// Who calls does not prove who they are.
    pub(super) fn not_authenticated(message: impl Into<String>) -> Self {
        Self { kind: "StandIn.NotAuthenticated", message: message.into() }
    }

    /// The request makes no sense.
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self { kind: "StandIn.Invalid", message: message.into() }
    }
}

impl From<Failure> for SoExceptionInfo {
    fn from(failure: Failure) -> Self {
        Self {
            message: Some(failure.message),
            friendly_text: Some("NetServer could not do what you asked for.".to_owned()),
            exception_type: Some(failure.kind.to_owned()),
            source: Some("saponify's stand-in".to_owned()),
            ..Default::default()
        }
    }
}
