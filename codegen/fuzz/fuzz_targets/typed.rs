//! Reads an envelope with generated code, and writes its value as a second envelope. Reads the second
//! envelope, and writes its value as a third one. Checks that the second and the third envelope are equal.
//!
//! The first byte of the input chooses the contract (document, rpc/encoded, SOAP 1.2, Exchange), and the next
//! two choose the operation and the direction. The rest is the envelope.
#![no_main]

use libfuzzer_sys::fuzz_target;
use saponify::soap::server;
use saponify::transport::{Memory, Response};
use saponify::{Client, Contract, NoFault, Operation, Version};

/// Passes an envelope through one operation.
type Trial = fn(&[u8]);

include!(concat!(env!("OUT_DIR"), "/contracts.rs"));

fuzz_target!(|bytes: &[u8]| {
    let [contract, high, low, envelope @ ..] = bytes else { return };
    let Some(trials) = CONTRACTS.get(usize::from(*contract) % CONTRACTS.len()) else { return };
    let chosen = usize::from(u16::from_be_bytes([*high, *low])) % trials.len();
    trials[chosen](envelope);
});

/// The operation `O` with request and reply swapped. The functions for servers read requests and write
/// replies. With this operation they read the replies of `O`, and write its requests.
struct Mirror<O>(std::marker::PhantomData<O>);

impl<O: Operation> Operation for Mirror<O> {
    type Request = O::Reply;
    type Reply = O::Request;
    type RequestHeaders = O::ReplyHeaders;
    type ReplyHeaders = O::RequestHeaders;
    type Fault = NoFault;
    const CONTRACT: Contract = Contract {
        name: O::CONTRACT.name,
        action: O::CONTRACT.action,
        request: O::CONTRACT.reply,
        reply: O::CONTRACT.request,
        request_headers: &[],
    };
}

fn request<O: Operation>(envelope: &[u8]) {
    round_trip::<O, Mirror<O>>(envelope);
}

/// Checks the round trip of a reply. Also checks that a client converts the reply to a value, to a typed
/// fault, or to an error that can be shown.
fn reply<O: Operation>(envelope: &[u8]) {
    round_trip::<Mirror<O>, O>(envelope);
    let memory = Memory::new();
    memory.push(Response::new(500, envelope).with_header("Content-Type", "text/xml"));
    let client = Client::new(memory, "http://localhost/", Version::Soap11);
    let (headers, body) = (O::RequestHeaders::default(), O::Request::default());
    if let Err(error) = client.call::<O>(body).headers(headers).send() {
        let _ = (error.to_string(), format!("{error:?}"));
    }
}

/// Reads an envelope and writes its value, reads the written envelope and writes its value again: both
/// written envelopes must be equal.
///
/// `I` reads the envelope as a request, and `O` writes it as a reply.
fn round_trip<I, O>(envelope: &[u8])
where
    I: Operation,
    O: Operation<Reply = I::Request, ReplyHeaders = I::RequestHeaders>,
{
    let Ok(read) = server::read_request::<I>(envelope) else { return };
    let Ok(written) = server::write_reply::<O>(read.version, &read.headers, &read.body) else { return };
    let again = server::read_request::<I>(written.as_bytes()).expect("what was written can be read");
    let rewritten = server::write_reply::<O>(again.version, &again.headers, &again.body);
    assert_eq!(rewritten.expect("what was written before can be written again"), written);
}
