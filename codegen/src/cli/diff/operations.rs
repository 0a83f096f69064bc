//! Changes to clients and their operations.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use super::{
    change::{Change, Effect, Kind},
    modules::Versions,
};
use crate::{
    cli::rust::Rust,
    model::SoapVersion,
    plan::{Client, Item, ItemRef, Method, ModuleId, Operation, OperationMessage, Ty},
};

/// Compares the clients. Returns the types that belong only to added or removed operations; they are not reported
/// separately.
pub(super) fn compare(
    versions: &Versions<'_>,
    namespaces: &BTreeMap<String, String>,
    changes: &mut Vec<Change>,
) -> BTreeSet<(bool, ItemRef)> {
    let mut implied = BTreeSet::new();
    let mut kept = BTreeSet::new();
    for (reference, old) in clients(&versions.old) {
        let path = versions.old.path(&reference);
        let now = versions.forward(&reference);
        let new = now.as_ref().and_then(|now| match versions.new.item(now)? {
            Item::Client(client) => Some(client),
            _ => None,
        });
        let Some(new) = new else {
            changes.push(Change::new(Effect::Breaks, Kind::Removed, "client", path, "removed"));
            continue;
        };
        kept.extend(now);
        client(&path, old, new, changes);
        methods(versions, namespaces, (&path, old), new, changes, &mut implied);
    }
    for (reference, new) in clients(&versions.new) {
        if !kept.contains(&reference) {
            let message = format!("added, with {} operations", new.methods.len());
            changes.push(Change::new(
                Effect::Fine,
                Kind::Added,
                "client",
                versions.new.path(&reference),
                message,
            ));
        }
    }
    implied
}

fn clients<'p>(rust: &Rust<'p>) -> impl Iterator<Item = (ItemRef, &'p Client)> + use<'p> {
    rust.all().filter_map(|(module, item): (ModuleId, &Item)| match item {
        Item::Client(client) => Some((ItemRef { module, ident: client.ident.clone() }, client)),
        _ => None,
    })
}

fn client(path: &str, old: &Client, new: &Client, changes: &mut Vec<Change>) {
    let endpoint = |client: &Client| client.endpoint.clone().unwrap_or_else(|| "none".to_owned());
    if endpoint(old) != endpoint(new) {
        let message = match &new.endpoint {
            Some(endpoint) => format!("the endpoint address in the contract is now {endpoint}"),
            None => "the contract no longer has an endpoint address".to_owned(),
        };
        let change = Change::new(Effect::Fine, Kind::Changed, "client", path.to_owned(), message);
        changes.push(change.values(endpoint(old), endpoint(new)));
    }
    if old.version != new.version {
        let version = |client: &Client| match client.version {
            SoapVersion::Soap11 => "SOAP 1.1",
            SoapVersion::Soap12 => "SOAP 1.2",
        };
        let message = format!("uses {} instead of {}", version(new), version(old));
        let change = Change::new(Effect::Fine, Kind::Changed, "client", path.to_owned(), message);
        changes.push(change.values(version(old), version(new)));
    }
}

/// An operation and the client method that calls it.
type Called<'p> = (&'p Method, &'p Operation);

fn called<'p>(rust: &Rust<'p>, client: &'p Client) -> Vec<Called<'p>> {
    let operation = |method: &'p Method| match rust.item(&method.operation)? {
        Item::Operation(operation) => Some((method, operation.as_ref())),
        _ => None,
    };
    client.methods.iter().filter_map(operation).collect()
}

fn methods(
    versions: &Versions<'_>,
    namespaces: &BTreeMap<String, String>,
    (path, old): (&str, &Client),
    new: &Client,
    changes: &mut Vec<Change>,
    implied: &mut BTreeSet<(bool, ItemRef)>,
) {
    let before = called(&versions.old, old);
    let after = called(&versions.new, new);
    let mut places: HashMap<&str, VecDeque<usize>> = HashMap::new();
    for (place, (_, operation)) in after.iter().enumerate() {
        places.entry(&operation.name).or_default().push_back(place);
    }
    for (method, operation) in before {
        let place = places.get_mut(operation.name.as_str()).and_then(VecDeque::pop_front);
        let rust = format!("{path}::{}", method.ident);
        let Some((now, other)) = place.and_then(|place| after.get(place)).copied() else {
            let change = Change::new(Effect::Breaks, Kind::Removed, "operation", rust, "removed");
            changes.push(change.called(&*operation.name));
            implied.extend(messages(operation).map(|item| (false, item.clone())));
            continue;
        };
        let start = changes.len();
        method_changes(versions, &rust, (method, operation), (now, other), changes);
        actions(&rust, operation, other, namespaces, changes);
        for change in changes.iter_mut().skip(start) {
            change.name = Some(operation.name.clone());
        }
    }
    let mut added: Vec<usize> = places.into_values().flatten().collect();
    added.sort_unstable();
    for (method, operation) in added.into_iter().filter_map(|place| after.get(place)) {
        let rust = format!("{path}::{}", method.ident);
        changes.push(
            Change::new(Effect::Fine, Kind::Added, "operation", rust, "added").called(&*operation.name),
        );
        implied.extend(messages(operation).map(|item| (true, item.clone())));
    }
}

