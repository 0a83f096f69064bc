//! How texts are read: defaults of empty elements, and white space.

use super::{
    TextRule,
    reach::DEPTH,
    soap_encoded::own_type,
    types::{Planner, builtin_ty},
};
use crate::{
    model::{
        Builtin, ComplexContent, ComplexType, Element, SimpleType, TypeId, TypeKind, Variety, WhiteSpace,
    },
    plan::Ty,
};

impl Planner<'_> {
    /// How the text of an element is read.
    pub(super) fn element_rule(&self, element: &Element) -> TextRule {
        self.text_rule(element.type_id, element.fixed.as_deref().or(element.default.as_deref()))
    }

    /// How the text of an element of a type is read, whose default or fixed value is this one.
    pub(super) fn text_rule(&self, id: TypeId, default: Option<&str>) -> TextRule {
        let (text, white_space) = match &self.model.types[id].kind {
            TypeKind::Simple(_) => (id, self.white_space(id)),
            TypeKind::Complex(ComplexType { content: ComplexContent::Simple(text), .. }) => {
                let is_text = own_type(self.model, id).is_some();
                // A record reads its text by itself.
                (*text, if is_text { self.white_space(*text) } else { WhiteSpace::Preserve })
            }
            _ => return TextRule::NONE,
        };
        let takes_empty = self.takes_empty(text);
        let is_kept = takes_empty && self.config.empty_kept;
        let is_default = |default: &&str| !default.is_empty() && !is_kept;
        let default = default.filter(is_default).map(|default| normalised(default, self.facet(text)));
        TextRule { takes_empty: takes_empty && default.is_some(), default, white_space }
    }

    /// What happens to the white space of a type whose Rust type takes every text; others see to it themselves.
    pub(super) fn white_space(&self, id: TypeId) -> WhiteSpace {
        let is_text = match self.simple_ty(id) {
            Ty::Std(name) => name == "String",
            Ty::Custom(_) => self.is_text_in_the_end(id),
            Ty::Item(_) => self.is_text(id) || self.is_boolean_text(id),
            _ => false,
        };
        if is_text { self.facet(id) } else { WhiteSpace::Preserve }
    }

    /// The `whiteSpace` facet of a simple type.
    pub(super) fn facet(&self, id: TypeId) -> WhiteSpace {
        let mut current = id;
        for _ in 0..DEPTH {
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

    /// Whether a simple type is one of text in the end.
    pub(super) fn is_text_in_the_end(&self, id: TypeId) -> bool {
        let mut current = id;
        for _ in 0..DEPTH {
            let TypeKind::Simple(simple) = &self.model.types[current].kind else { break };
            current = match &simple.variety {
                Variety::Restriction(base) => *base,
                Variety::Builtin(builtin) => return builtin_ty(*builtin) == Ty::Std("String"),
                Variety::List(_) | Variety::Union(_) => break,
            };
        }
        false
    }

    /// Whether a simple type is one of booleans whose form a pattern demands, so that they are texts.
    fn is_boolean_text(&self, id: TypeId) -> bool {
        let mut current = id;
        for _ in 0..DEPTH {
            let TypeKind::Simple(SimpleType { variety: Variety::Restriction(base), facets }) =
                &self.model.types[current].kind
            else {
                return false;
            };
            if self.custom(current).is_some() || !facets.enumeration.is_empty() {
                return false;
            }
            if self.simple_ty(*base) == Ty::Std("bool") {
                return self.restricted_ty(*base, facets) == Ty::Std("String");
            }
            current = *base;
        }
        false
    }

    /// Whether an empty text is a value of a simple type: of text, binary data and lists, and where it is listed.
    pub(super) fn takes_empty(&self, id: TypeId) -> bool {
        self.takes_empty_at(id, 0)
    }

    fn takes_empty_at(&self, id: TypeId, depth: usize) -> bool {
        if self.custom(id).is_some() || depth > DEPTH {
            return true;
        }
        let TypeKind::Simple(SimpleType { variety, facets }) = &self.model.types[id].kind else {
            return false;
        };
        match variety {
            _ if !facets.enumeration.is_empty() => {
                facets.enumeration.iter().any(|value| value.value.is_empty())
            }
            Variety::Restriction(base) => self.takes_empty_at(*base, depth + 1),
            Variety::List(_) => true,
            Variety::Union(members) => members.iter().any(|member| self.takes_empty_at(*member, depth + 1)),
            Variety::Builtin(builtin) => match builtin {
                Builtin::NmTokens | Builtin::IdRefs | Builtin::Entities => true,
                Builtin::HexBinary | Builtin::Base64Binary => true,
                builtin => builtin_ty(*builtin) == Ty::Std("String"),
            },
        }
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

/// A text with its white space replaced or collapsed.
pub(super) fn normalised(text: &str, white_space: WhiteSpace) -> String {
    const SPACES: [char; 4] = [' ', '\t', '\n', '\r'];
    match white_space {
        WhiteSpace::Preserve => text.to_owned(),
        WhiteSpace::Replace => text.replace(SPACES, " "),
        WhiteSpace::Collapse => {
            text.split(SPACES).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
        }
    }
}
