//! Plans the clients with their methods, and for each operation a type that implements `Operation`.

use super::{Planner, addressing, messages::Home, policy};
use crate::{
    docs,
    lists::{CollectVec, PushAll},
    map::{Map, Set},
    model::{BindingMessage, MessageId, Model, OperationKind, UseKind},
    plan::{
        Body, Client, Item, ItemRef, Method, ModuleId, Operation, OperationMessage, Ty, identifiers,
        names::{headers::Headers, scope::Scope},
        selection::{self, Selected, Service},
    },
};

impl<'a> Planner<'a> {
    /// Plans the clients and operations, and the headers and message types that they use.
    pub(in crate::plan) fn plan_services(&mut self, services: &[Service<'a>]) -> Vec<(ModuleId, Client)> {
        let layout = self.layout;
        let mut clients = Vec::new();
        let places =
            layout.clients.iter().zip(&layout.endpoints).zip(layout.modules.iter().zip(&layout.operations));
        for (service, ((idents, endpoints), (module, operations))) in services.iter().zip(places) {
            let headers = request_headers(self.model, service);
            let home = Home { module: *module, operations: *operations, headers };
            let mut planned: Map<usize, Method> = Map::new();
            for (client, (ident, endpoints)) in service.clients.iter().zip(idents.iter().zip(endpoints)) {
                // Bindings that are not compatible have separate clients, and the operations of these clients
                // may have the same names. Each client after the first therefore appends the name of its port
                // to the types of its operations. An operation that an earlier client also has keeps its
                // type.
                let port = if planned.is_empty() { String::new() } else { identifiers::camel(client.name) };
                let has_policy = !policy::to_complete(&client.first_demands()).is_empty();
                let policy = has_policy.then_some("policy");
                let reserved = CLIENT_METHODS.iter().copied().chain(policy).collect_vec();
                let mut names = Scope::with(&self.names.letters, &reserved);
                let mut methods = Vec::new();
                for place in &client.operations {
                    let Some(selected) = service.operations.get(*place) else { continue };
                    let known = planned.get(place).cloned();
                    let mut method = known.unwrap_or_else(|| self.operation(selected, home, &port));
                    planned.insert(*place, method.clone());
                    let name = &selected.operation.name;
                    let wanted =
                        self.names.renamed(&format!("client/{name}")).unwrap_or_else(|| method_name(name));
                    method.ident = names.claim(&wanted, "_operation");
                    methods.push(method);
                }
                clients.push((*module, self.client(service, client, ident, endpoints, methods)));
            }
        }
        clients
    }

    /// Plans the client for the compatible bindings of a service.
    fn client(
        &self,
        service: &Service<'_>,
        client: &selection::Client<'_>,
        ident: &ItemRef,
        endpoints: &[ItemRef],
        methods: Vec<Method>,
    ) -> Client {
        let mut docs = service.documentation.clone();
        if docs.is_empty() {
            docs.push(format!("A client of the service `{}`.", service.name));
        }
        if service.clients.len() > 1 {
            let bindings = client.bindings.iter().map(|bound| docs::code(&bound.binding.name.local));
            let bindings = bindings.collect_vec().join(" and ");
            docs.push_all([String::new(), format!("For ports with the binding {bindings}.")]);
        }
        let port = client.addresses.first();
        if let Some(port) = port {
            docs.push_all([
                String::new(),
                format!("Endpoint in the contract: {}.", docs::code(port.address)),
            ]);
        }
        if client.requires_addressing() {
            docs.push(String::new());
            docs.push_all(docs::wrapped(
                "The service requires WS-Addressing. The client sends it if the feature {} of {} is enabled.",
                &["addressing".to_owned(), "saponify".to_owned()],
            ));
        }
        docs.push_all(policy::documentation(client));
        let policy = policy::to_complete(&client.first_demands());
        Client {
            ident: ident.ident.clone(),
            docs,
            endpoint: port.map(|port| port.address.to_owned()),
            endpoint_item: endpoints.first().cloned(),
            version: client.version,
            both_versions: client.both_versions,
            action_base: addressing::action_base(service, client),
            reply_base: addressing::reply_base(service, client),
            requirements: client
                .requirements()
                .into_iter()
                .map(|requirement| (requirement.demand.clone(), requirement.only))
                .collect_vec(),
            policy_docs: policy::to_add(&policy),
            policy,
            headers: methods.iter().any(|method| method.headers).then(|| self.layout.request_headers.ty()),
            methods,
        }
    }

    /// Plans an operation. `port` is a suffix for the name of its type in Rust. It is empty for the
    /// operations of the service's first client.
    fn operation(&mut self, selected: &Selected<'a>, home: Home, port: &str) -> Method {
        let layout = self.layout;
        let operation = selected.operation;
        let name = operation.name.to_string();
        let rust_name = identifiers::compound(&identifiers::camel(&name), port);
        let path = format!("operations/{name}{port}");
        let item = self.names.claim_item(home.operations, &path, &rust_name, "Operation");
        let documentation = operation.documentation.as_deref().map(docs::read).unwrap_or_default();
        self.keep_documentation(selected, &documentation, home.module);
        let mut docs = documentation.text;
        let is_documented = !docs.is_empty();
        if !is_documented {
            docs.push(format!("Calls {}.", docs::code(&name)));
        }
        if !documentation.returns.is_empty() {
            docs.push(String::new());
            docs.push("Returns:".to_owned());
            docs.push_all(documentation.returns);
        }
        if is_documented {
            docs.push_all([String::new(), docs::code(&name)]);
        }
        self.secrets.add_reply(self.facts, selected, &rust_name);
        let mut request = self.message(selected, selected.input(), &rust_name, home, &layout.request_headers);
        self.note_encoded_headers(selected.input(), home, &mut request);
        let mut reply = matches!(operation.kind, OperationKind::RequestResponse).then(|| {
            let name = identifiers::compound(&rust_name, "Response");
            self.message(selected, selected.output(), &name, home, &layout.reply_headers)
        });
        let method = Method {
            // Set later, in the scope of each client.
            ident: String::new(),
            docs,
            request: request.ty.clone(),
            takes_request: request.ty != Ty::Unit,
            operation: item.clone(),
            headers: request.headers.is_some(),
        };
        let faults = self.faults(selected, &rust_name, home.module);
        if let Some(reply) = &mut reply
            && faults.is_some()
            && selected.has_encoded_faults()
            && selected.output().is_some_and(|(_, bound)| bound.body.usage == UseKind::Literal)
        {
            let body = std::mem::replace(&mut reply.body, Body::Empty);
            reply.body = Body::EncodedFaults(Box::new(body));
        }
        if let Some(reply) = &mut reply {
            self.note_encoded_headers(selected.output(), home, reply);
        }
        let replacements = selected
            .input()
            .map(|(_, bound)| self.replacements(bound, home, &layout.request_headers))
            .unwrap_or_default();
        let action = selected.soap_action();
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
                addressing: addressing::actions(selected, action),
                request,
                replacements,
                reply,
                faults,
                succeeded: succeeded.map(str::to_owned),
            })),
        );
        method
    }

    /// Notes the header blocks of a message that are in SOAP encoding.
    fn note_encoded_headers(
        &mut self,
        message: Option<(MessageId, &'a BindingMessage)>,
        home: Home,
        planned: &mut OperationMessage,
    ) {
        let Some((_, bound)) = message else { return };
        let blocks = Headers::encoded(self.model, bound);
        if !blocks.is_empty() {
            let blocks = blocks.iter().map(|name| self.names.wire(home.operations, name)).collect_vec();
            let body = std::mem::replace(&mut planned.body, Body::Empty);
            planned.body = Body::EncodedHeaders(Box::new(body), blocks);
        }
    }
}

/// Names of the methods that every client has, and `clone`, because a method of that name would hide `Clone::clone`.
const CLIENT_METHODS: &[&str] = &[
    "new",
    "new_soap11",
    "new_soap12",
    "from_client",
    "with",
    "with_headers",
    "operation",
    "clone",
    "into_service",
];

/// The name of the method for an operation. Names that begin with `from_` or `into_` get the prefix
/// `call_`, because clippy treats them as conversions.
fn method_name(operation: &str) -> String {
    let name = identifiers::snake(operation);
    if name.starts_with("from_") || name.starts_with("into_") { format!("call_{name}") } else { name }
}

/// The number of different headers of all requests of a service.
fn request_headers(model: &Model, service: &Service<'_>) -> usize {
    let bound = service.operations.iter().filter_map(|selected| selected.binding.input.as_ref());
    bound.flat_map(|bound| Headers::names(model, bound)).collect::<Set<_>>().len()
}
