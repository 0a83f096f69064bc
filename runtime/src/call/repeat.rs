//! Decides whether the request of a call is sent again.

use std::time::Duration;

use super::attempts::{Attempts, Next};
use super::exchange::SentCall;
use super::retry::{self, RetryKind};
use crate::error::{Error, Result};
use crate::transport::Response;

impl Attempts {
    /// Returns the wait before the next attempt; `None` if the call is not repeated. Replaces the outcome by
    /// an error if the server demands an authentication that the client cannot provide.
    fn next(&mut self, call: &SentCall, outcome: &mut Result<Response>) -> Option<Duration> {
        let wait = self.answer(call, outcome).or_else(|| self.retry(outcome))?;
        // Once the timeout of the call has expired, another attempt could only fail.
        let left = self.timeout.map(|timeout| timeout.saturating_sub(self.begun.elapsed()));
        left.is_none_or(|left| wait < left).then_some(wait)
    }

    /// Returns a zero wait if the request is sent again with an answer to a challenge.
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

    /// The wait before the request is sent again; `None` if the retry policy does not allow that.
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
    /// Decides whether the request is sent again, and how long to wait before. A call without [`Attempts`]
    /// ends with the outcome.
    #[inline]
    pub(super) fn next(&mut self, outcome: Result<Response>) -> Next {
        // Move the attempts out of the call, because `Attempts::next` needs a reference to the attempts and
        // to the call.
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
}
