//! Attachments of requests and replies of a service. Faults have none.
#![cfg(all(feature = "mime", feature = "service"))]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod files;

use std::sync::{Arc, Mutex};

use files::{Attach, File, NS, Print, Store, service};
use saponify::server::{Bounds, Service};
use saponify::transport::{BlockingTransport, Request, Response};
use saponify::{Attachment, Client, Limits, Operation, SwaRef, Version};

/// Passes requests to a service, and keeps the last reply.
#[derive(Clone)]
struct Wire(Service, Arc<Mutex<Option<Response>>>);

impl BlockingTransport for Wire {
    fn send(&self, request: Request<'_>) -> saponify::Result<Response> {
        let response = BlockingTransport::send(&self.0, request)?;
        *self.1.lock().unwrap() = Some(response.clone());
        Ok(response)
    }
}

/// Sends a request. `mtom` is the size from which on MTOM sends a value as an attachment; `None` turns MTOM
/// off. Returns the decoded reply and the reply as it was received.
fn call<O>(file: File, version: Version, mtom: Option<usize>) -> (File, Response)
where
    O: Operation<Request = File, Reply = File>,
{
    let wire = Wire(service(), Arc::default());
    let client = Client::new(wire.clone(), "http://localhost/", version).with_mtom(mtom);
    let reply = client.call::<O>(file).send().unwrap_or_else(|error| panic!("{error}"));
    let response = wire.1.lock().unwrap().take().unwrap();
    (reply.body, response)
}

fn media_type(response: &Response) -> &str {
    let header = response.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    header.map_or("", |(_, value)| value)
}

fn count(body: &[u8], text: &str) -> usize {
    body.windows(text.len()).filter(|window| *window == text.as_bytes()).count()
}

/// Bytes that need care in a multipart body.
fn large() -> Vec<u8> {
    b"\x00\xFF\r\n--=_b:1\r\n\r\n".repeat(200)
}

#[test]
fn a_request_with_mtom_has_a_reply_with_mtom() {
    for version in [Version::Soap11, Version::Soap12] {
        let file = File {
            title: Some("größe".into()),
            data: Some(large().into()),
            pages: vec![b"small".to_vec().into(), large().into()],
            ..File::default()
        };
        let (read, response) = call::<Store>(file.clone(), version, Some(0));
        assert_eq!(read, file);
        // Small values of the reply stay in the envelope.
        assert_eq!(count(&response.body, ":Include "), 2);
        assert_eq!(count(&response.body, "Content-ID: "), 3);
        let (start, info) = ("type=\"application/xop+xml\"", version.content_type(None));
        let media_type = media_type(&response);
        assert!(media_type.starts_with("multipart/related") && media_type.contains(start), "{media_type}");
        let info = info.split(';').next().unwrap();
        assert!(media_type.contains(&format!("start-info=\"{info}\"")), "{media_type}");

        let (read, response) = call::<Store>(file.clone(), version, None);
        assert_eq!(read, file);
        assert!(!self::media_type(&response).contains("multipart"), "{}", self::media_type(&response));
        assert_eq!(count(&response.body, "Include"), 0);
    }
}

#[test]
fn described_and_referenced_attachments_are_sent_in_both_directions() {
    for version in [Version::Soap11, Version::Soap12] {
        let report = Attachment::new(large()).with_content_type("application/pdf");
        let linked = SwaRef::from(Attachment::new("linked").with_content_type("text/plain"));
        let file = File { report: Some(report), linked: Some(linked), ..File::default() };
        let (read, response) = call::<Attach>(file.clone(), version, None);
        assert_eq!(read, file);
        let media_type = media_type(&response);
        assert!(media_type.starts_with("multipart/related"), "{media_type}");
        assert!(!media_type.contains("xop"), "{media_type}");
        assert_eq!(count(&response.body, "Content-Type: application/pdf\r\n"), 1);
    }
}

#[test]
fn a_reply_with_described_attachments_is_multipart_even_without_them() {
    let file = File { title: Some("none".into()), ..File::default() };
    for response in [
        call::<Attach>(file.clone(), Version::Soap11, None).1,
        // The faults of this operation are in SOAP encoding.
        call::<Print>(file, Version::Soap11, None).1,
    ] {
        assert!(media_type(&response).starts_with("multipart/related"), "{response:?}");
    }
}

#[test]
fn a_fault_has_no_attachments() {
    let file = File { title: Some("fault".into()), data: Some(large().into()), ..File::default() };
    for (mtom, expected) in [(None, "text/xml; charset=utf-8"), (Some(0), "multipart/related; ")] {
        let wire = Wire(service(), Arc::default());
        let client = Client::new(wire.clone(), "http://localhost/", Version::Soap11).with_mtom(mtom);
        let error = client.call::<Store>(file.clone()).send().unwrap_err();
        assert_eq!(error.fault().map(|fault| fault.reason()), Some("as requested"));
        let response = wire.1.lock().unwrap().take().unwrap();
        // The fault that answers a request with MTOM is a package that contains only the envelope.
        assert!(response.status == 500 && media_type(&response).starts_with(expected), "{response:?}");
        assert!(count(&response.body, "Content-ID: ") <= 1);
    }
}

