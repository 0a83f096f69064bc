//! The reader: decodes the text of a document into records. It knows XML and namespaces, and nothing of
//! SOAP.

mod allocation;
mod arena;
mod array;
#[cfg(feature = "mime")]
mod attachments;
mod attribute;
mod attribute_list;
mod binding;
mod budgets;
mod cache;
mod capture;
mod charset;
mod content;
mod departure;
mod depth;
mod direct;
mod document;
mod encodings;
mod ended;
mod failure;
mod fields;
mod form;
mod group;
#[cfg(feature = "mime")]
mod include;
mod item_type;
mod limits;
mod namespace;
mod order;
mod places;
mod prolog;
mod references;
mod rule;
mod scan;
mod secret;
mod seen;
mod simple;
mod spelling;
mod stack;
mod start;
mod tag;
mod text;
mod text_rule;
mod walk;
mod wildcards;
mod xsi_type;

use std::borrow::Cow;
use std::cell::Cell;
use std::ops::Range;

pub use array::Array;
pub(crate) use binding::{Binding, Bindings};
pub use document::Document;
pub use fields::{Attribute, Slot};
pub(crate) use form::compared_namespaces;
pub use limits::Limits;
pub(crate) use references::normalised;
pub(crate) use scan::{is_name, is_noncharacter};
pub(crate) use walk::Tag;
pub use wildcards::WildcardSlot;

use crate::error::Result;
use crate::text::Name;
use crate::xml::budget::Budget;
use crate::xml::{Account, ContentModels, ReadingMode};
use arena::StringArena;
#[cfg(feature = "mime")]
use attachments::Attachments;
use attribute::AttributeIn;
use binding::Scopes;
use cache::Cache;
use direct::state::Direct;
use item_type::state::ItemTypes;
use places::KnownPlaces;
use seen::{Ended, Seen};
use start::{Flags, Open, Start};
pub use text_rule::TextRule;

