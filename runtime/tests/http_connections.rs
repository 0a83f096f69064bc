//! Failures of connections over both transports, and what each error proves about the request.
// Clippy's exceptions for tests do not cover their helper functions.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
#![cfg(all(feature = "reqwest", feature = "ureq"))]

mod common;

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use common::server::{Server, XML, reply};
use common::transports::{Setup, each, each_error, expect_error, runtime};
use common::{FAULT, GetName, RequestHeaders, envelope, named, operations};
use saponify::transport::{Reqwest, Ureq};
use saponify::{Client, ErrorKind, Result, Version};

#[test]
fn connections_are_used_again() {
    let server = Server::answering("200 OK", XML, named("again"));
    let (headers, request) = (RequestHeaders::default(), GetName::default());

    let client = Client::new(Ureq::new(), &server.endpoint, Version::Soap11);
    for _ in 0..5 {
        client.clone().call::<operations::GetName>(request.clone()).headers(headers.clone()).send().unwrap();
    }
    assert_eq!(server.connections(), 1);

    let client = Client::new(Reqwest::new(), &server.endpoint, Version::Soap11);
    runtime().block_on(async {
        for _ in 0..50 {
            client
                .clone()
                .call::<operations::GetName>(request.clone())
                .headers(headers.clone())
                .await
                .unwrap();
        }
    });
    // hyper returns a connection to its pool in a separate task, so the next call may begin before that.
    let more = server.connections() - 1;
    assert!(more < 10, "{more} connections for 50 calls");
}

#[test]
fn a_refused_connection_is_reported() {
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
fn an_endpoint_that_is_not_a_url_is_reported() {
    each::<operations::GetName>(
        "no url",
        |setup| setup,
        |transport, reply| {
            let error = reply.unwrap_err();
            assert!(error.to_string().contains("`no url` is not a valid endpoint"), "{transport}: {error:?}");
        },
    );
}

#[test]
fn an_endpoint_with_an_invalid_port_is_reported() {
    for endpoint in ["http://127.0.0.1:99999/service", "http://[::1]:65536/"] {
        each_error(
            endpoint,
            |setup| setup,
            |transport, error| {
                assert!(error.to_string().contains("is not a valid endpoint"), "{transport}: {error:?}");
                assert!(error.never_sent(), "{transport}: {error:?}");
            },
        );
    }
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

/// Makes calls one after another over the same connections of each transport.
fn series(
    endpoint: &str,
    calls: usize,
    pause: Duration,
    check: impl Fn(&str, usize, Result<Option<String>>),
) {
    let (headers, request) = (RequestHeaders::default(), GetName::default());
    let client = Client::new(Ureq::new(), endpoint, Version::Soap11);
    for call in 0..calls {
        let reply = client.call::<operations::GetName>(request.clone()).headers(headers.clone()).send();
        check("ureq", call, reply.map(|reply| reply.body.name));
        std::thread::sleep(pause);
    }
    let client = Client::new(Reqwest::new(), endpoint, Version::Soap11);
    runtime().block_on(async {
        for call in 0..calls {
            let reply = client.call::<operations::GetName>(request.clone()).headers(headers.clone()).await;
            check("reqwest", call, reply.map(|reply| reply.body.name));
            tokio::time::sleep(pause).await;
        }
    });
}

#[test]
fn an_unknown_host_is_named_and_nothing_was_sent() {
    // Too long for a DNS label, so no name server is asked.
    let host = format!("{}.invalid", "x".repeat(64));
    each_error(
        &format!("http://jdoe:hidden@{host}/service"),
        |setup| setup,
        |transport, error| {
            assert!(matches!(error.kind(), ErrorKind::Connect { .. }), "{transport}: {error:?}");
            assert!(error.to_string().contains(&host), "{transport}: {error}");
            assert!(!format!("{error} {error:?}").contains("hidden"), "{transport}: {error:?}");
            assert!(error.never_sent() && !error.is_closed_before_reply(), "{transport}: {error:?}");
        },
    );
}

#[test]
fn a_request_that_http_cannot_carry_was_never_sent() {
    for (endpoint, header) in [("no url", None), ("http://127.0.0.1:9/", Some(("X-A", "a\r\nX-B: b")))] {
        each_error(
            endpoint,
            |setup| Setup { header, ..setup },
            |transport, error| assert!(error.never_sent(), "{transport}: {error:?}"),
        );
    }
}

#[test]
fn a_new_connection_that_is_closed_before_the_reply_is_reported() {
    let server = Server::start(|_, output| output.shutdown(std::net::Shutdown::Both).is_err());
    each_error(
        &server.endpoint,
        |setup| setup,
        |transport, error| {
            assert!(error.is_closed_before_reply() && !error.never_sent(), "{transport}: {error:?}");
        },
    );
    assert_eq!(server.requests().len(), 2, "one request by each transport");
}

#[test]
fn a_connection_that_is_reset_before_the_reply_is_reported() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}/service", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut connection in listener.incoming().flatten() {
            // Closing a socket with unread bytes resets the connection.
            let _ = connection.read(&mut [0]);
        }
    });
    each_error(
        &endpoint,
        |setup| setup,
        |transport, error| {
            assert!(error.is_closed_before_reply() && !error.never_sent(), "{transport}: {error:?}");
        },
    );
}

