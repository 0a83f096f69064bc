//! Writes the attributes of SOAP encoding (SOAP 1.1, section 5; SOAP 1.2 part 2, section 3): the type of
//! each value, and the item type and length of each array.

use crate::fault::Version;
use crate::text::Name;
use crate::text::namespaces::{ENCODING_11, ENCODING_12, XSD};
use crate::xml::Writer;
use crate::xml::writer::{TypeAnnotation, TypeName};

/// SOAP encoding of one SOAP version.
#[derive(Debug)]
struct Encoding(Version);

static SOAP_11: Encoding = Encoding(Version::Soap11);
static SOAP_12: Encoding = Encoding(Version::Soap12);

impl TypeAnnotation for Encoding {
    /// Contracts use the type names of SOAP 1.1; they are translated for SOAP 1.2.
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

    fn array_type(&self, item: TypeName<'_>, rank: &str, sizes: &[usize], output: &mut Writer) {
        // In SOAP 1.2, the item type of an array of arrays is `Array`.
        let (of, local) = match (self.0, rank) {
            (Version::Soap12, "") => self.type_name(item),
            (Version::Soap12, _) => (ENCODING_12, "Array"),
            (Version::Soap11, _) => item,
        };
        output.declare(of);
        let attribute = if self.0 == Version::Soap11 { "arrayType" } else { "itemType" };
        output.attribute_name(Name::new(namespace(self.0), attribute));
        output.name(Name::new(of, local));
        let sizes = |separator: &str| sizes.iter().map(usize::to_string).collect::<Vec<_>>().join(separator);
        match self.0 {
            Version::Soap11 => output.end_attribute(&format!("{rank}[{}]", sizes(","))),
            Version::Soap12 => {
                output.end_attribute("");
                output.attribute_name(Name::new(ENCODING_12, "arraySize"));
                output.end_attribute(&sizes(" "));
            }
        }
    }
}

/// Namespace of the SOAP encoding of a version.
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

/// Enables SOAP encoding for the values of the message.
pub(crate) fn encode(version: Version, output: &mut Writer) {
    output.set_type_annotation(encoding(version));
}

/// Writes header blocks into the header element that was just opened. Those with the given names are in SOAP encoding,
/// and declare it by `encodingStyle` (SOAP 1.1, section 4.1.1; SOAP 1.2 part 1, section 5.1.1).
pub(in crate::soap) fn write_blocks(
    version: Version,
    encoded: &'static [(&'static str, &'static str)],
    output: &mut Writer,
    write: impl FnOnce(&mut Writer),
) {
    output.declare_prefix("xsd", XSD);
    output.declare_prefix("soapenc", namespace(version));
    output.encoded_children(encoded, encoding(version), write);
}

/// Declares the prefixes for types and arrays on the body element that was just opened, and writes
/// `encodingStyle`: in SOAP 1.1 on the body, in SOAP 1.2 on its children, because SOAP 1.2 forbids it on
/// the body (part 1, section 5.1.1). `of_children` is the namespace of these children.
pub(crate) fn begin_body(version: Version, of_children: &str, output: &mut Writer) {
    output.declare_prefix("xsd", XSD);
    output.declare_prefix("soapenc", namespace(version));
    match version {
        Version::Soap11 => output.style(encoding(version)),
        Version::Soap12 => {
            // Declare a prefix for the namespace of the children. Otherwise each child would declare it as
            // the default namespace, and each element without a namespace inside the child would need
            // `xmlns=""`. The writer replaces such a default namespace by a prefix only if its declaration is
            // the only attribute. The start tag of a child also contains `encodingStyle`.
            if !of_children.is_empty() {
                output.declare_prefix("m", of_children);
            }
            output.style_below();
        }
    }
}

impl Writer {
    /// Writes the item type and the length of an array whose start tag was just begun. `rank` contains one
    /// `[]` for each level of arrays inside the items; it is empty if the items are not arrays.
    pub fn array_type(&mut self, item: (&str, &str), rank: &str, length: usize) {
        self.type_annotation().unwrap_or(&SOAP_11).array_type(item, rank, &[length], self);
    }

    /// Writes the item type and the dimensions of an array whose start tag was just begun. The number of
    /// items must be the product of the dimensions.
    pub fn array_dimensions(&mut self, item: (&str, &str), rank: &str, dimensions: &[usize], items: usize) {
        if dimensions.iter().try_fold(1_usize, |all, size| all.checked_mul(*size)) != Some(items) {
            self.fail(format!(
                "an array has {items} items, which does not fit its dimensions {dimensions:?}"
            ));
        }
        self.type_annotation().unwrap_or(&SOAP_11).array_type(item, rank, dimensions, self);
    }
}
