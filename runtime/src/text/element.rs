//! An element that is kept as text, self-contained. It must not know how elements are read and written.

use std::fmt;

use super::Name;

/// An element, self-contained: it can be written into any document, and read into a type later.
///
/// Two are equal when their names, attributes and prefix declarations are, and their content is the same text.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Element {
    pub(crate) name: OwnedName,
    pub(crate) type_name: Option<OwnedName>,
    pub(crate) is_nil: bool,
    /// The prefixes that the content or a value uses, with their namespaces, sorted. Behind them an empty one with the
    /// default namespace, where a value may hold a name that is in it.
    pub(crate) scope: Vec<(String, String)>,
    pub(crate) attributes: Vec<(OwnedName, String)>,
    /// What stands between the tags, as XML.
    pub(crate) content: String,
}

/// A [`Name`] with texts of its own.
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

    /// Name of the element.
    pub fn name(&self) -> Name<'_> {
        self.name.as_name()
    }

    /// The type that the element declares with `xsi:type`.
    pub fn type_name(&self) -> Option<Name<'_>> {
        self.type_name.as_ref().map(OwnedName::as_name)
    }

    /// Says its type by `xsi:type`: for the details of faults in SOAP encoding, which are told by their type.
    #[must_use]
    pub fn with_type<'n>(mut self, name: impl Into<Name<'n>>) -> Self {
        self.type_name = Some(OwnedName::of(name.into()));
        self
    }

    /// Whether it says `xsi:nil="true"`.
    pub fn is_nil(&self) -> bool {
        self.is_nil
    }

    /// The value of an attribute.
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