const TYPE: &str = "multipart/related; type=\"application/xop+xml\"; start=\"<root>\"; start-info=\"text/xml\"; boundary=\"=_b:1\"";
const ROOT: &str =
    "Content-Type: application/xop+xml; charset=UTF-8; type=\"text/xml\"\r\nContent-ID: <root>";

/// A multipart request with this content of the element `Store`, and with these parts, by id.
fn multipart(content: &str, parts: &[(&str, &[u8])]) -> Vec<u8> {
    let envelope = format!(
        "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body><Store xmlns='{NS}'>{content}</Store>\
         </e:Body></e:Envelope>"
    );
    let mut body = format!("--=_b:1\r\n{ROOT}\r\n\r\n{envelope}\r\n").into_bytes();
    for (id, content) in parts {
        body.extend_from_slice(format!("--=_b:1\r\nContent-ID: <{id}>\r\n\r\n").as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--=_b:1--\r\n");
    body
}

fn include(id: &str) -> String {
    format!("<x:Include xmlns:x='http://www.w3.org/2004/08/xop/include' href='cid:{id}'/>")
}

/// Posts a multipart body. Returns the status and the reply.
fn post(service: &Service, content_type: &str, body: &[u8]) -> (u16, String) {
    let mut request = Request::new("http://localhost/", body.to_vec());
    request.headers.push(("Content-Type".into(), content_type.into()));
    let response = BlockingTransport::send(service, request).unwrap();
    (response.status, String::from_utf8_lossy(&response.body).into_owned())
}

#[test]
fn a_reference_that_is_not_resolved_is_a_fault_with_its_path() {
    let service = service();
    let data = |id: &str| format!("<Data>{}</Data>", include(id));
    let (status, reply) = post(&service, TYPE, &multipart(&data("a"), &[("a", b"12")]));
    assert!(status == 200 && reply.contains("MTI="), "{reply}");
    for body in [
        multipart(&data("b"), &[("a", b"12")]),
        multipart(&data("a"), &[]),
        multipart(&format!("<Data>x{}</Data>", include("a")), &[("a", b"12")]),
    ] {
        let (status, reply) = post(&service, TYPE, &body);
        assert!(status == 500 && reply.contains("Client<") && reply.contains("Store/Data"), "{reply}");
        assert!(!reply.contains("cid:"), "the fault repeats the request: {reply}");
    }
}

#[test]
fn limits_apply_to_the_sum_of_all_parts() {
    let large = multipart("", &[("a", &[b'x'; 4_000])]);
    let (status, reply) = post(&service().with_bounds(Bounds::default().size(3_000)), TYPE, &large);
    assert!(status == 413 && reply.contains("Fault>"), "{status} {reply}");
    let parts: Vec<_> = (0..20).map(|number| format!("part{number}")).collect();
    let parts: Vec<_> = parts.iter().map(|id| (id.as_str(), &b"x"[..])).collect();
    let bounds = Bounds::default().document(Limits::default().parts(10));
    let (status, reply) = post(&service().with_bounds(bounds), TYPE, &multipart("", &parts));
    assert!(status == 413 && reply.contains("Fault>"), "{status} {reply}");
    let bounds = Bounds::default().document(Limits::default().part_headers(10));
    let (status, reply) = post(&service().with_bounds(bounds), TYPE, &multipart("", &parts));
    assert!(status == 413 && reply.contains("Fault>"), "{status} {reply}");
}

#[test]
fn a_multipart_request_cut_or_changed_at_any_byte_is_a_fault_or_the_reply_to_it() {
    let service = service();
    let body = multipart(&format!("<Data>{}</Data>", include("a")), &[("a", b"12345")]);
    let cuts = (0..body.len()).map(|end| body[..end].to_vec());
    let flips = (0..body.len()).flat_map(|at| {
        [0x01, 0x20, 0x80].map(|bit| {
            let mut flipped = body.clone();
            flipped[at] ^= bit;
            flipped
        })
    });
    let (mut replies, mut faults) = (0, 0);
    for input in cuts.chain(flips) {
        let (status, reply) = post(&service, TYPE, &input);
        match status {
            200 => {
                // The reply contains the bytes that the attachment has in the changed request.
                let data = reply.split("Data>").nth(1).and_then(|text| text.split('<').next());
                let decoded = data.map(|text| text.parse::<saponify::xsd::Base64Binary>().unwrap());
                let sent = |bytes: &[u8]| input.windows(bytes.len().max(1)).any(|window| window == bytes);
                assert!(decoded.is_none_or(|bytes| sent(&bytes)), "{reply}");
                replies += 1;
            }
            _ => {
                assert!(status >= 400 && reply.contains("Fault>"), "{status} {reply}");
                faults += 1;
            }
        }
    }
    assert!(replies > 50 && faults > 500, "{replies} {faults}");
}
