//! The budgets of a document: the memory of its values, and the namespaces that captured XML repeats.

use super::Limits;
use crate::xml::budget::Budget;

/// Memory that the values of every message may take, in bytes.
const VALUES: usize = 64 << 20;

/// Number of bytes by which captured elements may grow in any document.
const NAMESPACE_COPIES: usize = 1 << 20;

/// The memory that decoded values may take. A short element can be a large value: seven bytes of text, `<User/>`, are a
/// struct of a kilobyte in a list. Without a limit, a compressed message of a few kilobytes would take gigabytes.
///
/// Only memory that is allocated for values is counted, where it is allocated: the capacity of vectors, and boxes. The
/// members of a struct are part of it, and texts are not longer than the message.
pub(super) fn values(text: &str, limits: Limits) -> Budget {
    Budget::of(text.len(), limits.values, VALUES, "the memory of the decoded values")
}

/// The number of bytes that captured elements and attributes may add to the document, because they contain copies of
/// namespaces.
pub(super) fn namespace_copies(text: &str, limits: Limits) -> Budget {
    let what = "the size of elements and attributes that are kept with copies of their namespaces";
    Budget::of(text.len(), limits.references, NAMESPACE_COPIES, what)
}
