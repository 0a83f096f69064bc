//! Extensions whose elements have names that their bases have too (XML Schema Part 1, 3.4.2): the content is the base's, then
//! the extension's, so a name alone does not tell whose an element is.
//!
//! Where each of them can be told by what came before it, the base stays a field, and the arms of the extension ask the reader
//! which members came. Elsewhere base and extension become one list in order.

use std::collections::HashMap;

use super::{DEPTH, Facts, element_names::ElementNames, reach::Reached, wildcards::lets_in};
use crate::model::{
    ComplexContent, ComplexType, Compositor, Derivation, IdMap, IdSet, Occurs, Particle, QName, Term, Type,
    TypeId, TypeKind, Wildcard,
};

/// How the elements of extensions are told from those of their bases.
#[derive(Debug, Default)]
pub(crate) struct Extensions {
    /// Types whose repeated members have an index each, so that the reader knows that they came.
    pub(crate) indexed: IdSet<Type>,
    /// Extensions that are one list in order, together with their bases.
    pub(crate) whole: IdSet<Type>,
    /// Extensions with a wildcard that takes what their bases have no room for.
    pub(crate) yielding: IdSet<Type>,
}

/// A part of the content of a type, in order.
#[derive(Clone, Debug)]
struct Place<'m> {
    names: Vec<QName>,
    kind: Kind<'m>,
}

#[derive(Clone, Copy, Debug)]
enum Kind<'m> {
    /// A field with an index: the reader knows whether it came.
    Indexed,
    /// Anything else that holds elements; whether a wildcard is in it.
    Unindexed { wildcard: bool },
    /// A wildcard, and whether it takes a number of elements that is fixed.
    Wildcard(&'m Wildcard, bool),
}

impl Place<'_> {
    fn is_indexed(&self) -> bool {
        matches!(self.kind, Kind::Indexed)
    }

    fn has_wildcard(&self) -> bool {
        matches!(self.kind, Kind::Unindexed { wildcard: true } | Kind::Wildcard(..))
    }
}

/// The places of the content of types, with those of their bases before them.
type Known<'m> = IdMap<Type, Vec<Place<'m>>>;

impl<'a> Facts<'a> {
    /// Finds out which extensions repeat names of their bases.
    pub(crate) fn find_extensions(&self, reached: &Reached) -> Extensions {
        let mut found = Extensions::default();
        let mut known = Known::default();
        for id in &reached.items {
            self.content_places(*id, &mut found, &mut known, 0);
        }
        found
    }

