//! Namespaces defined by specifications.

use super::Name;

/// The namespace of the prefix `xml`.
pub(crate) const XML: &str = "http://www.w3.org/XML/1998/namespace";
/// The namespace of `xsi:nil` and `xsi:type`.
pub(crate) const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
/// Namespace of the types of XML Schema.
pub(crate) const XSD: &str = "http://www.w3.org/2001/XMLSchema";
/// The namespace of the attribute `Id`, by which signatures refer to elements (WS-Security).
pub(crate) const WSU: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
/// The namespace of SOAP 1.1 envelopes.
pub(crate) const ENVELOPE_11: &str = "http://schemas.xmlsoap.org/soap/envelope/";
/// The namespace of SOAP 1.2 envelopes.
pub(crate) const ENVELOPE_12: &str = "http://www.w3.org/2003/05/soap-envelope";
/// The namespace of SOAP 1.1 encoding.
pub(crate) const ENCODING_11: &str = "http://schemas.xmlsoap.org/soap/encoding/";
/// The namespace of SOAP 1.2 encoding.
pub(crate) const ENCODING_12: &str = "http://www.w3.org/2003/05/soap-encoding";

/// The namespace of references to attachments (XOP 1.0).
#[cfg(feature = "mime")]
pub(crate) const XOP: &str = "http://www.w3.org/2004/08/xop/include";

/// The namespace of `contentType`, the attribute with the media type of binary content.
pub(crate) const XMIME: &str = "http://www.w3.org/2005/05/xmlmime";
/// The namespace of the MIME binding (WSDL 1.1, section 5). If a member of a record is a part of a multipart
/// message, the record reads it under a name in this namespace.
pub(crate) const PARTS: &str = "http://schemas.xmlsoap.org/wsdl/mime/";

/// Whether any element may have an attribute of this name without a declaration in its type.
pub(crate) fn is_common_attribute(name: Name<'_>) -> bool {
    match name.namespace() {
        WSU => name.local() == "Id",
        XSI | XML => true,
        namespace => is_protocol(namespace),
    }
}

/// Whether attributes in a namespace belong to the protocol, not to the value of an element.
pub(crate) fn is_protocol(namespace: &str) -> bool {
    matches!(namespace, ENVELOPE_11 | ENVELOPE_12 | ENCODING_11 | ENCODING_12)
}

/// Whether a type says nothing about its values: `anyType`, whose name was `ur-type` in older versions of XML Schema.
pub(crate) fn is_any_type(name: Name<'_>) -> bool {
    // The namespaces of the older versions contain their year.
    matches!(name.local(), "anyType" | "ur-type") && name.namespace().ends_with("/XMLSchema")
}
