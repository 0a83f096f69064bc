//! Computes the number of elements in the smallest instance of each type and element. To end a recursion, the
//! generator of instances chooses the alternative with the smallest number.

use saponify_codegen::internals::model::{
    Builtin, ComplexContent, Compositor, Element, ElementId, Model, NamespaceConstraint, Particle,
    ProcessContents, Term, TypeId, TypeKind, Wildcard,
};

use crate::types::Families;

/// Number for a type or element that has no finite instance.
pub(crate) const ENDLESS: u32 = u32::MAX;

/// Minimum numbers of elements in an instance, by the index of its type or element.
pub(crate) struct Costs {
    types: Vec<u32>,
    elements: Vec<u32>,
}

impl Costs {
    pub(crate) fn new(model: &Model, families: &Families) -> Self {
        let mut costs =
            Self { types: vec![ENDLESS; model.types.len()], elements: vec![ENDLESS; model.elements.len()] };
        let mut changed = true;
        while changed {
            changed = false;
            for (id, _) in model.types.iter() {
                let cost = costs.of_new_type(model, families, id);
                changed |= cost < costs.types[id.index()];
                costs.types[id.index()] = cost.min(costs.types[id.index()]);
            }
            for (id, element) in model.elements.iter() {
                let cost = costs.of_new_element(model, families, id, element);
                changed |= cost < costs.elements[id.index()];
                costs.elements[id.index()] = cost.min(costs.elements[id.index()]);
            }
        }
        costs
    }

    pub(crate) fn of_type(&self, id: TypeId) -> u32 {
        self.types[id.index()]
    }

    pub(crate) fn of_element(&self, id: ElementId) -> u32 {
        self.elements[id.index()]
    }

    fn of_new_element(&self, model: &Model, families: &Families, id: ElementId, element: &Element) -> u32 {
        let members = families.members(id).iter().map(|member| self.of_element(*member)).min();
        let own = match () {
            () if model.missing.elements.contains(&id) => ENDLESS,
            // No document can contain an element whose name has a colon.
            () if element.is_abstract || element.name.local.contains(':') => ENDLESS,
            () => self.of_type(element.type_id).saturating_add(1),
        };
        own.min(members.unwrap_or(ENDLESS))
    }

    fn of_new_type(&self, model: &Model, families: &Families, id: TypeId) -> u32 {
        if model.missing.types.contains(&id) {
            return ENDLESS;
        }
        match &model.types[id].kind {
            TypeKind::AnyType => 0,
            TypeKind::Simple(_) => simple(model, id),
            TypeKind::Complex(complex) if complex.is_abstract => {
                families.derived(id).iter().map(|derived| self.of_type(*derived)).min().unwrap_or(ENDLESS)
            }
            TypeKind::Complex(complex) => {
                let contents = crate::types::contents(model, complex);
                contents.iter().fold(0, |sum, content| {
                    sum.saturating_add(match content {
                        ComplexContent::Empty => 0,
                        ComplexContent::Simple(id) => simple(model, *id),
                        ComplexContent::Elements(particle) => self.of_particle(model, particle),
                    })
                })
            }
        }
    }

    /// Returns the minimum cost of all occurrences that the particle requires.
    pub(crate) fn of_particle(&self, model: &Model, particle: &Particle) -> u32 {
        if particle.occurs.min == 0 || particle.occurs.max == Some(0) {
            return 0;
        }
        match self.of_term(model, &particle.term, 0) {
            ENDLESS => ENDLESS,
            cost => cost.saturating_mul(particle.occurs.min),
        }
    }

    /// Returns the minimum cost of one occurrence of a term.
    pub(crate) fn of_term(&self, model: &Model, term: &Term, depth: usize) -> u32 {
        match term {
            _ if depth > 40 => ENDLESS,
            Term::Element(id) => self.of_element(*id),
            Term::GroupRef(id) => match &model.groups[*id].particle {
                particle if particle.occurs.min == 0 => 0,
                particle => self.of_term(model, &particle.term, depth + 1),
            },
            Term::Group(Compositor::Choice, branches) => {
                let costs = branches.iter().filter(|branch| branch.occurs.max != Some(0));
                costs.map(|branch| self.of_branch(model, branch, depth)).min().unwrap_or(0)
            }
            Term::Group(_, members) => {
                members.iter().fold(0, |sum, member| sum.saturating_add(self.of_branch(model, member, depth)))
            }
            Term::Any(wildcard) => self.of_wildcard(model, wildcard),
        }
    }

    fn of_branch(&self, model: &Model, particle: &Particle, depth: usize) -> u32 {
        if particle.occurs.min == 0 || particle.occurs.max == Some(0) {
            return 0;
        }
        match self.of_term(model, &particle.term, depth + 1) {
            ENDLESS => ENDLESS,
            cost => cost.saturating_mul(particle.occurs.min),
        }
    }

    fn of_wildcard(&self, model: &Model, wildcard: &Wildcard) -> u32 {
        if wildcard.process_contents != ProcessContents::Strict {
            return match &wildcard.namespaces {
                NamespaceConstraint::Of(these) if these.is_empty() => ENDLESS,
                _ => 1,
            };
        }
        let fits = model.names.elements.iter().filter(|(name, _)| lets_in(wildcard, &name.namespace));
        fits.map(|(_, id)| self.of_element(id)).min().unwrap_or(ENDLESS)
    }
}

/// Returns `true` if a wildcard accepts names of a namespace.
pub(crate) fn lets_in(wildcard: &Wildcard, namespace: &str) -> bool {
    match &wildcard.namespaces {
        NamespaceConstraint::Any => true,
        NamespaceConstraint::Not(not) => !namespace.is_empty() && namespace != &**not,
        NamespaceConstraint::Of(these) => these.iter().any(|one| **one == *namespace),
    }
}

/// Returns the minimum number of elements in a value of a simple type. This is 0, except for `ENTITY` and
/// `ENTITIES`: their values name entities of a DTD, and instances have no DTD.
fn simple(model: &Model, id: TypeId) -> u32 {
    let (_, base) = crate::types::steps(model, id);
    match base {
        crate::types::Base::Builtin(Builtin::Entity | Builtin::Entities) => ENDLESS,
        _ => 0,
    }
}

/// Returns the global elements that a wildcard accepts.
pub(crate) fn global(model: &Model, costs: &Costs, wildcard: &Wildcard) -> Vec<ElementId> {
    let fits = model.names.elements.iter().filter(|(name, _)| lets_in(wildcard, &name.namespace));
    fits.map(|(_, id)| id).filter(|id| costs.of_element(*id) < 20).collect()
}
