//! Runs one call from its message to its reply, without the types of its operation: builds the request
//! for the transport, and evaluates the response.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::call::client::Settings;
use crate::call::extended::Extended;
use crate::call::observer::{ObservedReply, ObservedRequest};
use crate::call::receive;
use crate::call::receive::ReadOptions;
use crate::error::{Error, HttpReply, Result};
use crate::fault::Version;
use crate::redaction::header::Echoes;
use crate::redaction::mask::{Secrets, named};
use crate::soap::extension::Extension;
use crate::soap::operation::{Actions, Contract};
use crate::soap::{Block, Incoming, Outgoing, Payload, Written, write_message};
use crate::transport::{BlockingTransport, Request, Response};
use crate::xml::{Account, ReadingMode, Record};

/// Options of a single call. They take precedence over those of the client.
#[derive(Clone, Default)]
pub(crate) struct Options {
    pub(crate) version: Option<Version>,
    pub(crate) timeout: Option<Option<Duration>>,
    pub(crate) mode: Option<ReadingMode>,
    pub(crate) http_headers: Vec<(String, String)>,
    pub(crate) headers: Vec<Block>,
    pub(crate) extensions: Vec<Arc<dyn Extension>>,
}

/// A message to send, with its types erased.
pub(crate) struct Message<'a> {
    pub(crate) contract: &'static Contract,
    pub(crate) actions: &'static Actions<'static>,
    pub(crate) headers: &'a dyn Record,
    pub(crate) body: &'a dyn Payload,
}

impl Message<'_> {
    pub(crate) fn envelope(&self, settings: &Settings, options: &Options) -> Result<String> {
        let written = self.write(settings, options)?;
        Ok(match is_extended(settings, options) {
            false => written.text,
            true => Extended::begin(written, self.facts(), settings, options)?.1.written.text,
        })
    }

    fn write(&self, settings: &Settings, options: &Options) -> Result<Written> {
        let blocks = settings.headers.iter().chain(&options.headers);
        let message = Outgoing {
            version: options.version.unwrap_or(settings.version),
            headers: self.headers,
            declared: Some(self.contract.request_headers),
            body: self.body,
            form: self.contract.request,
        };
        write_message(&message, blocks)
    }

    fn facts(&self) -> (&'static Contract, &'static Actions<'static>) {
        (self.contract, self.actions)
    }
}

/// A written message with its HTTP headers.
pub(super) struct Ready<'a> {
    pub(super) written: Written,
    pub(super) headers: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// The texts that errors must not show.
    pub(super) secrets: Secrets,
}

/// Whether a call has extensions.
fn is_extended(settings: &Settings, options: &Options) -> bool {
    !settings.extensions.is_empty() || !options.extensions.is_empty()
}

/// A reply to decode, with its types erased.
pub(crate) trait Reading: Incoming {
    /// Sets the fields for the HTTP status, the HTTP headers with those that repeat a secret, and the account.
    fn put_rest(
        &mut self,
        status: u16,
        http_headers: Vec<(String, String)>,
        echoes: Echoes,
        account: Account,
    );
}

/// A sent call and the outcome from the transport.
pub(crate) struct Returned {
    pub(crate) exchange: SentCall,
    pub(crate) outcome: Result<Response>,
}

impl Returned {
    /// Sends a message and waits for the response.
    pub(crate) fn of(
        transport: &dyn BlockingTransport,
        settings: &Arc<Settings>,
        options: &Options,
        message: &Message<'_>,
    ) -> Result<Self> {
        let (exchange, request) = SentCall::begin(settings, options, message)?;
        Ok(Self { exchange, outcome: transport.send(request) })
    }
}

/// A call that has been sent.
pub(crate) struct SentCall {
    settings: Arc<Settings>,
    contract: &'static Contract,
    mode: ReadingMode,
    secrets: Secrets,
    begun: Instant,
    /// Number of the call for the observer; 0 if there is no observer.
    number: u64,
    /// The extensions, if there are any.
    extended: Option<Box<Extended>>,
}

