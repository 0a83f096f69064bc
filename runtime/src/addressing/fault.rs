//! The faults of WS-Addressing (SOAP Binding of 1.0, section 6; submission of August 2004, section 4).

use std::fmt;
use std::time::Duration;

use super::AddressingVersion;
use super::version::{NS_1_0, NS_2004};
use crate::error::Error;
use crate::fault::{Code, Fault};
use crate::text::Element;
use crate::xsd::QName;

/// A fault by which a receiver rejects the message addressing headers.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AddressingFault {
    /// The kind of the fault.
    pub kind: AddressingFaultKind,
    /// Name of the specific fault of WS-Addressing 1.0, such as `InvalidCardinality` or `ActionMismatch`.
    pub subcode: Option<String>,
    /// The name of the invalid header, or the action or the address that the receiver does not accept.
    pub problem: Option<String>,
    /// The time after which an unavailable endpoint expects another attempt.
    pub retry_after: Option<Duration>,
}

/// The kind of an [`AddressingFault`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AddressingFaultKind {
    /// A header is invalid: `InvalidAddressingHeader`, in 2004 `InvalidMessageInformationHeader`.
    InvalidAddressingHeader,
    /// A header is missing: `MessageAddressingHeaderRequired`, in 2004 `MessageInformationHeaderRequired`.
    MessageAddressingHeaderRequired,
    /// The destination does not exist or cannot be reached: `DestinationUnreachable`.
    DestinationUnreachable,
    /// The receiver does not know the action: `ActionNotSupported`.
    ActionNotSupported,
    /// The endpoint cannot process the message now: `EndpointUnavailable`.
    EndpointUnavailable,
}

use AddressingFaultKind::{
    ActionNotSupported, DestinationUnreachable, EndpointUnavailable, InvalidAddressingHeader,
    MessageAddressingHeaderRequired,
};

/// Fault codes of both versions of WS-Addressing, with their kinds. The codes from index `SPECIFIC` on are
/// specific cases of an invalid header. In SOAP 1.1, a fault may have such a code instead of the general one.
const CODES: [(&str, AddressingFaultKind); 15] = [
    ("InvalidAddressingHeader", InvalidAddressingHeader),
    ("InvalidMessageInformationHeader", InvalidAddressingHeader),
    ("MessageAddressingHeaderRequired", MessageAddressingHeaderRequired),
    ("MessageInformationHeaderRequired", MessageAddressingHeaderRequired),
    ("DestinationUnreachable", DestinationUnreachable),
    ("ActionNotSupported", ActionNotSupported),
    ("EndpointUnavailable", EndpointUnavailable),
    ("InvalidAddress", InvalidAddressingHeader),
    ("InvalidEPR", InvalidAddressingHeader),
    ("InvalidCardinality", InvalidAddressingHeader),
    ("MissingAddressInEPR", InvalidAddressingHeader),
    ("DuplicateMessageID", InvalidAddressingHeader),
    ("ActionMismatch", InvalidAddressingHeader),
    ("OnlyAnonymousAddressSupported", InvalidAddressingHeader),
    ("OnlyNonAnonymousAddressSupported", InvalidAddressingHeader),
];

/// Index in [`CODES`] of the first code for a specific case.
const SPECIFIC: usize = 7;

impl Error {
    /// The fault by which the server rejected the WS-Addressing headers of the request; `None` for other
    /// errors.
    pub fn addressing_fault(&self) -> Option<AddressingFault> {
        self.fault().and_then(AddressingFault::of)
    }
}

impl AddressingFault {
    pub(super) fn new(kind: AddressingFaultKind, subcode: Option<&str>, problem: Option<&str>) -> Self {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        Self { kind, subcode: owned(subcode), problem: owned(problem), retry_after: None }
    }

