//! The modules of a plan as a tree.

use crate::{
    map::{Map, Set},
    plan::{Item, Module, ModuleId, Plan},
};

/// A plan, with an index of the inner modules of each module.
pub(super) struct Tree<'p> {
    pub(super) plan: &'p Plan,
    /// Contains `Send`, `Sync` or `Sized` if an item of the plan has this name. Such an item hides the trait
    /// of `std::marker` that generated code uses.
    pub(super) markers: Set<&'p str>,
    children: Map<ModuleId, Vec<ModuleId>>,
}

impl<'p> Tree<'p> {
    pub(super) fn new(plan: &'p Plan) -> Self {
        let mut children = Map::<_, Vec<_>>::new();
        for (index, module) in plan.modules.iter().enumerate().skip(1) {
            children.or_default(module.parent).push(ModuleId(index));
        }
        let names = plan.modules.iter().flat_map(|module| &module.items).map(Item::ident);
        let markers = names.filter(|name| matches!(*name, "Send" | "Sync" | "Sized")).collect();
        Self { plan, markers, children }
    }

    pub(super) fn children(&self, parent: ModuleId) -> impl Iterator<Item = (ModuleId, &'p Module)> {
        let children = self.children.get(&parent).map(Vec::as_slice).unwrap_or_default();
        children.iter().filter_map(|child| Some((*child, self.plan.modules.get(child.0)?)))
    }
}