/// Returns the message types of an operation.
fn messages(operation: &Operation) -> impl Iterator<Item = &ItemRef> {
    let bodies = std::iter::once(&operation.request).chain(&operation.reply).map(|message| &message.ty);
    bodies.chain(&operation.faults).filter_map(|ty| match ty {
        Ty::Item(item) => Some(item),
        _ => None,
    })
}

fn method_changes(
    versions: &Versions<'_>,
    rust: &str,
    (method, old): Called<'_>,
    (now, new): Called<'_>,
    changes: &mut Vec<Change>,
) {
    let mut push = |effect, kind, message: String, was: &str, is: &str| {
        let change = Change::new(effect, kind, "operation", rust.to_owned(), message);
        changes.push(change.values(was, is));
    };
    if method.ident != now.ident {
        let message = format!("the method is now called `{}`", now.ident);
        push(Effect::Breaks, Kind::Renamed, message, &method.ident, &now.ident);
    }
    let types = |message: &OperationMessage, other: &OperationMessage| {
        (versions.old_type(&message.ty), versions.new_type(&other.ty))
    };
    let (was, is) = types(&old.request, &new.request);
    match (method.takes_request, now.takes_request) {
        (false, true) => {
            push(
                Effect::Breaks,
                Kind::Changed,
                "the method now takes an argument, the request".to_owned(),
                "none",
                &is,
            );
        }
        (true, false) => {
            push(
                Effect::Breaks,
                Kind::Changed,
                "the method no longer takes an argument, because the request has no members".to_owned(),
                &was,
                "none",
            );
        }
        _ if was != is => {
            push(Effect::Breaks, Kind::Retyped, format!("the request was `{was}`, is `{is}`"), &was, &is);
        }
        _ => {}
    }
    match (&old.reply, &new.reply) {
        (Some(reply), Some(other)) => {
            let (was, is) = types(reply, other);
            if was != is {
                push(Effect::Breaks, Kind::Retyped, format!("the reply was `{was}`, is `{is}`"), &was, &is);
            }
        }
        (Some(_), None) => {
            push(Effect::Breaks, Kind::Changed, "no longer has a reply".to_owned(), "reply", "none")
        }
        (None, Some(_)) => push(Effect::Breaks, Kind::Changed, "now has a reply".to_owned(), "none", "reply"),
        (None, None) => {}
    }
    let fault =
        |faults: &Option<Ty>, code: &dyn Fn(&Ty) -> String| faults.as_ref().map_or("none".to_owned(), code);
    let was = fault(&old.faults, &|ty| versions.old_type(ty));
    let is = fault(&new.faults, &|ty| versions.new_type(ty));
    if was != is {
        push(Effect::Breaks, Kind::Retyped, format!("the fault type was `{was}`, is `{is}`"), &was, &is);
    }
    let (was, is) = (headers(&versions.old, old), headers(&versions.new, new));
    if was != is {
        let list = |names: &BTreeSet<&str>| names.iter().copied().collect::<Vec<_>>().join(", ");
        let added = list(&is.difference(&was).copied().collect());
        let removed = list(&was.difference(&is).copied().collect());
        let mut parts = Vec::new();
        if !added.is_empty() {
            parts.push(format!("now also sends the header {added}"));
        }
        if !removed.is_empty() {
            parts.push(format!("no longer sends the header {removed}"));
        }
        push(Effect::MayBreak, Kind::Changed, parts.join(", and "), &list(&was), &list(&is));
    }
    match (&old.succeeded, &new.succeeded) {
        (None, Some(field)) => {
            let message = format!("a reply whose header `{field}` is false is now an error");
            push(Effect::MayBreak, Kind::Changed, message, "none", field);
        }
        (Some(field), None) => {
            let message = format!("a reply whose header `{field}` is false is no longer an error");
            push(Effect::MayBreak, Kind::Changed, message, field, "none");
        }
        _ => {}
    }
}

/// Returns the names of the request headers.
fn headers<'p>(rust: &Rust<'p>, operation: &Operation) -> BTreeSet<&'p str> {
    match operation.request.headers.as_ref().and_then(|item| rust.item(item)) {
        Some(Item::HeaderNames(headers)) => headers.names.iter().map(|name| name.local.as_str()).collect(),
        _ => BTreeSet::new(),
    }
}

/// Reports a changed SOAP action. If the action contains a namespace and only the namespace changed, nothing
/// is reported, because the change of the namespace is reported once for all operations.
fn actions(
    rust: &str,
    old: &Operation,
    new: &Operation,
    namespaces: &BTreeMap<String, String>,
    changes: &mut Vec<Change>,
) {
    let follows =
        namespaces.iter().any(|(before, after)| old.action.replace(before.as_str(), after) == new.action);
    if old.action != new.action && !follows {
        let message = format!("the SOAP action is now `{}`", new.action);
        let change = Change::new(Effect::Fine, Kind::Changed, "operation", rust.to_owned(), message);
        changes.push(change.values(&*old.action, &*new.action));
    }
}
