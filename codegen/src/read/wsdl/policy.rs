//! Policies: WS-Policy 1.2 and 1.5, attached by elements and references, with the assertions of WS-SecurityPolicy 1.1 and
//! 1.2, WS-Addressing and MTOM. The element `UsingAddressing` is read like an assertion.
//!
//! A policy with alternatives demands the alternative that this crate supports best: one that demands nothing, or else the
//! first in which every assertion is supported, or else the first. Optional assertions demand nothing.

use std::{cell::Cell, sync::Arc};

use super::{
    super::{
        tag::{Key, Tag},
        uri,
    },
    protection::{MessageProtection, Protected},
    tokens::{freshness, is_ignorable, is_met_by_token, is_optional, reference},
};
use crate::{
    lists::{CollectVec, PushAll},
    map::{Map, Set},
    model::{Demand, Reference},
    source::SourceId,
};

/// The policies of all documents, and the problems that were reported.
#[derive(Default)]
pub(super) struct Policies<'a> {
    /// Policies with an identifier, by document.
    pub(super) named: Map<(SourceId, &'a str), Tag<'a>>,
    /// Policies with the attribute `Name`, an absolute URI.
    pub(super) by_name: Map<&'a str, Tag<'a>>,
    /// For each reference to another file, the root element of that file.
    pub(super) linked: Map<Key, Tag<'a>>,
    /// Files to which a reference to a policy leads. Their policies have been noted and their own references
    /// followed, so another reference to the same file adds nothing.
    pub(super) followed: Set<SourceId>,
    pub(super) reported: Set<Key>,
    /// Number of elements that were read for all subjects.
    spent: Cell<usize>,
}

impl Policies<'_> {
    /// Counts elements that are read, or demands that are copied. Returns `false` if the limit for all subjects is exceeded.
    pub(super) fn spend(&self, count: usize) -> bool {
        self.spent.set(self.spent.get().saturating_add(count));
        self.spent.get() <= MAX_ELEMENTS
    }
}

/// Maximum depth of nested operators and references.
pub(super) const MAX_OPERATOR_DEPTH: usize = 32;
/// Maximum number of elements that are read for one subject. References can repeat a policy exponentially often.
pub(super) const MAX_ELEMENTS_OF_SUBJECT: usize = 5_000;
/// Maximum number of elements that are read for all subjects.
const MAX_ELEMENTS: usize = 1_000_000;
/// Number of bytes of an assertion that count as one more element. The size of an assertion counts, because
/// demands and warnings contain copies of the names in it.
const BYTES_PER_ELEMENT: usize = 64;

/// The demands of one alternative.
#[derive(Default)]
pub(super) struct Alternative<'a> {
    pub(super) demands: Set<Demand>,
    pub(super) unsupported: Vec<(Tag<'a>, String)>,
    pub(super) protected: Vec<Protected<'a>>,
}

impl<'a> Alternative<'a> {
    /// Adds the demands of another alternative.
    pub(super) fn add(&mut self, other: Self) {
        self.demands.extend(other.demands);
        self.unsupported.push_all(other.unsupported);
        self.protected.push_all(other.protected);
    }

    /// Rank of the alternative: the number of demands that are not supported, then whether there are any demands. The
    /// lowest rank is the best.
    fn rank(&self) -> (usize, bool) {
        let provided = MessageProtection::of(self.demands.iter());
        // If this alternative has no `AsymmetricBinding`, it cannot decide alone whether an assertion is met:
        // the policies of other WSDL elements, such as the port, may provide the protection.
        let is_unmet =
            |(_, protection): &&Protected<'a>| provided.is_asymmetric && !protection.is_met(provided);
        (self.unsupported.len() + self.protected.iter().filter(is_unmet).count(), !self.demands.is_empty())
    }

    /// Reports that a policy is read only up to this element. Reports only one of several siblings.
    fn cut(&mut self, tag: Tag<'a>) {
        let message = format!(
            "exceeds a limit ({MAX_OPERATOR_DEPTH} nested operators, {MAX_ELEMENTS_OF_SUBJECT} elements for one element of the WSDL, \
             {MAX_ELEMENTS} elements in all policies); the rest is not read"
        );
        if self.unsupported.last().is_none_or(|(_, last)| *last != message) {
            self.unsupported.push((tag, message));
        }
    }
}

/// An element of WSDL to which policies may be attached.
pub(super) struct Subject<'a> {
    tag: Tag<'a>,
    /// The child elements that are policies, references to policies, or `UsingAddressing`.
    policies: Vec<Tag<'a>>,
}

impl<'a> Subject<'a> {
    pub(super) fn of(tag: Tag<'a>) -> Self {
        let is_attached = |child: &Tag<'a>| {
            is_policy(*child, "Policy") || is_policy(*child, "PolicyReference") || is_using_addressing(*child)
        };
        Self { tag, policies: tag.children().filter(is_attached).collect_vec() }
    }
}

