//! Multipart replies in every form that servers send, and references in every place where a binary value is read.

use super::*;

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

    // A `String` member receives the Base64 text that the reference replaces (XOP 1.0, section 3.2).
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
fn an_xop_include_in_place_of_a_wildcard_element_is_an_error() {
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
        (
            format!("<Data>{}</Data>", include("2")),
            "expected one part of the message, found no such part: `cid:2`",
        ),
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
        (
            "<Linked>cid:2</Linked>".into(),
            "Body/Stored/Linked: expected one part of the message, found no such part: `cid:2`",
        ),
    ] {
        let error = error(&content, &[("1", b"Hi")]);
        assert!(error.contains(found) && error.contains("Body/Stored/"), "{content}: {error}");
    }
    let both = error(&format!("<Data>{one}</Data>"), &[("1", b"a"), ("1", b"b")]);
    assert!(both.contains("several parts with this name"), "{both}");
    // The message has a reference, but no parts.
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
fn multipart_messages_are_read_however_they_are_written() {
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
fn unreferenced_attachments_are_preserved() {
    let reply =
        answer::<Store>(message("<Linked>cid:b</Linked>", &[("a", b"1"), ("b", b"2"), ("c", b"3")])).unwrap();
    assert_eq!(&**reply.body.linked.unwrap(), b"2");
    let contents: Vec<_> = reply.attachments.iter().map(|part| (part.id(), part.to_vec())).collect();
    assert_eq!(contents, [(Some("a"), b"1".to_vec()), (Some("c"), b"3".to_vec())]);
}

#[test]
fn limits_apply_to_parts_headers_and_bytes() {
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
fn the_observer_sees_the_envelope_and_the_size_of_the_multipart_message() {
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
