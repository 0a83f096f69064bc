//! The reader: decodes the text of a document into records. It knows XML and namespaces, and nothing of
//! SOAP.

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
#[cfg(feature = "mime")]
mod include;
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
#[cfg(feature = "mime")]
use include::Attachments;
use namespace::Scopes;
pub use rule::TextRule;
use seen::Seen;
use tag::{Flags, Open, Start};

/// Reads a document, one element after the other.
///
/// The *current element* is the one whose start tag was read last. Whoever receives the reader at an
/// element reads the whole element, with [`record`](Reader::record), [`simple`](Reader::simple),
/// [`content`](Reader::content), [`empty`](Reader::empty) or [`skip`](Reader::skip). While a record
/// decodes an attribute or a part of mixed content, that is the *current attribute or text run*.
pub struct Reader<'s> {
    text: &'s str,
    position: usize,
    /// End of the text that was read last.
    text_end: usize,
    limits: Limits,
    /// Depth up to which elements are read without a check of the stack.
    shallow: usize,
    /// Address of the stack at the root element.
    stack: usize,
    arena: &'s StringArena,
    /// The current element, or the last one.
    start: Start,
    /// The elements around the current element.
    open: Vec<Open<'s>>,
    bindings: Vec<Binding<'s>>,
    /// Identifies the set of bindings in force: equal numbers mean equal sets.
    generation: u32,
    scopes: Scopes<'s>,
    /// Whether the document is long enough for the cache. Otherwise the cache stays empty.
    caches: bool,
    cache: Cache<'s>,
    direct: Direct<'s>,
    /// The attributes of the last start tag that has attributes.
    attributes: Vec<AttributeIn<'s>>,
    /// The current attribute or text run, and its place in the document.
    run: Cow<'s, str>,
    run_at: Range<usize>,
    /// The members of the current record that were read.
    seen: Seen,
    rule: TextRule,
    /// Paths in errors begin below the root.
    is_root_omitted: bool,
    /// The places of secrets, to mask them where the text is shown.
    secrets: Vec<Range<usize>>,
    /// The content being read is a secret that is not text.
    is_secret: bool,
    /// See [`read_reply_of`](Reader::read_reply_of).
    reply_of: Option<(&'static str, usize)>,
    mode: ReadingMode,
    account: Account,
    /// The content being read is not checked against the contract, and no departure is noted.
    is_unchecked: bool,
    /// See [`read_graph`](Reader::read_graph).
    is_graph: bool,
    /// Offset of the element whose namespace a wildcard excludes.
    kept_out: Option<usize>,
    /// Wildcards accept elements of every namespace.
    wildcards_take_all: bool,
    /// Number of items of the member that a probe found.
    before: usize,
    /// Offset of the last element whose `xsi:type` was read.
    type_read_at: Option<usize>,
    /// The elements read in the enclosing records, if their order is checked.
    order: Vec<(Name<'s>, usize)>,
    #[cfg(feature = "mime")]
    attachments: Attachments<'s>,
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
            // The strict mode checks every start tag in full, and scanned tags are not.
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
            #[cfg(feature = "mime")]
            attachments: Attachments::default(),
        }
    }

    /// Reads the prolog and the start tag of the root element, and returns the root's name. The root is then
    /// the current element.
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

    /// Omits the root element from paths, for documents that all have the same root.
    pub(crate) fn omit_root(&mut self) {
        self.is_root_omitted = true;
    }

    /// Checks that only comments, processing instructions and white space follow the root element.
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

    /// The name of the current element.
    #[inline]
    pub fn name(&self) -> Name<'s> {
        match self.caches {
            true => self.cache.tag(self.start.tag).map_or(Name::default(), |tag| tag.name),
            false => self.direct.name(),
        }
    }

    /// Whether the current element has `xsi:nil="true"`.
    #[inline]
    pub fn is_nil(&self) -> bool {
        self.is(Flags::NIL)
    }

    /// The type that the current element names by `xsi:type`; `None` without that attribute.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Contract`](crate::ErrorKind::Contract) if the value is not a qualified name, or its
    /// prefix is not declared.
    #[inline]
    pub fn type_name(&mut self) -> Result<Option<Name<'s>>> {
        match self.is(Flags::TYPE) {
            true => self.read_type_name().map(Some),
            false => Ok(None),
        }
    }

    /// Reads the content of the current element, which must be text only, as a value of a simple type.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Contract`](crate::ErrorKind::Contract) for text that is not a value of the type, for
    /// child elements, and for nil.
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

    /// Reads the content of the current element like [`simple`](Self::simple), and stores the value in
    /// `slot`.
    ///
    /// # Errors
    ///
    /// The same as for [`simple`](Self::simple).
    #[inline]
    pub fn simple_into<S: Simple>(&mut self, slot: &mut S) -> Result<()> {
        match self.simple() {
            Ok(value) => *slot = value,
            Err(error) => return self.excuse_nil(error),
        }
        Ok(())
    }

    /// The default of the element if the text is empty, or else the value of another spelling, or else the
    /// error.
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

    /// The default value of the element, if its content begins at `from` and the text is empty.
    #[cold]
    fn default_of<S: Simple>(&self, text: &str, from: usize) -> Option<S> {
        S::parse(self.default_at(text, from)?, &Scope::of_default(&self.bindings)).ok()
    }

    /// Parses a text. In the strict mode, an open enumeration accepts only the values that its contract
    /// lists.
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
        #[cfg(feature = "mime")]
        if let Some(value) = self.included()? {
            self.leave();
            return Ok(value);
        }
        let text = self.text_content()?;
        match self.parsed(&text) {
            Ok(value) => {
                self.leave();
                Ok(value)
            }
            Err(invalid) => self.defaulted(invalid, &text, from),
        }
    }

    /// Reads the content of the current element, which must be text only.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Contract`](crate::ErrorKind::Contract) for child elements and for nil.
    #[inline]
    pub fn content(&mut self) -> Result<Cow<'s, str>> {
        let text = match self.plain_content() {
            Some(text) => Cow::Borrowed(text),
            None => self.text_content()?,
        };
        self.leave();
        Ok(text)
    }

    /// Reads the content like [`content`](Self::content), as an owned string.
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

    /// The places of secrets in the text of the document, up to the reader's position.
    pub(crate) fn secrets(&self) -> &[Range<usize>] {
        &self.secrets
    }

    /// The value of the current attribute or text run.
    pub fn text(&self) -> &str {
        &self.run
    }

    /// Parses the current attribute or text run.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Contract`](crate::ErrorKind::Contract) for text that is not a value of the type.
    pub fn value<S: Simple>(&mut self, slot: &mut S) -> Result<()> {
        if S::SECRET {
            self.secrets.push(self.run_at.clone());
        }
        #[cfg(feature = "mime")]
        if self.run_is_include()
            && let Some(value) = self.take_run()
        {
            *slot = value;
            return Ok(());
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

    /// Whether the current attribute has a name that marks it as secret.
    fn is_secret_attribute(&self) -> bool {
        let before = self.text.get(..self.run_at.start).unwrap_or_default();
        let name = before.strip_suffix(['"', '\'']).and_then(|before| before.trim_end().strip_suffix('='));
        let name = name.and_then(|before| before.trim_end().rsplit([' ', '\t', '\r', '\n']).next());
        name.is_some_and(|name| says_secret(name.rsplit(':').next().unwrap_or_default()))
    }

    /// Sets the index of the current element within its repeated member, for the path in errors.
    #[inline]
    pub fn member(&mut self, index: usize) {
        self.start.index = u32::try_from(index).unwrap_or(u32::MAX);
    }
}
