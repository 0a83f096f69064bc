//! The attempts of a call that may be sent again: after a failure, if the client has a policy for retries, and
//! after the challenge of an authentication scheme. Most clients have neither, and send a call once.

use std::time::{Duration, Instant};

use super::authentication::Authentication;
use super::retry::Retries;
use super::settings::{Options, Settings};
use crate::error::{Error, ErrorKind, Result};
use crate::soap::Written;
use crate::transport::Response;

/// The data for sending a call again, and counts of the attempts so far.
pub(crate) struct Attempts {
    /// The encoded request.
    pub(super) written: Written,
    pub(super) options: Options,
    pub(super) retries: Option<Retries>,
    pub(super) is_idempotent: bool,
    /// The endpoint to use instead of the client's, if the authentication scheme demands one without user and
    /// password.
    pub(super) endpoint: Option<String>,
    /// The timeout of the call, which covers all attempts.
    pub(super) timeout: Option<Duration>,
    pub(super) begun: Instant,
    /// Number of attempts, including the current one.
    pub(super) count: u32,
    /// Number of attempts that answered a challenge of an authentication scheme.
    pub(super) answered: u32,
    /// Whether an earlier attempt may have sent a part of the request.
    pub(super) was_sent: bool,
    /// The `Authorization` header of the current attempt, if the client has an authentication scheme.
    pub(super) authorization: Option<String>,
    /// Whether the request has an `Authorization` header that does not come from the authentication scheme.
    pub(super) has_own_authorization: bool,
}

impl Attempts {
    /// Copies the settings and the message for further attempts. Returns `None` if the call is sent only
    /// once.
    pub(super) fn of(
        settings: &Settings,
        options: &Options,
        written: &Written,
        begun: Instant,
    ) -> Option<Box<Self>> {
        let retries = options.retries.as_ref().unwrap_or(&settings.retries);
        let authentication = settings.authentication.as_ref();
        if retries.is_none() && !authentication.is_some_and(Authentication::answers_challenges) {
            return None;
        }
        Some(Box::new(Self {
            written: written.clone(),
            options: options.clone(),
            retries: retries.clone(),
            is_idempotent: options.idempotent.unwrap_or(settings.idempotent),
            endpoint: authentication.and_then(|authentication| authentication.endpoint(&settings.endpoint)),
            timeout: options.timeout.unwrap_or(settings.timeout),
            begun,
            count: 1,
            answered: 0,
            was_sent: false,
            authorization: None,
            has_own_authorization: false,
        }))
    }

    /// The encoded message without extensions, and the options of the call.
    pub(super) fn message(&self) -> (Written, Options) {
        (self.written.clone(), self.options.clone())
    }

    pub(super) fn set_authorization(&mut self, value: Option<&str>) {
        self.authorization = value.map(str::to_owned);
    }

    /// The maximum duration of the attempt that begins now.
    pub(super) fn time_limit(&self) -> Option<Duration> {
        // The first attempt has the timeout of the client unchanged, because ureq reuses its TLS configuration only
        // with that timeout.
        let elapsed = if self.count == 1 { Duration::ZERO } else { self.begun.elapsed() };
        let left = self.timeout.map(|timeout| timeout.saturating_sub(elapsed));
        self.retries.as_ref().map_or(left, |retries| retries.limit(left))
    }

    /// Adds the number of attempts to the error of the last attempt, and makes it describe the whole call: an
    /// earlier attempt may have sent the request, and the time of a timeout covers all attempts.
    pub(super) fn complete(&self, mut error: Error) -> Error {
        if self.was_sent && error.never_sent() {
            error = error.with_unknown_delivery();
        }
        if let ErrorKind::Timeout { after } = error.kind_mut()
            && self.count > 1
        {
            *after = self.begun.elapsed();
        }
        error.circumstances_mut().attempts = self.count;
        error
    }
}

/// Whether the call is repeated after an attempt.
pub(super) enum Next {
    /// Another attempt after this wait.
    Repeat(Duration),
    /// The call ends with this outcome.
    End(Result<Response>),
}
