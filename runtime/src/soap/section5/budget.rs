//! Limits the cost of replacing references: one sum of bytes written, elements copied, and namespace
//! declarations searched.

use crate::error::{Error, ErrorKind, Result};

/// Constant part of the budget, in bytes: even a short message may grow by this amount.
const FLOOR: usize = 1 << 20;
/// Cost of an element in addition to its text, in bytes: even a short element takes memory when it is
/// decoded.
pub(super) const ELEMENT: usize = 64;
/// Number of prefixes that may be in scope at an element without cost.
pub(super) const USUAL_BINDINGS: usize = 32;
/// Cost of each further prefix in scope at an element, in bytes.
pub(super) const BINDING: usize = 32;

/// The budget of one message.
pub(super) struct Budget {
    rest: usize,
    limit: usize,
}

impl Budget {
    /// Creates the budget of a message: `factor` times its length in bytes, plus [`FLOOR`].
    pub(super) fn of(length: usize, factor: usize) -> Self {
        let limit = length.saturating_mul(factor).saturating_add(FLOOR);
        Self { rest: limit, limit }
    }

    /// Subtracts an amount from the budget.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::TooLarge`] if less than this amount is left.
    pub(super) fn spend(&mut self, amount: usize) -> Result<()> {
        match self.rest.checked_sub(amount) {
            Some(rest) => {
                self.rest = rest;
                Ok(())
            }
            None => Err(self.exhausted()),
        }
    }

    #[cold]
    fn exhausted(&self) -> Error {
        let what = "the size of expanded references and omitted array items";
        Error::new(ErrorKind::TooLarge { what, limit: self.limit as u64 })
    }

    /// The amount spent so far.
    #[cfg(test)]
    pub(super) fn spent(&self) -> usize {
        self.limit - self.rest
    }
}
