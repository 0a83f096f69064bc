//! Retries over both transports: which failures are repeated, how often, and after which wait. The servers
//! count requests, because a request that may have been executed must not be sent twice.
// Clippy's exceptions for tests do not cover their helper functions.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
#![cfg(all(feature = "reqwest", feature = "testing", feature = "ureq"))]

mod common;

use std::io::Write;
use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use common::server::{Server, XML, reply};
use common::transports::each_client;
use common::{FAULT, GetName, envelope, named, operations};
use saponify::soap::Block;
use saponify::soap::extension::{CallFacts, Extension, ExtensionRun, IncomingMessage, Preparation};
use saponify::testing::{Fault, Faulty};
use saponify::transport::{Memory, Response};
use saponify::{
    Client, ErrorKind, ObservedReply, ObservedRequest, Observer, ReadingMode, Retries, RetryKind, Version,
};

const MS: Duration = Duration::from_millis(1);

/// A policy that does not wait long.
fn retries(attempts: u32) -> Retries {
    Retries::new(attempts).first_wait(MS)
}

/// A server that sends each of these failures once, then a complete reply, and then begins again for the next
/// client. An empty failure closes the connection. A failure whose `Content-Length` is too large breaks off.
fn failing(failures: &[&[u8]]) -> Server {
    let failures: Vec<_> = failures.iter().map(|failure| failure.to_vec()).collect();
    let count = AtomicUsize::new(0);
    Server::start(move |_, output| {
        let failure = failures.get(count.fetch_add(1, Ordering::SeqCst) % (failures.len() + 1));
        let sent = failure.cloned().unwrap_or_else(|| reply("200 OK", XML, named("ok").as_bytes()));
        output.write_all(&sent).is_ok() && failure.is_none()
    })
}

/// The header lines of a SOAP 1.1 reply that is the last of its connection.
const LAST_XML: &str = "Content-Type: text/xml; charset=utf-8\r\nConnection: close\r\n";

fn broken(status: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\nContent-Length: 100\r\n{XML}\r\n<soap").into_bytes()
}

#[test]
fn complete_replies_with_status_429_and_503_are_repeated_with_the_same_body() {
    for status in ["429 Too Many Requests", "503 Service Unavailable"] {
        let failure = reply(status, "Connection: close\r\n", b"busy");
        let server = failing(&[&failure, &failure]);
        each_client!(&server.endpoint, client => client.with_retries(retries(3)), |transport, call| {
            assert_eq!(call().unwrap().body.name.as_deref(), Some("ok"), "{transport} {status}");
        });
        let requests = server.requests();
        assert_eq!(requests.len(), 6, "{status}");
        assert!(requests.iter().all(|request| request.body == requests[0].body && !request.body.is_empty()));
    }
}

#[test]
fn an_empty_body_with_an_error_status_is_repeated_in_the_lenient_mode() {
    // The lenient mode accepts an empty body as the reply of an operation without a return value. This one has one.
    let failure = reply("503 Busy", LAST_XML, envelope("", "").as_bytes());
    let server = failing(&[&failure]);
    each_client!(
        &server.endpoint,
        client => client.with_retries(retries(3)).with_reading_mode(ReadingMode::Lenient),
        |transport, call| assert_eq!(call().unwrap().body.name.as_deref(), Some("ok"), "{transport}")
    );
    assert_eq!(server.requests().len(), 4);
}

#[test]
fn nothing_is_repeated_without_a_policy() {
    let server = failing(&[&reply("503 Busy", "Connection: close\r\n", b"")]);
    each_client!(&server.endpoint, client => client.with_idempotent(true), |transport, call| {
        let error = call().unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Http { status: 503, .. }), "{transport}: {error:?}");
        assert_eq!(error.attempts(), 1);
        assert!(!error.to_string().contains("attempts"), "{error}");
        assert!(call().is_ok());
    });
    assert_eq!(server.requests().len(), 4);
}

#[test]
fn the_last_error_has_the_number_of_attempts() {
    let failure = reply("503 Busy", "Connection: close\r\n", b"busy");
    let server = failing(&[&failure[..]; 3]);
    each_client!(&server.endpoint, client => client.with_retries(retries(3)), |transport, call| {
        let error = call().unwrap_err();
        assert_eq!(error.attempts(), 3, "{transport}");
        assert!(error.to_string().ends_with("busy (after 3 attempts)"), "{transport}: {error}");
        assert!(call().is_ok(), "{transport}");
    });
}

