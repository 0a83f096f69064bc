//! Assigns types and other items to modules, and names them.

use super::{Names, headers::Headers};
use crate::{
    docs,
    lists::{CollectVec, SortList},
    map::{Map, Set},
    model::{Direction, IdMap, IdSet, Model, Owner, PartContent, QName, TypeId},
    plan::{
        ItemRef, ModuleId,
        facts::{Facts, usage::Usage},
        identifiers,
        selection::{Client, Service, attached_parts, body_parts},
    },
    problem::Problems,
};

/// The modules, and the names of the items in them.
pub(crate) struct Layout {
    pub(crate) root: ModuleId,
    /// The module with the operations of each service.
    pub(crate) operations: Vec<ModuleId>,
    /// The module of each service. A single service uses the root.
    pub(crate) modules: Vec<ModuleId>,
    /// The clients of each service, in the module of the service.
    pub(crate) clients: Vec<Vec<ItemRef>>,
    /// For each service and each of its clients, one constant for each address of the client's ports. The
    /// constants are in the module of the service.
    pub(crate) endpoints: Vec<Vec<Vec<ItemRef>>>,
    /// The request headers of all services.
    pub(crate) request_headers: Headers,
    pub(crate) reply_headers: Headers,
    /// The field of the reply headers that reports whether a call succeeded.
    pub(crate) success: Option<String>,
    /// The modules of namespaces, by namespace URI.
    pub(crate) namespaces: Map<String, ModuleId>,
    /// The item of each type that becomes an item.
    pub(crate) items: IdMap<TypeId, ItemRef>,
    /// Message types that several services use have one item in the module of each of these services. `items`
    /// contains the first one, this map the others.
    pub(crate) copies: IdMap<TypeId, Vec<ItemRef>>,
    /// The enum over each polymorphic type and its derived types.
    pub(crate) variants: IdMap<TypeId, ItemRef>,
    /// The items in `variants`.
    pub(crate) variant_items: Set<ItemRef>,
    /// The constant with the element names of each dictionary.
    pub(crate) pairs: IdMap<TypeId, ItemRef>,
    /// The types of body elements.
    messages: IdSet<TypeId>,
}

impl Layout {
    /// Whether a type is the anonymous type of a body element.
    pub(crate) fn is_message(&self, model: &Model, id: TypeId) -> bool {
        model.types[id].name.is_none() && self.messages.contains(&id)
    }
}

/// Name of the module that contains the operations of a service.
const OPERATIONS: &str = "operations";

