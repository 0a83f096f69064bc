//! Elements as trees, written by the runtime's writer like generated types. Samples and conversions build them.

use saponify::{Attachment, Content, Element, Found, Name, Reader, Record, Value, Writer};

use super::lexical::Lexical;
use crate::model::QName;

/// Namespace by which the runtime recognizes parts of a message.
const MIME: &str = "http://schemas.xmlsoap.org/wsdl/mime/";

/// Element of the tree.
#[derive(Clone, Debug, Default)]
pub(super) struct Node {
    /// Element name. `None` for text between elements, and for the content of a body without a wrapper element.
    pub(super) name: Option<QName>,
    /// Value of `xsi:type`.
    pub(super) type_name: Option<QName>,
    /// Description of the items of an encoded array.
    pub(super) array: Option<Items>,
    /// Whether the element has `xsi:nil="true"`.
    pub(super) nil: bool,
    /// Attributes, in order.
    pub(super) attributes: Vec<(QName, Lexical)>,
    /// The element, if it is kept as XML. The other fields of this node are unused then.
    pub(super) verbatim: Option<Element>,
    /// Content of a part of the message that is sent beside the envelope. `name` is the name of the part.
    pub(super) attachment: Option<Attachment>,
    /// Text, written before the child elements.
    pub(super) text: Option<Lexical>,
    /// Child elements.
    pub(super) children: Vec<Node>,
}

/// Description of the items of an array in SOAP encoding. The items are the child elements.
#[derive(Clone, Debug)]
pub(super) struct Items {
    /// Name of the item type.
    pub(super) type_name: QName,
    /// Brackets after the name of the item type, if the items are arrays themselves: `[]` in `xsd:int[][3]`.
    /// Otherwise empty.
    pub(super) rank: String,
    /// Number of dimensions. All but the last have the size 1.
    pub(super) dimensions: usize,
}

impl Node {
    /// Creates an element without content.
    pub(super) fn named(name: QName) -> Self {
        Self { name: Some(name), ..Self::default() }
    }

    /// Creates text between elements.
    pub(super) fn between(text: &str) -> Self {
        Self { text: Some(Lexical::text(text)), ..Self::default() }
    }

    /// Creates a part that is sent beside the envelope.
    pub(super) fn attached(name: &str, attachment: Attachment) -> Self {
        Self { attachment: Some(attachment), ..Self::named(QName::new(MIME, name)) }
    }

    /// Creates an element from XML.
    pub(super) fn verbatim(element: Element) -> Self {
        Self { verbatim: Some(element), ..Self::default() }
    }

    /// Returns the local name of the element.
    pub(super) fn local_name(&self) -> Option<&str> {
        match (&self.verbatim, &self.name) {
            (Some(element), _) => Some(element.name().local()),
            (None, name) => name.as_ref().map(|name| &*name.local),
        }
    }

    /// Returns the number of elements in the subtree, including this one.
    pub(super) fn size(&self) -> usize {
        self.children.iter().map(Self::size).sum::<usize>() + 1
    }

    fn write(&self, output: &mut Writer) {
        if let Some(element) = &self.verbatim {
            return element.encode_element(element.name(), output);
        }
        let Some(name) = &self.name else { return self.write_content(output) };
        let name = as_name(name);
        if let Some(attachment) = &self.attachment {
            return attachment.encode_element(name, output);
        }
        let is_plain = self.attributes.is_empty() && self.type_name.is_none() && !self.nil;
        if let Some(text) = self.text.as_ref().filter(|_| is_plain && self.children.is_empty()) {
            return output.leaf(name, text);
        }
        output.open(name);
        self.write_attributes(output);
        self.write_content(output);
        output.close();
    }

    fn write_attributes(&self, output: &mut Writer) {
        if self.nil {
            output.nil();
        }
        if let Some(type_name) = &self.type_name {
            output.type_name(&type_name.namespace, &type_name.local);
        }
        if let Some(Items { type_name, rank, dimensions }) = &self.array {
            let mut sizes = vec![1; dimensions.saturating_sub(1)];
            sizes.push(self.children.len());
            output.array_dimensions(
                (&type_name.namespace, &type_name.local),
                rank,
                &sizes,
                self.children.len(),
            );
        }
        if let Some(text) = &self.text {
            output.namespaces(text);
        }
        for (name, value) in &self.attributes {
            output.namespaces(value);
            output.attribute(as_name(name), value);
        }
    }

    fn write_content(&self, output: &mut Writer) {
        if let Some(text) = &self.text {
            output.simple(text);
        }
        self.children.iter().for_each(|child| child.write(output));
    }
}

fn as_name(name: &QName) -> Name<'_> {
    Name::new(&name.namespace, &name.local)
}

/// Elements that form the headers or the body of an envelope. If the envelope was read, its elements are kept
/// as XML.
#[derive(Clone, Debug, Default)]
pub(super) struct Nodes(pub(super) Vec<Node>);

impl Nodes {
    /// Returns the parts that are sent beside the envelope.
    pub(super) fn attachments(&self) -> impl Iterator<Item = &Attachment> {
        self.0.iter().filter_map(|node| node.attachment.as_ref())
    }

    /// Returns the elements that were read, as XML.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.0.iter().filter_map(|node| node.verbatim.as_ref())
    }
}

impl Record for Nodes {
    fn content(&self) -> Content {
        Content::Mixed
    }

    fn decode_field(&mut self, _name: Name<'_>, input: &mut Reader<'_>) -> saponify::Result<Found> {
        let mut elements = Vec::new();
        let found = input.any(&mut elements)?;
        self.0.extend(elements.into_iter().map(Node::verbatim));
        Ok(found)
    }

    fn decode_text(&mut self, input: &mut Reader<'_>) -> saponify::Result<()> {
        let text = input.text();
        // White space between elements has no meaning.
        if !text.trim().is_empty() {
            self.0.push(Node::between(text));
        }
        Ok(())
    }

    fn encode_attributes(&self, output: &mut Writer) {
        // The content of a body without a wrapper element is a node without a name. Its attributes are
        // written on the body.
        let content = self.0.iter().filter(|node| node.name.is_none() && node.verbatim.is_none());
        content.for_each(|node| node.write_attributes(output));
    }

    fn encode_fields(&self, output: &mut Writer) {
        self.0.iter().for_each(|node| node.write(output));
    }
}
