//! Checks that any HTTP request is answered: with a reply, a fault, or an HTTP error. The first line of the
//! input is the method and the query, the next lines are headers, and the rest after an empty line is the
//! body.
#![no_main]

#[path = "../../tests/files/mod.rs"]
mod files;

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use http::header::{HeaderName, HeaderValue};
use http::{Method, Request};
use http_body_util::{BodyExt, Full};
use libfuzzer_sys::fuzz_target;
use saponify::Limits;
use saponify::addressing::Addressing;
use saponify::server::{Bounds, Piece, Service};
use tower_service::Service as _;

fuzz_target!(|bytes: &[u8]| {
    let end = bytes.windows(2).position(|pair| pair == b"\n\n").unwrap_or(bytes.len());
    let (head, body) = bytes.split_at(end);
    let body = body.get(2..).unwrap_or_default();
    let mut lines = head.split(|byte| *byte == b'\n');
    let mut first = lines.next().unwrap_or_default().splitn(2, |byte| *byte == b' ');
    let method = Method::from_bytes(first.next().unwrap_or_default()).unwrap_or(Method::POST);
    let target = first.next().and_then(|target| http::Uri::try_from(target).ok());
    let mut request = Request::new(Full::new(body.to_vec().into()));
    *request.method_mut() = method;
    *request.uri_mut() = target.unwrap_or_default();
    for line in lines {
        let mut pair = line.splitn(2, |byte| *byte == b':');
        let (Some(name), Some(value)) = (pair.next(), pair.next()) else { continue };
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name), HeaderValue::from_bytes(value.trim_ascii())) {
            request.headers_mut().append(name, value);
        }
    }
    let bounds = Bounds::default().size(1 << 20).document(Limits::default().depth(50).parts(20));
    let service = files::service().with_bounds(bounds).with_contract(&[("wsdl", &[Piece::Address])]);
    let addressed = service.clone().with_extension(Addressing::v1_0());
    for service in [service, addressed] {
        answer(service, request.clone());
    }
});

/// Checks that the service answers a request without waiting, and that the reply fits HTTP and SOAP.
fn answer(mut service: Service, request: Request<Full<bytes::Bytes>>) {
    let mut context = Context::from_waker(Waker::noop());
    let Poll::Ready(Ok(reply)) = service.call(request).as_mut().poll(&mut context) else {
        panic!("the service waits");
    };
    let (head, body) = reply.into_parts();
    let Poll::Ready(Ok(body)) = pin!(body.collect()).poll(&mut context) else { panic!("the reply waits") };
    let text = String::from_utf8_lossy(&body.to_bytes()).into_owned();
    let status = head.status.as_u16();
    assert!(head.headers.contains_key("content-type") || status == 202, "{status} without a media type");
    match status {
        200 | 202 => {}
        400..500 => {}
        // In SOAP 1.1, a fault has this status even if the client caused it. A handler that panics is
        // answered with "the operation failed unexpectedly", but the handlers here do not panic.
        500 => assert!(text.contains("Fault>") && !text.contains("unexpectedly"), "{text}"),
        _ => panic!("{status} {text}"),
    }
}
