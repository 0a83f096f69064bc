//! Which types are needed, in the order of their first use from the operations on.
//!
//! That order does not depend on how the documents are arranged, so the same contract in other files gives the same code.

use std::collections::{HashSet, VecDeque};

use super::soap_encoded::{array_of, own_type};
use super::types::{dictionary_of, list_of};
use crate::model::{
    AttributeGroup, AttributeUse, ComplexContent, Derivation, Element, ElementId, Group, IdMap, IdSet, Model,
    Owner, Particle, SimpleType, Term, Type, TypeId, TypeKind, Variety,
};

/// What is needed.
#[derive(Debug, Default)]
pub(super) struct Reached {
    /// Types that become items, in the order of their first use.
    pub(super) items: Vec<TypeId>,
    /// Dictionaries that stand right in a field, in order.
    pub(super) dictionaries: Vec<TypeId>,
    /// Complex types that a member declares and others are derived from.
    pub(super) polymorphic: IdSet<Type>,
    /// The first service that needs each type.
    pub(super) services: IdMap<Type, usize>,
    known: IdSet<Type>,
    known_dictionaries: IdSet<Type>,
}

/// Where a type is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Position {
    /// As the type of a single member, where a list or dictionary needs no type of its own.
    Field,
    /// As the type of anything else that is an element.
    Element,
    /// As the base of another type.
    Base,
    /// As a type derived from another, which stands in the enum over that one and needs none of its own.
    Derived,
}

/// Follows types into what they hold.
pub(super) struct Walk<'a> {
    model: &'a Model,
    derived: IdMap<Type, Vec<TypeId>>,
    substitutes: IdMap<Element, Vec<ElementId>>,
    mapped: &'a dyn Fn(TypeId) -> bool,
    queue: VecDeque<(TypeId, Position)>,
    visited: Visited,
    reached: Reached,
}

/// Components that were followed: what they lead to is queued, and need not be queued again.
#[derive(Default)]
struct Visited {
    groups: IdSet<Group>,
    attribute_groups: IdSet<AttributeGroup>,
    /// Types whose attributes were followed.
    attributes: IdSet<Type>,
    /// Elements that are members that come once.
    fields: IdSet<Element>,
    /// Elements in other places.
    elements: IdSet<Element>,
}

impl<'a> Walk<'a> {
    /// A walk that takes types for which `mapped` holds as the user's own.
    pub(super) fn new(model: &'a Model, mapped: &'a dyn Fn(TypeId) -> bool) -> Self {
        Self {
            model,
            derived: derived(model),
            substitutes: substitutes(model),
            mapped,
            queue: VecDeque::new(),
            visited: Visited::default(),
            reached: Reached::default(),
        }
    }

    /// Adds the type of a body or header element.
    pub(super) fn add_element(&mut self, element: ElementId, is_field: bool) {
        let position = if is_field { Position::Field } else { Position::Element };
        self.element(element, position);
    }

    /// Adds a type.
    pub(super) fn add_type(&mut self, id: TypeId) {
        self.queue.push_back((id, Position::Element));
    }

    /// Adds the type of a member.
    pub(super) fn add_field(&mut self, id: TypeId) {
        self.queue.push_back((id, Position::Field));
    }

    /// Follows all that was added.
    pub(super) fn finish(mut self) -> Reached {
        self.follow();
        self.reached
    }

    /// Follows what was added so far, so that what is added next comes after it.
    pub(super) fn follow(&mut self) {
        while let Some((id, position)) = self.queue.pop_front() {
            self.visit(id, position);
        }
    }

    /// Notes that a service needs what was found since the last time.
    pub(super) fn credit(&mut self, service: usize) {
        let Reached { items, dictionaries, services, .. } = &mut self.reached;
        for found in [&*items, &*dictionaries] {
            // The newest stand last.
            for id in found.iter().rev() {
                if services.contains_key(id) {
                    break;
                }
                services.insert(*id, service);
            }
        }
    }

