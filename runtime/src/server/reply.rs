//! HTTP replies.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName};
use http::{HeaderValue, Response, StatusCode};
use http_body::{Frame, SizeHint};
use http_body_util::Full;

/// The body of a reply.
#[derive(Clone, Debug, Default)]
pub struct ReplyBody(Full<Bytes>);

impl ReplyBody {
    pub(super) fn new(text: impl Into<Bytes>) -> Self {
        Self(Full::new(text.into()))
    }
}

impl http_body::Body for ReplyBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Pin::new(&mut self.0).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}

/// A reply of this service.
pub(super) type Reply = Response<ReplyBody>;

/// A reply with a body of this media type.
pub(super) fn reply(status: StatusCode, media_type: HeaderValue, text: impl Into<Bytes>) -> Reply {
    let mut reply = Response::new(ReplyBody::new(text));
    *reply.status_mut() = status;
    reply.headers_mut().insert(CONTENT_TYPE, media_type);
    reply
}

/// A reply for people, without an envelope.
pub(super) fn plain(status: StatusCode, text: &'static str) -> Reply {
    let mut reply = reply(status, HeaderValue::from_static("text/plain; charset=utf-8"), text);
    reply.headers_mut().insert("x-content-type-options", HeaderValue::from_static("nosniff"));
    reply
}

/// A reply without a body.
pub(super) fn empty(status: StatusCode) -> Reply {
    let mut reply = Response::new(ReplyBody::default());
    *reply.status_mut() = status;
    reply
}

/// Adds a header.
pub(super) fn with(mut reply: Reply, name: HeaderName, value: &'static str) -> Reply {
    reply.headers_mut().insert(name, HeaderValue::from_static(value));
    reply
}
