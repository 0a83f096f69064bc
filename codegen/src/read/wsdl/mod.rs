//! WSDL: messages, port types, bindings and services.

mod bindings;
mod definer;
mod demands;
mod messages;
mod policy;
mod protection;
mod security_policy;
mod soap;
mod tokens;
mod transports;

use std::sync::Arc;

use super::{
    declare::id,
    resolve::{Found, Resolver},
    tables::Space,
    tag::Tag,
    unknown, uri,
};
use crate::{
    lists::{CollectVec, PushAll},
    map::Set,
    model::{Binding, BindingKind, Message, Port, PortType, PortTypeId, Service},
    source::Span,
};
use definer::WsdlDefiner;
use policy::Subject;
use protection::Demands;

/// Declared WSDL components: index in the arena, and element.
type Declared<'a> = Vec<(usize, Tag<'a>)>;

/// The children of `definitions`.
const COMPONENTS: &[&str] = &["types", "import", "message", "portType", "binding", "service"];

/// Declares and defines the WSDL components of all documents of the scope.
pub(super) fn define(resolver: &mut Resolver<'_, '_>) {
    let (parts, incomplete, policies, protections) = Default::default();
    let (message_demands, port_type_demands) = Default::default();
    let mut definer = WsdlDefiner {
        resolver,
        parts,
        incomplete,
        policies,
        message_demands,
        port_type_demands,
        protections,
        unknown_encodings: Set::new(),
    };
    definer.define_all();
}

impl<'a> WsdlDefiner<'a, '_, '_> {
    fn define_all(&mut self) {
        let definitions = std::mem::take(&mut self.resolver.declared.definitions);
        let mut messages: Declared<'a> = Vec::new();
        let mut port_types: Declared<'a> = Vec::new();
        let mut bindings: Declared<'a> = Vec::new();
        let mut services = Vec::new();
        for document in &definitions {
            let target = document.attribute("targetNamespace").unwrap_or_default();
            self.check_extensions(*document);
            self.note_policies(*document);
            for child in document.children() {
                match child.wsdl_name() {
                    "message" => messages.push_all(self.declare_wsdl(Space::Message, child, target)),
                    "portType" => port_types.push_all(self.declare_wsdl(Space::PortType, child, target)),
                    "binding" => bindings.push_all(self.declare_wsdl(Space::Binding, child, target)),
                    "service" => services.push((child, target)),
                    "" if child.namespace().is_empty() && COMPONENTS.contains(&child.name()) => {
                        let message = format!("`{}` is in no namespace, and is ignored", child.name());
                        self.warning(child, "", message)
                            .hint(format!("the namespace of WSDL is `{}`", uri::WSDL));
                    }
                    "" | "types" | "import" | "include" | "documentation" => {}
                    name => {
                        self.warning(child, "", format!("unknown element `{name}` is ignored"));
                    }
                }
            }
        }
        for (index, tag) in messages {
            self.define_message(id(index), tag);
            let demands = self.demands(&[&Subject::of(tag)]);
            if !demands.is_empty() {
                self.message_demands.insert(id(index), demands);
            }
        }
        for (index, tag) in port_types {
            self.define_port_type(id(index), tag);
            let demands = self.port_type_demands(id(index), tag);
            if !demands.is_empty() {
                self.port_type_demands.insert(id(index), demands);
            }
        }
        let ids = bindings.iter().map(|(index, _)| id(*index)).collect_vec();
        for (index, tag) in bindings {
            self.define_binding(id(index), tag);
        }
        for (tag, target) in services {
            self.read_service(tag, target);
        }
        self.separate_other_transports(&ids);
        self.report_unprotected_tokens();
    }

    fn declare_wsdl(&mut self, space: Space, tag: Tag<'a>, target: &'a str) -> Option<(usize, Tag<'a>)> {
        let Some(local) = tag.attribute("name").filter(|name| !name.is_empty()) else {
            self.warning(tag, "", format!("{} must have the attribute `name`", space.article()));
            return None;
        };
        if let Some(first) = self.resolver.declared.tables.find(space, target, local) {
            let first = match space {
                Space::Message => self.resolver.model.messages[id(first)].span,
                Space::PortType => self.resolver.model.port_types[id(first)].span,
                _ => self.resolver.model.bindings[id(first)].span,
            };
            if !self.same_text(first, tag) {
                self.warning(tag, "name", format!("a second {} `{local}` is declared", space.noun()))
                    .hint("the first one is used")
                    .related(first, "the first one");
            }
            return None;
        }
        let name = self.resolver.strings.name(target, local);
        let span = tag.span();
        let index = match space {
            Space::Message => {
                self.resolver.model.messages.add(Message { name, parts: Vec::new(), span }).index()
            }
            Space::PortType => {
                let empty = PortType { name, operations: Vec::new(), documentation: None, span };
                self.resolver.model.port_types.add(empty).index()
            }
            _ => {
                // A placeholder: the definition of the binding replaces it and finds the port type.
                let (port_type, kind, operations) = (id(0), BindingKind::Other(None), Vec::new());
                let empty = Binding { name, port_type, kind, operations, demands: Vec::new(), span };
                self.resolver.model.bindings.add(empty).index()
            }
        };
        self.resolver.declared.tables.set(space, target, local, index);
        Some((index, tag))
    }

