//! The name of an element, an attribute or a type: a namespace and a local part.
//! Nothing here knows prefixes; they end in the reader and begin in the writer.

use std::fmt;

/// An expanded name, as in Namespaces in XML 1.0, section 2.1.
///
/// The namespace is the empty string for names that are in none.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Name<'a> {
    namespace: &'a str,
    local: &'a str,
}

impl<'a> Name<'a> {
    /// The name `local` in `namespace`.
    #[inline]
    pub const fn new(namespace: &'a str, local: &'a str) -> Self {
        Self { namespace, local }
    }

    /// The namespace, or the empty string.
    #[inline]
    pub const fn namespace(self) -> &'a str {
        self.namespace
    }

    /// The local part.
    #[inline]
    pub const fn local(self) -> &'a str {
        self.local
    }

    /// The local part if the name is in `namespace`, else the empty string, which no name matches.
    #[inline]
    pub fn within(self, namespace: &str) -> &'a str {
        // The reader hands out few distinct namespaces, so the texts are mostly one and the same.
        if std::ptr::eq(self.namespace, namespace) || self.namespace == namespace { self.local } else { "" }
    }
}

impl<'a> From<(&'a str, &'a str)> for Name<'a> {
    #[inline]
    fn from((namespace, local): (&'a str, &'a str)) -> Self {
        Self { namespace, local }
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
