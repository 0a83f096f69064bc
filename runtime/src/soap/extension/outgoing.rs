//! Outgoing messages, before and after the envelope is written.

use std::borrow::Cow;
use std::ops::Range;

use super::outline::Outline;
use super::{CallFacts, MessageKind};
use crate::error::{Error, Result};
#[cfg(feature = "mime")]
use crate::mime::writer::{Outbox, OutgoingPart};
use crate::redaction::mask::{Secrets, mask_places, named, spread};
use crate::soap::Block;
use crate::text::Name;
use crate::text::namespaces::WSU;

/// HTTP headers that extensions set, by name and value.
pub(crate) type HttpHeaders = Vec<(String, String)>;

/// A message that has not been written yet.
pub struct Preparation<'m> {
    call: &'m CallFacts<'m>,
    kind: MessageKind,
    pub(super) blocks: Vec<Block>,
    pub(super) soap_action: Option<String>,
    pub(super) http_headers: HttpHeaders,
    pub(super) hidden: Secrets,
    pub(super) is_discarded: bool,
}

impl<'m> Preparation<'m> {
    pub(super) fn new(call: &'m CallFacts<'m>, kind: MessageKind) -> Self {
        let (blocks, http_headers, hidden) = Default::default();
        Self { call, kind, blocks, soap_action: None, http_headers, hidden, is_discarded: false }
    }

    /// The properties of the call.
    pub fn call(&self) -> &'m CallFacts<'m> {
        self.call
    }

    /// The kind of the message.
    pub fn kind(&self) -> MessageKind {
        self.kind
    }

    /// Adds a SOAP header block.
    pub fn add_block(&mut self, block: impl Into<Block>) {
        self.blocks.push(block.into());
    }

    /// The header blocks that extensions have added so far.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// Sets the SOAP action that HTTP carries: the `SOAPAction` header of SOAP 1.1, the parameter `action` of
    /// the content type of SOAP 1.2. The default is the action of the contract.
    pub fn set_soap_action(&mut self, action: impl Into<String>) {
        self.soap_action = Some(action.into());
    }

    /// Sets an HTTP header. It replaces every other header of the same name.
    pub fn set_http_header(&mut self, name: impl Into<String>, value: impl Into<String>) {
        set(&mut self.http_headers, name.into(), value.into());
    }

    /// Declares a text of the message as secret. Errors and observers do not show it.
    pub fn hide(&mut self, text: &str) {
        self.hidden.add(text);
    }

    /// Discards the reply or fault of a server: the HTTP response is empty.
    #[cfg(feature = "addressing")]
    pub(crate) fn discard(&mut self) {
        self.is_discarded = true;
    }
}

/// A message as it will be sent.
pub struct OutgoingMessage<'m> {
    call: &'m CallFacts<'m>,
    kind: MessageKind,
    pub(super) text: String,
    /// Byte ranges of secrets in the text.
    pub(super) secrets: Vec<Range<usize>>,
    pub(super) http_headers: HttpHeaders,
    pub(super) hidden: Secrets,
    #[cfg(feature = "mime")]
    pub(super) parts: Vec<OutgoingPart>,
}

impl<'m> OutgoingMessage<'m> {
    pub(super) fn new(
        call: &'m CallFacts<'m>,
        kind: MessageKind,
        text: String,
        secrets: Vec<Range<usize>>,
    ) -> Self {
        Self {
            call,
            kind,
            text,
            secrets,
            http_headers: Vec::new(),
            hidden: Secrets::default(),
            #[cfg(feature = "mime")]
            parts: Vec::new(),
        }
    }

    /// Replaces a byte range of the envelope by other XML.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Encode`](crate::ErrorKind::Encode) if the range is not within the envelope.
    pub fn replace(&mut self, range: Range<usize>, xml: &str) -> Result<()> {
        let Some(old) = self.text.get(range.clone()) else {
            return Err(Error::cannot_be_written(format!(
                "an extension replaces the bytes {range:?}, which are not a range of characters of the envelope"
            )));
        };
        // A secret that overlaps the range is incomplete afterwards, so it is masked by value.
        let (start, end) = (range.start, range.end);
        let (outside, inside): (Vec<_>, Vec<_>) =
            self.secrets.drain(..).partition(|place| place.end <= start || place.start >= end);
        self.hidden.add_all(&Secrets::of(&self.text, &inside));
        let length = old.len();
        self.text.replace_range(range, xml);
        self.secrets = outside;
        for place in self.secrets.iter_mut().filter(|place| place.start >= end) {
            *place = place.start - length + xml.len()..place.end - length + xml.len();
        }
        Ok(())
    }

    /// The properties of the call.
    pub fn call(&self) -> &'m CallFacts<'m> {
        self.call
    }

    /// The kind of the message.
    pub fn kind(&self) -> MessageKind {
        self.kind
    }

