//! Which port types become clients with which operations, and all types that these need.

use std::collections::HashSet;

use super::{
    docs,
    reach::{Reached, Walk},
    roots::roots,
    types::Planner,
    words,
};
use crate::{
    config::matches,
    model::{
        Binding, BindingId, BindingKind, BindingMessage, BindingOperation, MessageId, Model, OperationKind,
        PartContent, Port, PortTypeId, SoapVersion, Style, TypeId,
    },
    problem::Severity,
    read::ncname::is_ncname,
};

/// A port type that becomes a client.
pub(super) struct Service<'m> {
    pub(super) name: String,
    pub(super) documentation: Vec<String>,
    /// The ports with an address: the first of each address, in the order of the documents.
    pub(super) ports: Vec<Address<'m>>,
    pub(super) version: SoapVersion,
    pub(super) both_versions: bool,
    pub(super) operations: Vec<Selected<'m>>,
}

/// Where a port of a service is.
pub(super) struct Address<'m> {
    pub(super) port: &'m str,
    pub(super) version: SoapVersion,
    pub(super) address: &'m str,
}

/// A binding of the documents, with the port that has it.
struct Bound<'m> {
    binding: BindingId,
    port: Option<&'m Port>,
    documentation: Option<&'m str>,
}

/// An operation that is generated.
#[derive(Clone, Copy)]
pub(super) struct Selected<'m> {
    pub(super) operation: &'m crate::model::Operation,
    pub(super) binding: &'m BindingOperation,
    pub(super) namespace: &'m str,
}

impl<'m> Service<'m> {
    fn add_port(&mut self, port: Option<&'m Port>, version: SoapVersion) {
        let Some(port) = port else { return };
        let Some(address) = port.address.as_deref().filter(|address| !address.is_empty()) else { return };
        if self.ports.iter().all(|known| known.address != address) {
            self.ports.push(Address { port: &port.name, version, address });
        }
    }
}

impl<'m> Selected<'m> {
    pub(super) fn input(&self) -> Option<(MessageId, &'m BindingMessage)> {
        Some((self.operation.input.as_ref()?.0, self.binding.input.as_ref()?))
    }

    pub(super) fn output(&self) -> Option<(MessageId, &'m BindingMessage)> {
        Some((self.operation.output.as_ref()?.0, self.binding.output.as_ref()?))
    }

    pub(super) fn messages(&self) -> impl Iterator<Item = (MessageId, &'m BindingMessage)> {
        self.input().into_iter().chain(self.output())
    }
}

impl<'a> Planner<'a> {
    /// The port types that become clients, each with the operations that the user wants and that can be generated.
    pub(super) fn select_services(&mut self) -> Vec<Service<'a>> {
        let mut services: Vec<(PortTypeId, Service<'a>)> = Vec::new();
        let mut others: Vec<&'a Binding> = Vec::new();
        for bound in self.bound() {
            let model = self.model;
            let binding: &'a Binding = &model.bindings[bound.binding];
            let BindingKind::Soap { version, .. } = binding.kind else {
                others.push(binding);
                continue;
            };
            let known = services.iter_mut().find(|(port_type, _)| *port_type == binding.port_type);
            if let Some((_, service)) = known {
                service.both_versions |= service.version != version;
                service.add_port(bound.port, version);
                // Another binding may have operations that the first one leaves out.
                let more = self.operations_of(binding, &service.operations);
                service.operations.extend(more);
                continue;
            }
            let service = self.service(binding, version, &bound);
            services.push((binding.port_type, service));
        }
        services.retain(|(_, service)| !service.operations.is_empty());
        let services: Vec<_> = services.into_iter().map(|(_, service)| service).collect();
        self.tell_others(&others, &services);
        for pattern in &self.config.operations {
            let used = self.model.port_types.iter().flat_map(|(_, port_type)| &port_type.operations);
            if !used.into_iter().any(|operation| matches(pattern, &operation.name)) {
                self.notes.push(format!("no operation matches `{pattern}`"));
            }
        }
        services
    }

