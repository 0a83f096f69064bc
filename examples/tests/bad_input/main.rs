//! Broken requests: each recorded request is cut at each byte, and each of its bytes is changed. The answer is a fault,
//! an HTTP error, or the reply to the changed message. Another XML parser determines what the changed message contains.
//!
//! The recordings are in the shared corpora: requests of PHP, zeep, JAX-WS and node-soap, and the vendor's samples.
//! By default a sample of the changes is tried, as large as CI can afford. `SAPONIFY_FLIPS=8` tries all changes of
//! one bit.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

#[path = "../../interop/operations.rs"]
mod operations;
mod rewrite;

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use operations::Visit;
use saponify::server::{Declared, Failure, Message, Operations, Service};
use saponify::soap::server::first_body_element;
use saponify::transport::{Request, Transport};
use saponify::{Body, Client, Operation, Version};
use saponify_examples::stand_in::StandIn;
use saponify_examples::superoffice::services86::{Person, User};
use saponify_examples::superoffice::user;

/// Number of changed requests that are tried by default, for each recording.
const SAMPLE: usize = 60;

/// The last decoded request, encoded again by the generated code.
type Seen = Arc<Mutex<Option<String>>>;

/// The operations that were visited, and their actions. The operations are `None` only while one is added.
struct Recording(Option<Operations<Seen>>, Actions);

/// The actions of operations by the local names of their body elements.
type Actions = BTreeMap<&'static str, &'static str>;

impl<Requests, Replies> Visit<Requests, Replies> for Recording
where
    Requests: Send + Sync + 'static,
    Replies: Send + Default + 'static,
{
    fn visit<O>(&mut self)
    where
        O: Operation<RequestHeaders = Requests, ReplyHeaders = Replies, Fault: Declared + Send> + 'static,
        O::Request: PartialEq + Debug,
        O::Reply: PartialEq + Debug + Send,
    {
        let Self(operations, actions) = self;
        if let Body::Element(_, local) = O::CONTRACT.request {
            actions.insert(local, O::CONTRACT.action);
        }
        *operations = operations.take().map(|operations| {
            operations.with(|seen, message: Message<O>| {
                let client = Client::new((), "http://localhost/", Version::Soap11);
                let call = client.call::<O>(message.request).headers(message.headers);
                *seen.lock().unwrap() = Some(call.envelope().unwrap_or_else(|error| error.to_string()));
                std::future::ready(Ok::<_, Failure<O::Fault>>(O::Reply::default()))
            })
        });
    }
}

/// A service of all operations that stores the last decoded request. If `is_kept` is set, its types
/// distinguish nil from absent.
fn service(is_kept: bool) -> (Service, Seen, Actions) {
    let seen = Seen::default();
    let mut recording = Recording(Some(Operations::new(Arc::clone(&seen))), Actions::new());
    match is_kept {
        true => operations::kept(&mut recording),
        false => operations::plain(&mut recording),
    }
    (recording.0.take().unwrap().into_service(), seen, recording.1)
}

/// Posts a body. Returns the status and the reply.
fn post(service: &Service, version: Version, action: &str, body: Vec<u8>) -> (u16, String) {
    let mut request = Request::new("http://localhost/", body);
    let media_type = if version == Version::Soap12 { "application/soap+xml" } else { "text/xml" };
    request.headers.push(("Content-Type".into(), media_type.into()));
    request.headers.push(("SOAPAction".into(), format!("\"{action}\"").into()));
    let mut exchange = Transport::send(service, request);
    match exchange.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(response) => {
            let response = response.unwrap();
            (response.status, String::from_utf8(response.body).unwrap())
        }
        Poll::Pending => panic!("the service waits"),
    }
}

/// Numbers of requests by outcome.
#[derive(Debug, Default)]
struct Counts {
    requests: usize,
    /// Requests that were decoded. Each has the same value after roxmltree has read it and [`rewrite`] has
    /// written it again.
    decoded: usize,
    rejected: usize,
    /// Requests that were rejected, but are decoded after the other parser has rewritten them.
    rejected_before_rewriting: usize,
}

/// A service, and the version and the action of its requests.
struct Trial<'t> {
    service: &'t Service,
    seen: &'t Seen,
    version: Version,
    action: &'t str,
}

impl Trial<'_> {
    /// Posts a body. Returns the decoded request, or `None` after checking that the answer is a fault.
    fn decoded(&self, body: &[u8]) -> Option<String> {
        *self.seen.lock().unwrap() = None;
        let (status, reply) = post(self.service, self.version, self.action, body.to_vec());
        let seen = self.seen.lock().unwrap().take();
        let shown = String::from_utf8_lossy(body);
        match seen {
            Some(_) => assert_eq!(status, 200, "{reply}: {shown}"),
            None => assert!(status >= 400 && reply.contains("Fault>"), "{status} {reply}: {shown}"),
        }
        seen
    }

    /// Posts a request. Then another parser reads the request, [`rewrite`] writes it again, and the result is
    /// posted too. If the request is decoded, the result must be decoded to the same value.
    fn judge(&self, body: &[u8], counts: &mut Counts) {
        counts.requests += 1;
        let decoded = self.decoded(body);
        let text = std::str::from_utf8(body).ok();
        let document =
            text.and_then(|text| roxmltree::Document::parse(text.trim_start_matches('\u{feff}')).ok());
        let shown = String::from_utf8_lossy(body);
        let rewritten = document.map(|document| rewrite::rewritten(&document));
        match (decoded, rewritten) {
            (None, None) => counts.rejected += 1,
            (None, Some(rewritten)) => {
                counts.rejected += 1;
                if self.decoded(rewritten.as_bytes()).is_some() {
                    counts.rejected_before_rewriting += 1;
                    if std::env::var_os("SAPONIFY_FLIPS").is_some() {
                        println!(
                            "rejected: {}",
                            post(self.service, self.version, self.action, body.to_vec()).1
                        );
                    }
                }
            }
            (Some(_), None) => panic!("another parser rejects what was decoded: {shown}"),
            (Some(decoded), Some(rewritten)) => {
                counts.decoded += 1;
                let other = self.decoded(rewritten.as_bytes());
                assert_eq!(other.as_ref(), Some(&decoded), "{shown} as {rewritten}");
            }
        }
    }
}

