//! The first pass: every named component gets its place, so that references can go anywhere.

use super::{
    declared::{Declared, Documents, Schema, SchemaIndex, Undefined},
    global::{Duplicate, Global},
    strings::Strings,
    tables::Space,
    tag::Tag,
};
use crate::{
    model::{
        Attribute, AttributeGroup, Builtin, Compositor, Element, Group, Model, Occurs, Owner, Particle,
        QName, Term, Type, TypeKind,
    },
    problem::{Problem, Problems},
};

/// Reports a defect at an attribute; an attribute that is not there means the whole tag.
///
/// Real documents have defects, mostly where nobody looks, so that they are warnings: what is wrong is left out or
/// kept as plain XML. Errors are files that cannot be read and types that contradict one another.
pub(super) fn warn<'p>(
    problems: &'p mut Problems,
    tag: Tag<'_>,
    attribute: &str,
    message: impl Into<String>,
) -> &'p mut Problem {
    problems.warning(tag.attribute_span(attribute), message).path(tag.path())
}

/// The first pass over a scope.
pub(super) struct Declarer<'a, 'r> {
    pub(super) documents: Documents<'a>,
    pub(super) declared: &'r mut Declared<'a>,
    pub(super) model: &'r mut Model,
    pub(super) strings: &'r mut Strings<'a>,
    pub(super) problems: &'r mut Problems,
}

/// The symbol space of a global component, by the name of its element.
fn space_of(tag: Tag<'_>) -> Option<Space> {
    Some(match tag.schema_name() {
        "simpleType" | "complexType" => Space::Type,
        "element" => Space::Element,
        "attribute" => Space::Attribute,
        "group" => Space::Group,
        "attributeGroup" => Space::AttributeGroup,
        _ => return None,
    })
}

