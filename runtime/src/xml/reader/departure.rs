//! Departures of a document from its contract. The reading mode decides whether each is an error or an
//! entry in the account.

use super::attribute::AttributeIn;
use super::scan::shortened;
use super::start::Flags;
use super::{Reader, spelling};
use crate::error::{Error, ErrorKind, Result};
use crate::redaction::mask::REDACTED;
use crate::text::Name;
use crate::text::namespaces::{self, ENCODING_12, XSI};
use crate::xml::{Account, Content, DepartureKind, Invalid, ReadingMode, Scope, Simple};

impl<'s> Reader<'s> {
    /// The reading mode of the document.
    pub fn mode(&self) -> ReadingMode {
        self.mode
    }

    /// The departures of the document from its contract, up to the reader's position.
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// Returns the account of the departures recorded so far, and begins an empty one.
    pub fn take_account(&mut self) -> Account {
        std::mem::take(&mut self.account)
    }

    /// Records a departure at the current element.
    ///
    /// `found` is the text or XML that was found. The account shortens it and masks text that looks like a
    /// secret.
    #[cold]
    pub fn note(&mut self, kind: DepartureKind, found: &str) {
        self.note_at(kind, "", found, self.start.offset);
    }

    /// Records a departure at the current element or below it. `step` is appended to the path of the current
    /// element: `@id` for its attribute `id`, or empty for the element itself.
    #[cold]
    pub(super) fn note_at(&mut self, kind: DepartureKind, step: &str, found: &str, offset: usize) {
        if !self.is_unchecked && self.account.count() {
            let path = self.path_to(step);
            self.account.push(kind, path, self.shown(found), offset);
        }
    }

