//! A selection of roots for CI: small ones that together contain every construct, style and version of SOAP.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    index::{Index, Root},
    package::{Folder, Tool},
    run::{self, Outcome},
};

/// Maximum number of roots.
const COUNT: usize = 60;
/// Maximum size of a root with all its imports, in bytes.
const SIZE: usize = 200_000;

/// Returns `true` if each root of the selection has an acceptable result and all compile without a warning.
pub(crate) fn holds(index: &Index) -> bool {
    let roots = choose(index);
    let folder = Folder::new(None);
    let results = run::all(index, &roots, folder.path(), &[]);
    let mut succeeded = true;
    for result in &results {
        let whole = matches!(result.outcome, Outcome::Whole | Outcome::Nothing);
        if !whole {
            println!("{:?} {}\n{}", result.outcome, result.root.path, result.report);
        }
        // The selection contains unsupported roots, such as those with attachments. They must yield a problem and must
        // not crash.
        succeeded &= result.outcome.is_orderly();
    }
    println!(
        "{} roots, {} whole",
        results.len(),
        results.iter().filter(|r| r.outcome == Outcome::Whole).count()
    );
    succeeded & folder.compile(&results, Tool::Clippy)
}

/// Chooses a root for each construct that no chosen root contains: the root with the most constructs or, among
/// several, the smallest one. Then adds one root of each corpus without a chosen root, and roots at regular
/// intervals from the list of all roots.
fn choose(index: &Index) -> Vec<&Root> {
    let mut by_construct: BTreeMap<String, Vec<&Root>> = BTreeMap::new();
    let complete = index.roots.iter().filter(|root| root.is_complete() && root.size < SIZE);
    for root in complete.clone() {
        let constructs = root.constructs.iter().cloned();
        for construct in constructs.chain([format!("{} {}", root.styles, root.soap)]) {
            by_construct.entry(construct).or_default().push(root);
        }
    }
    let mut chosen: Vec<&Root> = Vec::new();
    let mut paths = BTreeSet::new();
    // Begin with rare constructs, because roots that contain them also contain common constructs.
    let mut constructs: Vec<_> = by_construct.into_values().collect();
    constructs.sort_by_key(Vec::len);
    for roots in &mut constructs {
        roots.sort_by_key(|root| (std::cmp::Reverse(root.constructs.len()), root.size));
        if !roots.iter().any(|root| paths.contains(&root.path)) {
            chosen.extend(roots.iter().find(|root| paths.insert(root.path.clone())));
        }
    }
    let mut known: BTreeSet<_> = chosen.iter().map(|root| root.corpus.clone()).collect();
    let of_new_corpora: Vec<_> = complete.clone().filter(|root| known.insert(root.corpus.clone())).collect();
    // Then add every n-th of all roots, so that the selection includes typical roots.
    let step = (complete.clone().count() / COUNT).max(1);
    for root in of_new_corpora.into_iter().chain(complete.step_by(step)) {
        if chosen.len() < COUNT && paths.insert(root.path.clone()) {
            chosen.push(root);
        }
    }
    chosen
}
