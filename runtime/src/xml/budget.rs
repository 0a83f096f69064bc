//! Limits an amount that can grow faster than the length of the message that causes it.
//!
//! Three amounts have a budget: the memory of decoded values, the copies of namespaces in captured elements
//! and attributes, and the text that replaces references in SOAP encoding.

use std::cell::Cell;

use crate::error::{Error, ErrorKind, Result};

/// An amount that one message may use: a multiple of its length, plus a constant for short messages.
#[derive(Debug, Default)]
pub(crate) struct Budget {
    rest: Cell<usize>,
    limit: usize,
    /// The amount, as a noun phrase for the error.
    description: &'static str,
}

impl Budget {
    /// Creates the budget of a message of this length: `factor` times the length, plus `floor`.
    #[inline]
    pub(crate) fn of(length: usize, factor: usize, floor: usize, description: &'static str) -> Self {
        let limit = length.saturating_mul(factor).saturating_add(floor);
        Self { rest: Cell::new(limit), limit, description }
    }

    /// Subtracts an amount from the budget.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::TooLarge`] if less than this amount is left.
    pub(crate) fn spend(&self, amount: usize) -> Result<()> {
        match self.rest.get().checked_sub(amount) {
            Some(rest) => {
                self.rest.set(rest);
                Ok(())
            }
            None => Err(self.exhausted()),
        }
    }

    /// Adds back an amount that is no longer in use.
    pub(crate) fn release(&self, amount: usize) {
        self.rest.set(self.rest.get().saturating_add(amount).min(self.limit));
    }

    /// The amount that is left.
    pub(crate) fn rest(&self) -> usize {
        self.rest.get()
    }

    /// The amount spent so far.
    pub(crate) fn spent(&self) -> usize {
        self.limit.saturating_sub(self.rest.get())
    }

    #[cold]
    fn exhausted(&self) -> Error {
        ErrorKind::TooLarge { what: self.description, limit: self.limit as u64 }.into()
    }
}
