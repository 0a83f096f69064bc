//! What a type has of itself and of its bases, and what may stand for it.

use std::collections::{BTreeMap, BTreeSet};

use saponify_codegen::internals::model::{
    AttributeGroupId, AttributeUse, Builtin, ComplexContent, ComplexType, Compositor, Derivation, ElementId,
    Facets, Model, Particle, QName, SimpleType, Term, TypeId, TypeKind, Use, Variety, Wildcard,
};

use crate::encoding;

/// What may stand for another, transitively.
pub(crate) struct Families {
    derived: BTreeMap<TypeId, Vec<TypeId>>,
    members: BTreeMap<ElementId, Vec<ElementId>>,
}

impl Families {
    pub(crate) fn new(model: &Model) -> Self {
        let mut derived: BTreeMap<TypeId, Vec<TypeId>> = BTreeMap::new();
        for (id, one) in model.types.iter() {
            let TypeKind::Complex(complex) = &one.kind else { continue };
            if complex.is_abstract || one.name.is_none() {
                continue;
            }
            let (mut base, mut seen) = (complex.base, BTreeSet::from([id]));
            while let TypeKind::Complex(complex) = &model.types[base].kind {
                if !seen.insert(base) {
                    break;
                }
                derived.entry(base).or_default().push(id);
                base = complex.base;
            }
        }
        let mut members: BTreeMap<ElementId, Vec<ElementId>> = BTreeMap::new();
        for (id, element) in model.elements.iter() {
            let (mut head, mut seen) = (element.substitution_group, BTreeSet::from([id]));
            while let Some(one) = head.filter(|one| seen.insert(*one)) {
                if !element.is_abstract {
                    members.entry(one).or_default().push(id);
                }
                head = model.elements[one].substitution_group;
            }
        }
        Self { derived, members }
    }

    /// The named types that elements of a type may have instead, none of them abstract.
    pub(crate) fn derived(&self, id: TypeId) -> &[TypeId] {
        self.derived.get(&id).map(Vec::as_slice).unwrap_or_default()
    }

    /// The elements that may stand for another one, none of them abstract.
    pub(crate) fn members(&self, id: ElementId) -> &[ElementId] {
        self.members.get(&id).map(Vec::as_slice).unwrap_or_default()
    }
}

/// The content of a type with that of its bases, theirs first.
pub(crate) fn contents<'m>(model: &'m Model, complex: &'m ComplexType) -> Vec<&'m ComplexContent> {
    let mut contents = vec![&complex.content];
    let (mut current, mut seen) = (complex, BTreeSet::new());
    // A restriction, and simple content, say the whole.
    while current.derivation == Derivation::Extension && !matches!(current.content, ComplexContent::Simple(_))
    {
        let TypeKind::Complex(base) = &model.types[current.base].kind else { break };
        if !seen.insert(current.base) {
            break;
        }
        contents.insert(0, &base.content);
        current = base;
    }
    contents
}

/// The names of all elements that the content of a type declares, and of those that may stand for them, but for those that
/// have come for good where a wildcard stands.
pub(crate) fn members(model: &Model, families: &Families, complex: &ComplexType) -> BTreeSet<QName> {
    let mut names = BTreeSet::new();
    for content in contents(model, complex) {
        if let ComplexContent::Elements(particle) = content {
            names_of(model, families, particle, &mut names, 0);
            for id in before_wildcard(particle).filter(|id| families.members(*id).is_empty()) {
                names.remove(&model.elements[id].name);
            }
        }
    }
    names
}

/// The elements that come once before the only wildcard of a sequence.
fn before_wildcard(particle: &Particle) -> impl Iterator<Item = ElementId> {
    let once = |particle: &Particle| particle.occurs.min == 1 && particle.occurs.max == Some(1);
    let members = match &particle.term {
        Term::Group(Compositor::Sequence, members) if once(particle) => members.as_slice(),
        _ => &[],
    };
    let wildcard = members.iter().position(|member| matches!(member.term, Term::Any(_)));
    let others = members.iter().filter(|member| !matches!(member.term, Term::Any(_)));
    let are_elements = others.clone().all(|member| matches!(member.term, Term::Element(_)));
    let count = wildcard.filter(|_| are_elements && others.count() + 1 == members.len()).unwrap_or(0);
    members.iter().take(count).filter(move |member| once(member)).filter_map(|member| match member.term {
        Term::Element(id) => Some(id),
        _ => None,
    })
}

fn names_of(
    model: &Model,
    families: &Families,
    particle: &Particle,
    names: &mut BTreeSet<QName>,
    depth: usize,
) {
    match &particle.term {
        _ if depth > 40 => {}
        Term::Element(id) => {
            let all = families.members(*id).iter().chain([id]);
            names.extend(all.map(|id| model.elements[*id].name.clone()));
        }
        Term::Group(_, members) => {
            members.iter().for_each(|member| names_of(model, families, member, names, depth + 1));
        }
        Term::GroupRef(id) => names_of(model, families, &model.groups[*id].particle, names, depth + 1),
        Term::Any(_) => {}
    }
}

