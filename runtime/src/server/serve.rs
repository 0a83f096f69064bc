//! Serves on a socket: connections, their limits and their end.

use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use http::header::{CONNECTION, HOST};
use http::{HeaderValue, Request, Response, StatusCode, Version};
use http_body_util::{Either, Empty};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::BoxError;
use super::context::Peer;
use super::stalled::Stalled;

/// Maximum size of the head of a request, in bytes.
const MAX_HEAD_BYTES: usize = 64 << 10;

/// Connection limits. They protect a server from slow and numerous clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Connections {
    /// Maximum number of connections. Additional clients wait until a connection ends. Default: 1,024.
    pub number: usize,
    /// Time for which a connection may be idle, or take to send the head of a request. Default: 30 seconds.
    pub head: Duration,
    /// Time for which a client may keep a reply waiting by not reading it. When the time is used up, the
    /// connection is closed. A client regains one second of this time with every 4 KiB that it reads. A client
    /// that reads less than 4 KiB per second is therefore disconnected eventually. Default: 30 seconds.
    pub write: Duration,
    /// Time after which a connection takes no further request. A running exchange may then take as long
    /// again, or the time `grace` if that is longer. Default: 10 minutes.
    pub lifetime: Duration,
    /// Time for running exchanges to end after the server was asked to stop. Default: 30 seconds.
    pub grace: Duration,
}

impl Default for Connections {
    fn default() -> Self {
        Self {
            number: 1_024,
            head: Duration::from_secs(30),
            write: Duration::from_secs(30),
            lifetime: Duration::from_secs(600),
            grace: Duration::from_secs(30),
        }
    }
}

impl Connections {
    /// Sets the maximum number of connections.
    #[must_use]
    pub const fn number(mut self, number: usize) -> Self {
        self.number = number;
        self
    }

    /// Sets the time for which a connection may be idle, or take to send the head of a request.
    #[must_use]
    pub const fn head(mut self, time: Duration) -> Self {
        self.head = time;
        self
    }

    /// Sets the time for which a client may keep a reply waiting.
    #[must_use]
    pub const fn write(mut self, time: Duration) -> Self {
        self.write = time;
        self
    }

    /// Sets the time after which a connection takes no further request.
    #[must_use]
    pub const fn lifetime(mut self, time: Duration) -> Self {
        self.lifetime = time;
        self
    }

    /// Sets the time for running exchanges to end.
    #[must_use]
    pub const fn grace(mut self, time: Duration) -> Self {
        self.grace = time;
        self
    }
}

/// Answers the connections of a listener with a service, by HTTP/1.1 without TLS. `.await` starts it.
///
/// The service is a [`Service`](super::Service), [`Paths`](super::Paths), or any other `tower::Service`, such
/// as one with layers. For TLS and HTTP/2, mount it in a server that has them.
///
/// ```no_run
/// # async fn example(service: saponify::server::Service) -> std::io::Result<()> {
/// let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
/// saponify::server::serve(listener, service).await;
/// # Ok(())
/// # }
/// ```
pub fn serve<S>(listener: TcpListener, service: S) -> Serve<S> {
    Serve { listener, service, connections: Connections::default(), shutdown: None }
}

/// A server that is not started yet, see [`serve`].
#[must_use = "a server starts when it is awaited"]
pub struct Serve<S> {
    listener: TcpListener,
    service: S,
    connections: Connections,
    shutdown: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
}

impl<S> Serve<S> {
    /// Sets the connection limits.
    pub fn with_connections(mut self, connections: Connections) -> Self {
        self.connections = connections;
        self
    }

    /// Stops the server when this future ends: no further connection is accepted, and running exchanges may finish.
    pub fn with_graceful_shutdown(mut self, signal: impl Future<Output = ()> + Send + 'static) -> Self {
        self.shutdown = Some(Box::pin(signal));
        self
    }
}

impl<S> std::fmt::Debug for Serve<S> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Serve")
            .field("listener", &self.listener)
            .field("connections", &self.connections)
            .finish_non_exhaustive()
    }
}

impl<S, R> IntoFuture for Serve<S>
where
    S: tower_service::Service<Request<Incoming>, Response = Response<R>, Error = Infallible>,
    S: Clone + Send + 'static,
    S::Future: Send,
    R: http_body::Body + Send + 'static,
    R::Data: Send,
    R::Error: Into<BoxError>,
{
    type Output = ();
    type IntoFuture = Pin<Box<dyn Future<Output = ()> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(run(self))
    }
}

