//! The names of the elements of a model group, and whether a name alone identifies the particle of an
//! element.

use super::{
    Facts, MAX_DEPTH,
    wildcards::{admits, union},
};
use crate::{
    map::{Map, Set},
    model::{Compositor, GroupId, NamespaceConstraint, Particle, QName, Term, Wildcard},
};

/// The names of the elements of a model group, collected in document order.
#[derive(Default)]
pub(crate) struct ElementNames {
    pub(crate) list: Vec<QName>,
    known: Set<QName>,
    twice: bool,
    elements: usize,
    wildcards: usize,
    /// For each named group that was collected: whether it has elements, and the number of its wildcards.
    groups: Map<GroupId, (bool, usize)>,
    wildcard_in_group: bool,
    /// Whether the wildcard admits an element that is declared before it, so that a further occurrence of
    /// that element belongs to the wildcard.
    pub(crate) wildcard_takes_members: bool,
    /// The namespaces that the wildcards admit.
    pub(crate) constraint: Option<NamespaceConstraint>,
    /// The wildcards with a fixed number of occurrences.
    fixed: Vec<Wildcard>,
    /// Whether a wildcard with a fixed number of occurrences admits an element that is declared after it.
    fixed_takes_later: bool,
}

impl ElementNames {
    /// Collects the names of the elements of a particle, including their substitutes.
    pub(crate) fn of(facts: &Facts<'_>, particle: &Particle) -> Self {
        let mut names = Self::default();
        names.collect(facts, particle, 0);
        names
    }

    /// The distinct names, in order.
    pub(crate) fn into_list(self) -> Vec<QName> {
        self.list
    }

    pub(crate) fn has_wildcard(&self) -> bool {
        self.wildcards > 0
    }

    fn collect(&mut self, facts: &Facts<'_>, particle: &Particle, depth: usize) {
        if particle.occurs.max == Some(0) || depth > MAX_DEPTH {
            return;
        }
        let model = facts.model;
        match &particle.term {
            Term::Element(element) => {
                self.add(&model.elements[*element].name);
                for substitute in facts.substitutes.get(element).into_iter().flatten() {
                    self.add(&model.elements[*substitute].name);
                }
            }
            Term::Group(compositor, particles) => {
                let wildcards = self.wildcards;
                particles.iter().for_each(|particle| self.collect(facts, particle, depth + 1));
                let plain = *compositor != Compositor::Choice && !particle.occurs.is_repeated();
                self.wildcard_in_group |= !plain && self.wildcards > wildcards && !is_flat_choice(particle);
            }
            Term::GroupRef(group) => {
                if let Some((has_elements, wildcards)) = self.groups.get(group) {
                    self.twice |= has_elements;
                    self.wildcards = self.wildcards.saturating_add(*wildcards);
                    return;
                }
                let (elements, wildcards) = (self.elements, self.wildcards);
                self.collect(facts, &model.groups[*group].particle, depth + 1);
                self.groups.insert(*group, (self.elements > elements, self.wildcards - wildcards));
            }
            Term::Any(wildcard) => {
                self.wildcards += 1;
                self.constraint = Some(union(self.constraint.take(), &wildcard.namespaces));
                if self.wildcards > 1 {
                    // The group is ambiguous already, and checking every wildcard against every element would
                    // take quadratic time.
                    return;
                }
                self.wildcard_takes_members |= self.list.iter().any(|name| admits(wildcard, name));
                if particle.occurs.min > 0 && particle.occurs.max == Some(particle.occurs.min) {
                    self.fixed.push(wildcard.clone());
                }
            }
        }
    }

    fn add(&mut self, name: &QName) {
        self.fixed_takes_later |= self.fixed.iter().any(|wildcard| admits(wildcard, name));
        self.elements = self.elements.saturating_add(1);
        if self.known.insert(name.clone()) {
            self.list.push(name.clone());
        } else {
            self.twice = true;
        }
    }

    /// Whether there is an element whose name does not identify its particle.
    pub(crate) fn is_ambiguous(&self) -> bool {
        self.twice || self.wildcard_in_group || self.wildcards > 1 || self.fixed_takes_later
    }
}

/// Whether a particle is a choice whose branches are all elements or wildcards.
fn is_flat_choice(particle: &Particle) -> bool {
    let Term::Group(Compositor::Choice, branches) = &particle.term else { return false };
    branches.iter().all(|branch| matches!(branch.term, Term::Element(_) | Term::Any(_)))
}
