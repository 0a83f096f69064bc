//! Attachments: multipart replies in every form that servers send, references in every place where a binary value
//! is read, and requests with MTOM and with attachments.
// Clippy's exceptions for tests do not cover their helper functions.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
#![cfg(feature = "mime")]

mod common;

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

/// A multipart body with CRLF, and this part before each part's content.
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

/// A multipart reply with this content of `Stored` and these parts, by id.
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
            // The lenient mode notes a member that it cannot read.
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

#[test]
fn a_reference_is_resolved_wherever_bytes_are_read() {
    let file = read(&format!("<Title>a</Title><Data>{}</Data>", include("1@x")), &[("1@x", BYTES)]).unwrap();
    assert_eq!((file.title.as_deref(), file.data), (Some("a"), Some(BYTES.into())));

    let pages = format!("<Page>{}</Page><Page>SGk=</Page><Page>\n {} </Page>", include("2"), include("1"));
    let file = read(&pages, &[("1", b"one"), ("2", b"two")]).unwrap();
    assert_eq!(file.pages, [&b"two"[..], b"Hi", b"one"].map(Base64Binary::from));

    let seal = read(&format!("<Seal>{}</Seal>", include("1")), &[("1", BYTES)]).unwrap().seal.unwrap();
    assert_eq!((seal.value(), seal.text()), (&BYTES.into(), None));

    let photo = format!("<Photo m:contentType='image/png' xmlns:m='{XMIME}'>{}</Photo>", include("1"));
    let photo = read(&photo, &[("1", BYTES)]).unwrap().photo.unwrap();
    assert_eq!(photo, Photo { content_type: Some("image/png".into()), bytes: BYTES.into() });

    let shared =
        read(&format!("<Shared>{}</Shared>", include("1")), &[("1", BYTES)]).unwrap().shared.unwrap();
    assert_eq!((&*shared, shared.id(), shared.content_type()), (BYTES, Some("1"), None));

    // A text is the Base64 of the part (XOP 1.0, section 3.2).
    let title = read(&format!("<Title>{}</Title>", include("1")), &[("1", b"Hi")]).unwrap().title;
    assert_eq!(title.as_deref(), Some("SGk="));
}

#[test]
fn a_reference_in_captured_xml_is_replaced_by_its_text() {
    let other = format!("<Other><a b='c'><d>{}</d></a><e> {} </e></Other>", include("1"), include("2"));
    let other = read(&other, &[("1", b"Hi"), ("2", b"")]).unwrap().other.unwrap();
    assert!(
        other.to_xml().contains("<d>SGk=</d>") && !other.to_xml().contains("Include"),
        "{}",
        other.to_xml()
    );
    let children = other.children();
    assert_eq!(children[0].children()[0].decode::<Base64Binary>().unwrap(), b"Hi"[..]);
    let other = read(&format!("<Other>{}</Other>", include("1")), &[("1", b"Hi")]).unwrap().other.unwrap();
    assert_eq!(other.decode::<Base64Binary>().unwrap(), b"Hi"[..]);
    for (content, found) in [
        (format!("<Other>x{}</Other>", include("1")), "`Include`"),
        (format!("<Other>{}x</Other>", include("1")), "text"),
        (format!("<Other>{}<a/></Other>", include("1")), "`a`"),
        (format!("<Other><a/>{}</Other>", include("1")), "`Include`"),
        (format!("<Other><a>{}</a></Other>", include("2")), "no such part"),
    ] {
        let error = error(&content, &[("1", b"Hi")]);
        assert!(error.contains("Body/Stored/Other") && error.contains(found), "{content}: {error}");
    }
}

/// A message of any elements.
#[derive(Debug, Default)]
struct Anything(Vec<Element>);

impl Record for Anything {
    fn decode_field(&mut self, _name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        input.any(&mut self.0)
    }

    fn encode_fields(&self, _output: &mut Writer) {}
}

enum StoreAnything {}

impl Operation for StoreAnything {
    type Request = File;
    type Reply = Anything;
    type RequestHeaders = ();
    type ReplyHeaders = ();
    type Fault = NoFault;
    const CONTRACT: Contract = Store::CONTRACT;
}

