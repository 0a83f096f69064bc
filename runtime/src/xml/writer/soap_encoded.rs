//! What values carry in SOAP encoding (SOAP 1.1, section 5; SOAP 1.2 part 2, section 3): the type of each, and the type and
//! length of arrays.

use super::Writer;
use crate::soap::Version;
use crate::text::Name;
use crate::xml::Value;

/// The namespace of the encoding of SOAP 1.1.
pub(crate) const ENCODING_11: &str = "http://schemas.xmlsoap.org/soap/encoding/";
/// The namespace of the encoding of SOAP 1.2.
pub(crate) const ENCODING_12: &str = "http://www.w3.org/2003/05/soap-encoding";
/// The namespace of the types of XML Schema.
const XSD: &str = "http://www.w3.org/2001/XMLSchema";

/// How the values of a message are encoded.
#[derive(Clone, Copy, Debug)]
pub(super) struct SoapEncoded {
    version: Version,
    /// How deep the elements are that say which encoding is used.
    style: Option<u16>,
}

/// What the elements right below one say.
#[derive(Clone, Copy, Debug)]
pub(super) struct Below {
    depth: u16,
    /// The `xsi:type`.
    type_name: Option<(&'static str, &'static str)>,
}

impl Writer {
    /// Says that the values of this message are encoded.
    pub(crate) fn encode_soap(&mut self, version: Version) {
        self.soap_encoded = Some(SoapEncoded { version, style: None });
    }

    /// Declares the prefixes that types and arrays need in the body, which was just begun, and has the encoding named: by
    /// the body in SOAP 1.1, by its children in SOAP 1.2, which does not allow it there (part 1, section 5.1.1). These are
    /// in `namespace`.
    pub(crate) fn begin_encoded_body(&mut self, version: Version, namespace: &str) {
        self.declare_prefix("xsd", XSD);
        self.declare_prefix("soapenc", encoding(version));
        let style = match version {
            Version::Soap11 => {
                self.encoding_style(version);
                None
            }
            Version::Soap12 => {
                // The start tags of the children hold more than a default namespace, which is not taken back then.
                if !namespace.is_empty() {
                    self.declare_prefix("m", namespace);
                }
                self.type_below = Some(Below { depth: self.depth, type_name: None });
                Some(self.depth)
            }
        };
        self.soap_encoded = Some(SoapEncoded { version, style });
    }

    fn encoding_style(&mut self, version: Version) {
        let name = Name::new(version.namespace(), "encodingStyle");
        self.attribute(name, &encoding(version).to_owned());
    }

    /// Writes the type and the number of the items of an array that was just begun. `rank` are the brackets of items that
    /// are arrays themselves (`[]`).
    pub fn array_type(&mut self, item: (&'static str, &'static str), rank: &str, length: usize) {
        let version = self.soap_encoded.map_or(Version::Soap11, |encoded| encoded.version);
        // In SOAP 1.2 items that are arrays are of the type of arrays.
        let (namespace, local) = match (version, rank) {
            (Version::Soap12, "") => encoded_type(version, item),
            (Version::Soap12, _) => (ENCODING_12, "Array"),
            (Version::Soap11, _) => item,
        };
        self.declare(namespace);
        let attribute = if version == Version::Soap11 { "arrayType" } else { "itemType" };
        self.attribute_name(Name::new(encoding(version), attribute));
        self.name(Name::new(namespace, local));
        match version {
            Version::Soap11 => {
                self.output.push_str(rank);
                self.output.push_str(&format!("[{length}]\""));
            }
            Version::Soap12 => {
                self.output.push('"');
                self.attribute_name(Name::new(ENCODING_12, "arraySize"));
                self.output.push_str(&format!("{length}\""));
            }
        }
    }

    /// Writes elements right below the one that is open, each with this `xsi:type`.
    pub(super) fn typed(&mut self, name: (&'static str, &'static str), write: impl FnOnce(&mut Self)) {
        let outer = self.type_below.replace(Below { depth: self.depth, type_name: Some(name) });
        write(self);
        self.type_below = outer;
    }

    /// Writes what the element just begun says of its type and its encoding, if it is one of those.
    #[cold]
    pub(super) fn type_here(&mut self, depth: u16) {
        let Some(below) = self.type_below.filter(|below| below.depth == depth) else { return };
        let version = self.soap_encoded.map_or(Version::Soap11, |encoded| encoded.version);
        if self.soap_encoded.is_some_and(|encoded| encoded.style == Some(depth)) {
            self.encoding_style(version);
        }
        if let Some(name) = below.type_name {
            let (namespace, local) = encoded_type(version, name);
            self.type_name(namespace, local);
        }
    }
}

/// The namespace of the encoding of a version.
const fn encoding(version: Version) -> &'static str {
    match version {
        Version::Soap11 => ENCODING_11,
        Version::Soap12 => ENCODING_12,
    }
}

/// The name of a type in the encoding of a version: contracts name those of SOAP 1.1.
fn encoded_type(version: Version, name: (&'static str, &'static str)) -> (&'static str, &'static str) {
    match (version, name) {
        (Version::Soap12, (ENCODING_11, "base64")) => (ENCODING_12, "base64Binary"),
        (Version::Soap12, (ENCODING_11, local)) => (ENCODING_12, local),
        (Version::Soap11, (ENCODING_12, local)) => (ENCODING_11, local),
        _ => name,
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

    /// Writes a member of a type that literal and encoded messages share: `None` is nil in an encoded message, where any
    /// member may be (SOAP 1.1, section 5.1, rule 9), and an error in a literal one.
    pub fn accessor<V: Value>(self, local: &'static str, value: &Option<V>) -> Self {
        match value.is_none() && self.output.soap_encoded.is_none() {
            true => self.unset(local),
            false => self.nillable(local, value),
        }
    }

    /// The same with the member's `xsi:type`.
    pub fn typed_accessor<V: Value>(
        self,
        local: &'static str,
        type_name: (&'static str, &'static str),
        value: &Option<V>,
    ) -> Self {
        match value.is_none() && self.output.soap_encoded.is_none() {
            true => self.unset(local),
            false => self.nillable_typed(local, type_name, value),
        }
    }
}
