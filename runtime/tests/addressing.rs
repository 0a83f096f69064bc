//! WS-Addressing: the headers of requests, and the checks of replies.
#![cfg(feature = "addressing")]
// Clippy's exceptions for tests do not cover their helper functions.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use common::{GetName, envelope, named, operations};
use saponify::addressing::{Addressing, AddressingFaultKind, AddressingVersion, EndpointReference};
use saponify::transport::{Memory, Recorded, Response};
use saponify::{
    Actions, Body, Client, Contract, Element, Error, ErrorKind, NoFault, Operation, ReadingMode, Version,
};

const NS: &str = "http://www.w3.org/2005/08/addressing";
const NS_2004: &str = "http://schemas.xmlsoap.org/ws/2004/08/addressing";

/// A client whose server answers with a function of the request.
fn client(answer: impl Fn(&Recorded) -> Response + Send + Sync + 'static) -> (Memory, Client<Memory>) {
    let memory = Memory::answering(move |request| Ok(answer(request)));
    let client = Client::new(memory.clone(), "https://jdoe:pa55@localhost:8080/a?b=c", Version::Soap11);
    (memory, client)
}

fn silent() -> (Memory, Client<Memory>) {
    client(|_| Response::envelope(named("x")))
}

fn request() -> GetName {
    GetName { id: Some(7), password: None }
}

/// The header blocks of an envelope, by local name.
fn headers(envelope: &str) -> Vec<(String, Element)> {
    let children = Element::parse(envelope).unwrap().children();
    let header = children.iter().find(|child| child.name().local() == "Header").unwrap();
    header.children().into_iter().map(|block| (block.name().local().to_owned(), block)).collect()
}

fn text(envelope: &str, local: &str) -> Option<String> {
    let blocks = headers(envelope);
    let block = blocks.iter().find(|(name, _)| name == local)?;
    Some(block.1.text()?.into_owned())
}

#[test]
fn a_request_has_the_headers_of_its_version() {
    for (version, soap, namespace, anonymous) in [
        (AddressingVersion::V1_0, Version::Soap11, NS, "http://www.w3.org/2005/08/addressing/anonymous"),
        (
            AddressingVersion::August2004,
            Version::Soap12,
            NS_2004,
            "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous",
        ),
    ] {
        let (memory, client) = silent();
        let client = client.with_version(soap).with_addressing(Addressing::new(version));
        let call = client.call::<operations::GetName>(request());
        call.send().unwrap();
        call.send().unwrap();
        let sent = memory.requests();
        let blocks = headers(&sent[0].body);
        let names: Vec<_> = blocks.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["Action", "To", "ReplyTo", "MessageID"], "{}", sent[0].body);
        assert!(blocks.iter().all(|(_, block)| block.name().namespace() == namespace));
        assert_eq!(text(&sent[0].body, "Action").as_deref(), Some("urn:names/GetName"));
        assert_eq!(text(&sent[0].body, "To").as_deref(), Some("https://localhost:8080/a?b=c"));
        let must = blocks[0].1.attribute((soap.namespace(), "mustUnderstand"));
        assert_eq!(must, Some(if soap == Version::Soap11 { "1" } else { "true" }));
        assert_eq!(blocks[2].1.children()[0].text().as_deref(), Some(anonymous));
        let ids = [0, 1].map(|index| text(&sent[index].body, "MessageID").unwrap());
        assert!(ids[0].starts_with("urn:uuid:") && ids[0] != ids[1], "{ids:?}");
    }
}

#[test]
fn a_call_replaces_the_headers_of_its_client() {
    let (memory, client) = silent();
    let call = client
        .with_addressing(Addressing::v1_0())
        .call::<operations::GetName>(request())
        .addressing(Addressing::august_2004().action("urn:other").must_understand(false));
    call.send().unwrap();
    let sent = &memory.requests()[0];
    assert!(!sent.body.contains(NS) && !sent.body.contains("mustUnderstand"), "{}", sent.body);
    assert_eq!(text(&sent.body, "Action").as_deref(), Some("urn:other"));
    // The SOAP action changes too: a server rejects a SOAP action that differs from the addressing action.
    assert_eq!(sent.header("SOAPAction"), Some("\"urn:other\""));
}

#[test]
fn a_client_of_a_service_that_requires_addressing_sends_its_headers() {
    let (memory, client) = silent();
    let client = client.requiring_addressing();
    client.call::<operations::GetName>(request()).send().unwrap();
    client
        .clone()
        .with_addressing(Addressing::august_2004())
        .call::<operations::GetName>(request())
        .send()
        .unwrap();
    client.call::<operations::GetName>(request()).addressing(Addressing::august_2004()).send().unwrap();
    let sent = memory.requests();
    assert!(sent[0].body.contains(NS));
    assert!(sent[1..].iter().all(|sent| !sent.body.contains(NS) && sent.body.contains(NS_2004)));
}

/// An operation for which the contract has no SOAP action.
enum Plain {}

impl Operation for Plain {
    type Request = ();
    type Reply = ();
    type RequestHeaders = ();
    type ReplyHeaders = ();
    type Fault = NoFault;

