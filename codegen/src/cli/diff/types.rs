//! Changes to types: members, values and variants.

use std::collections::{BTreeMap, HashMap};

use super::{
    change::{Change, Effect, Kind},
    modules::Versions,
};
use crate::{
    cli::rust::wire,
    plan::{Alias, Enumeration, Field, Item, ItemRef, Record, Slot, Ty, WireName},
};

/// Returns the kind of an item for messages.
pub(super) fn kind(item: &Item) -> &'static str {
    match item {
        Item::Record(_) => "a struct",
        Item::Enumeration(_) => "an enumeration",
        Item::Alias(_) => "an alias",
        Item::Choice(_) => "a choice",
        Item::Variants(_) => "an enum over derived types",
        Item::Union(_) => "a union",
        Item::Faults(_) => "an enum of faults",
        Item::Pairs(_)
        | Item::HeaderNames(_)
        | Item::Endpoint(_)
        | Item::ContractDocument(_)
        | Item::Facets(_)
        | Item::Root(_) => "a constant",
        Item::Client(_) => "a client",
        Item::Operation(_) => "an operation",
        Item::ServiceTrait(_) => "a trait",
    }
}

/// Compares a type with the new type of the same name.
pub(super) fn compare(
    versions: &Versions<'_>,
    item: &ItemRef,
    old: &Item,
    new: &Item,
    changes: &mut Vec<Change>,
) {
    let path = versions.old.path(item);
    let mut variants = |old: Vec<(&str, String)>, new: Vec<(&str, String)>| {
        compare_variants(&path, &old, &new, changes);
    };
    match (old, new) {
        (Item::Record(old), Item::Record(new)) => record(versions, &path, old, new, changes),
        (Item::Enumeration(old), Item::Enumeration(new)) => enumeration(&path, old, new, changes),
        (Item::Alias(old), Item::Alias(new)) => alias(versions, &path, old, new, changes),
        (Item::Choice(old), Item::Choice(new)) => variants(
            old.variants.iter().map(|one| (one.ident.as_str(), versions.old_type(&one.ty))).collect(),
            new.variants.iter().map(|one| (one.ident.as_str(), versions.new_type(&one.ty))).collect(),
        ),
        (Item::Variants(old), Item::Variants(new)) => variants(
            old.variants.iter().map(|one| (one.ident.as_str(), versions.old_type(&one.ty))).collect(),
            new.variants.iter().map(|one| (one.ident.as_str(), versions.new_type(&one.ty))).collect(),
        ),
        (Item::Union(old), Item::Union(new)) => variants(
            old.members.iter().map(|one| (one.ident.as_str(), versions.old_type(&one.ty))).collect(),
            new.members.iter().map(|one| (one.ident.as_str(), versions.new_type(&one.ty))).collect(),
        ),
        (Item::Faults(old), Item::Faults(new)) => variants(
            old.variants.iter().map(|one| (one.ident.as_str(), versions.old_type(&one.ty))).collect(),
            new.variants.iter().map(|one| (one.ident.as_str(), versions.new_type(&one.ty))).collect(),
        ),
        (old, new) if std::mem::discriminant(old) != std::mem::discriminant(new) => {
            let (old, new) = (kind(old), kind(new));
            let message = format!("was {old}, is {new}");
            changes.push(Change::new(Effect::Breaks, Kind::Changed, "type", path, message).values(old, new));
        }
        _ => {}
    }
}

