//! Tests the NTLM recipe in the documentation of transports against a server that authenticates connections.
// Clippy's exceptions for tests do not cover their helper functions.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
#![cfg(all(feature = "reqwest", feature = "ureq"))]

mod common;
#[path = "../doc/ntlm.rs"]
#[allow(missing_docs, unreachable_pub)]
mod recipe;

use std::collections::BTreeMap;
use std::io::Write;
use std::net::SocketAddr;
use std::sync::Mutex;

use common::server::{Server, XML, reply};
use common::{GetName, named, operations};
use recipe::{Handshake, Negotiating};
use saponify::transport::Reqwest;
use saponify::{Client, Error, Version};

/// The state of a connection: the step of its handshake, or authenticated.
#[derive(Clone, Copy, PartialEq)]
enum State {
    Unknown,
    Challenged,
    Authenticated,
}

fn server() -> Server {
    let connections = Mutex::new(BTreeMap::<SocketAddr, State>::new());
    Server::start(move |request, output| {
        let mut connections = connections.lock().unwrap();
        let state = connections.entry(output.peer_addr().unwrap()).or_insert(State::Unknown);
        let (next, challenge) = match (*state, request.header("Authorization")) {
            (State::Authenticated, _) => (State::Authenticated, None),
            (_, Some("NTLM bmVnb3RpYXRl")) => (State::Challenged, Some("NTLM Y2hhbGxlbmdl")),
            (State::Challenged, Some("NTLM Y2hhbGxlbmdlIHBhNTV3b3Jk")) => (State::Authenticated, None),
            _ => (State::Unknown, Some("NTLM")),
        };
        *state = next;
        let sent = match challenge {
            None => reply("200 OK", XML, named("ok").as_bytes()),
            Some(challenge) => {
                let head = format!("WWW-Authenticate: Negotiate\r\nWWW-Authenticate: {challenge}\r\n");
                reply("401 Unauthorized", &head, b"")
            }
        };
        output.write_all(&sent).is_ok()
    })
}

/// Computes the messages as a library for NTLM would.
fn handshake(last: &'static str) -> Handshake {
    Box::new(move |challenge| match challenge {
        None => Ok("bmVnb3RpYXRl".to_owned()),
        Some("Y2hhbGxlbmdl") => Ok(last.to_owned()),
        Some(other) => Err(Error::transport(format!("unexpected challenge {other}"))),
    })
}

fn client(server: &Server, last: &'static str) -> Client<Negotiating<Reqwest>> {
    let single = Reqwest::with(Reqwest::builder().pool_max_idle_per_host(1)).unwrap();
    let transport = Negotiating::new(single, "NTLM", move || handshake(last));
    Client::new(transport, &*server.endpoint, Version::Soap11)
}

#[tokio::test]
async fn one_handshake_authenticates_the_connection_of_all_calls() {
    let server = server();
    let client = client(&server, "Y2hhbGxlbmdlIHBhNTV3b3Jk");
    let mut tasks: tokio::task::JoinSet<_> =
        (0..5).map(|_| client.call::<operations::GetName>(GetName::default())).collect();
    while let Some(reply) = tasks.join_next().await {
        assert_eq!(reply.unwrap().unwrap().body.name.as_deref(), Some("ok"));
    }
    assert_eq!((server.connections(), server.requests().len()), (1, 7));
}

#[tokio::test]
async fn a_wrong_password_ends_the_handshake() {
    let server = server();
    let error =
        client(&server, "d3Jvbmc=").call::<operations::GetName>(GetName::default()).await.unwrap_err();
    assert_eq!(error.http().unwrap().status, 401);
    assert_eq!(server.requests().len(), 4);
}
