//! Injects failures of the network and of servers into any transport.

use std::borrow::Cow;
use std::fmt;
use std::future::ready;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::error::{Error, Result};
use crate::transport::{BlockingTransport, Exchange, Request, Response, Sleep, Transport, shown};

/// A transport that passes requests to another transport, and injects a [`Fault`] into some of them.
///
/// Clones share the script and the number of requests.
///
/// ```
/// use saponify::testing::{Fault, Faulty};
/// use saponify::transport::{BlockingTransport, Memory, Request, Response};
///
/// let memory = Memory::answering(|_| Ok(Response::envelope("<Envelope/>")));
/// let transport = Faulty::script(memory.clone(), [Fault::status(503), Fault::truncated(4)]);
/// let send = || BlockingTransport::send(&transport, Request::new("http://localhost/", b"<a/>".to_vec()));
/// assert_eq!(send()?.status, 503);
/// assert_eq!(send()?.body, b"<Env");
/// assert_eq!(send()?.body, b"<Envelope/>");
/// // The first request did not arrive.
/// assert_eq!((transport.requests(), memory.requests().len()), (3, 2));
/// # Ok::<(), saponify::Error>(())
/// ```
pub struct Faulty<T> {
    inner: T,
    plan: Arc<Plan>,
}

struct Plan {
    requests: AtomicU64,
    faults: Faults,
}

enum Faults {
    Script(Vec<Fault>),
    Random { seed: u64, faults: Vec<(f64, Fault)> },
    By(Box<Choice>),
}

