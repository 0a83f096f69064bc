//! Members whose elements are qualified but declared unqualified, or the reverse. Only the method
//! `decode_field` of a record knows its members. Therefore the reader probes the record: it calls
//! `decode_field` with a name that matches no member ([`Name::probe`]). `decode_field` compares the namespace
//! of the name with the namespaces of the record's members, and the name records these namespaces.

use std::mem::discriminant;

use super::attribute::AttributeIn;
use super::content::within_attribute;
use super::seen::Seen;
use super::start::Flags;
use super::start::Next;
use super::{Reader, scan};
use crate::error::{Error, ErrorKind, Result};
use crate::text::namespaces::XSI;
use crate::text::{Name, NamespaceNote};
use crate::xml::{Content, DepartureKind, Found, ReadingMode, Record};

/// The wrongly qualified elements of one record: local name and namespace in the document.
pub(super) type WronglyQualified<'s> = Vec<(&'s str, &'s str)>;

/// Maximum number of namespaces in which the members of one record are looked for.
const NAMESPACES: usize = 16;

/// The method of a record that a probe calls: `decode_field` or `decode_attribute`.
type ProbeMethod = fn(&mut dyn Record, Name<'_>, &mut Reader<'_>) -> Result<Found>;

const ELEMENT: ProbeMethod = |record, name, input| record.decode_field(name, input);
const ATTRIBUTE: ProbeMethod = |record, name, input| record.decode_attribute(name, input);

/// A namespace that no document can contain, because XML does not allow this character.
const UNUSED_NAMESPACE: &str = "\u{1}";

/// Returns the namespaces in which `ask` looks for a name with this local part. Calls `ask` with a
/// [probe](Name::probe) until it records no further namespace.
///
/// # Errors
///
/// Those of `ask`.
pub(crate) fn compared_namespaces(
    local: &str,
    ask: &mut dyn FnMut(Name<'_>) -> Result<()>,
) -> Result<Vec<&'static str>> {
    let mut known = format!("{}{UNUSED_NAMESPACE}", Name::SEPARATOR);
    let mut namespaces = Vec::new();
    while namespaces.len() < NAMESPACES {
        let mut note = NamespaceNote::new(UNUSED_NAMESPACE);
        ask(Name::probe(&known, local, &note))?;
        let namespace = note.take();
        if namespace == UNUSED_NAMESPACE {
            break;
        }
        known.push(Name::SEPARATOR);
        known.push_str(namespace);
        namespaces.push(namespace);
    }
    Ok(namespaces)
}

impl<'s> Reader<'s> {
    /// Reads or skips the current element, which the record did not read.
    #[cold]
    pub(super) fn unclaimed(&mut self, record: &mut dyn Record, found: Found) -> Result<()> {
        let base = self.interrupted.len();
        let mut forms = WronglyQualified::new();
        if found != Found::No {
            return match self.resumes() {
                true => self.read_checked_rest(record, &mut forms, base),
                false => self.skip(),
            };
        }
        let name = self.name();
        match self.wrongly_qualified(record, &mut forms)? {
            // From this element on, check that no member of the record is both qualified and unqualified.
            Some(found) if found != Found::No => {
                self.note_member(found, name)?;
                self.read_checked_rest(record, &mut forms, base)
            }
            _ => {
                let interrupts = self.interrupt();
                self.outsider(record, name)?;
                // The interrupted groups may continue after the element.
                if interrupts { self.read_checked_rest(record, &mut forms, base) } else { Ok(()) }
            }
        }
    }

    /// Reads or skips an element that is not a member. If a wildcard of the record excludes its namespace,
    /// the wildcard keeps it nevertheless, except in the strict mode, so that it is not lost.
    fn outsider(&mut self, record: &mut dyn Record, name: Name<'s>) -> Result<()> {
        if self.excluded_at != Some(self.start.offset) || self.is_strict() {
            return self.unknown_element(record.content());
        }
        self.note(DepartureKind::WildcardNamespace, &name.to_string());
        self.wildcards_take_all = true;
        let found = record.decode_field(name, self);
        self.wildcards_take_all = false;
        match found? {
            // The `maxOccurs` of the wildcard is reached.
            Found::No => {
                self.account.take_back();
                self.unknown_element(record.content())
            }
            found => self.note_member(found, name),
        }
    }

