//! Checks the order and number of elements against a content model.
//!
//! The content models of XML Schema are deterministic (Part 1, 3.8.6), so the next element should determine the
//! particle, and mistakes are found without backtracking. Not all published schemas keep this rule. Therefore an
//! exact match is tried first, which follows all possibilities at once.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::{
    model::{Compositor, ElementId, Model, Particle, QName, Term},
    plan::admits,
};

/// Maximum nesting depth of model groups.
const MAX_DEPTH: usize = 64;
/// Maximum number of comparisons of a particle with an element. It limits the time that a hostile contract or message
/// can take.
const MAX_COMPARISONS: usize = 5_000_000;
/// Maximum number of missing elements reported for one element.
const MAX_REPORTED: usize = 50;

/// Returns the mistakes in the names of child elements; an empty list if they are valid.
pub(super) fn mistakes(
    model: &Model,
    substitutes: &BTreeMap<ElementId, Vec<ElementId>>,
    particles: &[&Particle],
    names: &[QName],
) -> Vec<String> {
    if is_valid(model, substitutes, particles, names) {
        return Vec::new();
    }
    let mut matching = Matching { model, substitutes, names, at: 0, steps: 0, mistakes: Vec::new() };
    for particle in particles {
        matching.particle(particle, 0);
    }
    if let (Some(name), true) = (names.get(matching.at), matching.steps < MAX_COMPARISONS) {
        let mistake = match matching.at.checked_sub(1).and_then(|before| names.get(before)) {
            Some(before) if before.local == name.local => {
                format!("`{}` occurs too often", name.local)
            }
            Some(before) => {
                format!("`{}` is not allowed here, after `{}`", name.local, before.local)
            }
            None => format!("`{}` is not allowed here", name.local),
        };
        matching.mistakes.push(mistake);
    }
    matching.mistakes.truncate(MAX_REPORTED);
    matching.mistakes
}

/// Returns `true` if the names of child elements are valid.
fn is_valid(
    model: &Model,
    substitutes: &BTreeMap<ElementId, Vec<ElementId>>,
    particles: &[&Particle],
    names: &[QName],
) -> bool {
    let mut matching = Matching { model, substitutes, names, at: 0, steps: 0, mistakes: Vec::new() };
    let mut places = BTreeSet::from([0]);
    for particle in particles {
        places = matching.ends(particle, &places, 0);
    }
    places.contains(&names.len())
}

impl<'m> Matching<'_, 'm> {
    /// Returns the indices, in the list of elements, at which a particle may end if it starts at one of `starts`.
    fn ends(&mut self, particle: &'m Particle, starts: &BTreeSet<usize>, depth: usize) -> BTreeSet<usize> {
        if depth > MAX_DEPTH || self.steps > MAX_COMPARISONS {
            return BTreeSet::new();
        }
        let (mut count, mut current) = (0, starts.clone());
        let mut all = if particle.occurs.min == 0 { current.clone() } else { BTreeSet::new() };
        while particle.occurs.max.is_none_or(|max| count < max) && !current.is_empty() {
            let next = self.term_ends(&particle.term, &current, depth);
            count += 1;
            // If an occurrence can be empty, all missing occurrences can be empty, so `minOccurs` is met.
            let is_fixed = next == current;
            if count >= particle.occurs.min || is_fixed {
                let before = all.len();
                all.extend(&next);
                if all.len() == before || is_fixed {
                    break;
                }
            }
            current = next;
        }
        all
    }

    fn term_ends(&mut self, term: &'m Term, starts: &BTreeSet<usize>, depth: usize) -> BTreeSet<usize> {
        self.steps += 1 + starts.len();
        let model = self.model;
        let names = self.names;
        match term {
            Term::Element(id) => {
                let is_next = |at: &&usize| names.get(**at).is_some_and(|name| self.is_element(*id, name));
                starts.iter().filter(is_next).map(|at| at + 1).collect()
            }
            Term::Any(wildcard) => {
                let is_next = |at: &&usize| names.get(**at).is_some_and(|name| admits(wildcard, name));
                starts.iter().filter(is_next).map(|at| at + 1).collect()
            }
            Term::Group(Compositor::Sequence, particles) => {
                let mut places = starts.clone();
                for particle in particles {
                    places = self.ends(particle, &places, depth + 1);
                }
                places
            }
            Term::Group(Compositor::Choice, branches) => {
                let mut places = if branches.is_empty() { starts.clone() } else { BTreeSet::new() };
                for branch in branches {
                    places.extend(self.ends(branch, starts, depth + 1));
                }
                places
            }
            Term::Group(Compositor::All, particles) => {
                let mut places = BTreeSet::new();
                for start in starts {
                    places.extend(self.all_ends(particles, *start, depth));
                }
                places
            }
            Term::GroupRef(id) => self.ends(&model.groups[*id].particle, starts, depth + 1),
        }
    }

    /// Returns the indices at which an `xs:all`, whose members may have any order, may end.
    fn all_ends(&mut self, particles: &'m [Particle], start: usize, depth: usize) -> Vec<usize> {
        let (mut at, mut used, mut places) = (start, HashSet::new(), Vec::new());
        loop {
            let is_complete = particles
                .iter()
                .enumerate()
                .all(|(place, particle)| used.contains(&place) || particle.occurs.min == 0);
            if is_complete {
                places.push(at);
            }
            let mut next = None;
            for (place, particle) in particles.iter().enumerate().filter(|(place, _)| !used.contains(place)) {
                let end = self.ends(particle, &BTreeSet::from([at]), depth + 1).into_iter().max();
                if let Some(end) = end.filter(|end| *end > at) {
                    next = Some((place, end));
                    break;
                }
            }
            let Some((place, end)) = next else { return places };
            used.insert(place);
            at = end;
        }
    }
}

