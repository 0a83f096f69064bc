//! The operations of a service, with their types erased.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::answer::{Answer, Declared, Failure};
use super::context::Context;
use super::fault::Rejection;
#[cfg(feature = "testing")]
use super::samples::{Samples, key};
#[cfg(feature = "testing")]
use crate::call::REPLY_LIMIT;
#[cfg(feature = "testing")]
use crate::call::receive::{ReadOptions, receive};
#[cfg(feature = "testing")]
use crate::error::ErrorKind;
use crate::error::Result;
use crate::fault::{Fault, Version};
#[cfg(feature = "testing")]
use crate::redaction::mask::Secrets;
use crate::soap::operation::Actions;
use crate::soap::{Body, Contract, Incoming, Operation, Written, server};
use crate::text::Name;
#[cfg(feature = "testing")]
use crate::transport::Response;
use crate::validate::{Checks, Validate};
#[cfg(feature = "testing")]
use crate::xml::ReadingMode;
use crate::xml::writer::escaped;
use crate::xml::{Account, DepartureKind, Document, Limits, Reader, Value, Writer};

/// A request of an operation, decoded.
#[derive(Debug)]
#[non_exhaustive]
pub struct Message<O: Operation> {
    /// Content of the body.
    pub request: O::Request,
    /// The header blocks that the contract declares.
    pub headers: O::RequestHeaders,
    /// The context of the request.
    pub context: Context,
}

/// Collects the operations of an implementation. The generated method `into_service` calls it.
pub struct Operations<S> {
    implementation: Arc<S>,
    pub(super) contracts: Vec<(Contract, Actions<'static>)>,
    pub(super) handlers: Vec<Handler>,
}

/// An operation of an implementation.
#[derive(Clone)]
pub(super) struct Handler {
    /// Decodes a request, and returns the future of its reply.
    pub(super) start: Arc<Start>,
    /// Whether the record of the request has a member for a child element of the body. Used if the parts of
    /// the message are direct children of the body.
    pub(super) has_part: fn(Name<'_>) -> bool,
}

/// Decodes a request and starts its handler. Takes the context out of the `Option`, unless it refuses the
/// request.
type Start =
    dyn Fn(Document<'_>, Reading<'_>, &mut Option<Context>) -> Result<Handling, Rejection> + Send + Sync;

/// Reads a request into the types of its operation. Returns its version, and its departures from the contract.
type Read<'r> = dyn Fn(Incoming<'_>, &Contract, Document<'_>) -> Result<(Version, Account), Rejection> + 'r;

/// How a request is read, and its reply written.
#[derive(Clone, Copy)]
pub(super) struct Reading<'r> {
    /// Reads the request.
    pub(super) read: &'r Read<'r>,
    /// The size from which binary values of the reply are attachments of MTOM; `None` without MTOM.
    pub(super) mtom: Option<usize>,
}

/// The future of a reply: an envelope, or `None` for a reply without an envelope.
pub(super) type Handling = Pin<Box<dyn Future<Output = Result<Option<Written>, Rejection>> + Send>>;

impl<S: Send + Sync + 'static> Operations<S> {
    /// Creates an empty list for an implementation.
    pub fn new(implementation: S) -> Self {
        Self { implementation: Arc::new(implementation), contracts: Vec::new(), handlers: Vec::new() }
    }

