//! Finds equal global components: compares their own content first, then refines the classes by
//! references until nothing changes (partition refinement). Recursive types need no special care, and
//! each change is processed once.

use super::signature::{Nodes, Signature};
use crate::{
    lists::{CollectVec, SortList},
    map::Map,
    model::Model,
    read::global::{self, Global},
};

/// Equivalence classes of global components.
pub(super) struct Classes {
    /// Class of each node by its own content, with references compared by name.
    pub(super) own: Vec<u32>,
    /// Class of each node by its own content and the content of all components that it refers to.
    pub(super) of_nodes: Vec<u32>,
}

pub(super) fn of(model: &Model, globals: &[Global], nodes: &Nodes) -> Classes {
    let mut known: Map<Vec<u8>, u32> = Map::new();
    let mut own = Vec::with_capacity(globals.len());
    let mut references = Vec::with_capacity(globals.len());
    for global in globals {
        let mut signature = Signature { model, nodes, bytes: Vec::new(), references: Vec::new() };
        signature.global(*global);
        // The initial classes compare references by name.
        for node in &signature.references {
            if let Some(name) = globals.get(*node as usize).and_then(|global| global::name(model, *global)) {
                signature.bytes.extend_from_slice(name.namespace.as_bytes());
                signature.bytes.push(b' ');
                signature.bytes.extend_from_slice(name.local.as_bytes());
                signature.bytes.push(b' ');
            }
        }
        let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
        own.push(*known.or_insert(signature.bytes, next));
        references.push(signature.references);
    }
    let of_nodes = refined(own.clone(), &references, known.len());
    Classes { own, of_nodes }
}

/// Splits classes until all members of a class refer to members of the same classes.
///
/// When a class splits, its first part keeps the number, so only components that refer to the other parts
/// must be processed again.
fn refined(mut classes: Vec<u32>, references: &[Vec<u32>], count: usize) -> Vec<u32> {
    let mut referring: Vec<Vec<u32>> = vec![Vec::new(); classes.len()];
    for (node, targets) in references.iter().enumerate() {
        for target in targets {
            if let (Some(list), Ok(node)) = (referring.get_mut(*target as usize), u32::try_from(node)) {
                list.push(node);
            }
        }
    }
    let mut sizes: Vec<usize> = vec![0; count];
    for class in &classes {
        if let Some(size) = sizes.get_mut(*class as usize) {
            *size += 1;
        }
    }
    let mut dirty: Vec<u32> = (0..classes.len()).filter_map(|node| u32::try_from(node).ok()).collect_vec();
    while !dirty.is_empty() {
        let mut by_class: Vec<(u32, u32)> =
            dirty.drain(..).filter_map(|node| Some((*classes.get(node as usize)?, node))).collect_vec();
        by_class.sort_list();
        by_class.dedup();
        // Compute all keys before any class changes.
        let key = |node: u32| -> Vec<u32> {
            let targets = references.get(node as usize).map(Vec::as_slice).unwrap_or_default();
            targets.iter().filter_map(|target| classes.get(*target as usize).copied()).collect_vec()
        };
        let mut parted: Vec<(u32, Vec<Vec<u32>>)> = Vec::new();
        for members in by_class.chunk_by(|one, next| one.0 == next.0) {
            let Some((class, _)) = members.first().copied() else { continue };
            let size = sizes.get(class as usize).copied().unwrap_or_default();
            if size < 2 {
                continue;
            }
            let is_whole = members.len() == size;
            let mut order: Vec<Vec<u32>> = Vec::new();
            let mut places: Map<Vec<u32>, usize> = Map::new();
            for (_, node) in members {
                let place = *places.or_insert_with(key(*node), || {
                    order.push(Vec::new());
                    order.len() - 1
                });
                if let Some(part) = order.get_mut(place) {
                    part.push(*node);
                }
            }
            if is_whole {
                order.remove(0);
            }
            if !order.is_empty() {
                parted.push((class, order));
            }
        }
        for (class, parts) in parted {
            for part in parts {
                let Ok(next) = u32::try_from(sizes.len()) else { return classes };
                sizes.push(part.len());
                if let Some(size) = sizes.get_mut(class as usize) {
                    *size -= part.len();
                }
                for node in part {
                    if let Some(slot) = classes.get_mut(node as usize) {
                        *slot = next;
                    }
                    dirty.extend(referring.get(node as usize).into_iter().flatten());
                }
            }
        }
    }
    classes
}

#[cfg(test)]
mod tests {
    use super::refined;

    #[test]
    fn classes_split_along_references() {
        // 0 and 1 are in one class, and so are 2 and 3. 0 refers to 2, 1 to 3; 2 refers to 4, 3 to 5; 4 and 5
        // differ.
        let references = [vec![2], vec![3], vec![4], vec![5], vec![], vec![]];
        let classes = refined(vec![0, 0, 1, 1, 2, 3], &references, 4);
        assert!(classes[0] != classes[1] && classes[2] != classes[3]);
    }

    #[test]
    fn cyclic_references_stay_in_one_class() {
        let references = [vec![1], vec![0], vec![3], vec![2]];
        let classes = refined(vec![0, 1, 0, 1], &references, 2);
        assert_eq!(classes, [0, 1, 0, 1]);
    }

    #[test]
    fn a_long_chain_is_split_in_linear_time() {
        let length = 200_000;
        // Two chains whose last links differ.
        let chain =
            |from: u32| (0..length).map(move |at| if at + 1 < length { vec![from + at + 1] } else { vec![] });
        let references: Vec<Vec<u32>> = chain(0).chain(chain(length)).collect();
        let mut classes: Vec<u32> = (0..length).chain(0..length).collect();
        *classes.last_mut().unwrap() = length;
        let refined = refined(classes, &references, length as usize + 1);
        assert!((0..length as usize).all(|at| refined[at] != refined[at + length as usize]));
    }
}
