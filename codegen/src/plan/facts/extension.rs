//! Extensions that declare elements with the same names as elements of their base (XML Schema Part 1,
//! 3.4.2). The content consists of the base's elements followed by the extension's, so a name alone does
//! not identify the declaration.
//!
//! If the preceding members determine the declaration, the base stays a field, and the match arms of the
//! extension ask the reader which members have been read. Otherwise base and extension become one ordered
//! list.

use super::{Facts, MAX_DEPTH, element_names::ElementNames, reach::Reached, wildcards::admits};
use crate::{
    lists::{CollectVec, PushAll},
    map::Map,
    model::{
        ComplexContent, ComplexType, Compositor, Derivation, IdMap, IdSet, Occurs, Particle, QName, Term,
        TypeId, TypeKind, Wildcard,
    },
};

/// How the elements of extensions are distinguished from those of their bases.
#[derive(Default)]
pub(crate) struct Extensions {
    /// Types in which repeated members have an index, as single members always have. The reader records the
    /// indices of the members that have occurred. The generated `match` of an extension queries these records
    /// to decide whether an element belongs to the base or to the extension.
    pub(crate) indexed: IdSet<TypeId>,
    /// Extensions that are decoded as one ordered list together with their bases.
    pub(crate) as_one_list: IdSet<TypeId>,
    /// Extensions with a wildcard that admits elements which the base admits as well, by a member or by a
    /// wildcard.
    pub(crate) wildcard_shares_elements: IdSet<TypeId>,
}

/// A position in the content of a type. Each position becomes one field.
#[derive(Clone, Debug)]
struct Place<'m> {
    names: Vec<QName>,
    kind: Kind<'m>,
    /// Whether elements must be counted to decide if the next one belongs to this position. This is the case
    /// for an element with a fixed number of occurrences above one, and for a choice with repeated branches.
    is_counted: bool,
}

#[derive(Clone, Copy, Debug)]
enum Kind<'m> {
    /// A field with an index: the reader records whether it occurred.
    Indexed,
    /// A field without an index; `wildcard` is set if it contains a wildcard.
    Unindexed { wildcard: bool },
    /// A wildcard; the flag is set if its number of occurrences is fixed.
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

/// For each type, the positions of its whole content: those of its bases, then its own.
type Known<'m> = IdMap<TypeId, Vec<Place<'m>>>;

impl<'a> Facts<'a> {
    /// Finds the extensions that declare elements with the names of elements of their bases.
    pub(crate) fn find_extensions(&self, reached: &Reached) -> Extensions {
        let mut found = Extensions::default();
        let mut known = Known::default();
        for id in &reached.items {
            self.content_places(*id, &mut found, &mut known, 0);
        }
        found
    }

