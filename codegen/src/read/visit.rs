//! Visits the documents of a scope: declares every schema and WSDL that is reachable from a root, in
//! order.

use std::collections::VecDeque;

use super::{
    declare::Declarer,
    declared::{Declared, Documents, FailedLink, Schema, SchemaIndex},
    links::{Link, LinkKind, Outcome, schemas},
    strings::Strings,
    tag::Tag,
    unknown, uri,
    warning::{FORMS, word},
};
use crate::{lists::PushAll, model::Model, problem::Problems};

/// Documents that have not been declared yet.
#[derive(Default)]
struct Queue<'a> {
    /// Indices of files, each with the namespace that its schemas inherit if they have none.
    files: VecDeque<(usize, Option<&'a str>)>,
    /// `redefine` elements, each with the schema that contains it.
    redefinitions: Vec<(Tag<'a>, SchemaIndex)>,
}

/// Declares everything in a file and in the files that it imports.
pub(super) fn declare<'a>(
    file: usize,
    documents: Documents<'a>,
    model: &mut Model,
    strings: &mut Strings<'a>,
    problems: &mut Problems,
) -> Declared<'a> {
    let mut declared = Declared::default();
    let mut declarer = Declarer { documents, declared: &mut declared, model, strings, problems };
    declarer.visit(Queue { files: VecDeque::from([(file, None)]), redefinitions: Vec::new() });
    declared
}