    /// The envelope. Its secrets are not masked.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The envelope, with each known secret replaced by `[redacted]`.
    pub fn shown(&self) -> String {
        let mut places = spread(&self.text, &self.secrets);
        places.append(&mut named(&self.text, None));
        self.hidden.mask(&mask_places(&self.text, places)).into_owned()
    }

    /// Replaces the envelope.
    pub fn set_text(&mut self, text: impl Into<String>) {
        // The ranges in `secrets` are not valid in the new text. It may still contain the same secrets, so
        // from now on they are masked by value.
        self.hidden.add_all(&Secrets::of(&self.text, &self.secrets));
        self.secrets.clear();
        self.text = text.into();
    }

    /// Inserts XML at a byte offset of the envelope.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Encode`](crate::ErrorKind::Encode) if the offset is not a character boundary of the
    /// envelope.
    pub fn insert(&mut self, offset: usize, xml: &str) -> Result<()> {
        if !self.text.is_char_boundary(offset) {
            return Err(Error::cannot_be_written(format!(
                "an extension inserts XML at offset {offset}, which is not a character boundary of the envelope"
            )));
        }
        self.text.insert_str(offset, xml);
        for place in &mut self.secrets {
            if place.start >= offset {
                *place = place.start + xml.len()..place.end + xml.len();
            } else if place.end > offset {
                place.end += xml.len();
            }
        }
        Ok(())
    }

    /// Returns the `wsu:Id` of each element that `part` selects, in document order. Adds the attribute to
    /// elements that lack it. The result is empty if the envelope has no such element.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotWellFormed`](crate::ErrorKind::NotWellFormed) if the text is not an envelope.
    pub fn mark(&mut self, part: Part<'_>) -> Result<Vec<String>> {
        let outline = Outline::of(&self.text)?;
        let elements = match part {
            Part::Body => Vec::from([(outline.body, outline.body_id)]),
            Part::Header(name) => outline
                .blocks
                .into_iter()
                .filter(|block| block.name.as_name() == name)
                .map(|block| (block.tag, block.id))
                .collect(),
        };
        let mut number = 0;
        let mut new_id = |text: &str| loop {
            number += 1;
            let id = format!("id-{number}");
            if !text.contains(&id) {
                return id;
            }
        };
        let mut ids = Vec::with_capacity(elements.len());
        // Mark the elements from the last to the first, so that the offsets of the remaining ones stay valid.
        for (tag, id) in elements.into_iter().rev() {
            let id = match id {
                Some(id) => id,
                None => {
                    let id = new_id(&self.text);
                    self.mark_tag(tag, &id)?;
                    id
                }
            };
            ids.push(id);
        }
        ids.reverse();
        Ok(ids)
    }

    /// Adds a `wsu:Id` to a start tag.
    fn mark_tag(&mut self, tag: Range<usize>, id: &str) -> Result<()> {
        let text = self.text.get(tag.clone()).unwrap_or_default();
        let name = text.find(|character: char| character.is_whitespace() || matches!(character, '/' | '>'));
        let prefix = match text.contains("xmlns:wsu") {
            false => Cow::Borrowed("wsu"),
            true => Cow::Owned(format!("wsu-{id}")),
        };
        let attributes = format!(" xmlns:{prefix}=\"{WSU}\" {prefix}:Id=\"{id}\"");
        self.insert(tag.start + name.unwrap_or(text.len()), &attributes)
    }

    /// Whether attachments are sent beside the envelope.
    #[cfg(all(feature = "mime", feature = "security-x509"))]
    pub(crate) fn has_attachments(&self) -> bool {
        !self.parts.is_empty()
    }

    /// Adds an attachment, which is sent beside the envelope. Returns the URI `cid:…` for references to it.
    /// If the message already has an attachment with the same id, the added one gets a new id.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Encode`](crate::ErrorKind::Encode) if its id or its content type cannot be written.
    #[cfg(feature = "mime")]
    pub fn attach(&mut self, attachment: &crate::Attachment) -> Result<String> {
        let mut outbox = Outbox::of(std::mem::take(&mut self.parts));
        let reference = outbox.add(attachment, None, None).map_err(Error::cannot_be_written);
        self.parts = outbox.into_parts();
        reference
    }

    /// Sets the content type of the HTTP body.
    pub fn set_content_type(&mut self, content_type: impl Into<String>) {
        self.set_http_header("Content-Type", content_type);
    }

    /// Sets an HTTP header. It replaces every other header of the same name.
    pub fn set_http_header(&mut self, name: impl Into<String>, value: impl Into<String>) {
        set(&mut self.http_headers, name.into(), value.into());
    }

    /// Declares a text of the message as secret. Errors and observers do not show it.
    pub fn hide(&mut self, text: &str) {
        self.hidden.add(text);
    }
}

/// A part of an envelope, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part<'p> {
    /// The body.
    Body,
    /// The header blocks of this name.
    Header(Name<'p>),
}

fn set(headers: &mut HttpHeaders, name: String, value: String) {
    headers.retain(|(known, _)| !known.eq_ignore_ascii_case(&name));
    headers.push((name, value));
}
