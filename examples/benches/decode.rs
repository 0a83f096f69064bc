//! Decodes replies and requests with the generated types, compared with other parsers on the same bytes.
//!
//! ```sh
//! cargo bench -p saponify-examples --bench decode
//! cargo bench -p saponify-examples --bench decode -- --xsd-parser    # downloads and builds it, which takes minutes
//! cargo bench -p saponify-examples --bench decode -- --quick         # fewer runs
//! cargo bench -p saponify-examples --bench decode -- --messages      # without the documents that consist mostly of text
//! cargo bench -p saponify-examples --bench decode -- --sweep         # with and without the cache of tags, by length
//! ```
//!
//! gSOAP is included if it is installed (`apt-get install gsoap libgsoap-dev g++`). Building its program takes a minute
//! or two.
//!
//! All parsers run in turns and the best time of each is reported, so that the ratios are valid even on a busy
//! machine. The time to drop a result is a separate row.

#![allow(missing_docs, clippy::unwrap_used)]

#[path = "../tests/sample/mod.rs"]
mod sample;
mod suite;

use base64_simd::STANDARD;
use saponify::{Document, Limits, Value, from_slice, from_str, to_string, xsd::Base64Binary};
use serde::de::DeserializeOwned;
use suite::{
    documents::{Envelope, NS, envelope, users},
    gsoap,
    race::{Race, Ratios},
    serde_shape::{self, ListBody, SaveBody, UserBody},
    xsd_parser,
};

const EVENTS: &str = "quick-xml, bare events";
const DECODED: &str = "saponify";
const DROPPED: &str = "saponify, including the drop";
const PASSED_OVER: &str = "saponify, skipping all elements";
const DECODED_CACHED: &str = "saponify, with the cache";
const PASSED_OVER_CACHED: &str = "the same, with the cache";
const GSOAP: &str = "gSOAP, C++ with -O2";

fn main() {
    if std::env::args().any(|argument| argument == "--sweep") {
        return suite::sweep::run();
    }
    let list = "GetUserInfoListResponse";
    let users = messages::<ListBody, _>("a list of 10,000 users", list, &users(10_000));
    let rights =
        messages::<ListBody, _>("a list of 5,000 users with rights", list, &sample::user_info_list(5_000));
    let reply =
        messages::<UserBody, _>("the reply of GetUser", "GetUserResponse", &sample::get_user_response());
    let request = messages::<SaveBody, _>("the request of SaveUser", "SaveUser", &sample::save_user());
    println!("\nhow many times as fast                                 ratio  to reach");
    for (what, ratios, name, other, to_reach) in [
        ("reply of GetUser, decoded / bare events", &reply, DECODED, EVENTS, 1.3),
        ("reply of GetUser, decoded and dropped / bare events", &reply, DROPPED, EVENTS, 1.15),
        ("reply of GetUser, skipped / bare events", &reply, PASSED_OVER, EVENTS, 2.2),
        ("reply of GetUser, decoded / gSOAP", &reply, DECODED, GSOAP, 3.0),
        ("reply of GetUser, decoded / with the cache", &reply, DECODED, DECODED_CACHED, 1.0),
        ("reply of GetUser, skipped / with the cache", &reply, PASSED_OVER, PASSED_OVER_CACHED, 1.0),
        ("request of SaveUser, decoded / bare events", &request, DECODED, EVENTS, 1.15),
        ("request of SaveUser, decoded and dropped / bare events", &request, DROPPED, EVENTS, 1.15),
        ("request of SaveUser, decoded / with the cache", &request, DECODED, DECODED_CACHED, 1.0),
        ("list of 10,000, decoded / bare events", &users, DECODED, EVENTS, 2.0),
        ("list with rights, decoded / bare events", &rights, DECODED, EVENTS, 1.8),
    ] {
        match ratios.of(name, other) {
            Some(ratio) => println!("{what:54} {ratio:5.2} {to_reach:9.2}"),
            None => println!("{what:54}     - {to_reach:9.2}"),
        }
    }
    suite::race::print_load();
    if !std::env::args().any(|argument| argument == "--messages") {
        texts();
    }
}