#[test]
fn a_reused_connection_that_is_closed_before_the_reply_is_reported_and_nothing_is_sent_again() {
    let served = AtomicUsize::new(0);
    let server = Server::start(move |_, output| match served.fetch_add(1, Ordering::SeqCst) % 2 {
        0 => output.write_all(&reply("200 OK", XML, named("first").as_bytes())).is_ok(),
        _ => output.shutdown(std::net::Shutdown::Both).is_err(),
    });
    series(&server.endpoint, 2, Duration::from_millis(50), |transport, call, reply| match call {
        0 => assert_eq!(reply.unwrap().as_deref(), Some("first"), "{transport}"),
        _ => {
            let error = reply.unwrap_err();
            assert!(error.is_closed_before_reply() && !error.never_sent(), "{transport}: {error:?}");
        }
    });
    assert_eq!((server.requests().len(), server.connections()), (4, 2));
}

#[test]
fn an_idle_connection_that_the_server_closed_is_replaced() {
    let server = Server::start(|_, output| {
        output.write_all(&reply("200 OK", XML, named("again").as_bytes())).unwrap();
        false
    });
    series(&server.endpoint, 3, Duration::from_millis(100), |transport, _, reply| {
        assert_eq!(reply.unwrap().as_deref(), Some("again"), "{transport}");
    });
    assert_eq!(server.connections(), 6);
}

#[test]
fn a_reply_that_ends_after_its_head_is_not_reported_as_closed_before_the_reply() {
    let server = Server::start(|_, output| {
        output.write_all(b"HTTP/1.1 502 Bad Gateway\r\nX-Id: 7\r\nContent-Length: 9\r\n\r\n<a").unwrap();
        output.shutdown(std::net::Shutdown::Both).is_err()
    });
    each_error(
        &server.endpoint,
        |setup| setup,
        |transport, error| {
            assert!(matches!(error.kind(), ErrorKind::Transport { .. }), "{transport}: {error:?}");
            assert!(!error.is_closed_before_reply() && !error.never_sent(), "{transport}: {error:?}");
            let http = error.http().unwrap();
            assert_eq!((http.status, http.header("x-id")), (502, Some("7")), "{transport}");
            assert!(error.to_string().contains("HTTP status 502 Bad Gateway"), "{transport}: {error}");
        },
    );
}

#[test]
fn ureq_treats_a_partial_status_line_as_a_received_reply() {
    let server = Server::start(|_, output| {
        output.write_all(b"HTTP/1.1 2").unwrap();
        output.shutdown(std::net::Shutdown::Both).is_err()
    });
    each_error(
        &server.endpoint,
        |setup| setup,
        |transport, error| {
            assert!(matches!(error.kind(), ErrorKind::Transport { .. }), "{transport}: {error:?}");
            // hyper does not distinguish part of a status line from an empty reply. The documentation of
            // `is_closed_before_reply` states this.
            assert_eq!(error.is_closed_before_reply(), transport == "reqwest", "{transport}: {error:?}");
        },
    );
}

#[test]
fn a_body_without_a_length_ends_with_its_connection() {
    let server = Server::start(|_, output| {
        output.write_all(format!("HTTP/1.1 200 OK\r\n{XML}\r\n{}", named("whole")).as_bytes()).unwrap();
        output.shutdown(std::net::Shutdown::Both).is_err()
    });
    common::transports::expect_name(&server, "whole");
}

