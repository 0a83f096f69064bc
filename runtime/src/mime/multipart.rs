//! A received multipart message, split into its envelope and the rest.

use super::reader::Limits;
use crate::error::Result;

/// A multipart message without its envelope.
#[derive(Clone, Debug)]
pub(crate) struct Multipart {
    /// The media type of the envelope.
    pub(crate) content_type: String,
    /// The attachments.
    #[cfg(feature = "mime")]
    pub(crate) parts: std::sync::Arc<super::Parts>,
}

impl Multipart {
    /// Splits a message. The body becomes the envelope; attachments share the bytes of the message. After an
    /// error the body is unchanged.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported) if the body does not consist of complete parts,
    /// or has attachments and the feature `mime` is off. [`ErrorKind::TooLarge`](crate::ErrorKind::TooLarge) if
    /// it exceeds a limit.
    #[cold]
    pub(crate) fn split(content_type: &str, body: &mut Vec<u8>, limits: Limits) -> Result<Self> {
        let message = std::mem::take(body);
        let (result, rest) = Self::split_off(content_type, message, limits);
        *body = rest;
        result
    }

    #[cfg(feature = "mime")]
    fn split_off(content_type: &str, message: Vec<u8>, limits: Limits) -> (Result<Self>, Vec<u8>) {
        let message = bytes::Bytes::from(message);
        match super::Package::read(content_type, &message, limits) {
            Ok(super::Package { root_type, root, parts }) => {
                (Ok(Self { content_type: root_type, parts: parts.into() }), root.into())
            }
            Err(error) => (Err(error), message.into()),
        }
    }

    #[cfg(not(feature = "mime"))]
    fn split_off(content_type: &str, message: Vec<u8>, limits: Limits) -> (Result<Self>, Vec<u8>) {
        match super::reader::only_part(content_type, &message, limits) {
            Ok((content_type, envelope)) => {
                (Ok(Self { content_type: content_type.into_owned() }), envelope.into_owned())
            }
            Err(error) => (Err(error), message),
        }
    }
}

/// Whether a `Content-Type` value denotes a multipart message.
pub(crate) fn is_multipart(content_type: &str) -> bool {
    super::content_type::is_type(content_type, "multipart/")
}
