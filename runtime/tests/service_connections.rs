//! Limits that protect a server on a socket from slow and numerous clients.
#![cfg(feature = "server")]
// Clippy exempts test functions, but not their helpers.
#![allow(missing_docs, clippy::unwrap_used)]

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use saponify::server::{self, Bounds, Connections, Failure, Message, Operations, Running};
use saponify::{Body, Contract, NoFault, Operation};

enum Any {}

impl Operation for Any {
    type Request = String;
    type Reply = ();
    type RequestHeaders = ();
    type ReplyHeaders = ();
    type Fault = NoFault;

    const CONTRACT: Contract =
        Contract { name: "Any", action: "", request: Body::Parts, reply: Body::Empty, request_headers: &[] };
}

const HEAD: &str =
    "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\nContent-Length: 86\r\n\r\n";
const BODY: &str = "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body/></s:Envelope>";

/// Starts a server with short time limits.
fn start(change: impl FnOnce(Connections) -> Connections) -> Running {
    let connections = change(Connections::default().head(Duration::from_millis(300)));
    let service =
        Operations::new(()).with(|_, _: Message<Any>| async { Ok::<_, Failure>(()) }).into_service();
    let service = service.with_bounds(Bounds::default().body(Duration::from_millis(300)));
    server::start_with("127.0.0.1:0", service, connections).unwrap()
}

