//! Finds the types that the operations use, in the order of their first use.
//!
//! The order is independent of the distribution of the contract over documents, so the same contract in
//! other files gives the same code.

use std::collections::VecDeque;

use super::{
    Facts, all_derived,
    soap_encoded::{array_of, own_type},
    wrappers::{dictionary_of, list_of},
};
use crate::model::{
    AttributeGroupId, AttributeUse, ComplexContent, Derivation, ElementId, GroupId, IdMap, IdSet, Particle,
    SimpleType, Term, TypeId, TypeKind, Variety,
};

/// The types that the operations use.
#[derive(Default)]
pub(crate) struct Reached {
    /// Types that become items, in the order of their first use.
    pub(crate) items: Vec<TypeId>,
    /// Dictionaries that are the type of a field, in the order of their first use.
    pub(crate) dictionaries: Vec<TypeId>,
    /// Complex types that are the declared type of a member and have derived types.
    pub(crate) polymorphic: IdSet<TypeId>,
    /// Index of the first service that uses each type.
    pub(crate) services: IdMap<TypeId, usize>,
    known: IdSet<TypeId>,
    known_dictionaries: IdSet<TypeId>,
}

/// How a type is used, which decides whether it becomes an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Position {
    /// The type of a single member. A list or dictionary type in this position becomes a `Vec` or a dictionary of
    /// the field and needs no item.
    Field,
    /// The type of an element that is not a single member, for example of a repeated element. A list or
    /// dictionary type in this position needs an item.
    Element,
    /// The base of another type.
    Base,
    /// A type derived from another one. It is a variant of the enum over its base and needs no enum itself.
    Derived,
}

/// Follows references from types to the types that they contain.
pub(crate) struct Walk<'a> {
    facts: &'a Facts<'a>,
    queue: VecDeque<(TypeId, Position)>,
    visited: Visited,
    reached: Reached,
}

/// Components that were followed. Everything that they refer to is queued already.
#[derive(Default)]
struct Visited {
    groups: IdSet<GroupId>,
    attribute_groups: IdSet<AttributeGroupId>,
    /// Types whose attributes were followed.
    attributes: IdSet<TypeId>,
    /// Elements that were followed in [`Position::Field`].
    fields: IdSet<ElementId>,
    /// Elements that were followed in [`Position::Element`].
    elements: IdSet<ElementId>,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(facts: &'a Facts<'a>) -> Self {
        Self { facts, queue: VecDeque::new(), visited: Visited::default(), reached: Reached::default() }
    }

    /// Adds the type of a body or header element.
    pub(crate) fn add_element(&mut self, element: ElementId, is_field: bool) {
        let position = if is_field { Position::Field } else { Position::Element };
        self.element(element, position);
    }

    /// Adds a type in [`Position::Element`], in which a list or dictionary type becomes an item.
    pub(crate) fn add_type(&mut self, id: TypeId) {
        self.queue.push_back((id, Position::Element));
    }

    /// Adds the type of a member.
    pub(crate) fn add_field(&mut self, id: TypeId) {
        self.queue.push_back((id, Position::Field));
    }

    /// Follows all types in the queue and returns the result.
    pub(crate) fn finish(mut self) -> Reached {
        self.follow();
        self.reached
    }

    /// Follows all types in the queue, so that types that are added later are ordered after these.
    pub(crate) fn follow(&mut self) {
        while let Some((id, position)) = self.queue.pop_front() {
            self.visit(id, position);
        }
    }

    /// Records this service as the first user of all types that were found since the last call of this method.
    pub(crate) fn credit(&mut self, service: usize) {
        let Reached { items, dictionaries, services, .. } = &mut self.reached;
        for found in [&*items, &*dictionaries] {
            // The newest types are at the end.
            for id in found.iter().rev() {
                if services.contains_key(id) {
                    break;
                }
                services.insert(*id, service);
            }
        }
    }

    fn visit(&mut self, id: TypeId, position: Position) {
        if self.facts.custom(id).is_some() || self.facts.is_swa_ref(id) {
            return;
        }
        // A field of a list type becomes a `Vec`, and the list type needs no item. A list type with derived
        // types needs an item nevertheless, because the derived types become items.
        if position == Position::Field && !self.facts.derived.contains_key(&id) {
            if let Some(list) = list_of(self.facts.model, id) {
                return self.element(list.item, Position::Element);
            }
            if let Some(dictionary) = dictionary_of(self.facts.model, id) {
                if self.reached.known_dictionaries.insert(id) {
                    self.reached.dictionaries.push(id);
                }
                // Key and value are type arguments of `Dictionary`, not fields. A list type in this position needs
                // an item.
                self.element(dictionary.key, Position::Element);
                return self.element(dictionary.value, Position::Element);
            }
        }
        if let Some(simple) = own_type(self.facts.model, id) {
            self.queue.extend(simple.map(|simple| (simple, Position::Field)));
            return;
        }
        if let Some(array) = array_of(self.facts.model, id) {
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
        match &self.facts.model.types[id].kind {
            TypeKind::AnyType => {}
            TypeKind::Simple(simple) => self.simple(id, simple),
            TypeKind::Complex(complex) => {
                self.reached.items.push(id);
                if self.facts.model.as_builtin(complex.base).is_none() {
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
                // An enumeration lists its values and does not need its base. But if the base is or contains a union
                // with qualified names, the enumeration becomes an alias of the base, and the union needs an item.
                let is_alias = self.facts.holds_names(*base) && self.facts.is_of_unions(*base);
                if simple.facets.enumeration.is_empty() || is_alias {
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

    /// Follows the attributes of a type. The attributes of a restriction include those of its bases, because
    /// its Rust type has no field for the base.
    fn attributes_of(&mut self, id: TypeId) {
        let mut id = id;
        // Stop at a type that was visited before: the attributes of its bases have been followed already.
        while self.visited.attributes.insert(id) {
            let TypeKind::Complex(complex) = &self.facts.model.types[id].kind else { return };
            self.attributes(&complex.attributes);
            id = complex.base;
        }
    }

    fn attributes(&mut self, uses: &'a [AttributeUse]) {
        for usage in uses {
            match usage {
                AttributeUse::Attribute { attribute, .. } => {
                    self.queue.push_back((self.facts.model.attributes[*attribute].type_id, Position::Field));
                }
                AttributeUse::Group(group) if self.visited.attribute_groups.insert(*group) => {
                    self.attributes(&self.facts.model.attribute_groups[*group].attributes);
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
                self.particle(&self.facts.model.groups[*group].particle);
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
        self.queue.push_back((self.facts.model.elements[element].type_id, position));
        if let Some(substitutes) = self.facts.substitutes.get(&element) {
            self.queue.extend(
                substitutes.iter().map(|element| (self.facts.model.elements[*element].type_id, position)),
            );
        }
    }

    fn is_complex(&self, id: TypeId) -> bool {
        matches!(self.facts.model.types[id].kind, TypeKind::Complex(_))
    }

    fn has_simple_content(&self, id: TypeId) -> bool {
        matches!(&self.facts.model.types[id].kind, TypeKind::Complex(complex) if matches!(complex.content, ComplexContent::Simple(_)))
    }

    fn derived_of(&self, id: TypeId) -> Vec<TypeId> {
        all_derived(&self.facts.derived, id)
    }
}
