//! Counts the components of a model after all references are expanded, and limits that number.
//!
//! A few lines can refer to each other so that they expand to more components than any machine can hold.
//! Each named component is weighed once, so weighing takes time in proportion to the size of the
//! documents, not to the size of the expansion.

use crate::{
    model::{
        AttributeGroupId, AttributeUse, BindingId, BindingMessage, ComplexContent, ElementId, Facets,
        GroupId, HeaderUse, IdMap, IdSet, MessageId, Model, PartContent, Particle, QName, SimpleType, Term,
        TypeId, TypeKind, Variety,
    },
    problem::Problems,
    source::Span,
};

/// Base of the limits: even the smallest documents may expand to this number of components.
const BASE_LIMIT: u64 = 1_000_000;
/// Number of components that each declared component adds to the limit.
const LIMIT_PER_COMPONENT: u64 = 20;
/// Number of bytes of names and documentation that cost as much as one component. They have a cost, because
/// each copy of an expanded component repeats them.
const BYTES_PER_COMPONENT: usize = 256;

/// Hint for the problem that a model exceeds its limit.
pub(super) const LIMIT_HINT: &str = "`Builder::max_components` or `--max-components` raises the limit";

/// Number of components that a model expands to, and the limit for it.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Expansion {
    /// Number of components after expansion. Every reference to a group, a base type or a message counts all
    /// components of its target again. A type also counts its derived types, and an element counts the
    /// elements that may replace it.
    pub components: u64,
    /// Default limit of `components`: 1,000,000, plus 20 for each component that the documents declare.
    pub limit: u64,
}

/// Counts the components that a model expands to. The count saturates at `u64::MAX`.
pub fn expansion(model: &Model) -> Expansion {
    let mut weights = Weights::new(model);
    let components = weights.uses().fold(0, |sum: u64, used| sum.saturating_add(used.weight));
    Expansion { components, limit: limit(model) }
}

fn limit(model: &Model) -> u64 {
    let declared = [
        model.types.len(),
        model.elements.len(),
        model.attributes.len(),
        model.groups.len(),
        model.attribute_groups.len(),
        model.messages.len(),
    ];
    let operations = model.bindings.iter().map(|(_, binding)| binding.operations.len());
    let declared = declared.into_iter().chain(operations).map(|count| count as u64).sum::<u64>();
    BASE_LIMIT.saturating_add(declared.saturating_mul(LIMIT_PER_COMPONENT))
}

/// Maximum number of elements in all copies of schemas without a namespace. For each namespace from which
/// such a schema is included, its components are declared again.
pub(super) fn copies(limit: Option<u64>) -> u64 {
    limit.unwrap_or(BASE_LIMIT)
}

/// Whether a model stays below the limit. If it does not, an error names the component that exceeds the
/// limit.
pub(super) fn check(model: &Model, limit: Option<u64>, problems: &mut Problems) -> bool {
    let allowed = limit.unwrap_or_else(|| self::limit(model));
    let mut weights = Weights::new(model);
    let mut sum: u64 = 0;
    let mut heaviest: Option<Used> = None;
    for used in weights.uses() {
        sum = sum.saturating_add(used.weight);
        // If single components exceed the limit, report the smallest of them, because the larger ones probably
        // contain it. Otherwise report the largest component.
        let is_worse =
            heaviest.as_ref().is_none_or(|known| match (known.weight > allowed, used.weight > allowed) {
                (true, true) => used.weight < known.weight,
                (one, other) => other && !one || other == one && used.weight > known.weight,
            });
        if is_worse {
            heaviest = Some(used);
        }
    }
    let Some(heaviest) = heaviest.filter(|_| sum > allowed) else { return true };
    let Used { name, kind, span, weight } = heaviest;
    let count =
        |weight: u64| if weight == u64::MAX { "more than 10^19".to_owned() } else { weight.to_string() };
    let name =
        name.map_or_else(|| format!("an anonymous {kind}"), |name| format!("the {kind} `{}`", name.local));
    let message = if weight > allowed {
        format!("{name} expands to {} components; the limit is {allowed}", count(weight))
    } else {
        format!(
            "the documents expand to {} components; the limit is {allowed}; {name} accounts for {weight}",
            count(sum)
        )
    };
    problems
        .error(span, message)
        .hint("each reference to a group, base or message counts all components that it refers to")
        .hint(LIMIT_HINT);
    false
}

/// A component that is expanded, with the number of components that it expands to.
struct Used {
    name: Option<QName>,
    kind: &'static str,
    span: Span,
    weight: u64,
}

/// The weights of components: the numbers of components to which they expand. Each is computed on first use.
struct Weights<'m> {
    model: &'m Model,
    groups: IdMap<GroupId, u64>,
    attribute_groups: IdMap<AttributeGroupId, u64>,
    types: IdMap<TypeId, u64>,
    messages: IdMap<MessageId, u64>,
    /// The total weight of the types that are derived from each type, directly or indirectly.
    derived: IdMap<TypeId, u64>,
    /// The total weight of the elements that may replace each element, as members of its substitution group.
    substitutes: IdMap<ElementId, u64>,
}