/// Chooses the fault of a request by its number and content.
type Choice = dyn Fn(u64, &Request<'_>) -> Fault + Send + Sync;

impl<T> Faulty<T> {
    /// Creates a transport whose first requests have these faults, in this order. Further requests have none.
    pub fn script(inner: T, faults: impl IntoIterator<Item = Fault>) -> Self {
        Self::new(inner, Faults::Script(faults.into_iter().collect()))
    }

    /// Creates a transport with random faults. Each fault has a probability between 0 and 1; a request has at
    /// most one fault.
    ///
    /// The faults depend only on the seed and on the number of the request, so that a failing test can be
    /// repeated.
    pub fn random(inner: T, seed: u64, faults: impl IntoIterator<Item = (f64, Fault)>) -> Self {
        Self::new(inner, Faults::Random { seed, faults: faults.into_iter().collect() })
    }

    /// Creates a transport whose faults are chosen by a function. Its arguments are the number of the
    /// request, starting at 0, and the request.
    pub fn by(inner: T, choose: impl Fn(u64, &Request<'_>) -> Fault + Send + Sync + 'static) -> Self {
        Self::new(inner, Faults::By(Box::new(choose)))
    }

    fn new(inner: T, faults: Faults) -> Self {
        Self { inner, plan: Arc::new(Plan { requests: AtomicU64::new(0), faults }) }
    }

    /// Number of requests so far, including those that did not arrive.
    pub fn requests(&self) -> u64 {
        self.plan.requests.load(Ordering::Relaxed)
    }

    /// The transport that requests are passed to.
    pub fn inner(&self) -> &T {
        &self.inner
    }
}

impl Plan {
    /// The fault of the next request, and the number of the request.
    fn next(&self, request: &Request<'_>) -> (Fault, u64) {
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        let fault = match &self.faults {
            Faults::Script(faults) => {
                usize::try_from(number).ok().and_then(|number| faults.get(number)).cloned()
            }
            Faults::Random { seed, faults } => {
                // 53 bits are the precision of an `f64` between 0 and 1.
                let mut left = (random(seed.wrapping_add(number)) >> 11) as f64 / (1_u64 << 53) as f64;
                let hit = |(probability, _): &&(f64, Fault)| {
                    left -= probability;
                    left < 0.0
                };
                faults.iter().find(hit).map(|(_, fault)| fault.clone())
            }
            Faults::By(choose) => Some(choose(number, request)),
        };
        (fault.unwrap_or_default(), number)
    }
}

/// A fault of one request. The default is [`Fault::none`].
///
/// A fault consists of an optional delay, and at most one failure.
#[derive(Clone, Debug, Default)]
pub struct Fault {
    delay: Duration,
    failure: Failure,
}

#[derive(Clone, Debug, Default)]
enum Failure {
    #[default]
    None,
    Unreachable,
    Silent,
    Answer(Response),
    Lost,
    BrokenOff(usize),
    Truncated(usize),
    Status(u16),
    Garbage,
    Charset(Cow<'static, str>),
}

impl Fault {
    /// No fault.
    pub fn none() -> Self {
        Self::default()
    }

    /// The connection is refused. The request does not arrive, and the error reports that nothing was sent
    /// ([`Error::never_sent`]).
    pub fn unreachable() -> Self {
        Failure::Unreachable.into()
    }

    /// The server accepts the connection and never answers. The request is not passed to the wrapped transport.
    /// It fails after its timeout, or immediately if it has none.
    pub fn silent() -> Self {
        Failure::Silent.into()
    }

    /// The request arrives, but the connection is closed before the reply
    /// ([`Error::is_closed_before_reply`]).
    pub fn closed_before_reply() -> Self {
        Failure::Lost.into()
    }

    /// The request arrives, and the connection is closed after the head and this number of bytes of the
    /// reply's body. The error contains the status and the headers of the reply.
    pub fn broken_off(bytes: usize) -> Self {
        Failure::BrokenOff(bytes).into()
    }

    /// The request arrives, and the body of the reply ends after this number of bytes without an error, as if
    /// the server did not declare its length.
    pub fn truncated(bytes: usize) -> Self {
        Failure::Truncated(bytes).into()
    }

    /// A gateway answers with this status and an empty body. The request does not arrive.
    pub fn status(status: u16) -> Self {
        Self::answer(Response::new(status, Vec::new()))
    }

    /// A gateway answers with this reply. The request does not arrive.
    pub fn answer(response: Response) -> Self {
        Failure::Answer(response).into()
    }

    /// The request arrives, and the reply gets this status.
    pub fn changed_status(status: u16) -> Self {
        Failure::Status(status).into()
    }

    /// The request arrives, and the body of the reply is replaced by random bytes.
    pub fn garbage() -> Self {
        Failure::Garbage.into()
    }

    /// The request arrives, and the reply declares this charset without being written in it.
    pub fn wrong_charset(charset: impl Into<Cow<'static, str>>) -> Self {
        Failure::Charset(charset.into()).into()
    }

    /// Adds a delay before the request is passed on or fails. A request whose timeout is not longer than the
    /// delay does not arrive, and fails after its timeout.
    #[must_use]
    pub fn after(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }

    /// The time after which a request times out. A request times out if the server is silent, or if the
    /// timeout of the request is not longer than the delay of the fault. Otherwise `None`.
    fn timeout(&self, request: &Request<'_>) -> Option<Duration> {
        match self.failure {
            Failure::Silent => Some(request.timeout.unwrap_or_default()),
            _ => request.timeout.filter(|timeout| !self.delay.is_zero() && *timeout <= self.delay),
        }
    }

    /// The outcome of a request that does not arrive; otherwise `None`.
    fn without_sending(&self, request: &Request<'_>) -> Option<Result<Response>> {
        match &self.failure {
            Failure::Unreachable => {
                let refused = io::Error::from(io::ErrorKind::ConnectionRefused);
                Some(Err(Error::connect(shown(&request.endpoint), refused).with_never_sent()))
            }
            Failure::Answer(response) => Some(limited(response.clone(), request.limit)),
            _ => None,
        }
    }

    /// Changes the outcome of a request that arrived.
    fn change(self, outcome: Result<Response>, number: u64, limit: u64) -> Result<Response> {
        let mut response = outcome?;
        match self.failure {
            Failure::Lost => {
                let closed = io::Error::from(io::ErrorKind::ConnectionReset);
                return Err(Error::transport(closed).with_closed_before_reply());
            }
            Failure::BrokenOff(bytes) => {
                let bytes = bytes.min(response.body.len());
                let reason = format!("the connection was closed after {bytes} bytes of the body");
                response.body.clear();
                let broken = io::Error::new(io::ErrorKind::UnexpectedEof, reason);
                return Err(Error::transport(broken).with_head(response));
            }
            Failure::Truncated(bytes) => response.body.truncate(bytes),
            Failure::Status(status) => (response.status, response.reason) = (status, Cow::Borrowed("")),
            Failure::Garbage => response.body = garbage(number),
            Failure::Charset(charset) => declare_charset(&mut response, &charset),
            Failure::None | Failure::Unreachable | Failure::Silent | Failure::Answer(_) => {}
        }
        limited(response, limit)
    }
}

impl From<Failure> for Fault {
    fn from(failure: Failure) -> Self {
        Self { delay: Duration::ZERO, failure }
    }
}

impl<T: Transport> Transport for Faulty<T> {
    fn send(&self, mut request: Request<'_>) -> Exchange {
        let (fault, number) = self.plan.next(&request);
        if let Some(timeout) = fault.timeout(&request) {
            let sleep = self.inner.sleep(timeout);
            return Box::pin(async move {
                sleep.await;
                Err(Error::timed_out(timeout))
            });
        }
        let sleep = (!fault.delay.is_zero()).then(|| self.inner.sleep(fault.delay));
        let limit = request.limit;
        let exchange: Exchange = match fault.without_sending(&request) {
            Some(outcome) => Box::pin(ready(outcome)),
            None => {
                request.timeout = request.timeout.map(|timeout| timeout.saturating_sub(fault.delay));
                self.inner.send(request)
            }
        };
        Box::pin(async move {
            if let Some(sleep) = sleep {
                sleep.await;
            }
            fault.change(exchange.await, number, limit)
        })
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        self.inner.sleep(duration)
    }
}

impl<T: BlockingTransport> BlockingTransport for Faulty<T> {
    fn send(&self, mut request: Request<'_>) -> Result<Response> {
        let (fault, number) = self.plan.next(&request);
        if let Some(timeout) = fault.timeout(&request) {
            self.inner.sleep(timeout);
            return Err(Error::timed_out(timeout));
        }
        if !fault.delay.is_zero() {
            self.inner.sleep(fault.delay);
        }
        let limit = request.limit;
        let outcome = match fault.without_sending(&request) {
            Some(outcome) => outcome,
            None => {
                request.timeout = request.timeout.map(|timeout| timeout.saturating_sub(fault.delay));
                self.inner.send(request)
            }
        };
        fault.change(outcome, number, limit)
    }

    fn sleep(&self, duration: Duration) {
        self.inner.sleep(duration);
    }
}

impl<T: Clone> Clone for Faulty<T> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), plan: Arc::clone(&self.plan) }
    }
}

