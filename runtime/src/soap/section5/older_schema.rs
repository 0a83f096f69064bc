//! Older versions of XML Schema. SOAP 1.1 appeared a year before XML Schema 1.0 and uses its draft of 1999, in which
//! a null value has the attribute `xsi:null` (SOAP 1.1, section 5.1, rule 9). Apache SOAP and old versions of
//! SOAP::Lite answer in it.

use memchr::memmem;

use super::tree::Tree;
use crate::text::namespaces::{XSD, XSI};
use crate::xml::reader::{Document, Limits};

/// The namespaces of drafts of XML Schema, and the namespaces of version 1.0 that replace them.
const OLDER: [(&str, &str); 4] = [
    ("http://www.w3.org/1999/XMLSchema", XSD),
    ("http://www.w3.org/1999/XMLSchema-instance", XSI),
    ("http://www.w3.org/2000/10/XMLSchema", XSD),
    ("http://www.w3.org/2000/10/XMLSchema-instance", XSI),
];

/// Returns a document with the namespaces of XML Schema 1.0 instead of those of its drafts, and with `xsi:nil` instead
/// of `xsi:null`. Positions in it are those in the received document. Returns `None` if nothing has to be replaced.
pub(super) fn with_current_schema(document: &Document<'_>, limits: Limits) -> Option<Document<'static>> {
    let text = document.text();
    let contains = |part: &str| memmem::find(text.as_bytes(), part.as_bytes()).is_some();
    if !["/1999/XMLSchema", "/2000/10/XMLSchema", ":null"].into_iter().any(contains) {
        return None;
    }
    let tree = Tree::read(document).ok()?;
    let mut output = String::with_capacity(text.len());
    let mut copied = 0;
    for (offset, length, replacement) in replacements(&tree) {
        output.push_str(text.get(copied..offset)?);
        // The replacement has the length of the original, so that positions do not change.
        output.push_str(&replacement);
        output.push_str(&" ".repeat(length.saturating_sub(replacement.len())));
        copied = offset + length;
    }
    if copied == 0 {
        return None;
    }
    output.push_str(text.get(copied..)?);
    let current = Document::from_string(output, limits).with_mode(document.mode());
    // An element with attributes of both versions would have one of them twice.
    Tree::read(&current).ok()?;
    #[cfg(feature = "mime")]
    let current = current.with_parts(document.parts());
    Some(current)
}

/// The attributes to replace: offset, length, and the new text, which is not longer.
fn replacements(tree: &Tree<'_>) -> Vec<(usize, usize, String)> {
    let mut found = Vec::new();
    for id in tree.ids() {
        let node = tree.node(id);
        for attribute in tree.attributes(id) {
            let replacement = if attribute.declares().is_some() {
                let current = OLDER.iter().find(|(older, _)| *older == attribute.raw);
                current.map(|(older, current)| attribute.whole.replace(older, current))
            } else {
                let null = attribute.name.split_once(':').filter(|(_, local)| *local == "null");
                let null = null.filter(|(prefix, _)| {
                    let namespace = tree.lookup(node.scope, prefix).unwrap_or_default();
                    namespace == XSI || OLDER.iter().any(|(older, new)| *older == namespace && *new == XSI)
                });
                null.map(|_| attribute.whole.replacen(":null", ":nil", 1))
            };
            if let Some(replacement) = replacement {
                let offset = node.start() + 1 + tree.raw(id).len() + attribute.offset;
                found.push((offset, attribute.whole.len(), replacement));
            }
        }
    }
    found
}
