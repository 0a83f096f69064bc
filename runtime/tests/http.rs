//! Both transports against servers on the loopback interface: what HTTP brings, and how it goes wrong.
// Helpers of tests are not seen as tests.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
#![cfg(all(feature = "reqwest", feature = "ureq"))]

mod common;

use std::io::Write;
use std::time::Duration;

use common::operations;
use common::server::{Server, XML, reply};
use common::{FAULT, GetName, RequestHeaders, envelope, named};
use saponify::transport::{Reqwest, Ureq};
use saponify::{Client, ErrorKind, Operation, Result, Version};

/// Makes the same call with each transport, which gives the same.
fn each<O>(endpoint: &str, setup: impl Fn(Setup) -> Setup, check: impl Fn(&str, Result<O::Reply>))
where
    O: Operation<Request = GetName, RequestHeaders = RequestHeaders>,
{
    let (headers, request) = (RequestHeaders::default(), GetName::default());
    let Setup { timeout, limit, version, header } = setup(Setup::default());
    fn set<T>(client: Client<T>, timeout: Duration, limit: u64, header: Option<(&str, &str)>) -> Client<T> {
        let client = client.with_timeout(timeout).with_reply_limit(limit);
        match header {
            Some((name, value)) => client.with_http_header(name, value),
            None => client,
        }
    }

    let client = set(Client::new(Ureq::new(), endpoint, version), timeout, limit, header);
    check("ureq", client.call::<O>(&headers, &request).send().map(|reply| reply.body));

    let client = set(Client::new(Reqwest::new(), endpoint, version), timeout, limit, header);
    let reply = runtime().block_on(client.call::<O>(&headers, &request).into_future());
    check("reqwest", reply.map(|reply| reply.body));
}

#[derive(Clone, Copy)]
struct Setup {
    timeout: Duration,
    limit: u64,
    version: Version,
    header: Option<(&'static str, &'static str)>,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            timeout: saponify::TIMEOUT,
            limit: saponify::REPLY_LIMIT,
            version: Version::Soap11,
            header: None,
        }
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

fn expect_name(server: &Server, expected: &str) {
    each::<operations::GetName>(
        &server.endpoint,
        |setup| setup,
        |transport, reply| {
            assert_eq!(reply.unwrap().name.as_deref(), Some(expected), "{transport}");
        },
    );
}

fn expect_error(server: &Server, expected: impl Fn(&ErrorKind) -> bool) {
    each::<operations::GetName>(
        &server.endpoint,
        |setup| setup,
        |transport, reply| {
            let error = reply.unwrap_err();
            assert!(expected(error.kind()), "{transport}: {error:?}");
        },
    );
}

#[test]
fn chunks_in_small_pieces_make_one_reply() {
    let server = Server::start(|_, output| {
        output.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").unwrap();
        for byte in named("漢字 😀").as_bytes() {
            output.write_all(&[b"1\r\n", &[*byte][..], b"\r\n"].concat()).unwrap();
            output.flush().unwrap();
        }
        output.write_all(b"0\r\n\r\n").is_ok()
    });
    expect_name(&server, "漢字 😀");
}

#[test]
fn gzip_is_undone() {
    let server = Server::start(|request, output| {
        assert!(
            request.header("Accept-Encoding").is_some_and(|accepted| accepted.contains("gzip")),
            "{request:?}"
        );
        output
            .write_all(&reply("200 OK", "Content-Encoding: gzip\r\n", &gzip(named("packed").as_bytes())))
            .is_ok()
    });
    expect_name(&server, "packed");
}

#[test]
fn a_limit_counts_what_is_unpacked() {
    let packed = gzip(named(&"x".repeat(1 << 20)).as_bytes());
    assert!(packed.len() < 10_000);
    let server = Server::answering("200 OK", "Content-Encoding: gzip\r\n", packed);
    each::<operations::GetName>(
        &server.endpoint,
        |setup| Setup { limit: 100_000, ..setup },
        |transport, reply| {
            let error = reply.unwrap_err();
            assert!(
                matches!(error.kind(), ErrorKind::TooLarge { limit: 100_000, .. }),
                "{transport}: {error:?}"
            );
        },
    );
}

#[test]
fn a_reply_of_50_mb_passes_and_one_over_the_limit_does_not() {
    let name = "x".repeat(50_000_000);
    let server = Server::answering("200 OK", XML, named(&name));
    expect_name(&server, &name);
    each::<operations::GetName>(
        &server.endpoint,
        |setup| Setup { limit: 50_000_000, ..setup },
        |transport, reply| {
            let error = reply.unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::TooLarge { .. }), "{transport}: {error:?}");
        },
    );
}

#[test]
fn a_reply_without_a_length_is_limited_too() {
    let server = Server::start(|_, output| {
        output.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n").unwrap();
        // For ever, until the client has enough.
        while output.write_all(&[b' '; 65_536]).is_ok() {}
        false
    });
    each::<operations::GetName>(
        &server.endpoint,
        |setup| Setup { limit: 1_000_000, ..setup },
        |transport, reply| {
            let error = reply.unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::TooLarge { .. }), "{transport}: {error:?}");
        },
    );
}

