//! Boxes fields: those that close a cycle of types, large variants of enums, and large members of huge
//! structs.

use crate::{
    lists::{CollectVec, SortList},
    map::{Map, Set},
    model::{self, Arena, IdMap, IdSet},
    plan::{Item, ItemRef, Module, ModuleId, Slot, Ty, derives::types_of},
};

/// Maximum size of a variant, in bytes. Larger ones are boxed, so that an enum is not much larger than
/// its usual value.
const MAX_VARIANT_SIZE: usize = 128;

/// Maximum size of a struct, in bytes, as long as it has fields that can be boxed. Values are built and
/// moved on the stack, and the stack of a thread may have only two megabytes.
const MAX_STRUCT_SIZE: usize = 16 << 10;

/// Assumed size of an `Element` in bytes, so that variants with one are not boxed. The actual size is up
/// to 176 bytes; clippy reports variants whose sizes differ by 200 bytes.
const ASSUMED_ELEMENT_SIZE: usize = 120;

/// The types of the parts that an item contains by value.
fn parts(item: &mut Item) -> Vec<&mut Ty> {
    match item {
        Item::Record(record) => record.fields.iter_mut().map(|field| &mut field.ty).collect_vec(),
        Item::Choice(choice) => choice.variants.iter_mut().map(|variant| &mut variant.ty).collect_vec(),
        Item::Union(union) => union.members.iter_mut().map(|member| &mut member.ty).collect_vec(),
        Item::Faults(faults) => faults.variants.iter_mut().map(|variant| &mut variant.ty).collect_vec(),
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
        Item::Variants(variants) => Some(&variants.ident),
        _ => None,
    }
}

/// Boxes the fields that need it.
pub(super) fn insert_boxes(modules: &mut [Module]) {
    let index = Index::of(modules);
    break_cycles(modules, &index);
    shrink_enums(modules, &index);
    shrink_records(modules, &index);
}

model::ids! {
    /// Id of an item in an [`Index`].
    pub(super) PlaceId;
}

/// The location of an item: the index of its module, and its index in that module.
#[derive(Clone, Copy)]
pub(super) struct Place(pub(super) usize, usize);

impl Place {
    pub(super) fn item(self, modules: &[Module]) -> Option<&Item> {
        modules.get(self.0)?.items.get(self.1)
    }

    pub(super) fn item_mut(self, modules: &mut [Module]) -> Option<&mut Item> {
        modules.get_mut(self.0)?.items.get_mut(self.1)
    }
}

/// The items that other items can contain, ordered by module and position.
#[derive(Default)]
pub(super) struct Index {
    pub(super) places: Arena<PlaceId, Place>,
    pub(super) ids: Map<ItemRef, PlaceId>,
}

impl Index {
    pub(super) fn of(modules: &[Module]) -> Self {
        let mut index = Self::default();
        for (module, content) in modules.iter().enumerate() {
            let items = content.items.iter().enumerate();
            let mut idents = items.filter_map(|(place, item)| Some((ident(item)?, place))).collect_vec();
            idents.sort_list();
            for (ident, place) in idents {
                let id = index.places.add(Place(module, place));
                index.ids.insert(ItemRef { module: ModuleId(module), ident: ident.to_owned() }, id);
            }
        }
        index
    }
}

/// The item that a type contains by value, and the position in the type at which it can be boxed.
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

/// The items that an item contains by value, each with the index of the part that contains it.
fn targets(modules: &mut [Module], index: &Index, id: PlaceId) -> std::vec::IntoIter<(usize, PlaceId)> {
    let parts = index.places[id].item_mut(modules).map(parts).unwrap_or_default();
    let target = |ty: &mut Ty| held(ty).and_then(|(_, target)| index.ids.get(&target).copied());
    let targets = parts.into_iter().enumerate().filter_map(|(part, ty)| Some((part, target(ty)?)));
    targets.collect_vec().into_iter()
}

