//! Values of simple types that keep the `xsi:type` of their element.

use std::ops::{Deref, DerefMut};

use crate::error::Result;
use crate::text::Name;
use crate::text::namespaces::XSD;
use crate::validate::Texts;
use crate::validate::{Checks, Facets};
use crate::xml::{Attributes, Reader, Simple, Value, Writer};
use crate::xsd::QName;

/// A value of a simple type that keeps the `xsi:type` of its element.
///
/// The `xsi:type` may name a type derived from the declared one: another simple type, or a complex type
/// that adds attributes. The name and the attributes are kept and written back. `Builder::types_kept`
/// generates members of this type.
///
/// The value has the declared type, since each derived type only restricts it.
/// [`Validate`](crate::Validate) checks the facets of the named type, which include those of the declared type.
///
/// ```
/// use saponify::{Typed, from_str, to_string, xsd};
///
/// let xml = r#"<size xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
///     xmlns:xs="http://www.w3.org/2001/XMLSchema" xsi:type="xs:integer">7</size>"#;
/// let size: Typed<xsd::Decimal> = from_str(xml)?;
/// assert_eq!(size.to_string(), "7");
/// assert_eq!(size.type_name().map(xsd::QName::local), Some("integer"));
///
/// let plain = Typed::new("7".parse::<xsd::Decimal>()?);
/// assert_eq!(plain.type_name(), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Typed<T> {
    value: T,
    named: Option<Box<NamedType>>,
}

/// The type that an element names, and the attributes that this type adds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct NamedType {
    name: QName,
    attributes: Attributes,
}

static NO_ATTRIBUTES: Attributes = Attributes::new();

impl<T> Typed<T> {
    /// Creates a value of the declared type, which is written without an `xsi:type`.
    pub const fn new(value: T) -> Self {
        Self { value, named: None }
    }

    /// Sets the `xsi:type` of the element.
    #[must_use]
    pub fn with_type(mut self, name: QName) -> Self {
        self.named.get_or_insert_default().name = name;
        self
    }

    /// Sets the attributes of the element. They are ignored unless a type is set first.
    #[must_use]
    pub fn with_attributes(mut self, attributes: Attributes) -> Self {
        if let Some(named) = &mut self.named {
            named.attributes = attributes;
        }
        self
    }

    /// The `xsi:type` of the element; `None` if it has none.
    pub fn type_name(&self) -> Option<&QName> {
        self.named.as_ref().map(|named| &named.name)
    }

    /// The attributes of an element whose `xsi:type` names a complex type; empty for other elements.
    pub fn attributes(&self) -> &Attributes {
        self.named.as_ref().map_or(&NO_ATTRIBUTES, |named| &named.attributes)
    }

    /// The value without the type name and attributes.
    pub fn into_value(self) -> T {
        self.value
    }
}

impl<T> Deref for Typed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Typed<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T> From<T> for Typed<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl From<&str> for Typed<String> {
    fn from(value: &str) -> Self {
        Self::new(value.to_owned())
    }
}

impl<V: Value> Value for Typed<V> {
    const SCALAR: bool = V::SCALAR;

    #[inline]
    fn decode(&mut self, input: &mut Reader<'_>) -> Result<()> {
        let named = input.named_type(|local, namespace| QName::with_namespace(local, || namespace).ok())?;
        self.named = named.map(|(name, attributes)| Box::new(NamedType { name, attributes }));
        self.value.decode(input)
    }

    fn encode_attributes(&self, output: &mut Writer) {
        if let Some(named) = &self.named {
            output.type_name(named.name.namespace(), named.name.local());
            output.any_attributes(&named.attributes);
        }
        self.value.encode_attributes(output);
    }

    fn encode(&self, output: &mut Writer) {
        self.value.encode(output);
    }

    fn encode_element(&self, name: Name<'_>, output: &mut Writer) {
        if self.named.is_none() {
            return self.value.encode_element(name, output);
        }
        if output.has_room() {
            output.open(name);
            self.encode_attributes(output);
            self.encode(output);
            output.close();
        }
    }
}

impl<S: Simple> Texts for Typed<S> {
    fn check_facets(&self, facets: &Facets, checks: &mut Checks) {
        let name = self.type_name();
        let named = name.and_then(|name| facets.named(name.as_name()));
        if let Some(named) = &named {
            checks.named(&self.value, named);
        }
        // If `xsi:type` names a derived type of the schema, its facets include those of the declared type. A
        // built-in type such as `xs:int` does not include them, so they are checked separately.
        if named.is_none() || name.is_some_and(|name| name.as_name().namespace() == XSD) {
            self.value.check_facets(facets, checks);
        }
    }
}
