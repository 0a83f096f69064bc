//! What differs between two models, in words: components, structure, order, occurrence, messages, headers, actions.
//!
//! Components are paired by name. Documentation, places and the way in which a content is written (named groups, nested
//! sequences, prefixes) do not count. Knows the model and nothing of XML or Rust.

mod content;
mod difference;
// Whole models are compared on the command line alone.
#[cfg(feature = "cli")]
mod models;
mod schema;
mod simple;
#[cfg(feature = "cli")]
mod wsdl;

use std::collections::BTreeMap;

pub use difference::{Aspect, Change, Difference, Thing};
#[cfg(feature = "cli")]
pub use models::{Comparison, equal};

use crate::model::{ElementId, Model, QName, TypeId};

/// What differs between two types; types that they refer to by name are not looked into.
pub fn types(left_model: &Model, left: TypeId, right_model: &Model, right: TypeId) -> Vec<Difference> {
    let same = BTreeMap::new();
    let mut comparer = Comparer::new(left_model, right_model, &same);
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
    let same = BTreeMap::new();
    let mut comparer = Comparer::new(left_model, right_model, &same);
    comparer.element(left, right);
    comparer.differences
}

/// Two models on the way through them.
struct Comparer<'m> {
    left: &'m Model,
    right: &'m Model,
    /// Namespaces of the left model with those that they are called in the right one.
    namespaces: &'m BTreeMap<String, String>,
    /// Where it is.
    path: Vec<String>,
    differences: Vec<Difference>,
}

impl<'m> Comparer<'m> {
    fn new(left: &'m Model, right: &'m Model, namespaces: &'m BTreeMap<String, String>) -> Self {
        Self { left, right, namespaces, path: Vec::new(), differences: Vec::new() }
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
