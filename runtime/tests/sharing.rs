//! Clients and calls can be moved, cloned, shared and spawned. Most of these tests pass if they compile.
// Clippy's exceptions for tests do not cover their helper functions.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::error::Error as StdError;
use std::sync::Arc;

use common::{GetName, GetNameResponse, RequestHeaders, named, operations};
use saponify::transport::{BlockingTransport, Memory, Response, Transport};
use saponify::{Call, Client, Error, Operation, Result, Version};

fn answering() -> Memory {
    Memory::answering(|_| Ok(Response::envelope(named("shared"))))
}

/// A client as the generator writes it.
#[derive(Clone, Debug)]
struct NamesClient<T> {
    client: Client<T>,
    headers: Arc<RequestHeaders>,
}

impl<T> NamesClient<T> {
    fn new(transport: T) -> Self {
        let client = Client::new(transport, "http://localhost/", Version::Soap11);
        Self { client, headers: Arc::default() }
    }

    fn get_name(&self, request: GetName) -> Call<T, operations::GetName> {
        self.client.call(request).headers(self.headers.clone())
    }
}

#[tokio::test]
async fn a_call_of_a_clone_runs_in_a_task() {
    let client = NamesClient::new(answering());
    let clone = client.clone();
    let task = tokio::spawn(async move { clone.get_name(GetName::default()).await });
    let (mine, theirs) = tokio::join!(client.get_name(GetName::default()), task);
    assert_eq!(mine.unwrap().body, theirs.unwrap().unwrap().body);
}

#[tokio::test]
async fn a_client_over_any_transport_is_one_type() {
    let transports: Vec<Arc<dyn Transport>> = vec![Arc::new(answering()), Arc::new(Box::new(answering()))];
    for transport in transports {
        let client = NamesClient::new(transport);
        assert!(format!("{client:?}").contains("http://localhost/"));
        let clone = client.clone();
        let reply = tokio::spawn(async move { clone.get_name(GetName::default()).await }).await.unwrap();
        assert_eq!(reply.unwrap().body.name.as_deref(), Some("shared"));
    }
}

#[test]
fn a_blocking_client_over_any_transport_is_one_type() {
    let memory = answering();
    let transports: Vec<Arc<dyn BlockingTransport + '_>> =
        vec![Arc::new(memory.clone()), Arc::new(Box::new(memory.clone())), Arc::new(&memory)];
    for transport in transports {
        let client = NamesClient::new(transport);
        let body = std::thread::scope(|scope| {
            let clone = client.clone();
            scope.spawn(move || clone.get_name(GetName::default()).send().unwrap().body).join().unwrap()
        });
        assert_eq!(body.name.as_deref(), Some("shared"));
    }
}

#[tokio::test]
async fn one_function_serves_any_operation() {
    async fn body<T: Transport, O: Operation>(
        client: &Client<T>,
        headers: O::RequestHeaders,
        request: O::Request,
    ) -> Result<O::Reply> {
        Ok(client.call::<O>(request).headers(headers).await?.body)
    }
    let client = Client::new(answering(), "http://localhost/", Version::Soap11);
    let reply: GetNameResponse =
        body::<_, operations::GetName>(&client, RequestHeaders::default(), GetName::default()).await.unwrap();
    assert_eq!(reply.name.as_deref(), Some("shared"));
}

/// Four ways to keep a call beyond the statement that creates it.
#[tokio::test]
async fn a_call_is_stored_collected_and_spawned() {
    let client = NamesClient::new(answering());
    let call = client.get_name(GetName { id: Some(1), ..GetName::default() });
    let calls: Vec<_> =
        (0..3).map(|id| client.get_name(GetName { id: Some(id), ..GetName::default() })).collect();
    let task = tokio::spawn(client.get_name(GetName::default()));
    let mut tasks = tokio::task::JoinSet::new();
    tasks.spawn(client.get_name(GetName::default()));
    drop(client);
    assert!(call.await.is_ok());
    for call in calls {
        assert!(call.await.is_ok());
    }
    assert!(task.await.unwrap().is_ok() && tasks.join_next().await.unwrap().unwrap().is_ok());
}

#[test]
fn a_blocking_call_is_stored_collected_and_moved_to_a_thread() {
    let client = NamesClient::new(answering());
    let call = client.get_name(GetName { id: Some(1), ..GetName::default() });
    let calls = Vec::from([client.get_name(GetName::default()), client.get_name(GetName::default())]);
    let thread = std::thread::spawn(move || calls.iter().all(|call| call.send().is_ok()));
    drop(client);
    assert!(call.send().is_ok() && thread.join().unwrap());
}

fn owned<C: Send + 'static>(call: C) -> C {
    call
}

#[tokio::test]
async fn a_call_is_sent_again_with_the_same_request_and_options() {
    let memory = answering();
    let client = NamesClient::new(memory.clone());
    let call =
        owned(client.get_name(GetName { id: Some(7), ..GetName::default() })).http_header("X-Try", "a");
    assert!((&call).await.is_ok() && call.send().is_ok());
    assert!(owned(call.clone()).await.is_ok() && call.await.is_ok());
    let requests = memory.requests();
    assert_eq!(requests.len(), 4);
    for request in &requests {
        assert_eq!((&request.body, request.header("X-Try")), (&requests[0].body, Some("a")));
    }
    assert!(requests[0].body.contains(">7<"), "{}", requests[0].body);
}

#[tokio::test]
async fn options_act_after_a_call_is_made_and_the_request_is_encoded_when_it_is_sent() {
    let memory = answering();
    let client = NamesClient::new(memory.clone());
    let call = client.get_name(GetName::default()).version(Version::Soap12);
    assert!(call.envelope().unwrap().contains("http://www.w3.org/2003/05/soap-envelope"));
    // A character that XML cannot represent is an error only when the call is sent.
    let wrong = client.get_name(GetName { id: None, password: Some("\0".into()) });
    assert_eq!(memory.requests().len(), 0);
    assert!(matches!((&wrong).await.unwrap_err().kind(), saponify::ErrorKind::Encode { .. }));
    assert!(wrong.await.unwrap_err().never_sent());
    // The reply has the other SOAP version. Only the request matters here.
    drop(call.await);
    let request = memory.requests().remove(0);
    assert!(request.header("Content-Type").unwrap().starts_with("application/soap+xml"));
    assert!(request.header("SOAPAction").is_none());
}

#[test]
fn an_error_is_send_sync_and_static() {
    fn anywhere<E: StdError + Send + Sync + 'static>(error: E) -> Box<dyn StdError + Send + Sync> {
        Box::new(error)
    }
    anywhere(Error::transport("x"));
}

#[test]
fn the_same_client_is_made_for_both_transports() {
    #[cfg(feature = "reqwest")]
    drop(NamesClient::new(saponify::transport::Reqwest::new()).clone());
    #[cfg(feature = "ureq")]
    drop(NamesClient::new(saponify::transport::Ureq::new()).clone());
}
