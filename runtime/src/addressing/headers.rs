//! The message addressing headers of a received message.

use super::AddressingVersion;
use super::reference::EndpointReference;
use crate::error::{Error, ErrorKind, Result};
use crate::soap::extension::IncomingMessage;
use crate::soap::role;
use crate::text::{Element, Name};

/// The WS-Addressing headers that are addressed to the receiver.
#[derive(Default)]
pub(super) struct Headers {
    /// The version of the first WS-Addressing header; `None` if the message has no such header.
    pub(super) version: Option<AddressingVersion>,
    pub(super) action: Option<String>,
    pub(super) message_id: Option<String>,
    pub(super) reply_to: Option<EndpointReference>,
    pub(super) fault_to: Option<EndpointReference>,
    /// Identifiers of the messages to which this message is the reply.
    pub(super) relates_to: Vec<String>,
    /// The elements of the header `FaultDetail`, which SOAP 1.1 has instead of a detail for faults that concern
    /// headers.
    pub(super) fault_detail: Vec<Element>,
    /// Local name of a header that occurs more than once, although at most once is allowed.
    pub(super) repeated: Option<&'static str>,
}

/// The `RelationshipType` of a reply, which is the default.
const REPLY: &str = "http://www.w3.org/2005/08/addressing/reply";

/// Local name of the header with details of a fault.
pub(super) const FAULT_DETAIL: &str = "FaultDetail";

/// Local names of all headers.
const NAMES: [&str; 8] =
    ["Action", "FaultTo", "From", "MessageID", "RelatesTo", "ReplyTo", "To", FAULT_DETAIL];

impl Headers {
    /// Reads the headers of a message that are addressed to the receiver, and marks them as understood.
    pub(super) fn of(message: &mut IncomingMessage<'_>) -> Result<Self> {
        let mut headers = Self::default();
        let mut blocks = message.blocks()?;
        blocks.retain(|block| AddressingVersion::of_namespace(block.name().namespace()).is_some());
        if blocks.is_empty() {
            return Ok(headers);
        }
        let soap = message.envelope_version()?;
        for block in blocks {
            // A header that is addressed to another node does not concern this exchange.
            if !role::is_for(block.attribute(role::attribute(soap)), soap, None) {
                continue;
            }
            let Some(version) = AddressingVersion::of_namespace(block.name().namespace()) else { continue };
            let Some(local) = NAMES.into_iter().find(|known| *known == block.name().local()) else {
                continue;
            };
            headers.version.get_or_insert(version);
            message.understand(Name::new(version.namespace(), local));
            headers.add(local, &block)?;
        }
        Ok(headers)
    }

    fn add(&mut self, local: &'static str, block: &Element) -> Result<()> {
        let is_repeated = match local {
            "Action" => self.action.replace(text(block)?).is_some(),
            "MessageID" => self.message_id.replace(text(block)?).is_some(),
            "ReplyTo" => self.reply_to.replace(reference(block)?).is_some(),
            "FaultTo" => self.fault_to.replace(reference(block)?).is_some(),
            "RelatesTo" => {
                // Only the relationship "reply" matters here. Messages may have other relationships, which
                // concern the application. In the submission of 2004, the relationship type is a qualified
                // name, such as `wsa:Reply`.
                let relation = block.attribute(("", "RelationshipType")).map_or("", str::trim);
                if matches!(relation, "" | "reply" | REPLY) || relation.ends_with(":Reply") {
                    self.relates_to.push(text(block)?);
                }
                false
            }
            FAULT_DETAIL => {
                self.fault_detail.extend(block.limited_children()?);
                false
            }
            _ => false,
        };
        if is_repeated {
            self.repeated = Some(local);
        }
        Ok(())
    }
}

/// Maximum number of reference parameters and properties of a reply address.
const MAX_PARAMETERS: usize = 100;

/// Maximum size of the reference parameters and properties of a reply address, in bytes.
const LARGEST_PARAMETERS: usize = 64 << 10;

/// The endpoint reference in a header. The reply repeats its reference parameters as header blocks. Such a
/// block can be much longer than the parameter in the received message, because it repeats namespace
/// declarations of the elements around the parameter. The number and size of the parameters are therefore
/// limited.
fn reference(block: &Element) -> Result<EndpointReference> {
    let reference: EndpointReference = block.decode()?;
    let parameters = || reference.reference_parameters.iter().chain(&reference.reference_properties);
    if parameters().count() > MAX_PARAMETERS {
        let what = "the number of reference parameters";
        return Err(ErrorKind::TooLarge { what, limit: MAX_PARAMETERS as u64 }.into());
    }
    if parameters().map(|parameter| parameter.to_xml().len()).sum::<usize>() > LARGEST_PARAMETERS {
        let what = "the size of the reference parameters in bytes";
        return Err(ErrorKind::TooLarge { what, limit: LARGEST_PARAMETERS as u64 }.into());
    }
    Ok(reference)
}

/// The text of a header, without white space around it.
fn text(block: &Element) -> Result<String> {
    match block.text() {
        Some(text) => Ok(text.trim().to_owned()),
        None => Err(Error::new(ErrorKind::Rejected {
            reason: format!("the header `{}` contains elements", block.name().local()).into(),
        })),
    }
}
