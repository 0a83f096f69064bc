//! Versions of WS-Addressing: namespaces and well-known addresses.

use std::fmt;

/// A version of WS-Addressing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AddressingVersion {
    /// WS-Addressing 1.0 (W3C recommendation of May 2006).
    #[default]
    V1_0,
    /// The member submission of August 2004.
    August2004,
}

/// The namespace of WS-Addressing 1.0.
pub(super) const NS_1_0: &str = "http://www.w3.org/2005/08/addressing";
/// The namespace of the submission of August 2004.
pub(super) const NS_2004: &str = "http://schemas.xmlsoap.org/ws/2004/08/addressing";

/// The address of messages that are to be discarded (WS-Addressing 1.0 Core, section 2.1).
const NONE: &str = "http://www.w3.org/2005/08/addressing/none";

impl AddressingVersion {
    /// All versions.
    pub(super) const ALL: [Self; 2] = [Self::V1_0, Self::August2004];

    /// The namespace of the headers.
    pub const fn namespace(self) -> &'static str {
        match self {
            Self::V1_0 => NS_1_0,
            Self::August2004 => NS_2004,
        }
    }

    /// The version whose headers are in this namespace.
    pub fn of_namespace(namespace: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.namespace() == namespace)
    }

    /// The address for replies in the same HTTP exchange.
    pub const fn anonymous(self) -> &'static str {
        match self {
            Self::V1_0 => "http://www.w3.org/2005/08/addressing/anonymous",
            Self::August2004 => "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous",
        }
    }

    /// The action of faults that SOAP defines or that no contract declares.
    pub(super) const fn fault_action(self) -> &'static str {
        match self {
            Self::V1_0 => "http://www.w3.org/2005/08/addressing/soap/fault",
            Self::August2004 => "http://schemas.xmlsoap.org/ws/2004/08/addressing/fault",
        }
    }

    /// The action of the faults of WS-Addressing itself.
    pub(super) const fn own_fault_action(self) -> &'static str {
        match self {
            Self::V1_0 => "http://www.w3.org/2005/08/addressing/fault",
            Self::August2004 => "http://schemas.xmlsoap.org/ws/2004/08/addressing/fault",
        }
    }
}

impl fmt::Display for AddressingVersion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::V1_0 => "WS-Addressing 1.0",
            Self::August2004 => "WS-Addressing of August 2004",
        })
    }
}

/// Whether messages to an address are to be discarded. The submission of 2004 has no such address.
pub(super) fn is_none(address: &str) -> bool {
    address == NONE
}

/// Whether an address is the anonymous one of a version.
pub(super) fn is_anonymous(address: &str) -> bool {
    AddressingVersion::ALL.iter().any(|version| version.anonymous() == address)
}
