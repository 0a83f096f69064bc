//! Port types as clients, operations as methods and as types of their own; which module holds what.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Body, Client, FaultVariant, Faults, HeaderNames, Item, ItemRef, Method, ModuleId, Operation,
    OperationMessage, Plan, Ty, boxing,
    content::{Fields, Member, option},
    docs,
    headers::{Direction, Headers},
    names::Scope,
    reach::{Reached, Walk},
    types::Planner,
    words,
};
use crate::{
    config::matches,
    model::{
        Binding, BindingId, BindingKind, BindingMessage, BindingOperation, ComplexContent, Element,
        ElementId, MessageId, Model, Occurs, OperationKind, Owner, PartContent, Particle, PortTypeId, QName,
        SoapVersion, Style, Term, TypeId, TypeKind, UseKind,
    },
};

/// A port type that becomes a client.
pub(super) struct Service<'m> {
    pub(super) name: String,
    pub(super) documentation: Vec<String>,
    pub(super) endpoint: Option<String>,
    pub(super) version: SoapVersion,
    pub(super) both_versions: bool,
    pub(super) operations: Vec<Selected<'m>>,
}

/// An operation that is generated.
#[derive(Clone, Copy)]
pub(super) struct Selected<'m> {
    pub(super) operation: &'m crate::model::Operation,
    pub(super) binding: &'m BindingOperation,
    pub(super) namespace: &'m str,
}

/// Which module holds what.
pub(super) struct Layout {
    pub(super) root: ModuleId,
    /// The module of the operations of each service.
    pub(super) operations: Vec<ModuleId>,
    /// The client of each service, in the module of the service: the root where there is one service.
    clients: Vec<ItemRef>,
    /// The headers of all services.
    pub(super) request_headers: Headers,
    pub(super) reply_headers: Headers,
    /// The types of body elements.
    messages: BTreeSet<TypeId>,
}

impl Layout {
    /// Whether a type is that of a body element and nothing else.
    pub(super) fn is_message(&self, model: &Model, id: TypeId) -> bool {
        model.types[id].name.is_none() && self.messages.contains(&id)
    }
}

impl<'m> Selected<'m> {
    fn input(&self) -> Option<(MessageId, &'m BindingMessage)> {
        Some((self.operation.input.as_ref()?.0, self.binding.input.as_ref()?))
    }

    fn output(&self) -> Option<(MessageId, &'m BindingMessage)> {
        Some((self.operation.output.as_ref()?.0, self.binding.output.as_ref()?))
    }

    fn messages(&self) -> impl Iterator<Item = (MessageId, &'m BindingMessage)> {
        self.input().into_iter().chain(self.output())
    }
}

impl<'a> Planner<'a> {
    /// The port types that become clients, each with the operations that the user wants and that can be generated.
    pub(super) fn select_services(&mut self) -> Vec<Service<'a>> {
        let mut services: Vec<(PortTypeId, Service<'a>)> = Vec::new();
        for (binding, address, documentation) in self.bound() {
            let model = self.model;
            let binding: &'a Binding = &model.bindings[binding];
            let BindingKind::Soap { version, .. } = binding.kind else { continue };
            let known = services.iter_mut().find(|(port_type, _)| *port_type == binding.port_type);
            if let Some((_, service)) = known {
                service.both_versions |= service.version != version;
                service.endpoint = service.endpoint.take().or(address);
                // Another binding may have operations that the first one leaves out.
                let more = self.operations_of(binding, &service.operations);
                service.operations.extend(more);
                continue;
            }
            let service = self.service(binding, version, address, documentation);
            services.push((binding.port_type, service));
        }
        services.retain(|(_, service)| !service.operations.is_empty());
        for pattern in &self.config.operations {
            let used = self.model.port_types.iter().flat_map(|(_, port_type)| &port_type.operations);
            if !used.into_iter().any(|operation| matches(pattern, &operation.name)) {
                self.notes.push(format!("no operation matches `{pattern}`"));
            }
        }
        services.into_iter().map(|(_, service)| service).collect()
    }

