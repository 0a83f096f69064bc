//! Captures an element as self-contained XML, independent of the declarations around it.

use std::collections::BTreeMap;

use super::start::Flags;
use super::start::Next;
use super::{Reader, normalised};
use crate::error::Result;
use crate::text::namespaces::XSI;
use crate::text::{Element, OwnedName};
use crate::xml::{DepartureKind, writer::escaped};

/// Memory that is counted for each captured element, in bytes, in addition to its lists and namespaces. It
/// covers the allocations of its texts, which have a minimum size even if the texts are short.
const TEXTS_SIZE: usize = 64;

/// Memory of a prefix in [`Used::known`] besides its text, in bytes.
const KNOWN_ENTRY_SIZE: usize = 48;

impl<'s> Reader<'s> {
    /// Reads the current element and keeps it as XML.
    pub(crate) fn capture(&mut self) -> Result<Element> {
        #[cfg(feature = "mime")]
        if self.attachments.exist() && self.is_include() {
            return Err(self.stray_include());
        }
        let mut element = Element::of_name(self.name());
        element.is_nil = self.is(Flags::NIL);
        element.type_name = self.type_name()?.map(OwnedName::of);
        for attribute in self.attributes_here() {
            if !matches!(attribute.name.within(XSI), "nil" | "type") {
                element.attributes.push((OwnedName::of(attribute.name), attribute.value().into_owned()));
            }
        }
        let default_content = self.default_content();
        let mut uses_default = element.attributes.iter().any(|(_, value)| may_be_names(value));
        // Any value may contain prefixes. A prefix cannot be distinguished from ordinary text before a colon,
        // so keep the namespace of everything that may be a prefix.
        let mut used = Used::of(self);
        for (_, value) in &element.attributes {
            used.note(self, value)?;
        }
        let default = self.find("").unwrap_or("");
        if self.is(Flags::EMPTY) {
            self.leave();
        } else {
            let (content, holds_names) = self.capture_content(default, &mut used)?;
            element.content = content;
            uses_default |= holds_names;
            self.end_tag()?;
        }
        if let Some(default) = default_content {
            // The same declarations as if the element contained the text.
            element.content = escaped(default);
            used.note(self, &element.content)?;
            uses_default |= may_hold_names(&element.content);
        }
        self.release(used.allocated);
        element.scope = used.scope.into_iter().collect();
        element.scope.extend(uses_default.then(|| (String::new(), default.to_owned())));
        let names = element.attributes.iter().map(|(name, _)| name).chain(&element.type_name);
        let names = names.map(|name| name.as_name().namespace().len()).sum::<usize>();
        let scope = element.scope.iter().map(|(_, namespace)| namespace.len()).sum::<usize>();
        self.grow(element.name().namespace().len() + names + scope)?;
        let lists = element.attributes.capacity() * size_of::<(OwnedName, String)>()
            + element.scope.capacity() * size_of::<(String, String)>();
        self.allocate(TEXTS_SIZE + lists)?;
        Ok(element)
    }