/// Broken copies of a request. For each byte, one copy ends before the byte, and in `flips` further copies
/// one bit of the byte is changed.
fn broken(request: &[u8], flips: usize) -> impl Iterator<Item = Vec<u8>> {
    let cuts = (0..request.len()).map(|end| request.iter().copied().take(end).collect());
    let flipped = (0..request.len()).flat_map(move |at| {
        (0..flips).map(move |number| {
            let mut flipped = request.to_vec();
            // Successive bytes have different bits changed, so that few changes still cover all bits.
            let bit = (at + number) % 8;
            flipped.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << bit);
            flipped
        })
    });
    cuts.chain(flipped)
}

/// All requests in a folder and the folders in it.
fn requests(folder: &Path, found: &mut Vec<(PathBuf, Vec<u8>)>) {
    let mut entries: Vec<_> =
        fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            requests(&path, found);
        } else if path.to_string_lossy().ends_with(".request.xml") {
            let bytes = fs::read(&path).unwrap();
            found.push((path, bytes));
        }
    }
}

/// Tries all changes of requests, or a sample of them.
fn try_all(recordings: &[(PathBuf, Vec<u8>)], is_kept: bool) -> Counts {
    let flips = std::env::var("SAPONIFY_FLIPS").ok().map(|flips| flips.parse::<usize>().unwrap());
    let (service, seen, actions) = service(is_kept);
    let mut counts = Counts::default();
    for (number, (path, request)) in recordings.iter().enumerate() {
        let is_12 = String::from_utf8_lossy(request).contains("http://www.w3.org/2003/05/soap-envelope");
        let version = if is_12 { Version::Soap12 } else { Version::Soap11 };
        let (_, local) = first_body_element(request).unwrap();
        let action = actions.get(local.as_str()).copied().unwrap_or_default();
        let trial = |action| Trial { service: &service, seen: &seen, version, action };
        // The service selects the operation by the action, and decodes the request at once. Without an
        // action, it first looks for the body element, in a preview of the envelope. Both ways are tried.
        let trials = [trial(""), trial(action)];
        trials.iter().for_each(|trial| trial.judge(request, &mut counts));
        let changes = request.len() * (1 + flips.unwrap_or(8));
        // A different part of the changes is tried for each recording.
        let step = if flips.is_some() { 1 } else { (changes / SAMPLE).max(1) };
        let offset = if flips.is_some() { 0 } else { number * 31 % step };
        let before = counts.decoded;
        let changed = broken(request, flips.unwrap_or(8)).skip(offset).step_by(step);
        for (body, trial) in changed.zip(trials.iter().cycle()) {
            trial.judge(&body, &mut counts);
        }
        if flips.is_some() {
            println!("{}: {} decoded", path.display(), counts.decoded - before);
        }
    }
    println!("{counts:?}");
    counts
}

#[test]
fn a_broken_request_is_a_fault_or_is_read_as_another_parser_reads_it() {
    let person = Person {
        firstname: Some("Kari & Ola".to_owned()),
        lastname: Some("Größe".to_owned()),
        ..Default::default()
    };
    let user = User {
        name: Some("KARI".to_owned()),
        tooltip: Some("<a>".to_owned()),
        person: Some(person),
        ..Default::default()
    };
    let mut envelopes = Vec::new();
    for version in [Version::Soap11, Version::Soap12] {
        let client = Client::new((), "http://localhost/", version);
        let get = client.call::<user::operations::GetUser>(user::GetUser { user_id: Some(1_234_567) });
        let save = client.call::<user::operations::SaveUser>(user::SaveUser { user: Some(user.clone()) });
        for envelope in
            [get.headers(StandIn::headers()).envelope(), save.headers(StandIn::headers()).envelope()]
        {
            envelopes.push((PathBuf::from(format!("{version:?}")), envelope.unwrap().into_bytes()));
        }
    }
    let counts = try_all(&envelopes, false);
    assert!(counts.decoded > 25 && counts.rejected > 25, "{counts:?}");
}

#[test]
fn a_broken_recording_is_a_fault_or_is_read_as_another_parser_reads_it() {
    let shared = std::env::var_os("SAPONIFY_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared"), PathBuf::from);
    let mut recordings = Vec::new();
    for folder in ["wire", "superoffice/samples/User", "superoffice/samples/SoPrincipal"] {
        requests(&shared.join(folder), &mut recordings);
    }
    if recordings.is_empty() {
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "no shared corpora, which CI must have");
        println!("skipped: no shared corpora");
        return;
    }
    assert!(recordings.len() > 100, "{}", recordings.len());
    let counts = try_all(&recordings, true);
    assert!(counts.decoded > 500 && counts.rejected > 500, "{counts:?}");
}
