//! Merges the scopes into one model: equal components with the same name become one component.
//!
//! The comparison ignores prefixes, source positions and documentation. Global elements may differ
//! between scopes; types, groups and attributes should not.

mod classes;
mod rebuild;
mod signature;

use super::{
    global::{Duplicate, Global, enter, is_missing, name, span},
    tables::Space,
};
use crate::{
    compare,
    lists::{CollectVec, SortList},
    model::{Id, Merged, Model, QName},
    problem::{Problems, Severity},
};
use signature::Nodes;

/// All scopes, read into one model but not merged yet.
pub(super) struct Draft {
    pub(super) model: Model,
    /// The global components in declaration order.
    pub(super) globals: Vec<Global>,
    /// Names that are declared twice in one scope.
    pub(super) duplicates: Vec<Duplicate>,
    pub(super) scopes: usize,
}

/// Merges equal components of a draft. `keep_apart` suppresses problems about types that differ.
pub(super) fn merge(draft: Draft, keep_apart: bool, problems: &mut Problems) -> Model {
    let Draft { model, mut globals, duplicates, scopes } = draft;
    globals.sort_list_by_key(|global| (global.space, global.index));
    if scopes <= 1 && duplicates.is_empty() {
        return named(model, &globals);
    }
    let nodes = Nodes::new(&model, &globals);
    let classes = classes::of(&model, &globals, &nodes);
    let numbered = globals.iter().enumerate();
    let mut named: Vec<(Space, &QName, usize)> = numbered
        .filter_map(|(node, global)| Some((global.space, name(&model, *global)?, node)))
        .collect_vec();
    named.sort_list();
    let report = Report { model: &model, globals: &globals, classes: &classes };
    for duplicate in &duplicates {
        report.duplicate(*duplicate, &nodes, problems);
    }
    let mut consequences = Vec::new();
    for group in named.chunk_by(|one, next| (one.0, one.1) == (next.0, next.1)) {
        if let Some((space, name, _)) = group.first().filter(|(space, ..)| *space != Space::Element) {
            let members: Vec<usize> = group.iter().map(|(_, _, node)| *node).collect_vec();
            report.unequal(*space, name, &members, keep_apart, problems, &mut consequences);
        }
    }
    if !consequences.is_empty() {
        let shown: Vec<String> = consequences.iter().take(5).map(|name| format!("`{name}`")).collect_vec();
        let more = if consequences.len() > shown.len() { ", …" } else { "" };
        let message = format!(
            "kept as separate components because they refer to components that differ: {}{more}",
            shown.join(", ")
        );
        problems.note(None, message);
    }
    rebuild::rebuild(model, &globals, &nodes, &classes.of_nodes)
}

/// Completes a model whose global components are all distinct: enters their names.
fn named(mut model: Model, globals: &[Global]) -> Model {
    for global in globals {
        enter(&mut model, *global);
    }
    let count = |space| globals.iter().filter(|global| global.space == space && global.is_declared).count();
    let (types, elements) = (count(Space::Type), count(Space::Element));
    model.merged = Merged { types_declared: types, types, elements_declared: elements, elements };
    model
}

struct Report<'m> {
    model: &'m Model,
    globals: &'m [Global],
    classes: &'m classes::Classes,
}

impl Report<'_> {
    /// Reports a name that is declared twice in one scope with different definitions.
    fn duplicate(&self, duplicate: Duplicate, nodes: &Nodes, problems: &mut Problems) {
        let node = |index| nodes.find(duplicate.space, index);
        let (Some(first), Some(second)) = (node(duplicate.first), node(duplicate.second)) else { return };
        if self.classes.own.get(first) == self.classes.own.get(second) {
            return;
        }
        let (Some(first), Some(second)) = (self.globals.get(first), self.globals.get(second)) else { return };
        let Some(name) = name(self.model, *first) else { return };
        let message = format!(
            "the {} `{}` is declared twice, with different definitions",
            duplicate.space.noun(),
            name.local
        );
        let problem = problems.warning(span(self.model, *second), message);
        problem.hint("the first declaration is used").related(span(self.model, *first), "the other one");
        self.differences(*first, *second, problem);
    }

    /// Reports components of different scopes that have the same name but are not equal.
    fn unequal(
        &self,
        space: Space,
        name: &QName,
        members: &[usize],
        keep_apart: bool,
        problems: &mut Problems,
        consequences: &mut Vec<String>,
    ) {
        let mut by_own: Vec<(u32, Global)> = Vec::new();
        let mut is_split = false;
        let mut class = None;
        for node in members {
            let Some(global) = self.globals.get(*node).copied() else { continue };
            if global.is_second || global.is_original || is_missing(self.model, global) {
                continue;
            }
            let own = self.classes.own.get(*node).copied().unwrap_or_default();
            if !by_own.iter().any(|(known, _)| *known == own) {
                by_own.push((own, global));
            }
            let full = self.classes.of_nodes.get(*node).copied();
            is_split |= class.is_some_and(|class| class != full);
            class = Some(full);
        }
        let Some(((_, first), others)) = by_own.split_first() else { return };
        if others.is_empty() {
            if is_split {
                consequences.push(name.local.to_string());
            }
            return;
        }
        for (_, other) in others {
            let severity = if keep_apart { Severity::Note } else { Severity::Error };
            let message = format!("the {} `{}` differs between the documents", space.noun(), name.local);
            let problem = problems.add(severity, span(self.model, *other), message);
            problem.path(format!("{} {}", space.noun(), name.local));
            problem.related(span(self.model, *first), "the other one");
            self.differences(*first, *other, problem);
            if !keep_apart {
                problem
                    .hint("if both are intended, `Builder::unequal_kept_apart` or `--unequal-kept-apart` generates each for its service");
            }
        }
    }

    fn differences(&self, first: Global, second: Global, problem: &mut crate::problem::Problem) {
        const MAX_LISTED: usize = 5;
        if first.space != Space::Type && first.space != Space::Element {
            return;
        }
        let differences = match first.space {
            Space::Type => compare::types(
                self.model,
                Id::from_index(first.index),
                self.model,
                Id::from_index(second.index),
            ),
            _ => compare::elements(
                self.model,
                Id::from_index(first.index),
                self.model,
                Id::from_index(second.index),
            ),
        };
        for difference in differences.iter().take(MAX_LISTED) {
            problem.hints.push(format!("differences: {}", difference.between("the other one", "this one")));
        }
        if differences.len() > MAX_LISTED {
            problem.hints.push(format!("{} more differences", differences.len() - MAX_LISTED));
        }
    }
}
