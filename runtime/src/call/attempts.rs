//! Repeats the request of a call: after a failure, if the client has a policy, and after the challenge of an
//! authentication scheme. Most calls have neither, and are sent once.

use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use super::authentication::Authentication;
use super::client::Settings;
use super::exchange::{Options, Returned, SentCall};
use super::retry::{self, Retries, RetryKind};
use crate::error::{Error, ErrorKind, Result};
use crate::soap::Written;
use crate::transport::{Exchange, Response, Sleep, Transport};

/// The data for sending a call again, and the account of the attempts so far.
pub(crate) struct Attempts {
    /// The encoded request.
    written: Written,
    options: Options,
    retries: Option<Retries>,
    is_idempotent: bool,
    /// The endpoint, if the authentication scheme demands another form of the client's endpoint.
    pub(super) endpoint: Option<String>,
    /// The timeout of the call, which covers all attempts.
    timeout: Option<Duration>,
    begun: Instant,
    /// Number of attempts, including the current one.
    pub(super) count: u32,
    /// Number of attempts that answered a challenge of an authentication scheme.
    answered: u32,
    /// Whether an attempt before the current one may have sent something.
    was_sent: bool,
    /// The `Authorization` header of the current attempt, if the client has an authentication scheme.
    authorization: Option<String>,
    /// Whether the request has an `Authorization` header outside the scheme.
    pub(super) has_own_authorization: bool,
}

impl Attempts {
    /// `None` if the call is sent only once. Then nothing is copied.
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
        // The first attempt has the usual timeout, because ureq keeps its TLS configuration only for that one.
        let elapsed = if self.count == 1 { Duration::ZERO } else { self.begun.elapsed() };
        let left = self.timeout.map(|timeout| timeout.saturating_sub(elapsed));
        self.retries.as_ref().map_or(left, |retries| retries.limit(left))
    }

    /// Adds the number of attempts to an error, and removes what is true only for the last attempt.
    pub(super) fn complete(&self, mut error: Error) -> Error {
        if self.was_sent && error.never_sent() {
            error = error.with_unknown_delivery();
        }
        if let ErrorKind::Timeout { after } = error.kind_mut() {
            *after = (*after).max(self.begun.elapsed());
        }
        error.circumstances_mut().attempts = self.count;
        error
    }

    /// The wait before the next attempt; `None` if there is none. Replaces the outcome by an error if the
    /// server demands an authentication that the client cannot provide.
    fn next(&mut self, call: &SentCall, outcome: &mut Result<Response>) -> Option<Duration> {
        let wait = self.answer(call, outcome).or_else(|| self.retry(outcome))?;
        // Once the time of the call is over, another attempt could only fail.
        let left = self.timeout.map(|timeout| timeout.saturating_sub(self.begun.elapsed()));
        left.is_none_or(|left| wait < left).then_some(wait)
    }

    /// Whether the request is sent again with an answer to a challenge, without a wait.
    fn answer(&mut self, call: &SentCall, outcome: &mut Result<Response>) -> Option<Duration> {
        let response = outcome.as_ref().ok().filter(|response| response.status == 401)?;
        let authentication = call.settings().authentication.as_ref()?;
        if self.has_own_authorization {
            return None;
        }
        let endpoint = self.endpoint.as_deref().unwrap_or(&call.settings().endpoint);
        match authentication.refused(endpoint, response, self.authorization.as_deref(), self.answered) {
            Ok(true) => {
                self.answered += 1;
                Some(Duration::ZERO)
            }
            Ok(false) => None,
            Err(error) => {
                *outcome = Err(call.with_http(error, response));
                None
            }
        }
    }

    /// The wait that the policy demands before the request is sent again.
    fn retry(&self, outcome: &Result<Response>) -> Option<Duration> {
        let retries = self.retries.as_ref()?;
        let kind = RetryKind::of(outcome)?;
        let attempts = self.count - self.answered;
        if !retries.allow(kind, attempts, self.is_idempotent) {
            return None;
        }
        retries.wait(attempts, retry::retry_after(outcome), self.begun.elapsed())
    }
}

impl SentCall {
    /// Decides whether the request is sent again, and after which wait. A call without [`Attempts`] pays only for
    /// the check.
    #[inline]
    pub(super) fn next(&mut self, outcome: Result<Response>) -> Next {
        // Taken out, because the decision needs the call too.
        match self.attempts.take() {
            None => Next::End(outcome),
            Some(attempts) => self.decide(attempts, outcome),
        }
    }

    #[cold]
    fn decide(&mut self, mut attempts: Box<Attempts>, mut outcome: Result<Response>) -> Next {
        let wait = attempts.next(self, &mut outcome);
        let wait = wait.filter(|_| self.discard(&mut outcome, attempts.count));
        let next = match wait {
            Some(wait) => {
                attempts.was_sent |= !outcome.as_ref().is_err_and(Error::never_sent);
                attempts.count += 1;
                Next::Repeat(wait)
            }
            None => Next::End(outcome),
        };
        self.attempts = Some(attempts);
        next
    }

    fn send_again(mut self, transport: &dyn Transport) -> Progress {
        match self.again() {
            Ok(request) => {
                let exchange = transport.send(request);
                Progress::Sending(self, exchange)
            }
            Err(error) => Progress::Failed(error),
        }
    }
}

/// The step after an attempt.
pub(super) enum Next {
    /// Another attempt after this wait.
    Repeat(Duration),
    /// This outcome is that of the call.
    End(Result<Response>),
}

/// The progress of an async call.
pub(super) enum Progress {
    Sending(SentCall, Exchange),
    Waiting(SentCall, Sleep),
    Failed(Error),
    Done,
}

impl Progress {
    /// Continues the call. The transport sends further attempts; it is needed if the call has [`Attempts`].
    pub(super) fn poll(
        &mut self,
        transport: Option<&dyn Transport>,
        context: &mut Context<'_>,
    ) -> Poll<Result<Returned>> {
        loop {
            let outcome = match self {
                Self::Sending(_, exchange) => Some(ready!(exchange.as_mut().poll(context))),
                Self::Waiting(_, sleep) => {
                    ready!(sleep.as_mut().poll(context));
                    None
                }
                Self::Failed(_) => None,
                // Stay pending if the future is polled again after completion.
                Self::Done => return Poll::Pending,
            };
            *self = match (std::mem::replace(self, Self::Done), outcome) {
                (Self::Sending(mut call, _), Some(outcome)) => match (call.next(outcome), transport) {
                    (Next::End(outcome), _) => return Poll::Ready(Ok(Returned { exchange: call, outcome })),
                    (Next::Repeat(wait), Some(transport)) => match wait.is_zero() {
                        true => call.send_again(transport),
                        false => Self::Waiting(call, transport.sleep(wait)),
                    },
                    (Next::Repeat(_), None) => return Poll::Pending,
                },
                (Self::Waiting(call, _), _) => match transport {
                    Some(transport) => call.send_again(transport),
                    None => return Poll::Pending,
                },
                (Self::Failed(error), _) => return Poll::Ready(Err(error)),
                _ => return Poll::Pending,
            };
        }
    }
}
