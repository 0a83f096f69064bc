//! The writer: encodes values as one document in memory. It records its first error and returns it at the
//! end.

#[cfg(feature = "mime")]
mod attachments;
mod element;
mod escape;
mod fields;
#[cfg(feature = "mime")]
mod include;
mod namespace;
mod never_empty;
mod record;
mod secret;
mod simple;
mod state;
mod text;
mod type_annotation;

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

pub(crate) use escape::escaped;
pub use fields::Fields;
pub(crate) use fields::Plain;
pub use never_empty::NeverEmpty;
pub use simple::to_text;
pub(crate) use simple::to_text_with;
pub(crate) use state::{QNameNotation, TypeName};
pub use text::Text;

use crate::error::{Error, ErrorKind, Result};
use crate::redaction::path::ends_at_secret;
use crate::text::Name;
use crate::text::namespaces::XSI;
use state::{DEPTH, Entry, ItemPrefix, UNKNOWN_NAMESPACE};

/// Writes a document into memory.
///
/// The first value that cannot be written is recorded as an error, with its path.
/// [`finish`](Writer::finish) returns it, so no value is dropped without an error.
#[derive(Debug)]
pub struct Writer {
    output: String,
    /// The open elements, and the prefixes that they declare.
    stack: Vec<Entry>,
    depth: u16,
    /// Whether the last start tag still lacks its `>`.
    in_tag: bool,
    /// Whether the record whose attributes were just written is nil. Its members are then not written.
    is_nil: bool,
    /// Range of the name of the element whose simple value is being written.
    leaf: Range<usize>,
    /// Range of the default namespace in the output.
    default: Range<usize>,
    /// The current default namespace, as the `&'static str` that a caller passed, or `UNKNOWN_NAMESPACE`. It
    /// is compared with other namespaces by its address: comparing the texts would take longer.
    current: &'static str,
    /// The namespace of the current array's items, and its prefix with the colon.
    items: (&'static str, &'static str),
    /// The prefix that was last declared for the items of an array. If the items of the next array are in the
    /// same namespace, that array declares the same prefix, and no new one is generated.
    declared: ItemPrefix,
    /// Index of the next element within its repeated member, plus one; zero for other elements.
    member: u32,
    /// Offset in the root's start tag at which the prefix `xsi` is declared.
    root: usize,
    /// Whether the document needs the declaration of `xsi`.
    uses_xsi: bool,
    /// Whether captured XML binds the prefix `xsi` to another namespace.
    shadows_xsi: bool,
    /// Offsets of qualified names without a prefix in the attribute values of the open start tag. These names
    /// are in the default namespace, and get a prefix if the tag declares another default namespace.
    bare: Vec<usize>,
    /// Identifies the last start tag for which a value contains a qualified name without a namespace: the offset
    /// of the element name in that tag.
    unnamespaced_in: Option<usize>,
    /// If only some members of a record are written: these members, and the depth of the record.
    only: Option<(&'static [(&'static str, &'static str)], u16)>,
    /// Members that are not written although `only` lists them: header blocks that may replace a declared header
    /// block (`Replacement`), when that declared block is set.
    without: Vec<&'static [(&'static str, &'static str)]>,
    /// Attributes that are added to each start tag at one depth: an `xsi:type`, the declaration of the encoding, or
    /// both.
    annotation: Option<Annotation>,
    /// The attributes by which elements name their types, for an encoded document.
    type_annotation: Option<&'static dyn TypeAnnotation>,
    /// Whether paths in errors omit the root element.
    is_root_omitted: bool,
    /// The default or fixed value of the current member, if an empty text is an error because a receiver would
    /// read this value instead. `None` if the text may be empty.
    instead_of_empty: Option<&'static str>,
    /// How `to_text` writes qualified names. It writes a single value without a document, so it cannot declare
    /// prefixes.
    qname_notation: QNameNotation,
    secrets: Vec<Range<usize>>,
    /// Whether the content being written is secret.
    is_secret: bool,
    #[cfg(feature = "mime")]
    attachments: attachments::Attachments,
    error: Option<Error>,
}

/// Attributes that are added to each start tag at one depth: an `xsi:type`, the attribute that declares the
/// SOAP encoding (`encodingStyle`), or both.
#[derive(Clone, Copy, Debug)]
struct Annotation {
    depth: u16,
    /// The value of the `xsi:type` to add.
    type_name: Option<TypeName<'static>>,
    /// The elements to which `encodingStyle` is added.
    styled: Styled,
}

/// The child elements of an element that declare the SOAP encoding by `encodingStyle`.
#[derive(Clone, Copy, Debug)]
enum Styled {
    None,
    All,
    /// The elements with these names. Only they are in SOAP encoding.
    Only(&'static [(&'static str, &'static str)], &'static dyn TypeAnnotation),
}

/// The attributes by which the elements of an encoded document name their types.
pub(crate) trait TypeAnnotation: fmt::Debug + Sync {
    /// The name that the encoding uses for a type of the schema.
    fn type_name<'n>(&self, name: TypeName<'n>) -> TypeName<'n>;

    /// The attribute by which an element declares the encoding, and its value.
    fn style(&self) -> (Name<'static>, &'static str);

