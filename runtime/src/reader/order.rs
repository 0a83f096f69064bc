//! The order of elements, for the strict mode. What writes a record knows the order of its members, so that it is asked.

use std::collections::BTreeMap;

use super::{Document, Limits, Reader};
use crate::{Content, ErrorKind, Found, Name, Record, Result, Writer};

impl Reader<'_> {
    /// Where the elements of a record begin among those that are noted.
    pub(super) fn order_mark(&self) -> usize {
        self.order.len()
    }

    /// Notes the element at which the reader stands.
    pub(super) fn order_next(&mut self) {
        if self.is_strict() {
            self.order.push((self.name(), self.start.offset));
        }
    }

    /// Takes back what was noted since.
    pub(super) fn order_back(&mut self, mark: usize) {
        self.order.truncate(mark);
    }

    /// Checks that the elements that were noted since are in the order in which the record would write them.
    pub(super) fn check_order(&mut self, record: &dyn Record, mark: usize) -> Result<()> {
        let came = self.order.split_off(mark.min(self.order.len()));
        let any_order = matches!(record.content(), Content::Unordered | Content::Items | Content::Open);
        if any_order || came.len() < 2 || self.is_encoded || !self.is_strict() {
            return Ok(());
        }
        let Some(written) = written(record) else { return Ok(()) };
        // What is nil may be written as nothing, and what is absent as its default; the order of the others tells.
        let mut balance: BTreeMap<(&str, &str), isize> = BTreeMap::new();
        came.iter().for_each(|(name, _)| *balance.entry((name.namespace(), name.local())).or_default() += 1);
        for (namespace, local) in &written {
            *balance.entry((namespace, local)).or_default() -= 1;
        }
        let is_even = |namespace: &str, local: &str| balance.get(&(namespace, local)) == Some(&0);
        let came = came.iter().filter(|(name, _)| is_even(name.namespace(), name.local()));
        let written = written.iter().filter(|(namespace, local)| is_even(namespace, local));
        for ((name, offset), (namespace, local)) in came.zip(written) {
            if *name != Name::new(namespace, local) {
                let expected = format!("`{local}` before it, in the order of the schema");
                let mut error = self.contract(*offset, expected, Some(format!("`{}`", name.local())));
                if let ErrorKind::Contract { path, .. } = error.kind_mut() {
                    *path = self.path_to(name.local());
                }
                return Err(error);
            }
        }
        Ok(())
    }
}

/// The names of the elements that a record writes.
fn written(record: &dyn Record) -> Option<Vec<(String, String)>> {
    let document = Document::from_string(Writer::outline(record), Limits::default());
    let mut input = document.reader();
    let mut names = Names(Vec::new());
    input.root().and_then(|_| input.unchecked(|input| input.record(&mut names))).ok()?;
    Some(names.0)
}

struct Names(Vec<(String, String)>);

impl Record for Names {
    fn content(&self) -> Content {
        Content::Mixed
    }

    fn decode_field(&mut self, name: Name<'_>, _input: &mut Reader<'_>) -> Result<Found> {
        self.0.push((name.namespace().to_owned(), name.local().to_owned()));
        Ok(Found::Many)
    }
}
