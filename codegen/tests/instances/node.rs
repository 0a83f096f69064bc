//! An instance as a tree of typed values, and its serialization as XML in several styles.

use std::fmt::Write;

use saponify_codegen::internals::model::{Builtin, QName, WhiteSpace};

pub(crate) const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
pub(crate) const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// Element.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    pub(crate) name: QName,
    /// Name of the declared type; `None` if it is anonymous.
    pub(crate) declared: Option<QName>,
    /// Type in `xsi:type`.
    pub(crate) type_name: Option<QName>,
    pub(crate) nil: bool,
    pub(crate) attributes: Vec<(QName, Value)>,
    pub(crate) content: Vec<Content>,
    /// Default value that applies if the content is empty.
    pub(crate) default: Option<Value>,
    /// Whether whitespace between child elements is insignificant.
    pub(crate) blanks: bool,
    /// Whether the element is serialized as the target of a reference (SOAP 1.1, section 5).
    pub(crate) elsewhere: bool,
}

/// Content of an element.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Content {
    Text(Value),
    Node(Node),
    /// Members of `xs:all`, whose order is insignificant.
    All(Vec<Node>),
}

/// Simple value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Value {
    pub(crate) pieces: Vec<Piece>,
    pub(crate) kind: Kind,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Piece {
    Text(String),
    Name(QName),
}

/// Type of a value. It determines which texts are equal.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    Atomic(Builtin, WhiteSpace),
    List(Box<Kind>),
    Union(Vec<Kind>),
}

impl Kind {
    pub(crate) const TEXT: Self = Self::Atomic(Builtin::String, WhiteSpace::Preserve);
}

impl Value {
    pub(crate) fn text(text: impl Into<String>, kind: Kind) -> Self {
        Self { pieces: vec![Piece::Text(text.into())], kind }
    }

    /// Returns the text, with names as `{namespace}local`.
    pub(crate) fn plain(&self) -> String {
        let pieces = self.pieces.iter().map(|piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Name(name) => name.to_string(),
        });
        pieces.collect()
    }
}

impl Node {
    pub(crate) fn new(name: QName) -> Self {
        Self {
            name,
            declared: None,
            type_name: None,
            nil: false,
            attributes: Vec::new(),
            content: Vec::new(),
            default: None,
            blanks: false,
            elsewhere: false,
        }
    }

    fn names(&self) -> impl Iterator<Item = &QName> {
        let values =
            self.attributes.iter().map(|(_, value)| value).chain(self.content.iter().filter_map(|content| {
                match content {
                    Content::Text(value) => Some(value),
                    _ => None,
                }
            }));
        let names = values.flat_map(|value| &value.pieces).filter_map(|piece| match piece {
            Piece::Name(name) => Some(name),
            Piece::Text(_) => None,
        });
        names.chain(&self.type_name)
    }

    /// Iterates over all child elements.
    pub(crate) fn children(&self) -> impl Iterator<Item = &Node> {
        self.content.iter().flat_map(|content| match content {
            Content::Text(_) => &[][..],
            Content::Node(node) => std::slice::from_ref(node),
            Content::All(nodes) => nodes,
        })
    }

    /// Returns the number of elements in the subtree, including this one.
    pub(crate) fn size(&self) -> usize {
        1 + self.children().map(Node::size).sum::<usize>()
    }
}

/// Style of serialization.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Layout {
    /// Elements have prefixes instead of a default namespace.
    pub(crate) prefixed: bool,
    /// Whitespace and a comment are added between elements where they are insignificant.
    pub(crate) spaced: bool,
    /// Texts are written as CDATA sections where possible.
    pub(crate) cdata: bool,
    /// The envelope is one of SOAP 1.2.
    pub(crate) soap12: bool,
    /// The body contains a fault with the given detail.
    pub(crate) fault: bool,
}

/// Writes an envelope with header blocks and body elements.
pub(crate) fn envelope(headers: &[Node], body: &[Node], layout: Layout) -> String {
    let (xml, scope, default) = (String::new(), Vec::new(), vec![String::new()]);
    let mut writer = Writer { xml, layout, scope, default, elsewhere: Vec::new() };
    write!(writer.xml, "<s:Envelope xmlns:s='{}' xmlns:xsi='{XSI}'>", layout.soap()).unwrap();
    writer.scope.push(("xsi".to_owned(), XSI.to_owned()));
    writer.scope.push(("xml".to_owned(), XML.to_owned()));
    for (part, nodes) in [("s:Header", headers), ("s:Body", body)] {
        if part == "s:Body" || !nodes.is_empty() {
            let (open, close) = match (part, layout.fault) {
                ("s:Body", true) => layout.fault(),
                _ => ("", ""),
            };
            write!(writer.xml, "<{part}>{open}").unwrap();
            nodes.iter().for_each(|node| writer.node(node));
            writer.xml.push_str(close);
            if part == "s:Body" {
                writer.values();
            }
            write!(writer.xml, "</{part}>").unwrap();
        }
    }
    writer.xml.push_str("</s:Envelope>");
    writer.xml
}

impl Layout {
    /// Returns the namespace of the envelope.
    pub(crate) fn soap(self) -> &'static str {
        match self.soap12 {
            false => "http://schemas.xmlsoap.org/soap/envelope/",
            true => "http://www.w3.org/2003/05/soap-envelope",
        }
    }

    /// Returns the markup before and after the detail of a fault.
    fn fault(self) -> (&'static str, &'static str) {
        match self.soap12 {
            false => (
                "<s:Fault><faultcode>s:Server</faultcode><faultstring>1 &lt; 2</faultstring><detail>",
                "</detail></s:Fault>",
            ),
            true => (
                "<s:Fault><s:Code><s:Value>s:Receiver</s:Value></s:Code><s:Reason>\
                 <s:Text xml:lang='en'>1 &lt; 2</s:Text></s:Reason><s:Detail>",
                "</s:Detail></s:Fault>",
            ),
        }
    }
}

