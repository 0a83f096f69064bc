//! All requests of a service share a limit for their memory. If they exceed it, the service refuses one
//! request; the tests check which one.
#![cfg(feature = "service")]
#![allow(clippy::unwrap_used, missing_docs)]

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body::{Body as _, Frame};
use http_body_util::BodyExt;
use saponify::server::{Bounds, Failure, Message, Operations, ReplyBody, Service};
use saponify::{Body, Contract, Found, Name, NoFault, Operation, Reader, Record};
use tokio::sync::Notify;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;
use tokio::time::sleep;
use tower_service::Service as _;

enum Length {}

impl Operation for Length {
    type Request = String;
    type Reply = i64;
    type RequestHeaders = ();
    type ReplyHeaders = ();
    type Fault = NoFault;

    const CONTRACT: Contract = Contract {
        name: "Length",
        action: "",
        request: Body::Element("urn:t", "Text"),
        reply: Body::Element("urn:t", "Length"),
        request_headers: &[],
    };
}

/// A service that holds at most 5,000 bytes of requests in memory.
fn service() -> Service {
    let length = |_, message: Message<Length>| async move {
        Ok::<_, Failure>(i64::try_from(message.request.len()).unwrap())
    };
    Operations::new(()).with(length).into_service().with_bounds(Bounds::default().buffered(5_000))
}

/// A body that arrives in pieces.
struct Pieces(UnboundedReceiver<Bytes>);

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0.poll_recv(context).map(|piece| piece.map(|piece| Ok(Frame::data(piece))))
    }
}

/// A request whose body is sent piece by piece.
struct Upload {
    pieces: UnboundedSender<Bytes>,
    reply: JoinHandle<Response<ReplyBody>>,
}

const START: &str =
    "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><Text xmlns='urn:t'>";
const END: &str = "</Text></s:Body></s:Envelope>";

impl Upload {
    fn begin(service: &Service, length: usize) -> Self {
        let (pieces, received) = unbounded_channel();
        let request = Request::post("/").header("Content-Type", "text/xml").body(Pieces(received)).unwrap();
        let mut service = service.clone();
        let reply = tokio::spawn(async move {
            let Ok(reply) = service.call(request).await;
            reply
        });
        let upload = Self { pieces, reply };
        upload.send(START);
        upload.send(&"x".repeat(length));
        upload
    }

    fn send(&self, piece: &str) {
        // Fails once the service has refused the request.
        let _ = self.pieces.send(Bytes::from(piece.to_owned()));
    }

    async fn end(self) -> StatusCode {
        self.send(END);
        drop(self.pieces);
        self.reply.await.unwrap().status()
    }
}