    /// Writes the type of the items and the size of each dimension into the start tag of an array. If the
    /// items are arrays too, `rank` contains their brackets, such as `[]`.
    fn array_type(&self, item: TypeName<'_>, rank: &str, sizes: &[usize], output: &mut Writer);
}

impl Writer {
    /// The number of bytes that a new document reserves.
    pub(crate) const CAPACITY: usize = 2048;

    /// Creates an empty document.
    pub fn new() -> Self {
        Self::with_capacity(Self::CAPACITY)
    }

    /// Creates an empty document that reserves memory for this number of bytes.
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self::with(String::with_capacity(bytes), Vec::with_capacity(16))
    }

    fn with(output: String, stack: Vec<Entry>) -> Self {
        Self {
            output,
            stack,
            depth: 0,
            in_tag: false,
            is_nil: false,
            leaf: 0..0,
            default: 0..0,
            current: UNKNOWN_NAMESPACE,
            items: (UNKNOWN_NAMESPACE, ""),
            declared: ItemPrefix::default(),
            member: 0,
            root: 0,
            uses_xsi: false,
            shadows_xsi: false,
            bare: Vec::new(),
            unnamespaced_in: None,
            only: None,
            without: Vec::new(),
            annotation: None,
            type_annotation: None,
            is_root_omitted: false,
            instead_of_empty: None,
            qname_notation: QNameNotation::Local,
            secrets: Vec::new(),
            is_secret: false,
            #[cfg(feature = "mime")]
            attachments: attachments::Attachments::default(),
            error: None,
        }
    }

    /// Omits the root element from paths, for documents that all have the same root.
    pub(crate) fn omit_root(&mut self) {
        self.is_root_omitted = true;
    }

    /// Writes the XML declaration. It must be written first.
    pub fn declaration(&mut self) {
        self.output.push_str(r#"<?xml version="1.0" encoding="utf-8"?>"#);
    }

    /// Whether one more nested element is within the limit. Records an error if it is not.
    pub(crate) fn has_room(&mut self) -> bool {
        if self.depth >= DEPTH {
            self.fail(format!("elements are nested deeper than {DEPTH}"));
        }
        self.depth < DEPTH
    }

    /// Whether this member of the current record must be left out.
    #[inline(always)]
    pub(crate) fn leaves_out(&self, namespace: &str, local: &str) -> bool {
        self.only.is_some() && self.is_not_listed(namespace, local)
    }

    #[cold]
    fn is_not_listed(&self, namespace: &str, local: &str) -> bool {
        let name = (namespace, local);
        self.only.is_some_and(|(members, depth)| {
            let is_listed =
                members.contains(&name) && !self.without.iter().any(|others| others.contains(&name));
            depth == self.depth && !is_listed
        })
    }

    /// Writes `xsi:nil="true"` into the open start tag.
    pub fn nil(&mut self) {
        if self.shadows_xsi {
            self.attribute_name(Name::new(XSI, "nil"));
            return self.output.push_str("true\"");
        }
        self.uses_xsi = true;
        self.output.push_str(r#" xsi:nil="true""#);
    }

    /// Writes `xsi:nil="true"` into the open start tag of a record if the record is nil. Only the attributes
    /// of a nil record are written.
    pub fn nil_if(&mut self, is_nil: bool) {
        self.is_nil = is_nil;
        if is_nil {
            self.nil();
        }
    }

    /// Writes a nil element.
    pub fn nil_element(&mut self, name: Name<'_>) {
        self.open(name);
        self.nil();
        self.close();
    }

    /// Writes an `xsi:type` into the open start tag.
    pub fn type_name(&mut self, namespace: &str, local: &str) {
        self.declare(namespace);
        self.attribute_name(Name::new(XSI, "type"));
        self.name(Name::new(namespace, local));
        self.output.push('"');
    }

    /// Sets the index of the next element within its repeated member, for the path in errors.
    #[inline]
    pub fn member(&mut self, index: usize) {
        self.member = u32::try_from(index).map_or(0, |index| index.saturating_add(1));
    }

    /// Records an error, unless there is one already.
    #[cold]
    pub fn fail(&mut self, reason: impl Into<Cow<'static, str>>) {
        if self.error.is_none() {
            let path = self.path();
            let is_secret = ends_at_secret(&path);
            let error = Error::new(ErrorKind::Encode { path, reason: reason.into() });
            self.error = Some(if is_secret { error.redacted() } else { error });
        }
    }

    /// Ends the document and returns it.
    ///
    /// # Errors
    ///
    /// The first [`ErrorKind::Encode`] that was recorded.
    pub fn finish(self) -> Result<String> {
        self.finish_with_secrets().map(|(output, _)| output)
    }

    /// Ends the document and returns it with the byte ranges of its secrets.
    pub(crate) fn finish_with_secrets(mut self) -> Result<(String, Vec<Range<usize>>)> {
        if let Some(error) = self.error {
            return Err(error);
        }
        if self.uses_xsi {
            let declaration = format!(" xmlns:xsi=\"{XSI}\"");
            self.output.insert_str(self.root, &declaration);
            for secret in self.secrets.iter_mut().filter(|secret| secret.start >= self.root) {
                *secret = secret.start + declaration.len()..secret.end + declaration.len();
            }
        }
        Ok((self.output, self.secrets))
    }
}

impl Default for Writer {
    fn default() -> Self {
        Self::new()
    }
}
