//! The content of elements: the loops that offer attributes, elements and text to records, and the loops
//! that skip them.

use std::borrow::Cow;

use super::Reader;
use super::attribute::AttributeIn;
use super::start::{Flags, Next};
use crate::error::{Error, ErrorKind, Result};
use crate::text::namespaces::XSI;
use crate::text::{Element, Name, NamespaceNote};
use crate::xml::{Content, DepartureKind, Found, ReadingMode, Record, Value};

/// The expected content, for errors about a nil element that has content.
const NO_CONTENT: &str = "no content in a nil element";

impl Reader<'_> {
    /// Reads the current element into a record: its attributes and its content.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotWellFormed`] and [`ErrorKind::Contract`].
    pub fn record(&mut self, record: &mut dyn Record) -> Result<()> {
        if self.is(Flags::NIL) {
            return self.refuse_nil();
        }
        let outer = std::mem::take(&mut self.seen);
        let offset = self.start.offset;
        if self.is(Flags::MEMBERS_OUTSIDE_CONTENT)
            && let Err(error) = self.read_attributes(record)
        {
            self.seen = outer;
            return Err(error);
        }
        let content = record.content();
        if content == Content::Text {
            // After an error, the caller may skip this element. The reader then needs the state of the outer record.
            if let Err(error) = self.read_text(record) {
                self.seen = outer;
                return Err(error);
            }
        } else if self.is(Flags::EMPTY) {
            if content == Content::Mixed {
                self.default_run(record)?;
            }
            self.check_required(record, offset)?;
            self.leave();
        } else {
            match self.caches {
                true => self.read_children::<true>(record, content == Content::Mixed, offset)?,
                false => self.read_children::<false>(record, content == Content::Mixed, offset)?,
            }
        }
        self.seen = outer;
        Ok(())
    }

    /// Reads the content of a record. `size` is the memory of the box that contains the record, which is
    /// counted first; 0 if the record is not in a box.
    pub(crate) fn boxed_record(&mut self, size: usize, record: &mut dyn Record) -> Result<()> {
        if size > 0 {
            self.allocate(size)?;
        }
        self.record(record)
    }

    /// Reads a record from an element that may be nil. Returns `false` if it is nil and the record keeps none of its
    /// attributes.
    pub(crate) fn record_or_nil(&mut self, size: usize, record: &mut dyn Record) -> Result<bool> {
        if self.is(Flags::NIL) {
            return match self.is_only_nil() {
                true => self.empty().map(|()| false),
                false => self.nil_record(record),
            };
        }
        let offset = self.start.offset;
        match self.boxed_record(size, record) {
            Ok(()) => Ok(true),
            Err(error) if self.is_at_text_of(offset) => self.excuse(error).map(|()| false),
            Err(error) => Err(error),
        }
    }

    /// Whether the reader has just tried to decode the text of the record with simple content that begins at this
    /// offset, and not one of its attributes.
    #[cold]
    pub(super) fn is_at_text_of(&self, offset: usize) -> bool {
        self.start.offset == offset && self.run_at.start == self.start.content
    }

    /// Reads the content and the end tag. It is compiled with and without the cache of tags, so that the
    /// loops do not test for the cache at each tag.
    #[inline]
    fn read_children<const CACHED: bool>(
        &mut self,
        record: &mut dyn Record,
        is_mixed: bool,
        offset: usize,
    ) -> Result<()> {
        self.enter_in::<CACHED>();
        self.read_content::<CACHED>(record, is_mixed)?;
        self.check_required(record, offset)?;
        self.end_tag_in::<CACHED>()
    }

    /// Reads up to the end tag.
    fn read_content<const CACHED: bool>(&mut self, record: &mut dyn Record, is_mixed: bool) -> Result<()> {
        let mut note = NamespaceNote::new("");
        loop {
            if is_mixed {
                self.read_run(record)?;
            }
            if !self.is(Flags::OFFER_AGAIN) {
                let start = if CACHED {
                    self.likely_start_tag()
                } else {
                    match self.scan_tag() {
                        Some(Next::End) => return Ok(()),
                        start => start.map(|_| (self.direct_name(), 0)),
                    }
                };
                if let Some((name, tag)) = start {
                    self.offer(record, name, tag, &mut note)?;
                    continue;
                }
                if CACHED {
                    if self.is_before_end_tag() {
                        return Ok(());
                    }
                    let is_elsewhere = self.cache.has_long || self.is_before_space();
                    match is_elsewhere.then(|| self.likely_tag_elsewhere()).flatten() {
                        Some(Next::End) => return Ok(()),
                        Some(_) => {
                            self.offer(record, self.name(), self.start.tag, &mut note)?;
                            continue;
                        }
                        None => {}
                    }
                }
            }
            match self.next_slow()? {
                Next::Start if self.mode == ReadingMode::Strict => return self.read_checked(record),
                Next::Start => self.offer(record, self.name(), self.start.tag, &mut note)?,
                Next::End => return Ok(()),
                Next::Text => self.blank()?,
            }
        }
    }

    /// Offers the current element to a record.
    ///
    /// The record compares the namespace of the element with a `&'static str`. This comparison is fast if both
    /// strings have the same address, see [`Name::within`]. If the strings are equal but have different
    /// addresses, [`Name::within`] stores the `&'static str` in `note`. The reader then uses it for later
    /// elements with the same tag. `note` is empty before and after the call, so the caller can pass the same
    /// `note` for all elements of a record.
    #[inline(always)]
    fn offer(
        &mut self,
        record: &mut dyn Record,
        name: Name<'_>,
        tag: u32,
        note: &mut NamespaceNote,
    ) -> Result<()> {
        let found = record.decode_field(name.noted(note), self)?;
        let namespace = note.take();
        if !namespace.is_empty() {
            self.learn_namespace(tag, namespace);
        }
        let is_first = match found {
            Found::Once(index) => self.seen.insert(index),
            other => other != Found::Full,
        };
        if !is_first {
            return Err(self.second_error(name));
        }
        // The current element is unread for one of three reasons: the record does not declare it, the record
        // left it unread, or an incomplete group ended before it.
        if self.is(Flags::CONTENT_UNREAD) && !self.is(Flags::OFFER_AGAIN) {
            self.unclaimed(record, found)?;
        }
        Ok(())
    }

    /// Reads text up to the next tag.
    #[cold]
    pub(super) fn read_run(&mut self, record: &mut dyn Record) -> Result<()> {
        // A group has rejected this element, and the element is offered again. The text before it has been
        // read already.
        if self.is(Flags::OFFER_AGAIN) {
            return Ok(());
        }
        let from = self.position;
        let run = self.run()?;
        if run.is_empty() {
            // The element with the rule is empty if its end tag follows its start tag. After `<B/>`, the end tag is
            // that of the parent, and `start` is still that of `B`.
            let is_empty_tag = self.text.get(..from).is_some_and(|before| before.ends_with("/>"));
            let is_empty = from == self.start.content && !is_empty_tag && self.is_before_end_tag();
            return if is_empty { self.default_run(record) } else { Ok(()) };
        }
        self.run_at = from..self.position;
        self.run = run;
        record.decode_text(self)
    }

    /// Reads the default of the current element, which has mixed content and is empty, if there is a default.
    #[cold]
    fn default_run(&mut self, record: &mut dyn Record) -> Result<()> {
        if !self.has_rule() || self.rule.default.is_empty() {
            return Ok(());
        }
        self.note(DepartureKind::Default, "");
        self.run_at = self.position..self.position;
        self.run = Cow::Borrowed(self.rule.default);
        record.decode_text(self)
    }

    /// Reads an element that contains only text.
    #[cold]
    fn read_text(&mut self, record: &mut dyn Record) -> Result<()> {
        let (offset, from) = (self.start.offset, self.start.content);
        self.run = match self.plain_content() {
            Some(text) => Cow::Borrowed(text),
            #[cfg(feature = "mime")]
            None => self.text_or_include()?,
            #[cfg(not(feature = "mime"))]
            None => self.text_content()?,
        };
        self.run_at = from..self.text_end;
        record.decode_text(self)?;
        self.check_required(record, offset)?;
        self.leave();
        Ok(())
    }

    /// Offers the attributes, except those of `xsi`, to a record. Returns whether the record has one of them
    /// as a member.
    #[cold]
    fn read_attributes(&mut self, record: &mut dyn Record) -> Result<bool> {
        #[cfg(feature = "mime")]
        if self.is(Flags::PARTS) {
            self.read_parts(record)?;
        }
        if self.is(Flags::TYPE) {
            self.note_type_of(record, self.is_lenient())?;
        }
        if !self.is(Flags::ATTRIBUTES) {
            return Ok(false);
        }
        if self.is_graph {
            self.note_item_type();
        }
        let mut has_some = false;
        let mut others = Vec::new();
        for index in 0..self.attributes.len() {
            let Some(&AttributeIn { name, .. }) = self.attributes.get(index) else { break };
            if name.namespace() != XSI {
                match self.read_attribute_member(record, index, name)? {
                    true => has_some = true,
                    false => others.push(index),
                }
            }
        }
        // Try wrongly qualified attributes (qualified although declared unqualified, or the reverse) last,
        // because another attribute may have the exact name of the same member.
        for index in others {
            match self.wrongly_qualified_attribute(record, index)? {
                true => has_some = true,
                false => self.outsider_attribute(record, index)?,
            }
        }
        self.attributes_are_read();
        Ok(has_some)
    }

    /// Offers the attribute of this index to a record, under the given name. Returns whether the record has
    /// it as a member.
    pub(super) fn read_attribute_member(
        &mut self,
        record: &mut dyn Record,
        index: usize,
        name: Name<'_>,
    ) -> Result<bool> {
        let Some(attribute) = self.attributes.get(index) else { return Ok(false) };
        self.run_at = attribute.end - attribute.raw.len()..attribute.end;
        self.run = attribute.value();
        let found = record.decode_attribute(name, self).map_err(|error| within_attribute(error, name))?;
        if let Found::Once(index) = found {
            // The result is ignored: the check of the start tag ensures that no attribute occurs twice.
            _ = self.seen.insert(index);
        }
        Ok(found != Found::No)
    }

    pub(super) fn check_required(&mut self, record: &dyn Record, offset: usize) -> Result<()> {
        if self.is_strict() {
            self.check_group_counts(record, offset)?;
            self.check_those(record, offset, |_| true)?;
            return self.check_content_model(record, offset);
        }
        self.check_those(record, offset, |_| true)
    }

    fn check_those(&mut self, record: &dyn Record, offset: usize, these: fn(&str) -> bool) -> Result<()> {
        for &(index, name) in record.required() {
            if !self.seen.contains(index) && these(name) {
                match self.seen.is_group {
                    true => self.missing_in_group(name, offset)?,
                    false => self.missing(name, offset)?,
                }
            }
        }
        Ok(())
    }

    /// Reads a nil element. Returns `false` if none of its attributes was kept.
    #[cold]
    pub(crate) fn nil_value<V: Value>(&mut self, value: &mut V) -> Result<bool> {
        match self.is_only_nil() {
            true => self.empty().map(|()| false),
            false => value.decode_nil(self),
        }
    }

    /// Whether the current element is nil and has no attributes other than `xsi:nil`.
    #[inline]
    pub(crate) fn is_only_nil(&self) -> bool {
        self.is(Flags::NIL) && !self.has_more_than_nil()
    }

    /// Whether the current element, which is nil, also has attributes or an `xsi:type`.
    pub(crate) fn has_more_than_nil(&self) -> bool {
        self.is(Flags::TYPE) || self.has_other_attributes()
    }

    /// Whether the current element has other attributes than `xsi:nil` and `xsi:type`.
    fn has_other_attributes(&self) -> bool {
        let is_other = |attribute: &AttributeIn<'_>| !matches!(attribute.name.within(XSI), "nil" | "type");
        self.attributes_here().iter().any(is_other)
    }

    /// Reads a nil element into a record. The record receives `xsi:nil` as an attribute if it keeps
    /// attributes of nil elements. Returns whether the record has one of the attributes as a member.
    #[cold]
    pub(crate) fn nil_record(&mut self, record: &mut dyn Record) -> Result<bool> {
        let outer = std::mem::take(&mut self.seen);
        let offset = self.start.offset;
        let nil = self.attributes_here().iter().position(|attribute| attribute.name == Name::new(XSI, "nil"));
        // If the element is not nillable, its attributes are not kept, although the record keeps those of other
        // elements.
        let keeps_nil = match nil.filter(|_| !self.is(Flags::NIL_NOTED)) {
            Some(nil) => self.read_attribute_member(record, nil, Name::new(XSI, "nil"))?,
            None => false,
        };
        let keeps = keeps_nil && self.read_attributes(record)?;
        if keeps {
            self.check_those(record, offset, |name| name.starts_with('@'))?;
        } else if !keeps_nil {
            self.drop_attributes(record)?;
        }
        self.seen = outer;
        self.attributes_are_read();
        self.empty()?;
        Ok(keeps)
    }

    /// Drops the attributes of a nil element whose record does not keep `xsi:nil`. They are not decoded, so that an
    /// invalid one is no error. If the record declares one of them, a departure is recorded for the nil element.
    fn drop_attributes(&mut self, record: &mut dyn Record) -> Result<()> {
        if self.is(Flags::TYPE) {
            self.note_type_of(record, !self.is_strict())?;
        }
        if !self.is(Flags::ATTRIBUTES) {
            return Ok(());
        }
        for index in 0..self.attributes.len() {
            let Some(&AttributeIn { name, raw, end, .. }) = self.attributes.get(index) else { break };
            if name.namespace() == XSI {
                continue;
            }
            if !self.declares_attribute(record, name)? {
                self.unknown_attribute(index)?;
                continue;
            }
            // Only decoding shows whether the type of the attribute is a secret one.
            self.hide(end.saturating_sub(raw.len())..end);
            if !self.is(Flags::NIL_NOTED) {
                self.note_nil()?;
            }
        }
        Ok(())
    }

    /// Drops the attributes of a nil element that is not nillable and whose declared type has derived types. No
    /// record shows which of them are declared, or have a secret type.
    fn hide_attributes(&mut self) {
        for index in 0..self.attributes.len() {
            let Some(&AttributeIn { name, raw, end, .. }) = self.attributes.get(index) else { break };
            if name.namespace() != XSI {
                self.hide(end.saturating_sub(raw.len())..end);
            }
        }
        self.attributes_are_read();
    }

    /// Reads a nil element whose declared type has derived types. If the element has attributes or names
    /// another type, it is kept as XML, and the result is `true`. An element that is not nillable is never kept.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Contract`] if the element has content.
    pub fn derived_nil<T>(
        &mut self,
        slot: &mut T,
        declared: (&'static str, &'static str),
        wrap: fn(Element) -> T,
    ) -> Result<bool> {
        if self.is(Flags::NIL_NOTED) {
            self.hide_attributes();
            self.empty()?;
            return Ok(false);
        }
        let says_declared = self.type_name()?.is_none_or(|named| named == Name::from(declared));
        if says_declared && !self.has_other_attributes() {
            self.empty()?;
            return Ok(false);
        }
        *slot = wrap(self.capture()?);
        Ok(true)
    }

    /// Reads a nil element, which must have no content.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Contract`] if the element has content.
    #[cold]
    pub fn empty(&mut self) -> Result<()> {
        if self.is(Flags::UNREAD) {
            self.unknown_attributes()?;
        }
        if self.is(Flags::EMPTY) {
            self.leave();
            return Ok(());
        }
        self.enter();
        loop {
            match self.next()? {
                Next::End => return self.end_tag(),
                Next::Text => self.blank_or(NO_CONTENT)?,
                Next::Start => {
                    let found = format!("the element `{}`", self.name().local());
                    self.start.flags = Flags::default();
                    return Err(self.contract(self.start.offset, NO_CONTENT, Some(found)));
                }
            }
        }
    }

    /// Skips the current element and checks that it is well-formed.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotWellFormed`].
    pub fn skip(&mut self) -> Result<()> {
        if self.is(Flags::EMPTY.with(Flags::TEXT_READ).with(Flags::TEXT_READ_UNCHECKED)) {
            self.leave();
            return Ok(());
        }
        match self.caches {
            true => self.skip_content::<true>(),
            false => self.skip_content::<false>(),
        }
    }

    fn skip_content<const CACHED: bool>(&mut self) -> Result<()> {
        let depth = self.open.len();
        self.enter_in::<CACHED>();
        while self.open.len() > depth {
            match self.next_in::<CACHED>()? {
                Next::Start
                    if self.is(Flags::EMPTY.with(Flags::TEXT_READ).with(Flags::TEXT_READ_UNCHECKED)) =>
                {
                    self.leave()
                }
                Next::Start => self.enter_in::<CACHED>(),
                Next::End => self.end_tag_in::<CACHED>()?,
                Next::Text => self.pass_over_text()?,
            }
        }
        Ok(())
    }
}

/// Appends the attribute to the path of an error.
#[cold]
pub(super) fn within_attribute(mut error: Error, name: Name<'_>) -> Error {
    if let ErrorKind::Contract { path, .. } = error.kind_mut() {
        path.push_str("/@");
        path.push_str(name.local());
    }
    error
}
