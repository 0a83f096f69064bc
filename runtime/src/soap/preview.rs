//! The parts of a request that select its operation, read before the request is decoded.

use super::{Body, Contract, envelope, role};
use crate::error::{Error, ErrorKind, Result};
use crate::fault::Version;
use crate::text::{Name, OwnedName};
use crate::xml::{Content, Document, Found, Reader, Record, Required, Writer};

/// Namespaces of WS-Addressing: the recommendation, and the submission of 2004.
pub(crate) const ADDRESSING: [&str; 2] =
    ["http://www.w3.org/2005/08/addressing", "http://schemas.xmlsoap.org/ws/2004/08/addressing"];

/// Maximum number of header blocks that must be understood.
const MAX_MUST_UNDERSTAND_BLOCKS: usize = 100;

/// Maximum number of WS-Addressing actions. A valid message has one. The number is limited, because each
/// action is compared with the actions of all operations.
const MAX_ACTIONS: usize = 100;

/// The parts of an envelope that select an operation.
#[derive(Default)]
pub(crate) struct Preview {
    pub(crate) version: Version,
    /// The header blocks that the receiver must understand.
    pub(crate) must_understand: Vec<OwnedName>,
    /// The values of `wsa:Action`, without surrounding white space.
    pub(crate) actions: Vec<String>,
    /// The first element of the body.
    pub(crate) body: Option<OwnedName>,
}

/// The root of a document.
pub(crate) enum Envelope {
    /// An envelope of a supported version.
    Known(Preview),
    /// Another root element.
    Unknown,
}

/// Reads the header of an envelope, and the name of the first element of its body.
///
/// # Errors
///
/// [`ErrorKind::NotWellFormed`] and [`ErrorKind::Contract`] up to this element.
pub(crate) fn preview(document: &Document<'_>) -> Result<Envelope> {
    let mut input = document.reader();
    let Some(version) = envelope::envelope_version(envelope::root(&mut input)?) else {
        return Ok(Envelope::Unknown);
    };
    let mut parts = Parts { preview: Preview { version, ..Preview::default() }, is_complete: false };
    match input.record(&mut parts) {
        Ok(()) => Ok(Envelope::Known(parts.preview)),
        // `Parts` stops the reader with an error after the first element of the body.
        Err(_) if parts.is_complete => Ok(Envelope::Known(parts.preview)),
        Err(error) => Err(error),
    }
}

struct Parts {
    preview: Preview,
    is_complete: bool,
}

impl Record for Parts {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        if name.is_probe() {
            return Ok(Found::No);
        }
        match name.within(self.preview.version.namespace()) {
            "Header" => input.record(&mut Blocks(&mut self.preview))?,
            "Body" => input.record(&mut FirstChild(self))?,
            _ => return Ok(Found::No),
        }
        Ok(Found::Many)
    }

    fn encode_fields(&self, _output: &mut Writer) {}
}

struct Blocks<'p>(&'p mut Preview);

impl Record for Blocks<'_> {
    fn content(&self) -> Content {
        Content::Open
    }

    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        let Self(preview) = self;
        match !name.is_probe() && preview.note_block(name, input)? {
            true => preview.read_action(input),
            false => Ok(Found::No),
        }
    }

    fn encode_fields(&self, _output: &mut Writer) {}
}

impl Preview {
    /// Records the header block whose start tag was just read. Returns `true` if the block is a `wsa:Action` for
    /// this receiver. The caller must then read the text of the block.
    fn note_block(&mut self, name: Name<'_>, input: &Reader<'_>) -> Result<bool> {
        let role = input.attribute_here(role::attribute(self.version));
        if !role::is_for(role.as_deref(), self.version, None) {
            return Ok(false);
        }
        if must_be_understood(self.version, input) {
            if self.must_understand.len() >= MAX_MUST_UNDERSTAND_BLOCKS {
                let what = "the number of header blocks with mustUnderstand";
                return Err(ErrorKind::TooLarge { what, limit: MAX_MUST_UNDERSTAND_BLOCKS as u64 }.into());
            }
            self.must_understand.push(OwnedName::of(name));
        }
        Ok(name.local() == "Action" && ADDRESSING.contains(&name.namespace()))
    }