/// Whether text may stand among the elements: what adds no elements is as mixed as its base.
pub(crate) fn is_mixed(model: &Model, complex: &ComplexType) -> bool {
    let mut current = complex;
    for _ in 0..100 {
        let adds =
            current.derivation != Derivation::Extension || !matches!(current.content, ComplexContent::Empty);
        match &model.types[current.base].kind {
            TypeKind::Complex(base) if !current.mixed && !adds => current = base,
            _ => break,
        }
    }
    current.mixed
}

/// The attributes of a type with those of its bases; what the type itself says of one counts.
pub(crate) fn attributes<'m>(model: &'m Model, complex: &'m ComplexType) -> Vec<&'m AttributeUse> {
    let mut found = BTreeSet::new();
    let mut list: Vec<&AttributeUse> = Vec::new();
    let (mut current, mut seen) = (complex, BTreeSet::new());
    loop {
        let mut own = Vec::new();
        flatten(model, &current.attributes, &mut own, &mut BTreeSet::new());
        for one in own {
            if let AttributeUse::Attribute { attribute, usage, .. } = one
                && found.insert(model.attributes[*attribute].name.clone())
                && *usage != Use::Prohibited
                // What the encoding of SOAP 1.1 says of arrays follows from their items.
                && !encoding::is_own(&model.attributes[*attribute].name)
            {
                list.push(one);
            }
        }
        match &model.types[current.base].kind {
            TypeKind::Complex(base) if seen.insert(current.base) => current = base,
            _ => return list,
        }
    }
}

fn flatten<'m>(
    model: &'m Model,
    uses: &'m [AttributeUse],
    out: &mut Vec<&'m AttributeUse>,
    seen: &mut BTreeSet<AttributeGroupId>,
) {
    for one in uses {
        match one {
            AttributeUse::Attribute { .. } => out.push(one),
            AttributeUse::Group(id) if seen.insert(*id) => {
                flatten(model, &model.attribute_groups[*id].attributes, out, seen);
            }
            AttributeUse::Group(_) => {}
        }
    }
}

/// The wildcards that an attribute which is not declared must all fit; empty where there may be none.
pub(crate) fn attribute_wildcards<'m>(model: &'m Model, complex: &'m ComplexType) -> Vec<&'m Wildcard> {
    let mut current = complex;
    for _ in 0..100 {
        // Values of the encoding's own types have nothing but an identity beside them.
        if model.types[current.base].name.as_ref().is_some_and(encoding::is_own) {
            break;
        }
        let mut found: Vec<_> = current.any_attribute.iter().collect();
        of_groups(model, &current.attributes, &mut found, &mut BTreeSet::new());
        // Those of an extension and of its base are a union, of which one is enough.
        match &model.types[current.base].kind {
            TypeKind::Complex(base) if found.is_empty() && current.derivation == Derivation::Extension => {
                current = base;
            }
            _ => return found,
        }
    }
    Vec::new()
}

fn of_groups<'m>(
    model: &'m Model,
    uses: &'m [AttributeUse],
    out: &mut Vec<&'m Wildcard>,
    seen: &mut BTreeSet<AttributeGroupId>,
) {
    for one in uses {
        if let AttributeUse::Group(id) = one
            && seen.insert(*id)
        {
            let group = &model.attribute_groups[*id];
            out.extend(&group.any_attribute);
            of_groups(model, &group.attributes, out, seen);
        }
    }
}

/// What a simple type stands on in the end.
#[derive(Clone, Copy)]
pub(crate) enum Base<'m> {
    Builtin(Builtin),
    List(TypeId),
    Union(&'m [TypeId]),
}

/// The facets of a type and of those that it restricts, the type itself first, and what they stand on.
pub(crate) fn steps(model: &Model, mut id: TypeId) -> (Vec<&Facets>, Base<'_>) {
    let mut steps = Vec::new();
    for _ in 0..64 {
        match &model.types[id].kind {
            TypeKind::Simple(SimpleType { variety, facets }) => {
                steps.push(facets);
                match variety {
                    Variety::Restriction(base) => id = *base,
                    Variety::Builtin(builtin) => return (steps, Base::Builtin(*builtin)),
                    Variety::List(item) => return (steps, Base::List(*item)),
                    Variety::Union(members) => return (steps, Base::Union(members)),
                }
            }
            // A restriction of simple content stands on that of its base.
            TypeKind::Complex(ComplexType { content: ComplexContent::Simple(content), .. }) => id = *content,
            TypeKind::AnyType | TypeKind::Complex(_) => break,
        }
    }
    (steps, Base::Builtin(Builtin::AnySimpleType))
}
