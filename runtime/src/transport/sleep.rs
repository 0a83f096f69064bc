//! Waiting in async code without a runtime: a thread that sleeps and wakes the task.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

/// A future that is ready after some time. The first poll starts a thread, which ends early if the future is
/// dropped.
pub(super) struct ThreadSleep {
    duration: Duration,
    shared: Option<Arc<Shared>>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    dropped: Condvar,
}

#[derive(Default)]
struct State {
    waker: Option<Waker>,
    is_over: bool,
    is_dropped: bool,
}

impl ThreadSleep {
    pub(super) fn new(duration: Duration) -> Self {
        Self { duration, shared: None }
    }
}

impl Future for ThreadSleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.duration.is_zero() {
            return Poll::Ready(());
        }
        if let Some(shared) = &self.shared {
            let mut state = shared.state();
            if state.is_over {
                return Poll::Ready(());
            }
            state.waker = Some(context.waker().clone());
            return Poll::Pending;
        }
        let shared = Arc::new(Shared::default());
        shared.state().waker = Some(context.waker().clone());
        let (duration, sleeping) = (self.duration, Arc::clone(&shared));
        let started =
            thread::Builder::new().name("saponify-sleep".to_owned()).spawn(move || sleeping.sleep(duration));
        if started.is_err() {
            // No thread could be started. Block the current thread, because retrying without a wait would be
            // worse.
            thread::sleep(duration);
            return Poll::Ready(());
        }
        self.shared = Some(shared);
        Poll::Pending
    }
}

impl Drop for ThreadSleep {
    fn drop(&mut self) {
        if let Some(shared) = &self.shared {
            shared.state().is_dropped = true;
            shared.dropped.notify_one();
        }
    }
}

impl Shared {
    fn sleep(&self, duration: Duration) {
        let begun = Instant::now();
        let mut state = self.state();
        while !state.is_dropped {
            let left = duration.saturating_sub(begun.elapsed());
            if left.is_zero() {
                break;
            }
            state = self.dropped.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        state.is_over = true;
        let waker = state.waker.take();
        drop(state);
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_task_is_woken_after_the_time() {
        let begun = Instant::now();
        ThreadSleep::new(Duration::from_millis(30)).await;
        assert!(begun.elapsed() >= Duration::from_millis(30));
        ThreadSleep::new(Duration::ZERO).await;
    }

    #[tokio::test]
    async fn a_dropped_wait_ends_its_thread() {
        let mut sleep = ThreadSleep::new(Duration::from_secs(3600));
        let waiting = std::future::poll_fn(|context| Poll::Ready(Pin::new(&mut sleep).poll(context)));
        assert!(waiting.await.is_pending());
        let shared = Arc::downgrade(sleep.shared.as_ref().unwrap());
        drop(sleep);
        let begun = Instant::now();
        while shared.upgrade().is_some() {
            assert!(begun.elapsed() < Duration::from_secs(30), "the thread sleeps on");
            thread::sleep(Duration::from_millis(1));
        }
    }
}
