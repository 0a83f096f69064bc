//! WS-Addressing and WS-Security for `interop/headers/run`: writes messages, calls services, and serves one.
//!
//! ```text
//! message_headers write HEADERS            prints an envelope
//! message_headers call HEADERS URL WORD    calls a service, and prints the outcome
//! message_headers serve                    prints a URL, and serves until the end of the input
//! ```
//!
//! HEADERS is `none`, or words joined with `+`: `timestamp`, `text`, `digest`, `token`, `1.0` and `2004`.

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
        ["write", words] => print!("{}", written(words)?),
        ["call", words, url, word] => println!("{}", called(words, url, word)?),
        ["serve"] => serve()?,
        _ => return Err("usage: see the first lines of main.rs".into()),
    }
    Ok(())
}

/// Makes a client send the headers that `words` lists: names joined with `+`.
fn configured<T>(client: Client<T>, words: &str) -> Result<Client<T>, Box<dyn Error>> {
    let assertion = r#"<a:Assertion xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion" ID="a"/>"#;
    let (mut client, mut security, mut has_security) = (client, Security::new(), false);
    for word in words.split('+') {
        security = match word {
            "text" => security.username_token(UsernameToken::text("jdoe", PASSWORD).nonce().created()),
            "digest" => security.username_token(UsernameToken::digest("jdoe", PASSWORD)),
            "timestamp" => security.timestamp(LIFETIME),
            "token" => security.token(SecurityToken::xml(assertion)?),
            "1.0" => {
                client = client.with_addressing(Addressing::v1_0().required());
                continue;
            }
            "2004" => {
                client = client.with_addressing(Addressing::august_2004().required());
                continue;
            }
            "none" => continue,
            _ => return Err(format!("unknown headers: {word}").into()),
        };
        has_security = true;
    }
    Ok(if has_security { client.with_security(security) } else { client })
}

fn written(words: &str) -> Result<String, Box<dyn Error>> {
    let client = configured(Client::new(Memory::new(), "http://localhost/", Version::Soap11), words)?;
    Ok(client.call::<Echo>(Word { word: Some("a".to_owned()) }).envelope()?)
}

fn called(words: &str, url: &str, word: &str) -> Result<String, Box<dyn Error>> {
    let client = configured(Client::new(Ureq::new(), url, Version::Soap11), words)?;
    Ok(match client.call::<Echo>(Word { word: Some(word.to_owned()) }).send() {
        Ok(reply) => reply.body.word.unwrap_or_default(),
        Err(error) => match (error.addressing_fault(), error.fault()) {
            (Some(fault), _) => format!("{:?}", fault.kind),
            (None, Some(fault)) => fault.code.local().to_owned(),
            (None, None) => format!("{error}"),
        },
    })
}

fn serve() -> Result<(), Box<dyn Error>> {
    let security = || {
        let passwords = |user: &str| (user == "jdoe").then(|| PASSWORD.to_owned());
        Security::new().passwords(passwords).timestamp(LIFETIME).require_timestamp()
    };
    let addressing = || Addressing::v1_0().required();
    let addressing_of_2004 = || Addressing::august_2004().required();
    let services = Paths::new()
        .at("/security", service().with_extension(security()))
        .at("/addressing/1.0", service().with_extension(addressing()))
        .at("/addressing/2004", service().with_extension(addressing_of_2004()))
        .at("/both", service().with_extension(addressing()).with_extension(security()));
    let server = start(("127.0.0.1", 0), services)?;
    println!("{}", server.url());
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

fn service() -> Service {
    Operations::new(()).with(|_, message: Message<Echo>| async move { Ok(message.request) }).into_service()
}
