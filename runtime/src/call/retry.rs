//! The retry policy: which failures are followed by another attempt, and how long to wait before it. This
//! module must not know how a call is sent.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::time::Duration;

use crate::error::{Error, ErrorKind, Result};
use crate::transport::Response;

/// Repeats calls that failed, with exponentially growing waits. For [`Client::with_retries`] and
/// [`Call::retries`].
///
/// A call is repeated only where a second execution on the server is impossible or was allowed:
///
/// | failure | [`RetryKind`] | repeated |
/// |---|---|---|
/// | nothing of the request was sent ([`Error::never_sent`]) | `NeverSent` | yes |
/// | a complete reply with status 429 | `TooManyRequests` | yes |
/// | a complete reply with status 503 | `Unavailable` | yes |
/// | a complete reply with status 502 or 504 | `Gateway` | if the call is idempotent |
/// | the connection or the reply broke off, or the attempt timed out | `Broken` | if the call is idempotent |
/// | a fault, any other status, a reply that cannot be decoded or exceeds a limit | | no |
/// | a reply with any status that contains the declared reply of the operation | | no |
///
/// [`Client::with_idempotent`] and [`Call::idempotent`] declare that an operation may run twice. An answer to the
/// 401 challenge of an authentication scheme is not a retry, and needs no policy.
///
/// # Time
///
/// The timeout of the call ([`Client::with_timeout`]) covers all attempts and the waits between them. No
/// attempt begins if the wait before it would exceed that timeout or [`total_time`](Self::total_time): the
/// call then fails at once with the error of its last attempt.
///
/// The wait after the first attempt is [`first_wait`](Self::first_wait), and doubles with each further
/// attempt up to [`longest_wait`](Self::longest_wait). It is shortened by a random part of at most half, so
/// that clients that failed at the same time do not retry at the same time. A server can extend it: with
/// `Retry-After`, in seconds or as a date, the wait is at least that long.
///
/// ```
/// use std::time::Duration;
/// use saponify::{Client, Retries, RetryKind, Version, transport::Memory};
///
/// let retries = Retries::new(4)
///     .first_wait(Duration::from_millis(200))
///     .total_time(Duration::from_secs(20))
///     .only([RetryKind::NeverSent, RetryKind::Unavailable]);
/// let client = Client::new(Memory::new(), "https://example.com/Service.svc", Version::Soap11)
///     .with_retries(retries);
/// ```
///
/// [`Client::with_retries`]: crate::Client::with_retries
/// [`Client::with_idempotent`]: crate::Client::with_idempotent
/// [`Client::with_timeout`]: crate::Client::with_timeout
/// [`Call::retries`]: crate::Call::retries
/// [`Call::idempotent`]: crate::Call::idempotent
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retries {
    attempts: u32,
    first_wait: Duration,
    longest_wait: Duration,
    total_time: Duration,
    attempt_timeout: Option<Duration>,
    kinds: Vec<RetryKind>,
}

/// A kind of failure after which a call may be repeated, see [`Retries`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RetryKind {
    /// Nothing of the request was sent: [`Error::never_sent`].
    NeverSent,
    /// A complete reply with the HTTP status 429.
    TooManyRequests,
    /// A complete reply with the HTTP status 503.
    Unavailable,
    /// A complete reply with the HTTP status 502 or 504. The server behind the gateway may have executed the
    /// request, so only idempotent calls are repeated.
    Gateway,
    /// The connection or the reply broke off, or the attempt timed out. The server may have executed the
    /// request, so only idempotent calls are repeated.
    Broken,
}

impl RetryKind {
    const ALL: [Self; 5] =
        [Self::NeverSent, Self::TooManyRequests, Self::Unavailable, Self::Gateway, Self::Broken];

