//! Effective content, attributes and facets of a type with its bases, and possible substitutes of types and elements.

use std::collections::{BTreeMap, BTreeSet};

use saponify_codegen::internals::model::{
    AttributeGroupId, AttributeUse, Builtin, ComplexContent, ComplexType, Compositor, Derivation, ElementId,
    Facets, Model, Particle, QName, SimpleType, Term, TypeId, TypeKind, Use, Variety, Wildcard,
};

use crate::soap_encoding;

/// For each type, the types that are derived from it, directly or indirectly. For each element, the members
/// of its substitution group.
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

    /// Returns the named, non-abstract types that may replace a type by `xsi:type`.
    pub(crate) fn derived(&self, id: TypeId) -> &[TypeId] {
        self.derived.get(&id).map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns the non-abstract members of an element's substitution group.
    pub(crate) fn members(&self, id: ElementId) -> &[ElementId] {
        self.members.get(&id).map(Vec::as_slice).unwrap_or_default()
    }
}

/// Returns the contents of a type and its bases, those of the outermost base first.
pub(crate) fn contents<'m>(model: &'m Model, complex: &'m ComplexType) -> Vec<&'m ComplexContent> {
    let mut contents = vec![&complex.content];
    let (mut current, mut seen) = (complex, BTreeSet::new());
    // A restriction and a type with simple content declare their complete content. The contents of their
    // bases are not needed.
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

/// Returns the names of all elements that the content of a type declares, and of their substitutes. If the
/// content is a sequence with one wildcard, elements before the wildcard that occur exactly once are left
/// out, because they cannot be confused with an element at the position of the wildcard.
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

/// Returns the elements that occur once before the only wildcard of a sequence.
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

/// Returns `true` if the content is mixed. An extension that adds no elements is mixed if its base is.
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

/// Returns the attributes of a type and its bases. A redeclared attribute replaces that of the base.
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
                // Attributes of the encoding's `Array` follow from the items and are generated elsewhere.
                && !soap_encoding::is_own(&model.attributes[*attribute].name)
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

/// Returns the attribute wildcards of a type. An undeclared attribute must satisfy all of them. If there are
/// none, undeclared attributes are not allowed.
pub(crate) fn attribute_wildcards<'m>(model: &'m Model, complex: &'m ComplexType) -> Vec<&'m Wildcard> {
    let mut current = complex;
    for _ in 0..100 {
        // A value of a type of SOAP encoding, such as `soapenc:string`, has no attributes except for its
        // `id`.
        if model.types[current.base].name.as_ref().is_some_and(soap_encoding::is_own) {
            break;
        }
        let mut found: Vec<_> = current.any_attribute.iter().collect();
        of_groups(model, &current.attributes, &mut found, &mut BTreeSet::new());
        // The effective wildcard is the union of the wildcards of an extension and its base, so it is
        // sufficient that one of the two admits an attribute.
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

/// Base of a chain of restrictions.
#[derive(Clone, Copy)]
pub(crate) enum Base<'m> {
    Builtin(Builtin),
    List(TypeId),
    Union(&'m [TypeId]),
}

/// Returns the facets of a type and of the types that it restricts, beginning with the type itself, and the
/// base of this chain of restrictions.
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
            // A restriction of simple content restricts the content of its base.
            TypeKind::Complex(ComplexType { content: ComplexContent::Simple(content), .. }) => id = *content,
            TypeKind::AnyType | TypeKind::Complex(_) => break,
        }
    }
    (steps, Base::Builtin(Builtin::AnySimpleType))
}
