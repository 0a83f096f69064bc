//! Properties of a call that are known before its message is written.

use std::fmt;

use crate::fault::Version;
use crate::redaction::url::shown;
use crate::soap::operation::Actions;

/// The side of an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Sends a request and receives a reply.
    Client,
    /// Receives a request and sends a reply.
    Server,
}

/// The kind of an outgoing message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MessageKind {
    /// The request of a client.
    Request,
    /// The reply of a server.
    Reply,
    /// The fault of a server.
    Fault,
}

/// The WS-Addressing action of a declared fault.
#[derive(Clone, Copy, Default)]
pub(crate) struct FaultAction<'c> {
    /// The action; empty if the message is not a declared fault.
    pub(crate) text: &'c str,
    /// Whether the action is the default of WS-Addressing 1.0, because the contract names none.
    pub(crate) is_default: bool,
}

/// Properties of one call that extensions can query.
#[derive(Clone, Copy)]
pub struct CallFacts<'c> {
    pub(crate) side: Side,
    pub(crate) operation: &'c str,
    pub(crate) soap_action: &'c str,
    pub(crate) actions: Actions<'c>,
    pub(crate) fault_action: FaultAction<'c>,
    pub(crate) endpoint: &'c str,
    pub(crate) version: Version,
    pub(crate) is_one_way: bool,
}

impl<'c> CallFacts<'c> {
    /// The side on which the extension runs.
    pub fn side(&self) -> Side {
        self.side
    }

    /// Name of the operation. On a server, the name is empty until all extensions have opened the request.
    pub fn operation(&self) -> &'c str {
        self.operation
    }

    /// The SOAP action of the contract; may be empty.
    pub fn soap_action(&self) -> &'c str {
        self.soap_action
    }

    /// The WS-Addressing actions of the contract.
    pub fn actions(&self) -> Actions<'c> {
        self.actions
    }

    /// The WS-Addressing action of the declared fault that a server sends; empty for all other messages.
    pub fn fault_action(&self) -> &'c str {
        self.fault_action.text
    }

    /// Whether the action of the declared fault is the default of WS-Addressing 1.0, because the contract names none.
    pub fn has_default_fault_action(&self) -> bool {
        self.fault_action.is_default
    }

    /// The URL of the service. It may contain a user and a password.
    pub fn endpoint(&self) -> &'c str {
        self.endpoint
    }

    /// The SOAP version of outgoing messages.
    pub fn version(&self) -> Version {
        self.version
    }

    /// Whether the operation has no reply.
    pub fn is_one_way(&self) -> bool {
        self.is_one_way
    }
}

/// Shows the endpoint without user, password and query.
impl fmt::Debug for CallFacts<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("CallFacts")
            .field("side", &self.side)
            .field("operation", &self.operation)
            .field("soap_action", &self.soap_action)
            .field("actions", &self.actions)
            .field("fault_action", &self.fault_action.text)
            .field("endpoint", &shown(self.endpoint))
            .field("version", &self.version)
            .field("is_one_way", &self.is_one_way)
            .finish()
    }
}
