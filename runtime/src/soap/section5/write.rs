//! What values carry in SOAP encoding (SOAP 1.1, section 5; SOAP 1.2 part 2, section 3): the type of each, and the type and
//! length of arrays.

use crate::fault::Version;
use crate::text::Name;
use crate::text::namespaces::{ENCODING_11, ENCODING_12, XSD};
use crate::xml::Writer;
use crate::xml::writer::{Notation, TypeName};

/// The encoding of a version of SOAP.
#[derive(Debug)]
struct Encoding(Version);

static SOAP_11: Encoding = Encoding(Version::Soap11);
static SOAP_12: Encoding = Encoding(Version::Soap12);

impl Notation for Encoding {
    /// Contracts name the types of SOAP 1.1.
    fn type_name<'n>(&self, name: TypeName<'n>) -> TypeName<'n> {
        match (self.0, name) {
            (Version::Soap12, (ENCODING_11, "base64")) => (ENCODING_12, "base64Binary"),
            (Version::Soap12, (ENCODING_11, local)) => (ENCODING_12, local),
            (Version::Soap11, (ENCODING_12, local)) => (ENCODING_11, local),
            _ => name,
        }
    }

    fn style(&self) -> (Name<'static>, &'static str) {
        (Name::new(self.0.namespace(), "encodingStyle"), namespace(self.0))
    }

    fn array_type(&self, item: TypeName<'_>, rank: &str, length: usize, output: &mut Writer) {
        // In SOAP 1.2 items that are arrays are of the type of arrays.
        let (of, local) = match (self.0, rank) {
            (Version::Soap12, "") => self.type_name(item),
            (Version::Soap12, _) => (ENCODING_12, "Array"),
            (Version::Soap11, _) => item,
        };
        output.declare(of);
        let attribute = if self.0 == Version::Soap11 { "arrayType" } else { "itemType" };
        output.attribute_name(Name::new(namespace(self.0), attribute));
        output.name(Name::new(of, local));
        match self.0 {
            Version::Soap11 => output.end_attribute(&format!("{rank}[{length}]")),
            Version::Soap12 => {
                output.end_attribute("");
                output.attribute_name(Name::new(ENCODING_12, "arraySize"));
                output.end_attribute(&length.to_string());
            }
        }
    }
}

/// The namespace of the encoding of a version.
const fn namespace(version: Version) -> &'static str {
    match version {
        Version::Soap11 => ENCODING_11,
        Version::Soap12 => ENCODING_12,
    }
}

const fn encoding(version: Version) -> &'static Encoding {
    match version {
        Version::Soap11 => &SOAP_11,
        Version::Soap12 => &SOAP_12,
    }
}

/// Says that the values of this message are encoded.
pub(crate) fn encode(version: Version, output: &mut Writer) {
    output.set_notation(encoding(version));
}

/// Declares the prefixes that types and arrays need in the body, which was just begun, and has the encoding named: by the
/// body in SOAP 1.1, by its children in SOAP 1.2, which does not allow it there (part 1, section 5.1.1). These are in
/// `of_children`.
pub(crate) fn begin_body(version: Version, of_children: &str, output: &mut Writer) {
    output.declare_prefix("xsd", XSD);
    output.declare_prefix("soapenc", namespace(version));
    match version {
        Version::Soap11 => output.style(encoding(version)),
        Version::Soap12 => {
            // The start tags of the children hold more than a default namespace, which is not taken back then.
            if !of_children.is_empty() {
                output.declare_prefix("m", of_children);
            }
            output.style_below();
        }
    }
}

impl Writer {
    /// Writes the type and the number of the items of an array that was just begun. `rank` are the brackets of items that
    /// are arrays themselves (`[]`).
    pub fn array_type(&mut self, item: (&str, &str), rank: &str, length: usize) {
        self.notation().unwrap_or(&SOAP_11).array_type(item, rank, length, self);
    }
}
