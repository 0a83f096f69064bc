//! Everything that can go wrong, as one type. It must not know where the parts that fail live.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;

mod circumstances;
mod failed_call;
mod failure;
pub(crate) mod http_reply;

pub use http_reply::HttpReply;

use crate::fault::Fault;
use circumstances::Circumstances;

/// A result whose error is [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a call, or reading or writing a document, failed.
///
/// [`Display`](fmt::Display) says what, where and why in one line; [`kind`](Error::kind) tells the cases apart.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    source: Option<Box<dyn StdError + Send + Sync>>,
    call: Option<Box<Circumstances>>,
}

/// The ways to fail.
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The server could not be reached.
    #[non_exhaustive]
    Connect {
        /// What the transport said.
        reason: String,
    },
    /// The reply did not come in time.
    #[non_exhaustive]
    Timeout {
        /// How long it was waited for.
        after: std::time::Duration,
    },
    /// The transport failed after it was connected, or could not make the request.
    #[non_exhaustive]
    Transport {
        /// What the transport said.
        reason: String,
    },
    /// The server answered with an HTTP status and no envelope, or with the declared reply under a status of failure.
    ///
    /// [`Error::reply`] decodes the declared reply.
    #[non_exhaustive]
    Http {
        /// The status code.
        status: u16,
        /// Where a redirect leads to that was not followed, because the request would not have been the same there.
        location: Option<String>,
        /// The beginning of what came instead, secrets masked.
        body: String,
    },
    /// The document is not well-formed XML, or more than this reader takes (a document type, a foreign encoding).
    #[non_exhaustive]
    NotWellFormed {
        /// What is wrong.
        reason: Cow<'static, str>,
        /// Where.
        place: Place,
    },
    /// The document is well-formed but not what the contract says.
    #[non_exhaustive]
    Contract {
        /// The elements from the envelope down to where it went wrong: `Body/GetUserResponse/Response/Lastlogin`.
        path: String,
        /// What the contract says should stand there.
        expected: Cow<'static, str>,
        /// What stands there, shortened; `None` when it is a secret, or when nothing does.
        found: Option<String>,
        /// Where.
        place: Place,
    },
    /// A value cannot be written.
    #[non_exhaustive]
    Encode {
        /// The elements from the envelope down to the value.
        path: String,
        /// Why not.
        reason: Cow<'static, str>,
    },
    /// The server answered with a fault.
    Fault(Box<Fault>),
    /// The reply's success header says no; the headers are kept as XML and decode on demand.
    #[non_exhaustive]
    Unsuccessful {
        /// The `Header` element of the reply.
        headers: Box<crate::text::Element>,
        /// The texts of the header blocks on one line, shortened, secrets masked.
        summary: String,
    },
    /// The reply comes in a form that is not read: attachments, MTOM.
    #[non_exhaustive]
    Unsupported {
        /// The form.
        what: Cow<'static, str>,
    },
    /// Something is larger than the limit for it.
    #[non_exhaustive]
    TooLarge {
        /// What: `the reply`, `the depth of elements`.
        what: &'static str,
        /// The limit that was set, in bytes or pieces.
        limit: u64,
    },
}

/// A place in a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Place {
    /// Bytes from its beginning, after transcoding to UTF-8.
    pub offset: usize,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl Place {
    /// The place of a byte offset in a text.
    pub(crate) fn of(text: &str, offset: usize) -> Self {
        let offset = (0..=offset.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
        let before = text.get(..offset).unwrap_or("");
        let line = memchr::memchr_iter(b'\n', before.as_bytes()).count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        Self { offset, line, column }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}, column {} (offset {})", self.line, self.column, self.offset)
    }
}

impl Error {
    /// An error of this kind.
    #[cold]
    pub fn new(kind: ErrorKind) -> Self {
        Self(Box::new(Inner { kind, source: None, call: None }))
    }

    /// Adds what caused it.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Which way it failed.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// Which way it failed, for good.
    pub fn into_kind(self) -> ErrorKind {
        self.0.kind
    }

    /// The fault that the server answered with, if that is what happened.
    pub fn fault(&self) -> Option<&Fault> {
        match self.kind() {
            ErrorKind::Fault(fault) => Some(fault),
            _ => None,
        }
    }

    /// The path of elements to where it happened, if it happened in a document that is well-formed.
    pub fn path(&self) -> Option<&str> {
        match self.kind() {
            ErrorKind::Contract { path, .. } | ErrorKind::Encode { path, .. } => Some(path),
            _ => None,
        }
    }

    /// Where in the document it happened.
    pub fn place(&self) -> Option<Place> {
        match self.kind() {
            ErrorKind::NotWellFormed { place, .. } | ErrorKind::Contract { place, .. } => Some(*place),
            _ => None,
        }
    }

