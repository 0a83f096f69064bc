//! The types that an element of a simple type may name by `xsi:type`.

use super::{Facts, MAX_DEPTH};
use crate::{
    lists::SortList,
    model::{ComplexContent, IdMap, Model, QName, TypeId, TypeKind, Variety},
};

/// A type that an element may name by `xsi:type` although another simple type is declared for the element: the name
/// of the type, and the simple type of its content.
pub(crate) type NamedType = (QName, TypeId);

impl Facts<'_> {
    /// For each simple type, the types that an element of this type may name by `xsi:type`, sorted by name:
    /// named types that restrict it, complex types whose content restricts it, and the members of a union.
    /// If `B` restricts `A`, and `C` restricts `B`, the entry for `A` contains only `B`, and the entry for
    /// `B` contains `C`.
    pub(crate) fn named_types(&self) -> IdMap<TypeId, Vec<NamedType>> {
        let model = self.model;
        let mut found: IdMap<TypeId, Vec<NamedType>> = IdMap::default();
        for (id, definition) in model.types.iter() {
            if let TypeKind::Simple(simple) = &definition.kind
                && let Variety::Union(members) = &simple.variety
            {
                for member in members {
                    if let Some(name) = &model.types[*member].name {
                        found.or_default(id).push((name.clone(), *member));
                    }
                }
            }
            let Some(name) = &definition.name else { continue };
            let (content, base) = match &definition.kind {
                TypeKind::Simple(_) => (id, restricted(model, id)),
                TypeKind::Complex(complex) => match complex.content {
                    ComplexContent::Simple(content) => (content, named_base(model, content)),
                    ComplexContent::Empty | ComplexContent::Elements(_) => continue,
                },
                TypeKind::AnyType => continue,
            };
            // A complex type that only adds attributes to a simple type is not listed. Its content is that
            // simple type, so it has the same facets.
            if let Some(base) = base.filter(|base| *base != content) {
                found.or_default(base).push((name.clone(), content));
            }
        }
        for types in found.values_mut() {
            types.sort_list_by(|(one, _), (other, _)| one.cmp(other));
            types.dedup_by(|(one, _), (other, _)| one == other);
        }
        found
    }
}

/// The nearest named type that a simple type restricts.
fn restricted(model: &Model, id: TypeId) -> Option<TypeId> {
    match &model.types[id].kind {
        TypeKind::Simple(simple) => match simple.variety {
            Variety::Restriction(base) => named_base(model, base),
            Variety::Builtin(_) | Variety::List(_) | Variety::Union(_) => None,
        },
        TypeKind::AnyType | TypeKind::Complex(_) => None,
    }
}

/// The type itself if it is named, otherwise the nearest named type that it restricts.
fn named_base(model: &Model, id: TypeId) -> Option<TypeId> {
    let mut current = id;
    for _ in 0..MAX_DEPTH {
        if model.types[current].name.is_some() {
            return Some(current);
        }
        let TypeKind::Simple(simple) = &model.types[current].kind else { return None };
        let Variety::Restriction(base) = simple.variety else { return None };
        current = base;
    }
    None
}