/// A part that can be boxed: the item that has the part, the index of the part, and the item that the part
/// contains by value.
struct Boxable {
    owner: PlaceId,
    part: usize,
    target: PlaceId,
}

/// Returns the parts that can be boxed and through which an item contains other items by value. These are
/// parts of the item itself, and parts of the choices and groups in its fields.
///
/// A field that holds a choice or a group is not boxed, and neither is the type of an alias. Each cycle can
/// be broken without such boxes: a group cannot contain itself without an element in between, and the field
/// or variant of that element can be boxed.
fn boxable(modules: &mut [Module], index: &Index, id: PlaceId) -> std::vec::IntoIter<Boxable> {
    let mut found = Vec::new();
    let mut inline = IdSet::default();
    inline.insert(id);
    let mut stack = vec![(id, targets(modules, index, id))];
    while let Some((owner, next)) = stack.last_mut() {
        let owner = *owner;
        let Some((part, target)) = next.next() else {
            stack.pop();
            continue;
        };
        if !is_inline(modules, index.places[owner], part) {
            found.push(Boxable { owner, part, target });
        } else if inline.insert(target) {
            stack.push((target, targets(modules, index, target)));
        }
    }
    found.into_iter()
}

/// Whether a part is a field that holds a choice or a group, or the type of an alias. Such a part is not
/// boxed.
fn is_inline(modules: &[Module], place: Place, part: usize) -> bool {
    match place.item(modules) {
        Some(Item::Record(record)) => {
            let slot = record.fields.get(part).map(|field| &field.slot);
            matches!(slot, Some(Slot::Choice { .. } | Slot::Group { .. }))
        }
        Some(Item::Alias(_)) => true,
        _ => false,
    }
}

/// Boxes parts so that no item contains itself by value, directly or through other items.
fn break_cycles(modules: &mut [Module], index: &Index) {
    let (mut begun, mut done) = (IdSet::default(), IdSet::default());
    let mut closing: IdMap<PlaceId, Set<usize>> = IdMap::default();
    for (start, _) in index.places.iter() {
        // Iterative, with a stack of items and their remaining parts: recursion could be as deep as the
        // schema.
        let mut stack = Vec::new();
        if begun.insert(start) {
            stack.push((start, boxable(modules, index, start)));
        }
        while let Some((id, next)) = stack.last_mut() {
            let id = *id;
            let Some(Boxable { owner, part, target }) = next.next() else {
                done.insert(id);
                stack.pop();
                continue;
            };
            if begun.insert(target) {
                stack.push((target, boxable(modules, index, target)));
            } else if !done.contains(&target) {
                closing.or_default(owner).insert(part);
            }
        }
    }
    for (id, closing) in closing.iter() {
        let mut parts = index.places[id].item_mut(modules).map(parts).unwrap_or_default();
        for part in closing.iter() {
            if let Some((ty, _)) = parts.get_mut(*part).and_then(|ty| held(ty)) {
                *ty = Ty::Boxed(Box::new(ty.clone()));
            }
        }
    }
}

/// Boxes the variants of enums that are larger than [`MAX_VARIANT_SIZE`].
fn shrink_enums(modules: &mut [Module], index: &Index) {
    let mut sizes = IdMap::default();
    for (_, place) in index.places.iter() {
        let Some(item @ (Item::Choice(_) | Item::Union(_) | Item::Faults(_))) = place.item(modules) else {
            continue;
        };
        let types = types_of(item).into_iter();
        let are_large =
            types.map(|ty| size(ty, modules, index, &mut sizes, 0) > MAX_VARIANT_SIZE).collect_vec();
        let parts = place.item_mut(modules).map(parts).unwrap_or_default();
        for (ty, is_large) in parts.into_iter().zip(are_large) {
            if is_large && let Some((ty, _)) = held(ty) {
                *ty = Ty::Boxed(Box::new(ty.clone()));
            }
        }
    }
}

