//! Members whose elements are qualified and declared unqualified, or the reverse. Which members a record has only its
//! `decode_field` knows, so that it is asked: with names that note the namespaces it has, and without reading anything.

use super::attribute::AttributeIn;
use super::content::{Next, within_attribute};
use super::seen::Seen;
use super::tag::Flags;
use super::{Reader, namespace};
use crate::error::{Error, ErrorKind, Result};
use crate::text::namespaces::XSI;
use crate::text::{Name, NamespaceNote};
use crate::xml::{Content, DepartureKind, Found, ReadingMode, Record};

/// The elements that came in another form in one record: local names, and the namespaces in which they came.
pub(super) type Forms<'s> = Vec<(&'s str, &'s str)>;

/// Maximum number of namespaces that the members of one record are looked for in.
const NAMESPACES: usize = 16;

/// How a record is asked whether it has a member.
type Ask = fn(&mut dyn Record, Name<'_>, &mut Reader<'_>) -> Result<Found>;

const ELEMENT: Ask = |record, name, input| record.decode_field(name, input);
const ATTRIBUTE: Ask = |record, name, input| record.decode_attribute(name, input);

/// What is no namespace: no document can hold it.
const NOWHERE: &str = "\u{1}";

impl<'s> Reader<'s> {
    /// Takes the element at which the reader stands, which the record did not read.
    #[cold]
    pub(super) fn unclaimed(&mut self, record: &mut dyn Record, found: Found) -> Result<()> {
        if found != Found::No {
            return self.skip();
        }
        let name = self.name();
        let mut forms = Forms::new();
        match self.other_form(record, &mut forms)? {
            // From here on it matters in which form the elements come.
            Some(found) => {
                self.note_member(found, name)?;
                self.watch(record, &mut forms)
            }
            None => self.outsider(record, name),
        }
    }

    /// Takes an element that is no member: one that a wildcard of the record does not let in is kept there nevertheless,
    /// unless the mode is strict, so that it is not lost.
    fn outsider(&mut self, record: &mut dyn Record, name: Name<'s>) -> Result<()> {
        if self.kept_out != Some(self.start.offset) || self.is_strict() {
            return self.unknown_element(record.content());
        }
        self.note(DepartureKind::WildcardNamespace, &name.to_string());
        self.wildcards_take_all = true;
        let found = record.decode_field(name, self);
        self.wildcards_take_all = false;
        self.note_member(found?, name)
    }

    /// Notes that a wildcard does not let in the element at which the reader stands.
    #[cold]
    pub(super) fn kept_out(&mut self) {
        self.kept_out = Some(self.start.offset);
    }

    /// Reads the content of an element from the start tag at which the reader stands up to the end tag. Order and form are
    /// watched.
    #[cold]
    pub(super) fn read_watched(&mut self, record: &mut dyn Record) -> Result<()> {
        let mut forms = Forms::new();
        let mark = self.order_mark();
        self.offer_watched(record, &mut forms)?;
        self.watch(record, &mut forms)?;
        self.check_order(record, mark)
    }

    fn watch(&mut self, record: &mut dyn Record, forms: &mut Forms<'s>) -> Result<()> {
        let is_mixed = record.content() == Content::Mixed;
        loop {
            if is_mixed {
                self.read_run(record)?;
            }
            match self.next_slow()? {
                Next::Start => self.offer_watched(record, forms)?,
                Next::End => return Ok(()),
                Next::Text => self.blank()?,
            }
        }
    }

    fn offer_watched(&mut self, record: &mut dyn Record, forms: &mut Forms<'s>) -> Result<()> {
        let name = self.name();
        self.order_next();
        let mut found = record.decode_field(name, self)?;
        if found == Found::No && self.is(Flags::HERE) {
            match self.other_form(record, forms)? {
                Some(other) => found = other,
                None => return self.outsider(record, name),
            }
        } else if forms.iter().any(|form| form.0 == name.local() && form.1 != name.namespace()) {
            return Err(self.both_forms(name));
        }
        self.note_member(found, name)
    }

    /// Notes that a member came, and passes over what it left.
    fn note_member(&mut self, found: Found, name: Name<'s>) -> Result<()> {
        let is_first = match found {
            Found::Once(index) => self.seen.insert(index),
            other => other != Found::Full,
        };
        if !is_first {
            return Err(self.second_error(name));
        }
        match self.is(Flags::HERE) && !self.is(Flags::AGAIN) {
            true => self.skip(),
            false => Ok(()),
        }
    }

