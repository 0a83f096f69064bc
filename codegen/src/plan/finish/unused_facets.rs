//! Removes constants for facets that nothing uses. Example: two branches of a choice are elements with the
//! same name and different simple types. They share one variant, whose value is a `String` without checks.
//! Nothing then uses the facets of the two types.

use crate::{
    lists::{CollectVec, PushAll},
    map::{Map, Set},
    plan::{Check, FacetValue, FacetsRef, Item, ItemRef, Module, ModuleId},
};

/// Removes the constants that neither a check, an enumeration nor a union uses, directly or through other constants.
pub(super) fn remove(modules: &mut [Module]) {
    let mut constants = Map::new();
    for (index, module) in modules.iter().enumerate() {
        for item in &module.items {
            if let Item::Facets(facets) = item {
                constants.insert(ItemRef { module: ModuleId(index), ident: facets.ident.clone() }, facets);
            }
        }
    }
    let mut used = Set::new();
    let mut queue = modules.iter().flat_map(|module| &module.items).flat_map(facets_of_item).collect_vec();
    while let Some(facets) = queue.pop() {
        let entries = match facets {
            FacetsRef::Item(item) if used.insert(item.clone()) => {
                constants.get(item).map_or(&[][..], |facets| &facets.entries)
            }
            FacetsRef::Inline { entries, .. } => entries,
            FacetsRef::Fixed { base, .. } => {
                queue.push(base);
                continue;
            }
            FacetsRef::Item(_) | FacetsRef::Known(_) | FacetsRef::Of(_) => continue,
        };
        queue.push_all(entries.iter().flat_map(|(_, value)| facets_of_value(value)));
    }
    for (index, module) in modules.iter_mut().enumerate() {
        module.items.retain(|item| match item {
            Item::Facets(facets) => {
                used.contains(&ItemRef { module: ModuleId(index), ident: facets.ident.clone() })
            }
            _ => true,
        });
    }
}

/// The facets that an item uses. For a constant with facets, the result is empty.
fn facets_of_item(item: &Item) -> Vec<&FacetsRef> {
    let checks = match item {
        Item::Record(record) => record.fields.iter().filter_map(|field| field.check.as_ref()).collect_vec(),
        Item::Choice(choice) => {
            choice.variants.iter().filter_map(|variant| variant.check.as_ref()).collect_vec()
        }
        Item::Root(root) => root.check.iter().collect_vec(),
        Item::Enumeration(enumeration) => return enumeration.base.iter().collect_vec(),
        Item::Union(union) => {
            return union.members.iter().filter_map(|member| member.facets.as_ref()).collect_vec();
        }
        _ => return Vec::new(),
    };
    let mut found = Vec::new();
    for check in checks {
        match check {
            Check::Inside => {}
            Check::Facets(facets) | Check::FixedText { facets, .. } => found.push(facets),
            Check::Pairs { key, value, .. } => {
                found.push_all([key, value].into_iter().flatten().map(|(_, facets)| facets));
            }
        }
    }
    found
}

/// Returns the facets of other types that a facet contains: the facets of a list's item type, of a union's
/// member types, or of derived types.
fn facets_of_value(value: &FacetValue) -> Vec<&FacetsRef> {
    match value {
        FacetValue::Facets(facets) => vec![facets],
        FacetValue::Members(members) => members.iter().collect_vec(),
        FacetValue::Derived(types) => types.iter().map(|(_, facets)| facets).collect_vec(),
        FacetValue::Number(_)
        | FacetValue::Text(_)
        | FacetValue::WhiteSpace(_)
        | FacetValue::Texts(_)
        | FacetValue::Patterns(_) => Vec::new(),
    }
}
