//! The part of a call that concerns extensions: starts them for each attempt, and lets them change the
//! message and the reply.

use std::borrow::Cow;

use super::packed::{Packed, Ready, replace, sent};
use super::receive::Opening;
use super::settings::{Options, Settings};
use crate::error::Result;
use crate::fault::Version;
use crate::redaction::header::cannot_be_credential;
use crate::soap::Written;
use crate::soap::extension::{CallFacts, FaultAction, MessageKind, Runs, Sealed, Side};
use crate::soap::operation::{Actions, Body, Contract, default_reply_action};

/// The started extensions of one attempt, and the facts about the call that they can query.
pub(super) struct Extended {
    runs: Runs,
    version: Version,
    actions: OwnedActions,
}

/// The WS-Addressing actions of an operation, with their defaults.
#[derive(Clone)]
pub(crate) struct OwnedActions {
    pub(crate) request: Cow<'static, str>,
    pub(crate) reply: Cow<'static, str>,
}

impl Extended {
    /// Starts the extensions for one attempt, and completes the encoded message `written` with them.
    #[cold]
    pub(super) fn begin<'a>(
        written: Written,
        (contract, actions): (&'static Contract, &'static Actions<'static>),
        settings: &'a Settings,
        options: &'a Options,
    ) -> Result<(Self, Ready<'a>)> {
        let version = options.version.unwrap_or(settings.version);
        let actions = OwnedActions::of(actions, contract, settings.action_base);
        let call = facts(settings, contract, &actions, version);
        let mut runs = Runs::start(settings.extensions.iter().chain(&options.extensions), &call)?;
        let blocks = !settings.headers.is_empty() || !options.headers.is_empty();
        let mut secrets = sent(&written, blocks, contract, settings, options);
        let sealed = runs.send(&call, MessageKind::Request, written)?;
        let Sealed { mut written, soap_action, http_headers: additions, secrets: more, .. } = sealed;
        secrets.add_all(&more);
        for (_, value) in additions.iter().filter(|(name, _)| !cannot_be_credential(name)) {
            secrets.add_header(value);
        }
        if settings.observer.is_some() {
            written.secrets.append(&mut secrets.places(&written.text));
        }
        let action = soap_action.as_deref().unwrap_or(contract.action);
        let mut packed = Packed::of(&mut written, settings, options, (contract, action));
        replace(
            &mut packed.headers,
            additions.into_iter().map(|(name, value)| (name.into(), value.into())).collect(),
        );
        Ok((Self { runs, version, actions }, Ready { written, packed, secrets }))
    }

    /// The step in which the extensions process the reply.
    pub(super) fn opening<'o>(
        &'o mut self,
        settings: &'o Settings,
        contract: &'static Contract,
    ) -> Opening<'o> {
        let call = facts(settings, contract, &self.actions, self.version);
        Opening { runs: &mut self.runs, call }
    }
}

fn facts<'c>(
    settings: &'c Settings,
    contract: &'static Contract,
    actions: &'c OwnedActions,
    version: Version,
) -> CallFacts<'c> {
    CallFacts {
        side: Side::Client,
        operation: contract.name,
        soap_action: contract.action,
        actions: Actions { request: &actions.request, reply: &actions.reply },
        fault_action: FaultAction::default(),
        endpoint: &settings.endpoint,
        version,
        is_one_way: contract.reply == Body::OneWay,
    }
}

impl OwnedActions {
    /// The declared actions. A missing action is replaced by the default of WS-Addressing 1.0 Metadata, section
    /// 4.4.4: `base` followed by the name of the message. If `base` is empty, a missing action of replies is
    /// derived from that of requests.
    pub(crate) fn of(declared: &Actions<'static>, contract: &Contract, base: &str) -> Self {
        let mut request = Cow::Borrowed(declared.request);
        if request.is_empty() && !base.is_empty() {
            let suffix = if contract.reply == Body::OneWay { "" } else { "Request" };
            request = format!("{base}{}{suffix}", contract.name).into();
        }
        let mut reply = Cow::Borrowed(declared.reply);
        if reply.is_empty() && contract.reply != Body::OneWay {
            reply = match (base, &*request) {
                ("", "") => reply,
                ("", request) => default_reply_action(request).into(),
                (base, _) => format!("{base}{}Response", contract.name).into(),
            };
        }
        Self { request, reply }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_action_of_replies_depends_on_the_action_of_requests_only_without_a_base() {
        for (request, reply, base, expected) in [
            ("urn:Get", "", "http://x/P/", ("urn:Get", "http://x/P/GetResponse")),
            ("urn:GetRequest", "", "", ("urn:GetRequest", "urn:GetResponse")),
            ("urn:Get", "urn:Got", "http://x/P/", ("urn:Get", "urn:Got")),
            ("", "", "http://x/P/", ("http://x/P/GetRequest", "http://x/P/GetResponse")),
            ("", "", "", ("", "")),
        ] {
            let contract = Contract {
                name: "Get",
                action: request,
                request: Body::Empty,
                reply: Body::Empty,
                request_headers: &[],
            };
            let actions = OwnedActions::of(&Actions { request, reply }, &contract, base);
            assert_eq!((&*actions.request, &*actions.reply), expected);
        }
    }
}
