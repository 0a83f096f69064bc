//! Checks that any message in SOAP encoding yields a value or an error, within bounds of memory and time that
//! grow with its length.
#![no_main]

#[path = "../../tests/both_ways/mod.rs"]
mod both_ways;

use std::time::Duration;

use cpu_time::ThreadTime;

use both_ways::both_ways;
use libfuzzer_sys::fuzz_target;
use saponify::soap::server;
use saponify::transport::{Memory, Response};
use saponify::{
    Body, Client, Contract, Element, Found, Limits, Name, NoFault, Operation, Reader, Record, Result,
    Version, Writer,
};

/// Constant part of the limit of allocated memory, in bytes. The references of even a small message may
/// expand it by 1 MiB. This part includes the memory for the expanded text and for the values that are
/// decoded from the text.
const FLOOR: u64 = 48 << 20;
/// Number of bytes that each byte of a message adds to the limit.
const FACTOR: u64 = 600;
/// Maximum processor time for a message. A message of 64 kB takes less than a tenth of it in a build with
/// coverage.
///
/// Time on the clock would also count the programs that share the processor.
const TIME: Duration = Duration::from_secs(2);

fuzz_target!(|bytes: &[u8]| {
    let begun = ThreadTime::now();
    let taken = allocation_counter::measure(|| {
        let literal = server::read_request::<Literal>(bytes);
        if let Ok(received) = &literal {
            let written = server::write_reply::<Literal>(received.version, &received.headers, &received.body);
            // Limits may forbid the written envelope.
            if let Ok(written) = written {
                let again = server::read_request::<LiteralMirror>(written.as_bytes());
                let again = again.map(|again| (again.headers, again.body));
                let same = again
                    .as_ref()
                    .is_ok_and(|(headers, body)| *headers == received.headers && *body == received.body);
                assert!(same, "{written}");
            }
        }
        let request = server::read_request::<Exchange>(bytes);
        if let Ok(received) = &request {
            let written =
                server::write_reply::<Exchange>(received.version, &received.headers, &received.body);
            if let Ok(written) = written {
                // The written envelope has the same content, without references.
                let again = server::read_request::<Mirror>(written.as_bytes()).map(|again| again.body);
                assert!(again.is_ok_and(|again| again == received.body), "{written}");
            }
        }
        for limits in both_ways(Limits::default()) {
            let memory = Memory::new();
            memory.push(Response::new(200, bytes).with_header("Content-Type", "text/xml"));
            let client = Client::new(memory, "http://localhost/", Version::Soap11).with_limits(limits);
            if let Err(error) = client.call::<Exchange>(Node::default()).send() {
                let _ = (error.to_string(), format!("{error:?}"));
            }
            let memory = Memory::new();
            memory.push(Response::new(200, bytes).with_header("Content-Type", "text/xml"));
            let client = Client::new(memory, "http://localhost/", Version::Soap11).with_limits(limits);
            if let Err(error) = client.call::<Literal>(Node::default()).send() {
                let _ = (error.to_string(), format!("{error:?}"));
            }
        }
    });
    let bound = FLOOR + FACTOR * bytes.len() as u64;
    assert!(taken.bytes_max < bound, "{} bytes, which takes {}", bytes.len(), taken.bytes_max);
    assert!(
        begun.elapsed() < TIME,
        "{} bytes, which takes {:?} of the processor",
        bytes.len(),
        begun.elapsed()
    );
});

/// An operation whose messages are recursive, and contain arrays and captured XML.
enum Exchange {}

const fn contract(request: Body, reply: Body) -> Contract {
    Contract { name: "Exchange", action: "", request, reply, request_headers: &[("", "trace")] }
}

const REQUEST: Body = Body::Encoded("urn:q", "Get", &[]);
const REPLY: Body = Body::Encoded("urn:q", "GetResponse", &["child", "text"]);

impl Operation for Exchange {
    type Request = Node;
    type Reply = Node;
    type RequestHeaders = Headers;
    type ReplyHeaders = Headers;
    type Fault = NoFault;
    const CONTRACT: Contract = contract(REQUEST, REPLY);
}

/// The operation that reads the replies of [`Exchange`] as requests.
enum Mirror {}

impl Operation for Mirror {
    type Request = Node;
    type Reply = Node;
    type RequestHeaders = Headers;
    type ReplyHeaders = Headers;
    type Fault = NoFault;
    const CONTRACT: Contract = contract(REPLY, REQUEST);
}

/// An operation with literal bodies, and header blocks in SOAP encoding.
enum Literal {}

impl Operation for Literal {
    type Request = Node;
    type Reply = Node;
    type RequestHeaders = Headers;
    type ReplyHeaders = Headers;
    type Fault = NoFault;
    const CONTRACT: Contract = contract(
        Body::EncodedHeaders(&Body::Element("urn:q", "Get"), &[("", "trace")]),
        Body::EncodedHeaders(&Body::Element("urn:q", "GetResponse"), &[("", "trace")]),
    );
}

/// The operation that reads the replies of [`Literal`] as requests.
enum LiteralMirror {}

impl Operation for LiteralMirror {
    type Request = Node;
    type Reply = Node;
    type RequestHeaders = Headers;
    type ReplyHeaders = Headers;
    type Fault = NoFault;
    const CONTRACT: Contract = contract(Literal::CONTRACT.reply, Literal::CONTRACT.request);
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Node {
    text: Option<String>,
    child: Option<Box<Node>>,
    items: Option<Items>,
    any: Vec<Element>,
}

impl Record for Node {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within("") {
            "text" => input.once(0, &mut self.text),
            "child" => input.once(1, &mut self.child),
            "items" => input.once(2, &mut self.items),
            _ => input.any(&mut self.any),
        }
    }

    fn encode_fields(&self, output: &mut Writer) {
        output
            .within("")
            .nillable_typed("text", ("http://www.w3.org/2001/XMLSchema", "string"), &self.text)
            .nillable_typed("child", ("urn:q", "Node"), &self.child)
            .nillable_typed("items", ("http://schemas.xmlsoap.org/soap/encoding/", "Array"), &self.items)
            .any(&self.any);
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Items(Vec<Option<Node>>);

impl Record for Items {
    fn decode_field(&mut self, _name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        input.many(&mut self.0)
    }

    fn encode_attributes(&self, output: &mut Writer) {
        output.array_type(("urn:q", "Node"), "", self.0.len());
    }

    fn encode_fields(&self, output: &mut Writer) {
        output.within("").typed("item", ("urn:q", "Node"), &self.0);
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Headers {
    trace: Option<Box<Node>>,
}

impl Record for Headers {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within("") {
            "trace" => input.once(0, &mut self.trace),
            _ => Ok(Found::No),
        }
    }

    fn encode_fields(&self, output: &mut Writer) {
        output.within("").field("trace", &self.trace);
    }
}
