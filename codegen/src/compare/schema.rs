//! Comparison of types, elements and attributes.

use super::{Aspect, Change, Comparer};
use crate::model::{
    ComplexContent, ComplexType, Derivation, ElementId, Model, QName, SimpleType, TypeId, TypeKind, Variety,
};
use crate::source::Span;

impl Comparer<'_> {
    /// Compares two type definitions.
    pub(super) fn types(&mut self, left: TypeId, right: TypeId) {
        let (left_type, right_type) = (&self.left.types[left], &self.right.types[right]);
        let places = (left_type.span, right_type.span);
        match (&left_type.kind, &right_type.kind) {
            (TypeKind::AnyType, TypeKind::AnyType) => {}
            (TypeKind::Simple(left), TypeKind::Simple(right)) => self.simple(left, right, places),
            (TypeKind::Complex(left), TypeKind::Complex(right)) => self.complex(left, right, places),
            (left, right) => {
                let change = Change::differs(Aspect::Kind, kind(left), kind(right));
                self.add(change, Some(places.0), Some(places.1));
            }
        }
    }

    /// Compares two references to types: named types by name, anonymous types by their definitions.
    pub(super) fn type_references(
        &mut self,
        aspect: Aspect,
        left: TypeId,
        right: TypeId,
        places: (Span, Span),
    ) {
        let (left_name, right_name) = (&self.left.types[left].name, &self.right.types[right].name);
        match (left_name, right_name) {
            (Some(left), Some(right)) if self.is_same_name(left, right) => {}
            (None, None) => self.types(left, right),
            _ => {
                let change =
                    Change::differs(aspect, &self.called(self.left, left), &self.called(self.right, right));
                self.add(change, Some(places.0), Some(places.1));
            }
        }
    }

    fn called(&self, model: &Model, id: TypeId) -> String {
        match &model.types[id].name {
            Some(name) if model.as_builtin(id).is_some_and(|builtin| builtin as usize == id.index()) => {
                format!("`xs:{}`", name.local)
            }
            Some(name) => format!("`{}`", name.local),
            None => {
                let suffix = match &model.types[id].kind {
                    TypeKind::Complex(ComplexType { content: ComplexContent::Simple(_), .. }) => " with text",
                    _ => "",
                };
                format!("an anonymous {} type{suffix}", kind(&model.types[id].kind))
            }
        }
    }

    fn complex(&mut self, left: &ComplexType, right: &ComplexType, places: (Span, Span)) {
        self.check(Aspect::Abstract, left.is_abstract, right.is_abstract, yes_no, places);
        self.check(Aspect::Mixed, left.mixed, right.mixed, yes_no, places);
        self.type_references(Aspect::Base, left.base, right.base, places);
        self.check(Aspect::Derivation, left.derivation, right.derivation, derivation, places);
        match (&left.content, &right.content) {
            (ComplexContent::Simple(left), ComplexContent::Simple(right)) => {
                self.type_references(Aspect::Type, *left, *right, places);
            }
            (left, right) => self.contents(left, right, places),
        }
        self.attribute_lists(left, right, places);
    }

    pub(super) fn element(&mut self, left: ElementId, right: ElementId) {
        let (left, right) = (&self.left.elements[left], &self.right.elements[right]);
        let places = (left.span, right.span);
        self.type_references(Aspect::Type, left.type_id, right.type_id, places);
        self.check(Aspect::Nillable, left.nillable, right.nillable, yes_no, places);
        self.check(Aspect::Default, &left.default, &right.default, optional, places);
        self.check(Aspect::Fixed, &left.fixed, &right.fixed, optional, places);
        self.check(Aspect::Abstract, left.is_abstract, right.is_abstract, yes_no, places);
        self.check(Aspect::ContentTypes, &left.content_types, &right.content_types, optional, places);
        let head =
            |model: &Model, head: Option<ElementId>| head.map(|head| model.elements[head].name.clone());
        let heads = (head(self.left, left.substitution_group), head(self.right, right.substitution_group));
        let heads = (heads.0.map(|name| self.name(&name)), heads.1);
        let words = |name: &Option<QName>| {
            name.as_ref().map_or("none".to_owned(), |name| format!("`{}`", name.local))
        };
        self.check(Aspect::SubstitutionGroup, heads.0, heads.1, words, places);
    }
}

fn kind(kind: &TypeKind) -> &'static str {
    match kind {
        TypeKind::AnyType => "any",
        TypeKind::Complex(_) => "complex",
        TypeKind::Simple(SimpleType { variety: Variety::List(_), .. }) => "list",
        TypeKind::Simple(SimpleType { variety: Variety::Union(_), .. }) => "union",
        TypeKind::Simple(_) => "simple",
    }
}

pub(super) fn yes_no(flag: &bool) -> String {
    if *flag { "yes" } else { "no" }.to_owned()
}

pub(super) fn optional(text: &&Option<String>) -> String {
    text.as_ref().map_or("none".to_owned(), |text| format!("`{text}`"))
}

fn derivation(derivation: &Derivation) -> String {
    match derivation {
        Derivation::Extension => "an extension",
        Derivation::Restriction => "a restriction",
    }
    .to_owned()
}
