//! A request as it is sent, and the exchange with the server.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use saponify::{
    Client,
    soap::{
        Block,
        extension::{CallFacts, Extension, ExtensionRun, Preparation},
    },
    transport::{BlockingTransport, Request, Response, Ureq},
    xsd,
};

use super::{protocols::OperationProtocols, settings::Settings};
use crate::{
    cli::{
        messages::{Dynamic, DynamicEncodedFaults, DynamicOneWay, MessageForm, as_element, runtime_version},
        operations::Bound,
        tree::{Node, Nodes},
    },
    model::{Direction, Model, SoapVersion, UseKind},
};

/// A request as it is sent.
#[derive(Clone, Debug)]
pub(in crate::cli) struct Prepared {
    pub(in crate::cli) endpoint: String,
    /// HTTP headers, without those that the HTTP client adds.
    pub(in crate::cli) headers: Vec<(String, String)>,
    pub(in crate::cli) user: Option<(String, String)>,
    pub(in crate::cli) envelope: String,
    /// Number of attachments. Their content is not included.
    pub(in crate::cli) attachments: usize,
}

/// A reply of a server.
#[derive(Debug)]
pub(in crate::cli) struct CallResult {
    /// Elements of the header and of the body.
    pub(in crate::cli) outcome: Result<(Nodes, Nodes), saponify::Error>,
    /// The reply as it was received; `None` if none arrived.
    pub(in crate::cli) reply: Option<Response>,
    pub(in crate::cli) elapsed: Duration,
}

/// A message to send.
#[derive(Clone, Debug)]
pub(in crate::cli) struct Outgoing<'m> {
    pub(in crate::cli) operation: Bound<'m>,
    pub(in crate::cli) form: MessageForm,
    pub(in crate::cli) is_one_way: bool,
    /// Whether a declared fault is in SOAP encoding.
    has_encoded_faults: bool,
    /// Form of the reply; `None` without a reply.
    reply: Option<MessageForm>,
    pub(in crate::cli) version: SoapVersion,
    pub(in crate::cli) headers: Nodes,
    pub(in crate::cli) body: Nodes,
    /// Action of WS-Addressing.
    action: String,
}

impl<'m> Outgoing<'m> {
    /// Creates a message of an operation.
    pub(in crate::cli) fn new(
        model: &'m Model,
        operation: &Bound<'m>,
        form: &MessageForm,
        version: SoapVersion,
        (headers, body): (Nodes, Nodes),
    ) -> Self {
        let is_one_way = operation.operation.output.is_none();
        let has_encoded_faults = operation.selected(model).has_encoded_faults();
        let action = operation.addressing_action(model);
        let headers = form.styled(version, &headers);
        Self {
            operation: *operation,
            form: form.clone(),
            is_one_way,
            has_encoded_faults,
            reply: MessageForm::of(model, operation, Direction::Reply).ok(),
            version,
            headers,
            body,
            action,
        }
    }

    /// Returns the protocols of the request.
    pub(in crate::cli) fn protocols(&self, settings: &Settings) -> OperationProtocols {
        settings.protocols.of(&self.operation, &self.action)
    }

