//! Changes that plans do not show because the Rust code is the same: facets, text types, bounds of lists, media types,
//! reply headers.
//!
//! Callers are affected nevertheless: a server may reject values that it accepted before, or no longer send a header.

use std::collections::BTreeSet;

use super::change::{Change, Effect, Kind};
use crate::compare::{self, Aspect, ComponentKind, Difference};

/// Adds the changes that follow from differences of the models, except those that were reported already.
pub(super) fn compare(differences: &[Difference], changes: &mut Vec<Change>) {
    let known: BTreeSet<String> = changes.iter().filter_map(|change| change.name.clone()).collect();
    let mut reported = BTreeSet::new();
    for difference in differences {
        let change = match &difference.change {
            compare::Change::Differs { aspect, left, right } => {
                differs(&difference.path, *aspect, left, right, &known)
            }
            compare::Change::OnlyLeft(ComponentKind::Header, name) => {
                header(&difference.path, name, true, &known)
            }
            compare::Change::OnlyRight(ComponentKind::Header, name) => {
                header(&difference.path, name, false, &known)
            }
            _ => None,
        };
        // The same operation may occur in several bindings.
        changes
            .extend(change.filter(|change| reported.insert((change.rust.clone(), change.message.clone()))));
    }
}

fn differs(path: &str, aspect: Aspect, left: &str, right: &str, known: &BTreeSet<String>) -> Option<Change> {
    let (kind, thing, message) = match aspect {
        Aspect::Facet => (Kind::Changed, "facet", format!("allowed {left}, now allows {right}")),
        Aspect::Type | Aspect::Base if is_text(left) && is_text(right) => {
            (Kind::Retyped, "text", format!("was {left}, is {right}: the same in Rust"))
        }
        // If all media types of an element are new, or all were removed, the Rust type of the element has
        // changed. This change has been reported already.
        Aspect::ContentTypes if left != "none" && right != "none" => {
            (Kind::Changed, "media types", format!("were {left}, are {right}"))
        }
        Aspect::Mime => (Kind::Changed, "attachments", format!("were {left}, are {right}")),
        // Only a change from one list to another, for example from `0..5` to `0..9`, keeps the Rust type. Any
        // other change of an occurrence alters the Rust type and has been reported already.
        Aspect::Occurrence if is_list(left) && is_list(right) && !known.contains(&member(path)) => {
            (Kind::Changed, "list", format!("allowed {left} items, now allows {right}"))
        }
        _ => return None,
    };
    Some(Change::new(Effect::MayBreak, kind, thing, path.to_owned(), message).values(left, right))
}

/// Reports a reply header that an operation no longer declares, or declares in addition. All replies share one header
/// struct, so the Rust type does not change.
fn header(path: &str, name: &str, is_gone: bool, known: &BTreeSet<String>) -> Option<Change> {
    let mut parts = path.rsplit(" > ");
    let is_reply = parts.next() == Some("output");
    let operation = parts.next()?.strip_prefix("operation ")?;
    let name = name.trim_matches('`');
    if !is_reply || known.contains(&format!("ReplyHeaders/{name}")) {
        return None;
    }
    let (effect, message) = match is_gone {
        true => (Effect::MayBreak, format!("replies no longer have the header {name}")),
        false => (Effect::Fine, format!("replies now also have the header {name}")),
    };
    let change = Change::new(effect, Kind::Changed, "operation", operation.to_owned(), message);
    Some(change.called(operation))
}

/// Converts a path such as `type User > element Name` to `User/Name`.
fn member(path: &str) -> String {
    let names = path.split(" > ").map(|part| part.rsplit(' ').next().unwrap_or(part));
    names.collect::<Vec<_>>().join("/")
}

/// Returns `true` for built-in types that are `String` in Rust.
fn is_text(ty: &str) -> bool {
    let names = [
        "string",
        "normalizedString",
        "token",
        "language",
        "Name",
        "NCName",
        "NMTOKEN",
        "anyURI",
        "ID",
        "IDREF",
        "ENTITY",
    ];
    let name = ty.trim_matches('`').strip_prefix("xs:");
    name.is_some_and(|name| names.contains(&name))
}

/// Returns `true` if an occurrence range such as `0..5` allows more than one.
fn is_list(occurrence: &str) -> bool {
    occurrence.rsplit("..").next().is_some_and(|most| !matches!(most, "0" | "1"))
}
