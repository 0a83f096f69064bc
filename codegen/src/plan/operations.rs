//! Clients with their methods, operations as types of their own, and the messages that they exchange.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{
    Body, Client, Content, Endpoint, FaultVariant, Faults, HeaderNames, Item, ItemRef, Method, Module,
    ModuleId, Operation, OperationMessage, Plan, Ty, boxing, defaults, derives,
    fields::{Fields, Member, option},
    headers::Headers,
    layout::Layout,
    names::Scope,
    selection::{self, LeftOut, Selected, Service, body_parts},
    soap_encoded::{self, Accessors},
    types::Planner,
    words,
};
use crate::source::Span;
use crate::{
    docs,
    model::{
        BindingMessage, ComplexContent, Element, ElementId, MessageId, Model, Occurs, OperationKind,
        PartContent, Particle, QName, SoapVersion, Style, Term, TypeId, TypeKind, UseKind,
    },
};

/// Which of the types of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Role {
    Request,
    Reply,
    Faults,
}

/// A type of an operation, by which bindings share it: the place of the operation, the role, whether it is encoded, and the
/// places of the parts that it consists of.
pub(super) type OperationKey = (Span, Role, bool, Vec<Span>);

/// Where the items of a service go, and how many headers its requests have.
#[derive(Clone, Copy)]
struct Home {
    module: ModuleId,
    operations: ModuleId,
    headers: usize,
}