#[test]
fn a_request_that_may_have_been_executed_is_repeated_only_if_the_call_is_idempotent() {
    let declared = reply("503 Busy", LAST_XML, named("done").as_bytes());
    let cases: [(&str, Vec<u8>, bool); 8] = [
        ("closed before the reply", Vec::new(), true),
        ("a head that breaks off", b"HTTP/1.1 200 OK\r\nContent-Le".to_vec(), true),
        ("a reply that breaks off", broken("200 OK"), true),
        ("a refusal that breaks off", broken("503 Busy"), true),
        ("a gateway without its server", reply("502 Bad Gateway", "Connection: close\r\n", b""), true),
        ("a server error", reply("500 Oops", "Connection: close\r\n", b"oops"), false),
        ("a fault", reply("500 Oops", LAST_XML, envelope("", FAULT).as_bytes()), false),
        ("the declared reply", declared, false),
    ];
    for (case, failure, is_repeated) in cases {
        let server = failing(&[&failure]);
        each_client!(&server.endpoint, client => client.with_retries(retries(5)), |transport, call| {
            let error = call().map(drop).expect_err(case);
            assert_eq!(error.attempts(), 1, "{transport}, {case}: {error}");
            assert!(!error.never_sent(), "{transport}, {case}");
            assert!(call().is_ok(), "{transport}, {case}");
        });
        assert_eq!(server.requests().len(), 4, "{case}");
        let server = failing(&[&failure]);
        each_client!(&server.endpoint, client => client.with_retries(retries(5)).with_idempotent(true), |transport, call| {
            let result = call();
            assert_eq!(result.is_ok(), is_repeated, "{transport}, {case}: {result:?}");
            if !is_repeated {
                assert!(call().is_ok(), "{transport}, {case}");
            }
        });
        assert_eq!(server.requests().len(), 4, "{case}");
    }
}

#[test]
fn a_call_that_was_never_sent_is_repeated() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    each_client!(format!("http://{closed}/"), client => client.with_retries(retries(3)), |transport, call| {
        let error = call().unwrap_err();
        assert_eq!((error.attempts(), error.never_sent()), (3, true), "{transport}: {error:?}");
    });
    // HTTP cannot represent a request to this endpoint. Another attempt would fail too, so the call is not repeated.
    each_client!("no endpoint", client => client.with_retries(retries(3)), |transport, call| {
        let error = call().unwrap_err();
        assert_eq!((error.attempts(), error.never_sent()), (1, true), "{transport}: {error:?}");
    });
}

#[test]
fn an_error_after_an_attempt_that_was_sent_does_not_say_never_sent() {
    let transport = Faulty::script(Memory::new(), [Fault::status(503), Fault::unreachable()]);
    let client = Client::new(transport, "http://localhost/", Version::Soap11).with_retries(retries(2));
    let error = client.call::<operations::GetName>(GetName::default()).send().unwrap_err();
    assert_eq!((error.attempts(), error.never_sent()), (2, false), "{error:?}");
}

#[test]
fn retry_kinds_can_be_chosen_and_overridden_per_call() {
    let busy = Faulty::by(Memory::new(), |_, _| Fault::status(503));
    let client = Client::new(busy.clone(), "http://localhost/", Version::Soap11);
    let client = client.with_retries(retries(3).only([RetryKind::NeverSent, RetryKind::TooManyRequests]));
    let call = || client.call::<operations::GetName>(GetName::default());
    for (call, attempts) in [
        (call(), 1),
        (call().retries(retries(4)), 4),
        (call().retries(None), 1),
        (call().retries(retries(0)), 1),
    ] {
        let before = busy.requests();
        assert_eq!(call.send().unwrap_err().attempts(), attempts);
        assert_eq!(busy.requests() - before, u64::from(attempts));
    }
    let answering = Memory::answering(|_| Ok(Response::envelope(named("lost"))));
    let broken = Faulty::by(answering, |_, _| Fault::closed_before_reply());
    let client = Client::new(broken, "http://localhost/", Version::Soap11).with_retries(retries(3));
    let call = || client.call::<operations::GetName>(GetName::default());
    assert_eq!(call().send().unwrap_err().attempts(), 1);
    assert_eq!(call().idempotent(true).send().unwrap_err().attempts(), 3);
}

