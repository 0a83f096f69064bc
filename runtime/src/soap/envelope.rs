//! Reads a document as the headers and the body of an envelope, or as a fault. Must not depend on HTTP. All types are
//! erased here, so that the code is compiled once.

use std::ops::Range;

use super::fault_xml;
use crate::error::{Error, ErrorKind, Result};
use crate::fault::{Fault, Version};
#[cfg(feature = "mime")]
use crate::mime::Attachment;
use crate::soap::operation::Body;
use crate::text::{Element, Name, OwnedName};
use crate::xml::reader::Document;
use crate::xml::simple::trim;
use crate::xml::{Account, DepartureKind, Found, Reader, ReadingMode, Record, Required, Value, Writer};

/// The content of the body of an envelope, with its type erased.
pub(crate) trait Payload {
    fn read(&mut self, input: &mut Reader<'_>) -> Result<()>;
    /// Writes a part of the element. There is one method for all parts, because users compile it for each type.
    fn write(&self, part: Part<'_>, output: &mut Writer);
}

/// The part of an element that [`Payload::write`] writes.
pub(crate) enum Part<'n> {
    /// The whole element, with this name.
    Element(Name<'n>),
    Attributes,
    Content,
}

impl<V: Value> Payload for V {
    fn read(&mut self, input: &mut Reader<'_>) -> Result<()> {
        self.decode(input)
    }

    fn write(&self, part: Part<'_>, output: &mut Writer) {
        match part {
            Part::Element(name) => self.encode_item(name, output),
            Part::Attributes => self.encode_attributes(output),
            Part::Content => self.encode(output),
        }
    }
}

/// A message to read, with its types erased.
pub(crate) struct Incoming<'m> {
    pub(crate) headers: &'m mut dyn Record,
    pub(crate) body: &'m mut dyn Payload,
}

/// The kind of a document that was read.
pub(crate) enum Read {
    /// An envelope with the expected message.
    Message(Version),
    /// An envelope with a fault.
    Fault(Box<Fault>),
    /// An envelope whose success header reports failure, with its `Header` element.
    Unsuccessful(Box<Element>),
    /// A document with another root element.
    NoEnvelope,
    /// Not a document: the start tag of the root element cannot be read.
    NoRoot(Error),
}

/// Results of reading besides the message itself. They are complete up to the first error.
#[derive(Default)]
pub(crate) struct Findings {
    /// Byte ranges of secrets in the text of the document.
    pub(crate) secrets: Vec<Range<usize>>,
    pub(crate) account: Account,
    /// The memory of the decoded values without the text of strings, in bytes.
    pub(crate) memory: usize,
    /// The attachments that no decoded member refers to.
    #[cfg(feature = "mime")]
    pub(crate) unused: Vec<Attachment>,
}

/// Reads an envelope: a request, or a reply of the operation `reply_of`. Header blocks with the names in
/// `understood` are skipped, unless the contract declares them. The findings are returned even if reading
/// fails.
pub(crate) fn read(
    document: &Document<'_>,
    form: Body,
    reply_of: Option<&'static str>,
    understood: &[OwnedName],
    mut incoming: Incoming<'_>,
) -> (Result<Read>, Findings) {
    read_with(document, form, reply_of, understood, (&mut incoming, false))
}

/// Reads an envelope like [`read`]. If `skips_header` is set, the header is not decoded, and its whole content is
/// treated as a secret.
fn read_with(
    document: &Document<'_>,
    form: Body,
    reply_of: Option<&'static str>,
    understood: &[OwnedName],
    (incoming, skips_header): (&mut Incoming<'_>, bool),
) -> (Result<Read>, Findings) {
    let mut input = document.reader();
    if form.is_encoded() {
        input.read_graph();
    }
    let root = match root(&mut input) {
        Ok(root) => root,
        Err(error) => return (Ok(Read::NoRoot(error)), Findings::default()),
    };
    let Some(version) = envelope_version(root) else {
        return (Ok(Read::NoEnvelope), Findings::default());
    };
    // The record that reads body parts does not know faults, so look for a fault first.
    let (original, encoded) = (form, form.encoded_headers());
    let is_fault = form.is_parts() && contains_fault(document);
    // With `Body::Empty`, the body is read by the record `Content`, which recognizes a fault. The record for body parts
    // does not.
    let form = if is_fault { Body::Empty } else { form };
    let mut reading = Envelope {
        version,
        form,
        encoded,
        reply_of,
        understood,
        incoming: Incoming { headers: &mut *incoming.headers, body: &mut *incoming.body },
        skips_header,
        seen: Seen::Nothing,
        headers: Vec::new(),
        fault: None,
        unsuccessful: false,
    };
    let result = input.record(&mut reading).and_then(|()| input.end());
    let Envelope { seen, fault, unsuccessful, .. } = reading;
    let read = match (fault, result) {
        // A fault, or a success header that contains `false`, is reported even if the rest of the document is
        // malformed.
        (Some(fault), _) => Ok(Read::Fault(Box::new(fault))),
        (None, _) if unsuccessful => header(document).map(|header| Read::Unsuccessful(Box::new(header))),
        // A header block that breaks the contract does not hide a fault: some servers repeat the header of the request.
        (None, Err(_)) if reply_of.is_some() && !skips_header && contains_fault(document) => {
            return read_with(document, original, reply_of, understood, (incoming, true));
        }
        (None, Err(error)) => Err(without_envelope(error)),
        (None, Ok(())) if seen != Seen::Body => Err(without_envelope(input.error("Body", None))),
        (None, Ok(())) => Ok(Read::Message(version)),
    };
    let findings = Findings {
        secrets: input.secrets().to_vec(),
        account: input.take_account(),
        memory: input.allocated(),
        #[cfg(feature = "mime")]
        unused: input.unused_parts(),
    };
    (read, findings)
}

/// Whether the body of an envelope contains a fault.
#[cold]
pub(super) fn contains_fault(document: &Document<'_>) -> bool {
    first_in_body(document).is_some_and(|(_, version)| version.is_some())
}

/// The name of the first element in the body of an envelope, and the SOAP version if the element is a
/// fault.
pub(crate) fn first_in_body(document: &Document<'_>) -> Option<((String, String), Option<Version>)> {
    let mut input = document.reader();
    let version = envelope_version(root(&mut input).ok()?)?;
    let mut first = First { version, name: None };
    // `First` stops the reader with an error as soon as it has the name. The mode of the document does not matter,
    // because faults are read in the same way in every mode.
    let _ = input.unchecked(|input| input.record(&mut first));
    let (namespace, local) = first.name?;
    let fault = fault_xml::version(Name::new(&namespace, &local));
    Some(((namespace, local), fault))
}

/// Reads the start tag of the root element. The paths in errors and departures omit an envelope, because each
/// of them would begin with it.
pub(super) fn root<'s>(input: &mut Reader<'s>) -> Result<Name<'s>> {
    let name = input.root()?;
    if name.local() == "Envelope" {
        input.omit_root();
    }
    Ok(name)
}

