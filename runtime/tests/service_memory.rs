//! The memory that all requests of a service share, and which of them is refused when it is used up.
#![cfg(feature = "service")]
#![allow(clippy::unwrap_used, missing_docs)]

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body::Frame;
use saponify::server::{Bounds, Failure, Message, Operations, ReplyBody, Service};
use saponify::{Body, Contract, NoFault, Operation};
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

/// A service whose requests in memory have 5,000 bytes at most.
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
