//! Binary values with a content type.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

#[cfg(feature = "mime")]
use bytes::Bytes;

/// Storage of the content. With the feature `mime`, it is reference-counted: a received attachment is a slice
/// of its message, and sending an attachment does not copy it.
#[cfg(feature = "mime")]
type Content = Bytes;
#[cfg(not(feature = "mime"))]
type Content = Vec<u8>;

/// Binary content with its media type: a file, an image, a document.
///
/// An attachment is sent as a part of a MIME message if the contract describes it as one (SOAP with
/// Attachments), or if MTOM is enabled and the content reaches its threshold. Otherwise it is sent as Base64
/// text in the envelope, without its content type and its id.
///
/// With the feature `mime`, clones share the bytes. A received attachment keeps its whole message in memory: to
/// keep only a short attachment of a long message, copy it with [`to_vec`](slice::to_vec).
///
/// ```
/// use saponify::Attachment;
///
/// let photo = Attachment::new(b"\x89PNG".to_vec()).with_content_type("image/png");
/// assert_eq!(photo.content_type(), Some("image/png"));
/// assert_eq!(photo.len(), 4); // dereferences to the bytes
/// ```
///
/// Two attachments are equal if their bytes and content types are equal. Their ids are not compared, because an
/// id only identifies a part within its message.
#[derive(Clone, Default)]
pub struct Attachment {
    content: Content,
    content_type: Option<Box<str>>,
    id: Option<Box<str>>,
}

impl Attachment {
    /// Creates an attachment without a content type.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self { content: Content::from(bytes.into()), content_type: None, id: None }
    }

    /// Sets the media type, such as `image/png`.
    #[must_use]
    pub fn with_content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into().into());
        self
    }

    /// Sets the Content-ID of the part, without angle brackets. By default, an id is generated for each
    /// message. The id is also replaced by a generated one if the contract prescribes the id of the part, or if
    /// another part of the message has the same id.
    #[must_use]
    pub fn with_id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into().into());
        self
    }

    /// The media type; `None` if the sender did not give it.
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// The Content-ID of the part, without angle brackets.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Unwraps the bytes. They are copied if another value shares them.
    // Without the feature `mime`, the content is a `Vec<u8>` already, and the conversion is useless.
    #[allow(clippy::useless_conversion)]
    pub fn into_vec(self) -> Vec<u8> {
        self.content.into()
    }
}

#[cfg(feature = "mime")]
impl Attachment {
    /// The bytes, shared with this attachment.
    pub fn bytes(&self) -> Bytes {
        self.content.clone()
    }

    /// Unwraps the bytes without a copy.
    pub fn into_bytes(self) -> Bytes {
        self.content
    }
}

#[cfg(feature = "mime")]
impl From<Bytes> for Attachment {
    fn from(content: Bytes) -> Self {
        Self { content, content_type: None, id: None }
    }
}

impl From<Vec<u8>> for Attachment {
    fn from(bytes: Vec<u8>) -> Self {
        Self::new(bytes)
    }
}

impl From<&[u8]> for Attachment {
    fn from(bytes: &[u8]) -> Self {
        Self::new(bytes)
    }
}

impl<const N: usize> From<&[u8; N]> for Attachment {
    fn from(bytes: &[u8; N]) -> Self {
        Self::new(bytes)
    }
}

impl Deref for Attachment {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.content
    }
}

impl AsRef<[u8]> for Attachment {
    fn as_ref(&self) -> &[u8] {
        &self.content
    }
}

impl PartialEq for Attachment {
    fn eq(&self, other: &Self) -> bool {
        self.content == other.content && self.content_type == other.content_type
    }
}

impl Eq for Attachment {}

impl Hash for Attachment {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.content.hash(state);
        self.content_type.hash(state);
    }
}

/// Shows the length and the content type, but not the content.
impl fmt::Debug for Attachment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Attachment({} bytes", self.content.len())?;
        match self.content_type() {
            Some(content_type) => write!(formatter, ", {content_type:?})"),
            None => formatter.write_str(")"),
        }
    }
}