struct Writer {
    xml: String,
    layout: Layout,
    /// Values that are targets of references, without duplicates.
    elsewhere: Vec<Node>,
    /// Prefixes in scope and their namespaces.
    scope: Vec<(String, String)>,
    default: Vec<String>,
}

impl Writer {
    /// Writes the reference to a value that is serialized separately.
    fn reference(&mut self, node: &Node) {
        let (name, elsewhere) = (QName::new("", "multiRef"), false);
        let value = Node { name, declared: None, elsewhere, ..node.clone() };
        let known = self.elsewhere.iter().position(|known| *known == value);
        let place = known.unwrap_or(self.elsewhere.len());
        if known.is_none() {
            self.elsewhere.push(value);
        }
        let href = Value::text(format!("#ref{place}"), Kind::TEXT);
        let attributes = vec![(QName::new("", "href"), href)];
        self.node(&Node { attributes, ..Node::new(node.name.clone()) });
    }

    /// Writes the referenced values, which may contain further references.
    fn values(&mut self) {
        let mut place = 0;
        while let Some(mut value) = self.elsewhere.get(place).cloned() {
            value.attributes.push((QName::new("", "id"), Value::text(format!("ref{place}"), Kind::TEXT)));
            self.node(&value);
            place += 1;
        }
    }

    fn node(&mut self, node: &Node) {
        if node.elsewhere {
            return self.reference(node);
        }
        let depth = self.scope.len();
        let default = self.default.last().cloned().unwrap_or_default();
        let mut declared = String::new();
        // A name in no namespace has no prefix, so it can be written only where no default namespace is in
        // scope.
        let bare = node.names().any(|name| name.namespace.is_empty());
        let mut own = default.clone();
        let tag = if node.name.namespace.is_empty() || (!self.layout.prefixed && !bare) {
            own = node.name.namespace.to_string();
            node.name.local.to_string()
        } else {
            if bare {
                own = String::new();
            }
            self.prefixed(&node.name, &mut declared)
        };
        let mut attributes = String::new();
        if node.nil {
            attributes.push_str(" xsi:nil='true'");
        }
        if let Some(name) = &node.type_name {
            let name = self.prefixed(name, &mut declared);
            write!(attributes, " xsi:type=\"{name}\"").unwrap();
        }
        for (name, value) in &node.attributes {
            let name = self.prefixed(name, &mut declared);
            let text = self.value(value, &mut declared);
            write!(attributes, " {name}=\"{}\"", escaped(&text, true)).unwrap();
        }
        let texts: Vec<_> = node
            .content
            .iter()
            .map(|content| match content {
                Content::Text(value) => self.value(value, &mut declared),
                _ => String::new(),
            })
            .collect();
        if own != default {
            write!(declared, " xmlns=\"{}\"", escaped(&own, true)).unwrap();
        }
        self.default.push(own);
        write!(self.xml, "<{tag}{declared}{attributes}").unwrap();
        if node.content.is_empty() {
            self.xml.push_str("/>");
        } else {
            self.xml.push('>');
            let spaced = self.layout.spaced && node.blanks;
            for (content, text) in node.content.iter().zip(texts) {
                match content {
                    Content::Text(_) => self.text(&text),
                    Content::Node(node) => self.child(node, spaced),
                    Content::All(nodes) => nodes.iter().for_each(|node| self.child(node, spaced)),
                }
            }
            write!(self.xml, "</{tag}>").unwrap();
        }
        self.default.pop();
        self.scope.truncate(depth);
    }

    fn child(&mut self, node: &Node, spaced: bool) {
        if spaced {
            self.xml.push_str("\n  <!-- & -->");
        }
        self.node(node);
    }

    fn text(&mut self, text: &str) {
        let plain = !text.is_empty() && !text.contains("]]>") && !text.contains('\r');
        match self.layout.cdata && plain {
            true => write!(self.xml, "<![CDATA[{text}]]>").unwrap(),
            false => self.xml.push_str(&escaped(text, false)),
        }
    }

    fn value(&mut self, value: &Value, declared: &mut String) -> String {
        let mut text = String::new();
        for piece in &value.pieces {
            match piece {
                Piece::Text(own) => text.push_str(own),
                Piece::Name(name) => text.push_str(&self.prefixed(name, declared)),
            }
        }
        text
    }

    fn prefixed(&mut self, name: &QName, declared: &mut String) -> String {
        if name.namespace.is_empty() {
            return name.local.to_string();
        }
        let known = self.scope.iter().rev().find(|(_, namespace)| **namespace == *name.namespace);
        let prefix = match known {
            Some((prefix, _)) => prefix.clone(),
            None => {
                let prefix = format!("n{}", self.scope.len());
                write!(declared, " xmlns:{prefix}=\"{}\"", escaped(&name.namespace, true)).unwrap();
                self.scope.push((prefix.clone(), name.namespace.to_string()));
                prefix
            }
        };
        format!("{prefix}:{}", name.local)
    }
}

fn escaped(text: &str, attribute: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#13;"),
            '"' if attribute => out.push_str("&quot;"),
            '\n' if attribute => out.push_str("&#xA;"),
            '\t' if attribute => out.push_str("&#x9;"),
            other => out.push(other),
        }
    }
    out
}
