//! Interned names and namespaces.

use std::{collections::HashMap, sync::Arc};

use crate::model::QName;

/// Interns the strings of a run.
#[derive(Default)]
pub(super) struct Strings<'a> {
    known: HashMap<&'a str, Arc<str>>,
}

impl<'a> Strings<'a> {
    pub(super) fn arc(&mut self, text: &'a str) -> Arc<str> {
        Arc::clone(self.known.entry(text).or_insert_with(|| Arc::from(text)))
    }

    pub(super) fn name(&mut self, namespace: &'a str, local: &'a str) -> QName {
        QName { namespace: self.arc(namespace), local: self.arc(local) }
    }
}
