//! Limits the cost of replacing references: one sum of bytes written, elements copied, and namespace
//! declarations searched.

use crate::xml::budget::Budget;

/// Constant part of the budget, in bytes: even a short message may grow by this amount.
const MIN_BUDGET: usize = 1 << 20;
/// Cost of an element in addition to its text, in bytes: even a short element takes memory when it is
/// decoded.
pub(super) const ELEMENT_COST: usize = 64;
/// Number of prefixes that may be in scope at an element without cost.
pub(super) const FREE_BINDINGS: usize = 32;
/// Cost of each prefix in scope at an element beyond [`FREE_BINDINGS`], in bytes.
pub(super) const BINDING_COST: usize = 32;

/// The budget of a message of this length; `factor` is [`Limits::references`](crate::Limits::references).
pub(super) fn budget(length: usize, factor: usize) -> Budget {
    Budget::of(length, factor, MIN_BUDGET, "the size of expanded references and omitted array items")
}
