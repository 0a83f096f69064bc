//! Elements of a received message: their names, texts and children, and their XML without the document around them.

use roxmltree::Node;

use crate::model::QName;

/// Part of the content of an element. Adjacent texts are joined.
pub(super) enum Part<'a, 'i> {
    Element(Node<'a, 'i>),
    Text(String),
}

pub(super) fn parts<'a, 'i>(node: Node<'a, 'i>) -> Vec<Part<'a, 'i>> {
    let mut parts: Vec<Part<'a, 'i>> = Vec::new();
    for child in node.children() {
        if child.is_element() {
            parts.push(Part::Element(child));
        } else if let Some(text) = child.text().filter(|_| child.is_text()) {
            match parts.last_mut() {
                Some(Part::Text(before)) => before.push_str(text),
                _ => parts.push(Part::Text(text.to_owned())),
            }
        }
    }
    parts
}

pub(super) fn elements<'a, 'i: 'a>(node: Node<'a, 'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(Node::is_element)
}

pub(super) fn text_of(node: Node<'_, '_>) -> String {
    node.children().filter(Node::is_text).filter_map(|child| child.text()).collect()
}

pub(super) fn has_text(node: Node<'_, '_>) -> bool {
    let mut texts = node.children().filter(Node::is_text).filter_map(|child| child.text());
    texts.any(|text| !text.trim().is_empty())
}

pub(super) fn name_of(node: Node<'_, '_>) -> QName {
    QName::new(node.tag_name().namespace().unwrap_or_default(), node.tag_name().name())
}

pub(super) fn is_named(node: Node<'_, '_>, name: &QName) -> bool {
    node.tag_name().name() == &*name.local
        && node.tag_name().namespace().unwrap_or_default() == &*name.namespace
}

/// Resolves the prefix of a qualified name.
pub(super) fn resolved(node: Node<'_, '_>, text: &str) -> Option<QName> {
    match text.split_once(':') {
        Some(("xml", local)) => Some(QName::new("http://www.w3.org/XML/1998/namespace", local)),
        Some((prefix, local)) => Some(QName::new(node.lookup_namespace_uri(Some(prefix))?, local)),
        None => Some(QName::new(node.lookup_namespace_uri(None).unwrap_or_default(), text)),
    }
}

/// Returns the XML of an element, with the declarations of the prefixes that it uses.
pub(super) fn self_contained(node: Node<'_, '_>) -> String {
    let text = node.document().input_text();
    let Some(xml) = text.get(node.range()) else { return String::new() };
    let name_end = xml.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(xml.len());
    let (start, rest) = xml.split_at(name_end);
    let tag_end = crate::cli::sample::tag_end(rest).min(rest.len());
    let tag = rest.get(..tag_end).unwrap_or_default();
    let mut declarations = String::new();
    for namespace in node.namespaces() {
        let prefix = namespace.name();
        let declared = match prefix {
            Some("xml") => continue,
            Some(prefix) => format!("xmlns:{prefix}="),
            None => "xmlns=".to_owned(),
        };
        let is_used = prefix.is_none_or(|prefix| xml.contains(&format!("{prefix}:")));
        let compact: String = tag.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
        if is_used && !compact.replace(" =", "=").contains(&format!(" {declared}")) {
            let uri = namespace.uri().replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
            declarations.push_str(&format!(" {declared}\"{uri}\""));
        }
    }
    let xml = format!("{start}{declarations}{rest}");
    // The runtime's element removes declarations that are not needed.
    saponify::Element::parse(&xml).map_or(xml, |element| element.to_xml())
}
