//! Types that only wrap one repeated element: lists and dictionaries in the style of .NET.

use super::MAX_DEPTH;
use crate::model::{
    Builtin, ComplexContent, ComplexType, Compositor, Derivation, ElementId, Model, Occurs, Particle, Term,
    Type, TypeId, TypeKind,
};

/// A type that only wraps one repeated element.
pub(crate) struct ListOf {
    pub(crate) item: ElementId,
    pub(crate) occurs: Occurs,
}

/// A type that only wraps repeated pairs of key and value.
pub(crate) struct DictionaryOf {
    pub(crate) pair: ElementId,
    pub(crate) key: ElementId,
    pub(crate) value: ElementId,
}

/// The list that a type wraps, if it is a list in the style of .NET: one repeated element and nothing
/// else.
///
/// A list that is the type of a single member becomes a `Vec`. As the item of another list
/// (`ArrayOfArrayOfint`) it stays a struct: a `Vec` could not distinguish a nil row from an empty one.
pub(crate) fn list_of(model: &Model, id: TypeId) -> Option<ListOf> {
    let definition = &model.types[id];
    let is_list = definition.name.as_ref().is_none_or(|name| name.local.starts_with("ArrayOf"));
    let (item, occurs) = only_element(model, id)?;
    (is_list && dictionary_of(model, id).is_none()).then_some(ListOf { item, occurs })
}

/// Returns the local name of a list or dictionary type if generated code must pass it to `Reader`.
///
/// The result is `None` for an anonymous type, and for the name that `Reader` assumes by default: `ArrayOf`
/// followed by the name of the items or pairs. The case of the first letter after `ArrayOf` is not compared.
pub(crate) fn unusual_name(model: &Model, id: TypeId, item: &str) -> Option<String> {
    let local = &model.types[id].name.as_ref()?.local;
    let (mut own, mut other) = (local.strip_prefix("ArrayOf").unwrap_or("").chars(), item.chars());
    let (first, second) = (own.next(), other.next());
    let is_same = |first: char, second: char| first.to_lowercase().eq(second.to_lowercase());
    let is_usual = first.zip(second).is_some_and(|(first, second)| is_same(first, second))
        && own.as_str() == other.as_str();
    (!is_usual).then(|| local.to_string())
}

/// The dictionary that a type wraps, if it is a dictionary in the style of WCF.
pub(crate) fn dictionary_of(model: &Model, id: TypeId) -> Option<DictionaryOf> {
    if !is_marked_as_dictionary(&model.types[id]) {
        return None;
    }
    let (pair, _) = only_element(model, id)?;
    let TypeKind::Complex(complex) = &model.types[model.elements[pair].type_id].kind else { return None };
    if !is_plain(model, complex) {
        return None;
    }
    let ComplexContent::Elements(particle) = &complex.content else { return None };
    let Term::Group(Compositor::Sequence, particles) = &particle.term else { return None };
    let [key, value] = particles.as_slice() else { return None };
    // Otherwise the pair is a record: a dictionary has exactly one key and one value in each pair.
    if ![particle, key, value].iter().all(|particle| particle.occurs == Occurs::ONCE) {
        return None;
    }
    let (Term::Element(key), Term::Element(value)) = (&key.term, &value.term) else { return None };
    let namespace = &model.elements[pair].name.namespace;
    let is_head = |element: &ElementId| model.elements[*element].is_global && model.is_head(*element);
    let same = [key, value].iter().all(|element| model.elements[**element].name.namespace == *namespace);
    (same && !is_head(key) && !is_head(value)).then_some(DictionaryOf { pair, key: *key, value: *value })
}

/// Whether the annotation of a type says that it is a dictionary.
fn is_marked_as_dictionary(definition: &Type) -> bool {
    definition.appinfo.iter().any(|info| &*info.name.local == "IsDictionary" && info.text.trim() == "true")
}

/// Whether a type has no attributes, no text, and no content of a base type.
fn is_plain(model: &Model, complex: &ComplexType) -> bool {
    let has_attributes = !complex.attributes.is_empty() || complex.any_attribute.is_some();
    let has_base = model.as_builtin(complex.base) != Some(Builtin::AnyType);
    !complex.is_abstract && !complex.mixed && !has_attributes && !has_base
}

/// Whether a type is a list in the style of .NET or a dictionary, or extends such a type and adds no
/// wildcard. A list may have attributes, and its items may be a substitution group.
pub(crate) fn has_only_items(model: &Model, id: TypeId) -> bool {
    let mut current = id;
    for _ in 0..MAX_DEPTH {
        let definition = &model.types[current];
        let is_named = definition.name.as_ref().is_some_and(|name| name.local.starts_with("ArrayOf"));
        if (is_named || is_marked_as_dictionary(definition)) && sole_element(model, current).is_some() {
            return true;
        }
        let TypeKind::Complex(complex) = &definition.kind else { return false };
        let adds_wildcard = match &complex.content {
            ComplexContent::Elements(particle) => may_have_wildcard(particle, MAX_DEPTH),
            ComplexContent::Empty => false,
            ComplexContent::Simple(_) => true,
        };
        if complex.derivation == Derivation::Restriction || complex.mixed || adds_wildcard {
            return false;
        }
        current = complex.base;
    }
    false
}

/// Whether a content contains a wildcard, or refers to a named group, which may contain one.
fn may_have_wildcard(particle: &Particle, depth: usize) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return true };
    match &particle.term {
        Term::Group(_, particles) => particles.iter().any(|inner| may_have_wildcard(inner, depth)),
        Term::Element(_) => false,
        Term::GroupRef(_) | Term::Any(_) => true,
    }
}

/// Returns the only element of a type without attributes, and its occurrences. `None` if the element does not
/// repeat or has substitutes.
fn only_element(model: &Model, id: TypeId) -> Option<(ElementId, Occurs)> {
    any_only_element(model, id)
        .filter(|(element, _)| !(model.elements[*element].is_global && model.is_head(*element)))
}

/// Returns the only element of a type without attributes, and its occurrences. `None` if the element does not
/// repeat.
fn any_only_element(model: &Model, id: TypeId) -> Option<(ElementId, Occurs)> {
    let TypeKind::Complex(complex) = &model.types[id].kind else { return None };
    let plain = !complex.is_abstract && complex.attributes.is_empty() && complex.any_attribute.is_none();
    sole_element(model, id).filter(|_| plain)
}

/// Returns the only element of a type, and its occurrences. `None` if the element does not repeat.
fn sole_element(model: &Model, id: TypeId) -> Option<(ElementId, Occurs)> {
    let TypeKind::Complex(complex) = &model.types[id].kind else { return None };
    let plain = !complex.mixed && model.as_builtin(complex.base) == Some(Builtin::AnyType);
    let ComplexContent::Elements(particle) = &complex.content else { return None };
    let Term::Group(_, particles) = &particle.term else { return None };
    let [only] = particles.as_slice() else { return None };
    let Term::Element(element) = only.term else { return None };
    // If the sequence around the element is optional, so is the element.
    let min = if particle.occurs.min == 0 { 0 } else { only.occurs.min };
    (plain && !particle.occurs.is_repeated() && only.occurs.is_repeated())
        .then_some((element, Occurs { min, ..only.occurs }))
}
