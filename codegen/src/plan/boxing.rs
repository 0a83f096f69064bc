//! Which fields are boxed: those that close a cycle of types, the large ones in enums, and what would make a struct huge.

use std::collections::{BTreeMap, BTreeSet};

use super::{Item, ItemRef, Module, ModuleId, Slot, Ty};

/// A variant that is larger than this is boxed, so that an enum is not much larger than its usual value.
const LARGE: usize = 128;

/// A struct is not larger than this, as long as it has fields that can be boxed: values are made and moved on the stack,
/// where a thread may have no more than two megabytes.
const HUGE: usize = 16 << 10;

/// What is kept as XML counts as no more than this, so that a variant of it is not boxed. It takes up to 176 bytes, and
/// variants that differ by 200 are what clippy calls large.
const ELEMENT: usize = 120;

/// The types of the places of an item that hold others by value.
fn places(item: &mut Item) -> Vec<&mut Ty> {
    match item {
        Item::Record(record) => record.fields.iter_mut().map(|field| &mut field.ty).collect(),
        Item::Choice(choice) => choice.variants.iter_mut().map(|variant| &mut variant.ty).collect(),
        Item::Union(union) => union.members.iter_mut().map(|member| &mut member.ty).collect(),
        Item::Faults(faults) => faults.variants.iter_mut().map(|variant| &mut variant.ty).collect(),
        Item::Alias(alias) => vec![&mut alias.ty],
        _ => Vec::new(),
    }
}

fn ident(item: &Item) -> Option<&str> {
    match item {
        Item::Record(record) => Some(&record.ident),
        Item::Choice(choice) => Some(&choice.ident),
        Item::Union(union) => Some(&union.ident),
        Item::Faults(faults) => Some(&faults.ident),
        Item::Alias(alias) => Some(&alias.ident),
        Item::Enumeration(enumeration) => Some(&enumeration.ident),
        _ => None,
    }
}

/// Boxes what must be.
pub(super) fn settle(modules: &mut [Module]) {
    let mut index = BTreeMap::new();
    for (module, content) in modules.iter().enumerate() {
        for (place, item) in content.items.iter().enumerate() {
            if let Some(ident) = ident(item) {
                index.insert(ItemRef { module: ModuleId(module), ident: ident.to_owned() }, (module, place));
            }
        }
    }
    break_cycles(modules, &index);
    shrink_enums(modules, &index);
    shrink_records(modules, &index);
}

type Index = BTreeMap<ItemRef, (usize, usize)>;

/// The item that a type holds by value, if it is one that can be boxed there.
fn held(ty: &mut Ty) -> Option<(&mut Ty, ItemRef)> {
    match ty {
        Ty::Item(item) => {
            let item = item.clone();
            Some((ty, item))
        }
        Ty::Option(inner) => held(inner),
        Ty::Generic("Nillable", arguments) => held(arguments.first_mut()?),
        _ => None,
    }
}

/// Boxes each field that leads back to a type that is being laid out.
fn break_cycles(modules: &mut [Module], index: &Index) {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        Fresh,
        Open,
        Done,
    }
    let mut states: BTreeMap<(usize, usize), State> = BTreeMap::new();
    for start in index.values() {
        // A stack of items with the number of the place to look at next; recursion could be as deep as the schema.
        let mut stack = vec![(*start, 0_usize)];
        if states.get(start).copied().unwrap_or(State::Fresh) != State::Fresh {
            continue;
        }
        states.insert(*start, State::Open);
        while let Some((node, next)) = stack.pop() {
            let item = modules.get_mut(node.0).and_then(|module| module.items.get_mut(node.1));
            let mut places = item.map(places).unwrap_or_default();
            let Some(ty) = places.get_mut(next) else {
                states.insert(node, State::Done);
                continue;
            };
            stack.push((node, next + 1));
            let Some((ty, target)) = held(ty) else { continue };
            let Some(target) = index.get(&target) else { continue };
            match states.get(target).copied().unwrap_or(State::Fresh) {
                State::Open => *ty = Ty::Boxed(Box::new(ty.clone())),
                State::Done => {}
                State::Fresh => {
                    states.insert(*target, State::Open);
                    stack.push((*target, 0));
                }
            }
        }
    }
}