impl<'m> Weights<'m> {
    fn new(model: &'m Model) -> Self {
        let mut derived: IdMap<TypeId, u64> = IdMap::default();
        for (id, definition) in model.types.iter().filter(|(_, definition)| definition.name.is_some()) {
            let weight = 1 + text(definition.name.as_ref(), None);
            let mut current = id;
            // The reader has already cut longer chains.
            for _ in 0..=super::cycles::MAX_REFERENCE_CHAIN {
                let TypeKind::Complex(complex) = &model.types[current].kind else { break };
                current = complex.base;
                if model.as_builtin(current).is_some() {
                    break;
                }
                *derived.or_default(current) += weight;
            }
        }
        let mut substitutes: IdMap<ElementId, u64> = IdMap::default();
        for (id, element) in model.elements.iter() {
            let weight = 1 + text(Some(&element.name), element.documentation.as_ref());
            let mut head = element.substitution_group.filter(|head| *head != id);
            for _ in 0..=super::cycles::MAX_REFERENCE_CHAIN {
                let Some(current) = head else { break };
                *substitutes.or_default(current) += weight;
                head = model.elements[current].substitution_group;
            }
        }
        Self {
            model,
            groups: IdMap::default(),
            attribute_groups: IdMap::default(),
            types: IdMap::default(),
            messages: IdMap::default(),
            derived,
            substitutes,
        }
    }

    /// Everything that is expanded: each group and type, then the messages of every port, and those of the
    /// bindings that have no port.
    fn uses(&mut self) -> impl Iterator<Item = Used> {
        let model = self.model;
        let mut uses = Vec::new();
        for (id, group) in model.groups.iter() {
            let weight = self.group(id);
            uses.push(Used { name: Some(group.name.clone()), kind: "group", span: group.span, weight });
        }
        for (id, group) in model.attribute_groups.iter() {
            let weight = self.attribute_group(id);
            uses.push(Used {
                name: Some(group.name.clone()),
                kind: "attribute group",
                span: group.span,
                weight,
            });
        }
        for (id, definition) in model.types.iter().skip(crate::model::Builtin::ALL.len()) {
            let derived = self.derived.get(&id).copied().unwrap_or_default();
            let weight = self.type_weight(id).saturating_add(derived);
            uses.push(Used { name: definition.name.clone(), kind: "type", span: definition.span, weight });
        }
        let mut offered = IdSet::default();
        for service in &model.services {
            let mut weight: u64 = 0;
            for port in &service.ports {
                offered.insert(port.binding);
                weight = weight.saturating_add(self.binding(port.binding));
            }
            uses.push(Used { name: Some(service.name.clone()), kind: "service", span: service.span, weight });
        }
        for (id, binding) in model.bindings.iter().filter(|(id, _)| !offered.contains(id)) {
            let weight = self.binding(id);
            uses.push(Used { name: Some(binding.name.clone()), kind: "binding", span: binding.span, weight });
        }
        uses.into_iter()
    }

    /// The weight of the operations of a binding.
    fn binding(&mut self, id: BindingId) -> u64 {
        let model = self.model;
        let mut weight: u64 = 0;
        for operation in &model.bindings[id].operations {
            for message in [&operation.input, &operation.output].into_iter().flatten() {
                weight = weight.saturating_add(self.bound(message));
            }
            weight = weight.saturating_add(1 + operation.faults.len() as u64);
            weight = weight.saturating_add(self.operation(id, operation.operation));
        }
        weight
    }

    fn group(&mut self, id: GroupId) -> u64 {
        if let Some(known) = self.groups.get(&id) {
            return *known;
        }
        let weight = self.particle(&self.model.groups[id].particle);
        self.groups.insert(id, weight);
        weight
    }

    /// The weight of a particle. The recursion is bounded: the reader limits the nesting of particles and
    /// groups, and cuts circular references.
    fn particle(&mut self, particle: &Particle) -> u64 {
        match &particle.term {
            Term::Element(id) => self.element(*id),
            Term::Any(_) => 1,
            Term::Group(_, particles) => {
                particles.iter().fold(1, |sum: u64, inner| sum.saturating_add(self.particle(inner)))
            }
            Term::GroupRef(id) => self.group(*id),
        }
    }

    fn element(&self, id: ElementId) -> u64 {
        let element = &self.model.elements[id];
        let own = 1 + text(Some(&element.name), element.documentation.as_ref());
        own.saturating_add(self.substitutes.get(&id).copied().unwrap_or_default())
    }

    fn attribute_group(&mut self, id: AttributeGroupId) -> u64 {
        if let Some(known) = self.attribute_groups.get(&id) {
            return *known;
        }
        let weight = self.attributes(&self.model.attribute_groups[id].attributes);
        self.attribute_groups.insert(id, weight);
        weight
    }

