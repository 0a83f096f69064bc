//! The reader: from one text in memory to records. It knows XML and namespaces, and nothing of SOAP.

mod array;
mod attribute;
mod cache;
mod capture;
mod charset;
mod content;
mod departure;
mod depth;
mod direct;
mod document;
mod failure;
mod fields;
mod form;
mod namespace;
mod order;
mod prolog;
mod rule;
mod scan;
mod secret;
mod seen;
mod spelling;
mod tag;
mod text;
mod walk;

use std::borrow::Cow;
use std::ops::Range;

pub use array::Array;
pub use document::{Document, Limits};
pub use fields::{Attribute, Slot, WildcardSlot};
pub(crate) use namespace::Binding;
pub(crate) use scan::is_noncharacter;
pub(crate) use text::normalised;
pub(crate) use walk::Tag;

use crate::error::Result;
use crate::redaction::names::says_secret;
use crate::text::Name;
use crate::xml::{Account, Invalid, ReadingMode, Scope, Simple};
use attribute::AttributeIn;
use cache::Cache;
use direct::Direct;
use document::StringArena;
use namespace::Scopes;
pub use rule::TextRule;
use seen::Seen;
use tag::{Flags, Open, Start};

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
    /// How deep elements are nested without a look at the stack.
    shallow: usize,
    /// Where the stack was at the root element.
    stack: usize,
    arena: &'s StringArena,
    /// The element at which the reader stands, or the last one at which it stood.
    start: Start,
    /// The elements around it.
    open: Vec<Open<'s>>,
    bindings: Vec<Binding<'s>>,
    /// Changes with the bindings, and is the same again when they are.
    generation: u32,
    scopes: Scopes<'s>,
    /// Whether the document is long enough for the cache. Where it is not, the cache stays empty.
    caches: bool,
    cache: Cache<'s>,
    direct: Direct<'s>,
    /// Those of the last start tag, where it has some.
    attributes: Vec<AttributeIn<'s>>,
    /// The attribute or the run of text that is offered to a record, and where it stands.
    run: Cow<'s, str>,
    run_at: Range<usize>,
    /// The members of the current record that came.
    seen: Seen,
    rule: TextRule,
    /// Paths in errors begin below the root.
    is_root_omitted: bool,
    /// Where secrets stand, so that they can be masked where the text is shown.
    secrets: Vec<Range<usize>>,
    /// What is read is a secret that is no text.
    is_secret: bool,
    /// See [`read_reply_of`](Reader::read_reply_of).
    reply_of: Option<(&'static str, usize)>,
    mode: ReadingMode,
    account: Account,
    /// What is read is not checked for what the contract does not have, and nothing is noted.
    is_unchecked: bool,
    /// See [`read_graph`](Reader::read_graph).
    is_graph: bool,
    /// A wildcard does not let in the namespace of the element at this offset.
    kept_out: Option<usize>,
    /// Wildcards take elements of every namespace.
    wildcards_take_all: bool,
    /// How many items the member had that a probe came to.
    before: usize,
    /// The offset of the last element whose `xsi:type` was looked at.
    type_read_at: Option<usize>,
    /// The elements that came in the records around, where order is checked.
    order: Vec<(Name<'s>, usize)>,
}

impl<'s> Reader<'s> {
    pub(in crate::xml::reader) fn new(
        text: &'s str,
        limits: Limits,
        mode: ReadingMode,
        arena: &'s StringArena,
    ) -> Self {
        let predicts_nothing = mode == ReadingMode::Strict;
        Self {
            text,
            position: 0,
            text_end: 0,
            limits,
            // The strict mode watches every start tag, which those that are scanned are not.
            shallow: if predicts_nothing { 0 } else { limits.depth.min(depth::UNCHECKED) },
            stack: depth::address(),
            arena,
            start: Start::default(),
            open: Vec::with_capacity(16),
            bindings: Vec::new(),
            generation: 0,
            scopes: Scopes::default(),
            caches: text.len() >= limits.cached_from,
            cache: Cache::new(predicts_nothing),
            direct: Direct::default(),
            attributes: Vec::new(),
            run: Cow::Borrowed(""),
            run_at: 0..0,
            seen: Seen::default(),
            rule: TextRule::NONE,
            is_root_omitted: false,
            secrets: Vec::new(),
            is_secret: false,
            reply_of: None,
            mode,
            account: Account::default(),
            is_unchecked: false,
            is_graph: false,
            kept_out: None,
            wildcards_take_all: false,
            before: 0,
            type_read_at: None,
            order: Vec::new(),
        }
    }

    /// Reads the prolog and the start tag of the root element, and returns its name. The reader stands at the root
    /// element then.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotWellFormed`](crate::ErrorKind::NotWellFormed).
    pub fn root(&mut self) -> Result<Name<'s>> {
        self.stack = depth::address();
        self.prolog()?;
        self.start_tag()?;
        Ok(self.name())
    }

    /// Leaves the root element out of paths, for documents that all have the same one.
    pub(crate) fn omit_root(&mut self) {
        self.is_root_omitted = true;
    }

    /// Checks that nothing but comments and processing instructions comes after the root element.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotWellFormed`](crate::ErrorKind::NotWellFormed).
    pub fn end(&mut self) -> Result<()> {
        if self.is(Flags::HERE) {
            self.skip()?;
        }
        self.epilog()
    }

    /// The name of the element at which the reader stands.
    #[inline]
    pub fn name(&self) -> Name<'s> {
        match self.caches {
            true => self.cache.tag(self.start.tag).map_or(Name::default(), |tag| tag.name),
            false => self.direct.name(),
        }
    }

    /// Whether the element at which the reader stands says `xsi:nil="true"`.
    #[inline]
    pub fn is_nil(&self) -> bool {
        self.is(Flags::NIL)
    }

    /// The type that the element says it has by `xsi:type`, if it says so.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Contract`](crate::ErrorKind::Contract) if that is no qualified name, or its prefix is not declared.
    #[inline]
    pub fn type_name(&mut self) -> Result<Option<Name<'s>>> {
        match self.is(Flags::TYPE) {
            true => self.read_type_name().map(Some),
            false => Ok(None),
        }
    }

    /// Reads the content of the element, which must be one text, as a value of a simple type.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Contract`](crate::ErrorKind::Contract) for text that is none, for elements, and for nil.
    #[inline]
    pub fn simple<S: Simple>(&mut self) -> Result<S> {
        if S::SECRET {
            return self.secret_value();
        }
        let from = self.start.content;
        if let Some(text) = self.plain_content() {
            return match S::parse(text, &Scope::new(&self.bindings)) {
                Ok(value) => {
                    self.leave();
                    Ok(value)
                }
                Err(invalid) => self.defaulted(invalid, text, from),
            };
        }
        self.simple_slow()
    }

    /// Reads the content of the element like [`simple`](Self::simple), and puts the value there.
    ///
    /// # Errors
    ///
    /// Those of [`simple`](Self::simple).
    #[inline]
    pub fn simple_into<S: Simple>(&mut self, slot: &mut S) -> Result<()> {
        match self.simple() {
            Ok(value) => *slot = value,
            Err(error) => return self.excuse_nil(error),
        }
        Ok(())
    }

    /// The default, where there is one and the text is empty; else the error.
    #[cold]
    fn defaulted<S: Simple>(&mut self, invalid: Invalid, text: &str, from: usize) -> Result<S> {
        match self.default_of(text, from) {
            Some(value) => {
                self.leave();
                Ok(value)
            }
            None => match self.respelled(text, from) {
                Some(value) => {
                    self.leave();
                    Ok(value)
                }
                None => Err(self.invalid_error(invalid, text, from)),
            },
        }
    }

    /// What this text, which begins here, stands for as the content of an element with a default.
    #[cold]
    fn default_of<S: Simple>(&self, text: &str, from: usize) -> Option<S> {
        S::parse(self.default_at(text, from)?, &Scope::of_default(&self.bindings)).ok()
    }

    /// The value of a text. Where the mode is strict, an open enumeration takes the values of its contract only.
    fn parsed<S: Simple>(&self, text: &str) -> Result<S, Invalid> {
        let scope = Scope::new(&self.bindings);
        match self.mode {
            ReadingMode::Strict if !self.is_unchecked => S::parse_listed(text, &scope),
            _ => S::parse(text, &scope),
        }
    }

    #[cold]
    fn simple_slow<S: Simple>(&mut self) -> Result<S> {
        let from = self.start.content;
        self.note_type(S::BUILTIN);
        let text = self.text_content()?;
        match self.parsed(&text) {
            Ok(value) => {
                self.leave();
                Ok(value)
            }
            Err(invalid) => self.defaulted(invalid, &text, from),
        }
    }

    /// Reads the content of the element, which must be one text.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Contract`](crate::ErrorKind::Contract) for elements and for nil.
    #[inline]
    pub fn content(&mut self) -> Result<Cow<'s, str>> {
        let text = match self.plain_content() {
            Some(text) => Cow::Borrowed(text),
            None => self.text_content()?,
        };
        self.leave();
        Ok(text)
    }

    /// The same as a string of its own.
    pub(crate) fn owned_content(&mut self) -> Result<String> {
        let text = match self.plain_content() {
            Some(text) => text.to_owned(),
            None => {
                self.note_type(String::BUILTIN);
                self.text_content()?.into_owned()
            }
        };
        self.leave();
        Ok(text)
    }

    fn secret_value<S: Simple>(&mut self) -> Result<S> {
        let from = self.start.content;
        let text = match self.plain_content() {
            Some(text) => Cow::Borrowed(text),
            None => {
                self.note_type(S::BUILTIN);
                self.text_content().map_err(crate::error::Error::redacted)?
            }
        };
        self.secrets.push(from..self.text_end);
        let value = S::parse(&text, &Scope::new(&self.bindings));
        let value = value.map_err(|invalid| self.invalid_error(invalid, "", from).redacted())?;
        self.leave();
        Ok(value)
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
        match self.parsed(&self.run) {
            Ok(value) => *slot = value,
            Err(invalid) => match self.default_of(&self.run, self.run_at.start) {
                Some(value) => *slot = value,
                None => match self.respelled_run() {
                    Some(value) => *slot = value,
                    None => return Err(self.invalid_run(invalid, S::SECRET)),
                },
            },
        }
        Ok(())
    }

    #[cold]
    fn invalid_run(&self, invalid: Invalid, is_secret: bool) -> crate::error::Error {
        let error = self.invalid_error(invalid, &self.run, self.run_at.start);
        if is_secret || self.is_secret_attribute() { error.redacted() } else { error }
    }

    /// Whether what is offered to a record is an attribute whose name says that it is secret.
    fn is_secret_attribute(&self) -> bool {
        let before = self.text.get(..self.run_at.start).unwrap_or_default();
        let name = before.strip_suffix(['"', '\'']).and_then(|before| before.trim_end().strip_suffix('='));
        let name = name.and_then(|before| before.trim_end().rsplit([' ', '\t', '\r', '\n']).next());
        name.is_some_and(|name| says_secret(name.rsplit(':').next().unwrap_or_default()))
    }

    /// Notes that the element is the one of this index among its like, for the path in errors.
    #[inline]
    pub fn member(&mut self, index: usize) {
        self.start.index = u32::try_from(index).unwrap_or(u32::MAX);
    }
}
