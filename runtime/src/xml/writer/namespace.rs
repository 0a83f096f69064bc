//! Prefixes and default namespaces: which are declared, and which must be.
//!
//! An element whose namespace is not declared declares it as the default namespace, so most names have no
//! prefix. Prefixes are generated only where a name needs one: in values, for attributes, and for the
//! items of an array.

use std::borrow::Cow;
use std::ops::Range;

use super::Writer;
use super::escape::{self, Place};
use super::state::{Entry, ItemPrefix, UNKNOWN_NAMESPACE};
use crate::text::Name;
use crate::text::namespaces::{XML, XSI};
use crate::xml::reader::normalised;

/// The first generated prefixes, with the colon.
const PREFIXES: [&str; 4] = ["n1:", "n2:", "n3:", "n4:"];

impl Writer {
    /// Whether this is the default namespace here.
    pub(super) fn is_default(&self, namespace: &str) -> bool {
        match std::ptr::eq(self.current, UNKNOWN_NAMESPACE) {
            true => self.is_at(&self.default, namespace),
            false => self.current == namespace,
        }
    }

    /// Whether the output has this namespace at this range.
    fn is_at(&self, place: &Range<usize>, namespace: &str) -> bool {
        let written = self.output.get(place.clone()).unwrap_or_default();
        // The written text contains an `&` if and only if it contains an escape: `&` itself is always
        // escaped.
        let is_escaped = || memchr::memchr(b'&', written.as_bytes()).is_some();
        match namespace == written {
            true => !is_escaped(),
            false => place.len() > namespace.len() && is_escaped() && escape::escaped(namespace) == written,
        }
    }

    /// The prefix in the innermost declaration of a namespace. `None` if the namespace has no prefix, or if
    /// an element inside that declaration binds the prefix to another namespace.
    pub(super) fn prefix_of(&self, namespace: &str) -> Option<Range<usize>> {
        let mut prefixes = self.stack.iter().rev().filter_map(|entry| match entry {
            Entry::Prefix { prefix, namespace } => Some((prefix, namespace)),
            Entry::Element { .. } => None,
        });
        let (prefix, _) = prefixes.clone().find(|(_, place)| self.is_at(place, namespace))?;
        // A declaration in an inner element may bind the same prefix to another namespace.
        let text = self.output.get(prefix.clone());
        let (_, place) = prefixes.find(|(other, _)| self.output.get((*other).clone()) == text)?;
        self.is_at(place, namespace).then(|| prefix.clone())
    }

    /// Declares a namespace as the default in the open start tag.
    pub(super) fn declare_default(&mut self, namespace: &str) {
        self.output.push_str(" xmlns=\"");
        self.default = self.quoted(namespace);
        self.current = UNKNOWN_NAMESPACE;
    }

    /// Declares a prefix for a namespace in the open start tag.
    pub(crate) fn declare_prefix(&mut self, prefix: &str, namespace: &str) {
        self.output.push_str(" xmlns:");
        let start = self.output.len();
        self.output.push_str(prefix);
        let prefix = start..self.output.len();
        self.output.push_str("=\"");
        let namespace = self.quoted(namespace);
        self.stack.push(Entry::Prefix { prefix, namespace });
    }

    /// Declares a prefix that captured XML uses, in the open start tag.
    pub(crate) fn declare_captured(&mut self, prefix: &str, namespace: &str) {
        match (prefix, namespace) {
            // The declaration is added to the root element.
            ("xsi", XSI) => self.uses_xsi = true,
            // The name of the element uses the prefix, so it is declared already.
            _ if self.is_own_prefix(prefix) => {
                if !self.is_bound_to(prefix, namespace) {
                    self.fail(format!(
                        "the captured XML uses the prefix {prefix}, which is bound to another namespace here"
                    ));
                }
            }
            _ => {
                self.shadows_xsi |= prefix == "xsi";
                self.declare_prefix(prefix, namespace);
            }
        }
    }

