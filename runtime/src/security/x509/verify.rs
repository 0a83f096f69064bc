//! Verifies the signature of an envelope.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use roxmltree::{Document, Node};

use super::canonical::canonicalize;
use super::qname::{self, Values};
use super::signature::{Reference, Signature, inclusive};
use super::tree::{Envelope, check_ids, has_attachment, is, parse, shortened, with_line_feeds};
use super::trust::Trust;
use super::{
    Certificate, DSIG, DigestAlgorithm, Part, SignatureAlgorithm, WSSE, WSSE11, WSU, XENC, key_info, refused,
};
use crate::error::Result;
use crate::text::namespaces::XSD;

/// Maximum number of references of a signature. For each reference, the digest of an element is computed.
const MAX_REFERENCES: usize = 64;

/// Verifies the signatures of received messages.
///
/// A message is accepted if its `Security` header contains one signature, which was made with the key of a
/// trusted certificate, and covers all required parts ([`parts`](Self::parts); by default the `Body`). Everything
/// that could make the receiver read another element than the one that was signed is refused:
///
/// - The required parts are found by their position in the envelope, and must be the signed elements
///   themselves. The envelope must have one `Body`.
/// - No identifier may occur twice. References must be to elements of the message, by `wsu:Id`: to the
///   `Body`, a header block, or a token of the `Security` header.
/// - The only transform is exclusive canonicalization. `enveloped-signature`, which some stacks add, has no effect: no
///   signed element may contain the signature.
/// - The namespaces of types (`xsi:type` and array types) must be signed, unless unsigned ones are
///   [accepted](Self::accept_unsigned_prefixes). The namespaces of other values are not checked, because a
///   `QName` cannot be distinguished from text. If a contract has values of `xs:QName` whose namespace matters,
///   ask the sender to list their prefixes in `InclusiveNamespaces`, as [`Sign`](super::Sign) does.
/// - Algorithms with SHA-1 are refused unless they are [allowed](Self::allow).
/// - A document type declaration is refused.
#[derive(Clone, Debug)]
pub struct Verify {
    trust: Trust,
    others: Vec<Certificate>,
    parts: Vec<Part>,
    algorithms: Vec<SignatureAlgorithm>,
    digests: Vec<DigestAlgorithm>,
    actor: Option<Cow<'static, str>>,
    at: Option<SystemTime>,
    conditions: Vec<Condition>,
    accepts_unsigned_prefixes: bool,
}

/// A condition on the certificate of the signer.
#[derive(Clone)]
struct Condition(Arc<dyn Fn(&Certificate) -> bool + Send + Sync>);

impl fmt::Debug for Condition {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Condition")
    }
}

impl Verify {
    /// Creates a verifier that trusts one certificate. The certificate must be valid at the time of the
    /// check.
    pub fn pinned(certificate: Certificate) -> Self {
        Self::new(Trust::Pinned(certificate))
    }

    /// Creates a verifier that trusts certificates which one of these authorities issued, directly or through
    /// intermediate certificates. Certificate revocation lists are not read.
    ///
    /// Whoever has a certificate of such an authority, even one that was issued for another purpose, can then
    /// sign any message. Restrict the signers with [`accepting`](Self::accepting), or compare the signer of a
    /// request with its content: on a server, [`Verified`] is in the extensions of the request.
    pub fn roots(roots: impl IntoIterator<Item = Certificate>) -> Self {
        Self::new(Trust::Roots(roots.into_iter().collect()))
    }

    fn new(trust: Trust) -> Self {
        Self {
            trust,
            others: Vec::new(),
            parts: vec![Part::Body],
            algorithms: vec![
                SignatureAlgorithm::RsaSha256,
                SignatureAlgorithm::RsaSha384,
                SignatureAlgorithm::RsaSha512,
                SignatureAlgorithm::EcdsaSha256,
                SignatureAlgorithm::EcdsaSha384,
            ],
            digests: vec![DigestAlgorithm::Sha256, DigestAlgorithm::Sha384, DigestAlgorithm::Sha512],
            actor: None,
            at: None,
            conditions: Vec::new(),
            accepts_unsigned_prefixes: false,
        }
    }

