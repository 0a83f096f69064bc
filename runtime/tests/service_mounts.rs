//! A service is mounted in axum and in hyper, and served on a socket.
#![cfg(feature = "server")]
#![allow(clippy::unwrap_used, missing_docs)]

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use saponify::server::{self, Connections, Context, Failure, Message, Operations, Paths, Service};
use saponify::{Body, Contract, NoFault, Operation};

enum Where {}

impl Operation for Where {
    type Request = ();
    type Reply = String;
    type RequestHeaders = ();
    type ReplyHeaders = ();
    type Fault = NoFault;

    const CONTRACT: Contract = Contract {
        name: "Where",
        action: "",
        request: Body::Element("urn:t", "Where"),
        reply: Body::Element("urn:t", "Here"),
        request_headers: &[],
    };
}

async fn describe(context: Context) -> Result<String, Failure> {
    Ok(format!("{} {}", context.uri(), context.peer().is_some()))
}

fn service() -> Service {
    Operations::new(()).with(|_, message: Message<Where>| describe(message.context)).into_service()
}

const REQUEST: &str = "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>\
                       <Where xmlns=\"urn:t\"/></s:Body></s:Envelope>";

/// Posts the request over a connection that is closed afterwards.
fn post(address: std::net::SocketAddr, path: &str) -> String {
    let mut connection = TcpStream::connect(address).unwrap();
    connection.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    write!(
        connection,
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: text/xml\r\n\
         Content-Length: {}\r\n\r\n{REQUEST}",
        REQUEST.len()
    )
    .unwrap();
    let mut reply = String::new();
    connection.read_to_string(&mut reply).unwrap();
    reply
}

#[test]
fn a_server_on_a_thread_answers_by_path_and_knows_the_peer() {
    let running = server::start("127.0.0.1:0", Paths::new().at("/a", service()).at("/b", service())).unwrap();
    assert!(post(running.address(), "/a").contains(">/a true<"));
    assert!(post(running.address(), "/b?x=1").contains(">/b?x=1 true<"));
    assert!(post(running.address(), "/c").starts_with("HTTP/1.1 404"));
    let address = running.address();
    drop(running);
    // The port is free again as soon as the thread has ended.
    let is_closed = (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(20));
        TcpStream::connect(address).is_err()
    });
    assert!(is_closed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shutdown_lets_the_running_exchange_end() {
    enum Slow {}
    impl Operation for Slow {
        type Request = ();
        type Reply = ();
        type RequestHeaders = ();
        type ReplyHeaders = ();
        type Fault = NoFault;
        const CONTRACT: Contract = Contract { name: "Slow", reply: Body::Empty, ..Where::CONTRACT };
    }
    let (started, is_started) = tokio::sync::watch::channel(false);
    let service = Operations::new(())
        .with(move |_, _: Message<Slow>| {
            let started = started.clone();
            async move {
                started.send_replace(true);
                tokio::time::sleep(Duration::from_millis(200)).await;
                Ok::<(), Failure>(())
            }
        })
        .into_service();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let mut is_started = is_started;
    let shutdown = async move { drop(is_started.wait_for(|started| *started).await) };
    let server = server::serve(listener, service)
        .with_connections(Connections::default().grace(Duration::from_secs(10)))
        .with_graceful_shutdown(shutdown);
    let server = tokio::spawn(server.into_future());
    let reply = tokio::task::spawn_blocking(move || post(address, "/")).await.unwrap();
    assert!(reply.starts_with("HTTP/1.1 200"), "{reply}");
    server.await.unwrap();
    assert!(TcpStream::connect(address).is_err());
}

#[tokio::test]
async fn a_client_that_sends_half_a_head_is_disconnected() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let connections = Connections::default().head(Duration::from_millis(100));
    tokio::spawn(server::serve(listener, service()).with_connections(connections).into_future());
    let ended = tokio::task::spawn_blocking(move || {
        let mut connection = TcpStream::connect(address).unwrap();
        connection.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        connection.write_all(b"POST / HTTP/1.1\r\nHost: loc").unwrap();
        connection.read_to_end(&mut Vec::new())
    });
    ended.await.unwrap().unwrap();
}

#[tokio::test]
async fn axum_mounts_a_service_at_a_route() {
    let router: axum::Router = axum::Router::new().route_service("/soap", service());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(axum::serve(listener, router).into_future());
    let reply = tokio::task::spawn_blocking(move || post(address, "/soap")).await.unwrap();
    assert!(reply.contains(">/soap false<"), "{reply}");
}

#[tokio::test]
async fn hyper_serves_a_service() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let service = hyper_util::service::TowerToHyperService::new(service());
        let io = hyper_util::rt::TokioIo::new(stream);
        hyper::server::conn::http1::Builder::new().serve_connection(io, service).await.unwrap();
    });
    let reply = tokio::task::spawn_blocking(move || post(address, "/x")).await.unwrap();
    assert!(reply.contains(">/x false<"), "{reply}");
}
