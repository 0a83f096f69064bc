//! Replies with changed bytes: decoding gives a value or an error, never a panic, and no error shows a secret.
// Clippy's exceptions for tests do not cover their helper functions.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use common::{GetName, RequestHeaders, envelope, operations};
use proptest::prelude::*;
use saponify::soap::server;
use saponify::transport::{Memory, Response};
use saponify::{Client, Error, ErrorKind, ObservedReply, Observer, Version};

/// Pieces that are inserted into a reply.
const PIECES: [&str; 24] = [
    "<",
    ">",
    "</",
    "/>",
    "&",
    "&amp;",
    "&#0;",
    "]]>",
    "<![CDATA[",
    "<!--",
    "-->",
    "<?",
    "?>",
    "\"",
    "'",
    "=",
    ":",
    " ",
    "\u{1}",
    "é",
    "<a>",
    "</Code>",
    "<Password>",
    "xmlns:s='urn:x'",
];

#[derive(Clone, Debug)]
enum Change {
    Insert(usize, usize),
    Remove(usize, usize),
    Repeat(usize, usize),
    Cut(usize),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (any::<usize>(), 0..PIECES.len()).prop_map(|(at, piece)| Change::Insert(at, piece)),
        (any::<usize>(), 1..40_usize).prop_map(|(at, length)| Change::Remove(at, length)),
        (any::<usize>(), 1..40_usize).prop_map(|(at, length)| Change::Repeat(at, length)),
        any::<usize>().prop_map(Change::Cut),
    ]
}

fn tampered(text: &str, changes: &[Change]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for change in changes {
        let end = bytes.len();
        match *change {
            Change::Insert(at, piece) => {
                let at = at % (end + 1);
                bytes.splice(at..at, PIECES[piece].bytes());
            }
            Change::Remove(at, length) => {
                let at = at % (end + 1);
                bytes.drain(at..end.min(at + length));
            }
            Change::Repeat(at, length) => {
                let at = at % (end + 1);
                let again = bytes[at..end.min(at + length)].to_vec();
                bytes.splice(at..at, again);
            }
            Change::Cut(at) => bytes.truncate(at % (end + 1)),
        }
    }
    bytes
}

/// Reads everything that an observer can see.
struct Curious;

impl Observer for Curious {
    fn replied(&self, reply: &ObservedReply<'_>) {
        assert!(!reply.envelope().unwrap().contains("7T:abc"));
    }
}

fn call(status: u16, bytes: Vec<u8>) -> Result<(), Error> {
    let memory = Memory::new();
    memory.push(Response::new(status, bytes).with_header("Content-Type", "text/xml; charset=utf-8"));
    let client = Client::new(memory, "http://localhost/", Version::Soap11).with_observer(Curious);
    let headers = RequestHeaders { ticket: Some("7T:abc".into()), zone: None };
    client.call::<operations::GetName>(GetName::default()).headers(headers.clone()).send().map(drop)
}

fn replies() -> Vec<String> {
    let reply = "<GetNameResponse xmlns='urn:names'><Code>generated</Code><Name>7T:abc</Name><Count>5</Count></GetNameResponse>";
    let succeeded = |is| format!("<Succeeded xmlns='urn:names'>{is}</Succeeded><Ticket>7T:abc</Ticket>");
    vec![
        envelope(&succeeded(true), reply),
        envelope(&succeeded(false), reply),
        envelope("", common::FAULT),
        envelope(
            "",
            "<s:Fault><faultstring>7T:abc</faultstring><detail>7T:abc<x>7T:abc</x></detail></s:Fault>",
        ),
        format!("<html>7T:abc{reply}</html>"),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_tampered_reply_is_an_answer_or_an_error(
        reply in proptest::sample::select(replies()),
        changes in proptest::collection::vec(change(), 1..4),
        status in proptest::sample::select(vec![200, 500, 302]),
    ) {
        let bytes = tampered(&reply, &changes);
        if let Err(error) = call(status, bytes.clone()) {
            let shown = format!("{error} {error:?}");
            let text = String::from_utf8_lossy(&bytes);
            prop_assert!(!shown.contains("7T:abc"), "{text}: {shown}");
            // The text `generated` is the value of the secret element `Code`. An error may show this text in
            // three cases only: the reply is not well-formed, `tampered` turned the text into the name of an
            // element, or no `GetNameResponse` precedes the text.
            let place = |word| text.find(word).unwrap_or(text.len());
            let named = !matches!(error.kind(), ErrorKind::NotWellFormed { .. })
                && place("GetNameResponse") < place("generated")
                && !text.contains("<generated");
            prop_assert!(!named || !shown.contains("generated"), "{text}: {shown}");
        }
        let _ = server::read_request::<operations::GetName>(&bytes);
        let _ = server::first_body_element(&bytes);
    }

    #[test]
    fn any_bytes_are_an_answer_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(call(200, bytes).is_err());
    }
}