    /// The kind of the failure of an attempt; `None` if the attempt succeeded or must not be repeated.
    pub(super) fn of(outcome: &Result<Response>) -> Option<Self> {
        match outcome {
            Ok(response) => match response.status {
                429 => Some(Self::TooManyRequests),
                502 | 504 => Some(Self::Gateway),
                503 => Some(Self::Unavailable),
                _ => None,
            },
            Err(error) if error.is_unsendable() => None,
            Err(error) if error.never_sent() => Some(Self::NeverSent),
            Err(error) => match error.kind() {
                ErrorKind::Connect { .. } | ErrorKind::Timeout { .. } | ErrorKind::Transport { .. } => {
                    Some(Self::Broken)
                }
                _ => None,
            },
        }
    }

    /// Whether the server may have executed the request.
    const fn may_have_run(self) -> bool {
        matches!(self, Self::Gateway | Self::Broken)
    }
}

impl Retries {
    /// Creates a policy with this maximum number of attempts, including the first one.
    ///
    /// The first wait is 500 ms, the longest wait is 30 s, the total time is 5 minutes, and all kinds of failures
    /// are repeated as far as the table above allows.
    pub fn new(attempts: u32) -> Self {
        Self {
            attempts,
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(30),
            total_time: Duration::from_secs(300),
            attempt_timeout: None,
            kinds: RetryKind::ALL.to_vec(),
        }
    }

    /// Sets the wait after the first attempt. It doubles with each further attempt.
    #[must_use]
    pub fn first_wait(self, first_wait: Duration) -> Self {
        Self { first_wait, ..self }
    }

    /// Sets the maximum wait between two attempts, unless the server asks for a longer one.
    #[must_use]
    pub fn longest_wait(self, longest_wait: Duration) -> Self {
        Self { longest_wait, ..self }
    }

    /// Sets the time, counted from the beginning of the call, after which no further attempt begins. It also
    /// limits the wait that a server may ask for.
    #[must_use]
    pub fn total_time(self, total_time: Duration) -> Self {
        Self { total_time, ..self }
    }

    /// Sets the maximum duration of a single attempt, so that a server that does not answer leaves time for
    /// another attempt of an idempotent call. By default an attempt may use all the time of the call.
    #[must_use]
    pub fn attempt_timeout(self, attempt_timeout: Duration) -> Self {
        Self { attempt_timeout: Some(attempt_timeout), ..self }
    }

    /// Restricts retries to these kinds of failures.
    #[must_use]
    pub fn only(self, kinds: impl IntoIterator<Item = RetryKind>) -> Self {
        Self { kinds: kinds.into_iter().collect(), ..self }
    }

    /// The maximum duration of an attempt, if `left` remains of the timeout of the call.
    pub(super) fn limit(&self, left: Option<Duration>) -> Option<Duration> {
        match (left, self.attempt_timeout) {
            (Some(left), Some(limit)) => Some(left.min(limit)),
            (left, limit) => left.or(limit),
        }
    }

    /// Whether a call may be repeated after a failure of this kind and this number of attempts.
    pub(super) fn allow(&self, kind: RetryKind, attempts: u32, is_idempotent: bool) -> bool {
        attempts < self.attempts && self.kinds.contains(&kind) && (is_idempotent || !kind.may_have_run())
    }

    /// The wait before the next attempt; `None` if it would exceed the total time.
    pub(super) fn wait(
        &self,
        attempts: u32,
        retry_after: Option<Duration>,
        elapsed: Duration,
    ) -> Option<Duration> {
        let wait = self.backoff(attempts, random()).max(retry_after.unwrap_or_default());
        let begins = elapsed.checked_add(wait)?;
        (begins <= self.total_time).then_some(wait)
    }

    /// The wait after this number of attempts: between half and all of the exponentially growing time.
    fn backoff(&self, attempts: u32, random: u64) -> Duration {
        let factor = 1u32.checked_shl(attempts.saturating_sub(1)).unwrap_or(u32::MAX);
        let most = self.first_wait.saturating_mul(factor).min(self.longest_wait);
        let half = most / 2;
        // 16 bits are enough to spread the waits.
        let part = u32::from(u16::try_from(random >> 48).unwrap_or_default());
        half + half.saturating_mul(part) / u32::from(u16::MAX)
    }
}