/// Shows the number of requests and the transport.
impl<T: fmt::Debug> fmt::Debug for Faulty<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Faulty")
            .field("inner", &self.inner)
            .field("requests", &self.requests())
            .finish_non_exhaustive()
    }
}

fn limited(response: Response, limit: u64) -> Result<Response> {
    match response.body.len() as u64 > limit {
        true => Err(Error::too_large(limit)),
        false => Ok(response),
    }
}

/// Replaces the charset in the media type of a reply.
fn declare_charset(response: &mut Response, charset: &str) {
    let content_type = response.header("Content-Type").unwrap_or("text/xml").to_owned();
    let is_charset = |parameter: &str| {
        parameter.trim_start().get(..8).is_some_and(|name| name.eq_ignore_ascii_case("charset="))
    };
    let mut parts: Vec<_> = content_type.split(';').filter(|part| !is_charset(part)).collect();
    let declared = format!(" charset={charset}");
    parts.push(&declared);
    let value = parts.join(";");
    response.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("Content-Type"));
    response.headers.push(("Content-Type".to_owned(), value));
}

/// Random bytes that depend only on the number.
fn garbage(number: u64) -> Vec<u8> {
    (0..64).flat_map(|index| random(number.wrapping_mul(64).wrapping_add(index)).to_le_bytes()).collect()
}

