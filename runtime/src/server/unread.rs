//! Large replies in memory: those of slow clients are dropped when all replies together take too much memory.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use tokio::time::Instant;

/// Number of bytes that are passed to the connection at once. A reply of at most this size is not held in
/// [`Replies`], and does not count towards the limit on unread replies.
pub(super) const FRAME_BYTES: usize = 64 << 10;

/// Time for which a client must have read nothing before its reply may be dropped. A reply of this age may also be
/// dropped if it is read more slowly than `MIN_BYTES_PER_SECOND`.
const STALLED_AFTER: Duration = Duration::from_secs(10);

/// Number of bytes that a client must read per second, on average, so that its reply is kept.
const MIN_BYTES_PER_SECOND: u64 = 64 << 10;

/// The large replies of a service that have not been read to their end.
#[derive(Debug, Default)]
pub(super) struct Replies(Mutex<List>);

#[derive(Debug, Default)]
struct List {
    replies: HashMap<u64, UnreadReply>,
    /// Number of bytes of all replies.
    size: u64,
    next: u64,
}

/// The part of a reply that has not been read.
#[derive(Debug)]
struct UnreadReply {
    bytes: Bytes,
    /// The memory of the whole reply. It is freed only when the last byte has been read.
    size: u64,
    /// The time at which the service answered.
    answered: Instant,
    /// The last time at which the connection took bytes of the reply from the buffer.
    read: Instant,
}

impl UnreadReply {
    /// The memory of the reply, multiplied by its age; 0 if it must be kept.
    fn cost(&self, now: Instant) -> u128 {
        let age = now.duration_since(self.answered);
        let is_stalled = now.duration_since(self.read) >= STALLED_AFTER;
        if is_stalled || (age >= STALLED_AFTER && self.is_read_slowly(age)) {
            u128::from(self.size) * age.as_micros()
        } else {
            0
        }
    }

    fn is_read_slowly(&self, age: Duration) -> bool {
        let read = self.size.saturating_sub(self.bytes.len() as u64);
        u128::from(read) * 1_000_000 < u128::from(MIN_BYTES_PER_SECOND) * age.as_micros()
    }
}

impl Replies {
    /// Holds a reply until it is read. If the replies together exceed `limit`, replies of slow clients are
    /// dropped, beginning with the one with the highest cost.
    pub(super) fn hold(self: &Arc<Self>, bytes: Bytes, limit: u64) -> Unread {
        let left = bytes.len() as u64;
        let now = Instant::now();
        let mut list = self.list();
        while list.size.saturating_add(left) > limit {
            let costs = list.replies.iter().map(|(number, rest)| (rest.cost(now), *number));
            let Some((_, number)) = costs.max().filter(|(cost, _)| *cost > 0) else { break };
            list.remove(number);
        }
        let number = list.next;
        list.next += 1;
        list.size += left;
        list.replies.insert(number, UnreadReply { bytes, size: left, answered: now, read: now });
        Unread { replies: Arc::clone(self), number, left }
    }

    /// Locks the list. Ignores poisoning: no panic leaves it in an invalid state.
    fn list(&self) -> MutexGuard<'_, List> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl List {
    /// Drops a reply, unless it was dropped before.
    fn remove(&mut self, number: u64) {
        if let Some(rest) = self.replies.remove(&number) {
            self.size = self.size.saturating_sub(rest.size);
        }
    }
}

/// A reply that is held in a list.
#[derive(Debug)]
pub(super) struct Unread {
    replies: Arc<Replies>,
    number: u64,
    /// Number of bytes that have not been read. It is kept after the reply was dropped.
    left: u64,
}

impl Unread {
    pub(super) fn left(&self) -> u64 {
        self.left
    }

    /// The next bytes; `None` at the end.
    ///
    /// # Errors
    ///
    /// The reply was dropped.
    pub(super) fn next(&mut self) -> Option<io::Result<Bytes>> {
        if self.left == 0 {
            return None;
        }
        let mut list = self.replies.list();
        let Some(rest) = list.replies.get_mut(&self.number) else { return Some(Err(dropped())) };
        let piece = rest.bytes.split_to(rest.bytes.len().min(FRAME_BYTES));
        rest.read = Instant::now();
        self.left = self.left.saturating_sub(piece.len() as u64);
        if self.left == 0 {
            list.remove(self.number);
        }
        drop(list);
        // A copy, so that bytes that wait in the connection do not keep the memory of the whole reply.
        Some(Ok(Bytes::copy_from_slice(&piece)))
    }

    /// The rest of the reply.
    ///
    /// # Errors
    ///
    /// The reply was dropped.
    pub(super) fn rest(&self) -> io::Result<Bytes> {
        match self.replies.list().replies.get(&self.number) {
            Some(rest) => Ok(rest.bytes.clone()),
            None if self.left == 0 => Ok(Bytes::new()),
            None => Err(dropped()),
        }
    }
}

impl Drop for Unread {
    fn drop(&mut self) {
        self.replies.list().remove(self.number);
    }
}

fn dropped() -> io::Error {
    io::Error::new(
        io::ErrorKind::TimedOut,
        "the reply was dropped: the client did not read it, and its memory was needed",
    )
}
