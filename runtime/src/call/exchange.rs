//! Runs one call from its message to its reply, without the types of its operation: builds the request
//! for the transport, and evaluates the response.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::call::attempts::{Attempts, Next};
use crate::call::authentication::Authentication;
use crate::call::extended::Extended;
use crate::call::observer::{ObservedReply, ObservedRequest};
use crate::call::packed::{Packed, sent};
use crate::call::receive;
use crate::call::receive::ReadOptions;
use crate::call::reply::ReplyFields;
use crate::call::settings::{Options, Settings};
use crate::error::{Error, HttpReply, Result};
use crate::mime::Multipart;
use crate::redaction::header::Echoes;
use crate::redaction::mask::Secrets;
use crate::soap::operation::{Actions, Contract, Replacement};
use crate::soap::{Incoming, Outgoing, Payload, Written, write_message};
use crate::transport::{BlockingTransport, Body, Request, Response};
use crate::xml::{ReadingMode, Record, Writer};

/// The HTTP header of authentication schemes.
const AUTHORIZATION: &str = "Authorization";

/// A message to send, with its types erased.
pub(crate) struct Message<'a> {
    pub(crate) contract: &'static Contract,
    pub(crate) actions: &'static Actions<'static>,
    pub(crate) replacements: &'static [Replacement],
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
            replacements: self.replacements,
            body: self.body,
            form: self.contract.request,
            mtom: settings.mtom_of(options),
            capacity: Writer::CAPACITY,
        };
        write_message(&message, blocks)
    }

    fn facts(&self) -> (&'static Contract, &'static Actions<'static>) {
        (self.contract, self.actions)
    }
}

/// Whether a call has extensions.
fn is_extended(settings: &Settings, options: &Options) -> bool {
    !settings.extensions.is_empty() || !options.extensions.is_empty()
}

/// A call that was sent, and its outcome from the transport.
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
        let (mut exchange, request) = SentCall::begin(settings, options, message)?;
        let mut outcome = transport.send(request);
        loop {
            match exchange.next(outcome) {
                Next::End(outcome) => return Ok(Self { exchange, outcome }),
                Next::Repeat(wait) => {
                    if !wait.is_zero() {
                        transport.sleep(wait);
                    }
                    outcome = transport.send(exchange.again()?);
                }
            }
        }
    }

    /// Decodes the reply.
    pub(crate) fn finish(self, reply: ReplyFields<'_>) -> Result<()> {
        self.exchange.finish(self.outcome, reply)
    }
}

