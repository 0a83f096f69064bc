//! A service for HTTP.

use std::convert::Infallible;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;

use http::header::{ACCEPT_ENCODING, ALLOW, CONNECTION, HeaderName, RETRY_AFTER};
use http::{HeaderValue, Method, StatusCode, request::Parts};

use super::BoxError;
use super::body::{self, Refusal, within};
use super::context::Context;
use super::contract::{self, Documents, Piece};
use super::dispatch;
use super::extended::{Extended, Selected};
use super::fault::{Rejection, media_type};
use super::limits::{Bounds, Buffered, Load};
use super::media;
use super::operations::{Handler, Handling, Operations, Reading};
use super::panics::{Caught, caught};
use super::reply::{Reply, ReplyBody, empty, plain, reply, with};
use crate::call::extended::OwnedActions;
use crate::error::{Error, ErrorKind};
use crate::fault::{Fault, Version};
use crate::mime::content_type::parameter;
use crate::mime::{self, Multipart, is_multipart};
#[cfg(feature = "mime")]
use crate::soap::attached;
use crate::soap::extension::{Extension, MessageKind, Opened};
use crate::soap::operation::Actions;
use crate::soap::preview::{self, Envelope, Preview};
use crate::soap::{Body, Contract, Written};
use crate::text::{Name, OwnedName};
use crate::xml::{Account, Document};

/// Size from which binary values of a reply are attachments of MTOM, in bytes.
const MTOM_FROM: usize = 1 << 10;

const METHODS: &str = "SOAP requests use the method POST";

/// A service that answers HTTP requests: a `tower::Service`.
///
/// It is a cheap handle: clones share the implementation and the limits. It ignores the path of the URL.
#[derive(Clone)]
pub struct Service {
    operations: Arc<OperationTable>,
    settings: Arc<Settings>,
    load: Arc<Load>,
}

