//! Extensions on the service side: they open the request, then prepare and seal the reply.

use std::borrow::Cow;
use std::sync::Arc;

use http::request::Parts;

use crate::error::Result;
use crate::fault::Version;
use crate::soap::extension::{
    CallFacts, Extension, IncomingMessage, MessageKind, Opened, Runs, Sealed, Side,
};
use crate::soap::operation::{Actions, default_reply_action};
use crate::soap::{Body, Contract, Written};
use crate::xml::Document;

/// The runs of the extensions for one request.
pub(super) struct Extended {
    runs: Runs,
    version: Version,
    endpoint: String,
    /// The operation, once it is selected.
    operation: Option<(Contract, Actions<'static>)>,
}

impl Extended {
    /// Starts the runs, and passes the request to each of them.
    pub(super) fn open(
        extensions: &[Arc<dyn Extension>],
        head: &Parts,
        version: Version,
        document: &Document<'_>,
        limits: crate::Limits,
        extended: &mut Option<Self>,
    ) -> Result<Opened> {
        let endpoint = head.uri.to_string();
        let no_operation = Operation::default();
        let facts = no_operation.facts(&endpoint, version);
        let runs = Runs::start(extensions.iter(), &facts)?;
        // An extension that refuses the request takes part in the fault.
        let started = extended.insert(Self { runs, version, endpoint: endpoint.clone(), operation: None });
        let headers: Vec<_> = head
            .headers
            .iter()
            .map(|(name, value)| {
                (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
            })
            .collect();
        let mut message = IncomingMessage::new(&facts, None, &headers, document.text(), limits);
        started.runs.open(&mut message)?;
        Ok(message.into())
    }

    /// Sets the operation that the request selected.
    pub(super) fn select(&mut self, contract: Contract, actions: Actions<'static>) {
        self.operation = Some((contract, actions));
    }

    /// Completes a reply or a fault.
    pub(super) fn seal(&mut self, kind: MessageKind, written: Written) -> Result<Sealed> {
        let operation = self.operation.as_ref().map(Operation::of).unwrap_or_default();
        self.runs.send(&operation.facts(&self.endpoint, self.version), kind, written)
    }
}

/// The facts of an operation; all empty before one is selected.
#[derive(Default)]
struct Operation {
    name: &'static str,
    soap_action: &'static str,
    request: Cow<'static, str>,
    reply: Cow<'static, str>,
    is_one_way: bool,
}

impl Operation {
    fn of((contract, actions): &(Contract, Actions<'static>)) -> Self {
        let reply = match (actions.reply, actions.request) {
            ("", "") => Cow::Borrowed(""),
            ("", request) => default_reply_action(request).into(),
            (reply, _) => reply.into(),
        };
        Self {
            name: contract.name,
            soap_action: contract.action,
            request: actions.request.into(),
            reply,
            is_one_way: contract.reply == Body::OneWay,
        }
    }

    fn facts<'c>(&'c self, endpoint: &'c str, version: Version) -> CallFacts<'c> {
        CallFacts {
            side: Side::Server,
            operation: self.name,
            soap_action: self.soap_action,
            actions: Actions { request: &self.request, reply: &self.reply },
            endpoint,
            version,
            is_one_way: self.is_one_way,
        }
    }
}
