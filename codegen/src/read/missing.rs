//! Reports components that no file declares, with one problem for each namespace: a missing file causes one
//! problem instead of a thousand.

use super::{
    declared::{Declared, FailedLink},
    links::LinkKind,
    references::{References, Unresolved},
    uri,
    well_known::WellKnown,
};
use crate::{
    lists::CollectVec,
    map::Set,
    problem::{Problem, Problems},
};

/// Reports the missing namespaces, the references that need them, and how to provide them.
pub(super) fn report(
    declared: &Declared<'_>,
    references: &References<'_>,
    well_known: &WellKnown,
    problems: &mut Problems,
) {
    let unresolved = &references.unresolved;
    report_unused(declared, references, well_known, problems);
    for FailedLink { tag, kind, namespace, reason, hint } in &declared.failed_links {
        let attribute = if *kind == LinkKind::Wsdl { "location" } else { "schemaLocation" };
        let needed = unresolved.get(namespace).map(Vec::as_slice).unwrap_or_default();
        let span = tag.attribute_span(attribute);
        let problem = if !needed.is_empty() {
            problems.error(span, *reason)
        } else if well_known.find(namespace).is_some() {
            problems.note(span, format!("{reason}; the built-in components of the namespace are used"))
        } else if *kind == LinkKind::Import && declared.schema_namespaces.contains(namespace) {
            problems.note(span, format!("{reason}; all references to its namespace are resolved without it"))
        } else {
            problems.warning(span, format!("{reason}; nothing that was read refers to it"))
        };
        needed_here(problem.path(tag.path()).hint(*hint), needed);
    }
    let reported: Set<&str> = declared.failed_links.iter().map(|link| link.namespace).collect();
    for (namespace, uses) in unresolved.sorted() {
        if reported.contains(namespace) {
            continue;
        }
        let hint = "read the file that declares it together with this one, or map the namespace in a catalog";
        let problem = match (declared.imports_without_location.get(namespace), uses.first()) {
            (_, None) => continue,
            (Some(import), Some(_)) => problems
                .error(
                    import.attribute_span("namespace"),
                    format!(
                        "the import of `{namespace}` names no file, and no schema that was read declares it"
                    ),
                )
                .path(import.path()),
            (None, Some(first)) => {
                let message = format!(
                    "no file that was read declares the namespace `{namespace}` of the {} `{}`",
                    first.space.noun(),
                    first.local
                );
                // No import names this namespace, so perhaps no file declares it. This is only a warning:
                // content that refers to the namespace is kept as plain XML.
                problems.warning(first.span, message).path(first.path.clone())
            }
        };
        needed_here(problem.hint(hint), uses);
    }
}

/// Reports each import that has no location, if its namespace is unknown and nothing refers to the namespace.
fn report_unused(
    declared: &Declared<'_>,
    references: &References<'_>,
    well_known: &WellKnown,
    problems: &mut Problems,
) {
    for (namespace, tag) in declared.imports_without_location.sorted() {
        let is_known = declared.schema_namespaces.contains(namespace)
            || well_known.find(namespace).is_some()
            || namespace.is_empty()
            || namespace.starts_with(uri::WSDL)
            || uri::is_schema(namespace);
        if !is_known && !references.unresolved.contains_key(namespace) {
            let message = format!(
                "the import of `{namespace}` names no file, and no schema that was read declares it; nothing refers to it"
            );
            problems.note(tag.attribute_span("namespace"), message).path(tag.path());
        }
    }
}

fn needed_here(problem: &mut Problem, uses: &[Unresolved<'_>]) {
    const MAX_LISTED: usize = 3;
    problem.references = uses.iter().map(|needed| needed.span).collect_vec();
    for needed in uses.iter().take(MAX_LISTED).filter(|needed| Some(needed.span) != problem.span) {
        problem.related.push((needed.span, format!("needs the {} `{}`", needed.space.noun(), needed.local)));
    }
    if uses.len() > MAX_LISTED {
        problem.hints.push(format!("{} references need a component of this namespace", uses.len()));
    }
}
