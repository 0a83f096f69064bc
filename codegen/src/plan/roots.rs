//! Global elements as constants, by which whole documents are read and written.

use std::collections::BTreeMap;

use super::{Item, ModuleId, Root, fields::Member, layout::Layout, types::Planner, words};
use crate::{
    docs,
    model::{Element, ElementId, Model, Occurs},
};

impl Planner<'_> {
    /// Whether types and elements are generated that no operation reaches: on demand, and where there is nothing else.
    pub(super) fn has_all(&self) -> bool {
        self.config.all_types || is_schema_alone(self.model)
    }

    /// Adds a constant for each global element, before the types of its module.
    pub(super) fn plan_roots(&mut self, layout: &Layout) {
        if !self.has_all() {
            return;
        }
        let mut planned: BTreeMap<ModuleId, Vec<Item>> = BTreeMap::new();
        for (_, element) in roots(self.model) {
            let module = layout.namespaces.get(&*element.name.namespace).copied().unwrap_or(layout.root);
            let local = &element.name.local;
            let name = self.wire(module, &element.name);
            let wanted = words::screaming(local);
            let Some(ident) = self.scopes.get_mut(module.0).map(|scope| scope.claim(&wanted, "_ELEMENT"))
            else {
                continue;
            };
            let own = element.documentation.as_deref().map(|text| docs::read(text).text);
            let docs = own.filter(|lines| !lines.is_empty());
            let docs = docs.unwrap_or_else(|| vec![format!("Documents whose root is `{local}`.")]);
            let member = Member::of(element, Occurs::ONCE);
            let rule = self.text_rule(member.type_id, member.default);
            let check = match member.fixed {
                Some(fixed) => self.check_of_fixed(module, member.type_id, fixed, true),
                None => self.check_of(module, member.type_id),
            };
            let ty = self.element_ty(element);
            planned.entry(module).or_default().push(Item::Root(Root { ident, docs, name, ty, rule, check }));
        }
        for (module, roots) in planned {
            self.add_first(module, roots);
        }
    }
}

/// The elements that can be the root of a document, in the order of the documents.
pub(crate) fn roots(model: &Model) -> impl Iterator<Item = (ElementId, &Element)> {
    let is_root = |id, element: &Element| {
        element.is_global && !element.is_abstract && !model.missing.elements.contains(&id)
    };
    model.elements.iter().filter(move |(id, element)| is_root(*id, element))
}

/// Whether the documents hold schemas and nothing that is bound to a protocol or could be.
pub(crate) fn is_schema_alone(model: &Model) -> bool {
    model.services.is_empty()
        && model.bindings.iter().next().is_none()
        && model.port_types.iter().next().is_none()
        && model.messages.iter().next().is_none()
}
