//! SOAP on top of the XML reader and writer: envelopes, header blocks and faults of SOAP 1.1 and 1.2.
//! This module does not know how bytes are transported; `transport` does.

#[cfg(feature = "mime")]
pub(crate) mod attached;
mod block;
mod detail;
pub(crate) mod envelope;
pub mod extension;
mod fault_xml;
pub(crate) mod message;
pub(crate) mod operation;
#[cfg(feature = "service")]
pub(crate) mod preview;
#[cfg(any(feature = "addressing", feature = "security", feature = "service"))]
pub(crate) mod role;
pub(crate) mod section5;
pub mod server;
pub(crate) mod write;
mod written;

pub use crate::fault::{Code, DetailText, Fault, Reason, Version};
pub use block::Block;
pub(crate) use envelope::{Findings, Incoming, Payload};
pub use operation::{Actions, Body, Contract, Detail, DetailElement, NoFault, Operation, Replacement};
pub(crate) use write::{Outgoing, write_message};
pub(crate) use written::Written;