    /// Interprets a fault; `None` if its codes are not those of WS-Addressing.
    pub fn of(fault: &Fault) -> Option<Self> {
        let codes = std::iter::once(&fault.code).chain(&fault.subcodes).filter_map(known);
        let mut found: Option<Self> = None;
        for place in codes {
            let (name, kind) = CODES.get(place)?;
            let found = found.get_or_insert(Self::new(*kind, None, None));
            if place >= SPECIFIC {
                found.subcode = Some((*name).to_owned());
            }
        }
        let mut found = found?;
        fault.detail.iter().for_each(|element| found.add_detail(element));
        Some(found)
    }

    /// Adds the information from an element of the fault's detail, or of the header `FaultDetail` (SOAP 1.1).
    fn add_detail(&mut self, element: &Element) {
        let name = element.name();
        if AddressingVersion::of_namespace(name.namespace()).is_none() {
            return;
        }
        match name.local() {
            "RetryAfter" => {
                let milliseconds = element.text().and_then(|text| text.trim().parse().ok());
                self.retry_after = milliseconds.map(Duration::from_millis);
            }
            // `ProblemAction` contains the action and the SOAP action, `ProblemHeader` the header itself.
            _ => match element.text() {
                Some(text) => self.problem = Some(text.trim().to_owned()),
                None => {
                    let inner =
                        element.limited_children().ok().and_then(|children| children.into_iter().next());
                    self.problem = inner.map(|inner| {
                        let text = inner.text().filter(|_| name.local() == "ProblemAction");
                        text.map_or_else(|| inner.name().to_string(), |text| text.trim().to_owned())
                    });
                }
            },
        }
    }

    /// The element of the detail that names the problem (1.0 SOAP Binding, section 6.4). The submission of 2004
    /// defines no element.
    pub(super) fn detail(&self, version: AddressingVersion) -> Option<Element> {
        let header = self.problem.as_ref().filter(|_| version == AddressingVersion::V1_0)?;
        let namespace = version.namespace();
        let header = QName::new(namespace, header).ok()?;
        Element::of((namespace, "ProblemHeaderQName"), &header).ok()
    }

    /// Converts to a SOAP fault of this version of WS-Addressing.
    pub fn to_fault(&self, version: AddressingVersion) -> Fault {
        let code = match (version, self.kind) {
            (AddressingVersion::V1_0, InvalidAddressingHeader) => "InvalidAddressingHeader",
            (AddressingVersion::V1_0, MessageAddressingHeaderRequired) => "MessageAddressingHeaderRequired",
            (AddressingVersion::August2004, InvalidAddressingHeader) => "InvalidMessageInformationHeader",
            (AddressingVersion::August2004, MessageAddressingHeaderRequired) => {
                "MessageInformationHeaderRequired"
            }
            (_, DestinationUnreachable) => "DestinationUnreachable",
            (_, ActionNotSupported) => "ActionNotSupported",
            (_, EndpointUnavailable) => "EndpointUnavailable",
        };
        let fault = match self.kind {
            EndpointUnavailable => Fault::server(self.to_string()),
            _ => Fault::client(self.to_string()),
        };
        let mut fault = fault.with_subcode(version.namespace(), code);
        if version == AddressingVersion::V1_0
            && let Some(subcode) = &self.subcode
        {
            fault = fault.with_subcode(NS_1_0, subcode);
        }
        fault
    }
}

/// The index of a code in `CODES`. The namespace of the code may be unknown, because some servers use prefixes
/// that they do not declare.
fn known(code: &Code) -> Option<usize> {
    let is_ours = match code.name().namespace() {
        "" => code.text().starts_with("wsa:"),
        namespace => matches!(namespace, NS_1_0 | NS_2004),
    };
    CODES.iter().position(|(name, _)| is_ours && *name == code.local())
}

