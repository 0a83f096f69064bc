//! One exchange: from the HTTP request to its reply.

use std::pin::pin;

use http::header::{ACCEPT_ENCODING, ALLOW, CONNECTION, HeaderName, RETRY_AFTER};
use http::{HeaderValue, Method, StatusCode, request::Parts};
use tokio::time::Instant;

use super::BoxError;
use super::body::{self, Refusal, within};
use super::context::Context;
use super::contract;
use super::dispatch;
use super::extended::Extended;
use super::fault::{Rejection, media_type};
use super::limits::Bounds;
use super::load::Buffered;
use super::media;
use super::operations::{Handling, Reading};
use super::panics::{Caught, caught};
use super::reply::{Reply, empty, plain, reply, with};
use super::service::Service;
use crate::error::{Error, ErrorKind};
use crate::fault::{Fault, Version};
use crate::mime::content_type::parameter;
use crate::mime::{self, Multipart, is_multipart};
#[cfg(feature = "mime")]
use crate::soap::attached;
use crate::soap::extension::{FaultAction, MessageKind, Opened};
use crate::soap::preview::{self, Envelope, Preview, Previewed};
use crate::soap::server::Decoded;
use crate::soap::{Body, Contract, Incoming, Written, server};
use crate::text::{Name, OwnedName};
use crate::xml::{Account, Document};

/// Minimum size of the binary values of a reply that MTOM sends as attachments, in bytes.
const MTOM_FROM: usize = 1 << 10;

/// Time after which a client may repeat a request that was refused because the service is busy, in seconds.
const RETRY_AFTER_SECONDS: &str = "5";

const METHODS: &str = "SOAP requests use the method POST";

impl Service {
    /// Answers a request with another method than `POST`.
    #[cold]
    fn answer_other_method(&self, head: &Parts) -> Reply {
        let settings = &*self.settings;
        let is_read = head.method == Method::GET || head.method == Method::HEAD;
        let answer = contract::answer(settings.documents, settings.public_url.as_deref(), head);
        match answer {
            Some(answer) if is_read => answer,
            Some(_) => with(plain(StatusCode::METHOD_NOT_ALLOWED, METHODS), ALLOW, "GET, HEAD, POST"),
            None if is_read && contract::is_query_for_document(settings.documents, head) => {
                plain(StatusCode::NOT_FOUND, "the contract has no such document")
            }
            None => with(plain(StatusCode::METHOD_NOT_ALLOWED, METHODS), ALLOW, "POST"),
        }
    }