    /// Whether two declarations have the same text. Tools that copy documents into one another produce such
    /// duplicates.
    fn same_text(&self, first: Span, second: Tag<'a>) -> bool {
        let found = self.resolver.documents.loaded.files.iter().find(|file| file.source == first.source);
        found.is_some_and(|file| {
            let text = second.whole_text();
            file.document.input_text().get(first.start as usize..).is_some_and(|rest| rest.starts_with(text))
        })
    }

    /// The port type that a binding names, or an empty placeholder if the port type is missing.
    fn port_type_of(&mut self, tag: Tag<'a>) -> PortTypeId {
        if tag.attribute("type").is_none() {
            self.warning(tag, "", "a binding must have the attribute `type`");
        }
        let name = match self.resolver.resolve(Space::PortType, tag, "type", None) {
            Found::At(index) => return id(index),
            Found::Missing { namespace, local } => self.resolver.strings.name(namespace, local),
            Found::Nothing => self.resolver.strings.name("", ""),
        };
        // Problems that are caused by the missing port type are found by the position of the reference.
        let span = tag.attribute_span("type");
        let missing = PortType { name, operations: Vec::new(), documentation: None, span };
        let missing = self.resolver.model.port_types.add(missing);
        self.resolver.model.missing.port_types.insert(missing);
        missing
    }

    fn read_service(&mut self, tag: Tag<'a>, target: &'a str) {
        let name = self.resolver.strings.name(target, tag.attribute("name").unwrap_or_default());
        let mut ports = Vec::new();
        // Each port reads the policies of its service. They are found once, because a service may have many ports.
        let subject = Subject::of(tag);
        for child in tag.children().filter(|child| child.wsdl_name() == "port") {
            ports.push_all(self.port(child, &subject));
        }
        if !tag.children().any(|child| child.wsdl_name() == "port") {
            self.warning(tag, "name", "the service has no ports");
        }
        self.check_extensions(tag);
        let documentation = self.documentation_of(tag);
        self.resolver.model.services.push(Service { name, ports, documentation, span: tag.span() });
    }

    fn port(&mut self, tag: Tag<'a>, service: &Subject<'a>) -> Option<Port> {
        let name = self.resolver.strings.arc(tag.attribute("name").unwrap_or_default());
        if tag.attribute("binding").is_none() {
            self.warning(tag, "", "a port must have the attribute `binding`");
            return None;
        }
        let Found::At(binding) = self.resolver.resolve(Space::Binding, tag, "binding", None) else {
            return None;
        };
        let address = tag.children().find(|child| {
            child.name() == "address" && matches!(child.namespace(), uri::SOAP | uri::SOAP12 | uri::HTTP)
        });
        if let Some(address) = address {
            unknown::report_soap_attributes(self.resolver.problems, address);
        }
        let foreign = tag
            .children()
            .find(|child| child.name() == "address" && address.is_none() && child.namespace() != uri::WSDL);
        let is_soap = matches!(self.resolver.model.bindings[id(binding)].kind, BindingKind::Soap { .. });
        if let Some(foreign) = foreign.filter(|_| is_soap) {
            let wrong = match foreign.namespace() {
                "" => "it is in no namespace".to_owned(),
                namespace => format!("`{namespace}` is not SOAP"),
            };
            let message = format!("the address of the port `{name}` is not read: {wrong}");
            let problem = self.resolver.problems.note(foreign.span(), message);
            problem.path(tag.path()).hint("its client has no constant with the address");
        }
        let address = address.and_then(|address| address.attribute("location")).map(Arc::from);
        self.check_extensions(tag);
        let documentation = self.documentation_of(tag);
        let Demands { demands, protected } = self.demands(&[service, &Subject::of(tag)]);
        let (binding, span) = (id(binding), tag.span());
        self.protections.note_port(binding, &demands, protected);
        Some(Port { name, binding, address, demands, documentation, span })
    }
}
