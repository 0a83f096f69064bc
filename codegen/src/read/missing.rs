//! References that lead nowhere, gathered by namespace, so that one missing file is one problem and not a thousand.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{load::LinkKind, reader::Reader, tables::Space, tag::Tag, uri};
use crate::{
    model::{ElementId, TypeId},
    source::Span,
};

/// What a scope lacks.
#[derive(Default)]
pub(super) struct Missing<'a> {
    /// The namespaces that have a schema.
    pub(super) provided: HashSet<&'a str>,
    /// The namespaces that have a WSDL.
    pub(super) defined: HashSet<&'a str>,
    /// The namespaces of which something could not be read.
    pub(super) broken: HashSet<&'a str>,
    /// Imports that failed: the element, its kind, the namespace, why, and what to do.
    pub(super) failed: Vec<(Tag<'a>, LinkKind, &'a str, &'a str, &'a str)>,
    /// What is known of the namespaces that may be missing.
    pub(super) namespaces: BTreeMap<&'a str, Namespace<'a>>,
    /// What stands for missing types, so that each is told apart from the others.
    pub(super) types: HashMap<(&'a str, &'a str), TypeId>,
    /// What stands for missing elements.
    pub(super) elements: HashMap<(&'a str, &'a str), ElementId>,
}

/// A namespace that may be missing.
#[derive(Default)]
pub(super) struct Namespace<'a> {
    /// An import that names no place.
    pub(super) import: Option<Tag<'a>>,
    /// What was referred to in vain.
    pub(super) uses: Vec<Use<'a>>,
}

/// A reference in vain.
pub(super) struct Use<'a> {
    pub(super) span: Span,
    pub(super) path: String,
    pub(super) space: Space,
    pub(super) local: &'a str,
}

impl<'a> Reader<'a, '_> {
    /// Tells what is missing, who asked for it and how to provide it.
    pub(super) fn report_missing(&mut self) {
        let failed = std::mem::take(&mut self.missing.failed);
        let namespaces = std::mem::take(&mut self.missing.namespaces);
        self.report_unused(&namespaces);
        for (tag, kind, namespace, reason, hint) in &failed {
            let attribute = if *kind == LinkKind::Wsdl { "location" } else { "schemaLocation" };
            let needed = namespaces.get(namespace).map(|missing| &*missing.uses).unwrap_or_default();
            let span = tag.attribute_span(attribute);
            let problem = if !needed.is_empty() {
                self.problems.error(span, *reason)
            } else if self.well_known.find(namespace).is_some() {
                self.problems.note(span, format!("{reason}; what is built in of the namespace is used"))
            } else if *kind == LinkKind::Import && self.missing.provided.contains(namespace) {
                self.problems.note(span, format!("{reason}; nothing that it may hold is needed"))
            } else {
                self.problems.warning(span, format!("{reason}; nothing that was read refers to it"))
            };
            needed_here(problem.path(tag.path()).hint(*hint), needed);
        }
        let told: HashSet<&str> = failed.iter().map(|(_, _, namespace, _, _)| *namespace).collect();
        for (namespace, missing) in namespaces.iter().filter(|(namespace, _)| !told.contains(*namespace)) {
            let hint =
                "read the file that declares it together with this one, or map the namespace in a catalog";
            let problem = match (&missing.import, missing.uses.first()) {
                (_, None) => continue,
                (Some(import), Some(_)) => self
                    .problems
                    .error(
                        import.attribute_span("namespace"),
                        format!("the import of `{namespace}` names no file, and no schema that was read declares it"),
                    )
                    .path(import.path()),
                (None, Some(first)) => {
                    let message = format!(
                        "no file that was read declares the namespace `{namespace}`, where the {} `{}` should be",
                        first.space.noun(),
                        first.local
                    );
                    // No import asks for it, so that no file may be meant: what refers to it is kept as plain XML.
                    self.problems.warning(first.span, message).path(first.path.clone())
                }
            };
            needed_here(problem.hint(hint), &missing.uses);
        }
    }
}

impl Reader<'_, '_> {
    /// Notes imports without a place that lead nowhere, if nothing depends on them.
    fn report_unused(&mut self, namespaces: &BTreeMap<&str, Namespace<'_>>) {
        for (namespace, missing) in namespaces.iter().filter(|(_, missing)| missing.uses.is_empty()) {
            let Some(tag) = &missing.import else { continue };
            let is_known = self.missing.provided.contains(namespace)
                || self.well_known.find(namespace).is_some()
                || namespace.is_empty()
                || namespace.starts_with(uri::WSDL)
                || uri::is_schema(namespace);
            if !is_known {
                let message = format!(
                    "the import of `{namespace}` names no file, and no schema that was read declares it; nothing refers to it"
                );
                self.problems.note(tag.attribute_span("namespace"), message).path(tag.path());
            }
        }
    }
}

fn needed_here(problem: &mut crate::problem::Problem, uses: &[Use<'_>]) {
    const SHOWN: usize = 3;
    for needed in uses.iter().take(SHOWN).filter(|needed| Some(needed.span) != problem.span) {
        problem.related.push((needed.span, format!("needs the {} `{}`", needed.space.noun(), needed.local)));
    }
    if uses.len() > SHOWN {
        problem.hints.push(format!("{} references depend on it", uses.len()));
    }
}