#[test]
fn the_wait_that_the_server_demands_is_observed() {
    let date = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(3));
    for (retry_after, least) in [("1".to_owned(), 1000), (date, 0)] {
        let head = format!("Connection: close\r\nRetry-After: {retry_after}\r\n");
        let server = failing(&[&reply("503 Busy", &head, b"")]);
        each_client!(&server.endpoint, client => client.with_retries(retries(2)), |transport, call| {
            let begun = Instant::now();
            assert!(call().is_ok(), "{transport}");
            assert!(begun.elapsed() >= least * MS, "{transport}: {:?}", begun.elapsed());
        });
    }
}

#[test]
fn a_wait_beyond_the_time_of_the_call_ends_it_at_once() {
    let failure = reply("503 Busy", "Connection: close\r\nRetry-After: 30\r\n", b"");
    let server = failing(&[&failure[..]; 99]);
    let begun = Instant::now();
    let timeout = Duration::from_secs(20);
    each_client!(&server.endpoint, client => client.with_retries(retries(9)).with_timeout(timeout), |transport, call| {
        let error = call().unwrap_err();
        assert_eq!(error.attempts(), 1, "{transport}");
        assert_eq!(error.http().unwrap().retry_after(), Some(Duration::from_secs(30)));
    });
    let total = Duration::from_secs(10);
    each_client!(&server.endpoint, client => client.with_retries(retries(9).total_time(total)), |transport, call| {
        assert_eq!(call().unwrap_err().attempts(), 1, "{transport}");
    });
    assert!(begun.elapsed() < timeout, "the calls waited");
}

#[test]
fn all_attempts_share_the_timeout_of_the_call() {
    let server = Server::start(|_, output| {
        std::thread::sleep(300 * MS);
        output.write_all(&reply("503 Busy", "Connection: close\r\n", b"")).is_ok()
    });
    each_client!(&server.endpoint, client => client.with_retries(retries(99)).with_timeout(1000 * MS), |transport, call| {
        let begun = Instant::now();
        let error = call().unwrap_err();
        assert!(begun.elapsed() < 3000 * MS, "{transport}: {:?}", begun.elapsed());
        assert!((2..=5).contains(&error.attempts()), "{transport}: {error}");
    });
}

#[test]
fn an_attempt_that_hangs_leaves_time_for_another_one_of_an_idempotent_call() {
    let count = AtomicUsize::new(0);
    let server = Server::start(move |_, output| {
        if count.fetch_add(1, Ordering::SeqCst).is_multiple_of(2) {
            std::thread::sleep(2000 * MS);
        }
        output.write_all(&reply("200 OK", XML, named("ok").as_bytes())).is_ok()
    });
    let policy = || retries(2).attempt_timeout(300 * MS);
    each_client!(&server.endpoint, client => client.with_retries(policy()).with_idempotent(true), |transport, call| {
        assert!(call().is_ok(), "{transport}");
    });
    each_client!(&server.endpoint, client => client.with_retries(policy()), |transport, call| {
        let error = call().unwrap_err();
        assert!(error.is_timeout() && error.attempts() == 1, "{transport}: {error:?}");
        assert!(call().is_ok(), "{transport}");
    });
}

#[derive(Default)]
struct Log(Mutex<Vec<String>>);

impl Observer for Log {
    fn requested(&self, request: &ObservedRequest<'_>) {
        self.0.lock().unwrap().push(format!("{} >", request.attempt()));
    }

    fn replied(&self, reply: &ObservedReply<'_>) {
        let outcome = reply.outcome().map_or_else(|error| error.to_string(), |()| "ok".to_owned());
        self.0.lock().unwrap().push(format!("{} {:?} {outcome}", reply.attempt(), reply.status()));
    }
}

#[test]
fn the_observer_sees_each_attempt() {
    let failures = [
        reply("503 Busy", "Connection: close\r\n", b"busy"),
        reply("429 Slow", LAST_XML, envelope("", FAULT).as_bytes()),
    ];
    let server = failing(&[&failures[0], &failures[1], &[]]);
    let log = Arc::new(Log::default());
    each_client!(&server.endpoint, client => client.with_retries(retries(4)).with_idempotent(true).with_observer(Arc::clone(&log)), |transport, call| {
        assert!(call().is_ok(), "{transport}");
        let seen = std::mem::take(&mut *log.0.lock().unwrap());
        assert_eq!(seen.len(), 8, "{transport}: {seen:#?}");
        for (line, beginning) in seen.iter().zip([
            "1 >",
            "1 Some(503) GetName at http",
            "2 >",
            "2 Some(429) GetName at http",
            "3 >",
            "3 None GetName at http",
            "4 >",
            "4 Some(200) ok",
        ]) {
            assert!(line.starts_with(beginning), "{transport}: {seen:#?}");
        }
        assert!(seen[3].contains("No such id"), "{seen:#?}");
    });
}

