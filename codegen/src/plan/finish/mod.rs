//! The last step of planning: orders the items, boxes fields, adds defaults and derives, and determines which members
//! `Debug` must not show.

mod boxing;
mod defaults;
mod documents;
mod nesting;
mod recursive_defaults;
mod secret_types;
mod services;
mod unused_facets;

use super::{
    Client, Content, Counts, Endpoint, Item, ItemRef, Module, ModuleId, Plan, Ty, derives,
    planner::{Planner, header_items},
    selection::{self, LeftOut, Service},
};
use crate::{
    docs,
    lists::{CollectVec, PushAll},
    map::Set,
    model::SoapVersion,
};

/// Makes the plan from the planned items.
pub(super) fn finish(
    mut planner: Planner<'_>,
    services: &[Service<'_>],
    clients: Vec<(ModuleId, Client)>,
    left_out: Vec<LeftOut>,
) -> Plan {
    let layout = planner.layout;
    let endpoints = services
        .iter()
        .zip(&layout.endpoints)
        .flat_map(|(service, items)| service.clients.iter().zip(items))
        .map(|(client, items)| endpoints(client, items))
        .collect_vec();
    let (requests, replies) = ("SOAP headers of requests.", "SOAP headers of replies.");
    header_items::plan(&layout.request_headers, &mut planner, layout.root, requests, None);
    header_items::plan(&layout.reply_headers, &mut planner, layout.root, replies, layout.success.clone());
    let Planner { config, model, names, secrets, planned, problems, .. } = planner;
    let (mut names, mut secrets) = (names, secrets);
    let mut modules = std::mem::take(&mut names.modules);
    for (module, items) in modules.iter_mut().zip(planned) {
        module.items = items;
    }
    let empty = structs_without_members(&modules);
    let mut counts = Counts { clients: clients.len(), ..Default::default() };
    let mut first: Vec<Vec<Item>> = modules.iter().map(|_| Vec::new()).collect_vec();
    for ((module, mut client), endpoints) in clients.into_iter().zip(endpoints) {
        counts.operations += client.methods.len();
        for method in &mut client.methods {
            method.takes_request &= !matches!(&method.request, Ty::Item(item) if empty.contains(item));
        }
        if let Some(first) = first.get_mut(module.0) {
            first.push_all(endpoints.into_iter().chain([Item::Client(client)]));
        }
    }
    if config.server {
        let all = services.iter().flat_map(|service| &service.clients);
        let contract = documents::Contract::new(model, config, all, &mut names);
        services::add_traits(&mut first, &modules, config, &contract, &mut names);
        if let Some(root) = modules.first_mut() {
            root.items.push_all(contract.into_items());
        }
    }
    for (module, clients) in modules.iter_mut().zip(first) {
        module.items.splice(0..0, clients);
    }
    unused_facets::remove(&mut modules);
    recursive_defaults::end_recursion(&mut modules, layout, model, problems);
    boxing::insert_boxes(&mut modules);
    defaults::find_values(&mut modules);
    secrets.mask_members(&mut modules, &mut names.notes);
    secret_types::find(&mut modules);
    derives::remove_impossible(&mut modules, config, &mut names.notes);
    share_constants(&mut modules);
    for module in &modules {
        for item in &module.items {
            counts.types += usize::from(item.is_type());
            counts.elements += usize::from(matches!(item, Item::Root(_)));
        }
    }
    let mut notes = std::mem::take(&mut names.notes);
    for path in names.unused_renames() {
        notes.push(format!("`rename`: no component has the path `{path}`"));
    }
    for path in secrets.unused() {
        notes.push(format!("`secret`: no member has the path or name `{path}`"));
    }
    let deepest = nesting::deepest(&modules);
    if let Some(deepest) = &deepest {
        notes.push(format!(
            "types are nested deeply in `{}`; if rustc reports an overflow (E0275), the crate needs `#![recursion_limit = \"{}\"]`",
            deepest.ident, deepest.limit,
        ));
    }
    let recursion_limit = deepest.map(|deepest| deepest.limit);
    let (validate, server) = (config.validate, config.server);
    Plan { modules, notes, counts, left_out, recursion_limit, validate, server }
}

/// The constants with the addresses of the ports of a client.
fn endpoints(client: &selection::Client<'_>, items: &[ItemRef]) -> Vec<Item> {
    let ports = client.addresses.iter().zip(items);
    let endpoints = ports.map(|(port, item)| {
        let docs = match port.version {
            _ if item.ident == "ENDPOINT" => "Address of the service in the contract.".to_owned(),
            SoapVersion::Soap11 => {
                format!("Address of the port {}, for SOAP 1.1.", docs::code(port.port))
            }
            SoapVersion::Soap12 => {
                format!("Address of the port {}, for SOAP 1.2.", docs::code(port.port))
            }
        };
        let (ident, address) = (item.ident.clone(), port.address.to_owned());
        Item::Endpoint(Endpoint { ident, docs: vec![docs], address })
    });
    endpoints.collect_vec()
}

/// Sets `shares_constants` of the modules whose constants other modules use. The root need not share its
/// constants, because inner modules can access them.
fn share_constants(modules: &mut [Module]) {
    let is_alone = modules.iter().skip(1).all(|module| module.name == "operations");
    for module in modules.iter_mut().skip(1) {
        module.shares_constants = !is_alone;
    }
}

/// The structs without members.
fn structs_without_members(modules: &[Module]) -> Set<ItemRef> {
    let mut structs = Set::new();
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
