//! Attributes that a contract leaves open (`xs:anyAttribute`), kept as they came.

use std::fmt;

use crate::error::Result;
use crate::redaction::names::says_secret;
use crate::text::Name;
use crate::text::namespaces::XSI;
use crate::xml::{Found, Reader, Writer};

/// Attributes in the order in which they came, each with its name and its value.
///
/// Values are text. What the prefixes stand for that a value may hold is kept with it, and declared where it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Attributes(Vec<Open>);

/// One attribute.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Open {
    namespace: String,
    local: String,
    value: String,
    /// The prefixes that the value may hold, with their namespaces.
    scope: Vec<(String, String)>,
}

/// Shows no value of an attribute whose name says that it is secret.
impl fmt::Debug for Open {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = if says_secret(&self.local) { "[redacted]" } else { &self.value };
        formatter
            .debug_struct("Open")
            .field("namespace", &self.namespace)
            .field("local", &self.local)
            .field("value", &value)
            .field("scope", &self.scope)
            .finish()
    }
}

impl Attributes {
    /// No attributes.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// The value of an attribute, if it is there.
    pub fn get<'n>(&self, name: impl Into<Name<'n>>) -> Option<&str> {
        let name = name.into();
        self.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Sets an attribute, in the place of one of that name if there is one.
    pub fn insert<'n>(&mut self, name: impl Into<Name<'n>>, value: impl Into<String>) {
        self.put(name.into(), value.into(), Vec::new());
    }

    pub(crate) fn put(&mut self, name: Name<'_>, value: String, scope: Vec<(String, String)>) {
        let same = |open: &&mut Open| open.namespace == name.namespace() && open.local == name.local();
        match self.0.iter_mut().find(same) {
            Some(open) => (open.value, open.scope) = (value, scope),
            None => {
                let (namespace, local) = (name.namespace().to_owned(), name.local().to_owned());
                self.0.push(Open { namespace, local, value, scope });
            }
        }
    }

    /// The attributes in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (Name<'_>, &str)> {
        self.0.iter().map(|open| (Name::new(&open.namespace, &open.local), open.value.as_str()))
    }

    /// The attributes in order, each with the prefixes that its value may use and their namespaces.
    #[cfg(feature = "serde")]
    pub(crate) fn with_scopes(&self) -> impl Iterator<Item = (Name<'_>, &str, &[(String, String)])> {
        self.0
            .iter()
            .map(|open| (Name::new(&open.namespace, &open.local), open.value.as_str(), open.scope.as_slice()))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Reader<'_> {
    /// Keeps an attribute that is no other member.
    ///
    /// # Errors
    ///
    /// None now; the generated arm passes on what it gets.
    pub fn any_attribute(&mut self, name: Name<'_>, slot: &mut Attributes) -> Result<Found> {
        // Whether the element is nil is no open attribute.
        if name.namespace() == XSI || self.is_probing() {
            return Ok(Found::No);
        }
        let value = self.text().to_owned();
        let scope = self.scope_of(&value);
        slot.put(name, value, scope);
        Ok(Found::Many)
    }
}

impl Writer {
    /// Writes the attributes of a wildcard, in order.
    pub fn any_attributes(&mut self, attributes: &Attributes) {
        for open in &attributes.0 {
            for (prefix, namespace) in &open.scope {
                self.declare_in_value(prefix, namespace);
            }
            let name = Name::new(&open.namespace, &open.local);
            match says_secret(&open.local) {
                true => self.secret(|output| output.attribute(name, &open.value)),
                false => self.attribute(name, &open.value),
            }
        }
    }
}
