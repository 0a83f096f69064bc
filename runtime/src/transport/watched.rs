//! A connection of ureq that knows how far an exchange is: whether a byte of the reply arrived before it broke.
//!
//! It also lets an early reply through. A server that refuses a large request answers and closes while the client still
//! writes; ureq would then fail with the error of writing and never read the answer.

use std::fmt;
use std::io::{self, ErrorKind};

use ureq::Error;
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout, Transport};

/// Adds the watch to each connection, behind TCP, proxy and TLS. What fails before has no [`Broken`] in it.
#[derive(Debug)]
pub(super) struct Watch;

impl<In: Transport> Connector<In> for Watch {
    type Out = Watched<In>;

    fn connect(&self, _: &ConnectionDetails<'_>, chained: Option<In>) -> Result<Option<Self::Out>, Error> {
        Ok(chained.map(|inner| Watched { inner, answered: false, refused: None }))
    }
}

/// A connection that is watched.
#[derive(Debug)]
pub(super) struct Watched<T> {
    inner: T,
    /// Whether a byte arrived since something was sent.
    answered: bool,
    /// Why the server takes no more of the request.
    refused: Option<io::Error>,
}

impl<T: Transport> Transport for Watched<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        if self.refused.is_some() {
            // The answer may be there already; the rest of the request goes nowhere.
            return Ok(());
        }
        self.answered = false;
        match self.inner.transmit_output(amount, timeout) {
            Err(Error::Io(error)) if super::is_closed(error.kind()) => {
                self.refused = Some(error);
                Ok(())
            }
            Err(Error::Io(error)) => Err(broken(error, false)),
            other => other,
        }
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        let error = match self.inner.await_input(timeout) {
            Ok(true) => {
                self.answered = true;
                return Ok(true);
            }
            Ok(false) => io::Error::new(ErrorKind::UnexpectedEof, "the connection was closed"),
            Err(Error::Io(error)) => error,
            Err(other) => return Err(other),
        };
        let before_reply = !self.answered && super::is_closed(error.kind());
        match self.refused.take() {
            Some(refused) if before_reply => Err(broken(refused, before_reply)),
            // For ureq this kind is the end of a body without a length as well.
            _ => Err(broken(error, before_reply)),
        }
    }

    fn is_open(&mut self) -> bool {
        self.refused.is_none() && self.inner.is_open()
    }

    fn is_tls(&self) -> bool {
        self.inner.is_tls()
    }
}

fn broken(source: io::Error, before_reply: bool) -> Error {
    Error::Io(io::Error::new(source.kind(), Broken { source, before_reply }))
}

/// The error of a connection that was made.
#[derive(Debug)]
pub(super) struct Broken {
    source: io::Error,
    /// Whether the connection was closed before any byte of the reply.
    pub(super) before_reply: bool,
}

impl Broken {
    /// What broke, if the error comes from a connection that was made.
    pub(super) fn of(error: &io::Error) -> Option<&Self> {
        error.get_ref()?.downcast_ref()
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.source.fmt(formatter)
    }
}

impl std::error::Error for Broken {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.source()
    }
}
