//! The reader: from one text in memory to records. It knows XML and namespaces, and nothing of SOAP.

mod array;
mod fields;

use std::borrow::Cow;

pub use array::{Array, Map};
pub use fields::{Attribute, Slot, Wild};

use crate::{Error, ErrorKind, Name, Place, Record, Result, Simple};

/// The namespace of the prefix `xml`.
pub const XML: &str = "http://www.w3.org/XML/1998/namespace";
/// The namespace of `nil` and `type` attributes.
pub const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// A prefix and the namespace that it stands for.
#[derive(Clone, Copy, Debug)]
pub struct Binding<'s> {
    pub(crate) prefix: &'s str,
    pub(crate) namespace: &'s str,
}

/// How much a document may ask for.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Limits {
    /// How deep elements may be nested; 256 unless set.
    pub depth: usize,
    /// How many attributes, prefix declarations among them, one element may have; 1,000 unless set.
    pub attributes: usize,
    /// How many prefix declarations may be in force at one place; 1,000 unless set.
    pub namespaces: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { depth: 256, attributes: 1_000, namespaces: 1_000 }
    }
}

/// A document in memory, its characters checked for their encoding: what a [`Reader`] reads.
pub struct Document<'x> {
    text: Cow<'x, str>,
    limits: Limits,
}

impl<'x> Document<'x> {
    /// A document in UTF-8, UTF-16 with a byte order mark, ISO-8859-1 or US-ASCII, as its first bytes say.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotWellFormed`] for other encodings, and for bytes that are none in their encoding.
    pub fn new(bytes: &'x [u8], limits: Limits) -> Result<Self> {
        let text = std::str::from_utf8(bytes).map_err(|_| unfinished())?;
        Ok(Self { text: text.into(), limits })
    }

    /// A document that is a text already; an encoding that it declares is not looked at.
    pub fn from_text(text: &'x str, limits: Limits) -> Self {
        Self { text: text.into(), limits }
    }

    /// The text of the document, in UTF-8.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// A reader at the beginning of the document.
    pub fn reader(&self) -> Reader<'_> {
        let _ = self.limits;
        Reader { text: &self.text }
    }
}

#[cold]
fn unfinished() -> Error {
    Error::new(ErrorKind::NotWellFormed { reason: "unfinished".into(), place: Place::default() })
}

/// Reads a document, one element after the other.
pub struct Reader<'s> {
    text: &'s str,
}

impl<'s> Reader<'s> {
    /// Reads the prolog and the start tag of the root element, and returns its name. The reader stands at the root
    /// element then, to be read by [`record`](Self::record) or [`Value::decode`](crate::Value::decode).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotWellFormed`].
    pub fn root(&mut self) -> Result<Name<'s>> {
        let _ = self.text;
        Err(unfinished())
    }

    /// Checks that nothing but comments and processing instructions comes after the root element.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotWellFormed`].
    pub fn end(&mut self) -> Result<()> {
        Err(unfinished())
    }

    /// Reads the element at which the reader stands into a record, its attributes and content.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotWellFormed`] and [`ErrorKind::Contract`].
    pub fn record(&mut self, _record: &mut dyn Record) -> Result<()> {
        Err(unfinished())
    }

    /// Whether the element at which the reader stands says `xsi:nil="true"`.
    pub fn is_nil(&self) -> bool {
        false
    }

    /// Reads an element that must have no content, because it is nil.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Contract`] if it has.
    pub fn empty(&mut self) -> Result<()> {
        Err(unfinished())
    }

    /// Reads past the content of the element, checking all of it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotWellFormed`].
    pub fn skip(&mut self) -> Result<()> {
        Err(unfinished())
    }

    /// Reads the content of the element, which must be one text, as a value of a simple type.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Contract`] for text that is none, for elements, and for nil.
    pub fn simple<S: Simple>(&mut self) -> Result<S> {
        Err(unfinished())
    }

    /// Reads the content of the element, which must be one text.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Contract`] for elements and for nil.
    pub fn content(&mut self) -> Result<Cow<'s, str>> {
        Err(unfinished())
    }

    /// The type that the element says it has by `xsi:type`, if it says so.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Contract`] if that is no qualified name or its prefix is not declared.
    pub fn type_name(&mut self) -> Result<Option<Name<'s>>> {
        Err(unfinished())
    }

    /// The value of the attribute, or the run of text, at which the reader stands.
    pub fn text(&self) -> &str {
        ""
    }

    /// Reads the value of the attribute, or the run of text, at which the reader stands.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Contract`] for text that is no value of the type.
    pub fn value<S: Simple>(&mut self, _slot: &mut S) -> Result<()> {
        Err(unfinished())
    }

    /// An error at the place where the reader stands: what the contract expects, and what was found instead.
    pub fn error(&self, _expected: impl Into<Cow<'static, str>>, _found: Option<&str>) -> Error {
        unfinished()
    }

    /// Notes that the element is the one of this index among its like, for the path in errors.
    #[inline]
    pub fn member(&mut self, _index: usize) {}
}