/// The random number of a seed (SplitMix64). Nothing secret depends on it.
fn random(seed: u64) -> u64 {
    let mut value = seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::Memory;

    fn answering() -> Memory {
        Memory::answering(|_| Ok(Response::envelope("<Envelope/>")))
    }

    fn send<T: BlockingTransport>(transport: &T) -> Result<Response> {
        BlockingTransport::send(transport, Request::new("http://jdoe:pw@localhost/x", Vec::new()))
    }

    fn with(fault: Fault) -> (Result<Response>, usize) {
        let memory = answering();
        let outcome = send(&Faulty::script(memory.clone(), [fault]));
        (outcome, memory.requests().len())
    }

    #[test]
    fn each_injected_fault_causes_its_kind_of_error() {
        let (outcome, arrived) = with(Fault::unreachable());
        let error = outcome.unwrap_err();
        assert!(error.never_sent() && arrived == 0, "{error:?}");
        assert!(error.to_string().contains("http://localhost/x"), "{error}");

        let (outcome, arrived) = with(Fault::closed_before_reply());
        let error = outcome.unwrap_err();
        assert!(error.is_closed_before_reply() && !error.never_sent() && arrived == 1, "{error:?}");

        let (outcome, arrived) = with(Fault::broken_off(5));
        let error = outcome.unwrap_err();
        assert!(error.to_string().contains("after 5 bytes") && arrived == 1, "{error}");
        assert_eq!(error.http().unwrap().status, 200);

        let (outcome, arrived) = with(Fault::truncated(3));
        assert_eq!((outcome.unwrap().body, arrived), (b"<En".to_vec(), 1));

        let (outcome, arrived) = with(Fault::status(503));
        assert_eq!((outcome.unwrap().status, arrived), (503, 0));

        let (outcome, arrived) = with(Fault::changed_status(500));
        let response = outcome.unwrap();
        assert_eq!((response.status, response.body, arrived), (500, b"<Envelope/>".to_vec(), 1));

        let (outcome, arrived) = with(Fault::garbage());
        assert_eq!((outcome.unwrap().body.len(), arrived), (512, 1));

        let (outcome, _) = with(Fault::wrong_charset("utf-16"));
        assert_eq!(outcome.unwrap().header("content-type"), Some("text/xml; charset=utf-16"));

        let (outcome, arrived) = with(Fault::silent());
        assert!(outcome.unwrap_err().is_timeout() && arrived == 0);

        let (outcome, arrived) = with(Fault::none());
        assert_eq!((outcome.unwrap().body, arrived), (b"<Envelope/>".to_vec(), 1));
    }

    #[test]
    fn a_delay_longer_than_the_timeout_is_a_timeout() {
        let memory = answering();
        let send = |delay, timeout| {
            let transport =
                Faulty::by(memory.clone(), move |_, _| Fault::none().after(Duration::from_millis(delay)));
            let mut request = Request::new("http://localhost/", Vec::new());
            request.timeout = Some(Duration::from_millis(timeout));
            let begun = std::time::Instant::now();
            let outcome = BlockingTransport::send(&transport, request);
            (outcome, begun.elapsed())
        };
        let (outcome, elapsed) = send(60_000, 10);
        assert!(outcome.unwrap_err().is_timeout() && elapsed < Duration::from_secs(60));
        let (outcome, elapsed) = send(30, 60_000);
        assert!(outcome.is_ok() && elapsed >= Duration::from_millis(30));
        assert_eq!(memory.requests().len(), 1);
    }

    #[tokio::test]
    async fn async_and_blocking_requests_have_the_same_faults() {
        let faults = || [(0.2, Fault::status(503)), (0.3, Fault::unreachable()), (0.2, Fault::truncated(1))];
        let blocking = Faulty::random(answering(), 7, faults());
        let polled = Faulty::random(answering(), 7, faults());
        let mut counts = [0; 4];
        for _ in 0..2_000 {
            let one = send(&blocking);
            let other = Transport::send(&polled, Request::new("http://localhost/", Vec::new())).await;
            let kind = |outcome: Result<Response>| match outcome {
                Err(_) => 0,
                Ok(response) if response.status == 503 => 1,
                Ok(response) if response.body.len() == 1 => 2,
                Ok(_) => 3,
            };
            let kind_of_one = kind(one);
            assert_eq!(kind_of_one, kind(other));
            counts[kind_of_one] += 1;
        }
        for (count, expected) in counts.into_iter().zip([600, 400, 400, 600]) {
            assert!((expected - 100..expected + 100).contains(&count), "{counts:?}");
        }
        assert_eq!(blocking.requests(), 2_000);
    }

    #[test]
    fn a_reply_over_the_limit_stays_an_error() {
        let transport =
            Faulty::script(answering(), [Fault::answer(Response::new(200, "five!")), Fault::garbage()]);
        for _ in 0..2 {
            let mut request = Request::new("http://localhost/", Vec::new());
            request.limit = 4;
            assert!(BlockingTransport::send(&transport, request).is_err());
        }
    }
}
