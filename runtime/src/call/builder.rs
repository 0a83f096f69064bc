//! Calls: values with their own options that are awaited or sent. The generic code here is a thin layer;
//! everything that does not depend on the operation is in `exchange` and compiled once.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use crate::call::exchange::{Message, Returned, SentCall};
use crate::call::progress::Progress;
use crate::call::reply::ReplyFields;
use crate::call::settings::Options;
use crate::call::{Client, Reply, Retries};
use crate::error::{Error, Result};
use crate::fault::Version;
use crate::soap::extension::Extension;
use crate::soap::operation::{Actions, Contract, Replacement};
use crate::soap::{Block, Operation, Payload};
use crate::transport::{BlockingTransport, Transport};
use crate::xml::{ReadingMode, Record, Value};

/// A call of the operation `O` that has not been sent yet.
///
/// A call owns its request and shares the settings of its client, so that it can be stored, collected and
/// moved to a task. With a [`Transport`] the call is a future; with a [`BlockingTransport`] it is sent
/// with [`send`](Self::send):
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
/// The request is encoded when the call is sent. Options may be set until then, and sending fails if a
/// value cannot be written. A reference to a call can be awaited or sent several times:
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
    common: Common<T>,
    request: O::Request,
}

/// The part of a call that does not depend on its operation. Its functions are compiled once for each transport.
/// They are not inlined, because they would then be compiled for each operation.
struct Common<T> {
    client: Client<T>,
    /// The header blocks that the contract declares; `None` if the call sends none of them.
    headers: Option<Arc<dyn Record + Send + Sync>>,
    options: Options,
    /// The running exchange; set when the call is first polled.
    running: Option<Running<T>>,
}

impl<T> Common<T> {
    #[inline(never)]
    fn new(client: &Client<T>) -> Self {
        Self { client: client.clone(), headers: None, options: Options::default(), running: None }
    }

    #[inline(never)]
    fn with_headers<H: Record + Send + Sync + 'static>(client: &Client<T>, headers: &Arc<H>) -> Self {
        Self { headers: Some(Arc::<H>::clone(headers)), ..Self::new(client) }
    }

    #[inline(never)]
    fn message<'m>(
        &'m self,
        contract: &'static Contract,
        actions: &'static Actions<'static>,
        replacements: &'static [Replacement],
        body: &'m dyn Payload,
    ) -> Message<'m> {
        let headers: &dyn Record = match &self.headers {
            Some(headers) => &**headers,
            None => &(),
        };
        Message { contract, actions, replacements, headers, body }
    }
}

impl<T> Client<T> {
    /// Creates a call of an operation. Await it over a [`Transport`](crate::transport::Transport), or send it
    /// with [`Call::send`] over a [`BlockingTransport`](crate::transport::BlockingTransport).
    ///
    /// The call does not send the header blocks that the contract declares, unless [`Call::headers`] sets
    /// them. The methods of generated clients set them.
    pub fn call<O: Operation>(&self, request: O::Request) -> Call<T, O> {
        Call { common: Common::new(self), request }
    }

    /// Creates a call of an operation with the header blocks that its contract declares. Generated clients
    /// call it.
    #[doc(hidden)]
    pub fn call_with_headers<O: Operation>(
        &self,
        request: O::Request,
        headers: &Arc<O::RequestHeaders>,
    ) -> Call<T, O> {
        Call { common: Common::with_headers(self, headers), request }
    }
}

