//! The parts of a received signature: what it signs, and how.

use roxmltree::{Document, Node};

use super::algorithm::{ENVELOPED, EXCLUSIVE_C14N, STR_TRANSFORM};
use super::tree::{by_id, children, elements, is, only, shortened, text_of};
use super::{DSIG, DigestAlgorithm, from_base64, refused};
use crate::error::Result;

/// Maximum number of prefixes in a `PrefixList`.
const MAX_PREFIXES: usize = 64;
/// Maximum number of nodes in `SignedInfo`, which is canonicalized before the signature is checked.
const MAX_NODES: usize = 5_000;

/// The elements of a signature.
pub(super) struct Signature<'a, 'i> {
    pub(super) info: Node<'a, 'i>,
    pub(super) canonicalization: Node<'a, 'i>,
    pub(super) method: Node<'a, 'i>,
    pub(super) references: Vec<Node<'a, 'i>>,
    pub(super) value: Vec<u8>,
    pub(super) key_info: Option<Node<'a, 'i>>,
}

impl<'a, 'i> Signature<'a, 'i> {
    /// Finds the only signature of a `Security` header.
    pub(super) fn of(security: Node<'a, 'i>) -> Result<Self> {
        let mut found = children(security, DSIG, "Signature");
        let signature = match (found.next(), found.next()) {
            (Some(signature), None) => signature,
            (None, _) => return Err(refused("Header/Security: the message is not signed")),
            (Some(_), Some(_)) => {
                return Err(refused("Header/Security: several signatures, which is not supported"));
            }
        };
        let parts: Vec<_> = elements(signature).collect();
        let (info, value, key_info) = match *parts.as_slice() {
            [info, value] => (info, value, None),
            [info, value, key_info] if is(key_info, DSIG, "KeyInfo") => (info, value, Some(key_info)),
            _ => return Err(refused("Signature: expected SignedInfo, SignatureValue and KeyInfo")),
        };
        if !is(info, DSIG, "SignedInfo") || !is(value, DSIG, "SignatureValue") {
            return Err(refused("Signature: expected SignedInfo, SignatureValue and KeyInfo"));
        }
        let value = text_of(value)
            .and_then(|text| from_base64(&text))
            .ok_or_else(|| refused("SignatureValue: expected Base64"))?;

        if info.descendants().nth(MAX_NODES).is_some() {
            return Err(refused(format!("SignedInfo: more than {MAX_NODES} nodes")));
        }
        let parts: Vec<_> = elements(info).collect();
        let [canonicalization, method, references @ ..] = parts.as_slice() else {
            return Err(refused(
                "SignedInfo: expected CanonicalizationMethod, SignatureMethod and Reference",
            ));
        };
        let is_complete = is(*canonicalization, DSIG, "CanonicalizationMethod")
            && is(*method, DSIG, "SignatureMethod")
            && references.iter().all(|&reference| is(reference, DSIG, "Reference"));
        if !is_complete {
            return Err(refused(
                "SignedInfo: expected CanonicalizationMethod, SignatureMethod and Reference",
            ));
        }
        Ok(Self {
            info,
            canonicalization: *canonicalization,
            method: *method,
            references: references.to_vec(),
            value,
            key_info,
        })
    }
}

/// A reference of a signature, with the element to which it refers.
pub(super) struct Reference<'a, 'i> {
    pub(super) element: Node<'a, 'i>,
    pub(super) inclusive: Vec<&'a str>,
    pub(super) digest: DigestAlgorithm,
    pub(super) value: Vec<u8>,
}

impl<'a, 'i> Reference<'a, 'i> {
    pub(super) fn of(document: &'a Document<'i>, reference: Node<'a, 'i>) -> Result<Self> {
        let uri = reference.attribute("URI").unwrap_or_default();
        let id = uri.strip_prefix('#').filter(|id| !id.is_empty() && !id.contains(['(', ')', '#']));
        let Some(id) = id else {
            return Err(refused(format!(
                "Reference: the URI `{}` is not supported: expected `#` and a wsu:Id",
                shortened(uri)
            )));
        };
        let element = by_id(document, id)?;

        let transforms: Vec<_> = children(reference, DSIG, "Transforms").flat_map(elements).collect();
        let is_enveloped = |transform: Node<'_, '_>| {
            // `enveloped-signature` removes the signature from the signed element. No signed element contains the
            // signature, so the transform has no effect.
            transform.attribute("Algorithm") == Some(ENVELOPED) && elements(transform).next().is_none()
        };
        let transform = match *transforms.as_slice() {
            [transform] => transform,
            [enveloped, transform] if is_enveloped(enveloped) => transform,
            [] => {
                return Err(refused(
                    "Reference: expected the transform of exclusive canonicalization, found none",
                ));
            }
            _ => return Err(refused("Reference: expected one transform, exclusive canonicalization")),
        };
        let inclusive = inclusive(transform)?;

        let method = only(reference, DSIG, "DigestMethod").and_then(|method| method.attribute("Algorithm"));
        let digest = method.and_then(DigestAlgorithm::from_uri).ok_or_else(|| {
            refused(format!(
                "DigestMethod: the algorithm `{}` is not supported",
                shortened(method.unwrap_or_default())
            ))
        })?;
        let value =
            only(reference, DSIG, "DigestValue").and_then(text_of).and_then(|text| from_base64(&text));
        let value = value.ok_or_else(|| refused("DigestValue: expected Base64"))?;
        Ok(Self { element, inclusive, digest, value })
    }
}

/// Checks that an element names exclusive canonicalization. Returns the prefixes of `InclusiveNamespaces`.
pub(super) fn inclusive<'a>(method: Node<'a, '_>) -> Result<Vec<&'a str>> {
    let name = method.tag_name().name();
    match method.attribute("Algorithm").unwrap_or_default() {
        EXCLUSIVE_C14N => {}
        STR_TRANSFORM => return Err(refused("Transform: STR-Transform is not supported")),
        other => {
            return Err(refused(format!(
                "{name}: `{}` is not supported: expected exclusive canonicalization without comments",
                shortened(other)
            )));
        }
    }
    match elements(method).collect::<Vec<_>>().as_slice() {
        [] => Ok(Vec::new()),
        [list] if is(*list, EXCLUSIVE_C14N, "InclusiveNamespaces") => {
            let list = list.attribute("PrefixList").unwrap_or_default();
            let prefixes: Vec<_> = list.split_ascii_whitespace().take(MAX_PREFIXES + 1).collect();
            match prefixes.len() > MAX_PREFIXES {
                true => Err(refused(format!("PrefixList: more than {MAX_PREFIXES} prefixes"))),
                false => Ok(prefixes),
            }
        }
        _ => Err(refused(format!("{name}: expected InclusiveNamespaces and nothing else"))),
    }
}