    /// Adds certificates that are known without being trusted: intermediate certificates, and certificates to
    /// which messages refer without containing them.
    #[must_use]
    pub fn known(mut self, certificates: impl IntoIterator<Item = Certificate>) -> Self {
        self.others.extend(certificates);
        self
    }

    /// Accepts only signatures whose certificate is trusted and satisfies this condition. Further calls add
    /// conditions. A certificate must satisfy all of them.
    ///
    /// ```
    /// # use saponify::security::x509::{Certificate, Verify};
    /// # fn example(authority: Certificate) -> Verify {
    /// Verify::roots([authority]).accepting(|signer| signer.subject() == "CN=orders,O=Example")
    /// # }
    /// ```
    #[must_use]
    pub fn accepting(mut self, condition: impl Fn(&Certificate) -> bool + Send + Sync + 'static) -> Self {
        self.conditions.push(Condition(Arc::new(condition)));
        self
    }

    /// Sets the parts that must be signed. A part that a message does not contain is an error, unless the
    /// documentation of the [`Part`] says that the message may contain none. Default: the `Body`.
    #[must_use]
    pub fn parts(mut self, parts: impl IntoIterator<Item = Part>) -> Self {
        self.parts = parts.into_iter().collect();
        self
    }

    /// Adds parts that must be signed.
    pub(crate) fn more_parts(mut self, parts: impl IntoIterator<Item = Part>) -> Self {
        for part in parts {
            if !self.parts.contains(&part) {
                self.parts.push(part);
            }
        }
        self
    }

    /// Accepts a signature algorithm that is refused by default: [`SignatureAlgorithm::RsaSha1`].
    #[must_use]
    pub fn allow(mut self, algorithm: SignatureAlgorithm) -> Self {
        self.algorithms.push(algorithm);
        self
    }

    /// Accepts a digest that is refused by default: [`DigestAlgorithm::Sha1`].
    #[must_use]
    pub fn allow_digest(mut self, digest: DigestAlgorithm) -> Self {
        self.digests.push(digest);
        self
    }

    /// Accepts prefixes in values of `xsi:type`, and of the array types of SOAP encoding, whose namespaces are not
    /// signed.
    ///
    /// A signature covers the namespaces of element and attribute names, and those of the prefixes that the sender
    /// lists in `InclusiveNamespaces`, as [`Sign`](super::Sign) does. If the sender does not list the prefix of a
    /// type, anybody between sender and receiver can change the namespace of that prefix, and so choose another
    /// type with the same local name. By default, such a message is refused, unless the prefix is bound to the
    /// namespace of XML Schema.
    #[must_use]
    pub fn accept_unsigned_prefixes(mut self) -> Self {
        self.accepts_unsigned_prefixes = true;
        self
    }

    /// Sets the actor (SOAP 1.1) or role (SOAP 1.2) of the `Security` header. By default the header is for the
    /// final receiver, and headers for other actors are ignored. Give [`Security`](crate::security::Security::actor)
    /// the same actor, so that both check the same header.
    #[must_use]
    pub fn actor(mut self, actor: impl Into<Cow<'static, str>>) -> Self {
        self.actor = Some(actor.into());
        self
    }

    /// Sets the time at which certificates must be valid. Default: now.
    #[must_use]
    pub fn at(mut self, time: SystemTime) -> Self {
        self.at = Some(time);
        self
    }