    /// The places of the whole content of a type.
    fn content_places(
        &self,
        id: TypeId,
        found: &mut Extensions,
        known: &mut Known<'a>,
        depth: usize,
    ) -> Vec<Place<'a>> {
        if let Some(places) = known.get(&id) {
            return places.clone();
        }
        let model = self.model;
        let TypeKind::Complex(complex) = &model.types[id].kind else { return Vec::new() };
        let own = self.own_places(complex);
        let mut places = match complex.derivation {
            Derivation::Extension if depth < DEPTH => {
                self.content_places(complex.base, found, known, depth + 1)
            }
            _ => Vec::new(),
        };
        // Mixed content is one list anyway.
        if !places.is_empty() && !own.is_empty() && !self.has_mixed(complex) {
            self.compare(id, complex.base, &places, &own, found);
        }
        places.extend(own);
        if found.whole.contains(&id) {
            let names = places.iter().flat_map(|place| &place.names).cloned().collect();
            let wildcard = places.iter().any(Place::has_wildcard);
            places = vec![Place { names, kind: Kind::Unindexed { wildcard } }];
        }
        known.insert(id, places.clone());
        places
    }

    /// Notes how the elements of an extension are told from those of its base, if their names do not tell it.
    fn compare(
        &self,
        id: TypeId,
        base: TypeId,
        places: &[Place<'a>],
        own: &[Place<'a>],
        found: &mut Extensions,
    ) {
        let own_names = || own.iter().flat_map(|place| &place.names);
        let last_places = last_places(places.iter().map(|place| place.names.as_slice()));
        let mut shared = own_names().filter_map(|name| last_places.get(name).copied()).peekable();
        let both_open = places.iter().any(Place::has_wildcard) && own.iter().any(Place::has_wildcard);
        let takes_members = |place: &Place<'_>| match place.kind {
            Kind::Wildcard(wildcard, _) => {
                places.iter().flat_map(|place| &place.names).any(|name| lets_in(wildcard, name))
            }
            _ => false,
        };
        if both_open || own.iter().any(takes_members) {
            found.yielding.insert(id);
        }
        let is_fixed = |place: &Place<'_>| match place.kind {
            Kind::Wildcard(wildcard, true) => own_names().any(|name| lets_in(wildcard, name)),
            _ => false,
        };
        let is_whole = if places.iter().any(is_fixed) {
            true
        } else if shared.peek().is_some() {
            let unindexed = places.iter().rposition(|place| !place.is_indexed());
            let count = shared.clone().count();
            let are_told = shared.all(|last| unindexed.is_none_or(|unindexed| unindexed < last));
            // Each of them asks for all members behind it.
            let is_long = count.saturating_mul(places.len() + own.len()) > ASKED;
            !are_told || is_long || !own.iter().all(Place::is_indexed)
        } else if both_open {
            let is_told = |place: &Place<'_>| !matches!(place.kind, Kind::Unindexed { .. });
            !own.iter().all(is_told)
                || places.iter().any(|place| matches!(place.kind, Kind::Unindexed { wildcard: true }))
        } else {
            return;
        };
        if is_whole {
            found.whole.insert(id);
            return;
        }
        found.indexed.insert(id);
        let mut base = base;
        for _ in 0..DEPTH {
            let TypeKind::Complex(complex) = &self.model.types[base].kind else { return };
            found.indexed.insert(base);
            if complex.derivation == Derivation::Restriction {
                return;
            }
            base = complex.base;
        }
    }

    /// Whether a type or one that it extends may hold text among elements.
    pub(crate) fn has_mixed(&self, complex: &ComplexType) -> bool {
        let mut complex = complex;
        for _ in 0..DEPTH {
            if complex.mixed {
                return true;
            }
            let TypeKind::Complex(base) = &self.model.types[complex.base].kind else { return false };
            if complex.derivation == Derivation::Restriction {
                return false;
            }
            complex = base;
        }
        false
    }

    /// The content of a type with that of the types that it extends before it.
    pub(crate) fn whole_content(&self, id: TypeId, own: &Particle) -> Particle {
        let mut parts = vec![own.clone()];
        let mut id = id;
        for _ in 0..DEPTH {
            let TypeKind::Complex(complex) = &self.model.types[id].kind else { break };
            let TypeKind::Complex(base) = &self.model.types[complex.base].kind else { break };
            if complex.derivation == Derivation::Restriction {
                break;
            }
            if let ComplexContent::Elements(particle) = &base.content {
                parts.insert(0, particle.clone());
            }
            id = complex.base;
        }
        Particle { occurs: Occurs::ONCE, term: Term::Group(Compositor::Sequence, parts), span: own.span }
    }

    /// The places of what a type has itself.
    fn own_places(&self, complex: &'a ComplexType) -> Vec<Place<'a>> {
        let ComplexContent::Elements(particle) = &complex.content else { return Vec::new() };
        let names = ElementNames::of(self, particle);
        if names.is_ambiguous() || complex.mixed || self.loses_order(particle, false, 0) {
            return vec![self.unindexed(particle)];
        }
        let mut places = Vec::new();
        self.particle_places(particle, &mut places, 0);
        places
    }

    /// Adds the places of a particle, each of which becomes one field.
    fn particle_places(&self, particle: &'a Particle, places: &mut Vec<Place<'a>>, depth: usize) {
        let occurs = particle.occurs;
        if occurs.max == Some(0) || depth > DEPTH {
            return;
        }
        match &particle.term {
            Term::Element(element) => {
                let kind = match occurs.is_repeated() && self.substitutes.contains_key(element) {
                    true => Kind::Unindexed { wildcard: false },
                    false => Kind::Indexed,
                };
                places.push(Place { names: ElementNames::of(self, particle).into_list(), kind });
            }
            Term::Any(wildcard) => {
                let is_fixed = occurs.min > 0 && occurs.max == Some(occurs.min);
                places.push(Place { names: Vec::new(), kind: Kind::Wildcard(wildcard, is_fixed) });
            }
            Term::Group(Compositor::Choice, branches) => {
                let is_element = |branch: &Particle| matches!(branch.term, Term::Element(_));
                let is_indexed = branches.iter().all(is_element)
                    && !occurs.is_repeated()
                    && !self.holds_repeated_group(branches);
                let place = self.unindexed(particle);
                let kind = if is_indexed { Kind::Indexed } else { place.kind };
                places.push(Place { kind, ..place });
            }
            Term::Group(..) if occurs.is_repeated() => places.push(self.unindexed(particle)),
            Term::Group(_, particles) => {
                particles.iter().for_each(|inner| self.particle_places(inner, places, depth + 1));
            }
            Term::GroupRef(id) if self.is_void(*id) => {}
            Term::GroupRef(_) if occurs.is_repeated() => places.push(self.unindexed(particle)),
            Term::GroupRef(id) => self.particle_places(&self.model.groups[*id].particle, places, depth + 1),
        }
    }

    fn unindexed(&self, particle: &Particle) -> Place<'a> {
        let names = ElementNames::of(self, particle);
        let wildcard = names.has_wildcard();
        Place { names: names.into_list(), kind: Kind::Unindexed { wildcard } }
    }
}

/// The most questions for members that the arms of an extension ask. An extension with more is one list in order.
const ASKED: usize = 10_000;

/// The last place of each name.
pub(crate) fn last_places<'n>(places: impl Iterator<Item = &'n [QName]>) -> HashMap<&'n QName, usize> {
    let names = places.enumerate().flat_map(|(place, names)| names.iter().map(move |name| (name, place)));
    names.collect()
}
