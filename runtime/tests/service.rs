//! The HTTP rules of a service, without a socket.
#![cfg(feature = "service")]
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context as TaskContext, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use saponify::server::{Bounds, Failure, Message, Operations, ReplyBody, Service};
use saponify::{Body, Contract, Fault, Found, Name, NoFault, Operation, Reader, Record, Writer};
use tower_service::Service as _;

enum Echo {}

impl Operation for Echo {
    type Request = String;
    type Reply = String;
    type RequestHeaders = ();
    type ReplyHeaders = ();
    type Fault = NoFault;

    const CONTRACT: Contract = Contract {
        name: "Echo",
        action: "urn:t/Echo",
        request: Body::Element("urn:t", "Echo"),
        reply: Body::Element("urn:t", "EchoResponse"),
        request_headers: &[("urn:t", "Known")],
    };
}

async fn echo(calls: Arc<AtomicUsize>, message: Message<Echo>) -> Result<String, Failure> {
    calls.fetch_add(1, Ordering::SeqCst);
    match message.request.as_str() {
        "panic" => panic!("secret"),
        "control" => Ok("\u{1}".to_owned()),
        "wait" => std::future::pending().await,
        text => Ok(text.to_owned()),
    }
}

/// A service, and the number of calls of its handler.
fn service() -> (Service, Arc<AtomicUsize>) {
    let calls = Arc::<AtomicUsize>::default();
    let counted = Arc::clone(&calls);
    let operations = Operations::new(()).with(move |_, message| echo(Arc::clone(&counted), message));
    (operations.into_service(), calls)
}

const SOAP11: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const SOAP12: &str = "http://www.w3.org/2003/05/soap-envelope";

fn envelope(namespace: &str, header: &str, body: &str) -> String {
    format!(
        "<s:Envelope xmlns:s=\"{namespace}\"><s:Header>{header}</s:Header><s:Body>{body}</s:Body></s:Envelope>"
    )
}

fn echo_of(text: &str) -> String {
    envelope(SOAP11, "", &format!("<Echo xmlns=\"urn:t\">{text}</Echo>"))
}

/// Runs a future that does not wait for anything but the pieces of a body.
fn run<F: Future>(future: F) -> F::Output {
    let mut future = std::pin::pin!(future);
    let mut context = TaskContext::from_waker(Waker::noop());
    for _ in 0..10_000 {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
    panic!("the future waits");
}

struct Reply {
    status: StatusCode,
    headers: http::HeaderMap,
    text: String,
}

fn read(response: Response<ReplyBody>) -> Reply {
    let (head, body) = response.into_parts();
    let bytes = run(body.collect()).unwrap().to_bytes();
    Reply { status: head.status, headers: head.headers, text: String::from_utf8(bytes.into()).unwrap() }
}

impl Reply {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    fn is_fault(&self, code: &str) -> bool {
        self.text.contains(&format!(":{code}<")) && self.text.contains("Fault>")
    }
}

fn send(service: &Service, method: Method, headers: &[(&str, &str)], body: impl Into<Bytes>) -> Reply {
    let mut request = Request::builder().method(method).uri("/");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    read(run(service.clone().call(request.body(Full::new(body.into())).unwrap())).unwrap())
}

fn post(service: &Service, headers: &[(&str, &str)], body: impl Into<Bytes>) -> Reply {
    let mut all = vec![("Content-Type", "text/xml; charset=utf-8")];
    all.extend(headers);
    send(service, Method::POST, &all, body)
}

fn post12(service: &Service, header: &str, body: &str) -> Reply {
    let content_type = [("Content-Type", "application/soap+xml; charset=utf-8")];
    send(service, Method::POST, &content_type, envelope(SOAP12, header, body))
}

/// The name in the attribute `qname`.
fn qname<'d>(node: roxmltree::Node<'d, 'd>) -> (&'d str, &'d str) {
    let text = node.attribute("qname").unwrap();
    let (prefix, local) = text.split_once(':').map_or((None, text), |(prefix, local)| (Some(prefix), local));
    (node.lookup_namespace_uri(prefix).unwrap(), local)
}

const ECHO: &str = "<Echo xmlns=\"urn:t\">a</Echo>";