    /// Adds an operation.
    #[must_use]
    pub fn with<O, A, F>(self, answer: impl Fn(Arc<S>, Message<O>) -> F + Send + Sync + 'static) -> Self
    where
        O: Operation<Fault: Declared> + 'static,
        A: Into<Answer<O::Reply, O::ReplyHeaders>>,
        F: Future<Output = Result<A, Failure<O::Fault>>> + Send + 'static,
    {
        self.with_check(|_: &O::RequestHeaders, _: &O::Request| Ok(()), answer)
    }

    /// Adds an operation whose requests are validated against the facets of the schema: the declared header
    /// blocks, and the body.
    #[must_use]
    pub fn with_validated<O, A, F>(
        self,
        answer: impl Fn(Arc<S>, Message<O>) -> F + Send + Sync + 'static,
    ) -> Self
    where
        O: Operation<Request: Validate, RequestHeaders: Validate, Fault: Declared> + 'static,
        A: Into<Answer<O::Reply, O::ReplyHeaders>>,
        F: Future<Output = Result<A, Failure<O::Fault>>> + Send + 'static,
    {
        let check = |headers: &O::RequestHeaders, request: &O::Request| {
            validated(headers, request, O::CONTRACT.request)
        };
        self.with_check(check, answer)
    }

    /// Adds an operation. Only the header blocks of its requests are validated, because the type of the body
    /// has no facets.
    #[must_use]
    pub fn with_validated_headers<O, A, F>(
        self,
        answer: impl Fn(Arc<S>, Message<O>) -> F + Send + Sync + 'static,
    ) -> Self
    where
        O: Operation<RequestHeaders: Validate, Fault: Declared> + 'static,
        A: Into<Answer<O::Reply, O::ReplyHeaders>>,
        F: Future<Output = Result<A, Failure<O::Fault>>> + Send + 'static,
    {
        let check =
            |headers: &O::RequestHeaders, _: &O::Request| validated(headers, &(), O::CONTRACT.request);
        self.with_check(check, answer)
    }

    fn with_check<O, A, F>(
        mut self,
        check: impl Fn(&O::RequestHeaders, &O::Request) -> Result<(), Box<Fault>> + Send + Sync + 'static,
        answer: impl Fn(Arc<S>, Message<O>) -> F + Send + Sync + 'static,
    ) -> Self
    where
        O: Operation<Fault: Declared> + 'static,
        A: Into<Answer<O::Reply, O::ReplyHeaders>>,
        F: Future<Output = Result<A, Failure<O::Fault>>> + Send + 'static,
    {
        let implementation = Arc::clone(&self.implementation);
        self.contracts.push((O::CONTRACT, O::ACTIONS));
        let size = Arc::new(ReplySize::default());
        let start = move |document: Document<'_>, reading: Reading<'_>, context: &mut Option<Context>| {
            let received = server::read_document::<O, _>(document, reading.read)?;
            check(&received.headers, &received.body)?;
            let Some(mut context) = context.take() else {
                return Err(Fault::server("the context of the request was already taken").into());
            };
            let (version, mtom) = (received.version, reading.mtom);
            context.account = received.account;
            #[cfg(feature = "testing")]
            let samples = context.mocking.as_ref().map(|mocking| {
                // Count the request before the implementation runs, because the implementation may panic.
                (mocking.count)(key(&O::CONTRACT));
                Arc::clone(&mocking.samples)
            });
            let message = Message { request: received.body, headers: received.headers, context };
            let reply = answer(Arc::clone(&implementation), message);
            let size = Arc::clone(&size);
            let handling: Handling = Box::pin(async move {
                let reply = reply.await;
                #[cfg(feature = "testing")]
                if let (Some(samples), Err(failure)) = (samples, &reply)
                    && failure.is_unimplemented()
                {
                    return written::<O, _>(version, mtom, &size, sampled::<O>(&samples));
                }
                written::<O, A>(version, mtom, &size, reply)
            });
            Ok(handling)
        };
        let has_part = |name: Name<'_>| {
            !O::Request::SCALAR && is_part(name, &mut |input| O::Request::default().decode(input))
        };
        self.handlers.push(Handler { start: Arc::new(start), has_part });
        self
    }

    /// The operations with their handlers.
    #[cfg(feature = "testing")]
    pub(super) fn into_handlers(self) -> impl Iterator<Item = ((Contract, Actions<'static>), Handler)> {
        self.contracts.into_iter().zip(self.handlers)
    }
}

impl<S> fmt::Debug for Operations<S> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.contracts.iter().map(|(contract, _)| contract.name);
        formatter.debug_list().entries(names).finish()
    }
}

/// Whether a record has a member for an element: lets the record decode a body that contains only this
/// element, without content.
#[cold]
fn is_part(name: Name<'_>, decode: &mut dyn FnMut(&mut Reader<'_>) -> Result<()>) -> bool {
    let xml = format!("<Body><{} xmlns=\"{}\"/></Body>", name.local(), escaped(name.namespace()));
    let document = Document::from_string(xml, Limits::default());
    let mut input = document.reader();
    if input.root().is_err() {
        return false;
    }
    // Only the departures matter, which show whether the record has a member for the element. Ignore decoding
    // errors: the element has no content, so it is not a valid number, for example.
    _ = decode(&mut input);
    let is_other = |kind| matches!(kind, DepartureKind::UnknownElement | DepartureKind::OtherForm);
    !input.account().iter().any(|departure| is_other(departure.kind))
}

fn written<O, A>(
    version: Version,
    mtom: Option<usize>,
    size: &ReplySize,
    answer: Result<A, Failure<O::Fault>>,
) -> Result<Option<Written>, Rejection>
where
    O: Operation<Fault: Declared>,
    A: Into<Answer<O::Reply, O::ReplyHeaders>>,
{
    let answer = answer.map_err(Failure::into_rejection)?.into();
    if O::CONTRACT.reply == Body::OneWay {
        return Ok(None);
    }
    let written = server::written_reply::<O>(version, mtom, size.capacity(), &answer.headers, &answer.body);
    // The error names the member of the reply. It does not show the value if the value is secret.
    let written = written.map_err(|error| Fault::server(format!("the reply: {error}")))?;
    size.note(written.text.len());
    Ok(Some(written))
}

/// The size of the last reply of an operation, in bytes. The next one is likely to have the same size.
#[derive(Default)]
struct ReplySize(AtomicUsize);

impl ReplySize {
    /// Maximum number of bytes to reserve. Larger replies are so rare that the memory would be wasted.
    const LIMIT: usize = 64 << 10;

    /// The number of bytes to reserve for the next reply.
    fn capacity(&self) -> usize {
        // `Relaxed` suffices, because no other memory access depends on the size.
        let last = self.0.load(Ordering::Relaxed);
        last.saturating_add(last / 8).clamp(Writer::CAPACITY, Self::LIMIT)
    }

    fn note(&self, size: usize) {
        self.0.store(size, Ordering::Relaxed);
    }
}