impl SentCall {
    /// Encodes the request.
    pub(crate) fn begin<'a>(
        settings: &'a Arc<Settings>,
        options: &'a Options,
        message: &Message<'_>,
    ) -> Result<(Self, Request<'a>)> {
        static CALLS: AtomicU64 = AtomicU64::new(1);

        let begun = Instant::now();
        let contract = message.contract;
        let mode = options.mode.unwrap_or(settings.mode);
        let shared = Arc::clone(settings);
        let mut exchange = Self {
            settings: shared,
            contract,
            mode,
            secrets: Secrets::default(),
            begun,
            number: 0,
            extended: None,
        };
        let mut written = match message.write(settings, options) {
            Ok(written) => written,
            Err(error) => return Err(exchange.failed(error, None).with_never_sent()),
        };
        let headers;
        if is_extended(settings, options) {
            let ready = match Extended::begin(written, message.facts(), settings, options) {
                Ok((extended, ready)) => {
                    exchange.extended = Some(Box::new(extended));
                    ready
                }
                Err(error) => return Err(exchange.failed(error, None).with_never_sent()),
            };
            (written, headers, exchange.secrets) = (ready.written, ready.headers, ready.secrets);
        } else {
            let blocks = !settings.headers.is_empty() || !options.headers.is_empty();
            exchange.secrets = sent(&written, blocks, contract, settings, options);
            headers = http_headers(settings, options, contract.action);
        }
        if let Some(observer) = &settings.observer {
            exchange.number = CALLS.fetch_add(1, Ordering::Relaxed);
            observer.requested(&ObservedRequest {
                call: exchange.number,
                operation: contract.name,
                action: contract.action,
                endpoint: &settings.endpoint,
                headers: &headers,
                body: &written.text,
                secrets: &written.secrets,
                request: contract.request.element(),
            });
        }

        let mut request = Request::new(&settings.endpoint, written.text.into_bytes());
        request.timeout = options.timeout.unwrap_or(settings.timeout);
        request.limit = settings.reply_limit;
        request.headers = headers;
        Ok((exchange, request))
    }

    /// Decodes the reply.
    pub(crate) fn finish(mut self, outcome: Result<Response>, incoming: &mut dyn Reading) -> Result<()> {
        let response = match outcome {
            Ok(response) => response,
            Err(error) => {
                let error = self.failed(error, None);
                self.observe(None, None, Err(&error));
                return Err(error);
            }
        };
        let Settings { limits, reply_limit, .. } = *self.settings;
        let how = ReadOptions { limits, reply_limit, mode: self.mode };
        let opening = self.extended.as_mut().map(|extended| extended.opening(&self.settings, self.contract));
        let (result, document) =
            receive::receive(&response, self.contract, how, &self.secrets, opening, incoming);
        let result = result.map_err(|error| {
            let http = receive::http_reply(&response, document.as_ref(), self.contract, &self.secrets);
            self.failed(error, Some(http))
        });
        self.observe(Some(&response), document.as_ref(), result.as_ref().map(|_| ()));
        result?;
        let noted = document.map(|(_, findings)| findings.account).unwrap_or_default();
        let echoes = Echoes::of(&response.headers, &self.secrets);
        incoming.put_rest(response.status, response.headers, echoes, noted);
        Ok(())
    }

    /// Adds the operation, the endpoint and the HTTP reply to an error.
    #[cold]
    fn failed(&self, mut error: Error, http: Option<HttpReply>) -> Error {
        let call = error.circumstances_mut();
        call.operation = self.contract.name;
        call.endpoint = crate::transport::shown(&self.settings.endpoint).into_owned();
        call.http = http.or(call.http.take());
        if let Some(http) = &mut call.http {
            http.echoes = Echoes::of(&http.headers, &self.secrets);
        }
        error
    }

    fn observe(
        &self,
        response: Option<&Response>,
        document: Option<&receive::ReadDocument<'_>>,
        outcome: Result<(), &Error>,
    ) {
        let Some(observer) = &self.settings.observer else { return };
        // If the body could not be read, the error contains the status and the headers.
        let head = outcome.err().and_then(Error::http);
        observer.replied(&ObservedReply {
            call: self.number,
            operation: self.contract.name,
            elapsed: self.begun.elapsed(),
            status: response.map(|response| response.status).or(head.map(|head| head.status)),
            headers: response.map_or(head.map_or(&[], |head| &head.headers), |response| &response.headers),
            body: response.map_or(&[], |response| &response.body),
            document,
            secrets: &self.secrets,
            reply: self.contract.reply.element(),
            outcome,
        });
    }
}

/// The texts that errors must not show: the secrets of the envelope, and the values of HTTP headers.
pub(super) fn sent(
    written: &Written,
    blocks: bool,
    contract: &Contract,
    settings: &Settings,
    options: &Options,
) -> Secrets {
    let headers = settings.http_headers.iter().chain(&options.http_headers);
    let mut secrets = Secrets::of(&written.text, &written.secrets);
    if blocks {
        // No contract describes the blocks of a user, so their secrets are found by the names of elements and
        // attributes.
        secrets.add_all(&Secrets::of(
            &written.text,
            &named(&written.text, contract.request.element().map(|name| name.local())),
        ));
    }
    for (name, value) in headers {
        if !crate::redaction::header::is_plain(name) {
            secrets.add_header(value);
        }
    }
    secrets
}

/// The HTTP headers of SOAP, of the client and of the call. Later headers replace earlier ones with the
/// same name.
pub(super) fn http_headers<'a>(
    settings: &'a Settings,
    options: &'a Options,
    action: &str,
) -> Vec<(Cow<'a, str>, Cow<'a, str>)> {
    let version = options.version.unwrap_or(settings.version);
    let mut headers = Vec::with_capacity(2 + settings.http_headers.len() + options.http_headers.len());
    headers.push(("Content-Type".into(), version.content_type(Some(action))));
    if let Some(action) = version.soap_action(action) {
        headers.push(("SOAPAction".into(), action.into()));
    }
    for more in [&settings.http_headers, &options.http_headers] {
        let more = more.iter().map(|(name, value)| (name.as_str().into(), value.as_str().into()));
        replace(&mut headers, more.collect());
    }
    headers
}

pub(super) fn replace<'a>(
    headers: &mut Vec<(Cow<'a, str>, Cow<'a, str>)>,
    mut with: Vec<(Cow<'a, str>, Cow<'a, str>)>,
) {
    if !with.is_empty() {
        headers.retain(|(name, _)| !with.iter().any(|(other, _)| other.eq_ignore_ascii_case(name)));
        headers.append(&mut with);
    }
}
