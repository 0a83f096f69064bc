//! The memory that decoded values may take. A short element can be a large value: seven bytes of text, `<User/>`, are a
//! struct of a kilobyte in a list. Without a limit, a compressed message of a few kilobytes would take gigabytes.
//!
//! Only memory that is allocated for values is counted, where it is allocated: the capacity of vectors, and boxes. The
//! members of a struct are part of it, and texts are not longer than the message.

use crate::error::{Error, ErrorKind, Result};

/// Memory that the values of every message may take, in bytes.
const FLOOR: usize = 64 << 20;

/// The memory that the values of a message may take.
pub(super) struct Memory {
    rest: usize,
    limit: usize,
}

impl Memory {
    /// The memory for a message of this length: `factor` times the length, plus [`FLOOR`].
    pub(super) fn of(length: usize, factor: usize) -> Self {
        let limit = length.saturating_mul(factor).saturating_add(FLOOR);
        Self { rest: limit, limit }
    }

    /// Subtracts memory that is allocated for a value.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::TooLarge`] if less memory is left.
    pub(super) fn spend(&mut self, bytes: usize) -> Result<()> {
        match self.rest.checked_sub(bytes) {
            Some(rest) => {
                self.rest = rest;
                Ok(())
            }
            None => Err(self.exhausted()),
        }
    }

    /// Adds memory that a vector no longer uses.
    pub(super) fn release(&mut self, bytes: usize) {
        self.rest = self.rest.saturating_add(bytes).min(self.limit);
    }

    /// The memory that is left, in bytes.
    pub(super) fn rest(&self) -> usize {
        self.rest
    }

    #[cold]
    fn exhausted(&self) -> Error {
        ErrorKind::TooLarge { what: "the memory of the decoded values", limit: self.limit as u64 }.into()
    }
}
