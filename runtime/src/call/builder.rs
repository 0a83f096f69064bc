//! A call: a value with options of its own, that is awaited or sent.
//! What depends on the operation is a thin shell here; the rest is compiled once, in `exchange`.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use crate::call::exchange::{Message, Options, Returned, SentCall};
use crate::call::{Client, Reply};
use crate::error::{Error, Result};
use crate::fault::Version;
use crate::soap::{Block, Operation};
use crate::transport::{self, BlockingTransport, Response, Transport};
use crate::xml::{ReadingMode, Record, Value};

/// A call of the operation `O`, which has not begun yet.
///
/// A call owns its request and shares the settings of its client, so that it can be stored, collected and moved to a task.
/// Over a [`Transport`] it is a future, over a [`BlockingTransport`] it is sent:
///
/// ```
/// # use saponify::{Client, Operation, Result};
/// # use saponify::transport::{BlockingTransport, Transport};
/// use std::time::Duration;
///
/// async fn patient<T: Transport, O: Operation>(client: &Client<T>, request: O::Request) -> Result<O::Reply> {
///     let reply = client.call::<O>(request).timeout(Duration::from_secs(300)).await?;
///     Ok(reply.body)
/// }
///
/// fn blocking<T: BlockingTransport, O: Operation>(client: &Client<T>, request: O::Request) -> Result<O::Reply> {
///     Ok(client.call::<O>(request).send()?.body)
/// }
/// ```
///
/// The request is encoded when the call is sent: options act until then, and a value that cannot be written is the error of
/// sending. By reference a call can be sent several times:
///
/// ```
/// # use saponify::{Operation, Result};
/// # use saponify::transport::Transport;
/// # use saponify::Call;
/// async fn twice<T: Transport, O: Operation>(call: Call<T, O>) -> Result<O::Reply> {
///     let reply = match (&call).await {
///         Err(error) if error.never_sent() => call.await?,
///         other => other?,
///     };
///     Ok(reply.body)
/// }
/// ```
#[must_use = "a call does nothing until it is awaited or sent"]
pub struct Call<T, O: Operation> {
    client: Client<T>,
    headers: Option<Arc<O::RequestHeaders>>,
    request: O::Request,
    options: Options,
    /// The exchange, once the call was polled.
    sending: Option<Sending<O>>,
}

impl<T, O: Operation> Call<T, O> {
    pub(crate) fn new(client: Client<T>, request: O::Request) -> Self {
        Self { client, headers: None, request, options: Options::default(), sending: None }
    }

    /// Sets how long this call may take, from connecting to the last byte of the reply; `None` for any time.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.options.timeout = Some(timeout.into());
        self
    }

    /// Sets the header blocks of the contract, in place of those of the generated client.
    pub fn headers(mut self, headers: impl Into<Arc<O::RequestHeaders>>) -> Self {
        self.headers = Some(headers.into());
        self
    }

    /// Sets the version of SOAP of this call; the client's unless set.
    pub fn version(mut self, version: Version) -> Self {
        self.options.version = Some(version);
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

    /// The request.
    pub fn request(&self) -> &O::Request {
        &self.request
    }

    /// The envelope that the call sends, as it goes over the wire: its secrets are not masked.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Encode`](crate::ErrorKind::Encode) if a value cannot be written.
    pub fn envelope(&self) -> Result<String> {
        self.message().envelope(self.client.settings(), &self.options)
    }

    /// Sends the request and waits for the reply. The call may be sent again.
    ///
    /// # Errors
    ///
    /// [`ErrorKind`](crate::ErrorKind) tells the cases apart.
    pub fn send(&self) -> Result<Reply<O::ReplyHeaders, O::Reply>>
    where
        T: BlockingTransport,
    {
        let message = self.message();
        reply(Returned::of(self.client.transport(), self.client.settings(), &self.options, &message))
    }

    fn message(&self) -> Message<'_> {
        let headers: &dyn Record = match &self.headers {
            Some(headers) => &**headers,
            None => &(),
        };
        Message { contract: &O::CONTRACT, headers, body: &self.request }
    }
}

impl<T: Transport, O: Operation> Future for Call<T, O> {
    type Output = Result<Reply<O::ReplyHeaders, O::Reply>>;

    /// Encodes and sends the request when it is first polled.
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if self.sending.is_none() {
            self.sending = Some((&*self).into_future());
        }
        match &mut self.sending {
            Some(sending) => Pin::new(sending).poll(context),
            None => Poll::Pending,
        }
    }
}

/// Nothing in a call is pinned: the future of the transport has a place of its own.
impl<T, O: Operation> Unpin for Call<T, O> {}

/// Sends the call and keeps it, to send it again.
impl<T: Transport, O: Operation> IntoFuture for &Call<T, O> {
    type Output = Result<Reply<O::ReplyHeaders, O::Reply>>;
    type IntoFuture = Sending<O>;

    /// Encodes the request and hands it to the transport.
    fn into_future(self) -> Sending<O> {
        let message = self.message();
        let state = match SentCall::begin(self.client.settings(), &self.options, &message) {
            Ok((exchange, request)) => State::Running(exchange, self.client.transport().send(request)),
            Err(error) => State::Failed(error),
        };
        Sending { state, operation: PhantomData }
    }
}

/// A call of the same request with the same options, which has not begun.
impl<T, O: Operation<Request: Clone>> Clone for Call<T, O> {
    fn clone(&self) -> Self {
        Self {
            client: self.client.clone(),
            headers: self.headers.clone(),
            request: self.request.clone(),
            options: self.options.clone(),
            sending: None,
        }
    }
}

/// Shows neither headers nor body.
impl<T, O: Operation> fmt::Debug for Call<T, O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Call")
            .field("operation", &O::CONTRACT.name)
            .field("client", &self.client)
            .finish_non_exhaustive()
    }
}

/// A call under way: the future of a [`Call`] that is awaited by reference.
#[must_use = "a call does nothing until it is awaited"]
pub struct Sending<O> {
    state: State,
    operation: PhantomData<fn() -> O>,
}

enum State {
    Running(SentCall, transport::Exchange),
    Failed(Error),
    Done,
}

impl<O: Operation> Future for Sending<O> {
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
impl<O: Operation> fmt::Debug for Sending<O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Sending").field("operation", &O::CONTRACT.name).finish_non_exhaustive()
    }
}

/// Reads a reply. There is one of this for each type of a reply, and not for each operation, since users compile them all.
fn reply<H, B>(returned: Result<Returned>) -> Result<Reply<H, B>>
where
    H: Record + Default,
    B: Value,
{
    let Returned { exchange, outcome } = returned?;
    let mut reply = Reply::new();
    exchange.finish(outcome, &mut reply)?;
    Ok(reply)
}
