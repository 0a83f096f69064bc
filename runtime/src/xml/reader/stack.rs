//! Measures the call stack, which decoding nested elements could overflow.

/// Maximum depth of elements that are read without a check of the stack.
pub(super) const MAX_UNCHECKED_DEPTH: usize = 16;

/// The address of a local variable, as an approximation of the current end of the stack.
#[inline(never)]
pub(super) fn address() -> usize {
    let local = 0_u8;
    std::ptr::from_ref(std::hint::black_box(&local)).addr()
}