/// Boxes the large variants of enums.
fn shrink_enums(modules: &mut [Module], index: &Index) {
    let mut sizes = BTreeMap::new();
    let enums: Vec<_> = index
        .values()
        .filter(|(module, place)| {
            let item = modules.get(*module).and_then(|module| module.items.get(*place));
            matches!(item, Some(Item::Choice(_) | Item::Union(_) | Item::Faults(_)))
        })
        .copied()
        .collect();
    for (module, place) in enums {
        let Some(item) = modules.get(module).and_then(|module| module.items.get(place)) else { continue };
        let mut copy = item.clone();
        for ty in places(&mut copy) {
            if size(ty, modules, index, &mut sizes, 0) > LARGE
                && let Some((ty, _)) = held(ty)
            {
                *ty = Ty::Boxed(Box::new(ty.clone()));
            }
        }
        if let Some(item) = modules.get_mut(module).and_then(|module| module.items.get_mut(place)) {
            *item = copy;
        }
    }
}

/// Boxes the largest members of huge structs, the innermost structs first.
fn shrink_records(modules: &mut [Module], index: &Index) {
    let mut sizes = BTreeMap::new();
    for (reference, (module, place)) in inner_first(modules, index) {
        let Some(Item::Record(record)) = modules.get(module).and_then(|module| module.items.get(place))
        else {
            continue;
        };
        let fields = record.fields.iter();
        let found: Vec<_> = fields.map(|field| size(&field.ty, modules, index, &mut sizes, 0)).collect();
        let mut total: usize = found.iter().sum();
        let mut largest: Vec<_> = found.into_iter().enumerate().collect();
        largest.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
        let item = modules.get_mut(module).and_then(|module| module.items.get_mut(place));
        let Some(Item::Record(record)) = item else { continue };
        for (field, size) in largest {
            let Some(field) = record.fields.get_mut(field).filter(|_| total > HUGE) else { break };
            if size > LARGE
                && matches!(field.slot, Slot::Once { .. })
                && let Some((ty, _)) = held(&mut field.ty)
            {
                *ty = Ty::Boxed(Box::new(ty.clone()));
                total = total.saturating_sub(size);
            }
        }
        sizes.insert(reference, total);
    }
}

/// All items, each after those that it holds by value.
fn inner_first(modules: &mut [Module], index: &Index) -> Vec<(ItemRef, (usize, usize))> {
    let mut order = Vec::new();
    let mut seen = BTreeSet::new();
    for (start, at) in index {
        let mut stack: Vec<(ItemRef, (usize, usize), usize)> = Vec::new();
        if seen.insert(start.clone()) {
            stack.push((start.clone(), *at, 0));
        }
        while let Some((reference, at, next)) = stack.pop() {
            let item = modules.get_mut(at.0).and_then(|module| module.items.get_mut(at.1));
            let mut places = item.map(places).unwrap_or_default();
            let Some(ty) = places.get_mut(next) else {
                order.push((reference, at));
                continue;
            };
            let target = held(ty).map(|(_, target)| target);
            stack.push((reference, at, next + 1));
            if let Some(target) = target
                && let Some(at) = index.get(&target)
                && seen.insert(target.clone())
            {
                stack.push((target, *at, 0));
            }
        }
    }
    order
}

/// About how many bytes a value takes in place.
fn size(
    ty: &Ty,
    modules: &[Module],
    index: &Index,
    sizes: &mut BTreeMap<ItemRef, usize>,
    depth: usize,
) -> usize {
    match ty {
        Ty::Std("String") | Ty::Vec(_) | Ty::Custom(_) => 24,
        Ty::Std(_) | Ty::Boxed(_) => 8,
        Ty::Unit => 0,
        Ty::Runtime("Element") => ELEMENT,
        Ty::Runtime(_) => 32,
        Ty::Generic("Nillable", arguments) => {
            arguments.iter().map(|ty| size(ty, modules, index, sizes, depth)).sum()
        }
        Ty::Generic(..) => 24,
        Ty::Option(inner) => size(inner, modules, index, sizes, depth) + 8,
        Ty::Item(item) => {
            if let Some(known) = sizes.get(item) {
                return *known;
            }
            // Cycles are boxed by now, so only a very deep nesting is left to be called large.
            if depth > 64 {
                return LARGE + 1;
            }
            let found = index.get(item).and_then(|(module, place)| modules.get(*module)?.items.get(*place));
            let total = match found {
                Some(Item::Record(record)) => {
                    record.fields.iter().map(|field| size(&field.ty, modules, index, sizes, depth + 1)).sum()
                }
                Some(Item::Choice(choice)) => {
                    let parts = choice
                        .variants
                        .iter()
                        .map(|variant| size(&variant.ty, modules, index, sizes, depth + 1));
                    8 + parts.max().unwrap_or_default()
                }
                Some(Item::Alias(alias)) => size(&alias.ty, modules, index, sizes, depth + 1),
                _ => 32,
            };
            sizes.insert(item.clone(), total);
            total
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn kept_xml_may_stand_in_a_variant() {
        assert!(size_of::<saponify::Element>() <= 176);
    }
}
