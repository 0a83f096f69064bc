//! A received message, before it is decoded.

use std::borrow::Cow;

use super::{CallFacts, Outline};
use crate::error::Result;
use crate::error::http_reply::find;
use crate::soap::envelope::header_elements;
use crate::text::{Element, Name, OwnedName};
use crate::xml::{Document, Limits};

/// A received message: an envelope, or an empty HTTP body.
pub struct IncomingMessage<'m> {
    call: &'m CallFacts<'m>,
    status: Option<u16>,
    http_headers: &'m [(String, String)],
    pub(super) text: Cow<'m, str>,
    limits: Limits,
    pub(super) understood: Vec<OwnedName>,
    pub(super) is_accepted: bool,
    pub(super) only_fault: Option<Cow<'static, str>>,
    /// Elements in header blocks (`FaultDetail`) that are added to the detail of the fault.
    pub(super) fault_detail: Vec<Element>,
    #[cfg(feature = "service")]
    pub(super) facts: http::Extensions,
    #[cfg(feature = "mime")]
    parts: Option<std::sync::Arc<crate::mime::Parts>>,
}

impl<'m> IncomingMessage<'m> {
    pub(crate) fn new(
        call: &'m CallFacts<'m>,
        status: Option<u16>,
        http_headers: &'m [(String, String)],
        text: &'m str,
        limits: Limits,
    ) -> Self {
        let (text, understood) = (text.into(), Vec::new());
        Self {
            call,
            status,
            http_headers,
            text,
            limits,
            understood,
            is_accepted: false,
            only_fault: None,
            fault_detail: Vec::new(),
            #[cfg(feature = "service")]
            facts: http::Extensions::new(),
            #[cfg(feature = "mime")]
            parts: None,
        }
    }

    /// Creates a message from a document and its attachments.
    pub(crate) fn of(
        call: &'m CallFacts<'m>,
        status: Option<u16>,
        http_headers: &'m [(String, String)],
        document: &'m Document<'_>,
        limits: Limits,
    ) -> Self {
        Self {
            #[cfg(feature = "mime")]
            parts: document.parts(),
            ..Self::new(call, status, http_headers, document.text(), limits)
        }
    }

    /// The properties of the call.
    pub fn call(&self) -> &'m CallFacts<'m> {
        self.call
    }

    /// The HTTP status of a reply; `None` for a request.
    pub fn status(&self) -> Option<u16> {
        self.status
    }

    /// The HTTP headers in the order in which they arrived, with unmasked values.
    pub fn http_headers(&self) -> &'m [(String, String)] {
        self.http_headers
    }

    /// The value of an HTTP header, unmasked. The case of the name is ignored.
    pub fn http_header(&self, name: &str) -> Option<&'m str> {
        find(self.http_headers, name)
    }

    /// The envelope, in UTF-8; empty if the HTTP body is empty or white space. Its secrets are not masked.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the HTTP body is empty.
    pub fn is_empty(&self) -> bool {
        self.text.trim_ascii().is_empty()
    }

    /// Replaces the envelope. The replacement is decoded instead of the received text, and positions in
    /// errors refer to the replacement.
    pub fn set_text(&mut self, text: impl Into<String>) {
        self.text = Cow::Owned(text.into());
    }

    /// The attachments, in the order of the message.
    #[cfg(feature = "mime")]
    pub fn attachments(&self) -> &[crate::Attachment] {
        self.parts.as_ref().map_or(&[], |parts| parts.list())
    }

    /// The limits for decoding the message.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// The header blocks, in document order. Empty if the HTTP body is empty.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotWellFormed`](crate::ErrorKind::NotWellFormed) and
    /// [`ErrorKind::Contract`](crate::ErrorKind::Contract) if the text is not an envelope.
    pub fn blocks(&self) -> Result<Vec<Element>> {
        match self.is_empty() {
            true => Ok(Vec::new()),
            false => header_elements(&Document::from_text(&self.text, self.limits)),
        }
    }

    /// The SOAP version of the envelope.
    #[cfg(any(feature = "addressing", feature = "security"))]
    pub(crate) fn envelope_version(&self) -> Result<crate::Version> {
        Ok(Outline::within(&self.text, self.limits)?.version)
    }

    /// Namespace and local name of the first element in the body; `None` if the body is empty.
    ///
    /// # Errors
    ///
    /// The same errors as those of [`blocks`](Self::blocks).
    pub fn body_element(&self) -> Result<Option<(String, String)>> {
        if self.is_empty() {
            return Ok(None);
        }
        let content = Outline::within(&self.text, self.limits)?.content;
        Ok(content.map(|name| (name.as_name().namespace().to_owned(), name.as_name().local().to_owned())))
    }

    /// Whether the first element of the body is a fault.
    ///
    /// In SOAP encoding, the first element is not always the one that is decoded. Therefore an extension that
    /// accepts a message because it is a fault must also call [`accept_only_fault`](Self::accept_only_fault).
    /// The call then fails if the decoded element is not a fault.
    ///
    /// # Errors
    ///
    /// The same errors as those of [`blocks`](Self::blocks).
    pub fn is_fault(&self) -> Result<bool> {
        Ok(!self.is_empty() && Outline::within(&self.text, self.limits)?.is_fault())
    }

    /// Marks the header blocks with this name as understood. They are then accepted, even with
    /// `mustUnderstand`, and not listed as departures from the contract.
    pub fn understand<'n>(&mut self, name: impl Into<Name<'n>>) {
        self.understood.push(OwnedName::of(name.into()));
    }

    /// Stores a value, such as the verified sender, in the `http::Extensions` of the request. The
    /// implementation of the service looks the value up by its type. An existing value of the same type is
    /// replaced. On a client, this has no effect.
    pub fn insert<T: Clone + Send + Sync + 'static>(&mut self, fact: T) {
        #[cfg(feature = "service")]
        self.facts.insert(fact);
        #[cfg(not(feature = "service"))]
        drop(fact);
    }

    /// Accepts the message only as a fault. If anything else is decoded from it, the call fails with
    /// [`ErrorKind::Rejected`](crate::ErrorKind::Rejected), and `otherwise` is the reason. A server rejects
    /// the request at once, because no request is a fault.
    pub fn accept_only_fault(&mut self, otherwise: impl Into<Cow<'static, str>>) {
        self.only_fault.get_or_insert(otherwise.into());
    }

    /// Adds elements to the detail of the fault that the message contains.
    #[cfg(feature = "addressing")]
    pub(crate) fn add_fault_detail(&mut self, elements: Vec<Element>) {
        self.fault_detail.extend(elements);
    }

    /// Accepts an empty body as the reply, because the actual reply is sent elsewhere. The call then returns
    /// the default value of its reply type. If the message is an envelope, this has no effect.
    pub fn accept_empty(&mut self) {
        self.is_accepted = true;
    }
}
