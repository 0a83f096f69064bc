//! Extensions take part in the exchange of messages, outside the contract.
//!
//! An [`Extension`] adds header blocks that are new for each call, sees and replaces the finished envelope
//! before it is sent, and sees the received envelope before it is decoded. WS-Addressing and WS-Security
//! are extensions. Extensions belong to a client ([`Client::with_extension`](crate::Client::with_extension))
//! or to a call ([`Call::extension`](crate::Call::extension)).
//!
//! # Steps
//!
//! Each attempt to send a call starts a new [`ExtensionRun`], which keeps the state of the attempt, such as
//! a message identifier or a nonce. Its steps are:
//!
//! | step | sees | typical use |
//! |---|---|---|
//! | [`prepare`](ExtensionRun::prepare) | facts of the call | header blocks, HTTP headers, another SOAP action |
//! | [`seal`](ExtensionRun::seal) | the envelope as text | identifiers of elements, signature, encryption, attachments |
//! | [`open`](ExtensionRun::open) | the received envelope as text, attachments, the HTTP status and headers | decryption, verification |
//!
//! # Order
//!
//! Messages are prepared and sealed in the order in which extensions were added: those of the client, then
//! those of the call. Received messages are opened in the reverse order. An extension that encrypts is
//! therefore added after one that signs. The header blocks of extensions follow those of the contract, of
//! the client and of the call, in the order in which they were added.
//!
//! A server uses the same trait: an [`ExtensionRun`] first opens the request, then sees the selected operation
//! ([`select`](ExtensionRun::select)), then prepares and seals the reply. [`CallFacts::side`] returns whether
//! the run belongs to a client or to a server.
//!
//! # Secrets
//!
//! Errors, [`Debug`](std::fmt::Debug) and observers do not show texts that an extension declares with
//! [`Preparation::hide`], [`OutgoingMessage::hide`] or [`Block::secret`](crate::soap::Block::secret), nor texts
//! of header blocks whose names suggest a secret, such as `Password`.
//!
//! # Examples
//!
//! A header block with a new value for each call:
//!
//! ```
//! use std::sync::atomic::{AtomicU64, Ordering};
//! use saponify::Result;
//! use saponify::soap::{Block, extension::{CallFacts, Extension, ExtensionRun, Preparation}};
//!
//! /// Numbers the requests of a client.
//! #[derive(Default)]
//! struct Sequence(AtomicU64);
//!
//! impl Extension for Sequence {
//!     fn start(&self, _call: &CallFacts<'_>) -> Result<Box<dyn ExtensionRun>> {
//!         Ok(Box::new(Number(self.0.fetch_add(1, Ordering::Relaxed))))
//!     }
//! }
//!
//! struct Number(u64);
//!
//! impl ExtensionRun for Number {
//!     fn prepare(&mut self, message: &mut Preparation<'_>) -> Result<()> {
//!         message.add_block(Block::of(("urn:example:sequence", "Number"), &self.0)?);
//!         Ok(())
//!     }
//! }
//!
//! # use saponify::{Client, Version, transport::Memory};
//! let client = Client::new(Memory::new(), "http://localhost/", Version::Soap11)
//!     .with_extension(Sequence::default());
//! ```
//!
//! Log entries in `tracing`, with envelopes as they are sent and received:
//!
//! ```
//! use std::time::Instant;
//! use saponify::Result;
//! use saponify::soap::extension::{CallFacts, Extension, ExtensionRun, IncomingMessage, OutgoingMessage};
//!
//! struct Trace;
//!
//! impl Extension for Trace {
//!     fn start(&self, call: &CallFacts<'_>) -> Result<Box<dyn ExtensionRun>> {
//!         let span = tracing::debug_span!("soap", operation = call.operation());
//!         Ok(Box::new(TraceRun { span, begun: Instant::now() }))
//!     }
//! }
//!
//! struct TraceRun {
//!     span: tracing::Span,
//!     begun: Instant,
//! }
//!
//! impl ExtensionRun for TraceRun {
//!     fn seal(&mut self, message: &mut OutgoingMessage<'_>) -> Result<()> {
//!         self.span.in_scope(|| tracing::debug!(envelope = %message.shown(), "request"));
//!         Ok(())
//!     }
//!
//!     fn open(&mut self, message: &mut IncomingMessage<'_>) -> Result<()> {
//!         let (status, bytes) = (message.status(), message.text().len());
//!         self.span.in_scope(|| tracing::debug!(?status, bytes, elapsed = ?self.begun.elapsed(), "reply"));
//!         Ok(())
//!     }
//! }
//! ```

mod facts;
mod incoming;
#[cfg(any(not(feature = "addressing"), not(feature = "mime")))]
mod missing;
mod outgoing;
mod outline;
mod runs;

use std::sync::Arc;

use crate::error::Result;
pub(crate) use facts::FaultAction;
pub use facts::{CallFacts, MessageKind, Side};
pub use incoming::IncomingMessage;
#[cfg(any(not(feature = "addressing"), not(feature = "mime")))]
pub(crate) use missing::Missing;
pub use outgoing::{OutgoingMessage, Part, Preparation};
pub(crate) use outline::Outline;
pub(crate) use runs::{Opened, Runs, Sealed};

/// Takes part in calls. One value serves all calls of a client; [`start`](Self::start) creates the state of
/// one attempt.
pub trait Extension: Send + Sync {
    /// Starts the [`ExtensionRun`] for one attempt to send a call, or for one request that a server receives.
    ///
    /// # Errors
    ///
    /// An error fails the call; nothing is sent.
    fn start(&self, call: &CallFacts<'_>) -> Result<Box<dyn ExtensionRun>>;

    /// The name of the slot of this extension. If several extensions of a call have the same slot, only the
    /// last one is used, so that a call can replace an extension of its client. By default the name is empty:
    /// the extension has no slot and is always used.
    fn slot(&self) -> &str {
        ""
    }
}

impl<E: Extension + ?Sized> Extension for Arc<E> {
    fn start(&self, call: &CallFacts<'_>) -> Result<Box<dyn ExtensionRun>> {
        (**self).start(call)
    }

    fn slot(&self) -> &str {
        (**self).slot()
    }
}

/// The part of an [`Extension`] in one exchange of messages. By default, each step does nothing.
pub trait ExtensionRun: Send {
    /// Adds header blocks and HTTP headers before the envelope is written.
    ///
    /// # Errors
    ///
    /// An error fails the call; nothing is sent.
    fn prepare(&mut self, _message: &mut Preparation<'_>) -> Result<()> {
        Ok(())
    }

    /// Changes the finished envelope before it is sent.
    ///
    /// # Errors
    ///
    /// An error fails the call; nothing is sent.
    fn seal(&mut self, _message: &mut OutgoingMessage<'_>) -> Result<()> {
        Ok(())
    }

    /// Checks or changes the received envelope before it is decoded.
    ///
    /// Called for SOAP envelopes, including faults, and for empty bodies of a successful HTTP status. With
    /// any other body, the call fails without this step.
    ///
    /// # Errors
    ///
    /// An error fails the call; nothing of the message is decoded. See
    /// [`Error::rejected`](crate::Error::rejected).
    fn open(&mut self, _message: &mut IncomingMessage<'_>) -> Result<()> {
        Ok(())
    }

    /// Checks a request on a server once its operation is known, before the request is decoded.
    ///
    /// # Errors
    ///
    /// An error refuses the request; the implementation is not called.
    fn select(&mut self, _call: &CallFacts<'_>) -> Result<()> {
        Ok(())
    }
}
