//! Extensions on the service side: each [`ExtensionRun`](crate::soap::extension::ExtensionRun) processes the
//! request, and then the reply or the fault.

use std::sync::Arc;

use http::request::Parts;

use crate::call::extended::OwnedActions;
use crate::error::Result;
use crate::fault::Version;
use crate::soap::extension::{
    CallFacts, Extension, FaultAction, IncomingMessage, MessageKind, Opened, Runs, Sealed, Side,
};
use crate::soap::operation::Actions;
use crate::soap::{Body, Contract, Written};
use crate::xml::Document;

/// The [`ExtensionRun`](crate::soap::extension::ExtensionRun)s for one request.
pub(super) struct Extended {
    runs: Runs,
    version: Version,
    endpoint: String,
    /// The operation, once it is selected.
    operation: Option<Selected>,
}

/// An operation, with its WS-Addressing actions.
pub(super) type Selected = (Contract, OwnedActions);

impl Extended {
    /// Starts the [`ExtensionRun`](crate::soap::extension::ExtensionRun) of each extension, and passes the
    /// request to it.
    pub(super) fn open(
        extensions: &[Arc<dyn Extension>],
        head: &Parts,
        version: Version,
        document: &Document<'_>,
        limits: crate::Limits,
        extended: &mut Option<Self>,
    ) -> Result<Opened> {
        let endpoint = head.uri.to_string();
        let facts = facts(None, &endpoint, version);
        let runs = Runs::start(extensions.iter(), &facts)?;
        // Store the runs even if an extension refuses the request: they also complete the fault that answers it.
        let started = extended.insert(Self { runs, version, endpoint: endpoint.clone(), operation: None });
        let headers: Vec<_> = head
            .headers
            .iter()
            .map(|(name, value)| {
                (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
            })
            .collect();
        let mut message = IncomingMessage::of(&facts, None, &headers, document, limits);
        started.runs.open(&mut message)?;
        Ok(message.into())
    }

    /// Sets the operation that the request selected, and passes it to the extensions.
    pub(super) fn select(&mut self, operation: &Selected) -> Result<()> {
        self.operation = Some(operation.clone());
        self.runs.select(&facts(Some(operation), &self.endpoint, self.version))
    }

    /// Completes a reply or a fault. `fault_action` is the WS-Addressing action of a declared fault.
    pub(super) fn seal(
        &mut self,
        kind: MessageKind,
        fault_action: FaultAction<'_>,
        written: Written,
    ) -> Result<Sealed> {
        let facts = facts(self.operation.as_ref(), &self.endpoint, self.version);
        let facts = CallFacts { fault_action, ..facts };
        self.runs.send(&facts, kind, written)
    }
}

/// The facts about the operation that extensions can query; empty before an operation is selected.
fn facts<'c>(operation: Option<&'c Selected>, endpoint: &'c str, version: Version) -> CallFacts<'c> {
    let contract = operation.map(|(contract, _)| contract);
    let actions = operation.map(|(_, actions)| Actions { request: &actions.request, reply: &actions.reply });
    CallFacts {
        side: Side::Server,
        operation: contract.map_or("", |contract| contract.name),
        soap_action: contract.map_or("", |contract| contract.action),
        actions: actions.unwrap_or_default(),
        fault_action: FaultAction::default(),
        endpoint,
        version,
        is_one_way: contract.is_some_and(|contract| contract.reply == Body::OneWay),
    }
}
