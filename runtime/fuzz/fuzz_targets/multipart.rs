//! Checks that any multipart reply yields a value or an error, and that the attachments and values together
//! are at most about twice as long as the message.
//!
//! The first line of an input is the content type, the rest is the body.
#![no_main]

#[path = "../../tests/both_ways/mod.rs"]
mod both_ways;

use both_ways::both_ways;
use libfuzzer_sys::fuzz_target;
use saponify::transport::{Memory, Response};
use saponify::xsd::Base64Binary;
use saponify::{
    Attachment, Body, Client, Contract, Element, Found, Limits, Name, NoFault, Operation, Reader, ReadingMode, Record,
    Result, SwaRef, Version, Writer,
};

fuzz_target!(|bytes: &[u8]| {
    let split = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    let (content_type, body) = bytes.split_at(split);
    let body = body.get(1..).unwrap_or_default();
    let content_type = format!("multipart/related; {}", String::from_utf8_lossy(content_type));
    for mode in [ReadingMode::Standard, ReadingMode::Strict, ReadingMode::Lenient] {
        let [cached, uncached] = both_ways(Limits::default()).map(|limits| {
            let memory = Memory::new();
            memory.push(Response::new(200, body).with_header("Content-Type", &content_type));
            let client = Client::new(memory, "http://localhost/", Version::Soap11).with_limits(limits);
            let reply = client.with_reading_mode(mode).call::<Exchange>(()).send();
            reply.map(|reply| (reply.body, reply.attachments)).map_err(|error| error.to_string())
        });
        assert_eq!(cached, uncached);
        let Ok((file, attachments)) = cached else { continue };
        let values = [&file.data, &file.scan].into_iter().flatten().map(|value| value.len());
        let parts = [&file.shared, &file.report].into_iter().flatten().map(|part| part.len());
        let other = file.other.map_or(0, |other| other.to_xml().len());
        let all: usize = values.chain(parts).chain(attachments.iter().map(|part| part.len())).sum();
        assert!(all + other <= 2 * bytes.len() + 1_000, "{all} and {other} bytes of {}", bytes.len());
    }
});

enum Exchange {}

impl Operation for Exchange {
    type Request = ();
    type Reply = File;
    type RequestHeaders = ();
    type ReplyHeaders = ();
    type Fault = NoFault;

    const CONTRACT: Contract = Contract {
        name: "Exchange",
        action: "",
        request: Body::Empty,
        reply: Body::Attached(&Body::Element("u", "File"), &[("report", "application/pdf")]),
        request_headers: &[],
    };
}

#[derive(Clone, Debug, Default, PartialEq)]
struct File {
    data: Option<Base64Binary>,
    scan: Option<Base64Binary>,
    shared: Option<Attachment>,
    linked: Option<SwaRef>,
    text: Option<String>,
    other: Option<Element>,
    report: Option<Attachment>,
}

impl Record for File {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        if name.within("http://schemas.xmlsoap.org/wsdl/mime/") == "report" {
            return input.once(6, &mut self.report);
        }
        match name.within("u") {
            "D" => input.once(0, &mut self.data),
            "S" => input.once(1, &mut self.scan),
            "A" => input.once(2, &mut self.shared),
            "L" => input.once(3, &mut self.linked),
            "T" => input.once(4, &mut self.text),
            "O" => input.once(5, &mut self.other),
            _ => Ok(Found::No),
        }
    }

    fn encode_fields(&self, output: &mut Writer) {
        output.within("u").field("D", &self.data).field("S", &self.scan).field("T", &self.text);
    }
}
