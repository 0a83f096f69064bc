//! Attachments as values of members: `xs:base64Binary` with a content type, parts of the message, and
//! references to parts (`swaRef`).

use std::ops::{Deref, DerefMut};

use crate::error::Result;
use crate::mime::Attachment;
use crate::text::Name;
use crate::text::namespaces::{PARTS, XMIME};
use crate::xml::{Invalid, Reader, Scope, Simple, Text, Value, Writer};
use crate::xsd::Base64Binary;

/// Base64 text, or with MTOM a reference to a part.
impl Simple for Attachment {
    const BUILTIN: &'static str = Base64Binary::BUILTIN;

    fn parse(text: &str, _scope: &Scope<'_>) -> Result<Self, Invalid> {
        text.parse::<Base64Binary>().map(|bytes| Self::new(bytes.into_vec()))
    }

    fn write(&self, text: &mut Text<'_>) {
        text.base64(self);
    }

    #[cfg(feature = "mime")]
    fn of_attachment(attachment: &Attachment) -> Option<Self> {
        Some(attachment.clone())
    }

    #[cfg(feature = "mime")]
    fn to_attachment(&self, threshold: usize) -> Option<Attachment> {
        (self.len() >= threshold).then(|| self.clone())
    }
}

/// A member in the namespace of MIME bindings is a part of the message; any other member is an element.
impl Value for Attachment {
    const SCALAR: bool = true;

    fn decode(&mut self, input: &mut Reader<'_>) -> Result<()> {
        #[cfg(feature = "mime")]
        if let Some(part) = input.take_offered() {
            *self = part.clone();
            return Ok(());
        }
        let content_type = input.attribute_here(Name::new(XMIME, "contentType"));
        input.simple_into(self)?;
        if let Some(content_type) = content_type {
            *self = std::mem::take(self).with_content_type(content_type);
        }
        Ok(())
    }

    fn encode(&self, output: &mut Writer) {
        output.simple(self);
    }

    fn encode_element(&self, name: Name<'_>, output: &mut Writer) {
        if name.namespace() != PARTS {
            return output.leaf(name, self);
        }
        #[cfg(feature = "mime")]
        output.part(name.local(), self);
        #[cfg(not(feature = "mime"))]
        output.fail("a part of a message needs saponify's feature `mime`");
    }
}

/// The struct that serde reads and writes for an attachment.
#[cfg(feature = "serde")]
#[derive(::serde::Serialize, ::serde::Deserialize)]
struct Serialized {
    content_type: Option<String>,
    content: Base64Binary,
}

#[cfg(feature = "serde")]
impl ::serde::Serialize for Attachment {
    fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let content_type = self.content_type().map(str::to_owned);
        Serialized { content_type, content: self.to_vec().into() }.serialize(serializer)
    }
}

#[cfg(feature = "serde")]
impl<'de> ::serde::Deserialize<'de> for Attachment {
    fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Serialized { content_type, content } = Serialized::deserialize(deserializer)?;
        let attachment = Self::new(content.into_vec());
        Ok(match content_type {
            Some(content_type) => attachment.with_content_type(content_type),
            None => attachment,
        })
    }
}

/// An attachment that the envelope refers to by its URI: the type `swaRef` of the WS-I Attachments Profile 1.0.
///
/// The attachment is always a part of the message, with and without MTOM, so it needs the feature `mime`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(::serde::Serialize, ::serde::Deserialize))]
pub struct SwaRef(pub Attachment);

impl Deref for SwaRef {
    type Target = Attachment;

    fn deref(&self) -> &Attachment {
        &self.0
    }
}

impl DerefMut for SwaRef {
    fn deref_mut(&mut self) -> &mut Attachment {
        &mut self.0
    }
}

impl From<Attachment> for SwaRef {
    fn from(attachment: Attachment) -> Self {
        Self(attachment)
    }
}

#[cfg(feature = "mime")]
impl Value for SwaRef {
    const SCALAR: bool = true;

    fn decode(&mut self, input: &mut Reader<'_>) -> Result<()> {
        self.0 = input.referred()?;
        Ok(())
    }

    fn encode(&self, output: &mut Writer) {
        output.text_reference(&self.0);
    }
}

/// Without the feature `mime`, messages have no parts to which a value could refer.
#[cfg(not(feature = "mime"))]
impl Value for SwaRef {
    const SCALAR: bool = true;

    fn decode(&mut self, input: &mut Reader<'_>) -> Result<()> {
        Err(input.error("an attachment, which needs saponify's feature `mime`", None))
    }

    fn encode(&self, output: &mut Writer) {
        output.fail("an attachment needs saponify's feature `mime`");
    }
}