    /// Reads without contract checks and without recording departures. Used for faults, which are read even
    /// if they violate the SOAP schema.
    pub(crate) fn unchecked<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.is_unchecked, true);
        let result = read(self);
        self.is_unchecked = outer;
        result
    }

    /// Treats the document as a serialized graph: elements have an `id` or `href`, members have no order, and
    /// any member may be omitted or nil.
    pub(crate) fn read_graph(&mut self) {
        self.is_graph = true;
    }

    /// Treats one element as part of a serialized graph, see [`read_graph`](Self::read_graph).
    pub(crate) fn in_graph<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let outer = std::mem::replace(&mut self.is_graph, true);
        let result = read(self);
        self.is_graph = outer;
        result
    }

    pub(crate) fn is_strict(&self) -> bool {
        self.mode == ReadingMode::Strict && !self.is_unchecked
    }

    pub(super) fn is_lenient(&self) -> bool {
        self.mode == ReadingMode::Lenient || self.is_unchecked
    }

    pub(super) fn path_to(&self, step: &str) -> String {
        let mut path = self.path();
        if !step.is_empty() {
            path.push('/');
            path.push_str(step);
        }
        path
    }

    /// Skips or rejects an element that the record does not declare, depending on the mode.
    #[cold]
    pub(super) fn unknown_element(&mut self, content: Content) -> Result<()> {
        let expected = match content {
            _ if self.is_unchecked || content == Content::Open => None,
            Content::Items if !self.is_lenient() => Some("only items of the list or dictionary"),
            _ if self.is_strict() => Some("only elements that the type declares"),
            _ => None,
        };
        if let Some(expected) = expected {
            let found = format!("`{}`", shortened(&self.name().to_string()));
            return Err(self.contract(self.start.offset, expected, Some(found)));
        }
        if self.is_unchecked {
            return self.skip();
        }
        let is_secret = self.hides_unknown(self.open.len());
        let is_kept = self.account.count();
        if !is_kept && !is_secret {
            return self.skip();
        }
        let kind = match content {
            Content::Open => DepartureKind::HeaderBlock,
            _ => DepartureKind::UnknownElement,
        };
        let (path, offset, from) = (self.path(), self.start.offset, self.start.content);
        let skipped = self.skip();
        if is_secret {
            let end = if skipped.is_ok() { self.position } else { self.text.len() };
            self.hide(offset..end);
        }
        skipped?;
        let all = self.text.get(from..self.position).unwrap_or("");
        let inner = all.rfind("</").and_then(|end| all.get(..end)).unwrap_or("");
        let shown = if is_secret && !inner.is_empty() { REDACTED } else { self.shown(inner) };
        if is_kept {
            self.account.push(kind, path, shown, offset);
        }
        Ok(())
    }

    /// Marks the attributes of the current element as read. If the text of the element was read ahead, it may
    /// be used from now on, unless the strict mode or a text rule requires a check of the text.
    pub(super) fn attributes_are_read(&mut self) {
        let flags = self.start.flags.without(Flags::UNREAD);
        let text_is_free =
            flags.has(Flags::TEXT_READ_UNCHECKED) && self.mode != ReadingMode::Strict && !self.has_rule();
        self.start.flags = if text_is_free {
            flags.without(Flags::TEXT_READ_UNCHECKED).with(Flags::TEXT_READ)
        } else {
            flags
        };
    }

    /// Skips or rejects the attributes of an element whose type declares none, depending on the mode.
    #[cold]
    pub(super) fn unknown_attributes(&mut self) -> Result<()> {
        self.start.flags = self.start.flags.without(Flags::UNREAD);
        for index in 0..self.attributes.len() {
            self.unknown_attribute(index)?;
        }
        Ok(())
    }

    /// Skips or rejects an attribute that the record does not declare, depending on the mode.
    #[cold]
    pub(super) fn unknown_attribute(&mut self, index: usize) -> Result<()> {
        let Some(&attribute) = self.attributes.get(index) else { return Ok(()) };
        let AttributeIn { name, offset, .. } = attribute;
        if self.is_unchecked || self.is_free(name) {
            return Ok(());
        }
        self.check_reference(&attribute)?;
        let step = format!("@{}", name.local());
        if self.is_strict() && !self.is(Flags::MAY_BE_COMPLEX) {
            let found = format!("`{}`", shortened(&name.to_string()));
            let mut error = self.contract(offset, "only attributes that the type declares", Some(found));
            if let ErrorKind::Contract { path, .. } = error.kind_mut() {
                *path = self.path_to(&step);
            }
            return Err(error);
        }
        let value = attribute.value();
        let is_secret = self.hides_unknown(self.open.len() + usize::from(self.is(Flags::CONTENT_UNREAD)));
        if is_secret {
            self.hide(attribute.end.saturating_sub(attribute.raw.len())..attribute.end);
        }
        let shown = if is_secret && !value.is_empty() { REDACTED } else { &value };
        self.note_at(DepartureKind::UnknownAttribute, &step, shown, offset);
        Ok(())
    }

    /// Rejects an attribute that refers to a missing element of a serialized graph, unless the mode is lenient.
    fn check_reference(&self, attribute: &AttributeIn<'s>) -> Result<()> {
        let value = attribute.value();
        let target = match attribute.name {
            name if !self.is_graph || self.is_lenient() || !is_reference(name) => None,
            name if name.namespace().is_empty() => value.strip_prefix('#'),
            _ => Some(value.strip_prefix('#').unwrap_or(&value)),
        };
        match target {
            Some(target) if self.missing_identities.binary_search_by(|id| (**id).cmp(target)).is_ok() => {
                let found = shortened(target);
                Err(self.contract(self.start.offset, "a reference to the `id` of an element", Some(found)))
            }
            _ => Ok(()),
        }
    }

    /// Whether the element may have this attribute without a declaration in its type.
    pub(super) fn is_free(&self, name: Name<'_>) -> bool {
        // Unlike `id`, references are not accepted: references within the message have been replaced, so a
        // remaining one refers to a value outside the message, or its element has content.
        let is_identity = name.namespace().is_empty() && name.local() == "id";
        match self.is_graph {
            true => is_identity || (namespaces::is_common_attribute(name) && !is_reference(name)),
            false => namespaces::is_common_attribute(name),
        }
    }

    /// Reports a missing member of the element that begins at `offset`: an error, or a departure in the lenient
    /// mode.
    #[cold]
    pub(super) fn missing(&mut self, name: &str, offset: usize) -> Result<()> {
        if self.is_graph {
            return Ok(());
        }
        if !self.is_lenient() {
            return Err(self.missing_error(name, offset));
        }
        self.note_at(DepartureKind::Missing, name, "", offset);
        Ok(())
    }

    /// Reports a missing element at this path: a departure in the lenient mode, otherwise `error`.
    #[cold]
    pub(crate) fn missing_at(&mut self, path: String, error: Error) -> Result<()> {
        if !self.is_lenient() {
            return Err(error);
        }
        if !self.is_unchecked && self.account.count() {
            self.account.push(DepartureKind::Missing, path, "", self.start.offset);
        }
        Ok(())
    }

    /// Reports a nil element that its type does not allow: an error, or a departure in the lenient mode.
    #[cold]
    pub(super) fn refuse_nil(&mut self) -> Result<()> {
        let error = self.nil_error();
        self.excuse_nil(error)
    }

    /// Skips a nil element that was rejected for being nil, if the mode allows that. In a graph, nil means
    /// the default.
    #[cold]
    pub(crate) fn excuse_nil(&mut self, error: Error) -> Result<()> {
        self.skip_nil(self.is_lenient(), error)
    }

    fn skip_nil(&mut self, is_allowed: bool, error: Error) -> Result<()> {
        let is_allowed = is_allowed || self.is_graph;
        if !is_allowed || !self.is(Flags::NIL) || !self.is(Flags::CONTENT_UNREAD) {
            return Err(error);
        }
        if self.is_graph {
            return self.empty();
        }
        self.note(DepartureKind::Nil, "");
        self.empty()
    }

    /// Records a departure for a nil element: it is optional but its type does not allow nil, or it has
    /// attributes that its type does not keep for nil elements. In the strict mode, the nil element is an
    /// error.
    #[cold]
    pub(super) fn note_nil(&mut self) -> Result<()> {
        if self.is_graph {
            return Ok(());
        }
        if self.is_strict() {
            return Err(self.nil_error());
        }
        self.note(DepartureKind::Nil, "");
        self.start.flags = self.start.flags.with(Flags::NIL_NOTED);
        Ok(())
    }

    /// Skips the rejected element of an optional value, if the mode allows that.
    #[cold]
    #[inline(never)]
    pub fn excuse(&mut self, error: Error) -> Result<()> {
        let ErrorKind::Contract { found, .. } = error.kind() else { return Err(error) };
        if !self.is_lenient() || !self.is(Flags::CONTENT_UNREAD) {
            return Err(error);
        }
        let text = match found {
            Some(_) => self.text.get(self.start.content..self.text_end).unwrap_or(""),
            // The field `found` of the error is `None` if the value is secret.
            None => REDACTED,
        };
        self.note(DepartureKind::InvalidValue, text);
        self.skip()
    }

    /// Skips the rejected element of an optional value whose field is not an `Option`, if the mode allows
    /// that. A nil element is skipped except in the strict mode.
    #[cold]
    #[inline(never)]
    pub(super) fn excuse_plain(&mut self, error: Error) -> Result<()> {
        if self.is(Flags::NIL) { self.skip_nil(!self.is_strict(), error) } else { self.excuse(error) }
    }

    /// Skips the rejected branch of a choice that occurs at most once, if the mode allows that. A nil element of an
    /// optional choice is skipped except in the strict mode.
    #[cold]
    #[inline(never)]
    pub(super) fn excuse_branch(&mut self, error: Error, is_required: bool) -> Result<()> {
        match self.is(Flags::NIL) {
            true => self.skip_nil(!is_required && !self.is_strict(), error),
            false => self.excuse(error),
        }
    }

    /// Skips a rejected optional attribute, if the mode allows that.
    #[cold]
    #[inline(never)]
    pub fn excuse_attribute(&mut self, error: Error) -> Result<()> {
        let ErrorKind::Contract { found, .. } = error.kind() else { return Err(error) };
        if !self.is_lenient() {
            return Err(error);
        }
        let text = match found {
            Some(_) => self.run.clone().into_owned(),
            None => REDACTED.to_owned(),
        };
        self.note_run(DepartureKind::InvalidValue, &text);
        Ok(())
    }

    /// Records a departure in the current attribute or text run.
    fn note_run(&mut self, kind: DepartureKind, found: &str) {
        let at = self.run_at.clone();
        let attribute = self.attributes.iter().find(|attribute| attribute.end == at.end);
        let step = attribute.map_or(String::new(), |attribute| format!("@{}", attribute.name.local()));
        self.note_at(kind, &step, found, at.start);
    }

    /// Reads a text that is not a valid value of the type, but has another spelling that is valid: `True` is
    /// read as `true`. Returns `None` if there is no such spelling, and in modes other than the lenient one.
    #[cold]
    pub(super) fn respelled<S: Simple>(&mut self, text: &str, from: usize) -> Option<S> {
        let value = self.other_spelling(text)?;
        self.note_at(DepartureKind::Spelling, "", text, from);
        Some(value)
    }

    /// Like [`respelled`](Self::respelled), for the current attribute or text run.
    #[cold]
    pub(super) fn respelled_run<S: Simple>(&mut self) -> Option<S> {
        let text = self.run.clone();
        let value = self.other_spelling(&text)?;
        let shown = if S::SECRET { REDACTED } else { &text };
        self.note_run(DepartureKind::Spelling, shown);
        Some(value)
    }

    fn other_spelling<S: Simple>(&self, text: &str) -> Option<S> {
        if !self.is_lenient() {
            return None;
        }
        let scope = Scope::new(&self.bindings);
        let parse = |text: &str| -> Result<S, Invalid> { S::parse(text, &scope) };
        spelling::others(text).iter().find_map(|text| parse(text).ok())
    }

    /// The local name of the element whose start tag contains this offset. The reader has not entered the element yet.
    pub(super) fn tag_around(&self, offset: usize) -> &'s str {
        let tag = self.text.get(..offset).and_then(|before| before.rsplit('<').next()).unwrap_or("");
        let element = tag.split_ascii_whitespace().next().unwrap_or("");
        element.rsplit(':').next().unwrap_or("")
    }

    /// The namespace of an attribute with an undeclared prefix, if it is an attribute of `xsi` and the mode
    /// allows that.
    #[cold]
    pub(super) fn undeclared_xsi(&mut self, name: Name<'s>, offset: usize) -> Option<&'s str> {
        let is_xsi = matches!(name.local(), "nil" | "type" | "schemaLocation" | "noNamespaceSchemaLocation");
        if !is_xsi || !self.is_lenient() {
            return None;
        }
        let step = format!("{}/@{}", self.tag_around(offset), name.local());
        self.note_at(DepartureKind::UndeclaredPrefix, &step, name.namespace(), offset);
        Some(XSI)
    }
}

/// Whether an attribute refers to another element in a message in SOAP encoding.
fn is_reference(name: Name<'_>) -> bool {
    matches!((name.namespace(), name.local()), ("", "href") | (ENCODING_12, "ref"))
}
