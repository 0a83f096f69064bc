//! The traits for implementations of services.

use super::super::{
    Client, Item, ItemRef, Module, ModuleId, Operation, ServiceMethod, ServiceTrait, Ty, names::Names,
};
use super::documents::Contract;
use crate::{
    config::Config,
    docs,
    lists::{CollectVec, PushAll},
    map::{Map, Set},
    plan::identifiers,
};

/// Adds the trait of a service after each client. `first` contains the items at the beginning of each module,
/// including its clients. For each client, in the same order, `contract` contains the documents that its
/// service publishes.
///
/// Names of traits are claimed last, so that all other items have the same names with and without traits.
pub(super) fn add_traits(
    first: &mut [Vec<Item>],
    modules: &[Module],
    config: &Config,
    contract: &Contract<'_>,
    names: &mut Names<'_>,
) {
    let (mut operations, mut validated) = (Map::new(), Set::new());
    for (index, module) in modules.iter().enumerate() {
        for item in &module.items {
            let key = ItemRef { module: ModuleId(index), ident: item.ident().to_owned() };
            match item {
                Item::Operation(operation) => drop(operations.insert(key, &**operation)),
                Item::Record(_) | Item::Choice(_) | Item::Variants(_) if config.validate => {
                    validated.insert(key);
                }
                _ => {}
            }
        }
    }
    let mut closures = contract.closures.iter();
    for (module, items) in first.iter_mut().enumerate() {
        let mut all = Vec::with_capacity(items.len() * 2);
        for item in items.drain(..) {
            let service = match &item {
                Item::Client(client) => {
                    let mut service = service(client, ModuleId(module), &operations, &validated, names);
                    service.documents = closures.next().cloned().unwrap_or_default();
                    Some(service)
                }
                _ => None,
            };
            all.push(item);
            all.push_all(service.map(|service| Item::ServiceTrait(Box::new(service))));
        }
        *items = all;
    }
}

fn service(
    client: &Client,
    module: ModuleId,
    operations: &Map<ItemRef, &Operation>,
    validated: &Set<ItemRef>,
    names: &mut Names<'_>,
) -> ServiceTrait {
    let bare = client.ident.strip_suffix("Client").unwrap_or(&client.ident);
    let wanted =
        if bare.ends_with("Service") { bare.to_owned() } else { identifiers::compound(bare, "Service") };
    let ident = names.claim_item(module, &wanted, &wanted, "Trait").ident;
    let is_validated = |ty: &Ty| matches!(ty, Ty::Item(item) if validated.contains(item));
    let methods = client.methods.iter().filter_map(|method| {
        let operation = operations.get(&method.operation)?;
        let (plain, name) = (format!("Calls {}.", docs::code(&operation.name)), docs::code(&operation.name));
        let docs = match method.docs.as_slice() {
            [first, rest @ ..] if *first == plain => {
                [format!("Answers {name}.")].into_iter().chain(rest.iter().cloned()).collect_vec()
            }
            docs => docs.to_vec(),
        };
        let declared = |ty: &Ty| Some(ty.clone()).filter(|ty| *ty != Ty::Unit);
        let reply = operation.reply.as_ref();
        Some(ServiceMethod {
            ident: method.ident.clone(),
            docs,
            operation: method.operation.clone(),
            request: method.takes_request.then(|| method.request.clone()),
            headers: declared(&operation.request.headers_ty),
            reply: reply.map_or(Ty::Unit, |reply| reply.ty.clone()),
            reply_headers: reply.and_then(|reply| declared(&reply.headers_ty)),
            faults: operation.faults.clone(),
            validates: is_validated(&method.request),
            validates_headers: is_validated(&operation.request.headers_ty),
        })
    });
    let docs = vec![
        format!("The server side of [`{}`]: implement the operations, and serve them with", client.ident),
        format!("[`into_service`]({ident}::into_service)."),
        String::new(),
        "An operation that is not implemented answers with a fault.".to_owned(),
    ];
    ServiceTrait {
        methods: methods.collect_vec(),
        ident,
        docs,
        action_base: client.action_base.clone().or_else(|| client.reply_base.clone()),
        documents: Vec::new(),
    }
}
