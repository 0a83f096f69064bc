//! Rebuilds the model with one component for each class of equal components, and redirects every reference to
//! it.

use super::signature::Nodes;
use crate::{
    lists::CollectVec,
    map::Map,
    model::{
        Arena, AttributeUse, BindingId, BindingMessage, ComplexContent, HeaderUse, Id, IdSet, Merged,
        Message, MessageId, Missing, Model, Operation, Owner, Part, PartContent, Particle, PortTypeId, Term,
        TypeId, TypeKind, Variety,
    },
    read::{
        global::{Global, enter},
        tables::Space,
    },
};

/// Maps old indices to new ones; `None` for components to which nothing refers after the merge.
struct Indices {
    new: Vec<Option<u32>>,
    /// Whether the old component itself is in the new model, rather than an equal one.
    kept: Vec<bool>,
}

impl Indices {
    fn new(length: usize) -> Self {
        Self { new: vec![None; length], kept: Vec::new() }
    }

    fn set(&mut self, old: usize, new: usize) {
        if let Some(slot) = self.new.get_mut(old) {
            *slot = u32::try_from(new).ok();
        }
    }

    fn is_set(&self, old: usize) -> bool {
        self.new.get(old).is_some_and(Option::is_some)
    }

    /// The new id of a component. Every component that is kept refers only to components that are mapped.
    fn id<I: Id>(&self, old: I) -> I {
        self.new.get(old.index()).copied().flatten().map_or(old, |new| I::from_index(new as usize))
    }

    /// Numbers the marked components in order.
    fn number(&mut self) {
        self.kept = self.new.iter().map(Option::is_some).collect_vec();
        for (next, slot) in (0..).zip(self.new.iter_mut().flatten()) {
            *slot = next;
        }
    }

    fn is_kept(&self, old: usize) -> bool {
        self.kept.get(old).copied().unwrap_or_default()
    }
}

/// The index maps of all arenas.
struct Maps {
    types: Indices,
    elements: Indices,
    attributes: Indices,
    groups: Indices,
    attribute_groups: Indices,
    messages: Indices,
    port_types: Indices,
    bindings: Indices,
}

pub(super) fn rebuild(model: Model, globals: &[Global], nodes: &Nodes, classes: &[u32]) -> Model {
    let mut keep = KeptComponents::new(&model);
    // Keep the first component of each class. Drop a component whose name was declared before in the same
    // scope: all references resolve to the earlier declaration, so none needs the dropped one.
    let mut representative: Vec<Option<usize>> = vec![None; classes.len()];
    let mut kept: Vec<usize> = Vec::new();
    for (node, global) in globals.iter().enumerate() {
        let class = classes.get(node).filter(|_| !global.is_second);
        if let Some(first @ None) = class.and_then(|class| representative.get_mut(*class as usize)) {
            *first = Some(node);
            kept.push(node);
        }
    }
    for node in &kept {
        if let Some(global) = globals.get(*node) {
            keep.global(*global, nodes);
        }
    }
    let KeptComponents { mut maps, .. } = keep;
    for map in [
        &mut maps.types,
        &mut maps.elements,
        &mut maps.attributes,
        &mut maps.groups,
        &mut maps.attribute_groups,
    ] {
        map.number();
    }
    for (node, global) in globals.iter().enumerate() {
        let first = classes
            .get(node)
            .and_then(|class| representative.get(*class as usize).copied().flatten())
            .and_then(|first| globals.get(first));
        let Some(first) = first else { continue };
        if let Some(map) = maps.of_mut(global.space) {
            let new = map.new.get(first.index).copied().flatten();
            if let Some(slot) = map.new.get_mut(global.index) {
                *slot = new;
            }
        }
    }
    let count = |space| {
        let declared = globals.iter().filter(|global| global.space == space && global.is_declared).count();
        let left = kept.iter().filter_map(|node| globals.get(*node));
        (declared, left.filter(|global| global.space == space && global.is_declared).count())
    };
    let ((types_declared, types), (elements_declared, elements)) =
        (count(Space::Type), count(Space::Element));
    let kept: Vec<Global> = kept.iter().filter_map(|node| globals.get(*node).copied()).collect_vec();
    let mut rebuilt = maps.model(model, &kept);
    rebuilt.merged = Merged { types_declared, types, elements_declared, elements };
    rebuilt
}

