//! References from signatures and encrypted keys to certificates (`KeyInfo`).

use roxmltree::{Document, Node};

use super::tree::{by_id, elements, is, only, shortened, text_of};
use super::{Certificate, DSIG, WSSE, WSSE11, base64, escaped, from_base64, refused};
use crate::error::Result;

/// Value type of a token with one X.509 certificate.
pub(super) const X509_V3: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3";
pub(super) const BASE64_BINARY: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary";
const SUBJECT_KEY_IDENTIFIER: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509SubjectKeyIdentifier";
const THUMBPRINT: &str = "http://docs.oasis-open.org/wss/oasis-wss-soap-message-security-1.1#ThumbprintSHA1";
const ENCRYPTED_KEY: &str = "http://docs.oasis-open.org/wss/oasis-wss-soap-message-security-1.1#EncryptedKey";

/// The way in which a message refers to a certificate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyReference {
    /// The message contains the certificate, as a `BinarySecurityToken`.
    #[default]
    BinarySecurityToken,
    /// The issuer's name and the serial number. The receiver must have the certificate.
    IssuerSerial,
    /// The key identifier of the certificate. The receiver must have the certificate.
    SubjectKeyIdentifier,
    /// The SHA-1 digest of the certificate (WS-Security 1.1). The receiver must have the certificate.
    Thumbprint,
}

impl KeyReference {
    /// Writes the content of `KeyInfo`. `token` is the identifier of the `BinarySecurityToken`, if there is one.
    pub(super) fn write(self, certificate: &Certificate, token: &str) -> String {
        let identifier = |value_type: &str, bytes: &[u8]| {
            format!(
                "<wsse:KeyIdentifier EncodingType=\"{BASE64_BINARY}\" ValueType=\"{value_type}\">{}\
                 </wsse:KeyIdentifier>",
                base64(bytes)
            )
        };
        let reference = match self {
            Self::BinarySecurityToken => {
                format!("<wsse:Reference URI=\"#{token}\" ValueType=\"{X509_V3}\"/>")
            }
            Self::IssuerSerial => format!(
                "<ds:X509Data><ds:X509IssuerSerial><ds:X509IssuerName>{}</ds:X509IssuerName>\
                 <ds:X509SerialNumber>{}</ds:X509SerialNumber></ds:X509IssuerSerial></ds:X509Data>",
                escaped(&certificate.issuer()),
                certificate.serial_number()
            ),
            Self::SubjectKeyIdentifier => {
                identifier(SUBJECT_KEY_IDENTIFIER, &certificate.subject_key_identifier())
            }
            Self::Thumbprint => identifier(THUMBPRINT, &certificate.thumbprint()),
        };
        format!(
            "<wsse:SecurityTokenReference xmlns:wsse=\"{WSSE}\">{reference}</wsse:SecurityTokenReference>"
        )
    }
}

/// Writes a `BinarySecurityToken`.
pub(super) fn binary_security_token(certificate: &Certificate, id: &str) -> String {
    format!(
        "<wsse:BinarySecurityToken xmlns:wsse=\"{WSSE}\" xmlns:wsu=\"{}\" EncodingType=\"{BASE64_BINARY}\" \
         ValueType=\"{X509_V3}\" wsu:Id=\"{id}\">{}</wsse:BinarySecurityToken>",
        super::WSU,
        base64(certificate.to_der())
    )
}

/// Writes a reference to an `EncryptedKey` of the same message.
pub(super) fn encrypted_key_reference(id: &str) -> String {
    format!(
        "<wsse:SecurityTokenReference xmlns:wsse=\"{WSSE}\" xmlns:wsse11=\"{WSSE11}\" \
         wsse11:TokenType=\"{ENCRYPTED_KEY}\"><wsse:Reference URI=\"#{id}\" ValueType=\"{ENCRYPTED_KEY}\"/>\
         </wsse:SecurityTokenReference>"
    )
}

