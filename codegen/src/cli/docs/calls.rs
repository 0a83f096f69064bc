//! The operations of all clients.

use std::collections::{HashMap, VecDeque};

use crate::{
    cli::{
        operations::{self, Bound},
        rust::Rust,
    },
    config::Config,
    model::Model,
    plan::{Client, Item, Method, ModuleId, Operation, Plan},
};

/// An operation in the plan, with its counterpart in the model.
pub(in crate::cli) struct Call<'c> {
    pub(in crate::cli) module: ModuleId,
    pub(in crate::cli) client: &'c Client,
    pub(in crate::cli) method: &'c Method,
    pub(in crate::cli) operation: &'c Operation,
    pub(in crate::cli) bound: Bound<'c>,
}

/// Returns the operations of all clients, each with its counterpart in the model. An operation that several bindings
/// share is listed for the first client.
pub(in crate::cli) fn calls<'c>(
    model: &'c Model,
    config: &Config,
    plan: &'c Plan,
    rust: &Rust<'c>,
) -> Vec<Call<'c>> {
    // Overloads have the same name; they have the same order in plan and model.
    let mut bound: HashMap<(&str, &str), VecDeque<Bound<'_>>> = HashMap::new();
    for one in operations::all(model, config) {
        bound.entry((&one.operation.name, one.action())).or_default().push_back(one);
    }
    let mut calls = Vec::new();
    for (module, client) in clients(plan) {
        for method in &client.methods {
            let Some(Item::Operation(operation)) = rust.item(&method.operation) else { continue };
            let same = bound.get_mut(&(operation.name.as_str(), operation.action.as_str()));
            let Some(bound) = same.and_then(VecDeque::pop_front) else { continue };
            calls.push(Call { module, client, method, operation, bound });
        }
    }
    calls
}

/// Iterates over the clients and the modules that contain them.
pub(super) fn clients(plan: &Plan) -> impl Iterator<Item = (ModuleId, &Client)> {
    plan.modules.iter().enumerate().flat_map(|(index, module)| {
        module.items.iter().filter_map(move |item| match item {
            Item::Client(client) => Some((ModuleId(index), client)),
            _ => None,
        })
    })
}

/// Returns the name of a service: that of its client without the suffix `Client`.
pub(super) fn name(client: &Client) -> &str {
    client.ident.strip_suffix("Client").filter(|name| !name.is_empty()).unwrap_or(&client.ident)
}
