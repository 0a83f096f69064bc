//! Multipart messages of `mock`. The runtime's client writes and reads them, with transports that store a request or
//! return a given reply instead of using HTTP.

use std::sync::{Mutex, PoisonError};

use saponify::{
    Attachment, Client,
    soap::Block,
    transport::{BlockingTransport, Request, Response},
};

use super::{
    messages::{Dynamic, DynamicOneWay, MessageForm, as_element, runtime_version},
    tree::Nodes,
};
use crate::model::{SoapVersion, UseKind};

/// A message as it is sent over HTTP.
#[derive(Debug)]
pub(super) struct Packed {
    pub(super) content_type: String,
    pub(super) body: Vec<u8>,
}

impl Packed {
    /// Writes a message: an envelope, or a multipart message if the body has attachments.
    ///
    /// # Errors
    ///
    /// If a text contains characters that XML cannot represent.
    pub(super) fn of(
        form: &MessageForm,
        version: SoapVersion,
        headers: &Nodes,
        body: &Nodes,
    ) -> saponify::Result<Self> {
        if body.attachments().next().is_none() {
            return Ok(Self::envelope(version, form.write(version, headers, body)?));
        }
        match form.usage {
            UseKind::Literal => pack::<false>(version, headers, body),
            UseKind::Encoded => pack::<true>(version, headers, body),
        }
    }

    /// Creates a message that is only an envelope.
    pub(super) fn envelope(version: SoapVersion, envelope: String) -> Self {
        let content_type = runtime_version(version).content_type(None).into_owned();
        Self { content_type, body: envelope.into_bytes() }
    }
}

fn pack<const ENCODED: bool>(
    version: SoapVersion,
    headers: &Nodes,
    body: &Nodes,
) -> saponify::Result<Packed> {
    /// Transport that stores the message.
    struct Capture(Mutex<Option<Packed>>);

    impl BlockingTransport for &Capture {
        fn send(&self, request: Request<'_>) -> saponify::Result<Response> {
            let is_content_type = |name: &str| name.eq_ignore_ascii_case("Content-Type");
            let content_type = request.headers.iter().find(|(name, _)| is_content_type(name));
            let content_type = content_type.map(|(_, value)| value.to_string()).unwrap_or_default();
            let packed = Packed { content_type, body: request.body.into_vec() };
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(packed);
            Ok(Response::new(202, Vec::new()))
        }
    }

    let capture = Capture(Mutex::default());
    let client = Client::new(&capture, "http://localhost/", runtime_version(version));
    let mut call = client.call::<DynamicOneWay<ENCODED>>(body.clone());
    for node in &headers.0 {
        call = call.header(Block::new(as_element(node)?));
    }
    call.send()?;
    drop((call, client));
    let packed = capture.0.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(packed.unwrap_or_else(|| Packed::envelope(version, String::new())))
}

/// A multipart message after it was read.
pub(super) struct Unpacked {
    pub(super) version: SoapVersion,
    /// The envelope, with the content of parts to which it refers.
    pub(super) envelope: String,
    /// Parts to which the envelope does not refer.
    pub(super) attachments: Vec<Attachment>,
}

/// Returns `true` if a media type denotes a multipart message.
pub(super) fn is_multipart(content_type: &str) -> bool {
    content_type.trim_start().get(..10).is_some_and(|start| start.eq_ignore_ascii_case("multipart/"))
}

/// Returns the SOAP version of a multipart message. If the body contains the namespaces of both versions, one
/// of them may be in an attachment. Then the media type decides (RFC 2387; XOP, section 5), or the first
/// namespace if the media type names no version.
fn version_of(content_type: &str, body: &[u8]) -> SoapVersion {
    let content_type = content_type.to_ascii_lowercase();
    let place = |namespace: &str| memchr::memmem::find(body, namespace.as_bytes());
    let old = place("http://schemas.xmlsoap.org/soap/envelope/");
    let new = place("http://www.w3.org/2003/05/soap-envelope");
    let is_soap12 = match (old, new) {
        (None, Some(_)) => true,
        (Some(_), None) => false,
        _ if content_type.contains("application/soap+xml") => true,
        _ if content_type.contains("text/xml") => false,
        (Some(old), Some(new)) => new < old,
        (None, None) => false,
    };
    if is_soap12 { SoapVersion::Soap12 } else { SoapVersion::Soap11 }
}

/// Reads a multipart message.
///
/// # Errors
///
/// If the message is malformed.
pub(super) fn unpack(content_type: &str, body: &[u8]) -> saponify::Result<Unpacked> {
    /// Transport that returns the message.
    struct Given(Response);

    impl BlockingTransport for &Given {
        fn send(&self, _request: Request<'_>) -> saponify::Result<Response> {
            Ok(self.0.clone())
        }
    }

    let version = version_of(content_type, body);
    let given = Given(Response::new(200, body).with_header("Content-Type", content_type));
    let client = Client::new(&given, "http://localhost/", runtime_version(version));
    let reply = client.call::<Dynamic<false>>(Nodes::default()).send()?;
    let envelope = saponify::soap::server::write_reply::<Dynamic<false>>(
        runtime_version(version),
        &reply.headers,
        &reply.body,
    )?;
    Ok(Unpacked { version, envelope, attachments: reply.attachments })
}
