//! Reading and writing of elements that are kept as XML: wildcards, `xs:anyType`, types that the contract
//! does not declare, details of faults.

use std::borrow::Cow;

use crate::error::Result;
use crate::text::{Element, Name};
use crate::xml::standalone::{from_str, from_str_as, to_string};
use crate::xml::{Account, Document, Found, Limits, Reader, ReadingMode, Record, TextRule, Value, Writer};

impl Element {
    /// Parses an XML document into its root element.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotWellFormed`](crate::ErrorKind::NotWellFormed).
    pub fn parse(xml: &str) -> Result<Self> {
        let document = Document::from_text(xml, Limits::default());
        let mut input = document.reader();
        input.root()?;
        let element = input.capture()?;
        input.end()?;
        Ok(element)
    }

    /// Serializes a value as an element of this name.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Encode`](crate::ErrorKind::Encode).
    pub fn of<'n, V: Value>(name: impl Into<Name<'n>>, value: &V) -> Result<Self> {
        Self::parse(&to_string(name, value)?)
    }

    /// The text content; `None` if the element contains other elements.
    pub fn text(&self) -> Option<Cow<'_, str>> {
        match self.content.contains(['<', '&', '\r']) {
            false => Some(Cow::Borrowed(&self.content)),
            true if self.is_nil => None,
            true => self.decode::<String>().ok().map(Cow::Owned),
        }
    }

    /// The child elements, in document order.
    ///
    /// A child takes at least 200 bytes, independent of [`Limits::values`]. A short text can have many children:
    /// do not call this for large elements of a message that may be hostile.
    pub fn children(&self) -> Vec<Self> {
        // This element was parsed before, so parsing it again without limits cannot fail.
        let limits = Limits::default().namespaces(usize::MAX).references(usize::MAX).values(usize::MAX);
        self.children_within(limits).unwrap_or_default()
    }

    /// The child elements, within the default limits.
    #[cfg(any(feature = "addressing", feature = "security"))]
    pub(crate) fn limited_children(&self) -> Result<Vec<Self>> {
        self.children_within(Limits::default())
    }

    fn children_within(&self, limits: Limits) -> Result<Vec<Self>> {
        let xml = self.to_xml();
        let document = Document::from_text(&xml, limits);
        let mut input = document.reader();
        input.root()?;
        let mut children = Children::default();
        children.decode(&mut input)?;
        Ok(children.0)
    }

    /// Decodes the element as a value of a type.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Contract`](crate::ErrorKind::Contract) if the element is not a value of the type.
    pub fn decode<V: Value>(&self) -> Result<V> {
        from_str(&self.to_xml())
    }

    /// Decodes the element in a [`ReadingMode`]. Also returns an [`Account`], which lists where the element
    /// departs from the type.
    ///
    /// # Errors
    ///
    /// The same as for [`decode`](Self::decode).
    pub fn decode_as<V: Value>(&self, mode: ReadingMode) -> Result<(V, Account)> {
        from_str_as(&self.to_xml(), mode)
    }

    /// Serializes the element as a document, without an XML declaration.
    pub fn to_xml(&self) -> String {
        let mut output = Writer::new();
        self.encode_element(self.name(), &mut output);
        // This element was parsed before, so writing it cannot fail.
        output.finish().unwrap_or_default()
    }
}

/// The texts of the elements that a value is written as: one for a record, one for each item of a list. The text of an
/// element that contains other elements is `None`. The result is `None` if the value cannot be written.
pub(crate) fn element_texts<V: Value>(value: &V) -> Option<Vec<Option<String>>> {
    let mut output = Writer::new();
    output.open(Name::new("", "values"));
    value.encode_element(Name::new("", "value"), &mut output);
    output.close();
    let parent = Element::parse(&output.finish().ok()?).ok()?;
    Some(parent.children().iter().map(|child| child.text().map(Cow::into_owned)).collect())
}

/// Decodes the root element of a document, and applies `rule` to its text. If `is_encoded` is set, the element is in
/// SOAP encoding.
pub(crate) fn decode_document<V: Value>(
    document: &Document<'_>,
    rule: TextRule,
    is_encoded: bool,
) -> Result<(V, Account)> {
    let mut input = document.reader();
    if is_encoded {
        input.read_graph();
    }
    input.root()?;
    input.set_rule(&rule);
    let mut value = V::default();
    value.decode(&mut input)?;
    input.end()?;
    Ok((value, input.take_account()))
}

/// Captures an element of any type as XML, and writes it back.
impl Value for Element {
    fn decode(&mut self, input: &mut Reader<'_>) -> Result<()> {
        *self = input.capture()?;
        Ok(())
    }

    fn decode_nil(&mut self, input: &mut Reader<'_>) -> Result<bool> {
        *self = input.capture()?;
        Ok(true)
    }

    fn encode_attributes(&self, output: &mut Writer) {
        for (prefix, namespace) in &self.scope {
            match prefix.as_str() {
                "" => output.declare_default_here(namespace),
                prefix => output.declare_captured(prefix, namespace),
            }
        }
        if let Some(type_name) = self.type_name() {
            output.type_name(type_name.namespace(), type_name.local());
        }
        if self.is_nil {
            output.nil();
        }
        for (name, value) in &self.attributes {
            output.attribute(name.as_name(), value);
        }
    }

    fn encode(&self, output: &mut Writer) {
        if self.content.is_empty() && !self.is_nil {
            output.check_empty();
        }
        output.raw(&self.content);
    }

    fn encode_element(&self, name: Name<'_>, output: &mut Writer) {
        let start = output.position();
        // The element is written without a prefix, because its content may bind the prefixes that the writer
        // would generate.
        output.open_unprefixed(name);
        self.encode_attributes(output);
        self.encode(output);
        output.close();
        if start > 0 {
            output.note_named_secrets(start);
        }
    }
}

/// The child elements of one element.
#[derive(Default)]
struct Children(Vec<Element>);

impl Record for Children {
    fn content(&self) -> crate::xml::Content {
        crate::xml::Content::Mixed
    }

    fn decode_field(&mut self, _name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        input.any(&mut self.0)
    }

    fn encode_fields(&self, _output: &mut Writer) {}
}
