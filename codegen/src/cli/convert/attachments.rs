//! Conversion between attachments and JSON. Attachments are the message parts that are sent beside the
//! envelope.

use std::collections::HashSet;

use saponify::{Attachment, xsd};

use super::{json::Json, to_xml::ToXml};
use crate::cli::{
    messages::MessagePart,
    tree::{Node, Nodes},
};

/// Converts a part that is sent beside the envelope, from Base64 or a file.
pub(super) fn attached(
    writing: &mut ToXml<'_, '_>,
    part: &MessagePart,
    content_type: &str,
    json: &Json,
) -> Node {
    let given = json.get("$contentType").and_then(|json| match json {
        Json::Text(text) => Some(text.as_str()),
        _ => None,
    });
    let value = json.get("$value").unwrap_or(json);
    let bytes = match writing.converter.bytes_of(value) {
        Ok(bytes) => bytes,
        Err(mistake) => {
            writing.mistake(mistake);
            Vec::new()
        }
    };
    Node::attached(&part.part, Attachment::new(bytes).with_content_type(given.unwrap_or(content_type)))
}

/// Adds members for the attachments of a received message to a JSON object. An attachment that the contract
/// describes becomes a member with the name of its part. All others become items of the member
/// `$attachments`.
pub(super) fn attachments_to_json(parts: &[MessagePart], body: &Nodes, members: &mut Vec<(String, Json)>) {
    let mut left: Vec<&MessagePart> = parts.iter().filter(|part| part.attached.is_some()).collect();
    let received: Vec<&Attachment> = body.attachments().collect();
    let is_of = |attachment: &Attachment, part: &MessagePart| {
        // The content id begins with the name of the part (WS-I Attachments Profile 1.0, section 3.8).
        attachment.id().and_then(|id| id.split_once('=')).is_some_and(|(name, _)| name == part.part)
    };
    let mut others = Vec::new();
    let mut named = Vec::new();
    for attachment in received {
        match left.iter().position(|part| is_of(attachment, part)) {
            Some(place) => named.push((left.remove(place), attachment)),
            None => others.push(attachment),
        }
    }
    // Attachments without the name of a part follow the order of the contract.
    let mut others = others.into_iter();
    named.extend(left.into_iter().zip(others.by_ref()));
    for (part, attachment) in named {
        let mut json = attachment_to_json(attachment);
        if attachment.content_type() != part.attached.as_deref() && attachment.content_type().is_some() {
            let content_type = attachment.content_type().unwrap_or_default();
            json = Json::Object(vec![
                ("$contentType".to_owned(), Json::text(content_type)),
                ("$value".to_owned(), json),
            ]);
        }
        members.push((part.part.clone(), json));
    }
    let others: Vec<Json> = others.map(other_to_json).collect();
    if !others.is_empty() {
        members.push(("$attachments".to_owned(), Json::Array(others)));
    }
}

/// Converts an attachment that the contract does not describe. The envelope may refer to its id as `cid:…`.
fn other_to_json(attachment: &Attachment) -> Json {
    let member = |key: &str, text: Option<&str>| text.map(|text| (key.to_owned(), Json::text(text)));
    let named = [member("$id", attachment.id()), member("$contentType", attachment.content_type())];
    let value = ("$value".to_owned(), attachment_to_json(attachment));
    Json::Object(named.into_iter().flatten().chain([value]).collect())
}

fn attachment_to_json(attachment: &Attachment) -> Json {
    Json::Text(xsd::Base64Binary::from(attachment.to_vec()).to_string())
}

/// Adds all received attachments as the member `$attachments`, for a message without attachments in the
/// contract. A value that is not an object becomes the member `$value` of a new object.
pub(super) fn with_attachments(json: Json, body: &Nodes) -> Json {
    if body.attachments().next().is_none() {
        return json;
    }
    let mut members = match json {
        Json::Object(members) => members,
        value => vec![("$value".to_owned(), value)],
    };
    attachments_to_json(&[], body, &mut members);
    Json::Object(members)
}

/// Returns a message without the items of `$attachments` to which a value refers as `cid:…`. Such attachments
/// do not violate the contract, even if it describes no attachments (WS-I Attachments Profile 1.0, section
/// 4.4).
pub(super) fn without_referenced(body: &Json) -> Json {
    let Json::Object(members) = body else { return body.clone() };
    let (attached, mut rest): (Vec<_>, Vec<_>) =
        members.iter().cloned().partition(|(key, _)| key == "$attachments");
    if attached.is_empty() {
        return body.clone();
    }
    let text = Json::Object(rest.clone()).compact().replace("%40", "@");
    // A reference extends to the end of the JSON value. If the value contains XML, the reference extends to
    // the end of the XML attribute or text that contains it.
    let references = text.match_indices("cid:").filter_map(|(at, scheme)| {
        let rest = text.get(at + scheme.len()..)?;
        rest.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '&' | '\\')).next()
    });
    let references: HashSet<&str> = references.collect();
    let is_referenced =
        |item: &Json| matches!(item.get("$id"), Some(Json::Text(id)) if references.contains(id.as_str()));
    for (key, value) in attached {
        match value {
            Json::Array(items) => {
                let others: Vec<_> = items.into_iter().filter(|item| !is_referenced(item)).collect();
                if !others.is_empty() {
                    rest.push((key, Json::Array(others)));
                }
            }
            value => rest.push((key, value)),
        }
    }
    match rest.as_slice() {
        // The body is a single value.
        [(key, value)] if key == "$value" && members.len() > 1 => value.clone(),
        _ => Json::Object(rest),
    }
}