/// State of reading the policies of one WSDL element.
pub(super) struct Reading<'p, 'a> {
    pub(super) policies: &'p Policies<'a>,
    pub(super) left: usize,
    pub(super) within: Within,
    /// Whether the assertions belong to an `AsymmetricBinding`.
    pub(super) is_asymmetric: bool,
    /// Whether the assertions belong to the token of the recipient: the certificate of the service.
    pub(super) is_recipient: bool,
}

/// The assertion whose nested policy is read.
#[derive(Clone, Copy, Default)]
pub(super) enum Within {
    #[default]
    Other,
    AlgorithmSuite,
    Token,
}

impl<'a> Reading<'_, 'a> {
    /// Reads the policies that are attached to an element of WSDL.
    pub(super) fn attached(&mut self, subject: &Subject<'a>, into: &mut Alternative<'a>) {
        for policy_uri in uri::POLICY {
            for reference in subject
                .tag
                .attribute_in(policy_uri, "PolicyURIs")
                .unwrap_or_default()
                .split_ascii_whitespace()
            {
                self.follow_reference(subject.tag, reference, MAX_OPERATOR_DEPTH, into);
            }
        }
        for &child in &subject.policies {
            if !is_using_addressing(child) {
                self.read_operand(child, MAX_OPERATOR_DEPTH, into);
            } else if !is_optional(child) {
                self.assertion(child, MAX_OPERATOR_DEPTH, into);
            }
        }
    }

    /// Reads an operator, a reference or an assertion.
    fn read_operand(&mut self, tag: Tag<'a>, depth: usize, into: &mut Alternative<'a>) {
        if is_optional(tag) {
            return;
        }
        let count = count(tag);
        let left = self.left.checked_sub(count).filter(|_| self.policies.spend(count));
        self.left = left.unwrap_or_default();
        let (Some(depth), Some(_)) = (depth.checked_sub(1), left) else { return into.cut(tag) };
        match tag.name() {
            "Policy" | "All" if is_policy(tag, tag.name()) => self.read_all(tag, depth, into),
            "ExactlyOne" if is_policy(tag, tag.name()) => self.read_exactly_one(tag, depth, into),
            "PolicyReference" if is_policy(tag, tag.name()) => {
                self.follow_reference(tag, tag.attribute("URI").unwrap_or_default(), depth, into);
            }
            _ => self.assertion(tag, depth, into),
        }
    }

    fn read_all(&mut self, operator: Tag<'a>, depth: usize, into: &mut Alternative<'a>) {
        for child in operator.children() {
            self.read_operand(child, depth, into);
        }
    }

    /// Reads the alternatives of `ExactlyOne`, and adds the best one.
    fn read_exactly_one(&mut self, operator: Tag<'a>, depth: usize, into: &mut Alternative<'a>) {
        let mut best: Option<((usize, bool), Alternative<'a>)> = None;
        for child in operator.children() {
            let mut next = Alternative::default();
            // An optional assertion has an alternative without it, which demands nothing.
            self.read_operand(child, depth, &mut next);
            let rank = next.rank();
            if best.as_ref().is_none_or(|(best, _)| rank < *best) {
                best = Some((rank, next));
            }
        }
        match best {
            Some((_, best)) => into.add(best),
            None => into.unsupported.push((operator, "has no alternative, so no message can meet it".into())),
        }
    }

    fn follow_reference(
        &mut self,
        at: Tag<'a>,
        reference: &'a str,
        depth: usize,
        into: &mut Alternative<'a>,
    ) {
        let named = |file: SourceId, id| self.policies.named.get(&(file, id));
        let of_file = || {
            let root = self.policies.linked.get(&at.key())?;
            match reference.split_once('#') {
                Some((_, id)) => named(root.key().0, id),
                None => Some(root).filter(|root| is_policy(**root, "Policy")),
            }
        };
        let found = match reference.strip_prefix('#') {
            Some(id) => named(at.key().0, id),
            None => self.policies.by_name.get(reference).or_else(of_file),
        };
        match found {
            Some(policy) => self.read_operand(*policy, depth, into),
            None => into.unsupported.push((at, format!("`{reference}` is not in the documents"))),
        }
    }

    /// Reads the assertions of the nested policy of an assertion.
    pub(super) fn nested(&mut self, assertion: Tag<'a>, depth: usize, into: &mut Alternative<'a>) {
        for policy in assertion.children().filter(|child| is_policy(*child, "Policy")) {
            self.read_operand(policy, depth, into);
        }
    }

    /// Reads the nested policy of an algorithm suite or a token.
    pub(super) fn nested_within(
        &mut self,
        within: Within,
        assertion: Tag<'a>,
        depth: usize,
        into: &mut Alternative<'a>,
    ) {
        let outer = std::mem::replace(&mut self.within, within);
        self.nested(assertion, depth, into);
        self.within = outer;
    }

    fn assertion(&mut self, tag: Tag<'a>, depth: usize, into: &mut Alternative<'a>) {
        match self.within {
            Within::AlgorithmSuite if is_supported_suite(tag.name()) => {
                into.demands.insert(Demand::Algorithms(Arc::from(tag.name())));
                return;
            }
            Within::Token if is_met_by_token(tag) => {
                into.demands.extend(reference(tag).map(|reference| self.reference(reference)));
                into.demands.extend(freshness(tag));
                return;
            }
            Within::AlgorithmSuite | Within::Token if is_ignorable(tag) => return,
            Within::AlgorithmSuite | Within::Token => return into.unsupported.push(unsupported(tag)),
            Within::Other => {}
        }
        let mut add = |demand| {
            into.demands.insert(demand);
        };
        match (tag.namespace(), tag.name()) {
            (namespace, _) if uri::SECURITY_POLICY.contains(&namespace) => self.security(tag, depth, into),
            // The attribute `wsdl:required` may state that the server also accepts messages without
            // WS-Addressing.
            _ if is_using_addressing(tag)
                && matches!(tag.attribute_in(uri::WSDL, "required").map(str::trim), Some("false" | "0")) => {}
            (namespace, "Addressing") if uri::ADDRESSING.contains(&namespace) => {
                add(Demand::Addressing);
                self.nested(tag, depth, into);
            }
            (uri::ADDRESSING_POLICY_2004, "UsingAddressing") => add(Demand::Addressing2004),
            // Clients ask for replies to the anonymous address unless the user sets another one.
            (namespace, "AnonymousResponses") if uri::ADDRESSING.contains(&namespace) => {}
            (namespace, "NonAnonymousResponses") if uri::ADDRESSING.contains(&namespace) => {
                let message = "demands a `ReplyTo` that is not anonymous: `Addressing::reply_to` sets it";
                into.unsupported.push((tag, message.into()));
            }
            (uri::MTOM_POLICY, "OptimizedMimeSerialization") | (uri::MTOM_POLICY_11, "MTOM") => {
                add(Demand::Mtom)
            }
            (uri::WCF_HTTP_POLICY, "BasicAuthentication") => add(Demand::HttpBasic),
            (uri::WCF_HTTP_POLICY, "DigestAuthentication") => add(Demand::HttpDigest),
            _ if is_using_addressing(tag) => add(Demand::Addressing),
            // The assertion allows UTF-8 and UTF-16. The runtime sends UTF-8.
            (uri::ENCODING_POLICY, "Utf816FFFECharacterEncoding") => {}
            _ if is_ignorable(tag) || uri::STACK_CONFIGURATION.contains(&tag.namespace()) => {}
            _ => into.unsupported.push(unsupported(tag)),
        }
    }

    /// The demand that messages refer to a certificate in the given way: to that of the service if the
    /// assertion belongs to the token of the recipient, and otherwise to that of the client.
    pub(super) fn reference(&self, reference: Reference) -> Demand {
        match self.is_recipient {
            true => Demand::ServiceReference(reference),
            false => Demand::ClientReference(reference),
        }
    }
}

