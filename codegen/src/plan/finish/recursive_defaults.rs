//! Makes required members optional if the `Default` of their type would not end, or would be unreasonably large.
//!
//! `Default` is the first step of reading a value. If a required member of a type contains a value of the same type,
//! `Default::default` would call itself without end. No document can contain a value of such a type. The contract is
//! wrong, usually because it lacks a `minOccurs="0"`.

use super::boxing::{Index, Place, PlaceId};
use crate::{
    docs,
    lists::{CollectVec, PushAll},
    map::Set,
    model::{IdMap, Model},
    plan::{Field, Item, ItemRef, Module, ModuleId, Slot, Ty, names::layout::Layout},
    problem::Problems,
};

/// Required members that became optional.
#[derive(Clone, Default)]
struct OptionalMembers {
    /// The records that contain the members.
    records: Set<ItemRef>,
    /// Identifiers of the records.
    idents: Vec<String>,
    /// Paths of the members, such as `Person/manager`: the identifier of the record and the name of the element.
    members: Vec<String>,
}

impl OptionalMembers {
    fn add(&mut self, place: Place, ident: &str, members: Vec<String>) {
        if !members.is_empty() {
            self.records.insert(ItemRef { module: ModuleId(place.0), ident: ident.to_owned() });
            self.idents.push(ident.to_owned());
            self.members.push_all(members);
        }
    }
}

/// Maximum number of members in a warning.
const MAX_LISTED: usize = 8;

/// Maximum number of structs that `Default::default` of one struct creates, at all depths.
const MAX_STRUCTS: u64 = 1 << 16;

/// Maximum nesting depth of the structs that `Default::default` of one struct creates. By default, readers accept
/// only 96 nested elements.
const MAX_DEPTH: u64 = 250;

/// Makes required members optional if the `Default` of their type would not end or would be too large, and
/// reports them. The members become `Option`s, but a document or a value without them is still an error.
pub(super) fn end_recursion(modules: &mut [Module], layout: &Layout, model: &Model, problems: &mut Problems) {
    let index = Index::of(modules);
    let (cycles, order) = cycles(modules, &index);
    let mut report = |optional: &OptionalMembers, begin: &str, end: &str| {
        let types = layout.items.iter().filter(|(_, item)| optional.records.contains(item));
        let span = types.map(|(id, _)| model.types[id].span).min_by_key(|span| (span.source, span.start));
        let idents = optional.idents.iter().take(MAX_LISTED).map(|ident| docs::code(ident)).collect_vec();
        let mut shown =
            optional.members.iter().take(MAX_LISTED).map(|member| docs::code(member)).collect_vec();
        if let Some(more) = optional.members.len().checked_sub(MAX_LISTED).filter(|more| *more > 0) {
            shown.push(format!("{more} more"));
        }
        let members = match shown.split_last() {
            Some((last, rest)) if !rest.is_empty() => {
                format!("members {} and {last} contain", rest.join(", "))
            }
            _ => format!("member {} contains", shown.concat()),
        };
        let idents = idents.join(" or ");
        let (start, end) = (begin.replace("{}", &idents), end.replace("{}", &idents));
        problems.warning(span, format!("{start}: the required {members} {end}")).hint(
            "in Rust such members are `Option`s that must be set; if the server omits one of them, add `minOccurs=\"0\"` to its element",
        );
    };
    for optional in break_cycles(modules, &index, &cycles) {
        report(&optional, "no document can contain a value of {}", "{} again");
    }
    for optional in break_large(modules, &index, &order) {
        let end = format!("more than {MAX_STRUCTS} structs, or more than {MAX_DEPTH} nested in each other");
        report(&optional, "a value of {} would be too large", &end);
    }
}

/// Makes recursive required members optional. Returns one entry for each set of mutually recursive types.
fn break_cycles(
    modules: &mut [Module],
    index: &Index,
    cycles: &IdMap<PlaceId, PlaceId>,
) -> Vec<OptionalMembers> {
    let mut found: IdMap<PlaceId, OptionalMembers> = IdMap::default();
    for (id, place) in index.places.iter() {
        let Some(cycle) = cycles.get(&id).copied() else { continue };
        let leads_back = |target: &ItemRef| {
            let target = index.ids.get(target);
            target.is_some_and(|target| cycles.get(target) == Some(&cycle))
        };
        let Some(Item::Record(record)) = place.item_mut(modules) else { continue };
        let fields = record.fields.iter_mut().filter(|field| held(&field.ty).is_some_and(leads_back));
        let members = fields.filter_map(|field| make_optional(&record.ident, field)).collect_vec();
        found.or_default(cycle).add(*place, &record.ident, members);
    }
    found.iter().map(|(_, optional)| optional.clone()).collect_vec()
}