#[test]
fn a_status_that_comes_while_a_large_request_is_sent_is_read() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}/service", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut connection in listener.incoming().flatten() {
            let mut beginning = [0; 10_000];
            connection.read_exact(&mut beginning).unwrap();
            let refusal =
                reply("413 Content Too Large", "Retry-After: 9\r\nConnection: close\r\n", b"too large");
            connection.write_all(&refusal).unwrap();
            // A socket that is closed with unread bytes resets the connection, and the reply may be lost with it.
            connection.shutdown(std::net::Shutdown::Write).unwrap();
            let _ = std::io::copy(&mut connection, &mut std::io::sink());
        }
    });
    each_error(
        &endpoint,
        |setup| Setup {
            request: GetName { id: None, password: Some("x".repeat(20_000_000).into()) },
            ..setup
        },
        |transport, error| {
            let is_refusal = matches!(error.kind(), ErrorKind::Http { status: 413, .. });
            assert!(is_refusal, "{transport}: {error:?}");
            assert_eq!(error.http().unwrap().retry_after(), Some(Duration::from_secs(9)), "{transport}");
        },
    );
}

#[test]
fn the_error_of_a_fault_has_the_http_status_and_headers() {
    let headers = format!("{XML}Retry-After: 3\r\nWWW-Authenticate: Negotiate\r\nWWW-Authenticate: NTLM\r\n");
    let server = Server::answering("500 Out Of Coffee", &headers, envelope("", FAULT));
    each_error(
        &server.endpoint,
        |setup| setup,
        |transport, error| {
            assert!(error.fault().is_some(), "{transport}: {error:?}");
            let http = error.http().unwrap();
            // ureq drops the server's reason phrase.
            let reason = if transport == "ureq" { "Internal Server Error" } else { "Out Of Coffee" };
            assert_eq!((http.status, &*http.reason), (500, reason), "{transport}");
            assert_eq!(http.retry_after(), Some(Duration::from_secs(3)), "{transport}");
            let schemes: Vec<_> = http.header_values("WWW-Authenticate").collect();
            assert_eq!(schemes, ["Negotiate", "NTLM"], "{transport}");
            assert!(http.excerpt.contains("No such id"), "{transport}: {}", http.excerpt);
        },
    );
}

#[test]
fn the_reason_of_a_status_without_one_is_the_standard_phrase() {
    for status in ["500 ", "500", "500 \u{e9}"] {
        let server = Server::answering(status, XML, envelope("", FAULT));
        each_error(
            &server.endpoint,
            |setup| setup,
            |transport, error| {
                assert_eq!(error.http().unwrap().reason, "Internal Server Error", "{transport}: {status}");
            },
        );
    }
}

#[test]
fn a_user_in_the_url_is_decoded_and_overridden_by_a_header() {
    let server = Server::answering("200 OK", XML, named("ok"));
    // The second password is in ISO-8859-1.
    let endpoint = |user: &str| server.endpoint.replace("http://", &format!("http://{user}@"));
    for (user, header) in [
        ("jd%40oe:p%3Aw%25", None),
        ("jd%40oe:p%E4", None),
        ("jd%40oe:p%3Aw%25", Some(("Authorization", "Bearer abc"))),
    ] {
        each::<operations::GetName>(
            &endpoint(user),
            |setup| Setup { header, ..setup },
            |transport, reply| drop(reply.unwrap_or_else(|error| panic!("{transport}: {error}"))),
        );
    }
    for (index, request) in server.requests().iter().enumerate() {
        let sent: Vec<_> =
            request.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("Authorization")).collect();
        // The Base64 of `jd@oe:p:w%` and of `jd@oe:p` with the byte E4.
        let expected = ["Basic amRAb2U6cDp3JQ==", "Basic amRAb2U6cOQ=", "Bearer abc"][index / 2];
        assert_eq!(sent.len(), 1, "{request:?}");
        assert_eq!(sent[0].1, expected, "{request:?}");
    }
}

#[test]
fn an_agent_of_the_user_is_not_changed() {
    let server = Server::answering("200 OK", XML, named("own"));
    let transport = Ureq::with(Ureq::builder().build().new_agent());
    let client = Client::new(transport, &server.endpoint, Version::Soap11);
    let (headers, request) = (RequestHeaders::default(), GetName::default());
    assert_eq!(
        client
            .call::<operations::GetName>(request.clone())
            .headers(headers.clone())
            .send()
            .unwrap()
            .body
            .name
            .as_deref(),
        Some("own")
    );
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let client = client.with_endpoint(format!("http://{gone}/"));
    let error =
        client.call::<operations::GetName>(request.clone()).headers(headers.clone()).send().unwrap_err();
    assert!(error.never_sent() && matches!(error.kind(), ErrorKind::Connect { .. }), "{error:?}");
}
