//! Attachments: multipart replies in every form that servers send, references in every place where a binary value
//! is read, and requests with MTOM and with attachments.
// Clippy's exceptions for tests do not cover their helper functions.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
#![cfg(feature = "mime")]

#[path = "../common/mod.rs"]
mod common;

mod attachments;
mod reading;
mod writing;

use common::{FAULT, envelope};
use saponify::soap::extension::{CallFacts, Extension, ExtensionRun, IncomingMessage, OutgoingMessage};
use saponify::transport::{Memory, Response};
use saponify::xsd::Base64Binary;
use saponify::{
    Attachment, Body, Client, Content, Contract, Element, ErrorKind, Found, Limits, Name, NoFault, Operation,
    Reader, ReadingMode, Record, Reply, Required, Result, SwaRef, Verbatim, Version, Writer,
};

const NS: &str = "urn:files";
const XMIME: &str = "http://www.w3.org/2005/05/xmlmime";
/// The namespace of members that are attachments.
const MIME: &str = "http://schemas.xmlsoap.org/wsdl/mime/";

/// The message of both directions, with every kind of binary member.
#[derive(Clone, Debug, Default, PartialEq)]
struct File {
    title: Option<String>,
    data: Option<Base64Binary>,
    pages: Vec<Base64Binary>,
    seal: Option<Verbatim<Base64Binary>>,
    photo: Option<Photo>,
    shared: Option<Attachment>,
    linked: Option<SwaRef>,
    other: Option<Element>,
    /// Attachments that the contract describes.
    report: Option<Attachment>,
    image: Option<Attachment>,
}

impl Record for File {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within(MIME) {
            "report" => return input.once(8, &mut self.report),
            "image" => return input.once(9, &mut self.image),
            _ => {}
        }
        match name.within(NS) {
            "Title" => input.once(0, &mut self.title),
            "Data" => input.once(1, &mut self.data),
            "Page" => input.many(&mut self.pages),
            "Seal" => input.once(3, &mut self.seal),
            "Photo" => input.once(4, &mut self.photo),
            "Shared" => input.once(5, &mut self.shared),
            "Linked" => input.once(6, &mut self.linked),
            "Other" => input.once(7, &mut self.other),
            _ => Ok(Found::No),
        }
    }

    fn encode_fields(&self, output: &mut Writer) {
        output
            .within(NS)
            .field("Title", &self.title)
            .field("Data", &self.data)
            .field("Page", &self.pages)
            .field("Seal", &self.seal)
            .field("Photo", &self.photo)
            .field("Shared", &self.shared)
            .field("Linked", &self.linked)
            .field("Other", &self.other);
        output.within(MIME).field("report", &self.report).field("image", &self.image);
    }
}

/// Binary content with an attribute for its content type.
#[derive(Clone, Debug, Default, PartialEq)]
struct Photo {
    content_type: Option<String>,
    bytes: Base64Binary,
}

impl Record for Photo {
    fn content(&self) -> Content {
        Content::Text
    }

    fn decode_field(&mut self, _name: Name<'_>, _input: &mut Reader<'_>) -> Result<Found> {
        Ok(Found::No)
    }

    fn decode_attribute(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within(XMIME) {
            "contentType" => input.attribute(0, &mut self.content_type),
            _ => Ok(Found::No),
        }
    }

    fn decode_text(&mut self, input: &mut Reader<'_>) -> Result<()> {
        input.value(&mut self.bytes)
    }

    fn encode_attributes(&self, output: &mut Writer) {
        output.within(XMIME).attribute("contentType", &self.content_type);
    }

    fn encode_fields(&self, output: &mut Writer) {
        output.text(&self.bytes);
    }
}

macro_rules! operations {
    ($($name:ident $request:expr, $reply:expr;)*) => {$(
        enum $name {}

        impl Operation for $name {
            type Request = File;
            type Reply = File;
            type RequestHeaders = ();
            type ReplyHeaders = ();
            type Fault = NoFault;

            const CONTRACT: Contract = Contract {
                name: stringify!($name),
                action: "urn:files/Store",
                request: $request,
                reply: $reply,
                request_headers: &[],
            };
        }
    )*};
}

const ATTACHED: &[(&str, &str)] = &[("report", "application/pdf"), ("image", "image/png")];

operations! {
    Store Body::Element(NS, "Store"), Body::Element(NS, "Stored");
    Bare Body::Parts, Body::Parts;
    Encoded Body::Encoded(NS, "Store", &[]), Body::Encoded(NS, "Stored", &[]);
    Attached Body::Attached(&Body::Element(NS, "Store"), ATTACHED), Body::Attached(&Body::Element(NS, "Stored"), ATTACHED);
    AttachedBare Body::Attached(&Body::Parts, ATTACHED), Body::Attached(&Body::Parts, ATTACHED);
}

fn include(id: &str) -> String {
    format!("<x:Include xmlns:x='http://www.w3.org/2004/08/xop/include' href='cid:{id}'/>")
}

