//! Selects the operations that are generated, assigns them to clients, and reports the others with
//! reasons. The plan, the generated documentation and the listing all use this selection.

use std::collections::{BTreeSet, HashMap, HashSet};

pub(crate) use super::selected::{AttachedPart, Selected, attached_parts, body_parts};
use super::{identifiers, unsupported::unsupported};
use crate::{
    config::{Config, matches},
    docs,
    model::{self, Binding, BindingId, BindingKind, Demand, Model, Port, PortTypeId, SoapVersion},
    problem::{Problems, Severity},
    source::Span,
};

/// A port type that is generated.
pub(crate) struct Service<'m> {
    pub(crate) name: String,
    pub(crate) documentation: Vec<String>,
    /// One client for all compatible bindings. The client of the first binding is the first one.
    pub(crate) clients: Vec<Client<'m>>,
    /// The operations of all clients. An operation is listed once for all compatible bindings.
    pub(crate) operations: Vec<Selected<'m>>,
    /// For each operation of the port type, by its index there: its indices in `operations`.
    known_operations: HashMap<usize, Vec<usize>>,
}

/// The client of a group of compatible bindings.
pub(crate) struct Client<'m> {
    /// Name of the first port, or of the binding if it has no port.
    pub(crate) name: &'m str,
    /// The bindings, each with its port.
    pub(crate) bindings: Vec<Bound<'m>>,
    /// The ports with an address, in document order. Further ports with the same address are omitted.
    pub(crate) addresses: Vec<Address<'m>>,
    known_addresses: HashSet<&'m str>,
    pub(crate) version: SoapVersion,
    pub(crate) both_versions: bool,
    /// Indices of the client's operations in the list of the service.
    pub(crate) operations: Vec<usize>,
    /// The indices in `operations`, by the operation's index in the port type.
    known_operations: HashMap<usize, usize>,
}

/// Address of a port.
pub(crate) struct Address<'m> {
    pub(crate) port: &'m str,
    pub(crate) version: SoapVersion,
    pub(crate) address: &'m str,
}

/// A binding together with a port that uses it. A binding that several ports use appears once for each port;
/// `port` is `None` if no port uses it.
#[derive(Clone, Copy)]
pub(crate) struct Bound<'m> {
    pub(crate) id: BindingId,
    pub(crate) binding: &'m Binding,
    pub(crate) port: Option<(&'m model::Service, &'m Port)>,
}

impl<'m> Bound<'m> {
    /// The demands of the policies of the binding and its port.
    fn demands(&self) -> BTreeSet<&'m Demand> {
        self.binding.effective_demands(self.port.map(|(_, port)| port))
    }
}

/// A demand that a client meets without further configuration.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Requirement<'m> {
    pub(crate) demand: &'m Demand,
    /// The version of SOAP of the ports that have the demand; `None` if those of all versions have it.
    pub(crate) only: Option<SoapVersion>,
}

/// An operation that is not generated.
#[derive(Clone, Debug, PartialEq, Eq)]
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

impl<'m> Client<'m> {
    /// Creates a client without bindings.
    fn new(name: &'m str, version: SoapVersion) -> Self {
        Self {
            name,
            bindings: Vec::new(),
            addresses: Vec::new(),
            known_addresses: HashSet::new(),
            version,
            both_versions: false,
            operations: Vec::new(),
            known_operations: HashMap::new(),
        }
    }

    /// Whether the client sends WS-Addressing headers without further configuration.
    pub(crate) fn requires_addressing(&self) -> bool {
        self.requirements().iter().any(|requirement| *requirement.demand != Demand::Mtom)
    }

