//! Messages that are alike: those without members are one type of the runtime, and replies that differ in nothing but the
//! type of their one member share a struct. Each struct costs its users what fifty lines do, and says no more than an alias.
//!
//! Requests with members keep their own types, so that none is taken for another.

use std::collections::HashMap;

use super::{
    Content, Form, Item, ItemRef, Module, ModuleId, Record, Slot, Ty, names::Scope, records::unsaid, words,
};
use crate::{config::Config, docs, sort::sort_by};

/// So many replies share a struct; of fewer each has its own.
const FEW: usize = 3;

/// What `saponify::Empty` derives.
const EMPTY: [&str; 9] = [
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "PartialEq",
    "Eq",
    "Hash",
    "serde::Serialize",
    "serde::Deserialize",
];

/// Gives messages that are alike their form, and adds what they share.
pub(super) fn settle(modules: &mut [Module], scopes: &mut [Scope], config: &Config) {
    let messages = messages(modules);
    let has_empty = config.derives.iter().all(|derive| EMPTY.contains(&derive.as_str()));
    for (index, (module, scope)) in modules.iter_mut().zip(scopes).enumerate() {
        let id = ModuleId(index);
        let role = |record: &Record| messages.get(&ItemRef { module: id, ident: record.ident.clone() });
        for item in &mut module.items {
            if let Item::Record(record) = item
                && has_empty
                && is_empty(record)
                && role(record).is_some()
            {
                record.form = Form::Empty;
            }
        }
        // Checks belong to a member, and those of the shared one are not the same for all.
        if !config.validate {
            // What holds a message stays a struct: an alias of it could come back to itself.
            let holds_message =
                |record: &Record| record.fields.iter().any(|field| names_any(&field.ty, &messages));
            let replies =
                alike(&module.items, |record| role(record) == Some(&Role::Reply) && !holds_message(record));
            share(id, module, scope, &replies);
        }
    }
}

/// What a type is to the operations.
#[derive(PartialEq, Eq)]
enum Role {
    Request,
    Reply,
}

/// The types of messages. What is a request is no reply.
fn messages(modules: &[Module]) -> HashMap<ItemRef, Role> {
    let mut messages = HashMap::new();
    for item in modules.iter().flat_map(|module| &module.items) {
        let Item::Operation(operation) = item else { continue };
        if let Some(Ty::Item(reply)) = operation.reply.as_ref().map(|reply| &reply.ty) {
            messages.entry(reply.clone()).or_insert(Role::Reply);
        }
        if let Ty::Item(request) = &operation.request.ty {
            messages.insert(request.clone(), Role::Request);
        }
    }
    messages
}

/// Whether a type names one of these.
fn names_any(ty: &Ty, messages: &HashMap<ItemRef, Role>) -> bool {
    match ty {
        Ty::Item(item) => messages.contains_key(item),
        Ty::Option(inner) | Ty::Vec(inner) | Ty::Boxed(inner) => names_any(inner, messages),
        Ty::Generic(_, arguments) => arguments.iter().any(|argument| names_any(argument, messages)),
        Ty::Std(_) | Ty::Runtime(_) | Ty::Custom(_) | Ty::Unit => false,
    }
}

fn is_empty(record: &Record) -> bool {
    record.fields.is_empty() && record.content == Content::Elements
}

/// What is the same in replies that are alike: all of their one member but its type.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Shape<'r> {
    field: &'r str,
    namespace: Option<&'r str>,
    local: &'r str,
    nil: bool,
    is_required: bool,
}

impl<'r> Shape<'r> {
    fn of(record: &'r Record) -> Option<Self> {
        let [field] = record.fields.as_slice() else { return None };
        let Slot::Once { name, nil, typed: None, plain: false, rule, .. } = &field.slot else { return None };
        let is_plain = record.content == Content::Elements
            && record.masked.is_empty()
            && field.default.is_none()
            && rule.is_none();
        is_plain.then_some(Self {
            field: &field.ident,
            namespace: name.namespace.as_deref(),
            local: &name.local,
            nil: *nil,
            is_required: !record.required.is_empty(),
        })
    }
}

/// The places of replies that are alike, where there are enough of them.
fn alike(items: &[Item], is_reply: impl Fn(&Record) -> bool) -> Vec<Vec<usize>> {
    let mut shapes = Vec::new();
    for (place, item) in items.iter().enumerate() {
        if let Item::Record(record) = item
            && let Some(shape) = Shape::of(record)
            && is_reply(record)
        {
            shapes.push((shape, place));
        }
    }
    sort_by(&mut shapes, Ord::cmp);
    let groups = shapes.chunk_by(|(one, _), (next, _)| one == next).filter(|group| group.len() >= FEW);
    let mut places: Vec<Vec<_>> =
        groups.map(|group| group.iter().map(|(_, place)| *place).collect()).collect();
    sort_by(&mut places, Ord::cmp);
    places
}

/// Makes each group aliases of one struct, which stands before the first of them.
fn share(id: ModuleId, module: &mut Module, scope: &mut Scope, groups: &[Vec<usize>]) {
    let mut structs = Vec::new();
    for group in groups {
        let Some(first) = group.first() else { continue };
        let Some(Item::Record(record)) = module.items.get(*first) else { continue };
        let Some(generic) = generic(record, scope) else { continue };
        let of = ItemRef { module: id, ident: generic.ident.clone() };
        for place in group {
            if let Some(Item::Record(record)) = module.items.get_mut(*place) {
                record.form = Form::AliasOf { of: of.clone(), docs: documentation(record) };
            }
        }
        structs.push((*first, generic));
    }
    // From the end, so that the other places stay.
    for (place, record) in structs.into_iter().rev() {
        module.items.insert(place, Item::Record(record));
    }
}

/// The struct that replies like this one share.
fn generic(record: &Record, scope: &mut Scope) -> Option<Record> {
    let mut generic = record.clone();
    let [field] = generic.fields.as_mut_slice() else { return None };
    let Slot::Once { name, .. } = &field.slot else { return None };
    let local = &name.local;
    generic.ident = scope.claim(&format!("Only{}", words::camel(local)), "Reply");
    generic.docs = vec![format!("A reply that holds nothing but {}.", docs::code(local))];
    field.docs = vec![unsaid("element", local)];
    field.ty = Ty::Std("T");
    generic.form = Form::Generic;
    Some(generic)
}

/// What is said of a reply, and of its member where the contract says something of it.
fn documentation(record: &Record) -> Vec<String> {
    let mut docs = record.docs.clone();
    for field in &record.fields {
        let Slot::Once { name, .. } = &field.slot else { continue };
        if field.docs != [unsaid("element", &name.local)] {
            docs.extend([String::new(), format!("`{}`:", field.ident)]);
            docs.extend(field.docs.iter().cloned());
        }
    }
    docs
}
