//! Facts about model groups: whether they may be empty, and which of their parts repeat.

use super::{Facts, GroupFacts, MAX_DEPTH};
use crate::model::{Compositor, GroupId, IdMap, Particle, Term};

impl Facts<'_> {
    /// Whether a particle may be empty. XML Schema calls such a particle emptiable (Part 1, section 3.9.6).
    pub(crate) fn may_be_empty(&self, particle: &Particle, depth: usize) -> bool {
        let inner = |inner: &Particle| self.may_be_empty(inner, depth + 1);
        particle.occurs.min == 0
            || particle.occurs.max == Some(0)
            || match &particle.term {
                _ if depth > MAX_DEPTH => false,
                Term::Element(_) | Term::Any(_) => false,
                Term::Group(Compositor::Choice, branches) => branches.iter().any(inner),
                Term::Group(_, members) => members.iter().all(inner),
                Term::GroupRef(id) => self.cached_fact(*id, |facts| &mut facts.may_be_empty, &inner),
            }
    }

    /// A fact about a named group. It is computed only once, because a group may be referenced many times.
    pub(crate) fn cached_fact(
        &self,
        id: GroupId,
        of: impl Fn(&mut GroupFacts) -> &mut IdMap<GroupId, bool>,
        compute: &dyn Fn(&Particle) -> bool,
    ) -> bool {
        if let Some(known) = of(&mut self.groups.borrow_mut()).get(&id) {
            return *known;
        }
        let found = compute(&self.model.groups[id].particle);
        of(&mut self.groups.borrow_mut()).insert(id, found);
        found
    }

    /// Whether a named group has neither elements nor wildcards.
    pub(crate) fn is_void(&self, id: GroupId) -> bool {
        let is_void = |particle: &Particle| self.is_void_particle(particle);
        self.cached_fact(id, |facts| &mut facts.is_void, &is_void)
    }

    /// Whether a particle has neither elements nor wildcards.
    pub(crate) fn is_void_particle(&self, particle: &Particle) -> bool {
        particle.occurs.max == Some(0)
            || match &particle.term {
                Term::Element(_) | Term::Any(_) => false,
                Term::Group(_, particles) => particles.iter().all(|inner| self.is_void_particle(inner)),
                Term::GroupRef(id) => self.is_void(*id),
            }
    }

    /// Whether one occurrence of a choice with these branches can become several values of its enum, because
    /// a branch repeats and a variant cannot hold all its occurrences.
    pub(crate) fn holds_repeated_group(&self, branches: &[Particle]) -> bool {
        branches.iter().any(|branch| self.repeats_group(branch, 0))
    }

    /// Whether a branch of a choice is a repeated group, a repeated wildcard or a repeated head of a substitution
    /// group. A variant of the enum holds only one occurrence of these.
    fn repeats_group(&self, branch: &Particle, depth: usize) -> bool {
        let many = branch.occurs.is_repeated();
        let inner = |particles: &[Particle]| {
            depth < MAX_DEPTH && particles.iter().any(|inner| self.repeats_group(inner, depth + 1))
        };
        match &branch.term {
            // Members of the substitution group may alternate with each other.
            Term::Element(element) => many && self.substitutes.contains_key(element),
            Term::Any(_) => many,
            Term::Group(Compositor::Choice, branches) => many || inner(branches),
            // A sequence with one particle is treated as that particle; any other sequence is a record.
            Term::Group(_, particles) => many || (particles.len() == 1 && inner(particles)),
            Term::GroupRef(id) => {
                let repeats = |particle: &Particle| match &particle.term {
                    Term::Group(Compositor::Choice, branches) => inner(branches),
                    _ => false,
                };
                many || self.cached_fact(*id, |facts| &mut facts.repeats_group, &repeats)
            }
        }
    }

    /// The minimum and maximum number of enum values for one occurrence of a repeated choice. `branches` are
    /// the branches of the choice.
    pub(crate) fn values_of(&self, branches: &[Particle], depth: usize) -> (u32, Option<u32>) {
        let counts = branches.iter().filter(|branch| branch.occurs.max != Some(0));
        let counts = counts.map(|branch| self.values_of_branch(branch, depth));
        let most = |one: Option<u32>, other: Option<u32>| Some(one?.max(other?));
        let all = counts.reduce(|one, other| (one.0.min(other.0), most(one.1, other.1)));
        all.unwrap_or((0, Some(0)))
    }

    fn values_of_branch(&self, branch: &Particle, depth: usize) -> (u32, Option<u32>) {
        if depth > MAX_DEPTH {
            return (0, None);
        }
        let once = match &branch.term {
            Term::Element(_) | Term::Any(_) => (1, Some(1)),
            Term::Group(Compositor::Choice, branches) => self.values_of(branches, depth + 1),
            // A single sequence with one particle is treated as that particle. Any other sequence is one record per
            // occurrence.
            Term::Group(_, only) if only.len() == 1 && !branch.occurs.is_repeated() => {
                self.values_of(only, depth + 1)
            }
            Term::Group(..) => (1, Some(1)),
            Term::GroupRef(id) if self.is_void(*id) => (0, Some(0)),
            Term::GroupRef(id) => match &self.model.groups[*id].particle.term {
                Term::Group(Compositor::Choice, branches) => self.values_of(branches, depth + 1),
                _ => (1, Some(1)),
            },
        };
        let least = if self.may_be_empty(branch, 0) { 0 } else { branch.occurs.min.saturating_mul(once.0) };
        (least, product(branch.occurs.max, once.1))
    }
}

/// The product of two maximum occurrences; `None` is unbounded.
pub(crate) fn product(one: Option<u32>, other: Option<u32>) -> Option<u32> {
    match (one, other) {
        (Some(0), _) | (_, Some(0)) => Some(0),
        (one, other) => Some(one?.saturating_mul(other?)),
    }
}
