//! XML that is kept as it is: wildcards, `xs:anyType`, types that the contract does not know, details of faults.

use std::borrow::Cow;
use std::fmt;

use crate::error::Result;
use crate::text::Name;
use crate::xml::{Account, Document, Found, Limits, Reader, ReadingMode, Record, Value, Writer};

/// An element, self-contained: it can be written into any document, and read into a type later.
///
/// Two are equal when their names, attributes and prefix declarations are, and their content is the same text.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Element {
    pub(crate) name: Kept,
    pub(crate) type_name: Option<Kept>,
    pub(crate) is_nil: bool,
    /// The prefixes that the content or a value uses, with their namespaces, sorted. Behind them an empty one with the
    /// default namespace, where a value may hold a name that is in it.
    pub(crate) scope: Vec<(String, String)>,
    pub(crate) attributes: Vec<(Kept, String)>,
    /// What stands between the tags, as XML.
    pub(crate) content: String,
}

/// A name that is kept.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Kept {
    namespace: String,
    local: String,
}

impl Kept {
    pub(crate) fn name(name: Name<'_>) -> Self {
        Self { namespace: name.namespace().to_owned(), local: name.local().to_owned() }
    }

    fn as_name(&self) -> Name<'_> {
        Name::new(&self.namespace, &self.local)
    }
}

impl Element {
    /// The element that a text of XML is.
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

    /// The element that a value makes under this name.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Encode`](crate::ErrorKind::Encode).
    pub fn of<'n, V: Value>(name: impl Into<Name<'n>>, value: &V) -> Result<Self> {
        Self::parse(&crate::value::to_string(name, value)?)
    }

    pub(crate) fn of_name(name: Name<'_>) -> Self {
        Self { name: Kept::name(name), ..Self::default() }
    }

    /// The element's name.
    pub fn name(&self) -> Name<'_> {
        self.name.as_name()
    }

    /// The type that it says it has by `xsi:type`.
    pub fn type_name(&self) -> Option<Name<'_>> {
        self.type_name.as_ref().map(Kept::as_name)
    }

    /// Says its type by `xsi:type`: for the details of faults in SOAP encoding, which are told by their type.
    #[must_use]
    pub fn with_type<'n>(mut self, name: impl Into<Name<'n>>) -> Self {
        self.type_name = Some(Kept::name(name.into()));
        self
    }

    /// Whether it says `xsi:nil="true"`.
    pub fn is_nil(&self) -> bool {
        self.is_nil
    }

    /// The value of an attribute.
    pub fn attribute<'n>(&self, name: impl Into<Name<'n>>) -> Option<&str> {
        let name = name.into();
        self.attributes.iter().find(|(own, _)| own.as_name() == name).map(|(_, value)| value.as_str())
    }

    /// Its text, if it holds no elements.
    pub fn text(&self) -> Option<Cow<'_, str>> {
        match self.content.contains(['<', '&', '\r']) {
            false => Some(Cow::Borrowed(&self.content)),
            true if self.is_nil => None,
            true => self.decode::<String>().ok().map(Cow::Owned),
        }
    }

    /// The elements right in it.
    pub fn children(&self) -> Vec<Self> {
        // It was read before, so that it can be read again.
        self.decode::<Children>().unwrap_or_default().0
    }

    /// Reads it into a type.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Contract`](crate::ErrorKind::Contract), when it is none of that type.
    pub fn decode<V: Value>(&self) -> Result<V> {
        crate::value::from_str(&self.to_xml())
    }

    /// Reads it into a type in a [`ReadingMode`], and gives the account of what it has that the type does not have.
    ///
    /// # Errors
    ///
    /// As [`decode`](Self::decode).
    pub fn decode_as<V: Value>(&self, mode: ReadingMode) -> Result<(V, Account)> {
        crate::value::from_str_as(&self.to_xml(), mode)
    }

    /// The element as a document of its own, without an XML declaration.
    pub fn to_xml(&self) -> String {
        let mut output = Writer::new();
        self.encode_element(self.name(), &mut output);
        // It was read before, so that it can be written.
        output.finish().unwrap_or_default()
    }
}

/// Names and sizes only: what is in it may be a secret.
impl fmt::Debug for Element {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "<{}> of {} bytes", self.name(), self.content.len())
    }
}

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
                prefix => output.declare_kept(prefix, namespace),
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
        output.raw(&self.content);
    }

    fn encode_element(&self, name: Name<'_>, output: &mut Writer) {
        let start = output.position();
        // Its prefixes may be those that the writer would use.
        output.open_unprefixed(name);
        self.encode_attributes(output);
        self.encode(output);
        output.close();
        if start > 0 {
            output.note_named_secrets(start);
        }
    }
}

/// The elements that are right in one.
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
