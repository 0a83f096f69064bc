//! Results of resolving the references of a scope: unresolved references, and placeholders for missing
//! components.

use super::tables::Space;
use crate::{
    map::Map,
    model::{ElementId, TypeId},
    source::Span,
};

/// Maximum number of suggestions in a scope. Each suggestion searches all names.
const MAX_SUGGESTIONS: usize = 100;

/// A reference to a component that is not declared.
pub(super) struct Unresolved<'a> {
    pub(super) span: Span,
    pub(super) path: String,
    pub(super) space: Space,
    pub(super) local: &'a str,
}

/// The unresolved references of one scope.
pub(super) struct References<'a> {
    /// References into namespaces that no file declares, by namespace.
    pub(super) unresolved: Map<&'a str, Vec<Unresolved<'a>>>,
    /// Placeholders of missing types by namespace and local name. Each missing type has a separate
    /// placeholder.
    pub(super) missing_types: Map<(&'a str, &'a str), TypeId>,
    /// Placeholders of missing elements by namespace and local name.
    pub(super) missing_elements: Map<(&'a str, &'a str), ElementId>,
    /// Number of suggestions that may still be made.
    pub(super) suggestions: usize,
}

impl References<'_> {
    pub(super) fn new() -> Self {
        Self {
            unresolved: Map::new(),
            missing_types: Map::new(),
            missing_elements: Map::new(),
            suggestions: MAX_SUGGESTIONS,
        }
    }

    /// Takes one suggestion from the budget. Returns whether one was left.
    pub(super) fn may_suggest(&mut self) -> bool {
        self.suggestions.checked_sub(1).inspect(|left| self.suggestions = *left).is_some()
    }
}
