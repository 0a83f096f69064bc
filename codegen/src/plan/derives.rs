//! Removes derives that a type cannot have, for example `Eq` and `Hash` if it contains a floating-point
//! number.

use super::{Enumeration, Item, ItemRef, Module, ModuleId, Ty};
use crate::{
    config::Config,
    lists::{CollectVec, PushAll},
    map::{Map, Set},
};

/// A trait whose derive depends on the types of the fields.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Trait {
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Copy,
}

impl Trait {
    const ALL: [Self; 5] = [Self::Eq, Self::Hash, Self::PartialOrd, Self::Ord, Self::Copy];

    fn name(self) -> &'static str {
        match self {
            Self::Eq => "Eq",
            Self::Hash => "Hash",
            Self::PartialOrd => "PartialOrd",
            Self::Ord => "Ord",
            Self::Copy => "Copy",
        }
    }

    /// The trait that a derive denotes, by its last path segment: `Hash`, `std::hash::Hash`.
    fn of(derive: &str) -> Option<Self> {
        let name = last_segment(derive);
        Self::ALL.into_iter().find(|candidate| candidate.name() == name)
    }

    /// The other traits that a type must implement to derive this one.
    fn requires(self) -> &'static [&'static str] {
        match self {
            Self::Eq | Self::PartialOrd => &["PartialEq"],
            Self::Ord => &["PartialEq", "Eq", "PartialOrd"],
            Self::Hash | Self::Copy => &[],
        }
    }

    /// Whether a type implements the trait. Generated items are assumed to implement it; [`items_without`] examines
    /// them.
    fn is_implemented_by(self, ty: &Ty) -> bool {
        match ty {
            Ty::Std("f32" | "f64") => matches!(self, Self::PartialOrd | Self::Copy),
            Ty::Std("String") => self != Self::Copy,
            // The types of the runtime implement neither `PartialOrd` nor `Ord`, because the order of XML
            // Schema is partial or undefined.
            Ty::Runtime(_) => matches!(self, Self::Eq | Self::Hash),
            Ty::Generic(..) => matches!(self, Self::Eq | Self::Hash),
            Ty::Vec(_) | Ty::Boxed(_) => self != Self::Copy,
            // Types of the user are assumed to implement every trait that the user asks for.
            Ty::Std(_) | Ty::Sizes(_) | Ty::Unit | Ty::Option(_) | Ty::Item(_) | Ty::Custom(_) => true,
        }
    }

    /// Whether the trait is implemented by those values in an item whose types [`types_of`] does not return.
    ///
    /// An open enumeration contains a `String`, for values that the contract does not list. An enum over
    /// derived types contains XML, for elements of undeclared types, and XML implements only `Eq` and `Hash`.
    /// Enums of faults are limited to these two traits as well.
    fn is_implemented_by_other_values(self, item: &Item) -> bool {
        match item {
            Item::Enumeration(Enumeration { other: Some(_), .. }) => self != Self::Copy,
            Item::Variants(_) | Item::Faults(_) => matches!(self, Self::Eq | Self::Hash),
            _ => true,
        }
    }
}

fn last_segment(derive: &str) -> &str {
    derive.rsplit("::").next().unwrap_or(derive).trim()
}

/// Whether a derive is one of serde's. Enumerations and unions do not derive these traits, because they are
/// serialized as their text.
pub(super) fn is_serde(derive: &str) -> bool {
    let path = derive.trim().trim_start_matches("::");
    matches!(path, "serde::Serialize" | "serde::Deserialize")
}

/// The name of a derive of the standard library: `Eq` for `std::cmp::Eq`. Other paths are unchanged.
fn in_prelude(derive: &str) -> &str {
    const STD: [&str; 9] =
        ["Clone", "Copy", "Debug", "Default", "Eq", "Hash", "Ord", "PartialEq", "PartialOrd"];
    let path = derive.trim().trim_start_matches("::");
    let is_std = path.starts_with("std::") || path.starts_with("core::");
    match last_segment(path) {
        name if is_std && STD.contains(&name) => name,
        _ => derive,
    }
}

/// The derives that the user requested, and the traits that they require.
pub(super) fn requested(config: &Config) -> Vec<String> {
    let mut derives: Vec<String> = Vec::new();
    let mut add = |derive: &str| {
        if !derives.iter().any(|known| known == derive || (last_segment(known) == derive)) {
            derives.push(derive.to_owned());
        }
    };
    for derive in config.derives.iter().map(|derive| in_prelude(derive)) {
        Trait::of(derive).into_iter().flat_map(Trait::requires).for_each(|required| add(required));
        add(derive);
    }
    derives
}

