//! `cargo bench -p saponify --bench encode`: writing requests, beside what others do with the same values.
#![allow(missing_docs, clippy::unwrap_used)]

mod race;
mod serde_shape;
mod shape;

use race::Race;
use saponify::Writer;
use shape::{GetUserInfoListResponse, NS, envelope, users};

fn main() {
    for (title, count) in [("10,000 users", 10_000), ("1 user", 1)] {
        let list = users(count);
        let written = write(&list);
        let serde: serde_shape::Envelope = quick_xml::de::from_str(&envelope(&list)).unwrap();
        Race::new(format!("encode: {title}"), written.len())
            .with("quick-xml, serde", || quick_xml::se::to_string(&serde.body.response).unwrap())
            .with("the result, copied", || written.clone())
            .with("saponify", || write(&list))
            .run();
    }
    for (title, piece) in [
        ("20 MB of plain text", "a text that needs no escape at all, of some length; "),
        ("20 MB of text with escapes", "Smith & Sons, a company with a name of some length; "),
    ] {
        let text = piece.repeat(20_000_000 / piece.len());
        Race::new(format!("encode: {title}"), text.len())
            .with("memchr over `&`, and a copy", || {
                (memchr::memchr_iter(b'&', text.as_bytes()).count(), text.clone())
            })
            .with("saponify", || saponify::to_string(("", "a"), &text).unwrap())
            .run();
    }
}

fn write(list: &GetUserInfoListResponse) -> Vec<u8> {
    let mut output = Writer::new();
    output.record((NS, "GetUserInfoListResponse").into(), list);
    output.finish().unwrap()
}
