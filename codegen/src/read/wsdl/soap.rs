//! Maps messages to envelopes: `soap:body`, `soap:header`, and MIME parts around them.

use std::sync::Arc;

use super::{
    super::{tag::Tag, unknown, uri},
    definer::WsdlDefiner,
};
use crate::{
    lists::{CollectVec, PushAll},
    map::{Map, Set},
    model::{BindingMessage, Body, HeaderUse, MessageId, Mime, QName, UseKind},
};

/// The extension elements in an `input` or `output` of a binding, including those nested in MIME parts.
#[derive(Default)]
struct Parts<'a> {
    body: Option<Tag<'a>>,
    headers: Vec<Tag<'a>>,
    mime: Option<Tag<'a>>,
    contents: Vec<Tag<'a>>,
}

impl<'a> Parts<'a> {
    /// Recurses into MIME parts; the depth of documents bounds the recursion.
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

impl<'a> WsdlDefiner<'a, '_, '_> {
    /// The mapping of the message of an `input` or `output` to an envelope.
    pub(super) fn binding_message(&mut self, tag: Tag<'a>, message: Option<MessageId>) -> BindingMessage {
        let mut parts = Parts::default();
        parts.gather(tag);
        self.check_extensions(tag);
        let headers: Vec<HeaderUse> = parts.headers.iter().map(|header| self.header(*header)).collect_vec();
        self.compare_headers(&parts.headers, &headers);
        let mime = parts.mime.map(|mime| {
            let rest = self.unmentioned_parts(&parts, message, &headers);
            self.mime(mime, &parts, &rest)
        });
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
        if let Some(tag) = tag {
            unknown::report_soap_attributes(self.resolver.problems, tag);
        }
        let mut body = Body {
            parts: Vec::new(),
            parts_given: false,
            unknown_parts: Vec::new(),
            usage: tag.map_or(UseKind::Literal, |tag| self.use_of(tag)),
            namespace: tag
                .and_then(|tag| tag.attribute("namespace"))
                .map(|namespace| self.resolver.strings.arc(namespace)),
            encoding_style: tag.and_then(|tag| tag.attribute("encodingStyle")).map(Arc::from),
            span: tag.map(Tag::span),
        };
        let Some(message) = message else { return body };
        if let Some(tag) = tag.filter(|tag| tag.attribute("parts").is_some()) {
            body.parts_given = true;
            // Read only as many names as the message has parts. A longer list repeats a name or contains a
            // wrong one.
            let count = self.resolver.model.messages[message].parts.len();
            for name in tag.list("parts").take(count.max(1)) {
                match self.part_place(message, name, tag, "parts") {
                    Some(place) => body.parts.push(place),
                    None => body.unknown_parts.push(self.resolver.strings.arc(name)),
                }
            }
            let in_headers = headers.iter().filter(|header| header.message == message);
            let mut used: Set<usize> = in_headers.filter_map(|header| header.part).collect();
            used.extend(body.parts.iter().copied());
            let in_mime = |name: &str| {
                mime.is_some_and(|mime| {
                    mime.is_ambiguous || mime.parts.iter().any(|(part, _)| &**part == name)
                })
            };
            let parts = self.resolver.model.messages[message].parts.iter().enumerate();
            let unused = parts.filter(|(place, part)| !used.contains(place) && !in_mime(&part.name));
            let unused = unused.map(|(_, part)| format!("`{}`", part.name)).collect_vec();
            // A wrong name in `parts` is reported already.
            if let ([first, others @ ..], true) = (unused.as_slice(), body.unknown_parts.is_empty()) {
                let name = &self.resolver.model.messages[message].name.local;
                let more =
                    if others.is_empty() { String::new() } else { format!(" and {} more", others.len()) };
                let message = format!(
                    "the part {first} of the message `{name}`{more} is not sent: neither `parts`, a header nor an attachment names it"
                );
                self.resolver.problems.note(tag.attribute_span("parts"), message).path(tag.path());
            }
            return body;
        }
        // If a part of this message is a header or an attachment, it is not in the body. WSDL 1.1 does not
        // require this, but all tools behave this way.
        let in_headers: Set<usize> = headers
            .iter()
            .filter(|header| header.message == message)
            .filter_map(|header| header.part)
            .collect();
        let in_mime: Set<&str> =
            mime.map(|mime| mime.parts.iter().map(|(part, _)| &**part).collect()).unwrap_or_default();
        let parts = self.resolver.model.messages[message].parts.iter().enumerate();
        let here =
            parts.filter(|(place, part)| !in_headers.contains(place) && !in_mime.contains(&*part.name));
        body.parts = here.map(|(place, _)| place).collect_vec();
        body
    }

