//! Which roots are tried in CI: small ones, so chosen that every construct is there; and the patterns of the W3C.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use crate::index::{Index, Root};

/// So many roots.
const COUNT: usize = 32;
/// So large may one be, in bytes with all that it imports.
const SIZE: usize = 120_000;

/// A spread of roots, and the patterns.
pub(crate) fn chosen(index: &Index) -> Vec<Root> {
    let mut by_construct: BTreeMap<&str, Vec<&Root>> = BTreeMap::new();
    let fits = |root: &&Root| root.is_complete() && root.size < SIZE && !root.styles.is_empty();
    for root in index.roots.iter().filter(fits) {
        for construct in root.constructs.iter().map(String::as_str).chain([root.styles.as_str()]) {
            by_construct.entry(construct).or_default().push(root);
        }
    }
    // Rare constructs first: their roots bring the usual ones with them.
    let mut constructs: Vec<_> = by_construct.into_values().collect();
    constructs.sort_by_key(Vec::len);
    let (mut chosen, mut paths) = (Vec::new(), BTreeSet::new());
    for roots in &mut constructs {
        roots.sort_by_key(|root| (std::cmp::Reverse(root.constructs.len()), root.size));
        if chosen.len() < COUNT && !roots.iter().any(|root| paths.contains(&root.path)) {
            chosen.extend(
                roots.iter().find(|root| paths.insert(root.path.clone())).map(|root| (*root).clone()),
            );
        }
    }
    chosen.extend(schemas(index, "w3c-databinding-pibx"));
    chosen
}

/// Small schemas and contracts of our own: each shows a rule that was broken once, or what is generated for a construct.
pub(crate) fn fixtures() -> Index {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut roots = Vec::new();
    for kind in ["instances", "golden"] {
        collect(&folder, &folder.join(kind), "fixtures", &["xsd", "wsdl"], &mut roots);
    }
    // Some of its defaults are no values of their types.
    roots.retain(|root| root.path != "golden/defaults.xsd");
    roots.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(!roots.is_empty(), "no fixture is there");
    Index { folder, roots, negative: Vec::new() }
}

/// Schemas that no WSDL holds, whose path contains a word.
pub(crate) fn schemas(index: &Index, word: &str) -> Vec<Root> {
    let mut found = Vec::new();
    for corpus in ["w3c-databinding-pibx", "xsd-parser"] {
        collect(&index.folder, &index.folder.join(corpus), corpus, &["xsd"], &mut found);
    }
    found.retain(|root| root.path.contains(word));
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn collect(home: &Path, folder: &Path, corpus: &str, kinds: &[&str], found: &mut Vec<Root>) {
    for path in fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            collect(home, &path, corpus, kinds, found);
        } else if path.extension().is_some_and(|extension| kinds.iter().any(|kind| extension == *kind)) {
            let path = path.strip_prefix(home).unwrap_or(&path).to_string_lossy().into_owned();
            found.push(Root {
                corpus: corpus.to_owned(),
                path,
                imports: "yes".to_owned(),
                styles: String::new(),
                soap: String::new(),
                constructs: Vec::new(),
                size: 0,
            });
        }
    }
}
