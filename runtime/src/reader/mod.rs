//! The reader: from one text in memory to records. It knows XML and namespaces, and nothing of SOAP.

mod array;
mod cache;
mod capture;
mod document;
mod encoding;
mod failure;
mod fields;
mod namespace;
mod prolog;
mod scan;
mod seen;
mod tag;
mod text;

use std::borrow::Cow;
use std::ops::Range;

pub use array::{Array, Map};
pub use document::{Document, Limits};
pub use fields::{Attribute, Slot, Wild};
pub(crate) use namespace::Binding;
pub(crate) use scan::is_noncharacter;

use crate::{Content, Error, ErrorKind, Found, Name, Record, Result, Scope, Simple};
use cache::Cache;
use document::Kept;
use namespace::Scopes;
use seen::Seen;
use tag::{AttributeIn, Open};

/// The namespace of the prefix `xml`.
pub const XML: &str = "http://www.w3.org/XML/1998/namespace";
/// The namespace of the attributes `nil` and `type`.
pub const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// Reads a document, one element after the other.
///
/// The reader stands at an element once its start tag is read; whoever is given it there reads all of the element, by
/// [`record`](Reader::record), [`simple`](Reader::simple), [`content`](Reader::content), [`empty`](Reader::empty) or
/// [`skip`](Reader::skip).
pub struct Reader<'s> {
    text: &'s str,
    position: usize,
    /// Where the text ended that was read last.
    text_end: usize,
    limits: Limits,
    kept: &'s Kept,
    /// The elements whose end tag has not come, the one at which the reader stands last.
    open: Vec<Open<'s>>,
    bindings: Vec<Binding<'s>>,
    /// Changes with the bindings, and is the same again when they are.
    generation: u32,
    scopes: Scopes<'s>,
    cache: Cache<'s>,
    /// What the last start tag said.
    start: Start<'s>,
    attributes: Vec<AttributeIn<'s>>,
    /// The attribute or the run of text that is offered to a record, and where it stands.
    run: Cow<'s, str>,
    run_at: Range<usize>,
    /// The members of the current record that came.
    seen: Seen,
    /// Paths in errors begin below the root.
    is_envelope: bool,
    /// Where secrets stand, so that they can be masked where the text is shown.
    secrets: Vec<Range<usize>>,
}

/// What is to be known of the start tag that was read last, besides its attributes.
#[derive(Clone, Copy, Default)]
struct Start<'s> {
    offset: usize,
    name: Name<'s>,
    /// It is an empty-element tag.
    is_empty: bool,
    is_nil: bool,
    has_attributes: bool,
    has_type: bool,
    declares_default: bool,
    /// Nobody has taken the element that it begins, and it is to be offered again.
    is_again: bool,
}

/// What comes next in the content of an element.
enum Next {
    /// A start tag, which is read.
    Start,
    /// An end tag, which is not.
    End,
    /// Text, which is not read.
    Text,
}

impl<'s> Reader<'s> {
    pub(in crate::reader) fn new(text: &'s str, limits: Limits, kept: &'s Kept) -> Self {
        Self {
            text,
            position: 0,
            text_end: 0,
            limits,
            kept,
            open: Vec::with_capacity(16),
            bindings: Vec::new(),
            generation: 0,
            scopes: Scopes::default(),
            cache: Cache::default(),
            start: Start::default(),
            attributes: Vec::new(),
            run: Cow::Borrowed(""),
            run_at: 0..0,
            seen: Seen::default(),
            is_envelope: false,
            secrets: Vec::new(),
        }
    }