fn messages<S, T>(title: &str, element: &'static str, value: &T) -> Ratios
where
    S: DeserializeOwned,
    T: Value + Clone + PartialEq,
{
    let body = to_string((NS, element), value).unwrap();
    let xml = envelope(&body);
    assert!(from_str::<Envelope<T>>(&xml).unwrap().content == *value);
    let mut race = Race::new(format!("decode: {title}"), xml.len())
        .with(EVENTS, || events(&xml))
        .with("quick-xml, serde", || quick_xml::de::from_str::<serde_shape::Envelope<S>>(&xml).unwrap())
        .with("roxmltree, tree only", || roxmltree::Document::parse(&xml).unwrap())
        .with("memchr over `<`", || memchr::memchr_iter(b'<', xml.as_bytes()).count())
        .with("the result, cloned", || value.clone())
        .with(PASSED_OVER, || passed_over(&xml, Limits::default()))
        .with(PASSED_OVER_CACHED, || passed_over(&xml, Limits::default().cached_from(0)))
        // `()` declares no elements. The measured time includes recording the unknown elements as departures:
        // the reader masks their secrets and copies the beginning of their XML.
        .with("saponify, recorded as unknown", || from_str::<()>(&xml).unwrap())
        .with(DROPPED, || drop(from_str::<Envelope<T>>(&xml).unwrap()))
        .with("saponify, from bytes", || from_slice::<Envelope<T>>(xml.as_bytes()).unwrap())
        .with(DECODED_CACHED, || decoded::<Envelope<T>>(&xml, Limits::default().cached_from(0)))
        .with(DECODED, || decoded::<Envelope<T>>(&xml, Limits::default()));
    if let Some(mut peer) = xsd_parser::begin("decode", element, &body) {
        race = race.with_seconds("xsd-parser, for quick-xml", move || peer.run());
    }
    if element == "GetUserResponse"
        && let Some(mut peer) = gsoap::begin(&xml)
    {
        race = race.with_seconds(GSOAP, move || peer.run());
    }
    race.run()
}

fn decoded<T: Value>(xml: &str, limits: Limits) -> T {
    let document = Document::from_text(xml, limits);
    let mut input = document.reader();
    let mut value = T::default();
    input.root().and_then(|_| value.decode(&mut input)).and_then(|()| input.end()).unwrap();
    value
}

/// Checks that a document is well-formed, without decoding it to a value.
fn passed_over(xml: &str, limits: Limits) {
    let document = Document::from_text(xml, limits);
    let mut input = document.reader();
    input.root().and_then(|_| input.skip()).and_then(|()| input.end()).unwrap();
}

/// Measures documents that consist mostly of text.
fn texts() {
    let bytes: Vec<u8> =
        (0..15_000_000_u32).map(|index| (index.wrapping_mul(0x9E37_79B9) >> 24) as u8).collect();
    let text = STANDARD.encode_to_string(&bytes);
    let xml = format!("<a>{text}</a>");
    Race::new("decode: 20 MB of base64 in one member", xml.len())
        .with("memchr over `<`, then a copy", || scanned_and_copied(&xml))
        .with("quick-xml, bare events", || events(&xml))
        .with("base64-simd alone", || STANDARD.decode_to_vec(&text).unwrap())
        .with("saponify, as text", || from_str::<String>(&xml).unwrap())
        .with("saponify", || from_str::<Base64Binary>(&xml).unwrap())
        .run();
    for (title, piece) in [
        ("20 MB of text with entities", "Smith &amp; Sons, a company with a name of some length; "),
        ("20 MB of Norwegian text in lines", "Blåbærsyltetøy på brødskiva er godt, særlig om høsten.\n"),
    ] {
        let xml = format!("<a>{}</a>", piece.repeat(20_000_000 / piece.len()));
        Race::new(format!("decode: {title}"), xml.len())
            .with("memchr over `<`, then a copy", || scanned_and_copied(&xml))
            .with("quick-xml, bare events", || events(&xml))
            .with("std::str::from_utf8", || std::str::from_utf8(xml.as_bytes()).unwrap().len())
            .with("saponify, from bytes", || from_slice::<String>(xml.as_bytes()).unwrap())
            .with("saponify", || from_str::<String>(&xml).unwrap())
            .run();
    }
}

fn scanned_and_copied(xml: &str) -> (usize, String) {
    (memchr::memchr_iter(b'<', xml.as_bytes()).count(), xml.to_owned())
}

fn events(xml: &str) -> usize {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut count = 0;
    while !matches!(reader.read_event().unwrap(), quick_xml::events::Event::Eof) {
        count += 1;
    }
    count
}
