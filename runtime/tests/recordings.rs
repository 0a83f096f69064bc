//! Recorded messages of independent SOAP stacks. The transport `Memory` passes the recorded envelopes to a
//! client. If `reqwest` and `ureq` are enabled, a server also sends the recorded HTTP replies byte for byte.
// Clippy's exceptions for tests do not cover their helper functions.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod both_ways;
mod common;

use std::io::Write;
use std::path::{Path, PathBuf};

use saponify::soap::server;
use saponify::transport::{Memory, Response};
use saponify::{
    Body, Client, Contract, Details, Element, ErrorKind, Found, Limits, Name, NoFault, Operation, Reader,
    Record, Reply, Result, Writer,
};

const NS: &str = "http://www.superoffice.net/ws/crm/NetServer/Services86";

/// An operation of the service: the one with the index `CASE` in `NAMES`. Request and reply are not decoded,
/// but kept as XML elements.
struct Kept<const CASE: usize>;

const NAMES: [(&str, &str); 4] = [
    ("GenerateNewPasswordForExternalUser", "GenerateNewPasswordForExternalUserResponse"),
    ("GetUser", "GetUserResponse"),
    ("SaveUser", "SaveUserResponse"),
    ("GetUserInfoList", "GetUserInfoListResponse"),
];

impl<const CASE: usize> Operation for Kept<CASE> {
    type Request = Element;
    type Reply = Element;
    type RequestHeaders = Headers;
    type ReplyHeaders = Headers;
    type Fault = NoFault;

    const CONTRACT: Contract = Contract {
        name: NAMES[CASE].0,
        action: NAMES[CASE].0,
        request: Body::Element(NS, NAMES[CASE].0),
        reply: Body::Element(NS, NAMES[CASE].1),
        request_headers: &[],
    };
}

#[derive(Clone, Debug, Default)]
struct Headers {
    succeeded: Option<bool>,
    application_token: Option<String>,
    zone: Option<Element>,
}

impl Record for Headers {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within(NS) {
            "Succeeded" => input.once(0, &mut self.succeeded),
            "ApplicationToken" => input.once(1, &mut self.application_token),
            "TimeZone" => input.once(2, &mut self.zone),
            _ => Ok(Found::No),
        }
    }

    fn details(&self) -> Details {
        Details::of::<Self>().with_success(self.succeeded)
    }
}

/// The only member of every reply.
#[derive(Debug, Default)]
struct Only(Option<Element>);

impl Record for Only {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        match name.within(NS) {
            "Response" => input.once(0, &mut self.0),
            _ => Ok(Found::No),
        }
    }

    fn encode_fields(&self, _output: &mut Writer) {}
}

/// The names and paths of the recordings whose file names have this ending; empty if the corpora are missing.
fn recordings(ending: &str) -> Vec<(String, PathBuf)> {
    let given = std::env::var_os("SAPONIFY_SHARED").unwrap_or_else(|| "../shared".into());
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(given);
    let Ok(folders) = std::fs::read_dir(root.join("wire")) else {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "no shared corpora at {}", root.display());
        // Write to standard error directly, because the harness hides the output of `println!` when a test passes.
        let _ = writeln!(std::io::stderr(), "skipped: no shared corpora");
        return Vec::new();
    };
    let mut found = Vec::new();
    for folder in folders.map(|folder| folder.unwrap().path()) {
        for file in std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path()) {
            let name = file.file_name().unwrap().to_str().unwrap();
            if name.ends_with(ending) {
                found.push((
                    format!("{}/{name}", folder.file_name().unwrap().to_str().unwrap()),
                    file.clone(),
                ));
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "no recording ends in {ending}");
    found
}

fn case(name: &str) -> usize {
    let fragments = ["-gnp", "-getuser", "-saveuser", "-userinfolist"];
    fragments.iter().position(|fragment| name.contains(fragment)).unwrap_or_else(|| panic!("{name}"))
}

type Answer = Result<Reply<Headers, Element>>;

/// Checks `answer`, the result of a call whose reply is the recording with this name.
fn check(name: &str, answer: Answer) {
    let fault = name.contains("-fault");
    if name.contains("undeclared-xsi") && !fault {
        let error = answer.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::NotWellFormed { .. }), "{name}: {error:?}");
        assert!(error.to_string().contains("xsi"), "{name}: {error}");
        return;
    }
    if fault {
        let error = answer.unwrap_err();
        let fault = error.fault().unwrap_or_else(|| panic!("{name}: {error:?}"));
        assert!(fault.is_client(), "{name}: {fault:?}");
        assert_eq!(fault.reason(), "No such user -5", "{name}");
        assert_eq!(fault.detail.len(), 1, "{name}: {fault:?}");
        return;
    }
    let reply = answer.unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(reply.headers.succeeded, Some(true), "{name}");
    assert!(reply.headers.zone.is_some(), "{name}");
    let response = reply.body.decode::<Only>().unwrap().0;
    let text = response.as_ref().and_then(Element::text);
    match name {
        _ if name.contains("01-gnp") => {
            assert_eq!(text.as_deref(), Some("pw:jürgen <&> \"é\" 漢字 😀"), "{name}")
        }
        _ if name.contains("-gnp-empty") => assert_eq!(text.as_deref(), Some("pw:"), "{name}"),
        _ if name.contains("-gnp") || name.contains("-nil") => {
            assert!(response.is_none(), "{name}: {response:?}")
        }
        _ => assert!(response.is_some(), "{name}"),
    }
}

