//! What plans do not show, because the Rust is the same: facets, kinds of text, bounds of lists, headers of replies.
//!
//! Generating again is not all there is to it: a server may refuse what it took before, or not send what it sent.

use std::collections::BTreeSet;

use super::change::{Change, Effect, Kind};
use crate::compare::{self, Aspect, Difference, Thing};

/// Adds what the differences of two models tell beyond the changes that are known.
pub(super) fn compare(differences: &[Difference], changes: &mut Vec<Change>) {
    let known: BTreeSet<String> = changes.iter().filter_map(|change| change.name.clone()).collect();
    let mut told = BTreeSet::new();
    for difference in differences {
        let change = match &difference.change {
            compare::Change::Differs { aspect, left, right } => {
                differs(&difference.path, *aspect, left, right, &known)
            }
            compare::Change::OnlyLeft(Thing::Header, name) => header(&difference.path, name, true, &known),
            compare::Change::OnlyRight(Thing::Header, name) => header(&difference.path, name, false, &known),
            _ => None,
        };
        // Several bindings may have the same operation.
        changes.extend(change.filter(|change| told.insert((change.rust.clone(), change.message.clone()))));
    }
}

fn differs(path: &str, aspect: Aspect, left: &str, right: &str, known: &BTreeSet<String>) -> Option<Change> {
    let (kind, thing, message) = match aspect {
        Aspect::Facet => (Kind::Changed, "facet", format!("allowed {left}, allows {right}")),
        Aspect::Type | Aspect::Base if is_text(left) && is_text(right) => {
            (Kind::Retyped, "text", format!("was {left}, is {right}: the same in Rust"))
        }
        // Another change of how often it comes is one of its type in Rust, and told already.
        Aspect::Occurrence if is_list(left) && is_list(right) && !known.contains(&member(path)) => {
            (Kind::Changed, "list", format!("could hold {left}, may hold {right}"))
        }
        _ => return None,
    };
    Some(Change::new(Effect::MayBreak, kind, thing, path.to_owned(), message).values(left, right))
}

/// A header of a reply, which is a member of a struct for all replies, and absent where an operation does not declare it.
fn header(path: &str, name: &str, is_gone: bool, known: &BTreeSet<String>) -> Option<Change> {
    let mut parts = path.rsplit(" > ");
    let is_reply = parts.next() == Some("output");
    let operation = parts.next()?.strip_prefix("operation ")?;
    let name = name.trim_matches('`');
    if !is_reply || known.contains(&format!("ReplyHeaders/{name}")) {
        return None;
    }
    let (effect, message) = match is_gone {
        true => (Effect::MayBreak, format!("its replies no longer have the header {name}")),
        false => (Effect::Fine, format!("its replies have the header {name} as well")),
    };
    let change = Change::new(effect, Kind::Changed, "operation", operation.to_owned(), message);
    Some(change.called(operation))
}

/// A path such as `type User > element Name` as `User/Name`.
fn member(path: &str) -> String {
    let names = path.split(" > ").map(|part| part.rsplit(' ').next().unwrap_or(part));
    names.collect::<Vec<_>>().join("/")
}

/// Whether a type is one of those that are text in Rust.
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

/// Whether an occurrence such as `0..5` is one of lists.
fn is_list(occurrence: &str) -> bool {
    occurrence.rsplit("..").next().is_some_and(|most| !matches!(most, "0" | "1"))
}
