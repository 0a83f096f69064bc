//! The state of reading one scope: a root document and all that it imports.

use std::collections::{HashMap, HashSet, VecDeque};

use super::{
    load::{Link, LinkKind, Loaded, Outcome, schemas},
    merge::Global,
    missing::Missing,
    strings::Strings,
    tables::{Space, Tables},
    tag::{Key, Tag},
    well_known::WellKnown,
};
use crate::{
    model::{MessageId, Model, TypeId},
    problem::{Problem, Problems},
};

/// A schema document under the namespace that it has here; included documents without one take that of the other.
#[derive(Clone, Copy)]
pub(super) struct Schema<'a> {
    pub(super) tag: Tag<'a>,
    /// Its target namespace; empty for none.
    pub(super) target: &'a str,
    /// Whether the namespace is not its own.
    pub(super) is_chameleon: bool,
    /// Whether local elements are in the namespace unless they say otherwise.
    pub(super) elements_qualified: bool,
    /// Whether local attributes are.
    pub(super) attributes_qualified: bool,
}

/// The index of a schema in [`Reader::schemas`].
pub(super) type SchemaIndex = usize;

/// A component that is declared and still to be defined.
#[derive(Clone, Copy)]
pub(super) struct Work<'a> {
    pub(super) space: Space,
    /// Its index in the arena.
    pub(super) index: usize,
    pub(super) tag: Tag<'a>,
    pub(super) schema: SchemaIndex,
    /// What it redefines.
    pub(super) original: Option<usize>,
}

/// A global component that stands under a name that another of the same scope has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Duplicate {
    pub(super) space: Space,
    pub(super) first: usize,
    pub(super) second: usize,
}

