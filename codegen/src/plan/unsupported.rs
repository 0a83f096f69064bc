//! Reasons why operations cannot be generated: unsupported features and references to undefined
//! components.

use super::selected::{Selected, body_parts};
use crate::model::{
    BindingMessage, InvalidName, MessageId, Mime, Model, OperationFault, OperationKind, Part, PartContent,
    Style,
};
use crate::{
    lists::{CollectVec, SortList},
    name_characters::is_ncname,
    source::Span,
};

/// Why an operation cannot be generated.
pub(super) struct Obstacle {
    pub(super) reason: String,
    pub(super) hint: Option<String>,
    /// The start tag that contains an undefined reference or an invalid name, if this is why the operation
    /// cannot be generated. The problem with the reference or name has been reported at a position within
    /// this tag.
    pub(super) cause: Option<Span>,
}

impl Obstacle {
    pub(super) fn new(reason: impl Into<String>, hint: Option<String>) -> Self {
        Self { reason: reason.into(), hint, cause: None }
    }

    fn caused_by(cause: Option<Span>, reason: String) -> Self {
        Self { reason, hint: None, cause }
    }
}

/// The reason why an operation cannot be generated; `None` if it can.
pub(super) fn unsupported(model: &Model, selected: &Selected<'_>) -> Option<Obstacle> {
    let simple = |reason: &str| Some(Obstacle::new(reason, None));
    match selected.operation.kind {
        OperationKind::SolicitResponse => {
            return simple("the server would call the client (solicit-response)");
        }
        OperationKind::Notification => return simple("the server would call the client (notification)"),
        OperationKind::OneWay | OperationKind::RequestResponse => {}
    }
    let (Some(input), output) = (&selected.binding.input, &selected.binding.output) else {
        return simple("the binding has no `input` for it");
    };
    // The element of an rpc message has the name of the operation (WSDL 1.1, 3.5).
    if selected.binding.style == Style::Rpc && !is_ncname(&selected.operation.name) {
        return simple("its name is not a valid element name");
    }
    let messages = || std::iter::once(input).chain(output);
    // WSDL 1.1, section 5, has attachments in `mime:multipartRelated` only.
    let is_other =
        |mime: &Mime| (mime.is_ambiguous || !mime.parts.is_empty()) && &*mime.element != "multipartRelated";
    if messages().any(|message| message.mime.as_ref().is_some_and(is_other)) {
        return Some(Obstacle::new(
            "its attachments are not in `mime:multipartRelated`",
            attachments(selected),
        ));
    }
    if messages().any(|message| message.mime.as_ref().is_some_and(|mime| mime.is_ambiguous)) {
        let hint = "name the part in the attribute `part` of `mime:content`";
        return Some(Obstacle::new("an attachment does not name its part", Some(hint.to_owned())));
    }
    let in_fault = || selected.operation.faults.iter().find_map(|fault| undefined_fault(model, fault));
    let undefined = selected.messages().find_map(|(id, bound)| undefined(model, id, bound)).or_else(in_fault);
    undefined.or_else(|| unwritable(model, selected))
}

/// Describes an element, attribute or part of a message or fault whose name is not valid in XML. No document
/// can contain it.
fn unwritable(model: &Model, selected: &Selected<'_>) -> Option<Obstacle> {
    let in_part = |part: &Part| match part.content {
        PartContent::Element(id) => model.unwritable().in_element(id).cloned(),
        PartContent::Type(_) if !is_ncname(&part.name) => {
            Some(InvalidName { what: format!("the part `{}`", part.name), span: part.span })
        }
        PartContent::Type(id) => model.unwritable().in_type(id).cloned(),
        PartContent::Missing => None,
    };
    let of_messages = || {
        selected.messages().find_map(|(id, bound)| {
            let headers =
                bound.headers.iter().filter_map(|header| Some((header.message, model.header_part(header)?)));
            let mut parts = body_parts(model, id, bound).into_iter().map(|part| (id, part)).chain(headers);
            let (message, found) = parts.find_map(|(message, part)| Some((message, in_part(part)?)))?;
            Some((format!("message `{}`", model.messages[message].name.local), found))
        })
    };
    let of_faults = || {
        selected.operation.faults.iter().find_map(|fault| {
            let found = model.messages[fault.message].parts.first().and_then(in_part)?;
            Some((format!("fault `{}`", fault.name), found))
        })
    };
    let (what, found) = of_messages().or_else(of_faults)?;
    let reason = format!("its {what} contains {}, whose name is not valid in XML", found.what);
    Some(Obstacle::caused_by(Some(found.span), reason))
}

