//! Messages and elements without members, whose type is `()`.

use super::Facts;
use crate::model::{
    Builtin, ComplexContent, ComplexType, Derivation, ElementId, Part, PartContent, Style, TypeKind,
};

impl Facts<'_> {
    /// Whether a message has no members, so that its type is `()`. Such a message either belongs to an
    /// operation in rpc style and has no parts, or consists of one element whose type is anonymous and has
    /// neither attributes nor content. The result depends only on the message, so that adding operations does
    /// not change types.
    pub(crate) fn is_empty_message(&self, style: Style, parts: &[&Part]) -> bool {
        match (style, parts) {
            (_, []) => true,
            (Style::Document, [Part { content: PartContent::Element(element), .. }]) => {
                self.is_empty_element(*element)
            }
            _ => false,
        }
    }

    /// Whether an element has an anonymous type without attributes and content. A nillable element is not empty
    /// in this sense, because nil carries information; neither is the head of a substitution group, because its
    /// substitutes may have content.
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
