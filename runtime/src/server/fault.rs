//! Faults of the service itself, and their HTTP replies.

use http::{HeaderValue, StatusCode};

use super::reply::{Reply, reply};
use crate::error::{Error, ErrorKind};
use crate::fault::{Code, Fault, Version};
use crate::soap::Written;
use crate::soap::extension::FaultAction;
use crate::soap::write::write_fault;
use crate::text::namespaces::ENVELOPE_12;
use crate::text::{Name, OwnedName};
use crate::xml::Writer;

/// A fault with its header blocks, and its HTTP status if that differs from the usual one.
pub(super) struct Rejection {
    pub(super) fault: Box<Fault>,
    status: Option<StatusCode>,
    header: Header,
    /// The WS-Addressing action of a declared fault; otherwise empty.
    pub(super) action: FaultAction<'static>,
}

/// Header blocks of a fault.
enum Header {
    None,
    /// The blocks that were not understood (SOAP 1.2 part 1, section 5.4.8).
    NotUnderstood(Vec<OwnedName>),
    /// The supported versions (SOAP 1.2 part 1, section 5.4.7).
    Upgrade,
}

impl From<Box<Fault>> for Rejection {
    fn from(fault: Box<Fault>) -> Self {
        Self { fault, status: None, header: Header::None, action: FaultAction::default() }
    }
}

impl From<Fault> for Rejection {
    fn from(fault: Fault) -> Self {
        Box::new(fault).into()
    }
}

impl Rejection {
    /// A fault with an HTTP status.
    pub(super) fn with_status(status: StatusCode, fault: Fault) -> Self {
        Self { status: Some(status), ..fault.into() }
    }

    /// Whether the service refuses the request because it is busy.
    pub(super) fn is_busy(&self) -> bool {
        self.status == Some(StatusCode::SERVICE_UNAVAILABLE)
    }

    /// Sets the WS-Addressing action.
    pub(super) fn with_action(self, action: FaultAction<'static>) -> Self {
        Self { action, ..self }
    }

    /// The fault for an envelope whose SOAP version is not that of the media type.
    pub(super) fn version_mismatch(reason: &str) -> Self {
        let mut fault = Fault::client(reason);
        fault.code = Code::new("", "VersionMismatch");
        Self { header: Header::Upgrade, ..fault.into() }
    }

    /// The fault for header blocks that must be understood and that the service does not understand.
    pub(super) fn not_understood(blocks: Vec<OwnedName>) -> Self {
        let names: Vec<_> =
            blocks.iter().take(5).map(|name| format!("`{}`", name.as_name().local())).collect();
        let mut fault = Fault::client(format!("header blocks that are not understood: {}", names.join(", ")));
        fault.code = Code::new("", "MustUnderstand");
        Self { header: Header::NotUnderstood(blocks), ..fault.into() }
    }

    /// The fault for a request that cannot be decoded. It states the path and the position of the error, and
    /// what was expected there. It quotes nothing from the request, because any text may be secret.
    pub(super) fn unreadable(error: Error) -> Self {
        match error.kind() {
            ErrorKind::Fault(_) => Fault::client("the request contains a fault").into(),
            ErrorKind::TooLarge { what, limit } => {
                let reason = match *what {
                    // Requests and replies have the same reader, whose error may name a reply.
                    "the reply" | "the message" => format!("the request exceeds the limit of {limit} bytes"),
                    _ => error.to_string(),
                };
                Self::with_status(StatusCode::PAYLOAD_TOO_LARGE, Fault::client(reason))
            }
            _ => Fault::client(error.redacted().to_string()).into(),
        }
    }

    /// The fault for a request that an extension refuses.
    pub(super) fn refused(error: Error) -> Self {
        match error.into_kind() {
            ErrorKind::Fault(fault) => fault.into(),
            kind => Fault::client(Error::from(kind).redacted().to_string()).into(),
        }
    }

    /// The HTTP status and the envelope of the fault.
    pub(super) fn written(self, version: Version) -> (StatusCode, Written) {
        let Self { fault, status, header, action: _ } = self;
        // SOAP 1.1, section 6.2: always 500. SOAP 1.2 part 2, section 7.5.2.2: faults of the sender have 400.
        let usual = match version == Version::Soap12 && fault.is_client() {
            true => StatusCode::BAD_REQUEST,
            false => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let write = |output: &mut Writer| header.write(output);
        // SOAP 1.1 defines no header block for blocks that were not understood.
        let has_header = match header {
            Header::None => false,
            Header::NotUnderstood(_) => version == Version::Soap12,
            Header::Upgrade => true,
        };
        let written = write_fault(version, &fault, has_header.then_some(&write)).or_else(|_| {
            // Writing fails if a text of the fault has characters that XML cannot represent. A fault without
            // that text is sent instead.
            let plain = Fault::server("the fault cannot be written");
            write_fault(version, &plain, None)
        });
        (status.unwrap_or(usual), written.unwrap_or_default())
    }

    /// The reply with the envelope of the fault.
    pub(super) fn into_reply(self, version: Version) -> Reply {
        let (status, written) = self.written(version);
        reply(status, media_type(version), written.text)
    }
}

impl Header {
    fn write(&self, output: &mut Writer) {
        match self {
            Self::None => {}
            Self::NotUnderstood(blocks) => {
                for name in blocks {
                    let name = name.as_name();
                    name_element("NotUnderstood", name.namespace(), name.local(), output);
                }
            }
            Self::Upgrade => {
                output.open(Name::new(ENVELOPE_12, "Upgrade"));
                for version in [Version::Soap12, Version::Soap11] {
                    name_element("SupportedEnvelope", version.namespace(), "Envelope", output);
                }
                output.close();
            }
        }
    }
}

/// Writes an element whose attribute `qname` is a name.
fn name_element(element: &str, namespace: &str, local: &str, output: &mut Writer) {
    output.open(Name::new(ENVELOPE_12, element));
    output.attribute(Name::new("", "qname"), &Code::new(namespace, local));
    output.close();
}

/// The media type of an envelope.
pub(super) const fn media_type(version: Version) -> HeaderValue {
    HeaderValue::from_static(match version {
        Version::Soap11 => "text/xml; charset=utf-8",
        Version::Soap12 => "application/soap+xml; charset=utf-8",
    })
}
