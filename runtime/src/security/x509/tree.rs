//! The envelope as a tree with positions, its `Security` header, and changes of its text.

use std::borrow::Cow;
use std::ops::Range;

use roxmltree::{Document, Node, ParsingOptions};

use super::{WSSE, WSU, refused};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::fault::Version;
use crate::soap::role;
use crate::text::namespaces::XML;
use crate::xml::reader::{Document as Text, Limits};

/// Replaces line ends by line feeds, as XML 1.0 demands before a document is parsed (section 2.11). The result has the
/// same meaning.
///
/// roxmltree keeps a carriage return that follows a character reference. Signer and verifier could then compute
/// signatures over different texts.
pub(super) fn with_line_feeds(text: &str) -> Cow<'_, str> {
    match text.contains('\r') {
        true => text.replace("\r\n", "\n").replace('\r', "\n").into(),
        false => text.into(),
    }
}

/// Parses an envelope, whose line ends must be line feeds.
///
/// The runtime's reader checks the text first: it refuses document type declarations, and applies the limits
/// that bound the memory of the tree. A text that one of the two parsers refuses is refused.
pub(super) fn parse(text: &str) -> Result<Document<'_>> {
    let checked = Text::from_text(text, Limits::default().namespaces(namespaces_in_scope(text)));
    let mut reader = checked.reader();
    reader.root()?;
    reader.end()?;
    let options = ParsingOptions { nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).map_err(|error| {
        let (line, column) = (error.pos().row as usize, error.pos().col as usize);
        let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
        let place = Place::of(text, before + column.saturating_sub(1));
        Error::new(ErrorKind::NotWellFormed { reason: error.to_string().into(), place })
    })
}

/// Maximum number of nodes in the tree of an envelope. A node takes about 100 bytes.
const MAX_NODES: u32 = 1 << 21;
/// Maximum number of comparisons of namespaces when the tree is built.
const MAX_NAMESPACE_COMPARISONS: usize = 1 << 28;

/// The number of namespaces that may be in scope. For each element with a declaration, roxmltree compares all
/// namespaces in scope with one another.
fn namespaces_in_scope(text: &str) -> usize {
    let declarations = memchr::memmem::find_iter(text.as_bytes(), "xmlns").count().max(1);
    (MAX_NAMESPACE_COMPARISONS / declarations).isqrt().clamp(16, 1_000)
}

/// The parts of an envelope, found by their position.
#[derive(Clone, Copy)]
pub(super) struct Envelope<'a, 'i> {
    pub(super) version: Version,
    pub(super) header: Option<Node<'a, 'i>>,
    pub(super) body: Node<'a, 'i>,
    /// The `Security` header for the receiver.
    pub(super) security: Option<Node<'a, 'i>>,
}

impl<'a, 'i> Envelope<'a, 'i> {
    /// Finds the parts of an envelope. It must have one `Body`, at most one `Header` before it, and nothing
    /// else, so that every reader finds the same body.
    pub(super) fn of(document: &'a Document<'i>, actor: Option<&str>) -> Result<Self> {
        let root = document.root_element();
        let version = [Version::Soap11, Version::Soap12]
            .into_iter()
            .find(|version| is(root, version.namespace(), "Envelope"))
            .ok_or_else(|| refused("the root element is not a SOAP envelope"))?;
        let namespace = version.namespace();
        let (header, body) = match *elements(root).collect::<Vec<_>>().as_slice() {
            [body] if is(body, namespace, "Body") => (None, body),
            [header, body] if is(header, namespace, "Header") && is(body, namespace, "Body") => {
                (Some(header), body)
            }
            _ => return Err(refused("Envelope: expected an optional Header and one Body, and nothing else")),
        };
        let mut security = header
            .into_iter()
            .flat_map(elements)
            .filter(|&block| is(block, WSSE, "Security") && is_for(block, version, actor));
        let found = security.next();
        if security.next().is_some() {
            return Err(refused("Header: several Security headers for one actor"));
        }
        Ok(Self { version, header, body, security: found })
    }
}

