//! Several services at different paths.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;

use http::StatusCode;

use super::BoxError;
use super::reply::{ReplyBody, plain};
use super::service::Service;

/// Several services, each at its path. Requests for other paths are answered with status 404.
///
/// It is for servers without a router. In axum, mount each service with `Router::route_service`.
#[derive(Clone, Debug, Default)]
pub struct Paths(Arc<Vec<(String, Service)>>);

impl Paths {
    /// Creates an empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a service at a path, such as `/weather`. Paths are compared exactly, including case.
    #[must_use]
    pub fn at(mut self, path: impl Into<String>, service: Service) -> Self {
        Arc::make_mut(&mut self.0).push((path.into(), service));
        self
    }
}

impl<B> tower_service::Service<http::Request<B>> for Paths
where
    B: http_body::Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<BoxError>,
{
    type Response = http::Response<ReplyBody>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _context: &mut std::task::Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        match self.0.iter().find(|(path, _)| path == request.uri().path()) {
            Some((_, service)) => service.clone().call(request),
            None => Box::pin(async { Ok(plain(StatusCode::NOT_FOUND, "no service has this path")) }),
        }
    }
}
