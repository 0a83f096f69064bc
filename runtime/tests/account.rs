//! The departures of messages from their contract ([`Account`]): in replies and faults, as the observer sees
//! them, and in requests that a server reads.
// Clippy's exceptions for tests do not cover their helper functions.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::sync::{Arc, Mutex};

use common::{FAULT, GetName, RequestHeaders, envelope, operations};
use saponify::soap::server;
use saponify::transport::{Memory, Response};
use saponify::{
    Account, Client, DepartureKind, Detail, DetailElement, ObservedReply, Observer, ReadingMode, Reply,
    Result, Secret, Version,
};

type Answer = Result<Reply<common::ReplyHeaders, common::GetNameResponse>>;

fn client(text: &str) -> Client<Memory> {
    let memory = Memory::new();
    memory.push(Response::envelope(text.to_owned()));
    Client::new(memory, "http://localhost/service", Version::Soap11)
}

fn answer(text: &str, mode: ReadingMode) -> Answer {
    let client = client(text).with_reading_mode(mode);
    client.call::<operations::GetName>(GetName::default()).send()
}

fn body(members: &str) -> String {
    envelope("", &format!("<GetNameResponse xmlns='urn:names'>{members}</GetNameResponse>"))
}

fn shown(account: &Account) -> Vec<String> {
    account.iter().map(ToString::to_string).collect()
}

#[test]
fn the_account_of_a_reply_lists_skipped_elements() {
    let reply = answer(&body("<Name>n</Name><Extra>1</Extra>"), ReadingMode::Standard).unwrap();
    assert_eq!(reply.body.name.as_deref(), Some("n"));
    assert_eq!(shown(&reply.account), ["Body/GetNameResponse/Extra: unknown element, found \"1\""]);
    let error = answer(&body("<Name>n</Name><Extra>1</Extra>"), ReadingMode::Strict).unwrap_err();
    assert_eq!(error.path(), Some("Body/GetNameResponse/Extra"));
    assert!(error.place().is_some());
    let reply = answer(&body("<Name>n</Name>"), ReadingMode::Standard).unwrap();
    assert!(reply.account.is_empty());
}

#[test]
fn members_without_their_namespace_are_read_and_recorded() {
    let text = envelope("", "<n:GetNameResponse xmlns:n='urn:names'><Name>n</Name></n:GetNameResponse>");
    let reply = answer(&text, ReadingMode::Standard).unwrap();
    assert_eq!(reply.body.name.as_deref(), Some("n"));
    assert_eq!(reply.account.departures()[0].kind, DepartureKind::OtherForm);
    assert!(answer(&text, ReadingMode::Strict).is_err());
}

#[test]
fn a_call_can_have_its_own_mode() {
    let text = body("<Count>many</Count>");
    for (of_client, of_call, is_read) in [
        (ReadingMode::Lenient, None, true),
        (ReadingMode::Standard, Some(ReadingMode::Lenient), true),
        (ReadingMode::Lenient, Some(ReadingMode::Standard), false),
    ] {
        let client = client(&text).with_reading_mode(of_client);
        let (headers, request) = (RequestHeaders::default(), GetName::default());
        let call = client.call::<operations::GetName>(request.clone()).headers(headers.clone());
        let call = match of_call {
            Some(mode) => call.reading_mode(mode),
            None => call,
        };
        assert_eq!(call.send().is_ok(), is_read, "{of_client:?} {of_call:?}");
    }
}

#[test]
fn undeclared_header_blocks_are_allowed_unless_they_must_be_understood() {
    let reply = |attribute: &str| {
        envelope(
            &format!(
                "<x:Trace xmlns:x='urn:x' {attribute}>t</x:Trace><Succeeded xmlns='urn:names'>true</Succeeded>"
            ),
            "<GetNameResponse xmlns='urn:names'/>",
        )
    };
    let noted = ["Header/Trace: undeclared header block, found \"t\""];
    for mode in [ReadingMode::Strict, ReadingMode::Standard, ReadingMode::Lenient] {
        for attribute in ["", "s:mustUnderstand='0'"] {
            let reply = answer(&reply(attribute), mode).unwrap();
            assert_eq!(
                (shown(&reply.account), reply.headers.succeeded),
                (noted.map(String::from).to_vec(), Some(true))
            );
        }
        let understood = answer(&reply("s:mustUnderstand='1'"), mode);
        match mode {
            ReadingMode::Strict => assert_eq!(understood.unwrap_err().path(), Some("Header/Trace")),
            _ => assert_eq!(shown(&understood.unwrap().account), noted),
        }
    }
}

