//! Resolves attachments: `xop:Include` in place of Base64 text (XOP 1.0), and MIME parts that the contract
//! declares as members of a message (SOAP with Attachments; WSDL 1.1, section 5).

use std::borrow::Cow;
use std::sync::Arc;

use super::scan::shortened;
use super::start::{Flags, Next};
use super::{Document, Reader, scan};
use crate::error::{Error, Result};
use crate::mime::parts::Unresolved;
use crate::mime::{Attachment, Parts};
use crate::text::Name;
use crate::text::namespaces::{PARTS, XOP};
use crate::xml::{Found, Record, Simple};

impl Document<'_> {
    /// Sets the parts of the message whose root part is the document.
    #[must_use]
    pub(crate) fn with_parts(mut self, parts: Option<Arc<Parts>>) -> Self {
        self.set_parts(parts);
        self
    }

    /// Sets the parts of the message whose root part is the document.
    pub(crate) fn set_parts(&mut self, parts: Option<Arc<Parts>>) {
        self.parts = parts;
    }

    /// The parts of the message whose root part is the document.
    pub(crate) fn parts(&self) -> Option<Arc<Parts>> {
        self.parts.clone()
    }
}

/// An `xop:Include` in the document.
pub(super) struct Include<'s> {
    reference: Cow<'s, str>,
    /// Offset of its start tag.
    pub(super) offset: usize,
}

impl<'s> Reader<'s> {
    /// Sets the parts of the message.
    pub(super) fn attach(&mut self, parts: Option<&'s Arc<Parts>>) {
        self.attachments.parts = parts.map(|parts| &**parts);
    }

    /// Reads the simple value of the current element, if its content is an `xop:Include` reference; otherwise
    /// returns `None`. The caller still has to leave the element.
    #[cold]
    pub(super) fn included<S: Simple>(&mut self) -> Result<Option<S>> {
        let from = self.start.content;
        let Some(attachment) = self.include()? else { return Ok(None) };
        if let Some(value) = S::of_attachment(attachment) {
            return Ok(Some(value));
        }
        let text = base64(attachment);
        self.parsed(&text).map(Some).map_err(|invalid| self.invalid_error(invalid, &text, from))
    }

