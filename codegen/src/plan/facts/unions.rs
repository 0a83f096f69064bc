//! Facts about the members of unions.

use super::{Facts, MAX_DEPTH, reach::Reached};
use crate::{
    lists::PushAll,
    model::{Builtin, Facets, IdMap, IdSet, SimpleType, TypeId, TypeKind, Variety},
    plan::EarlierNumbers,
};

/// Whether a simple type has a property, as far as its own definition shows.
enum Property {
    Yes,
    No,
    /// The type has the property if its base, its list item or one of its union members has it.
    ByParts,
}

impl Property {
    fn of(has: bool) -> Self {
        if has { Self::Yes } else { Self::No }
    }
}

impl Facts<'_> {
    /// Whether values of a simple type are or contain qualified names.
    pub(crate) fn holds_names(&self, id: TypeId) -> bool {
        self.with_names.contains(&id)
    }

    /// Whether a simple type, or a type of which it consists, has a property. Each type is examined once,
    /// because unions may refer to one type in many ways.
    fn is_any_part(&self, id: TypeId, examine: impl Fn(&SimpleType) -> Property) -> bool {
        let mut seen = IdSet::default();
        let mut stack = vec![id];
        while let Some(id) = stack.pop() {
            let TypeKind::Simple(simple) = &self.model.types[id].kind else { continue };
            if !seen.insert(id) {
                continue;
            }
            match (examine(simple), &simple.variety) {
                (Property::Yes, _) => return true,
                (Property::No, _) | (Property::ByParts, Variety::Builtin(_)) => {}
                (Property::ByParts, Variety::Restriction(next) | Variety::List(next)) => stack.push(*next),
                (Property::ByParts, Variety::Union(members)) => stack.push_all(members.iter().copied()),
            }
        }
        false
    }

    /// Whether the Rust type of a simple type is `f32` or `f64`, or an alias of one of them.
    pub(crate) fn is_float(&self, id: TypeId) -> bool {
        let mut current = id;
        for _ in 0..MAX_DEPTH {
            let TypeKind::Simple(simple) = &self.model.types[current].kind else { return false };
            if self.custom(current).is_some() || !simple.facets.enumeration.is_empty() {
                return false;
            }
            current = match &simple.variety {
                Variety::Builtin(builtin) => return matches!(builtin, Builtin::Float | Builtin::Double),
                Variety::Restriction(base) if !self.begins_verbatim(*base, &simple.facets) => *base,
                _ => return false,
            };
        }
        false
    }

    /// The kind of numbers that a simple type accepts, if it accepts numbers without an exponent.
    pub(crate) fn numbers(&self, id: TypeId) -> Option<EarlierNumbers> {
        use Builtin as B;
        let has = |wanted: &[Builtin]| {
            self.is_any_part(id, |simple| match &simple.variety {
                Variety::Builtin(builtin) => Property::of(wanted.contains(builtin)),
                _ => Property::ByParts,
            })
        };
        // `1` is also a boolean, and `2024` a year.
        const INTEGERS: [Builtin; 15] = [
            B::Integer,
            B::NonPositiveInteger,
            B::NegativeInteger,
            B::NonNegativeInteger,
            B::PositiveInteger,
            B::Long,
            B::Int,
            B::Short,
            B::Byte,
            B::UnsignedLong,
            B::UnsignedInt,
            B::UnsignedShort,
            B::UnsignedByte,
            B::Boolean,
            B::GYear,
        ];
        match has(&[B::Decimal]) {
            true => Some(EarlierNumbers::Decimals),
            false => has(&INTEGERS).then_some(EarlierNumbers::Integers),
        }
    }

    /// Whether a simple type is a union or a list of unions. Some of its enumeration values may be qualified
    /// names and others not.
    pub(crate) fn is_of_unions(&self, id: TypeId) -> bool {
        let mut current = id;
        for _ in 0..MAX_DEPTH {
            let TypeKind::Simple(simple) = &self.model.types[current].kind else { return false };
            current = match &simple.variety {
                Variety::Builtin(_) => return false,
                Variety::Restriction(next) | Variety::List(next) => *next,
                Variety::Union(_) => return true,
            };
        }
        false
    }

    /// Whether a simple type has fewer values than its Rust type because of facets or the syntax of names
    /// (`xs:NCName`). Enumerations are not included, because their Rust types list the values.
    pub(crate) fn is_limited(&self, id: TypeId) -> bool {
        use Builtin as B;
        self.is_any_part(id, |SimpleType { variety, facets }| {
            let white_space = facets.white_space;
            let is_restricted = *facets != Facets { white_space, ..Facets::default() };
            match variety {
                _ if !facets.enumeration.is_empty() => Property::No,
                _ if is_restricted => Property::Yes,
                Variety::Builtin(builtin) => Property::of(matches!(
                    builtin,
                    B::Language
                        | B::NmToken
                        | B::Name
                        | B::NcName
                        | B::Id
                        | B::IdRef
                        | B::Entity
                        | B::NmTokens
                        | B::IdRefs
                        | B::Entities
                )),
                _ => Property::ByParts,
            }
        })
    }

    /// The simple types that occur in unions and are open: they accept values that the contract does not
    /// list.
    pub(crate) fn open_types(&self, reached: &Reached) -> IdSet<TypeId> {
        let mut known = IdMap::default();
        for item in &reached.items {
            if let TypeKind::Simple(SimpleType { variety: Variety::Union(_), .. }) =
                &self.model.types[*item].kind
            {
                self.is_open(*item, 0, &mut known);
            }
        }
        known.iter().filter(|(_, open)| **open).map(|(id, _)| id).collect()
    }

    fn is_open(&self, id: TypeId, depth: usize, known: &mut IdMap<TypeId, bool>) -> bool {
        if let Some(open) = known.get(&id) {
            return *open;
        }
        if self.config.closed_enumerations || self.custom(id).is_some() || depth > MAX_DEPTH {
            return false;
        }
        let TypeKind::Simple(simple) = &self.model.types[id].kind else { return false };
        let open = match &simple.variety {
            Variety::Builtin(_) => false,
            Variety::Restriction(base) if !simple.facets.enumeration.is_empty() => !self.holds_names(*base),
            Variety::Restriction(base) => self.is_open(*base, depth + 1, known),
            Variety::List(item) => self.is_open(*item, depth + 1, known),
            // Every member is visited, without short-circuiting, so that `known` covers all of them.
            Variety::Union(members) => {
                members.iter().fold(false, |open, member| self.is_open(*member, depth + 1, known) | open)
            }
        };
        known.insert(id, open);
        open
    }
}
