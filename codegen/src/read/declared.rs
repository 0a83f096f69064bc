//! Result of the first pass over a scope: the schemas and components that its documents declare.

use std::collections::VecDeque;

use super::{
    global::{Duplicate, Global},
    links::LinkKind,
    load::Loaded,
    tables::{Space, Tables},
    tag::{Key, Tag},
    well_known::WellKnown,
};
use crate::map::{Map, Set};

/// The documents that a scope is read from. They are immutable.
#[derive(Clone, Copy)]
pub(super) struct Documents<'a> {
    pub(super) loaded: &'a Loaded<'a>,
    pub(super) well_known: &'a WellKnown,
    /// Maximum number of elements in all copies of schemas without a namespace. For each namespace from which
    /// such a schema is included, its components are declared again.
    pub(super) copies: u64,
}

/// A schema document with its namespace in this scope. An included document without a namespace takes on
/// the namespace of the including one.
#[derive(Clone, Copy)]
pub(super) struct Schema<'a> {
    pub(super) tag: Tag<'a>,
    /// Target namespace; empty if the schema has none.
    pub(super) target: &'a str,
    /// Whether the namespace was taken from an including document.
    pub(super) is_chameleon: bool,
    /// Whether local elements are in the target namespace by default (`elementFormDefault`).
    pub(super) elements_qualified: bool,
    /// Whether local attributes are in the target namespace by default (`attributeFormDefault`).
    pub(super) attributes_qualified: bool,
}

/// The index of a schema in [`Declared::schemas`].
pub(super) type SchemaIndex = usize;

/// A component that is declared but not defined yet.
#[derive(Clone, Copy)]
pub(super) struct Undefined<'a> {
    pub(super) space: Space,
    /// Index in the arena.
    pub(super) index: usize,
    pub(super) tag: Tag<'a>,
    pub(super) schema: SchemaIndex,
    /// Index of the component that it redefines.
    pub(super) original: Option<usize>,
}

/// An import, include or redefine whose target could not be read.
pub(super) struct FailedLink<'a> {
    pub(super) tag: Tag<'a>,
    pub(super) kind: LinkKind,
    pub(super) namespace: &'a str,
    pub(super) reason: &'a str,
    pub(super) hint: &'a str,
}

/// The declarations of one scope: a root document and its direct and indirect imports.
#[derive(Default)]
pub(super) struct Declared<'a> {
    pub(super) schemas: Vec<Schema<'a>>,
    /// Root elements of the WSDL documents.
    pub(super) definitions: Vec<Tag<'a>>,
    /// Indices of components by name.
    pub(super) tables: Tables<'a>,
    /// Global components in declaration order.
    pub(super) globals: Vec<Global>,
    pub(super) duplicates: Vec<Duplicate>,
    /// Components of schemas that the second pass has not defined yet.
    pub(super) undefined: VecDeque<Undefined<'a>>,
    /// Target namespaces of the schemas.
    pub(super) schema_namespaces: Set<&'a str>,
    /// Target namespaces of the WSDL documents.
    pub(super) wsdl_namespaces: Set<&'a str>,
    /// Namespaces for which a file could not be read.
    pub(super) broken_namespaces: Set<&'a str>,
    pub(super) failed_links: Vec<FailedLink<'a>>,
    /// The first import of each namespace that is imported without a location.
    pub(super) imports_without_location: Map<&'a str, Tag<'a>>,
    /// Components that are redefined by another component.
    pub(super) redefined: Set<(Space, usize)>,
    /// Documents that have been declared, each with the target namespace under which it was declared.
    pub(super) visited: Set<(Key, &'a str)>,
    /// Size of the copies of schemas without a namespace.
    pub(super) copies: Copies,
    /// The well-known schemas in use, with their indices.
    pub(super) well_known: Map<&'static str, SchemaIndex>,
}

/// Size of the copies of schemas without a namespace. For each namespace from which such a schema is included, its
/// components are declared again.
#[derive(Default)]
pub(super) struct Copies {
    /// Number of elements in each schema.
    pub(super) tags: Map<Key, u64>,
    /// Number of elements in all copies.
    pub(super) made: u64,
    /// Whether it has been reported that the copies exceed the limit.
    pub(super) is_reported: bool,
}

impl<'a> Declared<'a> {
    /// The target namespace of a schema; empty if the schema has none.
    pub(super) fn target(&self, schema: SchemaIndex) -> &'a str {
        self.schemas.get(schema).map_or("", |schema| schema.target)
    }

    /// Returns the global components and the names that were declared twice. The originals of redefined types
    /// are left out. Only their redefinitions can refer to them, so they have become anonymous.
    pub(super) fn into_globals(self) -> (Vec<Global>, Vec<Duplicate>) {
        let Self { mut globals, duplicates, redefined, .. } = self;
        globals.iter_mut().for_each(|global| {
            global.is_original = redefined.contains(&(global.space, global.index));
        });
        globals.retain(|global| !(global.is_original && global.space == Space::Type));
        (globals, duplicates)
    }
}