impl<T, O: Operation> Call<T, O> {
    /// Sets the maximum duration of this call, from connecting to the last byte of the reply; `None` for no
    /// limit.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.common.options.timeout = Some(timeout.into());
        self
    }

    /// Sets the header blocks that the contract declares. They replace those of the generated client.
    pub fn headers(mut self, headers: impl Into<Arc<O::RequestHeaders>>) -> Self {
        let headers: Arc<O::RequestHeaders> = headers.into();
        self.common.headers = Some(headers);
        self
    }

    /// Sets the SOAP version of this call. The default is the client's version.
    pub fn version(mut self, version: Version) -> Self {
        self.common.options.version = Some(version);
        self
    }

    /// Sets how departures of the reply from the contract are treated. The default is the client's mode.
    pub fn reading_mode(mut self, mode: ReadingMode) -> Self {
        self.common.options.mode = Some(mode);
        self
    }

    /// Sends this request with or without MTOM. The default is the client's setting.
    ///
    /// See [`Client::with_mtom`].
    #[cfg(feature = "mime")]
    pub fn mtom(mut self, threshold: impl Into<Option<usize>>) -> Self {
        self.common.options.mtom = Some(threshold.into());
        self
    }

    /// Adds a SOAP header block. It follows the blocks of the contract and of the client.
    pub fn header(mut self, block: impl Into<Block>) -> Self {
        self.common.options.headers.push(block.into());
        self
    }

    /// Adds an HTTP header. It replaces a header of the same name that the client or SOAP sets, such as
    /// `Content-Type`.
    pub fn http_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.common.options.http_headers.push((name.into(), value.into()));
        self
    }

    /// Adds an [`Extension`]. It follows those of the client.
    pub fn extension(mut self, extension: impl Extension + 'static) -> Self {
        self.common.options.extensions.push(Arc::new(extension));
        self
    }

    /// Sets the WS-Addressing headers of this call. They replace those of the client.
    #[cfg(feature = "addressing")]
    pub fn addressing(self, addressing: crate::addressing::Addressing) -> Self {
        self.extension(addressing)
    }

    /// Sets the WS-Security header of this call. It replaces that of the client.
    #[cfg(feature = "security")]
    pub fn security(self, security: crate::security::Security) -> Self {
        self.extension(security)
    }

    /// Sets which failures are followed by another attempt; `None` for a single attempt. The default is the
    /// client's policy.
    pub fn retries(mut self, retries: impl Into<Option<Retries>>) -> Self {
        self.common.options.retries = Some(retries.into());
        self
    }

    /// Declares whether the operation may run twice, so that [`Retries`] may repeat the call after any
    /// failure of the connection. The default is the client's setting.
    pub fn idempotent(mut self, idempotent: bool) -> Self {
        self.common.options.idempotent = Some(idempotent);
        self
    }

    /// The request of the call.
    pub fn request(&self) -> &O::Request {
        &self.request
    }

    /// Encodes the envelope as it is sent, without its attachments. Its secrets are not masked.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Encode`](crate::ErrorKind::Encode) if a value cannot be written.
    pub fn envelope(&self) -> Result<String> {
        self.message().envelope(self.common.client.settings(), &self.common.options)
    }

    /// Sends the request and waits for the reply. The call can be sent again afterwards.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind).
    pub fn send(&self) -> Result<Reply<O::ReplyHeaders, O::Reply>>
    where
        T: BlockingTransport,
    {
        reply(&mut Blocking { common: &self.common, message: self.message() })
    }

    fn message(&self) -> Message<'_> {
        self.common.message(&O::CONTRACT, &O::ACTIONS, O::REPLACEMENTS, &self.request)
    }
}

/// A call from which a reply can be received. The trait does not depend on the operation, so that
/// [`reply`] is compiled once for operations whose replies have the same types.
trait Received {
    fn receive(&mut self, reply: ReplyFields<'_>) -> Result<()>;
}

/// A call over a [`BlockingTransport`].
struct Blocking<'c, T> {
    common: &'c Common<T>,
    message: Message<'c>,
}

impl<T: BlockingTransport> Received for Blocking<'_, T> {
    fn receive(&mut self, reply: ReplyFields<'_>) -> Result<()> {
        let Common { client, options, .. } = self.common;
        Returned::of(client.transport(), client.settings(), options, &self.message)?.finish(reply)
    }
}

impl<T: Transport> Common<T> {
    /// Encodes the request and passes it to the transport.
    #[inline(never)]
    fn start(&self, message: &Message<'_>) -> Running<T> {
        let (progress, repeats) = match SentCall::begin(self.client.settings(), &self.options, message) {
            Ok((call, request)) => {
                let repeats = call.attempts.is_some();
                (Progress::Sending(call, self.client.transport().send(request)), repeats)
            }
            Err(error) => (Progress::Failed(error), false),
        };
        let transport = repeats.then(|| self.client.shared_transport());
        Running { progress, transport, returned: None }
    }
}

impl<T: Transport, O: Operation> Future for Call<T, O> {
    type Output = Result<Reply<O::ReplyHeaders, O::Reply>>;

    /// Encodes and sends the request on the first poll.
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if self.common.running.is_none() {
            let running = self.common.start(&self.message());
            self.common.running = Some(running);
        }
        match &mut self.common.running {
            Some(running) => running.poll_reply(context),
            None => Poll::Pending,
        }
    }
}

