//! A server on a separate thread, for tests and for programs without an async runtime.

use std::convert::Infallible;
use std::fmt;
use std::io;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::thread;

use http::{Request, Response};
use hyper::body::Incoming;
use tokio::sync::oneshot;

use super::BoxError;
use super::serve::{Connections, serve};

/// A server that runs on a separate thread. It stops when this value is dropped. Its port is free a little later: start
/// the next server on port 0, or try again.
pub struct Running {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
}

/// Starts a server on an address; port 0 selects a free port. Async code can await [`serve`] instead.
///
/// # Errors
///
/// If the address is in use, or no thread can be started.
pub fn start<S, R>(address: impl ToSocketAddrs, service: S) -> io::Result<Running>
where
    S: tower_service::Service<Request<Incoming>, Response = Response<R>, Error = Infallible>,
    S: Clone + Send + 'static,
    S::Future: Send,
    R: http_body::Body + Send + 'static,
    R::Data: Send,
    R::Error: Into<BoxError>,
{
    start_with(address, service, Connections::default())
}

/// Starts a server like [`start`], with these connection limits instead of the defaults.
///
/// # Errors
///
/// The same as those of [`start`].
pub fn start_with<S, R>(
    address: impl ToSocketAddrs,
    service: S,
    connections: Connections,
) -> io::Result<Running>
where
    S: tower_service::Service<Request<Incoming>, Response = Response<R>, Error = Infallible>,
    S: Clone + Send + 'static,
    S::Future: Send,
    R: http_body::Body + Send + 'static,
    R::Data: Send,
    R::Error: Into<BoxError>,
{
    let listener = TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let (stop, stopped) = oneshot::channel::<()>();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let listener = {
        let _runtime = runtime.enter();
        tokio::net::TcpListener::from_std(listener)?
    };
    thread::Builder::new().name("saponify-server".to_owned()).spawn(move || {
        // The future ends when the `Running` is dropped, because the sender is dropped with it.
        let stopped = async { drop(stopped.await) };
        let server = serve(listener, service).with_connections(connections);
        runtime.block_on(server.with_graceful_shutdown(stopped).into_future());
    })?;
    Ok(Running { address, stop: Some(stop) })
}

impl Running {
    /// The address on which the server listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The URL of the server, such as `http://127.0.0.1:8080/`.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.stop.take());
    }
}

impl fmt::Debug for Running {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Running").field("address", &self.address).finish_non_exhaustive()
    }
}
