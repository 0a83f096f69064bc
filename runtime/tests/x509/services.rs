//! Services whose requests are verified.

use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use saponify::security::x509::{Verify, X509};
use saponify::server::{Message, Operations, Service};
use saponify::{Body, Contract, NoFault, Operation};
use tower_service::Service as _;

use crate::{SOAP, certificate, p256};

/// An operation whose request has parts in SOAP encoding, and no element of its own.
enum Put {}

impl Operation for Put {
    type Request = ();
    type Reply = String;
    type RequestHeaders = ();
    type ReplyHeaders = ();
    type Fault = NoFault;
    const CONTRACT: Contract = Contract {
        name: "Put",
        action: "",
        request: Body::EncodedParts,
        reply: Body::Element("urn:t", "Done"),
        request_headers: &[],
    };
}

fn service() -> Service {
    let answer = |_: Message<Put>| async { Ok("the handler ran".to_owned()) };
    Operations::new(()).with(move |_, message| answer(message)).into_service()
}

fn run<F: Future>(future: F) -> F::Output {
    let mut future = std::pin::pin!(future);
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the future waits"),
    }
}

/// The body of the answer to a request.
fn post(service: &Service, envelope: &str) -> String {
    let request = http::Request::post("/").header("Content-Type", "text/xml; charset=utf-8");
    let request = request.body(Full::new(Bytes::from(envelope.to_owned()))).unwrap();
    let response = run(service.clone().call(request)).unwrap();
    String::from_utf8(run(response.into_body().collect()).unwrap().to_bytes().into()).unwrap()
}

#[test]
fn a_request_is_never_accepted_as_a_fault() {
    let verify = X509::new().verify(Verify::pinned(certificate(&p256()))).accept_unsigned_faults();
    let request = format!("<s:Envelope xmlns:s='{SOAP}'><s:Body><s:Fault/></s:Body></s:Envelope>");
    let answer = post(&service().with_extension(verify), &request);
    assert!(answer.contains("the message is not signed"), "{answer}");
}