    /// Declares a prefix that a value may use, in the open start tag, unless it is bound to the namespace
    /// already. If the element itself needs the prefix for another namespace, the value is written as plain
    /// text.
    #[cold]
    pub(crate) fn declare_in_value(&mut self, prefix: &str, namespace: &str) {
        let text = Some(prefix);
        let mut here = self.stack.iter().rev().map_while(|entry| match entry {
            Entry::Prefix { prefix, .. } => Some(prefix),
            Entry::Element { .. } => None,
        });
        let is_here = here.any(|prefix| self.output.get(prefix.clone()) == text);
        let is_free = !is_here && !self.is_own_prefix(prefix) && (prefix != "xsi" || namespace == XSI);
        if is_free && !self.is_bound_to(prefix, namespace) {
            self.declare_captured(prefix, namespace);
        }
    }

    /// Whether the name of the element with the open start tag has this prefix.
    fn is_own_prefix(&self, prefix: &str) -> bool {
        let name = self.output.get(self.begun()).unwrap_or_default();
        name.strip_prefix(prefix).is_some_and(|rest| rest.starts_with(':'))
    }

    /// Whether a prefix is bound to this namespace here.
    pub(super) fn is_bound_to(&self, prefix: &str, namespace: &str) -> bool {
        let text = Some(prefix);
        let known = self.stack.iter().rev().find_map(|entry| match entry {
            Entry::Prefix { prefix, namespace } if self.output.get(prefix.clone()) == text => Some(namespace),
            _ => None,
        });
        known.is_some_and(|place| self.is_at(place, namespace))
    }

    /// Writes an attribute value and the closing quote. Returns the range of the value.
    fn quoted(&mut self, text: &str) -> Range<usize> {
        let start = self.output.len();
        if let Some(character) = escape::append(&mut self.output, text, Place::Attribute) {
            self.illegal(character);
        }
        let end = self.output.len();
        self.output.push('"');
        start..end
    }

    /// Ensures that a namespace is the default namespace or has a prefix in the open start tag.
    pub fn declare(&mut self, namespace: &str) {
        if namespace.is_empty() {
            self.unnamespaced_in = Some(self.begun().start);
        }
        if namespace == XML || self.is_default(namespace) {
            return;
        }
        match namespace {
            "" => self.undeclare_default(),
            namespace => _ = self.prefix(namespace),
        }
    }

    /// Makes this the default namespace in the open start tag, because a value contains a qualified name
    /// without a prefix. Changes nothing if another value in the tag contains a name without a namespace:
    /// that name requires that there is no default namespace.
    #[cold]
    pub(super) fn declare_default_in_value(&mut self, namespace: &str) {
        if self.unnamespaced_in != Some(self.begun().start) {
            self.declare_default_here(namespace);
        }
    }

    /// Makes this the default namespace in the open start tag, regardless of the element's own namespace,
    /// because a value may be a name in the default namespace.
    #[cold]
    pub(crate) fn declare_default_here(&mut self, namespace: &str) {
        // An element without a namespace has a name without a prefix. A default namespace in its start tag
        // would apply to the element itself, so it is not declared.
        let is_prefixed = self.output.get(self.begun()).is_some_and(|name| name.contains(':'));
        if !self.is_default(namespace) && (is_prefixed || !self.default.is_empty()) {
            self.change_default(namespace);
        }
    }

    /// Removes the default namespace in the open start tag, because a value contains a name without a
    /// namespace.
    #[cold]
    fn undeclare_default(&mut self) {
        self.change_default("");
    }

    /// Declares another default namespace in the open start tag. The previous default namespace gets a
    /// prefix, for the element itself and for other values.
    fn change_default(&mut self, namespace: &str) {
        let name = self.begun();
        let is_prefixed = self.output.get(name.clone()).is_some_and(|name| name.contains(':'));
        let prefix = if self.default.start > name.end {
            // The default namespace is declared in this tag: ` xmlns="…"` becomes ` xmlns:n1="…"`.
            let prefix = self.new_prefix();
            let at = self.default.start - 2;
            self.insert(at, &format!(":{prefix}"));
            let namespace = self.default.clone();
            self.stack.push(Entry::Prefix { prefix: at + 1..at + 1 + prefix.len(), namespace });
            Some(prefix.into_owned())
        } else if is_prefixed && self.default.is_empty() {
            None
        } else {
            let former = self.output.get(self.default.clone()).unwrap_or_default();
            let former = normalised(former);
            let prefix = self.prefix(&former);
            self.output.get(prefix).map(str::to_owned)
        };
        if let Some(prefix) = prefix {
            let prefix = format!("{prefix}:");
            while let Some(at) = self.bare.pop() {
                self.insert(at, &prefix);
            }
            if !is_prefixed {
                self.insert(name.start, &prefix);
                self.set_begun(name.start..name.end + prefix.len());
            }
        }
        self.declare_default(namespace);
    }