struct Matching<'n, 'm> {
    model: &'m Model,
    substitutes: &'n BTreeMap<ElementId, Vec<ElementId>>,
    names: &'n [QName],
    /// Index of the next element.
    at: usize,
    steps: usize,
    mistakes: Vec<String>,
}

impl<'m> Matching<'_, 'm> {
    /// Matches as many occurrences as possible. Reports missing ones and continues.
    fn particle(&mut self, particle: &'m Particle, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        let mut count = 0;
        while particle.occurs.max.is_none_or(|max| count < max) && self.starts(&particle.term, depth) {
            let before = self.at;
            self.term(&particle.term, depth);
            count += 1;
            if self.at == before {
                break;
            }
        }
        if count < particle.occurs.min && !self.may_be_empty(&particle.term, depth) {
            let missing = self.missing(&particle.term, depth, count, particle.occurs.min);
            self.mistakes.extend(missing);
        }
    }

    fn term(&mut self, term: &'m Term, depth: usize) {
        match term {
            Term::Element(_) | Term::Any(_) => self.at += 1,
            Term::Group(Compositor::Sequence, particles) => {
                particles.iter().for_each(|particle| self.particle(particle, depth + 1));
            }
            Term::Group(Compositor::Choice, branches) => {
                if let Some(branch) = branches.iter().find(|branch| self.may_start(branch, depth + 1)) {
                    self.particle(branch, depth + 1);
                }
            }
            Term::Group(Compositor::All, particles) => {
                let mut used = HashSet::new();
                while let Some((place, particle)) = particles
                    .iter()
                    .enumerate()
                    .find(|(place, particle)| !used.contains(place) && self.may_start(particle, depth + 1))
                {
                    used.insert(place);
                    self.particle(particle, depth + 1);
                }
                for (place, particle) in particles.iter().enumerate() {
                    if !used.contains(&place) && particle.occurs.min > 0 {
                        let missing = self.missing(&particle.term, depth + 1, 0, particle.occurs.min);
                        self.mistakes.extend(missing);
                    }
                }
            }
            Term::GroupRef(id) => {
                let model = self.model;
                self.particle(&model.groups[*id].particle, depth + 1);
            }
        }
    }

    fn may_start(&mut self, particle: &'m Particle, depth: usize) -> bool {
        particle.occurs.max != Some(0) && self.starts(&particle.term, depth)
    }

    /// Returns `true` if the next element can be the first of the term.
    fn starts(&mut self, term: &'m Term, depth: usize) -> bool {
        self.steps += 1;
        let Some(name) =
            self.names.get(self.at).filter(|_| depth <= MAX_DEPTH && self.steps < MAX_COMPARISONS)
        else {
            return false;
        };
        match term {
            Term::Element(id) => self.is_element(*id, name),
            Term::Any(wildcard) => admits(wildcard, name),
            Term::Group(Compositor::Sequence, particles) => {
                for particle in particles {
                    if self.may_start(particle, depth + 1) {
                        return true;
                    }
                    if particle.occurs.min > 0 && !self.may_be_empty(&particle.term, depth + 1) {
                        return false;
                    }
                }
                false
            }
            Term::Group(Compositor::Choice | Compositor::All, particles) => {
                particles.iter().any(|particle| self.may_start(particle, depth + 1))
            }
            Term::GroupRef(id) => {
                let model = self.model;
                self.may_start(&model.groups[*id].particle, depth + 1)
            }
        }
    }

    fn is_element(&self, id: ElementId, name: &QName) -> bool {
        if self.model.elements[id].name == *name {
            return true;
        }
        let mut heads = vec![id];
        let mut seen = HashSet::new();
        while let Some(head) = heads.pop() {
            for member in self.substitutes.get(&head).into_iter().flatten() {
                if self.model.elements[*member].name == *name {
                    return true;
                }
                if seen.insert(member.index()) {
                    heads.push(*member);
                }
            }
        }
        false
    }

    fn may_be_empty(&mut self, term: &'m Term, depth: usize) -> bool {
        self.steps += 1;
        if depth > MAX_DEPTH || self.steps > MAX_COMPARISONS {
            return true;
        }
        let model = self.model;
        match term {
            Term::Element(_) | Term::Any(_) => false,
            Term::Group(Compositor::Choice, branches) => {
                branches.is_empty() || branches.iter().any(|branch| self.may_lack(branch, depth + 1))
            }
            Term::Group(_, particles) => particles.iter().all(|particle| self.may_lack(particle, depth + 1)),
            Term::GroupRef(id) => self.may_lack(&model.groups[*id].particle, depth + 1),
        }
    }

    fn may_lack(&mut self, particle: &'m Particle, depth: usize) -> bool {
        particle.occurs.min == 0 || self.may_be_empty(&particle.term, depth)
    }

    /// Describes the elements that are missing if a term occurs `count` times, although it must occur `least`
    /// times.
    fn missing(&mut self, term: &'m Term, depth: usize, count: u32, least: u32) -> Vec<String> {
        if depth > MAX_DEPTH || self.mistakes.len() > MAX_REPORTED || self.steps > MAX_COMPARISONS {
            return Vec::new();
        }
        let model = self.model;
        match term {
            Term::Element(id) if count == 0 => {
                vec![format!("`{}` is required", model.elements[*id].name.local)]
            }
            Term::Element(id) => {
                let name = &model.elements[*id].name.local;
                vec![format!("`{name}` must occur at least {least} times, found {count}")]
            }
            Term::Any(_) => vec!["another element is required for a wildcard; give it in `$any`".to_owned()],
            Term::Group(Compositor::Choice, branches) => {
                let mut names = Vec::new();
                for branch in branches {
                    self.first_names(&branch.term, depth + 1, &mut names);
                }
                names.truncate(12);
                vec![format!("one of {} is required", names.join(", "))]
            }
            Term::Group(_, particles) => {
                let mut missing = Vec::new();
                for particle in particles {
                    if !self.may_lack(particle, depth + 1) {
                        missing.extend(self.missing(&particle.term, depth + 1, 0, particle.occurs.min));
                    }
                }
                missing
            }
            Term::GroupRef(id) => {
                let particle = &model.groups[*id].particle;
                self.missing(&particle.term, depth + 1, count, particle.occurs.min)
            }
        }
    }

    fn first_names(&mut self, term: &'m Term, depth: usize, names: &mut Vec<String>) {
        if depth > MAX_DEPTH || names.len() > 12 {
            return;
        }
        let model = self.model;
        match term {
            Term::Element(id) => names.push(format!("`{}`", model.elements[*id].name.local)),
            Term::Any(_) => names.push("another element".to_owned()),
            Term::Group(Compositor::Choice | Compositor::All, particles) => {
                particles.iter().for_each(|particle| self.first_names(&particle.term, depth + 1, names));
            }
            Term::Group(Compositor::Sequence, particles) => {
                if let Some(particle) = particles.first() {
                    self.first_names(&particle.term, depth + 1, names);
                }
            }
            Term::GroupRef(id) => self.first_names(&model.groups[*id].particle.term, depth + 1, names),
        }
    }
}
