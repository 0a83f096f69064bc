//! What resolving the references of a scope makes: those that lead nowhere, and what stands for their targets.

use std::collections::{BTreeMap, HashMap};

use super::tables::Space;
use crate::{
    model::{ElementId, TypeId},
    source::Span,
};

/// Maximum number of suggestions in a scope; each costs a look at all names.
const SUGGESTIONS: usize = 100;

/// A reference to a component that is not declared.
pub(super) struct Unresolved<'a> {
    pub(super) span: Span,
    pub(super) path: String,
    pub(super) space: Space,
    pub(super) local: &'a str,
}

/// The references of one scope that lead nowhere.
pub(super) struct References<'a> {
    /// References into namespaces that no file declares, by namespace.
    pub(super) unresolved: BTreeMap<&'a str, Vec<Unresolved<'a>>>,
    /// The types that stand for missing ones, so that each is told apart from the others.
    pub(super) missing_types: HashMap<(&'a str, &'a str), TypeId>,
    /// The elements that stand for missing ones.
    pub(super) missing_elements: HashMap<(&'a str, &'a str), ElementId>,
    /// How many more suggestions may be looked for.
    pub(super) suggestions: usize,
}

impl References<'_> {
    pub(super) fn new() -> Self {
        Self {
            unresolved: BTreeMap::new(),
            missing_types: HashMap::new(),
            missing_elements: HashMap::new(),
            suggestions: SUGGESTIONS,
        }
    }

    /// Whether one more suggestion may be looked for.
    pub(super) fn may_suggest(&mut self) -> bool {
        self.suggestions.checked_sub(1).inspect(|left| self.suggestions = *left).is_some()
    }
}