    const CONTRACT: Contract =
        Contract { name: "Ping", action: "", request: Body::Empty, reply: Body::Empty, request_headers: &[] };
}

/// An operation like [`Plain`], but without a reply.
enum Notify {}

impl Operation for Notify {
    type Request = ();
    type Reply = ();
    type RequestHeaders = ();
    type ReplyHeaders = ();
    type Fault = NoFault;

    const CONTRACT: Contract = Contract { reply: Body::OneWay, ..Plain::CONTRACT };
}

/// An operation like [`Plain`], but with a declared SOAP action and WS-Addressing action.
enum Declared {}

impl Operation for Declared {
    type Request = ();
    type Reply = ();
    type RequestHeaders = ();
    type ReplyHeaders = ();
    type Fault = NoFault;

    const CONTRACT: Contract = Contract { action: "urn:soap", ..Plain::CONTRACT };
    const ACTIONS: Actions<'static> = Actions { request: "urn:declared", reply: "" };
}

#[test]
fn the_action_is_declared_or_the_default() {
    let (memory, client) = client(|_| Response::new(202, ""));
    let client = client.with_addressing(Addressing::v1_0());
    let error = client.call::<Plain>(()).send().unwrap_err();
    assert!(error.never_sent() && error.to_string().contains("`Addressing::action`"), "{error}");
    let client = client.with_action_base("urn:x:Port:");
    client.call::<Plain>(()).send().unwrap();
    client.call::<Notify>(()).send().unwrap();
    client.call::<Declared>(()).send().unwrap();
    let sent = memory.requests();
    let actions: Vec<_> = sent.iter().map(|sent| text(&sent.body, "Action").unwrap()).collect();
    // The default action of an operation without a reply ends with the name of the operation, without `Request`.
    assert_eq!(actions, ["urn:x:Port:PingRequest", "urn:x:Port:Ping", "urn:declared"]);
    let soap: Vec<_> = sent.iter().map(|sent| sent.header("SOAPAction").unwrap()).collect();
    assert_eq!(soap, ["\"\"", "\"\"", "\"urn:declared\""]);
    let blocks = headers(&sent[1].body);
    assert!(blocks.iter().all(|(name, _)| name != "ReplyTo"), "{}", sent[1].body);
}

#[test]
fn reference_parameters_are_sent_as_marked_headers() {
    let element = Element::parse(&format!(
        "<EPR xmlns='{NS}'><Address>urn:printer</Address><ReferenceParameters>\
         <Id xmlns='urn:p' kind='x'>7</Id></ReferenceParameters></EPR>"
    ))
    .unwrap();
    let printer: EndpointReference = element.decode().unwrap();
    let (memory, client) = silent();
    client
        .with_addressing(Addressing::v1_0().to(printer).from("urn:me").fault_to("urn:faults"))
        .call::<operations::GetName>(request())
        .send()
        .unwrap();
    let sent = &memory.requests()[0].body;
    assert_eq!(text(sent, "To").as_deref(), Some("urn:printer"));
    let blocks = headers(sent);
    let names: Vec<_> = blocks.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["Action", "To", "From", "ReplyTo", "FaultTo", "MessageID", "Id"]);
    let id = &blocks[6].1;
    assert_eq!(id.name(), ("urn:p", "Id").into());
    assert_eq!(
        (id.attribute((NS, "IsReferenceParameter")), id.attribute(("", "kind"))),
        (Some("true"), Some("x"))
    );
}

/// Returns a reply with the header `relates_to`, in which the identifier of the request replaces `{id}`.
fn related(request: &Recorded, relates_to: &str) -> Response {
    let id = text(&request.body, "MessageID").unwrap();
    let header = relates_to.replace("{id}", &id);
    let body = "<GetNameResponse xmlns='urn:names'><Name>x</Name></GetNameResponse>";
    Response::envelope(envelope(&header, body))
}

fn outcome(addressing: Addressing, relates_to: &'static str) -> Result<(), Error> {
    let (_, client) = client(move |request| related(request, relates_to));
    let call = client.with_addressing(addressing).call::<operations::GetName>(request());
    call.reading_mode(ReadingMode::Strict).send().map(|reply| assert!(reply.account.is_empty()))
}

#[test]
fn a_reply_must_relate_to_its_request() {
    for accepted in [
        "<RelatesTo xmlns='http://www.w3.org/2005/08/addressing'> {id} </RelatesTo>",
        "<RelatesTo xmlns='http://www.w3.org/2005/08/addressing' s:mustUnderstand='1' RelationshipType='http://www.w3.org/2005/08/addressing/reply'>{id}</RelatesTo>",
        "<a:RelatesTo xmlns:a='http://schemas.xmlsoap.org/ws/2004/08/addressing' RelationshipType='a:Reply'>{id}</a:RelatesTo>",
        "<a:RelatesTo xmlns:a='http://www.w3.org/2005/08/addressing' RelationshipType='urn:other'>urn:other</a:RelatesTo><a:RelatesTo xmlns:a='http://www.w3.org/2005/08/addressing'>{id}</a:RelatesTo>",
        // The first header is for another node and is ignored.
        "<a:RelatesTo xmlns:a='http://www.w3.org/2005/08/addressing' s:actor='urn:other'>urn:uuid:other</a:RelatesTo><a:RelatesTo xmlns:a='http://www.w3.org/2005/08/addressing'>{id}</a:RelatesTo>",
    ] {
        outcome(Addressing::v1_0().required(), accepted).unwrap();
    }
    let other = "<RelatesTo xmlns='http://www.w3.org/2005/08/addressing'>urn:uuid:other</RelatesTo>";
    let error = outcome(Addressing::v1_0(), other).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Rejected { .. }), "{error}");
    assert!(error.to_string().contains("`urn:uuid:other`"), "{error}");
}

