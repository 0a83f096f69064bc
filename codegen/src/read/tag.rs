//! An XML element as the reader sees it: names, attributes, children, places, names in its scope.
//!
//! Together with [`load`](super::load) and [`parse`](super::parse) the only place that knows roxmltree. Knows nothing of WSDL but how its components
//! are called in a path.

use std::fmt::Write;

use roxmltree::{Document, Node, NodeId};

use super::uri;
use crate::source::{SourceId, Span, offset};

/// An XML element.
#[derive(Clone, Copy)]
pub(super) struct Tag<'a> {
    node: Node<'a, 'a>,
    source: SourceId,
}

/// A QName in an attribute value or text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expanded<'a> {
    /// Namespace (empty for none) and local name. `prefixed` tells whether there was a prefix.
    Name { namespace: &'a str, local: &'a str, prefixed: bool },
    /// The prefix is not declared where it is used.
    Undeclared { prefix: &'a str, local: &'a str },
}

/// What a tag is known by, for sets and maps.
pub(super) type Key = (SourceId, NodeId);

impl<'a> Tag<'a> {
    /// The root element of a document.
    pub(super) fn root(document: &'a Document<'_>, source: SourceId) -> Self {
        Self { node: document.root_element(), source }
    }

    /// The element with an id that [`Tag::id`] gave.
    pub(super) fn with_id(document: &'a Document<'_>, source: SourceId, id: NodeId) -> Self {
        Self { node: document.get_node(id).unwrap_or_else(|| document.root_element()), source }
    }

    pub(super) fn id(self) -> NodeId {
        self.node.id()
    }

    pub(super) fn key(self) -> Key {
        (self.source, self.node.id())
    }

    /// The local name.
    pub(super) fn name(self) -> &'a str {
        self.node.tag_name().name()
    }

    /// The namespace; empty for none.
    pub(super) fn namespace(self) -> &'a str {
        self.node.tag_name().namespace().unwrap_or_default()
    }

    pub(super) fn is(self, namespace: &str, name: &str) -> bool {
        self.name() == name && self.namespace() == namespace
    }

    /// The local name of an element of XML Schema, of whatever draft; empty for others.
    pub(super) fn schema_name(self) -> &'a str {
        if uri::is_schema(self.namespace()) { self.name() } else { "" }
    }

    /// The local name of an element of WSDL; empty for others.
    pub(super) fn wsdl_name(self) -> &'a str {
        if self.namespace() == uri::WSDL { self.name() } else { "" }
    }

    /// The elements in it.
    pub(super) fn children(self) -> impl Iterator<Item = Tag<'a>> {
        let source = self.source;
        self.node.children().filter(Node::is_element).map(move |node| Tag { node, source })
    }

    /// How many elements are in it, at any depth.
    pub(super) fn descendants(self) -> usize {
        self.node.descendants().skip(1).filter(Node::is_element).count()
    }

    /// The first child of XML Schema with a name.
    pub(super) fn schema_child(self, name: &str) -> Option<Tag<'a>> {
        self.children().find(|child| child.schema_name() == name)
    }

    /// The target namespace of the whole document; empty for none.
    pub(super) fn document_namespace(self) -> &'a str {
        self.node.document().root_element().attribute("targetNamespace").map(trim).unwrap_or_default()
    }

    /// An attribute without namespace, without outer white space.
    pub(super) fn attribute(self, name: &str) -> Option<&'a str> {
        self.node.attribute(name).map(trim)
    }

    /// An attribute without namespace, exactly as it stands.
    pub(super) fn exact_attribute(self, name: &str) -> Option<&'a str> {
        self.node.attribute(name)
    }

    /// An attribute of a namespace.
    pub(super) fn attribute_in(self, namespace: &str, name: &str) -> Option<&'a str> {
        self.node.attribute((namespace, name)).map(trim)
    }

    /// An attribute that is `true` or `1`.
    pub(super) fn flag(self, name: &str) -> bool {
        matches!(self.attribute(name), Some("true" | "1"))
    }

    /// All attributes: namespace, local name, value.
    pub(super) fn attributes(self) -> impl Iterator<Item = (&'a str, &'a str, &'a str)> {
        self.node
            .attributes()
            .map(|found| (found.namespace().unwrap_or_default(), found.name(), found.value()))
    }

    /// The names in an attribute that is a list.
    pub(super) fn list(self, name: &str) -> impl Iterator<Item = &'a str> {
        self.attribute(name).unwrap_or_default().split_ascii_whitespace()
    }

    /// The text right in it.
    pub(super) fn text(self) -> String {
        self.node.children().filter(Node::is_text).filter_map(|node| node.text()).collect()
    }

    /// Itself as it is written, with all that is in it.
    pub(super) fn whole_text(self) -> &'a str {
        self.node.document().input_text().get(self.node.range()).unwrap_or_default()
    }

    /// Its start tag.
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

    /// The value of an attribute without namespace, else the start tag.
    pub(super) fn attribute_span(self, name: &str) -> Span {
        self.node.attribute_node(name).map_or_else(|| self.span(), |found| self.span_of(found.range_value()))
    }

    /// The value of an attribute of a namespace, else the start tag.
    pub(super) fn attribute_span_in(self, namespace: &str, name: &str) -> Span {
        let found = self.node.attribute_node((namespace, name));
        found.map_or_else(|| self.span(), |found| self.span_of(found.range_value()))
    }

    fn span_of(self, range: std::ops::Range<usize>) -> Span {
        Span { source: self.source, start: offset(range.start), end: offset(range.end) }
    }

    /// The namespace of a prefix here; the empty prefix is that of unprefixed names.
    pub(super) fn namespace_of(self, prefix: &str) -> Option<&'a str> {
        match prefix {
            "" => self.node.lookup_namespace_uri(None),
            "xml" => Some(uri::XML),
            prefix => self.node.lookup_namespace_uri(Some(prefix)).filter(|namespace| !namespace.is_empty()),
        }
    }

    /// The prefixes declared here, each with its namespace.
    pub(super) fn prefixes(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let node = self.node;
        node.namespaces().filter_map(move |found| {
            let prefix = found.name()?;
            Some((prefix, node.lookup_namespace_uri(Some(prefix))?))
        })
    }

    /// A QName that stands here, resolved by the declarations in scope.
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

    /// The components that lead here, such as `type User > element Lastlogin`.
    pub(super) fn path(self) -> String {
        let mut steps: Vec<String> = self.node.ancestors().filter_map(step).collect();
        steps.reverse();
        steps.join(" > ")
    }

    /// The content as XML text: white space trimmed, text escaped, elements by their local names, no comments.
    pub(super) fn markup(self) -> String {
        let mut text = String::new();
        write_children(self.node, &mut text);
        trim(&text).to_owned()
    }
}

/// White space of XML, not of Unicode.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\n', '\r'])
}

/// The name of a component in a path, if the element is one.
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

/// Documents are no deeper than the limit of [`guard`](super::guard), so the recursion is bounded.
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
    for character in plain.chars() {
        match character {
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '&' => text.push_str("&amp;"),
            '"' => text.push_str("&quot;"),
            character => text.push(character),
        }
    }
}
