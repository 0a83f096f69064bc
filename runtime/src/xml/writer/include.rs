//! Attachments of the document that is being written: binary values that are moved out of it (XOP 1.0), and
//! values to which it only refers (SOAP with Attachments).

use super::Writer;
use super::attachments::Attachments;
use crate::mime::Attachment;
use crate::mime::writer::{Outbox, OutgoingPart};
use crate::text::Name;
use crate::text::namespaces::{XMIME, XOP};
use crate::xml::Simple;

impl Writer {
    /// Lets the document have attachments. Binary values of at least `threshold` bytes become attachments.
    /// `described` has the names and content types of the parts in the contract.
    pub(crate) fn allow_attachments(
        &mut self,
        threshold: Option<usize>,
        described: &'static [(&'static str, &'static str)],
    ) {
        self.attachments = Attachments { exist: true, threshold, described, ..Attachments::default() };
    }

    /// Removes and returns the attachments of the document.
    pub(crate) fn take_attachments(&mut self) -> Vec<OutgoingPart> {
        self.attachments.outbox.take().map_or_else(Vec::new, |outbox| outbox.into_parts())
    }

    /// The value as an attachment, if it must not be written as text.
    #[inline(always)]
    pub(super) fn outgoing<S: Simple>(&self, value: &S) -> Option<Attachment> {
        value.to_attachment(self.attachments.threshold?)
    }

    /// Writes an element that contains a reference to an attachment.
    #[cold]
    pub(super) fn leaf_include(&mut self, name: Name<'_>, attachment: &Attachment) {
        if self.has_room() {
            self.open(name);
            self.include(attachment);
            self.close();
        }
    }

    /// Writes a reference to an attachment as the content of the open element.
    #[cold]
    pub(super) fn include(&mut self, attachment: &Attachment) {
        let here = self.open_element();
        let noted = self.attachments.content_type.take().filter(|(at, _)| Some(*at) == here);
        let content_type = noted.map(|(_, content_type)| content_type);
        if let Some(reference) = self.attach(attachment, None, content_type.as_deref()) {
            self.raw(&format!("<xop:Include xmlns:xop=\"{XOP}\" href=\"{reference}\"/>"));
        }
    }

    /// Writes a part that the contract describes. It has no element in the document.
    pub(crate) fn part(&mut self, name: &str, attachment: &Attachment) {
        let described = self.attachments.described.iter().find(|(known, _)| *known == name);
        let content_type = described.map(|(_, content_type)| *content_type);
        _ = self.attach(attachment, Some(name), content_type);
    }

    /// Writes the URI of an attachment as the content of the open element (`swaRef`).
    pub(crate) fn text_reference(&mut self, attachment: &Attachment) {
        if let Some(reference) = self.attach(attachment, None, None) {
            self.simple(&reference);
        }
    }

    /// Adds an attachment and returns its URI. Records an error if the document cannot have it.
    pub(crate) fn attach(
        &mut self,
        attachment: &Attachment,
        name: Option<&str>,
        content_type: Option<&str>,
    ) -> Option<String> {
        if !self.attachments.exist {
            self.fail("only a message can have attachments");
            return None;
        }
        let outbox = self.attachments.outbox.get_or_insert_with(|| Box::new(Outbox::new()));
        outbox.add(attachment, name, content_type).map_err(|why| self.fail(why)).ok()
    }

    /// Records an attribute of the open element, if the attribute is the content type of binary content.
    #[inline]
    pub(super) fn note_content_type<S: Simple>(&mut self, name: Name<'_>, value: &S) {
        if self.attachments.threshold.is_some() && name == Name::new(XMIME, "contentType") {
            let content_type = super::to_text(value).ok().filter(|content_type| !content_type.is_empty());
            self.attachments.content_type = self.open_element().zip(content_type);
        }
    }

    /// Identifies the innermost open element by the offset of its name.
    fn open_element(&self) -> Option<usize> {
        self.stack.iter().rev().find_map(|entry| match entry {
            super::Entry::Element { name, .. } => Some(name.start),
            super::Entry::Prefix { .. } => None,
        })
    }
}