#[test]
fn a_slow_server_times_out() {
    for head in [&b""[..], b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<s"] {
        let server = Server::start(move |_, output| {
            output.write_all(head).unwrap();
            std::thread::sleep(Duration::from_secs(5));
            false
        });
        each::<operations::GetName>(
            &server.endpoint,
            |setup| Setup { timeout: Duration::from_millis(200), ..setup },
            |transport, reply| {
                let error = reply.unwrap_err();
                assert!(error.is_timeout(), "{transport}: {error:?}");
                let expected = format!("GetName at {}: timed out after 200ms", server.endpoint);
                assert_eq!(error.to_string(), expected, "{transport}");
            },
        );
    }
}

#[test]
fn a_server_that_nobody_is_at_is_told() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let endpoint = format!("http://jdoe:hidden@127.0.0.1:{port}/?key=hidden");
    each::<operations::GetName>(
        &endpoint,
        |setup| setup,
        |transport, reply| {
            let error = reply.unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::Connect { .. }), "{transport}: {error:?}");
            let text = format!("{error} {error:?}");
            assert!(
                text.contains(&format!("127.0.0.1:{port}")) && text.contains("refused"),
                "{transport}: {text}"
            );
            assert!(!text.contains("hidden"), "{transport}: {text}");
            assert!(std::error::Error::source(&error).is_some(), "{transport}");
        },
    );
}

#[test]
fn an_endpoint_that_is_no_url_is_told() {
    each::<operations::GetName>(
        "no url",
        |setup| setup,
        |transport, reply| {
            let error = reply.unwrap_err();
            assert!(error.to_string().contains("`no url` is not an endpoint"), "{transport}: {error:?}");
        },
    );
}

#[test]
fn a_reply_that_breaks_off_is_an_error_of_the_transport() {
    for text in [
        "",
        "no HTTP at all\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<s:Envelope",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<s:En",
    ] {
        let server = Server::start(move |_, output| {
            output.write_all(text.as_bytes()).unwrap();
            output.shutdown(std::net::Shutdown::Both).unwrap();
            false
        });
        expect_error(&server, |kind| matches!(kind, ErrorKind::Transport { .. }));
    }
}

