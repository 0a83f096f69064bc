//! An XML element: names, attributes, children, source positions and namespaces in scope.
//!
//! Only this module, [`links`](super::links), [`parse`](super::parse) and [`well_known`](super::well_known)
//! use roxmltree. This module knows nothing of WSDL, except for [`Tag::path`], which names the component that
//! an element declares, such as `operation Login`.

use std::fmt::Write;

use roxmltree::{Document, Node, NodeId};

use super::uri;
use crate::{
    lists::CollectVec,
    source::{SourceId, Span, offset},
};

/// An XML element.
#[derive(Clone, Copy)]
pub(super) struct Tag<'a> {
    node: Node<'a, 'a>,
    source: SourceId,
}

/// A QName in an attribute value or text.
#[derive(Clone, Copy)]
pub(super) enum Expanded<'a> {
    /// Namespace (empty for none) and local name. `prefixed` is `true` if the QName has a prefix.
    Name { namespace: &'a str, local: &'a str, prefixed: bool },
    /// The prefix is not declared in scope.
    Undeclared { prefix: &'a str, local: &'a str },
}

/// Key of an element in sets and maps.
pub(super) type Key = (SourceId, NodeId);

impl<'a> Tag<'a> {
    /// The root element of a document.
    pub(super) fn root(document: &'a Document<'_>, source: SourceId) -> Self {
        Self { node: document.root_element(), source }
    }

    /// The element with an id that [`Tag::id`] returned.
    pub(super) fn with_id(document: &'a Document<'_>, source: SourceId, id: NodeId) -> Self {
        Self { node: document.get_node(id).unwrap_or_else(|| document.root_element()), source }
    }

    pub(super) fn id(self) -> NodeId {
        self.node.id()
    }

    pub(super) fn key(self) -> Key {
        (self.source, self.node.id())
    }

    /// Number of bytes of the element in its document, with its content.
    pub(super) fn size(self) -> usize {
        self.node.range().len()
    }

    /// The local name.
    pub(super) fn name(self) -> &'a str {
        self.node.tag_name().name()
    }

    /// Namespace; empty for none.
    pub(super) fn namespace(self) -> &'a str {
        self.node.tag_name().namespace().unwrap_or_default()
    }

    pub(super) fn is(self, namespace: &str, name: &str) -> bool {
        self.name() == name && self.namespace() == namespace
    }

    /// Local name of an element of XML Schema, in the recommendation or a draft; empty for other elements.
    pub(super) fn schema_name(self) -> &'a str {
        if uri::is_schema(self.namespace()) { self.name() } else { "" }
    }

    /// Local name of an element of WSDL; empty for other elements.
    pub(super) fn wsdl_name(self) -> &'a str {
        if self.namespace() == uri::WSDL { self.name() } else { "" }
    }

    /// The child elements.
    pub(super) fn children(self) -> Children<'a> {
        Children { next: self.node.first_element_child(), source: self.source }
    }

    /// Number of descendant elements.
    pub(super) fn descendants(self) -> usize {
        self.node.descendants().skip(1).filter(Node::is_element).count()
    }

    /// The first child element of XML Schema with this local name.
    pub(super) fn schema_child(self, name: &str) -> Option<Tag<'a>> {
        self.children().find(|child| child.schema_name() == name)
    }

    /// Target namespace of the whole document; empty for none.
    pub(super) fn document_namespace(self) -> &'a str {
        self.node.document().root_element().attribute("targetNamespace").map(trim).unwrap_or_default()
    }

    /// The value of an attribute without a namespace, trimmed.
    pub(super) fn attribute(self, name: &str) -> Option<&'a str> {
        self.node.attribute(name).map(trim)
    }

    /// The value of an attribute without a namespace, not trimmed.
    pub(super) fn exact_attribute(self, name: &str) -> Option<&'a str> {
        self.node.attribute(name)
    }

    /// The value of an attribute in a namespace, trimmed.
    pub(super) fn attribute_in(self, namespace: &str, name: &str) -> Option<&'a str> {
        self.node.attribute((namespace, name)).map(trim)
    }

    /// All attributes as namespace, local name and value.
    pub(super) fn attributes(self) -> impl Iterator<Item = (&'a str, &'a str, &'a str)> {
        self.node
            .attributes()
            .map(|found| (found.namespace().unwrap_or_default(), found.name(), found.value()))
    }

    /// The words of an attribute whose value is a list.
    pub(super) fn list(self, name: &str) -> impl Iterator<Item = &'a str> {
        self.attribute(name).unwrap_or_default().split_ascii_whitespace()
    }

    /// The text of the child text nodes.
    pub(super) fn text(self) -> String {
        self.node.children().filter(Node::is_text).filter_map(|node| node.text()).collect()
    }

    /// The source text of the element, from its start tag to its end tag.
    pub(super) fn whole_text(self) -> &'a str {
        self.node.document().input_text().get(self.node.range()).unwrap_or_default()
    }

    /// The span of the start tag.
    pub(super) fn span(self) -> Span {
        let range = self.node.range();
        let text = self.node.document().input_text().get(range.clone()).unwrap_or_default();
        let mut quote = None;
        let mut end = text.len();
        for (at, byte) in text.bytes().enumerate() {
            match (quote, byte) {
                (None, b'>') => {
                    end = at + 1;
                    break;
                }
                (None, b'"' | b'\'') => quote = Some(byte),
                (Some(open), byte) if open == byte => quote = None,
                _ => {}
            }
        }
        Span { source: self.source, start: offset(range.start), end: offset(range.start + end) }
    }

    /// The span of the value of an attribute without a namespace, or of the start tag if there is no such
    /// attribute.
    pub(super) fn attribute_span(self, name: &str) -> Span {
        self.node.attribute_node(name).map_or_else(|| self.span(), |found| self.span_of(found.range_value()))
    }

    /// The span of the value of an attribute in a namespace, or of the start tag if there is no such
    /// attribute.
    pub(super) fn attribute_span_in(self, namespace: &str, name: &str) -> Span {
        let found = self.node.attribute_node((namespace, name));
        found.map_or_else(|| self.span(), |found| self.span_of(found.range_value()))
    }

    fn span_of(self, range: std::ops::Range<usize>) -> Span {
        Span { source: self.source, start: offset(range.start), end: offset(range.end) }
    }

    /// The namespace that is bound to a prefix in scope. The empty prefix is the default namespace.
    pub(super) fn namespace_of(self, prefix: &str) -> Option<&'a str> {
        match prefix {
            "" => self.node.lookup_namespace_uri(None),
            "xml" => Some(uri::XML),
            prefix => self.node.lookup_namespace_uri(Some(prefix)).filter(|namespace| !namespace.is_empty()),
        }
    }

    /// The prefixes in scope with their namespaces.
    pub(super) fn prefixes(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let node = self.node;
        node.namespaces().filter_map(move |found| {
            let prefix = found.name()?;
            Some((prefix, node.lookup_namespace_uri(Some(prefix))?))
        })
    }

    /// Resolves a QName by the namespace declarations in scope.
    pub(super) fn expand(self, name: &'a str) -> Expanded<'a> {
        let name = trim(name);
        match name.split_once(':') {
            Some((prefix, local)) => match self.namespace_of(prefix) {
                Some(namespace) => Expanded::Name { namespace, local, prefixed: true },
                None => Expanded::Undeclared { prefix, local },
            },
            None => Expanded::Name {
                namespace: self.namespace_of("").unwrap_or_default(),
                local: name,
                prefixed: false,
            },
        }
    }

    /// The path of components to the element, such as `type User > element Lastlogin`.
    pub(super) fn path(self) -> String {
        let mut steps: Vec<String> = self.node.ancestors().filter_map(step).collect_vec();
        steps.reverse();
        steps.join(" > ")
    }

    /// The content as XML text: white space trimmed, text escaped, elements by their local names, no
    /// comments.
    pub(super) fn markup(self) -> String {
        let mut text = String::new();
        write_children(self.node, &mut text);
        trim(&text).to_owned()
    }
}