#[test]
fn a_reference_in_the_place_of_any_element_is_an_error() {
    let read = |content: &str| answer::<StoreAnything>(message(content, &[("1", b"Hi")]));
    let found = read(&format!("<a>{}</a>", include("1"))).unwrap().body.0;
    assert_eq!(found[0].text().as_deref(), Some("SGk="));
    for content in [include("1"), format!("<a/>{}", include("1"))] {
        let error = read(&content).unwrap_err().to_string();
        assert!(error.contains("Body/Stored") && error.contains("found xop:Include"), "{error}");
    }
}

#[test]
fn a_reference_that_is_not_the_only_content_or_not_resolved_is_an_error_with_its_path() {
    let one = include("1");
    for (content, found) in [
        (format!("<Data>{}</Data>", include("2")), "for `cid:2`, found no such part"),
        (format!("<Data>{one}</Data><Page>{one}</Page>"), "Body/Stored/Page[0]: expected one part"),
        (format!("<Page>{one}</Page><Page>{one}</Page>"), "Body/Stored/Page[1]: expected one part"),
        (format!("<Data>SGk={one}</Data>"), "Body/Stored/Data: expected text, found the element `x:Include`"),
        (
            format!("<Data>{one}SGk=</Data>"),
            "Body/Stored/Data: expected nothing but one xop:Include, found text",
        ),
        (format!("<Data>{one}<a/></Data>"), "found the element `a`"),
        (format!("<Data>{one}{one}</Data>"), "found the element `Include`"),
        ("<Data><x:Include xmlns:x='http://www.w3.org/2004/08/xop/include'/></Data>".into(), "`href`"),
        (one.replace("/>", ">x</x:Include>").replace("<x:", "<Data><x:") + "</Data>", "found text"),
        ("<Data><Include href='cid:1'/></Data>".into(), "expected text, found the element `Include`"),
        (format!("<Photo>{}</Photo>", include("2")), "Body/Stored/Photo: expected one part"),
        ("<Linked>cid:2</Linked>".into(), "Body/Stored/Linked: expected one part of the message for `cid:2`"),
    ] {
        let error = error(&content, &[("1", b"Hi")]);
        assert!(error.contains(found) && error.contains("Body/Stored/"), "{content}: {error}");
    }
    let both = error(&format!("<Data>{one}</Data>"), &[("1", b"a"), ("1", b"b")]);
    assert!(both.contains("several parts with this name"), "{both}");
    // A reference in a message without parts.
    let plain = envelope("", &format!("<Stored xmlns='{NS}'><Data>{one}</Data></Stored>"));
    let error = answer::<Store>(Response::envelope(plain)).unwrap_err().to_string();
    assert!(error.contains("`x:Include` in a message without attachments"), "{error}");
}

#[test]
fn elements_of_other_namespaces_in_a_reference_have_no_effect() {
    let content = "<Data><!-- a --><x:Include xmlns:x='http://www.w3.org/2004/08/xop/include' href='cid:1'> \
                   <h xmlns='urn:h'>x</h></x:Include><?p?></Data>";
    assert_eq!(read(content, &[("1", b"Hi")]).unwrap().data, Some(b"Hi".into()));
}

#[test]
fn references_are_compared_decoded() {
    for (id, href) in [
        ("http://tempuri.org/1/6", "http%3A%2F%2Ftempuri.org%2F1%2F6"),
        ("a%20b@x", "a%2520b@x"),
        ("a%20b@x", "a%20b@x"),
        ("é=1@x", "%c3%A9=1@x"),
        ("a+b@x", "a+b@x"),
    ] {
        let file = read(&format!("<Data>{}</Data>", include(href)), &[(id, b"Hi")]).unwrap();
        assert_eq!(file.data, Some(b"Hi".into()), "{id} {href}");
    }
    let without_scheme = format!("<Data>{}</Data>", include("1").replace("cid:", ""));
    assert_eq!(read(&without_scheme, &[("1", b"Hi")]).unwrap().data, Some(b"Hi".into()));
}