    /// The demands that the client meets without further configuration, because they concern each of its messages. In
    /// each version of SOAP, they are those of the first port; clients of the other ports are configured.
    pub(crate) fn requirements(&self) -> Vec<Requirement<'m>> {
        let first = |version: SoapVersion| {
            let of_version = |bound: &&Bound<'m>| matches!(bound.binding.kind, BindingKind::Soap { version: its, .. } if its == version);
            self.bindings.iter().find(of_version)
        };
        let (own, other) = match self.version {
            SoapVersion::Soap11 => (SoapVersion::Soap11, SoapVersion::Soap12),
            SoapVersion::Soap12 => (SoapVersion::Soap12, SoapVersion::Soap11),
        };
        let mut requirements: Vec<Requirement<'m>> = Vec::new();
        for version in [own, other] {
            let Some(first) = first(version) else { continue };
            let mut demands = first.demands();
            demands.retain(|demand| demand.is_automatic());
            // One version of WS-Addressing is enough.
            if demands.contains(&Demand::Addressing) {
                demands.remove(&Demand::Addressing2004);
            }
            for demand in demands {
                match requirements.iter_mut().find(|known| known.demand == demand) {
                    Some(known) => known.only = None,
                    None => {
                        let only = self.both_versions.then_some(version);
                        requirements.push(Requirement { demand, only });
                    }
                }
            }
        }
        requirements
    }

    /// Demands of the policies of all bindings and ports. WS-Addressing has a separate note.
    pub(crate) fn demands(&self) -> BTreeSet<&'m Demand> {
        self.bindings.iter().flat_map(Bound::demands).filter(is_other).collect()
    }

    /// Demands of the policies of the first port, which is that of the endpoint, and its binding. Together with those
    /// of other ports, they could be demands that no port has.
    pub(crate) fn first_demands(&self) -> BTreeSet<&'m Demand> {
        self.bindings.first().into_iter().flat_map(Bound::demands).filter(is_other).collect()
    }

    fn add(&mut self, bound: Bound<'m>, version: SoapVersion) {
        self.both_versions |= self.version != version;
        self.bindings.push(bound);
        let address = bound.port.and_then(|(_, port)| Some((port, port.address.as_deref()?)));
        let Some((port, address)) = address.filter(|(_, address)| !address.is_empty()) else { return };
        if self.known_addresses.insert(address) {
            self.addresses.push(Address { port: &port.name, version, address });
        }
    }
}

/// Whether a demand is listed with the others. WS-Addressing has a separate note.
fn is_other(demand: &&Demand) -> bool {
    !matches!(demand, Demand::Addressing | Demand::Addressing2004)
}

