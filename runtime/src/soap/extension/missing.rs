//! Protocols that a contract requires, but whose feature of this crate is not enabled.

use super::outline::Outline;
use super::{CallFacts, Extension, ExtensionRun, OutgoingMessage};
use crate::error::{Error, Result};

/// Placeholder for an extension whose feature is not enabled. A call fails unless the user adds the headers of
/// the protocol.
#[derive(Clone, Copy)]
pub(crate) struct Missing {
    /// The reason for the error.
    reason: &'static str,
    /// Namespaces of the headers.
    namespaces: &'static [&'static str],
}

impl Missing {
    #[cfg(not(feature = "mime"))]
    pub(crate) const MTOM: Self = Self {
        reason: "the policy of the service demands MTOM: enable the feature `mime` of `saponify`",
        namespaces: &[],
    };

    #[cfg(not(feature = "addressing"))]
    pub(crate) const ADDRESSING: Self = Self {
        reason: "the contract requires WS-Addressing: enable the feature `addressing` of `saponify`",
        namespaces: &[
            "http://www.w3.org/2005/08/addressing",
            "http://schemas.xmlsoap.org/ws/2004/08/addressing",
        ],
    };
}

impl Extension for Missing {
    fn start(&self, _call: &CallFacts<'_>) -> Result<Box<dyn ExtensionRun>> {
        Ok(Box::new(*self))
    }
}

impl ExtensionRun for Missing {
    fn seal(&mut self, message: &mut OutgoingMessage<'_>) -> Result<()> {
        let blocks = Outline::of(message.text())?.blocks;
        match blocks.iter().any(|block| self.namespaces.contains(&block.name.as_name().namespace())) {
            true => Ok(()),
            false => Err(Error::cannot_be_written(self.reason)),
        }
    }
}