    /// Records that a wildcard excludes the current element.
    #[cold]
    pub(super) fn note_exclusion(&mut self) {
        self.excluded_at = Some(self.start.offset);
    }

    /// Reads the content of an element, from the current start tag up to the end tag, and checks the order
    /// and the qualification of its child elements.
    #[cold]
    pub(super) fn read_checked(&mut self, record: &mut dyn Record) -> Result<()> {
        let mut forms = WronglyQualified::new();
        let mark = self.order_mark();
        self.offer_checked(record, &mut forms)?;
        self.read_checked_rest(record, &mut forms, self.interrupted.len())?;
        self.check_order(record, mark)
    }

    /// Reads the rest of the content of a record. `base` is the index of the first interrupted group inside
    /// it.
    fn read_checked_rest(
        &mut self,
        record: &mut dyn Record,
        forms: &mut WronglyQualified<'s>,
        base: usize,
    ) -> Result<()> {
        let is_mixed = record.content() == Content::Mixed;
        loop {
            if is_mixed {
                self.read_run(record)?;
            }
            match self.next_slow()? {
                Next::Start => {
                    self.reach(base);
                    self.offer_checked(record, forms)?;
                }
                Next::End => return self.finish_from(base),
                Next::Text => self.blank()?,
            }
        }
    }

    fn offer_checked(&mut self, record: &mut dyn Record, forms: &mut WronglyQualified<'s>) -> Result<()> {
        let name = self.name();
        self.order_next();
        let mut found = record.decode_field(name, self)?;
        if found == Found::No && self.is(Flags::CONTENT_UNREAD) {
            match self.wrongly_qualified(record, forms)? {
                Some(other) if other != Found::No => found = other,
                _ => {
                    self.interrupt();
                    return self.outsider(record, name);
                }
            }
        } else if forms.iter().any(|form| form.0 == name.local() && form.1 != name.namespace()) {
            return Err(self.mixed_qualification(name));
        }
        self.note_member(found, name)
    }

    /// Marks a member as read, and skips the element if the record left it unread.
    fn note_member(&mut self, found: Found, name: Name<'s>) -> Result<()> {
        let is_first = match found {
            Found::Once(index) => self.seen.insert(index),
            other => other != Found::Full,
        };
        if !is_first {
            return Err(self.second_error(name));
        }
        match self.is(Flags::CONTENT_UNREAD) && !self.is(Flags::OFFER_AGAIN) && !self.resumes() {
            true => self.skip(),
            false => Ok(()),
        }
    }

    /// Reads the current element as the member of the same local name that is unqualified if the element is
    /// qualified, and the reverse. Returns `None` if there is no such member, and always in the strict mode.
    pub(super) fn wrongly_qualified(
        &mut self,
        record: &mut dyn Record,
        forms: &mut WronglyQualified<'s>,
    ) -> Result<Option<Found>> {
        if self.mode == ReadingMode::Strict || self.is_unchecked {
            return Ok(None);
        }
        let name = self.name();
        let may_be = |other: &str, input: &Self| match name.namespace() {
            "" => !other.is_empty(),
            // The accessors of an encoded struct belong to its type. Some servers write them in the namespace of
            // the type, which need not be that of the element around them.
            own => other.is_empty() && (input.is_graph || own == input.namespace_around()),
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
            let found = format!("`{name}`, which matches several members");
            return Err(self.contract(self.start.offset, "a qualified name", Some(found)));
        }
        let form = (name.local(), name.namespace());
        if before > 0 && !forms.contains(&form) {
            return Err(self.mixed_qualification(name));
        }
        self.note(DepartureKind::OtherForm, &name.to_string());
        let found = record.decode_field(other, self)?;
        if matches!(found, Found::Full | Found::No) {
            // Nothing was read, because the element is a second occurrence of the member, or begins the next
            // occurrence of the group. Remove the departure that was recorded for its qualification.
            self.account.take_back();
            return Ok(Some(found));
        }
        if !forms.contains(&form) {
            forms.push(form);
        }
        Ok(Some(found))
    }