/// The time that a response asks to wait.
pub(super) fn retry_after(outcome: &Result<Response>) -> Option<Duration> {
    match outcome {
        Ok(response) => crate::error::http_reply::retry_after(response.header("Retry-After")?),
        Err(error) => Error::http(error)?.retry_after(),
    }
}

/// A random number, from the random keys of std's hash maps. Nothing secret depends on it, so a dependency for
/// random numbers is not needed.
fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    #[test]
    fn waits_double_up_to_the_longest_and_are_shortened_by_at_most_half() {
        let retries = Retries::new(99).first_wait(100 * MS).longest_wait(1000 * MS);
        for (attempts, most) in [(1, 100), (2, 200), (3, 400), (4, 800), (5, 1000), (6, 1000), (500, 1000)] {
            assert_eq!(retries.backoff(attempts, 0), most * MS / 2, "{attempts}");
            assert_eq!(retries.backoff(attempts, u64::MAX), most * MS, "{attempts}");
        }
        let most = Retries::new(9).first_wait(Duration::MAX).longest_wait(Duration::MAX);
        assert!(most.backoff(7, u64::MAX) > Duration::from_secs(1 << 40));
    }

    #[test]
    fn the_server_extends_the_wait_within_the_total_time() {
        let retries = Retries::new(9).first_wait(100 * MS).total_time(5000 * MS);
        assert_eq!(retries.wait(1, Some(3000 * MS), 1000 * MS), Some(3000 * MS));
        assert_eq!(retries.wait(1, Some(3000 * MS), 2001 * MS), None);
        assert!(retries.wait(1, Some(MS), Duration::ZERO).is_some_and(|wait| wait >= 50 * MS));
        assert_eq!(Retries::new(9).wait(1, Some(Duration::MAX), MS), None);
        assert_eq!(Retries::new(9).wait(1, Some(Duration::from_secs(301)), MS), None);
    }

    #[test]
    fn only_calls_that_may_run_twice_are_repeated_where_the_server_may_have_run_them() {
        let retries = Retries::new(3);
        for kind in RetryKind::ALL {
            let is_safe = !matches!(kind, RetryKind::Gateway | RetryKind::Broken);
            assert_eq!(retries.allow(kind, 2, false), is_safe, "{kind:?}");
            assert!(retries.allow(kind, 2, true), "{kind:?}");
            assert!(!retries.allow(kind, 3, true), "{kind:?}");
        }
        assert!(!Retries::new(0).allow(RetryKind::NeverSent, 1, true));
        let only = Retries::new(3).only([RetryKind::Unavailable]);
        assert!(only.allow(RetryKind::Unavailable, 1, false) && !only.allow(RetryKind::NeverSent, 1, true));
    }

    #[test]
    fn failures_have_kinds_by_the_progress_of_the_request() {
        let kind = |error: Error| RetryKind::of(&Err(error));
        assert_eq!(kind(Error::connect("h", "refused").with_never_sent()), Some(RetryKind::NeverSent));
        assert_eq!(kind(Error::connect("h", "reset")), Some(RetryKind::Broken));
        assert_eq!(kind(Error::transport("x").with_closed_before_reply()), Some(RetryKind::Broken));
        assert_eq!(kind(Error::timed_out(MS)), Some(RetryKind::Broken));
        assert_eq!(kind(Error::transport("no endpoint").with_unsendable()), None);
        assert_eq!(kind(Error::too_large(1)), None);
        for (status, expected) in [
            (200, None),
            (401, None),
            (429, Some(RetryKind::TooManyRequests)),
            (500, None),
            (502, Some(RetryKind::Gateway)),
            (503, Some(RetryKind::Unavailable)),
            (504, Some(RetryKind::Gateway)),
        ] {
            assert_eq!(RetryKind::of(&Ok(Response::new(status, ""))), expected, "{status}");
        }
    }

    #[test]
    fn random_numbers_differ() {
        assert!((0..9).any(|_| random() != random()));
    }
}
