//! HTTP replies.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName};
use http::{HeaderValue, Response, StatusCode};
use http_body::{Frame, SizeHint};

use super::unread::{FRAME_BYTES, Replies, Unread};

/// The body of a reply.
///
/// Reading it fails if the client stalled and other replies needed the memory, see
/// [`Bounds::replies`](super::Bounds::replies).
#[derive(Debug, Default)]
pub struct ReplyBody(Content);

#[derive(Debug)]
enum Content {
    /// A small body, which is read at once.
    Whole(Bytes),
    /// A large body, which counts towards [`Bounds::replies`](super::Bounds::replies) until it is read.
    Unread(Unread),
}

impl Default for Content {
    fn default() -> Self {
        Self::Whole(Bytes::new())
    }
}

impl ReplyBody {
    pub(super) fn new(text: impl Into<Bytes>) -> Self {
        Self(Content::Whole(text.into()))
    }

    /// Counts a large body towards `limit` until it is read.
    pub(super) fn held(self, replies: &Arc<Replies>, limit: u64) -> Self {
        match self.0 {
            Content::Whole(bytes) if bytes.len() > FRAME_BYTES => {
                Self(Content::Unread(replies.hold(bytes, limit)))
            }
            content => Self(content),
        }
    }

    /// The bytes that have not been read.
    pub(super) fn rest(&self) -> io::Result<Bytes> {
        match &self.0 {
            Content::Whole(bytes) => Ok(bytes.clone()),
            Content::Unread(unread) => unread.rest(),
        }
    }

    fn left(&self) -> u64 {
        match &self.0 {
            Content::Whole(bytes) => bytes.len() as u64,
            Content::Unread(unread) => unread.left(),
        }
    }
}

impl http_body::Body for ReplyBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let next = match &mut self.0 {
            Content::Whole(bytes) if bytes.is_empty() => None,
            Content::Whole(bytes) => Some(Ok(std::mem::take(bytes))),
            Content::Unread(unread) => unread.next(),
        };
        Poll::Ready(next.map(|next| next.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        self.left() == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left())
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