fn record(versions: &Versions<'_>, path: &str, old: &Record, new: &Record, changes: &mut Vec<Change>) {
    let after: BTreeMap<&str, &Field> =
        new.fields.iter().map(|field| (field.ident.as_str(), field)).collect();
    let before: BTreeMap<&str, &Field> =
        old.fields.iter().map(|field| (field.ident.as_str(), field)).collect();
    for field in &old.fields {
        let rust = format!("{path}.{}", field.ident);
        match after.get(field.ident.as_str()) {
            Some(now) => changes.extend(member(versions, rust, path, field, now)),
            None => {
                let change = Change::new(Effect::Breaks, Kind::Removed, "member", rust, "removed");
                changes.push(named(change, path, field));
            }
        }
    }
    for field in new.fields.iter().filter(|field| !before.contains_key(field.ident.as_str())) {
        let rust = format!("{path}.{}", field.ident);
        let ty = versions.new_type(&field.ty);
        let (effect, message) = match is_required(field) {
            true => (Effect::Breaks, format!("added as `{ty}`: it is required")),
            false => (Effect::MayBreak, format!("added as `{ty}`")),
        };
        let mut change = named(Change::new(effect, Kind::Added, "member", rust, message), path, field);
        change.new = Some(ty);
        changes.push(change);
    }
    // The order of the members that both versions have.
    let order = |fields: &[Field], others: &BTreeMap<&str, &Field>| -> Vec<String> {
        let common = fields.iter().filter(|field| others.contains_key(field.ident.as_str()));
        common.map(|field| field.ident.clone()).collect()
    };
    let (was, is) = (order(&old.fields, &after), order(&new.fields, &before));
    if was != is {
        let message = "the order of its members on the wire changed";
        let change = Change::new(Effect::Fine, Kind::Reordered, "type", path.to_owned(), message);
        changes.push(change.values(was.join(", "), is.join(", ")));
    }
    form(path, old, &after, changes);
}

/// Reports members that became qualified or unqualified. Reports only one change per type, because one
/// attribute of the schema (`elementFormDefault`) affects all members.
fn form(path: &str, old: &Record, after: &BTreeMap<&str, &Field>, changes: &mut Vec<Change>) {
    for (is_qualified, message) in [
        (true, "are now namespace-qualified on the wire"),
        (false, "are no longer namespace-qualified on the wire"),
    ] {
        let moved = old.fields.iter().filter(|field| {
            let now = after.get(field.ident.as_str()).and_then(|now| wire(&now.slot));
            let qualified = |name: &WireName| name.namespace.is_some();
            matches!((wire(&field.slot), now), (Some(was), Some(is))
                if qualified(is) == is_qualified && qualified(was) != is_qualified)
        });
        let names: Vec<&str> = moved.map(|field| field.ident.as_str()).collect();
        if !names.is_empty() {
            let message = format!("its members {} {message}", names.join(", "));
            changes.push(Change::new(Effect::Fine, Kind::Changed, "type", path.to_owned(), message));
        }
    }
}

/// Returns `true` if callers must set the field, because its default value is not valid.
fn is_required(field: &Field) -> bool {
    let optional = matches!(field.ty, Ty::Option(_) | Ty::Generic("Nillable", _));
    match &field.slot {
        Slot::Base { .. } | Slot::Nil { .. } | Slot::Dimensions => false,
        Slot::Repeated { required, .. } => *required,
        _ => !optional && !matches!(field.ty, Ty::Vec(_)),
    }
}

/// Adds to a change the name of the member in the documents: `User/UserName` for the element `UserName` of
/// the type `User`. The part before the slash is the Rust name of the type, which nearly always equals its
/// name in the documents.
fn named(change: Change, path: &str, field: &Field) -> Change {
    match wire(&field.slot) {
        Some(name) => change.called(format!("{}/{}", path.rsplit("::").next().unwrap_or(path), name.local)),
        None => change,
    }
}

fn member(versions: &Versions<'_>, rust: String, path: &str, old: &Field, new: &Field) -> Option<Change> {
    let (was, is) = (versions.old_type(&old.ty), versions.new_type(&new.ty));
    let change = |effect, kind, message: String| {
        Some(named(Change::new(effect, kind, "member", rust.clone(), message), path, old))
    };
    if was != is {
        let from_to = format!("was `{was}`, is `{is}`");
        let change = if is == format!("Option<{was}>") {
            change(Effect::Breaks, Kind::Optional, format!("{from_to}: it is now optional"))
        } else if was == format!("Option<{is}>") {
            change(Effect::Breaks, Kind::Required, format!("{from_to}: it is now required"))
        } else {
            change(Effect::Breaks, Kind::Retyped, from_to)
        };
        return change.map(|change| change.values(was, is));
    }
    let (required, was_required) = (is_required_element(&new.slot), is_required_element(&old.slot));
    if required && !was_required {
        let message = match new.slot {
            Slot::Repeated { .. } => "at least one occurrence is now required",
            _ => "the element is now required, although it may be nil: a reply without it is an error",
        };
        return change(Effect::MayBreak, Kind::Required, message.to_owned());
    }
    if was_required && !required {
        return change(Effect::Fine, Kind::Optional, "the element is now optional".to_owned());
    }
    let default = |field: &Field| field.default.as_ref().map(|default| default.text.clone());
    if default(old) != default(new) {
        let text = |default: Option<String>| default.unwrap_or_else(|| "none".to_owned());
        let (was, is) = (text(default(old)), text(default(new)));
        let message = format!("the default was {was}, is {is}");
        return change(Effect::MayBreak, Kind::Changed, message).map(|change| change.values(was, is));
    }
    let (was, is) = (wire(&old.slot)?, wire(&new.slot)?);
    if was.local != is.local {
        let message = format!("the wire name is now `{}`, was `{}`", is.local, was.local);
        return change(Effect::Fine, Kind::Renamed, message)
            .map(|change| change.values(&*was.local, &*is.local));
    }
    None
}