/// Whether a header block is for this actor; `None` is the final receiver.
fn is_for(block: Node<'_, '_>, version: Version, actor: Option<&str>) -> bool {
    let attribute = role::attribute(version);
    role::is_for(block.attribute((attribute.namespace(), attribute.local())), version, actor)
}

/// The child elements of a node.
pub(super) fn elements<'a, 'i>(node: Node<'a, 'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(Node::is_element)
}

/// The child elements with this name.
pub(super) fn children<'a, 'i>(
    node: Node<'a, 'i>,
    namespace: &'static str,
    local: &'static str,
) -> impl Iterator<Item = Node<'a, 'i>> {
    elements(node).filter(move |&child| is(child, namespace, local))
}

/// The only child element with this name; `None` if no child or several children have it.
pub(super) fn only<'a, 'i>(
    node: Node<'a, 'i>,
    namespace: &'static str,
    local: &'static str,
) -> Option<Node<'a, 'i>> {
    let mut found = children(node, namespace, local);
    let first = found.next();
    first.filter(|_| found.next().is_none())
}

/// Whether an element has this name.
pub(super) fn is(node: Node<'_, '_>, namespace: &str, local: &str) -> bool {
    node.has_tag_name((namespace, local))
}

/// Whether the content of an element is partly an attachment (`xop:Include`).
pub(super) fn has_attachment(node: Node<'_, '_>) -> bool {
    node.descendants().any(|node| is(node, "http://www.w3.org/2004/08/xop/include", "Include"))
}

/// The text of an element without child elements; `None` if it has some.
pub(super) fn text_of(node: Node<'_, '_>) -> Option<String> {
    let mut text = String::new();
    for child in node.children() {
        if child.is_element() {
            return None;
        }
        if child.is_text() {
            text.push_str(child.text().unwrap_or_default());
        }
    }
    Some(text)
}

/// The identifier of an element, to which references can point: `wsu:Id`, or the attribute `Id`. The latter
/// belongs to signatures and encrypted data, but some stacks also write it on other elements.
pub(super) fn id<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    node.attribute((WSU, "Id")).or_else(|| node.attribute("Id"))
}

/// Returns the element whose [`id`] is `wanted`.
///
/// # Errors
///
/// If there is no such element, or if several attributes that may be identifiers have this value. Attributes
/// that only other software treats as identifiers count too. If two elements had the same identifier, an
/// attacker could make the verifier and the reader choose different elements.
pub(super) fn by_id<'a, 'i>(document: &'a Document<'i>, wanted: &str) -> Result<Node<'a, 'i>> {
    let mut found = None;
    for node in document.descendants().filter(Node::is_element) {
        for attribute in node.attributes() {
            let is_id = attribute.name().eq_ignore_ascii_case("id") || attribute.name() == "AssertionID";
            if is_id && attribute.value() == wanted && found.replace(node).is_some() {
                return Err(refused(format!("several elements have the identifier `{}`", shortened(wanted))));
            }
        }
    }
    match found {
        Some(node) if id(node) == Some(wanted) => Ok(node),
        _ => Err(refused(format!("no element has the wsu:Id `{}`", shortened(wanted)))),
    }
}

/// Checks that each value of `wsu:Id` or `xml:id` occurs only once in the document.
pub(super) fn check_ids(document: &Document<'_>) -> Result<()> {
    let mut ids: Vec<&str> = document
        .descendants()
        .filter(Node::is_element)
        .flat_map(|node| [node.attribute((WSU, "Id")), node.attribute((XML, "id"))])
        .flatten()
        .collect();
    ids.sort_unstable();
    match ids.windows(2).find(|pair| pair.first() == pair.last()) {
        Some(pair) => {
            let id = shortened(pair.first().copied().unwrap_or_default());
            Err(refused(format!("several elements have the identifier `{id}`")))
        }
        None => Ok(()),
    }
}