    /// The default of the current element, if it has one and is empty.
    fn default_content(&mut self) -> Option<&'static str> {
        let default = self.rule_of_items()?.default;
        let rest = self.text.get(self.start.content..)?;
        let is_empty = self.is(Flags::EMPTY) || rest.starts_with("</");
        if default.is_empty() || !is_empty || self.is(Flags::NIL) {
            return None;
        }
        self.note(DepartureKind::Default, "");
        Some(default)
    }

    /// Counts the bytes of namespaces that captured elements and attributes copy.
    pub(crate) fn grow(&mut self, bytes: usize) -> Result<()> {
        self.namespace_copies.spend(bytes)
    }

    /// The prefixes that may occur in `value`, with their namespaces at the current position, sorted.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::TooLarge`] if the candidates for prefixes take too much memory.
    pub(crate) fn scope_of(&self, value: &str) -> Result<Vec<(String, String)>> {
        let mut used = Used::of(self);
        used.note(self, value)?;
        self.bindings.release(used.allocated);
        Ok(used.scope.into_iter().collect())
    }

    /// Reads the content of the current element, up to its end tag.
    ///
    /// `default` is the default namespace around the content. A declaration of it is added to each child that
    /// needs it, so that the content can be moved anywhere. Also returns whether a value outside these
    /// children may be a name in the default namespace.
    fn capture_content(&mut self, default: &str, used: &mut Used) -> Result<(String, bool)> {
        let mut changes = Vec::new();
        self.enter();
        let depth = self.open.len();
        let from = self.position;
        // These variables describe the current child of the captured element. `name_end` is the end of its
        // name. `is_needed` is set if the child or its content needs the default namespace. `own` is the
        // depth of an element in which another default namespace is declared.
        let mut name_end = from;
        let mut is_needed = false;
        let mut own = None;
        // `in_child` is set if a value in the current child, or in the text before it, may be an unprefixed
        // name. Such a name needs the default namespace. At the end of the child, `holds_names` is set if
        // `in_child` is set and no declaration is added to the child.
        let (mut in_child, mut holds_names) = (false, false);
        #[cfg(feature = "mime")]
        let mut before = PreviousItem::Start;
        loop {
            let next = self.next()?;
            #[cfg(feature = "mime")]
            if self.attachments.exist()
                && let Some(change) = self.capture_include(&next, &mut before)?
            {
                changes.push(change);
                continue;
            }
            match next {
                Next::Text => {
                    let start = self.position;
                    self.pass_over_text()?;
                    let text = self.text.get(start..self.position).unwrap_or("");
                    in_child |= own.is_none() && may_hold_names(text);
                    used.note(self, text)?;
                }
                Next::End if self.open.len() == depth => break,
                Next::End => self.end_tag()?,
                Next::Start => {
                    let raw = self.raw();
                    if self.open.len() == depth {
                        name_end = self.start.offset + 1 + raw.len();
                    }
                    let declares = own.is_some() || self.is(Flags::DEFAULT);
                    is_needed |= !declares && (!raw.contains(':') || self.is(Flags::TYPE));
                    in_child |= !declares && self.holds_names();
                    used.note(self, self.text.get(self.start.offset..self.start.content).unwrap_or(""))?;
                    used.note(self, self.plain_content().unwrap_or(""))?;
                    if self.is(Flags::EMPTY.with(Flags::TEXT_READ)) {
                        self.leave();
                    } else {
                        self.enter();
                        if declares {
                            own = own.or(Some(self.open.len()));
                        }
                    }
                }
            }
            if own.is_some_and(|own| self.open.len() < own) {
                own = None;
            }
            if self.open.len() != depth {
                continue;
            }
            let in_child = std::mem::take(&mut in_child);
            if !std::mem::take(&mut is_needed) {
                holds_names |= in_child;
            } else {
                changes.push(Change::Declaration(name_end));
            }
        }
        self.grow(changes.len().saturating_mul(default.len()))?;
        Ok((self.changed(from, changes, default), holds_names))
    }

    /// The text of the document from an offset to the current position, with changes applied.
    fn changed(&self, mut from: usize, mut changes: Vec<Change>, default: &str) -> String {
        // Sort the changes by offset. The declaration in the start tag of a child was added to the list when
        // the child ended, after each `xop:Include` inside the child.
        changes.sort_by_key(Change::start);
        let mut content = String::new();
        for change in changes {
            content.push_str(self.text.get(from..change.start()).unwrap_or(""));
            match change {
                Change::Declaration(at) => {
                    content.push_str(" xmlns=\"");
                    content.push_str(&crate::xml::writer::escaped(default));
                    content.push('"');
                    from = at;
                }
                #[cfg(feature = "mime")]
                Change::Include(range, base64) => {
                    content.push_str(&base64);
                    from = range.end;
                }
            }
        }
        content.push_str(self.text.get(from..self.position).unwrap_or(""));
        content
    }

    /// Reads the next item of captured content, if it is an `xop:Include`. In the captured content, Base64
    /// text replaces the `xop:Include`, because the content may be written or decoded without the other parts
    /// of its message.
    #[cfg(feature = "mime")]
    fn capture_include(&mut self, next: &Next, before: &mut PreviousItem) -> Result<Option<Change>> {
        match (next, &before) {
            (Next::Text, PreviousItem::Include) => {
                self.other_content()?;
                return Ok(None);
            }
            (Next::Start, PreviousItem::Include) => return Err(self.other_element()),
            (Next::Start, PreviousItem::Other) if self.is_include() => return Err(self.other_element()),
            (Next::Start, PreviousItem::Start) if self.is_include() => {
                let include = self.read_include()?;
                let range = include.offset..self.position;
                let attachment = self.resolved(&include)?;
                *before = PreviousItem::Include;
                return Ok(Some(Change::Include(range, super::include::base64(attachment))));
            }
            _ => {}
        }
        *before = match next {
            Next::Start if !self.is(Flags::EMPTY.with(Flags::TEXT_READ)) => PreviousItem::Start,
            _ => PreviousItem::Other,
        };
        Ok(None)
    }

    /// Whether an attribute or the plain text of the current element may be a name.
    fn holds_names(&self) -> bool {
        self.plain_content().is_some_and(may_hold_names)
            || self.attributes_here().iter().any(|attribute| may_be_names(&attribute.value()))
    }
}

