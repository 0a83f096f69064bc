//! Exclusive XML canonicalization 1.0, without comments.
//!
//! <https://www.w3.org/TR/xml-exc-c14n/>. The canonical form of an element depends neither on the document that
//! contains the element, nor on how its tags were written.

use roxmltree::{Attribute, Node};

use super::tree::{prefix, qualified_name};

/// The namespaces that the open elements of the output declare: prefix (empty for the default namespace)
/// and URI. Later entries hide earlier ones.
type Declared<'a> = Vec<(&'a str, &'a str)>;

/// Writes the canonical form of an element.
///
/// `inclusive` lists prefixes that are declared wherever they are in scope, as `InclusiveNamespaces` demands;
/// `#default` is the default namespace.
///
/// Iterative: recursion could overflow the stack.
pub(super) fn canonicalize(apex: Node<'_, '_>, inclusive: &[&str]) -> String {
    let mut output = String::with_capacity(apex.range().len());
    let mut declared = Declared::new();
    // The open elements, with the number of declarations in force before each.
    let mut open: Vec<(Node<'_, '_>, usize)> = Vec::new();
    let mut next = Some(apex);
    loop {
        if let Some(node) = next {
            if node.is_element() {
                open.push((node, declared.len()));
                start_tag(node, inclusive, &mut declared, &mut output);
                next = node.first_child();
                continue;
            }
            if let Some(text) = node.text().filter(|_| node.is_text()) {
                escape_text(text, &mut output);
            } else if let Some(instruction) = node.pi() {
                write_instruction(instruction.target, instruction.value, &mut output);
            }
            next = node.next_sibling();
        } else {
            let Some((node, before)) = open.pop() else { break };
            output.push_str("</");
            output.push_str(qualified_name(node));
            output.push('>');
            declared.truncate(before);
            if open.is_empty() {
                break;
            }
            next = node.next_sibling();
        }
    }
    output
}

fn start_tag<'a>(
    node: Node<'a, '_>,
    inclusive: &[&'a str],
    declared: &mut Declared<'a>,
    output: &mut String,
) {
    let name = qualified_name(node);
    output.push('<');
    output.push_str(name);

    let mut attributes: Vec<_> =
        node.attributes().map(|attribute| (attribute, attribute_name(node, attribute))).collect();
    let mut prefixes: Vec<&str> = vec![prefix(name)];
    prefixes.extend(attributes.iter().map(|(_, name)| prefix(name)).filter(|prefix| !prefix.is_empty()));
    prefixes.extend(inclusive.iter().map(|&prefix| if prefix == "#default" { "" } else { prefix }));
    prefixes.sort_unstable();
    prefixes.dedup();
    for prefix in prefixes {
        if prefix == "xml" || prefix == "xmlns" {
            continue;
        }
        let uri = node.lookup_namespace_uri((!prefix.is_empty()).then_some(prefix)).unwrap_or_default();
        let outer = declared.iter().rev().find(|(other, _)| *other == prefix).map_or("", |(_, uri)| uri);
        if uri == outer {
            continue;
        }
        output.push_str(" xmlns");
        if !prefix.is_empty() {
            output.push(':');
            output.push_str(prefix);
        }
        output.push_str("=\"");
        escape_attribute(uri, output);
        output.push('"');
        declared.push((prefix, uri));
    }

    attributes
        .sort_unstable_by_key(|(attribute, _)| (attribute.namespace().unwrap_or_default(), attribute.name()));
    for (attribute, name) in attributes {
        output.push(' ');
        output.push_str(name);
        output.push_str("=\"");
        escape_attribute(attribute.value(), output);
        output.push('"');
    }
    output.push('>');
}

/// The name of an attribute as the document writes it, with its prefix.
fn attribute_name<'a>(node: Node<'a, '_>, attribute: Attribute<'a, '_>) -> &'a str {
    let text = node.document().input_text().get(attribute.range()).unwrap_or_default();
    text.split(['=', ' ', '\t', '\r', '\n']).next().unwrap_or_default()
}

fn write_instruction(target: &str, value: Option<&str>, output: &mut String) {
    output.push_str("<?");
    output.push_str(target);
    if let Some(value) = value.filter(|value| !value.is_empty()) {
        output.push(' ');
        output.push_str(value);
    }
    output.push_str("?>");
}

fn escape_text(text: &str, output: &mut String) {
    escape(text, output, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'\r' => Some("&#xD;"),
        _ => None,
    });
}

