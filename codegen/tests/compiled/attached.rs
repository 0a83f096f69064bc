//! Operations with attachments: the members of their messages are sent as parts of a multipart message.

use saponify::transport::{Memory, Response};
use saponify::{Attachment, SwaRef};

use super::attachments::{self, Submit, SubmitMessage};
use super::attachments_rpc;

/// A multipart reply. `body` is the content of the SOAP body; each part has header lines and content.
fn reply(body: &str, parts: &[(&str, &str)]) -> Response {
    let envelope = format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>{body}</s:Body></s:Envelope>"
    );
    let mut text = format!("--b\r\nContent-Type: text/xml\r\n\r\n{envelope}\r\n");
    for (headers, content) in parts {
        text.push_str(&format!("--b\r\n{headers}\r\n\r\n{content}\r\n"));
    }
    text.push_str("--b--");
    Response::new(200, text).with_header("Content-Type", "multipart/related; type=\"text/xml\"; boundary=b")
}

/// Returns the body of the last request, and asserts that the request is multipart.
fn sent(memory: &Memory) -> String {
    let request = memory.requests().pop().unwrap();
    let content_type = request.header("Content-Type").unwrap_or_default();
    assert!(content_type.starts_with("multipart/related; type=\"text/xml\"; start=\"<"), "{content_type}");
    request.body
}

#[test]
fn attachments_of_a_document_message_are_sent_as_parts() {
    let memory = Memory::new();
    memory.push(reply(
        "<SubmitResponse xmlns=\"urn:t\"/>",
        &[("Content-Type: application/pdf\r\nContent-ID: <proof=1@x>", "%PDF")],
    ));
    let client = attachments::TestClient::new(memory.clone(), attachments::ENDPOINT);
    let request = SubmitMessage {
        submit: Submit {
            title: "Waves".into(),
            cover: Some(SwaRef(Attachment::new("cover").with_content_type("image/gif").with_id("cover@x"))),
            photo: Some(Attachment::new("photo").with_content_type("image/png")),
        },
        manuscript: Attachment::new("text"),
        figure: Attachment::new("figure"),
    };
    let proof = client.submit(request).send().unwrap().body.proof;
    assert_eq!((&*proof, proof.content_type()), (&b"%PDF"[..], Some("application/pdf")));
    let sent = sent(&memory);
    assert!(
        sent.contains("<Title>Waves</Title><Cover>cid:cover@x</Cover><Photo>cGhvdG8=</Photo></Submit>"),
        "{sent}"
    );
    for (id, content_type, content) in [
        ("cover@x", "image/gif", "cover"),
        ("manuscript=", "application/pdf", "text"),
        ("figure=", "image/jpeg", "figure"),
    ] {
        let part = sent.split("\r\n--").find(|part| part.contains(&format!("Content-ID: <{id}"))).unwrap();
        assert!(part.contains(&format!("Content-Type: {content_type}\r\n")), "{part}");
        assert!(part.ends_with(&format!("\r\n\r\n{content}")), "{part}");
    }
}

#[test]
fn a_message_of_attachments_alone_has_an_empty_body() {
    let memory = Memory::new();
    memory.push(reply("", &[("Content-ID: <other@x>", "<page/>")]));
    let client = attachments::TestClient::new(memory.clone(), attachments::ENDPOINT);
    let page = client.fetch("first".into()).send().unwrap().body.page;
    assert_eq!(&*page, b"<page/>");
    // The request of this operation has no attachments, so it is only an envelope.
    assert!(memory.requests()[0].body.starts_with("<?xml"));
    memory.push(reply("", &[]));
    let error = client.fetch("second".into()).send().unwrap_err().to_string();
    assert!(error.contains("Body: expected the required `page`"), "{error}");
}

#[test]
fn attachments_of_an_rpc_message_are_beside_its_wrapper() {
    let memory = Memory::new();
    memory.push(reply(
        "<r:ReadResponse xmlns:r=\"urn:t:rpc\"><pages>2</pages></r:ReadResponse>",
        &[("Content-ID: <text=1@x>", "one two")],
    ));
    let client = attachments_rpc::TestClient::new(memory.clone(), attachments_rpc::ENDPOINT);
    let request = attachments_rpc::Read { name: "a".into(), scan: Attachment::new("II*") };
    let reply = client.read(request).send().unwrap().body;
    assert_eq!((reply.pages, &*reply.text), (2, &b"one two"[..]));
    let sent = sent(&memory);
    assert!(sent.contains("<n1:Read xmlns:n1=\"urn:t:rpc\"><name>a</name></n1:Read>"), "{sent}");
    assert!(sent.contains("Content-Type: image/tiff\r\n"), "{sent}");
}

#[test]
fn an_operation_with_attachments_may_answer_with_a_fault() {
    let memory = Memory::new();
    memory.push(reply(
        "<s:Fault><faultcode>s:Server</faultcode><faultstring>no paper</faultstring></s:Fault>",
        &[],
    ));
    let client = attachments::TestClient::new(memory, attachments::ENDPOINT);
    let error = client.fetch("first".into()).send().unwrap_err();
    assert_eq!(error.fault().map(saponify::Fault::reason), Some("no paper"));
}
