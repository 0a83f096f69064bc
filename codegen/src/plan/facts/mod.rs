//! Facts about the model. They never change while the plan is made.

pub(crate) mod builtins;
pub(crate) mod element_names;
pub(crate) mod empty_messages;
pub(crate) mod extension;
pub(crate) mod facet_forms;
pub(crate) mod groups;
pub(crate) mod lexical;
pub(crate) mod named_types;
pub(crate) mod order;
pub(crate) mod reach;
pub(crate) mod soap_encoded;
pub(crate) mod type_names;
pub(crate) mod unions;
pub(crate) mod usage;
pub(crate) mod verbatim;
pub(crate) mod wildcards;
pub(crate) mod wrappers;

use std::{cell::RefCell, collections::VecDeque};

use super::ty::Ty;
use crate::{
    config::Config,
    lists::{PushAll, SortList},
    map::Set,
    model::{
        AttributeUse, Builtin, ComplexContent, Element, ElementId, GroupId, IdMap, IdSet, Model, Owner,
        SimpleType, Term, TypeId, TypeKind, Variety,
    },
};
use builtins::builtin_ty;

/// Maximum depth to which chains of bases and groups are followed. Real schemas do not reach it.
pub(crate) const MAX_DEPTH: usize = 256;

/// The namespace of the type `swaRef`.
const SWA_REF: &str = "http://ws-i.org/profiles/basic/1.1/xsd";

/// The model, the options, and the facts that are derived only from them. Contains neither Rust names nor
/// items.
pub(crate) struct Facts<'a> {
    pub(crate) model: &'a Model,
    pub(crate) config: &'a Config,
    /// The named complex types that are derived directly from each complex type.
    pub(crate) derived: IdMap<TypeId, Vec<TypeId>>,
    /// The direct and indirect members of each substitution group.
    pub(crate) substitutes: IdMap<ElementId, Vec<ElementId>>,
    /// The types of nillable elements.
    pub(crate) nillable: IdSet<TypeId>,
    /// The type whose declaration contains each anonymous type.
    pub(crate) parents: IdMap<TypeId, TypeId>,
    /// The simple types whose values are or contain qualified names.
    pub(crate) with_names: IdSet<TypeId>,
    /// Facts about named groups, computed on first use.
    pub(crate) groups: RefCell<GroupFacts>,
}

/// Facts about named groups.
#[derive(Default)]
pub(crate) struct GroupFacts {
    pub(crate) may_be_empty: IdMap<GroupId, bool>,
    pub(crate) repeats_group: IdMap<GroupId, bool>,
    pub(crate) is_void: IdMap<GroupId, bool>,
    /// Whether records would lose the order of the elements of a group that occurs once.
    /// `loses_order_repeated` is the same for a repeated group.
    pub(crate) loses_order: IdMap<GroupId, bool>,
    pub(crate) loses_order_repeated: IdMap<GroupId, bool>,
}

impl<'a> Facts<'a> {
    pub(crate) fn new(model: &'a Model, config: &'a Config) -> Self {
        Self {
            model,
            config,
            derived: derived(model),
            substitutes: substitutes(model),
            nillable: nillable(model),
            parents: parents(model),
            with_names: model.types_with_names(),
            groups: RefCell::default(),
        }
    }

    /// The Rust type with which the user replaces a simple type.
    pub(crate) fn custom(&self, id: TypeId) -> Option<String> {
        let definition = &self.model.types[id];
        let name = definition.name.as_ref()?;
        let TypeKind::Simple(_) = definition.kind else { return None };
        self.config
            .types
            .get(&name.to_string())
            .or_else(|| self.config.types.get(name.local.as_ref()))
            .cloned()
    }

    /// Whether a type is `swaRef`, the reference to an attachment that the WS-I Attachments Profile 1.0
    /// defines. Values of this type are read and written together with their attachments.
    pub(crate) fn is_swa_ref(&self, id: TypeId) -> bool {
        let name = self.model.types[id].name.as_ref();
        name.is_some_and(|name| &*name.local == "swaRef" && &*name.namespace == SWA_REF)
            && self.custom(id).is_none()
    }

