//! A service as a transport: calls without a network.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Wake};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::HOST;
use http_body_util::Full;
use tower_service::Service as _;

use super::body::within;
use super::service::Service;
use crate::error::{Error, Result};
use crate::transport::{BlockingTransport, Exchange, Request, Response, Transport};

/// Calls the service within the process: `WeatherClient::new(service, "http://localhost/")`.
impl Transport for Service {
    fn send(&self, request: Request<'_>) -> Exchange {
        let (timeout, exchange) = (request.timeout, exchange(self, &request));
        let Some(time) = timeout else { return exchange };
        Box::pin(async move {
            within(|| time, pin!(exchange)).await.unwrap_or_else(|| Err(Error::timed_out(time)))
        })
    }
}

/// An exchange without a limit of time.
fn exchange(service: &Service, request: &Request<'_>) -> Exchange {
    let converted = converted(request);
    let (limit, mut service) = (request.limit, service.clone());
    Box::pin(async move {
        let Ok(reply) = service.call(converted?).await;
        let (head, body) = reply.into_parts();
        let body = body.rest().map_err(Error::transport)?;
        if body.len() as u64 > limit {
            return Err(Error::too_large(limit));
        }
        let mut response = Response::new(head.status.as_u16(), body);
        for (name, value) in &head.headers {
            let value = String::from_utf8_lossy(value.as_bytes());
            response = response.with_header(name.as_str(), value);
        }
        Ok(response)
    })
}

fn converted(request: &Request<'_>) -> Result<http::Request<Full<Bytes>>> {
    let failed = |error: http::Error| Error::transport(error);
    let uri: http::Uri =
        request.endpoint.parse().map_err(|error: http::uri::InvalidUri| failed(error.into()))?;
    let mut builder = http::Request::post(uri.path_and_query().map_or("/", |path| path.as_str()));
    if let Some(authority) = uri.authority() {
        builder = builder.header(HOST, authority.as_str());
    }
    for (name, value) in &request.headers {
        builder = builder.header(&**name, &**value);
    }
    builder.body(Full::new(Bytes::from(request.body.clone().into_vec()))).map_err(failed)
}

/// Calls the service on the current thread. Its operations must not depend on an async runtime.
impl BlockingTransport for Service {
    fn send(&self, request: Request<'_>) -> Result<Response> {
        let reply = block_on(exchange(self, &request), request.timeout);
        reply.unwrap_or_else(|| Err(Error::timed_out(request.timeout.unwrap_or_default())))
    }
}

/// Runs a future to completion on the current thread, which sleeps while the future is pending. Returns `None` if the
/// time expires.
fn block_on<F: Future + Unpin>(mut future: F, time: Option<Duration>) -> Option<F::Output> {
    struct Unpark(Thread);

    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }

    let waker = Arc::new(Unpark(thread::current())).into();
    let mut context = Context::from_waker(&waker);
    let begun = Instant::now();
    loop {
        if let Poll::Ready(output) = Pin::new(&mut future).poll(&mut context) {
            return Some(output);
        }
        match time {
            None => thread::park(),
            Some(time) => {
                thread::park_timeout(time.checked_sub(begun.elapsed()).filter(|rest| !rest.is_zero())?)
            }
        }
    }
}
