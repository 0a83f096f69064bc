//! Global components of a scope by symbol space and index, and their properties in the model.

use super::tables::Space;
use crate::{
    model::{Id, Model, QName},
    source::Span,
};

/// A global component.
#[derive(Clone, Copy)]
pub(super) struct Global {
    pub(super) space: Space,
    pub(super) index: usize,
    /// Whether a document of the user declares the component. False for well-known schemas and for
    /// placeholders of missing components.
    pub(super) is_declared: bool,
    /// Whether an earlier component of the same scope has the same name. No reference resolves to the later
    /// component.
    pub(super) is_second: bool,
    /// Whether another component redefines this one. Only the redefinition refers to this one.
    pub(super) is_original: bool,
}

/// Two global components of one scope with the same name.
#[derive(Clone, Copy)]
pub(super) struct Duplicate {
    pub(super) space: Space,
    pub(super) first: usize,
    pub(super) second: usize,
}

/// Enters a component in the model's table of names, unless the name is taken. Placeholders of missing
/// components and redefined originals are not entered.
pub(super) fn enter(model: &mut Model, global: Global) {
    if is_missing(model, global) || global.is_original {
        return;
    }
    let Some(name) = name(model, global).cloned() else { return };
    let (names, index) = (&mut model.names, global.index);
    match global.space {
        Space::Type => names.types.enter(name, Id::from_index(index)),
        Space::Element => names.elements.enter(name, Id::from_index(index)),
        Space::Attribute => names.attributes.enter(name, Id::from_index(index)),
        Space::Group => names.groups.enter(name, Id::from_index(index)),
        Space::AttributeGroup => names.attribute_groups.enter(name, Id::from_index(index)),
        Space::Message | Space::PortType | Space::Binding => {}
    }
}

pub(super) fn is_missing(model: &Model, global: Global) -> bool {
    match global.space {
        Space::Type => model.missing.types.contains(&Id::from_index(global.index)),
        Space::Element => model.missing.elements.contains(&Id::from_index(global.index)),
        _ => false,
    }
}

pub(super) fn name(model: &Model, global: Global) -> Option<&QName> {
    let index = global.index;
    match global.space {
        Space::Type => model.types[Id::from_index(index)].name.as_ref(),
        Space::Element => Some(&model.elements[Id::from_index(index)].name),
        Space::Attribute => Some(&model.attributes[Id::from_index(index)].name),
        Space::Group => Some(&model.groups[Id::from_index(index)].name),
        Space::AttributeGroup => Some(&model.attribute_groups[Id::from_index(index)].name),
        Space::Message | Space::PortType | Space::Binding => None,
    }
}

pub(super) fn span(model: &Model, global: Global) -> Span {
    let index = global.index;
    match global.space {
        Space::Type => model.types[Id::from_index(index)].span,
        Space::Element => model.elements[Id::from_index(index)].span,
        Space::Attribute => model.attributes[Id::from_index(index)].span,
        Space::Group => model.groups[Id::from_index(index)].span,
        Space::AttributeGroup => model.attribute_groups[Id::from_index(index)].span,
        Space::Message | Space::PortType | Space::Binding => Span::default(),
    }
}
