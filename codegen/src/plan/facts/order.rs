//! Whether fields preserve the order of elements in repeated groups: the decoder must recognize the end
//! of each record of a group and the beginning of the next.

use super::{Facts, MAX_DEPTH, element_names::ElementNames};
use crate::model::{Compositor, Particle, Term};

/// A member of a group, and whether it is optional. The members of a sequence inside the group are treated as
/// members of the group. They are optional if the sequence is optional.
type Member<'p> = (&'p Particle, bool);

impl Facts<'_> {
    /// Whether the elements of a particle are read as one list, because separate fields could not distinguish them or
    /// would lose their order.
    pub(crate) fn is_one_list(&self, particle: &Particle) -> bool {
        ElementNames::of(self, particle).is_ambiguous() || self.loses_order(particle, false, 0)
    }

    /// Whether records would lose the order of the elements of a particle. `repeats` is set if an enclosing
    /// particle repeats.
    pub(crate) fn loses_order(&self, particle: &Particle, repeats: bool, depth: usize) -> bool {
        if particle.occurs.max == Some(0) || depth > MAX_DEPTH {
            return false;
        }
        let repeats = repeats || particle.occurs.is_repeated();
        match &particle.term {
            Term::Element(_) | Term::Any(_) => false,
            Term::GroupRef(id) => {
                let loses = |inner: &Particle| self.loses_order(inner, repeats, depth + 1);
                match repeats {
                    true => self.cached_fact(*id, |facts| &mut facts.loses_order_repeated, &loses),
                    false => self.cached_fact(*id, |facts| &mut facts.loses_order, &loses),
                }
            }
            Term::Group(Compositor::Choice, branches) => {
                let repeats = repeats || self.holds_repeated_group(branches);
                branches.iter().any(|branch| self.loses_order(branch, repeats, depth + 1))
            }
            Term::Group(_, particles) => {
                let mut members = Vec::new();
                self.members_of(particles, false, &mut members, depth);
                let is_ordered = repeats && !self.begins_with_separator(&members);
                let has_places = members.iter().all(|(member, _)| self.has_single_position(member));
                (is_ordered && !has_places)
                    || members.iter().any(|(member, _)| self.loses_order(member, is_ordered, depth + 1))
            }
        }
    }

    fn members_of<'p>(
        &'p self,
        particles: &'p [Particle],
        optional: bool,
        members: &mut Vec<Member<'p>>,
        depth: usize,
    ) {
        for particle in particles.iter().filter(|particle| particle.occurs.max != Some(0)) {
            let optional = optional || particle.occurs.min == 0;
            match self.sequence(particle).filter(|_| !particle.occurs.is_repeated() && depth <= MAX_DEPTH) {
                Some(inner) => self.members_of(inner, optional, members, depth + 1),
                None => members.push((particle, optional)),
            }
        }
    }

    /// The particles of a sequence or `xs:all`, given directly or by a group reference.
    fn sequence<'p>(&'p self, particle: &'p Particle) -> Option<&'p [Particle]> {
        match &particle.term {
            Term::Group(Compositor::Choice, _) | Term::Element(_) | Term::Any(_) => None,
            Term::Group(_, particles) => Some(particles),
            Term::GroupRef(id) => match &self.model.groups[*id].particle.term {
                Term::Group(Compositor::Sequence | Compositor::All, particles) => Some(particles),
                _ => None,
            },
        }
    }

    /// Whether a group begins with a required member that occurs once. The next occurrence of this member begins the
    /// next record.
    fn begins_with_separator(&self, members: &[Member<'_>]) -> bool {
        members.first().is_some_and(|(first, optional)| {
            !optional
                && !first.occurs.is_repeated()
                && self.has_single_position(first)
                && !self.may_be_empty(first, 0)
        })
    }

    /// Whether a member has a single position in the order of the group's members. The decoder compares
    /// positions: an element whose position is before that of the previous element begins the next record.
    fn has_single_position(&self, particle: &Particle) -> bool {
        let many = particle.occurs.is_repeated();
        match &particle.term {
            Term::Element(element) => !many || !self.substitutes.contains_key(element),
            Term::Any(_) => false,
            Term::Group(Compositor::Choice, branches) => !many && !self.holds_repeated_group(branches),
            Term::GroupRef(id) => !many && self.has_single_position(&self.model.groups[*id].particle),
            Term::Group(..) => false,
        }
    }
}
