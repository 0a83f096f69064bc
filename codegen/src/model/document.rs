//! The documents of a contract, for services that publish them.

use std::{ops::Range, sync::Arc};

use crate::source::{SourceId, Span};

/// A WSDL or schema that was read.
#[derive(Debug)]
pub struct Document {
    /// Id of the source with the text.
    pub source: SourceId,
    /// Name of the file, without its folder.
    pub name: String,
    /// The whole text.
    pub text: Arc<str>,
    /// Whether the document is a WSDL rather than a schema.
    pub is_wsdl: bool,
    /// The parts of the text that depend on the URL of the document, in order and without overlaps.
    pub places: Vec<(Range<usize>, Place)>,
}

/// A part of a document that depends on its URL.
#[derive(Clone, Debug)]
pub enum Place {
    /// Text to omit: the XML declaration, because the document is published in another encoding than that of
    /// the file.
    Nothing,
    /// The address of a port: the value of an attribute.
    Address {
        /// Position of the start tag of the port.
        port: Span,
    },
    /// The location of an import: the value of an attribute. Holds the index of the imported document.
    Location(usize),
    /// The position at which `schemaLocation` is inserted into an import without this attribute: after the
    /// element name in the start tag. Holds the index of the imported document.
    NewLocation(usize),
}