    /// Whether all values of a type are plain text, so that the type can be a `Secret`.
    pub(crate) fn is_text(&self, id: TypeId) -> bool {
        let mut id = id;
        for _ in 0..MAX_DEPTH {
            if self.custom(id).is_some() || self.is_swa_ref(id) {
                return false;
            }
            match &self.model.types[id].kind {
                TypeKind::Simple(SimpleType { variety: Variety::Restriction(base), facets })
                    if facets.enumeration.is_empty() =>
                {
                    id = *base;
                }
                TypeKind::Simple(SimpleType { variety: Variety::Builtin(builtin), .. }) => {
                    return builtin_ty(*builtin) == Ty::Std("String");
                }
                _ => return false,
            }
        }
        false
    }

    /// Whether a type is `xs:boolean`.
    pub(crate) fn is_boolean(&self, id: TypeId) -> bool {
        self.model.as_builtin(id) == Some(Builtin::Boolean)
    }

    /// Whether types and elements that no operation uses are generated. The user can request this; for schemas
    /// without a WSDL it is the default.
    pub(crate) fn has_all(&self) -> bool {
        self.config.all_types || is_schema_alone(self.model)
    }

    /// The outermost type around a type: a global type, or the type of a global element.
    pub(crate) fn outermost(&self, id: TypeId) -> TypeId {
        let mut id = id;
        for _ in 0..MAX_DEPTH {
            match self.parents.get(&id) {
                Some(parent) => id = *parent,
                None => break,
            }
        }
        id
    }
}

/// The named complex types that are derived directly from each complex type, sorted by name.
fn derived(model: &Model) -> IdMap<TypeId, Vec<TypeId>> {
    let mut derived: IdMap<TypeId, Vec<TypeId>> = IdMap::default();
    for (id, definition) in model.types.iter() {
        if let TypeKind::Complex(complex) = &definition.kind
            && definition.name.is_some()
            && model.as_builtin(complex.base).is_none()
        {
            derived.or_default(complex.base).push(id);
        }
    }
    for types in derived.values_mut() {
        // Sorting by name makes the order independent of the distribution of the contract over documents.
        types.sort_list_by(|a, b| model.types[*a].name.cmp(&model.types[*b].name));
    }
    derived
}

/// The direct and indirect derived types of a type, without duplicates, nearest first.
pub(crate) fn all_derived(derived: &IdMap<TypeId, Vec<TypeId>>, id: TypeId) -> Vec<TypeId> {
    let mut found = Vec::new();
    let mut known = Set::from([id.index()]);
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

/// The direct and indirect members of each substitution group, without its head.
fn substitutes(model: &Model) -> IdMap<ElementId, Vec<ElementId>> {
    let mut heads: IdMap<ElementId, Vec<ElementId>> = IdMap::default();
    for (id, element) in model.elements.iter() {
        let mut head = element.substitution_group;
        let mut seen = Set::new();
        while let Some(current) = head.filter(|current| seen.insert(current.index())) {
            heads.or_default(current).push(id);
            head = model.elements[current].substitution_group;
        }
    }
    for members in heads.values_mut() {
        members.sort_list_by(|a, b| model.elements[*a].name.cmp(&model.elements[*b].name));
    }
    heads
}

/// The types of nillable elements.
fn nillable(model: &Model) -> IdSet<TypeId> {
    let nillable = model.elements.iter().filter(|(_, element)| element.nillable);
    nillable.map(|(_, element)| element.type_id).collect()
}

/// For each anonymous type, the type that contains its local element, its attribute or its definition.
fn parents(model: &Model) -> IdMap<TypeId, TypeId> {
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
                Term::Group(_, particles) => stack.push_all(particles),
                Term::GroupRef(_) | Term::Any(_) => {}
            }
        }
    }
    parents
}

/// The global elements that can be roots of documents, in document order.
pub(crate) fn roots(model: &Model) -> impl Iterator<Item = (ElementId, &Element)> {
    let is_root = |id, element: &Element| {
        element.is_global
            && !element.is_abstract
            && !model.missing.elements.contains(&id)
            && model.unwritable().in_element(id).is_none()
    };
    model.elements.iter().filter(move |(id, element)| is_root(*id, element))
}

/// Whether the documents contain only schemas: no service, binding, port type or message.
pub(crate) fn is_schema_alone(model: &Model) -> bool {
    model.services.is_empty()
        && model.bindings.iter().next().is_none()
        && model.port_types.iter().next().is_none()
        && model.messages.iter().next().is_none()
}
