//! Members and attributes of complex types, with their keys in JSON.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::{
    cli::sample::{attributes, contents, holds_names},
    model::{
        Attribute, AttributeUse, Builtin, ComplexContent, ComplexType, Derivation, ElementId, Model,
        Particle, QName, Term, TypeId, TypeKind, Use, Wildcard,
    },
};

/// Maximum number of particles of one content model. Nested references to groups could multiply them without bound.
const MAX_PARTICLES: usize = 20_000;
/// Maximum nesting depth of model groups.
const MAX_DEPTH: usize = 64;

/// Attributes and content of a complex type, including those of its bases.
pub(in crate::cli) struct Shape<'m> {
    pub(in crate::cli) attributes: Vec<AttributeShape<'m>>,
    /// Wildcards for attributes.
    pub(super) any_attribute: Vec<&'m Wildcard>,
    pub(in crate::cli) content: Content<'m>,
}

/// Attribute of a complex type.
pub(in crate::cli) struct AttributeShape<'m> {
    pub(in crate::cli) attribute: &'m Attribute,
    /// Key in JSON, without `@`.
    pub(in crate::cli) key: String,
    pub(in crate::cli) is_required: bool,
}

/// Content of a complex type.
pub(in crate::cli) enum Content<'m> {
    Empty,
    Simple(TypeId),
    Elements(Elements<'m>),
}

/// Content of a complex type that consists of elements.
#[derive(Default)]
pub(in crate::cli) struct Elements<'m> {
    /// Content models of the bases and of the type itself, in this order.
    pub(super) particles: Vec<&'m Particle>,
    pub(in crate::cli) members: Vec<Member>,
    by_name: HashMap<QName, usize>,
    /// Wildcards, each with its place in the order of members.
    pub(super) wildcards: Vec<(&'m Wildcard, usize)>,
    /// Whether the content is converted to an array, `$content`, because the keys of a JSON object cannot
    /// express the order of the elements.
    pub(in crate::cli) is_ordered: bool,
    /// Whether text may occur between the elements.
    pub(super) is_mixed: bool,
}

/// Element that may occur in the content.
pub(in crate::cli) struct Member {
    pub(in crate::cli) element: ElementId,
    /// Key in JSON.
    pub(in crate::cli) key: String,
    pub(in crate::cli) is_repeated: bool,
    /// Whether each valid content contains the element.
    pub(in crate::cli) is_required: bool,
    /// Whether several particles declare an element of this name. Their defaults and fixed values may differ.
    pub(super) is_ambiguous: bool,
    /// Type of the elements. If several particles declare different types for the name, which XML Schema forbids,
    /// the elements do not show which type they have. The type is then `anySimpleType` if all declared types are
    /// simple and none of them contains values of `xs:QName`; otherwise it is `anyType`.
    pub(super) type_id: TypeId,
    /// Place in the order of elements. Members of a substitution group have the place of their head.
    pub(super) place: usize,
}

impl Elements<'_> {
    /// Returns `true` if the content may hold elements that the type does not name.
    pub(in crate::cli) fn has_wildcard(&self) -> bool {
        !self.wildcards.is_empty()
    }

    /// Finds a member by the name of its element.
    pub(super) fn by_name(&self, name: &QName) -> Option<&Member> {
        self.by_name.get(name).and_then(|place| self.members.get(*place))
    }

    /// Finds a member by its key in JSON, or by its expanded name.
    pub(super) fn by_key(&self, model: &Model, key: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.key == key).or_else(|| {
            self.members.iter().find(|member| is_written(&model.elements[member.element].name, key))
        })
    }
}

impl<'m> Shape<'m> {
    /// Describes a complex type. `substitutes` holds the members of each substitution group.
    pub(super) fn of(
        model: &'m Model,
        substitutes: &BTreeMap<ElementId, Vec<ElementId>>,
        complex: &'m ComplexType,
    ) -> Self {
        let (mut content, mut particles) = (Content::Empty, Vec::new());
        for part in contents(model, complex) {
            match part {
                ComplexContent::Empty => {}
                ComplexContent::Simple(id) => content = Content::Simple(simple_base(model, *id)),
                ComplexContent::Elements(particle) => particles.push(particle),
            }
        }
        let is_mixed = is_mixed(model, complex);
        if (!particles.is_empty() || is_mixed) && !matches!(content, Content::Simple(_)) {
            let mut collecting = Collecting {
                model,
                substitutes,
                elements: Elements { is_mixed, is_ordered: is_mixed, ..Elements::default() },
                place: 0,
            };
            for particle in &particles {
                collecting.particle(particle, false, true, 0);
            }
            content = Content::Elements(Elements { particles, ..collecting.finish() });
        }
        let (attributes, any_attribute) = (attribute_shapes(model, complex), any_attribute(model, complex));
        Self { attributes, any_attribute, content }
    }

