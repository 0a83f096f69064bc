//! The first pass: adds every named component to the model, so that references may point forward.

use super::{
    declared::{Declared, Documents, Schema, SchemaIndex, Undefined},
    global::{Duplicate, Global},
    strings::Strings,
    tables::Space,
    tag::Tag,
    unknown,
    warning::warn,
};
use crate::{
    model::{
        Attribute, AttributeGroup, Builtin, Compositor, Element, Group, Id, Model, Occurs, Owner, Particle,
        QName, Term, Type, TypeKind,
    },
    problem::{Problem, Problems},
};

/// Runs the first pass over a scope.
pub(super) struct Declarer<'a, 'r> {
    pub(super) documents: Documents<'a>,
    pub(super) declared: &'r mut Declared<'a>,
    pub(super) model: &'r mut Model,
    pub(super) strings: &'r mut Strings<'a>,
    pub(super) problems: &'r mut Problems,
}

/// The symbol space of a global component, derived from the name of its schema element.
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

    /// Declares the global components of a schema. Returns its `redefine` elements, which the caller follows
    /// later.
    pub(super) fn declare_schema(&mut self, index: SchemaIndex) -> Vec<Tag<'a>> {
        let mut redefinitions = Vec::new();
        let Some(schema) = self.declared.schemas.get(index).copied() else { return redefinitions };
        unknown::report(self.problems, schema.tag, unknown::GLOBALS);
        for tag in schema.tag.children() {
            // Imports have been followed already.
            match (tag.schema_name(), space_of(tag)) {
                ("redefine", _) => redefinitions.push(tag),
                (_, Some(space)) => self.declare(space, tag, index),
                (_, None) => {}
            }
        }
        redefinitions
    }

    fn declare(&mut self, space: Space, tag: Tag<'a>, schema: SchemaIndex) {
        let target = self.declared.target(schema);
        let Some(local) = tag.attribute("name").filter(|name| !name.is_empty()) else {
            self.warning(tag, "", format!("{} must have the attribute `name`", space.article()));
            return;
        };
        let index = self.add(space, tag, target, local);
        let first = self.declared.tables.find(space, target, local);
        match first {
            // The two components are compared after both are defined.
            Some(first) => self.declared.duplicates.push(Duplicate { space, first, second: index }),
            None => self.declared.tables.set(space, target, local, index),
        }
        let is_second = first.is_some();
        self.declared.globals.push(Global { space, index, is_declared: true, is_second, is_original: false });
        self.declared.undefined.push_back(Undefined { space, index, tag, schema, original: None });
    }

    /// Declares a component of a well-known schema, if the schema has that component.
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

    /// The index of a well-known schema in [`Declared::schemas`].
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

    /// Replaces components with their redefinitions in a `redefine` element.
    pub(super) fn redefine(&mut self, redefine: Tag<'a>, schema: SchemaIndex) {
        let target = self.declared.target(schema);
        unknown::report(self.problems, redefine, unknown::REDEFINABLE);
        for tag in redefine.children() {
            let Some(space) = space_of(tag) else { continue };
            let Some(local) = tag.attribute("name") else { continue };
            let Some(original) = self.declared.tables.find(space, target, local) else {
                if !self.declared.broken_namespaces.contains(target) {
                    self.warning(
                        tag,
                        "name",
                        format!("the redefined schema has no {} `{local}`", space.noun()),
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
                // Only the redefinition can refer to the original, so the original type becomes anonymous.
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

    /// Adds an empty component to the model. The second pass fills it in.
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

/// An element of type `xs:anyType` without any other properties.
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
        content_types: None,
        span: Default::default(),
    }
}

/// An attribute of type `xs:anySimpleType` without any other properties.
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

/// A type that allows any content. It is a placeholder until the second pass defines the type.
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

/// The id of the component with this index in its arena.
pub(super) fn id<I: Id>(index: usize) -> I {
    I::from_index(index)
}