#[tokio::test(start_paused = true)]
async fn a_stalled_body_is_refused_when_another_request_needs_its_memory() {
    let service = service();
    let stalled = [(); 4].map(|()| Upload::begin(&service, 1_000));
    sleep(Duration::from_secs(1)).await;
    for _ in 0..3 {
        assert_eq!(Upload::begin(&service, 1_100).end().await, StatusCode::OK);
    }
    sleep(Duration::from_secs(1)).await;
    let (refused, waiting): (Vec<_>, Vec<_>) =
        stalled.into_iter().partition(|upload| upload.reply.is_finished());
    assert_eq!((refused.len(), waiting.len()), (1, 3));
    for upload in refused {
        let reply = upload.reply.await.unwrap();
        assert_eq!(reply.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(reply.headers().get("retry-after").unwrap(), "5");
        assert_eq!(reply.headers().get("connection").unwrap(), "close");
    }
    for upload in waiting {
        assert_eq!(upload.end().await, StatusCode::OK);
    }
    // All memory is released.
    assert_eq!(Upload::begin(&service, 4_800).end().await, StatusCode::OK);
}

#[tokio::test(start_paused = true)]
async fn a_steady_upload_is_not_refused_while_others_stall_or_trickle() {
    let service = service();
    let steady = Upload::begin(&service, 500);
    let (stalled, trickling) = (Upload::begin(&service, 1_000), Upload::begin(&service, 1_000));
    for _ in 0..20 {
        sleep(Duration::from_millis(500)).await;
        steady.send(&"x".repeat(100));
        trickling.send("x");
    }
    assert!(!stalled.reply.is_finished() && !trickling.reply.is_finished());
    for _ in 0..2 {
        assert_eq!(Upload::begin(&service, 1_800).end().await, StatusCode::OK);
        sleep(Duration::from_millis(500)).await;
        steady.send(&"x".repeat(400));
    }
    assert_eq!(steady.end().await, StatusCode::OK);
    let (stalled, trickling) = (stalled.end().await, trickling.end().await);
    assert!([stalled, trickling].contains(&StatusCode::SERVICE_UNAVAILABLE), "{stalled} {trickling}");
}

#[tokio::test(start_paused = true)]
async fn the_slowest_request_is_refused_even_if_it_is_the_one_that_needs_memory() {
    let service = service();
    let slow = Upload::begin(&service, 3_600);
    sleep(Duration::from_secs(9)).await;
    let fresh = Upload::begin(&service, 1_000);
    sleep(Duration::from_secs(1)).await;
    slow.send(&"x".repeat(300));
    sleep(Duration::from_secs(1)).await;
    assert_eq!(slow.end().await, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(fresh.end().await, StatusCode::OK);
}

/// A value that takes much more memory than its element.
#[derive(Debug, Default)]
struct Wide {
    _members: [[Option<String>; 16]; 5],
}

impl Record for Wide {
    fn decode_field(&mut self, _: Name<'_>, _: &mut Reader<'_>) -> saponify::Result<Found> {
        Ok(Found::No)
    }
}

#[derive(Debug, Default)]
struct Batch {
    items: Vec<Wide>,
}

impl Record for Batch {
    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> saponify::Result<Found> {
        match name.within("urn:t") {
            "W" => input.many(&mut self.items),
            _ => Ok(Found::No),
        }
    }
}

enum Store {}

impl Operation for Store {
    type Request = Batch;
    type Reply = i64;
    type RequestHeaders = ();
    type ReplyHeaders = ();
    type Fault = NoFault;

    const CONTRACT: Contract = Contract {
        name: "Store",
        action: "urn:t/Store",
        request: Body::Element("urn:t", "Batch"),
        reply: Body::Element("urn:t", "Stored"),
        request_headers: &[],
    };
}

/// Sends a request with a number of items.
fn store(service: &Service, action: &'static str, items: usize) -> JoinHandle<Response<ReplyBody>> {
    let text = format!(
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><Batch xmlns='urn:t'>{}</Batch>\
         </s:Body></s:Envelope>",
        "<W/>".repeat(items)
    );
    let request = Request::post("/").header("Content-Type", "text/xml").header("SOAPAction", action);
    let request = request.body(http_body_util::Full::new(Bytes::from(text))).unwrap();
    let mut service = service.clone();
    tokio::spawn(async move {
        let Ok(reply) = service.call(request).await;
        reply
    })
}

#[tokio::test(start_paused = true)]
async fn decoded_values_of_all_requests_share_a_limit() {
    let (end, started) = (Arc::new(Notify::new()), Arc::new(AtomicUsize::new(0)));
    let (ended, counted) = (Arc::clone(&end), Arc::clone(&started));
    let wait = move |_, message: Message<Store>| {
        counted.fetch_add(1, Ordering::Relaxed);
        let ended = Arc::clone(&ended);
        async move {
            ended.notified().await;
            Ok::<_, Failure>(i64::try_from(message.request.items.len()).unwrap())
        }
    };
    // An item takes about 2 kB, so 1,000 items fit into 3 MB. The equal share of one of 100 requests is 30
    // kB, or 15 items.
    let service = Operations::new(()).with(wait).into_service();
    let service = service.with_bounds(Bounds::default().decoded(3_000_000).concurrent(100));
    for action in ["urn:t/Store", ""] {
        started.store(0, Ordering::Relaxed);
        let first = store(&service, action, 1_000);
        sleep(Duration::from_secs(1)).await;
        let refused = store(&service, action, 1_000).await.unwrap();
        assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE, "{action}");
        assert_eq!(refused.headers().get("retry-after").unwrap(), "5");
        // The handler of the refused request did not run.
        assert_eq!(started.load(Ordering::Relaxed), 1);
        // Small requests are served nevertheless.
        let small: Vec<_> = (0..50).map(|_| store(&service, action, 8)).collect();
        sleep(Duration::from_secs(1)).await;
        assert_eq!(started.load(Ordering::Relaxed), 51);
        end.notify_waiters();
        for reply in small.into_iter().chain([first]) {
            assert_eq!(reply.await.unwrap().status(), StatusCode::OK);
        }
        // The memory is released.
        let next = store(&service, action, 1_000);
        sleep(Duration::from_secs(1)).await;
        end.notify_waiters();
        assert_eq!(next.await.unwrap().status(), StatusCode::OK);
    }
}

enum Print {}

impl Operation for Print {
    type Request = i64;
    type Reply = String;
    type RequestHeaders = ();
    type ReplyHeaders = ();
    type Fault = NoFault;

    const CONTRACT: Contract = Contract {
        name: "Print",
        action: "",
        request: Body::Element("urn:t", "Print"),
        reply: Body::Element("urn:t", "Page"),
        request_headers: &[],
    };
}

/// The reply to a request for a page of this length.
async fn print(service: &Service, length: usize) -> ReplyBody {
    let text = format!(
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><Print xmlns='urn:t'>{length}</Print>\
         </s:Body></s:Envelope>"
    );
    let request = Request::post("/").header("Content-Type", "text/xml");
    let request = request.body(http_body_util::Full::new(Bytes::from(text))).unwrap();
    let Ok(reply) = service.clone().call(request).await;
    assert_eq!(reply.status(), StatusCode::OK);
    reply.into_body()
}

/// Whether all bytes of a reply can be read.
async fn is_complete(body: ReplyBody, length: usize) -> bool {
    body.collect()
        .await
        .is_ok_and(|body| body.to_bytes().iter().filter(|byte| **byte == b'z').count() == length)
}

#[tokio::test(start_paused = true)]
async fn replies_of_slow_clients_are_dropped_when_other_replies_need_their_memory() {
    const SIZE: usize = 1_000_000;
    let page = |_, message: Message<Print>| async move {
        Ok::<_, Failure>("z".repeat(usize::try_from(message.request).unwrap()))
    };
    let service = Operations::new(()).with(page).into_service();
    let service = service.with_bounds(Bounds::default().replies(4_500_000));
    let (stalled, mut slow) = (print(&service, SIZE).await, print(&service, SIZE).await);
    let small = print(&service, 1_000).await;
    sleep(Duration::from_secs(6)).await;
    let mut steady = print(&service, SIZE).await;
    for second in 0..12 {
        assert_eq!(steady.frame().await.unwrap().unwrap().into_data().unwrap().len(), 64 << 10);
        if second == 6 {
            assert_eq!(slow.frame().await.unwrap().unwrap().into_data().unwrap().len(), 64 << 10);
        }
        sleep(Duration::from_secs(1)).await;
    }
    // No reply is dropped while there is enough memory.
    let fresh = print(&service, SIZE).await;
    assert_eq!(stalled.size_hint().exact().unwrap(), fresh.size_hint().exact().unwrap());
    // With the further replies, all replies exceed the limit of 4,500,000 bytes. The replies of which less
    // than 64 KiB per second were read are dropped. The others are kept, although they still exceed the
    // limit.
    let mut further = Vec::new();
    for _ in 0..3 {
        further.push(print(&service, SIZE).await);
    }
    assert!(!is_complete(stalled, SIZE).await);
    assert!(slow.collect().await.is_err());
    assert!(is_complete(small, 1_000).await);
    for body in further.into_iter().chain([fresh]) {
        assert!(is_complete(body, SIZE).await);
    }
    let rest = steady.collect().await.unwrap().to_bytes();
    assert!(rest.len() > SIZE - 12 * (64 << 10) && rest.ends_with(b":Envelope>"), "{}", rest.len());
    // The memory of replies that were read, and of bodies that were dropped unread, is free again.
    let all = [print(&service, SIZE).await, print(&service, SIZE).await, print(&service, SIZE).await];
    sleep(Duration::from_secs(20)).await;
    drop(all);
    let kept = [print(&service, SIZE).await, print(&service, SIZE).await];
    sleep(Duration::from_secs(20)).await;
    let last = print(&service, SIZE).await;
    for body in kept.into_iter().chain([last]) {
        assert!(is_complete(body, SIZE).await);
    }
}