/// Describes the undefined component to which a declared fault refers.
fn undefined_fault(model: &Model, fault: &OperationFault) -> Option<Obstacle> {
    let message = &model.messages[fault.message];
    if model.missing.messages.contains(&fault.message) {
        let reason = match &*message.name.local {
            "" => format!("its fault `{}` refers to no message", fault.name),
            name => format!("the message `{name}` of its fault `{}` is not defined", fault.name),
        };
        return Some(Obstacle::caused_by(Some(message.span), reason));
    }
    let part = message.parts.first()?;
    let kind = undefined_content(model, part)?;
    let reason =
        format!("the {kind} of the part `{}` of its fault `{}` is not defined", part.name, fault.name);
    Some(Obstacle::caused_by(Some(part.span), reason))
}

/// Kind of the undefined component to which a part refers; `None` if it is defined.
fn undefined_content(model: &Model, part: &Part) -> Option<&'static str> {
    match part.content {
        PartContent::Missing => Some("element or type"),
        PartContent::Type(id) if model.missing.types.contains(&id) => Some("type"),
        PartContent::Element(_) | PartContent::Type(_) => None,
    }
}

/// Describes the undefined component to which a message refers.
fn undefined(model: &Model, id: MessageId, bound: &BindingMessage) -> Option<Obstacle> {
    let message = &model.messages[id];
    if model.missing.messages.contains(&id) {
        let reason = match &*message.name.local {
            "" => "it refers to no message".to_owned(),
            name => format!("its message `{name}` is not defined"),
        };
        return Some(Obstacle::caused_by(Some(message.span), reason));
    }
    let no_part = |part: &str| format!("its message `{}` has no part `{part}`", message.name.local);
    if let Some(part) = bound.body.unknown_parts.first() {
        return Some(Obstacle::caused_by(bound.body.span, no_part(part)));
    }
    let mut attached = bound.mime.iter().flat_map(|mime| &mime.parts).map(|(part, _)| part);
    if let Some(part) = attached.find(|name| !message.parts.iter().any(|part| part.name == **name)) {
        return Some(Obstacle::caused_by(None, no_part(part)));
    }
    let body = body_parts(model, id, bound).into_iter().map(|part| (part, &message.name.local));
    let headers = bound.headers.iter().map(|header| {
        let message = &model.messages[header.message].name.local;
        model.header_part(header).map(|part| (part, message)).ok_or((header, message))
    });
    for carried in body.map(Ok).chain(headers) {
        let (part, message) = match carried {
            Ok(carried) => carried,
            Err((header, message)) => {
                let part = &header.part_name;
                let reason =
                    format!("its header, the part `{part}` of the message `{message}`, is not defined");
                return Some(Obstacle::caused_by(Some(header.span), reason));
            }
        };
        let Some(kind) = undefined_content(model, part) else { continue };
        let reason =
            format!("the {kind} of the part `{}` of its message `{message}` is not defined", part.name);
        return Some(Obstacle::caused_by(Some(part.span), reason));
    }
    None
}

/// A hint that names the attachments of an operation; `None` without attachments.
fn attachments(selected: &Selected<'_>) -> Option<String> {
    let messages = selected.binding.input.iter().chain(&selected.binding.output);
    let parts = messages.filter_map(|message| message.mime.as_ref()).flat_map(|mime| &mime.parts);
    let mut names: Vec<String> = parts.map(|(part, _)| format!("`{part}`")).collect_vec();
    names.sort_list();
    names.dedup();
    (!names.is_empty())
        .then(|| format!("attachments are supported in `mime:multipartRelated` only: {}", names.join(", ")))
}
