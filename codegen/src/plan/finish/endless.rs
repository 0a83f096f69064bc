//! Finds types whose required members lead back to the type itself, and makes these members optional.
//!
//! No document can contain a value of such a type, because it would never end. The contract is wrong, usually
//! because it lacks a `minOccurs="0"`. Without this step, the `Default` of the type would call itself without
//! end, and `Default` is the first step of reading a value.

use super::boxing::{Index, Place};
use crate::{
    docs,
    model::{Id, IdMap, Model},
    plan::{Item, ItemRef, Module, ModuleId, Slot, Ty, names::layout::Layout},
    problem::Problems,
};

/// Types that lead to each other through required members.
#[derive(Clone, Default)]
struct Endless {
    /// The records with these members.
    records: Vec<ItemRef>,
    /// The members, as paths of Rust type and element.
    members: Vec<String>,
}

/// Maximum number of members in a warning.
const SHOWN: usize = 8;

/// Makes the members optional and reports them. They become `Option`s, but a document or a value without them is
/// still an error.
pub(super) fn break_off(modules: &mut [Module], layout: &Layout, model: &Model, problems: &mut Problems) {
    for Endless { records, members } in make_optional(modules) {
        let types = layout.items.iter().filter(|(_, item)| records.contains(item));
        let span = types.map(|(id, _)| model.types[id].span).min_by_key(|span| (span.source, span.start));
        let idents: Vec<_> = records.iter().take(SHOWN).map(|item| docs::code(&item.ident)).collect();
        let mut shown: Vec<_> = members.iter().take(SHOWN).map(|member| docs::code(member)).collect();
        if let Some(more) = members.len().checked_sub(SHOWN).filter(|more| *more > 0) {
            shown.push(format!("{more} more"));
        }
        let (lead, shown) = match shown.split_last() {
            Some((last, rest)) if !rest.is_empty() => ("lead", format!("{} and {last}", rest.join(", "))),
            _ => ("leads", shown.concat()),
        };
        let idents = idents.join(" or ");
        let message =
            format!("no document can contain a value of {idents}: the required {shown} {lead} back to it");
        problems.warning(span, message).hint(
            "in Rust they are `Option`s that must be set; if the server omits one of them, add `minOccurs=\"0\"` to its element",
        );
    }
}

/// Makes the members optional. Returns them, one entry for each set of types that lead to each other.
fn make_optional(modules: &mut [Module]) -> Vec<Endless> {
    let index = Index::of(modules);
    let circles = circles(modules, &index);
    let mut found: IdMap<Place, Endless> = IdMap::default();
    for (id, place) in index.places.iter() {
        let Some(circle) = circles.get(&id).copied() else { continue };
        let leads_back = |target: &ItemRef| {
            let target = index.ids.get(target);
            target.is_some_and(|target| circles.get(target) == Some(&circle))
        };
        let Some(Item::Record(record)) = place.item_mut(modules) else { continue };
        let mut members = Vec::new();
        for field in &mut record.fields {
            let Slot::Once { name, nil, shared, .. } = &mut field.slot else { continue };
            if held(&field.ty).is_some_and(leads_back) {
                (*nil, *shared) = (true, true);
                field.ty = Ty::Option(Box::new(field.ty.clone()));
                members.push(format!("{}/{}", record.ident, name.local));
            }
        }
        if !members.is_empty() {
            let item = ItemRef { module: ModuleId(place.0), ident: record.ident.clone() };
            let endless = found.or_default(circle);
            endless.records.push(item);
            endless.members.extend(members);
        }
    }
    found.iter().map(|(_, endless)| endless.clone()).collect()
}

/// The item whose `Default` the `Default` of a type calls.
fn held(ty: &Ty) -> Option<&ItemRef> {
    match ty {
        Ty::Item(item) => Some(item),
        Ty::Boxed(inner) => held(inner),
        _ => None,
    }
}

/// The items whose `Default` the `Default` of an item calls.
fn targets(modules: &[Module], index: &Index, id: Id<Place>) -> std::vec::IntoIter<Id<Place>> {
    let types: Vec<&Ty> = match index.places[id].item(modules) {
        Some(Item::Record(record)) => record.fields.iter().map(|field| &field.ty).collect(),
        Some(Item::Alias(alias)) => vec![&alias.ty],
        // Without a declared type, the default is an empty element.
        Some(Item::Variants(variants)) if !variants.is_abstract => {
            variants.variants.first().map(|variant| &variant.ty).into_iter().collect()
        }
        _ => Vec::new(),
    };
    let targets = types.into_iter().filter_map(|ty| index.ids.get(held(ty)?).copied());
    targets.collect::<Vec<_>>().into_iter()
}

/// The items whose `Default` would call itself, each with a representative of its circle: two items have the
/// same one if they lead to each other.
///
/// These are the strongly connected components of the items, found with Gabow's algorithm. Iterative, because
/// recursion could be as deep as the schema.
fn circles(modules: &[Module], index: &Index) -> IdMap<Place, Id<Place>> {
    let mut numbers: IdMap<Place, usize> = IdMap::default();
    let mut components: IdMap<Place, Id<Place>> = IdMap::default();
    let mut circles = IdMap::default();
    let mut count = 0_usize;
    // The items without a component, and the numbers of those that may be the first of their components.
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
            let Some((id, rest, leads_to_itself)) = stack.last_mut() else { break };
            if let Some(target) = rest.next() {
                *leads_to_itself |= target == *id;
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
            let (id, leads_to_itself) = (*id, *leads_to_itself);
            stack.pop();
            if firsts.last() != numbers.get(&id) {
                continue;
            }
            firsts.pop();
            let begin = open.iter().rposition(|item| *item == id).unwrap_or(open.len());
            let members = open.split_off(begin);
            let is_circle = leads_to_itself || members.len() > 1;
            for member in members {
                components.insert(member, id);
                if is_circle {
                    circles.insert(member, id);
                }
            }
        }
    }
    circles
}
