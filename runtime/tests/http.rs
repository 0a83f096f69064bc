//! Both transports against servers on the loopback interface: replies, status codes, headers and failures.
// Clippy's exceptions for tests do not cover their helper functions.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
#![cfg(all(feature = "reqwest", feature = "ureq"))]

mod common;

use std::io::Write;

use common::operations;
use common::server::{Server, XML};
use common::transports::{Setup, each, expect_error, expect_name};
use common::{FAULT, envelope, named};
use saponify::{ErrorKind, Version};

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
        // Sends until the client closes the connection.
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
fn a_fault_is_read_as_a_fault_with_any_status() {
    for status in ["200 OK", "500 Internal Server Error", "400 Bad Request"] {
        let server = Server::answering(status, XML, envelope("", FAULT));
        expect_error(
            &server,
            |kind| matches!(kind, ErrorKind::Fault(fault) if fault.reason() == "No such id"),
        );
    }
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
fn characters_that_a_url_cannot_contain_are_encoded_in_the_path_of_an_endpoint() {
    let server = Server::answering("200 OK", XML, named("found"));
    let endpoint = server.endpoint.replace("/service", "/My Service/caf\u{e9}.asmx?x=a b");
    each::<operations::GetName>(
        &endpoint,
        |setup| setup,
        |transport, reply| assert_eq!(reply.unwrap().name.as_deref(), Some("found"), "{transport}"),
    );
    for request in server.requests() {
        assert_eq!(request.line.trim_end(), "POST /My%20Service/caf%C3%A9.asmx?x=a%20b HTTP/1.1");
    }
}
