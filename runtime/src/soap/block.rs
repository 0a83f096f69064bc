//! Header blocks that no contract declares, such as those of WS-Security and WS-Addressing.

use super::Written;
use crate::error::Result;
use crate::fault::Version;
use crate::text::{Element, Name};
use crate::xml::{Value, Writer};

/// A SOAP header block outside the contract, for all calls of a client or for one call.
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
    is_secret: bool,
}

impl Block {
    /// Creates a block from an XML element.
    pub fn new(element: Element) -> Self {
        Self { element, must_understand: false, role: None, is_secret: false }
    }

    /// Creates a block with this element name and this value as its content.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Encode`](crate::ErrorKind::Encode) if the value cannot be written.
    pub fn of<'n, V: Value>(name: impl Into<Name<'n>>, value: &V) -> Result<Self> {
        Ok(Self::new(Element::of(name, value)?))
    }

    /// Sets `mustUnderstand`: the receiver must process the block or answer with a fault.
    #[must_use]
    pub fn must_understand(mut self) -> Self {
        self.must_understand = true;
        self
    }

    /// Sets the role of the node that the block is addressed to: `actor` in SOAP 1.1, `role` in SOAP 1.2.
    #[must_use]
    pub fn role(mut self, role: impl Into<String>) -> Self {
        self.role = Some(role.into());
        self
    }

    /// Declares the content of the block as secret: all its texts and attribute values are masked in errors and
    /// for observers. By default, only values whose names suggest a secret are masked.
    #[must_use]
    pub fn secret(mut self) -> Self {
        self.is_secret = true;
        self
    }

    /// The element of the block.
    pub fn element(&self) -> &Element {
        &self.element
    }

    pub(super) fn write(&self, version: Version, output: &mut Writer) {
        self.write_with(version, output, |output| output.open(self.element.name()));
    }

    /// Serializes the block as self-contained XML.
    pub(super) fn to_xml(&self, version: Version) -> Result<Written> {
        let mut output = Writer::new();
        let (name, scope) = (self.element.name(), &self.element.scope);
        self.write_with(version, &mut output, |output| {
            let mut prefixes = scope.iter().filter(|(prefix, _)| !prefix.is_empty());
            // Some simple receivers recognize blocks only by the customary prefixes.
            match prefixes.clone().find(|(_, namespace)| *namespace == name.namespace()) {
                Some((prefix, _)) => output.open_prefixed(prefix, name),
                None => output.open(name),
            }
            if (self.must_understand || self.role.is_some()) && prefixes.all(|(prefix, _)| prefix != "soap") {
                output.declare_prefix("soap", version.namespace());
            }
        });
        let (text, secrets) = output.finish_with_secrets()?;
        Ok(Written {
            text,
            secrets,
            #[cfg(feature = "mime")]
            parts: Vec::new(),
        })
    }

    /// Writes the block with a function that begins its element.
    fn write_with(&self, version: Version, output: &mut Writer, open: impl FnOnce(&mut Writer)) {
        match self.is_secret {
            true => output.secret(|output| self.write_element(version, output, open)),
            false => self.write_element(version, output, open),
        }
    }

    fn write_element(&self, version: Version, output: &mut Writer, open: impl FnOnce(&mut Writer)) {
        let namespace = version.namespace();
        open(output);
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
