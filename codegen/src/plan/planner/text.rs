//! Plans how texts are read: defaults of empty elements, and whitespace.

use super::Planner;
use crate::{
    model::{ComplexContent, ComplexType, Element, SimpleType, TypeId, TypeKind, Variety, WhiteSpace},
    plan::{
        TextRule, Ty,
        facts::{MAX_DEPTH, lexical::normalised, soap_encoded::own_type},
    },
};

impl Planner<'_> {
    /// The rule for reading the text of an element.
    pub(super) fn element_rule(&self, element: &Element) -> TextRule {
        self.text_rule(element.type_id, element.fixed.as_deref().or(element.default.as_deref()))
    }

    /// The rule for reading the text of an element with this type and this default or fixed value.
    pub(super) fn text_rule(&self, id: TypeId, default: Option<&str>) -> TextRule {
        let (text, white_space) = match &self.model.types[id].kind {
            TypeKind::Simple(_) => (id, self.white_space(id)),
            TypeKind::Complex(ComplexType { content: ComplexContent::Simple(text), .. }) => {
                let is_text = own_type(self.model, id).is_some();
                // A record normalizes the whitespace of its text itself.
                (*text, if is_text { self.white_space(*text) } else { WhiteSpace::Preserve })
            }
            TypeKind::Complex(complex) if self.facts.has_mixed(complex) => {
                return self.element_content_rule(default);
            }
            TypeKind::AnyType => return self.element_content_rule(default),
            _ => return TextRule::NONE,
        };
        let takes_empty = self.facts.takes_empty(text);
        let is_kept = takes_empty && self.config.empty_kept;
        let is_default = |default: &&str| !default.is_empty() && !is_kept;
        let default =
            default.filter(is_default).map(|default| normalised(default, self.facts.white_space_facet(text)));
        TextRule { takes_empty: takes_empty && default.is_some(), default, white_space }
    }

    /// The rule for an element of mixed content or any type. If it is empty, its only text is the default.
    fn element_content_rule(&self, default: Option<&str>) -> TextRule {
        let default = default.filter(|default| !default.is_empty() && !self.config.empty_kept);
        TextRule { takes_empty: default.is_some(), default: default.map(str::to_owned), ..TextRule::NONE }
    }

    /// Whitespace handling for a type whose Rust type accepts every text. Other Rust types normalize
    /// whitespace themselves.
    pub(super) fn white_space(&self, id: TypeId) -> WhiteSpace {
        if self.facts.is_swa_ref(id) {
            return WhiteSpace::Preserve;
        }
        let white_space = self.facts.white_space_facet(id);
        let is_text = match self.simple_ty(id) {
            Ty::Std(name) => name == "String",
            Ty::Custom(_) => self.facts.restricts_text(id),
            Ty::Item(_) => match self.facts.enumeration_of(id) {
                // The Rust enum normalizes whitespace by the facet `whiteSpace` of its schema type,
                // `enumeration`. The type `id` may be derived from `enumeration` and have another facet.
                Some(enumeration) => {
                    self.facts.restricts_text(id) && self.facts.white_space_facet(enumeration) != white_space
                }
                None => self.facts.is_text(id) || self.is_boolean_text(id),
            },
            _ => false,
        };
        if is_text { white_space } else { WhiteSpace::Preserve }
    }

    /// Whether a simple type is a boolean that is generated as text because of a pattern.
    fn is_boolean_text(&self, id: TypeId) -> bool {
        let mut current = id;
        for _ in 0..MAX_DEPTH {
            let TypeKind::Simple(SimpleType { variety: Variety::Restriction(base), facets }) =
                &self.model.types[current].kind
            else {
                return false;
            };
            if self.facts.custom(current).is_some() || !facets.enumeration.is_empty() {
                return false;
            }
            if self.simple_ty(*base) == Ty::Std("bool") {
                return self.restricted_ty(*base, facets) == Ty::Std("String");
            }
            current = *base;
        }
        false
    }
}