#[test]
fn a_status_without_an_envelope_shows_the_start_of_the_body() {
    for (status, body) in [
        ("404 Not Found", "<html><body>No service here</body></html>"),
        ("401 Unauthorized", ""),
        ("503 Service Unavailable", "busy"),
        ("500 Internal Server Error", r#"{"error": 1}"#),
        ("200 OK", "<!DOCTYPE html><html><body>Log in</body></html>"),
        ("200 OK", "<html xmlns='http://www.w3.org/1999/xhtml'/>"),
        ("200 OK", ""),
    ] {
        let server = Server::answering(status, "", body);
        let code: u16 = status[..3].parse().unwrap();
        expect_error(
            &server,
            |kind| matches!(kind, ErrorKind::Http { status, body: shown, .. } if *status == code && shown == body),
        );
    }
}

#[test]
fn a_fault_is_one_whatever_the_status() {
    for status in ["200 OK", "500 Internal Server Error", "400 Bad Request"] {
        let server = Server::answering(status, XML, envelope("", FAULT));
        expect_error(
            &server,
            |kind| matches!(kind, ErrorKind::Fault(fault) if fault.reason() == "No such id"),
        );
    }
}

#[test]
fn a_redirect_that_would_lose_the_body_is_not_followed() {
    for status in ["301 Moved", "302 Found", "303 See Other"] {
        let server = Server::answering(status, "Location: /elsewhere\r\n", "");
        expect_error(
            &server,
            |kind| matches!(kind, ErrorKind::Http { location: Some(location), .. } if location == "/elsewhere"),
        );
        assert!(server.requests().iter().all(|request| request.line.starts_with("POST /service ")));
    }
}

#[test]
fn a_redirect_that_keeps_the_body_is_followed_on_the_same_host() {
    let server = Server::start(|request, output| {
        let reply = match request.line.split(' ').nth(1) {
            Some("/service") => reply("307 Temporary Redirect", "Location: /second\r\n", b""),
            Some("/second") => {
                let host = request.header("Host").unwrap();
                reply("308 Permanent Redirect", &format!("Location: http://{host}/third\r\n"), b"")
            }
            _ => reply("200 OK", XML, named("found").as_bytes()),
        };
        output.write_all(&reply).is_ok()
    });
    expect_name(&server, "found");
    let requests = server.requests();
    let bodies: Vec<_> = requests.iter().map(|request| &request.body).collect();
    assert_eq!(requests.len(), 6);
    assert!(bodies.iter().all(|body| *body == bodies[0]));
    assert!(requests[5].line.starts_with("POST /third "), "{:?}", requests[5]);
    assert!(requests[5].header("SOAPAction").is_some());
}

#[test]
fn a_redirect_elsewhere_or_for_ever_is_not_followed() {
    let other = Server::answering("200 OK", XML, named("elsewhere"));
    let place = other.endpoint.replace("127.0.0.1", "localhost");
    let server = Server::answering("307 Temporary Redirect", &format!("Location: {place}\r\n"), "");
    expect_error(&server, |kind| matches!(kind, ErrorKind::Http { status: 307, .. }));
    assert_eq!(other.connections(), 0);

    let server = Server::answering("307 Temporary Redirect", "Location: /service\r\n", "");
    expect_error(&server, |kind| matches!(kind, ErrorKind::Http { status: 307, .. }));
    assert!(server.requests().len() <= 2 * 6, "{}", server.requests().len());
}

#[test]
fn connections_are_used_again() {
    let server = Server::answering("200 OK", XML, named("again"));
    let (headers, request) = (RequestHeaders::default(), GetName::default());

    let client = Client::new(Ureq::new(), &server.endpoint, Version::Soap11);
    for _ in 0..5 {
        client.clone().call::<operations::GetName>(&headers, &request).send().unwrap();
    }
    assert_eq!(server.connections(), 1);

    let client = Client::new(Reqwest::new(), &server.endpoint, Version::Soap11);
    runtime().block_on(async {
        for _ in 0..50 {
            client.clone().call::<operations::GetName>(&headers, &request).await.unwrap();
        }
    });
    // hyper puts a connection back in a task of its own, so that a call may come too early for it.
    let more = server.connections() - 1;
    assert!(more < 10, "{more} connections for 50 calls");
}

#[test]
fn headers_are_those_of_the_version_and_the_users() {
    let server = Server::answering("200 OK", XML, named("ok"));
    for version in [Version::Soap11, Version::Soap12] {
        each::<operations::GetName>(
            &server.endpoint,
            |setup| Setup { version, header: Some(("X-Tenant", "é")), ..setup },
            |_, reply| drop(reply.unwrap()),
        );
    }
    for (index, request) in server.requests().iter().enumerate() {
        let (content_type, action) = match index {
            0 | 1 => ("text/xml; charset=utf-8", Some(r#""urn:names/GetName""#)),
            _ => (r#"application/soap+xml; charset=utf-8; action="urn:names/GetName""#, None),
        };
        assert!(request.line.starts_with("POST /service HTTP/1.1"), "{request:?}");
        assert_eq!(request.header("Content-Type"), Some(content_type));
        assert_eq!(request.header("SOAPAction"), action);
        assert_eq!(request.header("X-Tenant"), Some("é"));
        assert!(
            request.header("User-Agent").is_some_and(|agent| agent.starts_with("saponify/")),
            "{request:?}"
        );
        for name in ["Content-Type", "SOAPAction", "Host", "Content-Length", "User-Agent", "X-Tenant"] {
            let count = request.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name)).count();
            assert!(count <= 1, "{name} {request:?}");
        }
    }
}

#[test]
fn a_header_that_http_cannot_carry_is_an_error() {
    each::<operations::GetName>(
        "http://127.0.0.1:9/",
        |setup| Setup { header: Some(("X-A", "a\r\nX-B: b")), ..setup },
        |transport, reply| {
            let error = reply.unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::Transport { .. }), "{transport}: {error:?}");
        },
    );
}

#[test]
fn a_one_way_operation_has_no_reply() {
    for status in ["202 Accepted", "204 No Content", "200 OK"] {
        let server = match status {
            "204 No Content" => {
                Server::start(|_, output| output.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").is_ok())
            }
            _ => Server::answering(status, "", ""),
        };
        each::<operations::Notify>(
            &server.endpoint,
            |setup| setup,
            |transport, reply| {
                assert!(reply.is_ok(), "{transport}: {reply:?}");
            },
        );
    }
    for (status, body) in
        [("500 Oops", envelope("", FAULT)), ("200 OK", "<html/>".to_owned()), ("404 Not", String::new())]
    {
        let server = Server::answering(status, XML, body);
        each::<operations::Notify>(
            &server.endpoint,
            |setup| setup,
            |transport, reply| {
                assert!(reply.is_err(), "{transport}");
            },
        );
    }
}

#[test]
fn attachments_are_refused_by_name() {
    let server = Server::answering(
        "200 OK",
        "Content-Type: multipart/related; boundary=x; type=\"application/xop+xml\"\r\n",
        "--x",
    );
    expect_error(
        &server,
        |kind| matches!(kind, ErrorKind::Unsupported { what } if what.contains("multipart/related")),
    );
}

#[test]
fn the_charset_of_http_is_heeded() {
    let latin: Vec<u8> = named("é").chars().map(|character| character as u8).collect();
    let server = Server::answering("200 OK", "Content-Type: text/xml; charset=iso-8859-1\r\n", latin);
    expect_name(&server, "é");
    let utf16: Vec<u8> = named("é 漢字").encode_utf16().flat_map(u16::to_be_bytes).collect();
    let server = Server::answering("200 OK", "Content-Type: text/xml; charset=\"utf-16\"\r\n", utf16);
    expect_name(&server, "é 漢字");
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(body).unwrap();
    packer.finish().unwrap()
}
