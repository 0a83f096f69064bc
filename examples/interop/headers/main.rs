//! WS-Addressing and WS-Security for `interop/headers/run`: writes messages, calls services, and serves one.
//!
//! ```text
//! message_headers write text|digest|timestamp|all    prints an envelope
//! message_headers call 1.0|2004|none URL WORD        calls a service, and prints the outcome
//! message_headers serve                              prints a URL, and serves until the end of the input
//! ```

use std::error::Error;
use std::io::Read;
use std::time::Duration;

use saponify::addressing::Addressing;
use saponify::security::{Security, SecurityToken, UsernameToken};
use saponify::server::{Message, Operations, Paths, Service, start};
use saponify::transport::{Memory, Ureq};
use saponify::{Body, Client, Contract, Found, Name, NoFault, Operation, Reader, Record, Version, Writer};

const NS: &str = "urn:example:echo";

/// The request and the reply of the service.
#[derive(Default)]
struct Word {
    word: Option<String>,
}

impl Record for Word {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> saponify::Result<Found> {
        input.only(name, (NS, "word"), &mut self.word)
    }

    fn encode_fields(&self, output: &mut Writer) {
        output.only((NS, "word"), &self.word);
    }
}

enum Echo {}

impl Operation for Echo {
    type Request = Word;
    type Reply = Word;
    type RequestHeaders = ();
    type ReplyHeaders = ();
    type Fault = NoFault;

    const CONTRACT: Contract = Contract {
        name: "echo",
        action: "urn:example:echo/echo",
        request: Body::Element(NS, "echo"),
        reply: Body::Element(NS, "echoResponse"),
        request_headers: &[],
    };
}

const LIFETIME: Duration = Duration::from_secs(300);
const PASSWORD: &str = "pass<word>é";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["write", kind] => print!("{}", written(kind)?),
        ["call", version, url, word] => println!("{}", called(version, url, word)),
        ["serve"] => serve()?,
        _ => return Err("usage: see the first lines of main.rs".into()),
    }
    Ok(())
}

fn written(kind: &str) -> Result<String, Box<dyn Error>> {
    let assertion = r#"<a:Assertion xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion" ID="a"/>"#;
    let security = match kind {
        "text" => Security::new().username_token(UsernameToken::text("jdoe", PASSWORD).nonce().created()),
        "digest" => Security::new().username_token(UsernameToken::digest("jdoe", PASSWORD)),
        "timestamp" => Security::new().timestamp(LIFETIME),
        "all" => Security::new().timestamp(LIFETIME).username_token(UsernameToken::digest("jdoe", PASSWORD)),
        "token" => Security::new().token(SecurityToken::xml(assertion)?),
        _ => return Err("unknown kind".into()),
    };
    let client = Client::new(Memory::new(), "http://localhost/", Version::Soap11).with_security(security);
    Ok(client.call::<Echo>(Word { word: Some("a".to_owned()) }).envelope()?)
}

fn called(version: &str, url: &str, word: &str) -> String {
    let client = Client::new(Ureq::new(), url, Version::Soap11);
    let client = match version {
        "1.0" => client.with_addressing(Addressing::v1_0().required()),
        "2004" => client.with_addressing(Addressing::august_2004().required()),
        _ => client,
    };
    match client.call::<Echo>(Word { word: Some(word.to_owned()) }).send() {
        Ok(reply) => reply.body.word.unwrap_or_default(),
        Err(error) => match error.addressing_fault() {
            Some(fault) => format!("{:?}", fault.kind),
            None => format!("{error}"),
        },
    }
}

fn serve() -> Result<(), Box<dyn Error>> {
    let security = || {
        let passwords = |user: &str| (user == "jdoe").then(|| PASSWORD.to_owned());
        Security::new().passwords(passwords).timestamp(LIFETIME).require_timestamp()
    };
    let addressing = || Addressing::v1_0().required();
    let services = Paths::new()
        .at("/security", service().with_extension(security()))
        .at("/addressing", service().with_extension(addressing()))
        .at("/both", service().with_extension(addressing()).with_extension(security()));
    let server = start(("127.0.0.1", 0), services)?;
    println!("{}", server.url());
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

fn service() -> Service {
    Operations::new(()).with(|_, message: Message<Echo>| async move { Ok(message.request) }).into_service()
}