impl<'a> Declarer<'a, '_> {
    pub(super) fn warning(
        &mut self,
        tag: Tag<'a>,
        attribute: &str,
        message: impl Into<String>,
    ) -> &mut Problem {
        warn(self.problems, tag, attribute, message)
    }

    /// Declares the global components of a schema. Returns its `redefine` elements, which are followed later.
    pub(super) fn declare_schema(&mut self, index: SchemaIndex) -> Vec<Tag<'a>> {
        let mut redefinitions = Vec::new();
        let Some(schema) = self.declared.schemas.get(index).copied() else { return redefinitions };
        for tag in schema.tag.children() {
            match tag.schema_name() {
                // Foreign elements are the business of others, and imports have been followed.
                "" | "annotation" | "import" | "include" | "notation" => {}
                "redefine" => redefinitions.push(tag),
                name => match space_of(tag) {
                    Some(space) => self.declare(space, tag, index),
                    None => {
                        self.warning(tag, "", format!("`{name}` is not known here and is passed over"));
                    }
                },
            }
        }
        redefinitions
    }

    fn declare(&mut self, space: Space, tag: Tag<'a>, schema: SchemaIndex) {
        let target = self.declared.target(schema);
        let Some(local) = tag.attribute("name").filter(|name| !name.is_empty()) else {
            self.warning(tag, "", format!("{} without a `name`", space.article()));
            return;
        };
        let index = self.add(space, tag, target, local);
        let first = self.declared.tables.find(space, target, local);
        match first {
            // Whether they are equal is seen when both are defined.
            Some(first) => self.declared.duplicates.push(Duplicate { space, first, second: index }),
            None => self.declared.tables.set(space, target, local, index),
        }
        let is_second = first.is_some();
        self.declared.globals.push(Global { space, index, is_declared: true, is_second, is_original: false });
        self.declared.undefined.push_back(Undefined { space, index, tag, schema, original: None });
    }

    /// Declares a component of a well-known schema, if that has it.
    pub(super) fn declare_well_known(
        &mut self,
        namespace: &'static str,
        root: Tag<'a>,
        space: Space,
        local: &'a str,
    ) -> Option<usize> {
        let is_it = |tag: &Tag<'_>| space_of(*tag) == Some(space) && tag.attribute("name") == Some(local);
        let tag = root.children().find(is_it)?;
        let schema = self.well_known_schema(namespace, root);
        let index = self.add(space, tag, namespace, local);
        self.declared.tables.set(space, namespace, local, index);
        self.declared.globals.push(Global {
            space,
            index,
            is_declared: false,
            is_second: false,
            is_original: false,
        });
        self.declared.undefined.push_back(Undefined { space, index, tag, schema, original: None });
        Some(index)
    }

    /// The place of a well-known schema among the schemas.
    fn well_known_schema(&mut self, namespace: &'static str, root: Tag<'a>) -> SchemaIndex {
        if let Some(known) = self.declared.well_known.get(namespace) {
            return *known;
        }
        let index = self.declared.schemas.len();
        self.declared.schemas.push(Schema {
            tag: root,
            target: namespace,
            is_chameleon: false,
            elements_qualified: root.attribute("elementFormDefault") == Some("qualified"),
            attributes_qualified: false,
        });
        self.declared.well_known.insert(namespace, index);
        index
    }

    /// Puts the components of a `redefine` in the place of those that they redefine.
    pub(super) fn redefine(&mut self, redefine: Tag<'a>, schema: SchemaIndex) {
        let target = self.declared.target(schema);
        for tag in redefine.children() {
            let Some(space) = space_of(tag) else { continue };
            let Some(local) = tag.attribute("name") else { continue };
            let Some(original) = self.declared.tables.find(space, target, local) else {
                if !self.declared.broken_namespaces.contains(target) {
                    self.warning(
                        tag,
                        "name",
                        format!("`{local}` is not {} of what is redefined", space.article()),
                    );
                }
                self.declare(space, tag, schema);
                continue;
            };
            let index = self.add(space, tag, target, local);
            self.declared.tables.set(space, target, local, index);
            self.declared.globals.push(Global {
                space,
                index,
                is_declared: true,
                is_second: false,
                is_original: false,
            });
            self.declared.redefined.insert((space, original));
            if space == Space::Type {
                // Nothing can refer to the original any more but the new one, so it has no name of its own.
                let (original, owner) = (id(original), id(index));
                self.model.types[original].name = None;
                self.model.types[original].owner = Owner::Type(owner, 0);
            }
            self.declared.undefined.push_back(Undefined {
                space,
                index,
                tag,
                schema,
                original: Some(original),
            });
        }
    }

    /// Adds an empty component to the model; its definition follows.
    fn add(&mut self, space: Space, tag: Tag<'a>, target: &'a str, local: &'a str) -> usize {
        let name = self.strings.name(target, local);
        let span = tag.span();
        match space {
            Space::Type => {
                let empty = empty_type(self.strings.arc(target));
                self.model.types.add(Type { name: Some(name), span, ..empty }).index()
            }
            Space::Element => {
                let element = Element { span, is_global: true, ..empty_element(self.model, name) };
                self.model.elements.add(element).index()
            }
            Space::Attribute => {
                let attribute = Attribute { span, is_global: true, ..empty_attribute(self.model, name) };
                self.model.attributes.add(attribute).index()
            }
            Space::Group => {
                let term = Term::Group(Compositor::Sequence, Vec::new());
                let particle = Particle { occurs: Occurs::ONCE, term, span };
                self.model.groups.add(Group { name, particle, documentation: None, span }).index()
            }
            _ => {
                let group = AttributeGroup { name, attributes: Vec::new(), any_attribute: None, span };
                self.model.attribute_groups.add(group).index()
            }
        }
    }
}

/// An element of any type, without anything else.
pub(super) fn empty_element(model: &Model, name: QName) -> Element {
    Element {
        name,
        is_global: false,
        type_id: model.builtin(Builtin::AnyType),
        nillable: false,
        default: None,
        fixed: None,
        is_abstract: false,
        substitution_group: None,
        documentation: None,
        appinfo: Vec::new(),
        span: Default::default(),
    }
}

/// An attribute of any simple type, without anything else.
pub(super) fn empty_attribute(model: &Model, name: QName) -> Attribute {
    Attribute {
        name,
        is_global: false,
        type_id: model.builtin(Builtin::AnySimpleType),
        default: None,
        fixed: None,
        documentation: None,
        span: Default::default(),
    }
}

/// A type that holds anything, until it is defined.
pub(super) fn empty_type(namespace: std::sync::Arc<str>) -> Type {
    Type {
        name: None,
        owner: Owner::Global,
        kind: TypeKind::AnyType,
        documentation: None,
        appinfo: Vec::new(),
        span: Default::default(),
        namespace,
    }
}

/// The id of what has an index in its arena.
pub(super) fn id<T>(index: usize) -> crate::model::Id<T> {
    crate::model::Id::from_index(index)
}
