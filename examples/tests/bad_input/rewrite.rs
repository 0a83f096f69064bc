//! Writes a document again after `roxmltree` has parsed it. The content stays the same, but the markup
//! changes.

use roxmltree::{Document, Node};

/// Returns the document without comments and processing instructions. CDATA sections and entities become
/// plain text. The prefixes of elements and attributes are replaced.
pub(crate) fn rewritten(document: &Document<'_>) -> String {
    let mut output = String::new();
    write(document.root_element(), &mut output);
    output
}

fn write(node: Node<'_, '_>, output: &mut String) {
    let (name, parent) = (node.tag_name(), node.parent_element());
    output.push('<');
    let local = match name.namespace() {
        Some(namespace) => {
            let local = format!("e.:{}", name.name());
            output.push_str(&local);
            attribute("xmlns:e.", namespace, output);
            local
        }
        None => {
            output.push_str(name.name());
            name.name().to_owned()
        }
    };
    // Qualified names in values need the prefixes in scope.
    let default = |node: Option<Node<'_, '_>>| {
        node.and_then(|node| node.default_namespace()).unwrap_or_default().to_owned()
    };
    if default(Some(node)) != default(parent) {
        attribute("xmlns", &default(Some(node)), output);
    }
    for namespace in node.namespaces() {
        let Some(prefix) = namespace.name() else { continue };
        let is_known =
            parent.and_then(|parent| parent.lookup_namespace_uri(Some(prefix))) == Some(namespace.uri());
        if prefix != "xml" && !is_known {
            attribute(&format!("xmlns:{prefix}"), namespace.uri(), output);
        }
    }
    for (number, one) in node.attributes().enumerate() {
        match one.namespace() {
            Some("http://www.w3.org/XML/1998/namespace") => {
                attribute(&format!("xml:{}", one.name()), one.value(), output);
            }
            Some(namespace) => {
                attribute(&format!("xmlns:a.{number}"), namespace, output);
                attribute(&format!("a.{number}:{}", one.name()), one.value(), output);
            }
            None => attribute(one.name(), one.value(), output),
        }
    }
    output.push('>');
    for child in node.children() {
        if child.is_element() {
            write(child, output);
        } else if child.is_text() {
            escape(child.text().unwrap_or_default(), output);
        }
    }
    output.push_str("</");
    output.push_str(&local);
    output.push('>');
}

fn attribute(name: &str, value: &str, output: &mut String) {
    output.push(' ');
    output.push_str(name);
    output.push_str("=\"");
    escape(value, output);
    output.push('"');
}

/// Writes text so that no parser normalizes it.
fn escape(text: &str, output: &mut String) {
    for character in text.chars() {
        match character {
            '<' => output.push_str("&lt;"),
            '>' => output.push_str("&gt;"),
            '&' => output.push_str("&amp;"),
            '"' => output.push_str("&quot;"),
            '\t' | '\r' | '\n' => output.push_str(&format!("&#{};", u32::from(character))),
            other => output.push(other),
        }
    }
}
