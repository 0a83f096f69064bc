//! The progress of an async call.

use std::task::{Context, Poll, ready};

use super::attempts::Next;
use super::exchange::{Returned, SentCall};
use crate::error::{Error, Result};
use crate::transport::{Exchange, Sleep, Transport};

/// The progress of an async call.
pub(super) enum Progress {
    Sending(SentCall, Exchange),
    Waiting(SentCall, Sleep),
    Failed(Error),
    Done,
}

impl Progress {
    /// Continues the call. `transport` sends further attempts; it is needed only if the call has [`Attempts`].
    pub(super) fn poll(
        &mut self,
        transport: Option<&dyn Transport>,
        context: &mut Context<'_>,
    ) -> Poll<Result<Returned>> {
        loop {
            let outcome = match self {
                Self::Sending(_, exchange) => Some(ready!(exchange.as_mut().poll(context))),
                Self::Waiting(_, sleep) => {
                    ready!(sleep.as_mut().poll(context));
                    None
                }
                Self::Failed(_) => None,
                // Stay pending if the future is polled again after completion.
                Self::Done => return Poll::Pending,
            };
            *self = match (std::mem::replace(self, Self::Done), outcome) {
                (Self::Sending(mut call, _), Some(outcome)) => match (call.next(outcome), transport) {
                    (Next::End(outcome), _) => return Poll::Ready(Ok(Returned { exchange: call, outcome })),
                    (Next::Repeat(wait), Some(transport)) => match wait.is_zero() {
                        true => call.send_again(transport),
                        false => Self::Waiting(call, transport.sleep(wait)),
                    },
                    (Next::Repeat(_), None) => return Poll::Pending,
                },
                (Self::Waiting(call, _), _) => match transport {
                    Some(transport) => call.send_again(transport),
                    None => return Poll::Pending,
                },
                (Self::Failed(error), _) => return Poll::Ready(Err(error)),
                _ => return Poll::Pending,
            };
        }
    }
}

impl SentCall {
    fn send_again(mut self, transport: &dyn Transport) -> Progress {
        match self.again() {
            Ok(request) => {
                let exchange = transport.send(request);
                Progress::Sending(self, exchange)
            }
            Err(error) => Progress::Failed(error),
        }
    }
}
