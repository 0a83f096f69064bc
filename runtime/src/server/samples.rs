//! Sample replies, with which mocks answer operations that are not implemented.

use std::collections::BTreeMap;

/// Envelopes of replies, by the name of the operation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Samples(BTreeMap<String, String>);

impl Samples {
    /// Adds the reply of an operation.
    pub(crate) fn insert(&mut self, operation: impl Into<String>, envelope: String) {
        self.0.insert(operation.into(), envelope);
    }

    /// The envelope of an operation's reply.
    pub(super) fn get(&self, operation: &str) -> Option<&str> {
        self.0.get(operation).map(String::as_str)
    }
}
