//! The extension that sends and checks message addressing headers.

use std::borrow::Cow;

use super::headers::{FAULT_DETAIL, Headers};
use super::version::{is_anonymous, is_none};
use super::{AddressingFault, AddressingFaultKind, AddressingVersion, EndpointReference, message_id};
use crate::error::{Error, ErrorKind, Result};
use crate::fault::Version;
use crate::redaction::excerpt::shorten;
use crate::soap::Block;
use crate::soap::extension::{
    CallFacts, Extension, ExtensionRun, IncomingMessage, MessageKind, Preparation, Side,
};
use crate::text::{Element, Name};

/// WS-Addressing for the calls of a client, or for the requests that a server receives.
///
/// See the [module](crate::addressing) for an example. On a server, a reply gets the headers that answer
/// those of its request, in the same version of WS-Addressing. A request without these headers is accepted
/// unless [`required`](Self::required).
#[derive(Clone, Debug)]
pub struct Addressing {
    version: AddressingVersion,
    action: Option<String>,
    to: Option<EndpointReference>,
    from: Option<EndpointReference>,
    reply_to: Option<EndpointReference>,
    fault_to: Option<EndpointReference>,
    must_understand: bool,
    required: bool,
}

impl Addressing {
    /// Creates an extension for WS-Addressing 1.0.
    pub fn v1_0() -> Self {
        Self::new(AddressingVersion::V1_0)
    }

    /// Creates an extension for the WS-Addressing submission of August 2004.
    pub fn august_2004() -> Self {
        Self::new(AddressingVersion::August2004)
    }

    /// Creates an extension for a version of WS-Addressing.
    pub fn new(version: AddressingVersion) -> Self {
        Self {
            version,
            action: None,
            to: None,
            from: None,
            reply_to: None,
            fault_to: None,
            must_understand: true,
            required: false,
        }
    }

    /// Sets the action of requests. The default is the action of the operation in the contract.
    #[must_use]
    pub fn action(mut self, action: impl Into<String>) -> Self {
        self.action = Some(action.into());
        self
    }

    /// Sets the destination, whose reference parameters become header blocks. The default is the URL of the
    /// client without parameters. The request is always sent to the URL of the client, independent of this
    /// destination.
    #[must_use]
    pub fn to(mut self, to: impl Into<EndpointReference>) -> Self {
        self.to = Some(to.into());
        self
    }

    /// Sets the header `From`, which is not sent by default.
    #[must_use]
    pub fn from(mut self, from: impl Into<EndpointReference>) -> Self {
        self.from = Some(from.into());
        self
    }

    /// Sets the address of replies. The default is the anonymous address, which means the HTTP response. With
    /// another address, an empty HTTP response is accepted.
    #[must_use]
    pub fn reply_to(mut self, reply_to: impl Into<EndpointReference>) -> Self {
        self.reply_to = Some(reply_to.into());
        self
    }

    /// Sets the address of faults. The default is the address of replies.
    #[must_use]
    pub fn fault_to(mut self, fault_to: impl Into<EndpointReference>) -> Self {
        self.fault_to = Some(fault_to.into());
        self
    }

    /// Sets whether the header `Action` has `mustUnderstand`. The default is `true`.
    #[must_use]
    pub fn must_understand(mut self, must_understand: bool) -> Self {
        self.must_understand = must_understand;
        self
    }

    /// Requires the headers in received messages: a reply without `RelatesTo` and a request without `Action`
    /// are rejected. By default they are accepted. Faults without headers are always accepted, because a server
    /// that cannot read a request does not know its headers.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }
}

impl Extension for Addressing {
    fn start(&self, _call: &CallFacts<'_>) -> Result<Box<dyn ExtensionRun>> {
        Ok(Box::new(Run {
            settings: self.clone(),
            message_id: message_id::new()?,
            request: Headers::default(),
            refused: None,
        }))
    }

    fn slot(&self) -> &str {
        "http://www.w3.org/2005/08/addressing"
    }
}

/// State of the extension during one exchange of messages.
struct Run {
    settings: Addressing,
    /// Identifier of the outgoing message.
    message_id: String,
    /// On a server, the headers of the request.
    request: Headers,
    /// The reason why the request is refused.
    refused: Option<AddressingFault>,
}

impl ExtensionRun for Run {
    fn prepare(&mut self, message: &mut Preparation<'_>) -> Result<()> {
        match message.kind() {
            MessageKind::Request => self.request(message),
            MessageKind::Reply | MessageKind::Fault => self.reply(message),
        }
    }