    /// Tells the operations of bindings to something else than SOAP, which are not generated: as a note where one of that
    /// name is generated over SOAP, as in most contracts of ASP.NET.
    fn tell_others(&mut self, others: &[&'a Binding], services: &[Service<'a>]) {
        let generated: HashSet<&str> =
            services.iter().flat_map(|service| &service.operations).map(|one| &*one.operation.name).collect();
        for binding in others {
            let how = match &binding.kind {
                BindingKind::Http(verb) if verb.is_empty() => "it is bound to HTTP without SOAP".to_owned(),
                BindingKind::Http(verb) => format!("it is bound to HTTP {verb} without SOAP"),
                _ => "its binding is to no protocol that is known".to_owned(),
            };
            for bound in &binding.operations {
                if !self.is_wanted(&bound.name) {
                    continue;
                }
                let is_generated = generated.contains(&*bound.name);
                let severity = if is_generated { Severity::Note } else { Severity::Warning };
                let message = format!("`{}` is not generated: {how}", bound.name);
                let problem = self.problems.add(severity, bound.span, message);
                if is_generated {
                    problem.hint("an operation of that name is generated over SOAP");
                }
            }
        }
    }

    /// Whether the user wants operations of this name.
    fn is_wanted(&self, name: &str) -> bool {
        let wanted = &self.config.operations;
        wanted.is_empty() || wanted.iter().any(|pattern| matches(pattern, name))
    }

    /// The bindings of all ports with their addresses, then those that no port has.
    fn bound(&self) -> Vec<Bound<'a>> {
        let model = self.model;
        let of_port = |id: BindingId| {
            model.services.iter().flat_map(|service| &service.ports).any(|port| port.binding == id)
        };
        let others = model.bindings.iter().map(|(id, _)| id).filter(|id| !of_port(*id));
        let ports =
            model.services.iter().flat_map(|service| service.ports.iter().map(move |port| (service, port)));
        ports
            .map(|(service, port)| Bound {
                binding: port.binding,
                port: Some(port),
                documentation: service.documentation.as_deref(),
            })
            .chain(others.map(|binding| Bound { binding, port: None, documentation: None }))
            .collect()
    }

    fn service(&mut self, binding: &'a Binding, version: SoapVersion, bound: &Bound<'a>) -> Service<'a> {
        let port_type = &self.model.port_types[binding.port_type];
        let operations = self.operations_of(binding, &[]);
        let documentation = [port_type.documentation.as_deref(), bound.documentation]
            .into_iter()
            .flatten()
            .map(|text| docs::read(text).text);
        let mut service = Service {
            name: client_name(&port_type.name.local),
            documentation: documentation.into_iter().find(|lines| !lines.is_empty()).unwrap_or_default(),
            ports: Vec::new(),
            version,
            both_versions: false,
            operations,
        };
        service.add_port(bound.port, version);
        service
    }

    /// The operations of a binding that are wanted and can be generated, without those that are known.
    fn operations_of(&mut self, binding: &'a Binding, known: &[Selected<'a>]) -> Vec<Selected<'a>> {
        let port_type = &self.model.port_types[binding.port_type];
        let mut operations = Vec::new();
        for bound in &binding.operations {
            let Some(operation) = bound.operation.and_then(|place| port_type.operations.get(place)) else {
                continue;
            };
            if !self.is_wanted(&operation.name)
                || known.iter().chain(&operations).any(|known| std::ptr::eq(known.operation, operation))
            {
                continue;
            }
            let selected = Selected { operation, binding: bound, namespace: &port_type.name.namespace };
            match unsupported(&selected) {
                None => operations.push(selected),
                Some(reason) => {
                    let message = format!("`{}` is not generated: {reason}", operation.name);
                    self.problems.warning(bound.span, message).hint_some(attachments(&selected));
                }
            }
        }
        operations
    }

    /// All types that the operations need.
    pub(super) fn reach(&mut self, services: &[Service<'a>]) -> Reached {
        let model = self.model;
        let mapped = |id: TypeId| self.custom(id).is_some();
        let mut walk = Walk::new(model, &mapped);
        let selected = services.iter().enumerate();
        let selected =
            selected.flat_map(|(service, its)| its.operations.iter().map(move |one| (service, one)));
        for (service, selected) in selected {
            for (message, bound) in selected.messages() {
                for header in &bound.headers {
                    let part = header.part.and_then(|part| model.messages[header.message].parts.get(part));
                    match part.map(|part| part.content) {
                        Some(PartContent::Element(element)) => walk.add_element(element, true),
                        Some(PartContent::Type(id)) => walk.add_field(id),
                        _ => {}
                    }
                }
                for part in body_parts(model, message, bound) {
                    match part.content {
                        PartContent::Element(element) => walk.add_element(element, false),
                        PartContent::Type(id) => walk.add_field(id),
                        PartContent::Missing => {}
                    }
                }
            }
            for fault in &selected.operation.faults {
                for part in &model.messages[fault.message].parts {
                    match part.content {
                        PartContent::Element(element) => walk.add_element(element, false),
                        PartContent::Type(id) => walk.add_type(id),
                        PartContent::Missing => {}
                    }
                }
            }
            walk.follow();
            walk.credit(service);
        }
        if self.has_all() {
            for (id, _) in roots(model) {
                walk.add_element(id, false);
                walk.follow();
            }
            for (id, definition) in model.types.iter() {
                if definition.name.is_some() && model.as_builtin(id).is_none() {
                    walk.add_type(id);
                    walk.follow();
                }
            }
        }
        walk.finish()
    }
}

