//! URIs: the namespaces that the reader knows, and a test for URLs.

pub(super) const XML: &str = "http://www.w3.org/XML/1998/namespace";
pub(super) const XSD: &str = "http://www.w3.org/2001/XMLSchema";
pub(super) const XSD_1999: &str = "http://www.w3.org/1999/XMLSchema";
pub(super) const XSD_2000: &str = "http://www.w3.org/2000/10/XMLSchema";
pub(super) const WSDL: &str = "http://schemas.xmlsoap.org/wsdl/";
pub(super) const WSDL_20: &str = "http://www.w3.org/ns/wsdl";
pub(super) const SOAP: &str = "http://schemas.xmlsoap.org/wsdl/soap/";
pub(super) const SOAP12: &str = "http://schemas.xmlsoap.org/wsdl/soap12/";
pub(super) const HTTP: &str = "http://schemas.xmlsoap.org/wsdl/http/";
/// Namespace of the attributes that give the media type of binary content.
pub(super) const XMIME: &str = "http://www.w3.org/2005/05/xmlmime";
pub(super) const MIME: &str = "http://schemas.xmlsoap.org/wsdl/mime/";
pub(super) const CATALOG: &str = "urn:oasis:names:tc:entity:xmlns:xml:catalog";

pub(super) const WSU: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";

/// Namespaces of SOAP encoding, which are also its URIs in `encodingStyle`.
pub(super) const SOAP_ENCODING: [&str; 2] =
    ["http://schemas.xmlsoap.org/soap/encoding/", "http://www.w3.org/2003/05/soap-encoding"];

/// Namespaces of WS-Policy 1.2 and 1.5.
pub(super) const POLICY: [&str; 2] =
    ["http://schemas.xmlsoap.org/ws/2004/09/policy", "http://www.w3.org/ns/ws-policy"];

/// Whether an element has the local name `name` in a namespace of WS-Policy.
pub(super) fn is_policy(namespace: &str, local: &str, name: &str) -> bool {
    local == name && POLICY.contains(&namespace)
}

/// Namespaces of WS-SecurityPolicy 1.1 and 1.2.
pub(super) const SECURITY_POLICY: [&str; 2] = [
    "http://schemas.xmlsoap.org/ws/2005/07/securitypolicy",
    "http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702",
];

/// Namespace of the policy assertion for MTOM, and of the one for MTOM 1.1.
pub(super) const MTOM_POLICY: &str =
    "http://schemas.xmlsoap.org/ws/2004/09/policy/optimizedmimeserialization";
pub(super) const MTOM_POLICY_11: &str = "http://www.w3.org/2007/08/soap12-mtom-policy";

/// Namespace of the policy assertions for character encodings.
pub(super) const ENCODING_POLICY: &str = "http://schemas.xmlsoap.org/ws/2004/09/policy/encoding";

/// Namespaces of assertions that only configure a SOAP stack: Metro (server and client) and Apache CXF.
pub(super) const STACK_CONFIGURATION: [&str; 3] = [
    "http://schemas.sun.com/2006/03/wss/server",
    "http://schemas.sun.com/2006/03/wss/client",
    "http://cxf.apache.org/transports/http/configuration",
];

/// Namespace in which WCF asserts HTTP authentication.
pub(super) const WCF_HTTP_POLICY: &str = "http://schemas.microsoft.com/ws/06/2004/policy/http";

/// Namespaces of the `Action` attribute of inputs and outputs, and of `UsingAddressing` (WS-Addressing 1.0): the draft,
/// the submission and the recommendation.
pub(super) const ADDRESSING: [&str; 3] = [
    "http://www.w3.org/2006/05/addressing/wsdl",
    "http://www.w3.org/2007/05/addressing/metadata",
    "http://www.w3.org/2007/02/addressing/metadata",
];

/// Namespace of WS-Addressing of August 2004. `wsdl:input` and `wsdl:output` may have its attribute `Action`.
pub(super) const ADDRESSING_2004: &str = "http://schemas.xmlsoap.org/ws/2004/08/addressing";
/// Namespace of the policy assertion `UsingAddressing` of WS-Addressing of August 2004.
pub(super) const ADDRESSING_POLICY_2004: &str = "http://schemas.xmlsoap.org/ws/2004/08/addressing/policy";

/// Whether a namespace belongs to XML Schema. The drafts of 1999 and 2000 are treated as the recommendation of
/// 2001.
pub(super) fn is_schema(namespace: &str) -> bool {
    matches!(namespace, XSD | XSD_1999 | XSD_2000)
}

/// Whether a location begins with a scheme such as `http:`. A single letter is a drive of Windows.
pub(super) fn is_url(location: &str) -> bool {
    location.split_once(':').is_some_and(|(scheme, _)| {
        scheme.len() > 1
            && scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.chars().all(|next| next.is_ascii_alphanumeric() || matches!(next, '+' | '.' | '-'))
    })
}
