//! Broken requests: each request is cut at each byte, and each of its bytes is changed. The answer is a fault, an HTTP
//! error, or the reply to the message as it now reads. Another XML parser judges which values it has.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use std::sync::{Arc, Mutex};
use std::task::{Context as TaskContext, Poll, Waker};

use saponify::server::{Answer, Context, Failure, Service};
use saponify::transport::{Request, Transport};
use saponify::{Client, Operation, Version};
use saponify_examples::stand_in::StandIn;
use saponify_examples::superoffice::services86::{Person, User};
use saponify_examples::superoffice::user::{
    GetUser, GetUserResponse, SaveUser, SaveUserResponse, UserService, operations,
};
use saponify_examples::superoffice::{ReplyHeaders, RequestHeaders};

/// Keeps the values of the last request, in document order.
struct Recording(Arc<Mutex<Option<Vec<String>>>>);

type Answered<B> = saponify::Result<Answer<B, ReplyHeaders>, Failure>;

impl Recording {
    fn keep(&self, headers: &RequestHeaders, values: impl IntoIterator<Item = Option<String>>) {
        let ticket = headers.credentials.as_ref().and_then(|credentials| credentials.ticket.as_ref());
        let token = headers.application_token.as_ref();
        let secrets = [token, ticket].into_iter().flatten().map(|secret| secret.expose().clone());
        *self.0.lock().unwrap() = Some(secrets.chain(values.into_iter().flatten()).collect());
    }
}

impl UserService for Recording {
    async fn get_user(
        &self,
        request: GetUser,
        headers: RequestHeaders,
        _: &Context,
    ) -> Answered<GetUserResponse> {
        self.keep(&headers, [request.user_id.map(|id| id.to_string())]);
        Ok(GetUserResponse::default().into())
    }

    async fn save_user(
        &self,
        request: SaveUser,
        headers: RequestHeaders,
        _: &Context,
    ) -> Answered<SaveUserResponse> {
        let user = request.user.clone().unwrap_or_default();
        let person = user.person.clone().unwrap_or_default();
        self.keep(&headers, [user.name, user.tooltip, person.firstname, person.lastname]);
        Ok(SaveUserResponse { response: request.user }.into())
    }
}

fn envelope<O: Operation<RequestHeaders = RequestHeaders>>(request: O::Request, version: Version) -> String {
    let client = Client::new((), "http://localhost/", version);
    client.call::<O>(request).headers(StandIn::headers()).envelope().unwrap()
}

/// Posts a body. Returns the status and the reply.
fn post(service: &Service, version: Version, body: Vec<u8>) -> (u16, String) {
    let mut request = Request::new("http://localhost/", body);
    request.headers.push(("Content-Type".into(), version.content_type(None)));
    let mut exchange = Transport::send(service, request);
    match exchange.as_mut().poll(&mut TaskContext::from_waker(Waker::noop())) {
        Poll::Ready(response) => {
            let response = response.unwrap();
            (response.status, String::from_utf8(response.body).unwrap())
        }
        Poll::Pending => panic!("the service waits"),
    }
}

/// The values that another parser finds: the texts of the elements with these local names, in document order.
fn values(text: &str, names: &[&str]) -> Vec<String> {
    let document = roxmltree::Document::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let elements = document.descendants().filter(|node| names.contains(&node.tag_name().name()));
    let text = |node: roxmltree::Node<'_, '_>| {
        node.descendants().filter(|node| node.is_text()).filter_map(|node| node.text()).collect()
    };
    elements.map(text).collect()
}

#[test]
fn a_broken_request_is_a_fault_or_is_read_as_another_parser_reads_it() {
    let seen = Arc::<Mutex<Option<Vec<String>>>>::default();
    let service = Recording(Arc::clone(&seen)).into_service();
    let person = Person {
        firstname: Some("Kari & Ola".to_owned()),
        lastname: Some("Größe".to_owned()),
        ..Default::default()
    };
    let user = User {
        name: Some("KARI".to_owned()),
        tooltip: Some("<a>".to_owned()),
        person: Some(person),
        ..Default::default()
    };
    let names = ["ApplicationToken", "Ticket", "UserId", "Name", "Tooltip", "Firstname", "Lastname"];
    let mut accepted = 0;
    for version in [Version::Soap11, Version::Soap12] {
        for envelope in [
            envelope::<operations::GetUser>(GetUser { user_id: Some(1_234_567) }, version),
            envelope::<operations::SaveUser>(SaveUser { user: Some(user.clone()) }, version),
        ] {
            let bytes = envelope.as_bytes();
            assert_eq!(post(&service, version, bytes.to_vec()).0, 200);
            let cuts = (0..bytes.len()).map(|end| bytes.iter().copied().take(end).collect::<Vec<_>>());
            let flips = (0..bytes.len()).flat_map(|at| {
                [0x01, 0x02, 0x04, 0x20, 0x80].map(|bit| {
                    let mut flipped = bytes.to_vec();
                    flipped.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= bit);
                    flipped
                })
            });
            for input in cuts.chain(flips) {
                *seen.lock().unwrap() = None;
                let (status, reply) = post(&service, version, input.clone());
                let shown = String::from_utf8_lossy(&input);
                match seen.lock().unwrap().take() {
                    None => {
                        assert!(status >= 400 && reply.contains("Fault>"), "{status} {reply}: {shown}");
                    }
                    Some(read) => {
                        assert_eq!(status, 200, "{reply}: {shown}");
                        // Elements whose names are broken are skipped, so the parser may find fewer values.
                        let found = values(std::str::from_utf8(&input).unwrap(), &names);
                        let is_found = |value: &String| {
                            let number = value.parse::<i64>();
                            found
                                .iter()
                                .any(|text| text == value || (number.is_ok() && text.parse() == number))
                        };
                        assert!(read.iter().all(is_found), "{read:?} {found:?}: {shown}");
                        accepted += 1;
                    }
                }
            }
        }
    }
    assert!(accepted > 100, "only {accepted} of the broken requests were accepted");
}
