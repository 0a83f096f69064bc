//! Paths of the documentation pages (`docs` command). File names in a folder differ by more than case, so
//! that the pages can be stored on every file system.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::calls::{Call, clients};
use crate::{
    cli::rust::Rust,
    escape::is_hidden,
    file_names::FileNames,
    plan::{Item, ItemRef, ModuleId, Plan, Ty},
};

/// Paths of all pages, relative to the output folder.
pub(super) struct Paths {
    services: BTreeMap<(ModuleId, String), String>,
    operations: BTreeMap<ItemRef, String>,
    types: BTreeMap<ItemRef, String>,
}

impl Paths {
    /// Assigns a path to each service, operation and type.
    pub(super) fn new(plan: &Plan, rust: &Rust<'_>, calls: &[Call<'_>]) -> Self {
        let mut services = BTreeMap::new();
        let mut folders = FileNames::with(&["types", "index.md"]);
        // The names in each folder.
        let mut taken: HashMap<String, FileNames> = HashMap::new();
        let mut free = |folder: &str, name: &str| {
            let taken = taken.entry(folder.to_owned()).or_insert_with(|| FileNames::with(&["index.md"]));
            format!("{folder}/{}", taken.claim(&safe(name), ".md"))
        };
        for (module, client) in clients(plan) {
            let name = client.ident.strip_suffix("Client").unwrap_or(&client.ident);
            services.insert((module, client.ident.clone()), folders.claim(&safe(name), ""));
        }
        let mut operations = BTreeMap::new();
        for call in calls {
            let folder = services.get(&(call.module, call.client.ident.clone())).cloned().unwrap_or_default();
            operations.insert(call.method.operation.clone(), free(&folder, &call.operation.name));
        }
        // A type that occurs only as the body of one operation is described on the page of that operation.
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
            // Fault enums are described on the page of their operation.
            let has_page = item.is_type() && !matches!(item, Item::Faults(_));
            if !has_page || (messages.contains(&reference) && !used.contains(&reference)) {
                continue;
            }
            let mut folder = vec!["types"];
            folder.extend(rust.module_path(module).iter().map(String::as_str));
            let path = free(&folder.join("/"), &reference.ident);
            types.insert(reference, path);
        }
        Self { services, operations, types }
    }

    /// Returns the folder of a service.
    pub(super) fn service(&self, module: ModuleId, client: &str) -> String {
        self.services.get(&(module, client.to_owned())).cloned().unwrap_or_default()
    }

    /// Returns the page of an operation.
    pub(super) fn operation(&self, operation: &ItemRef) -> String {
        self.operations.get(operation).cloned().unwrap_or_default()
    }

    /// Returns the page of a type, if it has its own.
    pub(super) fn ty(&self, item: &ItemRef) -> Option<&str> {
        self.types.get(item).map(String::as_str)
    }

    /// Iterates over the pages of all types.
    pub(super) fn types(&self) -> impl Iterator<Item = (&ItemRef, &str)> {
        self.types.iter().map(|(item, path)| (item, path.as_str()))
    }

    /// Returns a relative link from the page `from` to the page of a type.
    pub(super) fn link(&self, from: &str, item: &ItemRef) -> Option<String> {
        let target = self.ty(item)?;
        Some(format!("{}{target}", "../".repeat(from.matches('/').count())))
    }
}

/// Returns the items used as types of fields or of variants of a choice.
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
        Ty::Std(_) | Ty::Runtime(_) | Ty::Custom(_) | Ty::Sizes(_) | Ty::Unit => {}
    }
}

/// Replaces all characters except letters, digits and dashes by `_`.
fn safe(name: &str) -> String {
    let safe = |letter: char| match letter {
        '_' | '-' => letter,
        _ if letter.is_alphanumeric() && !is_hidden(letter) => letter,
        _ => '_',
    };
    name.chars().map(safe).collect()
}