    fn visit(&mut self, id: TypeId, position: Position) {
        if (self.mapped)(id) {
            return;
        }
        // A list that others are derived from is a type like those.
        if position == Position::Field && !self.derived.contains_key(&id) {
            if let Some(list) = list_of(self.model, id) {
                return self.element(list.item, Position::Element);
            }
            if let Some(dictionary) = dictionary_of(self.model, id) {
                if self.reached.known_dictionaries.insert(id) {
                    self.reached.dictionaries.push(id);
                }
                // The key and the value stand inside the generic type, where nothing is a field.
                self.element(dictionary.key, Position::Element);
                return self.element(dictionary.value, Position::Element);
            }
        }
        if let Some(simple) = own_type(self.model, id) {
            self.queue.extend(simple.map(|simple| (simple, Position::Field)));
            return;
        }
        if let Some(array) = array_of(self.model, id) {
            if self.reached.known.insert(id) {
                self.reached.items.push(id);
                self.queue.extend(array.item.map(|item| (item, Position::Element)));
            }
            return;
        }
        if !matches!(position, Position::Base | Position::Derived) && self.is_complex(id) {
            let derived = self.derived_of(id);
            if !derived.is_empty() && self.reached.polymorphic.insert(id) {
                self.queue.extend(derived.into_iter().map(|derived| (derived, Position::Derived)));
            }
        }
        if !self.reached.known.insert(id) {
            return;
        }
        match &self.model.types[id].kind {
            TypeKind::AnyType => {}
            TypeKind::Simple(simple) => self.simple(id, simple),
            TypeKind::Complex(complex) => {
                self.reached.items.push(id);
                if self.model.as_builtin(complex.base).is_none() {
                    let inherits = complex.derivation == Derivation::Extension || self.has_simple_content(id);
                    if inherits {
                        self.queue.push_back((complex.base, Position::Base));
                    }
                }
                self.attributes_of(id);
                match &complex.content {
                    ComplexContent::Empty => {}
                    ComplexContent::Simple(content) => self.queue.push_back((*content, Position::Field)),
                    ComplexContent::Elements(particle) => self.particle(particle),
                }
            }
        }
    }

    fn simple(&mut self, id: TypeId, simple: &SimpleType) {
        match &simple.variety {
            Variety::Builtin(_) => return,
            Variety::Restriction(base) => {
                if simple.facets.enumeration.is_empty() {
                    self.queue.push_back((*base, Position::Field));
                }
            }
            Variety::List(item) => self.queue.push_back((*item, Position::Field)),
            Variety::Union(members) => {
                self.queue.extend(members.iter().map(|member| (*member, Position::Field)))
            }
        }
        self.reached.items.push(id);
    }

    /// The attributes of a type; of a restriction those of its bases as well, since it has no field for its base.
    fn attributes_of(&mut self, id: TypeId) {
        let mut id = id;
        // What was visited before has been followed to the last base.
        while self.visited.attributes.insert(id) {
            let TypeKind::Complex(complex) = &self.model.types[id].kind else { return };
            self.attributes(&complex.attributes);
            id = complex.base;
        }
    }

    fn attributes(&mut self, uses: &'a [AttributeUse]) {
        for usage in uses {
            match usage {
                AttributeUse::Attribute { attribute, .. } => {
                    self.queue.push_back((self.model.attributes[*attribute].type_id, Position::Field));
                }
                AttributeUse::Group(group) if self.visited.attribute_groups.insert(*group) => {
                    self.attributes(&self.model.attribute_groups[*group].attributes);
                }
                AttributeUse::Group(_) => {}
            }
        }
    }

    fn particle(&mut self, particle: &'a Particle) {
        if particle.occurs.max == Some(0) {
            return;
        }
        match &particle.term {
            Term::Element(element) => {
                let position =
                    if particle.occurs.is_repeated() { Position::Element } else { Position::Field };
                self.element(*element, position);
            }
            Term::Group(_, particles) => particles.iter().for_each(|particle| self.particle(particle)),
            Term::GroupRef(group) if self.visited.groups.insert(*group) => {
                self.particle(&self.model.groups[*group].particle);
            }
            Term::GroupRef(_) | Term::Any(_) => {}
        }
    }

    fn element(&mut self, element: ElementId, position: Position) {
        let visited = match position {
            Position::Field => &mut self.visited.fields,
            _ => &mut self.visited.elements,
        };
        if !visited.insert(element) {
            return;
        }
        self.queue.push_back((self.model.elements[element].type_id, position));
        if let Some(substitutes) = self.substitutes.get(&element) {
            self.queue
                .extend(substitutes.iter().map(|element| (self.model.elements[*element].type_id, position)));
        }
    }