    /// Verifies an envelope.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Rejected`](crate::ErrorKind::Rejected) with the reason if the message is not acceptable,
    /// [`ErrorKind::NotWellFormed`](crate::ErrorKind::NotWellFormed) if it is not XML.
    pub fn check(&self, envelope: &str) -> Result<Verified> {
        let text = with_line_feeds(envelope);
        let document = parse(&text)?;
        let envelope = Envelope::of(&document, self.actor.as_deref())?;
        let Some(security) = envelope.security else {
            return Err(refused("the message is not signed: it has no Security header for this receiver"));
        };
        check_ids(&document)?;
        let signature = Signature::of(security)?;
        let references = self.references(&document, &envelope, security, &signature)?;

        let certificate = self.signer(&document, security, &signature)?;
        let canonical = canonicalize(signature.info, &inclusive(signature.canonicalization)?);
        let algorithm = self.algorithm(signature.method)?;
        if !certificate.public_key()?.verifies(algorithm, canonical.as_bytes(), &signature.value) {
            return Err(refused(
                "Signature: the signature does not match: the signed data was changed, or another key was used",
            ));
        }
        for reference in &references {
            let canonical = canonicalize(reference.element, &reference.inclusive);
            // Both digests are public, so the comparison need not take constant time.
            if reference.digest.digest(canonical.as_bytes()) != reference.value {
                let name = shortened(reference.element.tag_name().name());
                return Err(refused(format!("{name}: the element was changed after it was signed")));
            }
            if !self.accepts_unsigned_prefixes {
                check_prefixes(reference.element, &canonical)?;
            }
        }

        for reference in &references {
            // The digest covers the reference to an attachment, not its bytes.
            if has_attachment(reference.element) {
                let name = shortened(reference.element.tag_name().name());
                return Err(refused(format!(
                    "{name}: an attachment (xop:Include) is not covered by the signature"
                )));
            }
        }

        for part in &self.parts {
            let elements = part.elements(&envelope, security);
            if elements.is_empty() && !part.may_be_absent() {
                return Err(refused(format!("{part}: the required part is missing")));
            }
            let is_signed =
                |element: &Node<'_, '_>| references.iter().any(|reference| reference.element == *element);
            if !elements.iter().all(is_signed) {
                return Err(refused(format!("{part}: the part is not signed")));
            }
        }
        Ok(Verified { certificate })
    }

    /// The certificate of the signature, after the check that it is trusted.
    fn signer(
        &self,
        document: &Document<'_>,
        security: Node<'_, '_>,
        signature: &Signature<'_, '_>,
    ) -> Result<Certificate> {
        let mut known: Vec<_> = self.others.iter().collect();
        match &self.trust {
            Trust::Pinned(pinned) => known.push(pinned),
            Trust::Roots(roots) => known.extend(roots),
        }
        let certificate = match (signature.key_info, &self.trust) {
            (Some(key_info), _) => key_info::certificate(document, security, key_info, &known)?,
            (None, Trust::Pinned(pinned)) => pinned.clone(),
            (None, Trust::Roots(_)) => {
                return Err(refused("Signature: KeyInfo is missing, so the certificate is not known"));
            }
        };
        let now = self.at.unwrap_or_else(SystemTime::now);
        self.trust.check(&certificate, &self.others, now)?;
        certificate.check_signs()?;
        match self.conditions.iter().all(|Condition(condition)| condition(&certificate)) {
            true => Ok(certificate),
            false => Err(refused(format!(
                "the certificate of the signature is trusted, but not accepted: {}",
                shortened(&certificate.subject())
            ))),
        }
    }

    fn algorithm(&self, method: Node<'_, '_>) -> Result<SignatureAlgorithm> {
        let uri = method.attribute("Algorithm").unwrap_or_default();
        SignatureAlgorithm::from_uri(uri).filter(|algorithm| self.algorithms.contains(algorithm)).ok_or_else(
            || refused(format!("SignatureMethod: the algorithm `{}` is not allowed", shortened(uri))),
        )
    }

