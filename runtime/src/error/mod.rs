//! The error type of this crate, shared by all modules. It must not know the modules that create errors.

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

/// The error of a call, or of encoding or decoding a document.
///
/// [`Display`](fmt::Display) prints one line with the failure, its position and its cause.
/// [`kind`](Error::kind) distinguishes the failures.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    source: Option<Box<dyn StdError + Send + Sync>>,
    call: Option<Box<Circumstances>>,
}

/// The kind of a failure.
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The server is unreachable.
    #[non_exhaustive]
    Connect {
        /// Description by the transport.
        reason: String,
    },
    /// No reply arrived in time.
    #[non_exhaustive]
    Timeout {
        /// The time waited.
        after: std::time::Duration,
    },
    /// The transport failed after connecting, or could not create the request.
    #[non_exhaustive]
    Transport {
        /// Description by the transport.
        reason: String,
    },
    /// The reply contains no envelope, or the declared reply arrived with an HTTP error status.
    ///
    /// [`Error::reply`] decodes the declared reply.
    #[non_exhaustive]
    Http {
        /// The status code.
        status: u16,
        /// Target of a redirect that was not followed, without user and query; `None` for other replies.
        location: Option<String>,
        /// The beginning of the body, with secrets masked.
        body: String,
    },
    /// The document is not well-formed XML, or uses features that this crate does not support (a document
    /// type declaration, an unsupported character encoding).
    #[non_exhaustive]
    NotWellFormed {
        /// Description of the defect.
        reason: Cow<'static, str>,
        /// Position of the defect.
        place: Place,
    },
    /// The document is well-formed but does not match the contract.
    #[non_exhaustive]
    Contract {
        /// Path of elements from the envelope to the defect, such as
        /// `Body/GetUserResponse/Response/Lastlogin`.
        path: String,
        /// Description of the expected content.
        expected: Cow<'static, str>,
        /// The content that was found, shortened; `None` if it is secret or nothing was found.
        found: Option<String>,
        /// Position of the defect.
        place: Place,
    },
    /// A value cannot be encoded.
    #[non_exhaustive]
    Encode {
        /// Path of elements from the envelope to the value.
        path: String,
        /// Why the value cannot be encoded.
        reason: Cow<'static, str>,
    },
    /// The server answered with a fault.
    Fault(Box<Fault>),
    /// The reply's success header reports failure. The headers are kept as XML and decoded on demand.
    #[non_exhaustive]
    Unsuccessful {
        /// The `Header` element of the reply.
        headers: Box<crate::text::Element>,
        /// The texts of the header blocks on one line, shortened, with secrets masked.
        summary: String,
    },
    /// The reply uses something that this crate does not support, such as an unknown content coding, or
    /// supports only with a feature that is not enabled, such as attachments (`mime`).
    #[non_exhaustive]
    Unsupported {
        /// The unsupported feature.
        what: Cow<'static, str>,
    },
    /// An extension rejected a message, such as a reply that belongs to another request.
    #[non_exhaustive]
    Rejected {
        /// Why the extension rejected the message.
        reason: Cow<'static, str>,
    },
    /// A key or a certificate cannot be read or used.
    #[non_exhaustive]
    Key {
        /// The reason. It does not quote the key.
        reason: Cow<'static, str>,
    },
    /// A limit was exceeded.
    #[non_exhaustive]
    TooLarge {
        /// The limited quantity, such as `the reply` or `the depth of elements`.
        what: &'static str,
        /// The limit, in the unit of the quantity.
        limit: u64,
    },
}

/// A position in a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Place {
    /// Offset in bytes from the beginning, after conversion to UTF-8.
    pub offset: usize,
    /// Line number, starting at 1.
    pub line: usize,
    /// Column in characters, starting at 1.
    pub column: usize,
}

impl Place {
    /// The beginning of a text.
    pub(crate) const START: Self = Self { offset: 0, line: 1, column: 1 };

    /// The position of a byte offset in a text.
    pub(crate) fn of(text: &str, offset: usize) -> Self {
        Self::START.forward(text, offset)
    }

    /// The position of a byte offset in the text. The offset must not be before this position. Only the text
    /// between this position and the offset is read.
    pub(crate) fn forward(self, text: &str, offset: usize) -> Self {
        let offset = (0..=offset.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
        let between = text.get(self.offset..offset).unwrap_or("");
        let lines = memchr::memchr_iter(b'\n', between.as_bytes()).count();
        let last = between.rsplit('\n').next().unwrap_or("").chars().count();
        let column = if lines == 0 { self.column + last } else { last + 1 };
        Self { offset, line: self.line + lines, column }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}, column {} (offset {})", self.line, self.column, self.offset)
    }
}

impl Error {
    /// Creates an error of this kind.
    #[cold]
    pub fn new(kind: ErrorKind) -> Self {
        Self(Box::new(Inner { kind, source: None, call: None }))
    }

    /// Sets the underlying error.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// The kind of the failure.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// Converts the error to its kind.
    pub fn into_kind(self) -> ErrorKind {
        self.0.kind
    }

    /// The fault, if the server answered with one.
    pub fn fault(&self) -> Option<&Fault> {
        match self.kind() {
            ErrorKind::Fault(fault) => Some(fault),
            _ => None,
        }
    }

    /// The path of elements to the failure, if it occurred in a well-formed document.
    pub fn path(&self) -> Option<&str> {
        match self.kind() {
            ErrorKind::Contract { path, .. } | ErrorKind::Encode { path, .. } => Some(path),
            _ => None,
        }
    }

    /// The position of the failure in the document.
    pub fn place(&self) -> Option<Place> {
        match self.kind() {
            ErrorKind::NotWellFormed { place, .. } | ErrorKind::Contract { place, .. } => Some(*place),
            _ => None,
        }
    }

    /// Removes the content that was found, because it is secret or may be part of a secret.
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

/// Prints the operation and its endpoint if the error belongs to a call, then the failure.
impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.operation(), self.kind(), self.endpoint()) {
            // The reason already contains the endpoint.
            (Some(operation), ErrorKind::Connect { .. }, _) | (Some(operation), _, None) => {
                write!(formatter, "{operation}: ")?
            }
            (Some(operation), _, Some(endpoint)) => write!(formatter, "{operation} at {endpoint}: ")?,
            (None, ..) => {}
        }
        self.describe(formatter)?;
        match (self.kind(), self.http()) {
            // The message already contains the status, or the status is the usual one.
            (ErrorKind::Http { .. } | ErrorKind::Fault(_) | ErrorKind::Unsuccessful { .. }, _) => {}
            (_, Some(http)) if !(200..300).contains(&http.status) => {
                write!(formatter, " (HTTP status {})", Status(http.status, self.http()))?;
            }
            _ => {}
        }
        match self.attempts() {
            1 => Ok(()),
            attempts => write!(formatter, " (after {attempts} attempts)"),
        }
    }
}

/// A status code with its reason phrase, if the phrase is known.
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
    /// Writes the failure without the call in which it occurred.
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
                    write!(formatter, "; the redirect to {location} was not followed")?;
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
                write!(formatter, "the reply's headers report that the operation failed: {summary}")
            }
            ErrorKind::Unsupported { what } => {
                write!(formatter, "the reply has an unsupported form: {what}")
            }
            ErrorKind::Rejected { reason } => write!(formatter, "the message was rejected: {reason}"),
            ErrorKind::Key { reason } => write!(formatter, "unusable key: {reason}"),
            ErrorKind::TooLarge { what, limit } => {
                write!(formatter, "{what} exceeds the limit of {limit}")
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
