//! Extensions whose elements have names that their bases have too (XML Schema Part 1, 3.4.2): the content is the base's, then
//! the extension's, so a name alone does not tell whose an element is.
//!
//! Where each of them can be told by what came before it, the base stays a field, and the arms of the extension ask the reader
//! which members came. Elsewhere base and extension become one list in order.

use std::collections::HashMap;

use super::{
    BaseName, Field, Slot, WireName, content::Names, order::lets_in, reach::DEPTH, records::BaseInfo,
    types::Planner,
};
use crate::model::{
    ComplexContent, ComplexType, Compositor, Derivation, IdMap, IdSet, Particle, QName, Term, Type, TypeId,
    TypeKind, Wildcard,
};

/// How the elements of extensions are told from those of their bases.
#[derive(Debug, Default)]
pub(super) struct Extensions {
    /// Types whose repeated members have an index each, so that the reader knows that they came.
    pub(super) indexed: IdSet<Type>,
    /// Extensions that are one list in order, together with their bases.
    pub(super) whole: IdSet<Type>,
    /// Extensions with a wildcard that takes what their bases have no room for.
    pub(super) yielding: IdSet<Type>,
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

impl<'a> Planner<'a> {
    /// Finds out which extensions repeat names of their bases.
    pub(super) fn find_extensions(&self) -> Extensions {
        let mut found = Extensions::default();
        let mut known = Known::default();
        for id in &self.reached.items {
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

    /// The places of what a type has itself.
    fn own_places(&self, complex: &'a ComplexType) -> Vec<Place<'a>> {
        let ComplexContent::Elements(particle) = &complex.content else { return Vec::new() };
        let names = Names::of(self, particle);
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
                places.push(Place { names: Names::of(self, particle).into_list(), kind });
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
        let names = Names::of(self, particle);
        let wildcard = names.has_wildcard();
        Place { names: names.into_list(), kind: Kind::Unindexed { wildcard } }
    }

    /// The members that stand for the elements of a record, in order, without those of its base.
    pub(super) fn members_of_fields(&self, fields: &super::fields::Fields) -> Vec<BaseMember> {
        let name = |wire: &WireName| self.expanded(fields.module, wire);
        let member = |field: &Field| match &field.slot {
            Slot::Once { name: wire, index, .. }
            | Slot::List { name: wire, index, .. }
            | Slot::Dictionary { name: wire, index, .. } => {
                Some(BaseMember { names: vec![name(wire)], index: Some(*index), closes: true })
            }
            Slot::Repeated { name: wire, index, .. } => {
                Some(BaseMember { names: vec![name(wire)], index: *index, closes: false })
            }
            Slot::Choice { arms, index } => {
                let names = arms.iter().flat_map(super::ChoiceArm::names).map(name).collect();
                let closes = arms.iter().all(|arm| !matches!(arm.kind, super::ArmKind::Repeated(_)));
                Some(BaseMember { names, index: *index, closes })
            }
            _ => None,
        };
        fields.list.iter().filter_map(member).collect()
    }

    /// A name on the wire with its namespace.
    fn expanded(&self, module: super::ModuleId, wire: &WireName) -> QName {
        let namespaces = self.modules.get(module.0).map(|module| &module.namespaces);
        let uri = wire.namespace.as_ref().and_then(|constant| namespaces?.get(constant));
        QName::new(uri.map(String::as_str).unwrap_or_default(), wire.local.as_str())
    }

    /// The names of an extension that its base has too, each with the members whose coming makes it the extension's.
    pub(super) fn base_names(
        &self,
        fields: &super::fields::Fields,
        own: &[BaseMember],
        base: &BaseInfo,
        offset: u16,
    ) -> Vec<BaseName> {
        let mut shared: Vec<BaseName> = Vec::new();
        let last_places = last_places(base.content.iter().map(|member| member.names.as_slice()));
        let own_indices: Vec<u16> = own.iter().filter_map(|member| member.index).collect();
        for name in fields.list.iter().flat_map(|field| field.slot.names()) {
            let expanded = self.expanded(fields.module, name);
            let Some(last) = last_places.get(&expanded).copied() else { continue };
            let behind = base.content.get(last..).unwrap_or_default().iter().enumerate();
            let closing = behind.filter(|(place, member)| *place > 0 || member.closes);
            let closing = closing.filter_map(|(_, member)| Some(offset.saturating_add(member.index?)));
            let closed_by = closing.chain(own_indices.iter().copied()).collect();
            shared.push(BaseName { name: name.clone(), closed_by });
        }
        shared
    }
}

/// A member of a record that stands for elements.
#[derive(Clone, Debug)]
pub(super) struct BaseMember {
    pub(super) names: Vec<QName>,
    /// Its index, counted as those of the record that it is given to.
    pub(super) index: Option<u16>,
    /// Whether one element is all of it.
    pub(super) closes: bool,
}

/// The most questions for members that the arms of an extension ask. An extension with more is one list in order.
const ASKED: usize = 10_000;

/// The last place of each name.
fn last_places<'n>(places: impl Iterator<Item = &'n [QName]>) -> HashMap<&'n QName, usize> {
    let names = places.enumerate().flat_map(|(place, names)| names.iter().map(move |name| (name, place)));
    names.collect()
}
