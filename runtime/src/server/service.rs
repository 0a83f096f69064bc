//! A service for HTTP.

use std::convert::Infallible;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;

use http::header::{ACCEPT_ENCODING, ALLOW, CONNECTION, RETRY_AFTER};
use http::{Method, StatusCode, request::Parts};

use super::BoxError;
use super::body::{self, Refusal, within};
use super::context::Context;
use super::contract::{self, Documents, Piece};
use super::dispatch;
use super::fault::{Rejection, media_type};
use super::limits::{Bounds, Buffered, Load};
use super::media;
use super::operations::{Handler, Handling};
use super::panics::{Caught, caught};
use super::reply::{Reply, ReplyBody, empty, plain, reply, with};
use crate::error::{Error, ErrorKind};
use crate::fault::{Fault, Version};
use crate::mime::content_type::parameter;
use crate::mime::{self, Multipart, is_multipart};
use crate::soap::Contract;
use crate::soap::preview::{self, Envelope, OwnedName, Preview};
use crate::xml::{Account, Document};

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

struct OperationTable {
    contracts: Vec<Contract>,
    handlers: Vec<Handler>,
}

#[derive(Clone, Debug, Default)]
struct Settings {
    bounds: Bounds,
    /// Header blocks outside the contract that the implementation understands.
    understood: Vec<OwnedName>,
    /// The URL at which clients reach the service.
    public_url: Option<String>,
    documents: Documents,
}

impl Service {
    pub(super) fn new(contracts: Vec<Contract>, handlers: Vec<Handler>) -> Self {
        let settings = Settings::default();
        let load = Load::new(&settings.bounds);
        Self {
            operations: Arc::new(OperationTable { contracts, handlers }),
            settings: Arc::new(settings),
            load: Arc::new(load),
        }
    }

    /// Sets the limits of requests. Clones that were made before keep theirs.
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
        let name = name.into();
        let name = (name.namespace().to_owned(), name.local().to_owned());
        Arc::make_mut(&mut self.settings).understood.push(name);
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
        let Some(version) = media::version(content_type) else {
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

    /// Answers a request whose body has been read. `buffered` counts the body until the reply is there.
    async fn answer_message(
        &self,
        head: Parts,
        version: Version,
        bytes: Vec<u8>,
        buffered: Buffered,
    ) -> Reply {
        let handled = within(self.settings.bounds.handling, async {
            let place = self.load.places.acquire().await;
            let mut replied_in = version;
            let started = caught(|| self.start(head, version, bytes, &mut replied_in));
            let result = match started {
                Some(Ok(handling)) => Caught(handling).await.unwrap_or_else(|| Err(panicked())),
                Some(Err(rejection)) => Err(rejection),
                None => Err(panicked()),
            };
            drop(place);
            (replied_in, result)
        });
        let reply = match handled.await {
            Some((version, Ok(Some(text)))) => reply(StatusCode::OK, media_type(version), text),
            Some((_, Ok(None))) => empty(StatusCode::ACCEPTED),
            Some((version, Err(rejection))) => rejection.into_reply(version),
            None => busy(version, "the request could not be handled in time"),
        };
        drop(buffered);
        reply
    }

    /// Decodes a request, and starts its handler. `replied_in` becomes the version of the envelope.
    fn start(
        &self,
        head: Parts,
        version: Version,
        bytes: Vec<u8>,
        replied_in: &mut Version,
    ) -> Result<Handling, Rejection> {
        let bounds = &self.settings.bounds;
        let content_type = media::content_type(&head.headers).unwrap_or_default();
        let mut bytes = bytes;
        let multipart = match is_multipart(content_type) {
            true => Some(self.split(content_type, &mut bytes)?),
            false => None,
        };
        let envelope_type = multipart.as_ref().map_or(content_type, |multipart| &multipart.content_type);
        let charset = parameter(envelope_type, "charset");
        let document = Document::with_charset(&bytes, charset.as_deref(), bounds.size, bounds.document)
            .map_err(Rejection::unreadable)?;
        #[cfg(feature = "mime")]
        let document = document.with_parts(multipart.as_ref().map(|multipart| multipart.parts.clone()));
        let preview = match preview::preview(&document).map_err(Rejection::unreadable)? {
            Envelope::Known(preview) if preview.version == version => preview,
            Envelope::Known(preview) => {
                *replied_in = preview.version;
                let reason = "the version of the envelope is not that of the media type";
                return Err(Rejection::version_mismatch(reason));
            }
            Envelope::Unknown => {
                let reason = "the document is not an envelope of SOAP 1.1 or SOAP 1.2";
                return Err(Rejection::version_mismatch(reason));
            }
        };
        let table = &*self.operations;
        let selected =
            dispatch::operation(&table.contracts, &media::actions(&head.headers, content_type), &preview)?;
        let (Some(contract), Some(handler)) = (table.contracts.get(selected), table.handlers.get(selected))
        else {
            return Err(Fault::server("the operation does not exist").into());
        };
        let unknown = self.not_understood(contract, preview);
        if !unknown.is_empty() {
            return Err(Rejection::not_understood(unknown));
        }
        let context = Context { operation: contract.name, version, account: Account::default(), head };
        handler(document, bounds.document, context)
    }

    /// Splits a multipart request into its envelope and its attachments.
    fn split(&self, content_type: &str, body: &mut Vec<u8>) -> Result<Multipart, Rejection> {
        let Bounds { size, document, .. } = self.settings.bounds;
        let limits = mime::Limits { parts: document.parts, headers: document.part_headers, bytes: size };
        Multipart::split(content_type, body, limits).map_err(unsupported)
    }

    /// The header blocks that must be understood, and that neither the contract nor the implementation knows.
    fn not_understood(&self, contract: &Contract, preview: Preview) -> Vec<OwnedName> {
        let is_known = |(namespace, local): &OwnedName| {
            let is_declared = |(known, name): &(&str, &str)| known == namespace && name == local;
            contract.request_headers.iter().any(is_declared)
                || self.settings.understood.iter().any(|(known, name)| known == namespace && name == local)
        };
        preview.must_understand.into_iter().filter(|name| !is_known(name)).collect()
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
        let names: Vec<_> = self.operations.contracts.iter().map(|contract| contract.name).collect();
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
    // The message of the panic may contain secrets. The panic hook prints it for the operator.
    Fault::server("the operation failed unexpectedly").into()
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