/// Marks the components that are reachable from the kept global components. Stops at other global
/// components.
struct KeptComponents<'m> {
    model: &'m Model,
    maps: Maps,
}

impl<'m> KeptComponents<'m> {
    fn new(model: &'m Model) -> Self {
        let mut maps = Maps {
            types: Indices::new(model.types.len()),
            elements: Indices::new(model.elements.len()),
            attributes: Indices::new(model.attributes.len()),
            groups: Indices::new(model.groups.len()),
            attribute_groups: Indices::new(model.attribute_groups.len()),
            messages: Indices::new(model.messages.len()),
            port_types: Indices::new(model.port_types.len()),
            bindings: Indices::new(model.bindings.len()),
        };
        for builtin in crate::model::Builtin::ALL {
            maps.types.set(model.builtin(*builtin).index(), 0);
        }
        Self { model, maps }
    }

    fn global(&mut self, global: Global, nodes: &Nodes) {
        let model = self.model;
        match global.space {
            Space::Type => self.inside_type(Id::from_index(global.index), nodes),
            Space::Element => {
                let id: crate::model::ElementId = Id::from_index(global.index);
                self.maps.elements.set(global.index, 0);
                self.local_type(model.elements[id].type_id, nodes);
            }
            Space::Attribute => {
                let id: crate::model::AttributeId = Id::from_index(global.index);
                self.maps.attributes.set(global.index, 0);
                self.local_type(model.attributes[id].type_id, nodes);
            }
            Space::Group => {
                self.maps.groups.set(global.index, 0);
                self.particle(&model.groups[Id::from_index(global.index)].particle, nodes);
            }
            Space::AttributeGroup => {
                self.maps.attribute_groups.set(global.index, 0);
                self.attributes(&model.attribute_groups[Id::from_index(global.index)].attributes, nodes);
            }
            Space::Message | Space::PortType | Space::Binding => {}
        }
    }

    fn local_type(&mut self, id: TypeId, nodes: &Nodes) {
        if nodes.find(Space::Type, id.index()).is_none() && !self.maps.types.is_set(id.index()) {
            self.inside_type(id, nodes);
        }
    }

    fn inside_type(&mut self, id: TypeId, nodes: &Nodes) {
        let model = self.model;
        self.maps.types.set(id.index(), 0);
        match &model.types[id].kind {
            TypeKind::AnyType => {}
            TypeKind::Simple(simple) => match &simple.variety {
                Variety::Builtin(_) => {}
                Variety::Restriction(base) | Variety::List(base) => self.local_type(*base, nodes),
                Variety::Union(members) => members.iter().for_each(|member| self.local_type(*member, nodes)),
            },
            TypeKind::Complex(complex) => {
                self.local_type(complex.base, nodes);
                match &complex.content {
                    ComplexContent::Empty => {}
                    ComplexContent::Simple(text) => self.local_type(*text, nodes),
                    ComplexContent::Elements(particle) => self.particle(particle, nodes),
                }
                self.attributes(&complex.attributes, nodes);
            }
        }
    }

    fn particle(&mut self, particle: &Particle, nodes: &Nodes) {
        match &particle.term {
            Term::Element(id) => {
                if nodes.find(Space::Element, id.index()).is_none() {
                    self.maps.elements.set(id.index(), 0);
                    self.local_type(self.model.elements[*id].type_id, nodes);
                }
            }
            Term::Group(_, particles) => particles.iter().for_each(|particle| self.particle(particle, nodes)),
            Term::GroupRef(_) | Term::Any(_) => {}
        }
    }

    fn attributes(&mut self, attributes: &[AttributeUse], nodes: &Nodes) {
        for entry in attributes {
            let AttributeUse::Attribute { attribute, .. } = entry else { continue };
            if nodes.find(Space::Attribute, attribute.index()).is_none() {
                self.maps.attributes.set(attribute.index(), 0);
                self.local_type(self.model.attributes[*attribute].type_id, nodes);
            }
        }
    }
}