#[test]
fn messages_in_every_spelling_are_read() {
    let root = envelope("", &format!("<Stored xmlns='{NS}'><Data>{}</Data></Stored>", include("1")));
    let root_headers = "Content-Type: application/xop+xml\r\nContent-ID: <root>";
    let part = ("Content-ID: 1\r\nContent-Transfer-Encoding: base64", &b"SG\r\nk="[..]);
    let lf = |body: Vec<u8>| String::from_utf8(body).unwrap().replace("\r\n", "\n").into_bytes();
    let usual = multipart(&[(root_headers, root.as_bytes()), part]);
    let quoted = ("CONTENT-ID:<1>\r\ncontent-transfer-encoding:Quoted-Printable", &b"=48=\r\ni"[..]);
    let around = |body: &[u8]| [b"preamble\r\n", body, b"epilogue"].concat();
    for (content_type, body) in [
        (TYPE.to_owned(), usual.clone()),
        (TYPE.replace("\"=_b:1\"", "=_b:1"), usual.clone()),
        (TYPE.replace("start=\"<root>\"", "start='root'"), usual.clone()),
        (TYPE.replace("start=\"<root>\";", ""), usual.clone()),
        (TYPE.replace("multipart/related", "Multipart/Related"), lf(usual.clone())),
        (TYPE.to_owned(), around(&usual)),
        (TYPE.to_owned(), multipart(&[part, (root_headers, root.as_bytes())])),
        (TYPE.to_owned(), multipart(&[(root_headers, root.as_bytes()), quoted])),
    ] {
        let response = Response::new(200, body.clone()).with_header("content-type", &content_type);
        let reply = answer::<Store>(response).unwrap_or_else(|error| panic!("{content_type}: {error}"));
        assert_eq!(reply.body.data, Some(b"Hi".into()), "{content_type} {}", String::from_utf8_lossy(&body));
    }
}

#[test]
fn faults_and_declared_replies_in_multipart_messages_are_read() {
    let fault = multipart(&[(ROOT, envelope("", FAULT).as_bytes())]);
    let error = answer::<Store>(Response::new(500, fault).with_header("Content-Type", TYPE)).unwrap_err();
    assert_eq!(error.fault().map(saponify::Fault::reason), Some("No such id"));

    let mut declared = message(&format!("<Data>{}</Data>", include("1")), &[("1", b"Hi"), ("2", b"more")]);
    declared.status = 500;
    let error = answer::<Store>(declared).unwrap_err();
    let reply = error.reply::<Store>().unwrap().unwrap();
    assert_eq!((reply.body.data, reply.attachments.len()), (Some(b"Hi".into()), 1));
}

#[test]
fn attachments_that_nothing_refers_to_are_kept() {
    let reply =
        answer::<Store>(message("<Linked>cid:b</Linked>", &[("a", b"1"), ("b", b"2"), ("c", b"3")])).unwrap();
    assert_eq!(&**reply.body.linked.unwrap(), b"2");
    let contents: Vec<_> = reply.attachments.iter().map(|part| (part.id(), part.to_vec())).collect();
    assert_eq!(contents, [(Some("a"), b"1".to_vec()), (Some("c"), b"3".to_vec())]);
}

#[test]
fn limits_count_parts_headers_and_bytes() {
    let response = || message("<Title>a</Title>", &[("1", &[b'x'; 2000]), ("2", b"b")]);
    let with = |limits: Limits, bytes: u64| {
        let memory = Memory::new();
        memory.push(response());
        let client = client(&memory).with_limits(limits).with_reply_limit(bytes);
        client.call::<Store>(File::default()).send().map(|_| ()).map_err(|error| error.to_string())
    };
    let limits = Limits::default();
    assert_eq!(with(limits.parts(3), 10_000), Ok(()));
    assert!(
        with(limits.parts(2), 10_000).unwrap_err().contains("the number of parts exceeds the limit of 2")
    );
    assert!(
        with(limits.part_headers(50), 10_000).unwrap_err().contains("headers of a part exceeds the limit")
    );
    assert!(with(limits, 2000).unwrap_err().contains("exceeds the limit of 2000"));
}

