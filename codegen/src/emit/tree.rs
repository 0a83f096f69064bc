//! The modules of a plan as a tree.

use std::collections::HashMap;

use crate::plan::{Module, ModuleId, Plan};

/// A plan, with an index of the inner modules of each module.
pub(super) struct Tree<'p> {
    pub(super) plan: &'p Plan,
    children: HashMap<ModuleId, Vec<ModuleId>>,
}

impl<'p> Tree<'p> {
    pub(super) fn new(plan: &'p Plan) -> Self {
        let mut children = HashMap::<_, Vec<_>>::new();
        for (index, module) in plan.modules.iter().enumerate().skip(1) {
            children.entry(module.parent).or_default().push(ModuleId(index));
        }
        Self { plan, children }
    }

    pub(super) fn children(&self, parent: ModuleId) -> impl Iterator<Item = (ModuleId, &'p Module)> {
        let children = self.children.get(&parent).map(Vec::as_slice).unwrap_or_default();
        children.iter().filter_map(|child| Some((*child, self.plan.modules.get(child.0)?)))
    }
}
