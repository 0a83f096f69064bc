//! What replacing references may cost: bytes that are written, elements, and declarations that are looked at, in one sum.

use crate::error::{Error, ErrorKind, Result};

/// What any message may add, in bytes.
const FLOOR: usize = 1 << 20;
/// What an element counts beside its text, in bytes: a value takes memory though its text is short.
pub(super) const ELEMENT: usize = 64;
/// How many prefixes may be bound around an element without counting.
pub(super) const USUAL_BINDINGS: usize = 32;
/// What each further one counts for each element, in bytes.
pub(super) const BINDING: usize = 32;

/// The budget of one message.
pub(super) struct Budget {
    rest: usize,
    limit: usize,
}

impl Budget {
    /// The budget of a message of this length, which may add so many times as much.
    pub(super) fn of(length: usize, factor: usize) -> Self {
        let limit = length.saturating_mul(factor).saturating_add(FLOOR);
        Self { rest: limit, limit }
    }

    /// Takes so much of the budget.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::TooLarge`] if there is not so much left.
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
        let what = "what references and omitted items add to the message";
        Error::new(ErrorKind::TooLarge { what, limit: self.limit as u64 })
    }

    /// How much was spent.
    #[cfg(test)]
    pub(super) fn spent(&self) -> usize {
        self.limit - self.rest
    }
}
