//! Signs parts of an envelope.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::Arc;

use roxmltree::Node;

use super::algorithm::EXCLUSIVE_C14N;
use super::canonical::canonicalize;
use super::header::with_security;
use super::key_info::binary_security_token;
use super::qname::{self, Values};
use super::tree::{Edits, Envelope, by_id, check_ids, children, has_attachment, id, only, parse};
use super::{
    DSIG, DigestAlgorithm, Identity, KeyReference, Part, SignatureAlgorithm, WSU, base64, escaped, new_id,
    unwritable,
};
use crate::error::Result;

/// Signs parts of messages with a private key.
///
/// By default it signs the `Body` with SHA-256 (or SHA-384 for a key on the curve P-384), and the message
/// contains the certificate.
///
/// ```no_run
/// use saponify::security::x509::{Identity, KeyReference, Part, Sign};
///
/// let identity = Identity::from_pem(&std::fs::read_to_string("key.pem")?, &std::fs::read_to_string("cert.pem")?)?;
/// let sign = Sign::new(identity)
///     .parts([Part::Body, Part::Timestamp, Part::Addressing])
///     .reference(KeyReference::Thumbprint);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Sign {
    identity: Arc<Identity>,
    parts: Vec<Part>,
    reference: KeyReference,
    algorithm: SignatureAlgorithm,
    digest: DigestAlgorithm,
    inclusive: Vec<Cow<'static, str>>,
    actor: Option<Cow<'static, str>>,
    must_understand: bool,
}

impl Sign {
    /// Creates a signer of the `Body`, with the private key of `identity`.
    pub fn new(identity: Identity) -> Self {
        let algorithm = identity.key.usual_algorithm();
        Self {
            identity: Arc::new(identity),
            parts: vec![Part::Body],
            reference: KeyReference::default(),
            algorithm,
            digest: DigestAlgorithm::Sha256,
            inclusive: Vec::new(),
            actor: None,
            must_understand: true,
        }
    }

    /// Sets the parts to sign. A part that a message does not contain is an error, unless the documentation
    /// of the [`Part`] says that the message may contain none.
    #[must_use]
    pub fn parts(mut self, parts: impl IntoIterator<Item = Part>) -> Self {
        self.parts = parts.into_iter().collect();
        self
    }

    /// Sets how the message refers to the certificate.
    #[must_use]
    pub fn reference(mut self, reference: KeyReference) -> Self {
        self.reference = reference;
        self
    }

    /// Sets the algorithm of the signature.
    #[must_use]
    pub fn algorithm(mut self, algorithm: SignatureAlgorithm) -> Self {
        self.algorithm = algorithm;
        self
    }

    /// Sets the digest of the signed parts.
    #[must_use]
    pub fn digest(mut self, digest: DigestAlgorithm) -> Self {
        self.digest = digest;
        self
    }

