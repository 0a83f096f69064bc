//! Which module holds what, and what it is called there.

use std::collections::HashMap;

use super::{
    ItemRef, ModuleId,
    headers::{Direction, Headers},
    selection::{Client, Service, body_parts},
    types::Planner,
    words,
};
use crate::{
    docs,
    model::{IdMap, IdSet, Model, Owner, PartContent, QName, Type, TypeId},
};

/// Which module holds what.
pub(super) struct Layout {
    pub(super) root: ModuleId,
    /// The module of the operations of each service.
    pub(super) operations: Vec<ModuleId>,
    /// The module of each service: the root where there is one service.
    pub(super) modules: Vec<ModuleId>,
    /// The clients of each service, in its module.
    pub(super) clients: Vec<Vec<ItemRef>>,
    /// The constants with the addresses of each client of each service, in the same module.
    pub(super) endpoints: Vec<Vec<Vec<ItemRef>>>,
    /// The headers of all services.
    pub(super) request_headers: Headers,
    pub(super) reply_headers: Headers,
    /// The field of the headers of replies that says whether a call succeeded.
    pub(super) success: Option<String>,
    /// The modules of the namespaces that have one.
    pub(super) namespaces: HashMap<String, ModuleId>,
    /// The types of body elements.
    messages: IdSet<Type>,
}

impl Layout {
    /// Whether a type is that of a body element and nothing else.
    pub(super) fn is_message(&self, model: &Model, id: TypeId) -> bool {
        model.types[id].name.is_none() && self.messages.contains(&id)
    }
}