pub(super) fn unsupported(tag: Tag<'_>) -> (Tag<'_>, String) {
    (tag, format!("demands `{}` of `{}`, which is not supported", tag.name(), tag.namespace()))
}

/// Whether an element is `UsingAddressing` (WS-Addressing 1.0 WSDL Binding, section 3.1).
pub(super) fn is_using_addressing(tag: Tag<'_>) -> bool {
    tag.name() == "UsingAddressing"
        && (uri::ADDRESSING.contains(&tag.namespace()) || tag.namespace() == uri::ADDRESSING_POLICY_2004)
}

pub(super) fn is_policy(tag: Tag<'_>, name: &str) -> bool {
    uri::is_policy(tag.namespace(), tag.name(), name)
}

/// The number that an element of a policy adds to the counts which [`MAX_ELEMENTS_OF_SUBJECT`] and
/// [`MAX_ELEMENTS`] limit. An operator adds one. An assertion adds one, and one more for each
/// [`BYTES_PER_ELEMENT`] bytes.
fn count(tag: Tag<'_>) -> usize {
    let is_operator = ["Policy", "All", "ExactlyOne"].into_iter().any(|name| is_policy(tag, name));
    if is_operator { 1 } else { 1 + (tag.size() + tag.namespace().len()) / BYTES_PER_ELEMENT }
}

/// Whether all algorithms of a suite are supported: AES-128 or AES-256 with RSA. The suites with GCM were defined
/// by Apache CXF, in a separate namespace.
fn is_supported_suite(name: &str) -> bool {
    matches!(
        name,
        "Basic128GCM"
            | "Basic256GCM"
            | "Basic128GCMSha256"
            | "Basic256GCMSha256"
            | "Basic256"
            | "Basic128"
            | "Basic256Rsa15"
            | "Basic128Rsa15"
            | "Basic256Sha256"
            | "Basic128Sha256"
            | "Basic256Sha256Rsa15"
            | "Basic128Sha256Rsa15"
    )
}