/// Numbers the attempts in a header block, and counts the replies that it sees.
#[derive(Clone, Default)]
struct Numbering {
    sent: Arc<AtomicUsize>,
    opened: Arc<AtomicUsize>,
}

impl Extension for Numbering {
    fn start(&self, _call: &CallFacts<'_>) -> saponify::Result<Box<dyn ExtensionRun>> {
        let number = self.sent.fetch_add(1, Ordering::SeqCst);
        Ok(Box::new(NumberingRun { number, opened: Arc::clone(&self.opened) }))
    }
}

struct NumberingRun {
    number: usize,
    opened: Arc<AtomicUsize>,
}

impl ExtensionRun for NumberingRun {
    fn prepare(&mut self, message: &mut Preparation<'_>) -> saponify::Result<()> {
        message.add_block(Block::of(("urn:numbering", "Attempt"), &format!("{}", self.number))?);
        Ok(())
    }

    fn open(&mut self, _message: &mut IncomingMessage<'_>) -> saponify::Result<()> {
        self.opened.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }
}

#[test]
fn extensions_start_anew_with_each_attempt() {
    let failures = [
        reply("503 Busy", "Connection: close\r\n", b"busy"),
        reply("429 Slow", LAST_XML, envelope("", FAULT).as_bytes()),
    ];
    let server = failing(&[&failures[0], &failures[1]]);
    let numbering = Numbering::default();
    let seen = AtomicUsize::new(0);
    each_client!(&server.endpoint, client => client.with_retries(retries(4)).with_extension(numbering.clone()), |transport, call| {
        assert!(call().is_ok(), "{transport}");
        let requests = server.requests().split_off(seen.load(Ordering::SeqCst));
        for (index, request) in requests.iter().enumerate() {
            let number = index + seen.load(Ordering::SeqCst);
            assert!(request.body.contains(&format!(">{number}</")), "{transport}: {}", request.body);
            assert_eq!(request.body.matches("urn:numbering").count(), 1, "{transport}: {}", request.body);
        }
        seen.fetch_add(requests.len(), Ordering::SeqCst);
    });
    assert_eq!(numbering.sent.load(Ordering::SeqCst), 6);
    // For each of the two transports, the extension sees two of three replies: the fault and the last reply.
    // It does not see the first reply, whose body is not an envelope.
    assert_eq!(numbering.opened.load(Ordering::SeqCst), 4);
}

#[cfg(feature = "security")]
#[test]
fn each_attempt_has_a_new_nonce() {
    use saponify::security::{Security, UsernameToken};

    let busy = reply("503 Busy", "Connection: close\r\n", b"busy");
    let server = failing(&[&busy, &busy]);
    let security = || Security::new().username_token(UsernameToken::digest("jdoe", "pa55word"));
    each_client!(&server.endpoint, client => client.with_retries(retries(4)).with_security(security()), |transport, call| {
        assert!(call().is_ok(), "{transport}");
    });
    let mut nonces: Vec<_> = server
        .requests()
        .iter()
        .map(|request| {
            request.body.split("Nonce").nth(1).unwrap().split(['>', '<']).nth(1).unwrap().to_owned()
        })
        .collect();
    nonces.sort();
    nonces.dedup();
    assert_eq!(nonces.len(), 6, "{nonces:?}");
}

#[tokio::test]
async fn a_transport_without_a_timer_waits_in_a_thread() {
    let answering = Memory::answering(|_| Ok(Response::envelope(named("ok"))));
    let transport = Faulty::script(answering, [Fault::status(503)]);
    let client = Client::new(transport.clone(), "http://localhost/", Version::Soap11);
    let call = client.call::<operations::GetName>(GetName::default());
    let begun = Instant::now();
    let reply = call.retries(Retries::new(2).first_wait(100 * MS)).await.unwrap();
    assert_eq!(reply.body.name.as_deref(), Some("ok"));
    assert!(begun.elapsed() >= 50 * MS);
    assert_eq!(transport.requests(), 2);
}