/// Whether the root element is an envelope.
pub(crate) fn is_envelope(document: &Document<'_>) -> bool {
    root(&mut document.reader()).is_ok_and(|root| envelope_version(root).is_some())
}

/// The SOAP version of an envelope element; `None` if the element is not an envelope.
pub(super) fn envelope_version(name: Name<'_>) -> Option<Version> {
    (name.local() == "Envelope").then(|| Version::of_namespace(name.namespace())).flatten()
}

struct Envelope<'m> {
    version: Version,
    form: Body,
    /// Names of the header blocks in SOAP encoding. If the body is in SOAP encoding, every header block is read in SOAP
    /// encoding.
    encoded: &'static [(&'static str, &'static str)],
    /// The operation whose reply is read; `None` for requests.
    reply_of: Option<&'static str>,
    /// Names of header blocks that extensions understood.
    understood: &'m [OwnedName],
    incoming: Incoming<'m>,
    skips_header: bool,
    seen: Seen,
    headers: Vec<u16>,
    fault: Option<Fault>,
    unsuccessful: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    Nothing,
    Header,
    Body,
}

impl Record for Envelope<'_> {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        if name.is_probe() {
            return Ok(Found::No);
        }
        match (name.within(self.version.namespace()), self.seen) {
            ("Header", Seen::Nothing) if self.skips_header => {
                self.seen = Seen::Header;
                input.note(DepartureKind::Header, "");
                input.skip_hidden()?;
            }
            ("Header", Seen::Nothing) => {
                self.seen = Seen::Header;
                let (inner, understood, encoded) =
                    (&mut *self.incoming.headers, self.understood, self.encoded);
                input.record(&mut Headers { inner, understood, encoded, seen: &mut self.headers })?;
                // Only replies have a success header.
                self.unsuccessful =
                    self.reply_of.is_some() && self.incoming.headers.details().succeeded == Some(false);
            }
            ("Body", Seen::Nothing | Seen::Header) => {
                self.seen = Seen::Body;
                match (self.unsuccessful, self.reply_of) {
                    (true, _) => input.skip()?,
                    (false, Some(operation)) => input.read_reply_of(operation, |input| self.body(input))?,
                    (false, None) => self.body(input)?,
                }
            }
            ("Header" | "Body", _) => return Err(input.error("one header and one body, in this order", None)),
            _ => return Ok(Found::No),
        }
        Ok(Found::Many)
    }

    fn encode_fields(&self, _output: &mut Writer) {}
}

