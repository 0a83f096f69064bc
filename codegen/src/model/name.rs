//! Expanded names.

use std::{fmt, sync::Arc};

/// Expanded name: a namespace name and a local name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QName {
    /// The namespace name; empty for a name in no namespace.
    pub namespace: Arc<str>,
    /// The local name, without a prefix.
    pub local: Arc<str>,
}

impl QName {
    /// Creates a name. An empty `namespace` means no namespace.
    pub fn new(namespace: impl Into<Arc<str>>, local: impl Into<Arc<str>>) -> Self {
        Self { namespace: namespace.into(), local: local.into() }
    }
}

impl fmt::Display for QName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.namespace.is_empty() {
            f.write_str(&self.local)
        } else {
            write!(f, "{{{}}}{}", self.namespace, self.local)
        }
    }
}

impl fmt::Debug for QName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
