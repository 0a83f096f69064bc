//! Plans a constant for each global element. Programs use the constant to decode and encode whole documents.

use super::{Planner, fields::Member};
use crate::{
    docs,
    lists::CollectVec,
    model::Occurs,
    plan::{Item, ModuleId, Root, Ty, facts::roots, identifiers},
};

impl Planner<'_> {
    /// Adds a constant for each global element before the types of its module.
    pub(in crate::plan) fn plan_roots(&mut self) {
        if !self.facts.has_all() {
            return;
        }
        self.report_unwritable();
        let mut planned: Vec<Vec<Item>> = self.planned.iter().map(|_| Vec::new()).collect_vec();
        for (id, element) in roots(self.model) {
            let module = self.layout.namespaces.get(&*element.name.namespace).copied();
            let module = module.unwrap_or(self.layout.root);
            let local = &element.name.local;
            let name = self.names.wire(module, &element.name);
            let wanted = identifiers::screaming(local);
            let Some(ident) = self.names.claim(module, &wanted, "_ELEMENT") else { continue };
            let own = element.documentation.as_deref().map(|text| docs::read(text).text);
            let docs = own.filter(|lines| !lines.is_empty());
            let docs = docs.unwrap_or_else(|| vec![format!("Documents whose root is `{local}`.")]);
            let member = Member::of(element, Occurs::ONCE);
            let rule = self.text_rule(member.type_id, member.default);
            let check = match member.fixed {
                Some(fixed) => self.check_of_fixed(module, member.type_id, fixed, true),
                None => self.check_of(module, member.type_id),
            };
            let ty = match self.facts.is_empty_element(id) {
                true => Ty::Unit,
                false => self.element_ty(element),
            };
            if let Some(planned) = planned.get_mut(module.0) {
                planned.push(Item::Root(Root { ident, docs, name, ty, rule, check }));
            }
        }
        for (module, roots) in planned.into_iter().enumerate() {
            self.add_first(ModuleId(module), roots);
        }
    }

    /// Reports the global elements and types that are not generated because no document can contain them.
    fn report_unwritable(&mut self) {
        let model = self.model;
        let unwritable = model.unwritable();
        let elements =
            model.elements.iter().filter(|(_, element)| element.is_global).filter_map(|(id, element)| {
                Some((element.span, format!("element `{}`", element.name.local), unwritable.in_element(id)?))
            });
        // `in_type` returns an invalid name even if only a type derived from `id` contains it. The type `id`
        // may be generated nevertheless. It has an item then, and is not reported.
        let types = model.types.iter().filter(|(id, _)| !self.layout.items.contains_key(id));
        let types = types.filter_map(|(id, definition)| {
            let name = definition.name.as_ref()?;
            Some((definition.span, format!("type `{}`", name.local), unwritable.in_type(id)?))
        });
        for (span, what, found) in elements.chain(types) {
            let found = &found.what;
            let message = format!("the {what} is not generated: {found} has a name that is not valid in XML");
            self.problems.warning(span, message);
        }
    }
}