/// No field is pinned structurally: the future of the transport is boxed.
impl<T, O: Operation> Unpin for Call<T, O> {}

/// Sends the call without consuming it, so that it can be sent again.
impl<T: Transport, O: Operation> IntoFuture for &Call<T, O> {
    type Output = Result<Reply<O::ReplyHeaders, O::Reply>>;
    type IntoFuture = Sending<T, O>;

    /// Encodes the request and passes it to the transport.
    fn into_future(self) -> Sending<T, O> {
        Sending { running: self.common.start(&self.message()), operation: PhantomData }
    }
}

/// Creates a call with the same request and options that has not been sent yet.
impl<T, O: Operation<Request: Clone>> Clone for Call<T, O> {
    fn clone(&self) -> Self {
        let Common { client, headers, options, .. } = &self.common;
        Self {
            common: Common {
                client: client.clone(),
                headers: headers.clone(),
                options: options.clone(),
                running: None,
            },
            request: self.request.clone(),
        }
    }
}

/// Omits the headers and the body, which may contain secrets.
impl<T, O: Operation> fmt::Debug for Call<T, O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Call")
            .field("operation", &O::CONTRACT.name)
            .field("client", &self.common.client)
            .finish_non_exhaustive()
    }
}

/// A call in progress: the future that `(&call).await` polls. Created by `IntoFuture` for `&Call`.
#[must_use = "a call does nothing until it is awaited"]
pub struct Sending<T, O> {
    running: Running<T>,
    operation: PhantomData<fn() -> O>,
}

/// A call in progress. Not generic over the operation.
struct Running<T> {
    progress: Progress,
    /// The transport for further attempts; `None` if the call is sent only once.
    transport: Option<Arc<T>>,
    /// The outcome of the exchange. It is set when the exchange ends, and taken when the reply is decoded.
    returned: Option<Result<Returned>>,
}

impl<T: Transport> Running<T> {
    /// Continues the call, and decodes the reply at the end.
    fn poll_reply<H, B>(&mut self, context: &mut Context<'_>) -> Poll<Result<Reply<H, B>>>
    where
        H: Record + Default,
        B: Value,
    {
        match self.poll(context) {
            true => Poll::Ready(reply(self)),
            false => Poll::Pending,
        }
    }

    /// Continues the call. Returns `true` at its end.
    #[inline(never)]
    fn poll(&mut self, context: &mut Context<'_>) -> bool {
        let transport = self.transport.as_deref().map(|transport| transport as &dyn Transport);
        match self.progress.poll(transport, context) {
            Poll::Ready(returned) => {
                self.returned = Some(returned);
                true
            }
            Poll::Pending => false,
        }
    }
}

impl<T> Received for Running<T> {
    fn receive(&mut self, reply: ReplyFields<'_>) -> Result<()> {
        match self.returned.take() {
            Some(returned) => returned?.finish(reply),
            None => Err(Error::transport("the call has not ended")),
        }
    }
}

impl<T: Transport, O: Operation> Future for Sending<T, O> {
    type Output = Result<Reply<O::ReplyHeaders, O::Reply>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.running.poll_reply(context)
    }
}

/// Shows only the name of the operation.
impl<T, O: Operation> fmt::Debug for Sending<T, O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Sending").field("operation", &O::CONTRACT.name).finish_non_exhaustive()
    }
}

/// Decodes a reply. Generic over the types of the reply and not over the operation, so that users compile
/// fewer copies. [`without_body`] depends only on the type of the headers, which the operations of a service share.
fn reply<H, B>(received: &mut dyn Received) -> Result<Reply<H, B>>
where
    H: Record + Default,
    B: Value,
{
    let mut body = B::default();
    match without_body(received, &mut body) {
        Ok(reply) => Ok(reply.with_body(body)),
        Err(error) => Err(error),
    }
}

/// Decodes a reply. Stores its body in `body` and returns the other fields.
#[inline(never)]
fn without_body<H>(received: &mut dyn Received, body: &mut dyn Payload) -> Result<Reply<H, ()>>
where
    H: Record + Default,
{
    let mut reply = Reply::new(H::default());
    match received.receive(reply.fields(body)) {
        Ok(()) => Ok(reply),
        Err(error) => Err(error),
    }
}
