//! Builds the listing of a model.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::{
    config::Config,
    model::{
        self, Binding, BindingId, BindingKind, BindingMessage, BindingOperation, Demand, ElementId,
        MessageId, Model, OperationKind, PartContent, PortTypeId, SoapVersion, Style, TypeId, UseKind,
    },
    plan::{self, selection},
    problem::Problems,
    source::Span,
};

use super::listing::{Counts, Element, Interface, Listing, Message, Operation, Part, Port, Service};

/// Lists all services with their ports, and the operations of each port type once.
pub(super) fn listing(model: &Model) -> Listing {
    // The selection of the generator decides which operations are generated, and for which client. For each of
    // the other operations, it reports a reason at the position of the binding operation.
    let selection = selection::select(model, &Config::default(), &mut Problems::new(), &mut Vec::new());
    let reasons = selection.left_out.into_iter().map(|left_out| (left_out.span, left_out.reason));
    let clients = selection.services.iter().flat_map(|service| &service.clients).enumerate();
    let clients =
        clients.flat_map(|(place, client)| client.bindings.iter().map(move |bound| (bound.id, place)));
    let clients = clients.collect();
    let operations = operations_of_clients(model, &clients);
    let reasons = Reasons { reasons: reasons.collect(), clients, operations };
    let services = model.services.iter().map(|one| service(model, one, &reasons));
    let services: Vec<_> = services.chain([bindings_without_port(model, &reasons)]).collect();
    let services: Vec<Service> =
        services.into_iter().filter(|service| service.name.is_some() || !service.ports.is_empty()).collect();
    let operations =
        || services.iter().flat_map(|service| &service.interfaces).flat_map(|one| &one.operations);
    let counts = Counts {
        services: model.services.len(),
        ports: model.services.iter().map(|service| service.ports.len()).sum(),
        operations: operations().count(),
        generated: operations().filter(|operation| operation.generated).count(),
        types: model
            .types
            .iter()
            .filter(|(id, one)| one.name.is_some() && model.as_builtin(*id).is_none())
            .count(),
        elements: model.elements.iter().filter(|(_, element)| element.is_global).count(),
    };
    let elements = match plan::is_schema_alone(model) {
        true => plan::roots(model).map(|(_, one)| element(model, one)).collect(),
        false => Vec::new(),
    };
    Listing { services, elements, counts }
}

fn element(model: &Model, element: &model::Element) -> Element {
    Element {
        name: element.name.to_string(),
        type_name: model.types[element.type_id].name.as_ref().map(ToString::to_string),
        documentation: element.documentation.as_deref().map(str::to_owned),
    }
}

/// Maps each client to the operations of its bindings. If several bindings have an operation, only the entries of the
/// first one are included.
fn operations_of_clients<'m>(
    model: &'m Model,
    clients: &HashMap<BindingId, usize>,
) -> HashMap<usize, Vec<OfClient<'m>>> {
    let mut known: HashSet<(usize, usize)> = HashSet::new();
    let mut operations: HashMap<usize, Vec<OfClient<'m>>> = HashMap::new();
    for (id, binding) in model.bindings.iter() {
        let Some(client) = clients.get(&id) else { continue };
        let places = || binding.operations.iter().filter_map(|bound| Some((bound.operation?, bound)));
        let new = places().filter(|(place, _)| !known.contains(&(*client, *place)));
        let new = new.map(|(place, bound)| OfClient { place, binding, bound });
        operations.entry(*client).or_default().extend(new);
        known.extend(places().map(|(place, _)| (*client, place)));
    }
    operations
}

/// An operation in a binding of a client.
struct OfClient<'m> {
    /// Index of the operation in the port type.
    place: usize,
    binding: &'m Binding,
    bound: &'m BindingOperation,
}

/// Results of the selection of operations.
struct Reasons<'m> {
    /// Reasons why operations are not generated, by position of the binding operation.
    reasons: BTreeMap<Span, String>,
    /// Index of the client that implements a binding.
    clients: HashMap<BindingId, usize>,
    /// The operations of each client.
    operations: HashMap<usize, Vec<OfClient<'m>>>,
}

impl Reasons<'_> {
    fn at(&self, span: Span) -> Option<String> {
        self.reasons.get(&span).cloned()
    }
}

fn service(model: &Model, service: &crate::model::Service, reasons: &Reasons<'_>) -> Service {
    let bindings: Vec<_> =
        service.ports.iter().map(|port| (port.binding, &model.bindings[port.binding])).collect();
    let ports = service.ports.iter().zip(&bindings).map(|(one, (_, binding))| Port {
        name: one.name.to_string(),
        address: one.address.as_deref().map(str::to_owned),
        demands: demands(binding, Some(one)),
        ..port(model, binding)
    });
    Service {
        name: Some(service.name.local.to_string()),
        namespace: Some(service.name.namespace.to_string()),
        documentation: service.documentation.as_deref().map(str::to_owned),
        ports: ports.collect(),
        interfaces: interfaces(model, &bindings, reasons),
    }
}

