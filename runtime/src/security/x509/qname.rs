//! Prefixes in values of attributes, such as `xsi:type="p:Order"`.
//!
//! Exclusive canonicalization declares only the prefixes of element and attribute names, and those that
//! `InclusiveNamespaces` lists. Anyone between sender and receiver can bind any other prefix to another
//! namespace, and the signature stays valid.

use std::collections::BTreeSet;

use roxmltree::Node;

use super::tree::{parse, prefix};
use crate::error::Result;
use crate::text::namespaces::{ENCODING_11, ENCODING_12, XSI};

/// A prefix (empty for the default namespace) and its namespace (empty for none).
type Binding<'a> = (&'a str, &'a str);

/// Returns the bindings of prefixes that occur in the type names within an element, but are not declared in its
/// canonical form.
pub(super) fn unsigned<'a>(element: Node<'a, '_>, canonical: &str) -> Result<BTreeSet<Binding<'a>>> {
    let elements = || element.descendants().filter(Node::is_element);
    let mut unsigned = BTreeSet::new();
    if elements().all(|element| type_prefixes(element).next().is_none()) {
        return Ok(unsigned);
    }
    let canonical = parse(canonical)?;
    // The canonical form has the same elements in the same order.
    let signed = canonical.root_element().descendants().filter(Node::is_element);
    for (element, signed) in elements().zip(signed) {
        for prefix in type_prefixes(element) {
            let namespace = namespace(element, prefix);
            if namespace != self::namespace(signed, prefix) {
                unsigned.insert((prefix, namespace));
            }
        }
    }
    Ok(unsigned)
}

fn namespace<'a>(element: Node<'a, '_>, prefix: &str) -> &'a str {
    element.lookup_namespace_uri((!prefix.is_empty()).then_some(prefix)).unwrap_or_default()
}

/// The prefixes in those attributes of an element that name its type.
fn type_prefixes<'a>(element: Node<'a, '_>) -> impl Iterator<Item = &'a str> {
    let names = [(XSI, "type"), (ENCODING_11, "arrayType"), (ENCODING_12, "itemType")];
    names.into_iter().filter_map(move |name| element.attribute(name)).map(|value| prefix(value.trim()))
}