/// Selects the operations that the user requests and that can be generated. Reports the others as
/// problems.
pub(crate) fn select<'m>(
    model: &'m Model,
    config: &Config,
    problems: &mut Problems,
    notes: &mut Vec<String>,
) -> Selection<'m> {
    let mut selector =
        Selector { model, config, problems, notes, left_out: Vec::new(), seen: HashMap::new() };
    let mut services: Vec<Service<'m>> = Vec::new();
    let mut places: HashMap<PortTypeId, usize> = HashMap::new();
    let mut others: Vec<&'m Binding> = Vec::new();
    for bound in bindings(model) {
        let BindingKind::Soap { version, .. } = bound.binding.kind else {
            others.push(bound.binding);
            continue;
        };
        let port_type = bound.binding.port_type;
        let place = *places.entry(port_type).or_insert_with(|| {
            services.push(service(model, &bound));
            services.len() - 1
        });
        if let Some(service) = services.get_mut(place) {
            selector.add(service, bound, version);
        }
    }
    services.retain(|service| !service.operations.is_empty());
    selector.report_faults(&services);
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
        let demands: Vec<_> = client.demands().into_iter().map(Demand::to_string).collect();
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
        .collect();
    let with_port: HashSet<BindingId> = of_ports.iter().map(|bound| bound.id).collect();
    let others = model.bindings.iter().filter(|(id, _)| !with_port.contains(id));
    let others = others.map(|(id, binding)| Bound { id, binding, port: None });
    of_ports.into_iter().chain(others).collect()
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
        known_operations: HashMap::new(),
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
    seen: HashMap<BindingId, usize>,
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
            let places = known_places.entry(declared).or_default();
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
        let mut known = HashSet::new();
        for bound in &bound.binding.operations {
            let Some(place) = bound.operation else { continue };
            let Some(operation) = port_type.operations.get(place) else { continue };
            if !self.is_wanted(&operation.name) || !known.insert(place) {
                continue;
            }
            let model::QName { namespace, local } = &port_type.name;
            let selected = Selected { operation, binding: bound, namespace, port_type: local };
            match unsupported(self.model, &selected) {
                None => operations.push((place, selected)),
                Some((reason, hint)) => {
                    let message = format!("`{}` is not generated: {reason}", operation.name);
                    self.problems.warning(bound.span, message).hint_some(hint);
                    self.left_out.push(LeftOut {
                        operation: operation.name.to_string(),
                        span: bound.span,
                        reason,
                        reported: bound.span,
                    });
                }
            }
        }
        operations
    }

    /// Whether the user requests operations with this name.
    fn is_wanted(&self, name: &str) -> bool {
        let wanted = &self.config.operations;
        wanted.is_empty() || wanted.iter().any(|pattern| matches(pattern, name))
    }

    /// Reports faults whose message does not have exactly one part (WSDL 1.1, 3.6).
    fn report_faults(&mut self, services: &[Service<'m>]) {
        let model = self.model;
        let mut reported = HashSet::new();
        let operations = services.iter().flat_map(|service| &service.operations);
        for (selected, fault) in
            operations.flat_map(|one| one.operation.faults.iter().map(move |fault| (one, fault)))
        {
            let message = &model.messages[fault.message];
            let how = match &*message.parts {
                [] => "its message has no part; it is not generated, and its detail remains XML".to_owned(),
                [_] => continue,
                [first, ..] => format!("its message has several parts; only `{}` is generated", first.name),
            };
            if reported.insert(fault.span) {
                let text = format!(
                    "the fault `{}` of `{}` is incomplete: {how}",
                    fault.name, selected.operation.name
                );
                let problem = self.problems.warning(fault.span, text);
                problem
                    .related(message.span, "the message")
                    .hint("a fault is described by a message with one part");
            }
        }
    }

    /// Reports operations that a SOAP binding of their port type omits. If another SOAP binding has the
    /// operation, the report is a note.
    fn report_missing_operations(&mut self) {
        let model = self.model;
        let is_soap = |binding: &&Binding| matches!(binding.kind, BindingKind::Soap { .. });
        let bindings = || model.bindings.iter().map(|(_, binding)| binding).filter(is_soap);
        let places = |binding: &Binding| {
            let port_type = binding.port_type;
            binding
                .operations
                .iter()
                .filter_map(move |bound| Some((port_type, bound.operation?)))
                .collect::<Vec<_>>()
        };
        let bound: HashSet<(PortTypeId, usize)> = bindings().flat_map(places).collect();
        for binding in bindings() {
            let own: HashSet<(PortTypeId, usize)> = places(binding).into_iter().collect();
            let declared = &model.port_types[binding.port_type].operations;
            let lacking =
                declared.iter().enumerate().map(|(place, operation)| ((binding.port_type, place), operation));
            let lacking =
                lacking.filter(|(key, operation)| !own.contains(key) && self.is_wanted(&operation.name));
            let lacking: Vec<_> = lacking.collect();
            let Some((_, first)) = lacking.first() else { continue };
            let elsewhere = lacking.iter().all(|(key, _)| bound.contains(key));
            let severity = if elsewhere { Severity::Note } else { Severity::Warning };
            let names = listed(lacking.iter().map(|(_, operation)| &*operation.name));
            let message = format!("the binding `{}` lacks {names} of its port type", binding.name.local);
            let problem = self.problems.add(severity, binding.span, message);
            problem.related(first.span, "declared here in the port type");
            match elsewhere {
                true => problem
                    .hint("another binding has the operation: do not call it through a port of this binding"),
                false => problem.hint("only a binding defines how messages are sent"),
            };
            for (_, operation) in lacking.into_iter().filter(|(key, _)| !bound.contains(key)) {
                let (operation, span) = (operation.name.to_string(), operation.span);
                let reason = format!("the binding `{}` lacks it", binding.name.local);
                self.left_out.push(LeftOut { operation, span, reason, reported: binding.span });
            }
        }
    }

    /// Reports bindings to other protocols than SOAP, which are not generated. If their operations are
    /// generated over SOAP with the same names, as in most ASP.NET contracts, the report is a note.
    fn report_other_protocols(&mut self, others: &[&'m Binding], services: &[Service<'m>]) {
        let generated: HashSet<&str> =
            services.iter().flat_map(|service| &service.operations).map(|one| &*one.operation.name).collect();
        let mut reported = HashSet::new();
        for binding in others.iter().filter(|binding| reported.insert(binding.span)) {
            let how = match &binding.kind {
                BindingKind::Http(verb) if verb.is_empty() => "uses HTTP without SOAP".to_owned(),
                BindingKind::Http(verb) => format!("uses HTTP {verb} without SOAP"),
                BindingKind::Other(Some(namespace)) => format!("uses an unknown protocol, `{namespace}`"),
                _ => "declares no protocol".to_owned(),
            };
            let wanted: Vec<_> =
                binding.operations.iter().filter(|bound| self.is_wanted(&bound.name)).collect();
            if wanted.is_empty() {
                continue;
            }
            let left_out = wanted.iter().filter(|bound| !generated.contains(&*bound.name));
            let left_out: Vec<_> = left_out.collect();
            let elsewhere = left_out.is_empty();
            let severity = if elsewhere { Severity::Note } else { Severity::Warning };
            let message = format!("the binding `{}` {how}, and is not generated", binding.name.local);
            let problem = self.problems.add(severity, binding.span, message);
            match elsewhere {
                true => problem.hint("operations with the same names are generated over SOAP"),
                false => {
                    problem.hint(format!("left out: {}", listed(left_out.iter().map(|bound| &*bound.name))))
                }
            };
            for bound in left_out {
                let (operation, span) = (bound.name.to_string(), bound.span);
                let reason = format!("the binding `{}` {how}", binding.name.local);
                self.left_out.push(LeftOut { operation, span, reason, reported: binding.span });
            }
        }
    }
}

/// The first few names, in backticks.
fn listed<'n>(names: impl Iterator<Item = &'n str>) -> String {
    const SHOWN: usize = 5;
    let names: Vec<_> = names.collect();
    let shown = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} others"),
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
