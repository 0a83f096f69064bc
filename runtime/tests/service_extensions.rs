//! Extensions on a service: they process requests, replies and faults.
#![cfg(all(feature = "addressing", feature = "service"))]
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::borrow::Cow;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use saponify::addressing::{Addressing, AddressingFaultKind};
use saponify::server::{Declared, Failure, Message, Operations, Service};
use saponify::soap::extension::{CallFacts, Extension, ExtensionRun, IncomingMessage, OutgoingMessage};
use saponify::{
    Body, Client, Contract, Detail, DetailElement, Element, Error, Fault, NoFault, Operation, Result, Version,
};
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
        // The service also answers a client that sends no headers of WS-Addressing.
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
fn replies_and_faults_to_the_address_none_are_discarded() {
    let service = service().with_extension(Addressing::v1_0());
    let reply = post(&service, &addressed("urn:t/EchoRequest", "ReplyTo", NONE));
    assert_eq!(reply, (202, String::new()));
    let (status, text) = post(&service, &addressed("urn:t/EchoRequest", "FaultTo", NONE));
    assert!(status == 200 && text.contains("EchoResponse"), "{text}");
    assert_eq!(post(&service, &addressed("urn:t/Other", "FaultTo", NONE)), (202, String::new()));
}

#[test]
fn a_reply_repeats_a_limited_number_and_size_of_reference_parameters() {
    let service = service().with_extension(Addressing::v1_0());
    let with = |name: &str, parameters: &str| {
        let reference = format!(
            "<a:Action>urn:t/EchoRequest</a:Action><a:{name}>\
             <a:Address>http://www.w3.org/2005/08/addressing/anonymous</a:Address>\
             <a:ReferenceParameters>{parameters}</a:ReferenceParameters></a:{name}>"
        );
        (post(&service, &reference), reference.len())
    };
    let ((status, text), _) = with("ReplyTo", &"<p xmlns='urn:p'>1</p>".repeat(100));
    assert_eq!((status, text.matches("urn:p").count()), (200, 100), "{text}");
    let large = format!("<p xmlns='urn:p'>{}</p>", "x".repeat(70_000));
    let namespaces = format!("<p:p xmlns:p='urn:{}'>p:</p:p>", "p".repeat(900)).repeat(80);
    for parameters in ["<p xmlns='urn:p'/>".repeat(101), large, namespaces] {
        for name in ["ReplyTo", "FaultTo"] {
            let ((status, text), size) = with(name, &parameters);
            assert!(status == 500 && text.contains("reference parameters"), "{status} {text}");
            assert!(text.len() < size, "{text}");
        }
    }
}

