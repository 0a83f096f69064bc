//! The items that the plan requires in a module.

use super::{
    super::tree::Tree,
    outline::{Kind, Outline},
};
use crate::{
    lists::PushAll,
    map::{Map, Set},
    plan::{Client, Item, ModuleId, Plan},
};

/// A definition that the plan requires. The generated text must contain it exactly once.
struct Definition<'p> {
    kind: Kind,
    item: Option<&'p Item>,
    module: Option<ModuleId>,
    /// Whether the definition was found in the generated text.
    found: bool,
}

/// Index of the modules and items of a plan, by name.
pub(super) struct Paths<'p> {
    plan: &'p Plan,
    modules: Map<(ModuleId, &'p str), ModuleId>,
    items: Set<(ModuleId, &'p str)>,
}

impl<'p> Paths<'p> {
    pub(super) fn new(plan: &'p Plan) -> Self {
        let (mut modules, mut items) = (Map::new(), Set::new());
        for (index, module) in plan.modules.iter().enumerate() {
            let id = ModuleId(index);
            // The root is not a module of itself.
            if index > 0 {
                modules.insert((module.parent, module.name.as_str()), id);
            }
            for item in &module.items {
                items.insert((id, item.ident()));
            }
        }
        Self { plan, modules, items }
    }

    /// Whether an import of `name` from the module at `path` refers to an item of the plan. The path is relative
    /// to `module`.
    fn lead_to_item(&self, module: ModuleId, path: &[&str], name: &str) -> bool {
        let mut module = module;
        for part in path {
            let next = match *part {
                "super" => self.plan.modules.get(module.0).map(|module| module.parent),
                part => self.modules.get(&(module, part)).copied(),
            };
            let Some(next) = next else { return false };
            module = next;
        }
        self.items.contains(&(module, name))
    }
}

/// The items that the text of a module must define.
pub(super) struct Expected<'p> {
    paths: &'p Paths<'p>,
    module: ModuleId,
    definitions: Map<&'p str, Definition<'p>>,
}

impl<'p> Expected<'p> {
    /// Collects the items of a module and its inner modules.
    pub(super) fn new(tree: &'p Tree<'p>, module: ModuleId, paths: &'p Paths<'p>) -> Self {
        let mut definitions = Map::new();
        let mut define = |name: &'p str, kind, item, module| {
            definitions.insert(name, Definition { kind, item, module, found: false });
        };
        if let Some(module) = tree.plan.modules.get(module.0) {
            module.namespaces.keys().for_each(|constant| define(constant, Kind::Constant, None, None));
            module.items.iter().for_each(|item| define(item.ident(), kind(item), Some(item), None));
        }
        for (child, content) in tree.children(module) {
            define(&content.name, Kind::Module, None, Some(child));
        }
        Self { paths, module, definitions }
    }

    /// Finds an inner module by its name, and marks it as found.
    pub(super) fn module(&mut self, name: &str) -> Option<ModuleId> {
        let definition = self.definitions.get_mut(name).filter(|known| !known.found)?;
        definition.found = definition.module.is_some();
        definition.module
    }

    /// Whether the plan contains a printed item. Marks the item as found.
    pub(super) fn takes(&mut self, item: &Outline<'_>) -> bool {
        match item {
            Outline::Definition { kind, name, members } => {
                let Some(known) = self.definitions.get_mut(*name) else { return false };
                let is_planned = !known.found && known.kind == *kind && has_members(known.item, members);
                known.found = true;
                is_planned
            }
            Outline::Implementation { of: Some(of), name, members } => {
                // A trait is imported under an alias if an item of the module has the same name.
                let known = TRAITS.iter().find(|(name, _)| unprefixed(of) == *name);
                self.definitions.contains_key(name.as_str())
                    && known.is_some_and(|(_, known)| members.iter().all(|member| known.contains(member)))
            }
            Outline::Implementation { of: None, name, members } => {
                let item = self.definitions.get(name.as_str()).and_then(|known| known.item);
                item.is_some_and(|item| {
                    let functions = functions(item);
                    members.iter().all(|member| functions.contains(member))
                })
            }
            Outline::Macro { name, argument } => {
                MACROS.contains(&name.as_str()) && self.definitions.contains_key(argument)
            }
            Outline::Import { path, names } => match path.as_slice() {
                ["saponify"] | ["saponify", "generated"] => true,
                path => names.iter().all(|name| self.paths.lead_to_item(self.module, path, name)),
            },
            Outline::Module { .. } => false,
        }
    }

    /// Returns the first item of the plan, by name, that the printed text does not define.
    pub(super) fn missing(&self) -> Option<(&'p str, Kind)> {
        let missing = self.definitions.iter().filter(|(_, known)| !known.found);
        missing.map(|(name, known)| (*name, known.kind)).min_by_key(|(name, _)| *name)
    }
}