    /// Finds an attribute by its key in JSON without `@`, or by its expanded name.
    pub(super) fn attribute(&self, key: &str) -> Option<&AttributeShape<'m>> {
        let own = self.attributes.iter().find(|own| own.key == key);
        own.or_else(|| self.attributes.iter().find(|own| is_written(&own.attribute.name, key)))
    }
}

/// Returns `true` if a key of a JSON object is an expanded name, `{namespace}local`. For a name without a
/// namespace, the keys `local` and `{}local` are allowed.
fn is_written(name: &QName, key: &str) -> bool {
    match key.strip_prefix('{').and_then(|rest| rest.strip_prefix(&*name.namespace)) {
        Some(rest) => rest.strip_prefix('}') == Some(&*name.local),
        None => name.namespace.is_empty() && *key == *name.local,
    }
}

/// Returns the simple type of the content of `id`, if `id` is a complex type with simple content. Returns
/// other types unchanged.
fn simple_base(model: &Model, mut id: TypeId) -> TypeId {
    for _ in 0..MAX_DEPTH {
        match &model.types[id].kind {
            TypeKind::Complex(ComplexType { content: ComplexContent::Simple(of), .. }) => id = *of,
            _ => break,
        }
    }
    id
}

fn is_mixed(model: &Model, complex: &ComplexType) -> bool {
    let mut current = complex;
    for _ in 0..MAX_DEPTH {
        if current.mixed {
            return true;
        }
        match &model.types[current.base].kind {
            TypeKind::Complex(base) if current.derivation == Derivation::Extension => current = base,
            _ => break,
        }
    }
    false
}

fn attribute_shapes<'m>(model: &'m Model, complex: &'m ComplexType) -> Vec<AttributeShape<'m>> {
    let mut shapes = Vec::new();
    let mut locals: HashMap<&str, usize> = HashMap::new();
    for own in attributes(model, complex) {
        let AttributeUse::Attribute { attribute, usage, .. } = own else { continue };
        let attribute = &model.attributes[*attribute];
        if *usage == Use::Prohibited {
            continue;
        }
        *locals.entry(&attribute.name.local).or_default() += 1;
        shapes.push(AttributeShape {
            attribute,
            key: attribute.name.local.to_string(),
            is_required: *usage == Use::Required,
        });
    }
    for shape in &mut shapes {
        if locals.get(&*shape.attribute.name.local).is_some_and(|count| *count > 1) {
            shape.key = shape.attribute.name.to_string();
        }
    }
    shapes
}

fn any_attribute<'m>(model: &'m Model, complex: &'m ComplexType) -> Vec<&'m Wildcard> {
    let (mut found, mut current, mut seen) = (Vec::new(), complex, HashSet::new());
    loop {
        found.extend(&current.any_attribute);
        let mut groups: Vec<_> = current.attributes.iter().collect();
        while let Some(own) = groups.pop() {
            if let AttributeUse::Group(id) = own
                && seen.insert((true, id.index()))
            {
                let group = &model.attribute_groups[*id];
                found.extend(&group.any_attribute);
                groups.extend(&group.attributes);
            }
        }
        match &model.types[current.base].kind {
            TypeKind::Complex(base) if seen.insert((false, current.base.index())) => current = base,
            _ => return found,
        }
    }
}

/// Returns the type for [`Member::type_id`] if two particles declare different types for elements of the same
/// name.
fn common_type(model: &Model, first: TypeId, second: TypeId) -> TypeId {
    let is_text = |id: TypeId| matches!(model.types[id].kind, TypeKind::Simple(_)) && !holds_names(model, id);
    match is_text(first) && is_text(second) {
        _ if first == second => first,
        true => model.builtin(Builtin::AnySimpleType),
        false => model.builtin(Builtin::AnyType),
    }
}

