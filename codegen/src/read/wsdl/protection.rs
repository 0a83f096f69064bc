//! Assertions about the protection of tokens. Whether a client meets such an assertion depends on other
//! demands of the policy, for example on a demand for TLS. The policies with these demands may be attached to
//! other elements, so the assertions are evaluated once the policies of bindings and ports are known.

use super::super::tag::Tag;
use crate::{
    lists::{PushAll, SortList},
    map::{Map, Set},
    model::{BindingId, Demand},
};

/// The protection of a token that an assertion demands.
#[derive(Clone, Copy)]
pub(super) enum Protection {
    /// The message signature covers the token (`SignedSupportingTokens`).
    Signed { is_saml: bool },
    /// The token is encrypted (`EncryptedSupportingTokens`, `SignedEncryptedSupportingTokens`).
    Encrypted,
    /// The token signs the message signature, or the timestamp if TLS protects messages (`EndorsingSupportingTokens`).
    Endorsing,
    /// Signatures cover the certificate that verifies them (`ProtectTokens`).
    Certificate,
    /// The algorithms of the policy are supported (`AlgorithmSuite`). They concern only signed messages: in a
    /// policy with only a transport binding, the suite is that of TLS.
    Algorithms,
}

/// An assertion, with the protection that it demands.
pub(super) type Protected<'a> = (Tag<'a>, Protection);

/// The demands of the policies that are attached to an element and its parts.
#[derive(Default)]
pub(super) struct Demands<'a> {
    pub(super) demands: Vec<Demand>,
    /// Assertions that are evaluated together with the demands of other elements.
    pub(super) protected: Vec<Protected<'a>>,
}

impl Demands<'_> {
    pub(super) fn is_empty(&self) -> bool {
        self.demands.is_empty() && self.protected.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.demands.len() + self.protected.len()
    }

    /// Adds demands that an element inherits.
    pub(super) fn inherit(&mut self, other: &Self) {
        self.demands.extend_from_slice(&other.demands);
        self.protected.extend_from_slice(&other.protected);
    }

    /// Removes repetitions.
    pub(super) fn sorted(mut self) -> Self {
        self.demands.sort_list();
        self.demands.dedup();
        let mut seen = Set::new();
        self.protected.retain(|(tag, _)| seen.insert(tag.key()));
        self
    }
}

/// How a policy protects messages.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct MessageProtection {
    has_tls: bool,
    is_signed: bool,
    /// Whether the policy has an `AsymmetricBinding`.
    pub(super) is_asymmetric: bool,
    /// Whether signatures refer to a certificate that the message does not contain.
    has_reference: bool,
}

impl MessageProtection {
    pub(super) fn of<'d>(demands: impl IntoIterator<Item = &'d Demand>) -> Self {
        let mut provided = Self::default();
        for demand in demands {
            match demand {
                Demand::Https => provided.has_tls = true,
                Demand::X509 => provided.is_signed = true,
                Demand::SignedReplies => provided.is_asymmetric = true,
                Demand::ClientReference(_) => provided.has_reference = true,
                _ => {}
            }
        }
        provided
    }

    /// Combines the protection of two policies.
    fn and(self, other: Self) -> Self {
        Self {
            has_tls: self.has_tls || other.has_tls,
            is_signed: self.is_signed || other.is_signed,
            is_asymmetric: self.is_asymmetric || other.is_asymmetric,
            has_reference: self.has_reference || other.has_reference,
        }
    }
}

impl Protection {
    /// Whether messages of clients have this protection.
    pub(super) fn is_met(self, provided: MessageProtection) -> bool {
        let by_tls = provided.has_tls && !provided.is_asymmetric;
        match self {
            Self::Signed { is_saml } => by_tls || (provided.is_signed && !is_saml),
            Self::Encrypted => by_tls,
            Self::Endorsing => !provided.is_asymmetric,
            Self::Certificate => !provided.has_reference,
            Self::Algorithms => !provided.is_signed,
        }
    }
}

/// How the policies of bindings and ports protect messages, and their assertions about tokens.
#[derive(Default)]
pub(super) struct Protections<'a> {
    bindings: Vec<(MessageProtection, Vec<Protected<'a>>)>,
    /// Index of each binding.
    indices: Map<BindingId, usize>,
    ports: Vec<(BindingId, MessageProtection, Vec<Protected<'a>>)>,
}

impl<'a> Protections<'a> {
    pub(super) fn note_binding(&mut self, id: BindingId, demands: &[Demand], protected: Vec<Protected<'a>>) {
        self.indices.insert(id, self.bindings.len());
        self.bindings.push((MessageProtection::of(demands), protected));
    }

    pub(super) fn note_port(&mut self, id: BindingId, demands: &[Demand], protected: Vec<Protected<'a>>) {
        self.ports.push((id, MessageProtection::of(demands), protected));
    }

    /// The assertions that clients do not meet.
    pub(super) fn unmet(self) -> Vec<Tag<'a>> {
        let mut unmet = Vec::new();
        let mut of_bindings: Vec<Vec<MessageProtection>> = vec![Vec::new(); self.bindings.len()];
        for (binding, of_port, protected) in self.ports {
            let index = self.indices.get(&binding).copied();
            let of_binding = index.and_then(|index| self.bindings.get(index)).map(|(provided, _)| *provided);
            let provided = of_port.and(of_binding.unwrap_or_default());
            let known = index.and_then(|index| of_bindings.get_mut(index));
            if let Some(known) = known.filter(|known| !known.contains(&provided)) {
                known.push(provided);
            }
            unmet.push_all(protected.iter().filter(|(_, it)| !it.is_met(provided)).map(|(tag, _)| *tag));
        }
        for ((of_binding, protected), mut provided) in self.bindings.into_iter().zip(of_bindings) {
            if provided.is_empty() {
                provided.push(of_binding);
            }
            let is_unmet = |(_, it): &&Protected<'a>| provided.iter().any(|provided| !it.is_met(*provided));
            unmet.push_all(protected.iter().filter(is_unmet).map(|(tag, _)| *tag));
        }
        unmet
    }
}
