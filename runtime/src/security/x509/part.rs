//! Parts of a message that are signed.

use std::borrow::Cow;
use std::fmt;

use roxmltree::Node;

use super::tree::{Envelope, children, elements, is};
use super::{WSSE, WSU};

/// A part of a message that is to be signed, or whose signature is required.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// The `Body`.
    Body,
    /// The `Timestamp` of the `Security` header.
    Timestamp,
    /// The `UsernameToken` of the `Security` header.
    UsernameToken,
    /// The `BinarySecurityToken` with the certificate of the signature.
    Token,
    /// All header blocks of WS-Addressing. The message may contain none.
    Addressing,
    /// All header blocks except the `Security` headers. The message may contain none.
    Headers,
    /// All header blocks of a namespace. The message may contain none.
    #[non_exhaustive]
    HeadersOf {
        /// Namespace of the header blocks.
        namespace: Cow<'static, str>,
    },
    /// All header blocks with a name. The message may contain none.
    #[non_exhaustive]
    HeaderIfPresent {
        /// Namespace of the header blocks.
        namespace: Cow<'static, str>,
        /// Local name of the header blocks.
        local: Cow<'static, str>,
    },
    /// All header blocks with a name. A message without one is an error.
    #[non_exhaustive]
    Header {
        /// Namespace of the header block.
        namespace: Cow<'static, str>,
        /// Local name of the header block.
        local: Cow<'static, str>,
    },
}

/// Namespaces of WS-Addressing 1.0 and 2004/08.
const ADDRESSING: [&str; 2] =
    ["http://www.w3.org/2005/08/addressing", "http://schemas.xmlsoap.org/ws/2004/08/addressing"];

impl Part {
    /// The header block with a namespace and a local name.
    pub fn header(namespace: impl Into<Cow<'static, str>>, local: impl Into<Cow<'static, str>>) -> Self {
        Self::Header { namespace: namespace.into(), local: local.into() }
    }

    /// The header blocks with a namespace and a local name, if the message contains any.
    pub fn header_if_present(
        namespace: impl Into<Cow<'static, str>>,
        local: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::HeaderIfPresent { namespace: namespace.into(), local: local.into() }
    }

    /// The header blocks of a namespace, if the message contains any.
    pub fn headers_of(namespace: impl Into<Cow<'static, str>>) -> Self {
        Self::HeadersOf { namespace: namespace.into() }
    }

    /// Finds the elements of the part by their position in the envelope. `security` is the `Security` header
    /// of the signature.
    pub(super) fn elements<'a, 'i>(
        &self,
        envelope: &Envelope<'a, 'i>,
        security: Node<'a, 'i>,
    ) -> Vec<Node<'a, 'i>> {
        let blocks = envelope.header.into_iter().flat_map(elements);
        match self {
            Self::Body => vec![envelope.body],
            Self::Timestamp => children(security, WSU, "Timestamp").collect(),
            Self::UsernameToken => children(security, WSSE, "UsernameToken").collect(),
            Self::Token => children(security, WSSE, "BinarySecurityToken").collect(),
            Self::Addressing => blocks
                .filter(|block| block.tag_name().namespace().is_some_and(|uri| ADDRESSING.contains(&uri)))
                .collect(),
            Self::Headers => blocks.filter(|block| !is(*block, WSSE, "Security")).collect(),
            Self::HeadersOf { namespace } => blocks
                .filter(|block| block.tag_name().namespace().unwrap_or_default() == namespace)
                .filter(|block| !is(*block, WSSE, "Security"))
                .collect(),
            Self::Header { namespace, local } | Self::HeaderIfPresent { namespace, local } => blocks
                .filter(|block| {
                    let name = block.tag_name();
                    name.name() == local && name.namespace().unwrap_or_default() == namespace
                })
                .collect(),
        }
    }

    /// Whether a message without an element of this part is acceptable.
    pub(super) fn may_be_absent(&self) -> bool {
        matches!(
            self,
            Self::Addressing | Self::Headers | Self::HeadersOf { .. } | Self::HeaderIfPresent { .. }
        )
    }
}

impl fmt::Display for Part {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Body => formatter.write_str("Body"),
            Self::Timestamp => formatter.write_str("Header/Security/Timestamp"),
            Self::UsernameToken => formatter.write_str("Header/Security/UsernameToken"),
            Self::Token => formatter.write_str("Header/Security/BinarySecurityToken"),
            Self::Addressing => formatter.write_str("the WS-Addressing headers"),
            Self::Headers => formatter.write_str("the header blocks"),
            Self::HeadersOf { namespace } => write!(formatter, "the header blocks of `{namespace}`"),
            Self::Header { namespace, local } | Self::HeaderIfPresent { namespace, local } => {
                write!(formatter, "Header/{{{namespace}}}{local}")
            }
        }
    }
}
