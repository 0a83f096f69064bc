//! How a message goes into an envelope: `soap:body`, `soap:header`, and MIME parts around them.

use std::sync::Arc;

use super::super::{reader::Reader, tag::Tag, uri};
use super::bindings::use_of;
use crate::model::{BindingMessage, Body, HeaderUse, MessageId, Mime, UseKind};

/// What `input` or `output` of a binding hold, however deep in MIME parts.
#[derive(Default)]
struct Parts<'a> {
    body: Option<Tag<'a>>,
    headers: Vec<Tag<'a>>,
    mime: Option<Tag<'a>>,
    contents: Vec<Tag<'a>>,
}

impl<'a> Parts<'a> {
    /// Recurses into MIME parts, bounded by the depth of documents.
    fn gather(&mut self, tag: Tag<'a>) {
        for child in tag.children() {
            match (child.namespace(), child.name()) {
                (uri::SOAP | uri::SOAP12, "body") => {
                    self.body.get_or_insert(child);
                }
                (uri::SOAP | uri::SOAP12, "header") => self.headers.push(child),
                (uri::MIME, "content" | "mimeXml") => {
                    self.mime.get_or_insert(child);
                    self.contents.push(child);
                }
                (uri::MIME, _) => {
                    self.mime.get_or_insert(child);
                    self.gather(child);
                }
                (uri::HTTP, "urlEncoded" | "urlReplacement") => {
                    self.mime.get_or_insert(child);
                }
                _ => {}
            }
        }
    }
}

impl<'a> Reader<'a, '_> {
    /// How the message of an `input` or `output` is carried.
    pub(super) fn binding_message(&mut self, tag: Tag<'a>, message: Option<MessageId>) -> BindingMessage {
        let mut parts = Parts::default();
        parts.gather(tag);
        self.check_extensions(tag);
        let headers: Vec<HeaderUse> = parts.headers.iter().map(|header| self.header(*header)).collect();
        let mime = parts.mime.map(|mime| self.mime(mime, &parts.contents));
        let body = self.body(parts.body, message, &headers, mime.as_ref());
        BindingMessage { body, headers, mime, span: tag.span() }
    }

    fn body(
        &mut self,
        tag: Option<Tag<'a>>,
        message: Option<MessageId>,
        headers: &[HeaderUse],
        mime: Option<&Mime>,
    ) -> Body {
        let mut body = Body {
            parts: Vec::new(),
            parts_given: false,
            usage: tag.map_or(UseKind::Literal, use_of),
            namespace: tag
                .and_then(|tag| tag.attribute("namespace"))
                .map(|namespace| self.strings.arc(namespace)),
            encoding_style: tag.and_then(|tag| tag.attribute("encodingStyle")).map(Arc::from),
        };
        let Some(message) = message else { return body };
        if let Some(tag) = tag.filter(|tag| tag.attribute("parts").is_some()) {
            body.parts_given = true;
            for name in tag.list("parts") {
                body.parts.extend(self.part_place(message, name, tag, "parts"));
            }
            return body;
        }
        // A part that is a header or an attachment of this very message is not in the body as well, although WSDL 1.1 does
        // not say so; all tools read it like that.
        let parts = self.model.messages[message].parts.iter().enumerate();
        let elsewhere = |place: usize, name: &Arc<str>| {
            headers.iter().any(|header| header.message == message && header.part == Some(place))
                || mime.is_some_and(|mime| mime.parts.iter().any(|(part, _)| part == name))
        };
        body.parts =
            parts.filter(|(place, part)| !elsewhere(*place, &part.name)).map(|(place, _)| place).collect();
        body
    }

    /// A `soap:header`, or a `soap:headerfault` in one.
    fn header(&mut self, tag: Tag<'a>) -> HeaderUse {
        let message = self.message_of(tag);
        let part_name = tag.attribute("part").or_else(|| tag.attribute("parts"));
        let part = match part_name {
            Some(name) => self.part_place(message, name, tag, "part"),
            None => {
                self.error(tag, "", format!("`{}` without `part`", tag.name()));
                None
            }
        };
        let faults = tag.children().filter(|child| {
            child.name() == "headerfault" && matches!(child.namespace(), uri::SOAP | uri::SOAP12)
        });
        let faults = faults.collect::<Vec<_>>().into_iter().map(|fault| self.header(fault)).collect();
        HeaderUse {
            message,
            part,
            part_name: self.strings.arc(part_name.unwrap_or_default()),
            usage: use_of(tag),
            namespace: tag.attribute("namespace").map(|namespace| self.strings.arc(namespace)),
            faults,
            span: tag.span(),
        }
    }

    fn mime(&mut self, tag: Tag<'a>, contents: &[Tag<'a>]) -> Mime {
        let mut parts: Vec<(Arc<str>, Vec<Arc<str>>)> = Vec::new();
        for content in contents {
            let Some(part) = content.attribute("part") else { continue };
            let part = self.strings.arc(part);
            let kind = content.attribute("type").map(Arc::from);
            match parts.iter_mut().find(|(name, _)| *name == part) {
                Some((_, kinds)) => kinds.extend(kind),
                None => parts.push((part, kind.into_iter().collect())),
            }
        }
        Mime { element: self.strings.arc(tag.name()), parts, span: tag.span() }
    }
}
