//! Clients and calls can be moved, cloned, shared and spawned. Most of these tests pass if they compile.
// Clippy's exceptions for tests do not cover their helper functions.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::error::Error as StdError;
use std::sync::Arc;

use common::{GetName, GetNameResponse, RequestHeaders, named, operations};
use saponify::transport::{BlockingTransport, Memory, Response, Transport};
use saponify::{Client, Error, Operation, Result, Version};

fn answering() -> Memory {
    Memory::answering(|_| Ok(Response::envelope(named("shared"))))
}

/// A client as the generator writes it.
#[derive(Clone, Debug)]
struct NamesClient<T> {
    client: Client<T>,
    headers: RequestHeaders,
}

impl<T> NamesClient<T> {
    fn new(transport: T) -> Self {
        let client = Client::new(transport, "http://localhost/", Version::Soap11);
        Self { client, headers: RequestHeaders::default() }
    }

    fn get_name<'a>(&'a self, request: &'a GetName) -> saponify::Call<'a, T, operations::GetName> {
        self.client.call(&self.headers, request)
    }
}

#[tokio::test]
async fn a_call_of_a_clone_runs_in_a_task() {
    let client = NamesClient::new(answering());
    let clone = client.clone();
    let task = tokio::spawn(async move { clone.get_name(&GetName::default()).await });
    let request = GetName::default();
    let (mine, theirs) = tokio::join!(client.get_name(&request).into_future(), task);
    assert_eq!(mine.unwrap().body, theirs.unwrap().unwrap().body);
}

#[tokio::test]
async fn a_client_over_any_transport_is_one_type() {
    let transports: Vec<Arc<dyn Transport>> = vec![Arc::new(answering()), Arc::new(Box::new(answering()))];
    for transport in transports {
        let client = NamesClient::new(transport);
        assert!(format!("{client:?}").contains("http://localhost/"));
        let clone = client.clone();
        let reply = tokio::spawn(async move { clone.get_name(&GetName::default()).await }).await.unwrap();
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
            scope.spawn(move || clone.get_name(&GetName::default()).send().unwrap().body).join().unwrap()
        });
        assert_eq!(body.name.as_deref(), Some("shared"));
    }
}

#[tokio::test]
async fn one_function_serves_any_operation() {
    async fn body<T: Transport, O: Operation>(
        client: &Client<T>,
        headers: &O::RequestHeaders,
        request: &O::Request,
    ) -> Result<O::Reply> {
        Ok(client.call::<O>(headers, request).await?.body)
    }
    let client = Client::new(answering(), "http://localhost/", Version::Soap11);
    let reply: GetNameResponse =
        body::<_, operations::GetName>(&client, &RequestHeaders::default(), &GetName::default())
            .await
            .unwrap();
    assert_eq!(reply.name.as_deref(), Some("shared"));
}

#[test]
fn a_request_is_written_before_the_first_await() {
    let memory = answering();
    let client = NamesClient::new(memory.clone());
    let request = GetName::default();
    let future = client.get_name(&request).into_future();
    assert_eq!(memory.requests().len(), 1, "a transport has the whole request when it is asked for a future");
    drop(future);
}

#[test]
fn an_error_goes_anywhere() {
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