/// Collects the bindings that no port implements. In documents without a service, these are all bindings.
fn bindings_without_port(model: &Model, reasons: &Reasons<'_>) -> Service {
    let ports = model.services.iter().flat_map(|service| &service.ports);
    let with_port: HashSet<BindingId> = ports.map(|port| port.binding).collect();
    let bindings = model.bindings.iter().filter(|(id, _)| !with_port.contains(id));
    let bindings: Vec<_> = bindings.collect();
    Service {
        name: None,
        namespace: None,
        documentation: None,
        ports: bindings.iter().map(|(_, binding)| port(model, binding)).collect(),
        interfaces: interfaces(model, &bindings, reasons),
    }
}

fn port(model: &Model, binding: &Binding) -> Port {
    let (protocol, transport) = match &binding.kind {
        BindingKind::Soap { version: SoapVersion::Soap11, transport } => {
            ("soap 1.1".to_owned(), Some(transport))
        }
        BindingKind::Soap { version: SoapVersion::Soap12, transport } => {
            ("soap 1.2".to_owned(), Some(transport))
        }
        BindingKind::OtherTransport(transport) => (format!("soap over {transport}"), None),
        BindingKind::Http(verb) => (format!("http {verb}"), None),
        BindingKind::Other(Some(namespace)) => (format!("unknown ({namespace})"), None),
        BindingKind::Other(None) => ("unknown".to_owned(), None),
    };
    Port {
        name: binding.name.local.to_string(),
        binding: binding.name.to_string(),
        address: None,
        protocol,
        style: binding
            .operations
            .first()
            .filter(|_| transport.is_some())
            .map(|operation| style(operation.style)),
        transport: transport.map(|transport| transport.to_string()),
        interface: model.port_types[binding.port_type].name.local.to_string(),
        demands: demands(binding, None),
    }
}

/// The demands of the policies of a binding and its port.
fn demands(binding: &Binding, port: Option<&model::Port>) -> Vec<String> {
    binding.effective_demands(port).into_iter().map(Demand::to_string).collect()
}