#[test]
fn a_missing_relation_is_accepted_unless_required() {
    let unspecified = "<RelatesTo xmlns='http://www.w3.org/2005/08/addressing'>http://www.w3.org/2005/08/addressing/unspecified</RelatesTo>";
    for missing in ["", unspecified] {
        outcome(Addressing::v1_0(), missing).unwrap();
        let error = outcome(Addressing::v1_0().required(), missing).unwrap_err();
        assert!(error.to_string().contains("no header `RelatesTo`"), "{error}");
    }
}

/// In SOAP encoding, an element with `root="0"` is not the message, but a value to which the message may
/// refer. The only `Fault` in this reply has `root="0"`, so the reply is not a fault.
#[test]
fn a_missing_relation_is_accepted_in_a_fault_only_if_it_is_read_as_a_fault() {
    enum Get {}

    impl Operation for Get {
        type Request = ();
        type Reply = String;
        type RequestHeaders = ();
        type ReplyHeaders = ();
        type Fault = NoFault;
        const CONTRACT: Contract = Contract {
            name: "Get",
            action: "urn:t/Get",
            request: Body::Encoded("urn:t", "Get", &[]),
            reply: Body::Encoded("urn:t", "GetResponse", &[]),
            request_headers: &[],
        };
    }

    let body = "<s:Fault e:root='0' xmlns:e='http://schemas.xmlsoap.org/soap/encoding/'/><x>forged</x>";
    let (_, client) = client(|_| Response::envelope(envelope("", body)));
    let error = client.with_addressing(Addressing::v1_0().required()).call::<Get>(()).send().unwrap_err();
    assert!(error.to_string().contains("no header `RelatesTo`"), "{error}");
}

#[test]
fn an_empty_response_is_accepted_if_replies_go_elsewhere() {
    let (memory, client) = client(|_| Response::new(202, ""));
    let call = |addressing: Addressing| {
        client.clone().with_addressing(addressing).call::<operations::GetName>(request()).send()
    };
    assert_eq!(call(Addressing::v1_0().reply_to("https://me/replies")).unwrap().status, 202);
    let blocks = headers(&memory.requests()[0].body);
    let reply_to = blocks.iter().find(|(name, _)| name == "ReplyTo").unwrap();
    assert_eq!(reply_to.1.children()[0].text().as_deref(), Some("https://me/replies"));
    assert!(call(Addressing::v1_0()).is_err());
}

#[test]
fn an_addressing_fault_has_a_type() {
    let (_, client) = client(|_| {
        let fault = "<s:Fault xmlns:a='http://www.w3.org/2005/08/addressing'><faultcode>a:ActionNotSupported</faultcode><faultstring>no</faultstring></s:Fault>";
        Response::new(500, envelope("", fault))
    });
    let call = client.with_addressing(Addressing::v1_0().required()).call::<operations::GetName>(request());
    let error = call.send().unwrap_err();
    assert_eq!(error.addressing_fault().unwrap().kind, AddressingFaultKind::ActionNotSupported);
}

#[test]
fn headers_show_no_credential() {
    let (memory, client) = silent();
    let call = client.with_addressing(Addressing::v1_0()).call::<operations::GetName>(request());
    call.send().unwrap();
    assert!(!memory.requests()[0].body.contains("pa55"));
}

proptest::proptest! {
    /// A reply that was damaged in transit is read or refused, and never causes a panic.
    #[test]
    fn damaged_headers_cause_no_panic(at in 0_usize..900, length in 0_usize..60, insert in "[<>/\"'a-z:= &;0-9-]{0,12}") {
        let (_, client) = client(move |request| {
            let header = "<a:RelatesTo xmlns:a='http://www.w3.org/2005/08/addressing' RelationshipType='reply'>{id}</a:RelatesTo>\
                <a:ReplyTo xmlns:a='http://www.w3.org/2005/08/addressing'><a:Address>urn:a</a:Address><a:ReferenceParameters><b/></a:ReferenceParameters><a:Metadata/></a:ReplyTo>";
            let mut response = related(request, header);
            let end = (at + length).min(response.body.len());
            response.body.splice(at.min(end)..end, insert.bytes());
            response
        });
        let _ = client.with_addressing(Addressing::v1_0().required()).call::<operations::GetName>(request()).send();
    }
}
