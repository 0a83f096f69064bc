//! Header blocks that no contract declares: WS-Security, WS-Addressing and the like.

use crate::error::Result;
use crate::fault::Version;
use crate::text::{Element, Name};
use crate::xml::{Value, Writer};

/// A header block of the user's own, for all calls of a client or for one.
///
/// ```
/// use saponify::Element;
/// use saponify::soap::Block;
///
/// let action = Element::parse(r#"<a:Action xmlns:a="http://www.w3.org/2005/08/addressing">urn:get</a:Action>"#)?;
/// let block = Block::new(action).must_understand();
/// # Ok::<(), saponify::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Block {
    element: Element,
    must_understand: bool,
    role: Option<String>,
}

impl Block {
    /// A block that is this element.
    pub fn new(element: Element) -> Self {
        Self { element, must_understand: false, role: None }
    }

    /// A block of this name that holds a value.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Encode`](crate::ErrorKind::Encode) if the value cannot be written.
    pub fn of<'n, V: Value>(name: impl Into<Name<'n>>, value: &V) -> Result<Self> {
        Ok(Self::new(Element::of(name, value)?))
    }

    /// The receiver must understand the block or answer with a fault.
    #[must_use]
    pub fn must_understand(mut self) -> Self {
        self.must_understand = true;
        self
    }

    /// The block is for the node in this role: the `actor` of SOAP 1.1, the `role` of SOAP 1.2.
    #[must_use]
    pub fn role(mut self, role: impl Into<String>) -> Self {
        self.role = Some(role.into());
        self
    }

    /// The element.
    pub fn element(&self) -> &Element {
        &self.element
    }

    pub(super) fn write(&self, version: Version, output: &mut Writer) {
        let namespace = version.namespace();
        output.open(self.element.name());
        self.element.encode_attributes(output);
        let (role, yes) = match version {
            Version::Soap11 => ("actor", "1"),
            Version::Soap12 => ("role", "true"),
        };
        if self.must_understand {
            output.attribute(Name::new(namespace, "mustUnderstand"), &yes.to_owned());
        }
        if let Some(value) = &self.role {
            output.attribute(Name::new(namespace, role), value);
        }
        self.element.encode(output);
        output.close();
    }
}

impl From<Element> for Block {
    fn from(element: Element) -> Self {
        Self::new(element)
    }
}
