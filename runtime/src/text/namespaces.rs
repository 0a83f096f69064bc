//! Namespaces that specifications define.

use super::Name;

/// The prefix `xml`.
pub(crate) const XML: &str = "http://www.w3.org/XML/1998/namespace";
/// `xsi:nil` and `xsi:type`.
pub(crate) const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
/// The types of XML Schema.
pub(crate) const XSD: &str = "http://www.w3.org/2001/XMLSchema";
/// The attribute `Id`, by which signatures refer to elements (WS-Security).
const WSU: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
/// Envelopes of SOAP 1.1.
pub(crate) const ENVELOPE_11: &str = "http://schemas.xmlsoap.org/soap/envelope/";
/// Envelopes of SOAP 1.2.
pub(crate) const ENVELOPE_12: &str = "http://www.w3.org/2003/05/soap-envelope";
/// The encoding of SOAP 1.1.
pub(crate) const ENCODING_11: &str = "http://schemas.xmlsoap.org/soap/encoding/";
/// The encoding of SOAP 1.2.
pub(crate) const ENCODING_12: &str = "http://www.w3.org/2003/05/soap-encoding";

/// Whether any element may have an attribute of this name, whatever its type declares.
pub(crate) fn is_common_attribute(name: Name<'_>) -> bool {
    match name.namespace() {
        WSU => name.local() == "Id",
        XSI | XML => true,
        namespace => is_protocol(namespace),
    }
}

/// Whether a namespace is one whose attributes are about the message, not about the value of an element.
pub(crate) fn is_protocol(namespace: &str) -> bool {
    matches!(namespace, ENVELOPE_11 | ENVELOPE_12 | ENCODING_11 | ENCODING_12)
}
