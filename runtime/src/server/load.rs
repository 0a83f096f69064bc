//! The resources that the requests of a service share: their memory, and the permits that limit concurrent
//! handlers.

use std::cell::Cell;
use std::collections::HashMap;
use std::mem;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use tokio::sync::Semaphore;
use tokio::time::Instant;

use super::limits::Bounds;
use super::unread::Replies;

/// The resources that the requests of a service share.
#[derive(Debug)]
pub(super) struct Load {
    /// Number of bytes of all requests in memory.
    buffered: AtomicU64,
    /// Memory of the decoded values of all requests that are handled, in bytes.
    decoded: AtomicU64,
    /// The bodies that wait for further bytes. Requests whose body arrived with the head are not listed.
    waiting: Mutex<Waiting>,
    pub(super) permits: Semaphore,
    pub(super) replies: Arc<Replies>,
}

#[derive(Debug, Default)]
struct Waiting {
    bodies: HashMap<u64, WaitingBody>,
    next: u64,
}

/// A body that waits for further bytes.
#[derive(Debug)]
struct WaitingBody {
    size: u64,
    /// The size and the time at which the body last made progress.
    progress: (u64, Instant),
    waker: Waker,
}

impl WaitingBody {
    /// Sets the size. The body makes progress only if it grows by an eighth, so a client that sends single
    /// bytes makes no progress.
    fn grow_to(&mut self, size: u64) {
        let (progress, _) = self.progress;
        if size >= progress.saturating_add(progress / 8) {
            self.progress = (size, Instant::now());
        }
        self.size = size;
    }

    /// The memory that the body uses, multiplied by the time for which it has made no progress.
    fn cost(&self, now: Instant) -> u128 {
        let (_, progress) = self.progress;
        u128::from(self.size) * now.duration_since(progress).as_micros()
    }
}

impl Load {
    pub(super) fn new(bounds: &Bounds) -> Self {
        let permits = bounds.concurrent.clamp(1, Semaphore::MAX_PERMITS);
        Self {
            buffered: AtomicU64::new(0),
            decoded: AtomicU64::new(0),
            waiting: Mutex::default(),
            permits: Semaphore::new(permits),
            replies: Arc::default(),
        }
    }

    /// Starts to count the memory of a request that has not been read yet.
    pub(super) fn account(self: &Arc<Self>, limit: u64) -> Buffered {
        Buffered { load: Arc::clone(self), limit, size: 0, decoded: Cell::new(0), waiting: None }
    }

    /// Locks the bodies. Ignores poisoning: no panic leaves them in an invalid state.
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds to the number of bytes in memory. Returns whether they are within the limit.
    fn add(&self, bytes: u64, limit: u64) -> bool {
        // `Relaxed` suffices, because no other memory access depends on the sum.
        self.buffered.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes) <= limit
    }

    fn subtract(&self, bytes: u64) {
        self.buffered.fetch_sub(bytes, Ordering::Relaxed);
    }

    /// Refuses waiting bodies, those with the highest cost first, until all requests are within the limit.
    /// `own` is the key in [`Waiting::bodies`] of the body of the calling request; `None` if this body does
    /// not wait. Only bodies with a higher cost than the body of the calling request are refused. Returns
    /// `false` if the limit is still exceeded when no such body is left.
    #[cold]
    fn make_room(&self, limit: u64, own: Option<u64>) -> bool {
        let mut wakers = Vec::new();
        let has_room = {
            let mut waiting = self.waiting();
            let now = Instant::now();
            let own = own.and_then(|own| waiting.bodies.get(&own)).map_or(0, |body| body.cost(now));
            loop {
                if self.buffered.load(Ordering::Relaxed) <= limit {
                    break true;
                }
                let costs = waiting.bodies.iter().map(|(number, body)| (body.cost(now), *number));
                let highest = costs.max().filter(|(cost, _)| *cost > own);
                let Some(body) = highest.and_then(|(_, number)| waiting.bodies.remove(&number)) else {
                    break false;
                };
                self.subtract(body.size);
                wakers.push(body.waker);
            }
        };
        // Wake the tasks only now that the lock is released. An executor may drop a woken task within this
        // call. Dropping the task drops its `Buffered`, which locks the waiting bodies again.
        wakers.into_iter().for_each(Waker::wake);
        has_room
    }
}

/// The memory of one request. Dropping the value subtracts it from the total.
pub(super) struct Buffered {
    load: Arc<Load>,
    limit: u64,
    size: u64,
    /// Memory of the decoded values.
    decoded: Cell<u64>,
    /// The key of the body in [`Waiting::bodies`], if the body has waited for bytes. The entry is missing if the
    /// body was refused because other requests needed its memory.
    waiting: Option<u64>,
}

impl Buffered {
    /// Sets the size of the request. Returns `false` if the request is refused, because all requests together exceed
    /// the limit.
    pub(super) fn grow_to(&mut self, size: u64) -> bool {
        let more = size.saturating_sub(self.size);
        if more == 0 {
            return true;
        }
        let fits = match self.waiting {
            None => self.load.add(more, self.limit),
            Some(number) => {
                let mut waiting = self.load.waiting();
                let Some(body) = waiting.bodies.get_mut(&number) else { return false };
                body.grow_to(size);
                self.load.add(more, self.limit)
            }
        };
        self.size += more;
        fits || self.load.make_room(self.limit, self.waiting)
    }

    /// Sets the memory of the decoded values. Returns `false` if the request is refused: the values of all
    /// requests exceed the limit, and this request takes more than an equal share of the limit.
    pub(super) fn decode(&self, memory: u64, bounds: &Bounds) -> bool {
        let before = self.decoded.replace(memory);
        if memory == before {
            return true;
        }
        self.load.decoded.fetch_sub(before, Ordering::Relaxed);
        let all = self.load.decoded.fetch_add(memory, Ordering::Relaxed).saturating_add(memory);
        let share = bounds.decoded / u64::try_from(bounds.concurrent).unwrap_or(u64::MAX).max(1);
        all <= bounds.decoded || memory <= share
    }

    /// Registers the body as waiting for further bytes. Returns `Ready` as soon as the body is refused
    /// because other requests need its memory.
    pub(super) fn poll_refused(&mut self, context: &Context<'_>) -> Poll<()> {
        if self.size == 0 {
            return Poll::Pending;
        }
        let mut waiting = self.load.waiting();
        if let Some(number) = self.waiting {
            let Some(body) = waiting.bodies.get_mut(&number) else { return Poll::Ready(()) };
            body.waker.clone_from(context.waker());
            return Poll::Pending;
        }
        let (number, waker) = (waiting.next, context.waker().clone());
        waiting.next += 1;
        waiting
            .bodies
            .insert(number, WaitingBody { size: self.size, progress: (self.size, Instant::now()), waker });
        self.waiting = Some(number);
        Poll::Pending
    }

    /// Records that the body is complete. From now on, it is not refused if other requests need memory. Returns
    /// `false` if it was refused before.
    pub(super) fn complete(&mut self) -> bool {
        let Some(number) = self.waiting.take() else { return true };
        if self.load.waiting().bodies.remove(&number).is_none() {
            self.size = 0;
            return false;
        }
        true
    }
}

impl Drop for Buffered {
    fn drop(&mut self) {
        // The memory of a body that was refused is subtracted already.
        if self.complete() {
            self.load.subtract(mem::take(&mut self.size));
        }
        self.load.decoded.fetch_sub(self.decoded.take(), Ordering::Relaxed);
    }
}
