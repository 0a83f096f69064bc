//! A request gets the same answer whether its HTTP headers or only its envelope select the operation.
#![cfg(feature = "service")]
#![allow(clippy::panic, clippy::unwrap_used, missing_docs)]

use std::future::{Ready, ready};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Full};
use saponify::server::{Answer, Failure, Message, Operations, Service};
use saponify::{Body, Contract, Found, Name, NoFault, Operation, Reader, Record, Writer};
use tower_service::Service as _;

/// The header blocks of requests and replies.
#[derive(Debug, Default)]
struct Headers {
    key: Option<String>,
}

impl Record for Headers {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> saponify::Result<Found> {
        match name.within("urn:t") {
            "Key" => input.once(0, &mut self.key),
            _ => Ok(Found::No),
        }
    }

    fn encode_fields(&self, output: &mut Writer) {
        output.within("urn:t").field("Key", &self.key);
    }
}

const WSA: &str = "http://www.w3.org/2005/08/addressing";

/// The WS-Addressing action as a declared header block. Its text is stored in [`Headers::key`].
#[derive(Debug, Default)]
struct Action(Headers);

impl Record for Action {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> saponify::Result<Found> {
        match name.within(WSA) {
            "Action" => input.once(0, &mut self.0.key),
            _ => Ok(Found::No),
        }
    }
}

impl From<Action> for Headers {
    fn from(Action(headers): Action) -> Self {
        headers
    }
}

macro_rules! operation {
    ($name:ident $action:literal $headers:ident $declared:expr) => {
        enum $name {}

        impl Operation for $name {
            type Request = String;
            type Reply = String;
            type RequestHeaders = $headers;
            type ReplyHeaders = Headers;
            type Fault = NoFault;

            const CONTRACT: Contract = Contract {
                name: stringify!($name),
                action: $action,
                request: Body::Element("urn:t", stringify!($name)),
                reply: Body::Element("urn:t", "Reply"),
                request_headers: $declared,
            };
        }
    };
}

operation!(Echo "urn:t/Echo" Headers &[("urn:t", "Key")]);
operation!(Set "urn:t/Set" Headers &[("urn:t", "Key")]);
operation!(Declared "urn:t/Declared" Action &[(WSA, "Action")]);

/// A service whose replies repeat the decoded request, and a counter of the calls of its handlers.
fn service() -> (Service, Arc<AtomicUsize>) {
    fn answer<O>(calls: &AtomicUsize, message: Message<O>) -> Ready<Result<Answer<String, Headers>, Failure>>
    where
        O: Operation<Request = String, RequestHeaders: Into<Headers>>,
    {
        calls.fetch_add(1, Ordering::SeqCst);
        let body = format!("{} {}", message.request, message.context.account().iter().count());
        ready(Ok(Answer::new(body, message.headers.into())))
    }

    let calls = Arc::<AtomicUsize>::default();
    let [one, two, three] = [Arc::clone(&calls), Arc::clone(&calls), Arc::clone(&calls)];
    let operations = Operations::new(())
        .with(move |_, message: Message<Echo>| answer(&one, message))
        .with(move |_, message: Message<Set>| answer(&two, message))
        .with(move |_, message: Message<Declared>| answer(&three, message));
    (operations.into_service(), calls)
}

fn post(service: &Service, action: &str, envelope: &str) -> (StatusCode, String) {
    let request = Request::post("/").header("Content-Type", "text/xml; charset=utf-8");
    let request = request.header("SOAPAction", action).body(Full::new(Bytes::from(envelope.to_owned())));
    let mut context = Context::from_waker(Waker::noop());
    let mut reply = service.clone().call(request.unwrap());
    let Poll::Ready(Ok(reply)) = reply.as_mut().poll(&mut context) else { panic!("the service waits") };
    let (head, body) = reply.into_parts();
    let Poll::Ready(Ok(body)) = std::pin::pin!(body.collect()).poll(&mut context) else {
        panic!("the reply waits")
    };
    (head.status, String::from_utf8(body.to_bytes().into()).unwrap())
}

#[test]
fn a_request_gets_the_same_answer_with_and_without_soap_action() {
    const ECHO: &str = "<t:Echo>a</t:Echo>";
    let (service, calls) = service();
    let action = |text: &str| format!("<w:Action>{text}</w:Action>");
    for (action_of, header, body, is_called) in [
        ("Echo", "", ECHO, true),
        ("Echo", "<t:Key>k</t:Key>", ECHO, true),
        ("Echo", "<t:Key>k</t:Key><t:Key>l</t:Key>", ECHO, false),
        ("Echo", "<t:Other>k</t:Other>", ECHO, true),
        ("Echo", "<t:Other s:mustUnderstand='1'/>", ECHO, false),
        ("Echo", "<t:Key s:mustUnderstand='1'>k</t:Key>", ECHO, true),
        ("Echo", "<t:Other s:mustUnderstand='1' s:actor='urn:other'/>", ECHO, true),
        (
            "Echo",
            "<t:Other s:mustUnderstand='1' s:actor='http://schemas.xmlsoap.org/soap/actor/next'/>",
            ECHO,
            false,
        ),
        ("Echo", &action("urn:t/Echo"), ECHO, true),
        ("Echo", &action("  "), ECHO, true),
        ("Echo", &action("urn:t/Set"), ECHO, false),
        ("Echo", &action("urn:t/<t:x/>Echo"), ECHO, true),
        ("Echo", "<w:Action s:actor='urn:other'>urn:t/Set</w:Action>", ECHO, true),
        ("Echo", "", "<t:Echo>a</t:Echo><t:Set>b</t:Set>", true),
        ("Echo", "", "<t:Echo>a</t:Echo><t:Echo>b</t:Echo>", true),
        ("Echo", "", "<t:Echo xsi:nil='1'>a</t:Echo>", false),
        ("Echo", "", "<t:Echo>a<t:b/></t:Echo>", false),
        ("Echo", "", "<t:Echo>a</t:Set>", false),
        ("Echo", "", "<s:Fault><faultcode>a</faultcode></s:Fault>", false),
        ("Declared", &action("urn:t/Declared"), "<t:Declared>a</t:Declared>", true),
        ("Declared", &action("urn:t/Echo"), "<t:Declared>a</t:Declared>", false),
    ] {
        let envelope = format!(
            "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' xmlns:t='urn:t' xmlns:w='{WSA}' \
             xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'><s:Header>{header}</s:Header>\
             <s:Body>{body}</s:Body></s:Envelope>"
        );
        let before = calls.load(Ordering::SeqCst);
        let selected = post(&service, &format!("\"urn:t/{action_of}\""), &envelope);
        let between = calls.load(Ordering::SeqCst);
        assert_eq!(selected, post(&service, "", &envelope), "{header} {body}");
        let counts = (between - before, calls.load(Ordering::SeqCst) - between);
        assert_eq!(counts, (usize::from(is_called), usize::from(is_called)), "{header} {body}: {selected:?}");
    }
}

#[test]
fn an_action_that_contradicts_the_body_calls_nothing() {
    let (service, calls) = service();
    for body in ["<t:Set>b</t:Set><t:Echo>a</t:Echo>", "<t:Set>b</t:Set>", "", "<t:Other/>"] {
        let envelope = format!(
            "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' xmlns:t='urn:t'>\
             <s:Body>{body}</s:Body></s:Envelope>"
        );
        let (status, text) = post(&service, "urn:t/Echo", &envelope);
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR, "{text}");
        assert!(text.contains(":Client<"), "{text}");
    }
    assert_eq!(calls.load(Ordering::SeqCst), 0);
}