    /// Returns a hint for a request that cannot be signed because it has parts beside the envelope. Returns
    /// `None` if the request has no such parts or need not be signed.
    pub(super) fn unsigned_parts(&self, settings: &Settings) -> Option<&'static str> {
        let used = self.protocols(settings);
        match self.body.attachments().next() {
            _ if !used.is_signed() => None,
            Some(_) => Some("attachments can be sent only without `--sign-cert`"),
            None => {
                used.mtom.map(|_| "`--mtom=off` keeps binary values in the envelope, where they are signed")
            }
        }
    }

    /// Completes the request. Binary values stay in the envelope, even if they would be sent as parts with MTOM. Attachments
    /// are only counted.
    ///
    /// # Errors
    ///
    /// If a text contains characters that XML cannot represent.
    pub(in crate::cli) fn prepare(&self, settings: &Settings, endpoint: &str) -> saponify::Result<Prepared> {
        let used = self.protocols(settings).without_parts();
        let attachments = self.body.attachments().count();
        let envelope = match (used.is_any() || attachments > 0, self.form.usage) {
            (false, _) => self.form.write(self.version, &self.headers, &self.body)?,
            (true, UseKind::Literal) => {
                self.call::<Dynamic<false>, _>((), &used, settings, endpoint)?.envelope()?
            }
            (true, UseKind::Encoded) => {
                self.call::<Dynamic<true>, _>((), &used, settings, endpoint)?.envelope()?
            }
        };
        let mut headers = self.soap_headers(&used);
        headers.extend(settings.headers.iter().cloned());
        let user = settings.user.clone();
        Ok(Prepared { endpoint: endpoint.to_owned(), headers, user, envelope, attachments })
    }

    /// Returns the SOAP action. With WS-Addressing, it is empty or equals the header `Action` (WS-Addressing 1.0 SOAP
    /// Binding, section 2.4).
    fn http_action(&self, used: &OperationProtocols) -> &str {
        let own = self.operation.action();
        if used.has_addressing() && !own.is_empty() { &self.action } else { own }
    }

    fn soap_headers(&self, used: &OperationProtocols) -> Vec<(String, String)> {
        let (version, action) = (runtime_version(self.version), self.http_action(used));
        let mut headers = vec![("Content-Type".to_owned(), version.content_type(Some(action)).into_owned())];
        headers.extend(version.soap_action(action).map(|action| ("SOAPAction".to_owned(), action)));
        headers
    }

    fn call<O, T>(
        &self,
        transport: T,
        used: &OperationProtocols,
        settings: &Settings,
        endpoint: &str,
    ) -> saponify::Result<saponify::Call<T, O>>
    where
        O: saponify::Operation<Request = Nodes>,
    {
        let action = SoapAction(self.http_action(used).to_owned());
        let client = Client::new(transport, endpoint, runtime_version(self.version)).with_extension(action);
        let client = used.apply(client);
        let mut call = client.call::<O>(self.body.clone()).timeout(settings.timeout);
        for node in &self.headers.0 {
            call = call.header(Block::new(as_element(node)?));
        }
        for (name, value) in settings.headers.iter().cloned() {
            call = call.http_header(name, value);
        }
        if let Some((user, password)) = &settings.user {
            let credentials = xsd::Base64Binary::from(format!("{user}:{password}").into_bytes());
            call = call.http_header("Authorization", format!("Basic {credentials}"));
        }
        Ok(call)
    }

    /// Sends the request and waits for the reply.
    pub(in crate::cli) fn send(&self, settings: &Settings, endpoint: &str) -> CallResult {
        let begun = Instant::now();
        let used = self.protocols(settings);
        let envelope = match used.is_any() || self.body.attachments().next().is_some() {
            true => Ok(None),
            false => self.form.write(self.version, &self.headers, &self.body).map(Some),
        };
        let envelope = match envelope {
            Ok(envelope) => envelope,
            Err(error) => return CallResult { outcome: Err(error), reply: None, elapsed: begun.elapsed() },
        };
        let (inner, form) = (settings.transport(), self.reply.as_ref());
        let recording = Recording { inner, envelope, form, reply: Mutex::default() };
        let outcome = match (self.form.usage, self.is_one_way) {
            (UseKind::Literal, false) if self.has_encoded_faults => {
                self.run::<DynamicEncodedFaults>(&recording, &used, settings, endpoint)
            }
            (UseKind::Literal, false) => self.run::<Dynamic<false>>(&recording, &used, settings, endpoint),
            (UseKind::Encoded, false) => self.run::<Dynamic<true>>(&recording, &used, settings, endpoint),
            (UseKind::Literal, true) => self.run_one_way::<false>(&recording, &used, settings, endpoint),
            (UseKind::Encoded, true) => self.run_one_way::<true>(&recording, &used, settings, endpoint),
        };
        let elapsed = begun.elapsed();
        let reply = recording.reply.into_inner().unwrap_or_else(PoisonError::into_inner);
        CallResult { outcome, reply, elapsed }
    }

    fn run<O>(
        &self,
        transport: &Recording<'_>,
        used: &OperationProtocols,
        settings: &Settings,
        endpoint: &str,
    ) -> saponify::Result<(Nodes, Nodes)>
    where
        O: saponify::Operation<Request = Nodes, Reply = Nodes, ReplyHeaders = Nodes>,
    {
        let mut reply = self.call::<O, _>(transport, used, settings, endpoint)?.send()?;
        let attachments = reply.attachments.into_iter();
        reply.body.0.extend(attachments.map(|attachment| Node::attached("", attachment)));
        Ok((reply.headers, reply.body))
    }

    fn run_one_way<const ENCODED: bool>(
        &self,
        transport: &Recording<'_>,
        used: &OperationProtocols,
        settings: &Settings,
        endpoint: &str,
    ) -> saponify::Result<(Nodes, Nodes)> {
        self.call::<DynamicOneWay<ENCODED>, _>(transport, used, settings, endpoint)?.send()?;
        Ok((Nodes::default(), Nodes::default()))
    }
}

/// Extension that sets the SOAP action of the contract. The operation type `Dynamic`, which all operations share, has
/// no action.
struct SoapAction(String);

impl Extension for SoapAction {
    fn start(&self, _call: &CallFacts<'_>) -> saponify::Result<Box<dyn ExtensionRun>> {
        Ok(Box::new(Self(self.0.clone())))
    }

    fn slot(&self) -> &str {
        "SOAPAction"
    }
}

impl ExtensionRun for SoapAction {
    fn prepare(&mut self, message: &mut Preparation<'_>) -> saponify::Result<()> {
        message.set_soap_action(std::mem::take(&mut self.0));
        Ok(())
    }
}

/// Transport that sends the envelope as [`Outgoing::prepare`] shows it, and keeps the reply.
struct Recording<'t> {
    inner: &'t Ureq,
    /// The envelope to send. `None` to send the one that the client writes, because the call has attachments
    /// or uses a protocol that adds header blocks, such as WS-Addressing.
    envelope: Option<String>,
    /// Form of the reply; `None` without a reply.
    form: Option<&'t MessageForm>,
    reply: Mutex<Option<Response>>,
}

impl BlockingTransport for Recording<'_> {
    fn send(&self, mut request: Request<'_>) -> saponify::Result<Response> {
        // Send the envelope that `prepare` shows. The client would write header blocks as separate documents,
        // with more namespace declarations.
        if let Some(envelope) = &self.envelope {
            request.body = envelope.clone().into();
        }
        let mut response = BlockingTransport::send(self.inner, request)?;
        *self.reply.lock().unwrap_or_else(PoisonError::into_inner) = Some(response.clone());
        // The type `Dynamic`, which all operations share, does not name the header blocks in SOAP encoding.
        if let Some(form) = self.form
            && let Some(expanded) = form.expanded(&response.body)?
        {
            response.body = expanded.into_bytes();
        }
        Ok(response)
    }
}