    /// Reads the text of an action. Child elements of an invalid action are skipped instead of reported, so that the
    /// blocks after it are still read.
    fn read_action(&mut self, input: &mut Reader<'_>) -> Result<Found> {
        if self.actions.len() >= MAX_ACTIONS {
            let what = "the number of wsa:Action header blocks";
            return Err(ErrorKind::TooLarge { what, limit: MAX_ACTIONS as u64 }.into());
        }
        let mut action = ActionText::default();
        input.record(&mut action)?;
        self.actions.push(action.0.trim().to_owned());
        Ok(Found::Many)
    }
}

/// The header blocks of a request whose HTTP headers select the operation. Such a request is decoded and
/// previewed at the same time.
///
/// A header block with an action ends the reading with an error, because only [`preview`] reads the text of
/// an action. The preview does not contain the name of the body element (`Preview::body` stays `None`). The
/// caller does not need this name: it accepts only requests without departures from the contract, whose body
/// element is that of the operation.
pub(crate) struct Previewed<'p> {
    headers: &'p mut dyn Record,
    preview: &'p mut Preview,
    /// The header blocks that the contract requires.
    required: &'static [Required],
}

impl<'p> Previewed<'p> {
    /// `preview.version` is the SOAP version that the media type of the request states.
    pub(crate) fn new(headers: &'p mut dyn Record, preview: &'p mut Preview) -> Self {
        let required = headers.required();
        Self { headers, preview, required }
    }

    /// Whether the requests of an operation can be decoded and previewed at the same time.
    pub(crate) fn is_possible(contract: &Contract) -> bool {
        matches!(contract.request.envelope(), Body::Element(..))
    }
}

impl Record for Previewed<'_> {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        if name.is_probe() {
            return self.headers.decode_field(name, input);
        }
        if self.preview.note_block(name, input)? {
            // The caller discards this error and previews the envelope instead.
            return Err(Error::unsupported("the text of an action"));
        }
        self.headers.decode_field(name, input)
    }

    fn required(&self) -> &'static [Required] {
        self.required
    }

    fn encode_fields(&self, _output: &mut Writer) {}
}

/// The text of an action, without the text of child elements.
#[derive(Default)]
struct ActionText(String);

impl Record for ActionText {
    fn content(&self) -> Content {
        Content::Mixed
    }

    fn decode_text(&mut self, input: &mut Reader<'_>) -> Result<()> {
        let mut more = String::new();
        input.value(&mut more)?;
        self.0.push_str(&more);
        Ok(())
    }

    fn decode_field(&mut self, _name: Name<'_>, _input: &mut Reader<'_>) -> Result<Found> {
        Ok(Found::No)
    }

    fn encode_fields(&self, _output: &mut Writer) {}
}

/// Whether the receiver must understand the current header block, which is addressed to it.
fn must_be_understood(version: Version, input: &Reader<'_>) -> bool {
    let must_understand = input.attribute_here(Name::new(version.namespace(), "mustUnderstand"));
    must_understand.is_some_and(|value| matches!(value.trim(), "1" | "true"))
}

struct FirstChild<'p>(&'p mut Parts);

impl Record for FirstChild<'_> {
    fn decode_field(&mut self, name: Name<'_>, _input: &mut Reader<'_>) -> Result<Found> {
        let Self(parts) = self;
        parts.preview.body = Some(OwnedName::of(name));
        parts.is_complete = true;
        // The error only stops the reader. Computing its position would cost more than the rest of this
        // function.
        Err(Error::unsupported("the rest of the body"))
    }

    fn encode_fields(&self, _output: &mut Writer) {}
}