#[test]
fn a_truncated_message_is_an_error_at_every_byte() {
    let response = message(&format!("<Data>{}</Data>", include("1")), &[("1", BYTES)]);
    for end in 0..response.body.len() - 2 {
        let cut = Response::new(200, &response.body[..end]).with_header("Content-Type", TYPE);
        let error = answer::<Store>(cut).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Unsupported { .. }), "{end}: {error}");
    }
}

#[test]
fn the_observer_sees_the_envelope_and_the_size_of_all() {
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Seen(Arc<Mutex<Vec<(usize, String)>>>);

    impl saponify::Observer for Seen {
        fn replied(&self, reply: &saponify::ObservedReply<'_>) {
            self.0.lock().unwrap().push((reply.size(), reply.envelope().unwrap_or_default()));
        }
    }

    let seen = Seen::default();
    let response = message(&format!("<Data>{}</Data>", include("1")), &[("1", BYTES)]);
    let size = response.body.len();
    let memory = Memory::new();
    memory.push(response);
    client(&memory).with_observer(seen.clone()).call::<Store>(File::default()).send().unwrap();
    let seen = seen.0.lock().unwrap();
    assert_eq!(seen[0].0, size);
    assert!(seen[0].1.starts_with("<s:Envelope") && seen[0].1.ends_with("</s:Envelope>"), "{}", seen[0].1);
}

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
        // The names of the elements have equal lengths with this padding, so that offsets stay.
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

#[test]
fn values_from_the_threshold_on_travel_as_parts() {
    for (threshold, parts) in [(0, 6), (5, 5), (6, 4), (9, 1), (100, 0)] {
        let (read, content_type, body) = echo::<Store>(|client| client.with_mtom(threshold), file());
        // Base64 text has no content type.
        let shared = file().shared.filter(|shared| shared.len() >= threshold);
        let shared = shared.or(Some(Attachment::new("12345678")));
        assert_eq!(read, File { shared, ..file() }, "{threshold}");
        assert_eq!(count(&body, ":Include "), parts, "{threshold}");
        assert_eq!(count(&body, "Content-ID: "), parts + 1, "{threshold}");
        assert!(content_type.starts_with("multipart/related; type=\"application/xop+xml\"; start=\"<"));
        assert!(content_type.contains("start-info=\"text/xml\""), "{content_type}");
    }
    let (read, content_type, body) = echo::<Store>(|client| client.with_mtom(1).with_mtom(None), file());
    // Without MTOM there is no place for the content type.
    let file = File { shared: Some(Attachment::new("12345678")), ..file() };
    assert_eq!((read, content_type.as_str()), (file, "text/xml; charset=utf-8"));
    assert_eq!(count(&body, "Include"), 0);
}

#[test]
fn a_part_has_the_content_type_of_its_value() {
    let (_, _, body) = echo::<Store>(|client| client.with_mtom(0), file());
    for (content_type, parts) in [
        ("Content-Type: application/octet-stream\r\n", 4),
        ("Content-Type: image/png\r\n", 1),
        ("Content-Type: text/plain\r\n", 1),
    ] {
        assert_eq!(count(&body, content_type), parts, "{content_type}");
    }
}

#[test]
fn messages_of_all_forms_use_mtom() {
    let (read, _, body) = echo::<Bare>(|client| client.with_mtom(0), file());
    assert_eq!((read, count(&body, ":Include ")), (file(), 6));
    let (read, _, body) = echo::<Encoded>(|client| client.with_mtom(0), file());
    assert_eq!((read, count(&body, ":Include ")), (file(), 6));
}

#[test]
fn the_headers_of_soap_12_hold_the_action() {
    let (read, content_type, body) =
        echo::<Store>(|client| client.with_version(Version::Soap12).with_mtom(0), file());
    assert_eq!(read, file());
    assert!(content_type.contains("start-info=\"application/soap+xml\""), "{content_type}");
    let root = "Content-Type: application/xop+xml; charset=UTF-8; type=\"application/soap+xml\"; action=\"urn:files/Store\"\r\n";
    assert_eq!(count(&body, root), 1);
}