impl Envelope<'_> {
    /// Whether a reply without any values is expected. The type of its body is then `()` or a struct without members.
    fn is_void_reply(&self) -> bool {
        self.reply_of.is_some() && size_of_val(&*self.incoming.body) == 0
    }

    fn body(&mut self, input: &mut Reader<'_>) -> Result<()> {
        if self.form.is_parts() {
            #[cfg(feature = "mime")]
            input.offer_parts(self.form.attachments());
            self.incoming.body.read(input)?;
        } else {
            let expected = self.form.element();
            let mut content = Content {
                expected,
                body: self.incoming.body,
                #[cfg(feature = "mime")]
                attachments: self.form.attachments(),
                read: false,
                fault: None,
                other: None,
            };
            let result = input.record(&mut content);
            let Content { read, fault, other, .. } = content;
            self.fault = fault;
            result?;
            if self.fault.is_some() {
                return Ok(());
            }
            if let (Some(expected), false) = (expected, read) {
                let error = input.error(expected.to_string(), other.as_deref().or(Some("nothing")));
                let error = within(error, "Body");
                if other.is_some() || !self.is_void_reply() {
                    return Err(error);
                }
                // PHP and old versions of Axis omit the element of a reply without content.
                input.missing_at(format!("Body/{}", expected.local()), error)?;
            }
        }
        let absent = |(index, _): &&Required| !self.headers.contains(index);
        for (_, name) in self.incoming.headers.required().iter().filter(absent) {
            let error = within(input.error(*name, Some("nothing")), "Header");
            input.missing_at(format!("Header/{name}"), error)?;
        }
        Ok(())
    }
}

/// Reads the header blocks that the contract declares. Missing blocks are reported later, because a fault may
/// omit them.
struct Headers<'m> {
    inner: &'m mut dyn Record,
    understood: &'m [OwnedName],
    encoded: &'static [(&'static str, &'static str)],
    seen: &'m mut Vec<u16>,
}

impl Record for Headers<'_> {
    fn content(&self) -> crate::xml::Content {
        crate::xml::Content::Open
    }

    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        let is_encoded = self.encoded.iter().any(|block| name == Name::from(*block));
        let found = match is_encoded {
            true => input.in_graph(|input| self.inner.decode_field(name, input))?,
            false => self.inner.decode_field(name, input)?,
        };
        match found {
            Found::Once(index) => self.seen.push(index),
            Found::No if self.understood.iter().any(|known| known.as_name() == name) => {
                input.skip()?;
                return Ok(Found::Many);
            }
            Found::No if input.is_strict() && !name.is_probe() && must_be_understood(input) => {
                let found = format!("`{name}`");
                return Err(input.error("no header block that must be understood", Some(&found)));
            }
            _ => {}
        }
        Ok(found)
    }

    fn encode_fields(&self, _output: &mut Writer) {}
}

fn must_be_understood(input: &Reader<'_>) -> bool {
    [Version::Soap11, Version::Soap12].into_iter().any(|version| {
        let value = input.attribute_here(Name::new(version.namespace(), "mustUnderstand"));
        value.is_some_and(|value| matches!(trim(&value), "1" | "true"))
    })
}

/// Reads the body of an envelope: the expected element or a fault. Other elements are skipped.
struct Content<'m> {
    expected: Option<Name<'static>>,
    body: &'m mut dyn Payload,
    /// The names and content types of the attachments that belong to the message.
    #[cfg(feature = "mime")]
    attachments: &'static [(&'static str, &'static str)],
    read: bool,
    fault: Option<Fault>,
    other: Option<String>,
}

