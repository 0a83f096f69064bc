//! The body of a request: an envelope, or an envelope and attachments in pieces.

use std::borrow::Cow;
use std::fmt;

#[cfg(feature = "mime")]
use bytes::Bytes;

/// The body of a [`Request`](super::Request): one piece, or several pieces that follow each other.
///
/// Only requests with attachments have several pieces, so that attachments are sent without a copy. A transport
/// sends [`pieces`](Self::pieces) one after the other, or copies them with [`into_vec`](Self::into_vec).
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Body {
    first: Vec<u8>,
    /// The pieces after the first.
    #[cfg(feature = "mime")]
    rest: Vec<Bytes>,
}

impl Body {
    /// The size of all pieces together, in bytes.
    pub fn len(&self) -> usize {
        self.pieces().map(<[u8]>::len).sum()
    }

    /// Whether the body has no bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The pieces, in order.
    pub fn pieces(&self) -> impl Iterator<Item = &[u8]> {
        let first = std::iter::once(self.first.as_slice());
        #[cfg(feature = "mime")]
        let first = first.chain(self.rest.iter().map(|piece| &**piece));
        first
    }

    /// The whole body. Several pieces are copied.
    pub fn to_bytes(&self) -> Cow<'_, [u8]> {
        #[cfg(feature = "mime")]
        if !self.rest.is_empty() {
            return Cow::Owned(self.clone().into_vec());
        }
        Cow::Borrowed(&self.first)
    }

    /// The whole body, owned. Several pieces are copied.
    pub fn into_vec(self) -> Vec<u8> {
        #[cfg(feature = "mime")]
        if !self.rest.is_empty() {
            let mut whole = Vec::with_capacity(self.len());
            self.pieces().for_each(|piece| whole.extend_from_slice(piece));
            return whole;
        }
        self.first
    }

    /// The whole body, if it is one piece.
    #[cfg(feature = "ureq")]
    pub(super) fn as_one(&self) -> Option<&[u8]> {
        #[cfg(feature = "mime")]
        if !self.rest.is_empty() {
            return None;
        }
        Some(&self.first)
    }

    /// The pieces, owned.
    #[cfg(all(feature = "mime", feature = "reqwest"))]
    pub(super) fn into_pieces(self) -> std::collections::VecDeque<Bytes> {
        std::iter::once(self.first.into()).chain(self.rest).filter(|piece| !piece.is_empty()).collect()
    }
}

impl From<Vec<u8>> for Body {
    fn from(whole: Vec<u8>) -> Self {
        Self {
            first: whole,
            #[cfg(feature = "mime")]
            rest: Vec::new(),
        }
    }
}

impl From<String> for Body {
    fn from(whole: String) -> Self {
        whole.into_bytes().into()
    }
}

impl From<&[u8]> for Body {
    fn from(whole: &[u8]) -> Self {
        whole.to_vec().into()
    }
}

impl From<&str> for Body {
    fn from(whole: &str) -> Self {
        whole.as_bytes().into()
    }
}

#[cfg(feature = "mime")]
impl FromIterator<Bytes> for Body {
    fn from_iter<I: IntoIterator<Item = Bytes>>(pieces: I) -> Self {
        Self { first: Vec::new(), rest: pieces.into_iter().collect() }
    }
}

/// Shows the size, but not the content.
impl fmt::Debug for Body {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} bytes", self.len())
    }
}