/// A difference between captured content and its text in the document.
enum Change {
    /// A declaration of the default namespace at this offset.
    Declaration(usize),
    /// An `xop:Include` in this range, and the Base64 text that replaces it.
    #[cfg(feature = "mime")]
    Include(std::ops::Range<usize>, String),
}

impl Change {
    fn start(&self) -> usize {
        match self {
            Self::Declaration(at) => *at,
            #[cfg(feature = "mime")]
            Self::Include(range, _) => range.start,
        }
    }
}

/// The last item of captured content. It is needed to check that an `xop:Include` is the only content of its
/// element.
#[cfg(feature = "mime")]
enum PreviousItem {
    /// A start tag.
    Start,
    /// An `xop:Include`.
    Include,
    Other,
}

/// The prefixes that captured XML may use without declaring them, with their namespaces.
struct Used {
    /// Number of prefix bindings in scope at the start tag of the captured element. Elements within it may
    /// add others.
    outer: usize,
    scope: BTreeMap<String, String>,
    /// Prefixes that were looked up before. Each has the generation of the prefix bindings
    /// (`Reader::generation`) at the last look-up. While the generation is the same, the prefix need not be
    /// looked up again.
    known: BTreeMap<String, u32>,
    /// The memory of `known`, in bytes.
    allocated: usize,
}

impl Used {
    fn of(input: &Reader<'_>) -> Self {
        Self { outer: input.bindings.len(), scope: BTreeMap::new(), known: BTreeMap::new(), allocated: 0 }
    }

    /// Finds the prefixes in a text at the current position. Adds those that no element within the captured
    /// element declares, with their namespaces.
    fn note(&mut self, input: &Reader<'_>, text: &str) -> Result<()> {
        // The colon may be written as a reference.
        let resolved = text.contains("&#").then(|| normalised(text));
        let is_name = |prefix: &&str| prefix.as_bytes().first().is_some_and(is_name_start);
        for prefix in prefixes(resolved.as_deref().unwrap_or(text)).filter(is_name) {
            if self.known.get(prefix) == Some(&input.generation) {
                continue;
            }
            if self.known.insert(prefix.to_owned(), input.generation).is_none() {
                // Count the memory: each word before a colon is stored as a possible prefix, and a text may
                // contain any number of them.
                let size = KNOWN_ENTRY_SIZE + prefix.len();
                input.bindings.allocate(size)?;
                self.allocated += size;
            }
            let place = input.bindings.iter().rposition(|binding| binding.prefix == prefix);
            if let Some(binding) = place.and_then(|place| input.bindings.get(..self.outer)?.get(place)) {
                self.scope.insert(prefix.to_owned(), binding.namespace.to_owned());
            }
        }
        Ok(())
    }
}

/// Whether a text could be one or more names without a prefix.
fn may_be_names(text: &str) -> bool {
    let is_part = |byte: u8| is_name_start(&byte) || byte.is_ascii_digit() || matches!(byte, b'-' | b'.');
    let is_name =
        |word: &str| word.as_bytes().first().is_some_and(is_name_start) && word.bytes().all(is_part);
    !text.trim_ascii().is_empty() && text.split_ascii_whitespace().all(is_name)
}

/// Whether a text as written in the document could be one or more names without a prefix ([`may_be_names`]).
fn may_hold_names(raw: &str) -> bool {
    // A reference or a CDATA section may hold any text.
    raw.contains(['&', '<']) || may_be_names(raw)
}

/// Whether a name may begin with this byte. Every non-ASCII byte is accepted.
fn is_name_start(byte: &u8) -> bool {
    byte.is_ascii_alphabetic() || matches!(byte, b'_' | 0x80..)
}

/// The candidates for prefixes in a text: the name characters before each colon.
fn prefixes(text: &str) -> impl Iterator<Item = &str> {
    memchr::memchr_iter(b':', text.as_bytes()).filter_map(|colon| {
        let before = text.get(..colon)?;
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | 0x80..);
        let length = before.bytes().rev().take_while(is_part).count();
        before.get(colon - length..)
    })
}