#[derive(Clone)]
struct OperationTable {
    /// Each operation, with the WS-Addressing actions that it declares.
    declared: Vec<(Contract, Actions<'static>)>,
    /// The operations of `declared`, with default actions where none is declared.
    contracts: Vec<Selected>,
    handlers: Vec<Handler>,
}

#[derive(Clone, Default)]
struct Settings {
    bounds: Bounds,
    /// Header blocks outside the contract that the implementation understands.
    understood: Vec<OwnedName>,
    extensions: Vec<Arc<dyn Extension>>,
    /// The URL at which clients reach the service.
    public_url: Option<String>,
    documents: Documents,
    /// Called for each request that was decoded, with the name of its operation.
    #[cfg(feature = "testing")]
    count: Option<Arc<Counting>>,
}

#[cfg(feature = "testing")]
type Counting = dyn Fn(&'static str) + Send + Sync;

impl<S> Operations<S> {
    /// Creates the service.
    pub fn into_service(self) -> Service {
        Service::new(self.contracts, self.handlers)
    }
}

impl Service {
    pub(super) fn new(contracts: Vec<(Contract, Actions<'static>)>, handlers: Vec<Handler>) -> Self {
        let settings = Settings::default();
        let load = Load::new(&settings.bounds);
        Self {
            operations: Arc::new(OperationTable {
                contracts: with_defaults(&contracts, ""),
                declared: contracts,
                handlers,
            }),
            settings: Arc::new(settings),
            load: Arc::new(load),
        }
    }

    /// Sets the limits of requests. Existing clones keep their limits.
    #[must_use]
    pub fn with_bounds(mut self, bounds: Bounds) -> Self {
        Arc::make_mut(&mut self.settings).bounds = bounds;
        self.load = Arc::new(Load::new(&bounds));
        self
    }

    /// Declares that the implementation understands a header block that the contract does not declare, and
    /// accepts it with `mustUnderstand`. Middleware or the implementation must then process the block.
    #[must_use]
    pub fn understanding<'n>(mut self, name: impl Into<crate::Name<'n>>) -> Self {
        Arc::make_mut(&mut self.settings).understood.push(OwnedName::of(name.into()));
        self
    }

    /// Sets the beginning of the default actions of WS-Addressing. Generated code calls it.
    #[doc(hidden)]
    #[must_use]
    pub fn with_action_base(mut self, base: &'static str) -> Self {
        let table = Arc::make_mut(&mut self.operations);
        table.contracts = with_defaults(&table.declared, base);
        self
    }

    /// Adds an [extension](crate::soap::extension), such as WS-Addressing. Its run opens the request, and then
    /// prepares and seals the reply or the fault.
    #[must_use]
    pub fn with_extension(mut self, extension: impl Extension + 'static) -> Self {
        Arc::make_mut(&mut self.settings).extensions.push(Arc::new(extension));
        self
    }

    /// Sets the URL at which clients reach the service, for the addresses in `?wsdl`. By default it is made of
    /// the `Host` and the path of the request, which are wrong behind a proxy that changes them.
    #[must_use]
    pub fn with_public_url(mut self, url: impl Into<String>) -> Self {
        Arc::make_mut(&mut self.settings).public_url = Some(url.into());
        self
    }

    /// Publishes the documents of the contract by the query of the URL: `GET ?wsdl`. Generated code calls it
    /// (`Builder::embed_contract`).
    #[must_use]
    pub fn with_contract(mut self, documents: &'static [(&'static str, &'static [Piece])]) -> Self {
        Arc::make_mut(&mut self.settings).documents = documents;
        self
    }

    /// Does not publish the documents of the contract.
    #[must_use]
    pub fn without_contract(self) -> Self {
        self.with_contract(&[])
    }

    /// Operations that are not implemented answer with the default value of their reply. `count` is called for
    /// each request that was decoded.
    #[cfg(feature = "testing")]
    pub(crate) fn with_samples(mut self, count: Arc<Counting>) -> Self {
        Arc::make_mut(&mut self.settings).count = Some(count);
        self
    }

    /// Adds the operations of another service. They replace those of the same name and request.
    #[cfg(feature = "testing")]
    pub(crate) fn with_operations(mut self, operations: Operations<()>) -> Self {
        let table = Arc::make_mut(&mut self.operations);
        for (new, handler) in operations.into_handlers() {
            let same = |(known, _): &Selected| (known.name, known.request) == (new.0.name, new.0.request);
            match table.contracts.iter().position(same) {
                Some(place) => {
                    table.handlers.get_mut(place).into_iter().for_each(|slot| *slot = handler.clone())
                }
                None => {
                    table.contracts.extend(with_defaults(&[new], ""));
                    table.declared.push(new);
                    table.handlers.push(handler);
                }
            }
        }
        self
    }

    /// Answers a request with another method than `POST`.
    #[cold]
    fn answer_other_method(&self, head: &Parts) -> Reply {
        let settings = &*self.settings;
        let is_read = head.method == Method::GET || head.method == Method::HEAD;
        let answer = contract::answer(settings.documents, settings.public_url.as_deref(), head);
        match answer {
            Some(answer) if is_read => answer,
            Some(_) => with(plain(StatusCode::METHOD_NOT_ALLOWED, METHODS), ALLOW, "GET, HEAD, POST"),
            None => with(plain(StatusCode::METHOD_NOT_ALLOWED, METHODS), ALLOW, "POST"),
        }
    }

    async fn answer<B>(self, request: http::Request<B>) -> Reply
    where
        B: http_body::Body,
        B::Error: Into<BoxError>,
    {
        let (head, body) = request.into_parts();
        if head.method != Method::POST {
            return self.answer_other_method(&head);
        }
        let Some(content_type) = media::content_type(&head.headers) else {
            let text = "the request needs one Content-Type: text/xml or application/soap+xml";
            return plain(StatusCode::UNSUPPORTED_MEDIA_TYPE, text);
        };
        // Faults use SOAP 1.1 until the root part is known.
        let open = || media::is_stated_by_root(content_type).then_some(Version::Soap11);
        let Some(version) = media::version(content_type).or_else(open) else {
            let text = "the media type is not that of SOAP: text/xml or application/soap+xml";
            return plain(StatusCode::UNSUPPORTED_MEDIA_TYPE, text);
        };
        let bounds = &self.settings.bounds;
        let mut buffered = self.load.account(bounds.buffered);
        let read = body::read(&head.headers, body, bounds.size, bounds.body, &mut buffered).await;
        match read {
            Ok(bytes) => self.answer_message(head, version, bytes, buffered).await,
            Err(refusal) => refused(refusal, version, bounds.size),
        }
    }

    /// Answers a request whose body has been read. `buffered` counts the memory of the body until the reply is
    /// complete.
    async fn answer_message(
        &self,
        head: Parts,
        version: Version,
        bytes: Vec<u8>,
        buffered: Buffered,
    ) -> Reply {
        let handled = within(self.settings.bounds.handling, async {
            let place = self.load.places.acquire().await;
            let mut state = State::new(version);
            let started = caught(|| self.start(head, bytes, &mut state));
            let result = match started {
                Some(Ok(handling)) => Caught(handling).await.unwrap_or_else(|| Err(panicked())),
                Some(Err(rejection)) => Err(rejection),
                None => Err(panicked()),
            };
            let reply = caught(|| state.reply(result)).unwrap_or_else(|| panicked().into_reply(version));
            drop(place);
            reply
        });
        let reply = handled.await;
        drop(buffered);
        reply.unwrap_or_else(|| busy(version, "the request could not be handled in time"))
    }

    /// Decodes a request, and starts its handler.
    fn start(&self, mut head: Parts, mut bytes: Vec<u8>, state: &mut State) -> Result<Handling, Rejection> {
        let bounds = &self.settings.bounds;
        let content_type = media::content_type(&head.headers).unwrap_or_default();
        let multipart = match is_multipart(content_type) {
            true => Some(self.split(content_type, &mut bytes)?),
            false => None,
        };
        let envelope_type = multipart.as_ref().map_or(content_type, |multipart| &multipart.content_type);
        if media::is_stated_by_root(content_type) {
            state.is_version_open = media::is_stated_by_envelope(envelope_type);
            if !state.is_version_open {
                state.version = media::root_version(envelope_type).ok_or_else(unknown_root)?;
            }
        }
        state.has_mtom = media::is_xop(content_type, envelope_type);
        let charset = parameter(envelope_type, "charset");
        let mut document = Document::with_charset(&bytes, charset.as_deref(), bounds.size, bounds.document)
            .map_err(Rejection::unreadable)?;
        #[cfg(feature = "mime")]
        let parts = || multipart.as_ref().map(|multipart| multipart.parts.clone());
        #[cfg(feature = "mime")]
        {
            document = document.with_parts(parts());
        }
        let mut preview = self.preview(&document, state)?;
        let version = state.version;
        let mut opened = Opened::default();
        if !self.settings.extensions.is_empty() {
            let (extensions, extended) = (&self.settings.extensions, &mut state.extended);
            opened = Extended::open(extensions, &head, version, &document, bounds.document, extended)
                .map_err(Rejection::refused)?;
            head.extensions.extend(std::mem::take(&mut opened.facts));
            if let Some(text) = opened.replacement.take() {
                document = Document::from_string(text, bounds.document);
                #[cfg(feature = "mime")]
                {
                    document = document.with_parts(parts());
                }
                preview = self.preview(&document, state)?;
            }
        }
        let table = &*self.operations;
        let root_type = multipart.as_ref().map(|multipart| multipart.content_type.as_str());
        let actions = media::actions(&head.headers, content_type, root_type);
        let has_part = |index: usize, name: Name<'_>| {
            table.handlers.get(index).is_some_and(|handler| (handler.has_part)(name))
        };
        let selected = dispatch::operation(&table.contracts, &actions, &preview, &has_part)?;
        let (Some(selected), Some(handler)) = (table.contracts.get(selected), table.handlers.get(selected))
        else {
            return Err(Fault::server("the operation does not exist").into());
        };
        let (contract, _) = selected;
        if let Some(extended) = &mut state.extended {
            extended.select(selected).map_err(Rejection::refused)?;
        }
        let unknown = self.not_understood(contract, preview, &opened.understood);
        if !unknown.is_empty() {
            return Err(Rejection::not_understood(unknown));
        }
        let context = Context {
            operation: contract.name,
            version,
            account: Account::default(),
            head,
            #[cfg(feature = "testing")]
            has_samples: self.settings.count.is_some(),
        };
        state.reply_form = contract.reply;
        let reading = Reading { limits: bounds.document, understood: &opened.understood, mtom: state.mtom() };
        let handling = (handler.start)(document, reading, context)?;
        #[cfg(feature = "testing")]
        if let Some(count) = &self.settings.count {
            count(contract.name);
        }
        Ok(handling)
    }

    /// Splits a multipart request into its envelope and its attachments.
    fn split(&self, content_type: &str, body: &mut Vec<u8>) -> Result<Multipart, Rejection> {
        let Bounds { size, document, .. } = self.settings.bounds;
        let limits = mime::Limits { parts: document.parts, headers: document.part_headers, bytes: size };
        Multipart::split(content_type, body, limits).map_err(unsupported)
    }

    /// Reads the parts of an envelope that select its operation. The version becomes that of the envelope.
    fn preview(&self, document: &Document<'_>, state: &mut State) -> Result<Preview, Rejection> {
        let reason = match preview::preview(document).map_err(Rejection::unreadable)? {
            Envelope::Known(preview) if preview.version == state.version => return Ok(preview),
            Envelope::Known(preview) if std::mem::take(&mut state.is_version_open) => {
                state.version = preview.version;
                return Ok(preview);
            }
            Envelope::Known(preview) => {
                state.version = preview.version;
                "the version of the envelope is not that of the media type"
            }
            Envelope::Unknown => "the document is not an envelope of SOAP 1.1 or SOAP 1.2",
        };
        Err(Rejection::version_mismatch(reason))
    }

    /// The header blocks that must be understood, and that neither the contract nor the implementation nor an
    /// extension knows.
    fn not_understood(&self, contract: &Contract, preview: Preview, opened: &[OwnedName]) -> Vec<OwnedName> {
        let is_known = |block: &OwnedName| {
            let name = block.as_name();
            let is_declared = |(namespace, local): &(&str, &str)| Name::new(namespace, local) == name;
            contract.request_headers.iter().any(is_declared)
                || self.settings.understood.iter().chain(opened).any(|known| known == block)
        };
        preview.must_understand.into_iter().filter(|block| !is_known(block)).collect()
    }
}

/// Completes the actions of operations by the defaults of WS-Addressing.
fn with_defaults(declared: &[(Contract, Actions<'static>)], base: &str) -> Vec<Selected> {
    let with = |(contract, actions): &(Contract, Actions<'static>)| {
        (*contract, OwnedActions::of(actions, contract, base))
    };
    declared.iter().map(with).collect()
}

/// The state of one request.
struct State {
    /// The version of the reply.
    version: Version,
    /// Whether the version is that of the envelope, because no media type states one.
    is_version_open: bool,
    extended: Option<Extended>,
    /// The form of the reply, once the operation is selected.
    reply_form: Body,
    /// Whether the request uses MTOM. The reply then does too.
    has_mtom: bool,
}

impl State {
    fn new(version: Version) -> Self {
        Self { version, is_version_open: false, extended: None, reply_form: Body::Empty, has_mtom: false }
    }

    /// Writes the reply. Extensions complete it.
    fn reply(mut self, result: Result<Option<Written>, Rejection>) -> Reply {
        let version = self.version;
        let mut fault_action = "";
        let (status, kind, written) = match result {
            Ok(None) => return empty(StatusCode::ACCEPTED),
            Ok(Some(written)) => (StatusCode::OK, MessageKind::Reply, written),
            Err(rejection) => {
                fault_action = rejection.action;
                let (status, written) = rejection.written(version);
                // A fault has no attachments. The answer to a request with MTOM has MTOM all the same, as that of WCF
                // has: some clients read nothing else.
                self.reply_form = Body::Empty;
                (status, MessageKind::Fault, written)
            }
        };
        let Some(extended) = &mut self.extended else {
            return self.envelope(status, written);
        };
        let sealed = match extended.seal(kind, fault_action, written) {
            Ok(sealed) => sealed,
            Err(error) => {
                let fault = Fault::server(format!("the reply: {}", error.redacted()));
                return Rejection::from(fault).into_reply(version);
            }
        };
        if sealed.is_discarded {
            return empty(StatusCode::ACCEPTED);
        }
        let mut reply = self.envelope(status, sealed.written);
        for (name, value) in sealed.http_headers {
            // Extensions may set any text. Headers with characters that HTTP does not allow are left out.
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
                reply.headers_mut().insert(name, value);
            }
        }
        reply
    }

    /// The reply with an envelope and its attachments.
    fn envelope(&self, status: StatusCode, written: Written) -> Reply {
        #[cfg(feature = "mime")]
        let mut written = written;
        #[cfg(feature = "mime")]
        if let Some(joined) = attached::join(self.version, None, self.reply_form, self.has_mtom, &mut written)
            && let Ok(content_type) = HeaderValue::try_from(&joined.content_type)
        {
            let pieces: Vec<_> = joined.into_pieces(written.text).collect();
            return reply(status, content_type, pieces.concat());
        }
        reply(status, media_type(self.version), written.text)
    }

    /// The size from which binary values of the reply are attachments.
    fn mtom(&self) -> Option<usize> {
        (cfg!(feature = "mime") && self.has_mtom).then_some(MTOM_FROM)
    }
}

impl<B> tower_service::Service<http::Request<B>> for Service
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
        let service = self.clone();
        Box::pin(async move { Ok(service.answer(request).await) })
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.operations.contracts.iter().map(|(contract, _)| contract.name).collect();
        formatter
            .debug_struct("Service")
            .field("operations", &names)
            .field("bounds", &self.settings.bounds)
            .finish_non_exhaustive()
    }
}