/// Finds the certificate to which `KeyInfo` refers: in the message, or among those that are known.
///
/// The result is a claim of the message. The caller checks whether it trusts the certificate.
pub(super) fn certificate(
    document: &Document<'_>,
    security: Node<'_, '_>,
    key_info: Node<'_, '_>,
    known: &[&Certificate],
) -> Result<Certificate> {
    let content = only_element(key_info)?;
    if is(content, DSIG, "X509Data") {
        return from_x509_data(content, known);
    }
    if !is(content, WSSE, "SecurityTokenReference") {
        return Err(unsupported(content));
    }
    let reference = only_element(content)?;
    if is(reference, WSSE, "Reference") {
        let uri = reference.attribute("URI").unwrap_or_default();
        let Some(id) = uri.strip_prefix('#') else {
            return Err(refused(format!(
                "KeyInfo: the reference `{}` does not point into the message",
                shortened(uri)
            )));
        };
        let token = by_id(document, id)?;
        if !is(token, WSSE, "BinarySecurityToken") || token.parent() != Some(security) {
            return Err(refused(
                "KeyInfo: the reference does not name a BinarySecurityToken of the Security header",
            ));
        }
        let value_type = token.attribute("ValueType").unwrap_or(X509_V3);
        if value_type != X509_V3 {
            return Err(refused(format!(
                "BinarySecurityToken: the value type `{}` is not supported",
                shortened(value_type)
            )));
        }
        return embedded(token);
    }
    if is(reference, WSSE, "KeyIdentifier") {
        let value = bytes(reference)?;
        return match reference.attribute("ValueType").unwrap_or_default() {
            SUBJECT_KEY_IDENTIFIER => {
                find(known, |certificate| certificate.subject_key_identifier() == value)
            }
            THUMBPRINT => find(known, |certificate| certificate.thumbprint() == value),
            X509_V3 => Certificate::from_der(value),
            other => {
                Err(refused(format!("KeyIdentifier: the value type `{}` is not supported", shortened(other))))
            }
        };
    }
    if is(reference, DSIG, "X509Data") {
        return from_x509_data(reference, known);
    }
    Err(unsupported(reference))
}

/// Reads `X509Data`: a certificate, or issuer and serial number.
fn from_x509_data(data: Node<'_, '_>, known: &[&Certificate]) -> Result<Certificate> {
    if let Some(embedded_certificate) = only(data, DSIG, "X509Certificate") {
        return embedded(embedded_certificate);
    }
    let Some(issuer_serial) = only(data, DSIG, "X509IssuerSerial") else {
        return Err(refused("X509Data: expected one X509Certificate or X509IssuerSerial"));
    };
    let serial = only(issuer_serial, DSIG, "X509SerialNumber").and_then(text_of).unwrap_or_default();
    let serial = serial.trim().trim_start_matches('0').to_owned();
    // SOAP stacks write the issuer's name in different forms, so only the serial number is compared. The
    // number selects one of the configured certificates, and the signature proves whether the selection is
    // right.
    find(known, |certificate| certificate.serial_number().trim_start_matches('0') == serial)
}

fn find(known: &[&Certificate], is_wanted: impl Fn(&Certificate) -> bool) -> Result<Certificate> {
    let found = known.iter().find(|certificate| is_wanted(certificate));
    found.map(|&certificate| certificate.clone()).ok_or_else(|| {
        refused("KeyInfo: the message refers to a certificate that it does not contain and that is not configured")
    })
}

fn embedded(node: Node<'_, '_>) -> Result<Certificate> {
    Certificate::from_der(bytes(node)?)
}

fn bytes(node: Node<'_, '_>) -> Result<Vec<u8>> {
    let bytes = text_of(node).and_then(|text| from_base64(&text));
    bytes.ok_or_else(|| refused(format!("{}: expected Base64", node.tag_name().name())))
}

fn only_element<'a, 'i>(node: Node<'a, 'i>) -> Result<Node<'a, 'i>> {
    let mut all = elements(node);
    match (all.next(), all.next()) {
        (Some(element), None) => Ok(element),
        _ => Err(refused(format!("{}: expected one element", node.tag_name().name()))),
    }
}

fn unsupported(node: Node<'_, '_>) -> crate::Error {
    let name = shortened(node.tag_name().name());
    refused(format!("KeyInfo: the reference `{name}` is not supported"))
}