/// Why an operation cannot be generated.
fn unsupported(selected: &Selected<'_>) -> Option<&'static str> {
    match selected.operation.kind {
        OperationKind::SolicitResponse => return Some("the server would call the client (solicit-response)"),
        OperationKind::Notification => return Some("the server would call the client (notification)"),
        OperationKind::OneWay | OperationKind::RequestResponse => {}
    }
    let (Some(input), output) = (&selected.binding.input, &selected.binding.output) else {
        return Some("the binding says nothing of its input");
    };
    // The element of an rpc message is called like the operation (WSDL 1.1, 3.5).
    if selected.binding.style == Style::Rpc && !is_ncname(&selected.operation.name) {
        return Some("its name is not one that an element can have");
    }
    let messages = || std::iter::once(input).chain(output);
    // A multipart message without further parts is its envelope.
    if messages().any(|message| message.mime.as_ref().is_some_and(|mime| !mime.parts.is_empty())) {
        return Some("it has MIME parts");
    }
    None
}

/// Which parts of an operation are attachments, where it has any.
fn attachments(selected: &Selected<'_>) -> Option<String> {
    let messages = selected.binding.input.iter().chain(&selected.binding.output);
    let parts = messages.filter_map(|message| message.mime.as_ref()).flat_map(|mime| &mime.parts);
    let mut names: Vec<String> = parts.map(|(part, _)| format!("`{part}`")).collect();
    names.sort_unstable();
    names.dedup();
    (!names.is_empty()).then(|| format!("attachments are neither written nor read: {}", names.join(", ")))
}

/// The parts that stand in the body.
pub(crate) fn body_parts<'m>(
    model: &'m Model,
    message: MessageId,
    bound: &BindingMessage,
) -> Vec<&'m crate::model::Part> {
    let parts = &model.messages[message].parts;
    let header = |place: usize| {
        // A part that is a header of the same message is not in the body as well.
        !bound.body.parts_given
            && bound.headers.iter().any(|header| header.message == message && header.part == Some(place))
    };
    bound.body.parts.iter().filter(|place| !header(**place)).filter_map(|place| parts.get(*place)).collect()
}

/// `CalculatorSoap` and `ICalculator` are the port types of `Calculator`.
fn client_name(port_type: &str) -> String {
    let mut name = port_type;
    for suffix in ["PortType", "Soap", "SOAP", "Port"] {
        if let Some(bare) = name.strip_suffix(suffix).filter(|bare| !bare.is_empty()) {
            name = bare;
            break;
        }
    }
    let mut letters = name.chars();
    if letters.next() == Some('I')
        && letters.next().is_some_and(char::is_uppercase)
        && letters.next().is_some_and(char::is_lowercase)
    {
        name = name.get(1..).unwrap_or(name);
    }
    let name = words::camel(name);
    name.strip_suffix("Client").filter(|bare| !bare.is_empty()).map(str::to_owned).unwrap_or(name)
}
