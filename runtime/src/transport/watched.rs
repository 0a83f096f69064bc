//! A ureq connection that records whether a byte of the reply arrived before the connection broke.
//!
//! It also makes early replies readable. A server that rejects a large request may answer and close the
//! connection while the client is still writing. ureq would then fail with the write error and never read
//! the answer.

use std::fmt;
use std::io::{self, ErrorKind};

use ureq::Error;
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout, Transport};

/// Wraps each connection, on top of TCP, proxy and TLS. An error that occurs before the connection is
/// established, such as a refused connection, contains no [`Broken`].
#[derive(Debug)]
pub(super) struct Watch;

impl<In: Transport> Connector<In> for Watch {
    type Out = Watched<In>;

    fn connect(&self, _: &ConnectionDetails<'_>, chained: Option<In>) -> Result<Option<Self::Out>, Error> {
        Ok(chained.map(|inner| Watched { inner, answered: false, refused: None }))
    }
}

/// A wrapped connection.
#[derive(Debug)]
pub(super) struct Watched<T> {
    inner: T,
    /// Whether a byte has arrived since data was last sent.
    answered: bool,
    /// The write error after which the server accepts no more of the request.
    refused: Option<io::Error>,
}

impl<T: Transport> Transport for Watched<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        if self.refused.is_some() {
            // Discard the rest of the request. The answer may have arrived already.
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
            // Keep the kind of the error: ureq treats `UnexpectedEof` as the end of a body without a length.
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

/// An error on an established connection.
#[derive(Debug)]
pub(super) struct Broken {
    source: io::Error,
    /// Whether the connection was closed before any byte of the reply arrived.
    pub(super) before_reply: bool,
}

impl Broken {
    /// The [`Broken`] in an error, if the error occurred on an established connection.
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