    /// The bindings of all ports with their addresses, then those that no port has.
    fn bound(&self) -> Vec<(BindingId, Option<String>, Option<&'a str>)> {
        let model = self.model;
        let of_port = |id: BindingId| {
            model.services.iter().flat_map(|service| &service.ports).any(|port| port.binding == id)
        };
        let others = model.bindings.iter().map(|(id, _)| id).filter(|id| !of_port(*id));
        let ports =
            model.services.iter().flat_map(|service| service.ports.iter().map(move |port| (service, port)));
        ports
            .map(|(service, port)| {
                (port.binding, port.address.as_deref().map(str::to_owned), service.documentation.as_deref())
            })
            .chain(others.map(|id| (id, None, None)))
            .collect()
    }

    fn service(
        &mut self,
        binding: &'a Binding,
        version: SoapVersion,
        endpoint: Option<String>,
        documentation: Option<&'a str>,
    ) -> Service<'a> {
        let port_type = &self.model.port_types[binding.port_type];
        let operations = self.operations_of(binding, &[]);
        let documentation = [port_type.documentation.as_deref(), documentation]
            .into_iter()
            .flatten()
            .map(|text| docs::read(text).text);
        Service {
            name: client_name(&port_type.name.local),
            documentation: documentation.into_iter().find(|lines| !lines.is_empty()).unwrap_or_default(),
            endpoint,
            version,
            both_versions: false,
            operations,
        }
    }

    /// The operations of a binding that are wanted and can be generated, without those that are known.
    fn operations_of(&mut self, binding: &'a Binding, known: &[Selected<'a>]) -> Vec<Selected<'a>> {
        let port_type = &self.model.port_types[binding.port_type];
        let mut operations = Vec::new();
        for bound in &binding.operations {
            let Some(operation) = bound.operation.and_then(|place| port_type.operations.get(place)) else {
                continue;
            };
            let wanted = &self.config.operations;
            if (!wanted.is_empty() && !wanted.iter().any(|pattern| matches(pattern, &operation.name)))
                || known.iter().chain(&operations).any(|known| std::ptr::eq(known.operation, operation))
            {
                continue;
            }
            let selected = Selected { operation, binding: bound, namespace: &port_type.name.namespace };
            match unsupported(&selected) {
                None => operations.push(selected),
                Some(reason) => {
                    self.problems
                        .warning(bound.span, format!("`{}` is not generated: {reason}", operation.name));
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
        if self.config.all_types {
            for (id, definition) in model.types.iter() {
                if definition.name.is_some() && model.as_builtin(id).is_none() {
                    walk.add_type(id);
                    walk.follow();
                }
            }
        }
        walk.finish()
    }

    /// Makes the modules and gives every item its module and its name.
    pub(super) fn lay_out(&mut self, services: &[Service<'a>]) -> Layout {
        let root = self.add_module(ModuleId(0), "", Vec::new());
        let single = services.len() == 1;
        let mut modules = Vec::new();
        let mut operations = Vec::new();
        let mut clients = Vec::new();
        for service in services {
            let module = match single {
                true => root,
                false => {
                    let docs = vec![format!("The service `{}`.", service.name)];
                    self.add_module(root, &words::snake(&service.name), docs)
                }
            };
            modules.push(module);
            let name = format!("{}Client", service.name);
            let client = self.claim_item(module, &name, &name, "");
            let docs = vec![format!("The operations of [`{}`], each a type of its own.", client.ident)];
            operations.push(self.add_module(module, "operations", docs));
            clients.push(client);
        }
        let homes = message_homes(self.model, services, &modules);
        let mut layout = Layout {
            root,
            operations,
            clients,
            request_headers: Headers::collect(self.model, services, Direction::Request, self.problems),
            reply_headers: Headers::collect(self.model, services, Direction::Reply, self.problems),
            messages: homes.keys().copied().collect(),
        };
        layout.request_headers.claim(self, root, "RequestHeaders");
        layout.reply_headers.claim(self, root, "ReplyHeaders");
        let modules: Vec<_> = layout.clients.iter().map(|client| client.module).collect();
        self.name_types(root, &homes, &modules);
        layout
    }

    fn name_types(&mut self, root: ModuleId, homes: &BTreeMap<TypeId, Vec<ModuleId>>, services: &[ModuleId]) {
        let model = self.model;
        let apart = self.apart();
        let outermost: BTreeMap<TypeId, TypeId> = self
            .reached
            .items
            .iter()
            .chain(&self.reached.dictionaries)
            .map(|id| (*id, self.outermost(*id)))
            .collect();
        let shared: BTreeSet<_> = outermost
            .values()
            .filter(|id| !homes.contains_key(id) && !apart.contains_key(id))
            .map(|id| model.types[*id].namespace.clone())
            .collect();
        let mut namespaces = BTreeMap::new();
        for namespace in &shared {
            let module = match shared.len() {
                1 => root,
                _ => {
                    let docs = match namespace.is_empty() {
                        true => vec!["Types without a namespace.".to_owned()],
                        false => vec![format!("Types of the namespace `{namespace}`.")],
                    };
                    self.add_module(root, &words::snake(&words::namespace_word(namespace)), docs)
                }
            };
            namespaces.insert(namespace.clone(), module);
        }
        let home = |id: &TypeId| {
            let outermost = outermost.get(id)?;
            match homes.get(outermost).map(Vec::as_slice) {
                Some([first, ..]) => Some(*first),
                _ if apart.contains_key(outermost) => services.get(*apart.get(outermost)?).copied(),
                _ => namespaces.get(&model.types[*outermost].namespace).copied(),
            }
        };
        for id in self.reached.items.clone() {
            let Some(module) = home(&id) else { continue };
            let name = self.type_name(id);
            let kind = if model.types[id].name.is_some() { "Type" } else { "Element" };
            let item = self.claim_item(module, &name, &name, kind);
            self.items.insert(id, item);
            for other in homes.get(&id).into_iter().flatten().skip(1) {
                let item = self.claim_item(*other, &name, &name, kind);
                self.copies.insert((id, *other), item);
            }
        }
        for id in self.reached.polymorphic.clone() {
            let Some(module) = home(&id) else { continue };
            let name = format!("Any{}", self.type_name(id));
            let item = self.claim_item(module, &name, &name, "Type");
            self.variants.insert(id, item);
        }
        for id in self.reached.dictionaries.clone() {
            let Some(module) = home(&id) else { continue };
            let name = words::screaming(&self.type_name(id));
            let item = self.claim_item(module, &name, &name, "_PAIRS");
            self.pairs.insert(id, item);
        }
    }

    /// The types that differ under one name, each with the first service that needs it and whose module holds it.
    fn apart(&self) -> BTreeMap<TypeId, usize> {
        let mut by_name: BTreeMap<&QName, Vec<(TypeId, usize)>> = BTreeMap::new();
        for (id, service) in &self.reached.services {
            if let Some(name) = &self.model.types[*id].name {
                by_name.entry(name).or_default().push((*id, *service));
            }
        }
        by_name.into_values().filter(|types| types.len() > 1).flatten().collect()
    }

    /// The global type, or the type of a global element, that a type stands in.
    pub(super) fn outermost(&self, id: TypeId) -> TypeId {
        let mut id = id;
        for _ in 0..super::reach::DEPTH {
            match self.parents.get(&id) {
                Some(parent) => id = *parent,
                None => break,
            }
        }
        id
    }

    /// Plans the clients, the operations, and the headers and message types that they need.
    pub(super) fn plan_services(
        &mut self,
        services: &[Service<'a>],
        layout: &Layout,
    ) -> Vec<(ModuleId, Client)> {
        let success = layout.reply_headers.success(self, services);
        let mut clients = Vec::new();
        let modules = layout.clients.iter().zip(&layout.operations);
        for (service, (client, operations)) in services.iter().zip(modules) {
            let module = &client.module;
            let mut methods = Scope::with(CLIENT_METHODS);
            let mut planned = Vec::new();
            for selected in &service.operations {
                planned.push(self.operation(
                    selected,
                    layout,
                    *module,
                    *operations,
                    success.as_deref(),
                    &mut methods,
                ));
            }
            let mut docs = service.documentation.clone();
            if docs.is_empty() {
                docs.push(format!("A client of the service `{}`.", service.name));
            }
            if let Some(endpoint) = &service.endpoint {
                docs.extend([String::new(), format!("Endpoint in the contract: `{endpoint}`.")]);
            }
            let has_headers = planned.iter().any(|method| method.headers);
            clients.push((
                *module,
                Client {
                    ident: client.ident.clone(),
                    docs,
                    endpoint: service.endpoint.clone(),
                    version: service.version,
                    both_versions: service.both_versions,
                    headers: has_headers.then(|| layout.request_headers.ty()),
                    methods: planned,
                },
            ));
        }
        clients
    }

    fn operation(
        &mut self,
        selected: &Selected<'a>,
        layout: &Layout,
        module: ModuleId,
        operations: ModuleId,
        success: Option<&str>,
        methods: &mut Scope,
    ) -> Method {
        let operation = selected.operation;
        let name = operation.name.to_string();
        let item =
            self.claim_item(operations, &format!("operations/{name}"), &words::camel(&name), "Operation");
        let wanted = self.renamed(&format!("client/{name}")).unwrap_or_else(|| words::snake(&name));
        let ident = methods.claim(&wanted, "_operation");
        let said = operation.documentation.as_deref().map(docs::read).unwrap_or_default();
        self.keep_documentation(selected, &said);
        let mut docs = said.text;
        if docs.is_empty() {
            docs.push(format!("Calls `{name}`."));
        }
        if !said.returns.is_empty() {
            docs.push(String::new());
            docs.push("Returns:".to_owned());
            docs.extend(said.returns);
        }
        docs.extend([String::new(), format!("`{name}`")]);
        let request = self.message(
            selected,
            selected.input(),
            &words::camel(&name),
            module,
            operations,
            &layout.request_headers,
        );
        let reply = matches!(operation.kind, OperationKind::RequestResponse).then(|| {
            let name = format!("{}Response", words::camel(&name));
            self.message(selected, selected.output(), &name, module, operations, &layout.reply_headers)
        });
        let method = Method {
            ident,
            docs,
            request: request.ty.clone(),
            operation: item.clone(),
            headers: request.headers.is_some(),
        };
        let faults = self.faults(selected, module, operations);
        let action =
            selected.binding.action.as_deref().or(operation.input_action.as_deref()).unwrap_or_default();
        let succeeded = success.filter(|_| reply.as_ref().is_some_and(|reply| reply.headers_ty != Ty::Unit));
        self.add_item(
            operations,
            Item::Operation(Box::new(Operation {
                ident: item.ident,
                docs: vec![format!("The operation `{name}`.")],
                name,
                action: action.to_owned(),
                request,
                reply,
                faults,
                succeeded: succeeded.map(str::to_owned),
            })),
        );
        method
    }

    /// What the documentation of an operation says of its parameters and result belongs to the members of the messages.
    fn keep_documentation(&mut self, selected: &Selected<'a>, said: &docs::Docs) {
        let name = &selected.operation.name;
        for id in self.body_types(selected.input()) {
            self.message_docs.entry(id).or_insert_with(|| format!("The request of `{name}`."));
            for (parameter, lines) in &said.parameters {
                self.member_docs.insert((id, parameter.to_lowercase()), lines.clone());
            }
        }
        for id in self.body_types(selected.output()) {
            self.message_docs.entry(id).or_insert_with(|| format!("The reply of `{name}`."));
            let only = only_member(self.model, id).filter(|_| !said.returns.is_empty());
            if let Some(member) = only {
                self.member_docs.insert((id, member.to_lowercase()), said.returns.clone());
            }
        }
    }

    /// The types of the elements in the body of a message.
    fn body_types(&self, message: Option<(MessageId, &'a BindingMessage)>) -> Vec<TypeId> {
        let Some((message, bound)) = message else { return Vec::new() };
        let parts = body_parts(self.model, message, bound).into_iter();
        parts
            .filter_map(|part| match part.content {
                PartContent::Element(element) => Some(self.model.elements[element].type_id),
                _ => None,
            })
            .collect()
    }

    /// How a message goes into the body, and its type.
    fn message(
        &mut self,
        selected: &Selected<'a>,
        message: Option<(MessageId, &'a BindingMessage)>,
        name: &str,
        module: ModuleId,
        operations: ModuleId,
        headers: &Headers,
    ) -> OperationMessage {
        let Some((message, bound)) = message else {
            return OperationMessage { ty: Ty::Unit, body: Body::Empty, headers_ty: Ty::Unit, headers: None };
        };
        let model = self.model;
        let used = Headers::names(model, bound);
        let headers_ty = if used.is_empty() { Ty::Unit } else { headers.ty() };
        let used = headers.is_request().then_some(used).and_then(|used| self.header_names(&used, operations));
        let parts = body_parts(model, message, bound);
        let (ty, body) = match (selected.binding.style, parts.as_slice()) {
            (Style::Rpc, parts) => self.rpc_body(selected, bound, parts, name, module, operations),
            (Style::Document, []) => (Ty::Unit, Body::Empty),
            (Style::Document, [part]) => match part.content {
                PartContent::Element(element) => self.element_body(element, module, operations),
                PartContent::Type(_) if bound.body.usage == UseKind::Encoded => {
                    (self.parts_record(&parts, name, module), Body::Parts)
                }
                PartContent::Type(id) => (self.value_ty(id), Body::Parts),
                PartContent::Missing => (Ty::Unit, Body::Empty),
            },
            (Style::Document, parts) => (self.parts_record(parts, name, module), Body::Parts),
        };
        OperationMessage { ty, body, headers_ty, headers: used }
    }

    /// The constant with these names, which operations that declare the same headers share.
    fn header_names(&mut self, names: &[QName], operations: ModuleId) -> Option<ItemRef> {
        if names.is_empty() {
            return None;
        }
        let names: Vec<_> = names.iter().map(|name| self.wire(operations, name)).collect();
        let items = self.modules.get(operations.0).map(|module| module.items.as_slice()).unwrap_or_default();
        let known = items.iter().find_map(|item| match item {
            Item::HeaderNames(known) if known.names == names => Some(known.ident.clone()),
            _ => None,
        });
        if let Some(ident) = known {
            return Some(ItemRef { module: operations, ident });
        }
        let ident = self.scopes.get_mut(operations.0)?.claim("HEADERS", "");
        self.add_item(operations, Item::HeaderNames(HeaderNames { ident: ident.clone(), names }));
        Some(ItemRef { module: operations, ident })
    }

    fn element_body(&mut self, element: ElementId, module: ModuleId, operations: ModuleId) -> (Ty, Body) {
        let element = &self.model.elements[element];
        let ty = match self.copies.get(&(element.type_id, module)) {
            Some(copy) => Ty::Item(copy.clone()),
            None => self.element_ty(element),
        };
        (ty, Body::Element(self.wire(operations, &element.name)))
    }

    fn element_ty(&mut self, element: &Element) -> Ty {
        let ty = self.value_ty(element.type_id);
        let path = element.name.local.to_string();
        let ty =
            if self.is_secret(&path, &path, element.type_id) { Ty::Generic("Secret", vec![ty]) } else { ty };
        if element.nillable { option(ty) } else { ty }
    }

    fn rpc_body(
        &mut self,
        selected: &Selected<'a>,
        bound: &BindingMessage,
        parts: &[&'a crate::model::Part],
        name: &str,
        module: ModuleId,
        operations: ModuleId,
    ) -> (Ty, Body) {
        let namespace = bound.body.namespace.as_deref().unwrap_or(selected.namespace);
        let wrapper = match selected.input().is_some_and(|(_, input)| std::ptr::eq(input, bound)) {
            true => selected.operation.name.to_string(),
            false => format!("{}Response", selected.operation.name),
        };
        let ty = self.parts_record(parts, name, module);
        let name = self.wire(operations, &QName::new(namespace, wrapper));
        let body = match bound.body.usage {
            UseKind::Encoded => Body::Encoded(name),
            UseKind::Literal => Body::Element(name),
        };
        (ty, body)
    }

    /// A record whose fields are the parts of a message.
    fn parts_record(&mut self, parts: &[&'a crate::model::Part], name: &str, module: ModuleId) -> Ty {
        let model = self.model;
        let item = self.claim_item(module, name, name, "Message");
        let mut fields = Fields::new(name, module, None);
        for part in parts {
            match part.content {
                PartContent::Element(element) => {
                    self.member(&mut fields, &Member::of(&model.elements[element], Occurs::ONCE));
                }
                PartContent::Type(type_id) => {
                    // Parts with a type are unqualified (WS-I Basic Profile 1.1, R2735), and nil where a stack has nothing to say.
                    let name = QName::new("", part.name.clone());
                    let documentation = part.documentation.as_deref();
                    let occurs = Occurs::ONCE;
                    let member = Member {
                        name: &name,
                        type_id,
                        occurs,
                        nillable: false,
                        documentation,
                        default: None,
                    };
                    self.member(&mut fields, &member);
                }
                PartContent::Missing => {}
            }
        }
        let record = fields.record(&item.ident, vec![format!("The message of `{name}`.")], self.derives());
        self.add_item(module, Item::Record(record));
        Ty::Item(item)
    }

    /// The enum over the faults that an operation declares.
    fn faults(&mut self, selected: &Selected<'a>, module: ModuleId, _operations: ModuleId) -> Option<Ty> {
        let model = self.model;
        let mut scope = Scope::default();
        let mut variants = Vec::new();
        for fault in &selected.operation.faults {
            let Some(part) = model.messages[fault.message].parts.first() else { continue };
            let PartContent::Element(element) = part.content else { continue };
            let element = &model.elements[element];
            let ident = scope.claim(&words::camel(&fault.name), "Fault");
            let docs = fault
                .documentation
                .as_deref()
                .map(|text| docs::read(text).text)
                .filter(|lines| !lines.is_empty());
            let docs = docs.unwrap_or_else(|| vec![format!("The fault `{}`.", fault.name)]);
            let ty = self.value_ty(element.type_id);
            variants.push(FaultVariant { ident, docs, name: self.wire(module, &element.name), ty });
        }
        if variants.is_empty() {
            return None;
        }
        let name = format!("{}Fault", words::camel(&selected.operation.name));
        let item = self.claim_item(module, &name, &name, "Enum");
        let docs = vec![format!("The faults that `{}` declares.", selected.operation.name)];
        let faults = Faults { ident: item.ident.clone(), docs, derives: self.derives(), variants };
        self.add_item(module, Item::Faults(faults));
        Some(Ty::Item(item))
    }

    /// Puts everything into its order and counts it.
    pub(super) fn finish(mut self, layout: &Layout, clients: Vec<(ModuleId, Client)>) -> Plan {
        layout.request_headers.plan(&mut self, layout.root, "What requests carry in the SOAP header.");
        layout.reply_headers.plan(&mut self, layout.root, "What replies carry in the SOAP header.");
        let mut counts = super::Counts { clients: clients.len(), ..Default::default() };
        for (module, client) in clients {
            counts.operations += client.methods.len();
            if let Some(module) = self.modules.get_mut(module.0) {
                module.items.insert(0, Item::Client(client));
            }
        }
        boxing::settle(&mut self.modules);
        let is_type = |item: &&Item| {
            !matches!(item, Item::Client(_) | Item::Operation(_) | Item::Pairs(_) | Item::HeaderNames(_))
        };
        counts.types = self.modules.iter().map(|module| module.items.iter().filter(is_type).count()).sum();
        for path in self.config.renames.keys().filter(|path| !self.used_renames.contains(*path)) {
            self.notes.push(format!("nothing is called `{path}`, which `rename` names"));
        }
        for path in self.config.secrets.keys().filter(|path| !self.used_secrets.contains(*path)) {
            self.notes.push(format!("no text member is called `{path}`, which `secret` names"));
        }
        Plan { modules: self.modules, notes: self.notes, counts }
    }
}

/// Methods that every client has.
const CLIENT_METHODS: &[&str] = &["new", "new_soap11", "new_soap12", "from_client", "with", "with_headers"];

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
    let messages = || std::iter::once(input).chain(output);
    // A multipart message without further parts is its envelope.
    if messages().any(|message| message.mime.as_ref().is_some_and(|mime| !mime.parts.is_empty())) {
        return Some("it has MIME parts");
    }
    None
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

/// The modules of each type of a body element: those of the services that use it.
fn message_homes(
    model: &Model,
    services: &[Service<'_>],
    modules: &[ModuleId],
) -> BTreeMap<TypeId, Vec<ModuleId>> {
    let mut homes: BTreeMap<TypeId, Vec<ModuleId>> = BTreeMap::new();
    for (service, module) in services.iter().zip(modules) {
        for selected in &service.operations {
            for (message, bound) in selected.messages() {
                for part in body_parts(model, message, bound) {
                    let PartContent::Element(element) = part.content else { continue };
                    let id = model.elements[element].type_id;
                    if model.types[id].name.is_none() && model.types[id].owner != Owner::Global {
                        let homes = homes.entry(id).or_default();
                        if !homes.contains(module) {
                            homes.push(*module);
                        }
                    }
                }
            }
        }
    }
    homes
}

/// The name of the only member of a type.
fn only_member(model: &Model, id: TypeId) -> Option<String> {
    let TypeKind::Complex(complex) = &model.types[id].kind else { return None };
    let ComplexContent::Elements(particle) = &complex.content else { return None };
    let Term::Group(_, particles) = &particle.term else { return None };
    match particles.as_slice() {
        [Particle { term: Term::Element(element), .. }] => {
            Some(model.elements[*element].name.local.to_string())
        }
        _ => None,
    }
}
