//! Formats types and paths of a plan, and finds its items.

use std::collections::BTreeMap;

use crate::plan::{Item, ItemRef, ModuleId, Plan, Record, Slot, Ty, WireName};

/// Items of a plan by module and name.
pub(super) struct Rust<'p> {
    plan: &'p Plan,
    items: BTreeMap<(ModuleId, &'p str), &'p Item>,
}

impl<'p> Rust<'p> {
    /// Indexes the items of a plan.
    pub(super) fn new(plan: &'p Plan) -> Self {
        let modules = plan.modules.iter().enumerate();
        let items = modules.flat_map(|(index, module)| {
            module.items.iter().map(move |item| ((ModuleId(index), item.ident()), item))
        });
        Self { plan, items: items.collect() }
    }

    /// Iterates over all items and the modules that contain them, in the order of the plan.
    pub(super) fn all(&self) -> impl Iterator<Item = (ModuleId, &'p Item)> + use<'p> {
        let modules = self.plan.modules.iter().enumerate();
        modules.flat_map(|(index, module)| module.items.iter().map(move |item| (ModuleId(index), item)))
    }

    /// Returns the item that a reference names.
    pub(super) fn item(&self, item: &ItemRef) -> Option<&'p Item> {
        self.items.get(&(item.module, item.ident.as_str())).copied()
    }

    /// Returns the names of a module and its parents, the outermost first; empty for the root.
    pub(super) fn module_path(&self, module: ModuleId) -> &'p [String] {
        self.plan.module_path(module)
    }

    /// Returns the path of an item from the root of the generated code.
    pub(super) fn path(&self, item: &ItemRef) -> String {
        let path = self.module_path(item.module).iter().chain([&item.ident]);
        path.map(String::as_str).collect::<Vec<_>>().join("::")
    }

    /// Formats a type. `name` formats the items in it.
    pub(super) fn ty(&self, ty: &Ty, name: &dyn Fn(&ItemRef) -> String) -> String {
        match ty {
            Ty::Std(name) | Ty::Runtime(name) => (*name).to_owned(),
            Ty::Generic(generic, arguments) => {
                let arguments: Vec<String> =
                    arguments.iter().map(|argument| self.ty(argument, name)).collect();
                format!("{generic}<{}>", arguments.join(", "))
            }
            Ty::Item(item) => name(item),
            Ty::Custom(path) => path.clone(),
            Ty::Option(inner) => format!("Option<{}>", self.ty(inner, name)),
            Ty::Vec(inner) => format!("Vec<{}>", self.ty(inner, name)),
            Ty::Boxed(inner) => format!("Box<{}>", self.ty(inner, name)),
            Ty::Sizes(dimensions) => format!("[usize; {dimensions}]"),
            Ty::Unit => "()".to_owned(),
        }
    }
}

impl<'p> Rust<'p> {
    /// Returns the struct behind a type, looking through aliases, `Option` and `Box`.
    pub(super) fn record(&self, ty: &Ty) -> Option<(ItemRef, &'p Record)> {
        let mut ty = ty;
        for _ in 0..64 {
            match ty {
                Ty::Option(inner) | Ty::Boxed(inner) => ty = inner,
                Ty::Item(item) => match self.item(item)? {
                    Item::Record(record) => return Some((item.clone(), record)),
                    Item::Alias(alias) => ty = &alias.ty,
                    _ => return None,
                },
                _ => return None,
            }
        }
        None
    }
}

/// Returns the wire name of a field, or `None` if the field has no single name, such as a wildcard.
pub(super) fn wire(slot: &Slot) -> Option<&WireName> {
    match slot {
        Slot::Once { name, .. }
        | Slot::Repeated { name, .. }
        | Slot::Items { name, .. }
        | Slot::List { name, .. }
        | Slot::Dictionary { name, .. }
        | Slot::Attribute { name, .. } => Some(name),
        Slot::Choice { .. }
        | Slot::Group { .. }
        | Slot::Any { .. }
        | Slot::AnyAttribute { .. }
        | Slot::Nil { .. }
        | Slot::Dimensions
        | Slot::Text { .. }
        | Slot::Ordered { .. }
        | Slot::Base { .. } => None,
    }
}
