//! The WS-Addressing actions of operations (WS-Addressing 1.0 Metadata, section 4.4).

use crate::{
    model::{OperationFault, OperationKind},
    plan::selection::{Client, Selected, Service},
};

/// The action of a request.
#[cfg(feature = "cli")]
pub(crate) fn request_action(selected: &Selected<'_>, soap_action: &str) -> String {
    let request =
        actions(selected, soap_action).map_or_else(|| soap_action.to_owned(), |(request, _)| request);
    match request.is_empty() {
        true => format!("{}{}", base(selected), default_request(selected)),
        false => request,
    }
}

/// The actions of the request and the reply; `None` if the runtime can derive both. An empty text means the default
/// action.
pub(super) fn actions(selected: &Selected<'_>, soap_action: &str) -> Option<(String, String)> {
    let operation = selected.operation;
    let base = base(selected);
    let name = |message: &Option<(_, Option<_>)>, default: &str| {
        let name = message.as_ref().and_then(|(_, name): &(_, Option<std::sync::Arc<str>>)| name.clone());
        name.filter(|name| **name != *default)
    };
    let default_request = default_request(selected);
    let declared = operation.input_action.as_deref().filter(|action| !action.is_empty());
    let request = match declared {
        Some(declared) => declared.to_owned(),
        None => match name(&operation.input, &default_request) {
            Some(name) if soap_action.is_empty() => format!("{base}{name}"),
            _ => soap_action.to_owned(),
        },
    };
    // If the client has a base for actions, the runtime derives the action of a reply from this base, and otherwise
    // from the action of the request. The action of the reply can be omitted only if both give the right result.
    let sent = if request.is_empty() { format!("{base}{default_request}") } else { request.clone() };
    let of_request = format!("{}Response", sent.strip_suffix("Request").unwrap_or(&sent));
    let default_reply = format!("{}Response", operation.name);
    let of_base = format!("{base}{default_reply}");
    let reply = match declared_reply(selected) {
        Some(declared) => Some(declared.to_owned()),
        None => name(&operation.output, &default_reply).map(|name| format!("{base}{name}")),
    };
    let reply = reply.filter(|reply| *reply != of_request || *reply != of_base).unwrap_or_default();
    (request != soap_action || !reply.is_empty()).then_some((request, reply))
}

/// Returns the action of a declared fault, or else its default action (section 4.4.4), and whether it is the
/// default.
pub(super) fn fault_action(selected: &Selected<'_>, fault: &OperationFault) -> (String, bool) {
    match fault.action.as_deref().filter(|action| !action.is_empty()) {
        Some(declared) => (declared.to_owned(), false),
        None => {
            let delimiter = delimiter(selected.namespace);
            let operation = &selected.operation.name;
            let default = format!("{}{operation}{delimiter}Fault{delimiter}{}", base(selected), fault.name);
            (default, true)
        }
    }
}

/// The action that the contract declares for replies.
fn declared_reply<'m>(selected: &Selected<'m>) -> Option<&'m str> {
    selected.operation.output_action.as_deref().filter(|action| !action.is_empty())
}

/// The beginning of the default actions of replies; `None` if the contract declares the actions of all replies. SOAP
/// actions do not matter, because they apply only to requests.
pub(super) fn reply_base(service: &Service<'_>, client: &Client<'_>) -> Option<String> {
    let operations = client.operations.iter().filter_map(|place| service.operations.get(*place));
    let needs_it =
        |selected: &&Selected<'_>| selected.operation.output.is_some() && declared_reply(selected).is_none();
    operations.into_iter().find(needs_it).map(base)
}

/// The beginning of default actions, if an operation of the client needs it.
pub(super) fn action_base(service: &Service<'_>, client: &Client<'_>) -> Option<String> {
    let operations = client.operations.iter().filter_map(|place| service.operations.get(*place));
    let needs_it = |selected: &&Selected<'_>| {
        let soap_action = selected.soap_action();
        soap_action.is_empty() && actions(selected, soap_action).is_none_or(|(request, _)| request.is_empty())
    };
    operations.into_iter().find(needs_it).map(base)
}

/// Namespace and name of the port type, each followed by the delimiter.
fn base(selected: &Selected<'_>) -> String {
    let (namespace, port_type) = (selected.namespace, selected.port_type);
    let delimiter = delimiter(namespace);
    match namespace.ends_with(delimiter) {
        true => format!("{namespace}{port_type}{delimiter}"),
        false => format!("{namespace}{delimiter}{port_type}{delimiter}"),
    }
}

/// The delimiter of default actions.
fn delimiter(namespace: &str) -> char {
    let is_urn = namespace.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("urn:"));
    if is_urn { ':' } else { '/' }
}

/// The default name of the input (WSDL 1.1, section 2.4.5).
fn default_request(selected: &Selected<'_>) -> String {
    match selected.operation.kind {
        OperationKind::OneWay => selected.operation.name.to_string(),
        _ => format!("{}Request", selected.operation.name),
    }
}
