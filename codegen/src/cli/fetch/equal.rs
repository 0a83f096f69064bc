//! Equal documents at several URLs.

use std::collections::{HashMap, HashSet};

use super::crawl::Crawl;

/// Properties that all documents of an equivalence class share.
#[derive(PartialEq, Eq, Hash)]
struct Key<'d> {
    /// Content of the document in the first round. Empty in later rounds, in which `before` distinguishes
    /// different contents.
    bytes: &'d [u8],
    /// Class in the previous, coarser partition.
    before: Option<usize>,
    /// Classes of the imported documents.
    targets: Vec<usize>,
}

/// Merges documents that are equal and import equal documents, because one document may have several URLs, for
/// example on two hosts.
///
/// Documents may import each other. Therefore the documents are partitioned into classes, and the partition is
/// refined until all documents of a class import documents of the same classes. Each class becomes one
/// document. If the refinement takes too many rounds, which only a long chain of equal documents causes,
/// nothing is merged.
pub(super) fn share(crawl: &mut Crawl) {
    const MAX_ROUNDS: usize = 100;
    let mut classes: Vec<usize> = Vec::new();
    let mut count = 0;
    for round in 0.. {
        if round == MAX_ROUNDS {
            return;
        }
        let mut found: HashMap<Key<'_>, usize> = HashMap::new();
        let class_of = |index: usize| classes.get(index).copied().unwrap_or_default();
        let mut next = Vec::new();
        for (index, document) in crawl.documents.iter().enumerate() {
            let key = Key {
                bytes: if round == 0 { &document.bytes } else { &[] },
                before: classes.get(index).copied(),
                targets: document.links.iter().map(|link| class_of(link.target)).collect(),
            };
            let number = found.len();
            next.push(*found.entry(key).or_insert(number));
        }
        let is_stable = found.len() == count;
        count = found.len();
        classes = next;
        if is_stable {
            break;
        }
    }
    // Classes are numbered in the order of their first documents.
    let mut kept = HashSet::new();
    let is_first: Vec<bool> = classes.iter().map(|class| kept.insert(*class)).collect();
    let class_of = |index: usize| classes.get(index).copied().unwrap_or_default();
    for link in crawl.documents.iter_mut().flat_map(|document| &mut document.links) {
        link.target = class_of(link.target);
    }
    let mut roots = Vec::new();
    for root in crawl.roots.drain(..).map(class_of) {
        if !roots.contains(&root) {
            roots.push(root);
        }
    }
    crawl.roots = roots;
    let mut first = is_first.into_iter();
    crawl.documents.retain(|_| first.next().unwrap_or(true));
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::{
        super::crawl::{Document, Link},
        *,
    };

    fn document(text: &str, targets: &[usize]) -> Document {
        let url = Url::parse("http://a.test/").unwrap();
        let link =
            |target: &usize| Link { number: 0, location: String::new(), url: url.clone(), target: *target };
        let mut document = Document::for_test(url.clone(), false, targets.iter().map(link).collect());
        document.bytes = text.as_bytes().to_vec();
        document
    }

    fn shared(documents: &[(&str, &[usize])], roots: &[usize]) -> (Vec<(String, Vec<usize>)>, Vec<usize>) {
        let documents = documents.iter().map(|(text, targets)| document(text, targets)).collect();
        let mut crawl = Crawl { documents, roots: roots.to_vec(), ..Crawl::default() };
        share(&mut crawl);
        let shown = |document: &Document| {
            let targets = document.links.iter().map(|link| link.target).collect();
            (String::from_utf8(document.bytes.clone()).unwrap(), targets)
        };
        (crawl.documents.iter().map(shown).collect(), crawl.roots)
    }

    #[test]
    fn equal_documents_become_one() {
        let (documents, roots) = shared(&[("w", &[1, 2]), ("a", &[]), ("a", &[]), ("b", &[])], &[0, 3]);
        assert_eq!(documents, [("w".into(), vec![1, 1]), ("a".into(), vec![]), ("b".into(), vec![])]);
        assert_eq!(roots, [0, 2]);
    }

    #[test]
    fn equal_documents_that_import_each_other_become_one() {
        // 0 → 1 → 2 → 3 → 0, where 0 and 2, and 1 and 3, are equal.
        let (documents, roots) = shared(&[("a", &[1]), ("b", &[2]), ("a", &[3]), ("b", &[0])], &[0, 2]);
        assert_eq!(documents, [("a".into(), vec![1]), ("b".into(), vec![0])]);
        assert_eq!(roots, [0]);
    }

    #[test]
    fn equal_texts_that_import_different_documents_stay_apart() {
        let (documents, _) = shared(&[("a", &[2]), ("a", &[3]), ("x", &[]), ("y", &[])], &[0, 1]);
        assert_eq!(documents.len(), 4);
    }

    #[test]
    fn a_long_chain_of_equal_documents_is_not_merged() {
        let targets: Vec<[usize; 1]> = (1..=1000).map(|next| [next]).collect();
        let mut documents: Vec<(&str, &[usize])> =
            targets.iter().map(|targets| ("a", targets.as_slice())).collect();
        documents.push(("end", &[]));
        assert_eq!(shared(&documents, &[0]).0.len(), 1001);
    }
}