/// Returns an element and the members of its substitution group.
pub(super) fn group_of(substitutes: &BTreeMap<ElementId, Vec<ElementId>>, head: ElementId) -> Vec<ElementId> {
    let (mut group, mut seen) = (vec![head], HashSet::from([head.index()]));
    let mut at = 0;
    while let Some(head) = group.get(at) {
        let members = substitutes.get(head).into_iter().flatten();
        // A group that contains itself is an error of the documents.
        let new: Vec<_> = members.filter(|member| seen.insert(member.index())).copied().collect();
        group.extend(new);
        at += 1;
    }
    group
}

/// Collects the members of content models.
struct Collecting<'s, 'm> {
    model: &'m Model,
    substitutes: &'s BTreeMap<ElementId, Vec<ElementId>>,
    elements: Elements<'m>,
    place: usize,
}

impl<'m> Collecting<'_, 'm> {
    fn particle(&mut self, particle: &'m Particle, is_repeated: bool, is_required: bool, depth: usize) {
        if particle.occurs.max == Some(0) {
            return;
        }
        if depth > MAX_DEPTH || self.place > MAX_PARTICLES {
            self.elements.is_ordered = true;
            return;
        }
        self.place += 1;
        let is_required = is_required && particle.occurs.min > 0;
        let repeats = particle.occurs.is_repeated();
        match &particle.term {
            Term::Element(id) => self.element(*id, is_repeated || repeats, is_required),
            Term::Any(wildcard) => {
                self.elements.is_ordered |= !self.elements.wildcards.is_empty();
                self.elements.wildcards.push((wildcard, self.place));
            }
            Term::Group(compositor, particles) => {
                let before = self.elements.members.len() + self.elements.wildcards.len();
                let is_required = is_required && *compositor != crate::model::Compositor::Choice;
                for particle in particles {
                    self.particle(particle, is_repeated || repeats, is_required, depth + 1);
                }
                let several = self.elements.members.len() + self.elements.wildcards.len() > before + 1;
                self.elements.is_ordered |= repeats && several;
            }
            Term::GroupRef(id) => {
                let (model, before) =
                    (self.model, self.elements.members.len() + self.elements.wildcards.len());
                self.particle(&model.groups[*id].particle, is_repeated || repeats, is_required, depth + 1);
                let several = self.elements.members.len() + self.elements.wildcards.len() > before + 1;
                self.elements.is_ordered |= repeats && several;
            }
        }
    }

    fn element(&mut self, id: ElementId, is_repeated: bool, is_required: bool) {
        let mut group = group_of(self.substitutes, id);
        group.truncate(MAX_PARTICLES);
        let is_required = is_required && group.len() == 1;
        self.elements.is_ordered |= is_repeated && group.len() > 1;
        for element in group {
            let declared = &self.model.elements[element];
            if declared.is_abstract && self.substitutes.contains_key(&element) {
                continue;
            }
            let next = self.elements.members.len();
            let known = *self.elements.by_name.entry(declared.name.clone()).or_insert(next);
            if let Some(known) = self.elements.members.get_mut(known) {
                (known.is_repeated, known.is_ambiguous) = (true, true);
                known.type_id = common_type(self.model, known.type_id, declared.type_id);
                self.elements.is_ordered = true;
                continue;
            }
            let (key, place) = (declared.name.local.to_string(), self.place);
            self.elements.members.push(Member {
                element,
                key,
                is_repeated,
                is_required,
                is_ambiguous: false,
                type_id: declared.type_id,
                place,
            });
        }
    }

    fn finish(mut self) -> Elements<'m> {
        let mut locals: HashMap<&str, usize> = HashMap::new();
        for member in &self.elements.members {
            *locals.entry(&self.model.elements[member.element].name.local).or_default() += 1;
        }
        for member in &mut self.elements.members {
            let name = &self.model.elements[member.element].name;
            if locals.get(&*name.local).is_some_and(|count| *count > 1) {
                member.key = match name.namespace.is_empty() {
                    true => format!("{{}}{}", name.local),
                    false => name.to_string(),
                };
            }
        }
        self.elements
    }
}
