//! The prefix bindings in scope, and their generation: a number that identifies a set of bindings.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use crate::error::Result;
use crate::xml::budget::Budget;

/// The namespace of namespace declarations.
pub(super) const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

/// Maximum number of entries in [`Scopes`].
const MAX_SCOPES: usize = 16;

/// A prefix and its namespace.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Binding<'s> {
    pub(crate) prefix: &'s str,
    pub(crate) namespace: &'s str,
}

/// The prefix bindings in scope, the innermost last.
#[derive(Debug, Default)]
pub(crate) struct Bindings<'s> {
    list: Vec<Binding<'s>>,
    /// The namespaces that values of the document share.
    shared: RefCell<BTreeSet<Arc<str>>>,
    /// The memory that decoded values may still take. It is stored here because the parser of a list has
    /// access to the bindings, but not to the reader.
    pub(super) memory: Budget,
}

impl Bindings<'_> {
    /// Creates an empty list of bindings, for a document whose decoded values may take `memory`.
    pub(super) fn new(memory: Budget) -> Self {
        Self { list: Vec::new(), shared: RefCell::default(), memory }
    }

    /// Counts the memory of a value.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::TooLarge`](crate::ErrorKind::TooLarge).
    pub(crate) fn allocate(&self, bytes: usize) -> Result<()> {
        self.memory.spend(bytes)
    }

    /// Subtracts memory that is no longer used from the memory counted by [`allocate`](Self::allocate).
    pub(crate) fn release(&self, bytes: usize) {
        self.memory.release(bytes);
    }

    /// Returns the shared copy of a namespace, for a value that contains a name. All values of a document use
    /// one copy, because a list of names in a long namespace would otherwise take a multiple of the memory of
    /// its text.
    pub(crate) fn share(&self, namespace: &str) -> Arc<str> {
        if let Some(known) = self.shared.borrow().get(namespace) {
            return Arc::clone(known);
        }
        let namespace: Arc<str> = namespace.into();
        self.shared.borrow_mut().insert(Arc::clone(&namespace));
        namespace
    }
}

impl<'s> Deref for Bindings<'s> {
    type Target = Vec<Binding<'s>>;

    fn deref(&self) -> &Vec<Binding<'s>> {
        &self.list
    }
}

impl<'s> DerefMut for Bindings<'s> {
    fn deref_mut(&mut self) -> &mut Vec<Binding<'s>> {
        &mut self.list
    }
}

/// Gives each set of prefix bindings a number, the generation. An entry consists of the generation outside an
/// element, the text of the attributes in its start tag, and the generation inside the element.
#[derive(Default)]
pub(super) struct Scopes<'s> {
    known: Vec<(u32, &'s str, u32)>,
    oldest: usize,
    last: u32,
}

impl<'s> Scopes<'s> {
    /// Returns the generation inside an element. `outer` is the generation outside the element, and
    /// `declarations` is the text of its attributes.
    ///
    /// Equal arguments yield the same number as long as their entry is stored. At most `MAX_SCOPES` entries
    /// are stored: a new entry then replaces the oldest.
    pub(super) fn within(&mut self, outer: u32, declarations: &'s str) -> u32 {
        let known = self.known.iter().find(|(known, text, _)| *known == outer && *text == declarations);
        if let Some((_, _, generation)) = known {
            return *generation;
        }
        self.last = self.last.wrapping_add(1);
        let scope = (outer, declarations, self.last);
        match self.known.get_mut(self.oldest) {
            Some(oldest) => *oldest = scope,
            None => self.known.push(scope),
        }
        self.oldest = (self.oldest + 1) % MAX_SCOPES;
        self.last
    }
}