    /// Range of the name in the open start tag.
    fn begun(&self) -> Range<usize> {
        let mut elements = self.stack.iter().rev().filter_map(|entry| match entry {
            Entry::Element { name, .. } => Some(name),
            Entry::Prefix { .. } => None,
        });
        match self.leaf.is_empty() {
            true => elements.next().cloned().unwrap_or(0..0),
            false => self.leaf.clone(),
        }
    }

    fn set_begun(&mut self, range: Range<usize>) {
        let mut elements = self.stack.iter_mut().rev().filter_map(|entry| match entry {
            Entry::Element { name, .. } => Some(name),
            Entry::Prefix { .. } => None,
        });
        if !self.leaf.is_empty() {
            self.leaf = range;
        } else if let Some(name) = elements.next() {
            *name = range;
        }
    }

    /// Inserts text into the output, and shifts all recorded ranges and offsets that follow it.
    fn insert(&mut self, at: usize, text: &str) {
        self.output.insert_str(at, text);
        let moved = |range: &mut Range<usize>| {
            if range.start >= at {
                *range = range.start + text.len()..range.end + text.len();
            }
        };
        [&mut self.leaf, &mut self.default, &mut self.declared.whole, &mut self.declared.prefix]
            .into_iter()
            .chain(&mut self.secrets)
            .for_each(moved);
        for entry in &mut self.stack {
            match entry {
                Entry::Element { name, default, .. } => [name, default].into_iter().for_each(moved),
                Entry::Prefix { prefix, namespace } => [prefix, namespace].into_iter().for_each(moved),
            }
        }
        for position in [&mut self.root].into_iter().chain(&mut self.bare).filter(|position| **position >= at)
        {
            *position += text.len();
        }
    }

    /// The prefix of a namespace. If the namespace has no prefix, one is declared in the open start tag.
    pub(super) fn prefix(&mut self, namespace: &str) -> Range<usize> {
        if let Some(prefix) = self.prefix_of(namespace) {
            return prefix;
        }
        let prefix = self.new_prefix();
        self.declare_prefix(&prefix, namespace);
        self.prefix_of(namespace).unwrap_or(0..0)
    }

    /// Returns the prefix for the namespace of an array's items, with the colon. If the namespace has no
    /// prefix, one is declared in the open start tag. Returns `None` if the prefix is not one of
    /// [`PREFIXES`].
    ///
    /// Arrays are frequent and similar, so the declaration is copied from the previous array.
    pub(super) fn item_prefix(&mut self, namespace: &'static str) -> Option<&'static str> {
        let ItemPrefix { whole, prefix, .. } = self.declared.clone();
        if std::ptr::eq(self.declared.namespace, namespace) && self.is_free_here(&prefix) {
            let moved = self.output.len() - whole.start;
            self.output.extend_from_within(whole);
            let prefix = prefix.start + moved..prefix.end + moved;
            let namespace = prefix.end + 2..self.output.len() - 1;
            self.stack.push(Entry::Prefix { prefix, namespace });
            return Some(self.declared.prefix_with_colon);
        }
        let start = self.output.len();
        let prefix = self.prefix(namespace);
        let text = self.output.get(prefix.clone())?;
        let prefix_with_colon = PREFIXES.into_iter().find(|known| known.strip_suffix(':') == Some(text))?;
        if prefix.start > start {
            self.declared =
                ItemPrefix { namespace, whole: start..self.output.len(), prefix, prefix_with_colon };
        }
        Some(prefix_with_colon)
    }

    /// Whether this prefix can be declared in the open start tag. It cannot if the tag declares a prefix
    /// already, or if the name of the element begins with this prefix.
    fn is_free_here(&self, prefix: &Range<usize>) -> bool {
        let Some(Entry::Element { name, .. }) = self.stack.last() else { return false };
        self.output.get(name.start..name.start + prefix.len()) != self.output.get(prefix.clone())
    }

    /// The prefixes that are bound here.
    fn taken(&self) -> impl Iterator<Item = &str> {
        self.stack.iter().filter_map(|entry| match entry {
            Entry::Prefix { prefix, .. } => self.output.get(prefix.clone()),
            Entry::Element { .. } => None,
        })
    }

    /// A prefix that is not bound here. Similar elements get the same prefix, which makes the tags equal and
    /// fast to read.
    fn new_prefix(&self) -> Cow<'static, str> {
        let mut prefixes = PREFIXES.into_iter().filter_map(|prefix| prefix.strip_suffix(':'));
        if let Some(prefix) = prefixes.find(|prefix| self.taken().all(|taken| taken != *prefix)) {
            return prefix.into();
        }
        // One pass over the prefixes: an element may have hundreds of attributes, each in a namespace that
        // needs a prefix.
        let number = |prefix: &str| prefix.strip_prefix('n')?.parse::<usize>().ok();
        let mut taken: Vec<_> = self.taken().filter_map(number).collect();
        taken.sort_unstable();
        let free = taken.into_iter().fold(5, |free, taken| if taken == free { free + 1 } else { free });
        format!("n{free}").into()
    }