    /// Reads a `soap:header`, or a `soap:headerfault` inside one.
    fn header(&mut self, tag: Tag<'a>) -> HeaderUse {
        unknown::report_soap_attributes(self.resolver.problems, tag);
        let message = self.message_of(tag);
        let part_name = tag.attribute("part").or_else(|| tag.attribute("parts"));
        let part = match part_name {
            Some(name) => self.part_place(message, name, tag, "part"),
            None => {
                self.warning(tag, "", format!("`{}` must have the attribute `part`", tag.name()));
                None
            }
        };
        let faults = tag.children().filter(|child| {
            child.name() == "headerfault" && matches!(child.namespace(), uri::SOAP | uri::SOAP12)
        });
        let faults = faults.collect_vec().into_iter().map(|fault| self.header(fault)).collect_vec();
        HeaderUse {
            message,
            part,
            part_name: self.resolver.strings.arc(part_name.unwrap_or_default()),
            usage: self.use_of(tag),
            namespace: tag.attribute("namespace").map(|namespace| self.resolver.strings.arc(namespace)),
            faults,
            span: tag.span(),
        }
    }

    /// Reports headers of one message that have the same name, but are declared differently. They become one header block.
    /// If their types differ, the operation is not generated, which is reported elsewhere.
    fn compare_headers(&mut self, tags: &[Tag<'a>], headers: &[HeaderUse]) {
        let model = &self.resolver.model;
        let mut known: Map<QName, usize> = Map::new();
        let mut differing = Vec::new();
        for (place, (tag, header)) in tags.iter().zip(headers).enumerate() {
            let Some(name) = model.header_name(header) else { continue };
            let first = *known.or_insert_with(name.clone(), || place);
            let (Some(first_tag), Some(first)) = (tags.get(first), headers.get(first)) else { continue };
            let content = |header| model.header_part(header).map(|part| part.content);
            if content(first) != content(header) {
                continue;
            }
            let style = |tag: &Tag<'a>| tag.attribute("encodingStyle").unwrap_or_default();
            let what = match () {
                () if first.usage != header.usage => "use",
                () if first.message != header.message => "message",
                () if first.part != header.part => "part",
                () if style(first_tag) != style(tag) => "encodingStyle",
                () => continue,
            };
            differing.push((*tag, what, name, first.span));
        }
        for (tag, what, name, first) in differing {
            let message = format!(
                "the message has another header `{}`, which differs in the attribute `{what}`",
                name.local
            );
            self.warning(tag, what, message)
                .hint("only one header block of this name is sent; remove the declaration that the service does not use")
                .related(first, "the other declaration");
        }
    }

    /// The parts of a message that neither `soap:body`, a header nor an attachment names.
    fn unmentioned_parts(
        &self,
        parts: &Parts<'a>,
        message: Option<MessageId>,
        headers: &[HeaderUse],
    ) -> Vec<Arc<str>> {
        let Some(message) = message else { return Vec::new() };
        let in_headers = headers.iter().filter(|header| header.message == message);
        let mut mentioned: Set<&str> = in_headers.map(|header| &*header.part_name).collect();
        mentioned.extend(parts.contents.iter().filter_map(|content| content.attribute("part")));
        mentioned.extend(parts.body.iter().flat_map(|body| body.list("parts")));
        let all = self.resolver.model.messages[message].parts.iter();
        all.map(|part| part.name.clone()).filter(|name| !mentioned.contains(&**name)).collect_vec()
    }

    /// Reads the attachments. `rest` has the parts of the message that neither `soap:body`, a header nor an
    /// attachment names. If there is only one such part, an attachment without the attribute `part` contains
    /// it (WSDL 1.1, section 5.3).
    fn mime(&mut self, tag: Tag<'a>, from: &Parts<'a>, rest: &[Arc<str>]) -> Mime {
        let mut parts: Vec<(Arc<str>, Vec<Arc<str>>)> = Vec::new();
        let mut places: Map<Arc<str>, usize> = Map::new();
        let has_whole_body = from.body.is_some_and(|body| body.attribute("parts").is_none());
        let mut is_ambiguous = false;
        for content in &from.contents {
            let part = match (content.attribute("part"), rest) {
                (Some(part), _) => self.resolver.strings.arc(part),
                (None, [part]) if !has_whole_body => part.clone(),
                // All parts of the message are in the body, in headers or in other attachments.
                (None, [] | [_]) if from.body.is_some() => {
                    let name = content.name();
                    self.warning(
                        *content,
                        "",
                        format!("`{name}` names no part, and all parts of the message are used elsewhere"),
                    )
                    .hint("the attachment is left out; name its part in the attribute `part`");
                    continue;
                }
                (None, _) => {
                    is_ambiguous = true;
                    continue;
                }
            };
            let place = *places.or_insert_with(part.clone(), || {
                parts.push((part, Vec::new()));
                parts.len() - 1
            });
            let is_xml = content.name() == "mimeXml";
            let kind = content.attribute("type").or(is_xml.then_some("text/xml")).map(Arc::from);
            parts.get_mut(place).into_iter().for_each(|(_, kinds)| kinds.push_all(kind.clone()));
        }
        Mime { element: self.resolver.strings.arc(tag.name()), parts, is_ambiguous, span: tag.span() }
    }
}