impl<'a> Planner<'a> {
    /// Makes the modules and gives every item its module and its name.
    pub(super) fn lay_out(&mut self, services: &[Service<'a>]) -> Layout {
        let root = self.add_module(ModuleId(0), "", Vec::new());
        let single = services.len() == 1;
        let mut modules = Vec::new();
        let mut operations = Vec::new();
        let mut clients = Vec::new();
        let mut endpoints = Vec::new();
        for service in services {
            let module = match single {
                true => root,
                false => {
                    let docs = vec![format!("The service `{}`.", service.name)];
                    self.add_module(root, &words::snake(&service.name), docs)
                }
            };
            modules.push(module);
            let mut own = Vec::new();
            for (place, client) in service.clients.iter().enumerate() {
                let name = match place {
                    0 => format!("{}Client", service.name),
                    _ => format!("{}Client", words::camel(client.name)),
                };
                own.push(self.claim_item(module, &name, &name, ""));
            }
            let idents: Vec<_> = own.iter().map(|client| format!("[`{}`]", client.ident)).collect();
            let docs = vec![format!("The operations of {}, each a type of its own.", idents.join(" and "))];
            operations.push(self.add_module(module, "operations", docs));
            clients.push(own);
            let named = service.clients.iter().enumerate();
            endpoints
                .push(named.map(|(place, client)| self.name_endpoints(client, place == 0, module)).collect());
        }
        let homes = message_homes(self.model, services, &modules);
        let mut layout = Layout {
            root,
            operations,
            modules,
            clients,
            endpoints,
            request_headers: Headers::collect(self.model, services, Direction::Request, self.problems),
            reply_headers: Headers::collect(self.model, services, Direction::Reply, self.problems),
            success: None,
            namespaces: HashMap::new(),
            messages: homes.iter().map(|(id, _)| id).collect(),
        };
        layout.success = layout.reply_headers.success(self, services);
        layout.request_headers.claim(self, root, "RequestHeaders");
        layout.reply_headers.claim(self, root, "ReplyHeaders");
        let modules = layout.modules.clone();
        layout.namespaces = self.name_types(root, &homes, &modules);
        layout
    }

    /// Names the addresses of a client: the first of the first client is that of the service, others are those of their ports.
    fn name_endpoints(&mut self, client: &Client<'_>, is_first: bool, module: ModuleId) -> Vec<ItemRef> {
        let mut endpoints = Vec::new();
        for (place, port) in client.addresses.iter().enumerate() {
            let name = match place {
                0 if is_first => "ENDPOINT".to_owned(),
                _ => format!("{}_ENDPOINT", words::screaming(port.port)),
            };
            endpoints.push(self.claim_item(module, &name, &name, "_ADDRESS"));
        }
        endpoints
    }

    /// Names the types, and returns the modules of the namespaces.
    fn name_types(
        &mut self,
        root: ModuleId,
        homes: &IdMap<Type, Vec<ModuleId>>,
        services: &[ModuleId],
    ) -> HashMap<String, ModuleId> {
        let model = self.model;
        let apart = self.apart();
        let outermost: IdMap<Type, TypeId> = self
            .reached
            .items
            .iter()
            .chain(&self.reached.dictionaries)
            .map(|id| (*id, self.outermost(*id)))
            .collect();
        let mut shared: Vec<_> = outermost
            .iter()
            .map(|(_, outermost)| outermost)
            .filter(|id| !homes.contains_key(id) && !apart.contains_key(id))
            .map(|id| &*model.types[*id].namespace)
            .collect();
        shared.sort_unstable();
        shared.dedup();
        let mut namespaces = HashMap::new();
        for namespace in &shared {
            let module = match shared.len() {
                1 => root,
                _ => {
                    let docs = match namespace.is_empty() {
                        true => vec!["Types without a namespace.".to_owned()],
                        false => vec![format!("Types of the namespace {}.", docs::code(namespace))],
                    };
                    self.add_module(root, &words::snake(&words::namespace_word(namespace)), docs)
                }
            };
            namespaces.insert(*namespace, module);
        }
        let home = |id: &TypeId| {
            let outermost = outermost.get(id)?;
            match homes.get(outermost).map(Vec::as_slice) {
                Some([first, ..]) => Some(*first),
                _ if apart.contains_key(outermost) => services.get(*apart.get(outermost)?).copied(),
                _ => namespaces.get(&*model.types[*outermost].namespace).copied(),
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
                self.copies.or_default(id).push(item);
            }
        }
        for id in self.reached.polymorphic.clone().iter() {
            let Some(module) = home(&id) else { continue };
            let name = format!("Any{}", self.type_name(id));
            let item = self.claim_item(module, &name, &name, "Type");
            self.variant_items.insert(item.clone());
            self.variants.insert(id, item);
        }
        for id in self.reached.dictionaries.clone() {
            let Some(module) = home(&id) else { continue };
            let name = words::screaming(&self.type_name(id));
            let item = self.claim_item(module, &name, &name, "_PAIRS");
            self.pairs.insert(id, item);
        }
        namespaces.into_iter().map(|(namespace, module)| (namespace.to_owned(), module)).collect()
    }

    /// The types that differ under one name, each with the first service that needs it and whose module holds it.
    fn apart(&self) -> IdMap<Type, usize> {
        let mut by_name: HashMap<&QName, Vec<(TypeId, usize)>> = HashMap::new();
        for (id, service) in self.reached.services.iter() {
            if let Some(name) = &self.model.types[id].name {
                by_name.entry(name).or_default().push((id, *service));
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
}

/// The modules of each type of a body element: those of the services that use it.
fn message_homes(
    model: &Model,
    services: &[Service<'_>],
    modules: &[ModuleId],
) -> IdMap<Type, Vec<ModuleId>> {
    let mut homes: IdMap<Type, Vec<ModuleId>> = IdMap::default();
    for (service, module) in services.iter().zip(modules) {
        for selected in &service.operations {
            for (message, bound) in selected.messages() {
                for part in body_parts(model, message, bound) {
                    let PartContent::Element(element) = part.content else { continue };
                    let id = model.elements[element].type_id;
                    if model.types[id].name.is_none() && model.types[id].owner != Owner::Global {
                        let homes = homes.or_default(id);
                        // Services come one after the other, each with a module.
                        if homes.last() != Some(module) {
                            homes.push(*module);
                        }
                    }
                }
            }
        }
    }
    homes
}