/// Reads a document, one element after the other.
///
/// The *current element* is the one whose start tag was read last. Code that receives the reader at an element
/// must read the whole element, with [`record`](Reader::record), [`simple`](Reader::simple),
/// [`content`](Reader::content), [`empty`](Reader::empty) or [`skip`](Reader::skip). The attribute or part of
/// mixed content that a record decodes is the *current attribute or text run*.
pub struct Reader<'s> {
    text: &'s str,
    position: usize,
    /// End of the text that was read last.
    text_end: usize,
    limits: Limits,
    /// Depth up to which elements are read by the fast paths, and without a check of the stack.
    shallow: usize,
    /// Address of the stack at the root element.
    stack: usize,
    arena: &'s StringArena,
    /// The element whose start tag was read last. It stays here after its end tag was read, with empty flags.
    start: Start,
    /// The elements around the current element.
    open: Vec<Open<'s>>,
    bindings: Bindings<'s>,
    /// Number of the set of prefix bindings in force (see `binding.rs`): equal numbers mean equal sets.
    generation: u32,
    scopes: Scopes<'s>,
    /// Whether the document is long enough for the cache. Otherwise the cache stays empty.
    caches: bool,
    cache: Cache<'s>,
    direct: Direct<'s>,
    /// The attributes of the last start tag that has attributes.
    attributes: Vec<AttributeIn<'s>>,
    /// The current attribute or text run, and its range in the document.
    run: Cow<'s, str>,
    run_at: Range<usize>,
    /// The members of the current record that were read.
    seen: Seen,
    rule: TextRule,
    /// Whether paths in errors omit the root element.
    is_root_omitted: bool,
    /// Byte ranges of secrets in the document, which are masked where its text is shown.
    secrets: Vec<Range<usize>>,
    /// Whether the content being read belongs to a secret member, see [`secret`](Reader::secret).
    is_secret: bool,
    /// See [`read_reply_of`](Reader::read_reply_of).
    reply_of: Option<(&'static str, usize)>,
    mode: ReadingMode,
    account: Account,
    /// Whether the content being read is not checked against the contract. No departure is then recorded.
    is_unchecked: bool,
    /// Whether the document is read as a graph, see [`read_graph`](Reader::read_graph).
    is_graph: bool,
    /// See [`Document::with_missing_identities`].
    missing_identities: &'s [String],
    /// Offset of the element whose namespace a wildcard excludes.
    excluded_at: Option<usize>,
    /// Whether wildcards accept elements of every namespace.
    wildcards_take_all: bool,
    /// The group that ended before the current element, if one did.
    ended: Option<Ended>,
    /// The groups that ended, but may continue with a later element. Groups in outer records precede groups in
    /// inner records.
    interrupted: Vec<Ended>,
    /// If the last probe found a member: the number of items that this member has so far. Otherwise 0.
    before: usize,
    /// Offset of the last element whose `xsi:type` was read.
    type_read_at: Option<usize>,
    /// The type name of a list, and the offset of the list's content.
    list_type: (usize, &'static str),
    /// Item types of the arrays around the current element, as stated in the message.
    item_types: ItemTypes<'s>,
    /// The budget for copies of namespaces in captured elements and attributes.
    namespace_copies: Budget,
    /// The elements read in the enclosing records, if their order is checked.
    order: Vec<(Name<'s>, usize)>,
    /// The child elements of the record that was read last, to be compared with its content model.
    children: Vec<(Name<'s>, usize)>,
    content_models: ContentModels,
    known_places: Cell<KnownPlaces>,
    #[cfg(feature = "mime")]
    attachments: Attachments<'s>,
}

impl<'s> Reader<'s> {
    pub(in crate::xml::reader) fn new(
        text: &'s str,
        limits: Limits,
        mode: ReadingMode,
        (arena, missing_identities): (&'s StringArena, &'s [String]),
    ) -> Self {
        let predicts_nothing = mode == ReadingMode::Strict;
        Self {
            text,
            position: 0,
            text_end: 0,
            limits,
            // The strict mode checks every start tag in full, so no depth is shallow enough for the fast
            // paths.
            shallow: if predicts_nothing { 0 } else { limits.depth.min(stack::MAX_UNCHECKED_DEPTH) },
            stack: stack::address(),
            arena,
            start: Start::default(),
            open: Vec::with_capacity(16),
            bindings: Bindings::new(budgets::values(text, limits)),
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
            missing_identities,
            excluded_at: None,
            wildcards_take_all: false,
            ended: None,
            interrupted: Vec::new(),
            before: 0,
            type_read_at: None,
            list_type: (0, ""),
            item_types: ItemTypes::default(),
            namespace_copies: budgets::namespace_copies(text, limits),
            order: Vec::new(),
            children: Vec::new(),
            content_models: ContentModels::default(),
            known_places: Cell::new(KnownPlaces::START),
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
        self.stack = stack::address();
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
        if self.is(Flags::CONTENT_UNREAD) {
            self.skip()?;
        }
        self.epilog()
    }

    /// The name of the current element.
    #[inline]
    pub fn name(&self) -> Name<'s> {
        match self.caches {
            true => self.cache.tag(self.start.tag).map_or(Name::default(), |tag| tag.name),
            false => self.direct_name(),
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
            true => self.read_type_name(),
            false => Ok(None),
        }
    }

    /// Byte ranges of secrets in the text of the document, up to the reader's position.
    pub(crate) fn secrets(&self) -> &[Range<usize>] {
        &self.secrets
    }

    /// The value of the current attribute or text run.
    pub fn text(&self) -> &str {
        &self.run
    }

    /// Sets the index of the current element within its repeated member, for the path in errors.
    #[inline]
    pub fn member(&mut self, index: usize) {
        self.start.index = u32::try_from(index).unwrap_or(u32::MAX);
    }
}
