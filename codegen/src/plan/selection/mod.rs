//! Selects the operations that are generated, assigns them to clients, and reports the others with
//! reasons. The plan, the generated documentation and the listing all use this selection.

mod client;
mod header_types;
mod reports;

pub(crate) use self::client::{Bound, Client};
pub(crate) use super::selected::{AttachedPart, Selected, attached_parts, body_parts};
use super::{
    identifiers,
    unsupported::{Obstacle, unsupported},
};
use crate::{
    config::{Config, matches},
    docs,
    lists::CollectVec,
    map::{Map, Set},
    model::{
        self, Binding, BindingId, BindingKind, BindingOperation, Demand, Model, PortTypeId, SoapVersion,
    },
    problem::{Causes, Problems},
    source::Span,
};
use header_types::HeaderTypes;

/// A port type that is generated, with the clients for its bindings.
pub(crate) struct Service<'m> {
    pub(crate) name: String,
    pub(crate) documentation: Vec<String>,
    /// The clients. All bindings that are compatible with each other share one client. The first client is
    /// that of the first binding.
    pub(crate) clients: Vec<Client<'m>>,
    /// The operations of all clients. An operation is listed several times only if bindings differ in it.
    pub(crate) operations: Vec<Selected<'m>>,
    /// Maps the index of each operation in the port type to its indices in `operations`.
    known_operations: Map<usize, Vec<usize>>,
}

/// An operation that is not generated.
pub struct LeftOut {
    /// Name of the operation.
    pub operation: String,
    /// Location in the binding, or in the port type if the binding omits the operation.
    pub span: Span,
    /// The reason why the operation is not generated. In messages, it follows a colon or the word "because".
    pub reason: String,
    /// Location of the problem that reports the operation: the operation or the binding.
    pub reported: Span,
}

/// The selected operations and the omitted ones.
#[derive(Default)]
pub(crate) struct Selection<'m> {
    pub(crate) services: Vec<Service<'m>>,
    pub(crate) left_out: Vec<LeftOut>,
}

/// Selects the operations that the user requests and that can be generated. Reports the others as
/// problems.
pub(crate) fn select<'m>(
    model: &'m Model,
    config: &Config,
    problems: &mut Problems,
    notes: &mut Vec<String>,
) -> Selection<'m> {
    let causes = Causes::of(problems);
    let mut selector = Selector {
        model,
        config,
        problems,
        notes,
        left_out: Vec::new(),
        seen: Map::new(),
        header_types: HeaderTypes::default(),
        declared: Map::new(),
        causes,
    };
    let mut services: Vec<Service<'m>> = Vec::new();
    let mut places: Map<PortTypeId, usize> = Map::new();
    let mut others: Vec<&'m Binding> = Vec::new();
    for bound in bindings(model) {
        let BindingKind::Soap { version, .. } = bound.binding.kind else {
            others.push(bound.binding);
            continue;
        };
        let port_type = bound.binding.port_type;
        let place = *places.or_insert_with(port_type, || {
            services.push(service(model, &bound));
            services.len() - 1
        });
        if let Some(service) = services.get_mut(place) {
            selector.add(service, bound, version);
        }
    }
    services.retain(|service| !service.operations.is_empty());
    selector.report_faults(&services);
    selector.note_unusual_parts(&services);
    selector.report_missing_operations();
    selector.report_other_protocols(&others, &services);
    let clients = services.iter().flat_map(|service| &service.clients);
    for client in clients.filter(|client| client.requires_addressing()) {
        selector.notes.push(format!(
            "`{}` requires WS-Addressing: enable the feature `addressing` of `saponify`",
            client.name
        ));
    }
    for client in services.iter().flat_map(|service| &service.clients) {
        let demands = client.demands().into_iter().map(Demand::to_string).collect_vec();
        if !demands.is_empty() {
            selector.notes.push(format!("the policy of `{}` demands: {}", client.name, demands.join(", ")));
        }
    }
    for pattern in &config.operations {
        let declared = model.port_types.iter().flat_map(|(_, port_type)| &port_type.operations);
        if !declared.into_iter().any(|operation| matches(pattern, &operation.name)) {
            selector.notes.push(format!("no operation matches `{pattern}`"));
        }
    }
    Selection { services, left_out: selector.left_out }
}

