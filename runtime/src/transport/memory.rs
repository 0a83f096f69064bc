//! A transport without a network, for tests of programs that use this crate.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{BlockingTransport, Exchange, Request, Response, Transport};
use crate::error::{Error, Result};
use crate::redaction::header::shown_headers;

/// A transport in memory, for tests: records requests and answers from a queue or with a function.
///
/// It implements both [`Transport`] and [`BlockingTransport`]. Clones share the queue and the recorded
/// requests.
///
/// ```
/// use saponify::transport::{BlockingTransport, Memory, Request, Response};
///
/// let memory = Memory::new();
/// memory.push(Response::envelope("<Envelope/>"));
/// let response = BlockingTransport::send(&memory, Request::new("http://localhost/", b"<a/>".to_vec()))?;
/// assert_eq!(response.body, b"<Envelope/>");
/// assert_eq!(memory.requests()[0].body, "<a/>");
/// # Ok::<(), saponify::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct Memory {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    answer: Option<Box<Answer>>,
    replies: Mutex<VecDeque<Response>>,
    requests: Mutex<Vec<Recorded>>,
}

type Answer = dyn Fn(&Recorded) -> Result<Response> + Send + Sync;

impl Memory {
    /// Creates a transport with an empty queue.
    pub fn new() -> Self {
        Self::default()
    }

    /// Creates a transport that calls a function for each request while its queue is empty.
    pub fn answering(answer: impl Fn(&Recorded) -> Result<Response> + Send + Sync + 'static) -> Self {
        Self { shared: Arc::new(Shared { answer: Some(Box::new(answer)), ..Shared::default() }) }
    }

    /// Appends a reply to the queue.
    pub fn push(&self, response: Response) {
        lock(&self.shared.replies).push_back(response);
    }

    /// The requests sent so far, oldest first.
    pub fn requests(&self) -> Vec<Recorded> {
        lock(&self.shared.requests).clone()
    }

    fn exchange(&self, request: Request<'_>) -> Result<Response> {
        let recorded = Recorded {
            endpoint: request.endpoint.into_owned(),
            headers: request
                .headers
                .into_iter()
                .map(|(name, value)| (name.into_owned(), value.into_owned()))
                .collect(),
            body: String::new(),
            bytes: None,
        };
        let recorded = match String::from_utf8(request.body.into_vec()) {
            Ok(body) => Recorded { body, ..recorded },
            Err(error) => {
                let bytes = error.into_bytes();
                Recorded {
                    body: String::from_utf8_lossy(&bytes).into_owned(),
                    bytes: Some(bytes.into()),
                    ..recorded
                }
            }
        };
        lock(&self.shared.requests).push(recorded.clone());
        let queued = lock(&self.shared.replies).pop_front();
        let response = match (queued, &self.shared.answer) {
            (Some(response), _) => response,
            (None, Some(answer)) => answer(&recorded)?,
            (None, None) => return Err(Error::transport("the queue of the in-memory transport is empty")),
        };
        if response.body.len() as u64 > request.limit {
            return Err(Error::too_large(request.limit));
        }
        Ok(response)
    }
}

/// Shows the number of requests and replies, but not the envelopes.
impl fmt::Debug for Memory {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Memory")
            .field("requests", &lock(&self.shared.requests).len())
            .field("replies", &lock(&self.shared.replies).len())
            .finish_non_exhaustive()
    }
}

impl Transport for Memory {
    fn send(&self, request: Request<'_>) -> Exchange {
        // The exchange happens when the future is polled, as with a network.
        let (memory, request) = (self.clone(), request.into_owned());
        Box::pin(async move { memory.exchange(request) })
    }
}

impl BlockingTransport for Memory {
    fn send(&self, request: Request<'_>) -> Result<Response> {
        self.exchange(request)
    }
}

/// A request recorded by [`Memory`].
#[derive(Clone)]
#[non_exhaustive]
pub struct Recorded {
    /// The URL of the request.
    pub endpoint: String,
    /// The HTTP headers of the request, with credentials unmasked.
    pub headers: Vec<(String, String)>,
    /// The envelope, unmasked; for a request with attachments, the whole multipart body. Bytes that are not
    /// UTF-8 are replaced: see [`bytes`](Self::bytes).
    pub body: String,
    /// The body, if it is not UTF-8.
    bytes: Option<Arc<[u8]>>,
}

impl Recorded {
    /// The value of an HTTP header. The case of the name is ignored.
    pub fn header(&self, name: &str) -> Option<&str> {
        super::find(&self.headers, name)
    }

    /// The body, byte for byte.
    pub fn bytes(&self) -> &[u8] {
        self.bytes.as_deref().unwrap_or(self.body.as_bytes())
    }
}

/// Omits the envelope and the values of headers that may be credentials.
impl fmt::Debug for Recorded {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Recorded")
            .field("endpoint", &super::shown(&self.endpoint))
            .field("headers", &shown_headers(&self.headers))
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}

/// Locks a mutex. Ignores poisoning, because a panic in a test's function must not affect other users of the
/// transport.
fn lock<V>(mutex: &Mutex<V>) -> MutexGuard<'_, V> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn send(memory: &Memory, limit: u64) -> Result<Response> {
        let mut request = Request::new("http://localhost/", b"<a/>".to_vec());
        request.headers.push(("X-A".into(), "b".into()));
        request.limit = limit;
        BlockingTransport::send(memory, request)
    }

    #[test]
    fn queued_responses_are_used_before_the_function() {
        let memory = Memory::answering(|request| {
            assert_eq!(request.header("x-a"), Some("b"));
            Ok(Response::new(201, "function"))
        });
        memory.push(Response::new(200, "queue"));
        assert_eq!(send(&memory, 99).unwrap().status, 200);
        assert_eq!(send(&memory, 99).unwrap().status, 201);
        assert_eq!(memory.clone().requests().len(), 2);
    }

    #[test]
    fn an_empty_queue_and_a_reply_over_the_limit_are_errors() {
        let memory = Memory::new();
        assert!(send(&memory, 99).is_err());
        memory.push(Response::new(200, "five!"));
        assert!(send(&memory, 4).unwrap_err().to_string().contains('4'));
    }

    #[test]
    fn debug_shows_no_envelope() {
        let memory = Memory::answering(|_| Ok(Response::new(200, "")));
        send(&memory, 99).unwrap();
        let text = format!("{memory:?} {:?}", memory.requests());
        assert!(!text.contains("<a/>") && !text.contains("\"b\""), "{text}");
    }
}