impl fmt::Display for AddressingFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self.kind {
            InvalidAddressingHeader => "a WS-Addressing header is invalid",
            MessageAddressingHeaderRequired => "a WS-Addressing header is missing",
            DestinationUnreachable => "the destination cannot be reached",
            ActionNotSupported => "the action is not supported",
            EndpointUnavailable => "the endpoint is unavailable",
        })?;
        for part in [&self.subcode, &self.problem].into_iter().flatten() {
            write!(formatter, ": {part}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_both_versions_and_both_bindings_are_known() {
        for (namespace, code, subcode, expected) in [
            (NS_1_0, "wsa:ActionNotSupported", "", (ActionNotSupported, None)),
            (NS_2004, "a:InvalidMessageInformationHeader", "", (InvalidAddressingHeader, None)),
            (NS_2004, "a:MessageInformationHeaderRequired", "", (MessageAddressingHeaderRequired, None)),
            (
                NS_1_0,
                "a:InvalidAddressingHeader",
                "InvalidEPR",
                (InvalidAddressingHeader, Some("InvalidEPR")),
            ),
            (NS_1_0, "a:ActionMismatch", "", (InvalidAddressingHeader, Some("ActionMismatch"))),
            ("", "wsa:DestinationUnreachable", "", (DestinationUnreachable, None)),
            (NS_1_0, "EndpointUnavailable", "", (EndpointUnavailable, None)),
        ] {
            // SOAP 1.1 has only a code, SOAP 1.2 has subcodes.
            let mut plain = Fault { code: Code::new(namespace, code), ..Fault::client("no") };
            let mut nested = Fault::client("no").with_subcode(namespace, code);
            for fault in [&mut plain, &mut nested] {
                if !subcode.is_empty() {
                    fault.subcodes.push(Code::new(namespace, subcode));
                }
                let found = AddressingFault::of(fault).unwrap();
                assert_eq!((found.kind, found.subcode.as_deref()), expected, "{code}");
            }
        }
        for (namespace, code) in
            [("", "ActionNotSupported"), ("urn:x", "a:InvalidAddressingHeader"), (NS_1_0, "Else")]
        {
            let fault = Fault { code: Code::new(namespace, code), ..Fault::default() };
            assert_eq!(AddressingFault::of(&fault), None, "{code}");
        }
    }

    #[test]
    fn the_detail_names_the_problem() {
        for (detail, problem, retry_after) in [
            ("<ProblemHeaderQName>a:To</ProblemHeaderQName>", Some("a:To"), None),
            ("<ProblemAction><Action>urn:x</Action></ProblemAction>", Some("urn:x"), None),
            ("<ProblemIRI> urn:y </ProblemIRI>", Some("urn:y"), None),
            ("<ProblemHeader><b xmlns='urn:b'/></ProblemHeader>", Some("{urn:b}b"), None),
            ("<RetryAfter>1500</RetryAfter>", None, Some(Duration::from_millis(1500))),
            ("<Other xmlns='urn:x'>z</Other>", None, None),
        ] {
            let detail = Element::parse(&format!("<d xmlns='{NS_1_0}'>{detail}</d>")).unwrap();
            let mut fault = Fault::client("no").with_subcode(NS_1_0, "EndpointUnavailable");
            fault.detail = detail.children();
            let found = AddressingFault::of(&fault).unwrap();
            assert_eq!((found.problem.as_deref(), found.retry_after), (problem, retry_after));
        }
    }

    #[test]
    fn a_fault_is_sent_with_the_names_of_its_version() {
        let fault = AddressingFault::new(InvalidAddressingHeader, Some("InvalidCardinality"), Some("To"));
        for (version, count) in [(AddressingVersion::V1_0, 2), (AddressingVersion::August2004, 1)] {
            let sent = fault.to_fault(version);
            assert_eq!(sent.subcodes.len(), count);
            assert!(sent.is_client() && sent.subcodes[0].name().namespace() == version.namespace());
            assert_eq!(AddressingFault::of(&sent).unwrap().kind, InvalidAddressingHeader);
        }
    }
}