async fn run<S, R>(server: Serve<S>)
where
    S: tower_service::Service<Request<Incoming>, Response = Response<R>, Error = Infallible>,
    S: Clone + Send + 'static,
    S::Future: Send,
    R: http_body::Body + Send + 'static,
    R::Data: Send,
    R::Error: Into<BoxError>,
{
    let Serve { listener, service, connections, shutdown } = server;
    let mut shutdown = shutdown.unwrap_or_else(|| Box::pin(std::future::pending()));
    let permits = Arc::new(Semaphore::new(connections.number.clamp(1, Semaphore::MAX_PERMITS)));
    let (stop, stopped) = watch::channel(false);
    let mut tasks = JoinSet::new();
    loop {
        let accepted = async {
            let permit = Arc::clone(&permits).acquire_owned().await;
            (permit, listener.accept().await)
        };
        let (permit, accepted) = match first(accepted, &mut shutdown).await {
            First::One(accepted) => accepted,
            First::Other(()) => break,
        };
        // Remove the tasks of connections that ended.
        while tasks.try_join_next().is_some() {}
        // Accepting fails if no file descriptor is free. Retry after a pause.
        let Ok((stream, peer)) = accepted else {
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        let (service, stopped) = (service.clone(), stopped.clone());
        tasks.spawn(async move {
            connection(stream, Peer(peer), service, connections, stopped).await;
            drop(permit);
        });
    }
    drop(listener);
    // An error means that no connection is open, so there is nothing to stop.
    let _ = stop.send(true);
    let _ = timeout(connections.grace, async { while tasks.join_next().await.is_some() {} }).await;
}

/// Serves a connection until it ends, its lifetime is over or the server stops.
async fn connection<S, R>(
    stream: TcpStream,
    peer: Peer,
    service: S,
    connections: Connections,
    mut stopped: watch::Receiver<bool>,
) where
    S: tower_service::Service<Request<Incoming>, Response = Response<R>, Error = Infallible>,
    S: Clone + Send + 'static,
    S::Future: Send,
    R: http_body::Body + Send + 'static,
    R::Data: Send,
    R::Error: Into<BoxError>,
{
    // Replies are written at once; waiting for more data delays them.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |mut request: Request<Incoming>| {
        let has_host = has_valid_host(&request);
        request.extensions_mut().insert(peer);
        let mut service = service.clone();
        async move {
            if !has_host {
                let mut reply = Response::new(Either::Right(Empty::new()));
                *reply.status_mut() = StatusCode::BAD_REQUEST;
                reply.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
                return Ok::<_, Infallible>(reply);
            }
            poll_fn(|context| service.poll_ready(context)).await?;
            Ok(service.call(request).await?.map(Either::Left))
        }
    });
    let mut builder = http1::Builder::new();
    let builder =
        builder.timer(TokioTimer::new()).header_read_timeout(connections.head).max_buf_size(MAX_HEAD_BYTES);
    let mut connection =
        pin!(builder.serve_connection(TokioIo::new(Stalled::new(stream, connections.write)), service));
    let ended = timeout(connections.lifetime, async { drop(stopped.wait_for(|stopped| *stopped).await) });
    // An error of the connection concerns only the client.
    if let First::Other(_) = first(connection.as_mut(), ended).await {
        connection.as_mut().graceful_shutdown();
        // If the server stops, it drops all connections after the time `grace`.
        let _ = timeout(connections.lifetime.max(connections.grace), connection).await;
    }
}

/// Whether a request has the `Host` that its version of HTTP needs, and no other (RFC 9112, section 3.2).
fn has_valid_host(request: &Request<Incoming>) -> bool {
    let mut hosts = request.headers().get_all(HOST).iter();
    let is_allowed = |letter: &u8| letter.is_ascii_alphanumeric() || b"-._~:[]%!$&'()*+,;=".contains(letter);
    match (hosts.next(), hosts.next()) {
        (Some(host), None) => host.as_bytes().iter().all(is_allowed),
        (None, _) => request.version() < Version::HTTP_11,
        (Some(_), Some(_)) => false,
    }
}

/// The result of the future that ended first.
enum First<A, B> {
    One(A),
    Other(B),
}

/// Waits for the first of two futures. Drops the other one.
async fn first<A: Future, B: Future>(one: A, other: B) -> First<A::Output, B::Output> {
    let (mut one, mut other) = (pin!(one), pin!(other));
    poll_fn(|context| match (one.as_mut().poll(context), other.as_mut().poll(context)) {
        (Poll::Ready(output), _) => Poll::Ready(First::One(output)),
        (_, Poll::Ready(output)) => Poll::Ready(First::Other(output)),
        (Poll::Pending, Poll::Pending) => Poll::Pending,
    })
    .await
}