    /// Takes out what was found: it is, or may be part of, a secret.
    #[cold]
    pub(crate) fn redacted(mut self) -> Self {
        match &mut self.0.kind {
            ErrorKind::Contract { found, .. } => *found = None,
            ErrorKind::NotWellFormed { reason: Cow::Owned(_), place } => {
                self.0.kind =
                    ErrorKind::NotWellFormed { reason: "the text is not well-formed".into(), place: *place };
            }
            ErrorKind::Encode { reason: reason @ Cow::Owned(_), .. } => {
                *reason = "the secret cannot be written".into();
            }
            _ => {}
        }
        self
    }

    pub(crate) fn kind_mut(&mut self) -> &mut ErrorKind {
        &mut self.0.kind
    }

    pub(crate) fn circumstances(&self) -> Option<&Circumstances> {
        self.0.call.as_deref()
    }

    pub(crate) fn circumstances_mut(&mut self) -> &mut Circumstances {
        self.0.call.get_or_insert_default()
    }
}

impl From<ErrorKind> for Error {
    #[cold]
    fn from(kind: ErrorKind) -> Self {
        Self::new(kind)
    }
}

/// The operation and its endpoint, if the error is that of a call, then what is wrong.
impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.operation(), self.kind(), self.endpoint()) {
            // The reason names the endpoint.
            (Some(operation), ErrorKind::Connect { .. }, _) | (Some(operation), _, None) => {
                write!(formatter, "{operation}: ")?
            }
            (Some(operation), _, Some(endpoint)) => write!(formatter, "{operation} at {endpoint}: ")?,
            (None, ..) => {}
        }
        self.describe(formatter)?;
        match (self.kind(), self.http()) {
            // These say the status themselves, or have one that is usual.
            (ErrorKind::Http { .. } | ErrorKind::Fault(_) | ErrorKind::Unsuccessful { .. }, _) => Ok(()),
            (_, Some(http)) if !(200..300).contains(&http.status) => {
                write!(formatter, " (HTTP status {})", Status(http.status, self.http()))
            }
            _ => Ok(()),
        }
    }
}

/// A status code with its reason phrase, where that is known.
struct Status<'e>(u16, Option<&'e HttpReply>);

impl fmt::Display for Status<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.0)?;
        match self.1 {
            Some(http) if !http.reason.is_empty() => write!(formatter, " {}", http.reason),
            _ => Ok(()),
        }
    }
}

impl Error {
    /// Writes what is wrong, without the call in which it happened.
    fn describe(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            ErrorKind::Connect { reason } => write!(formatter, "could not connect: {reason}"),
            ErrorKind::Timeout { after } => write!(formatter, "timed out after {after:?}"),
            ErrorKind::Transport { reason } => write!(formatter, "the transport failed: {reason}"),
            ErrorKind::Http { status, location, body } => {
                let content = match self.has_reply() {
                    true => "with the declared reply",
                    false => "without an envelope",
                };
                write!(formatter, "HTTP status {} {content}", Status(*status, self.http()))?;
                if let Some(location) = location {
                    write!(formatter, ", a redirect to {location}, which is not followed")?;
                }
                match body.as_str() {
                    "" => Ok(()),
                    body => write!(formatter, ": {body}"),
                }
            }
            ErrorKind::NotWellFormed { reason, place } => {
                write!(formatter, "not well-formed at {place}: {reason}")
            }
            ErrorKind::Contract { path, expected, found, place } => {
                match path.as_str() {
                    "" => formatter.write_str("the document")?,
                    path => formatter.write_str(path)?,
                }
                write!(formatter, ": expected {expected}")?;
                if let Some(found) = found {
                    write!(formatter, ", found {found}")?;
                }
                write!(formatter, " at {place}")
            }
            ErrorKind::Encode { path, reason } if path.is_empty() => {
                write!(formatter, "cannot be written: {reason}")
            }
            ErrorKind::Encode { path, reason } => write!(formatter, "{path} cannot be written: {reason}"),
            ErrorKind::Fault(fault) => write!(formatter, "fault: {fault}"),
            ErrorKind::Unsuccessful { summary, .. } => {
                write!(formatter, "the reply's headers say that the operation did not succeed: {summary}")
            }
            ErrorKind::Unsupported { what } => {
                write!(formatter, "the reply is of a form that is not read: {what}")
            }
            ErrorKind::TooLarge { what, limit } => {
                write!(formatter, "{what} is over the limit of {limit}")
            }
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = formatter.debug_struct("Error");
        debug.field("kind", &self.0.kind);
        if let Some(call) = self.circumstances() {
            call.show(&mut debug);
        }
        if let Some(source) = &self.0.source {
            debug.field("source", source);
        }
        debug.finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}