    fn attributes(&mut self, uses: &[AttributeUse]) -> u64 {
        uses.iter().fold(1, |sum: u64, usage| {
            sum.saturating_add(match usage {
                AttributeUse::Attribute { attribute, .. } => {
                    let attribute = &self.model.attributes[*attribute];
                    1 + text(Some(&attribute.name), attribute.documentation.as_ref())
                }
                AttributeUse::Group(group) => self.attribute_group(*group),
            })
        })
    }

    /// The weight of a type, including its inherited members, its list items and its union members.
    fn type_weight(&mut self, id: TypeId) -> u64 {
        if let Some(known) = self.types.get(&id) {
            return *known;
        }
        let definition = &self.model.types[id];
        let own = 1 + text(definition.name.as_ref(), definition.documentation.as_ref());
        let weight = own.saturating_add(match &definition.kind {
            TypeKind::AnyType => 0,
            TypeKind::Simple(simple) => self.simple(simple),
            TypeKind::Complex(complex) => {
                let content = match &complex.content {
                    ComplexContent::Elements(particle) => self.particle(particle),
                    ComplexContent::Empty | ComplexContent::Simple(_) => 0,
                };
                let attributes = self.attributes(&complex.attributes);
                content.saturating_add(attributes).saturating_add(self.type_weight(complex.base))
            }
        });
        self.types.insert(id, weight);
        weight
    }

    fn simple(&mut self, simple: &SimpleType) -> u64 {
        let parts = match &simple.variety {
            Variety::Builtin(_) => 0,
            Variety::Restriction(base) | Variety::List(base) => self.type_weight(*base),
            Variety::Union(members) => {
                members.iter().fold(0, |sum: u64, member| sum.saturating_add(self.type_weight(*member)))
            }
        };
        parts.saturating_add(facets(&simple.facets))
    }

    /// The weight of a message as a binding sends it: the parts of its body, and its headers.
    fn bound(&mut self, bound: &BindingMessage) -> u64 {
        let parts = bound.body.parts.len() as u64;
        let headers = bound.headers.iter().flat_map(|header| std::iter::once(header).chain(&header.faults));
        headers.fold(parts, |sum, header| sum.saturating_add(1 + self.substitutes_of_header(header)))
    }

    /// The weight of the elements that may substitute the element of a header.
    fn substitutes_of_header(&self, header: &HeaderUse) -> u64 {
        self.model.header_part(header).map_or(0, |part| self.substitutes_of_part(part.content))
    }

    /// The weight of the elements that may substitute the element of a part.
    fn substitutes_of_part(&self, content: PartContent) -> u64 {
        match content {
            PartContent::Element(element) => self.substitutes.get(&element).copied().unwrap_or_default(),
            PartContent::Type(_) | PartContent::Missing => 0,
        }
    }

    /// The weight of the messages of an operation. They are added once for every service that offers the operation,
    /// because each service gets a copy.
    fn operation(&mut self, binding: BindingId, operation: Option<usize>) -> u64 {
        let model = self.model;
        let port_type = &model.port_types[model.bindings[binding].port_type];
        let Some(operation) = operation.and_then(|place| port_type.operations.get(place)) else { return 0 };
        let messages =
            [&operation.input, &operation.output].into_iter().flatten().map(|(message, _)| *message);
        let faults = operation.faults.iter().map(|fault| fault.message);
        let mut weight = 1 + text(None, operation.documentation.as_ref());
        for message in messages.chain(faults) {
            weight = weight.saturating_add(self.message(message));
        }
        weight
    }

    fn message(&mut self, id: MessageId) -> u64 {
        if let Some(known) = self.messages.get(&id) {
            return *known;
        }
        let model = self.model;
        let weight = model.messages[id].parts.iter().fold(1, |sum: u64, part| {
            let copied = match part.content {
                PartContent::Element(element)
                    if model.types[model.elements[element].type_id].name.is_none() =>
                {
                    self.type_weight(model.elements[element].type_id)
                }
                _ => 0,
            };
            let substitutes = self.substitutes_of_part(part.content);
            sum.saturating_add(1).saturating_add(copied).saturating_add(substitutes)
        });
        self.messages.insert(id, weight);
        weight
    }
}

/// The weight of the name and the documentation of a component.
fn text(name: Option<&QName>, documentation: Option<&std::sync::Arc<str>>) -> u64 {
    let bytes = name.map_or(0, |name| name.local.len()) + documentation.map_or(0, |text| text.len());
    (bytes / BYTES_PER_COMPONENT) as u64
}

fn facets(facets: &Facets) -> u64 {
    let values = facets.enumeration.iter().map(|value| 1 + (value.value.len() / BYTES_PER_COMPONENT) as u64);
    let patterns = facets.patterns.iter().map(|pattern| 1 + (pattern.len() / BYTES_PER_COMPONENT) as u64);
    values.chain(patterns).sum()
}
