//! The budgets of a document: the memory of its values, and the size of the namespaces that are copied into
//! captured XML.

use super::Limits;
use crate::xml::budget::Budget;

/// Memory that the values of a message may take regardless of its length, in bytes.
const VALUES_ALLOWANCE: usize = 64 << 20;

/// Number of bytes of namespaces that may be copied into captured elements and attributes, regardless of the
/// document's length.
const NAMESPACE_COPIES_ALLOWANCE: usize = 1 << 20;

/// The memory that decoded values may take. A short element can be a large value: seven bytes of text, `<User/>`, are a
/// struct of a kilobyte in a list. Without a limit, a compressed message of a few kilobytes would take gigabytes.
///
/// Only vectors (by their capacity) and boxes are counted, when they are allocated. The members of a struct are
/// counted with the struct, and texts are not longer than the message.
pub(super) fn values(text: &str, limits: Limits) -> Budget {
    Budget::of(text.len(), limits.values, VALUES_ALLOWANCE, "the memory of the decoded values")
}

/// The number of bytes of namespaces that may be copied into captured elements and attributes. A short prefix
/// in the document may become a copy of a long namespace.
pub(super) fn namespace_copies(text: &str, limits: Limits) -> Budget {
    let what = "the size of namespace copies in captured elements and attributes";
    Budget::of(text.len(), limits.references, NAMESPACE_COPIES_ALLOWANCE, what)
}