/// Lists the port types of the bindings. A port type is listed once for all bindings of the same client.
fn interfaces(model: &Model, bindings: &[(BindingId, &Binding)], reasons: &Reasons<'_>) -> Vec<Interface> {
    let is_soap = |binding: &Binding| matches!(binding.kind, BindingKind::Soap { .. });
    let soap = bindings.iter().filter(|(_, binding)| is_soap(binding));
    let with_soap: HashSet<PortTypeId> = soap.map(|(_, binding)| binding.port_type).collect();
    let mut seen: HashSet<(PortTypeId, Option<usize>)> = HashSet::new();
    let mut clients: HashMap<PortTypeId, usize> = HashMap::new();
    let mut listed: Vec<(PortTypeId, &Binding, &[OfClient<'_>])> = Vec::new();
    for (id, binding) in bindings {
        let port_type = binding.port_type;
        // Bindings of other protocols are listed only if the port type has no SOAP binding.
        if !is_soap(binding) && with_soap.contains(&port_type) {
            continue;
        }
        let client = reasons.clients.get(id);
        if seen.insert((port_type, client.copied())) {
            *clients.entry(port_type).or_default() += 1;
            // Another binding of the client may have an operation that this one lacks.
            let of_client = client.and_then(|client| reasons.operations.get(client));
            listed.push((port_type, *binding, of_client.map(Vec::as_slice).unwrap_or_default()));
        }
    }
    let several = |port_type: PortTypeId| clients.get(&port_type).is_some_and(|clients| *clients > 1);
    let interface = |(port_type, binding, of_client): (PortTypeId, &Binding, &[OfClient<'_>])| {
        let name = &model.port_types[port_type].name;
        Interface {
            name: name.local.to_string(),
            namespace: name.namespace.to_string(),
            binding: several(port_type).then(|| binding.name.local.to_string()),
            operations: operations(model, binding, of_client, reasons),
        }
    };
    listed.into_iter().map(interface).collect()
}

/// Lists the operations of a binding, those that only the other bindings of its client have, and the operations of the
/// port type that no binding of the client has.
fn operations(
    model: &Model,
    binding: &Binding,
    of_client: &[OfClient<'_>],
    reasons: &Reasons<'_>,
) -> Vec<Operation> {
    let declared = &model.port_types[binding.port_type].operations;
    let mut known: HashSet<usize> = binding.operations.iter().filter_map(|bound| bound.operation).collect();
    let own = binding.operations.iter().map(|bound| (binding, bound));
    let others = of_client.iter().filter(|one| !known.contains(&one.place));
    let others = others.map(|one| (one.binding, one.bound));
    let operation = |(binding, bound): (&Binding, &BindingOperation)| {
        let abstract_one = bound.operation.and_then(|place| declared.get(place));
        let reason = reason(binding, bound, abstract_one.is_some(), reasons);
        bound_operation(model, bound, abstract_one, reason)
    };
    let mut operations: Vec<_> = own.chain(others).map(operation).collect();
    known.extend(of_client.iter().map(|one| one.place));
    for (_, one) in declared.iter().enumerate().filter(|(place, _)| !known.contains(place)) {
        let lacking = || format!("the binding `{}` does not have it", binding.name.local);
        operations.push(unbound_operation(model, one, reasons.at(one.span).unwrap_or_else(lacking)));
    }
    operations
}

/// The reason why an operation of a binding is not generated.
fn reason(
    binding: &Binding,
    bound: &BindingOperation,
    is_declared: bool,
    reasons: &Reasons<'_>,
) -> Option<String> {
    let reason = reasons.at(bound.span);
    // If a SOAP binding has an operation of the same name, that operation is generated, and the selection
    // gives no reason for leaving out this one.
    let otherwise = || match &binding.kind {
        _ if !is_declared => Some("the port type has no valid operation of this name".to_owned()),
        BindingKind::Soap { .. } => None,
        BindingKind::Http(verb) => Some(format!("its binding is HTTP {verb} without SOAP")),
        BindingKind::OtherTransport(transport) => Some(format!("its binding uses SOAP over {transport}")),
        BindingKind::Other(_) => Some("its binding uses an unknown protocol".to_owned()),
    };
    reason.or_else(otherwise)
}

fn bound_operation(
    model: &Model,
    bound: &BindingOperation,
    declared: Option<&crate::model::Operation>,
    reason: Option<String>,
) -> Operation {
    let input = declared.and_then(|one| one.input.as_ref());
    let output = declared.and_then(|one| one.output.as_ref());
    let action = bound.action.as_deref().or_else(|| declared?.input_action.as_deref());
    let usage = bound.input.as_ref().or(bound.output.as_ref()).map(|message| usage(message.body.usage));
    Operation {
        name: bound.name.to_string(),
        kind: declared.map_or("unknown", |one| kind(one.kind)),
        action: action.map(str::to_owned),
        style: Some(style(bound.style)),
        usage,
        request: input.map(|(id, _)| message(model, *id, bound.input.as_ref())),
        reply: output.map(|(id, _)| message(model, *id, bound.output.as_ref())),
        faults: declared.map(|one| faults(model, one)).unwrap_or_default(),
        generated: reason.is_none(),
        reason,
        documentation: declared.and_then(|one| one.documentation.as_deref()).map(str::to_owned),
    }
}

fn unbound_operation(model: &Model, declared: &crate::model::Operation, reason: String) -> Operation {
    Operation {
        name: declared.name.to_string(),
        kind: kind(declared.kind),
        action: declared.input_action.as_deref().map(str::to_owned),
        style: None,
        usage: None,
        request: declared.input.as_ref().map(|(id, _)| message(model, *id, None)),
        reply: declared.output.as_ref().map(|(id, _)| message(model, *id, None)),
        faults: faults(model, declared),
        generated: false,
        reason: Some(reason),
        documentation: declared.documentation.as_deref().map(str::to_owned),
    }
}

/// Lists the message parts in the body and those in headers.
fn message(model: &Model, id: MessageId, bound: Option<&BindingMessage>) -> Message {
    let parts = &model.messages[id].parts;
    let body: Option<HashSet<usize>> = bound.map(|bound| bound.body.parts.iter().copied().collect());
    let in_body = |place: usize| body.as_ref().is_none_or(|body| body.contains(&place));
    let body = parts.iter().enumerate().filter(|(place, _)| in_body(*place));
    let headers = bound.iter().flat_map(|bound| &bound.headers).map(|header| {
        let declared = header.part.and_then(|place| model.messages[header.message].parts.get(place));
        match declared {
            Some(declared) => part(model, declared),
            None => Part { name: header.part_name.to_string(), element: None, type_name: None },
        }
    });
    Message { body: body.map(|(_, one)| part(model, one)).collect(), headers: headers.collect() }
}

fn faults(model: &Model, operation: &crate::model::Operation) -> Vec<Part> {
    let detail = |fault: &crate::model::OperationFault| {
        let detail = model.messages[fault.message].parts.first().map(|declared| part(model, declared));
        let name = fault.name.to_string();
        match detail {
            Some(detail) => Part { name, ..detail },
            None => Part { name, element: None, type_name: None },
        }
    };
    operation.faults.iter().map(detail).collect()
}

fn part(model: &Model, part: &crate::model::Part) -> Part {
    let element = |id: ElementId| model.elements[id].name.to_string();
    let type_name = |id: TypeId| model.types[id].name.as_ref().map(ToString::to_string);
    let (element, type_name) = match part.content {
        PartContent::Element(id) => (Some(element(id)), None),
        PartContent::Type(id) => (None, type_name(id)),
        PartContent::Missing => (None, None),
    };
    Part { name: part.name.to_string(), element, type_name }
}

fn kind(kind: OperationKind) -> &'static str {
    match kind {
        OperationKind::OneWay => "one-way",
        OperationKind::RequestResponse => "request-response",
        OperationKind::SolicitResponse => "solicit-response",
        OperationKind::Notification => "notification",
    }
}

fn style(style: Style) -> &'static str {
    match style {
        Style::Document => "document",
        Style::Rpc => "rpc",
    }
}

fn usage(usage: UseKind) -> &'static str {
    match usage {
        UseKind::Literal => "literal",
        UseKind::Encoded => "encoded",
    }
}
