//! Interned names and namespaces.

use std::sync::Arc;

use crate::{map::Map, model::QName};

/// Interns the strings of a run.
#[derive(Default)]
pub(super) struct Strings<'a> {
    known: Map<&'a str, Arc<str>>,
}

impl<'a> Strings<'a> {
    pub(super) fn arc(&mut self, text: &'a str) -> Arc<str> {
        Arc::clone(self.known.or_insert_with(text, || Arc::from(text)))
    }

    pub(super) fn name(&mut self, namespace: &'a str, local: &'a str) -> QName {
        QName { namespace: self.arc(namespace), local: self.arc(local) }
    }
}