#[test]
fn one_call_can_have_its_own_threshold() {
    let memory = Memory::answering(|_| Err(saponify::Error::transport("no server")));
    let client = client(&memory).with_mtom(0);
    _ = client.call::<Store>(file()).mtom(None).send();
    _ = client.call::<Store>(file()).mtom(8).send();
    _ = client.call::<Store>(file()).send();
    let includes: Vec<_> =
        memory.requests().iter().map(|request| count(request.bytes(), ":Include ")).collect();
    assert_eq!(includes, [0, 2, 6]);
}

#[test]
fn described_attachments_travel_beside_the_envelope() {
    let described = File {
        title: Some("a".into()),
        report: Some(Attachment::new(BYTES)),
        image: Some(Attachment::new("gif").with_content_type("image/gif")),
        ..File::default()
    };
    let expected = File {
        report: Some(Attachment::new(BYTES).with_content_type("application/pdf")),
        ..described.clone()
    };
    let (read, content_type, body) = echo::<Attached>(|client| client, described.clone());
    assert_eq!(read, expected);
    assert!(content_type.starts_with("multipart/related; type=\"text/xml\"; start=\"<"), "{content_type}");
    assert_eq!((count(&body, "Content-ID: <report="), count(&body, "Content-ID: <image=")), (1, 1));
    assert_eq!(echo::<AttachedBare>(|client| client, described.clone()).0, expected);
    let (read, content_type, _) = echo::<Attached>(|client| client.with_mtom(0), described);
    assert_eq!(read, expected);
    assert!(content_type.contains("application/xop+xml"), "{content_type}");
}

#[test]
fn described_attachments_are_found_by_name_and_by_order() {
    let content = |ids: [&str; 2]| {
        let reply =
            answer::<Attached>(message("<Title>a</Title>", &[(ids[0], b"1"), (ids[1], b"2")])).unwrap();
        let text = |part: Option<Attachment>| part.map(|part| part.to_vec()).unwrap_or_default();
        (text(reply.body.report), text(reply.body.image), reply.attachments.len())
    };
    let (one, two) = (b"1".to_vec(), b"2".to_vec());
    assert_eq!(content(["image=7@x", "report=8@x"]), (two.clone(), one.clone(), 0));
    assert_eq!(content(["image", "report"]), (two.clone(), one.clone(), 0));
    assert_eq!(content(["1", "2"]), (one.clone(), two.clone(), 0));
    assert_eq!(content(["1", "report=8@x"]), (two.clone(), one.clone(), 0));
    assert_eq!(content(["other=1@x", "report=8@x"]), (two, Vec::new(), 1));
}

#[test]
fn swa_ref_refers_to_an_attachment_in_both_directions() {
    let linked = File { linked: Some(SwaRef(Attachment::new(BYTES).with_id("é %/?@x"))), ..File::default() };
    let error = client(&Memory::new()).call::<Store>(linked).send().unwrap_err().to_string();
    assert!(error.contains("Body/Store/Linked") && error.contains("visible ASCII"), "{error}");
    let attachment = Attachment::new(BYTES).with_id("%/?@x").with_content_type("a/b");
    let linked = File { linked: Some(SwaRef(attachment)), ..File::default() };
    let (read, content_type, body) = echo::<Store>(|client| client, linked.clone());
    assert_eq!((&read, count(&body, ">cid:%25%2F%3F@x</")), (&linked, 1));
    assert!(content_type.contains("type=\"text/xml\""), "{content_type}");
    // Several elements can refer to one attachment.
    assert!(saponify::to_string(("", "file"), &linked).unwrap_err().to_string().contains("only a message"));
}

