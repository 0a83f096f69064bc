//! What the first pass over a scope makes: the schemas and components that its documents declare.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use super::{
    global::{Duplicate, Global},
    load::{LinkKind, Loaded},
    tables::{Space, Tables},
    tag::{Key, Tag},
    well_known::WellKnown,
};

/// The documents that a scope is read from. They never change.
#[derive(Clone, Copy)]
pub(super) struct Documents<'a> {
    pub(super) loaded: &'a Loaded<'a>,
    pub(super) well_known: &'a WellKnown,
    /// The most tags in copies of schemas without a namespace, one copy for each namespace that includes them.
    pub(super) copies: u64,
}

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

/// The index of a schema in [`Declared::schemas`].
pub(super) type SchemaIndex = usize;

/// A component that is declared and not defined yet.
#[derive(Clone, Copy)]
pub(super) struct Undefined<'a> {
    pub(super) space: Space,
    /// Its index in the arena.
    pub(super) index: usize,
    pub(super) tag: Tag<'a>,
    pub(super) schema: SchemaIndex,
    /// The index of the component that it redefines.
    pub(super) original: Option<usize>,
}

/// An import, include or redefine whose file could not be read.
pub(super) struct FailedLink<'a> {
    pub(super) tag: Tag<'a>,
    pub(super) kind: LinkKind,
    pub(super) namespace: &'a str,
    pub(super) reason: &'a str,
    pub(super) hint: &'a str,
}

/// The declarations of one scope: a root document and all that it imports.
#[derive(Default)]
pub(super) struct Declared<'a> {
    pub(super) schemas: Vec<Schema<'a>>,
    /// The root elements of its WSDLs.
    pub(super) definitions: Vec<Tag<'a>>,
    /// Components by name.
    pub(super) tables: Tables<'a>,
    /// Global components, in the order of their declarations.
    pub(super) globals: Vec<Global>,
    pub(super) duplicates: Vec<Duplicate>,
    /// Components of schemas that are still to be defined.
    pub(super) undefined: VecDeque<Undefined<'a>>,
    /// Namespaces of its schemas.
    pub(super) schema_namespaces: HashSet<&'a str>,
    /// Namespaces of its WSDLs.
    pub(super) wsdl_namespaces: HashSet<&'a str>,
    /// Namespaces of which a file could not be read.
    pub(super) broken_namespaces: HashSet<&'a str>,
    pub(super) failed_links: Vec<FailedLink<'a>>,
    /// The first import of each namespace that names no location.
    pub(super) imports_without_location: BTreeMap<&'a str, Tag<'a>>,
    /// Components that another one redefines.
    pub(super) redefined: HashSet<(Space, usize)>,
    /// Documents that have been declared, each with its target namespace.
    pub(super) visited: HashSet<(Key, &'a str)>,
    /// Copies of schemas without a namespace.
    pub(super) copies: Copies,
    /// The well-known schemas that are in use.
    pub(super) well_known: HashMap<&'static str, SchemaIndex>,
}

/// Copies of schemas without a namespace, one for each namespace that includes them.
#[derive(Default)]
pub(super) struct Copies {
    /// The number of tags in each schema.
    pub(super) tags: HashMap<Key, u64>,
    /// The number of tags in all copies.
    pub(super) made: u64,
    /// Whether it has been reported that there are too many.
    pub(super) is_reported: bool,
}

impl<'a> Declared<'a> {
    /// The target namespace of a schema; empty for none.
    pub(super) fn target(&self, schema: SchemaIndex) -> &'a str {
        self.schemas.get(schema).map_or("", |schema| schema.target)
    }

    /// The global components, and the names that were declared twice. Redefined types are anonymous.
    pub(super) fn into_globals(self) -> (Vec<Global>, Vec<Duplicate>) {
        let Self { mut globals, duplicates, redefined, .. } = self;
        globals.iter_mut().for_each(|global| {
            global.is_original = redefined.contains(&(global.space, global.index));
        });
        globals.retain(|global| !(global.is_original && global.space == Space::Type));
        (globals, duplicates)
    }
}