    /// The positions of the whole content of a type: those of its bases, then its own.
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
            Derivation::Extension if depth < MAX_DEPTH => {
                self.content_places(complex.base, found, known, depth + 1)
            }
            _ => Vec::new(),
        };
        // Mixed content is always one ordered list.
        if !places.is_empty() && !own.is_empty() && !self.has_mixed(complex) {
            self.compare(id, complex.base, &places, &own, found);
        }
        places.push_all(own);
        if found.as_one_list.contains(&id) {
            let names = places.iter().flat_map(|place| &place.names).cloned().collect_vec();
            let wildcard = places.iter().any(Place::has_wildcard);
            places = vec![Place { names, kind: Kind::Unindexed { wildcard }, is_counted: false }];
        }
        known.insert(id, places.clone());
        places
    }

    /// Records how the elements of an extension are distinguished from those of its base, if their names do
    /// not suffice.
    fn compare(
        &self,
        id: TypeId,
        base: TypeId,
        places: &[Place<'a>],
        own: &[Place<'a>],
        found: &mut Extensions,
    ) {
        let own_names = own.iter().flat_map(|place| &place.names).collect_vec();
        let last_places = last_places(places.iter().map(|place| place.names.as_slice()));
        let shared = own_names.iter().filter_map(|name| last_places.get(*name).copied()).collect_vec();
        let both_open = places.iter().any(Place::has_wildcard) && own.iter().any(Place::has_wildcard);
        let takes_members = |place: &Place<'_>| match place.kind {
            Kind::Wildcard(wildcard, _) => {
                places.iter().flat_map(|place| &place.names).any(|name| admits(wildcard, name))
            }
            _ => false,
        };
        if both_open || own.iter().any(takes_members) {
            found.wildcard_shares_elements.insert(id);
        }
        let is_fixed = |place: &Place<'_>| match place.kind {
            Kind::Wildcard(wildcard, true) => own_names.iter().any(|name| admits(wildcard, name)),
            _ => false,
        };
        let is_whole = if places.iter().any(is_fixed) {
            true
        } else if !shared.is_empty() {
            let unindexed = places.iter().rposition(|place| !place.is_indexed());
            let is_counted = |last: usize| places.get(last).is_some_and(|place| place.is_counted);
            let is_recognizable = shared
                .iter()
                .all(|last| !is_counted(*last) && unindexed.is_none_or(|unindexed| unindexed < *last));
            // For each name that the base and the extension share, the generated `match` has an arm for the
            // last base member with this name. The arm applies only while no later member has occurred, and
            // so it tests all later members.
            let is_long = shared.len().saturating_mul(places.len() + own.len()) > MAX_MEMBER_TESTS;
            !is_recognizable || is_long || !own.iter().all(Place::is_indexed)
        } else if both_open {
            let has_known_names = |place: &Place<'_>| !matches!(place.kind, Kind::Unindexed { .. });
            !own.iter().all(has_known_names)
                || places.iter().any(|place| matches!(place.kind, Kind::Unindexed { wildcard: true }))
        } else {
            return;
        };
        if is_whole {
            found.as_one_list.insert(id);
            return;
        }
        found.indexed.insert(id);
        let mut base = base;
        for _ in 0..MAX_DEPTH {
            let TypeKind::Complex(complex) = &self.model.types[base].kind else { return };
            found.indexed.insert(base);
            if complex.derivation == Derivation::Restriction {
                return;
            }
            base = complex.base;
        }
    }

    /// Whether a type or one of the bases that it extends has mixed content.
    pub(crate) fn has_mixed(&self, complex: &ComplexType) -> bool {
        let mut complex = complex;
        for _ in 0..MAX_DEPTH {
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

    /// The content of a type, preceded by the content of the types that it extends.
    pub(crate) fn whole_content(&self, id: TypeId, own: &Particle) -> Particle {
        let mut parts = vec![own.clone()];
        let mut id = id;
        for _ in 0..MAX_DEPTH {
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

    /// The positions of the content that a type declares itself.
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

    /// Adds the positions of a particle, each of which becomes one field.
    fn particle_places(&self, particle: &'a Particle, places: &mut Vec<Place<'a>>, depth: usize) {
        let occurs = particle.occurs;
        if occurs.max == Some(0) || depth > MAX_DEPTH {
            return;
        }
        match &particle.term {
            Term::Element(element) => {
                let kind = match occurs.is_repeated() && self.substitutes.contains_key(element) {
                    true => Kind::Unindexed { wildcard: false },
                    false => Kind::Indexed,
                };
                let is_counted = occurs.is_repeated() && occurs.max == Some(occurs.min);
                places.push(Place { names: ElementNames::of(self, particle).into_list(), kind, is_counted });
            }
            Term::Any(wildcard) => {
                let is_fixed = occurs.min > 0 && occurs.max == Some(occurs.min);
                let kind = Kind::Wildcard(wildcard, is_fixed);
                places.push(Place { names: Vec::new(), kind, is_counted: false });
            }
            Term::Group(Compositor::Choice, branches) => {
                let is_element = |branch: &Particle| matches!(branch.term, Term::Element(_));
                let is_indexed = branches.iter().all(is_element)
                    && !occurs.is_repeated()
                    && !self.holds_repeated_group(branches);
                let place = self.unindexed(particle);
                let kind = if is_indexed { Kind::Indexed } else { place.kind };
                let is_counted = branches.iter().any(|branch| branch.occurs.is_repeated());
                places.push(Place { kind, is_counted, ..place });
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
        Place { names: names.into_list(), kind: Kind::Unindexed { wildcard }, is_counted: false }
    }
}

/// Maximum number of tests in the arms of the generated `match` of an extension. Each arm tests which members have
/// occurred. An extension that needs more tests becomes one ordered list.
const MAX_MEMBER_TESTS: usize = 10_000;

/// For each element name, the last position that has this name.
pub(crate) fn last_places<'n>(places: impl Iterator<Item = &'n [QName]>) -> Map<&'n QName, usize> {
    let names = places.enumerate().flat_map(|(place, names)| names.iter().map(move |name| (name, place)));
    names.collect()
}
