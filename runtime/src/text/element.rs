//! A self-contained element that is kept as text. This file must not know how elements are read and
//! written.

use std::fmt;

use super::Name;

/// A self-contained element: it can be written into any document, and decoded into a type later.
///
/// Two elements are equal if their names, attributes, prefix declarations and content are the same text.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Element {
    pub(crate) name: OwnedName,
    pub(crate) type_name: Option<OwnedName>,
    pub(crate) is_nil: bool,
    /// The prefixes that occur in the content or in an attribute value, with their namespaces, sorted. The
    /// empty prefix is included, with the default namespace, if a value may be an unprefixed name.
    pub(crate) scope: Vec<(String, String)>,
    pub(crate) attributes: Vec<(OwnedName, String)>,
    /// The content between the tags, as XML.
    pub(crate) content: String,
}

/// An owned [`Name`].
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct OwnedName {
    namespace: String,
    local: String,
}

impl OwnedName {
    pub(crate) fn of(name: Name<'_>) -> Self {
        Self { namespace: name.namespace().to_owned(), local: name.local().to_owned() }
    }

    pub(crate) fn as_name(&self) -> Name<'_> {
        Name::new(&self.namespace, &self.local)
    }
}

impl Element {
    pub(crate) fn of_name(name: Name<'_>) -> Self {
        Self { name: OwnedName::of(name), ..Self::default() }
    }

    /// The name of the element.
    pub fn name(&self) -> Name<'_> {
        self.name.as_name()
    }

    /// The type that the element declares with `xsi:type`.
    pub fn type_name(&self) -> Option<Name<'_>> {
        self.type_name.as_ref().map(OwnedName::as_name)
    }

    /// Sets the `xsi:type`. Details of faults in SOAP encoding need it, because receivers identify them by
    /// their type.
    #[must_use]
    pub fn with_type<'n>(mut self, name: impl Into<Name<'n>>) -> Self {
        self.type_name = Some(OwnedName::of(name.into()));
        self
    }

    /// Whether the element has `xsi:nil="true"`.
    pub fn is_nil(&self) -> bool {
        self.is_nil
    }

    /// The value of an attribute; `None` if it is absent.
    pub fn attribute<'n>(&self, name: impl Into<Name<'n>>) -> Option<&str> {
        let name = name.into();
        self.attributes.iter().find(|(own, _)| own.as_name() == name).map(|(_, value)| value.as_str())
    }
}

impl fmt::Debug for Element {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "<{}> of {} bytes", self.name(), self.content.len())
    }
}