/// The answer to a request, with the types of an operation.
#[cfg(feature = "testing")]
type AnswerOf<O> = Answer<<O as Operation>::Reply, <O as Operation>::ReplyHeaders>;

/// The sample of an operation, or the default value of its reply if there is no sample. If there are several
/// samples, returns the first one without a departure from the contract, or else the first one that can be
/// decoded.
#[cfg(feature = "testing")]
fn sampled<O: Operation>(samples: &Samples) -> Result<AnswerOf<O>, Failure<O::Fault>> {
    let mut best = None;
    for envelope in samples.get(key(&O::CONTRACT)) {
        let (sample, fits) = decoded::<O>(envelope);
        if fits {
            return sample;
        }
        match best {
            Some(Ok(_)) => {}
            Some(Err(_)) if sample.is_err() => {}
            _ => best = Some(sample),
        }
    }
    best.unwrap_or_else(|| Ok(Answer { body: O::Reply::default(), headers: O::ReplyHeaders::default() }))
}

/// Decodes a sample. Also returns whether it does not depart from the contract.
#[cfg(feature = "testing")]
fn decoded<O: Operation>(envelope: &str) -> (Result<AnswerOf<O>, Failure<O::Fault>>, bool) {
    // The sample is decoded without a call, because a call would have to send the default request, which may
    // be invalid.
    let response = Response::envelope(envelope);
    let (mut headers, mut body) = (O::ReplyHeaders::default(), O::Reply::default());
    let incoming = Incoming { headers: &mut headers, body: &mut body };
    let how =
        ReadOptions { limits: Limits::default(), reply_limit: REPLY_LIMIT, mode: ReadingMode::default() };
    let secrets = Secrets::default();
    let (result, read) = receive((&response, None), &O::CONTRACT, how, &secrets, None, incoming);
    match result {
        Ok(()) => {
            (Ok(Answer { body, headers }), read.is_none_or(|(_, findings)| findings.account.is_empty()))
        }
        Err(error) => match error.into_kind() {
            ErrorKind::Fault(fault) => (Err(fault.into()), true),
            kind => {
                let (name, error) = (O::CONTRACT.name, crate::Error::from(kind));
                (Err(Fault::server(format!("the sample of `{name}`: {error}")).into()), false)
            }
        },
    }
}

/// Checks the facets of a request. The fault names the paths, and repeats no values.
fn validated(headers: &dyn Validate, request: &dyn Validate, form: Body) -> Result<(), Box<Fault>> {
    let mut reason = String::new();
    note_violations(headers, ["Header", ""], &mut reason);
    note_violations(request, ["Body", form.element().map_or("", |name| name.local())], &mut reason);
    if reason.is_empty() { Ok(()) } else { Err(Fault::client(reason).into()) }
}

/// Appends the violations of a value at this path.
fn note_violations(value: &dyn Validate, path: [&str; 2], reason: &mut String) {
    /// Maximum number of violations in a fault.
    const MAX_REPORTED_VIOLATIONS: usize = 10;

    let mut checks = Checks::at_most(MAX_REPORTED_VIOLATIONS);
    value.check(&mut checks);
    let Err(violations) = checks.finish() else { return };
    for violation in violations.iter() {
        if !reason.is_empty() {
            reason.push_str("; ");
        }
        let steps = path.into_iter().chain([violation.path.as_str()]).filter(|step| !step.is_empty());
        reason.push_str(&steps.collect::<Vec<_>>().join("/"));
        reason.push_str(": expected ");
        reason.push_str(&violation.expected);
    }
}

#[cfg(all(test, feature = "testing"))]
mod tests {
    use super::*;
    use crate::NoFault;
    use crate::xsd::QName;

    /// An operation whose default request cannot be sent, because the default `QName` has no name.
    enum Ask {}

    impl Operation for Ask {
        type Request = QName;
        type Reply = String;
        type RequestHeaders = ();
        type ReplyHeaders = ();
        type Fault = NoFault;

        const CONTRACT: Contract = Contract {
            name: "Ask",
            action: "",
            request: Body::Element("urn:ask", "Ask"),
            reply: Body::Element("urn:ask", "Answer"),
            request_headers: &[],
        };
    }

    #[test]
    fn a_sample_is_decoded_whatever_the_default_request_is() {
        let mut samples = Samples::default();
        let envelope = "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body>\
            <Answer xmlns='urn:ask'>yes</Answer></e:Body></e:Envelope>";
        samples.insert(key(&Ask::CONTRACT), vec![envelope.into()]);
        assert!(sampled::<Ask>(&samples).is_ok_and(|answer| answer.body == "yes"));
        let other = envelope.replace("Answer", "Other");
        samples.insert(key(&Ask::CONTRACT), vec![other.as_str().into()]);
        assert!(sampled::<Ask>(&samples).is_err());
        // The first sample is not a reply of the operation, so the second one is used.
        samples.insert(key(&Ask::CONTRACT), vec![other.as_str().into(), envelope.into()]);
        assert!(sampled::<Ask>(&samples).is_ok_and(|answer| answer.body == "yes"));
    }
}