#[test]
fn a_reply_has_the_soap_version_of_its_request() {
    let (service, calls) = service();
    let reply = post(&service, &[("SOAPAction", "\"urn:t/Echo\"")], echo_of("a"));
    assert_eq!((reply.status, reply.header("content-type")), (StatusCode::OK, "text/xml; charset=utf-8"));
    assert!(reply.text.contains(SOAP11) && reply.text.contains(">a</"), "{}", reply.text);
    let reply = post12(&service, "", ECHO);
    assert_eq!(reply.header("content-type"), "application/soap+xml; charset=utf-8");
    assert!(reply.text.contains(SOAP12), "{}", reply.text);
    assert_eq!(calls.load(Ordering::SeqCst), 2);
}

#[test]
fn other_methods_get_405_and_other_media_types_415() {
    let (service, calls) = service();
    for method in [Method::GET, Method::PUT, Method::HEAD, Method::OPTIONS, Method::DELETE] {
        let reply = send(&service, method.clone(), &[], "");
        assert_eq!(
            (reply.status, reply.header("allow")),
            (StatusCode::METHOD_NOT_ALLOWED, "POST"),
            "{method}"
        );
    }
    for content_type in [
        &[][..],
        &[("Content-Type", "application/json")],
        &[("Content-Type", "application/x-www-form-urlencoded")],
        &[("Content-Type", "text/xml"), ("Content-Type", "application/soap+xml")],
    ] {
        let reply = send(&service, Method::POST, content_type, echo_of("a"));
        assert_eq!(reply.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{content_type:?}");
    }
    let reply = post(&service, &[("Content-Encoding", "br")], echo_of("a"));
    assert_eq!(reply.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(reply.header("accept-encoding"), "gzip, deflate");
    let reply = post(&service, &[("Content-Encoding", "gzip, gzip")], echo_of("a"));
    assert_eq!(reply.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(calls.load(Ordering::SeqCst), 0);
}

#[test]
fn an_action_in_a_media_type_may_have_any_characters() {
    let (service, calls) = service();
    let body = envelope(SOAP12, "", ECHO);
    for (media, status) in [
        (&b"application/soap+xml; action=\"urn:t/Echo\""[..], StatusCode::OK),
        ("application/soap+xml; action=\"urn:\u{e9}\"".as_bytes(), StatusCode::BAD_REQUEST),
        (b"application/soap+xml; action=\"urn:\xe9\"", StatusCode::UNSUPPORTED_MEDIA_TYPE),
    ] {
        let request = Request::post("/").header("Content-Type", media);
        let request = request.body(Full::new(Bytes::from(body.clone()))).unwrap();
        let reply = read(run(service.clone().call(request)).unwrap());
        assert_eq!(reply.status, status, "{}", reply.text);
    }
    assert_eq!(calls.load(Ordering::SeqCst), 1);
}

#[test]
fn another_version_is_a_version_mismatch_with_the_supported_envelopes() {
    let (service, calls) = service();
    for (content_type, namespace) in
        [("text/xml", "urn:soap"), ("text/xml", SOAP12), ("application/soap+xml", "urn:soap")]
    {
        let reply =
            send(&service, Method::POST, &[("Content-Type", content_type)], envelope(namespace, "", ECHO));
        assert_eq!(reply.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(reply.is_fault("VersionMismatch"), "{}", reply.text);
        let upgrade = roxmltree::Document::parse(&reply.text).unwrap();
        let supported = upgrade.descendants().filter(|node| node.has_tag_name((SOAP12, "SupportedEnvelope")));
        let namespaces: Vec<_> = supported.map(qname).collect();
        let expected = [(SOAP12, "Envelope"), (SOAP11, "Envelope")];
        assert_eq!(namespaces, expected, "{}", reply.text);
    }
    assert_eq!(calls.load(Ordering::SeqCst), 0);
}

#[test]
fn a_block_that_must_be_understood_is_a_fault_unless_it_is_known() {
    let (service, calls) = service();
    let block = |attributes: &str| format!("<b:Other xmlns:b=\"urn:b\" {attributes}>1</b:Other>");
    let reply = post12(&service, &block("s:mustUnderstand=\"true\""), ECHO);
    assert!(reply.is_fault("MustUnderstand"), "{}", reply.text);
    assert_eq!(reply.status, StatusCode::INTERNAL_SERVER_ERROR);
    let document = roxmltree::Document::parse(&reply.text).unwrap();
    let block_name =
        document.descendants().find(|node| node.has_tag_name((SOAP12, "NotUnderstood"))).unwrap();
    assert_eq!(qname(block_name), ("urn:b", "Other"));

    let reply = post(&service, &[], envelope(SOAP11, &block("s:mustUnderstand=\"1\""), ECHO));
    assert!(reply.is_fault("MustUnderstand") && !reply.text.contains("NotUnderstood"), "{}", reply.text);
    assert_eq!(calls.load(Ordering::SeqCst), 0);

    // Blocks that need not be understood: for another role, with `mustUnderstand="0"`, declared by the contract, or
    // declared by the implementation.
    for header in [
        &block("s:mustUnderstand=\"1\" s:actor=\"urn:other\"") as &str,
        &block("s:mustUnderstand=\"0\""),
        "<t:Known xmlns:t=\"urn:t\" s:mustUnderstand=\"1\"/>",
    ] {
        assert_eq!(post(&service, &[], envelope(SOAP11, header, ECHO)).status, StatusCode::OK, "{header}");
    }
    let knowing = service.understanding(("urn:b", "Other"));
    assert_eq!(post12(&knowing, &block("s:mustUnderstand=\"true\""), ECHO).status, StatusCode::OK);
}

#[test]
fn header_blocks_that_must_be_understood_are_limited() {
    let (service, calls) = service();
    let blocks = |count: usize| "<b:O xmlns:b=\"urn:b\" s:mustUnderstand=\"1\"/>".repeat(count);
    let reply = post(&service, &[], envelope(SOAP11, &blocks(100), ECHO));
    assert!(reply.is_fault("MustUnderstand"), "{}", reply.text);
    let reply = post(&service, &[], envelope(SOAP11, &blocks(101), ECHO));
    assert!(reply.text.contains("header blocks with mustUnderstand"), "{} {}", reply.status, reply.text);
    assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(calls.load(Ordering::SeqCst), 0);
}

#[test]
fn an_action_for_another_node_does_not_select_the_operation() {
    let (service, calls) = service();
    let action = |role: &str| {
        format!(
            "<a:Action xmlns:a=\"http://www.w3.org/2005/08/addressing\" {role}>urn:t/Elsewhere</a:Action>"
        )
    };
    let reply = post(&service, &[], envelope(SOAP11, &action("s:actor=\"urn:other\""), ECHO));
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
    for role in ["", "s:actor=\" \"", "s:actor=\"http://schemas.xmlsoap.org/soap/actor/next\""] {
        let reply = post(&service, &[], envelope(SOAP11, &action(role), ECHO));
        assert_ne!(reply.status, StatusCode::OK, "{role}: {}", reply.text);
    }
    assert_eq!(calls.load(Ordering::SeqCst), 1);
}

#[test]
fn a_message_that_is_not_an_envelope_is_a_fault_of_the_client_without_its_text() {
    let (service, calls) = service();
    for body in [
        "",
        "hunter2",
        "<hunter2>",
        "<!DOCTYPE hunter2><a/>",
        "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>",
        &envelope(SOAP11, "", "<Echo xmlns=\"urn:t\">&hunter2;</Echo>"),
        &envelope(SOAP11, "", "<Echo xmlns=\"urn:t\"><hunter2a/></Echo>").replace("hunter2a", "b"),
        &envelope(SOAP11, "", "<Other xmlns=\"urn:t\">hunter2</Other>"),
        &envelope(SOAP11, "", ""),
        &envelope(SOAP11, "", "<s:Fault><faultcode>a</faultcode></s:Fault>"),
        &echo_of("a")[..60],
        &echo_of("a").replace("</s:Body>", "</s:Body><s:Body/>"),
    ] {
        let reply = post(&service, &[], body.to_owned());
        assert!(reply.status == StatusCode::INTERNAL_SERVER_ERROR, "{body}: {} {}", reply.status, reply.text);
        assert!(reply.is_fault("Client") || reply.is_fault("VersionMismatch"), "{body}: {}", reply.text);
        assert!(!reply.text.contains("hunter2"), "{body}: {}", reply.text);
    }
    assert_eq!(calls.load(Ordering::SeqCst), 0);
    let reply = post12(&service, "", "<Other xmlns=\"urn:t\"/>");
    assert!(reply.status == StatusCode::BAD_REQUEST && reply.is_fault("Sender"), "{}", reply.text);
}

#[test]
fn encodings_and_content_codings_are_decoded() {
    let (service, _) = service();
    let text = format!("<?xml version=\"1.0\" encoding=\"utf-16\"?>{}", echo_of("größe"));
    for little in [true, false] {
        let units = std::iter::once(0xfeff_u16).chain(text.encode_utf16());
        let bytes: Vec<u8> =
            units.flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect();
        let content_type = [("Content-Type", "text/xml; charset=utf-16")];
        let reply = send(&service, Method::POST, &content_type, bytes);
        assert!(reply.status == StatusCode::OK && reply.text.contains("größe"), "{}", reply.text);
    }
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(echo_of("packed").as_bytes()).unwrap();
    let packed = encoder.finish().unwrap();
    let reply = post(&service, &[("Content-Encoding", "gzip")], packed.clone());
    assert!(reply.status == StatusCode::OK && reply.text.contains("packed"), "{}", reply.text);
    let reply = post(&service, &[("Content-Encoding", "gzip")], packed[..packed.len() - 3].to_vec());
    assert!(reply.status == StatusCode::BAD_REQUEST && reply.is_fault("Client"), "{}", reply.text);
}

#[test]
fn the_request_limit_applies_after_decompression() {
    let (service, calls) = service();
    let service = service.with_bounds(Bounds::default().size(10_000));
    assert_eq!(post(&service, &[], echo_of(&"x".repeat(9_000))).status, StatusCode::OK);
    let long = echo_of(&"x".repeat(20_000));
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(long.as_bytes()).unwrap();
    let packed = encoder.finish().unwrap();
    assert!(packed.len() < 1_000);
    // UTF-16 in 7,000 bytes becomes 10,500 bytes of UTF-8.
    let chinese: Vec<u8> = "\u{feff}"
        .encode_utf16()
        .chain("<a>".encode_utf16())
        .chain("語".repeat(3_500).encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    for (headers, body) in
        [(&[][..], long.into_bytes()), (&[("Content-Encoding", "gzip")], packed), (&[], chinese)]
    {
        let reply = post(&service, headers, body);
        assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE, "{}", reply.text);
        assert!(reply.is_fault("Client"), "{}", reply.text);
        assert!(reply.text.contains("request exceeds the limit of 10000 bytes"), "{}", reply.text);
    }
    assert_eq!(calls.load(Ordering::SeqCst), 1);
    let deep = Bounds::default().document(saponify::Limits::default().depth(5));
    let nested = echo_of(&"<a>".repeat(20));
    let reply = post(&service.with_bounds(deep), &[], nested);
    assert!(reply.is_fault("Client"), "{}", reply.text);
}

#[test]
fn a_panic_and_a_reply_that_cannot_be_written_are_faults_of_the_server() {
    let (service, calls) = service();
    for text in ["panic", "control"] {
        let reply = post(&service, &[], echo_of(text));
        assert_eq!(reply.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(reply.is_fault("Server") && !reply.text.contains("secret"), "{}", reply.text);
    }
    assert_eq!(calls.load(Ordering::SeqCst), 2);
    assert_eq!(post(&service, &[], echo_of("a")).status, StatusCode::OK);
}

#[tokio::test(start_paused = true)]
async fn a_slow_body_a_slow_handler_and_too_many_requests_have_their_status() {
    let (service, _) = service();
    let bounds =
        Bounds::default().concurrent(1).body(Duration::from_secs(1)).handling(Duration::from_secs(9));
    let service = service.with_bounds(bounds);
    let request = || Request::post("/").header("Content-Type", "text/xml");
    let slow = request().body(Pending).unwrap();
    let reply = read(service.clone().call(slow).await.unwrap());
    assert_eq!(reply.status, StatusCode::REQUEST_TIMEOUT);
    assert!(reply.is_fault("Client") && reply.header("connection") == "close", "{}", reply.text);

    // The first request holds the only permit, and the second one waits for it.
    let call =
        |text: &str| service.clone().call(request().body(Full::new(Bytes::from(echo_of(text)))).unwrap());
    let (first, second) = (tokio::spawn(call("wait")), tokio::spawn(call("a")));
    // A handler that began may have had effects: the reply does not invite the client to repeat the request.
    let reply = read(first.await.unwrap().unwrap());
    assert_eq!(reply.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(reply.is_fault("Server") && reply.header("retry-after").is_empty(), "{}", reply.text);
    // A request that only waited was not executed.
    let reply = read(second.await.unwrap().unwrap());
    assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(reply.is_fault("Server") && reply.header("retry-after") == "5", "{}", reply.text);
    assert_eq!(read(call("a").await.unwrap()).status, StatusCode::OK);
}

/// A value whose destructor panics. A handler owns it.
struct Panicking;

impl Drop for Panicking {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            panic!("secret");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_panic_in_a_destructor_of_a_cancelled_handler_is_caught() {
    let operations = Operations::new(()).with(|_, _: Message<Echo>| async {
        let _value = Panicking;
        std::future::pending::<Result<String, Failure>>().await
    });
    let service = operations.into_service().with_bounds(Bounds::default().handling(Duration::from_secs(1)));
    let call = move || {
        let request = Request::post("/").header("Content-Type", "text/xml");
        service.clone().call(request.body(Full::new(Bytes::from(echo_of("a")))).unwrap())
    };
    let reply = read(tokio::spawn(call()).await.unwrap().unwrap());
    assert!(reply.status == 500 && reply.is_fault("Server"), "{}", reply.text);
    // The caller drops the call before the handler ends.
    let cancelled =
        tokio::spawn(async move { tokio::time::timeout(Duration::from_millis(1), call()).await.is_err() });
    assert!(cancelled.await.unwrap());
}

#[tokio::test(start_paused = true)]
async fn a_call_in_memory_has_the_timeout_of_the_client() {
    let (service, _) = service();
    let time = Duration::from_millis(100);
    let client = move |service| {
        saponify::Client::new(service, "http://localhost/", saponify::Version::Soap11).with_timeout(time)
    };
    let error = client(service.clone()).call::<Echo>("wait".to_owned()).await.unwrap_err();
    assert!(
        matches!(error.kind(), saponify::ErrorKind::Timeout { after, .. } if *after == time),
        "{error:?}"
    );
    // A blocking call, on a thread without a tokio runtime.
    let blocking = std::thread::spawn(move || {
        let client = client(service);
        assert_eq!(client.call::<Echo>("a".to_owned()).send().unwrap().body, "a");
        client.call::<Echo>("wait".to_owned()).send().unwrap_err()
    });
    let error = blocking.join().unwrap();
    assert!(
        matches!(error.kind(), saponify::ErrorKind::Timeout { after, .. } if *after == time),
        "{error:?}"
    );
    assert!(!error.never_sent(), "{error:?}");
}

#[test]
fn a_call_in_memory_that_is_ready_at_once_needs_no_clock() {
    let (service, _) = service();
    let client = saponify::Client::new(service, "http://localhost/", saponify::Version::Soap11);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let reply = runtime.block_on(async { client.call::<Echo>("a".to_owned()).await }).unwrap();
    assert_eq!(reply.body, "a");
}

#[test]
fn the_memory_limit_of_all_requests_is_released_after_each() {
    let (service, _) = service();
    let service = service.with_bounds(Bounds::default().buffered(1_000));
    for _ in 0..3 {
        assert_eq!(post(&service, &[], echo_of(&"x".repeat(2_000))).status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(post(&service, &[], echo_of("a")).status, StatusCode::OK);
    }
}

#[test]
fn an_incomplete_compressed_body_has_the_size_that_arrived() {
    /// The beginning of a body, whose rest does not arrive.
    struct Stalled(Option<Bytes>);

    impl http_body::Body for Stalled {
        type Data = Bytes;
        type Error = std::convert::Infallible;

        fn poll_frame(
            mut self: std::pin::Pin<&mut Self>,
            _context: &mut TaskContext<'_>,
        ) -> Poll<Option<Result<http_body::Frame<Bytes>, Self::Error>>> {
            match self.0.take() {
                Some(bytes) => Poll::Ready(Some(Ok(http_body::Frame::data(bytes)))),
                None => Poll::Pending,
            }
        }
    }

    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(echo_of(&"x".repeat(4 << 20)).as_bytes()).unwrap();
    let packed = encoder.finish().unwrap();
    assert!(packed.len() < 8 << 10);
    let (service, _) = service();
    let service = service.with_bounds(Bounds::default().buffered(5 << 20));
    let stalled: Vec<_> = (0..10)
        .map(|_| {
            let body = Stalled(Some(Bytes::from(packed[..packed.len() - 1].to_vec())));
            let request =
                Request::post("/").header("Content-Type", "text/xml").header("Content-Encoding", "gzip");
            let mut reply = service.clone().call(request.body(body).unwrap());
            assert!(reply.as_mut().poll(&mut TaskContext::from_waker(Waker::noop())).is_pending());
            reply
        })
        .collect();
    assert_eq!(post(&service, &[("Content-Encoding", "gzip")], packed).status, StatusCode::OK);
    drop(stalled);
}

/// A body that never ends.
struct Pending;

impl http_body::Body for Pending {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        self: std::pin::Pin<&mut Self>,
        _context: &mut TaskContext<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, Self::Error>>> {
        Poll::Pending
    }
}

#[test]
fn a_truncated_or_altered_request_gets_a_fault_or_the_reply_to_its_new_content() {
    let seen = Arc::new(Mutex::new(None));
    let kept = Arc::clone(&seen);
    let service = Operations::new(())
        .with(move |_, message: Message<Echo>| {
            *kept.lock().unwrap() = Some(message.request.clone());
            async move { Ok::<_, Fault>(message.request).map_err(Failure::from) }
        })
        .into_service();
    let request = format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>{}", echo_of("größe &amp; 1"));
    let mut inputs: Vec<Vec<u8>> = (0..request.len()).map(|end| request.as_bytes()[..end].to_vec()).collect();
    for at in 0..request.len() {
        for bit in [0x01, 0x20, 0x80] {
            let mut flipped = request.clone().into_bytes();
            flipped[at] ^= bit;
            inputs.push(flipped);
        }
    }
    for input in inputs {
        *seen.lock().unwrap() = None;
        let reply = post(&service, &[], input.clone());
        let shown = String::from_utf8_lossy(&input);
        let value = seen.lock().unwrap().take();
        match reply.status {
            StatusCode::OK => {
                let text = std::str::from_utf8(&input).unwrap();
                let document =
                    roxmltree::Document::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"));
                let element = document.descendants().find(|node| node.tag_name().name() == "Echo").unwrap();
                assert_eq!(element.text().map(str::to_owned).unwrap_or_default(), value.unwrap(), "{shown}");
            }
            status => {
                assert!(
                    status.as_u16() >= 400 && reply.text.contains("Fault>"),
                    "{status} {}: {shown}",
                    reply.text
                );
                assert!(value.is_none(), "{shown}");
            }
        }
    }
}

enum Ping {}

impl Operation for Ping {
    type Request = ();
    type Reply = ();
    type RequestHeaders = ();
    type ReplyHeaders = ();
    type Fault = NoFault;

    const CONTRACT: Contract =
        Contract { name: "Ping", action: "", request: Body::Empty, reply: Body::Empty, request_headers: &[] };
}

#[test]
fn an_invalid_action_hides_neither_the_blocks_after_it_nor_the_body() {
    let (_, calls) = service();
    let counted = Arc::clone(&calls);
    let service = Operations::new(())
        .with(|_, _: Message<Ping>| async { Ok::<_, Failure>(()) })
        .with(move |_, message| echo(Arc::clone(&counted), message))
        .into_service();
    let action = "<a:Action xmlns:a='http://www.w3.org/2005/08/addressing'><x/></a:Action>";
    let reply = post(&service, &[], envelope(SOAP11, action, ECHO));
    assert!(reply.status == 200 && reply.text.contains("EchoResponse"), "{}", reply.text);
    let pay = format!("{action}<h:Pay xmlns:h='urn:h' s:mustUnderstand='1'/>");
    assert!(post(&service, &[], envelope(SOAP11, &pay, ECHO)).is_fault("MustUnderstand"));
    assert_eq!(calls.load(Ordering::SeqCst), 1);
}

/// A record with one part. The parameter `FIRST` determines the name of the part.
#[derive(Default)]
struct Part<const FIRST: bool>(Option<String>);

impl<const FIRST: bool> Record for Part<FIRST> {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> saponify::Result<Found> {
        match name.within("urn:t") {
            "First" if FIRST => input.once(0, &mut self.0),
            "Second" if !FIRST => input.once(0, &mut self.0),
            _ => Ok(Found::No),
        }
    }

    fn encode_fields(&self, _output: &mut Writer) {}
}

enum Parts<const FIRST: bool> {}

impl<const FIRST: bool> Operation for Parts<FIRST> {
    type Request = Part<FIRST>;
    type Reply = String;
    type RequestHeaders = ();
    type ReplyHeaders = ();
    type Fault = NoFault;

    const CONTRACT: Contract = Contract {
        name: if FIRST { "First" } else { "Second" },
        action: "",
        request: Body::Parts,
        reply: Body::Element("urn:t", "Answer"),
        request_headers: &[],
    };
}

#[test]
fn operations_with_parts_are_distinguished_by_the_body_element() {
    let service = Operations::new(())
        .with(|_, _: Message<Parts<true>>| async { Ok::<_, Failure>("one".to_owned()) })
        .with(|_, _: Message<Parts<false>>| async { Ok::<_, Failure>("two".to_owned()) })
        .into_service();
    let soap_action = [("SOAPAction", "\"\"")];
    for (body, expected) in [
        ("<First xmlns='urn:t'>a</First>", Some("one")),
        ("<Second xmlns='urn:t'/>", Some("two")),
        ("<Second xmlns='urn:&lt;&quot;'/>", None),
        ("<Second/>", None),
        ("", None),
    ] {
        let reply = post(&service, &soap_action, envelope(SOAP11, "", body));
        match expected {
            Some(answer) => assert!(reply.text.contains(&format!(">{answer}<")), "{}", reply.text),
            None => assert!(reply.is_fault("Client"), "{}", reply.text),
        }
    }
}

#[test]
fn the_root_part_of_a_multipart_request_states_its_version_and_action() {
    let (service, calls) = service();
    let send = |outer: &str, root: &str| {
        let envelope = envelope(SOAP12, "", ECHO);
        let body = format!("--b\r\nContent-Type: {root}\r\n\r\n{envelope}\r\n--b--\r\n");
        send(&service, Method::POST, &[("Content-Type", outer)], body)
    };
    const ROOT: &str = "application/xop+xml; type=\"application/soap+xml\"";
    let xop = "multipart/related; boundary=b; type=\"application/xop+xml\"";
    for (outer, root) in [
        ("multipart/related; boundary=b", "application/soap+xml"),
        ("multipart/related; boundary=b", ROOT),
        (xop, ROOT),
        (xop, &format!("{ROOT}; action=\"urn:t/Echo\"")),
        // Neither media type names the SOAP version, so the namespace of the envelope determines it.
        (xop, "application/xop+xml;charset=utf-8;type=\"\""),
    ] {
        let reply = send(outer, root);
        assert!(reply.status == 200 && reply.text.contains("EchoResponse"), "{outer}: {}", reply.text);
    }
    assert_eq!(calls.load(Ordering::SeqCst), 5);
    let reply = send(xop, &format!("{ROOT}; action=\"urn:t/Other\""));
    assert_eq!(reply.status, 400);
    // With the feature `mime`, a request with MTOM is answered with a multipart message, even if the answer
    // is a fault.
    let is_package = cfg!(feature = "mime");
    let content_type = reply.header("content-type");
    assert_eq!(content_type.starts_with("multipart/related; "), is_package, "{:?}", reply.headers);
    assert_eq!(reply.text.starts_with("--"), is_package, "{}", reply.text);
    assert!(reply.text.contains("Fault>"), "{}", reply.text);
    assert_eq!(send("multipart/related; boundary=b", "image/png").status, 415);
    assert_eq!(calls.load(Ordering::SeqCst), 5);
}
