//! Redirects over both transports: an envelope is sent to another origin only if the client allows it.
// Clippy's exceptions for tests do not cover their helper functions.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
#![cfg(all(feature = "reqwest", feature = "ureq"))]

mod common;

use std::io::Write;

use common::server::{Server, XML, reply};
use common::transports::{Setup, each, each_error, expect_error, expect_name};
use common::{named, operations};
use saponify::ErrorKind;
use saponify::transport::Redirects;

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
fn redirects_to_another_host_and_endless_redirects_are_not_followed() {
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
fn a_relative_redirect_is_resolved_as_the_specification_says() {
    for (location, path) in [
        ("second", "/second"),
        ("./a/../second", "/second"),
        ("../../second", "/second"),
        ("?second", "/service?second"),
        ("/a/./b", "/a/b"),
        ("/my service?{x}", "/my%20service?{x}"),
    ] {
        let server = Server::start(move |request, output| {
            let first = request.line.starts_with("POST /service HTTP");
            let reply = match first {
                true => reply("308 Permanent Redirect", &format!("Location: {location}\r\n"), b""),
                false => reply("200 OK", XML, named("found").as_bytes()),
            };
            output.write_all(&reply).is_ok()
        });
        expect_name(&server, "found");
        for request in server.requests().iter().skip(1).step_by(2) {
            assert!(request.line.starts_with(&format!("POST {path} HTTP")), "{location}: {request:?}");
        }
    }
}

#[test]
fn a_redirect_to_another_origin_is_followed_where_allowed_without_credentials() {
    let other = Server::answering("200 OK", XML, named("elsewhere"));
    let header = format!("Location: {}?key=hidden\r\n", other.endpoint);
    let server = Server::answering("307 Temporary Redirect", &header, "");
    for redirects in [Redirects::Never, Redirects::SameOrigin] {
        each_error(
            &server.endpoint,
            |setup| Setup { redirects, ..setup },
            |transport, error| {
                let text = error.to_string();
                assert!(text.contains(&format!("the redirect to {}", other.endpoint)), "{transport}: {text}");
                assert!(!text.contains("hidden"), "{transport}: {text}");
            },
        );
    }
    assert_eq!(other.connections(), 0);
    for header in [("Authorization", "Basic abc"), ("cookie", "abc"), ("X-Tenant", "abc")] {
        each::<operations::GetName>(
            &server.endpoint.replace("http://", "http://jdoe:pw@"),
            |setup| Setup { redirects: Redirects::AnyOrigin, header: Some(header), ..setup },
            |transport, reply| {
                assert_eq!(reply.unwrap().name.as_deref(), Some("elsewhere"), "{transport}");
            },
        );
    }
    for (index, request) in other.requests().iter().enumerate() {
        assert!(request.header("Authorization").or(request.header("Cookie")).is_none(), "{request:?}");
        assert_eq!(request.header("X-Tenant").is_some(), index >= 4, "{request:?}");
        assert!(request.header("SOAPAction").is_some() && !request.body.is_empty(), "{request:?}");
    }
    assert!(server.requests().iter().all(|request| request.line.starts_with("POST /service ")));
}

#[test]
fn credentials_are_kept_by_redirects_within_an_origin() {
    let server = Server::start(|request, output| {
        let reply = match request.line.starts_with("POST /service ") {
            true => reply("307 Temporary Redirect", "Location: /second\r\n", b""),
            false => reply("200 OK", XML, named("found").as_bytes()),
        };
        output.write_all(&reply).is_ok()
    });
    each::<operations::GetName>(
        &server.endpoint.replace("http://", "http://jdoe:pw@"),
        |setup| setup,
        |transport, reply| drop(reply.unwrap_or_else(|error| panic!("{transport}: {error}"))),
    );
    let requests = server.requests();
    assert_eq!(requests.len(), 4);
    assert!(requests.iter().all(|request| request.header("Authorization") == Some("Basic amRvZTpwdw==")));
}

#[test]
fn a_failure_after_a_redirect_is_no_proof_that_nothing_was_sent() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let header = format!("Location: http://127.0.0.1:{port}/\r\n");
    let server = Server::answering("307 Temporary Redirect", &header, "");
    each_error(
        &server.endpoint,
        |setup| Setup { redirects: Redirects::AnyOrigin, ..setup },
        |transport, error| {
            assert!(matches!(error.kind(), ErrorKind::Connect { .. }), "{transport}: {error:?}");
            assert!(error.to_string().contains(&port.to_string()), "{transport}: {error}");
            assert!(!error.never_sent(), "{transport}");
        },
    );
}
