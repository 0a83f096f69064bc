//! Calls of a generated client as values: kept, collected, spawned and sent again.

#![allow(missing_docs, clippy::unwrap_used)]

mod sample;

use std::sync::Arc;

use saponify::Version;
use saponify::soap::server;
use saponify::transport::{Memory, Response, Transport};
use saponify_examples::superoffice::user::{GetUser, UserClient, operations};
use tokio::task::JoinSet;

fn answering() -> Memory {
    let reply = server::write_reply::<operations::GetUser>(
        Version::Soap11,
        &Default::default(),
        &sample::get_user_response(),
    );
    let reply = reply.unwrap();
    Memory::answering(move |_| Ok(Response::envelope(reply.clone())))
}

fn user(id: i32) -> GetUser {
    GetUser { user_id: Some(id) }
}

#[tokio::test]
async fn calls_are_kept_collected_and_spawned() {
    let memory = answering();
    let client = UserClient::new(memory.clone(), "http://localhost/").with_headers(sample::headers());
    let call = client.get_user(GetUser { user_id: Some(1) });
    let calls: Vec<_> = (2..5).map(|id| client.get_user(user(id))).collect();
    let task = tokio::spawn(client.get_user(user(5)));
    let mut tasks: JoinSet<_> = (6..9).map(|id| client.get_user(user(id))).collect();
    drop(client);
    assert!(call.await.is_ok());
    for call in calls {
        assert!(call.await.is_ok());
    }
    assert!(task.await.unwrap().is_ok());
    while let Some(reply) = tasks.join_next().await {
        assert!(reply.unwrap().is_ok());
    }
    let sent = memory.requests();
    assert_eq!(sent.len(), 8);
    for (id, token) in (1..9).map(|id| (format!(">{id}</"), "0123456789abcdef0123456789abcdef")) {
        assert_eq!(sent.iter().filter(|request| request.body.contains(&id)).count(), 1, "{id}");
        assert!(sent.iter().all(|request| request.body.contains(token)));
    }
}

#[tokio::test]
async fn a_call_over_any_transport_is_spawned() {
    let transport: Arc<dyn Transport> = Arc::new(answering());
    let client = UserClient::new(transport, "http://localhost/");
    assert!(tokio::spawn(client.get_user(user(1))).await.unwrap().is_ok());
}

#[test]
fn blocking_calls_are_kept_collected_and_moved_to_threads() {
    let client = UserClient::new(answering(), "http://localhost/");
    let call = client.get_user(user(1));
    let calls = Vec::from([client.get_user(user(2)), client.get_user(user(3))]);
    let thread = std::thread::spawn(move || calls.iter().all(|call| call.send().is_ok()));
    drop(client);
    assert!(call.send().is_ok() && thread.join().unwrap());
}

#[tokio::test]
async fn headers_and_version_of_a_call_act_after_it_is_made() {
    let memory = answering();
    let client = UserClient::new(memory.clone(), "http://localhost/").with_headers(sample::headers());
    let call = client.get_user(user(1));
    let other = call
        .clone()
        .headers(saponify_examples::superoffice::RequestHeaders::default())
        .version(Version::Soap12);
    assert!((&call).await.is_ok() && call.await.is_ok());
    drop(other.await);
    let [first, again, other] = memory.requests().try_into().ok().unwrap();
    assert_eq!(first.body, again.body);
    assert!(first.body.contains("Ticket") && !other.body.contains("Ticket"));
    assert!(other.body.contains("http://www.w3.org/2003/05/soap-envelope"));
}
