//! Attributes that a contract leaves open (`xs:anyAttribute`), kept as they came.

use crate::reader::XSI;
use crate::{Found, Name, Reader, Result, Writer};

/// Attributes in the order in which they came, each with its name and its value.
///
/// Values are text. A value that holds a qualified name keeps its prefix, but not what the prefix stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Attributes(Vec<Open>);

/// One attribute.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Open {
    namespace: String,
    local: String,
    value: String,
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
        let (name, value) = (name.into(), value.into());
        let same = |open: &&mut Open| open.namespace == name.namespace() && open.local == name.local();
        match self.0.iter_mut().find(same) {
            Some(open) => open.value = value,
            None => {
                self.0.push(Open {
                    namespace: name.namespace().to_owned(),
                    local: name.local().to_owned(),
                    value,
                });
            }
        }
    }

    /// The attributes in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (Name<'_>, &str)> {
        self.0.iter().map(|open| (Name::new(&open.namespace, &open.local), open.value.as_str()))
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
        if name.namespace() == XSI {
            return Ok(Found::No);
        }
        slot.insert(name, self.text());
        Ok(Found::Many)
    }
}

impl Writer {
    /// Writes the attributes of a wildcard, in order.
    pub fn any_attributes(&mut self, attributes: &Attributes) {
        for open in &attributes.0 {
            self.attribute(Name::new(&open.namespace, &open.local), &open.value);
        }
    }
}
