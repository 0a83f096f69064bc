//! Limits of a service.

use std::time::Duration;

/// Limits of a service. They protect it from large, slow and numerous requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Bounds {
    /// Maximum size of a request after decompression and conversion to UTF-8, in bytes. Further bytes are
    /// not read, and the answer has status 413. Default: 16 MiB.
    pub size: u64,
    /// Maximum size of all requests that are in memory at the same time, in bytes. If a request would exceed
    /// it, the service refuses requests with status 503 until the remaining ones fit. Among the requests
    /// whose bodies are still arriving, it first refuses the one with the highest product of its memory and
    /// its time without progress, so that stalled clients do not block others. The request that needs the
    /// memory is refused only if no other one has a higher product. Default: 256 MiB.
    pub buffered: u64,
    /// Maximum memory of the decoded values of all requests that are handled at the same time, in bytes, without the
    /// text of strings. A request beyond it is answered with status 503 before its handler runs. Requests whose values
    /// take at most an equal share, which is this limit divided by [`concurrent`](Self::concurrent), are never refused,
    /// so the total can reach twice this limit. [`Limits::values`](crate::Limits::values) limits the values of each
    /// request, also while it is decoded. Default: 1 GiB.
    pub decoded: u64,
    /// Maximum memory of all replies that clients have not read to their end, in bytes. If the replies exceed
    /// it, replies of slow clients are dropped, beginning with the one with the highest product of its memory
    /// and its age. The body of a dropped reply returns an error to the HTTP server, which closes the
    /// connection. A client is slow if it has read nothing for ten seconds. It is also slow if its reply is
    /// older than ten seconds, and the client has read less than 64 KiB of the reply per second on average.
    /// The replies of other clients are kept, also if they exceed the limit. Replies of at most 64 KiB are
    /// not counted. Default: 256 MiB.
    pub replies: u64,
    /// Maximum number of requests that are handled at the same time. Further ones wait. Default: 1,024.
    pub concurrent: usize,
    /// Time for the body of a request. When it expires, the answer has status 408. Default: 30 seconds.
    pub body: Duration,
    /// Time to handle a request after its body has been read, including the time that the request waits. If
    /// the request is still waiting at the end of this time, the answer has status 503 and `Retry-After`. If
    /// its handler is running, the handler is dropped, and the answer is a fault with status 500, because the
    /// handler may have had effects. Default: 2 minutes.
    pub handling: Duration,
    /// Depth of elements, number of attributes and other limits of the document.
    pub document: crate::Limits,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            size: 16 << 20,
            buffered: 256 << 20,
            decoded: 1 << 30,
            replies: 256 << 20,
            concurrent: 1_024,
            body: Duration::from_secs(30),
            handling: Duration::from_secs(120),
            document: crate::Limits::default(),
        }
    }
}

macro_rules! setters {
    ($($(#[$doc:meta])* $name:ident: $ty:ty,)*) => {$(
        $(#[$doc])*
        #[must_use]
        pub const fn $name(mut self, $name: $ty) -> Self {
            self.$name = $name;
            self
        }
    )*};
}

impl Bounds {
    setters! {
        /// Sets the maximum size of a request.
        size: u64,
        /// Sets the maximum size of all requests in memory.
        buffered: u64,
        /// Sets the maximum memory of the decoded values of all requests that are handled at the same time.
        decoded: u64,
        /// Sets the maximum memory of all replies that clients have not read.
        replies: u64,
        /// Sets the maximum number of requests that are handled at the same time.
        concurrent: usize,
        /// Sets the time for the body of a request.
        body: Duration,
        /// Sets the time to handle a request.
        handling: Duration,
        /// Sets the limits of the document.
        document: crate::Limits,
    }
}