#[test]
fn a_message_has_a_limited_number_of_actions() {
    let actions = |number: usize| "<a:Action>urn:t/EchoRequest</a:Action>".repeat(number);
    assert_eq!(post(&service(), &actions(100)).0, 200);
    let (status, text) = post(&service(), &actions(101));
    assert!(
        status == 413 && text.contains("the number of wsa:Action header blocks exceeds the limit of 100"),
        "{text}"
    );
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
fn only_one_way_requests_may_name_another_address_for_replies() {
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
fn soap_1_1_faults_have_the_most_specific_code() {
    let service = service().with_extension(Addressing::v1_0());
    let (_, text) = post(&service, "<a:Action>urn:t/Other</a:Action>");
    assert!(text.contains(":ActionMismatch</faultcode>"), "{text}");
    let required = self::service().with_extension(Addressing::v1_0().required());
    let error = run(client(required, Version::Soap11).call::<Echo>("a".to_owned())).unwrap_err();
    let fault = error.addressing_fault().unwrap();
    assert_eq!(fault.kind, AddressingFaultKind::MessageAddressingHeaderRequired);
}

const NS: &str = "http://www.w3.org/2005/08/addressing";
const NS_2004: &str = "http://schemas.xmlsoap.org/ws/2004/08/addressing";

/// The faults that [`Ask`] declares.
#[derive(Debug)]
enum AskFault {
    Unknown(String),
    Plain(String),
    Default(String),
}

impl Detail for AskFault {
    fn from_element(element: &DetailElement<'_>) -> Option<Result<Self>> {
        match element.name().local() {
            "Unknown" => Some(element.decode().map(Self::Unknown)),
            "Plain" => Some(element.decode().map(Self::Plain)),
            "Default" => Some(element.decode().map(Self::Default)),
            _ => None,
        }
    }
}

impl Declared for AskFault {
    fn to_element(&self) -> Result<Element> {
        match self {
            Self::Unknown(text) => Element::of(("urn:t", "Unknown"), text),
            Self::Plain(text) => Element::of(("urn:t", "Plain"), text),
            Self::Default(text) => Element::of(("urn:t", "Default"), text),
        }
    }

    fn action(&self) -> &'static str {
        match self {
            Self::Unknown(_) => "urn:t/unknown",
            Self::Plain(_) => "",
            Self::Default(_) => "urn:t/Ask/Fault/Default",
        }
    }

    fn has_default_action(&self) -> bool {
        matches!(self, Self::Default(_))
    }
}

/// An operation with declared faults.
enum Ask {}

impl Operation for Ask {
    type Request = String;
    type Reply = String;
    type RequestHeaders = ();
    type ReplyHeaders = ();
    type Fault = AskFault;

    const CONTRACT: Contract = Echo::CONTRACT;
}

/// Keeps the text of the header `Action` of replies.
#[derive(Clone, Default)]
struct ActionOfReply(Arc<Mutex<Option<String>>>);

impl Extension for ActionOfReply {
    fn start(&self, _call: &CallFacts<'_>) -> Result<Box<dyn ExtensionRun>> {
        Ok(Box::new(self.clone()))
    }
}

impl ExtensionRun for ActionOfReply {
    fn open(&mut self, message: &mut IncomingMessage<'_>) -> Result<()> {
        let blocks = message.blocks()?;
        let action = blocks.iter().find(|block| {
            [NS, NS_2004]
                .into_iter()
                .any(|namespace| block.name() == saponify::Name::new(namespace, "Action"))
        });
        *self.0.lock().unwrap() = action.and_then(Element::text).map(Cow::into_owned);
        Ok(())
    }
}

#[test]
fn declared_faults_have_their_addressing_action_and_others_a_standard_one() {
    let answer = |text: String| async move {
        match text.as_str() {
            "unknown" => Err(Failure::from(AskFault::Unknown(text))),
            "plain" => Err(Failure::from(AskFault::Plain(text))),
            "default" => Err(Failure::from(AskFault::Default(text))),
            _ => Err(Failure::from(Fault::server("failed"))),
        }
        .map(|()| String::new())
    };
    let ask = Operations::new(()).with(move |_, message: Message<Ask>| answer(message.request));
    let ask = ask.into_service().with_extension(Addressing::v1_0());
    for version in [Version::Soap11, Version::Soap12] {
        let seen = ActionOfReply::default();
        let client = client(ask.clone(), version)
            .with_addressing(Addressing::v1_0().required())
            .with_extension(seen.clone());
        for (request, expected) in [
            ("unknown", "urn:t/unknown"),
            ("plain", "http://www.w3.org/2005/08/addressing/soap/fault"),
            ("default", "urn:t/Ask/Fault/Default"),
            ("other", "http://www.w3.org/2005/08/addressing/soap/fault"),
        ] {
            let error = run(client.call::<Ask>(request.to_owned())).unwrap_err();
            assert_eq!(seen.0.lock().unwrap().as_deref(), Some(expected), "{error}");
            if request == "unknown" {
                let fault = error.fault().unwrap().detail::<AskFault>();
                assert!(matches!(fault, Ok(Some(AskFault::Unknown(_)))), "{fault:?}");
            }
        }
        // WS-Addressing 2004/08 has one default action for all faults.
        let older = client.clone().with_addressing(Addressing::august_2004());
        for (request, expected) in [
            ("unknown", "urn:t/unknown"),
            ("default", "http://schemas.xmlsoap.org/ws/2004/08/addressing/fault"),
        ] {
            run(older.call::<Ask>(request.to_owned())).unwrap_err();
            assert_eq!(seen.0.lock().unwrap().as_deref(), Some(expected));
        }
        // The service sends no replies to other addresses, so it rejects this `ReplyTo`. WS-Addressing
        // defines this fault and its action.
        let client = client.with_addressing(Addressing::v1_0().reply_to("http://localhost/replies"));
        run(client.call::<Ask>("unknown".to_owned())).unwrap_err();
        let seen = seen.0.lock().unwrap().clone();
        assert_eq!(seen.as_deref(), Some("http://www.w3.org/2005/08/addressing/fault"));
    }
}

#[test]
fn a_fault_of_addressing_names_the_header_in_the_detail_or_in_a_header_of_soap_1_1() {
    let service = service().with_extension(Addressing::v1_0());
    let header = addressed("urn:t/EchoRequest", "ReplyTo", "http://localhost/replies");
    let (_, text) = post(&service, &header);
    assert!(text.contains("<FaultDetail ") && !text.contains("<detail"), "{text}");
    for version in [Version::Soap11, Version::Soap12] {
        let client = client(service.clone(), version)
            .with_addressing(Addressing::v1_0().reply_to("http://localhost/replies"));
        let fault = run(client.call::<Echo>("a".to_owned())).unwrap_err().addressing_fault().unwrap();
        assert_eq!(fault.subcode.as_deref(), Some("OnlyAnonymousAddressSupported"));
        let problem = fault.problem.unwrap_or_default();
        assert!(problem.ends_with("ReplyTo"), "{version:?}: {problem}");
    }
}
