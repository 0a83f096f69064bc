use std::sync::Arc;
use std::time::Duration;

use saponify::Result;
use saponify::transport::{Exchange, Request, Sleep, Transport};
use tokio::sync::Mutex;

/// Returns the next message of a handshake, in Base64. The argument is the challenge of the server; `None` at
/// first.
pub type Handshake = Box<dyn FnMut(Option<&str>) -> Result<String> + Send>;

/// Transport that authenticates the connection of an inner transport. The inner transport must use a single
/// connection.
pub struct Negotiating<T> {
    inner: Arc<T>,
    /// `NTLM` or `Negotiate`.
    scheme: &'static str,
    begin: Box<dyn Fn() -> Handshake + Send + Sync>,
    /// Calls take turns, so that all requests of a handshake use the same connection.
    turn: Arc<Mutex<()>>,
}

impl<T> Negotiating<T> {
    pub fn new(
        inner: T,
        scheme: &'static str,
        begin: impl Fn() -> Handshake + Send + Sync + 'static,
    ) -> Self {
        Self { inner: Arc::new(inner), scheme, begin: Box::new(begin), turn: Arc::default() }
    }
}

impl<T: Transport + 'static> Transport for Negotiating<T> {
    fn send(&self, request: Request<'_>) -> Exchange {
        let (inner, turn, scheme) = (Arc::clone(&self.inner), Arc::clone(&self.turn), self.scheme);
        let (request, mut handshake) = (request.into_owned(), (self.begin)());
        Box::pin(async move {
            let _turn = turn.lock().await;
            // If the connection has been authenticated, the server accepts this request without a handshake.
            let mut response = inner.send(request.clone()).await?;
            for _ in 0..3 {
                let mut values =
                    response.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("WWW-Authenticate"));
                let challenge = values.find_map(|(_, value)| value.strip_prefix(scheme)).map(str::trim);
                let Some(challenge) = challenge.filter(|_| response.status == 401) else { break };
                let message = handshake(Some(challenge).filter(|challenge| !challenge.is_empty()))?;
                let mut answer = request.clone();
                answer.headers.push(("Authorization".into(), format!("{scheme} {message}").into()));
                response = inner.send(answer).await?;
            }
            Ok(response)
        })
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        self.inner.sleep(duration)
    }
}
