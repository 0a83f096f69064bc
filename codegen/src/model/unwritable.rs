//! Finds the components that no document can contain, because the name of an element or attribute in them is
//! not an NCName.

use super::{
    Arena, Attribute, AttributeGroup, AttributeGroupId, AttributeId, AttributeUse, ComplexContent, Element,
    ElementId, Group, GroupId, Id, IdMap, Particle, Term, Type, TypeId, TypeKind,
};
use crate::{
    lists::{CollectVec, PushAll},
    map::Map,
    name_characters::is_ncname,
    source::Span,
};

/// The elements and types that contain an element or attribute with an invalid name, each with a description of
/// that element or attribute.
#[derive(Debug, Default)]
pub(crate) struct Unwritable {
    elements: IdMap<ElementId, InvalidName>,
    types: IdMap<TypeId, InvalidName>,
}

/// An element or attribute whose name is not an NCName.
#[derive(Clone, Debug)]
pub(crate) struct InvalidName {
    /// Description of the element or attribute, such as "the element `2nd`".
    pub(crate) what: String,
    /// Position of the start tag.
    pub(crate) span: Span,
}

/// The schema components of a model.
pub(super) struct Components<'m> {
    pub(super) types: &'m Arena<TypeId, Type>,
    pub(super) elements: &'m Arena<ElementId, Element>,
    pub(super) attributes: &'m Arena<AttributeId, Attribute>,
    pub(super) groups: &'m Arena<GroupId, Group>,
    pub(super) attribute_groups: &'m Arena<AttributeGroupId, AttributeGroup>,
}

/// A component, by its index in the arena.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Component {
    Element(usize),
    /// The content of a type, with that of its bases.
    Type(usize),
    /// An element with this declared type. In a document, its `xsi:type` may name a derived type, so it may have
    /// the content of that type.
    Instance(usize),
    Group(usize),
    AttributeGroup(usize),
    Attribute(usize),
}

/// For each component, the components whose content includes it.
#[derive(Default)]
struct Containers(Map<Component, Vec<Component>>);

impl Unwritable {
    pub(super) fn of(model: &Components<'_>) -> Self {
        let elements = model.elements.iter().filter(|(_, element)| !is_ncname(&element.name.local));
        let elements = elements.map(|(id, element)| {
            let what = format!("the element `{}`", element.name.local);
            (Component::Element(id.index()), InvalidName { what, span: element.span })
        });
        let attributes = model.attributes.iter().filter(|(_, attribute)| !is_ncname(&attribute.name.local));
        let attributes = attributes.map(|(id, attribute)| {
            let what = format!("the attribute `{}`", attribute.name.local);
            (Component::Attribute(id.index()), InvalidName { what, span: attribute.span })
        });
        let mut queue: Vec<(Component, InvalidName)> = elements.chain(attributes).collect_vec();
        let mut found = Self::default();
        if queue.is_empty() {
            return found;
        }
        let containers = Containers::of(model);
        let mut reached: Map<Component, InvalidName> = Map::new();
        // A component keeps its first description. The queue is reversed, so that the first declaration is
        // processed first.
        queue.reverse();
        while let Some((component, what)) = queue.pop() {
            if reached.contains_key(&component) {
                continue;
            }
            let around = containers.0.get(&component).into_iter().flatten();
            queue.push_all(around.map(|container| (*container, what.clone())));
            reached.insert(component, what);
        }
        for (component, what) in reached {
            match component {
                Component::Element(index) => found.elements.insert(ElementId::from_index(index), what),
                Component::Instance(index) => found.types.insert(TypeId::from_index(index), what),
                Component::Type(_)
                | Component::Group(_)
                | Component::AttributeGroup(_)
                | Component::Attribute(_) => {}
            }
        }
        found
    }

    /// Returns the element or attribute whose invalid name makes an element unwritable: the element itself,
    /// or one that it contains.
    pub(crate) fn in_element(&self, id: ElementId) -> Option<&InvalidName> {
        self.elements.get(&id)
    }

    /// Returns an element or attribute with an invalid name in a type or in a type derived from it.
    pub(crate) fn in_type(&self, id: TypeId) -> Option<&InvalidName> {
        self.types.get(&id)
    }
}

impl Containers {
    fn of(model: &Components<'_>) -> Self {
        let mut containers = Self::default();
        for (id, element) in model.elements.iter() {
            let own = Component::Element(id.index());
            containers.add(own, Component::Instance(element.type_id.index()));
            if let Some(head) = element.substitution_group {
                containers.add(Component::Element(head.index()), own);
            }
        }
        for (id, definition) in model.types.iter() {
            let (own, instance) = (Component::Type(id.index()), Component::Instance(id.index()));
            containers.add(instance, own);
            let TypeKind::Complex(complex) = &definition.kind else { continue };
            if model.types[complex.base].as_builtin().is_none() {
                containers.add(own, Component::Type(complex.base.index()));
                containers.add(Component::Instance(complex.base.index()), instance);
            }
            containers.add_attributes(own, &complex.attributes);
            if let ComplexContent::Elements(particle) = &complex.content {
                containers.add_particle(own, particle);
            }
        }
        for (id, group) in model.groups.iter() {
            containers.add_particle(Component::Group(id.index()), &group.particle);
        }
        for (id, group) in model.attribute_groups.iter() {
            containers.add_attributes(Component::AttributeGroup(id.index()), &group.attributes);
        }
        containers
    }

    fn add(&mut self, container: Component, content: Component) {
        self.0.or_default(content).push(container);
    }

    fn add_attributes(&mut self, container: Component, uses: &[AttributeUse]) {
        for usage in uses {
            let content = match usage {
                AttributeUse::Attribute { attribute, .. } => Component::Attribute(attribute.index()),
                AttributeUse::Group(group) => Component::AttributeGroup(group.index()),
            };
            self.add(container, content);
        }
    }

    fn add_particle(&mut self, container: Component, particle: &Particle) {
        let mut particles = vec![particle];
        while let Some(particle) = particles.pop() {
            match &particle.term {
                Term::Element(element) => self.add(container, Component::Element(element.index())),
                Term::GroupRef(group) => self.add(container, Component::Group(group.index())),
                Term::Group(_, inner) => particles.push_all(inner),
                Term::Any(_) => {}
            }
        }
    }
}