#[test]
fn an_unqualified_body_is_not_the_body_of_an_envelope() {
    let text =
        r#"<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><Body><x/></Body></s:Envelope>"#;
    for mode in [ReadingMode::Strict, ReadingMode::Standard, ReadingMode::Lenient] {
        assert!(answer(text, mode).is_err(), "{mode:?}");
    }
    // Elements beside the expected one in a body are recorded as departures.
    let text = envelope("", "<GetNameResponse xmlns='urn:names'/><Other/>");
    assert_eq!(
        shown(&answer(&text, ReadingMode::Standard).unwrap().account),
        ["Body/Other: unknown element"]
    );
    assert_eq!(answer(&text, ReadingMode::Strict).unwrap_err().path(), Some("Body/Other"));
}

#[test]
fn a_fault_is_a_fault_in_all_modes() {
    let odd = FAULT
        .replace("</faultcode>", "</faultcode><odd a='1'/>")
        .replace("<faultstring>", "<faultstring x='1'>");
    for mode in [ReadingMode::Strict, ReadingMode::Standard, ReadingMode::Lenient] {
        for fault in [FAULT, &odd] {
            let error = answer(&envelope("", fault), mode).unwrap_err();
            assert_eq!(
                error.fault().map(|fault| fault.reason().to_owned()).as_deref(),
                Some("No such id"),
                "{mode:?}"
            );
        }
    }
}

#[test]
fn the_observer_sees_the_account_and_no_secret() {
    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<String>>>);
    impl Observer for Log {
        fn replied(&self, reply: &ObservedReply<'_>) {
            self.0.lock().unwrap().extend(reply.account().iter().map(ToString::to_string));
        }
    }
    let log = Log::default();
    let text = body("<Echo>you sent s3cret!</Echo><Password>p</Password>");
    let client = client(&text).with_observer(log.clone());
    let request = GetName { id: None, password: Some(Secret::from("s3cret!")) };
    let reply = client.call::<operations::GetName>(request.clone()).send().unwrap();
    let expected = [
        "Body/GetNameResponse/Echo: unknown element, found \"you sent [redacted]\"",
        "Body/GetNameResponse/Password: unknown element, found \"[redacted]\"",
    ];
    assert_eq!(shown(&reply.account), expected);
    assert_eq!(*log.0.lock().unwrap(), expected);
    assert!(!format!("{reply:?}").contains("s3cret"));
}

#[test]
fn secrets_are_masked_in_paths_and_where_a_text_is_cut_off() {
    let received = |members: &str, mode| {
        let client = client(&body(members)).with_reading_mode(mode);
        client
            .call::<operations::GetName>(GetName { id: None, password: Some(Secret::from("s3cret!")) })
            .send()
    };
    let long = format!("<Echo>{}s3cret!</Echo>", "x".repeat(96));
    let account = received(&long, ReadingMode::Standard).unwrap().account;
    assert_eq!(account.departures()[0].found, format!("{}…", "x".repeat(96)));
    let long = format!("<Count>{}s3cret!</Count>", "x".repeat(56));
    let error = received(&long, ReadingMode::Standard).unwrap_err().to_string();
    assert!(error.contains(&format!("`{}…`", "x".repeat(56))), "{error}");
    let named = |members: &str, mode| {
        let client = client(&body(members)).with_reading_mode(mode);
        client
            .call::<operations::GetName>(GetName { id: None, password: Some(Secret::from("s3cret")) })
            .send()
    };
    let account = named("<s3cret>1</s3cret><Name s3cret='1'/>", ReadingMode::Standard).unwrap().account;
    let expected = [
        "Body/GetNameResponse/[redacted]: unknown element, found \"1\"",
        "Body/GetNameResponse/Name/@[redacted]: unknown attribute, found \"1\"",
    ];
    assert_eq!(shown(&account), expected);
    let error = named("<s3cret>1</s3cret>", ReadingMode::Strict).unwrap_err();
    assert_eq!(error.path(), Some("Body/GetNameResponse/[redacted]"));
    assert!(!format!("{error} {error:?}").contains("s3cret"), "{error:?}");
}

