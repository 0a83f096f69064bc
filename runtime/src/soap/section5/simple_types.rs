//! The simple types of SOAP encoding (SOAP 1.1, section 5.2; SOAP 1.2 part 2, section 3.1.4). They add attributes such as
//! `id` to the types of XML Schema with the same names.

use crate::text::Name;
use crate::text::namespaces::{ENCODING_11, ENCODING_12, XSD};

/// Whether a name is defined by SOAP encoding.
pub(in crate::soap) fn is_of_encoding(name: Name<'_>) -> bool {
    matches!(name.namespace(), ENCODING_11 | ENCODING_12)
}

/// The type of XML Schema from which a simple type of SOAP encoding is derived. Returns other types unchanged.
pub(in crate::soap) fn schema_type(name: Name<'_>) -> Name<'_> {
    match name.local() {
        "Array" | "Struct" => name,
        _ if !is_of_encoding(name) => name,
        // The schema of SOAP 1.1 has both names.
        "base64" => Name::new(XSD, "base64Binary"),
        local => Name::new(XSD, local),
    }
}
