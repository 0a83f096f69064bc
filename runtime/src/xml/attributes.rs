//! Attributes that a contract leaves open (`xs:anyAttribute`), in document order.

use std::fmt;

use crate::error::Result;
use crate::redaction::names::is_secret_name;
use crate::text::Name;
use crate::text::namespaces::XSI;
use crate::xml::{Found, Reader, Writer};

/// Attributes of a wildcard, in document order, each with its name and value.
///
/// Values are text. If a value may hold prefixed names, the namespaces of the prefixes are kept with it,
/// and declared again where the attribute is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Attributes(Vec<WildcardAttribute>);

/// One attribute.
#[derive(Clone, PartialEq, Eq, Hash)]
struct WildcardAttribute {
    namespace: String,
    local: String,
    value: String,
    /// The prefixes that may occur in the value, with their namespaces.
    scope: Vec<(String, String)>,
}

/// Shows `[redacted]` for the value of an attribute whose name marks it as secret.
impl fmt::Debug for WildcardAttribute {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = if is_secret_name(&self.local) { "[redacted]" } else { &self.value };
        formatter
            .debug_struct("WildcardAttribute")
            .field("namespace", &self.namespace)
            .field("local", &self.local)
            .field("value", &value)
            .field("scope", &self.scope)
            .finish()
    }
}

impl Attributes {
    /// Creates an empty list.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// The value of an attribute; `None` if it is absent.
    pub fn get<'n>(&self, name: impl Into<Name<'n>>) -> Option<&str> {
        let name = name.into();
        self.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Sets an attribute. An attribute of the same name is replaced in its position.
    pub fn insert<'n>(&mut self, name: impl Into<Name<'n>>, value: impl Into<String>) {
        self.put(name.into(), value.into(), Vec::new());
    }

    pub(crate) fn put(&mut self, name: Name<'_>, value: String, scope: Vec<(String, String)>) {
        let same =
            |open: &&mut WildcardAttribute| open.namespace == name.namespace() && open.local == name.local();
        match self.0.iter_mut().find(same) {
            Some(open) => (open.value, open.scope) = (value, scope),
            None => {
                let (namespace, local) = (name.namespace().to_owned(), name.local().to_owned());
                self.0.push(WildcardAttribute { namespace, local, value, scope });
            }
        }
    }

    /// Size of the list in memory, without its texts, in bytes.
    pub(crate) fn allocated(&self) -> usize {
        self.0.capacity() * size_of::<WildcardAttribute>()
    }

    /// The attributes in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (Name<'_>, &str)> {
        self.0.iter().map(|open| (Name::new(&open.namespace, &open.local), open.value.as_str()))
    }

    /// The attributes in order, each with the prefixes that may occur in its value and their namespaces.
    #[cfg(feature = "serde")]
    pub(crate) fn with_scopes(&self) -> impl Iterator<Item = (Name<'_>, &str, &[(String, String)])> {
        self.0
            .iter()
            .map(|open| (Name::new(&open.namespace, &open.local), open.value.as_str(), open.scope.as_slice()))
    }

    /// Number of attributes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no attributes.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Number of bytes that an attribute copies if a wildcard keeps it: its namespace, and those of the prefixes in its
/// value.
pub(crate) fn copied(name: Name<'_>, scope: &[(String, String)]) -> usize {
    name.namespace().len() + scope.iter().map(|(_, namespace)| namespace.len()).sum::<usize>()
}

impl Reader<'_> {
    /// Stores an attribute that the type does not declare.
    ///
    /// # Errors
    ///
    /// The attributes of the document need too many copies of their namespaces, see
    /// [`Limits::references`](crate::Limits::references).
    pub fn any_attribute(&mut self, name: Name<'_>, slot: &mut Attributes) -> Result<Found> {
        // Attributes of `xsi`, such as `xsi:nil`, need no declaration, so a wildcard does not store them.
        if name.namespace() == XSI || self.is_probing() {
            return Ok(Found::No);
        }
        let value = self.text().to_owned();
        let scope = self.scope_of(&value)?;
        self.grow(copied(name, &scope))?;
        self.before_push(&slot.0)?;
        slot.put(name, value, scope);
        Ok(Found::Many)
    }
}

/// Wildcards that do not admit every namespace. Except in the strict mode, an attribute that the wildcard
/// excludes and that is not declared is stored nevertheless, and recorded as a departure.
impl Reader<'_> {
    /// Stores an attribute that the type does not declare, for a wildcard with `##other`. The wildcard
    /// excludes attributes in the namespace `excluded` and attributes without a namespace.
    ///
    /// # Errors
    ///
    /// As [`any_attribute`](Self::any_attribute).
    pub fn any_attribute_other(
        &mut self,
        name: Name<'_>,
        excluded: &'static str,
        slot: &mut Attributes,
    ) -> Result<Found> {
        match self.admits_other(name, excluded) {
            true => self.any_attribute(name, slot),
            false => Ok(Found::No),
        }
    }

    /// Stores an attribute that the type does not declare, for a wildcard that allows only these namespaces.
    ///
    /// # Errors
    ///
    /// As [`any_attribute`](Self::any_attribute).
    pub fn any_attribute_of(
        &mut self,
        name: Name<'_>,
        namespaces: &[&'static str],
        slot: &mut Attributes,
    ) -> Result<Found> {
        match self.admits(name, namespaces) {
            true => self.any_attribute(name, slot),
            false => Ok(Found::No),
        }
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
            match is_secret_name(&open.local) {
                true => self.secret(|output| output.attribute(name, &open.value)),
                false => self.attribute(name, &open.value),
            }
        }
    }
}