/// A call that has been sent.
pub(crate) struct SentCall {
    settings: Arc<Settings>,
    contract: &'static Contract,
    actions: &'static Actions<'static>,
    mode: ReadingMode,
    secrets: Secrets,
    /// The beginning of the current attempt.
    begun: Instant,
    /// Number of the call for the observer; 0 if there is no observer.
    number: u64,
    /// The extensions of the current attempt, if there are any.
    extended: Option<Box<Extended>>,
    /// The data for further attempts; `None` if the call is sent only once.
    pub(super) attempts: Option<Box<Attempts>>,
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
        let mut exchange = Self {
            settings: Arc::clone(settings),
            contract: message.contract,
            actions: message.actions,
            mode: options.mode.unwrap_or(settings.mode),
            secrets: Secrets::default(),
            begun,
            number: 0,
            extended: None,
            attempts: None,
        };
        let written = match message.write(settings, options) {
            Ok(written) => written,
            Err(error) => return Err(exchange.failed(error.with_never_sent(), None)),
        };
        if settings.observer.is_some() {
            exchange.number = CALLS.fetch_add(1, Ordering::Relaxed);
        }
        exchange.attempts = Attempts::of(settings, options, &written, begun);
        let request = exchange.request(settings, options, written)?;
        Ok((exchange, request))
    }

    /// Completes the request of the next attempt.
    #[cold]
    pub(super) fn again(&mut self) -> Result<Request<'static>> {
        self.begun = Instant::now();
        let settings = Arc::clone(&self.settings);
        let Some(attempts) = &self.attempts else {
            return Err(Error::transport("the message was not stored for another attempt"));
        };
        let (written, options) = attempts.message();
        Ok(self.request(&settings, &options, written)?.into_owned())
    }

    /// Completes an encoded message with its extensions and HTTP headers, and reports it to the observer.
    fn request<'a>(
        &mut self,
        settings: &'a Settings,
        options: &'a Options,
        mut written: Written,
    ) -> Result<Request<'a>> {
        let contract = self.contract;
        let mut packed;
        if is_extended(settings, options) {
            let ready = match Extended::begin(written, (contract, self.actions), settings, options) {
                Ok((extended, ready)) => {
                    self.extended = Some(Box::new(extended));
                    ready
                }
                // An earlier attempt may have reached the server, so the error must not claim that nothing
                // was sent.
                Err(error) if self.attempts() > 1 => return Err(self.failed(error, None)),
                Err(error) => return Err(self.failed(error.with_never_sent(), None)),
            };
            (written, packed) = (ready.written, ready.packed);
            // A server may repeat the secrets of an earlier attempt.
            self.secrets.add_all(&ready.secrets);
        } else {
            let blocks = !settings.headers.is_empty() || !options.headers.is_empty();
            self.secrets = sent(&written, blocks, contract, settings, options);
            packed = Packed::of(&mut written, settings, options, (contract, contract.action));
        }
        if let Some(authentication) = &settings.authentication {
            self.authenticate(authentication, &mut packed.headers)?;
        }
        if let Some(observer) = &settings.observer {
            observer.requested(&ObservedRequest {
                call: self.number,
                attempt: self.attempts(),
                operation: contract.name,
                action: contract.action,
                endpoint: &settings.endpoint,
                headers: &packed.headers,
                body: &written.text,
                secrets: &written.secrets,
                request: contract.request.element(),
            });
        }

        #[cfg(feature = "mime")]
        let body = match packed.multipart {
            Some(multipart) => multipart.into_pieces(written.text).collect(),
            None => Body::from(written.text),
        };
        #[cfg(not(feature = "mime"))]
        let body = Body::from(written.text);
        let mut request = Request::new(&*settings.endpoint, body);
        request.timeout = options.timeout.unwrap_or(settings.timeout);
        request.limit = settings.reply_limit;
        request.headers = packed.headers;
        if let Some(attempts) = &self.attempts {
            request.timeout = attempts.time_limit();
            if let Some(endpoint) = &attempts.endpoint {
                request.endpoint = endpoint.clone().into();
            }
        }
        Ok(request)
    }

    /// Adds the header of an authentication scheme, unless the request has its own.
    #[cold]
    fn authenticate(
        &mut self,
        authentication: &Authentication,
        headers: &mut Vec<(Cow<'_, str>, Cow<'_, str>)>,
    ) -> Result<()> {
        let has_own = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(AUTHORIZATION));
        if let Some(attempts) = &mut self.attempts {
            attempts.has_own_authorization = has_own;
        }
        if has_own {
            return Ok(());
        }
        let own = self.attempts.as_ref().and_then(|attempts| attempts.endpoint.as_deref());
        let endpoint = own.unwrap_or(&self.settings.endpoint);
        let value = match authentication.header(endpoint, &mut self.secrets) {
            Ok(value) => value,
            Err(error) => return Err(self.failed(error, None)),
        };
        if let Some(attempts) = &mut self.attempts {
            attempts.set_authorization(value.as_deref());
        }
        headers.extend(value.map(|value| (AUTHORIZATION.into(), value.into())));
        Ok(())
    }

    /// Decodes the reply.
    fn finish(mut self, outcome: Result<Response>, mut reply: ReplyFields<'_>) -> Result<()> {
        let mut response = match outcome {
            Ok(response) => response,
            Err(error) => {
                let error = self.failed(error, None);
                self.observe(None, None, Err(&error), self.attempts());
                return Err(error);
            }
        };
        let (size, multipart) = self.split(&mut response);
        let (result, document) = self.receive(&response, multipart, reply.message());
        let outcome = result.as_ref().map(|_| ());
        self.observe(Some((&response, size)), document.as_ref(), outcome, self.attempts());
        result?;
        let findings = document.map(|(_, findings)| findings).unwrap_or_default();
        let echoes = Echoes::of(&response.headers, &self.secrets);
        reply.set(response.status, response.headers, echoes, findings);
        Ok(())
    }

    /// Splits a multipart response: its body becomes the envelope. Also returns the size of the whole body.
    fn split(&self, response: &mut Response) -> (usize, Result<Option<Multipart>>) {
        let size = response.body.len();
        (size, receive::split(response, self.how(), &self.secrets))
    }

    fn how(&self) -> ReadOptions {
        let Settings { limits, reply_limit, .. } = *self.settings;
        ReadOptions { limits, reply_limit, mode: self.mode }
    }

    /// Decodes a response. If this fails, adds the operation, the endpoint and the HTTP reply to the error.
    fn receive<'r>(
        &mut self,
        response: &'r Response,
        multipart: Result<Option<Multipart>>,
        incoming: Incoming<'_>,
    ) -> (Result<()>, Option<receive::ReadDocument<'r>>) {
        let how = self.how();
        let opening = self.extended.as_mut().map(|extended| extended.opening(&self.settings, self.contract));
        let (result, document) = match &multipart {
            Ok(multipart) => {
                let received = (response, multipart.as_ref());
                receive::receive(received, self.contract, how, &self.secrets, opening, incoming)
            }
            Err(_) => (Ok(()), None),
        };
        let result = multipart.and(result);
        let result = result.map_err(|error| {
            let http = receive::http_reply(response, document.as_ref(), self.contract, &self.secrets);
            self.failed(error, Some(http))
        });
        (result, document)
    }

    /// Reports an attempt to the observer. Called if another attempt is to follow. Returns `false` if the
    /// response contains the declared reply of the operation: then the operation has run in spite of the HTTP
    /// status, and the call must not be repeated.
    #[cold]
    pub(super) fn discard(&mut self, outcome: &mut Result<Response>, attempt: u32) -> bool {
        let response = match outcome {
            Ok(response) => response,
            Err(error) => {
                let placeholder = Error::timed_out(Duration::ZERO);
                *error = self.failed(std::mem::replace(error, placeholder), None);
                self.observe(None, None, Err(error), attempt);
                return true;
            }
        };
        // Splits a copy, because the response itself may be evaluated later.
        let mut response = response.clone();
        let (size, multipart) = self.split(&mut response);
        // Not `()`, which would be the body of an operation without a return value.
        let incoming = Incoming { headers: &mut (), body: &mut None::<()> };
        let (result, document) = self.receive(&response, multipart, incoming);
        let has_reply = result.as_ref().is_err_and(Error::has_reply);
        if !has_reply {
            let outcome = result.as_ref().map(|_| ());
            self.observe(Some((&response, size)), document.as_ref(), outcome, attempt);
        }
        !has_reply
    }

    /// Adds the HTTP response to an error that ends the call before the response is evaluated.
    #[cold]
    pub(super) fn with_http(&self, mut error: Error, response: &Response) -> Error {
        error.circumstances_mut().http =
            Some(receive::http_reply(response, None, self.contract, &self.secrets));
        receive::mask(error, &self.secrets)
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Number of attempts so far.
    fn attempts(&self) -> u32 {
        self.attempts.as_ref().map_or(1, |attempts| attempts.count)
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
        match &self.attempts {
            Some(attempts) => attempts.complete(error),
            None => error,
        }
    }

    fn observe(
        &self,
        response: Option<(&Response, usize)>,
        document: Option<&receive::ReadDocument<'_>>,
        outcome: Result<(), &Error>,
        attempt: u32,
    ) {
        let Some(observer) = &self.settings.observer else { return };
        // If the body could not be read, the error contains the status and the headers.
        let head = outcome.err().and_then(Error::http);
        observer.replied(&ObservedReply {
            call: self.number,
            attempt,
            operation: self.contract.name,
            elapsed: self.begun.elapsed(),
            status: response.map(|(response, _)| response.status).or(head.map(|head| head.status)),
            headers: response
                .map_or(head.map_or(&[], |head| &head.headers), |(response, _)| &response.headers),
            body: response.map_or(&[], |(response, _)| &response.body),
            size: response.map_or(0, |(_, size)| size),
            document,
            secrets: &self.secrets,
            reply: self.contract.reply.root(),
            outcome,
        });
    }
}
