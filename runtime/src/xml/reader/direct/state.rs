//! State that the scan of start tags keeps from one tag to the next.

/// The name of the current element and the last prefix, for documents that are read without the cache.
#[derive(Clone, Copy, Default)]
pub(in crate::xml::reader) struct Direct<'s> {
    /// Offset of the local part of the current element's name.
    pub(in crate::xml::reader) local: usize,
    /// Length of the name in the document, with the prefix.
    pub(in crate::xml::reader) length: usize,
    /// The prefix of the name.
    pub(in crate::xml::reader) prefix: Prefix<'s>,
    /// Prefix of the last prefixed attribute. If `is_xsi` is set, it is bound to the namespace of `xsi:type`.
    pub(in crate::xml::reader) attribute_prefix: Prefix<'s>,
    pub(in crate::xml::reader) is_xsi: bool,
}

/// The prefix that was resolved last. Most elements have the same prefix as the element before them.
#[derive(Clone, Copy, Default)]
pub(in crate::xml::reader) struct Prefix<'s> {
    /// Offset of the prefix in the document. The length is zero for names without a prefix.
    pub(in crate::xml::reader) at: usize,
    pub(in crate::xml::reader) length: usize,
    /// The number of the set of prefix bindings (see `binding.rs`) in which the prefix was resolved.
    pub(in crate::xml::reader) generation: u32,
    pub(in crate::xml::reader) namespace: &'s str,
}

impl<'s> Direct<'s> {
    /// Stores the caller's `&'static str` as the namespace of the prefix, so that later checks compare
    /// pointers.
    pub(in crate::xml::reader) fn learn_namespace(&mut self, namespace: &'static str) {
        if self.prefix.namespace == namespace {
            self.prefix.namespace = namespace;
        }
    }
}
