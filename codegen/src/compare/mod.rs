//! What differs between two models, in words: components, structure, order, occurrence, messages, headers, actions.
//!
//! Components are paired by name. Documentation, places and the way in which a content is written (named groups, nested
//! sequences, prefixes) do not count. Knows the model and nothing of XML or Rust.

mod content;
mod difference;
mod schema;
mod simple;
mod wsdl;

use std::collections::{BTreeMap, BTreeSet};

pub use difference::{Aspect, Change, Difference, Thing};

use crate::model::{ElementId, Model, QName, TypeId};

/// How two models are compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Namespaces of the left model with those that they are called in the right one; the others are the same in both.
    pub namespaces: BTreeMap<String, String>,
}

impl Comparison {
    /// Pairs the namespaces that only one model has with those of the other that have most names in common, as is needed
    /// where a version stands in the namespace.
    pub fn aligned(left: &Model, right: &Model) -> Self {
        let (left, right) = (namespaces(left), namespaces(right));
        let mut pairs: Vec<(usize, &str, &str)> = Vec::new();
        for (namespace, names) in left.iter().filter(|(namespace, _)| !right.contains_key(*namespace)) {
            for (other, others) in right.iter().filter(|(other, _)| !left.contains_key(*other)) {
                let common = names.intersection(others).count();
                if common > 0 {
                    pairs.push((common, namespace, other));
                }
            }
        }
        // The most in common first, then by name.
        pairs.sort_by(|a, b| (b.0, a.1, a.2).cmp(&(a.0, b.1, b.2)));
        let mut namespaces = BTreeMap::new();
        let mut taken = BTreeSet::new();
        for (_, namespace, other) in pairs {
            if !namespaces.contains_key(namespace) && taken.insert(other) {
                namespaces.insert(namespace.to_owned(), other.to_owned());
            }
        }
        Self { namespaces }
    }

    /// Everything that differs, in the order of the left model, what only the right one has at the end of its kind.
    pub fn differences(&self, left: &Model, right: &Model) -> Vec<Difference> {
        let mut comparer = Comparer::new(left, right, self);
        for (namespace, other) in &self.namespaces {
            comparer.add(Change::differs(Aspect::Namespace, namespace, other), None, None);
        }
        comparer.services();
        comparer.port_types();
        comparer.messages();
        comparer.schema();
        comparer.differences
    }
}

/// The names of the components of each namespace.
fn namespaces(model: &Model) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut namespaces: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let names = &model.names;
    let messages = model.messages.iter().map(|(_, message)| &message.name);
    let port_types = model.port_types.iter().map(|(_, port_type)| &port_type.name);
    for name in names.types.keys().chain(names.elements.keys()).chain(messages).chain(port_types) {
        namespaces.entry(&name.namespace).or_default().insert(&name.local);
    }
    namespaces
}

/// What differs between two models whose names are the same; nothing if they mean the same.
pub fn equal(left: &Model, right: &Model) -> Vec<Difference> {
    Comparison::default().differences(left, right)
}

/// What differs between two types; types that they refer to by name are not looked into.
pub fn types(left_model: &Model, left: TypeId, right_model: &Model, right: TypeId) -> Vec<Difference> {
    let comparison = Comparison::default();
    let mut comparer = Comparer::new(left_model, right_model, &comparison);
    comparer.types(left, right);
    comparer.differences
}

/// What differs between two element declarations; types that they refer to by name are not looked into.
pub fn elements(
    left_model: &Model,
    left: ElementId,
    right_model: &Model,
    right: ElementId,
) -> Vec<Difference> {
    let comparison = Comparison::default();
    let mut comparer = Comparer::new(left_model, right_model, &comparison);
    comparer.element(left, right);
    comparer.differences
}

/// Two models on the way through them.
struct Comparer<'m> {
    left: &'m Model,
    right: &'m Model,
    namespaces: &'m BTreeMap<String, String>,
    /// Where it is.
    path: Vec<String>,
    differences: Vec<Difference>,
}

impl<'m> Comparer<'m> {
    fn new(left: &'m Model, right: &'m Model, comparison: &'m Comparison) -> Self {
        Self { left, right, namespaces: &comparison.namespaces, path: Vec::new(), differences: Vec::new() }
    }

    /// The namespace of the right model that one of the left is.
    fn namespace<'n>(&self, left: &'n str) -> &'n str
    where
        'm: 'n,
    {
        self.namespaces.get(left).map_or(left, String::as_str)
    }

    /// The name in the right model that one of the left is.
    fn name(&self, left: &QName) -> QName {
        match self.namespaces.get(&*left.namespace) {
            Some(namespace) => QName::new(namespace.as_str(), left.local.clone()),
            None => left.clone(),
        }
    }

    fn is_same_name(&self, left: &QName, right: &QName) -> bool {
        left.local == right.local && self.namespace(&left.namespace) == &*right.namespace
    }

    /// Compares what is in a component.
    fn within(&mut self, step: String, inside: impl FnOnce(&mut Self)) {
        self.path.push(step);
        inside(self);
        self.path.pop();
    }

    fn add(&mut self, change: Change, left: Option<crate::source::Span>, right: Option<crate::source::Span>) {
        self.differences.push(Difference { path: self.path.join(" > "), change, left, right });
    }

    /// Adds a difference if the two are not equal.
    fn check<T: PartialEq>(
        &mut self,
        aspect: Aspect,
        left: T,
        right: T,
        words: impl Fn(&T) -> String,
        places: (crate::source::Span, crate::source::Span),
    ) {
        if left != right {
            let change = Change::differs(aspect, &words(&left), &words(&right));
            self.add(change, Some(places.0), Some(places.1));
        }
    }
}
