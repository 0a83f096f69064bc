//! Limits for nested elements: their depth, and the size of the stack while they are decoded.

use super::Reader;
use super::stack::address;
use crate::error::{ErrorKind, Result};

impl Reader<'_> {
    /// Checks that one more nested element is within the limits.
    #[cold]
    pub(super) fn check_depth(&self) -> Result<()> {
        if self.open.len() >= self.limits.depth {
            let limit = self.limits.depth as u64;
            return Err(ErrorKind::TooLarge { what: "the depth of elements", limit }.into());
        }
        // The stack grows downwards on nearly all platforms, but that is not guaranteed.
        if self.stack.abs_diff(address()) > self.limits.stack {
            let limit = self.limits.stack as u64;
            return Err(ErrorKind::TooLarge { what: "the stack space for nested elements", limit }.into());
        }
        Ok(())
    }
}