/// A multipart body with CRLF line breaks. Each part is given by its header lines and its content.
fn multipart(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (headers, content) in parts {
        body.extend_from_slice(format!("--=_b:1\r\n{headers}\r\n\r\n").as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--=_b:1--\r\n");
    body
}

const TYPE: &str = "multipart/related; type=\"application/xop+xml\"; start=\"<root>\"; start-info=\"text/xml\"; boundary=\"=_b:1\"";
const ROOT: &str = "Content-Type: application/xop+xml; charset=UTF-8; type=\"text/xml\"\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <root>";

/// A multipart reply. `content` is the content of the element `Stored`; each part has an id and content.
fn message(content: &str, parts: &[(&str, &[u8])]) -> Response {
    let root = envelope("", &format!("<Stored xmlns='{NS}'>{content}</Stored>"));
    let ids: Vec<_> = parts.iter().map(|(id, _)| format!("content-id: <{id}>\r\nX: y")).collect();
    let parts = ids.iter().zip(parts).map(|(headers, (_, content))| (headers.as_str(), *content));
    let parts: Vec<_> = std::iter::once((ROOT, root.as_bytes())).chain(parts).collect();
    Response::new(200, multipart(&parts)).with_header("Content-Type", TYPE)
}

fn client(memory: &Memory) -> Client<Memory> {
    Client::new(memory.clone(), "http://localhost/", Version::Soap11)
}

fn answer<O: Operation<Request = File>>(response: Response) -> Result<Reply<O::ReplyHeaders, O::Reply>> {
    let memory = Memory::new();
    memory.push(response);
    client(&memory).call::<O>(File::default()).send()
}

/// The reply with this content, in all modes and with and without the cache of tags.
fn read(content: &str, parts: &[(&str, &[u8])]) -> Result<File> {
    let mut results = Vec::new();
    for limits in [Limits::default().cached_from(0), Limits::default().cached_from(usize::MAX)] {
        for mode in [ReadingMode::Standard, ReadingMode::Strict, ReadingMode::Lenient] {
            let memory = Memory::new();
            memory.push(message(content, parts));
            let client = client(&memory).with_limits(limits).with_reading_mode(mode);
            results.push(client.call::<Store>(File::default()).send().map(|reply| reply.body));
        }
    }
    let first = results.remove(0);
    for other in results {
        match (&first, other) {
            (Ok(first), Ok(other)) => assert_eq!(*first, other),
            // The lenient mode records a departure for a member that it cannot read.
            (Err(_), Ok(_)) => {}
            (Err(first), Err(other)) => assert_eq!(first.to_string(), other.to_string()),
            (Ok(_), Err(other)) => panic!("{other}"),
        }
    }
    first
}

fn error(content: &str, parts: &[(&str, &[u8])]) -> String {
    let error = read(content, parts).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Contract { .. }) && error.place().is_some(), "{error}");
    error.to_string()
}

const BYTES: &[u8] = b"\x00\xFF\r\n--=_b:2\r\n\r\n";

/// A file with a value of each kind.
fn file() -> File {
    File {
        title: Some("a".into()),
        data: Some(BYTES.into()),
        pages: vec![b"12345".into(), b"1234".into()],
        seal: Some(Base64Binary::from(b"123456").into()),
        photo: Some(Photo { content_type: Some("image/png".into()), bytes: b"1234567".into() }),
        shared: Some(Attachment::new("12345678").with_content_type("text/plain")),
        ..File::default()
    }
}

/// Sends a request, and answers it with the request itself. Also returns the headers and the body of the request.
fn echo<O>(client: impl Fn(Client<Memory>) -> Client<Memory>, file: File) -> (File, String, Vec<u8>)
where
    O: Operation<Request = File, Reply = File>,
{
    let memory = Memory::answering(|request| {
        // The padding makes both names equally long, so that the offsets of the parts stay valid.
        let bytes = replace(request.bytes(), b"<Store ", b"<Stored ");
        let bytes = replace(&bytes, b"</Store>", b"</Stored>");
        Ok(Response::new(200, bytes).with_header("Content-Type", request.header("Content-Type").unwrap()))
    });
    let client = client(Client::new(memory.clone(), "http://localhost/", Version::Soap11));
    let reply = client.call::<O>(file).send().unwrap_or_else(|error| panic!("{error}"));
    let request = memory.requests().remove(0);
    assert!(reply.attachments.is_empty());
    (reply.body, request.header("Content-Type").unwrap().to_owned(), request.bytes().to_vec())
}

fn replace(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut replaced = Vec::new();
    let mut rest = bytes;
    while let Some(at) = rest.windows(from.len()).position(|window| window == from) {
        replaced.extend_from_slice(&rest[..at]);
        replaced.extend_from_slice(to);
        rest = &rest[at + from.len()..];
    }
    replaced.extend_from_slice(rest);
    replaced
}

fn count(body: &[u8], text: &str) -> usize {
    body.windows(text.len()).filter(|window| *window == text.as_bytes()).count()
}
