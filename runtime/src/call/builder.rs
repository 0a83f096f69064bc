//! A call: a value with options of its own, that is awaited or sent.
//! What depends on the operation is a thin shell here; the rest is compiled once, in `exchange`.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use crate::call::exchange::{Exchange, Message, Options, Returned};
use crate::call::{Client, Reply};
use crate::error::{Error, Result};
use crate::soap::Block;
use crate::soap::Operation;
use crate::transport::{self, BlockingTransport, Response, Transport};
use crate::xml::{ReadingMode, Record, Value};

/// A call of the operation `O`, which has not begun yet.
///
/// Over a [`Transport`] it is awaited, over a [`BlockingTransport`] it is sent:
///
/// ```
/// # use saponify::{Client, Operation, Result};
/// # use saponify::transport::{BlockingTransport, Transport};
/// use std::time::Duration;
///
/// async fn patient<T: Transport, O: Operation>(
///     client: &Client<T>,
///     headers: &O::RequestHeaders,
///     request: &O::Request,
/// ) -> Result<O::Reply> {
///     let reply = client.call::<O>(headers, request).timeout(Duration::from_secs(300)).await?;
///     Ok(reply.body)
/// }
///
/// fn blocking<T: BlockingTransport, O: Operation>(
///     client: &Client<T>,
///     headers: &O::RequestHeaders,
///     request: &O::Request,
/// ) -> Result<O::Reply> {
///     Ok(client.call::<O>(headers, request).send()?.body)
/// }
/// ```
#[must_use = "a call does nothing until it is awaited or sent"]
pub struct Call<'a, T, O: Operation> {
    client: &'a Client<T>,
    headers: &'a O::RequestHeaders,
    request: &'a O::Request,
    options: Options,
}

impl<'a, T, O: Operation> Call<'a, T, O> {
    pub(crate) fn new(
        client: &'a Client<T>,
        headers: &'a O::RequestHeaders,
        request: &'a O::Request,
    ) -> Self {
        Self { client, headers, request, options: Options::default() }
    }

    /// Sets how long this call may take, from connecting to the last byte of the reply; `None` for any time.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.options.timeout = Some(timeout.into());
        self
    }

    /// Takes these header blocks of the contract in the place of the client's.
    pub fn headers(mut self, headers: &'a O::RequestHeaders) -> Self {
        self.headers = headers;
        self
    }

    /// Sets how the reply is read where it departs from the contract; as the client says unless set.
    pub fn reading_mode(mut self, mode: ReadingMode) -> Self {
        self.options.mode = Some(mode);
        self
    }

    /// Adds a SOAP header block, behind those of the contract and of the client.
    pub fn header(mut self, block: impl Into<Block>) -> Self {
        self.options.headers.push(block.into());
        self
    }

    /// Adds an HTTP header. One of the client or of SOAP itself, such as `Content-Type`, is replaced by it.
    pub fn http_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.options.http_headers.push((name.into(), value.into()));
        self
    }

    /// The envelope that the call sends, as it goes over the wire: its secrets are not masked.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Encode`](crate::ErrorKind::Encode) if a value cannot be written.
    pub fn envelope(&self) -> Result<String> {
        self.message().envelope(self.client.settings(), &self.options)
    }

    /// Sends the request and waits for the reply.
    ///
    /// # Errors
    ///
    /// [`ErrorKind`](crate::ErrorKind) tells the cases apart.
    pub fn send(self) -> Result<Reply<O::ReplyHeaders, O::Reply>>
    where
        T: BlockingTransport,
    {
        let message = self.message();
        reply(Returned::of(self.client.transport(), self.client.settings(), self.options, &message))
    }

    fn message(&self) -> Message<'a> {
        Message { contract: &O::CONTRACT, headers: self.headers, body: self.request }
    }
}

impl<'a, T: Transport, O: Operation> IntoFuture for Call<'a, T, O> {
    type Output = Result<Reply<O::ReplyHeaders, O::Reply>>;
    type IntoFuture = Sending<'a, O>;

    /// Writes the request; it is sent when the future is first polled.
    fn into_future(self) -> Sending<'a, O> {
        let message = self.message();
        let state = match Exchange::begin(self.client.settings(), self.options, &message) {
            Ok((exchange, request)) => State::Running(exchange, self.client.transport().send(request)),
            Err(error) => State::Failed(error),
        };
        Sending { state, operation: PhantomData }
    }
}

/// Shows neither headers nor body.
impl<T, O: Operation> fmt::Debug for Call<'_, T, O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Call")
            .field("operation", &O::CONTRACT.name)
            .field("client", self.client)
            .finish_non_exhaustive()
    }
}

/// A call under way: the future that a [`Call`] becomes.
#[must_use = "a call does nothing until it is awaited"]
pub struct Sending<'a, O> {
    state: State<'a>,
    operation: PhantomData<fn() -> O>,
}

enum State<'a> {
    Running(Exchange<'a>, transport::Exchange<'a>),
    Failed(Error),
    Done,
}

impl<O: Operation> Future for Sending<'_, O> {
    type Output = Result<Reply<O::ReplyHeaders, O::Reply>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let outcome = match &mut self.state {
            State::Running(_, response) => std::task::ready!(response.as_mut().poll(context)),
            // A future that is polled after its end stays silent.
            State::Done => return Poll::Pending,
            State::Failed(_) => Ok(Response::default()),
        };
        Poll::Ready(match std::mem::replace(&mut self.state, State::Done) {
            State::Running(exchange, _) => reply(Ok(Returned { exchange, outcome })),
            State::Failed(error) => Err(error),
            State::Done => return Poll::Pending,
        })
    }
}

/// Names the operation only.
impl<O: Operation> fmt::Debug for Sending<'_, O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Sending").field("operation", &O::CONTRACT.name).finish_non_exhaustive()
    }
}

/// Reads a reply. There is one of this for each type of a reply, and not for each operation, since users compile them all.
fn reply<H, B>(returned: Result<Returned<'_>>) -> Result<Reply<H, B>>
where
    H: Record + Default,
    B: Value,
{
    let Returned { exchange, outcome } = returned?;
    let mut reply = Reply::new();
    exchange.finish(outcome, &mut reply)?;
    Ok(reply)
}
