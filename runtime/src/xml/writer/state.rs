//! The parts of a writer's state.

use std::ops::Range;

/// Maximum depth of nested elements.
pub(super) const DEPTH: u16 = 96;

/// A string with a distinct address, which equals no namespace.
pub(super) static UNKNOWN_NAMESPACE: &str = "no namespace at all";

/// An entry of the stack: an open element, or a prefix.
#[derive(Clone, Debug)]
pub(super) enum Entry {
    Element {
        /// Range of the qualified name in the output.
        name: Range<usize>,
        /// The default namespace that applies again after the end of the element, as a range in the output.
        default: Range<usize>,
        /// Index of the element among the items of its repeated member, plus one; zero for other elements.
        member: u32,
    },
    /// A prefix that the element before this entry declares, and its namespace, as ranges in the output.
    Prefix { prefix: Range<usize>, namespace: Range<usize> },
}

/// The declaration of a prefix for the namespace of an array's items. The next array copies it.
#[derive(Clone, Debug)]
pub(super) struct ItemPrefix {
    pub(super) namespace: &'static str,
    /// Ranges in the output: the whole declaration, such as ` xmlns:n1="urn:x"`, and the prefix in it (`n1`).
    pub(super) whole: Range<usize>,
    pub(super) prefix: Range<usize>,
    /// The prefix with the colon.
    pub(super) prefix_with_colon: &'static str,
}

impl Default for ItemPrefix {
    fn default() -> Self {
        Self { namespace: UNKNOWN_NAMESPACE, whole: 0..0, prefix: 0..0, prefix_with_colon: "" }
    }
}

/// The name of a type: namespace and local name.
pub(crate) type TypeName<'n> = (&'n str, &'n str);

/// How qualified names are written in a text that is not part of a document, where no prefix can be declared.
#[derive(Clone, Copy, Debug)]
pub(crate) enum QNameNotation {
    /// The local name only.
    Local,
    /// With the original prefix.
    Prefixed,
    /// `{namespace}local`.
    Expanded,
}
