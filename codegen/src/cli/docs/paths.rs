//! Where pages go. No two differ only in case, since some file systems take those for one.

use std::collections::{BTreeMap, BTreeSet};

use super::{Call, clients};
use crate::{
    cli::rust::Rust,
    escape::is_hidden,
    plan::{Item, ItemRef, ModuleId, Plan, Ty},
};

/// The paths of all pages, from the folder that holds them.
pub(super) struct Paths {
    services: BTreeMap<(ModuleId, String), String>,
    operations: BTreeMap<ItemRef, String>,
    types: BTreeMap<ItemRef, String>,
}

impl Paths {
    /// Gives each its path.
    pub(super) fn new(plan: &Plan, rust: &Rust<'_>, calls: &[Call<'_>]) -> Self {
        let mut taken = BTreeSet::from(["index.md".to_owned()]);
        let mut services = BTreeMap::new();
        let mut folders = BTreeSet::from(["types".to_owned()]);
        for (module, client) in clients(plan) {
            let name = client.ident.strip_suffix("Client").unwrap_or(&client.ident);
            let folder = free(&mut folders, "", name, "");
            taken.insert(format!("{folder}/index.md").to_lowercase());
            services.insert((module, client.ident.clone()), folder);
        }
        let mut operations = BTreeMap::new();
        for call in calls {
            let folder = services.get(&(call.module, call.client.ident.clone())).cloned().unwrap_or_default();
            let path = free(&mut taken, &format!("{folder}/"), &call.operation.name, ".md");
            operations.insert(call.method.operation.clone(), path);
        }
        // What only stands in the body of one operation is on the page of that.
        let messages: BTreeSet<&ItemRef> = calls
            .iter()
            .flat_map(|call| std::iter::once(&call.operation.request).chain(&call.operation.reply))
            .filter_map(|message| match &message.ty {
                Ty::Item(item) => Some(item),
                _ => None,
            })
            .collect();
        let used = used(rust);
        let mut types = BTreeMap::new();
        for (module, item) in rust.all() {
            let reference = ItemRef { module, ident: item.ident().to_owned() };
            // The page of an operation has its faults.
            let has_page = item.is_type() && !matches!(item, Item::Faults(_));
            if !has_page || (messages.contains(&reference) && !used.contains(&reference)) {
                continue;
            }
            let mut folder = vec!["types"];
            folder.extend(rust.module_path(module).iter().map(String::as_str));
            let path = free(&mut taken, &format!("{}/", folder.join("/")), &reference.ident, ".md");
            types.insert(reference, path);
        }
        Self { services, operations, types }
    }

    /// The folder of a service.
    pub(super) fn service(&self, module: ModuleId, client: &str) -> String {
        self.services.get(&(module, client.to_owned())).cloned().unwrap_or_default()
    }

    /// The page of an operation.
    pub(super) fn operation(&self, operation: &ItemRef) -> String {
        self.operations.get(operation).cloned().unwrap_or_default()
    }

    /// The page of a type, if it has one of its own.
    pub(super) fn ty(&self, item: &ItemRef) -> Option<&str> {
        self.types.get(item).map(String::as_str)
    }

    /// The pages of all types.
    pub(super) fn types(&self) -> impl Iterator<Item = (&ItemRef, &str)> {
        self.types.iter().map(|(item, path)| (item, path.as_str()))
    }

    /// A link to the page of a type from another page.
    pub(super) fn link(&self, from: &str, item: &ItemRef) -> Option<String> {
        let target = self.ty(item)?;
        Some(format!("{}{target}", "../".repeat(from.matches('/').count())))
    }
}

/// The items that are types of fields, or of what is in a choice.
fn used(rust: &Rust<'_>) -> BTreeSet<ItemRef> {
    let mut used = BTreeSet::new();
    for (_, item) in rust.all() {
        match item {
            Item::Record(record) => record.fields.iter().for_each(|field| items(&field.ty, &mut used)),
            Item::Choice(choice) => choice.variants.iter().for_each(|variant| items(&variant.ty, &mut used)),
            Item::Variants(variants) => {
                variants.variants.iter().for_each(|variant| items(&variant.ty, &mut used))
            }
            _ => {}
        }
    }
    used
}

fn items(ty: &Ty, used: &mut BTreeSet<ItemRef>) {
    match ty {
        Ty::Item(item) => {
            used.insert(item.clone());
        }
        Ty::Generic(_, arguments) => arguments.iter().for_each(|argument| items(argument, used)),
        Ty::Option(inner) | Ty::Vec(inner) | Ty::Boxed(inner) => items(inner, used),
        Ty::Std(_) | Ty::Runtime(_) | Ty::Custom(_) | Ty::Unit => {}
    }
}

/// A path that nothing else has.
fn free(taken: &mut BTreeSet<String>, folder: &str, name: &str, extension: &str) -> String {
    let safe = |letter: char| match letter {
        '_' | '-' => letter,
        _ if letter.is_alphanumeric() && !is_hidden(letter) => letter,
        _ => '_',
    };
    let name: String = name.chars().map(safe).take(100).collect();
    let mut path = format!("{folder}{name}{extension}");
    let mut number = 2;
    while !taken.insert(path.to_lowercase()) {
        path = format!("{folder}{name}-{number}{extension}");
        number += 1;
    }
    path
}