/// The bindings of all ports, followed by the bindings without a port.
fn bindings(model: &Model) -> Vec<Bound<'_>> {
    let ports =
        model.services.iter().flat_map(|service| service.ports.iter().map(move |port| (service, port)));
    let of_ports: Vec<_> = ports
        .map(|(service, port)| {
            let id = port.binding;
            Bound { id, binding: &model.bindings[id], port: Some((service, port)) }
        })
        .collect_vec();
    let with_port: Set<BindingId> = of_ports.iter().map(|bound| bound.id).collect();
    let others = model.bindings.iter().filter(|(id, _)| !with_port.contains(id));
    let others = others.map(|(id, binding)| Bound { id, binding, port: None });
    of_ports.into_iter().chain(others).collect_vec()
}

/// The service of a port type, without clients.
fn service<'m>(model: &'m Model, bound: &Bound<'m>) -> Service<'m> {
    let port_type = &model.port_types[bound.binding.port_type];
    let documentation = bound.port.and_then(|(service, _)| service.documentation.as_deref());
    let documentation = [port_type.documentation.as_deref(), documentation]
        .into_iter()
        .flatten()
        .map(|text| docs::read(text).text);
    Service {
        name: client_name(&port_type.name.local),
        documentation: documentation.into_iter().find(|lines| !lines.is_empty()).unwrap_or_default(),
        clients: Vec::new(),
        operations: Vec::new(),
        known_operations: Map::new(),
    }
}

/// State of the selection.
struct Selector<'s, 'm> {
    model: &'m Model,
    config: &'s Config,
    problems: &'s mut Problems,
    notes: &'s mut Vec<String>,
    left_out: Vec<LeftOut>,
    /// The bindings that were visited, each with the index of its client in the service.
    seen: Map<BindingId, usize>,
    header_types: HeaderTypes<'m>,
    /// The names of the operations of each port type with an operation of a binding that it does not declare.
    declared: Map<PortTypeId, Set<&'m str>>,
    causes: Causes,
}