    /// Reads the attachment of the current element, if its content is an `xop:Include` reference; otherwise
    /// returns `None`. The caller still has to leave the element.
    #[cold]
    pub(super) fn include(&mut self) -> Result<Option<&'s Attachment>> {
        if !self.attachments.exist()
            || self.is(Flags::EMPTY_OR_NIL.with(Flags::TEXT_READ).with(Flags::TEXT_READ_UNCHECKED))
        {
            return Ok(None);
        }
        if !self.begins_include() {
            return Ok(None);
        }
        if self.is(Flags::UNREAD) {
            self.unknown_attributes()?;
        }
        let (start, direct, raw) = (self.start, self.direct, self.raw());
        let (position, text_end, depth) = (self.position, self.text_end, self.open.len());
        let (bindings, generation) = (self.bindings.len(), self.generation);
        self.enter();
        let result = self.only_include();
        if let Ok(Some(_)) = result {
            self.text_end = self.position;
            self.end_tag()?;
        } else {
            // Restore the position before the element. The code that reads its text then reports the error, or
            // skips the element in the lenient mode.
            self.open.truncate(depth);
            self.bindings.truncate(bindings);
            self.generation = generation;
            (self.position, self.text_end) = (position, text_end);
        }
        (self.start, self.direct) = (start, direct);
        if self.raw() != raw {
            // The tag is no longer in the cache, so the element cannot be read again.
            self.start.flags = Flags::default();
        }
        result?.map(|include| self.resolved(&include)).transpose()
    }

    /// Whether the content of the current element begins with a tag whose local name is `Include`.
    fn begins_include(&self) -> bool {
        let mut at = self.start.content;
        loop {
            at = scan::white_space(self.text.as_bytes(), at);
            let rest = self.text.get(at..).unwrap_or("");
            let end = match rest.as_bytes() {
                [b'<', b'!', b'-', b'-', ..] => "-->",
                [b'<', b'?', ..] => "?>",
                [b'<', ..] => {
                    return self.name_at(at + 1).rsplit(':').next() == Some("Include");
                }
                _ => return false,
            };
            match memchr::memmem::find(rest.as_bytes(), end.as_bytes()) {
                Some(found) => at += found + end.len(),
                None => return false,
            }
        }
    }

    /// Reads the content of an element that was entered: one `xop:Include`. Returns `None` if the first child
    /// element is not an `xop:Include`.
    fn only_include(&mut self) -> Result<Option<Include<'s>>> {
        let mut found = None;
        loop {
            match self.next()? {
                Next::End => return Ok(found),
                Next::Text => self.other_content()?,
                Next::Start if found.is_some() => return Err(self.other_element()),
                Next::Start if self.is_include() => found = Some(self.read_include()?),
                // The element is named `Include`, but belongs to another namespace.
                Next::Start => return Ok(None),
            }
        }
    }

    /// Whether the current element is an `xop:Include`.
    pub(super) fn is_include(&self) -> bool {
        self.name() == Name::new(XOP, "Include")
    }

    /// The error for an `xop:Include` where an element is expected. An `xop:Include` represents the text of
    /// its parent element, and must be the parent's only content.
    #[cold]
    pub(super) fn stray_include(&self) -> Error {
        self.error("an element whose only content is xop:Include", Some("xop:Include"))
    }

    /// Reads the current element, which is an `xop:Include`. It may contain elements of other namespaces,
    /// which have no effect on it.
    pub(super) fn read_include(&mut self) -> Result<Include<'s>> {
        let offset = self.start.offset;
        let Some(reference) = self.attribute_here(Name::new("", "href")) else {
            return Err(self.error("the attribute `href` of xop:Include", None));
        };
        if self.is(Flags::EMPTY) {
            self.leave();
            return Ok(Include { reference, offset });
        }
        self.enter();
        loop {
            match self.next()? {
                Next::End => break self.end_tag()?,
                Next::Start if self.name().namespace() != XOP => self.skip()?,
                Next::Start => return Err(self.other_element()),
                Next::Text => self.other_content()?,
            }
        }
        Ok(Include { reference, offset })
    }

    /// Reads the text beside or inside an `xop:Include`. The text must be white space.
    pub(super) fn other_content(&mut self) -> Result<()> {
        let from = self.position;
        match crate::xml::simple::trim(&self.run()?) {
            "" => Ok(()),
            _ => Err(self.contract(from, ONLY_AN_INCLUDE, Some("text".to_owned()))),
        }
    }

    #[cold]
    pub(super) fn other_element(&self) -> Error {
        let found = format!("the element `{}`", shortened(self.name().local()));
        self.error(ONLY_AN_INCLUDE, Some(&found))
    }

    /// The part that an `xop:Include` refers to.
    pub(super) fn resolved(&mut self, include: &Include<'_>) -> Result<&'s Attachment> {
        let Include { reference, offset } = include;
        self.refer(reference, *offset)
    }

    /// The part that a URI refers to. A second reference to a part is an error.
    pub(super) fn refer(&mut self, reference: &str, offset: usize) -> Result<&'s Attachment> {
        let found = match self.attachments.parts.map(|parts| parts.find(reference)) {
            Some(Ok(part)) if !self.attachments.take(part.index) => return Ok(part.attachment),
            Some(Ok(_)) => "a second reference to the part",
            Some(Err(Unresolved::Ambiguous)) => "several parts with this name",
            Some(Err(Unresolved::Missing)) | None => "no such part",
        };
        Err(self.unresolved(offset, reference, found))
    }

    #[cold]
    fn unresolved(&self, offset: usize, reference: &str, found: &str) -> Error {
        // Quote the reference in the field `found` of the error, not in `expected`. A server must not quote
        // the request in its fault, so it copies only `expected` to the fault.
        self.contract(offset, "one part of the message", Some(format!("{found}: `{}`", shortened(reference))))
    }

    /// Reads the content of a record that has only text. If the content is an `xop:Include`, returns an empty
    /// text and keeps the attachment for `take_run`.
    #[cold]
    pub(super) fn text_or_include(&mut self) -> Result<Cow<'s, str>> {
        self.attachments.run = self.include()?;
        match self.attachments.run {
            Some(_) => Ok(Cow::Borrowed("")),
            None => self.text_content(),
        }
    }

    /// Takes the attachment of the current text run, if the run is an `xop:Include`. Returns `None` for types
    /// that are not binary, which read the Base64 text instead.
    #[cold]
    pub(super) fn take_run<S: Simple>(&mut self) -> Option<S> {
        let attachment = self.attachments.run.take()?;
        let value = S::of_attachment(attachment);
        if value.is_none() {
            self.run = Cow::Owned(base64(attachment));
        }
        value
    }

    /// Whether the current text run is an `xop:Include`.
    #[inline]
    pub(super) fn run_is_include(&self) -> bool {
        self.attachments.run.is_some()
    }

    /// Offers the parts with these names as members to the record that reads the current element.
    pub(crate) fn offer_parts(&mut self, names: &'static [(&'static str, &'static str)]) {
        if self.attachments.exist() && !names.is_empty() {
            self.attachments.named = names;
            self.start.flags = self.start.flags.with(Flags::PARTS);
        }
    }

    /// Offers the parts of the message to a record, under their names in [`PARTS`].
    #[cold]
    pub(super) fn read_parts(&mut self, record: &mut dyn Record) -> Result<()> {
        self.start.flags = self.start.flags.without(Flags::PARTS);
        let names = std::mem::take(&mut self.attachments.named);
        let Some(parts) = self.attachments.parts else { return Ok(()) };
        let names: Vec<_> = names.iter().map(|(name, _)| *name).collect();
        let assigned = parts.assign(&names, |index| self.attachments.is_used(index));
        for (name, part) in names.into_iter().zip(assigned) {
            let Some(part) = part else { continue };
            self.attachments.offered = Some(part.attachment);
            let found = record.decode_field(Name::new(PARTS, name), self)?;
            self.attachments.offered = None;
            if let Found::Once(index) = found {
                self.seen.insert(index);
            }
            if found != Found::No {
                self.attachments.take(part.index);
            }
        }
        Ok(())
    }

    /// Reads the current element, whose text is the URI of a part. Several elements can refer to one part.
    pub(crate) fn referred(&mut self) -> Result<Attachment> {
        let from = self.start.content;
        let reference = match self.plain_content() {
            Some(text) => Cow::Borrowed(text),
            None => self.text_content()?,
        };
        let found = self.attachments.parts.and_then(|parts| parts.find(&reference).ok());
        let Some(part) = found else {
            return Err(self.unresolved(from, &reference, "no such part"));
        };
        self.leave();
        self.attachments.take(part.index);
        Ok(part.attachment.clone())
    }

    /// The part that is being offered to a record.
    pub(crate) fn take_offered(&mut self) -> Option<&'s Attachment> {
        self.attachments.offered.take()
    }

    /// The parts that neither the document nor a record has used, in the order of the message.
    pub(crate) fn unused_parts(&self) -> Vec<Attachment> {
        let list = self.attachments.parts.map(Parts::list).unwrap_or_default();
        let unused = list.iter().enumerate().filter(|(index, _)| !self.attachments.is_used(*index));
        unused.map(|(_, attachment)| attachment.clone()).collect()
    }
}

const ONLY_AN_INCLUDE: &str = "nothing but one xop:Include";

/// The Base64 text that an `xop:Include` replaces.
pub(super) fn base64(attachment: &Attachment) -> String {
    base64_simd::STANDARD.encode_to_string(&**attachment)
}
