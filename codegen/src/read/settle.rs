//! What can only be said when all components are defined: the types that come from a base or from a head.

use super::{cycles, reader::Reader};
use crate::{
    model::{
        AttributeId, Builtin, ComplexContent, Element, Id, IdSet, Model, SimpleType, TypeId, TypeKind,
        Variety,
    },
    source::Span,
};

impl Reader<'_, '_> {
    /// Settles types of text, elements without a type of their own, and enumerations of QNames. Circles must have been cut.
    pub(super) fn settle(&mut self) {
        for id in std::mem::take(&mut self.simple_contents) {
            self.settle_simple_content(id);
        }
        self.settle_untyped();
        self.settle_enumerations();
    }

    /// Sees to it that simple types, and only they, stand where simple types must. What is not simple is taken for text.
    pub(super) fn settle_kinds(&mut self, first_type: usize, first_attribute: usize) {
        let any = self.model.builtin(Builtin::AnySimpleType);
        for index in first_type..self.model.types.len() {
            let id: TypeId = Id::from_index(index);
            let TypeKind::Simple(simple) = &self.model.types[id].kind else { continue };
            let mut variety = simple.variety.clone();
            let parts: Vec<&mut TypeId> = match &mut variety {
                Variety::Builtin(_) => Vec::new(),
                Variety::Restriction(base) | Variety::List(base) => vec![base],
                Variety::Union(members) => members.iter_mut().collect(),
            };
            let mut wrong = Vec::new();
            for part in parts.into_iter().filter(|part| !self.is_simple(**part)) {
                wrong.push(std::mem::replace(part, any));
            }
            for part in &wrong {
                let span = self.model.types[id].span;
                self.not_simple("a simple type is made of", *part, span);
            }
            if let (false, TypeKind::Simple(simple)) = (wrong.is_empty(), &mut self.model.types[id].kind) {
                simple.variety = variety;
            }
        }
        for index in first_attribute..self.model.attributes.len() {
            let id: AttributeId = Id::from_index(index);
            let (type_id, span) = (self.model.attributes[id].type_id, self.model.attributes[id].span);
            if !self.is_simple(type_id) {
                self.not_simple("an attribute has the type", type_id, span);
                self.model.attributes[id].type_id = any;
            }
        }
    }

    fn is_simple(&self, id: TypeId) -> bool {
        matches!(self.model.types[id].kind, TypeKind::Simple(_))
    }

    fn not_simple(&mut self, what: &str, id: TypeId, span: Span) {
        if self.model.missing.types.contains(&id) {
            return;
        }
        let name = self.model.types[id].name.as_ref().map_or("anonymous", |name| &name.local);
        let message = format!("{what} `{name}`, which is no simple type");
        self.problems.warning(span, message).hint("it is taken for text");
    }

    fn settle_simple_content(&mut self, id: TypeId) {
        let TypeKind::Complex(complex) = &self.model.types[id].kind else { return };
        let base = complex.base;
        let found = text_type(self.model, base);
        let any = self.model.builtin(Builtin::AnySimpleType);
        match complex.content {
            ComplexContent::Elements(_) => {}
            ComplexContent::Empty => {
                // `complexContent`; only where the base has text there is something to settle.
                if let (Some(text), TypeKind::Complex(complex)) = (found, &mut self.model.types[id].kind) {
                    complex.content = ComplexContent::Simple(text);
                }
            }
            ComplexContent::Simple(text) => {
                let is_own = text != base;
                if found.is_none() && !is_own {
                    self.no_text(id, base);
                }
                if is_own {
                    self.settle_restricted_text(text, found.unwrap_or(any));
                } else if let TypeKind::Complex(complex) = &mut self.model.types[id].kind {
                    complex.content = ComplexContent::Simple(found.unwrap_or(any));
                }
            }
        }
    }

    /// The type of a restricted text restricts the text of the base, not the base.
    fn settle_restricted_text(&mut self, text: TypeId, found: TypeId) {
        let TypeKind::Simple(SimpleType { variety: Variety::Restriction(base), .. }) =
            self.model.types[text].kind
        else {
            return;
        };
        if !matches!(self.model.types[base].kind, TypeKind::Simple(_))
            && let TypeKind::Simple(simple) = &mut self.model.types[text].kind
        {
            simple.variety = Variety::Restriction(found);
        }
    }

    fn no_text(&mut self, id: TypeId, base: TypeId) {
        if self.model.missing.types.contains(&base) {
            return;
        }
        let what = match &self.model.types[base].name {
            Some(name) => format!("its base `{}`", name.local),
            None => "its base".to_owned(),
        };
        let span = self.model.types[id].span;
        let path =
            self.model.types[id].name.as_ref().map_or(String::new(), |name| format!("type {}", name.local));
        self.problems
            .warning(span, format!("a type with `simpleContent`, but {what} has no text"))
            .path(path)
            .hint("`complexContent` derives from types with elements");
    }

    fn settle_untyped(&mut self) {
        let untyped = std::mem::take(&mut self.untyped);
        let unsettled: IdSet<Element> = untyped.iter().copied().collect();
        for id in untyped {
            let mut head = self.model.elements[id].substitution_group;
            // Chains have been cut, so this ends.
            while let Some(at) = head.filter(|at| unsettled.contains(at)) {
                head = self.model.elements[at].substitution_group;
            }
            if let Some(head) = head {
                self.model.elements[id].type_id = self.model.elements[head].type_id;
            }
        }
    }
}

/// The simple type of the text of a type, if it has text.
fn text_type(model: &Model, id: TypeId) -> Option<TypeId> {
    let mut at = id;
    for _ in 0..=cycles::DEPTH {
        match &model.types[at].kind {
            TypeKind::Simple(_) => return Some(at),
            TypeKind::AnyType => return None,
            TypeKind::Complex(complex) => match complex.content {
                // Of a type that is not settled yet this is its base.
                ComplexContent::Simple(text) => at = text,
                ComplexContent::Empty => at = complex.base,
                ComplexContent::Elements(_) => return None,
            },
        }
    }
    None
}