#[test]
fn every_reply_is_read_from_memory() {
    for (name, file) in recordings(".response.xml") {
        let status = if name.contains("-fault") { 500 } else { 200 };
        let bytes = std::fs::read(&file).unwrap();
        for limits in both_ways::both_ways(Limits::default()) {
            let memory = Memory::new();
            memory.push(Response::new(status, bytes.clone()).with_header("Content-Type", "text/xml"));
            let client = Client::new(memory, "http://localhost/", saponify::Version::Soap11);
            let client = client.with_limits(limits);
            let (headers, request) = (Headers::default(), Element::default());
            check(
                &name,
                match case(&name) {
                    0 => client.call::<Kept<0>>(request.clone()).headers(headers.clone()).send(),
                    1 => client.call::<Kept<1>>(request.clone()).headers(headers.clone()).send(),
                    2 => client.call::<Kept<2>>(request.clone()).headers(headers.clone()).send(),
                    _ => client.call::<Kept<3>>(request.clone()).headers(headers.clone()).send(),
                },
            );
        }
        // If the recording is not well-formed, the reader gives the same error with and without the cache of tags.
        let _ = both_ways::from_slice::<Element>(&bytes);
    }
}

#[test]
fn every_request_is_read_as_a_server_reads_it() {
    for (name, file) in recordings(".request.xml") {
        let bytes = std::fs::read(&file).unwrap();
        both_ways::from_slice::<Element>(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        let case = case(&name);
        assert_eq!(
            server::first_body_element(&bytes).unwrap(),
            (NS.to_owned(), NAMES[case].0.to_owned()),
            "{name}"
        );
        let received = match case {
            0 => server::read_request::<Kept<0>>(&bytes),
            1 => server::read_request::<Kept<1>>(&bytes),
            2 => server::read_request::<Kept<2>>(&bytes),
            _ => server::read_request::<Kept<3>>(&bytes),
        };
        let received = received.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(received.version, saponify::Version::Soap11);
        assert_eq!(received.headers.application_token.as_deref(), Some("app-token-Ω"), "{name}");
    }
}

#[test]
fn a_reply_cut_anywhere_is_an_error() {
    let Some((name, file)) =
        recordings(".response.xml").into_iter().find(|(name, _)| name.contains("-getuser"))
    else {
        return;
    };
    let bytes = std::fs::read(&file).unwrap();
    let end = bytes.len() - bytes.iter().rev().take_while(|byte| byte.is_ascii_whitespace()).count();
    for length in 0..end {
        let memory = Memory::new();
        memory.push(Response::envelope(&bytes[..length]));
        let client = Client::new(memory, "http://localhost/", saponify::Version::Soap11);
        let answer = client.call::<Kept<1>>(Element::default()).send();
        assert!(answer.is_err(), "{name} at {length}");
    }
}

#[cfg(all(feature = "reqwest", feature = "ureq"))]
#[test]
fn every_reply_is_read_over_http_as_it_was_recorded() {
    use common::server::Server;
    use saponify::transport::{Reqwest, Ureq};
    use std::io::Write;

    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let recordings = recordings(".response.http");
    let replies: Vec<_> = recordings.iter().map(|(_, file)| std::fs::read(file).unwrap()).collect();
    // The path selects the reply.
    let server = Server::start(move |request, output| {
        let index: usize = request.line.split(['/', ' ']).nth(3).unwrap().parse().unwrap();
        output.write_all(&replies[index]).unwrap();
        // Some stacks announce that they close the connection, others close it without notice.
        false
    });
    // The transports are built once, because each of them loads the certificates of the system. Reqwest keeps no
    // idle connections: the server closes each connection after its reply, so the next call cannot use it.
    let transports = (Ureq::new(), Reqwest::with(Reqwest::builder().pool_max_idle_per_host(0)).unwrap());
    for (index, (name, _)) in recordings.iter().enumerate() {
        let endpoint = format!("{}/{index}", server.endpoint);
        let (headers, request) = (Headers::default(), Element::default());
        let blocking = Client::new(&transports.0, &endpoint, saponify::Version::Soap11);
        let client = Client::new(&transports.1, &endpoint, saponify::Version::Soap11);
        macro_rules! answers {
            ($case:literal) => {
                [
                    blocking.call::<Kept<$case>>(request.clone()).headers(headers.clone()).send(),
                    runtime.block_on(
                        client.call::<Kept<$case>>(request.clone()).headers(headers.clone()).into_future(),
                    ),
                ]
            };
        }
        let answers = match case(name) {
            0 => answers!(0),
            1 => answers!(1),
            2 => answers!(2),
            _ => answers!(3),
        };
        answers.into_iter().for_each(|answer| check(name, answer));
    }
}
