//! Compares two elements as XML, to find content that a decoder or an encoder lost or added.
//!
//! Prefixes, whitespace between elements and the order of attributes are ignored. Nil, absent and empty are distinct.

use roxmltree::Node;

const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// Returns the differences between an original and the written document, each with its path.
pub(crate) fn differences(original: Node<'_, '_>, written: Node<'_, '_>) -> Vec<String> {
    let mut found = Vec::new();
    compare(original, written, &mut String::new(), &mut found);
    found
}

fn compare(original: Node<'_, '_>, written: Node<'_, '_>, path: &mut String, found: &mut Vec<String>) {
    let length = path.len();
    path.push('/');
    path.push_str(original.tag_name().name());
    if original.tag_name() != written.tag_name() {
        found.push(format!("{path}: {:?} became {:?}", original.tag_name(), written.tag_name()));
    } else {
        compare_attributes(original, written, path, found);
        let (originals, writtens) = (elements(original), elements(written));
        if originals.is_empty() && writtens.is_empty() {
            let (before, after) = (text(original), text(written));
            // Whitespace is insignificant in an element whose `xsi:type` is not a built-in simple type.
            let is_blank = after.is_empty() && before.trim().is_empty() && !is_text(original);
            if before != after && !is_blank && !is_same_number(original, &before, &after) {
                found.push(format!("{path}: {before:?} became {after:?}"));
            }
        } else {
            compare_children(&originals, &writtens, path, found);
        }
    }
    path.truncate(length);
}

fn compare_children(
    originals: &[Node<'_, '_>],
    writtens: &[Node<'_, '_>],
    path: &mut String,
    found: &mut Vec<String>,
) {
    let mut writtens = writtens.iter().peekable();
    for original in originals {
        match writtens.next_if(|written| written.tag_name() == original.tag_name()) {
            Some(written) => compare(*original, *written, path, found),
            None => found.push(format!("{path}: {:?} is missing", original.tag_name())),
        }
    }
    found.extend(writtens.map(|written| format!("{path}: {:?} was added", written.tag_name())));
}

fn compare_attributes(original: Node<'_, '_>, written: Node<'_, '_>, path: &str, found: &mut Vec<String>) {
    // The samples give every element an `xsi:type`; the writer adds one only if it differs from the declared type.
    match (type_name(original), type_name(written)) {
        (before, Some(after)) if before.as_ref() != Some(&after) => {
            found.push(format!("{path}: xsi:type {before:?} became {after:?}"));
        }
        _ => {}
    }
    if is_nil(original) != is_nil(written) {
        let label = |node| if is_nil(node) { "nil" } else { "not nil" };
        found.push(format!("{path}: {} became {}", label(original), label(written)));
    }
    let (before, after) = (attributes(original), attributes(written));
    if before != after {
        found.push(format!("{path}: attributes {before:?} became {after:?}"));
    }
}

/// Returns the attributes, sorted, without those of the XML Schema instance namespace.
fn attributes<'n>(node: Node<'n, '_>) -> Vec<(Option<&'n str>, &'n str, &'n str)> {
    let mut attributes: Vec<_> = node
        .attributes()
        .filter(|attribute| attribute.namespace() != Some(XSI))
        .map(|attribute| (attribute.namespace(), attribute.name(), attribute.value()))
        .collect();
    attributes.sort_unstable();
    attributes
}

/// Returns namespace and local name of the `xsi:type`.
pub(crate) fn type_name(node: Node<'_, '_>) -> Option<(Option<String>, String)> {
    let name = node.attribute((XSI, "type"))?.trim();
    let (prefix, local) = match name.split_once(':') {
        Some((prefix, local)) => (Some(prefix), local),
        None => (None, name),
    };
    Some((node.lookup_namespace_uri(prefix).map(str::to_owned), local.to_owned()))
}

/// Returns `true` if two texts are the same floating-point number.
fn is_same_number(node: Node<'_, '_>, before: &str, after: &str) -> bool {
    let is_number = type_name(node).is_some_and(|(_, local)| local == "double" || local == "float");
    let number = |text: &str| text.parse::<f64>().ok();
    is_number && number(before).is_some() && number(before) == number(after)
}

/// Returns `true` if the `xsi:type` is a built-in type of XML Schema.
fn is_text(node: Node<'_, '_>) -> bool {
    type_name(node)
        .is_some_and(|(namespace, _)| namespace.as_deref() == Some("http://www.w3.org/2001/XMLSchema"))
}

pub(crate) fn is_nil(node: Node<'_, '_>) -> bool {
    matches!(node.attribute((XSI, "nil")).map(str::trim), Some("true" | "1"))
}

fn elements<'n, 'i>(node: Node<'n, 'i>) -> Vec<Node<'n, 'i>> {
    node.children().filter(Node::is_element).collect()
}

/// Returns the text of an element, without its comments.
pub(crate) fn text(node: Node<'_, '_>) -> String {
    node.children().filter(Node::is_text).filter_map(|text| text.text()).collect()
}