    /// Resolves the references of the signature.
    fn references<'a, 'i>(
        &self,
        document: &'a Document<'i>,
        envelope: &Envelope<'a, 'i>,
        security: Node<'a, 'i>,
        signature: &Signature<'a, 'i>,
    ) -> Result<Vec<Reference<'a, 'i>>> {
        match signature.references.len() {
            0 => return Err(refused("SignedInfo: there is no Reference, so nothing is signed")),
            count if count > MAX_REFERENCES => {
                return Err(refused(format!("SignedInfo: more than {MAX_REFERENCES} references")));
            }
            _ => {}
        }
        let resolve = |&reference| {
            let resolved = Reference::of(document, reference)?;
            let element = resolved.element;
            // An attacker may have moved a token out of the Security header, or a header block into it. Neither
            // would be checked at its new place.
            let is_token = element.parent() == Some(security) && is_token(element);
            let is_block = element.parent().is_some()
                && element.parent() == envelope.header
                && element != security
                && (is(element, WSSE, "Security") || !is_token_of_security(element));
            let is_part = element == envelope.body || is_token || is_block;
            if !is_part {
                return Err(refused(format!(
                    "Reference: the signed element `{}` is neither the Body nor a header block nor a token",
                    shortened(element.tag_name().name())
                )));
            }
            match self.digests.contains(&resolved.digest) {
                true => Ok(resolved),
                false => Err(refused(format!(
                    "DigestMethod: the algorithm `{}` is not allowed",
                    resolved.digest.uri()
                ))),
            }
        };
        signature.references.iter().map(resolve).collect()
    }
}

/// Checks the prefixes of types (`xsi:type` and array types) within a signed element. The signature must
/// cover the namespace of each prefix, except that of XML Schema.
fn check_prefixes(element: Node<'_, '_>, canonical: &str) -> Result<()> {
    match qname::unsigned(element, Values::Types, canonical)?
        .into_iter()
        .find(|(_, namespace)| *namespace != XSD)
    {
        Some((prefix, _)) => Err(refused(format!(
            "{}: a type (xsi:type or array type) has the prefix `{}`, whose namespace is not signed; `Verify::accept_unsigned_prefixes` accepts it",
            shortened(element.tag_name().name()),
            shortened(prefix)
        ))),
        None => Ok(()),
    }
}

/// Whether an element belongs in a `Security` header.
fn is_token(element: Node<'_, '_>) -> bool {
    const SAML: [&str; 2] =
        ["urn:oasis:names:tc:SAML:1.0:assertion", "urn:oasis:names:tc:SAML:2.0:assertion"];
    const CONVERSATION: [&str; 2] = [
        "http://schemas.xmlsoap.org/ws/2005/02/sc",
        "http://docs.oasis-open.org/ws-sx/ws-secureconversation/200512",
    ];
    let namespace = element.tag_name().namespace().unwrap_or_default();
    let others = [WSSE11, DSIG, XENC].into_iter().chain(SAML).chain(CONVERSATION);
    is_token_of_security(element) || others.into_iter().any(|other| other == namespace)
}

/// Whether an element is a timestamp or a token of WS-Security 1.0, which have no meaning outside of a `Security`
/// header.
fn is_token_of_security(element: Node<'_, '_>) -> bool {
    matches!(element.tag_name().namespace(), Some(WSSE | WSU))
}

/// The result of a successful verification.
///
/// The extension [`X509`](super::X509) puts it into the extensions of each request that a server verifies:
#[cfg_attr(feature = "service", doc = "```")]
#[cfg_attr(not(feature = "service"), doc = "```ignore")]
/// use saponify::security::x509::Verified;
/// use saponify::server::Context;
///
/// fn signer(context: &Context) -> Option<String> {
///     context.extensions().get::<Verified>().map(|verified| verified.certificate().subject())
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Verified {
    certificate: Certificate,
}

impl Verified {
    /// The certificate of the signer.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree::Edits;
    use super::super::{Identity, Sign, base64};
    use super::*;

