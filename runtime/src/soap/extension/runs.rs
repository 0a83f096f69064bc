//! The [`ExtensionRun`]s of all extensions in one exchange, and the order in which they process messages.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::outgoing::HttpHeaders;
use super::{
    CallFacts, Extension, ExtensionRun, IncomingMessage, MessageKind, OutgoingMessage, Outline, Preparation,
    Side,
};
use crate::error::{Error, Result};
use crate::redaction::mask::{Secrets, named};
use crate::soap::{Block, Written};
use crate::text::{Element, OwnedName};

/// The [`ExtensionRun`]s of one exchange, in the order in which their extensions were added.
pub(crate) struct Runs(Vec<Box<dyn ExtensionRun>>);

/// A message as it will be sent.
pub(crate) struct Sealed {
    pub(crate) written: Written,
    /// The SOAP action for HTTP, if it is not that of the contract.
    pub(crate) soap_action: Option<String>,
    /// HTTP headers that replace others of the same name.
    pub(crate) http_headers: HttpHeaders,
    /// The secrets of extensions.
    pub(crate) secrets: Secrets,
    /// Whether the reply of a server is not sent.
    #[cfg(feature = "service")]
    pub(crate) is_discarded: bool,
}

/// The decisions of extensions about a received message.
#[derive(Default)]
pub(crate) struct Opened {
    /// The envelope to decode instead of the received one.
    pub(crate) replacement: Option<String>,
    /// Names of the header blocks that extensions understood.
    pub(crate) understood: Vec<OwnedName>,
    /// Whether an empty body is accepted.
    pub(crate) is_accepted: bool,
    /// The reason to reject the message unless a fault is decoded from it.
    pub(crate) only_fault: Option<Cow<'static, str>>,
    /// Elements to add to the detail of the fault.
    pub(crate) fault_detail: Vec<Element>,
    /// The results of extensions for a request, such as its verified sender.
    #[cfg(feature = "service")]
    pub(crate) facts: http::Extensions,
}

impl Runs {
    /// Starts the [`ExtensionRun`] of each extension, except those that a later extension with the same slot
    /// replaces.
    pub(crate) fn start<'e>(
        extensions: impl Iterator<Item = &'e Arc<dyn Extension>> + Clone,
        call: &CallFacts<'_>,
    ) -> Result<Self> {
        let mut runs = Vec::new();
        let mut rest = extensions;
        while let Some(extension) = rest.next() {
            let slot = extension.slot();
            if slot.is_empty() || !rest.clone().any(|later| later.slot() == slot) {
                runs.push(extension.start(call)?);
            }
        }
        Ok(Self(runs))
    }

    /// Adds the blocks of the extensions to a written message, and passes the result to each extension.
    pub(crate) fn send(
        &mut self,
        call: &CallFacts<'_>,
        kind: MessageKind,
        written: Written,
    ) -> Result<Sealed> {
        let mut message = Preparation::new(call, kind);
        self.0.iter_mut().try_for_each(|run| run.prepare(&mut message))?;
        let Preparation { blocks, soap_action, http_headers, hidden, is_discarded, .. } = message;
        if is_discarded {
            return Ok(Sealed {
                written,
                soap_action,
                http_headers,
                secrets: hidden,
                #[cfg(feature = "service")]
                is_discarded,
            });
        }

        let mut written = written;
        let (text, secrets) = (std::mem::take(&mut written.text), std::mem::take(&mut written.secrets));
        let mut message = OutgoingMessage::new(call, kind, text, secrets);
        (message.http_headers, message.hidden) = (http_headers, hidden);
        #[cfg(feature = "mime")]
        {
            message.parts = std::mem::take(&mut written.parts);
        }
        add_blocks(&mut message, &blocks)?;
        self.0.iter_mut().try_for_each(|run| run.seal(&mut message))?;
        #[cfg(feature = "mime")]
        {
            written.parts = std::mem::take(&mut message.parts);
        }
        let OutgoingMessage { text, secrets: places, http_headers, hidden: mut secrets, .. } = message;
        secrets.add_all(&Secrets::of(&text, &places));
        // Assign the fields one by one, because `written` has another field with the feature `mime`.
        (written.text, written.secrets) = (text, places);
        Ok(Sealed {
            written,
            soap_action,
            http_headers,
            secrets,
            #[cfg(feature = "service")]
            is_discarded,
        })
    }

    /// Passes the selected operation of a request to each extension, in reverse order.
    #[cfg(feature = "service")]
    pub(crate) fn select(&mut self, call: &CallFacts<'_>) -> Result<()> {
        self.0.iter_mut().rev().try_for_each(|run| run.select(call))
    }

    /// Passes a received message to each extension, in reverse order.
    pub(crate) fn open(&mut self, message: &mut IncomingMessage<'_>) -> Result<()> {
        self.0.iter_mut().rev().try_for_each(|run| run.open(message))?;
        match message.only_fault.take() {
            Some(reason) if message.call().side() == Side::Server => Err(Error::rejected(reason)),
            only_fault => {
                message.only_fault = only_fault;
                Ok(())
            }
        }
    }
}

/// Inserts header blocks after those of the message. Each block is self-contained XML, so a repeated attempt
/// need not encode the message again.
fn add_blocks(message: &mut OutgoingMessage<'_>, blocks: &[Block]) -> Result<()> {
    if blocks.is_empty() {
        return Ok(());
    }
    let outline = Outline::of(message.text())?;
    let header = outline.header.and_then(|header| {
        let text = message.text().get(header.clone())?;
        // The end tag, or the end of an empty-element tag.
        Some((header.start + text.rfind('<')?, header.end, text.ends_with("/>")))
    });
    let mut xml = String::new();
    let mut places: Vec<Range<usize>> = Vec::new();
    for block in blocks {
        let Written { text, secrets, .. } = block.to_xml(outline.version)?;
        let start = xml.len();
        places.extend(secrets.into_iter().map(|place| place.start + start..place.end + start));
        places.extend(named(&text, None).into_iter().map(|place| place.start + start..place.end + start));
        xml.push_str(&text);
    }
    let at = match header {
        Some((end_tag, _, false)) => end_tag,
        header => {
            if let Some((start, end, true)) = header {
                message.replace(start..end, "")?;
            }
            let at = header.map_or(outline.body.start, |(start, ..)| start);
            message.insert(at, "<soap:Header></soap:Header>")?;
            at + "<soap:Header>".len()
        }
    };
    message.insert(at, &xml)?;
    message.secrets.extend(places.into_iter().map(|place| place.start + at..place.end + at));
    Ok(())
}

impl From<IncomingMessage<'_>> for Opened {
    fn from(message: IncomingMessage<'_>) -> Self {
        let IncomingMessage {
            text,
            understood,
            is_accepted,
            only_fault,
            fault_detail,
            #[cfg(feature = "service")]
            facts,
            ..
        } = message;
        let replacement = match text {
            Cow::Owned(text) => Some(text),
            Cow::Borrowed(_) => None,
        };
        Self {
            replacement,
            understood,
            is_accepted,
            only_fault,
            fault_detail,
            #[cfg(feature = "service")]
            facts,
        }
    }
}