    /// Writes a qualified name whose namespace was declared.
    pub(crate) fn name(&mut self, name: Name<'_>) {
        match name.namespace() {
            XML => self.output.push_str("xml:"),
            namespace if self.is_default(namespace) => self.bare.push(self.output.len()),
            "" => self.fail(format!("the name {name} has no namespace and cannot be written here, because a default namespace is in force")),
            namespace => match self.prefix_of(namespace) {
                Some(prefix) => {
                    self.output.extend_from_within(prefix);
                    self.output.push(':');
                }
                None => self.fail(format!("the namespace of {name} has no prefix here")),
            },
        }
        self.output.push_str(name.local());
    }

    /// Writes a space, the name of an attribute, and `="`.
    pub(crate) fn attribute_name(&mut self, name: Name<'_>) {
        let prefix = match name.namespace() {
            XSI if self.shadows_xsi => Some(self.prefix(XSI)),
            "" | XSI | XML => None,
            namespace => Some(self.prefix(namespace)),
        };
        self.output.push(' ');
        match (prefix, name.namespace()) {
            (Some(prefix), _) => {
                self.output.extend_from_within(prefix);
                self.output.push(':');
            }
            (None, XSI) => {
                self.uses_xsi = true;
                self.output.push_str("xsi:");
            }
            (None, XML) => self.output.push_str("xml:"),
            (None, _) => {}
        }
        self.output.push_str(name.local());
        self.output.push_str("=\"");
    }

    /// Writes the rest of an attribute value, which needs no escapes, and the closing quote.
    pub(crate) fn end_attribute(&mut self, rest: &str) {
        self.output.push_str(rest);
        self.output.push('"');
    }

    /// Restores the default namespace of the parent of the element that ends.
    #[inline(always)]
    pub(super) fn restore_default(&mut self, default: Range<usize>) {
        if self.default != default {
            self.default = default;
            self.current = UNKNOWN_NAMESPACE;
        }
    }

    /// Changes `<a xmlns="n">` at the end of the output to `<n1:a xmlns:n1="n">`, because child elements
    /// without a namespace follow, and each would need `xmlns=""`.
    #[cold]
    pub(super) fn give_up_default(&mut self) {
        let Some(Entry::Element { name, default, .. }) = self.stack.last().cloned() else { return };
        // The declaration must belong to this tag, directly follow the name, and be the last attribute.
        let is_own = self.default.start == name.end + 8 && self.output.len() == self.default.end + 1;
        if !is_own || !default.is_empty() {
            return;
        }
        let prefix = self.new_prefix();
        let tail = self.output.split_off(name.start);
        let (local, namespace) = (name.len(), self.default.len());
        let start = self.output.len();
        self.output.push_str(&prefix);
        self.output.push(':');
        self.output.push_str(tail.get(..local).unwrap_or_default());
        let end = self.output.len();
        if let Some(Entry::Element { name, .. }) = self.stack.last_mut() {
            *name = start..end;
        }
        if self.depth == 1 {
            self.root = end;
        }
        self.output.push_str(" xmlns:");
        let at = self.output.len();
        self.output.push_str(&prefix);
        self.output.push_str("=\"");
        let written = self.output.len();
        self.output.push_str(tail.get(local + 8..local + 8 + namespace).unwrap_or_default());
        self.output.push('"');
        self.stack
            .push(Entry::Prefix { prefix: at..at + prefix.len(), namespace: written..written + namespace });
        self.restore_default(default);
    }
}