    fn open(&mut self, message: &mut IncomingMessage<'_>) -> Result<()> {
        let headers = Headers::of(message)?;
        match message.call().side() {
            Side::Client => self.check_reply(headers, message),
            Side::Server => {
                self.request = headers;
                let version = message.call().version();
                self.check_request(message).map_err(|fault| self.refuse(fault, version))
            }
        }
    }

    fn select(&mut self, call: &CallFacts<'_>) -> Result<()> {
        // The reply address of a one-way request is not used, so it is not checked.
        if call.is_one_way() {
            return Ok(());
        }
        let addresses = [("ReplyTo", &self.request.reply_to), ("FaultTo", &self.request.fault_to)];
        let unserved = addresses.into_iter().find(|(_, reference)| {
            let is_served = |address: &str| is_anonymous(address) || is_none(address);
            reference.as_ref().is_some_and(|reference| !is_served(&reference.address))
        });
        if let Some((name, _)) = unserved {
            let (kind, subcode) =
                (AddressingFaultKind::InvalidAddressingHeader, "OnlyAnonymousAddressSupported");
            let fault = AddressingFault::new(kind, Some(subcode), Some(name));
            return Err(self.refuse(fault, call.version()));
        }
        Ok(())
    }
}

impl Run {
    /// Adds the headers of a request.
    fn request(&self, message: &mut Preparation<'_>) -> Result<()> {
        let Addressing { version, action, to, from, reply_to, fault_to, must_understand, .. } =
            &self.settings;
        let (version, call) = (*version, message.call());
        let action = action.as_deref().unwrap_or(call.actions().request);
        if action.is_empty() {
            return Err(Error::cannot_be_written(
                "the contract gives no action for WS-Addressing; `Addressing::action` sets it",
            ));
        }
        // A SOAP action that is neither empty nor equal to the WS-Addressing action causes a fault
        // (WS-Addressing 1.0 SOAP Binding), so it is replaced.
        if !call.soap_action().is_empty() && call.soap_action() != action {
            message.set_soap_action(action);
        }
        add_action(message, version, action, *must_understand)?;
        let address = to.as_ref().map_or(call.endpoint(), |to| &to.address);
        message.add_block(text(version, "To", &without_user(address))?);
        if let Some(from) = from {
            message.add_block(reference(version, "From", from)?);
        }
        if !call.is_one_way() || reply_to.is_some() {
            let anonymous = EndpointReference::new(version.anonymous());
            message.add_block(reference(version, "ReplyTo", reply_to.as_ref().unwrap_or(&anonymous))?);
        }
        if let Some(fault_to) = fault_to {
            message.add_block(reference(version, "FaultTo", fault_to)?);
        }
        message.add_block(text(version, "MessageID", &self.message_id)?);
        if let Some(to) = to {
            to.blocks(version).for_each(|block| message.add_block(block));
        }
        Ok(())
    }

    /// Adds the headers of a reply or a fault, if the request had WS-Addressing headers. Discards the message
    /// if the request gives the address `none` for it.
    fn reply(&self, message: &mut Preparation<'_>) -> Result<()> {
        let Some(version) = self.request.version else { return Ok(()) };
        let (declared, is_default) =
            (message.call().fault_action(), message.call().has_default_fault_action());
        // In the version of 2004, a declared fault to which the contract gives no action has the general
        // action of faults.
        let is_declared = !declared.is_empty() && (!is_default || version == AddressingVersion::V1_0);
        let (action, to) = match message.kind() {
            MessageKind::Fault if self.refused.is_some() => {
                (version.own_fault_action(), self.request.fault_to.as_ref())
            }
            MessageKind::Fault if is_declared => (declared, self.request.fault_to.as_ref()),
            MessageKind::Fault => (version.fault_action(), self.request.fault_to.as_ref()),
            _ => (message.call().actions().reply, None),
        };
        let to = to.or(self.request.reply_to.as_ref());
        if to.is_some_and(|to| is_none(&to.address)) {
            message.discard();
            return Ok(());
        }
        if !action.is_empty() {
            add_action(message, version, action, false)?;
        }
        message.add_block(text(version, "MessageID", &self.message_id)?);
        if let Some(request) = &self.request.message_id {
            message.add_block(text(version, "RelatesTo", request)?);
        }
        // In SOAP 1.1, the detail of a fault describes only errors in the body. For this error in a header,
        // the detail is the header block `FaultDetail` (SOAP Binding, section 6.3).
        if message.call().version() == Version::Soap11
            && let Some(detail) = self.refused.as_ref().and_then(|fault| fault.detail(version))
        {
            message.add_block(Block::new(Element::parse(&format!(
                "<wsa:{FAULT_DETAIL} xmlns:wsa=\"{}\">{}</wsa:{FAULT_DETAIL}>",
                version.namespace(),
                detail.to_xml()
            ))?));
        }
        if let Some(to) = to {
            message.add_block(text(version, "To", &to.address)?);
            to.blocks(version).for_each(|block| message.add_block(block));
        }
        Ok(())
    }

