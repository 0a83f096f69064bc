//! Roots for CI: small ones that together contain every construct, and the W3C patterns for databinding.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use crate::index::{Index, Root};

/// Maximum number of roots.
const COUNT: usize = 32;
/// Maximum size of a root with all its imports, in bytes.
const SIZE: usize = 120_000;

/// Returns small roots that together contain every construct, and all schemas of the W3C patterns for databinding.
pub(crate) fn chosen(index: &Index) -> Vec<Root> {
    let mut by_construct: BTreeMap<&str, Vec<&Root>> = BTreeMap::new();
    let fits = |root: &&Root| root.is_complete() && root.size < SIZE && !root.styles.is_empty();
    for root in index.roots.iter().filter(fits) {
        for construct in root.constructs.iter().map(String::as_str).chain([root.styles.as_str()]) {
            by_construct.entry(construct).or_default().push(root);
        }
    }
    // Begin with rare constructs, because roots that contain them also contain common constructs.
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

/// Returns the fixtures of this project. Each reproduces a fixed bug or shows the code generated for a construct.
pub(crate) fn fixtures() -> Index {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut roots = Vec::new();
    for kind in ["instances", "golden"] {
        collect(&folder, &folder.join(kind), "fixtures", &["xsd", "wsdl"], &mut roots);
    }
    // Some defaults in this fixture are intentionally invalid.
    roots.retain(|root| root.path != "golden/defaults.xsd");
    roots.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(!roots.is_empty(), "no fixture was found");
    Index { folder, roots, negative: Vec::new() }
}

/// Returns the schemas of two corpora that contain no WSDL, if their path contains `word`.
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
