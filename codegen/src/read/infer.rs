//! Infers types from a base type or from the head of a substitution group, once all components are
//! defined.

use super::{
    cycles::{self, Starts},
    tag::Tag,
};
use crate::{
    lists::{CollectVec, PushAll},
    model::{
        AttributeId, Builtin, ComplexContent, Derivation, ElementId, Id, IdSet, Model, SimpleType, TypeId,
        TypeKind, Variety,
    },
    problem::Problems,
    source::Span,
};

/// Components whose types or values can be completed only after all components are defined.
#[derive(Default)]
pub(super) struct Open<'a> {
    /// Elements without a type. They take the type of the head of their substitution group.
    pub(super) untyped: Vec<ElementId>,
    /// Types with simple content. Their base determines the type of the text.
    pub(super) simple_contents: Vec<TypeId>,
    /// Restrictions with enumerations, whose values may be QNames.
    pub(super) enumerations: Vec<(TypeId, Tag<'a>)>,
    /// Elements with a default or fixed value, which may be a QName.
    pub(super) values: Vec<(ElementId, Tag<'a>)>,
    /// Attributes with a default or fixed value, in their declaration or at a reference to them.
    pub(super) attribute_values: Vec<(AttributeId, Tag<'a>)>,
}

impl Open<'_> {
    /// Appends the open components of later definitions.
    pub(super) fn append(&mut self, later: Self) {
        self.untyped.push_all(later.untyped);
        self.simple_contents.push_all(later.simple_contents);
        self.enumerations.push_all(later.enumerations);
        self.values.push_all(later.values);
        self.attribute_values.push_all(later.attribute_values);
    }
}

/// Infers the types of texts and elements. Circular references must have been cut before.
pub(super) fn infer(open: &Open<'_>, model: &mut Model, starts: Starts, problems: &mut Problems) {
    for id in &open.simple_contents {
        infer_text(model, *id, problems);
    }
    infer_elements(model, &open.untyped);
    check_simple(model, starts, problems);
}

/// Replaces complex types with `xs:anySimpleType` where only simple types are allowed.
fn check_simple(model: &mut Model, starts: Starts, problems: &mut Problems) {
    let any = model.builtin(Builtin::AnySimpleType);
    for index in starts.types..model.types.len() {
        let id: TypeId = Id::from_index(index);
        let TypeKind::Simple(simple) = &model.types[id].kind else { continue };
        let mut variety = simple.variety.clone();
        let parts: Vec<&mut TypeId> = match &mut variety {
            Variety::Builtin(_) => Vec::new(),
            Variety::Restriction(base) | Variety::List(base) => vec![base],
            Variety::Union(members) => members.iter_mut().collect_vec(),
        };
        let mut wrong = Vec::new();
        for part in parts.into_iter().filter(|part| !is_simple(model, **part)) {
            wrong.push(std::mem::replace(part, any));
        }
        for part in &wrong {
            let span = model.types[id].span;
            not_simple(model, problems, "a simple type is derived from", *part, span);
        }
        if let (false, TypeKind::Simple(simple)) = (wrong.is_empty(), &mut model.types[id].kind) {
            simple.variety = variety;
        }
    }
    for index in starts.attributes..model.attributes.len() {
        let id: AttributeId = Id::from_index(index);
        let (type_id, span) = (model.attributes[id].type_id, model.attributes[id].span);
        if !is_simple(model, type_id) {
            not_simple(model, problems, "an attribute has the type", type_id, span);
            model.attributes[id].type_id = any;
        }
    }
}

fn is_simple(model: &Model, id: TypeId) -> bool {
    matches!(model.types[id].kind, TypeKind::Simple(_))
}

fn not_simple(model: &Model, problems: &mut Problems, what: &str, id: TypeId, span: Span) {
    if model.missing.types.contains(&id) {
        return;
    }
    let name = model.types[id].name.as_ref().map_or("anonymous", |name| &name.local);
    let message = format!("{what} `{name}`, which is not a simple type");
    problems.warning(span, message).hint("it is treated as text");
}

fn infer_text(model: &mut Model, id: TypeId, problems: &mut Problems) {
    let TypeKind::Complex(complex) = &model.types[id].kind else { return };
    let base = complex.base;
    let found = text_type(model, base);
    let any = model.builtin(Builtin::AnySimpleType);
    match complex.content {
        ComplexContent::Elements(_) => {
            if found.is_some() && complex.derivation == Derivation::Extension {
                text_with_elements(model, id, problems);
            }
        }
        ComplexContent::Empty => {
            // The type has `complexContent` without elements. It has text only if its base has text.
            if let (Some(text), TypeKind::Complex(complex)) = (found, &mut model.types[id].kind) {
                complex.content = ComplexContent::Simple(text);
            }
        }
        ComplexContent::Simple(text) => {
            let is_own = text != base;
            if found.is_none() && !is_own {
                no_text(model, id, base, problems);
            }
            if is_own {
                infer_restricted_text(model, text, found.unwrap_or(any));
            } else if let TypeKind::Complex(complex) = &mut model.types[id].kind {
                complex.content = ComplexContent::Simple(found.unwrap_or(any));
            }
        }
    }
}

/// Completes `text`, the simple type that holds the facets of a restriction with simple content. Unless the
/// restriction contains an inline simple type, the base of `text` is still the complex type that the schema
/// names. The facets apply to the text in elements of this complex type. `found`, the simple type of this
/// text, therefore becomes the base of `text`.
fn infer_restricted_text(model: &mut Model, text: TypeId, found: TypeId) {
    let TypeKind::Simple(SimpleType { variety: Variety::Restriction(base), .. }) = model.types[text].kind
    else {
        return;
    };
    if !matches!(model.types[base].kind, TypeKind::Simple(_))
        && let TypeKind::Simple(simple) = &mut model.types[text].kind
    {
        simple.variety = Variety::Restriction(found);
    }
}

fn text_with_elements(model: &Model, id: TypeId, problems: &mut Problems) {
    let definition = &model.types[id];
    let path = definition.name.as_ref().map_or(String::new(), |name| format!("type {}", name.local));
    problems
        .warning(
            definition.span,
            "the type adds elements to a base with text, which XML Schema does not allow",
        )
        .path(path)
        .hint("the text is not read");
}

fn no_text(model: &Model, id: TypeId, base: TypeId, problems: &mut Problems) {
    if model.missing.types.contains(&base) {
        return;
    }
    let what = match &model.types[base].name {
        Some(name) => format!("its base `{}`", name.local),
        None => "its base".to_owned(),
    };
    let span = model.types[id].span;
    let path = model.types[id].name.as_ref().map_or(String::new(), |name| format!("type {}", name.local));
    problems
        .warning(span, format!("the type has `simpleContent`, but {what} has no text content"))
        .path(path)
        .hint("use `complexContent` to derive from a type with elements");
}

/// Gives elements without a type the type of the head of their substitution group.
fn infer_elements(model: &mut Model, untyped: &[ElementId]) {
    let unknown: IdSet<ElementId> = untyped.iter().copied().collect();
    for &id in untyped {
        let mut head = model.elements[id].substitution_group;
        // Circular chains have been cut, so this loop ends.
        while let Some(at) = head.filter(|at| unknown.contains(at)) {
            head = model.elements[at].substitution_group;
        }
        if let Some(head) = head {
            model.elements[id].type_id = model.elements[head].type_id;
        }
    }
}

/// The simple type of the text content of a type, if the type has text.
fn text_type(model: &Model, id: TypeId) -> Option<TypeId> {
    let mut at = id;
    for _ in 0..=cycles::MAX_REFERENCE_CHAIN {
        match &model.types[at].kind {
            TypeKind::Simple(_) => return Some(at),
            TypeKind::AnyType => return None,
            TypeKind::Complex(complex) => match complex.content {
                // If the content of this type is not inferred yet, `text` may be its base, which may be a
                // complex type.
                ComplexContent::Simple(text) => at = text,
                ComplexContent::Empty => at = complex.base,
                ComplexContent::Elements(_) => return None,
            },
        }
    }
    None
}