    /// Checks that a reply belongs to the request.
    fn check_reply(&self, headers: Headers, message: &mut IncomingMessage<'_>) -> Result<()> {
        message.add_fault_detail(headers.fault_detail);
        if message.is_empty() {
            if self.settings.reply_to.as_ref().is_some_and(|reply_to| !is_anonymous(&reply_to.address)) {
                message.accept_empty();
            }
            return Ok(());
        }
        // A server that could not read the identifier of the request writes `UNSPECIFIED`.
        let is_known = |id: &&String| id.as_str() != UNSPECIFIED;
        let related: Vec<_> = headers.relates_to.iter().filter(is_known).collect();
        match related.as_slice() {
            [] if !self.settings.required => Ok(()),
            [] if message.is_fault()? => {
                message.accept_only_fault(UNRELATED);
                Ok(())
            }
            [] => Err(Error::rejected(UNRELATED)),
            ids if ids.iter().any(|id| **id == self.message_id) => Ok(()),
            [first, ..] => Err(Error::rejected(format!(
                "the reply belongs to another request: `RelatesTo` is `{}`, the `MessageID` of the request is `{}`",
                shorten(first, 200),
                self.message_id
            ))),
        }
    }

    /// Checks the headers of a request on a server.
    fn check_request(&self, message: &IncomingMessage<'_>) -> Result<(), AddressingFault> {
        let headers = &self.request;
        let fault = |kind, subcode, problem| Err(AddressingFault::new(kind, subcode, Some(problem)));
        if headers.version.is_none() && !self.settings.required {
            return Ok(());
        }
        if let Some(repeated) = headers.repeated {
            return fault(AddressingFaultKind::InvalidAddressingHeader, Some("InvalidCardinality"), repeated);
        }
        let Some(action) = &headers.action else {
            return fault(AddressingFaultKind::MessageAddressingHeaderRequired, None, "Action");
        };
        let soap_action = message.http_header("SOAPAction").unwrap_or_default().trim().trim_matches('"');
        if !soap_action.is_empty() && soap_action != action {
            return fault(AddressingFaultKind::InvalidAddressingHeader, Some("ActionMismatch"), "Action");
        }
        Ok(())
    }

    /// Refuses the request with a fault in the WS-Addressing version of the request. In SOAP 1.1, `reply` adds the
    /// detail as a header block.
    fn refuse(&mut self, fault: AddressingFault, soap: Version) -> Error {
        let version = self.request.version.unwrap_or(self.settings.version);
        let mut sent = fault.to_fault(version);
        if soap == Version::Soap12 {
            sent.detail.extend(fault.detail(version));
        }
        self.refused = Some(fault);
        Error::new(ErrorKind::Fault(Box::new(sent)))
    }
}

const UNRELATED: &str = "the reply has no header `RelatesTo`";

/// The value of `RelatesTo` if the identifier of the request is unknown.
const UNSPECIFIED: &str = "http://www.w3.org/2005/08/addressing/unspecified";

fn add_action(
    message: &mut Preparation<'_>,
    version: AddressingVersion,
    action: &str,
    must_understand: bool,
) -> Result<()> {
    let block = text(version, "Action", action)?;
    message.add_block(if must_understand { block.must_understand() } else { block });
    Ok(())
}

fn text(version: AddressingVersion, local: &str, text: &str) -> Result<Block> {
    Block::of(Name::new(version.namespace(), local), &text.to_owned())
}

fn reference(version: AddressingVersion, local: &str, reference: &EndpointReference) -> Result<Block> {
    let reference = reference.clone().version(version);
    Ok(Block::new(reference.to_element(Name::new(version.namespace(), local))?))
}

/// Removes the user and the password from a URL: they are only for HTTP authentication.
fn without_user(url: &str) -> Cow<'_, str> {
    let Some((scheme, rest)) = url.split_once("://") else { return url.into() };
    let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    match authority.rsplit_once('@') {
        Some((_, host)) => format!("{scheme}://{host}{path}").into(),
        None => url.into(),
    }
}