    /// Sets prefixes whose namespaces are signed wherever they are in scope (`InclusiveNamespaces`).
    /// `#default` means the default namespace. No prefix is set by default. Some receivers demand certain
    /// prefixes.
    ///
    /// Prefixes in values, such as those of `xsi:type` and `xs:QName`, are found automatically. If such a
    /// prefix is declared, and no element or attribute of the signed part has it in its name, it is added to the
    /// prefixes of this part. For a value without a prefix, nothing is added: the default namespace is signed only if
    /// elements of the part belong to it.
    #[must_use]
    pub fn inclusive_namespaces<P: Into<Cow<'static, str>>>(
        mut self,
        prefixes: impl IntoIterator<Item = P>,
    ) -> Self {
        self.inclusive = prefixes.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the actor (SOAP 1.1) or role (SOAP 1.2) of the `Security` header.
    #[must_use]
    pub fn actor(mut self, actor: impl Into<Cow<'static, str>>) -> Self {
        self.actor = Some(actor.into());
        self
    }

    /// Sets whether a receiver must understand the `Security` header, if this signer adds the header.
    /// Default: `true`.
    #[must_use]
    pub fn must_understand(mut self, must_understand: bool) -> Self {
        self.must_understand = must_understand;
        self
    }

    /// Signs an envelope. Adds a `Security` header if the envelope lacks one, and identifiers to the signed
    /// parts.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Encode`](crate::ErrorKind::Encode) if a part is missing or the key does not suit the
    /// algorithm.
    pub fn apply(&self, envelope: &str) -> Result<String> {
        let text = with_security(envelope, self.actor.as_deref(), self.must_understand)?;
        let (text, ids) = self.mark(&text)?;

        let document = parse(&text)?;
        let security = self.security(&Envelope::of(&document, self.actor.as_deref())?)?;
        let mut references = String::new();
        for id in &ids {
            let element = by_id(&document, id)?;
            if has_attachment(element) {
                return Err(unwritable("an attachment cannot be signed: send the message without MTOM"));
            }
            let mut inclusive = self.prefixes();
            let mut canonical = canonicalize(element, &inclusive);
            let more = qname::unsigned(element, Values::All, &canonical)?;
            if !more.is_empty() {
                let prefixes =
                    more.into_iter().map(|(prefix, _)| if prefix.is_empty() { "#default" } else { prefix });
                inclusive.extend(prefixes);
                inclusive.dedup();
                canonical = canonicalize(element, &inclusive);
            }
            let digest = base64(&self.digest.digest(canonical.as_bytes()));
            let _ = write!(
                references,
                "<ds:Reference URI=\"#{}\"><ds:Transforms>{}</ds:Transforms><ds:DigestMethod Algorithm=\"{}\"/>\
                 <ds:DigestValue>{digest}</ds:DigestValue></ds:Reference>",
                escaped(id),
                canonicalization("Transform", &inclusive),
                self.digest.uri()
            );
        }
        let token = security_token(security).unwrap_or_default();
        let signature = format!(
            "<ds:Signature xmlns:ds=\"{DSIG}\"><ds:SignedInfo>{}<ds:SignatureMethod Algorithm=\"{}\"/>{references}\
             </ds:SignedInfo><ds:SignatureValue></ds:SignatureValue><ds:KeyInfo>{}</ds:KeyInfo></ds:Signature>",
            canonicalization("CanonicalizationMethod", &self.prefixes()),
            self.algorithm.uri(),
            self.reference.write(&self.identity.certificate, token)
        );
        let mut edits = Edits::default();
        edits.append(security, signature);
        let text = edits.apply(&text);

        // The canonical form of the signature may contain prefixes that the envelope declares, so the signature
        // is parsed as part of the envelope.
        let document = parse(&text)?;
        let security = self.security(&Envelope::of(&document, self.actor.as_deref())?)?;
        let signature = children(security, DSIG, "Signature").last();
        let info = signature.and_then(|signature| only(signature, DSIG, "SignedInfo"));
        let value = signature.and_then(|signature| only(signature, DSIG, "SignatureValue"));
        let (Some(info), Some(value)) = (info, value) else { return Err(lost("Signature")) };
        let canonical = canonicalize(info, &self.prefixes());
        let signed = self.identity.key.sign(self.algorithm, canonical.as_bytes())?;
        let mut edits = Edits::default();
        edits.content(value, base64(&signed));
        Ok(edits.apply(&text))
    }

    /// Adds identifiers to the parts, and the certificate to the `Security` header. Returns the identifiers
    /// of the signed elements.
    fn mark(&self, text: &str) -> Result<(String, Vec<String>)> {
        let document = parse(text)?;
        let envelope = Envelope::of(&document, self.actor.as_deref())?;
        let security = self.security(&envelope)?;
        check_ids(&document)?;

        let (mut edits, mut ids) = (Edits::default(), Vec::new());
        let mut seen = Vec::new();
        let token = match self.reference {
            KeyReference::BinarySecurityToken => Some(new_id("X509")?),
            _ => None,
        };
        for part in &self.parts {
            let elements = match (part, &token) {
                (Part::Token, Some(token)) => {
                    ids.push(token.clone());
                    continue;
                }
                _ => part.elements(&envelope, security),
            };
            if elements.is_empty() && !part.may_be_absent() {
                return Err(unwritable(format!("the part to sign is missing: {part}")));
            }
            for element in elements {
                if seen.contains(&element.id()) {
                    continue;
                }
                seen.push(element.id());
                match element.attribute((WSU, "Id")) {
                    Some(id) => ids.push(id.to_owned()),
                    None => {
                        let new = new_id(element.tag_name().name())?;
                        edits.attributes(element, id_attribute(element, &new));
                        ids.push(new);
                    }
                }
            }
        }
        if ids.is_empty() {
            return Err(unwritable("there is no part to sign"));
        }
        if let Some(token) = token {
            edits.append(security, binary_security_token(&self.identity.certificate, &token));
        }
        Ok((edits.apply(text), ids))
    }

    fn security<'a, 'i>(&self, envelope: &Envelope<'a, 'i>) -> Result<Node<'a, 'i>> {
        envelope.security.ok_or_else(|| lost("Security"))
    }

    fn prefixes(&self) -> Vec<&str> {
        self.inclusive.iter().map(Cow::as_ref).collect()
    }
}

/// Writes an element that names the canonicalization.
fn canonicalization(element: &str, inclusive: &[&str]) -> String {
    if inclusive.is_empty() {
        return format!("<ds:{element} Algorithm=\"{EXCLUSIVE_C14N}\"/>");
    }
    format!(
        "<ds:{element} Algorithm=\"{EXCLUSIVE_C14N}\"><ec:InclusiveNamespaces xmlns:ec=\"{EXCLUSIVE_C14N}\" \
         PrefixList=\"{}\"/></ds:{element}>",
        escaped(&inclusive.join(" "))
    )
}

/// The identifier of the certificate that was added last.
fn security_token<'a>(security: Node<'a, '_>) -> Option<&'a str> {
    children(security, super::WSSE, "BinarySecurityToken").last().and_then(id)
}

/// Writes the attribute `wsu:Id`, with a prefix that is free at the element.
fn id_attribute(element: Node<'_, '_>, id: &str) -> String {
    if let Some(prefix) = element
        .namespaces()
        .filter(|namespace| namespace.uri() == WSU)
        .filter_map(|namespace| namespace.name())
        .find(|&prefix| element.lookup_namespace_uri(Some(prefix)) == Some(WSU))
    {
        return format!(" {prefix}:Id=\"{id}\"");
    }
    let mut prefix = "wsu".to_owned();
    let mut number = 0;
    while element.lookup_namespace_uri(Some(&prefix)).is_some() {
        number += 1;
        prefix = format!("wsu{number}");
    }
    format!(" xmlns:{prefix}=\"{WSU}\" {prefix}:Id=\"{id}\"")
}

/// The error for an element that was written, but is not found afterwards.
fn lost(element: &str) -> crate::Error {
    unwritable(format!("the {element} element was written but cannot be found"))
}
