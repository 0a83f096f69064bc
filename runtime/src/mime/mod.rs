//! MIME: multipart messages and their parts (RFC 2045, 2046, 2387), and binary values with a content type.
//! This module must not know XML, SOAP or HTTP.
//!
//! The reader is always compiled, because some servers send every envelope as a multipart body with one part.
//! The feature `mime` adds attachments: parts beside the envelope, in both directions.

mod attachment;
pub(crate) mod content_type;
mod decode;
pub(crate) mod headers;
mod multipart;
#[cfg(feature = "mime")]
pub(crate) mod parts;
pub(crate) mod reader;
#[cfg(feature = "mime")]
pub(crate) mod writer;

pub use attachment::Attachment;
pub(crate) use multipart::{Multipart, is_multipart};
#[cfg(feature = "mime")]
pub(crate) use parts::{Package, Parts};
pub(crate) use reader::Limits;
