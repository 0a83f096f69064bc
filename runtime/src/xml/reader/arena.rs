//! Strings that live as long as their document.

use std::cell::OnceCell;

/// Namespace names and type names that cannot be borrowed from the text of the document, because they are
/// written with references such as `&amp;`.
///
/// A linked list that only grows, so that its strings can stay borrowed while others are added.
#[derive(Default)]
pub(in crate::xml::reader) struct StringArena {
    text: OnceCell<String>,
    next: OnceCell<Box<StringArena>>,
}

impl StringArena {
    /// Adds a string after this node of the list. Returns the string and its node.
    pub(super) fn keep(&self, text: String) -> (&str, &Self) {
        let mut end = self;
        while end.text.get().is_some() {
            end = end.next.get_or_init(Box::default);
        }
        (end.text.get_or_init(|| text), end)
    }
}

/// Iterative: recursion over a long list could overflow the stack.
impl Drop for StringArena {
    fn drop(&mut self) {
        let mut next = self.next.take();
        while let Some(mut link) = next {
            next = link.next.take();
        }
    }
}
