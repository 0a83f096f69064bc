//! How the messages of the selected operations use the types of the model.

use super::{
    Facts,
    extension::Extensions,
    reach::{Reached, Walk},
    roots,
    soap_encoded::{Accessors, is_used},
};
use crate::{
    model::{IdMap, IdSet, PartContent, Style, TypeId, UseKind},
    plan::selection::{Service, attached_parts, body_parts},
};

/// The types that the selected operations need, and how their messages use them. Computed before names are
/// assigned.
pub(crate) struct Usage {
    pub(crate) reached: Reached,
    /// How the elements of extensions are distinguished from those of their bases.
    pub(crate) extensions: Extensions,
    /// Whether any message is in SOAP encoding, so that values carry their `xsi:type`.
    pub(crate) is_encoded: bool,
    /// For each type of encoded messages, whether literal messages use it too. This decides in which messages
    /// the members of the type may be omitted or nil.
    pub(crate) accessors: IdMap<TypeId, Accessors>,
    /// The member types of unions whose enums keep values that the contract does not list.
    pub(crate) open: IdSet<TypeId>,
}

impl Usage {
    pub(crate) fn of(facts: &Facts<'_>, services: &[Service<'_>]) -> Self {
        let reached = reach(facts, services);
        Self {
            extensions: facts.find_extensions(&reached),
            is_encoded: is_used(services),
            accessors: accessors_of(facts, services),
            open: facts.open_types(&reached),
            reached,
        }
    }
}

/// Finds all types that the operations use.
fn reach(facts: &Facts<'_>, services: &[Service<'_>]) -> Reached {
    let model = facts.model;
    let mut walk = Walk::new(facts);
    let selected = services.iter().enumerate();
    let selected = selected.flat_map(|(service, its)| its.operations.iter().map(move |one| (service, one)));
    for (service, selected) in selected {
        for (message, bound) in selected.messages() {
            for header in &bound.headers {
                let part = header.part.and_then(|part| model.messages[header.message].parts.get(part));
                match part.map(|part| part.content) {
                    Some(PartContent::Element(element)) => walk.add_element(element, true),
                    Some(PartContent::Type(id)) => walk.add_field(id),
                    _ => {}
                }
            }
            let parts = body_parts(model, message, bound);
            if facts.is_empty_message(selected.binding.style, &parts)
                && attached_parts(model, message, bound).is_empty()
            {
                continue;
            }
            let is_whole_body = parts.len() == 1
                && selected.binding.style == Style::Document
                && bound.body.usage == UseKind::Literal
                && attached_parts(model, message, bound).is_empty();
            for part in parts {
                match part.content {
                    PartContent::Element(element) => walk.add_element(element, false),
                    // This is the type of the `Body` element itself (WSDL 1.1, section 3.5), not of an element in it.
                    PartContent::Type(id) if is_whole_body => walk.add_type(id),
                    PartContent::Type(id) => walk.add_field(id),
                    PartContent::Missing => {}
                }
            }
        }
        for fault in &selected.operation.faults {
            for part in &model.messages[fault.message].parts {
                match part.content {
                    PartContent::Element(element) => walk.add_element(element, false),
                    PartContent::Type(id) => walk.add_type(id),
                    PartContent::Missing => {}
                }
            }
        }
        walk.follow();
        walk.credit(service);
    }
    if facts.has_all() {
        for (id, _) in roots(model).filter(|(id, _)| !facts.is_empty_element(*id)) {
            walk.add_element(id, false);
            walk.follow();
        }
        for (id, definition) in model.types.iter() {
            let is_writable = model.unwritable().in_type(id).is_none();
            if definition.name.is_some() && model.as_builtin(id).is_none() && is_writable {
                walk.add_type(id);
                walk.follow();
            }
        }
    }
    walk.finish()
}

/// For each type of encoded messages, whether literal messages use it too.
fn accessors_of(facts: &Facts<'_>, services: &[Service<'_>]) -> IdMap<TypeId, Accessors> {
    let mut accessors = IdMap::default();
    if !is_used(services) {
        return accessors;
    }
    let literal = reached_by(facts, services, UseKind::Literal);
    for id in reached_by(facts, services, UseKind::Encoded).iter() {
        let both = literal.contains(&id);
        accessors.insert(id, if both { Accessors::Shared } else { Accessors::Encoded });
    }
    accessors
}

/// The types in messages with the given `use` attribute.
fn reached_by(facts: &Facts<'_>, services: &[Service<'_>], usage: UseKind) -> IdSet<TypeId> {
    let model = facts.model;
    let mut walk = Walk::new(facts);
    let mut add = |content: PartContent| match content {
        PartContent::Element(element) => walk.add_element(element, false),
        PartContent::Type(id) => walk.add_field(id),
        PartContent::Missing => {}
    };
    for selected in services.iter().flat_map(|service| &service.operations) {
        for (message, bound) in selected.messages() {
            if bound.body.usage == usage {
                body_parts(model, message, bound).into_iter().for_each(|part| add(part.content));
            }
            for header in bound.headers.iter().filter(|header| header.usage == usage) {
                let part = header.part.and_then(|part| model.messages[header.message].parts.get(part));
                part.into_iter().for_each(|part| add(part.content));
            }
        }
        for (fault, is_encoded) in selected.faults() {
            if is_encoded == (usage == UseKind::Encoded) {
                model.messages[fault.message].parts.iter().for_each(|part| add(part.content));
            }
        }
    }
    let reached = walk.finish();
    let mut types = IdSet::default();
    for id in reached.items.into_iter().chain(reached.dictionaries) {
        types.insert(id);
    }
    types
}