    /// Updates the signature of a message whose body was changed after signing. Unlike `Sign`, it lists no
    /// prefixes, and signs references to attachments.
    fn sign_again(text: &str, identity: &Identity) -> String {
        let document = parse(text).unwrap();
        let envelope = Envelope::of(&document, None).unwrap();
        let digest = DigestAlgorithm::Sha256.digest(canonicalize(envelope.body, &[]).as_bytes());
        let mut edits = Edits::default();
        let values = document.descendants().filter(|node| is(*node, DSIG, "DigestValue"));
        values.for_each(|value| edits.content(value, base64(&digest)));
        let text = edits.apply(text);

        let document = parse(&text).unwrap();
        let find = |local| document.descendants().find(|node| is(*node, DSIG, local)).unwrap();
        let canonical = canonicalize(find("SignedInfo"), &[]);
        let value = identity.key.sign(SignatureAlgorithm::EcdsaSha256, canonical.as_bytes()).unwrap();
        let mut edits = Edits::default();
        edits.content(find("SignatureValue"), base64(&value));
        edits.apply(&text)
    }

    #[test]
    fn an_attachment_is_not_covered_by_a_signature_of_its_reference() {
        let key = include_str!("../../../tests/x509/keys/p256.sec1.pem");
        let certificate = include_str!("../../../tests/x509/keys/p256.cert.pem");
        let identity = Identity::from_pem(key, certificate).unwrap();
        let envelope = "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body>PLACE</s:Body></s:Envelope>";
        let signed = Sign::new(identity.clone()).apply(envelope).unwrap();
        let verify = Verify::pinned(identity.certificate().clone());
        verify.check(&sign_again(&signed.replace("PLACE", "other"), &identity)).unwrap();

        let include = "<x:Include xmlns:x='http://www.w3.org/2004/08/xop/include' href='cid:a'/>";
        let error = verify.check(&sign_again(&signed.replace("PLACE", include), &identity)).unwrap_err();
        assert!(error.to_string().contains("(xop:Include) is not covered by the signature"), "{error}");
    }

    #[test]
    fn a_type_whose_namespace_is_not_signed_is_refused_unless_it_is_accepted() {
        let key = include_str!("../../../tests/x509/keys/p256.sec1.pem");
        let certificate = include_str!("../../../tests/x509/keys/p256.cert.pem");
        let identity = Identity::from_pem(key, certificate).unwrap();
        let verify = Verify::pinned(identity.certificate().clone());
        let outcome = |verify: &Verify, content: &str| {
            let envelope = format!(
                "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' xmlns:i='{}' xmlns:x='{XSD}' \
                 xmlns:e='http://schemas.xmlsoap.org/soap/encoding/'><s:Body><o/>{content}</s:Body></s:Envelope>",
                crate::text::namespaces::XSI
            );
            // Sign the envelope without the content, because `Sign` would list the prefixes of the content.
            let signed = Sign::new(identity.clone()).apply(&envelope.replace(content, "")).unwrap();
            let message = signed.replace("<o/>", &format!("<o/>{content}"));
            verify.check(&sign_again(&message, &identity)).map(|_| ()).map_err(|error| error.to_string())
        };
        let accepting = verify.clone().accept_unsigned_prefixes();
        for content in [
            "<a i:type='t:Order' xmlns:t='urn:v1'/>",
            "<a i:type=' t:Order ' xmlns:t='urn:v1'><t:b/></a>",
            "<p:a i:type='Order' xmlns:p='urn:p' xmlns='urn:v1'/>",
            "<a e:arrayType='t:Order[2]' xmlns:t='urn:v1'/>",
            "<t:a xmlns:t='urn:v1'><b xmlns:t='urn:v2' i:type='t:Order'/></t:a>",
        ] {
            let error = outcome(&verify, content).unwrap_err();
            assert!(error.contains("whose namespace is not signed"), "{content}: {error}");
            assert_eq!(outcome(&accepting, content), Ok(()), "{content}");
        }
        for content in [
            "<t:a i:type='t:Order' xmlns:t='urn:v1'/>",
            "<t:a xmlns:t='urn:v1'><b i:type='t:Order'/></t:a>",
            "<a i:type='Order' xmlns='urn:v1'/>",
            "<a i:type='Order'/>",
            "<a i:type='x:string'/>",
        ] {
            assert_eq!(outcome(&verify, content), Ok(()), "{content}");
        }
    }
}
