//! HTTP server of `mock` and `explore`: accepts connections, and limits the size and the duration of
//! requests. This module must know neither SOAP nor the web pages of the two commands.

use std::{
    convert::Infallible,
    future::poll_fn,
    io,
    net::{SocketAddr, TcpListener},
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::Poll,
    time::Duration,
};

use http_body_util::{BodyExt, Full};
use hyper::{
    body::{Bytes, Incoming},
    header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    sync::{Notify, OwnedSemaphorePermit, Semaphore},
    time::{Instant, sleep, timeout},
};

/// Maximum size of a request, in bytes.
const MAX_BYTES: usize = 64 << 20;
/// Size from which a request is large, in bytes.
const LARGE_FROM: usize = 1 << 20;
/// Maximum number of large requests that are received and answered at the same time. Any other large request
/// waits. The limit bounds memory, because an answer takes a multiple of the size of the request.
const MAX_LARGE_REQUESTS: usize = 2;
/// Minimum number of bytes per second from a large request, if other large requests wait. A slower request is
/// refused.
const RATE: u64 = 1 << 20;
/// Interval at which [`RATE`] is checked.
const CHECKED: Duration = Duration::from_secs(1);
/// Maximum number of open connections. Any other connection waits.
const MAX_CONNECTIONS: usize = 64;
/// Maximum time to receive the head of a request.
const HEAD_TIMEOUT: Duration = Duration::from_secs(60);
/// Maximum time to receive the body of a request.
const BODY_TIMEOUT: Duration = Duration::from_secs(60);
/// Maximum time to send an answer.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(120);

/// A request.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) method: String,
    /// Path of the URL, without the query.
    pub(super) path: String,
    pub(super) query: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    pub(super) peer: SocketAddr,
}

impl Request {
    /// Returns the same request with another body.
    pub(super) fn with_body(&self, content_type: &str, body: Vec<u8>) -> Self {
        let mut headers = self.headers.clone();
        if let Ok(value) = HeaderValue::from_str(content_type) {
            headers.insert(CONTENT_TYPE, value);
        }
        Self {
            method: self.method.clone(),
            path: self.path.clone(),
            query: self.query.clone(),
            headers,
            body: body.into(),
            peer: self.peer,
        }
    }

    /// Returns the value of a header as text; empty if it is absent or not ASCII.
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// An answer.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<u8>,
    /// Time to wait before the answer is sent.
    pub(super) delay: Duration,
}

impl Answer {
    /// Creates an answer with a content type.
    pub(super) fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("Content-Type", content_type.to_owned())];
        Self { status, headers, body: body.into(), delay: Duration::ZERO }
    }

    /// Creates an answer of plain text.
    pub(super) fn plain(status: u16, text: &str) -> Self {
        Self::new(status, "text/plain; charset=utf-8", text)
    }

    /// Adds a header.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

type Answering = dyn Fn(Request) -> Answer + Send + Sync;

/// Answers requests until the process ends. `answer` may block: it runs on a thread for blocking work.
///
/// # Errors
///
/// If no thread can be started.
pub(super) fn serve(listener: TcpListener, answer: Arc<Answering>) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
        let large = Arc::new(Large::new());
        loop {
            let Ok(place) = Arc::clone(&places).acquire_owned().await else { return Ok(()) };
            // Accepting fails if no file descriptor is free. Retry after a pause.
            let Ok((stream, peer)) = listener.accept().await else {
                sleep(Duration::from_millis(10)).await;
                continue;
            };
            let (answer, large) = (Arc::clone(&answer), Arc::clone(&large));
            tokio::spawn(async move {
                let answered = Notify::new();
                let service = service_fn(async |request| {
                    let response = respond(Arc::clone(&answer), Arc::clone(&large), peer, request).await;
                    answered.notify_one();
                    Ok::<_, Infallible>(response)
                });
                let mut builder = http1::Builder::new();
                let builder =
                    builder.timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT).keep_alive(false);
                let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), service));
                let mut too_slow = pin!(async {
                    answered.notified().await;
                    sleep(ANSWER_TIMEOUT).await;
                });
                // Ignore an error of the connection: it concerns only this client.
                poll_fn(|context| match too_slow.as_mut().poll(context) {
                    Poll::Ready(()) => Poll::Ready(()),
                    Poll::Pending => connection.as_mut().poll(context).map(|_| ()),
                })
                .await;
                drop(place);
            });
        }
    })
}

/// Limits the number of large requests to [`MAX_LARGE_REQUESTS`]. Each of them holds a [`Place`].
struct Large {
    places: Arc<Semaphore>,
    /// Number of requests that wait for a place.
    waiting: AtomicUsize,
}