    /// Reads an attribute as the member of the same local name that is unqualified if the attribute is
    /// qualified, and the reverse. Returns `false` if there is no such member, and always in the strict mode.
    pub(super) fn wrongly_qualified_attribute(
        &mut self,
        record: &mut dyn Record,
        index: usize,
    ) -> Result<bool> {
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
            // An attribute without a namespace is never read as `xsi:nil`.
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
                1 => ("attributes that are all qualified or all unqualified", "qualified and unqualified"),
                _ => ("a qualified name", "which matches several members"),
            };
            let found = format!("`{}`, {found}", scan::shortened(&name.to_string()));
            return Err(within_attribute(self.contract(offset, expected, Some(found)), name));
        }
        self.note_at(DepartureKind::OtherForm, &format!("@{}", name.local()), &name.to_string(), offset);
        self.read_attribute_member(record, index, other)
    }

    /// Keeps or skips an attribute that is not a member. If a wildcard of the record excludes its namespace, the
    /// wildcard keeps it nevertheless, except in the strict mode, so that it is not lost.
    pub(super) fn outsider_attribute(&mut self, record: &mut dyn Record, index: usize) -> Result<()> {
        let Some(&AttributeIn { name, offset, .. }) = self.attributes.get(index) else { return Ok(()) };
        let is_free = self.is_free(name);
        if self.is_strict() && !is_free {
            return self.unknown_attribute(index);
        }
        self.wildcards_take_all = true;
        let is_kept = self.read_attribute_member(record, index, name);
        self.wildcards_take_all = false;
        if !is_kept? {
            return self.unknown_attribute(index);
        }
        if !is_free {
            let step = format!("@{}", name.local());
            self.note_at(DepartureKind::WildcardNamespace, &step, &name.to_string(), offset);
        }
        Ok(())
    }

    /// The namespaces in which a record looks for a member of this local name.
    fn namespaces_of(
        &mut self,
        record: &mut dyn Record,
        local: &str,
        ask: ProbeMethod,
    ) -> Result<Vec<&'static str>> {
        compared_namespaces(local, &mut |name| self.probe(record, name, ask).map(drop))
    }

    /// Whether a record declares an attribute of this name. A wildcard declares none.
    pub(super) fn declares_attribute(&mut self, record: &mut dyn Record, name: Name<'_>) -> Result<bool> {
        self.probe(record, name, ATTRIBUTE).map(|found| found != Found::No)
    }

    /// Asks a record whether an element or attribute of this name would be a member. Nothing is read.
    fn probe(&mut self, record: &mut dyn Record, name: Name<'_>, ask: ProbeMethod) -> Result<Found> {
        self.before = 0;
        let outer = std::mem::replace(&mut self.seen, Seen::of_probe());
        let found = ask(record, name, self);
        self.seen = outer;
        found
    }

    /// Whether a record is being probed.
    pub(crate) fn is_probing(&self) -> bool {
        self.seen.is_probe
    }

    /// Answers a probe for a repeated member, which has this number of items so far.
    pub(crate) fn probed(&mut self, items: usize) -> Found {
        self.before = items;
        Found::Full
    }

    /// Answers a probe for a branch of a repeated choice, and stores whether the branch was read before.
    /// `values` are the values of the choice that were read so far. `branch` is any value of the branch: only
    /// its enum variant is compared.
    pub(crate) fn probed_branch<T>(&mut self, values: &[T], branch: &T) -> Found {
        let was_read = values.iter().rev().any(|value| discriminant(value) == discriminant(branch));
        self.probed(usize::from(was_read))
    }

    #[cold]
    pub(super) fn mixed_qualification(&self, name: Name<'_>) -> Error {
        let found = format!("`{}` qualified and unqualified", scan::shortened(name.local()));
        let mut error = self.contract(
            self.start.offset,
            "elements that are all qualified or all unqualified",
            Some(found),
        );
        // The path lacks an element that was consumed already, so append its name.
        if let ErrorKind::Contract { path, .. } = error.kind_mut()
            && !self.is(Flags::CONTENT_UNREAD)
        {
            path.push('/');
            path.push_str(name.local());
        }
        error
    }
}
