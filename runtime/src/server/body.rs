//! Reading of request bodies: content codings, limits and time.

use std::pin::pin;
use std::time::Duration;

use bytes::Buf;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, HeaderMap};
use http_body_util::BodyExt;

use super::BoxError;
use super::limits::Buffered;
use crate::error::{Error, ErrorKind};
use crate::transport::coding::Unpacking;

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
    let codings: Vec<_> = headers
        .get_all(CONTENT_ENCODING)
        .iter()
        .map(|value| ("Content-Encoding".to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    let length = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    let mut unpacking = Unpacking::new(&codings, length, limit).map_err(refusal)?;
    within(time, async {
        let mut body = pin!(body);
        while let Some(frame) = body.frame().await {
            let Ok(frame) = frame else { return Err(Refusal::Broken) };
            let Ok(mut data) = frame.into_data() else { continue };
            while data.has_remaining() {
                let chunk = data.chunk();
                let read = chunk.len();
                unpacking.push(chunk).map_err(refusal)?;
                data.advance(read);
                if !buffered.grow_to(unpacking.stored() as u64) {
                    return Err(Refusal::Busy);
                }
            }
        }
        Ok(())
    })
    .await
    .unwrap_or(Err(Refusal::TooSlow))?;
    unpacking.finish().map_err(refusal)
}

fn refusal(error: Error) -> Refusal {
    match error.kind() {
        ErrorKind::TooLarge { .. } => Refusal::TooLarge,
        ErrorKind::Unsupported { .. } => Refusal::Coding,
        _ => Refusal::Broken,
    }
}

/// Waits for a future, for at most this time. Without a runtime of tokio there is no clock, and no limit.
pub(super) async fn within<F: Future>(time: Duration, future: F) -> Option<F::Output> {
    match tokio::runtime::Handle::try_current() {
        Ok(_) => tokio::time::timeout(time, future).await.ok(),
        Err(_) => Some(future.await),
    }
}