impl Large {
    fn new() -> Self {
        Self { places: Arc::new(Semaphore::new(MAX_LARGE_REQUESTS)), waiting: AtomicUsize::new(0) }
    }

    /// Waits until fewer than [`MAX_LARGE_REQUESTS`] large requests hold a place, and takes one.
    async fn place(&self) -> Option<Place> {
        let _waiting = Waiting::of(&self.waiting);
        let permit = Arc::clone(&self.places).acquire_owned().await.ok()?;
        Some(Place { _permit: permit, since: Instant::now(), received: 0 })
    }
}

/// Counts a waiting request. Dropping the value ends the count, so a request that gives up is not counted any
/// longer.
struct Waiting<'l>(&'l AtomicUsize);

impl<'l> Waiting<'l> {
    fn of(count: &'l AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Permission to receive and answer one large request.
struct Place {
    _permit: OwnedSemaphorePermit,
    since: Instant,
    /// Number of bytes received since the permission was granted.
    received: u64,
}

impl Place {
    /// Returns `true` if the request is slower than [`RATE`] and another large request waits. Without this
    /// rule, two stalled clients would block all large requests.
    fn gives_way(&self, large: &Large) -> bool {
        let age = self.since.elapsed();
        age >= CHECKED
            && large.waiting.load(Ordering::Relaxed) > 0
            && u128::from(self.received) * 1_000 < u128::from(RATE) * age.as_millis()
    }
}

/// The reason why a body is not received.
enum Refused {
    TooLarge,
    Incomplete,
    TooSlow,
}

async fn respond(
    answer: Arc<Answering>,
    large: Arc<Large>,
    peer: SocketAddr,
    request: hyper::Request<Incoming>,
) -> hyper::Response<Full<Bytes>> {
    let (head, body) = request.into_parts();
    let (body, place) = match timeout(BODY_TIMEOUT, received(body, large)).await {
        Ok(Ok(received)) => received,
        Ok(Err(Refused::TooLarge)) => return response(Answer::plain(413, "the request is too large\n")),
        Ok(Err(Refused::Incomplete)) => return response(Answer::plain(400, "the request is incomplete\n")),
        Ok(Err(Refused::TooSlow)) => {
            return response(Answer::plain(503, "the request arrives too slowly, and others wait\n"));
        }
        Err(_) => return response(Answer::plain(408, "the request took too long\n")),
    };
    let request = Request {
        method: head.method.as_str().to_owned(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: head.headers,
        body,
        peer,
    };
    let answered = tokio::task::spawn_blocking(move || {
        let answer = answer(request);
        drop(place);
        answer
    })
    .await;
    let answered = answered.unwrap_or_else(|_| Answer::plain(500, "the request could not be answered\n"));
    if !answered.delay.is_zero() {
        sleep(answered.delay).await;
    }
    response(answered)
}

/// Receives a body. A large body waits for a [`Place`], which is returned with it.
async fn received(mut body: Incoming, large: Arc<Large>) -> Result<(Bytes, Option<Place>), Refused> {
    let (mut bytes, mut place) = (Vec::new(), None::<Place>);
    loop {
        let frame = match timeout(CHECKED, body.frame()).await {
            Ok(None) => return Ok((bytes.into(), place)),
            Ok(Some(frame)) => Some(frame.map_err(|_| Refused::Incomplete)?),
            Err(_) => None,
        };
        if let Some(data) = frame.and_then(|frame| frame.into_data().ok()) {
            let size = bytes.len() + data.len();
            if size > MAX_BYTES {
                return Err(Refused::TooLarge);
            }
            if size >= LARGE_FROM && place.is_none() {
                place = Some(large.place().await.ok_or(Refused::Incomplete)?);
            }
            if let Some(place) = &mut place {
                place.received += data.len() as u64;
            }
            bytes.extend_from_slice(&data);
        }
        if place.as_ref().is_some_and(|place| place.gives_way(&large)) {
            return Err(Refused::TooSlow);
        }
    }
}

fn response(answer: Answer) -> hyper::Response<Full<Bytes>> {
    let mut response = hyper::Response::new(Full::new(Bytes::from(answer.body)));
    *response.status_mut() = hyper::StatusCode::from_u16(answer.status).unwrap_or_default();
    for (name, value) in answer.headers {
        if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
            match name {
                "Content-Type" => response.headers_mut().insert(CONTENT_TYPE, value),
                name => response.headers_mut().insert(HeaderName::from_static(name), value),
            };
        }
    }
    response
}