/// Returns `true` if the element is required although its Rust type is optional.
fn is_required_element(slot: &Slot) -> bool {
    match slot {
        Slot::Once { nil, .. } | Slot::List { nil, .. } | Slot::Dictionary { nil, .. } => *nil,
        Slot::Repeated { required, .. } => *required,
        _ => false,
    }
}

fn enumeration(path: &str, old: &Enumeration, new: &Enumeration, changes: &mut Vec<Change>) {
    let by_ident = |enumeration: &Enumeration| -> HashMap<String, String> {
        enumeration.values.iter().map(|value| (value.ident.clone(), value.text.clone())).collect()
    };
    let (olds, news) = (by_ident(old), by_ident(new));
    for value in &old.values {
        let rust = format!("{path}::{}", value.ident);
        let called = |change: Change| change.called(value.text.clone());
        match news.get(&value.ident) {
            None => {
                changes.push(called(Change::new(Effect::Breaks, Kind::Removed, "value", rust, "removed")));
            }
            Some(other) if *other != value.text => {
                let message = format!("the value was `{}`, is `{other}`", value.text);
                let change = Change::new(Effect::Fine, Kind::Changed, "value", rust, message);
                changes.push(called(change).values(&*value.text, &**other));
            }
            Some(_) => {}
        }
    }
    for value in new.values.iter().filter(|value| !olds.contains_key(&value.ident)) {
        let message = match &old.other {
            Some(other) => format!("added; before, it was read as `{other}`"),
            None => "added; before, it was an error".to_owned(),
        };
        let rust = format!("{path}::{}", value.ident);
        changes.push(
            Change::new(Effect::MayBreak, Kind::Added, "value", rust, message).called(value.text.clone()),
        );
    }
}

fn alias(versions: &Versions<'_>, path: &str, old: &Alias, new: &Alias, changes: &mut Vec<Change>) {
    let (was, is) = (versions.old_type(&old.ty), versions.new_type(&new.ty));
    if was != is {
        let message = format!("was an alias of `{was}`, is now an alias of `{is}`");
        let change = Change::new(Effect::Breaks, Kind::Retyped, "type", path.to_owned(), message);
        changes.push(change.values(was, is));
    }
}

fn compare_variants(path: &str, old: &[(&str, String)], new: &[(&str, String)], changes: &mut Vec<Change>) {
    let by_ident = |variants: &[(&str, String)]| -> HashMap<String, String> {
        variants.iter().map(|(ident, ty)| ((*ident).to_owned(), ty.clone())).collect()
    };
    let (olds, news) = (by_ident(old), by_ident(new));
    for (ident, was) in old {
        let rust = format!("{path}::{ident}");
        match news.get(*ident) {
            None => changes.push(Change::new(Effect::Breaks, Kind::Removed, "variant", rust, "removed")),
            Some(is) if is != was => {
                let message = format!("its value was `{was}`, is now `{is}`");
                let change = Change::new(Effect::Breaks, Kind::Retyped, "variant", rust, message);
                changes.push(change.values(&**was, &**is));
            }
            Some(_) => {}
        }
    }
    for (ident, is) in new.iter().filter(|(ident, _)| !olds.contains_key(*ident)) {
        let message = format!("added, with `{is}`");
        let rust = format!("{path}::{ident}");
        changes.push(Change::new(Effect::MayBreak, Kind::Added, "variant", rust, message));
    }
}
