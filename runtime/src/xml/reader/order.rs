//! The order of elements, for the strict mode. The encoder of a record knows the order of its members, so
//! the expected order is taken from its output.

use std::collections::BTreeMap;

use super::{Document, Limits, Reader};
use crate::error::{ErrorKind, Result};
use crate::text::Name;
use crate::xml::{Content, Found, Record, Writer};

impl Reader<'_> {
    /// Number of elements that were recorded so far. [`order_back`](Self::order_back) and
    /// [`check_order`](Self::check_order) take this number as `mark`. They remove or check the elements that
    /// were recorded later.
    pub(super) fn order_mark(&self) -> usize {
        self.order.len()
    }

    /// Records the current element.
    pub(super) fn order_next(&mut self) {
        if self.is_strict() {
            self.order.push((self.name(), self.start.offset));
        }
    }

    /// Removes the elements recorded since `mark`.
    pub(super) fn order_back(&mut self, mark: usize) {
        self.order.truncate(mark);
    }

    /// Checks that the elements recorded since `mark` are in the order in which the record writes them.
    pub(super) fn check_order(&mut self, record: &dyn Record, mark: usize) -> Result<()> {
        let read = self.order.split_off(mark.min(self.order.len()));
        if !self.is_strict() {
            return Ok(());
        }
        self.check_occurrence(record)?;
        if record.details().content_model.is_some() {
            self.children = read;
            return Ok(());
        }
        let any_order = match record.content() {
            Content::Unordered | Content::Open => true,
            // The items of a list have one name, so there is no order to check. If elements have different
            // names, an extension of the list's type has added members, whose order is checked.
            Content::Items => {
                read.iter().all(|(name, _)| read.first().is_some_and(|(first, _)| first == name))
            }
            _ => false,
        };
        if any_order || read.len() < 2 || self.is_graph {
            return Ok(());
        }
        let Some(written) = written(record, "") else { return Ok(()) };
        // The record may write nothing for a nil element that was read, and may write the default of an
        // element that was absent. A name may therefore occur more often in one of the two lists. Only names
        // that occur equally often in both lists are compared.
        let mut balance: BTreeMap<(&str, &str), isize> = BTreeMap::new();
        read.iter().for_each(|(name, _)| *balance.entry((name.namespace(), name.local())).or_default() += 1);
        for (namespace, local) in &written {
            *balance.entry((namespace, local)).or_default() -= 1;
        }
        let is_even = |namespace: &str, local: &str| balance.get(&(namespace, local)) == Some(&0);
        let read = read.iter().filter(|(name, _)| is_even(name.namespace(), name.local()));
        let written = written.iter().filter(|(namespace, local)| is_even(namespace, local));
        for ((name, offset), (namespace, local)) in read.zip(written) {
            if *name != Name::new(namespace, local) {
                let expected = format!("`{local}` before this element, in the order of the schema");
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

impl Reader<'_> {
    /// Checks the number of occurrences of members that may occur several times within bounds.
    pub(super) fn check_occurrence(&self, record: &dyn Record) -> Result<()> {
        // To count the occurrences of members, the record is written, and the written elements are counted by
        // name. `counts` keeps the result, so that the record is not written again for each member.
        let mut counts = BTreeMap::new();
        for &(path, least, most) in record.details().occurs {
            let (within, local) = path.split_once('/').unwrap_or(("", path));
            let counts = counts.entry(within).or_insert_with(|| written(record, within).map(by_local_name));
            let Some(count) = counts.as_ref().map(|counts| counts.get(local).copied().unwrap_or(0)) else {
                continue;
            };
            let is_few = count < least as usize;
            let is_many = most.is_some_and(|most| count > most as usize);
            if is_few || is_many {
                let expected = match most {
                    Some(most) => format!("{least} to {most} of `{local}`"),
                    None => format!("at least {least} of `{local}`"),
                };
                let mut error = self.contract(self.position, expected, Some(count.to_string()));
                if let ErrorKind::Contract { path: place, .. } = error.kind_mut()
                    && !within.is_empty()
                {
                    *place = self.path_to(within);
                }
                return Err(error);
            }
        }
        Ok(())
    }
}

impl Reader<'_> {
    /// Checks the number of occurrences of repeated choices and groups that have bounds.
    #[cold]
    pub(super) fn check_group_counts(&self, record: &dyn Record, offset: usize) -> Result<()> {
        for (what, count, least, most) in record.group_counts() {
            let is_many = most.is_some_and(|most| count > most as usize);
            if count < least as usize || is_many {
                let expected = match most {
                    Some(most) => format!("{least} to {most} {what}"),
                    None => format!("at least {least} {what}"),
                };
                return Err(self.contract(offset, expected, Some(count.to_string())));
            }
        }
        Ok(())
    }
}

impl Reader<'_> {
    /// Compares the child elements that `check_order` stored in `children` with the content model of the
    /// record, if it has one. `offset` is the position in the error for a missing element.
    #[cold]
    pub(super) fn check_content_model(&mut self, record: &dyn Record, offset: usize) -> Result<()> {
        let Some(model) = record.details().content_model.filter(|_| !self.is_graph) else { return Ok(()) };
        let children = std::mem::take(&mut self.children);
        let names: Vec<_> = children.iter().map(|(name, _)| *name).collect();
        let mismatch = self.content_models.parsed(model).and_then(|model| model.mismatch(&names));
        let Some((index, expected)) = mismatch else { return Ok(()) };
        let expected = match expected.as_slice() {
            [] => "no further element".to_owned(),
            [one] => one.clone(),
            several => format!("one of {}", several.join(", ")),
        };
        let Some((name, offset)) = children.get(index).copied() else {
            return Err(self.contract(offset, expected, Some("no further element".to_owned())));
        };
        let mut error = self.contract(offset, expected, Some(format!("`{}`", name.local())));
        if let ErrorKind::Contract { path, .. } = error.kind_mut() {
            *path = self.path_to(name.local());
        }
        Err(error)
    }
}

/// Counts the names by their local names.
fn by_local_name(names: Vec<(String, String)>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    names.into_iter().for_each(|(_, local)| *counts.entry(local).or_default() += 1);
    counts
}

/// Returns the names of the child elements that a record writes. If `within` is not empty, it is the local
/// name of a child, and the names of the elements in that child are returned; `None` if the child is absent
/// or nil.
fn written(record: &dyn Record, within: &str) -> Option<Vec<(String, String)>> {
    let document = Document::from_string(
        Writer::outline(record, if within.is_empty() { 1 } else { 2 }),
        Limits::default(),
    );
    let mut input = document.reader();
    let mut names = Names { within, is_there: within.is_empty(), names: Vec::new() };
    input.root().and_then(|_| input.unchecked(|input| input.record(&mut names))).ok()?;
    names.is_there.then_some(names.names)
}

struct Names<'n> {
    within: &'n str,
    is_there: bool,
    names: Vec<(String, String)>,
}

impl Record for Names<'_> {
    fn content(&self) -> Content {
        Content::Mixed
    }

    fn decode_field(&mut self, name: Name<'_>, input: &mut Reader<'_>) -> Result<Found> {
        if self.within.is_empty() {
            self.names.push((name.namespace().to_owned(), name.local().to_owned()));
        } else if name.local() == self.within && !input.is_nil() {
            self.is_there = true;
            let within = std::mem::take(&mut self.within);
            input.record(self)?;
            self.within = within;
        }
        Ok(Found::Many)
    }
}
