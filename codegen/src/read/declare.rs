//! The first pass: every named component gets its place, so that references can go anywhere.

use super::{
    merge::Global,
    reader::{Duplicate, Reader, SchemaIndex, Work},
    tables::Space,
    tag::Tag,
};
use crate::model::{
    Attribute, AttributeGroup, Builtin, Compositor, Element, Group, Occurs, Owner, Particle, QName, Term,
    Type, TypeKind,
};

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

impl<'a> Reader<'a, '_> {
    /// Declares the global components of a schema.
    pub(super) fn declare_schema(&mut self, index: SchemaIndex) {
        let Some(schema) = self.schemas.get(index).copied() else { return };
        for tag in schema.tag.children() {
            match tag.schema_name() {
                // Foreign elements are the business of others, and imports have been followed.
                "" | "annotation" | "import" | "include" | "notation" => {}
                "redefine" => self.redefinitions.push((tag, index)),
                name => match space_of(tag) {
                    Some(space) => self.declare(space, tag, index),
                    None => {
                        self.warning(tag, "", format!("`{name}` is not known here and is passed over"));
                    }
                },
            }
        }
    }

    fn declare(&mut self, space: Space, tag: Tag<'a>, schema: SchemaIndex) {
        let target = self.schemas.get(schema).map_or("", |schema| schema.target);
        let Some(local) = tag.attribute("name").filter(|name| !name.is_empty()) else {
            self.warning(tag, "", format!("{} without a `name`", space.article()));
            return;
        };
        let index = self.add(space, tag, target, local);
        let first = self.tables.find(space, target, local);
        match first {
            // Whether they are equal is seen when both are defined.
            Some(first) => self.duplicates.push(Duplicate { space, first, second: index }),
            None => self.tables.set(space, target, local, index),
        }
        let is_second = first.is_some();
        self.globals.push(Global { space, index, is_declared: true, is_second, is_original: false });
        self.work.push_back(Work { space, index, tag, schema, original: None });
    }

    /// Declares a component of a well-known schema.
    pub(super) fn declare_well_known(
        &mut self,
        space: Space,
        tag: Tag<'a>,
        local: &'a str,
        schema: SchemaIndex,
    ) -> usize {
        let target = self.schemas.get(schema).map_or("", |schema| schema.target);
        let index = self.add(space, tag, target, local);
        self.tables.set(space, target, local, index);
        self.globals.push(Global { space, index, is_declared: false, is_second: false, is_original: false });
        self.work.push_back(Work { space, index, tag, schema, original: None });
        index
    }

    /// The global component of a well-known schema, if it has it.
    pub(super) fn well_known_tag(root: Tag<'a>, space: Space, local: &str) -> Option<Tag<'a>> {
        root.children().find(|tag| space_of(*tag) == Some(space) && tag.attribute("name") == Some(local))
    }

    /// Puts the components of a `redefine` in the place of those that they redefine.
    pub(super) fn redefine(&mut self, redefine: Tag<'a>, schema: SchemaIndex) {
        let target = self.schemas.get(schema).map_or("", |schema| schema.target);
        for tag in redefine.children() {
            let Some(space) = space_of(tag) else { continue };
            let Some(local) = tag.attribute("name") else { continue };
            let Some(original) = self.tables.find(space, target, local) else {
                if !self.missing.broken.contains(target) {
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
            self.tables.set(space, target, local, index);
            self.globals.push(Global {
                space,
                index,
                is_declared: true,
                is_second: false,
                is_original: false,
            });
            self.redefined.insert((space, original));
            if space == Space::Type {
                // Nothing can refer to the original any more but the new one, so it has no name of its own.
                let (original, owner) = (id(original), id(index));
                self.model.types[original].name = None;
                self.model.types[original].owner = Owner::Type(owner, 0);
            }
            self.work.push_back(Work { space, index, tag, schema, original: Some(original) });
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
                let element = Element { span, is_global: true, ..self.empty_element(name) };
                self.model.elements.add(element).index()
            }
            Space::Attribute => {
                let attribute = Attribute { span, is_global: true, ..self.empty_attribute(name) };
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

    /// An element of any type, without anything else.
    pub(super) fn empty_element(&self, name: QName) -> Element {
        Element {
            name,
            is_global: false,
            type_id: self.model.builtin(Builtin::AnyType),
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
    pub(super) fn empty_attribute(&self, name: QName) -> Attribute {
        Attribute {
            name,
            is_global: false,
            type_id: self.model.builtin(Builtin::AnySimpleType),
            default: None,
            fixed: None,
            documentation: None,
            span: Default::default(),
        }
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
