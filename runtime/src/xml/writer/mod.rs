//! The writer: from values to one document in memory. It keeps its first error and gives it at the end.

mod element;
mod escape;
mod fields;
mod namespace;
mod never_empty;
mod notation;
mod secret;
mod text;

use std::borrow::Cow;
use std::ops::Range;

pub(crate) use escape::escaped;
pub use fields::Fields;
pub(crate) use fields::Plain;
pub use never_empty::NeverEmpty;
pub(crate) use notation::{Notation, TypeName};
pub use text::Text;
pub(crate) use text::{BareNames, to_text, to_text_with};

use crate::error::{Error, ErrorKind, Result};
use crate::redaction::path::leads_to_secret;
use crate::text::Name;
use crate::text::namespaces::XSI;
use crate::xml::{Record, Value};
use element::Entry;
use namespace::Declared;
use notation::Annotation;

/// So deep may elements be nested.
const DEPTH: u16 = 96;

/// What no namespace is: an address of its own.
static NOWHERE: &str = "no namespace at all";

/// Writes a document into memory.
///
/// Nothing that is written is dropped: the first value that cannot be written is kept as an error, with its path, and
/// [`finish`](Writer::finish) returns it.
#[derive(Debug)]
pub struct Writer {
    output: String,
    /// The elements that are open, and the prefixes that they declare.
    stack: Vec<Entry>,
    depth: u16,
    /// The `>` of the last start tag is not written.
    in_tag: bool,
    /// The record whose attributes were just written is nil.
    is_nil: bool,
    /// The name of the element that holds a simple value, while that is written.
    leaf: Range<usize>,
    /// The default namespace, where it was declared.
    default: Range<usize>,
    /// A namespace that is known to be the default one here, so that its text need not be compared.
    current: &'static str,
    /// The namespace of the items of the array that is being written, and its prefix with the colon.
    items: (&'static str, &'static str),
    /// The namespace of items that was declared last.
    declared: Declared,
    /// The number of the next element among its like, plus one; zero for none.
    member: u32,
    /// Where the root's start tag takes the declaration of `xsi`, and whether it needs it.
    root: usize,
    uses_xsi: bool,
    /// Kept XML has the prefix `xsi` for another namespace.
    shadows_xsi: bool,
    /// Where names in the default namespace stand in the values of the start tag that was just begun.
    bare: Vec<usize>,
    /// The members of a record that are to be written, and how deep that record is.
    only: Option<(&'static [(&'static str, &'static str)], u16)>,
    /// What the start tags of the elements right below one get.
    annotation: Option<Annotation>,
    /// How elements name their types, where they do.
    notation: Option<&'static dyn Notation>,
    /// Paths in errors begin below the root.
    is_root_omitted: bool,
    /// The default that an empty text would be read as, while members are written that cannot be empty.
    instead_of_empty: Option<&'static str>,
    /// How qualified names are written outside of XML.
    bare_names: BareNames,
    secrets: Vec<Range<usize>>,
    /// What is written is secret.
    is_secret: bool,
    error: Option<Error>,
}

impl Writer {
    /// An empty document.
    pub fn new() -> Self {
        Self::with(String::with_capacity(2048), Vec::with_capacity(16))
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
            current: NOWHERE,
            items: (NOWHERE, ""),
            declared: Declared::default(),
            member: 0,
            root: 0,
            uses_xsi: false,
            shadows_xsi: false,
            bare: Vec::new(),
            only: None,
            annotation: None,
            notation: None,
            is_root_omitted: false,
            instead_of_empty: None,
            bare_names: BareNames::Local,
            secrets: Vec::new(),
            is_secret: false,
            error: None,
        }
    }

    /// Leaves the root element out of paths, for documents that all have the same one.
    pub(crate) fn omit_root(&mut self) {
        self.is_root_omitted = true;
    }

