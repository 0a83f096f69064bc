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
    /// Imports that name no place, by namespace.
    pub(super) nowhere: BTreeMap<&'a str, Tag<'a>>,
    /// What was referred to in vain, by namespace.
    pub(super) uses: BTreeMap<&'a str, Vec<Use<'a>>>,
    /// What stands for missing types, so that each is told apart from the others.
    pub(super) types: HashMap<(&'a str, &'a str), TypeId>,
    /// What stands for missing elements.
    pub(super) elements: HashMap<(&'a str, &'a str), ElementId>,
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
        let mut uses = std::mem::take(&mut self.missing.uses);
        self.report_unused(&uses);
        for (tag, kind, namespace, reason, hint) in &failed {
            let attribute = if *kind == LinkKind::Wsdl { "location" } else { "schemaLocation" };
            let needed = uses.get(namespace).map(Vec::as_slice).unwrap_or_default();
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
        for (_, _, namespace, _, _) in &failed {
            uses.remove(namespace);
        }
        for (namespace, needed) in uses {
            let hint =
                "read the file that declares it together with this one, or map the namespace in a catalog";
            let problem = match (self.missing.nowhere.get(namespace), needed.first()) {
                (Some(import), _) => self
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
                (None, None) => continue,
            };
            needed_here(problem.hint(hint), &needed);
        }
    }
}

impl Reader<'_, '_> {
    /// Notes imports without a place that lead nowhere, if nothing depends on them.
    fn report_unused(&mut self, uses: &BTreeMap<&str, Vec<Use<'_>>>) {
        for (namespace, tag) in &self.missing.nowhere {
            let is_known = self.missing.provided.contains(namespace)
                || uses.contains_key(namespace)
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