impl<'m> Selector<'_, 'm> {
    /// Adds a binding to a compatible client, or to a new client.
    fn add(&mut self, service: &mut Service<'m>, bound: Bound<'m>, version: SoapVersion) {
        // Several ports may refer to the same binding.
        if let Some(place) = self.seen.get(&bound.id) {
            if let Some(client) = service.clients.get_mut(*place) {
                client.add(bound, version);
            }
            return;
        }
        let operations = self.operations(&bound);
        let mut difference = None;
        let Service { clients, operations: all, known_operations: known_places, .. } = service;
        let place = clients.iter().position(|client| {
            let differs = operations.iter().find_map(|(place, new)| {
                let known = client.known_operations.get(place).and_then(|place| all.get(*place))?;
                Some((
                    new.operation.name.clone(),
                    known.difference(new)?,
                    client.bindings.first()?.binding.name.local.clone(),
                ))
            });
            let agrees = differs.is_none();
            difference = difference.take().or(differs);
            agrees
        });
        let place = place.unwrap_or_else(|| {
            if let (Some((operation, what, other)), false) = (&difference, operations.is_empty()) {
                self.notes.push(format!(
                    "the bindings `{other}` and `{}` differ in {what} of `{operation}`: each gets a separate client",
                    bound.binding.name.local
                ));
            }
            let name = bound.port.map_or(&*bound.binding.name.local, |(_, port)| &*port.name);
            clients.push(Client::new(name, version));
            clients.len() - 1
        });
        self.seen.insert(bound.id, place);
        let Some(client) = clients.get_mut(place) else { return };
        client.add(bound, version);
        for (declared, new) in operations {
            let same = |place: &usize| all.get(*place).is_some_and(|known| known.difference(&new).is_none());
            let places = known_places.or_default(declared);
            let place = places.iter().copied().find(same).unwrap_or_else(|| {
                places.push(all.len());
                all.push(new);
                all.len() - 1
            });
            if client.known_operations.insert(declared, place).is_none() {
                client.operations.push(place);
            }
        }
    }

    /// The operations of a binding that the user requests and that can be generated, each with its index in
    /// the port type.
    fn operations(&mut self, bound: &Bound<'m>) -> Vec<(usize, Selected<'m>)> {
        let port_type = &self.model.port_types[bound.binding.port_type];
        let mut operations: Vec<(usize, Selected<'m>)> = Vec::new();
        let mut known = Set::new();
        let binding = bound.binding;
        for bound in &binding.operations {
            if !self.is_wanted(&bound.name) {
                continue;
            }
            let declared = bound.operation.and_then(|place| Some((place, port_type.operations.get(place)?)));
            let Some((place, operation)) = declared else {
                self.leave_out_undeclared(binding, bound);
                continue;
            };
            if !known.insert(place) {
                self.leave_out_repeated(bound);
                continue;
            }
            let model::QName { namespace, local } = &port_type.name;
            let selected = Selected { operation, binding: bound, namespace, port_type: local };
            let obstacle = unsupported(self.model, &selected);
            match obstacle.or_else(|| self.header_types.add(self.model, &selected)) {
                None => operations.push((place, selected)),
                Some(obstacle) => self.leave_out(&selected, obstacle),
            }
        }
        operations
    }

    /// Reports an operation that cannot be generated. If a known problem is the cause, the report is added to
    /// that problem; otherwise it is a separate warning.
    fn leave_out(&mut self, selected: &Selected<'m>, obstacle: Obstacle) {
        let (name, span) = (&selected.operation.name, selected.binding.span);
        let Obstacle { reason, hint, cause } = obstacle;
        let message = format!("the operation `{name}` is not generated: {reason}");
        let reported = match cause.and_then(|cause| self.causes.within(cause, self.problems)) {
            Some(problem) => {
                problem.consequence(span, message, [&**name]);
                problem.span.unwrap_or(span)
            }
            None => {
                self.problems.warning(span, message).hint_some(hint);
                span
            }
        };
        self.left_out.push(LeftOut { operation: name.to_string(), span, reason, reported });
    }

    /// Leaves out an operation of a binding that the port type does not declare. The reader has reported the
    /// problem.
    fn leave_out_undeclared(&mut self, binding: &Binding, bound: &BindingOperation) {
        let port_type = &self.model.port_types[binding.port_type];
        let is_missing = self.model.missing.port_types.contains(&binding.port_type);
        let reason = match &*port_type.name.local {
            "" if is_missing => "its binding names no port type".to_owned(),
            name if is_missing => format!("its port type `{name}` is not defined"),
            _ if self.declares(binding.port_type, &bound.name) => {
                "the port type has several operations of this name, but none with this input and output"
                    .to_owned()
            }
            _ => "the port type has no valid operation of this name".to_owned(),
        };
        // The span of a missing port type is that of the reference to it.
        let reported = if is_missing { port_type.span } else { bound.span };
        let reported = match self.causes.within(reported, self.problems) {
            Some(problem) => problem.span.unwrap_or(reported),
            None => reported,
        };
        self.left_out.push(LeftOut { operation: bound.name.to_string(), span: bound.span, reason, reported });
    }

    /// Whether a port type has an operation of the given name.
    fn declares(&mut self, id: PortTypeId, name: &str) -> bool {
        let operations = &self.model.port_types[id].operations;
        let names = || operations.iter().map(|operation| &*operation.name).collect();
        self.declared.or_insert_with(id, names).contains(name)
    }

    /// Leaves out an entry of a binding for an operation that has an earlier entry.
    fn leave_out_repeated(&mut self, bound: &BindingOperation) {
        let reason = "the binding has an earlier entry for this operation".to_owned();
        let message = format!("an entry of the operation `{}` is not generated: {reason}", bound.name);
        self.problems.warning(bound.span, message).hint("remove the entry that the service does not use");
        let (operation, span) = (bound.name.to_string(), bound.span);
        self.left_out.push(LeftOut { operation, span, reason, reported: span });
    }

    /// Whether the user requests operations with this name.
    fn is_wanted(&self, name: &str) -> bool {
        let wanted = &self.config.operations;
        wanted.is_empty() || wanted.iter().any(|pattern| matches(pattern, name))
    }
}

/// Removes suffixes and prefixes of port types: `CalculatorSoap` and `ICalculator` become `Calculator`.
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
    let name = identifiers::camel(name);
    name.strip_suffix("Client").filter(|bare| !bare.is_empty()).map(str::to_owned).unwrap_or(name)
}
