//! Facts about the texts of simple types: whitespace, and whether a text may be empty.

use super::{Facts, MAX_DEPTH, builtins::builtin_ty};
use crate::{
    lists::{CollectVec, PushAll},
    model::{Builtin, IdSet, SimpleType, TypeId, TypeKind, Variety, WhiteSpace},
    plan::ty::Ty,
};

impl Facts<'_> {
    /// The effective `whiteSpace` facet of a simple type.
    pub(crate) fn white_space_facet(&self, id: TypeId) -> WhiteSpace {
        let mut current = id;
        for _ in 0..MAX_DEPTH {
            let TypeKind::Simple(simple) = &self.model.types[current].kind else { break };
            if let Some(white_space) = simple.facets.white_space {
                return white_space;
            }
            current = match &simple.variety {
                Variety::Restriction(base) => *base,
                Variety::Builtin(builtin) => return white_space_of(*builtin),
                Variety::List(_) => return WhiteSpace::Collapse,
                Variety::Union(_) => break,
            };
        }
        WhiteSpace::Preserve
    }

    /// Whether a simple type is derived, through restrictions, from a built-in type whose Rust type is
    /// `String`.
    pub(crate) fn restricts_text(&self, id: TypeId) -> bool {
        let mut current = id;
        for _ in 0..MAX_DEPTH {
            let TypeKind::Simple(simple) = &self.model.types[current].kind else { break };
            current = match &simple.variety {
                Variety::Restriction(base) => *base,
                Variety::Builtin(builtin) => return builtin_ty(*builtin) == Ty::Std("String"),
                Variety::List(_) | Variety::Union(_) => break,
            };
        }
        false
    }

    /// The type itself if it has an enumeration, otherwise its nearest base type that has one. `None` if
    /// there is no such type.
    pub(crate) fn enumeration_of(&self, id: TypeId) -> Option<TypeId> {
        let mut current = id;
        for _ in 0..MAX_DEPTH {
            match &self.model.types[current].kind {
                TypeKind::Simple(simple) if !simple.facets.enumeration.is_empty() => return Some(current),
                TypeKind::Simple(SimpleType { variety: Variety::Restriction(base), .. }) => current = *base,
                _ => break,
            }
        }
        None
    }

    /// Whether the empty text is a value of a simple type. This holds for text, binary data and lists, and
    /// for enumerations that list the empty text.
    pub(crate) fn takes_empty(&self, id: TypeId) -> bool {
        // Each type is examined once, because unions may refer to one type in many ways.
        let mut seen = IdSet::default();
        let mut stack = vec![id];
        while let Some(id) = stack.pop() {
            if !seen.insert(id) {
                continue;
            }
            if self.custom(id).is_some() {
                return true;
            }
            let TypeKind::Simple(SimpleType { variety, facets }) = &self.model.types[id].kind else {
                continue;
            };
            let takes_empty = match variety {
                // An enumeration of names has the Rust type of its base.
                _ if !facets.enumeration.is_empty() && !self.holds_names(id) => {
                    facets.enumeration.iter().any(|value| value.value.is_empty())
                }
                Variety::List(_) => true,
                Variety::Restriction(base) => {
                    stack.push(*base);
                    false
                }
                Variety::Union(members) => {
                    stack.push_all(members.iter().copied());
                    false
                }
                Variety::Builtin(builtin) => match builtin {
                    Builtin::NmTokens | Builtin::IdRefs | Builtin::Entities => true,
                    Builtin::HexBinary | Builtin::Base64Binary | Builtin::AnySimpleType => true,
                    builtin => builtin_ty(*builtin) == Ty::Std("String"),
                },
            };
            if takes_empty {
                return true;
            }
        }
        false
    }
}

/// The `whiteSpace` facet of a built-in type (Part 2, 3.2 and 3.3).
fn white_space_of(builtin: Builtin) -> WhiteSpace {
    match builtin {
        Builtin::AnyType | Builtin::AnySimpleType | Builtin::String => WhiteSpace::Preserve,
        Builtin::NormalizedString => WhiteSpace::Replace,
        _ => WhiteSpace::Collapse,
    }
}

/// A text with its whitespace normalized according to the facet.
pub(crate) fn normalised(text: &str, white_space: WhiteSpace) -> String {
    const SPACES: [char; 4] = [' ', '\t', '\n', '\r'];
    match white_space {
        WhiteSpace::Preserve => text.to_owned(),
        WhiteSpace::Replace => text.replace(SPACES, " "),
        WhiteSpace::Collapse => text.split(SPACES).filter(|word| !word.is_empty()).collect_vec().join(" "),
    }
}