#[test]
fn a_server_reads_requests_in_the_chosen_mode() {
    let request = envelope("", "<GetName xmlns='urn:names'><Id>1</Id><More/></GetName>");
    let received = server::read_request::<operations::GetName>(request.as_bytes()).unwrap();
    assert_eq!(shown(&received.account), ["Body/GetName/More: unknown element"]);
    assert!(server::read_request_as::<operations::GetName>(request.as_bytes(), ReadingMode::Strict).is_err());
    // The parts are direct children of the body.
    let request = envelope("", "<Id>1</Id><n:More xmlns:n='urn:names'/>");
    let received =
        server::read_request_as::<operations::GetNameBare>(request.as_bytes(), ReadingMode::Lenient);
    let received = received.unwrap();
    assert_eq!((received.body.id, received.account.total()), (Some(1), 2));
}

/// The fault with `entry` in its detail, as a client with this reading mode receives it.
fn fault(entry: &str, mode: ReadingMode) -> saponify::Fault {
    let fault = format!(
        "<s:Fault><faultcode>s:Server</faultcode><faultstring>no</faultstring><detail>{entry}</detail></s:Fault>"
    );
    answer(&envelope("", &fault), mode).unwrap_err().fault().unwrap().clone()
}

#[test]
fn an_entry_of_a_detail_in_the_other_form_is_decoded_and_recorded() {
    let decode = |entry: &str, mode| {
        let decoded = fault(entry, mode).detail_as::<Entries>(mode).unwrap();
        decoded.map(|(entry, account)| (entry, shown(&account)))
    };
    let noted = |local: &str, name: &str| {
        vec![format!("{local}: qualified instead of unqualified, or the reverse, found \"{name}\"")]
    };
    for mode in [ReadingMode::Standard, ReadingMode::Lenient] {
        assert_eq!(decode("<Full>1</Full>", mode), Some((Entries::Full(1), noted("Full", "Full"))));
        let plain = decode("<x:Plain xmlns:x='urn:x'>2</x:Plain>", mode);
        assert_eq!(plain, Some((Entries::Plain(2), noted("Plain", "{urn:x}Plain"))));
        // An entry with the declared name takes precedence over a wrongly qualified one.
        let exact = decode("<Full>1</Full><Full xmlns='urn:names'>3</Full>", mode);
        assert_eq!(exact, Some((Entries::Full(3), Vec::new())));
        for other in ["<Full xmlns='urn:x'>1</Full>", "<Twice>1</Twice>", "<Nothing/>", ""] {
            assert_eq!(decode(other, mode), None, "{other}");
        }
    }
    for entry in ["<Full>1</Full>", "<x:Plain xmlns:x='urn:x'>2</x:Plain>"] {
        assert_eq!(decode(entry, ReadingMode::Strict), None);
    }
    let invalid = fault("<Full>x</Full>", ReadingMode::Standard).detail::<Entries>();
    assert!(invalid.unwrap_err().to_string().starts_with("Full: expected "));
}

#[derive(Clone, Debug, PartialEq)]
enum Entries {
    Full(i32),
    Plain(i32),
    Twice(i32),
}

impl Detail for Entries {
    fn from_element(element: &DetailElement<'_>) -> Option<Result<Self>> {
        let name = element.name();
        match name.within("urn:names") {
            "Full" => Some(element.decode().map(Self::Full)),
            "Twice" => Some(element.decode().map(Self::Twice)),
            _ => match name.within("") {
                "Plain" => Some(element.decode().map(Self::Plain)),
                _ => match name.within("urn:others") {
                    "Twice" => Some(element.decode().map(Self::Twice)),
                    _ => None,
                },
            },
        }
    }
}

#[test]
fn a_lenient_client_decodes_details_leniently() {
    let entry = "<NoSuchId xmlns='urn:names'>1E1</NoSuchId>";
    let detail = |mode| fault(entry, mode).detail::<common::GetNameFault>();
    assert_eq!(detail(ReadingMode::Lenient).unwrap(), Some(common::GetNameFault::NoSuchId(10)));
    for mode in [ReadingMode::Strict, ReadingMode::Standard] {
        assert!(detail(mode).unwrap_err().to_string().starts_with("NoSuchId: expected "));
    }
    // The mode that the caller passes takes precedence over the mode of the client.
    let given = fault(entry, ReadingMode::Lenient).detail_as::<common::GetNameFault>(ReadingMode::Standard);
    assert!(given.is_err());
}