/// If the default value of a record is unreasonably large, makes its largest members optional. Returns one
/// entry for each changed record.
///
/// `order` lists an item only after all items whose default values are part of its own default value.
fn break_large(modules: &mut [Module], index: &Index, order: &[PlaceId]) -> Vec<OptionalMembers> {
    let mut found = Vec::new();
    // For each item, the number of structs in its default value, and their nesting depth.
    let mut sizes: IdMap<PlaceId, (u64, u64)> = IdMap::default();
    for id in order {
        let place = index.places[*id];
        let (mut count, mut depth) = (1, 0);
        for target in targets(modules, index, *id) {
            let inner = sizes.get(&target).copied().unwrap_or_default();
            (count, depth) = (inner.0.saturating_add(count), inner.1.max(depth));
        }
        if let Some(Item::Record(record)) = place.item_mut(modules)
            && (count > MAX_STRUCTS || depth >= MAX_DEPTH)
        {
            let size = |field: &Field| {
                let target = held(&field.ty).and_then(|target| index.ids.get(target));
                target.and_then(|target| sizes.get(target)).copied().unwrap_or_default()
            };
            let mut members = Vec::new();
            for field in &mut record.fields {
                let inner = size(field);
                if inner.0 > MAX_STRUCTS / 256 || inner.1 >= MAX_DEPTH {
                    members.push_all(make_optional(&record.ident, field));
                }
            }
            let mut optional = OptionalMembers::default();
            optional.add(place, &record.ident, members);
            found.push_all((!optional.members.is_empty()).then_some(optional));
            let rest = record.fields.iter().map(size).collect_vec();
            count = rest.iter().fold(1, |count, inner| inner.0.saturating_add(count));
            depth = rest.iter().map(|inner| inner.1).max().unwrap_or_default();
        }
        sizes.insert(*id, (count, depth + 1));
    }
    found
}

/// Makes a member optional if it is a single element. Returns its path; `None` for other members.
fn make_optional(record: &str, field: &mut Field) -> Option<String> {
    let Slot::Once { name, nil, not_nil, shared, .. } = &mut field.slot else { return None };
    (*nil, *not_nil, *shared) = (true, true, true);
    field.ty = Ty::Option(Box::new(field.ty.clone()));
    Some(format!("{record}/{}", name.local))
}

/// The item that a type contains directly or in a box. `Default::default` of the type calls
/// `Default::default` of the item.
fn held(ty: &Ty) -> Option<&ItemRef> {
    match ty {
        Ty::Item(item) => Some(item),
        Ty::Boxed(inner) => held(inner),
        _ => None,
    }
}

/// Returns the items whose `Default::default` is called by `Default::default` of the item `id`.
fn targets(modules: &[Module], index: &Index, id: PlaceId) -> std::vec::IntoIter<PlaceId> {
    let types: Vec<&Ty> = match index.places[id].item(modules) {
        Some(Item::Record(record)) => record.fields.iter().map(|field| &field.ty).collect_vec(),
        Some(Item::Alias(alias)) => vec![&alias.ty],
        // If the declared type is abstract, the default is an empty `Element`.
        Some(Item::Variants(variants)) if !variants.is_abstract => {
            variants.variants.first().map(|variant| &variant.ty).into_iter().collect_vec()
        }
        _ => Vec::new(),
    };
    let targets = types.into_iter().filter_map(|ty| index.ids.get(held(ty)?).copied());
    targets.collect_vec().into_iter()
}

/// Finds the items whose `Default::default` would call itself, directly or through other items. The first value maps
/// each of them to a representative of its cycle: two items have the same representative if each contains the other,
/// directly or indirectly. The second value lists all items. Outside of cycles, each item follows the items whose
/// `Default::default` it calls.
///
/// These are the strongly connected components of the items, found with Gabow's algorithm. Iterative, because
/// recursion could be as deep as the schema.
fn cycles(modules: &[Module], index: &Index) -> (IdMap<PlaceId, PlaceId>, Vec<PlaceId>) {
    let mut numbers: IdMap<PlaceId, usize> = IdMap::default();
    let mut components: IdMap<PlaceId, PlaceId> = IdMap::default();
    let (mut cycles, mut order) = (IdMap::default(), Vec::new());
    let mut count = 0_usize;
    // `open`: visited items that are not yet assigned to a strongly connected component. `firsts`: the numbers of the
    // open items that may be the first item of their component. Both are stacks.
    let (mut open, mut firsts) = (Vec::new(), Vec::new());
    for (start, _) in index.places.iter() {
        let mut stack = Vec::new();
        let mut next = (!numbers.contains_key(&start)).then_some(start);
        loop {
            if let Some(id) = next.take() {
                firsts.push(count);
                numbers.insert(id, count);
                count += 1;
                open.push(id);
                stack.push((id, targets(modules, index, id), false));
            }
            let Some((id, rest, contains_itself)) = stack.last_mut() else { break };
            if let Some(target) = rest.next() {
                *contains_itself |= target == *id;
                match numbers.get(&target) {
                    None => next = Some(target),
                    Some(number) if !components.contains_key(&target) => {
                        while firsts.last().is_some_and(|first| first > number) {
                            firsts.pop();
                        }
                    }
                    Some(_) => {}
                }
                continue;
            }
            let (id, contains_itself) = (*id, *contains_itself);
            stack.pop();
            if firsts.last() != numbers.get(&id) {
                continue;
            }
            firsts.pop();
            let begin = open.iter().rposition(|item| *item == id).unwrap_or(open.len());
            let members = open.split_off(begin);
            let is_cycle = contains_itself || members.len() > 1;
            order.push_all(members.iter().rev().copied());
            for member in members {
                components.insert(member, id);
                if is_cycle {
                    cycles.insert(member, id);
                }
            }
        }
    }
    (cycles, order)
}