impl Maps {
    fn of_mut(&mut self, space: Space) -> Option<&mut Indices> {
        Some(match space {
            Space::Type => &mut self.types,
            Space::Element => &mut self.elements,
            Space::Attribute => &mut self.attributes,
            Space::Group => &mut self.groups,
            Space::AttributeGroup => &mut self.attribute_groups,
            Space::Message | Space::PortType | Space::Binding => return None,
        })
    }

    /// Builds the model of the kept components, in their old order, with redirected references.
    fn model(mut self, old: Model, kept: &[Global]) -> Model {
        let mut model = Model::default();
        for (index, mut item) in old.types.into_items().enumerate() {
            if self.types.is_kept(index) {
                self.in_type(&mut item);
                model.types.add(item);
            }
        }
        for (index, mut element) in old.elements.into_items().enumerate() {
            if self.elements.is_kept(index) {
                element.type_id = self.types.id(element.type_id);
                element.substitution_group = element.substitution_group.map(|head| self.elements.id(head));
                model.elements.add(element);
            }
        }
        for (index, mut attribute) in old.attributes.into_items().enumerate() {
            if self.attributes.is_kept(index) {
                attribute.type_id = self.types.id(attribute.type_id);
                model.attributes.add(attribute);
            }
        }
        for (index, mut group) in old.groups.into_items().enumerate() {
            if self.groups.is_kept(index) {
                self.in_particle(&mut group.particle);
                model.groups.add(group);
            }
        }
        for (index, mut group) in old.attribute_groups.into_items().enumerate() {
            if self.attribute_groups.is_kept(index) {
                self.in_attributes(&mut group.attributes);
                model.attribute_groups.add(group);
            }
        }
        let ids = |set: &IdSet<TypeId>| set.iter().map(|id| self.types.id(id)).collect();
        model.missing = Missing {
            types: ids(&old.missing.types),
            elements: old.missing.elements.iter().map(|id| self.elements.id(id)).collect(),
            ..Missing::default()
        };
        self.wsdl(&mut model, old.messages, old.port_types, old.bindings, old.services, &old.missing);
        for global in kept {
            let new = self.of_mut(global.space).and_then(|map| map.new.get(global.index).copied().flatten());
            if let Some(new) = new {
                enter(&mut model, Global { index: new as usize, ..*global });
            }
        }
        for builtin in crate::model::Builtin::ALL {
            let id = model.builtin(*builtin);
            if let Some(name) = model.types[id].name.clone() {
                model.names.types.enter(name, id);
            }
        }
        model
    }

    fn in_type(&self, item: &mut crate::model::Type) {
        item.owner = match item.owner {
            Owner::Global => Owner::Global,
            Owner::Element(element) => Owner::Element(self.elements.id(element)),
            Owner::Attribute(attribute) => Owner::Attribute(self.attributes.id(attribute)),
            Owner::Type(owner, place) => Owner::Type(self.types.id(owner), place),
        };
        match &mut item.kind {
            TypeKind::AnyType => {}
            TypeKind::Simple(simple) => match &mut simple.variety {
                Variety::Builtin(_) => {}
                Variety::Restriction(base) | Variety::List(base) => *base = self.types.id(*base),
                Variety::Union(members) => {
                    members.iter_mut().for_each(|member| *member = self.types.id(*member))
                }
            },
            TypeKind::Complex(complex) => {
                complex.base = self.types.id(complex.base);
                match &mut complex.content {
                    ComplexContent::Empty => {}
                    ComplexContent::Simple(text) => *text = self.types.id(*text),
                    ComplexContent::Elements(particle) => self.in_particle(particle),
                }
                self.in_attributes(&mut complex.attributes);
            }
        }
    }

    fn in_particle(&self, particle: &mut Particle) {
        match &mut particle.term {
            Term::Element(element) => *element = self.elements.id(*element),
            Term::Group(_, particles) => particles.iter_mut().for_each(|particle| self.in_particle(particle)),
            Term::GroupRef(group) => *group = self.groups.id(*group),
            Term::Any(_) => {}
        }
    }