    fn is_complex(&self, id: TypeId) -> bool {
        matches!(self.model.types[id].kind, TypeKind::Complex(_))
    }

    fn has_simple_content(&self, id: TypeId) -> bool {
        matches!(&self.model.types[id].kind, TypeKind::Complex(complex) if matches!(complex.content, ComplexContent::Simple(_)))
    }

    fn derived_of(&self, id: TypeId) -> Vec<TypeId> {
        all_derived(&self.derived, id)
    }
}

/// How deep chains of bases and groups are followed; a longer one is no honest schema.
pub(super) const DEPTH: usize = 256;

/// The complex types derived from each, one step, in document order.
pub(super) fn derived(model: &Model) -> IdMap<Type, Vec<TypeId>> {
    let mut derived: IdMap<Type, Vec<TypeId>> = IdMap::default();
    for (id, definition) in model.types.iter() {
        if let TypeKind::Complex(complex) = &definition.kind
            && definition.name.is_some()
            && model.as_builtin(complex.base).is_none()
        {
            derived.or_default(complex.base).push(id);
        }
    }
    for types in derived.values_mut() {
        // By name, so that the arrangement of the documents does not matter.
        types.sort_by(|a, b| model.types[*a].name.cmp(&model.types[*b].name));
    }
    derived
}

/// The types derived from one in any number of steps, each once, nearest first.
pub(super) fn all_derived(derived: &IdMap<Type, Vec<TypeId>>, id: TypeId) -> Vec<TypeId> {
    let mut found = Vec::new();
    let mut known = HashSet::from([id.index()]);
    let mut queue = VecDeque::from([id]);
    while let Some(id) = queue.pop_front() {
        for next in derived.get(&id).into_iter().flatten() {
            if known.insert(next.index()) {
                found.push(*next);
                queue.push_back(*next);
            }
        }
    }
    found
}

/// The members of each substitution group, in any number of steps, without the head.
pub(super) fn substitutes(model: &Model) -> IdMap<Element, Vec<ElementId>> {
    let mut heads: IdMap<Element, Vec<ElementId>> = IdMap::default();
    for (id, element) in model.elements.iter() {
        let mut head = element.substitution_group;
        let mut seen = HashSet::new();
        while let Some(current) = head.filter(|current| seen.insert(current.index())) {
            heads.or_default(current).push(id);
            head = model.elements[current].substitution_group;
        }
    }
    for members in heads.values_mut() {
        members.sort_by(|a, b| model.elements[*a].name.cmp(&model.elements[*b].name));
    }
    heads
}

/// The types of elements that may be nil.
pub(super) fn nillable(model: &Model) -> IdSet<Type> {
    let nillable = model.elements.iter().filter(|(_, element)| element.nillable);
    nillable.map(|(_, element)| element.type_id).collect()
}

/// The type around each anonymous type of a local element or attribute, or of a part of another type.
pub(super) fn parents(model: &Model) -> IdMap<Type, TypeId> {
    let mut parents = IdMap::default();
    for (id, definition) in model.types.iter() {
        if let Owner::Type(owner, _) = definition.owner {
            parents.insert(id, owner);
        }
        let TypeKind::Complex(complex) = &definition.kind else { continue };
        for usage in &complex.attributes {
            if let AttributeUse::Attribute { attribute, .. } = usage {
                let attribute = &model.attributes[*attribute];
                if !attribute.is_global && model.types[attribute.type_id].name.is_none() {
                    parents.insert(attribute.type_id, id);
                }
            }
        }
        let ComplexContent::Elements(particle) = &complex.content else { continue };
        let mut stack = vec![particle];
        while let Some(particle) = stack.pop() {
            match &particle.term {
                Term::Element(element) => {
                    let element = &model.elements[*element];
                    if !element.is_global && model.types[element.type_id].name.is_none() {
                        parents.insert(element.type_id, id);
                    }
                }
                Term::Group(_, particles) => stack.extend(particles),
                Term::GroupRef(_) | Term::Any(_) => {}
            }
        }
    }
    parents
}
