//! Extensions on a service: they open requests, and seal replies and faults.
#![cfg(all(feature = "addressing", feature = "service"))]
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use saponify::addressing::{Addressing, AddressingFaultKind};
use saponify::server::{Failure, Message, Operations, Service};
use saponify::soap::extension::{CallFacts, Extension, ExtensionRun, IncomingMessage, OutgoingMessage};
use saponify::{Body, Client, Contract, Error, Fault, NoFault, Operation, Result, Version};
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
        action: "urn:t/EchoRequest",
        request: Body::Element("urn:t", "Echo"),
        reply: Body::Element("urn:t", "EchoResponse"),
        request_headers: &[],
    };
}

fn service() -> Service {
    let answer = |text: String| async move {
        if text == "fail" { Err(Failure::from(Fault::server("failed"))) } else { Ok(text) }
    };
    Operations::new(()).with(move |_, message: Message<Echo>| answer(message.request)).into_service()
}

fn run<F: IntoFuture>(future: F) -> F::Output {
    let mut future = std::pin::pin!(future.into_future());
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match future.as_mut().poll(&mut context) {
        std::task::Poll::Ready(output) => output,
        std::task::Poll::Pending => panic!("the future waits"),
    }
}

fn client(service: Service, version: Version) -> Client<Service> {
    Client::new(service, "http://localhost/", version)
}

#[test]
fn a_reply_and_a_fault_relate_to_their_request_by_addressing() {
    for version in [Version::Soap11, Version::Soap12] {
        let addressed = client(service().with_extension(Addressing::v1_0()), version)
            .with_addressing(Addressing::v1_0().required());
        assert_eq!(run(addressed.call::<Echo>("a".to_owned())).unwrap().body, "a");
        let error = run(addressed.call::<Echo>("fail".to_owned())).unwrap_err();
        assert_eq!(error.fault().unwrap().reason(), "failed");
        // A client without the headers is answered without them.
        let plain = client(service().with_extension(Addressing::v1_0()), version);
        assert_eq!(run(plain.call::<Echo>("a".to_owned())).unwrap().body, "a");
    }
}

#[test]
fn without_the_extension_its_headers_are_not_understood() {
    let addressed = client(service(), Version::Soap12).with_addressing(Addressing::v1_0());
    let error = run(addressed.call::<Echo>("a".to_owned())).unwrap_err();
    assert_eq!(error.fault().unwrap().code.local(), "MustUnderstand");
}

#[test]
fn a_request_without_required_headers_is_a_fault_of_addressing() {
    let strict = service().with_extension(Addressing::v1_0().required());
    let error = run(client(strict, Version::Soap12).call::<Echo>("a".to_owned())).unwrap_err();
    assert!(error.addressing_fault().is_some(), "{error}");
}

/// Replaces words of messages, and rejects some messages.
struct Replacing;

impl Extension for Replacing {
    fn start(&self, _call: &CallFacts<'_>) -> Result<Box<dyn ExtensionRun>> {
        Ok(Box::new(ReplacingRun))
    }
}

struct ReplacingRun;

impl ExtensionRun for ReplacingRun {
    fn open(&mut self, message: &mut IncomingMessage<'_>) -> Result<()> {
        if message.text().contains("reject") {
            return Err(Error::rejected("it asks for it"));
        }
        let text = message.text().replace("secret", "plain");
        message.set_text(text);
        Ok(())
    }

    fn seal(&mut self, message: &mut OutgoingMessage<'_>) -> Result<()> {
        let text = message.text().replace("plain", "sealed");
        message.set_text(text);
        Ok(())
    }
}

#[test]
fn an_extension_replaces_the_request_and_the_reply_and_rejects() {
    let client = client(service().with_extension(Replacing), Version::Soap11);
    assert_eq!(run(client.call::<Echo>("secret".to_owned())).unwrap().body, "sealed");
    let error = run(client.call::<Echo>("reject".to_owned())).unwrap_err();
    let fault = error.fault().unwrap();
    assert!(fault.is_client() && fault.reason().contains("it asks for it"), "{fault}");
}

/// Posts an envelope of SOAP 1.1 with a body `Echo`. Returns the HTTP status and the body.
fn post(service: &Service, header: &str) -> (u16, String) {
    let envelope = format!(
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' \
         xmlns:a='http://www.w3.org/2005/08/addressing'><s:Header>{header}</s:Header>\
         <s:Body><Echo xmlns='urn:t'>a</Echo></s:Body></s:Envelope>"
    );
    let request = http::Request::post("/").header("Content-Type", "text/xml");
    let reply = run(service.clone().call(request.body(Full::new(Bytes::from(envelope))).unwrap())).unwrap();
    let status = reply.status().as_u16();
    let bytes = run(reply.into_body().collect()).unwrap().to_bytes();
    (status, String::from_utf8(bytes.into()).unwrap())
}

fn addressed(action: &str, name: &str, address: &str) -> String {
    format!("<a:Action>{action}</a:Action><a:{name}><a:Address>{address}</a:Address></a:{name}>")
}

const NONE: &str = "http://www.w3.org/2005/08/addressing/none";

#[test]
fn replies_and_faults_to_nobody_are_discarded() {
    let service = service().with_extension(Addressing::v1_0());
    let reply = post(&service, &addressed("urn:t/EchoRequest", "ReplyTo", NONE));
    assert_eq!(reply, (202, String::new()));
    let (status, text) = post(&service, &addressed("urn:t/EchoRequest", "FaultTo", NONE));
    assert!(status == 200 && text.contains("EchoResponse"), "{text}");
    assert_eq!(post(&service, &addressed("urn:t/Other", "FaultTo", NONE)), (202, String::new()));
}

enum Tell {}

impl Operation for Tell {
    type Request = String;
    type Reply = ();
    type RequestHeaders = ();
    type ReplyHeaders = ();
    type Fault = NoFault;

    const CONTRACT: Contract = Contract { name: "Tell", reply: Body::OneWay, ..Echo::CONTRACT };
}

#[test]
fn only_requests_without_a_reply_may_name_another_address_for_it() {
    let tell = Operations::new(()).with(|_, _: Message<Tell>| async { Ok::<_, Failure>(()) });
    let tell = tell.into_service().with_extension(Addressing::v1_0());
    let echo = service().with_extension(Addressing::v1_0());
    for name in ["ReplyTo", "FaultTo"] {
        let header = addressed("urn:t/EchoRequest", name, "http://localhost/replies");
        assert_eq!(post(&tell, &header), (202, String::new()));
        let (status, text) = post(&echo, &header);
        assert!(status == 500 && text.contains(":OnlyAnonymousAddressSupported<"), "{text}");
    }
}

#[test]
fn the_only_code_of_soap_1_1_is_the_innermost() {
    let service = service().with_extension(Addressing::v1_0());
    let (_, text) = post(&service, "<a:Action>urn:t/Other</a:Action>");
    assert!(text.contains(":ActionMismatch</faultcode>"), "{text}");
    let required = self::service().with_extension(Addressing::v1_0().required());
    let error = run(client(required, Version::Soap11).call::<Echo>("a".to_owned())).unwrap_err();
    let fault = error.addressing_fault().unwrap();
    assert_eq!(fault.kind, AddressingFaultKind::MessageAddressingHeaderRequired);
}