impl<'a> Declarer<'a, '_> {
    /// Declares the schemas of a namespace that this scope does not import. Returns `false` if no loaded file
    /// contains such schemas.
    pub(super) fn declare_unimported(&mut self, namespace: &'a str) -> bool {
        let loaded = self.documents.loaded;
        let Some(file) = loaded.file_of(namespace) else { return false };
        let Some(document) = loaded.files.get(file) else { return false };
        for tag in document.schemas() {
            if tag.attribute("targetNamespace").unwrap_or_default() == namespace {
                let mut queue = Queue::default();
                self.visit_schema(file, tag, None, &mut queue);
                self.visit(queue);
            }
        }
        true
    }

    fn visit(&mut self, mut queue: Queue<'a>) {
        let loaded = self.documents.loaded;
        while let Some((file, inherited)) = queue.files.pop_front() {
            let Some(document) = loaded.files.get(file) else { continue };
            let root = document.root();
            if root.wsdl_name() == "definitions" && self.declared.visited.insert((root.key(), "")) {
                self.declared.definitions.push(root);
                self.declared.wsdl_namespaces.insert(root.attribute("targetNamespace").unwrap_or_default());
                for types in root.children().filter(|child| child.wsdl_name() == "types") {
                    unknown::report(self.problems, types, &["schema", "import"]);
                }
                self.follow(file, root, "", &mut queue);
            }
            for tag in schemas(root) {
                self.visit_schema(file, tag, inherited, &mut queue);
            }
        }
        // Begin with the innermost redefinition: what it defines must exist before an outer document
        // redefines it again.
        for (tag, schema) in queue.redefinitions.into_iter().rev() {
            self.redefine(tag, schema);
        }
    }

    fn visit_schema(&mut self, file: usize, tag: Tag<'a>, inherited: Option<&'a str>, queue: &mut Queue<'a>) {
        let own = tag.attribute("targetNamespace").filter(|own| !own.is_empty());
        let target = own.or(inherited).unwrap_or_default();
        if !self.declared.visited.insert((tag.key(), target)) {
            return;
        }
        let is_chameleon = own.is_none() && !target.is_empty();
        if is_chameleon && !self.may_copy(tag, target) {
            return;
        }
        let mut is_qualified = |attribute| word(self.problems, tag, attribute, FORMS).unwrap_or(false);
        let schema = Schema {
            tag,
            target,
            is_chameleon,
            elements_qualified: is_qualified("elementFormDefault"),
            attributes_qualified: is_qualified("attributeFormDefault"),
        };
        let index = self.declared.schemas.len();
        self.declared.schemas.push(schema);
        self.declared.schema_namespaces.insert(target);
        let redefinitions = self.declare_schema(index);
        queue.redefinitions.push_all(redefinitions.into_iter().map(|tag| (tag, index)));
        self.follow(file, tag, target, queue);
    }

    /// Counts the elements of a chameleon schema before it is copied into `target`, the namespace of an
    /// including schema. Returns whether the budget for copied elements allows the copy. Only the first
    /// excess is reported.
    fn may_copy(&mut self, tag: Tag<'a>, target: &str) -> bool {
        let (copies, allowed) = (&mut self.declared.copies, self.documents.copies);
        let tags = *copies.tags.or_insert_with(tag.key(), || tag.descendants() as u64);
        copies.made = copies.made.saturating_add(tags);
        let is_allowed = copies.made <= allowed;
        if !is_allowed && !std::mem::replace(&mut copies.is_reported, true) {
            let message = format!(
                "this schema has no target namespace, so each including namespace gets a copy of it; with the copy for \
                 `{target}`, the copies of all such schemas contain more than {allowed} elements"
            );
            self.problems.error(tag.span(), message).hint(super::budget::LIMIT_HINT);
        }
        is_allowed
    }

    /// Queues the documents that a document links to.
    fn follow(&mut self, file: usize, holder: Tag<'a>, target: &'a str, queue: &mut Queue<'a>) {
        let loaded = self.documents.loaded;
        let Some(document) = loaded.files.get(file) else { return };
        for link in document.links_of(holder) {
            let tag = Tag::with_id(&document.document, document.source, link.tag);
            self.follow_link(link, tag, target, queue);
        }
    }

    fn follow_link(&mut self, link: &'a Link, tag: Tag<'a>, target: &'a str, queue: &mut Queue<'a>) {
        let namespace = match link.kind {
            LinkKind::Include | LinkKind::Redefine => target,
            LinkKind::Import | LinkKind::Wsdl | LinkKind::Policy => {
                tag.attribute("namespace").unwrap_or_default()
            }
        };
        match &link.outcome {
            Outcome::Nowhere if link.kind == LinkKind::Import => {
                self.declared.imports_without_location.or_insert(namespace, tag);
            }
            // The components of XML Schema are built in, so the location is not used.
            Outcome::Nowhere if uri::is_schema(namespace) => {}
            Outcome::Nowhere => {
                let attribute = if link.kind == LinkKind::Wsdl { "location" } else { "schemaLocation" };
                self.warning(tag, "", format!("`{}` must have the attribute `{attribute}`", tag.name()));
            }
            Outcome::Failed { reason, hint } => {
                self.declared.broken_namespaces.insert(namespace);
                let kind = link.kind;
                self.declared.failed_links.push(FailedLink { tag, kind, namespace, reason, hint });
            }
            Outcome::Loaded(next) => {
                self.check_namespace(*next, link.kind, namespace, tag);
                queue.files.push_back((*next, (!namespace.is_empty()).then_some(namespace)));
            }
        }
    }

    /// Warns of an import whose target document has another namespace.
    fn check_namespace(&mut self, file: usize, kind: LinkKind, namespace: &str, tag: Tag<'a>) {
        let loaded = self.documents.loaded;
        let Some(document) = loaded.files.get(file) else { return };
        let root = document.root();
        if kind == LinkKind::Wsdl || root.schema_name() != "schema" {
            return;
        }
        let own = root.attribute("targetNamespace").unwrap_or_default();
        let is_wrong = match kind {
            LinkKind::Import => own != namespace,
            _ => !own.is_empty() && own != namespace,
        };
        if is_wrong {
            let quoted = |namespace: &str| match namespace {
                "" => "no namespace".to_owned(),
                namespace => format!("`{namespace}`"),
            };
            let message = format!(
                "`{}` expects {}, but the target namespace of the schema is {}",
                tag.name(),
                quoted(namespace),
                quoted(own)
            );
            self.warning(tag, "schemaLocation", message)
                .related(root.attribute_span("targetNamespace"), "the schema");
        }
    }
}