    /// Answers a request.
    pub(super) async fn answer<B>(&self, request: http::Request<B>) -> Reply
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
        // If only the root part states the version, faults use SOAP 1.1 until that part is read.
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
        let (arrived, time) = (Instant::now(), self.settings.bounds.handling);
        let rest = || time.saturating_sub(arrived.elapsed());
        let permit = match self.load.permits.try_acquire() {
            Ok(permit) => Some(permit),
            Err(_) => {
                let permit = within(rest, pin!(self.load.permits.acquire())).await;
                permit.and_then(Result::ok).filter(|_| !rest().is_zero())
            }
        };
        let Some(permit) = permit else {
            return busy(version, "too many requests are being handled");
        };
        let mut state = State::new(version);
        let started = caught(|| self.start(head, bytes, &mut state, &buffered));
        let result = match started {
            Some(Ok(handling)) => {
                let handled = within(rest, pin!(Caught(handling))).await;
                // The handler may have had effects, so the reply must not invite the client to repeat the request.
                handled.unwrap_or_else(|| Some(Err(expired()))).unwrap_or_else(|| Err(panicked()))
            }
            Some(Err(rejection)) => Err(rejection),
            None => Err(panicked()),
        };
        let is_busy = result.as_ref().is_err_and(Rejection::is_busy);
        let mut reply = caught(|| state.reply(result)).unwrap_or_else(|| panicked().into_reply(version));
        if is_busy {
            reply = with(reply, RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        drop(permit);
        drop(buffered);
        reply
    }

    /// Decodes a request, and starts its handler.
    fn start(
        &self,
        mut head: Parts,
        mut bytes: Vec<u8>,
        state: &mut State,
        buffered: &Buffered,
    ) -> Result<Handling, Rejection> {
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
        #[cfg_attr(not(feature = "mime"), expect(unused_mut, reason = "only attachments change it"))]
        let mut document = Document::within(&bytes, charset.as_deref(), bounds.size, bounds.document)
            .map_err(Rejection::unreadable)?;
        let expected = match &multipart {
            None => self.expected(&head, content_type),
            Some(_) => None,
        };
        if let Some(index) = expected {
            let mut context = Some(self.context(index, state.version, head));
            let same = Document::from_text(document.text(), bounds.document);
            match self.start_expected(same, index, state, &mut context, buffered) {
                Err(rejection) if !rejection.is_busy() => {}
                decided => return decided,
            }
            // The request belongs to another operation or is invalid. The preview below decides.
            let Some(context) = context else {
                return Err(Fault::server("the context of the request was already taken").into());
            };
            head = context.head;
        }
        #[cfg(feature = "mime")]
        {
            document = document.with_parts(multipart.as_ref().map(|multipart| multipart.parts.clone()));
        }
        self.start_previewed(head, document, multipart.as_ref(), state, buffered)
    }

    /// Previews a request, decodes it and starts its handler.
    fn start_previewed(
        &self,
        mut head: Parts,
        mut document: Document<'_>,
        multipart: Option<&Multipart>,
        state: &mut State,
        buffered: &Buffered,
    ) -> Result<Handling, Rejection> {
        let bounds = &self.settings.bounds;
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
                    document = document.with_parts(multipart.map(|multipart| multipart.parts.clone()));
                }
                preview = self.preview(&document, state)?;
            }
        }
        let table = &*self.operations;
        let content_type = media::content_type(&head.headers).unwrap_or_default();
        let root_type = multipart.map(|multipart| multipart.content_type.as_str());
        let actions = media::actions(&head.headers, content_type, root_type);
        let has_part = |index: usize, name: Name<'_>| {
            table.handlers.get(index).is_some_and(|handler| (handler.has_part)(name))
        };
        let index = dispatch::operation(&table.contracts, &table.lookup, &actions, &preview, &has_part)?;
        drop(actions);
        let (Some(selected), Some(handler)) = (table.contracts.get(index), table.handlers.get(index)) else {
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
        let mut context = Some(self.context(index, version, head));
        state.reply_form = contract.reply;
        let read = |incoming: Incoming<'_>, contract: &Contract, document: Document<'_>| {
            let decoded = server::read(document, bounds.document, contract, &opened.understood, incoming)
                .map_err(Rejection::unreadable)?;
            self.admit(&decoded, buffered)?;
            Ok((decoded.version, decoded.account))
        };
        (handler.start)(document, Reading { read: &read, mtom: state.mtom() }, &mut context)
    }

    /// The operation that the HTTP headers of a request select, if requests of this operation can be decoded
    /// without a preview of the envelope.
    fn expected(&self, head: &Parts, content_type: &str) -> Option<usize> {
        if !self.settings.extensions.is_empty() {
            return None;
        }
        let [action] = media::actions(&head.headers, content_type, None).try_into().ok()?;
        let index = self.operations.lookup.with_action(&action)?;
        let (contract, _) = self.operations.contracts.get(index)?;
        Previewed::is_possible(contract).then_some(index)
    }

    /// Decodes a request of the operation that its HTTP headers select, and starts its handler.
    ///
    /// # Errors
    ///
    /// If the service is busy. Any other error means that the request is invalid, or that it belongs to no
    /// operation or to another one. The caller must then preview the request: no handler has been started,
    /// and `context` is still set.
    fn start_expected(
        &self,
        document: Document<'_>,
        index: usize,
        state: &mut State,
        context: &mut Option<Context>,
        buffered: &Buffered,
    ) -> Result<Handling, Rejection> {
        let table = &*self.operations;
        let (Some((contract, _)), Some(handler)) = (table.contracts.get(index), table.handlers.get(index))
        else {
            return Err(Fault::server("the operation does not exist").into());
        };
        let (limits, version) = (self.settings.bounds.document, state.version);
        let read = |incoming: Incoming<'_>, contract: &Contract, document: Document<'_>| {
            let mut preview = Preview { version, ..Preview::default() };
            let mut headers = Previewed::new(incoming.headers, &mut preview);
            let incoming = Incoming { headers: &mut headers, body: incoming.body };
            let decoded =
                server::read(document, limits, contract, &[], incoming).map_err(Rejection::unreadable)?;
            let is_expected = decoded.version == version
                // A departure may be an unknown body element that was skipped before the element of the
                // operation. A preview of such a request would select another operation, or none.
                && decoded.account.is_empty()
                && self.not_understood(contract, preview, &[]).is_empty();
            if !is_expected {
                // The caller discards this fault and selects the operation by the preview.
                return Err(Fault::client("the request does not belong to the expected operation").into());
            }
            self.admit(&decoded, buffered)?;
            Ok((version, decoded.account))
        };
        let handling = (handler.start)(document, Reading { read: &read, mtom: None }, context)?;
        state.reply_form = contract.reply;
        Ok(handling)
    }

    fn context(&self, index: usize, version: Version, head: Parts) -> Context {
        Context {
            operation: self.operations.contracts.get(index).map_or("", |(contract, _)| contract.name),
            version,
            account: Account::default(),
            head,
            #[cfg(feature = "testing")]
            mocking: self.settings.mocking.clone(),
        }
    }

    /// Counts the memory of the decoded values of a request, before its handler runs. An error means that the
    /// service is busy.
    fn admit(&self, decoded: &Decoded, buffered: &Buffered) -> Result<(), Rejection> {
        match buffered.decode(decoded.memory as u64, &self.settings.bounds) {
            true => Ok(()),
            false => Err(overloaded("the decoded values of all current requests take too much memory")),
        }
    }

    /// Splits a multipart request into its envelope and its attachments.
    fn split(&self, content_type: &str, body: &mut Vec<u8>) -> Result<Multipart, Rejection> {
        let Bounds { size, document, .. } = self.settings.bounds;
        let limits = mime::Limits { parts: document.parts, headers: document.part_headers, bytes: size };
        Multipart::split(content_type, body, limits).map_err(unsupported)
    }

    /// Reads the parts of an envelope that select its operation. Sets `state.version` to the version of the
    /// envelope.
    fn preview(&self, document: &Document<'_>, state: &mut State) -> Result<Preview, Rejection> {
        let reason = match preview::preview(document).map_err(Rejection::unreadable)? {
            Envelope::Known(preview) if preview.version == state.version => return Ok(preview),
            Envelope::Known(preview) if std::mem::take(&mut state.is_version_open) => {
                state.version = preview.version;
                return Ok(preview);
            }
            Envelope::Known(preview) => {
                state.version = preview.version;
                "the SOAP version of the envelope differs from that of the media type"
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

/// The state of one request.
struct State {
    /// The SOAP version of the reply.
    version: Version,
    /// Whether the envelope determines the version, because no media type states one.
    is_version_open: bool,
    extended: Option<Extended>,
    /// How the body of the envelope contains the reply; `Body::Empty` before the operation is selected.
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
        let mut fault_action = FaultAction::default();
        let (status, kind, written) = match result {
            Ok(None) => return empty(StatusCode::ACCEPTED),
            Ok(Some(written)) => (StatusCode::OK, MessageKind::Reply, written),
            Err(rejection) => {
                fault_action = rejection.action;
                let (status, written) = rejection.written(version);
                // A fault has no attachments. The fault that answers a request with MTOM is nevertheless sent
                // with MTOM, as WCF does, because some clients accept no other reply.
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

    /// The minimum size of the binary values of the reply that become attachments; `None` without MTOM.
    fn mtom(&self) -> Option<usize> {
        (cfg!(feature = "mime") && self.has_mtom).then_some(MTOM_FROM)
    }
}

/// The reply to a request whose body could not be read. The connection is closed if bytes remain unread.
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
    with(overloaded(reason).into_reply(version), RETRY_AFTER, RETRY_AFTER_SECONDS)
}

#[cold]
fn overloaded(reason: &str) -> Rejection {
    Rejection::with_status(StatusCode::SERVICE_UNAVAILABLE, Fault::server(reason))
}

#[cold]
fn panicked() -> Rejection {
    // The message of the panic may contain secrets, so the fault does not repeat it. The panic hook has printed
    // it for the operator.
    Fault::server("the operation failed unexpectedly").into()
}

#[cold]
fn expired() -> Rejection {
    Fault::server("the request was not handled in time").into()
}

/// The error for a multipart body whose SOAP version is unknown: neither its media type nor that of its root part
/// states one.
#[cold]
fn unknown_root() -> Rejection {
    let fault = Fault::client("the media type of the root part is not a SOAP media type");
    Rejection::with_status(StatusCode::UNSUPPORTED_MEDIA_TYPE, fault)
}

/// The error for a multipart body that cannot be read.
#[cold]
fn unsupported(error: Error) -> Rejection {
    let reason = match error.kind() {
        ErrorKind::TooLarge { .. } => return Rejection::unreadable(error),
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
