//! Extensions: which steps run, in which order, and what they may change.
// Clippy's exceptions for tests do not cover their helper functions.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::sync::{Arc, Mutex};

use common::{FAULT, GetName, envelope, named, operations};
use saponify::soap::Block;
use saponify::soap::extension::{
    CallFacts, Extension, ExtensionRun, IncomingMessage, MessageKind, OutgoingMessage, Part, Preparation,
    Side,
};
use saponify::transport::{Memory, Response};
use saponify::{
    Client, Element, Error, ErrorKind, Name, ObservedReply, ObservedRequest, Observer, ReadingMode, Result,
    Version,
};

type Prepare = dyn Fn(&mut Preparation<'_>) -> Result<()> + Send + Sync;
type Seal = dyn Fn(&mut OutgoingMessage<'_>) -> Result<()> + Send + Sync;
type Open = dyn Fn(&mut IncomingMessage<'_>) -> Result<()> + Send + Sync;

/// An extension whose steps are functions. It counts how often it was started.
#[derive(Clone, Default)]
struct Steps {
    prepare: Option<Arc<Prepare>>,
    seal: Option<Arc<Seal>>,
    open: Option<Arc<Open>>,
    started: Arc<Mutex<u32>>,
}

impl Steps {
    fn preparing(step: impl Fn(&mut Preparation<'_>) -> Result<()> + Send + Sync + 'static) -> Self {
        Self { prepare: Some(Arc::new(step)), ..Self::default() }
    }

    fn sealing(step: impl Fn(&mut OutgoingMessage<'_>) -> Result<()> + Send + Sync + 'static) -> Self {
        Self { seal: Some(Arc::new(step)), ..Self::default() }
    }

    fn opening(step: impl Fn(&mut IncomingMessage<'_>) -> Result<()> + Send + Sync + 'static) -> Self {
        Self { open: Some(Arc::new(step)), ..Self::default() }
    }
}

impl Extension for Steps {
    fn start(&self, call: &CallFacts<'_>) -> Result<Box<dyn ExtensionRun>> {
        assert_eq!((call.side(), call.operation()), (Side::Client, "GetName"));
        assert_eq!((call.endpoint(), call.soap_action()), ("http://localhost/", "urn:names/GetName"));
        assert_eq!(call.actions().request, "urn:names/GetName");
        assert_eq!(call.actions().reply, "urn:names/GetNameResponse");
        assert!(!call.is_one_way());
        *self.started.lock().unwrap() += 1;
        Ok(Box::new(self.clone()))
    }
}

impl ExtensionRun for Steps {
    fn prepare(&mut self, message: &mut Preparation<'_>) -> Result<()> {
        assert_eq!((message.kind(), message.call().operation()), (MessageKind::Request, "GetName"));
        self.prepare.as_ref().map_or(Ok(()), |step| step(message))
    }

    fn seal(&mut self, message: &mut OutgoingMessage<'_>) -> Result<()> {
        assert_eq!((message.kind(), message.call().operation()), (MessageKind::Request, "GetName"));
        self.seal.as_ref().map_or(Ok(()), |step| step(message))
    }

    fn open(&mut self, message: &mut IncomingMessage<'_>) -> Result<()> {
        assert_eq!(message.call().operation(), "GetName");
        self.open.as_ref().map_or(Ok(()), |step| step(message))
    }
}

/// A client of a server that always sends this reply.
fn client(reply: impl Into<String>) -> (Memory, Client<Memory>) {
    let reply = Response::envelope(reply.into());
    let memory = Memory::answering(move |_| Ok(reply.clone()));
    (memory.clone(), Client::new(memory, "http://localhost/", Version::Soap11))
}

fn request() -> GetName {
    GetName { id: Some(7), password: None }
}

fn send(client: &Client<Memory>) -> Result<Option<String>, Error> {
    client.call::<operations::GetName>(request()).send().map(|reply| reply.body.name)
}

fn block(local: &str) -> Block {
    Block::new(Element::parse(&format!("<{local} xmlns='urn:b'/>")).unwrap())
}

#[test]
fn blocks_of_extensions_follow_all_others_in_order_of_addition() {
    let (memory, client) = client(named("x"));
    let client = client
        .with_extension(Steps::preparing(|message| {
            assert!(message.blocks().is_empty());
            message.add_block(block("Third"));
            Ok(())
        }))
        .with_header(block("First"));
    let call = client
        .call::<operations::GetName>(request())
        .extension(Steps::preparing(|message| {
            assert_eq!(message.blocks().len(), 1);
            message.add_block(block("Fourth"));
            Ok(())
        }))
        .header(block("Second"));
    call.send().unwrap();
    let sent = &memory.requests()[0].body;
    let places = ["First", "Second", "Third", "Fourth"].map(|name| sent.find(name).unwrap());
    assert!(places.is_sorted(), "{sent}");
    assert_eq!(call.envelope().unwrap(), *sent);
}

#[test]
fn messages_are_sealed_in_order_and_opened_in_reverse_order() {
    let order = Arc::new(Mutex::new(String::new()));
    let step = |name: char| {
        let (sealed, opened) = (Arc::clone(&order), Arc::clone(&order));
        Steps {
            seal: Some(Arc::new(move |_| {
                sealed.lock().unwrap().push(name);
                Ok(())
            })),
            ..Steps::opening(move |_| {
                opened.lock().unwrap().push(name.to_ascii_uppercase());
                Ok(())
            })
        }
    };
    let (_, client) = client(named("x"));
    let client = client.with_extension(step('a')).with_extension(step('b'));
    client.call::<operations::GetName>(request()).extension(step('c')).send().unwrap();
    assert_eq!(*order.lock().unwrap(), "abcCBA");
}

#[tokio::test]
async fn each_send_starts_the_extensions_again() {
    let steps = Steps::default();
    let (_, client) = client(named("x"));
    let call = client.with_extension(steps.clone()).call::<operations::GetName>(request());
    call.send().unwrap();
    (&call).await.unwrap();
    call.await.unwrap();
    assert_eq!(*steps.started.lock().unwrap(), 3);
}

/// Stores the last request and the last reply.
#[derive(Default)]
struct Seen(Mutex<(String, String)>);

impl Observer for Seen {
    fn requested(&self, request: &ObservedRequest<'_>) {
        self.0.lock().unwrap().0 = request.envelope();
    }

    fn replied(&self, reply: &ObservedReply<'_>) {
        self.0.lock().unwrap().1 = reply.envelope().unwrap_or_default();
    }
}

#[test]
fn the_sealed_message_is_what_is_sent_and_observed() {
    let seen = Arc::new(Seen::default());
    let (memory, client) = client(named("x"));
    let client = client.with_observer(Arc::clone(&seen)).with_extension(Steps {
        seal: Some(Arc::new(|message| {
            let text = message.text().replace(">7<", ">8<");
            message.set_text(text);
            message.set_content_type("text/plain");
            message.set_http_header("X-Sealed", "1");
            Ok(())
        })),
        ..Steps::preparing(|message| {
            message.set_soap_action("urn:other");
            message.set_http_header("x-sealed", "0");
            Ok(())
        })
    });
    client.call::<operations::GetName>(request()).http_header("Content-Type", "x/y").send().unwrap();
    let sent = &memory.requests()[0];
    assert!(sent.body.contains("<Id>8</Id>"), "{}", sent.body);
    assert!(seen.0.lock().unwrap().0.contains("<Id>8</Id>"));
    let headers = [("Content-Type", "text/plain"), ("SOAPAction", "\"urn:other\""), ("X-Sealed", "1")];
    for (name, value) in headers {
        let found: Vec<_> =
            sent.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name)).collect();
        assert_eq!(found, [&(name.to_owned(), value.to_owned())]);
    }
}

#[test]
fn a_marked_part_has_an_identifier_and_secrets_stay_hidden() {
    let seen = Arc::new(Seen::default());
    let (memory, client) = client(named("x"));
    let client = client.with_observer(Arc::clone(&seen)).with_extension(Steps {
        seal: Some(Arc::new(|message| {
            let header = |local: &'static str| Part::Header(Name::new("urn:b", local));
            assert_eq!(message.mark(Part::Body)?, ["id-1"]);
            assert_eq!(message.mark(Part::Body)?, ["id-1"]);
            assert_eq!(message.mark(header("Twice"))?, ["id-3", "id-2"]);
            assert_eq!(message.mark(header("Known"))?, ["known"]);
            assert_eq!(message.mark(header("None"))?, [""; 0]);
            assert!(!message.shown().contains("hunter2"), "{}", message.shown());
            Ok(())
        })),
        ..Steps::preparing(|message| {
            message.add_block(block("Twice"));
            message.add_block(block("Twice"));
            let known = "<Known xmlns='urn:b' xmlns:u='http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd' u:Id='known'>text</Known>";
            message.add_block(Element::parse(known)?);
            Ok(())
        })
    });
    let request = GetName { id: Some(7), password: Some("hunter2".into()) };
    client.call::<operations::GetName>(request).send().unwrap();
    let sent = &memory.requests()[0].body;
    let wsu =
        "xmlns:wsu=\"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd\"";
    assert!(sent.contains(&format!("<soap:Body {wsu} wsu:Id=\"id-1\">")), "{sent}");
    assert!(
        sent.contains(&format!("<Twice {wsu} wsu:Id=\"id-3\" xmlns=\"urn:b\"/><Twice {wsu} wsu:Id=\"id-2\"")),
        "{sent}"
    );
    let observed = &seen.0.lock().unwrap().0;
    assert!(sent.contains("hunter2") && observed.contains("<Password>[redacted]</Password>"), "{observed}");
}

#[test]
fn the_replacement_of_a_reply_is_decoded() {
    let (_, client) = client(named("before"));
    let client = client.with_extension(Steps::opening(|message| {
        assert_eq!(message.status(), Some(200));
        assert_eq!(message.http_header("content-type"), Some("text/xml; charset=utf-8"));
        let text = message.text().replace("before", "after");
        message.set_text(text);
        Ok(())
    }));
    assert_eq!(send(&client).unwrap().as_deref(), Some("after"));
}

#[test]
fn extensions_see_replies_in_utf_8() {
    let utf_16: Vec<u8> =
        "\u{feff}".encode_utf16().chain(named("Zoë").encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let memory = Memory::answering(move |_| Ok(Response::new(200, utf_16.clone())));
    let client =
        Client::new(memory, "http://localhost/", Version::Soap11).with_extension(Steps::opening(|message| {
            assert!(message.text().contains("Zoë"));
            Ok(())
        }));
    assert_eq!(send(&client).unwrap().as_deref(), Some("Zoë"));
}

#[test]
fn a_rejected_reply_is_not_decoded() {
    for reply in [named("x"), envelope("", FAULT)] {
        let is_fault = reply.contains("Fault");
        let (_, client) = client(reply);
        let client = client
            .with_extension(Steps::opening(|_| panic!("the message was rejected already")))
            .with_extension(Steps::opening(move |message| {
                assert_eq!(message.is_fault()?, is_fault);
                Err(Error::rejected("no signature"))
            }));
        let error = send(&client).unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::Rejected { reason, .. } if reason == "no signature"),
            "{error}"
        );
        assert_eq!(error.to_string(), "GetName at http://localhost/: the message was rejected: no signature");
        assert!(!error.never_sent() && error.http().is_some_and(|http| http.status == 200));
    }
}

#[test]
fn bodies_that_are_no_envelope_are_errors_without_extensions() {
    for body in ["<html><body/></html>", "Not found", "<Envelope/>", "<Envelope"] {
        let (_, client) = client(body);
        let client = client.with_extension(Steps::opening(|_| panic!("this is not an envelope")));
        assert!(send(&client).is_err(), "{body}");
    }
}

#[test]
fn an_empty_reply_is_accepted_only_if_an_extension_accepts_it() {
    let memory = Memory::answering(|_| Ok(Response::new(202, " ")));
    let client = Client::new(memory, "http://localhost/", Version::Soap11);
    assert!(send(&client).is_err());
    let looking = client.clone().with_extension(Steps::opening(|message| {
        assert!(message.is_empty() && message.blocks()?.is_empty() && !message.is_fault()?);
        Ok(())
    }));
    assert!(send(&looking).is_err());
    let accepting = client.with_extension(Steps::opening(|message| {
        message.accept_empty();
        Ok(())
    }));
    let reply = accepting.call::<operations::GetName>(request()).send().unwrap();
    assert_eq!((reply.status, reply.body.name), (202, None));
}

#[test]
fn understood_blocks_are_no_departure_in_any_mode() {
    let header = "<Sec xmlns='urn:b' s:mustUnderstand='1'><x/></Sec>";
    let body = "<GetNameResponse xmlns='urn:names'><Name>x</Name></GetNameResponse>";
    let (_, client) = client(envelope(header, body));
    let understanding = client.clone().with_extension(Steps::opening(|message| {
        assert_eq!(message.blocks()?[0].name(), Name::new("urn:b", "Sec"));
        message.understand(("urn:b", "Sec"));
        Ok(())
    }));
    for mode in [ReadingMode::Strict, ReadingMode::Standard, ReadingMode::Lenient] {
        let call =
            |client: &Client<Memory>| client.call::<operations::GetName>(request()).reading_mode(mode).send();
        let reply = call(&understanding).unwrap();
        assert_eq!((reply.body.name.as_deref(), reply.account.departures().len()), (Some("x"), 0));
        match call(&client) {
            Ok(reply) => assert_eq!(reply.account.departures().len(), 1),
            Err(error) => assert!(mode == ReadingMode::Strict, "{error}"),
        }
    }
}

#[test]
fn secrets_of_extensions_are_not_shown() {
    let seen = Arc::new(Seen::default());
    let reply = envelope(
        "",
        "<x:Fault xmlns:x='http://schemas.xmlsoap.org/soap/envelope/'><faultstring>one-pass two-pass three-pass four-pass five-pass</faultstring></x:Fault>",
    );
    let (memory, client) = client(reply);
    let client = client.with_observer(Arc::clone(&seen)).with_extension(Steps {
        seal: Some(Arc::new(|message| {
            message.hide("three-pass");
            message.set_http_header("X-Key", "five-pass");
            let text = message.text().replace("<soap:Body>", "<soap:Body><!--three-pass-->");
            message.set_text(text);
            Ok(())
        })),
        ..Steps::preparing(|message| {
            message.add_block(Element::parse("<a><Password>one-pass</Password></a>")?);
            message.add_block(Block::new(Element::parse("<b c='two-pass'>two-pass</b>")?).secret());
            message.add_block(Element::parse("<d>four-pass</d>")?);
            message.hide("four-pass");
            Ok(())
        })
    });
    let error = send(&client).unwrap_err();
    let shown = format!("{client:?} {error} {error:?} {:?} {:?}", memory.requests(), seen.0.lock().unwrap());
    assert!(!shown.contains("-pass"), "{shown}");
    let sent = &memory.requests()[0].body;
    assert_eq!(sent.matches("-pass").count(), 5, "{sent}");
}

#[test]
fn an_error_of_an_extension_stops_the_call_before_it_is_sent() {
    let (memory, client) = client(named("x"));
    for steps in [
        Steps::preparing(|_| Err(Error::rejected("no key"))),
        Steps::sealing(|_| Err(Error::rejected("no key"))),
        Steps::sealing(|message| message.insert(usize::MAX, "x")),
    ] {
        let error = send(&client.clone().with_extension(steps)).unwrap_err();
        assert!(error.never_sent() && error.operation() == Some("GetName"), "{error}");
    }
    assert!(memory.requests().is_empty());
}

#[test]
#[cfg(not(feature = "addressing"))]
fn a_required_protocol_without_its_feature_is_an_error_of_the_call() {
    let (memory, client) = client(named("x"));
    let client = client.requiring_addressing();
    let error = send(&client).unwrap_err();
    assert!(error.never_sent() && error.to_string().contains("enable the feature `addressing`"), "{error}");
    // The call is sent if the user adds the headers.
    let action = "<a:Action xmlns:a='http://www.w3.org/2005/08/addressing'>urn:get</a:Action>";
    send(&client.with_header(Block::new(Element::parse(action).unwrap()))).unwrap();
    assert_eq!(memory.requests().len(), 1);
}

#[test]
fn a_declared_reply_with_an_error_status_is_decoded_from_its_replacement() {
    let reply = envelope(
        "<Sec xmlns='urn:b' s:mustUnderstand='1'/>",
        "<GetNameResponse xmlns='urn:names'><Name>before</Name></GetNameResponse>",
    );
    let memory = Memory::answering(move |_| Ok(Response::new(500, reply.clone())));
    let client =
        Client::new(memory, "http://localhost/", Version::Soap11).with_extension(Steps::opening(|message| {
            let text = message.text().replace("before", "after");
            message.set_text(text);
            message.understand(("urn:b", "Sec"));
            Ok(())
        }));
    let error = client
        .with_reading_mode(ReadingMode::Strict)
        .call::<operations::GetName>(request())
        .send()
        .unwrap_err();
    let reply = error.reply::<operations::GetName>().unwrap().unwrap();
    assert_eq!(reply.body.name.as_deref(), Some("after"));
}