    /// Reads the prolog and the start tag of the root element, and returns its name. The reader stands at the root
    /// element then.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotWellFormed`](crate::ErrorKind::NotWellFormed).
    pub fn root(&mut self) -> Result<Name<'s>> {
        self.prolog()?;
        self.start_tag()?;
        // It is the same in every path, so it says nothing.
        self.is_envelope = self.start.name.local() == "Envelope";
        Ok(self.start.name)
    }

    /// Checks that nothing but comments and processing instructions comes after the root element.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotWellFormed`](crate::ErrorKind::NotWellFormed).
    pub fn end(&mut self) -> Result<()> {
        if !self.open.is_empty() {
            self.open.truncate(1);
            self.skip()?;
        }
        self.epilog()
    }

    /// The name of the element at which the reader stands.
    pub fn name(&self) -> Name<'s> {
        self.start.name
    }

    /// Reads the element into a record: its attributes and its content.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotWellFormed`](crate::ErrorKind::NotWellFormed) and
    /// [`ErrorKind::Contract`](crate::ErrorKind::Contract).
    pub fn record(&mut self, record: &mut dyn Record) -> Result<()> {
        if self.start.is_nil {
            return Err(self.nil_error());
        }
        let outer = std::mem::take(&mut self.seen);
        if self.start.has_attributes {
            self.read_attributes(record)?;
        }
        match record.content() {
            Content::Elements if self.start.is_empty => self.close_empty(),
            Content::Elements => self.read_elements(record)?,
            Content::Text => {
                let from = self.position;
                self.run = self.content()?;
                self.run_at = from..self.text_end;
                record.decode_text(self)?;
            }
            Content::Mixed if self.start.is_empty => self.close_empty(),
            Content::Mixed => self.read_mixed(record)?,
        }
        self.check_required(record)?;
        self.seen = outer;
        Ok(())
    }

    fn read_elements(&mut self, record: &mut dyn Record) -> Result<()> {
        let depth = self.open.len();
        loop {
            match self.next()? {
                Next::Start => self.offer(record, depth)?,
                Next::End => return self.end_tag(),
                Next::Text => self.blank()?,
            }
        }
    }

    #[inline]
    fn offer(&mut self, record: &mut dyn Record, depth: usize) -> Result<()> {
        let name = self.start.name;
        match record.decode_field(name, self)? {
            Found::Many => {}
            Found::Once(index) if self.seen.insert(index) => {}
            Found::No => return self.skip(),
            Found::Once(_) | Found::Full => return Err(self.second_error(name)),
        }
        // A member that left the element, or part of it, unread.
        while self.open.len() > depth && !self.start.is_again {
            self.skip()?;
        }
        Ok(())
    }

    #[cold]
    fn read_mixed(&mut self, record: &mut dyn Record) -> Result<()> {
        let depth = self.open.len();
        loop {
            let from = self.position;
            let run = self.run()?;
            if !run.is_empty() {
                self.run_at = from..self.position;
                self.run = run;
                record.decode_text(self)?;
            }
            match self.next()? {
                Next::Start => self.offer(record, depth)?,
                Next::End => return self.end_tag(),
                Next::Text => {}
            }
        }
    }

    #[cold]
    fn read_attributes(&mut self, record: &mut dyn Record) -> Result<()> {
        for index in 0..self.attributes.len() {
            let Some(attribute) = self.attributes.get(index) else { break };
            let name = attribute.name;
            if name.namespace() == XSI {
                continue;
            }
            self.run_at = attribute.end - attribute.raw.len()..attribute.end;
            self.run = attribute.value();
            match record.decode_attribute(name, self).map_err(|error| within_attribute(error, name))? {
                // No attribute comes twice: the start tag is checked.
                Found::Once(index) => _ = self.seen.insert(index),
                Found::No | Found::Many | Found::Full => {}
            }
        }
        Ok(())
    }

    fn check_required(&self, record: &dyn Record) -> Result<()> {
        for &(index, name) in record.required() {
            if !self.seen.contains(index) {
                return Err(self.missing_error(name));
            }
        }
        Ok(())
    }

    /// Whether the element at which the reader stands says `xsi:nil="true"`.
    #[inline]
    pub fn is_nil(&self) -> bool {
        self.start.is_nil
    }

    /// Reads an element that must have no content, because it is nil.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Contract`](crate::ErrorKind::Contract) if it has.
    #[cold]
    pub fn empty(&mut self) -> Result<()> {
        if self.start.is_empty {
            self.close_empty();
            return Ok(());
        }
        loop {
            match self.next()? {
                Next::End => return self.end_tag(),
                Next::Text => self.blank()?,
                Next::Start => {
                    let found = format!("the element `{}`", self.start.name.local());
                    self.open.pop();
                    return Err(self.contract(
                        self.start.offset,
                        "no content, because it is nil",
                        Some(found),
                    ));
                }
            }
        }
    }

    /// Reads the content of the element, which must be one text, as a value of a simple type.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Contract`](crate::ErrorKind::Contract) for text that is none, for elements, and for nil.
    #[inline]
    pub fn simple<S: Simple>(&mut self) -> Result<S> {
        let from = self.position;
        let text = match self.text_content() {
            Ok(text) => text,
            Err(error) if S::SECRET => return Err(error.redacted()),
            Err(error) => return Err(error),
        };
        if S::SECRET {
            self.secrets.push(from..self.text_end);
        }
        match S::parse(&text, &Scope::new(&self.bindings)) {
            Ok(value) => {
                self.close();
                Ok(value)
            }
            Err(invalid) => Err(self.invalid_error(invalid, &text, from, S::SECRET)),
        }
    }

    /// Reads the content of the element, which must be one text.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Contract`](crate::ErrorKind::Contract) for elements and for nil.
    #[inline]
    pub fn content(&mut self) -> Result<Cow<'s, str>> {
        let text = self.text_content()?;
        self.close();
        Ok(text)
    }

    /// Where in the document's text secrets stand, as far as it was read.
    pub(crate) fn secrets(&self) -> &[Range<usize>] {
        &self.secrets
    }

    /// The value of the attribute, or the run of text, that is offered to a record.
    pub fn text(&self) -> &str {
        &self.run
    }

    /// Reads the value of the attribute, or the run of text, that is offered to a record.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Contract`](crate::ErrorKind::Contract) for text that is no value of the type.
    pub fn value<S: Simple>(&mut self, slot: &mut S) -> Result<()> {
        if S::SECRET {
            self.secrets.push(self.run_at.clone());
        }
        match S::parse(&self.run, &Scope::new(&self.bindings)) {
            Ok(value) => {
                *slot = value;
                Ok(())
            }
            Err(invalid) => {
                let text = self.run.clone();
                Err(self.invalid_error(invalid, &text, self.run_at.start, S::SECRET))
            }
        }
    }

    /// The type that the element says it has by `xsi:type`, if it says so.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Contract`](crate::ErrorKind::Contract) if that is no qualified name, or its prefix is not declared.
    #[inline]
    pub fn type_name(&mut self) -> Result<Option<Name<'s>>> {
        match self.start.has_type {
            true => self.read_type_name().map(Some),
            false => Ok(None),
        }
    }

    /// Reads past the element, checking all of it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotWellFormed`](crate::ErrorKind::NotWellFormed).
    pub fn skip(&mut self) -> Result<()> {
        let depth = self.open.len();
        if self.start.is_empty {
            self.close_empty();
        }
        while self.open.len() >= depth.max(1) {
            match self.next()? {
                Next::Start if self.start.is_empty => self.close_empty(),
                Next::Start => {}
                Next::End => self.end_tag()?,
                Next::Text => drop(self.run()?),
            }
        }
        Ok(())
    }

    /// Notes that the element is the one of this index among its like, for the path in errors.
    #[inline]
    pub fn member(&mut self, index: usize) {
        if let Some(open) = self.open.last_mut() {
            open.index = u32::try_from(index).unwrap_or(u32::MAX);
        }
    }
}

/// Adds the attribute to the path of an error.
#[cold]
fn within_attribute(mut error: Error, name: Name<'_>) -> Error {
    if let ErrorKind::Contract { path, .. } = error.kind_mut() {
        path.push_str("/@");
        path.push_str(name.local());
    }
    error
}
