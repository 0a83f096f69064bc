//! Reading of request bodies: content codings, limits and time.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use bytes::Buf;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, HeaderMap};
use http_body::Frame;

use super::BoxError;
use super::load::Buffered;
use crate::error::{Error, ErrorKind, Result};
use crate::transport::coding::{OVERHEAD, Unpacking};

/// Number of encoded bytes that are decoded at once. Decoding yields at most about a thousand times as many.
const DECODED_AT_ONCE: usize = 1 << 10;

/// The reason why a body cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    TooLarge,
    /// The requests in memory exceed the limit.
    Busy,
    /// The content coding is not supported.
    Coding,
    /// The body is incomplete, or does not match its content coding.
    Broken,
    TooSlow,
}

/// Reads a body and undoes its content coding.
pub(super) async fn read<B>(
    headers: &HeaderMap,
    body: B,
    limit: u64,
    time: Duration,
    buffered: &mut Buffered,
) -> Result<Vec<u8>, Refusal>
where
    B: http_body::Body,
    B::Error: Into<BoxError>,
{
    let mut arriving = Arriving::new(headers, limit).map_err(refusal)?;
    let body = pin!(body);
    let collected = {
        let collecting = pin!(collect(body, &mut arriving, buffered));
        within(|| time, collecting).await
    };
    collected.unwrap_or(Err(Refusal::TooSlow))?;
    if !buffered.complete() {
        return Err(Refusal::Busy);
    }
    arriving.finish(buffered)
}

async fn collect<B: http_body::Body>(
    mut body: Pin<&mut B>,
    arriving: &mut Arriving,
    buffered: &mut Buffered,
) -> Result<(), Refusal> {
    while let Some(frame) = next(body.as_mut(), buffered).await? {
        let Ok(mut data) = frame.into_data() else { continue };
        while data.has_remaining() {
            let chunk = data.chunk();
            let read = chunk.len();
            arriving.push(chunk).map_err(refusal)?;
            data.advance(read);
            if !buffered.grow_to(arriving.stored()) {
                return Err(Refusal::Busy);
            }
        }
    }
    Ok(())
}

/// Waits for the next frame of a body.
async fn next<B: http_body::Body>(
    mut body: Pin<&mut B>,
    buffered: &mut Buffered,
) -> Result<Option<Frame<B::Data>>, Refusal> {
    poll_fn(|context| match body.as_mut().poll_frame(context) {
        Poll::Ready(Some(Ok(frame))) => Poll::Ready(Ok(Some(frame))),
        Poll::Ready(Some(Err(_))) => Poll::Ready(Err(Refusal::Broken)),
        Poll::Ready(None) => Poll::Ready(Ok(None)),
        Poll::Pending => buffered.poll_refused(context).map(|()| Err(Refusal::Busy)),
    })
    .await
}

/// A body while it arrives.
///
/// A body with a content coding is stored as it is, and decoded once it is complete. A client that sends the
/// first bytes of a compressed body and then waits therefore uses as much memory as it sent, and not the
/// memory for the decoded body, which may be a thousand times larger.
struct Arriving {
    unpacking: Unpacking,
    /// The bytes that arrived, if they have a content coding.
    encoded: Option<Vec<u8>>,
    limit: u64,
}

impl Arriving {
    fn new(headers: &HeaderMap, limit: u64) -> Result<Self> {
        let codings: Vec<_> = headers
            .get_all(CONTENT_ENCODING)
            .iter()
            .map(|value| {
                ("Content-Encoding".to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
            })
            .collect();
        let length = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
        let unpacking = Unpacking::new(&codings, length, limit)?;
        let encoded = (!unpacking.is_identity()).then(Vec::new);
        Ok(Self { unpacking, encoded, limit })
    }

    fn push(&mut self, bytes: &[u8]) -> Result<()> {
        let Some(encoded) = &mut self.encoded else { return self.unpacking.push(bytes) };
        if (encoded.len() + bytes.len()) as u64 > self.limit.saturating_add(OVERHEAD) {
            return Err(Error::too_large(self.limit));
        }
        encoded.extend_from_slice(bytes);
        Ok(())
    }

    /// Number of bytes that are stored.
    fn stored(&self) -> u64 {
        self.encoded.as_ref().map_or_else(|| self.unpacking.stored(), Vec::len) as u64
    }

    /// Decodes the complete body.
    fn finish(mut self, buffered: &mut Buffered) -> Result<Vec<u8>, Refusal> {
        for piece in self.encoded.iter().flat_map(|encoded| encoded.chunks(DECODED_AT_ONCE)) {
            self.unpacking.push(piece).map_err(refusal)?;
            if !buffered.grow_to(self.stored().saturating_add(self.unpacking.stored() as u64)) {
                return Err(Refusal::Busy);
            }
        }
        self.unpacking.finish().map_err(refusal)
    }
}

fn refusal(error: Error) -> Refusal {
    match error.kind() {
        ErrorKind::TooLarge { .. } => Refusal::TooLarge,
        ErrorKind::Unsupported { .. } => Refusal::Coding,
        _ => Refusal::Broken,
    }
}

/// Waits for a future, for at most the time that `time` returns. Without a runtime of tokio there is no clock, and no
/// limit.
pub(super) async fn within<F: Future>(
    time: impl FnOnce() -> Duration,
    mut future: Pin<&mut F>,
) -> Option<F::Output> {
    // The clock is only needed for a future that is not ready at once.
    let ready = poll_fn(|context| Poll::Ready(future.as_mut().poll(context))).await;
    if let Poll::Ready(output) = ready {
        return Some(output);
    }
    match tokio::runtime::Handle::try_current() {
        Ok(_) => tokio::time::timeout(time(), future).await.ok(),
        Err(_) => Some(future.await),
    }
}