    fn in_attributes(&self, attributes: &mut [AttributeUse]) {
        for entry in attributes {
            match entry {
                AttributeUse::Attribute { attribute, .. } => *attribute = self.attributes.id(*attribute),
                AttributeUse::Group(group) => *group = self.attribute_groups.id(*group),
            }
        }
    }

    /// Adds messages, port types, bindings and services. If several roots import a document, its components
    /// occur several times, and only the first of equal components is added.
    fn wsdl(
        &mut self,
        model: &mut Model,
        messages: Arena<MessageId, Message>,
        port_types: Arena<PortTypeId, crate::model::PortType>,
        bindings: Arena<BindingId, crate::model::Binding>,
        services: Vec<crate::model::Service>,
        missing: &Missing,
    ) {
        let mut known = Map::new();
        for (index, mut message) in messages.into_items().enumerate() {
            for part in &mut message.parts {
                self.in_part(part);
            }
            let key = (message.span, message.name.clone());
            let new = once(&mut model.messages, &mut known, key, message);
            if missing.messages.contains(&Id::from_index(index)) {
                model.missing.messages.insert(new);
            }
            self.messages.set(index, new.index());
        }
        let mut known = Map::new();
        for (index, mut port_type) in port_types.into_items().enumerate() {
            for operation in &mut port_type.operations {
                self.in_operation(operation);
            }
            let key = (port_type.span, port_type.name.clone());
            let new = once(&mut model.port_types, &mut known, key, port_type);
            if missing.port_types.contains(&Id::from_index(index)) {
                model.missing.port_types.insert(new);
            }
            self.port_types.set(index, new.index());
        }
        let mut known = Map::new();
        for (index, mut binding) in bindings.into_items().enumerate() {
            binding.port_type = self.port_types.id(binding.port_type);
            for operation in &mut binding.operations {
                for message in [&mut operation.input, &mut operation.output].into_iter().flatten() {
                    self.in_binding_message(message);
                }
            }
            let key = (binding.span, binding.name.clone());
            let new = once(&mut model.bindings, &mut known, key, binding);
            self.bindings.set(index, new.index());
        }
        let mut known: Map<crate::source::Span, Vec<usize>> = Map::new();
        for mut service in services {
            for port in &mut service.ports {
                port.binding = self.bindings.id(port.binding);
            }
            let same = known.or_default(service.span);
            if !same.iter().any(|place| model.services.get(*place) == Some(&service)) {
                same.push(model.services.len());
                model.services.push(service);
            }
        }
    }

    fn in_part(&self, part: &mut Part) {
        part.content = match part.content {
            PartContent::Element(element) => PartContent::Element(self.elements.id(element)),
            PartContent::Type(id) => PartContent::Type(self.types.id(id)),
            PartContent::Missing => PartContent::Missing,
        };
    }

    fn in_operation(&self, operation: &mut Operation) {
        for (message, _) in [&mut operation.input, &mut operation.output].into_iter().flatten() {
            *message = self.messages.id(*message);
        }
        for fault in &mut operation.faults {
            fault.message = self.messages.id(fault.message);
        }
    }

    fn in_binding_message(&self, message: &mut BindingMessage) {
        message.headers.iter_mut().for_each(|header| self.in_header(header));
    }

    /// A header contains its faults. In a valid document these contain no further faults, so the recursion is
    /// shallow.
    fn in_header(&self, header: &mut HeaderUse) {
        header.message = self.messages.id(header.message);
        header.faults.iter_mut().for_each(|fault| self.in_header(fault));
    }
}

/// Adds a component unless the arena contains an equal one with the same key.
fn once<I: Id, T: PartialEq, K: std::hash::Hash + Eq>(
    arena: &mut Arena<I, T>,
    known: &mut Map<K, Vec<I>>,
    key: K,
    item: T,
) -> I {
    let same = known.or_default(key);
    if let Some(found) = same.iter().copied().find(|id| arena[*id] == item) {
        return found;
    }
    let id = arena.add(item);
    same.push(id);
    id
}
