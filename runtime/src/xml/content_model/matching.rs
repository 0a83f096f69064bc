//! The particles of a content model, and the matching of elements with them.

use std::collections::BTreeSet;

use crate::text::Name;

/// Maximum number of names that an error lists.
const MAX_EXPECTED_NAMES: usize = 12;

pub(super) struct Particle {
    pub(super) term: Term,
    pub(super) least: u32,
    pub(super) most: Option<u32>,
}

pub(super) enum Term {
    Element(Name<'static>),
    /// A choice of elements that occur once each.
    OneOf(Names),
    Any(Wildcard),
    Sequence(Vec<Particle>),
    Choice(Vec<Particle>),
    All(Vec<Particle>),
}

/// The names of a choice in the order of the schema, and sorted for look-up.
pub(super) struct Names {
    listed: Vec<Name<'static>>,
    sorted: Vec<(&'static str, &'static str)>,
}

impl Names {
    /// The names of the elements in a choice. Each branch must occur exactly once, and must be an element or a choice
    /// between elements; otherwise the result is `None`.
    pub(super) fn of(branches: &[Particle]) -> Option<Self> {
        let mut listed = Vec::new();
        for branch in branches {
            match &branch.term {
                _ if (branch.least, branch.most) != (1, Some(1)) => return None,
                Term::Element(name) => listed.push(*name),
                Term::OneOf(inner) => listed.extend(&inner.listed),
                _ => return None,
            }
        }
        let mut sorted: Vec<_> = listed.iter().map(|name| (name.local(), name.namespace())).collect();
        sorted.sort_unstable();
        Some(Self { listed, sorted })
    }

    fn contain(&self, name: Name<'_>) -> bool {
        self.sorted.binary_search(&(name.local(), name.namespace())).is_ok()
    }
}

pub(super) enum Wildcard {
    Any,
    Other(&'static str),
    Of(Vec<&'static str>),
}

impl Wildcard {
    fn admits(&self, name: Name<'_>) -> bool {
        match self {
            Self::Any => true,
            Self::Other(excluded) => !name.namespace().is_empty() && name.namespace() != *excluded,
            Self::Of(these) => these.contains(&name.namespace()),
        }
    }
}

/// Places between the elements of a list. A place is the index of the element that follows it. A single place
/// needs no allocation.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Places {
    first: Option<usize>,
    more: BTreeSet<usize>,
}

impl Places {
    pub(super) fn one(place: usize) -> Self {
        Self { first: Some(place), more: BTreeSet::new() }
    }

    fn insert(&mut self, place: usize) {
        match self.first {
            None => self.first = Some(place),
            Some(first) if place > first => _ = self.more.insert(place),
            Some(first) if place < first => {
                self.more.insert(first);
                self.first = Some(place);
            }
            Some(_) => {}
        }
    }

    fn iter(&self) -> impl Iterator<Item = usize> {
        self.first.into_iter().chain(self.more.iter().copied())
    }

    fn len(&self) -> usize {
        usize::from(self.first.is_some()) + self.more.len()
    }

    fn is_empty(&self) -> bool {
        self.first.is_none()
    }

    pub(super) fn contains(&self, place: usize) -> bool {
        self.first == Some(place) || self.more.contains(&place)
    }

    pub(super) fn last(&self) -> Option<usize> {
        self.more.last().copied().or(self.first)
    }

    fn extend(&mut self, places: impl Iterator<Item = usize>) {
        places.for_each(|place| self.insert(place));
    }
}

impl FromIterator<usize> for Places {
    fn from_iter<I: IntoIterator<Item = usize>>(places: I) -> Self {
        let mut all = Self::default();
        all.extend(places.into_iter());
        all
    }
}

/// Matches the names of elements with a content model. All possible matches are followed at once: a particle
/// has a set of places at which it may begin, and a set of places at which it may end.
pub(super) struct Matching<'n> {
    pub(super) names: &'n [Name<'n>],
    pub(super) steps: usize,
    pub(super) most: usize,
    /// The furthest place in the list of elements that any match has reached.
    pub(super) furthest: usize,
    /// The names that are allowed at the place `furthest`; `None` for a wildcard.
    pub(super) expected: Vec<Option<Name<'static>>>,
}

