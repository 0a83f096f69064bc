//! Which port types become clients with which operations, and all types that these need.

use super::{
    reach::{Reached, Walk},
    roots::roots,
    selection::{Service, body_parts},
    types::Planner,
};
use crate::model::{PartContent, TypeId};

impl<'a> Planner<'a> {
    /// All types that the operations need.
    pub(super) fn reach(&mut self, services: &[Service<'a>]) -> Reached {
        let model = self.model;
        let mapped = |id: TypeId| self.custom(id).is_some();
        let mut walk = Walk::new(model, &mapped);
        let selected = services.iter().enumerate();
        let selected =
            selected.flat_map(|(service, its)| its.operations.iter().map(move |one| (service, one)));
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
                for part in body_parts(model, message, bound) {
                    match part.content {
                        PartContent::Element(element) => walk.add_element(element, false),
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
        if self.has_all() {
            for (id, _) in roots(model) {
                walk.add_element(id, false);
                walk.follow();
            }
            for (id, definition) in model.types.iter() {
                if definition.name.is_some() && model.as_builtin(id).is_none() {
                    walk.add_type(id);
                    walk.follow();
                }
            }
        }
        walk.finish()
    }
}
