//! Encodes requests and replies with the generated types, compared with other serializers on the same values.
//!
//! ```sh
//! cargo bench -p saponify-examples --bench encode
//! cargo bench -p saponify-examples --bench encode -- --xsd-parser    # downloads and builds it, which takes minutes
//! cargo bench -p saponify-examples --bench encode -- --quick         # fewer runs
//! ```

#![allow(missing_docs, clippy::unwrap_used)]

#[path = "../tests/sample/mod.rs"]
mod sample;
mod suite;

use saponify::{Value, to_string, xsd::Base64Binary};
use serde::{Serialize, de::DeserializeOwned};
use suite::{
    documents::{NS, users},
    race::Race,
    serde_shape, xsd_parser,
};

fn main() {
    let list = "GetUserInfoListResponse";
    messages::<serde_shape::GetUserInfoListResponse, _>("a list of 10,000 users", list, &users(10_000));
    let user = sample::get_user_response();
    messages::<serde_shape::GetUserResponse, _>("the reply of GetUser", "GetUserResponse", &user);
    messages::<serde_shape::SaveUser, _>("the request of SaveUser", "SaveUser", &sample::save_user());
    texts();
}

fn messages<S: DeserializeOwned + Serialize, T: Value>(title: &str, element: &'static str, value: &T) {
    let xml = to_string((NS, element), value).unwrap();
    let serde: S = quick_xml::de::from_str(&xml).unwrap();
    let mut race = Race::new(format!("encode: {title}"), xml.len())
        .with("quick-xml, serde", || quick_xml::se::to_string(&serde).unwrap())
        .with("the result, copied", || xml.clone())
        .with("saponify", || to_string((NS, element), value).unwrap());
    if let Some(mut peer) = xsd_parser::begin("encode", element, &xml) {
        race = race.with_seconds("xsd-parser, for quick-xml", move || peer.run());
    }
    drop(race.run());
}

/// Measures values that consist mostly of text.
fn texts() {
    for (title, piece) in [
        ("20 MB of plain text", "a text that needs no escape at all, of some length; "),
        ("20 MB of text with escapes", "Smith & Sons, a company with a name of some length; "),
    ] {
        let text = piece.repeat(20_000_000 / piece.len());
        Race::new(format!("encode: {title}"), text.len())
            .with("memchr over `&`, then a copy", || {
                (memchr::memchr_iter(b'&', text.as_bytes()).count(), text.clone())
            })
            .with("saponify", || to_string(("", "a"), &text).unwrap())
            .run();
    }
    let bytes = Base64Binary::from(vec![0x5A; 15_000_000]);
    Race::new("encode: 20 MB of base64", 20_000_000)
        .with("base64-simd alone", || base64_simd::STANDARD.encode_to_string(&bytes[..]))
        .with("saponify", || to_string(("", "a"), &bytes).unwrap())
        .run();
}
