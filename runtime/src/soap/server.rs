//! The server side of a call: reading requests, writing replies and faults. Intended for mock servers in
//! tests and for small servers. The functions convert between bytes and values; the caller handles HTTP.

use super::Written;
use super::envelope::{self, Incoming, Read};
use super::section5::Direction;
use super::write::{self, Outgoing, write_message};
use crate::error::{Error, ErrorKind, Result};
use crate::fault::{Fault, Version};
use crate::soap::Operation;
use crate::soap::message::Message;
use crate::soap::operation::Contract;
use crate::text::OwnedName;
use crate::xml::reader::{Document, Limits};
use crate::xml::{Account, ReadingMode, Writer};

/// A request that a server received.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Received<H, B> {
    /// SOAP version of the request. The reply should use the same version.
    pub version: Version,
    /// The header blocks that the contract declares.
    pub headers: H,
    /// Content of the body.
    pub body: B,
    /// Departures of the request from the contract.
    pub account: Account,
}

/// The namespace and local name of the first element in the body of an envelope. They identify the
/// operation if the SOAP action does not.
///
/// # Errors
///
/// [`ErrorKind::NotWellFormed`] if the bytes are not an XML document, [`ErrorKind::Contract`] if they are
/// not an envelope with an element in its body.
pub fn first_body_element(bytes: &[u8]) -> Result<(String, String)> {
    let document = Document::new(bytes, Limits::default())?;
    match envelope::first_in_body(&document) {
        Some((name, _)) => Ok(name),
        None => Err(no_envelope(&document)),
    }
}

/// Reads the request of an operation.
///
/// ```
/// # use saponify::{Body, Contract, NoFault, Operation};
/// # enum Ping {}
/// # impl Operation for Ping {
/// #     type Request = ();
/// #     type Reply = ();
/// #     type RequestHeaders = ();
/// #     type ReplyHeaders = ();
/// #     type Fault = NoFault;
/// #     const CONTRACT: Contract = Contract {
/// #         name: "Ping",
/// #         action: "urn:ping",
/// #         request: Body::Element("urn:x", "Ping"),
/// #         reply: Body::Element("urn:x", "Pong"),
/// #         request_headers: &[],
/// #     };
/// # }
/// use saponify::soap::server;
///
/// let request = br#"<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/">
///   <Body><Ping xmlns="urn:x"/></Body>
/// </Envelope>"#;
/// let received = server::read_request::<Ping>(request)?;
/// let reply = server::write_reply::<Ping>(received.version, &(), &())?;
/// # Ok::<(), saponify::Error>(())
/// ```
///
/// # Errors
///
/// [`ErrorKind::NotWellFormed`] and [`ErrorKind::Contract`], as for replies.
pub fn read_request<O: Operation>(bytes: &[u8]) -> Result<Received<O::RequestHeaders, O::Request>> {
    read_request_as::<O>(bytes, ReadingMode::Standard)
}

/// Reads the request of an operation in a [`ReadingMode`].
///
/// # Errors
///
/// [`ErrorKind::NotWellFormed`] and [`ErrorKind::Contract`], as for replies.
pub fn read_request_as<O: Operation>(
    bytes: &[u8],
    mode: ReadingMode,
) -> Result<Received<O::RequestHeaders, O::Request>> {
    let document = Document::new(bytes, Limits::default())?.with_mode(mode);
    read_document::<O, _>(document, |incoming, contract, document| {
        let decoded = read(document, Limits::default(), contract, &[], incoming)?;
        Ok((decoded.version, decoded.account))
    })
}

/// Reads the request of an operation from a document with the function `read`, which does not depend on the
/// types of the operation.
///
/// # Errors
///
/// The errors of `read`.
pub(crate) fn read_document<O: Operation, E>(
    document: Document<'_>,
    read: impl FnOnce(Incoming<'_>, &Contract, Document<'_>) -> Result<(Version, Account), E>,
) -> Result<Received<O::RequestHeaders, O::Request>, E> {
    let (mut headers, mut body) = (O::RequestHeaders::default(), O::Request::default());
    let incoming = Incoming { headers: &mut headers, body: &mut body };
    let (version, account) = read(incoming, &O::CONTRACT, document)?;
    Ok(Received { version, headers, body, account })
}

/// Properties of a request that was decoded. The values of the request are stored elsewhere: [`read`] decodes
/// them into the records of its argument `incoming`.
pub(crate) struct Decoded {
    pub(crate) version: Version,
    pub(crate) account: Account,
    /// The memory of the values without the text of strings, in bytes.
    #[cfg_attr(not(feature = "service"), expect(dead_code, reason = "only a service limits it"))]
    pub(crate) memory: usize,
}

/// Reads a request. Header blocks with the names in `understood` are skipped, unless the contract declares them.
pub(crate) fn read(
    document: Document<'_>,
    limits: Limits,
    contract: &Contract,
    understood: &[OwnedName],
    incoming: Incoming<'_>,
) -> Result<Decoded> {
    let message = Message::of(document, contract.request, Direction::Request, limits)?;
    let document = message.document();
    let (read, mut findings) = envelope::read(document, contract.request, None, understood, incoming);
    message.restore_account(&mut findings.account);
    match read.map_err(|error| message.restore(error))? {
        Read::Message(version) => Ok(Decoded { version, account: findings.account, memory: findings.memory }),
        Read::Fault(fault) => Err(Error::new(ErrorKind::Fault(fault))),
        Read::NoRoot(error) => Err(error),
        Read::NoEnvelope | Read::Unsuccessful(_) => Err(message.restore(no_envelope(document))),
    }
}

/// Writes the reply of an operation. All members of `headers` are written, not only declared ones.
///
/// # Errors
///
/// [`ErrorKind::Encode`] if a value cannot be written.
pub fn write_reply<O: Operation>(
    version: Version,
    headers: &O::ReplyHeaders,
    body: &O::Reply,
) -> Result<String> {
    let written = written_reply::<O>(version, None, Writer::CAPACITY, headers, body)?;
    #[cfg(feature = "mime")]
    if !written.parts.is_empty() {
        return Err(Error::cannot_be_written("the reply has attachments, which an envelope cannot hold"));
    }
    Ok(written.text)
}

/// Writes the reply of an operation, and records the ranges of its secrets. Reserves memory for `capacity`
/// bytes.
pub(crate) fn written_reply<O: Operation>(
    version: Version,
    mtom: Option<usize>,
    capacity: usize,
    headers: &O::ReplyHeaders,
    body: &O::Reply,
) -> Result<Written> {
    let form = O::CONTRACT.reply;
    let message =
        Outgoing { version, headers, declared: None, replacements: &[], body, form, mtom, capacity };
    write_message(&message, std::iter::empty())
}

/// Writes an envelope with a fault, to be sent with HTTP status 500.
///
/// # Errors
///
/// [`ErrorKind::Encode`] if a text contains characters that XML cannot represent.
pub fn write_fault(version: Version, fault: &Fault) -> Result<String> {
    Ok(write::write_fault(version, fault, None)?.text)
}

#[cold]
fn no_envelope(document: &Document<'_>) -> Error {
    let mut input = document.reader();
    match envelope::root(&mut input) {
        Err(error) => error,
        Ok(root) => {
            let expected = "an envelope of SOAP 1.1 or 1.2 with an element in its body";
            input.error(expected, Some(&root.to_string()))
        }
    }
}
