//! Serializes the content of a global component to bytes. Two components are equal if their bytes are
//! equal and the components that they refer to are equal.

use crate::read::{
    global::{Global, name},
    tables::Space,
};
use crate::{
    lists::PushAll,
    model::{
        AttributeId, AttributeUse, ComplexContent, ComplexType, Derivation, Element, ElementId, Facets, Id,
        Model, NamespaceConstraint, Particle, SimpleType, Term, TypeId, TypeKind, Use, Variety, Wildcard,
    },
};

/// The global components as nodes of a graph.
pub(super) struct Nodes {
    types: Vec<Option<u32>>,
    elements: Vec<Option<u32>>,
    attributes: Vec<Option<u32>>,
    groups: Vec<Option<u32>>,
    attribute_groups: Vec<Option<u32>>,
}

impl Nodes {
    pub(super) fn new(model: &Model, globals: &[Global]) -> Self {
        let mut nodes = Self {
            types: vec![None; model.types.len()],
            elements: vec![None; model.elements.len()],
            attributes: vec![None; model.attributes.len()],
            groups: vec![None; model.groups.len()],
            attribute_groups: vec![None; model.attribute_groups.len()],
        };
        for (node, global) in globals.iter().enumerate() {
            if let Some(slot) = nodes.of_mut(global.space).and_then(|list| list.get_mut(global.index)) {
                *slot = u32::try_from(node).ok();
            }
        }
        nodes
    }

    fn of_mut(&mut self, space: Space) -> Option<&mut Vec<Option<u32>>> {
        Some(match space {
            Space::Type => &mut self.types,
            Space::Element => &mut self.elements,
            Space::Attribute => &mut self.attributes,
            Space::Group => &mut self.groups,
            Space::AttributeGroup => &mut self.attribute_groups,
            Space::Message | Space::PortType | Space::Binding => return None,
        })
    }

    /// The node of a component; `None` if the component is not global.
    pub(super) fn find(&self, space: Space, index: usize) -> Option<usize> {
        let list = match space {
            Space::Type => &self.types,
            Space::Element => &self.elements,
            Space::Attribute => &self.attributes,
            Space::Group => &self.groups,
            Space::AttributeGroup => &self.attribute_groups,
            Space::Message | Space::PortType | Space::Binding => return None,
        };
        list.get(index).copied().flatten().map(|node| node as usize)
    }
}

/// Serializes components.
///
/// Recurses into anonymous types and local groups. The depth of documents bounds the recursion.
pub(super) struct Signature<'m> {
    pub(super) model: &'m Model,
    pub(super) nodes: &'m Nodes,
    pub(super) bytes: Vec<u8>,
    /// The global components that are referred to, in order.
    pub(super) references: Vec<u32>,
}

