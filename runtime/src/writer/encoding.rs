//! What values carry in the encoding of SOAP 1.1, section 5: the type of each, and the type and length of arrays.

use super::Writer;
use crate::soap::Version;
use crate::{Name, Value};

/// The namespace of the encoding.
pub(crate) const ENCODING: &str = "http://schemas.xmlsoap.org/soap/encoding/";
/// The namespace of the types of XML Schema.
const XSD: &str = "http://www.w3.org/2001/XMLSchema";

impl Writer {
    /// Marks a body as encoded, and declares the prefixes that its types and arrays need.
    pub(crate) fn begin_encoding(&mut self, version: Version) {
        self.declare_prefix("xsd", XSD);
        self.declare_prefix("soapenc", ENCODING);
        self.attribute(Name::new(version.namespace(), "encodingStyle"), &ENCODING.to_owned());
    }

    /// Writes the `arrayType` of an array that was just begun: the type of its items, the brackets of items that are
    /// arrays themselves (`[]`), and how many there are.
    pub fn array_type(&mut self, item: (&'static str, &'static str), rank: &str, length: usize) {
        self.declare(item.0);
        self.attribute_name(Name::new(ENCODING, "arrayType"));
        self.name(Name::new(item.0, item.1));
        self.output.push_str(rank);
        self.output.push_str(&format!("[{length}]\""));
    }

    /// Writes elements right below the one that is open, each with this `xsi:type`.
    pub(super) fn typed(&mut self, name: (&'static str, &'static str), write: impl FnOnce(&mut Self)) {
        let outer = self.type_below.replace((name.0, name.1, self.depth));
        write(self);
        self.type_below = outer;
    }

    /// Writes the `xsi:type` that the element just begun is to have, if it is one of those.
    #[cold]
    pub(super) fn type_here(&mut self, depth: u16) {
        if let Some((namespace, local, _)) = self.type_below.filter(|(_, _, at)| *at == depth) {
            self.type_name(namespace, local);
        }
    }
}

impl super::Fields<'_> {
    /// Writes a member with its `xsi:type`, as the encoding of SOAP 1.1 wants it.
    pub fn typed<V: Value>(self, local: &str, type_name: (&'static str, &'static str), value: &V) -> Self {
        if !self.output.leaves_out(self.namespace, local) {
            let name = Name::new(self.namespace, local);
            self.output.typed(type_name, |output| value.encode_element(name, output));
        }
        self
    }

    /// Writes a member that must come and may be nil, with its `xsi:type`.
    pub fn nillable_typed<V: Value>(
        self,
        local: &str,
        type_name: (&'static str, &'static str),
        value: &V,
    ) -> Self {
        if !self.output.leaves_out(self.namespace, local) {
            let name = Name::new(self.namespace, local);
            self.output.typed(type_name, |output| value.encode_item(name, output));
        }
        self
    }
}
