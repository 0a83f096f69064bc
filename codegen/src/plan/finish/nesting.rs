//! Finds types that are nested so deeply that rustc needs a higher recursion limit.
//!
//! rustc checks whether a type is `Send` by recursion into the types of its fields, up to the crate's
//! `recursion_limit`. The default limit suffices for about 30 types of which each contains a `Vec` of the next.

use super::boxing::{Index, PlaceId};
use crate::{
    lists::CollectVec,
    model::IdMap,
    plan::{ItemRef, Module, Ty, derives::types_of},
};

/// Default of rustc's `recursion_limit`.
const DEFAULT_LIMIT: usize = 128;

/// Assumed number of types around a message, such as the future of a call, and within its innermost field, such as
/// the parts of a `String`.
const OTHER_LEVELS: usize = 16;

/// A struct or enum whose types are nested too deeply for rustc's default limit.
pub(super) struct DeepType {
    /// Identifier of the struct or enum.
    pub(super) ident: String,
    /// A `recursion_limit` that suffices.
    pub(super) limit: usize,
}

/// Returns the type with the deepest nesting, if rustc's default limit does not suffice for it.
///
/// A type that contains itself is counted once, as rustc does. Chains that lead into a cycle of types may therefore be
/// counted as shorter than they are.
pub(super) fn deepest(modules: &[Module]) -> Option<DeepType> {
    let index = Index::of(modules);
    let mut levels: IdMap<PlaceId, usize> = IdMap::default();
    let mut deepest: Option<(usize, PlaceId)> = None;
    for (start, _) in index.places.iter() {
        if levels.contains_key(&start) {
            continue;
        }
        levels.insert(start, 0);
        // Iterative, because recursion could be as deep as the schema.
        let mut stack = vec![Visit::of(modules, &index, start)];
        while let Some(visit) = stack.last_mut() {
            let Some((target, wrappers)) = visit.rest.next() else {
                let (id, total) = (visit.id, visit.levels + 1);
                stack.pop();
                levels.insert(id, total);
                if let Some(outer) = stack.last_mut() {
                    outer.levels = outer.levels.max(total + outer.wrappers);
                }
                if deepest.is_none_or(|(most, _)| most < total) {
                    deepest = Some((total, id));
                }
                continue;
            };
            match levels.get(&target) {
                Some(inner) => visit.levels = visit.levels.max(inner + wrappers),
                None => {
                    visit.wrappers = wrappers;
                    levels.insert(target, 0);
                    stack.push(Visit::of(modules, &index, target));
                }
            }
        }
    }
    let (most, id) = deepest?;
    let needed = most + OTHER_LEVELS;
    let item = index.places[id].item(modules)?;
    (needed > DEFAULT_LIMIT)
        .then(|| DeepType { ident: item.ident().to_owned(), limit: needed.next_power_of_two() })
}

/// An item whose parts are being visited.
struct Visit {
    id: PlaceId,
    /// The parts that are not yet visited: the item that each contains, and the levels of the types around it.
    rest: std::vec::IntoIter<(PlaceId, usize)>,
    /// Levels of the types around the part that is being visited.
    wrappers: usize,
    /// Most levels of the parts that have been visited.
    levels: usize,
}

impl Visit {
    fn of(modules: &[Module], index: &Index, id: PlaceId) -> Self {
        let types = index.places[id].item(modules).map(types_of).unwrap_or_default();
        let parts = types.into_iter().filter_map(|ty| contained(ty, 0));
        let parts = parts.filter_map(|(item, wrappers)| Some((*index.ids.get(item)?, wrappers)));
        Self { id, rest: parts.collect_vec().into_iter(), wrappers: 0, levels: 0 }
    }
}

/// The item in a type, and the levels of the types around it as rustc counts them.
fn contained(ty: &Ty, wrappers: usize) -> Option<(&ItemRef, usize)> {
    match ty {
        Ty::Item(item) => Some((item, wrappers)),
        Ty::Option(inner) => contained(inner, wrappers + 1),
        // `Box<T>` contains a `Unique<T>`.
        Ty::Boxed(inner) => contained(inner, wrappers + 2),
        // `Vec<T>` contains a `RawVec<T>`, and that a `PhantomData<T>`.
        Ty::Vec(inner) => contained(inner, wrappers + 3),
        Ty::Generic(_, arguments) => arguments.iter().find_map(|inner| contained(inner, wrappers + 4)),
        _ => None,
    }
}