/// Removes derives from the types that cannot have them. A note lists these types for each trait.
pub(super) fn remove_impossible(modules: &mut [Module], config: &Config, notes: &mut Vec<String>) {
    const MAX_LISTED: usize = 3;
    let requested = requested(config);
    if requested.iter().any(|derive| is_serde(derive)) {
        notes.push("serde's derives need the feature `serde` of the crate `saponify`".to_owned());
    }
    for wanted in Trait::ALL {
        if !requested.iter().any(|derive| Trait::of(derive) == Some(wanted)) {
            continue;
        }
        let without = items_without(wanted, modules);
        if without.is_empty() {
            continue;
        }
        let mut names = Vec::new();
        for (index, module) in modules.iter_mut().enumerate() {
            for item in &mut module.items {
                let place = ItemRef { module: ModuleId(index), ident: item.ident().to_owned() };
                if !without.contains(&place) {
                    continue;
                }
                if names.len() < MAX_LISTED {
                    names.push(format!("`{}`", place.ident));
                }
                if let Some(derives) = derives_of(item) {
                    derives.retain(|derive| {
                        let derived = Trait::of(derive);
                        derived != Some(wanted)
                            && !derived.is_some_and(|derived| derived.requires().contains(&wanted.name()))
                    });
                }
            }
        }
        let others = match without.len().saturating_sub(MAX_LISTED) {
            0 => String::new(),
            others => format!(" and {others} others"),
        };
        let name = wanted.name();
        notes.push(format!(
            "`{name}` is not derived for types with members that do not implement it: {}{others}",
            names.join(", ")
        ));
    }
}

/// The items that cannot implement a trait: those that contain a type without the trait, directly or
/// inside other items.
fn items_without(wanted: Trait, modules: &[Module]) -> Set<ItemRef> {
    let mut holders: Map<ItemRef, Vec<ItemRef>> = Map::new();
    let mut without = Set::new();
    let mut queue = Vec::new();
    for (index, module) in modules.iter().enumerate() {
        for item in &module.items {
            let place = ItemRef { module: ModuleId(index), ident: item.ident().to_owned() };
            let mut types = types_of(item);
            let mut holds = wanted.is_implemented_by_other_values(item);
            while let Some(ty) = types.pop() {
                holds &= wanted.is_implemented_by(ty);
                match ty {
                    Ty::Option(inner) | Ty::Vec(inner) | Ty::Boxed(inner) => types.push(inner),
                    Ty::Generic(_, arguments) => types.push_all(arguments),
                    Ty::Item(held) => holders.or_default(held.clone()).push(place.clone()),
                    Ty::Std(_) | Ty::Runtime(_) | Ty::Custom(_) | Ty::Sizes(_) | Ty::Unit => {}
                }
            }
            if !holds && without.insert(place.clone()) {
                queue.push(place);
            }
        }
    }
    while let Some(item) = queue.pop() {
        for holder in holders.take(&item) {
            if without.insert(holder.clone()) {
                queue.push(holder);
            }
        }
    }
    without
}

/// The types of the fields, variants or members of an item.
pub(super) fn types_of(item: &Item) -> Vec<&Ty> {
    match item {
        Item::Record(record) => record.fields.iter().map(|field| &field.ty).collect_vec(),
        Item::Choice(choice) => choice.variants.iter().map(|variant| &variant.ty).collect_vec(),
        Item::Union(union) => union.members.iter().map(|member| &member.ty).collect_vec(),
        Item::Faults(faults) => faults.variants.iter().map(|variant| &variant.ty).collect_vec(),
        Item::Variants(variants) => variants.variants.iter().map(|variant| &variant.ty).collect_vec(),
        Item::Alias(alias) => vec![&alias.ty],
        _ => Vec::new(),
    }
}

fn derives_of(item: &mut Item) -> Option<&mut Vec<String>> {
    match item {
        Item::Record(record) => Some(&mut record.derives),
        Item::Enumeration(enumeration) => Some(&mut enumeration.derives),
        Item::Choice(choice) => Some(&mut choice.derives),
        Item::Union(union) => Some(&mut union.derives),
        Item::Faults(faults) => Some(&mut faults.derives),
        Item::Variants(variants) => Some(&mut variants.derives),
        _ => None,
    }
}