impl<'a> Planner<'a> {
    /// Plans the clients, the operations, and the headers and message types that they need.
    pub(super) fn plan_services(
        &mut self,
        services: &[Service<'a>],
        layout: &Layout,
    ) -> Vec<(ModuleId, Client)> {
        let mut clients = Vec::new();
        let places =
            layout.clients.iter().zip(&layout.endpoints).zip(layout.modules.iter().zip(&layout.operations));
        for (service, ((idents, endpoints), (module, operations))) in services.iter().zip(places) {
            let headers = request_headers(self.model, service);
            let home = Home { module: *module, operations: *operations, headers };
            let mut planned: HashMap<usize, Method> = HashMap::new();
            for (client, (ident, endpoints)) in service.clients.iter().zip(idents.iter().zip(endpoints)) {
                // Operations that differ from those of the first client are told apart by the port.
                let port = if planned.is_empty() { String::new() } else { words::camel(client.name) };
                let mut names = Scope::with(&self.letters, CLIENT_METHODS);
                let mut methods = Vec::new();
                for place in &client.operations {
                    let Some(selected) = service.operations.get(*place) else { continue };
                    let known = planned.get(place).cloned();
                    let mut method = known.unwrap_or_else(|| self.operation(selected, layout, home, &port));
                    planned.insert(*place, method.clone());
                    let name = &selected.operation.name;
                    let wanted = self.renamed(&format!("client/{name}")).unwrap_or_else(|| method_name(name));
                    method.ident = names.claim(&wanted, "_operation");
                    methods.push(method);
                }
                clients.push((*module, self.client(service, client, ident, endpoints, methods, layout)));
            }
        }
        clients
    }

    /// The client of the bindings of a service that agree.
    fn client(
        &self,
        service: &Service<'_>,
        client: &selection::Client<'_>,
        ident: &ItemRef,
        endpoints: &[ItemRef],
        methods: Vec<Method>,
        layout: &Layout,
    ) -> Client {
        let mut docs = service.documentation.clone();
        if docs.is_empty() {
            docs.push(format!("A client of the service `{}`.", service.name));
        }
        if service.clients.len() > 1 {
            let bindings = client.bindings.iter().map(|bound| docs::code(&bound.binding.name.local));
            let bindings = bindings.collect::<Vec<_>>().join(" and ");
            docs.extend([String::new(), format!("It fits ports with the binding {bindings}.")]);
        }
        let port = client.addresses.first();
        if let Some(port) = port {
            docs.extend([String::new(), format!("Endpoint in the contract: {}.", docs::code(port.address))]);
        }
        Client {
            ident: ident.ident.clone(),
            docs,
            endpoint: port.map(|port| port.address.to_owned()),
            endpoint_item: endpoints.first().cloned(),
            version: client.version,
            both_versions: client.both_versions,
            headers: methods.iter().any(|method| method.headers).then(|| layout.request_headers.ty()),
            methods,
        }
    }

    /// Plans an operation; `port` tells it from one of the same name that another binding carries differently.
    fn operation(&mut self, selected: &Selected<'a>, layout: &Layout, home: Home, port: &str) -> Method {
        let operation = selected.operation;
        let name = operation.name.to_string();
        let rust_name = format!("{}{port}", words::camel(&name));
        let path = format!("operations/{name}{port}");
        let item = self.claim_item(home.operations, &path, &rust_name, "Operation");
        let said = operation.documentation.as_deref().map(docs::read).unwrap_or_default();
        self.keep_documentation(selected, &said, home.module);
        let mut docs = said.text;
        let is_documented = !docs.is_empty();
        if !is_documented {
            docs.push(format!("Calls {}.", docs::code(&name)));
        }
        if !said.returns.is_empty() {
            docs.push(String::new());
            docs.push("Returns:".to_owned());
            docs.extend(said.returns);
        }
        if is_documented {
            docs.extend([String::new(), docs::code(&name)]);
        }
        self.find_secret_reply(selected, &rust_name);
        let request = self.message(selected, selected.input(), &rust_name, home, &layout.request_headers);
        let reply = matches!(operation.kind, OperationKind::RequestResponse).then(|| {
            let name = format!("{rust_name}Response");
            self.message(selected, selected.output(), &name, home, &layout.reply_headers)
        });
        let method = Method {
            // The scope of each client names it.
            ident: String::new(),
            docs,
            request: request.ty.clone(),
            takes_request: request.ty != Ty::Unit,
            operation: item.clone(),
            headers: request.headers.is_some(),
        };
        let faults = self.faults(selected, &rust_name, home.module);
        let action =
            selected.binding.action.as_deref().or(operation.input_action.as_deref()).unwrap_or_default();
        let succeeded = layout
            .success
            .as_deref()
            .filter(|_| reply.as_ref().is_some_and(|reply| reply.headers_ty != Ty::Unit));
        self.add_item(
            home.operations,
            Item::Operation(Box::new(Operation {
                ident: item.ident,
                docs: vec![format!("The operation {}.", docs::code(&name))],
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
    fn keep_documentation(&mut self, selected: &Selected<'a>, said: &docs::Docs, module: ModuleId) {
        let name = &selected.operation.name;
        for id in self.body_types(selected.input()) {
            self.say(id, module, ("request", name), &said.parameters);
        }
        for id in self.body_types(selected.output()) {
            let only = only_member(self.model, id).filter(|_| !said.returns.is_empty());
            let members: Vec<_> = only.into_iter().map(|member| (member, said.returns.clone())).collect();
            self.say(id, module, ("reply", name), &members);
        }
    }

    /// Notes what an operation of the service in `module` says of a type.
    fn say(
        &mut self,
        id: TypeId,
        module: ModuleId,
        (role, operation): (&'static str, &str),
        members: &[(String, Vec<String>)],
    ) {
        for place in [Some(module), None] {
            let said = self.said.entry((id, place)).or_default();
            if said.known.insert((role, operation.to_owned())) {
                match said.messages.iter_mut().find(|(known, _)| *known == role) {
                    Some((_, names)) => names.push(operation.to_owned()),
                    None => said.messages.push((role, vec![operation.to_owned()])),
                }
            }
            for (member, lines) in members {
                said.members.entry(member.to_lowercase()).or_insert_with(|| lines.clone());
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
        home: Home,
        headers: &Headers,
    ) -> OperationMessage {
        let Some((message, bound)) = message else {
            return OperationMessage { ty: Ty::Unit, body: Body::Empty, headers_ty: Ty::Unit, headers: None };
        };
        let model = self.model;
        let used = Headers::names(model, bound);
        let headers_ty = if used.is_empty() { Ty::Unit } else { headers.ty() };
        let used = headers.is_request().then_some(used).and_then(|used| self.header_names(&used, name, home));
        let parts = body_parts(model, message, bound);
        let is_encoded = bound.body.usage == UseKind::Encoded;
        let (ty, body) = match (selected.binding.style, parts.as_slice()) {
            (Style::Rpc, parts) => self.rpc_body(selected, bound, parts, name, home),
            (Style::Document, []) => (Ty::Unit, Body::Empty),
            (Style::Document, [part]) => match part.content {
                PartContent::Element(element) if self.is_member(element) => {
                    (self.parts_record(selected, bound, &parts, name, home.module), Body::Parts)
                }
                PartContent::Element(element) => self.element_body(element, home),
                PartContent::Type(_) if is_encoded => {
                    (self.parts_record(selected, bound, &parts, name, home.module), Body::EncodedParts)
                }
                PartContent::Type(id) => {
                    let is_secret = self.is_secret(&format!("{name}/{}", part.name), &part.name, id);
                    let ty = self.value_ty(id);
                    let ty = if is_secret { Ty::Generic("Secret", vec![ty]) } else { ty };
                    (ty, Body::Parts)
                }
                PartContent::Missing => (Ty::Unit, Body::Empty),
            },
            (Style::Document, parts) => {
                let body = if is_encoded { Body::EncodedParts } else { Body::Parts };
                (self.parts_record(selected, bound, parts, name, home.module), body)
            }
        };
        OperationMessage { ty, body, headers_ty, headers: used }
    }

    /// The constant with these names, which operations that declare the same headers share. It is `HEADERS` where these are
    /// all headers of the service, else it is named after what it lists, or the first operation with so many.
    fn header_names(&mut self, names: &[QName], operation: &str, home: Home) -> Option<ItemRef> {
        let operations = home.operations;
        if names.is_empty() {
            return None;
        }
        let names: Vec<_> = names.iter().map(|name| self.wire(operations, name)).collect();
        if let Some(known) = self.header_names.get(&(operations, names.clone())) {
            return Some(known.clone());
        }
        let wanted = match names.as_slice() {
            _ if names.len() == home.headers => "HEADERS".to_owned(),
            [one] => format!("{}_HEADER", words::screaming(&one.local)),
            [one, two] => {
                format!("{}_AND_{}_HEADERS", words::screaming(&one.local), words::screaming(&two.local))
            }
            _ => format!("{}_HEADERS", words::screaming(operation)),
        };
        let ident = self.scopes.get_mut(operations.0)?.claim(&wanted, "_NAMES");
        let item = ItemRef { module: operations, ident: ident.clone() };
        self.header_names.insert((operations, names.clone()), item.clone());
        self.add_item(operations, Item::HeaderNames(HeaderNames { ident, names }));
        Some(item)
    }

    /// Whether the element of a body is read like a member: others may stand for it, or its text is read by a rule.
    fn is_member(&self, element: ElementId) -> bool {
        let declaration = Member::of(&self.model.elements[element], Occurs::ONCE);
        self.substitutes.contains_key(&element)
            || !self.text_rule(declaration.type_id, declaration.default).is_none()
    }

    fn element_body(&mut self, element: ElementId, home: Home) -> (Ty, Body) {
        let element = &self.model.elements[element];
        let copies = self.copies.get(&element.type_id).map(Vec::as_slice).unwrap_or_default();
        // Copies are made module by module.
        let copy = copies.binary_search_by_key(&home.module, |copy| copy.module);
        let ty = match copy.ok().and_then(|place| copies.get(place)) {
            Some(copy) => Ty::Item(copy.clone()),
            None => self.element_ty(element),
        };
        (ty, Body::Element(self.wire(home.operations, &element.name)))
    }

    pub(super) fn element_ty(&mut self, element: &Element) -> Ty {
        let path = element.name.local.to_string();
        let is_secret = self.is_secret(&path, &path, element.type_id);
        let ty = self.element_value_ty(element.type_id, is_secret);
        if element.nillable { option(ty) } else { ty }
    }

    fn rpc_body(
        &mut self,
        selected: &Selected<'a>,
        bound: &BindingMessage,
        parts: &[&'a crate::model::Part],
        name: &str,
        home: Home,
    ) -> (Ty, Body) {
        let namespace = bound.body.namespace.as_deref().unwrap_or(selected.namespace);
        let is_request = selected.input().is_some_and(|(_, input)| std::ptr::eq(input, bound));
        let wrapper = match is_request {
            true => selected.operation.name.to_string(),
            false => format!("{}Response", selected.operation.name),
        };
        let ty = self.parts_record(selected, bound, parts, name, home.module);
        let name = self.wire(home.operations, &QName::new(namespace, wrapper));
        let body = match bound.body.usage {
            UseKind::Encoded if is_request => Body::Encoded(name, Vec::new()),
            UseKind::Encoded => Body::Encoded(name, soap_encoded::results(self.model, selected, parts)),
            UseKind::Literal => Body::Element(name),
        };
        (ty, body)
    }

    /// A record whose fields are the parts of a message, each of which may be null in an encoded one. Bindings that put the same
    /// parts of an operation into the body share it.
    fn parts_record(
        &mut self,
        selected: &Selected<'a>,
        bound: &BindingMessage,
        parts: &[&'a crate::model::Part],
        name: &str,
        module: ModuleId,
    ) -> Ty {
        let is_encoded = bound.body.usage == UseKind::Encoded;
        let is_request = selected.input().is_some_and(|(_, input)| std::ptr::eq(input, bound));
        let role = if is_request { Role::Request } else { Role::Reply };
        let places = parts.iter().map(|part| part.span).collect();
        let key = (selected.operation.span, role, is_encoded, places);
        if let Some(known) = self.of_operations.get(&key) {
            return known.clone();
        }
        let item = self.claim_item(module, name, name, "Message");
        self.of_operations.insert(key, Ty::Item(item.clone()));
        let mut fields = Fields::new(&self.letters, name, module, None);
        if is_encoded {
            fields.accessors = Accessors::Encoded;
        }
        for part in parts {
            match part.content {
                PartContent::Element(element) => {
                    self.element(&mut fields, element, Occurs::ONCE, false);
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
                        fixed: None,
                    };
                    self.member(&mut fields, &member);
                }
                PartContent::Missing => {}
            }
        }
        self.bound_members(parts.first().map(|part| part.span), name, fields.next);
        let record = fields.record(&item.ident, vec![format!("The message of `{name}`.")], self.derives());
        self.add_item(module, Item::Record(record));
        Ty::Item(item)
    }

    /// The enum over the faults that an operation declares, which all bindings of one use share.
    fn faults(&mut self, selected: &Selected<'a>, rust_name: &str, module: ModuleId) -> Option<Ty> {
        let model = self.model;
        let is_encoded = soap_encoded::is_encoded(selected);
        let key = (selected.operation.span, Role::Faults, is_encoded, Vec::new());
        if let Some(known) = self.of_operations.get(&key) {
            return Some(known.clone());
        }
        let mut scope = Scope::with(&self.letters, &[]);
        let mut variants: Vec<FaultVariant> = Vec::new();
        let mut declared: Vec<(QName, PartContent)> = Vec::new();
        let mut places: HashMap<(QName, PartContent), usize> = HashMap::new();
        for fault in &selected.operation.faults {
            let Some(part) = model.messages[fault.message].parts.first() else { continue };
            let (name, ty, rule) = match part.content {
                PartContent::Element(element) => {
                    let element = &model.elements[element];
                    (element.name.clone(), self.element_ty(element), self.element_rule(element))
                }
                // As in a body, the element of a part with a type is called like the part.
                PartContent::Type(id) => {
                    let name = QName::new("", part.name.clone());
                    (name, self.element_value_ty(id, false), self.text_rule(id, None))
                }
                PartContent::Missing => continue,
            };
            // A literal element says nothing of the fault but its name, so faults with the same one are one.
            if let Some(known) = places.get(&(name.clone(), part.content)) {
                let more = format!("Also declared as the fault {}.", docs::code(&fault.name));
                if let Some(known) = variants.get_mut(*known) {
                    known.docs.extend([String::new(), more]);
                }
                continue;
            }
            let ident = scope.claim(&words::camel(&fault.name), "Fault");
            let docs = fault
                .documentation
                .as_deref()
                .map(|text| docs::read(text).text)
                .filter(|lines| !lines.is_empty());
            let docs = docs.unwrap_or_else(|| vec![format!("The fault {}.", docs::code(&fault.name))]);
            let wire = self.wire(module, &name);
            places.insert((name.clone(), part.content), declared.len());
            declared.push((name, part.content));
            let (is_named, types) = (true, Vec::new());
            variants.push(FaultVariant { ident, docs, name: wire, is_named, types, ty, rule });
        }
        self.tell_faults_apart(selected, module, &declared, &mut variants);
        if variants.is_empty() {
            return None;
        }
        let name = format!("{rust_name}Fault");
        let item = self.claim_item(module, &name, &name, "Enum");
        self.of_operations.insert(key, Ty::Item(item.clone()));
        let docs = vec![format!("The faults that {} declares.", docs::code(&selected.operation.name))];
        let faults =
            Faults { ident: item.ident.clone(), docs, derives: self.derives(), variants, masked: Vec::new() };
        self.add_item(module, Item::Faults(faults));
        Some(Ty::Item(item))
    }

    /// Puts everything into its order and counts it.
    pub(super) fn finish(
        mut self,
        layout: &Layout,
        services: &[Service<'_>],
        clients: Vec<(ModuleId, Client)>,
        left_out: Vec<LeftOut>,
    ) -> Plan {
        let endpoints: Vec<_> = services
            .iter()
            .zip(&layout.endpoints)
            .flat_map(|(service, items)| service.clients.iter().zip(items))
            .map(|(client, items)| endpoints(client, items))
            .collect();
        let (requests, replies) =
            ("What requests carry in the SOAP header.", "What replies carry in the SOAP header.");
        layout.request_headers.plan(&mut self, layout.root, requests, None);
        layout.reply_headers.plan(&mut self, layout.root, replies, layout.success.clone());
        let empty = structs_without_members(&self.modules);
        let mut counts = super::Counts { clients: clients.len(), ..Default::default() };
        let mut first: BTreeMap<ModuleId, Vec<Item>> = BTreeMap::new();
        for ((module, mut client), endpoints) in clients.into_iter().zip(endpoints) {
            counts.operations += client.methods.len();
            for method in &mut client.methods {
                method.takes_request &= !matches!(&method.request, Ty::Item(item) if empty.contains(item));
            }
            first.entry(module).or_default().extend(endpoints.into_iter().chain([Item::Client(client)]));
        }
        for (module, clients) in first {
            self.add_first(module, clients);
        }
        boxing::settle(&mut self.modules);
        defaults::settle(&mut self.modules);
        self.mask_members();
        derives::remove_impossible(&mut self.modules, self.config, &mut self.notes);
        share_constants(&mut self.modules);
        let items = self.modules.iter().flat_map(|module| &module.items);
        counts.types = items.clone().filter(|item| item.is_type()).count();
        counts.elements = items.filter(|item| matches!(item, Item::Root(_))).count();
        for path in self.config.renames.keys().filter(|path| !self.used_renames.contains(*path)) {
            self.notes.push(format!("nothing is called `{path}`, which `rename` names"));
        }
        for path in self.config.secrets.keys().filter(|path| !self.used_secrets.contains(*path)) {
            self.notes.push(format!("no member is called `{path}`, which `secret` names"));
        }
        let validate = self.config.validate;
        Plan { modules: self.modules, notes: self.notes, counts, left_out, validate }
    }
}

/// The structs that have no members.
fn structs_without_members(modules: &[Module]) -> HashSet<ItemRef> {
    let mut structs = HashSet::new();
    for (index, module) in modules.iter().enumerate() {
        for item in &module.items {
            if let Item::Record(record) = item
                && record.fields.is_empty()
                && record.content == Content::Elements
            {
                structs.insert(ItemRef { module: ModuleId(index), ident: record.ident.clone() });
            }
        }
    }
    structs
}

/// Says which modules have constants that others use: those around them see what is in the root.
fn share_constants(modules: &mut [Module]) {
    let is_alone = modules.iter().skip(1).all(|module| module.name == "operations");
    for module in modules.iter_mut().skip(1) {
        module.shares_constants = !is_alone;
    }
}

/// Methods that every client has: its own, and `clone`, which would hide that of the trait.
const CLIENT_METHODS: &[&str] =
    &["new", "new_soap11", "new_soap12", "from_client", "with", "with_headers", "operation", "clone"];

/// The method of an operation. What begins with `from_` or `into_` would be taken for a conversion.
fn method_name(operation: &str) -> String {
    let name = words::snake(operation);
    if name.starts_with("from_") || name.starts_with("into_") { format!("call_{name}") } else { name }
}

/// How many headers the requests of a service have in all.
fn request_headers(model: &Model, service: &Service<'_>) -> usize {
    let bound = service.operations.iter().filter_map(|selected| selected.binding.input.as_ref());
    bound.flat_map(|bound| Headers::names(model, bound)).collect::<HashSet<_>>().len()
}

/// The constants with the addresses of a client.
fn endpoints(client: &selection::Client<'_>, items: &[ItemRef]) -> Vec<Item> {
    let ports = client.addresses.iter().zip(items);
    let endpoints = ports.map(|(port, item)| {
        let docs = match port.version {
            _ if item.ident == "ENDPOINT" => "The endpoint that the contract names.".to_owned(),
            SoapVersion::Soap11 => {
                format!("The endpoint of the port {}, over SOAP 1.1.", docs::code(port.port))
            }
            SoapVersion::Soap12 => {
                format!("The endpoint of the port {}, over SOAP 1.2.", docs::code(port.port))
            }
        };
        let (ident, address) = (item.ident.clone(), port.address.to_owned());
        Item::Endpoint(Endpoint { ident, docs: vec![docs], address })
    });
    endpoints.collect()
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