/// Creates the modules, and names the items to which other items refer: clients, constants with addresses,
/// structs of headers, and the items for types.
pub(crate) fn lay_out(
    facts: &Facts<'_>,
    usage: &Usage,
    services: &[Service<'_>],
    names: &mut Names<'_>,
    problems: &mut Problems,
) -> Layout {
    let root = names.add_module(ModuleId(0), "", Vec::new());
    let single = services.len() == 1;
    if services.len() > 1 {
        // Each service has a module `operations`. A module of the same name around it would look like a mistake.
        names.claim(root, OPERATIONS, "_module");
    }
    let mut modules = Vec::new();
    let mut operations = Vec::new();
    let mut clients = Vec::new();
    let mut endpoints = Vec::new();
    for service in services {
        let module = match single {
            true => root,
            false => {
                let docs = vec![format!("The service `{}`.", service.name)];
                names.add_module(root, &identifiers::snake(&service.name), docs)
            }
        };
        modules.push(module);
        let mut own = Vec::new();
        for (place, client) in service.clients.iter().enumerate() {
            let name = match place {
                0 => identifiers::compound(&service.name, "Client"),
                _ => identifiers::compound(&identifiers::camel(client.name), "Client"),
            };
            own.push(names.claim_item(module, &name, &name, ""));
        }
        let idents = own.iter().map(|client| format!("[`{}`]", client.ident)).collect_vec();
        let docs = vec![format!("The operations of {}, each as a type.", idents.join(" and "))];
        operations.push(names.add_module(module, OPERATIONS, docs));
        clients.push(own);
        let named = service.clients.iter().enumerate();
        endpoints.push(
            named.map(|(place, client)| name_endpoints(names, client, place == 0, module)).collect_vec(),
        );
    }
    let homes = message_homes(facts, services, &modules);
    let mut layout = Layout {
        root,
        operations,
        modules,
        clients,
        endpoints,
        request_headers: Headers::collect(facts.model, services, Direction::Request, problems),
        reply_headers: Headers::collect(facts.model, services, Direction::Reply, problems),
        success: None,
        namespaces: Map::new(),
        items: IdMap::default(),
        copies: IdMap::default(),
        variants: IdMap::default(),
        variant_items: Set::new(),
        pairs: IdMap::default(),
        messages: homes.iter().map(|(id, _)| id).collect(),
    };
    layout.success = layout.reply_headers.success(facts, services, &mut names.notes);
    layout.request_headers.claim(names, root, "RequestHeaders");
    layout.reply_headers.claim(names, root, "ReplyHeaders");
    name_types(&mut layout, &homes, facts, usage, names);
    layout
}

/// Names the constants for the addresses of a client. The constant for the first address of the first client
/// is `ENDPOINT`. The others are named after their ports.
fn name_endpoints(
    names: &mut Names<'_>,
    client: &Client<'_>,
    is_first: bool,
    module: ModuleId,
) -> Vec<ItemRef> {
    let mut endpoints = Vec::new();
    for (place, port) in client.addresses.iter().enumerate() {
        let name = match place {
            0 if is_first => "ENDPOINT".to_owned(),
            _ => format!("{}_ENDPOINT", identifiers::screaming(port.port)),
        };
        endpoints.push(names.claim_item(module, &name, &name, "_ADDRESS"));
    }
    endpoints
}

/// Names the types, and makes the modules of the namespaces.
fn name_types(
    layout: &mut Layout,
    homes: &IdMap<TypeId, Vec<ModuleId>>,
    facts: &Facts<'_>,
    usage: &Usage,
    names: &mut Names<'_>,
) {
    let (model, reached) = (facts.model, &usage.reached);
    let Layout { root, modules: services, .. } = &*layout;
    let (root, services) = (*root, services.clone());
    let unequal = services_of_unequal(facts, usage);
    let types = reached.items.iter().chain(&reached.dictionaries);
    let outermost: IdMap<TypeId, TypeId> = types.map(|id| (*id, facts.outermost(*id))).collect();
    let mut shared = outermost
        .iter()
        .map(|(_, outermost)| outermost)
        .filter(|id| !homes.contains_key(id) && !unequal.contains_key(id))
        .map(|id| &*model.types[*id].namespace)
        .collect_vec();
    shared.sort_list();
    shared.dedup();
    let mut namespaces = Map::new();
    for namespace in &shared {
        let module = match shared.len() {
            1 => root,
            _ => {
                let docs = match namespace.is_empty() {
                    true => vec!["Types without a namespace.".to_owned()],
                    false => vec![format!("Types of the namespace {}.", docs::code(namespace))],
                };
                names.add_module(root, &identifiers::snake(&identifiers::namespace_word(namespace)), docs)
            }
        };
        namespaces.insert(*namespace, module);
    }
    let home = |id: &TypeId| {
        let outermost = outermost.get(id)?;
        match homes.get(outermost).map(Vec::as_slice) {
            Some([first, ..]) => Some(*first),
            _ if unequal.contains_key(outermost) => services.get(*unequal.get(outermost)?).copied(),
            _ => namespaces.get(&*model.types[*outermost].namespace).copied(),
        }
    };
    for &id in &reached.items {
        let Some(module) = home(&id) else { continue };
        let name = facts.type_name(id);
        let kind = if model.types[id].name.is_some() { "Type" } else { "Element" };
        let item = names.claim_item(module, &name, &name, kind);
        layout.items.insert(id, item);
        for other in homes.get(&id).into_iter().flatten().skip(1) {
            let item = names.claim_item(*other, &name, &name, kind);
            layout.copies.or_default(id).push(item);
        }
    }
    for id in reached.polymorphic.iter() {
        let Some(module) = home(&id) else { continue };
        let name = format!("Any{}", facts.type_name(id));
        let item = names.claim_item(module, &name, &name, "Type");
        layout.variant_items.insert(item.clone());
        layout.variants.insert(id, item);
    }
    for &id in &reached.dictionaries {
        let Some(module) = home(&id) else { continue };
        let name = identifiers::screaming(&facts.type_name(id));
        let item = names.claim_item(module, &name, &name, "_PAIRS");
        layout.pairs.insert(id, item);
    }
    layout.namespaces =
        namespaces.into_iter().map(|(namespace, module)| (namespace.to_owned(), module)).collect();
}

/// Types that differ although they have the same name. Each is placed in the module of the first service
/// that uses it.
fn services_of_unequal(facts: &Facts<'_>, usage: &Usage) -> IdMap<TypeId, usize> {
    let mut by_name: Map<&QName, Vec<(TypeId, usize)>> = Map::new();
    for (id, service) in usage.reached.services.iter() {
        if let Some(name) = &facts.model.types[id].name {
            by_name.or_default(name).push((id, *service));
        }
    }
    by_name.values().filter(|types| types.len() > 1).flatten().copied().collect()
}

/// Returns the modules of the services that use a body element, for each body element with an anonymous type.
/// Messages without members are skipped, because no Rust type is generated for them.
fn message_homes(
    facts: &Facts<'_>,
    services: &[Service<'_>],
    modules: &[ModuleId],
) -> IdMap<TypeId, Vec<ModuleId>> {
    let model = facts.model;
    let mut homes: IdMap<TypeId, Vec<ModuleId>> = IdMap::default();
    for (service, module) in services.iter().zip(modules) {
        for selected in &service.operations {
            for (message, bound) in selected.messages() {
                let parts = body_parts(model, message, bound);
                if facts.is_empty_message(selected.binding.style, &parts)
                    && attached_parts(model, message, bound).is_empty()
                {
                    continue;
                }
                for part in parts {
                    let PartContent::Element(element) = part.content else { continue };
                    let id = model.elements[element].type_id;
                    if model.types[id].name.is_none() && model.types[id].owner != Owner::Global {
                        let homes = homes.or_default(id);
                        // Services are visited in order, so equal modules are adjacent.
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
