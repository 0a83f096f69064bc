//! The parts of a received message, found by the references to them.

use std::collections::HashMap;

use bytes::Bytes;

use super::Attachment;
use super::reader::{self, Limits, refused};
use crate::error::{ErrorKind, Result};

/// A multipart message: the root part, and the other parts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Package {
    /// The media type of the root part; empty if it has none.
    pub(crate) root_type: String,
    /// The content of the root part.
    pub(crate) root: Bytes,
    pub(crate) parts: Parts,
}

impl Package {
    /// Splits a multipart body into its parts, which share its bytes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unsupported`] if the body does not consist of complete parts, [`ErrorKind::TooLarge`] if it
    /// exceeds a limit.
    pub(crate) fn read(content_type: &str, body: &Bytes, limits: Limits) -> Result<Self> {
        let sections = reader::split(content_type, body, limits)?;
        let root = reader::root(content_type, body, &sections)?;
        let mut package = Self::default();
        let mut bytes = 0;
        for (index, section) in sections.iter().enumerate() {
            let headers = section.headers(body);
            let content = match section.decoded(content_type, body)? {
                std::borrow::Cow::Borrowed(_) => body.slice(section.content()),
                std::borrow::Cow::Owned(decoded) => decoded.into(),
            };
            bytes += content.len() as u64;
            if bytes > limits.bytes {
                return Err(ErrorKind::TooLarge { what: "the message", limit: limits.bytes }.into());
            }
            let media = headers.get("Content-Type").map(std::borrow::Cow::into_owned);
            if index == root {
                (package.root_type, package.root) = (media.unwrap_or_default(), content);
                continue;
            }
            let mut attachment = Attachment::from(content);
            if let Some(media) = media {
                attachment = attachment.with_content_type(media);
            }
            let id = headers.id();
            if let Some(id) = &id {
                attachment = attachment.with_id(id.as_str());
            }
            let location = headers.get("Content-Location").map(|location| location.trim().to_owned());
            package.parts.add(attachment, id, location);
        }
        match sections.get(root) {
            Some(_) => Ok(package),
            None => Err(refused(content_type, "the body contains no part")),
        }
    }
}

/// A part other than the root.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part<'p> {
    /// Index of the part among the parts other than the root.
    pub(crate) index: usize,
    pub(crate) attachment: &'p Attachment,
}

/// Reasons why a reference does not resolve to a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unresolved {
    /// No part has this name.
    Missing,
    /// Several parts have this name.
    Ambiguous,
}

/// The parts of a message other than the root, in the order of the message.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parts {
    list: Vec<Attachment>,
    /// The parts by Content-ID; `None` if several parts have it.
    by_id: HashMap<String, Option<usize>>,
    by_location: HashMap<String, Option<usize>>,
}

impl Parts {
    fn add(&mut self, attachment: Attachment, id: Option<String>, location: Option<String>) {
        let index = self.list.len();
        for (names, name) in [(&mut self.by_id, id), (&mut self.by_location, location)] {
            if let Some(name) = name {
                names.entry(name).and_modify(|known| *known = None).or_insert(Some(index));
            }
        }
        self.list.push(attachment);
    }

    /// The parts in the order of the message.
    pub(crate) fn list(&self) -> &[Attachment] {
        &self.list
    }

    /// Finds the part that a URI refers to: by its Content-ID for the scheme `cid` (RFC 2392), otherwise by its
    /// Content-Location (RFC 2557) or its Content-ID.
    pub(crate) fn find(&self, reference: &str) -> Result<Part<'_>, Unresolved> {
        let reference = reference.trim();
        let found = match reference.split_at_checked(4) {
            Some((scheme, id)) if scheme.eq_ignore_ascii_case("cid:") => {
                // Some senders do not percent-encode the id, so the undecoded id is looked up too.
                self.by_id.get(&decoded(id)).or_else(|| self.by_id.get(id))
            }
            // Users of gSOAP can set an id without the scheme.
            _ => self.by_location.get(reference).or_else(|| self.by_id.get(reference)),
        };
        let index = found.ok_or(Unresolved::Missing)?.ok_or(Unresolved::Ambiguous)?;
        self.list.get(index).map(|attachment| Part { index, attachment }).ok_or(Unresolved::Missing)
    }

    /// Finds the MIME part of each WSDL message part in `names`: first by the Content-ID `name=…@…` (WS-I
    /// Attachments Profile 1.0, section 3.8) or a Content-ID that equals the name. The remaining MIME parts
    /// are then assigned to the remaining names, both in their order. Skips MIME parts for which `is_taken`
    /// returns `true`.
    pub(crate) fn assign<'p>(
        &'p self,
        names: &[&str],
        is_taken: impl Fn(usize) -> bool,
    ) -> Vec<Option<Part<'p>>> {
        let mut found: Vec<Option<Part<'p>>> = vec![None; names.len()];
        let mut others = Vec::new();
        for (index, attachment) in self.list.iter().enumerate().filter(|(index, _)| !is_taken(*index)) {
            let part = Part { index, attachment };
            let id = decoded(attachment.id().unwrap_or_default());
            let name = id.split_once('=').map_or(id.as_str(), |(name, _)| name);
            match names.iter().zip(&mut found).find(|(known, found)| **known == name && found.is_none()) {
                Some((_, found)) => *found = Some(part),
                // The Content-ID contains the name of another message part, so do not assign the part by its
                // position.
                None if id.contains('=') && id.contains('@') => {}
                None => others.push(part),
            }
        }
        let mut others = others.into_iter();
        found.iter_mut().filter(|found| found.is_none()).for_each(|found| *found = others.next());
        found
    }
}

/// Resolves `%XX` in a URI. Invalid sequences stay as they are.
pub(crate) fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}