/// Iterator over the child elements of an element.
///
/// Most functions that read documents use it. It implements `Iterator` itself, because a chain of adaptors
/// such as `filter` and `map` would take more time to compile in each of these functions.
pub(super) struct Children<'a> {
    next: Option<Node<'a, 'a>>,
    source: SourceId,
}

impl<'a> Iterator for Children<'a> {
    type Item = Tag<'a>;

    fn next(&mut self) -> Option<Tag<'a>> {
        let node = self.next?;
        self.next = node.next_sibling_element();
        Some(Tag { node, source: self.source })
    }
}

/// Trims the white space characters of XML, not those of Unicode.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\n', '\r'])
}

/// The step of [`Tag::path`] for a component, such as `type User`; `None` if the element is not a component.
fn step(node: Node<'_, '_>) -> Option<String> {
    let tag = node.tag_name();
    let known = tag.namespace().is_some_and(|namespace| uri::is_schema(namespace) || namespace == uri::WSDL);
    let kind = match tag.name() {
        "complexType" | "simpleType" => "type",
        "portType" => "port type",
        "attributeGroup" => "attribute group",
        kind @ ("element" | "attribute" | "group" | "message" | "part" | "operation" | "binding"
        | "service" | "port" | "fault") => kind,
        kind @ ("input" | "output") if known => return Some(kind.to_owned()),
        _ => return None,
    };
    let name = node.attribute("name").or_else(|| node.attribute("ref"))?;
    known.then(|| format!("{kind} {name}"))
}

/// Recursive: [`guard`](super::guard) limits the depth of documents.
fn write_children(node: Node<'_, '_>, text: &mut String) {
    for child in node.children() {
        if let Some(found) = child.text().filter(|_| child.is_text()) {
            escape(found, text);
        } else if child.is_element() {
            let name = child.tag_name().name();
            let _ = write!(text, "<{name}");
            for attribute in child.attributes() {
                let _ = write!(text, " {}=\"", attribute.name());
                escape(attribute.value(), text);
                text.push('"');
            }
            if child.has_children() {
                text.push('>');
                write_children(child, text);
                let _ = write!(text, "</{name}>");
            } else {
                text.push_str("/>");
            }
        }
    }
}

fn escape(plain: &str, text: &mut String) {
    let mut rest = plain;
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'<' | b'>' | b'&' | b'"')) {
        let (before, found) = rest.split_at_checked(at).unwrap_or((rest, ""));
        text.push_str(before);
        text.push_str(match found.as_bytes().first() {
            Some(b'<') => "&lt;",
            Some(b'>') => "&gt;",
            Some(b'&') => "&amp;",
            _ => "&quot;",
        });
        rest = found.get(1..).unwrap_or_default();
    }
    text.push_str(rest);
}