fn connect(server: &Running) -> TcpStream {
    let stream = TcpStream::connect(server.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream
}

/// Returns everything received until the server closes the connection, and the time until then.
fn rest(stream: &mut TcpStream) -> (String, Duration) {
    let begun = Instant::now();
    let mut text = String::new();
    // A connection reset ends the reply as well.
    let _ = stream.read_to_string(&mut text);
    (text, begun.elapsed())
}

#[test]
fn an_incomplete_head_and_an_idle_connection_are_closed() {
    let server = start(|connections| connections);
    for sent in ["", "POST / HTTP/1.1\r\nHost: loc"] {
        let mut stream = connect(&server);
        stream.write_all(sent.as_bytes()).unwrap();
        let (_, elapsed) = rest(&mut stream);
        assert!(elapsed < Duration::from_secs(5), "{sent}: {elapsed:?}");
    }
    let mut stream = connect(&server);
    stream.write_all(format!("{HEAD}{BODY}").as_bytes()).unwrap();
    let (text, elapsed) = rest(&mut stream);
    assert!(text.starts_with("HTTP/1.1 200") && text.contains("Envelope"), "{text}");
    assert!(elapsed < Duration::from_secs(5), "{elapsed:?}");
}

#[test]
fn a_slow_body_is_answered_with_408_and_closed() {
    let server = start(|connections| connections);
    let mut stream = connect(&server);
    stream.write_all(format!("{HEAD}<a").as_bytes()).unwrap();
    let (text, elapsed) = rest(&mut stream);
    assert!(text.starts_with("HTTP/1.1 408"), "{text}");
    assert!(elapsed < Duration::from_secs(5), "{elapsed:?}");
}

#[test]
fn a_connection_with_a_body_sent_byte_by_byte_is_closed() {
    let server = start(|connections| connections);
    let mut stream = connect(&server);
    stream.write_all(HEAD.replace("Length: 86", "Length: 4000").as_bytes()).unwrap();
    let begun = Instant::now();
    while stream.write_all(b"x").is_ok() {
        assert!(begun.elapsed() < Duration::from_secs(5), "the server accepts a body sent byte by byte");
        std::thread::sleep(Duration::from_millis(20));
    }
}

enum Long {}

impl Operation for Long {
    type Request = String;
    type Reply = String;
    type RequestHeaders = ();
    type ReplyHeaders = ();
    type Fault = NoFault;

    const CONTRACT: Contract =
        Contract { name: "Long", reply: Body::Element("urn:t", "Long"), ..Any::CONTRACT };
}

#[test]
fn a_client_that_does_not_read_its_reply_is_disconnected() {
    // More than the buffers of a connection hold.
    const SIZE: usize = 40 << 20;

    let service =
        Operations::new(()).with(|_, _: Message<Long>| async { Ok::<_, Failure>("x".repeat(SIZE)) });
    let connections = Connections::default().write(Duration::from_millis(300));
    let server = server::start_with("127.0.0.1:0", service.into_service(), connections).unwrap();
    let ask = || {
        let mut stream = connect(&server);
        stream.write_all(format!("{HEAD}{BODY}").as_bytes()).unwrap();
        let mut begin = [0; 12];
        stream.read_exact(&mut begin).unwrap();
        assert_eq!(&begin, b"HTTP/1.1 200");
        stream
    };
    let mut slow = ask();
    std::thread::sleep(Duration::from_secs(2));
    let (text, _) = rest(&mut slow);
    assert!(text.len() < SIZE, "the whole reply was written");
    // A client that reads slowly makes progress.
    let mut slow = ask();
    let mut read = 0;
    let mut piece = vec![0; 4 << 20];
    while read < SIZE {
        read += slow.read(&mut piece).unwrap();
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn a_request_needs_one_valid_host() {
    let server = start(|connections| connections);
    for (version, hosts, expected) in [
        ("1.1", &["localhost"][..], "200"),
        ("1.1", &["[::1]:80"], "200"),
        ("1.1", &[""], "200"),
        ("1.0", &[], "200"),
        ("1.1", &[], "400"),
        ("1.1", &["a", "a"], "400"),
        ("1.0", &["a", "b"], "400"),
        ("1.1", &["a b"], "400"),
        ("1.1", &["user@host"], "400"),
        ("1.1", &["a/b"], "400"),
    ] {
        let hosts: String = hosts.iter().map(|host| format!("Host: {host}\r\n")).collect();
        let head = HEAD.replace("1.1", version).replace("Host: localhost\r\n", &hosts);
        let mut stream = connect(&server);
        stream.write_all(format!("{head}{BODY}").as_bytes()).unwrap();
        let mut begin = [0; 12];
        stream.read_exact(&mut begin).unwrap();
        let begin = String::from_utf8_lossy(&begin);
        assert!(begin.ends_with(expected), "{version} {hosts}: {begin}");
    }
}

#[test]
fn the_lifetime_of_a_connection_is_limited() {
    let server = start(|connections| {
        connections
            .head(Duration::from_secs(60))
            .lifetime(Duration::from_millis(300))
            .grace(Duration::from_millis(100))
    });
    let (_, elapsed) = rest(&mut connect(&server));
    assert!(elapsed < Duration::from_secs(5), "{elapsed:?}");
}

#[test]
fn an_exchange_that_runs_at_the_end_of_the_lifetime_is_completed() {
    let time = Duration::from_millis(1_200);
    let slow = move |_, _: Message<Any>| async move {
        tokio::time::sleep(time).await;
        Ok::<_, Failure>(())
    };
    let connections = Connections::default().lifetime(Duration::from_secs(1)).grace(Duration::from_millis(1));
    let server =
        server::start_with("127.0.0.1:0", Operations::new(()).with(slow).into_service(), connections)
            .unwrap();
    let mut stream = connect(&server);
    stream.write_all(format!("{HEAD}{BODY}").as_bytes()).unwrap();
    let (text, _) = rest(&mut stream);
    assert!(text.starts_with("HTTP/1.1 200"), "{text}");
}

#[test]
fn connections_beyond_the_limit_wait() {
    let server = start(|connections| connections.number(2).head(Duration::from_millis(600)));
    let slow = [connect(&server), connect(&server)];
    std::thread::sleep(Duration::from_millis(100));
    let mut third = connect(&server);
    third.write_all(format!("{HEAD}{BODY}").as_bytes()).unwrap();
    third.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
    assert!(third.read(&mut [0; 8]).is_err(), "the third connection is served concurrently");
    drop(slow);
    third.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let mut begin = [0; 12];
    third.read_exact(&mut begin).unwrap();
    assert_eq!(&begin, b"HTTP/1.1 200");
}
