//! Comparison of two models: components, structure, order, occurrence, messages, headers and actions.
//!
//! Components are paired by name. Documentation, source positions and notation (named groups, redundant nesting,
//! prefixes) are ignored. This module knows the model, but neither XML nor Rust.

mod content;
mod difference;
// Only the command line compares whole models.
#[cfg(feature = "cli")]
mod models;
mod schema;
mod simple;
#[cfg(feature = "cli")]
mod wsdl;

use std::collections::BTreeMap;

pub use difference::{Aspect, Change, ComponentKind, Difference};
#[cfg(feature = "cli")]
pub use models::{Comparison, equal};

use crate::model::{ElementId, Model, QName, TypeId};

/// Returns the differences between two types. Types that they refer to by name are compared by name only.
pub fn types(left_model: &Model, left: TypeId, right_model: &Model, right: TypeId) -> Vec<Difference> {
    let same = BTreeMap::new();
    let mut comparer = Comparer::new(left_model, right_model, &same);
    comparer.types(left, right);
    comparer.differences
}

/// Returns the differences between two element declarations. Types that they refer to by name are compared by name
/// only.
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

/// State of a comparison.
struct Comparer<'m> {
    left: &'m Model,
    right: &'m Model,
    /// Namespaces of the left model, each with the corresponding namespace of the right model.
    namespaces: &'m BTreeMap<String, String>,
    /// Path to the component that is being compared.
    path: Vec<String>,
    differences: Vec<Difference>,
}

impl<'m> Comparer<'m> {
    fn new(left: &'m Model, right: &'m Model, namespaces: &'m BTreeMap<String, String>) -> Self {
        Self { left, right, namespaces, path: Vec::new(), differences: Vec::new() }
    }

    /// Returns the namespace of the right model that corresponds to a namespace of the left model.
    fn namespace<'n>(&self, left: &'n str) -> &'n str
    where
        'm: 'n,
    {
        self.namespaces.get(left).map_or(left, String::as_str)
    }

    /// Translates a name of the left model to the namespaces of the right model.
    fn name(&self, left: &QName) -> QName {
        match self.namespaces.get(&*left.namespace) {
            Some(namespace) => QName::new(namespace.as_str(), left.local.clone()),
            None => left.clone(),
        }
    }

    fn is_same_name(&self, left: &QName, right: &QName) -> bool {
        left.local == right.local && self.namespace(&left.namespace) == &*right.namespace
    }

    /// Runs `inside` with `step` appended to the path.
    fn within(&mut self, step: String, inside: impl FnOnce(&mut Self)) {
        self.path.push(step);
        inside(self);
        self.path.pop();
    }

    fn add(&mut self, change: Change, left: Option<crate::source::Span>, right: Option<crate::source::Span>) {
        self.differences.push(Difference { path: self.path.join(" > "), change, left, right });
    }

    /// Adds a difference if the two values are not equal.
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
