//! Panics of handlers.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

/// A future that ends with `None` if the inner future panics. The inner future is not polled again.
pub(super) struct Caught<T: 'static>(pub(super) Pin<Box<dyn Future<Output = T> + Send>>);

impl<T: 'static> Future for Caught<T> {
    type Output = Option<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<T>> {
        // Unwind safe: the inner future is not used after a panic.
        match catch_unwind(AssertUnwindSafe(|| self.0.as_mut().poll(context))) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(value)) => Poll::Ready(Some(value)),
            Err(_) => {
                // Dropping the broken future may panic as well.
                let broken = std::mem::replace(&mut self.0, Box::pin(std::future::pending()));
                let _ = caught(move || drop(broken));
                Poll::Ready(None)
            }
        }
    }
}

/// Dropping an unfinished future also drops the values of the handler, whose destructors may panic.
impl<T: 'static> Drop for Caught<T> {
    fn drop(&mut self) {
        let future = std::mem::replace(&mut self.0, Box::pin(std::future::pending()));
        let _ = caught(move || drop(future));
    }
}

/// Calls a function. Returns `None` if it panics.
pub(super) fn caught<T>(call: impl FnOnce() -> T) -> Option<T> {
    // Unwind safe: after a panic, the values that the function refers to are dropped or only read.
    catch_unwind(AssertUnwindSafe(call)).ok()
}
