//! Types that only wrap one repeated element: lists and dictionaries as .NET writes them.

use crate::model::{Builtin, ComplexContent, ElementId, Model, Occurs, Term, TypeId, TypeKind};

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

/// What a type wraps, if it is a list as .NET writes them: one repeated element and nothing besides.
///
/// It is a `Vec` where it is the type of a single member. As the item of another list (`ArrayOfArrayOfint`) it keeps a struct
/// of its own: a `Vec` there could not tell a row that is nil from one without cells.
pub(crate) fn list_of(model: &Model, id: TypeId) -> Option<ListOf> {
    let definition = &model.types[id];
    let is_list = definition.name.as_ref().is_none_or(|name| name.local.starts_with("ArrayOf"));
    let (item, occurs) = only_element(model, id)?;
    (is_list && dictionary_of(model, id).is_none()).then_some(ListOf { item, occurs })
}

/// What a type wraps, if it is a dictionary as WCF writes them.
pub(crate) fn dictionary_of(model: &Model, id: TypeId) -> Option<DictionaryOf> {
    let definition = &model.types[id];
    if !definition
        .appinfo
        .iter()
        .any(|info| &*info.name.local == "IsDictionary" && info.text.trim() == "true")
    {
        return None;
    }
    let (pair, _) = only_element(model, id)?;
    let TypeKind::Complex(complex) = &model.types[model.elements[pair].type_id].kind else { return None };
    let ComplexContent::Elements(particle) = &complex.content else { return None };
    let Term::Group(_, particles) = &particle.term else { return None };
    let [key, value] = particles.as_slice() else { return None };
    let (Term::Element(key), Term::Element(value)) = (&key.term, &value.term) else { return None };
    let namespace = &model.elements[pair].name.namespace;
    let same = [key, value].iter().all(|element| model.elements[**element].name.namespace == *namespace);
    same.then_some(DictionaryOf { pair, key: *key, value: *value })
}

/// The one element of a type without attributes, and how often it may come: several times.
fn only_element(model: &Model, id: TypeId) -> Option<(ElementId, Occurs)> {
    let TypeKind::Complex(complex) = &model.types[id].kind else { return None };
    let plain = !complex.mixed
        && !complex.is_abstract
        && complex.attributes.is_empty()
        && complex.any_attribute.is_none()
        && model.as_builtin(complex.base) == Some(Builtin::AnyType);
    let ComplexContent::Elements(particle) = &complex.content else { return None };
    let Term::Group(_, particles) = &particle.term else { return None };
    let [only] = particles.as_slice() else { return None };
    let Term::Element(element) = only.term else { return None };
    let is_head = model.elements[element].is_global && model.is_head(element);
    (plain && !particle.occurs.is_repeated() && only.occurs.is_repeated() && !is_head)
        .then_some((element, only.occurs))
}
