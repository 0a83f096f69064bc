//! Pairs the modules of the old and the new code: by name, or else by their items.
//!
//! Module names derive from namespaces, and a namespace may contain the version: `services84` becomes `services86`.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, HashMap},
};

use super::change::{Change, Effect, Kind};
use crate::{
    cli::rust::Rust,
    plan::{ItemRef, Module, ModuleId, Plan, Ty},
};

/// The old and the new plan, with their modules paired.
pub(super) struct Versions<'p> {
    pub(super) old: Rust<'p>,
    pub(super) new: Rust<'p>,
    /// Maps an old module to its new counterpart.
    forward: BTreeMap<ModuleId, ModuleId>,
}

impl<'p> Versions<'p> {
    /// Pairs the modules of two plans and reports those whose name changed.
    pub(super) fn new(old: &'p Plan, new: &'p Plan, changes: &mut Vec<Change>) -> Self {
        let mut forward = BTreeMap::from([(ModuleId(0), ModuleId(0))]);
        let (olds, news) = (by_name(old), by_name(new));
        let mut taken = BTreeSet::new();
        // In the plan, a parent precedes its children.
        for (index, module) in old.modules.iter().enumerate().skip(1) {
            let Some(parent) = forward.get(&module.parent).copied() else { continue };
            let same = news.get(&(parent, module.name.as_str())).copied();
            let likely = || {
                let is_free = |id: ModuleId, other: &Module| {
                    !olds.contains_key(&(module.parent, other.name.as_str())) && !taken.contains(&id)
                };
                let free = children(new, parent).filter(|(id, other)| is_free(*id, other));
                let likely = free.map(|(id, other)| (common(module, other), Reverse(id))).max();
                likely.filter(|(common, _)| *common > 0).map(|(_, Reverse(id))| id)
            };
            if let Some(id) = same.or_else(likely) {
                forward.insert(ModuleId(index), id);
                taken.insert(id);
            }
        }
        let versions = Self { old: Rust::new(old), new: Rust::new(new), forward };
        for (before, after) in &versions.forward {
            let path = |rust: &Rust<'_>, id| rust.module_path(id).join("::");
            let name =
                |plan: &'p Plan, id: &ModuleId| plan.modules.get(id.0).map(|module| module.name.as_str());
            if name(old, before) != name(new, after) {
                let (was, is) = (path(&versions.old, *before), path(&versions.new, *after));
                let message = format!("the module is now called `{is}`");
                let change = Change::new(Effect::Breaks, Kind::Renamed, "module", was.clone(), message);
                changes.push(change.values(was, is));
            }
        }
        versions
    }

    /// Returns the new name of an old item.
    pub(super) fn forward(&self, item: &ItemRef) -> Option<ItemRef> {
        Some(ItemRef { module: *self.forward.get(&item.module)?, ident: item.ident.clone() })
    }

    /// Formats an old type, with the new names of its items, so that a renamed module is not reported as a changed
    /// type.
    pub(super) fn old_type(&self, ty: &Ty) -> String {
        self.old.ty(ty, &|item| match self.forward(item) {
            Some(item) => self.new.path(&item),
            None => self.old.path(item),
        })
    }

    /// Formats a new type.
    pub(super) fn new_type(&self, ty: &Ty) -> String {
        self.new.ty(ty, &|item| self.new.path(item))
    }
}

/// Iterates over the direct submodules of a module.
fn children(plan: &Plan, parent: ModuleId) -> impl Iterator<Item = (ModuleId, &Module)> {
    let modules = plan.modules.iter().enumerate().skip(1);
    modules
        .filter(move |(_, module)| module.parent == parent)
        .map(|(index, module)| (ModuleId(index), module))
}

/// Indexes the modules of a plan by parent and name.
fn by_name(plan: &Plan) -> HashMap<(ModuleId, &str), ModuleId> {
    let modules = plan.modules.iter().enumerate().skip(1);
    modules.map(|(index, module)| ((module.parent, module.name.as_str()), ModuleId(index))).collect()
}

/// Returns the number of item names that two modules share.
fn common(left: &Module, right: &Module) -> usize {
    let idents = |module: &Module| -> BTreeSet<String> {
        module.items.iter().map(|item| item.ident().to_owned()).collect()
    };
    idents(left).intersection(&idents(right)).count()
}