impl Record for Content<'_> {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        if let Some(version) = fault_xml::version(name) {
            let mut fault = input.unchecked(|input| fault_xml::read(version, input))?;
            fault.is_lenient = input.mode() == ReadingMode::Lenient;
            self.fault = Some(fault);
            return Ok(Found::Many);
        }
        let is_expected =
            self.expected.is_some_and(|expected| name.within(expected.namespace()) == expected.local());
        if input.is_probing() {
            return Ok(if is_expected { Found::Full } else { Found::No });
        }
        if !is_expected || self.read {
            self.other.get_or_insert_with(|| name.to_string());
            return Ok(Found::No);
        }
        self.read = true;
        #[cfg(feature = "mime")]
        input.offer_parts(self.attachments);
        self.body.read(input)?;
        Ok(Found::Many)
    }

    fn encode_fields(&self, _output: &mut Writer) {}
}

/// Finds the first element in the body.
struct First {
    version: Version,
    name: Option<(String, String)>,
}

impl Record for First {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        if name.is_probe() || name.within(self.version.namespace()) != "Body" {
            return Ok(Found::No);
        }
        input.record(&mut FirstChild(&mut self.name))?;
        Ok(Found::Many)
    }

    fn encode_fields(&self, _output: &mut Writer) {}
}

struct FirstChild<'m>(&'m mut Option<(String, String)>);

impl Record for FirstChild<'_> {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        *self.0 = Some((name.namespace().to_owned(), name.local().to_owned()));
        Err(input.error("nothing more", None))
    }

    fn encode_fields(&self, _output: &mut Writer) {}
}

/// Maximum number of header blocks in a message, if an extension or a server examines the blocks one by one.
const MAX_BLOCKS: usize = 1_000;

/// Checks that one more header block is within the limit.
pub(super) fn check_count<B>(blocks: &[B]) -> Result<()> {
    match blocks.len() < MAX_BLOCKS {
        true => Ok(()),
        false => {
            Err(ErrorKind::TooLarge { what: "the number of header blocks", limit: MAX_BLOCKS as u64 }.into())
        }
    }
}

/// Reads the header blocks of an envelope as XML. The rest of the document is not checked.
pub(super) fn header_elements(document: &Document<'_>) -> Result<Vec<Element>> {
    struct Blocks {
        version: Version,
        blocks: Vec<Element>,
        has_body: bool,
    }

    impl Record for Blocks {
        fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
            match name.within(self.version.namespace()) {
                "Header" => input.record(&mut Children(&mut self.blocks))?,
                "Body" => {
                    self.has_body = true;
                    return Err(input.error("nothing more", None));
                }
                _ => return Ok(Found::No),
            }
            Ok(Found::Many)
        }

        fn encode_fields(&self, _output: &mut Writer) {}
    }

    struct Children<'b>(&'b mut Vec<Element>);

    impl Record for Children<'_> {
        fn content(&self) -> crate::xml::Content {
            crate::xml::Content::Open
        }

        fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
            if name.is_probe() {
                return Ok(Found::No);
            }
            check_count(self.0)?;
            input.any(self.0)
        }

        fn encode_fields(&self, _output: &mut Writer) {}
    }

    let mut input = document.reader();
    let root = root(&mut input)?;
    let Some(version) = envelope_version(root) else {
        return Err(input.error("an envelope of SOAP 1.1 or 1.2", Some(&root.to_string())));
    };
    let mut reading = Blocks { version, blocks: Vec::new(), has_body: false };
    // `Blocks` stops the reader with an error at the body, so such an error means that the header is
    // complete.
    match input.record(&mut reading) {
        Err(error) if !reading.has_body => Err(error),
        _ => Ok(reading.blocks),
    }
}

/// Reads the header of an envelope as XML.
fn header(document: &Document<'_>) -> Result<Element> {
    struct Keep(Element);

    impl Record for Keep {
        fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
            if name.local() != "Header" {
                return Ok(Found::No);
            }
            Value::decode(&mut self.0, input)?;
            Ok(Found::Many)
        }

        fn encode_fields(&self, _output: &mut Writer) {}
    }

    let mut input = document.reader();
    root(&mut input)?;
    let mut keep = Keep(Element::default());
    // The header has been read before without an error, so an error can only occur after it.
    let _ = input.record(&mut keep);
    Ok(keep.0)
}

/// Removes the envelope from the path of an error, because every path would begin with it.
pub(super) fn without_envelope(mut error: Error) -> Error {
    if let ErrorKind::Contract { path, .. } | ErrorKind::Encode { path, .. } = error.kind_mut()
        && let Some(rest) = path.strip_prefix("Envelope/")
    {
        *path = rest.to_owned();
    }
    error
}

fn within(mut error: Error, place: &str) -> Error {
    if let ErrorKind::Contract { path, .. } = error.kind_mut() {
        *path = place.to_owned();
    }
    error
}