#[test]
fn a_missing_attachment_that_the_contract_requires_is_an_error() {
    #[derive(Clone, Debug, Default)]
    struct Report {
        report: Attachment,
    }

    impl Record for Report {
        fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
            match name.within(MIME) {
                "report" => input.once(0, &mut self.report),
                _ => Ok(Found::No),
            }
        }

        fn required(&self) -> &'static [Required] {
            &[(0, "report")]
        }

        fn encode_fields(&self, output: &mut Writer) {
            output.within(MIME).field("report", &self.report);
        }
    }

    enum Fetch {}

    impl Operation for Fetch {
        type Request = File;
        type Reply = Report;
        type RequestHeaders = ();
        type ReplyHeaders = ();
        type Fault = NoFault;

        const CONTRACT: Contract = Contract {
            name: "Fetch",
            action: "",
            request: Body::Element(NS, "Fetch"),
            reply: Body::Attached(&Body::Element(NS, "Stored"), &[("report", "application/pdf")]),
            request_headers: &[],
        };
    }

    let error = answer::<Fetch>(message("", &[])).unwrap_err().to_string();
    assert!(error.contains("Body/Stored: expected the required `report`"), "{error}");
    assert_eq!(&*answer::<Fetch>(message("", &[("x", b"Hi")])).unwrap().body.report, b"Hi");
    let plain = Response::envelope(envelope("", &format!("<Stored xmlns='{NS}'/>")));
    assert!(answer::<Fetch>(plain).unwrap_err().to_string().contains("the required `report`"));
}

#[cfg(all(feature = "reqwest", feature = "ureq"))]
#[test]
fn both_transports_send_the_pieces_and_their_length() {
    use common::server::{Server, reply};
    use saponify::transport::{Reqwest, Ureq};

    let large = File { data: Some(vec![7; 3 << 20].into()), ..file() };
    let server = Server::start(|request, output| {
        let content_type = format!("Content-Type: {}\r\n", request.header("Content-Type").unwrap());
        let body = replace(&request.bytes, b"<Store ", b"<Stored ");
        let body = replace(&body, b"</Store>", b"</Stored>");
        std::io::Write::write_all(output, &reply("200 OK", &content_type, &body)).is_ok()
    });
    let ureq = Client::new(Ureq::new(), &server.endpoint, Version::Soap11).with_mtom(4);
    assert_eq!(ureq.call::<Store>(large.clone()).send().unwrap().body, large);
    let reqwest = Client::new(Reqwest::new(), &server.endpoint, Version::Soap11).with_mtom(4);
    let runtime = common::transports::runtime();
    assert_eq!(runtime.block_on(reqwest.call::<Store>(large.clone())).unwrap().body, large);
    for request in server.requests() {
        assert_eq!(request.header("Content-Length").unwrap().parse(), Ok(request.bytes.len()));
        assert_eq!(request.header("Transfer-Encoding"), None);
    }
}

/// Sends an attachment with each message, and expects one in each reply.
struct Receipt;

impl Extension for Receipt {
    fn start(&self, _call: &CallFacts<'_>) -> Result<Box<dyn ExtensionRun>> {
        Ok(Box::new(Self))
    }
}

impl ExtensionRun for Receipt {
    fn seal(&mut self, message: &mut OutgoingMessage<'_>) -> Result<()> {
        let receipt = Attachment::new(*b"sent").with_content_type("text/plain").with_id("receipt@here");
        assert_eq!(message.attach(&receipt)?, "cid:receipt@here");
        // The id of another attachment is replaced.
        assert!(message.attach(&receipt)?.ends_with("@saponify"));
        Ok(())
    }

    fn open(&mut self, message: &mut IncomingMessage<'_>) -> Result<()> {
        let contents: Vec<_> = message.attachments().iter().map(|attachment| attachment.to_vec()).collect();
        match contents.as_slice() {
            [content] if content == b"received" => Ok(()),
            _ => Err(saponify::Error::rejected("no receipt")),
        }
    }
}

#[test]
fn extensions_carry_attachments_beside_the_envelope() {
    let call = |parts: &[(&str, &[u8])]| {
        let memory = Memory::new();
        memory.push(message("<Title>x</Title>", parts));
        let result = client(&memory).with_extension(Receipt).call::<Store>(File::default()).send();
        (result.map(|reply| reply.body.title), memory.requests().remove(0))
    };
    let (title, sent) = call(&[("receipt", b"received")]);
    assert_eq!(title.unwrap().as_deref(), Some("x"));
    assert!(
        sent.header("Content-Type")
            .is_some_and(|value| value.starts_with("multipart/related; type=\"text/xml\""))
    );
    assert!(sent.body.contains("Content-ID: <receipt@here>\r\n\r\nsent\r\n"), "{}", sent.body);
    assert!(matches!(call(&[]).0.unwrap_err().kind(), ErrorKind::Rejected { .. }));
}