/// A value of a message, short enough for an error.
pub(super) fn shortened(text: &str) -> String {
    crate::redaction::excerpt::shorten(text, 80)
}

/// The name of an element as the document writes it, with its prefix.
pub(super) fn qualified_name<'a>(node: Node<'a, '_>) -> &'a str {
    let text = node.document().input_text().get(node.range().start + 1..).unwrap_or_default();
    text.split(['>', '/', ' ', '\t', '\r', '\n']).next().unwrap_or_default()
}

/// The prefix of a qualified name, or the empty text.
pub(super) fn prefix(name: &str) -> &str {
    name.split_once(':').map_or("", |(prefix, _)| prefix)
}

/// Changes of a text: ranges, and the texts that replace them.
#[derive(Default)]
pub(super) struct Edits(Vec<(Range<usize>, String)>);

impl Edits {
    pub(super) fn insert(&mut self, at: usize, text: String) {
        self.0.push((at..at, text));
    }

    pub(super) fn replace(&mut self, range: Range<usize>, text: String) {
        self.0.push((range, text));
    }

    /// Inserts attributes after the name of an element.
    pub(super) fn attributes(&mut self, node: Node<'_, '_>, attributes: String) {
        self.insert(node.range().start + 1 + qualified_name(node).len(), attributes);
    }

    /// Inserts XML at the end of the content of an element.
    pub(super) fn append(&mut self, node: Node<'_, '_>, xml: String) {
        let range = node.range();
        let text = node.document().input_text().get(range.clone()).unwrap_or_default();
        if node.has_children() || !text.ends_with("/>") {
            let end = text.rfind("</").map_or(range.end, |at| range.start + at);
            self.insert(end, xml);
        } else {
            self.replace(
                range.end.saturating_sub(2)..range.end,
                format!(">{xml}</{}>", qualified_name(node)),
            );
        }
    }

    /// Inserts XML before the first child element.
    pub(super) fn prepend(&mut self, node: Node<'_, '_>, xml: String) {
        match node.first_element_child() {
            Some(child) => self.insert(child.range().start, xml),
            None => self.append(node, xml),
        }
    }

    /// Replaces the content of an element.
    pub(super) fn content(&mut self, node: Node<'_, '_>, xml: String) {
        match content_range(node) {
            Some(range) => self.replace(range, xml),
            None => self.append(node, xml),
        }
    }

    /// Applies all changes. Changes at one place keep their order.
    pub(super) fn apply(mut self, text: &str) -> String {
        self.0.sort_by_key(|(range, _)| range.start);
        let length = text.len() + self.0.iter().map(|(_, xml)| xml.len()).sum::<usize>();
        let mut output = String::with_capacity(length);
        let mut from = 0;
        for (range, xml) in self.0 {
            output.push_str(text.get(from..range.start).unwrap_or_default());
            output.push_str(&xml);
            from = range.end;
        }
        output.push_str(text.get(from..).unwrap_or_default());
        output
    }
}

/// The range between the start tag and the end tag of an element; `None` if the element is one empty tag.
pub(super) fn content_range(node: Node<'_, '_>) -> Option<Range<usize>> {
    let range = node.range();
    let text = node.document().input_text().get(range.clone())?;
    let end = match node.has_children() || !text.ends_with("/>") {
        true => range.start + text.rfind("</")?,
        false => return None,
    };
    let start = match node.first_child() {
        // The range of a CDATA section may begin within its markup, so search for the end of the start tag.
        Some(_) => range.start + end_of_start_tag(text)?,
        None => end,
    };
    Some(start..end)
}

/// The offset of the end of a start tag. `>` may occur in attribute values.
fn end_of_start_tag(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            (None, b'>') => return Some(at + 1),
            _ => {}
        }
    }
    None
}