impl Matching<'_> {
    fn ends(&mut self, particle: &Particle, starts: &Places) -> Places {
        if (particle.least, particle.most) == (1, Some(1)) {
            return self.ends_of(&particle.term, starts);
        }
        let mut all = if particle.least == 0 { starts.clone() } else { Places::default() };
        let mut current = starts.clone();
        let mut count = 0;
        while particle.most.is_none_or(|most| count < most) && self.steps <= self.most {
            let next = self.ends_of(&particle.term, &current);
            count += 1;
            current = if count < particle.least {
                if next.is_empty() {
                    return next;
                }
                // If an occurrence ends at the places at which it begins, so does every later one. The
                // remaining required occurrences are skipped.
                if next == current {
                    count = particle.least - 1;
                }
                next
            } else {
                // Only new places matter. A known place was reached with fewer occurrences, so all matches
                // that are possible from there have been found.
                let next: Places = next.iter().filter(|place| !all.contains(*place)).collect();
                if next.is_empty() {
                    break;
                }
                all.extend(next.iter());
                next
            };
        }
        all
    }

    pub(super) fn ends_of(&mut self, term: &Term, starts: &Places) -> Places {
        self.steps += starts.len();
        match term {
            Term::Element(name) => self.after(starts, |other| other == *name, &[Some(*name)]),
            Term::Any(wildcard) => self.after(starts, |name| wildcard.admits(name), &[None]),
            Term::OneOf(names) => {
                let places = self.after(starts, |name| names.contain(name), &[]);
                if starts.last() == Some(self.furthest) && !places.contains(self.furthest + 1) {
                    self.expect(names.listed.iter().copied().map(Some));
                }
                places
            }
            Term::Sequence(particles) => {
                let mut places = starts.clone();
                for particle in particles {
                    places = self.ends(particle, &places);
                }
                places
            }
            Term::Choice(branches) => {
                let mut places = Places::default();
                for branch in branches {
                    places.extend(self.ends(branch, starts).iter());
                }
                places
            }
            Term::All(particles) => {
                starts.iter().flat_map(|start| self.ends_of_all(particles, start)).collect()
            }
        }
    }

    /// Compares the elements at the places in `starts`. Returns the places after the elements that match. If
    /// the element at the place `furthest` does not match, adds `expected` to the names that are allowed
    /// there.
    fn after(
        &mut self,
        starts: &Places,
        matches: impl Fn(Name<'_>) -> bool,
        expected: &[Option<Name<'static>>],
    ) -> Places {
        let mut places = Places::default();
        for start in starts.iter() {
            if start > self.furthest {
                self.furthest = start;
                self.expected.clear();
            }
            if self.names.get(start).is_some_and(|name| matches(*name)) {
                places.insert(start + 1);
            } else if start == self.furthest {
                self.expect(expected.iter().copied());
            }
        }
        places
    }

    fn expect(&mut self, names: impl Iterator<Item = Option<Name<'static>>>) {
        for name in names.take(MAX_EXPECTED_NAMES) {
            let is_same = |known: &Option<Name<'_>>| known.map(Name::local) == name.map(Name::local);
            if self.expected.len() < MAX_EXPECTED_NAMES && !self.expected.iter().any(is_same) {
                self.expected.push(name);
            }
        }
    }

    /// The places at which members in any order (`xs:all`) may end. Their names differ, so at most one member
    /// matches an element.
    fn ends_of_all(&mut self, particles: &[Particle], start: usize) -> Vec<usize> {
        let (mut at, mut used, mut places) = (start, vec![false; particles.len()], Vec::new());
        loop {
            let is_complete =
                particles.iter().zip(&used).all(|(particle, is_used)| *is_used || particle.least == 0);
            if is_complete {
                places.push(at);
            }
            let mut next = None;
            for (index, particle) in particles.iter().enumerate() {
                if used.get(index) == Some(&false) {
                    let end = self.ends(particle, &Places::one(at)).last();
                    next = next.or(end.filter(|end| *end > at).map(|end| (index, end)));
                }
            }
            let Some((index, end)) = next.filter(|_| self.steps <= self.most) else { return places };
            if let Some(is_used) = used.get_mut(index) {
                *is_used = true;
            }
            at = end;
        }
    }
}
