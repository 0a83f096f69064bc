//! A connection that fails if its client stops reading.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

/// Number of bytes that a client must read to regain one second of its credit, see [`Stalled`]. A client that
/// reads this number of bytes per second never uses up its credit.
const BYTES_PER_SECOND_OF_CREDIT: u32 = 4 << 10;

/// A stream that limits the time for which writes wait.
///
/// The client has a credit of time. Writes that wait use it up. Each byte that the client reads restores only
/// a small part of the credit. Otherwise a client could read a byte now and then, and keep its reply in
/// memory for hours.
pub(super) struct Stalled<S> {
    stream: S,
    /// The whole credit.
    time: Duration,
    /// The rest of the credit.
    credit: Duration,
    /// While a write waits: the start of the wait, and a timer that expires when the credit is used up.
    wait: Option<(Instant, Pin<Box<Sleep>>)>,
}

impl<S> Stalled<S> {
    pub(super) fn new(stream: S, time: Duration) -> Self {
        Self { stream, time, credit: time, wait: None }
    }

    /// Updates the credit by the result of a write. Returns that result, or an error if the write waits and
    /// the credit is used up.
    fn written(
        &mut self,
        context: &mut Context<'_>,
        result: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if let Poll::Ready(written) = result {
            if let Some((since, _)) = self.wait.take() {
                self.credit = self.credit.saturating_sub(since.elapsed());
            }
            if self.credit < self.time
                && let Ok(bytes) = &written
            {
                let bytes = u32::try_from(*bytes).unwrap_or(u32::MAX);
                self.credit = self
                    .credit
                    .saturating_add(Duration::from_secs(1) * bytes / BYTES_PER_SECOND_OF_CREDIT)
                    .min(self.time);
            }
            return Poll::Ready(written);
        }
        let credit = self.credit;
        let (_, end) = self.wait.get_or_insert_with(|| (Instant::now(), Box::pin(sleep(credit))));
        ready!(end.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Stalled<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.written(context, result)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.written(context, result)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Stalled<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

    use super::*;

    const TIME: Duration = Duration::from_secs(30);

    /// Writes `size` bytes to a client that reads `bytes` bytes after each pause. Returns the result, and the
    /// time that it took.
    async fn write(size: usize, bytes: usize, pause: Duration) -> (io::Result<()>, Duration) {
        let (stream, client) = duplex(1 << 10);
        let mut stream = Stalled::new(stream, TIME);
        let client = tokio::spawn(read(client, bytes, pause));
        let start = Instant::now();
        let result = stream.write_all(&vec![0; size]).await;
        let time = start.elapsed();
        client.abort();
        (result, time)
    }

    async fn read(mut client: DuplexStream, bytes: usize, pause: Duration) {
        let mut buffer = vec![0; bytes];
        loop {
            tokio::time::sleep(pause).await;
            if client.read_exact(&mut buffer).await.is_err() {
                return;
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_reads_nothing_is_disconnected_after_the_write_timeout() {
        let (result, time) = write(1 << 20, 1, Duration::from_secs(3_600)).await;
        assert_eq!(result.unwrap_err().kind(), io::ErrorKind::TimedOut);
        assert_eq!(time.as_secs(), 30);
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_reads_a_little_now_and_then_is_disconnected() {
        for (bytes, seconds) in [(1, 29), (100, 5), (1_000, 2)] {
            let (result, time) = write(1 << 20, bytes, Duration::from_secs(seconds)).await;
            assert_eq!(result.unwrap_err().kind(), io::ErrorKind::TimedOut, "{bytes} bytes");
            assert!(time < TIME * 2, "{bytes} bytes: {time:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_reads_steadily_gets_the_whole_reply() {
        for (bytes, seconds) in [(5_000, 1), (100_000, 20), (125_000, 29)] {
            let (result, time) = write(2 << 20, bytes, Duration::from_secs(seconds)).await;
            assert!(result.is_ok(), "{bytes} bytes: {result:?}");
            assert!(time > TIME, "{bytes} bytes: {time:?}");
        }
    }
}