fn escape_attribute(value: &str, output: &mut String) {
    escape(value, output, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'"' => Some("&quot;"),
        b'\t' => Some("&#x9;"),
        b'\n' => Some("&#xA;"),
        b'\r' => Some("&#xD;"),
        _ => None,
    });
}

fn escape(text: &str, output: &mut String, replacement: impl Fn(u8) -> Option<&'static str>) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        if let Some(reference) = replacement(byte) {
            output.push_str(text.get(from..at).unwrap_or_default());
            output.push_str(reference);
            from = at + 1;
        }
    }
    output.push_str(text.get(from..).unwrap_or_default());
}

#[cfg(test)]
mod judged;

#[cfg(test)]
mod tests {
    use super::super::tree::with_line_feeds;
    use super::canonicalize;

    fn canonical(text: &str, inclusive: &[&str]) -> String {
        let text = with_line_feeds(text);
        let document = roxmltree::Document::parse(&text).unwrap();
        canonicalize(document.root_element(), inclusive)
    }

    fn canonical_child(text: &str, inclusive: &[&str]) -> String {
        let document = roxmltree::Document::parse(text).unwrap();
        canonicalize(document.root_element().first_element_child().unwrap(), inclusive)
    }

    #[test]
    fn only_used_namespaces_are_declared_where_they_are_used() {
        let text = r#"<r xmlns="urn:d" xmlns:p="urn:p" xmlns:q="urn:q"><p:a q:x="1"><p:b/><c/></p:a></r>"#;
        assert_eq!(
            canonical_child(text, &[]),
            r#"<p:a xmlns:p="urn:p" xmlns:q="urn:q" q:x="1"><p:b></p:b><c xmlns="urn:d"></c></p:a>"#
        );
    }

    #[test]
    fn inclusive_prefixes_are_declared_wherever_they_are_in_scope() {
        let text = r#"<r xmlns="urn:d" xmlns:xs="urn:xs"><p:a xmlns:p="urn:p" xmlns:t="urn:t">xs:int<t:b/></p:a></r>"#;
        assert_eq!(
            canonical_child(text, &["xs", "#default", "none"]),
            r#"<p:a xmlns="urn:d" xmlns:p="urn:p" xmlns:xs="urn:xs">xs:int<t:b xmlns:t="urn:t"></t:b></p:a>"#
        );
    }

    #[test]
    fn undeclared_default_namespace_is_written_only_below_a_declared_one() {
        assert_eq!(canonical_child(r#"<r xmlns="urn:d"><a xmlns=""/></r>"#, &[]), "<a></a>");
        let text = r#"<r xmlns="urn:d"><a xmlns=""><b xmlns="urn:d"><c xmlns=""/></b></a></r>"#;
        assert_eq!(
            canonical(text, &[]),
            r#"<r xmlns="urn:d"><a xmlns=""><b xmlns="urn:d"><c xmlns=""></c></b></a></r>"#
        );
    }

    #[test]
    fn attributes_are_sorted_by_namespace_and_name() {
        let text = r#"<r xmlns:b="urn:1" xmlns:a="urn:2" a:x='1' b:y='2' z="3" c="4" xml:lang="en"/>"#;
        assert_eq!(
            canonical(text, &[]),
            r#"<r xmlns:a="urn:2" xmlns:b="urn:1" c="4" z="3" xml:lang="en" b:y="2" a:x="1"></r>"#
        );
    }

    #[test]
    fn references_and_character_data_are_escaped_in_one_way() {
        let text =
            "<r a='&lt;&#9;&#10;&#13;&quot;&apos;>'>&#13;&gt;<![CDATA[<&>]]>\r\n\"&#32;\r<!-- no --></r>";
        assert_eq!(
            canonical(text, &[]),
            "<r a=\"&lt;&#x9;&#xA;&#xD;&quot;'>\">&#xD;&gt;&lt;&amp;&gt;\n\" \n</r>"
        );
    }

    #[test]
    fn namespaces_are_escaped_like_attributes() {
        let text = "<p:r xmlns:p='urn:a?b&amp;c&quot;'/>";
        assert_eq!(canonical(text, &[]), "<p:r xmlns:p=\"urn:a?b&amp;c&quot;\"></p:r>");
    }

    #[test]
    fn processing_instructions_are_kept_and_comments_removed() {
        assert_eq!(canonical("<r><?a  b\r\nc ?><!--x--><?d?></r>", &[]), "<r><?a b\nc ?><?d?></r>");
    }

    #[test]
    fn depth_of_elements_does_not_use_the_stack() {
        let text = "<a>".repeat(100_000) + &"</a>".repeat(100_000);
        assert_eq!(canonical(&text, &[]), text);
    }
}
