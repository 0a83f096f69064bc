//! A small HTTP server for envelopes: handles connections, methods, media types and sizes. It does not parse XML.

use std::convert::Infallible;
use std::fmt;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{ALLOW, CONNECTION, CONTENT_TYPE, HeaderMap, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use saponify::Version;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// Maximum size of a request, in bytes.
const LIMIT: usize = 64 << 20;

/// Limits of a server, which protect it from slow and numerous clients.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Bounds {
    /// Maximum number of connections. Further ones wait until another one ends. Default: 64.
    pub connections: usize,
    /// Time for which a connection may be idle, or take to send the head of a request. Default: 30 seconds.
    pub head: Duration,
    /// Time for the body of a request. When it expires, the answer has status 408. Default: 60 seconds.
    pub body: Duration,
    /// Maximum lifetime of a connection. After it, a running exchange gets another `body` period to finish, so that a
    /// client that does not read its reply is disconnected too. Default: 10 minutes.
    pub connection: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            connections: 64,
            head: Duration::from_secs(30),
            body: Duration::from_secs(60),
            connection: Duration::from_secs(600),
        }
    }
}

/// A running server. It stops when it is dropped.
pub struct Server {
    address: SocketAddr,
    runtime: Option<Runtime>,
}

/// A request with an envelope.
#[derive(Debug)]
#[non_exhaustive]
pub struct Request {
    /// Path of the URL.
    pub path: String,
    /// SOAP version, as given by the media type.
    pub version: Version,
    /// SOAP action without quotes. Empty if the request names no action, which SOAP 1.2 permits.
    pub action: String,
    /// HTTP headers.
    pub headers: HeaderMap,
    /// Body of the request.
    pub envelope: Bytes,
}

/// Answer to a request.
#[derive(Debug)]
pub struct Answer {
    /// HTTP status code.
    pub status: u16,
    /// SOAP version of the envelope, which determines the media type.
    pub version: Version,
    /// Body of the answer.
    pub envelope: String,
}

impl Server {
    /// Starts a server on an address; port 0 selects any free port. If `answer` returns `None`, the status is 404.
    ///
    /// # Errors
    ///
    /// If the address is in use or no thread can be started.
    pub fn start(
        address: SocketAddr,
        answer: impl Fn(Request) -> Option<Answer> + Send + Sync + 'static,
    ) -> io::Result<Self> {
        Self::start_with(address, Bounds::default(), answer)
    }

    /// Starts a server with other limits.
    ///
    /// # Errors
    ///
    /// As [`Server::start`].
    pub fn start_with(
        address: SocketAddr,
        bounds: Bounds,
        answer: impl Fn(Request) -> Option<Answer> + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        // The server needs its own runtime, so that blocking programs can use it as well as async ones.
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        runtime.spawn(serve(listener, bounds, Arc::new(answer)));
        Ok(Self { address, runtime: Some(runtime) })
    }

    /// Returns the address on which the server listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Dropping a runtime waits for its threads, which is not allowed in async code.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Server").field("address", &self.address).finish_non_exhaustive()
    }
}

type Answering = dyn Fn(Request) -> Option<Answer> + Send + Sync;

async fn serve(listener: TcpListener, bounds: Bounds, answering: Arc<Answering>) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
    let places = Arc::new(Semaphore::new(bounds.connections));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        // Accepting fails if no file descriptor is free. Retry after a pause.
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        let answering = Arc::clone(&answering);
        tokio::spawn(async move {
            let service = service_fn(|request| respond(&*answering, bounds.body, request));
            let mut builder = http1::Builder::new();
            let builder = builder.timer(TokioTimer::new()).header_read_timeout(bounds.head);
            let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), service));
            // An error of the connection concerns only the client.
            if timeout(bounds.connection, connection.as_mut()).await.is_err() {
                connection.as_mut().graceful_shutdown();
                let _ = timeout(bounds.body, connection).await;
            }
            drop(place);
        });
    }
}

async fn respond(
    answering: &Answering,
    patience: Duration,
    request: hyper::Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    if head.method != Method::POST {
        let mut response = plain(StatusCode::METHOD_NOT_ALLOWED, "SOAP requests use the method POST");
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
        return Ok(response);
    }
    let Some((version, action)) = version_and_action(&head.headers) else {
        return Ok(plain(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "the media type does not belong to a version of SOAP",
        ));
    };
    let body = match timeout(patience, Limited::new(body, LIMIT).collect()).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => {
            return Ok(plain(StatusCode::PAYLOAD_TOO_LARGE, "the request is too large or incomplete"));
        }
        Err(_) => {
            let mut response = plain(StatusCode::REQUEST_TIMEOUT, "the request took too long");
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            return Ok(response);
        }
    };
    let path = head.uri.path().to_owned();
    let request = Request { path, version, action, headers: head.headers, envelope: body.to_bytes() };
    Ok(match answering(request) {
        Some(answer) => envelope(answer),
        None => plain(StatusCode::NOT_FOUND, "no service at this path"),
    })
}

/// Returns the SOAP version and the action without quotes (SOAP 1.1, section 6.1.1; RFC 3902).
fn version_and_action(headers: &HeaderMap) -> Option<(Version, String)> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut parameters = text("content-type").split(';').map(str::trim);
    let media_type = parameters.next().unwrap_or_default();
    let unquoted = |text: &str| text.trim().trim_matches('"').to_owned();
    if media_type.eq_ignore_ascii_case("text/xml") {
        Some((Version::Soap11, unquoted(text("soapaction"))))
    } else if media_type.eq_ignore_ascii_case("application/soap+xml") {
        let action = parameters
            .filter_map(|parameter| parameter.split_once('='))
            .find(|(name, _)| name.trim().eq_ignore_ascii_case("action"));
        Some((Version::Soap12, unquoted(action.map_or("", |(_, value)| value))))
    } else {
        None
    }
}

fn envelope(answer: Answer) -> Response<Full<Bytes>> {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response(status, &answer.version.content_type(None), answer.envelope)
}

fn plain(status: StatusCode, text: &str) -> Response<Full<Bytes>> {
    response(status, "text/plain; charset=utf-8", text.to_owned())
}

fn response(status: StatusCode, content_type: &str, text: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(text.into()));
    *response.status_mut() = status;
    if let Ok(value) = content_type.parse() {
        response.headers_mut().insert(CONTENT_TYPE, value);
    }
    response
}