/// The reply to a request whose body could not be read. The connection is closed where bytes remain unread.
#[cold]
fn refused(refusal: Refusal, version: Version, limit: u64) -> Reply {
    let fault =
        |status, reason: String| Rejection::with_status(status, Fault::client(reason)).into_reply(version);
    match refusal {
        Refusal::TooLarge => {
            let reason = format!("the request exceeds the limit of {limit} bytes");
            with(fault(StatusCode::PAYLOAD_TOO_LARGE, reason), CONNECTION, "close")
        }
        Refusal::TooSlow => {
            let reason = "the request did not arrive in time".to_owned();
            with(fault(StatusCode::REQUEST_TIMEOUT, reason), CONNECTION, "close")
        }
        Refusal::Busy => with(busy(version, "too many requests are being read"), CONNECTION, "close"),
        Refusal::Coding => {
            let text = "the content coding is not supported: gzip, deflate or none";
            with(plain(StatusCode::UNSUPPORTED_MEDIA_TYPE, text), ACCEPT_ENCODING, "gzip, deflate")
        }
        Refusal::Broken => {
            let reason = "the body is incomplete or does not match its content coding".to_owned();
            with(fault(StatusCode::BAD_REQUEST, reason), CONNECTION, "close")
        }
    }
}

#[cold]
fn busy(version: Version, reason: &str) -> Reply {
    let rejection = Rejection::with_status(StatusCode::SERVICE_UNAVAILABLE, Fault::server(reason));
    with(rejection.into_reply(version), RETRY_AFTER, "5")
}

#[cold]
fn panicked() -> Rejection {
    // The message of the panic may contain secrets, so the fault does not repeat it. The panic hook has printed
    // it for the operator.
    Fault::server("the operation failed unexpectedly").into()
}

/// The error of a multipart body whose SOAP version is unknown: neither its media type nor that of its root
/// part states one.
#[cold]
fn unknown_root() -> Rejection {
    let fault = Fault::client("the media type of the root part is not that of SOAP");
    Rejection::with_status(StatusCode::UNSUPPORTED_MEDIA_TYPE, fault)
}

/// The error of a multipart body.
#[cold]
fn unsupported(error: Error) -> Rejection {
    let reason = match error.kind() {
        ErrorKind::Unsupported { .. } if cfg!(feature = "mime") => {
            "the multipart body does not consist of an envelope and attachments".to_owned()
        }
        ErrorKind::Unsupported { .. } => {
            "the multipart body is not a single part with an envelope".to_owned()
        }
        _ => error.redacted().to_string(),
    };
    Rejection::with_status(StatusCode::UNSUPPORTED_MEDIA_TYPE, Fault::client(reason))
}
