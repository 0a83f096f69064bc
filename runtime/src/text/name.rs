//! The name of an element, an attribute or a type: a namespace and a local part. Names have no prefixes:
//! the reader resolves prefixes, and the writer creates them.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::{Mutex, PoisonError};

/// An expanded name, as in Namespaces in XML 1.0, section 2.1.
///
/// The namespace is the empty string for a name without one.
#[derive(Clone, Copy, Default)]
pub struct Name<'a> {
    namespace: &'a str,
    local: &'a str,
    /// Receives the `&'static str` that was compared with `namespace` and found equal. The reader uses it as the
    /// namespace of later names, so that their comparison need not compare the texts.
    note: Option<&'a NamespaceNote>,
}

/// Stores the namespace that a name was compared with, as the `&'static str` of the caller.
///
/// A mutex makes names `Send` and `Sync`. It is locked only if the two namespaces are at different addresses.
pub(crate) struct NamespaceNote(Mutex<&'static str>);

impl NamespaceNote {
    #[inline(always)]
    pub(crate) const fn new(namespace: &'static str) -> Self {
        Self(Mutex::new(namespace))
    }

    pub(crate) fn set(&self, namespace: &'static str) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = namespace;
    }

    /// Returns the namespace, and replaces it with the empty one.
    #[inline(always)]
    pub(crate) fn take(&mut self) -> &'static str {
        let namespace = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        if namespace.is_empty() { "" } else { std::mem::take(namespace) }
    }
}

impl<'a> Name<'a> {
    /// Creates the name `local` in `namespace`.
    #[inline]
    pub const fn new(namespace: &'a str, local: &'a str) -> Self {
        Self { namespace, local, note: None }
    }

    /// The namespace; empty for a name without one.
    #[inline]
    pub const fn namespace(self) -> &'a str {
        self.namespace
    }

    /// The local part.
    #[inline]
    pub const fn local(self) -> &'a str {
        self.local
    }

    /// The local part if the name is in `namespace`, otherwise the empty string, which no name matches.
    #[inline]
    pub fn within(self, namespace: &'static str) -> &'a str {
        // After a match, the reader keeps this `&'static str` as the namespace of later names, so that usually the
        // pointers are equal and the texts are not compared.
        if std::ptr::eq(self.namespace, namespace) { self.local } else { self.within_other(namespace) }
    }

    #[inline(never)]
    fn within_other(self, namespace: &'static str) -> &'a str {
        if self.namespace != namespace {
            self.probed(namespace);
            return "";
        }
        if let Some(note) = self.note {
            note.set(namespace);
        }
        self.local
    }

    /// Creates a name that finds out in which namespaces a record looks for members with the local name
    /// `local`.
    ///
    /// The name matches no namespace. If the record compares it with a namespace that is not in the list
    /// `known`, `note` receives that namespace. The list is a string in which a [`Self::SEPARATOR`] precedes
    /// each namespace.
    pub(crate) fn probe<'n>(known: &'n str, local: &'n str, note: &'n NamespaceNote) -> Name<'n> {
        Name { namespace: known, local, note: Some(note) }
    }

    /// Separates the namespaces in a [`probe`](Self::probe). XML does not allow this character in a document.
    pub(crate) const SEPARATOR: char = '\0';

    /// Whether the name is a [`probe`](Self::probe).
    pub(crate) fn is_probe(self) -> bool {
        self.namespace.starts_with(Self::SEPARATOR)
    }

    fn probed(self, namespace: &'static str) {
        if self.is_probe()
            && let Some(note) = self.note
            && !self.namespace.split(Self::SEPARATOR).skip(1).any(|known| known == namespace)
        {
            note.set(namespace);
        }
    }

    /// Returns the same name with a note. If the argument of [`within`](Self::within) equals the namespace of the
    /// name, but is another `str` in memory, that argument is stored in `note`.
    #[inline]
    pub(crate) fn noted<'n>(self, note: &'n NamespaceNote) -> Name<'n>
    where
        'a: 'n,
    {
        Name { note: Some(note), ..self }
    }
}

impl<'a> From<(&'a str, &'a str)> for Name<'a> {
    #[inline]
    fn from((namespace, local): (&'a str, &'a str)) -> Self {
        Self::new(namespace, local)
    }
}

impl PartialEq for Name<'_> {
    fn eq(&self, other: &Self) -> bool {
        (self.local, self.namespace) == (other.local, other.namespace)
    }
}

impl Eq for Name<'_> {}

impl Hash for Name<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.local, self.namespace).hash(state);
    }
}

impl fmt::Display for Name<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.namespace {
            "" => formatter.write_str(self.local),
            namespace => write!(formatter, "{{{namespace}}}{}", self.local),
        }
    }
}

impl fmt::Debug for Name<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::Name;

    #[test]
    fn a_name_is_send_and_sync() {
        fn is_send_and_sync<T: Send + Sync>() {}
        is_send_and_sync::<Name<'_>>();
    }
}
