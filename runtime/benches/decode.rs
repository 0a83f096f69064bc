//! `cargo bench -p saponify --bench decode`: reading replies, beside what others do with the same bytes.
#![allow(missing_docs, clippy::unwrap_used)]

mod race;
mod serde_shape;
mod shape;

use race::Race;
use saponify::{from_slice, from_str};
use shape::{Envelope, envelope, users};

fn main() {
    for (title, count) in [("10,000 users", 10_000), ("4 users", 4)] {
        let list = users(count);
        let xml = envelope(&list);
        assert!(from_str::<Envelope>(&xml).unwrap().list == list);
        Race::new(format!("decode: {title}"), xml.len())
            .with("quick-xml, bare events", || events(&xml))
            .with("quick-xml, serde", || quick_xml::de::from_str::<serde_shape::Envelope>(&xml).unwrap())
            .with("roxmltree, tree only", || roxmltree::Document::parse(&xml).unwrap())
            .with("memchr over `<`", || memchr::memchr_iter(b'<', xml.as_bytes()).count())
            .with("the result, cloned", || list.clone())
            .with("saponify, passed over", || from_str::<()>(&xml).unwrap())
            .with("saponify, from bytes", || from_slice::<Envelope>(xml.as_bytes()).unwrap())
            .with("saponify, and dropped", || drop(from_str::<Envelope>(&xml).unwrap()))
            .with("saponify", || from_str::<Envelope>(&xml).unwrap())
            .run();
    }
    for (title, piece) in [
        ("20 MB of base64 in one member", "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo"),
        ("20 MB of text with references", "Smith &amp; Sons, a company with a name of some length; "),
        ("20 MB of Norwegian text in lines", "Blåbærsyltetøy på brødskiva er godt, særlig om høsten.\n"),
    ] {
        let xml = format!("<a>{}</a>", piece.repeat(20_000_000 / piece.len()));
        Race::new(format!("decode: {title}"), xml.len())
            .with("memchr over `<`, and a copy", || {
                (memchr::memchr_iter(b'<', xml.as_bytes()).count(), xml.clone())
            })
            .with("quick-xml, bare events", || events(&xml))
            .with("saponify, from bytes", || from_slice::<String>(xml.as_bytes()).unwrap())
            .with("saponify", || from_str::<String>(&xml).unwrap())
            .run();
    }
}

fn events(xml: &str) -> usize {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut count = 0;
    while !matches!(reader.read_event().unwrap(), quick_xml::events::Event::Eof) {
        count += 1;
    }
    count
}
