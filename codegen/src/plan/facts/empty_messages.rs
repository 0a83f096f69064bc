//! Messages and elements without members, whose type is `()`.

use super::Facts;
use crate::model::{
    Builtin, ComplexContent, ComplexType, Derivation, ElementId, Part, PartContent, Style, TypeKind,
};

impl Facts<'_> {
    /// Whether a message has no members, so that its type is `()`: an operation in the style rpc without parts, or one element
    /// whose type is anonymous and has neither attributes nor content. This depends on nothing but the message.
    pub(crate) fn is_empty_message(&self, style: Style, parts: &[&Part]) -> bool {
        match (style, parts) {
            (_, []) => true,
            (Style::Document, [Part { content: PartContent::Element(element), .. }]) => {
                self.is_empty_element(*element)
            }
            _ => false,
        }
    }

    /// Whether an element has an anonymous type without attributes and content. An element that may be nil says something, and
    /// an element for which others may stand is read like a member.
    pub(crate) fn is_empty_element(&self, id: ElementId) -> bool {
        let element = &self.model.elements[id];
        let definition = &self.model.types[element.type_id];
        let TypeKind::Complex(complex) = &definition.kind else { return false };
        definition.name.is_none()
            && !element.nillable
            && !self.substitutes.contains_key(&id)
            && self.is_empty_type(complex)
    }

    fn is_empty_type(&self, complex: &ComplexType) -> bool {
        let has_content = match &complex.content {
            ComplexContent::Empty => false,
            ComplexContent::Simple(_) => true,
            ComplexContent::Elements(particle) => !self.is_void_particle(particle),
        };
        !has_content
            && !complex.mixed
            && complex.attributes.is_empty()
            && complex.any_attribute.is_none()
            && complex.derivation == Derivation::Restriction
            && self.model.as_builtin(complex.base) == Some(Builtin::AnyType)
    }
}