    /// Reads the element at which the reader stands as the member that it is but for its form, if there is one.
    pub(super) fn other_form(
        &mut self,
        record: &mut dyn Record,
        forms: &mut Forms<'s>,
    ) -> Result<Option<Found>> {
        if self.mode == ReadingMode::Strict || self.is_unchecked {
            return Ok(None);
        }
        let name = self.name();
        let may_be = |other: &str, input: &Self| match name.namespace() {
            "" => !other.is_empty(),
            own => other.is_empty() && own == input.namespace_around(),
        };
        let mut members = Vec::new();
        for namespace in self.namespaces_of(record, name.local(), ELEMENT)? {
            let other = Name::new(namespace, name.local());
            if other != name && self.probe(record, other, ELEMENT)? != Found::No {
                members.push((other, self.before));
            }
        }
        let Some(&(other, before)) = members.iter().find(|(other, _)| may_be(other.namespace(), self)) else {
            return Ok(None);
        };
        if members.len() > 1 {
            let found = format!("`{name}`, which may be several members");
            return Err(self.contract(self.start.offset, "a qualified name", Some(found)));
        }
        let form = (name.local(), name.namespace());
        if before > 0 && !forms.contains(&form) {
            return Err(self.both_forms(name));
        }
        self.note(DepartureKind::OtherForm, &name.to_string());
        let found = record.decode_field(other, self)?;
        if matches!(found, Found::Full | Found::No) {
            // Nothing was read: it is a second one, or the first of the next group.
            self.account.take_back();
            return Ok(Some(found));
        }
        if !forms.contains(&form) {
            forms.push(form);
        }
        Ok(Some(found))
    }

    /// Reads an attribute that is no member as the one that it is except for its form, if there is one; whether there is.
    pub(super) fn other_form_of_attribute(&mut self, record: &mut dyn Record, index: usize) -> Result<bool> {
        let Some(&AttributeIn { name, offset, .. }) = self.attributes.get(index) else { return Ok(false) };
        if self.mode == ReadingMode::Strict || self.is_unchecked || self.is_free(name) {
            return Ok(false);
        }
        let around = match self.name().namespace() {
            "" => self.namespace_around(),
            own => own,
        };
        let may_be = |other: &str| match name.namespace() {
            "" => !other.is_empty(),
            own => other.is_empty() && own == around,
        };
        let mut members = Vec::new();
        for namespace in self.namespaces_of(record, name.local(), ATTRIBUTE)? {
            let other = Name::new(namespace, name.local());
            // Whether an element is nil is told by an attribute of its own.
            if other != name
                && namespace != XSI
                && let Found::Once(member) = self.probe(record, other, ATTRIBUTE)?
            {
                members.push((other, member));
            }
        }
        let Some(&(other, member)) = members.iter().find(|(other, _)| may_be(other.namespace())) else {
            return Ok(false);
        };
        if members.len() > 1 || self.seen.contains(member) {
            let (expected, found) = match members.len() {
                1 => ("attributes of one form", "qualified and unqualified"),
                _ => ("a qualified name", "which may be several members"),
            };
            let found = format!("`{}`, {found}", namespace::shortened(&name.to_string()));
            return Err(within_attribute(self.contract(offset, expected, Some(found)), name));
        }
        self.note_at(DepartureKind::OtherForm, &format!("@{}", name.local()), &name.to_string(), offset);
        self.read_attribute_member(record, index, other)
    }

    /// The namespaces in which a record looks for a member of a local name.
    fn namespaces_of(&mut self, record: &mut dyn Record, local: &str, ask: Ask) -> Result<Vec<&'static str>> {
        let mut known = format!("{}{NOWHERE}", Name::SEPARATOR);
        let mut namespaces = Vec::new();
        while namespaces.len() < NAMESPACES {
            let note = NamespaceNote::new(NOWHERE);
            _ = self.probe(record, Name::probe(&known, local, &note), ask)?;
            let namespace = note.into_inner();
            if namespace == NOWHERE {
                break;
            }
            known.push(Name::SEPARATOR);
            known.push_str(namespace);
            namespaces.push(namespace);
        }
        Ok(namespaces)
    }

    /// Asks a record whether an element or attribute of this name would be a member; nothing is read.
    fn probe(&mut self, record: &mut dyn Record, name: Name<'_>, ask: Ask) -> Result<Found> {
        self.before = 0;
        let outer = std::mem::replace(&mut self.seen, Seen::of_probe());
        let found = ask(record, name, self);
        self.seen = outer;
        found
    }

    /// Whether a record is asked what it would read.
    pub(crate) fn is_probing(&self) -> bool {
        self.seen.is_probe
    }

    /// Answers a probe: a member that repeats is there, and has so many items.
    pub(crate) fn probed(&mut self, items: usize) -> Found {
        self.before = items;
        Found::Full
    }

    #[cold]
    fn both_forms(&self, name: Name<'_>) -> Error {
        let found = format!("`{}` qualified and unqualified", namespace::shortened(name.local()));
        let mut error = self.contract(self.start.offset, "elements of one form", Some(found));
        // It may be read already, and is in no path then.
        if let ErrorKind::Contract { path, .. } = error.kind_mut()
            && !self.is(Flags::HERE)
        {
            path.push('/');
            path.push_str(name.local());
        }
        error
    }
}