/// Boxes the largest members of structs that are larger than [`MAX_STRUCT_SIZE`], beginning with the innermost
/// structs.
fn shrink_records(modules: &mut [Module], index: &Index) {
    let mut sizes = IdMap::default();
    for id in inner_first(modules, index) {
        let place = index.places[id];
        let Some(Item::Record(record)) = place.item(modules) else { continue };
        let fields = record.fields.iter();
        let found = fields.map(|field| size(&field.ty, modules, index, &mut sizes, 0)).collect_vec();
        let mut total: usize = found.iter().sum();
        let mut largest = found.into_iter().enumerate().collect_vec();
        // The sort is stable: of members with equal sizes, the first one is boxed first.
        largest.sort_list_by_key(|(_, size)| std::cmp::Reverse(*size));
        let Some(Item::Record(record)) = place.item_mut(modules) else { continue };
        for (field, size) in largest {
            let Some(field) = record.fields.get_mut(field).filter(|_| total > MAX_STRUCT_SIZE) else { break };
            if size > MAX_VARIANT_SIZE
                && matches!(field.slot, Slot::Once { .. })
                && let Some((ty, _)) = held(&mut field.ty)
            {
                *ty = Ty::Boxed(Box::new(ty.clone()));
                total = total.saturating_sub(size);
            }
        }
        sizes.insert(id, total);
    }
}

/// All items, each after the items that it contains by value.
fn inner_first(modules: &mut [Module], index: &Index) -> Vec<PlaceId> {
    let mut order = Vec::new();
    let mut seen = IdSet::default();
    for (start, _) in index.places.iter() {
        let mut stack = Vec::new();
        if seen.insert(start) {
            stack.push((start, targets(modules, index, start)));
        }
        while let Some((id, next)) = stack.last_mut() {
            let id = *id;
            match next.next() {
                Some((_, target)) if seen.insert(target) => {
                    stack.push((target, targets(modules, index, target)));
                }
                Some(_) => {}
                None => {
                    order.push(id);
                    stack.pop();
                }
            }
        }
    }
    order
}

/// Approximate size of a value in bytes, without its heap allocations.
fn size(
    ty: &Ty,
    modules: &[Module],
    index: &Index,
    sizes: &mut IdMap<PlaceId, usize>,
    depth: usize,
) -> usize {
    match ty {
        Ty::Std("String") | Ty::Vec(_) | Ty::Custom(_) => 24,
        Ty::Std(_) | Ty::Boxed(_) => 8,
        Ty::Sizes(dimensions) => 8 * dimensions,
        Ty::Unit => 0,
        Ty::Runtime("Element") => ASSUMED_ELEMENT_SIZE,
        Ty::Runtime("xsd::QName") => 48,
        Ty::Runtime(_) => 32,
        Ty::Generic("Nillable", arguments) => {
            arguments.iter().map(|ty| size(ty, modules, index, sizes, depth)).sum()
        }
        Ty::Generic("Typed", arguments) => {
            arguments.iter().map(|ty| size(ty, modules, index, sizes, depth) + 8).sum()
        }
        Ty::Generic(..) => 24,
        Ty::Option(inner) => size(inner, modules, index, sizes, depth) + 8,
        Ty::Item(item) => {
            let Some(id) = index.ids.get(item) else { return 32 };
            if let Some(known) = sizes.get(id) {
                return *known;
            }
            // The recursion ends, because `break_cycles` has boxed all cycles. The limit protects the stack:
            // a type that contains more than 64 levels of other types is treated as large.
            if depth > 64 {
                return MAX_VARIANT_SIZE + 1;
            }
            let total = match index.places[*id].item(modules) {
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
                // The variant for undeclared types holds an `Element`. All other variants are boxed.
                Some(Item::Variants(_)) => ASSUMED_ELEMENT_SIZE,
                _ => 32,
            };
            sizes.insert(*id, total);
            total
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn elements_are_small_enough_for_unboxed_variants() {
        assert!(size_of::<saponify::Element>() <= 176);
    }
}