    /// Writes the XML declaration, which must be the first thing.
    pub fn declaration(&mut self) {
        self.output.push_str(r#"<?xml version="1.0" encoding="utf-8"?>"#);
    }

    /// Writes an element that holds a record.
    pub fn record(&mut self, name: Name<'_>, record: &dyn Record) {
        // The recursion ends here for values that are nested too deep.
        if self.has_room() {
            self.open(name);
            record.encode_attributes(self);
            self.members(record);
            self.close_named(name.local());
        }
    }

    /// Writes the content of a record whose attributes are written, unless these said that it is nil.
    pub(crate) fn members(&mut self, record: &dyn Record) {
        if !std::mem::take(&mut self.is_nil) {
            record.encode_fields(self);
        }
    }

    /// An element of any name that holds the elements of a record, so many levels of them: what a reader needs to know the
    /// order of members.
    pub(crate) fn outline(record: &dyn Record, levels: u16) -> String {
        let mut output = Self { depth: DEPTH - 1 - levels, ..Self::new() };
        output.open(Name::new("", "outline"));
        output.root = output.output.len();
        record.encode_fields(&mut output);
        output.close();
        // Values that cannot be written have names, which is all that counts.
        output.error = None;
        output.finish().unwrap_or_default()
    }

    /// Whether one more element may be nested; it is an error of the document if not.
    pub(crate) fn has_room(&mut self) -> bool {
        if self.depth >= DEPTH {
            self.fail(format!("elements are nested deeper than {DEPTH}"));
        }
        self.depth < DEPTH
    }

    /// Writes those members of a record that are listed, as pairs of namespace and local name.
    pub(crate) fn members_only(
        &mut self,
        record: &dyn Record,
        members: &'static [(&'static str, &'static str)],
    ) {
        let outer = self.only.replace((members, self.depth));
        record.encode_fields(self);
        self.only = outer;
    }

    /// Whether this member of the record that is being written is to be left out.
    #[inline(always)]
    pub(crate) fn leaves_out(&self, namespace: &str, local: &str) -> bool {
        self.only.is_some() && self.is_not_listed(namespace, local)
    }

    #[cold]
    fn is_not_listed(&self, namespace: &str, local: &str) -> bool {
        self.only
            .is_some_and(|(members, depth)| depth == self.depth && !members.contains(&(namespace, local)))
    }

    /// Writes `xsi:nil="true"` in the element that was just begun.
    pub fn nil(&mut self) {
        if self.shadows_xsi {
            self.attribute_name(Name::new(XSI, "nil"));
            return self.output.push_str("true\"");
        }
        self.uses_xsi = true;
        self.output.push_str(r#" xsi:nil="true""#);
    }

    /// Writes `xsi:nil="true"` in the element of a record that was just begun, if the record is nil; nothing but attributes
    /// is written of it then.
    pub fn nil_if(&mut self, is_nil: bool) {
        self.is_nil = is_nil;
        if is_nil {
            self.nil();
        }
    }

    /// Writes an element that is nil.
    pub fn nil_element(&mut self, name: Name<'_>) {
        self.open(name);
        self.nil();
        self.close();
    }

    /// Writes the `xsi:type` of the element that was just begun.
    pub fn type_name(&mut self, namespace: &str, local: &str) {
        self.declare(namespace);
        self.attribute_name(Name::new(XSI, "type"));
        self.name(Name::new(namespace, local));
        self.output.push('"');
    }

    /// Notes that the next element is the one of this index among its like, for the path in errors.
    #[inline]
    pub fn member(&mut self, index: usize) {
        self.member = u32::try_from(index).map_or(0, |index| index.saturating_add(1));
    }

    /// What writes the members that are in this namespace.
    #[inline(never)]
    pub fn within(&mut self, namespace: &'static str) -> Fields<'_> {
        if !std::ptr::eq(self.current, namespace) && self.depth > 0 && self.is_default(namespace) {
            self.current = namespace;
        }
        Fields { output: self, namespace }
    }

    /// Writes the only member of a record, of this namespace and local name: an `Option` if it is there, anything else once.
    #[inline]
    pub fn only<V: Value>(&mut self, (namespace, local): (&'static str, &'static str), value: &V) {
        self.within(namespace).field(local, value);
    }

    /// Keeps an error, unless there is one already.
    #[cold]
    pub fn fail(&mut self, reason: impl Into<Cow<'static, str>>) {
        if self.error.is_none() {
            let path = self.path();
            let is_secret = leads_to_secret(&path);
            let error = Error::new(ErrorKind::Encode { path, reason: reason.into() });
            self.error = Some(if is_secret { error.redacted() } else { error });
        }
    }

    /// The document.
    ///
    /// # Errors
    ///
    /// The first [`ErrorKind::Encode`] that happened.
    pub fn finish(self) -> Result<String> {
        self.finish_with_secrets().map(|(output, _)| output)
    }

    /// The document, and where in it secrets stand.
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