fn kind(item: &Item) -> Kind {
    match item {
        Item::Record(_) | Item::Client(_) => Kind::Struct,
        Item::Enumeration(_)
        | Item::Choice(_)
        | Item::Variants(_)
        | Item::Union(_)
        | Item::Operation(_)
        | Item::Faults(_) => Kind::Enum,
        Item::Alias(_) => Kind::Alias,
        Item::ServiceTrait(_) => Kind::Trait,
        Item::Pairs(_)
        | Item::HeaderNames(_)
        | Item::Endpoint(_)
        | Item::ContractDocument(_)
        | Item::Facets(_)
        | Item::Root(_) => Kind::Constant,
    }
}

/// Whether an item has exactly the fields, variants or functions of the plan, in order.
fn has_members(item: Option<&Item>, members: &[&str]) -> bool {
    let mut planned: Vec<&str> = Vec::new();
    match item {
        Some(Item::Record(record)) => {
            planned.push_all(record.fields.iter().map(|field| field.ident.as_str()))
        }
        Some(Item::Client(client)) => {
            planned.push("client");
            planned.push_all(client.headers.as_ref().map(|_| "headers"));
        }
        Some(Item::Enumeration(one)) => {
            planned.push_all(one.unset.as_deref());
            planned.push_all(one.values.iter().map(|value| value.ident.as_str()));
            planned.push_all(one.other.as_deref());
        }
        Some(Item::Choice(choice)) => {
            planned.push(&choice.unset);
            planned.push_all(choice.variants.iter().map(|variant| variant.ident.as_str()));
        }
        Some(Item::Variants(one)) => {
            planned.push_all(one.variants.iter().map(|variant| variant.ident.as_str()));
            planned.push(&one.other);
        }
        Some(Item::Union(union)) => {
            planned.push_all(union.members.iter().map(|member| member.ident.as_str()))
        }
        Some(Item::ServiceTrait(service)) => {
            planned.push_all(service.methods.iter().map(|method| method.ident.as_str()));
            planned.push("into_service");
        }
        Some(Item::Faults(faults)) => {
            planned.push_all(faults.variants.iter().map(|fault| fault.ident.as_str()))
        }
        _ => {}
    }
    planned == members
}

/// The inherent functions of an item.
fn functions(item: &Item) -> Set<&str> {
    match item {
        Item::Client(Client { methods, policy, .. }) => {
            let methods = methods.iter().map(|method| method.ident.as_str());
            let policy = (!policy.is_empty()).then_some("policy");
            CLIENT_FUNCTIONS.iter().copied().chain(policy).chain(methods).collect()
        }
        Item::Record(record) => {
            let defaults = record.fields.iter().filter_map(|field| field.default.as_ref());
            defaults.map(|default| default.accessor.as_str()).collect()
        }
        _ => Set::new(),
    }
}

/// Returns the original name of a runtime item. A module that has an item with the same name imports the
/// runtime item under a name with the prefix `Saponify` or `saponify_`.
fn unprefixed(name: &str) -> &str {
    name.strip_prefix("Saponify").or_else(|| name.strip_prefix("saponify_")).unwrap_or(name)
}

/// The traits that generated types implement. Each has a list of the functions, constants and associated
/// types that an `impl` of the trait may contain.
const TRAITS: &[(&str, &[&str])] = &[
    ("Default", &["default"]),
    ("Detail", &["from_element"]),
    ("Enumeration", &["BASE", "VALUES", "SORTED", "as_str", "from_text"]),
    ("Group", &["encode_fields"]),
    (
        "Operation",
        &[
            "Request",
            "Reply",
            "RequestHeaders",
            "ReplyHeaders",
            "Fault",
            "CONTRACT",
            "ACTIONS",
            "REPLACEMENTS",
        ],
    ),
    (
        "Record",
        &[
            "content",
            "decode_attribute",
            "decode_field",
            "decode_text",
            "required",
            "group_counts",
            "details",
            "encode_attributes",
            "encode_fields",
        ],
    ),
    ("server::Declared", &["to_element", "action", "has_default_action"]),
    ("Simple", &["parse", "parse_listed", "write", "namespaces", "prefixes"]),
    ("Validate", &["check"]),
    ("std::fmt::Debug", &["fmt"]),
    ("Value", &["decode", "decode_nil", "encode_attributes", "encode"]),
];

/// The macros of the runtime that generated code calls outside of functions. `attachments` is a compile error
/// if the feature `mime` of the runtime is disabled. The others implement traits for a type.
const MACROS: &[&str] = &[
    "saponify::attachments",
    "saponify::closed_enumeration",
    "saponify::enumeration",
    "saponify::serde_enumeration",
    "saponify::serde_simple",
    "saponify::simple",
];

/// The functions of every client.
const CLIENT_FUNCTIONS: &[&str] =
    &["new", "new_soap11", "new_soap12", "from_client", "with", "with_headers", "operation"];
