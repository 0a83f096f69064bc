//! Elements of a received message: their names, texts and children, and their XML without the document around them.

use std::collections::{BTreeMap, HashMap};

use roxmltree::Node;

use crate::{
    cli::sample::tag_end,
    model::QName,
    name_characters::{continues_name, starts_name},
};

/// Maximum number of possible prefixes (words before a colon) of an element that are looked up one by one. If
/// an element has more, the namespaces in scope are collected in a map.
const MAX_SINGLE_LOOKUPS: usize = 16;

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

/// Returns declarations of the prefixes that an element uses and its ancestors declare.
pub(super) fn declarations(node: Node<'_, '_>) -> String {
    let (start, rest) = tag(node);
    let own = rest.get(..tag_end(rest).min(rest.len())).unwrap_or_default();
    let own: String = own.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let own = own.replace(" =", "=");
    let mut declarations = String::new();
    let mut declare = |declared: String, uri: &str| {
        if !own.contains(&format!(" {declared}")) {
            let uri = uri.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
            declarations.push_str(&format!(" {declared}\"{uri}\""));
        }
    };
    if let Some(uri) = node.lookup_namespace_uri(None) {
        declare("xmlns=".to_owned(), uri);
    }
    for (prefix, uri) in used(node, &[start, rest]) {
        declare(format!("xmlns:{prefix}="), uri);
    }
    declarations
}

/// Returns the XML of an element with the given namespace declarations in its start tag.
pub(super) fn self_contained(node: Node<'_, '_>, declarations: &str) -> String {
    let (start, rest) = tag(node);
    let xml = format!("{start}{declarations}{rest}");
    // The runtime's element removes declarations that are not needed.
    saponify::Element::parse(&xml).map_or(xml, |element| element.to_xml())
}

/// Splits the XML of an element after the name in its start tag.
fn tag<'i>(node: Node<'_, 'i>) -> (&'i str, &'i str) {
    let xml = node.document().input_text().get(node.range()).unwrap_or_default();
    let name_end = xml.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(xml.len());
    xml.split_at(name_end)
}

/// Returns the prefixes in scope that occur in texts, with their namespaces, sorted. A word before a colon is a prefix
/// only if it is declared: the text `see: below` contains no prefix.
fn used<'a>(node: Node<'a, '_>, texts: &[&'a str]) -> BTreeMap<&'a str, &'a str> {
    let mut used = BTreeMap::new();
    // Most elements contain few possible prefixes. Only for an element with many, the namespaces in scope are
    // collected in a map.
    let mut scope: Option<HashMap<&str, &str>> = None;
    for (place, word) in texts.iter().flat_map(|text| prefixes(text)).enumerate() {
        if word == "xml" || used.contains_key(word) {
            continue;
        }
        let uri = match (&mut scope, place) {
            (Some(scope), _) => scope.get(word).copied(),
            (None, 0..MAX_SINGLE_LOOKUPS) => node.lookup_namespace_uri(Some(word)),
            (None, _) => {
                let named = node.namespaces().filter_map(|one| Some((one.name()?, one.uri())));
                scope.insert(named.collect()).get(word).copied()
            }
        };
        used.extend(uri.map(|uri| (word, uri)));
    }
    used
}

/// Returns the words before colons.
fn prefixes(text: &str) -> impl Iterator<Item = &str> {
    memchr::memchr_iter(b':', text.as_bytes()).filter_map(|colon| {
        let before = text.get(..colon)?;
        let start = before.char_indices().rev().find(|(_, c)| !continues_name(*c));
        let word = before.get(start.map_or(0, |(place, c)| place + c.len_utf8())..)?;
        Some(word.trim_start_matches(|c| !starts_name(c))).filter(|word| !word.is_empty())
    })
}