impl Signature<'_> {
    /// Writes a component with its symbol space and name.
    pub(super) fn global(&mut self, global: Global) {
        self.bytes.push(global.space as u8);
        if let Some(name) = name(self.model, global) {
            self.text(&name.namespace);
            self.text(&name.local);
        }
        let model = self.model;
        match global.space {
            Space::Type => {
                let id = Id::from_index(global.index);
                self.flag(model.missing.types.contains(&id));
                self.content_of_type(id);
            }
            Space::Element => {
                let id = Id::from_index(global.index);
                self.flag(model.missing.elements.contains(&id));
                self.element(id);
            }
            Space::Attribute => self.attribute(Id::from_index(global.index)),
            Space::Group => self.particle(&model.groups[Id::from_index(global.index)].particle),
            Space::AttributeGroup => {
                let group = &model.attribute_groups[Id::from_index(global.index)];
                self.attributes(&group.attributes, group.any_attribute.as_ref());
            }
            Space::Message | Space::PortType | Space::Binding => {}
        }
    }

    fn flag(&mut self, flag: bool) {
        self.bytes.push(u8::from(flag));
    }

    fn number(&mut self, number: u64) {
        self.bytes.extend_from_slice(&number.to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.bytes.extend_from_slice(text.as_bytes());
    }

    fn optional(&mut self, text: Option<&str>) {
        self.flag(text.is_some());
        self.text(text.unwrap_or_default());
    }

    /// Whether the component is global. If it is, adds a reference to it instead of its content.
    fn refer(&mut self, space: Space, index: usize) -> bool {
        let node = self.nodes.find(space, index).and_then(|node| u32::try_from(node).ok());
        self.flag(node.is_some());
        self.references.push_all(node);
        node.is_some()
    }

    fn type_reference(&mut self, id: TypeId) {
        if let Some(builtin) = self.model.as_builtin(id).filter(|builtin| *builtin as usize == id.index()) {
            self.bytes.extend_from_slice(&[2, builtin as u8]);
        } else if !self.refer(Space::Type, id.index()) {
            self.content_of_type(id);
        }
    }

    fn content_of_type(&mut self, id: TypeId) {
        let model = self.model;
        match &model.types[id].kind {
            TypeKind::AnyType => self.bytes.push(0),
            TypeKind::Simple(simple) => self.simple(simple),
            TypeKind::Complex(complex) => self.complex(complex),
        }
    }

    fn simple(&mut self, simple: &SimpleType) {
        match &simple.variety {
            Variety::Builtin(builtin) => self.bytes.extend_from_slice(&[1, *builtin as u8]),
            Variety::Restriction(base) => {
                self.bytes.push(2);
                self.type_reference(*base);
            }
            Variety::List(item) => {
                self.bytes.push(3);
                self.type_reference(*item);
            }
            Variety::Union(members) => {
                self.bytes.push(4);
                self.number(members.len() as u64);
                for member in members {
                    self.type_reference(*member);
                }
            }
        }
        self.facets(&simple.facets);
    }

    fn facets(&mut self, facets: &Facets) {
        if *facets == Facets::default() {
            self.bytes.push(0);
            return;
        }
        self.bytes.push(1);
        self.number(facets.enumeration.len() as u64);
        for value in &facets.enumeration {
            self.text(&value.value);
        }
        self.number(facets.patterns.len() as u64);
        for pattern in &facets.patterns {
            self.text(pattern);
        }
        let numbers = [
            facets.length,
            facets.min_length,
            facets.max_length,
            facets.total_digits,
            facets.fraction_digits,
        ];
        for number in numbers {
            self.flag(number.is_some());
            self.number(number.unwrap_or_default());
        }
        let texts =
            [&facets.min_inclusive, &facets.min_exclusive, &facets.max_inclusive, &facets.max_exclusive];
        for text in texts {
            self.optional(text.as_deref());
        }
        self.bytes.push(facets.white_space.map_or(3, |white_space| white_space as u8));
    }

    fn complex(&mut self, complex: &ComplexType) {
        self.bytes.push(5);
        self.type_reference(complex.base);
        self.flag(complex.derivation == Derivation::Extension);
        self.flag(complex.is_abstract);
        self.flag(complex.mixed);
        match &complex.content {
            ComplexContent::Empty => self.bytes.push(0),
            ComplexContent::Simple(text) => {
                self.bytes.push(1);
                self.type_reference(*text);
            }
            ComplexContent::Elements(particle) => {
                self.bytes.push(2);
                self.particle(particle);
            }
        }
        self.attributes(&complex.attributes, complex.any_attribute.as_ref());
    }

    fn attributes(&mut self, attributes: &[AttributeUse], any: Option<&Wildcard>) {
        self.number(attributes.len() as u64);
        for entry in attributes {
            match entry {
                AttributeUse::Attribute { attribute, usage, default, fixed, annotations } => {
                    self.bytes.push(match usage {
                        Use::Optional => 1,
                        Use::Required => 2,
                        Use::Prohibited => 3,
                    });
                    if !self.refer(Space::Attribute, attribute.index()) {
                        self.attribute(*attribute);
                    }
                    self.optional(default.as_deref());
                    self.optional(fixed.as_deref());
                    self.number(annotations.len() as u64);
                    for (name, value) in annotations {
                        self.text(&name.namespace);
                        self.text(&name.local);
                        self.text(value);
                    }
                }
                AttributeUse::Group(group) => {
                    self.bytes.push(0);
                    self.refer(Space::AttributeGroup, group.index());
                }
            }
        }
        self.flag(any.is_some());
        if let Some(any) = any {
            self.wildcard(any);
        }
    }

    fn attribute(&mut self, id: AttributeId) {
        let model = self.model;
        let attribute = &model.attributes[id];
        self.text(&attribute.name.namespace);
        self.text(&attribute.name.local);
        self.type_reference(attribute.type_id);
        self.optional(attribute.default.as_deref());
        self.optional(attribute.fixed.as_deref());
    }

    fn wildcard(&mut self, any: &Wildcard) {
        match &any.namespaces {
            NamespaceConstraint::Any => self.bytes.push(0),
            NamespaceConstraint::Not(namespace) => {
                self.bytes.push(1);
                self.text(namespace);
            }
            NamespaceConstraint::Of(list) => {
                self.bytes.push(2);
                self.number(list.len() as u64);
                for namespace in list {
                    self.text(namespace);
                }
            }
        }
        self.bytes.push(any.process_contents as u8);
    }

    fn particle(&mut self, particle: &Particle) {
        self.number(u64::from(particle.occurs.min));
        self.number(particle.occurs.max.map_or(u64::MAX, u64::from));
        match &particle.term {
            Term::Element(id) => {
                self.bytes.push(0);
                if !self.refer(Space::Element, id.index()) {
                    self.element(*id);
                }
            }
            Term::Group(compositor, particles) => {
                self.bytes.extend_from_slice(&[1, *compositor as u8]);
                self.number(particles.len() as u64);
                for particle in particles {
                    self.particle(particle);
                }
            }
            Term::GroupRef(group) => {
                self.bytes.push(2);
                self.refer(Space::Group, group.index());
            }
            Term::Any(any) => {
                self.bytes.push(3);
                self.wildcard(any);
            }
        }
    }

    fn element(&mut self, id: ElementId) {
        let model = self.model;
        let element: &Element = &model.elements[id];
        self.text(&element.name.namespace);
        self.text(&element.name.local);
        self.type_reference(element.type_id);
        self.flag(element.nillable);
        self.flag(element.is_abstract);
        self.optional(element.default.as_deref());
        self.optional(element.fixed.as_deref());
        self.flag(element.substitution_group.is_some());
        if let Some(head) = element.substitution_group {
            self.refer(Space::Element, head.index());
        }
    }
}
