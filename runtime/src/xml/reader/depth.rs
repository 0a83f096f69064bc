//! How deep elements are nested, and what decoding them takes of the stack.

use super::Reader;
use crate::error::{ErrorKind, Result};

/// Elements nested no deeper than this are read without a look at the stack.
pub(super) const UNCHECKED: usize = 16;

/// An address in the stack, near its end.
#[inline(never)]
pub(super) fn address() -> usize {
    let local = 0_u8;
    std::ptr::from_ref(std::hint::black_box(&local)).addr()
}

impl Reader<'_> {
    /// Checks that one more element may be nested here.
    #[cold]
    pub(super) fn check_depth(&self) -> Result<()> {
        if self.open.len() >= self.limits.depth {
            let limit = self.limits.depth as u64;
            return Err(ErrorKind::TooLarge { what: "the depth of elements", limit }.into());
        }
        // The stack grows downwards nearly everywhere, but nothing promises it.
        if self.stack.abs_diff(address()) > self.limits.stack {
            let limit = self.limits.stack as u64;
            return Err(ErrorKind::TooLarge { what: "the stack that nested elements take", limit }.into());
        }
        Ok(())
    }
}
