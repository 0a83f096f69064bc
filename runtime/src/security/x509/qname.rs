//! Prefixes in values, such as `xsi:type="p:Order"` and texts of the type `xs:QName`.
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

/// The values that are searched for prefixes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Values {
    /// The values of `xsi:type`, and of the array types of SOAP encoding.
    Types,
    /// All attribute values and texts. A prefix cannot be distinguished from text that looks like one, so every
    /// declared prefix is included.
    All,
}

/// Returns the bindings of prefixes that occur in the values within an element, but are not declared in its canonical
/// form.
pub(super) fn unsigned<'a>(
    element: Node<'a, '_>,
    values: Values,
    canonical: &str,
) -> Result<BTreeSet<Binding<'a>>> {
    let elements = || element.descendants().filter(Node::is_element);
    let mut unsigned = BTreeSet::new();
    if elements().all(|element| prefixes(element, values).is_empty()) {
        return Ok(unsigned);
    }
    let canonical = parse(canonical)?;
    // The canonical form has the same elements in the same order.
    let signed = canonical.root_element().descendants().filter(Node::is_element);
    for (element, signed) in elements().zip(signed) {
        for prefix in prefixes(element, values) {
            let namespace = namespace(element, prefix);
            if namespace != self::namespace(signed, prefix) {
                unsigned.insert((prefix, namespace));
            }
        }
    }
    Ok(unsigned)
}

/// The prefixes in the values of an element, without its child elements.
fn prefixes<'a>(element: Node<'a, '_>, values: Values) -> BTreeSet<&'a str> {
    let mut prefixes: BTreeSet<_> = type_prefixes(element).collect();
    if values == Values::All {
        let texts = element.children().filter(Node::is_text).filter_map(|node| node.text());
        let attributes = element.attributes().map(|attribute| attribute.value());
        for value in texts.chain(attributes) {
            let is_declared = |prefix: &&str| element.lookup_namespace_uri(Some(prefix)).is_some();
            prefixes.extend(possible_prefixes(value).filter(is_declared));
        }
    }
    prefixes
}

/// The words before the colons of a text, if a local name or the `*` of XPath follows.
fn possible_prefixes(text: &str) -> impl Iterator<Item = &str> {
    memchr::memchr_iter(b':', text.as_bytes()).filter_map(|colon| {
        let (before, after) = (text.get(..colon)?, text.get(colon + 1..)?);
        if !after.starts_with(|c: char| c.is_alphabetic() || matches!(c, '_' | '*')) {
            return None;
        }
        let is_of_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.') || !c.is_ascii();
        let start = before.rfind(|c: char| !is_of_name(c)).map_or(0, |at| {
            at + before.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
        });
        before.get(start..).filter(|word| !word.is_empty())
    })
}

fn namespace<'a>(element: Node<'a, '_>, prefix: &str) -> &'a str {
    element.lookup_namespace_uri((!prefix.is_empty()).then_some(prefix)).unwrap_or_default()
}

/// The prefixes in those attributes of an element that name its type.
fn type_prefixes<'a>(element: Node<'a, '_>) -> impl Iterator<Item = &'a str> {
    let names = [(XSI, "type"), (ENCODING_11, "arrayType"), (ENCODING_12, "itemType")];
    names.into_iter().filter_map(move |name| element.attribute(name)).map(|value| prefix(value.trim()))
}