/// What is read of one scope.
pub(super) struct Reader<'a, 'r> {
    pub(super) loaded: &'a Loaded<'a>,
    pub(super) well_known: &'a WellKnown,
    pub(super) model: &'r mut Model,
    pub(super) problems: &'r mut Problems,
    pub(super) strings: &'r mut Strings<'a>,
    pub(super) tables: Tables<'a>,
    pub(super) schemas: Vec<Schema<'a>>,
    pub(super) definitions: Vec<Tag<'a>>,
    pub(super) missing: Missing<'a>,
    pub(super) duplicates: Vec<Duplicate>,
    /// The global components of the scope.
    pub(super) globals: Vec<Global>,
    /// Those that have been redefined.
    pub(super) redefined: HashSet<(Space, usize)>,
    /// The place of each part in its message.
    pub(super) parts: HashMap<(MessageId, &'a str), usize>,
    /// Components to define.
    pub(super) work: VecDeque<Work<'a>>,
    /// Anonymous types to define before the next of [`Reader::work`].
    pub(super) nested: VecDeque<Work<'a>>,
    /// The component that is being redefined: its space, name and original.
    pub(super) redefining: Option<(Space, &'a str, &'a str, usize)>,
    /// Elements without a type of their own, whose substitution group gives it.
    pub(super) untyped: Vec<crate::model::ElementId>,
    /// Types with simple content, whose base gives the type of the text.
    pub(super) simple_contents: Vec<TypeId>,
    /// Restrictions with enumerations, whose values may be QNames.
    pub(super) enumerations: Vec<(TypeId, Tag<'a>)>,
    /// `redefine` elements still to be followed, with the schema that holds each.
    pub(super) redefinitions: Vec<(Tag<'a>, SchemaIndex)>,
    /// How many more suggestions may be looked for; each costs a look at all names.
    pub(super) suggestions: usize,
    visited: HashSet<(Key, &'a str)>,
    well_known_schemas: HashMap<&'static str, SchemaIndex>,
}

impl<'a, 'r> Reader<'a, 'r> {
    pub(super) fn new(
        loaded: &'a Loaded<'a>,
        well_known: &'a WellKnown,
        model: &'r mut Model,
        problems: &'r mut Problems,
        strings: &'r mut Strings<'a>,
    ) -> Self {
        Self {
            loaded,
            well_known,
            model,
            problems,
            strings,
            tables: Tables::default(),
            schemas: Vec::new(),
            definitions: Vec::new(),
            missing: Missing::default(),
            duplicates: Vec::new(),
            globals: Vec::new(),
            redefined: HashSet::new(),
            parts: HashMap::new(),
            work: VecDeque::new(),
            nested: VecDeque::new(),
            redefining: None,
            untyped: Vec::new(),
            simple_contents: Vec::new(),
            enumerations: Vec::new(),
            redefinitions: Vec::new(),
            suggestions: 100,
            visited: HashSet::new(),
            well_known_schemas: HashMap::new(),
        }
    }

    /// The global components, now that it is known which of them others redefine. Redefined types are anonymous.
    pub(super) fn take_globals(&mut self) -> Vec<Global> {
        let mut globals = std::mem::take(&mut self.globals);
        globals.iter_mut().for_each(|global| {
            global.is_original = self.redefined.contains(&(global.space, global.index));
        });
        globals.retain(|global| !(global.is_original && global.space == Space::Type));
        globals
    }

    /// Tells of a defect at an attribute; an attribute that is not there means the whole tag.
    ///
    /// Real documents have defects, mostly where nobody looks, so that they are warnings: what is wrong is left out or
    /// kept as plain XML. Errors are files that cannot be read and types that contradict one another.
    pub(super) fn warning(
        &mut self,
        tag: Tag<'a>,
        attribute: &str,
        message: impl Into<String>,
    ) -> &mut Problem {
        self.problems.warning(tag.attribute_span(attribute), message).path(tag.path())
    }

    /// Declares everything in a file and in the files that it imports.
    pub(super) fn declare_file(&mut self, file: usize) {
        let mut queue = VecDeque::from([(file, None)]);
        self.visit(&mut queue);
    }

    /// Declares the schemas of a namespace that this scope does not have, but another file that was loaded. Gives whether
    /// there are any.
    pub(super) fn pull(&mut self, namespace: &'a str) -> bool {
        let loaded = self.loaded;
        let Some(file) = loaded.file_of(namespace) else { return false };
        let Some(document) = loaded.files.get(file) else { return false };
        for tag in document.schemas() {
            if tag.attribute("targetNamespace").unwrap_or_default() == namespace {
                let mut queue = VecDeque::new();
                self.visit_schema(file, tag, None, &mut queue);
                self.visit(&mut queue);
            }
        }
        true
    }

    fn visit(&mut self, queue: &mut VecDeque<(usize, Option<&'a str>)>) {
        let loaded = self.loaded;
        while let Some((file, inherited)) = queue.pop_front() {
            let Some(document) = loaded.files.get(file) else { continue };
            let root = document.root();
            if root.wsdl_name() == "definitions" && self.visited.insert((root.key(), "")) {
                self.definitions.push(root);
                self.missing.defined.insert(root.attribute("targetNamespace").unwrap_or_default());
                self.follow(file, root, "", queue);
            }
            for tag in schemas(root) {
                self.visit_schema(file, tag, inherited, queue);
            }
        }
        // The innermost first: what a document redefines must have been declared by then.
        for (tag, schema) in std::mem::take(&mut self.redefinitions).into_iter().rev() {
            self.redefine(tag, schema);
        }
    }

    fn visit_schema(
        &mut self,
        file: usize,
        tag: Tag<'a>,
        inherited: Option<&'a str>,
        queue: &mut VecDeque<(usize, Option<&'a str>)>,
    ) {
        let own = tag.attribute("targetNamespace").filter(|own| !own.is_empty());
        let target = own.or(inherited).unwrap_or_default();
        if !self.visited.insert((tag.key(), target)) {
            return;
        }
        let schema = Schema {
            tag,
            target,
            is_chameleon: own.is_none() && !target.is_empty(),
            elements_qualified: tag.attribute("elementFormDefault") == Some("qualified"),
            attributes_qualified: tag.attribute("attributeFormDefault") == Some("qualified"),
        };
        self.schemas.push(schema);
        self.missing.provided.insert(target);
        self.declare_schema(self.schemas.len() - 1);
        self.follow(file, tag, target, queue);
    }

    /// Queues what a document links to.
    fn follow(
        &mut self,
        file: usize,
        holder: Tag<'a>,
        target: &'a str,
        queue: &mut VecDeque<(usize, Option<&'a str>)>,
    ) {
        let loaded = self.loaded;
        let Some(document) = loaded.files.get(file) else { return };
        for link in document.links_of(holder) {
            let tag = Tag::with_id(&document.document, document.source, link.tag);
            self.follow_link(link, tag, target, queue);
        }
    }

    fn follow_link(
        &mut self,
        link: &'a Link,
        tag: Tag<'a>,
        target: &'a str,
        queue: &mut VecDeque<(usize, Option<&'a str>)>,
    ) {
        let namespace = match link.kind {
            LinkKind::Include | LinkKind::Redefine => target,
            LinkKind::Import | LinkKind::Wsdl => tag.attribute("namespace").unwrap_or_default(),
        };
        match &link.outcome {
            Outcome::Nowhere if link.kind == LinkKind::Import => {
                self.missing.namespaces.entry(namespace).or_default().import.get_or_insert(tag);
            }
            Outcome::Nowhere => {
                let attribute = if link.kind == LinkKind::Wsdl { "location" } else { "schemaLocation" };
                self.warning(tag, "", format!("`{}` without `{attribute}`", tag.name()));
            }
            Outcome::Failed { reason, hint } => {
                self.missing.broken.insert(namespace);
                self.missing.failed.push((tag, link.kind, namespace, reason, hint));
            }
            Outcome::Loaded(next) => {
                self.check_namespace(*next, link.kind, namespace, tag);
                queue.push_back((*next, (!namespace.is_empty()).then_some(namespace)));
            }
        }
    }

    /// Warns of an import that leads to a document of another namespace.
    fn check_namespace(&mut self, file: usize, kind: LinkKind, namespace: &str, tag: Tag<'a>) {
        let loaded = self.loaded;
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
                "`{}` expects {}, but the schema there is of {}",
                tag.name(),
                quoted(namespace),
                quoted(own)
            );
            self.warning(tag, "schemaLocation", message)
                .related(root.attribute_span("targetNamespace"), "the schema");
        }
    }

    /// The place of a well-known schema among the schemas.
    pub(super) fn well_known_schema(&mut self, namespace: &'static str, tag: Tag<'a>) -> SchemaIndex {
        if let Some(known) = self.well_known_schemas.get(namespace) {
            return *known;
        }
        self.schemas.push(Schema {
            tag,
            target: namespace,
            is_chameleon: false,
            elements_qualified: tag.attribute("elementFormDefault") == Some("qualified"),
            attributes_qualified: false,
        });
        let index = self.schemas.len() - 1;
        self.well_known_schemas.insert(namespace, index);
        index
    }
}
