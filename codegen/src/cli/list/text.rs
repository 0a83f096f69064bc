//! Formats a listing for people. Properties that most operations share are printed once per interface.

use std::{cmp::Reverse, collections::HashMap};

use super::listing::{Interface, Listing, Message, Operation, Part, Service};
use crate::{
    cli::terminal::{bold, count, dim, paint},
    escape::visible,
};

/// Formats the complete listing.
pub(super) fn listing(listing: &Listing) -> String {
    let mut out = String::new();
    for service in &listing.services {
        self::service(&mut out, service);
        out.push('\n');
    }
    if !listing.elements.is_empty() {
        push(&mut out, 0, &bold("elements of the schemas"));
        for element in &listing.elements {
            let type_name = element.type_name.as_deref().map_or("an anonymous type", local);
            push(&mut out, 1, &format!("element {}: {type_name}", bold(local(&element.name))));
        }
        out.push('\n');
    }
    let counts = listing.counts;
    let left_out = counts.operations - counts.generated;
    let mut line = [
        count(counts.services, "service"),
        count(counts.ports, "port"),
        count(counts.operations, "operation"),
        count(counts.types, "global type"),
        count(counts.elements, "global element"),
    ]
    .join(", ");
    if left_out > 0 {
        line.push_str(&format!(
            "; {}",
            paint("33", &format!("{} not generated", count(left_out, "operation")))
        ));
    }
    out.push_str(&format!("{line}\n"));
    out
}

fn service(out: &mut String, service: &Service) {
    match &service.name {
        Some(name) => push(out, 0, &format!("service {}", bold(name))),
        None => push(out, 0, &bold("bindings without a service")),
    }
    for port in &service.ports {
        let style = port.style.map(|style| format!(", {style}")).unwrap_or_default();
        let line = format!("port {}: {}{style}, interface {}", port.name, port.protocol, port.interface);
        push(out, 1, &visible(&line));
        if let Some(address) = &port.address {
            push(out, 2, &visible(address));
        }
        if !port.demands.is_empty() {
            push(out, 2, &visible(&format!("policy demands: {}", port.demands.join(", "))));
        }
    }
    for interface in &service.interfaces {
        self::interface(out, interface);
    }
}

fn interface(out: &mut String, interface: &Interface) {
    let operations = &interface.operations;
    let binding = interface.binding.as_ref().map(|name| format!(", binding {name}")).unwrap_or_default();
    let number = count(operations.len(), "operation");
    push(out, 1, &format!("interface {}{binding}: {number}", bold(&interface.name)));
    let request_headers = usual(operations.iter().filter_map(|operation| operation.request.as_ref()));
    let reply_headers = usual(operations.iter().filter_map(|operation| operation.reply.as_ref()));
    for (headers, way) in [(&request_headers, "request"), (&reply_headers, "reply")] {
        if !headers.is_empty() {
            push(out, 2, &format!("{way} headers, unless the operation lists others: {}", names(headers)));
        }
    }
    let width =
        operations.iter().map(|operation| operation.name.chars().count()).filter(|width| *width <= 50);
    let width = width.max().unwrap_or_default();
    for operation in operations {
        let gap = " ".repeat(width.saturating_sub(operation.name.chars().count()));
        let action = operation.action.as_deref().filter(|action| !action.is_empty());
        let action = action.map(|action| format!("{gap}  {}", dim(action))).unwrap_or_default();
        push(out, 2, &format!("{}{action}", bold(&operation.name)));
        details(out, operation, &request_headers, &reply_headers);
    }
}

/// Prints what differs from the common case: the kind, style, body, headers and faults of an operation.
fn details(out: &mut String, operation: &Operation, request_headers: &[Part], reply_headers: &[Part]) {
    if operation.kind != "request-response" {
        push(out, 3, operation.kind);
    }
    if operation.style == Some("rpc") || operation.usage == Some("encoded") {
        let style = [operation.style, operation.usage].into_iter().flatten().collect::<Vec<_>>().join("/");
        push(out, 3, &style);
    }
    let usual_request = operation.name.clone();
    let usual_reply = format!("{}Response", operation.name);
    let ways = [
        ("request", &operation.request, usual_request, request_headers),
        ("reply", &operation.reply, usual_reply, reply_headers),
    ];
    for (way, message, usual, headers) in ways {
        let Some(message) = message else { continue };
        let is_usual =
            matches!(&*message.body, [part] if part.element.as_deref().map(local) == Some(&*usual));
        if !is_usual && !message.body.is_empty() {
            push(out, 3, &format!("{way}: {}", names(&message.body)));
        }
        if message.headers != headers {
            let names = names(&message.headers);
            push(out, 3, &format!("{way} headers: {}", if names.is_empty() { "none" } else { &names }));
        }
    }
    if !operation.faults.is_empty() {
        push(out, 3, &format!("faults: {}", names(&operation.faults)));
    }
    if let Some(reason) = &operation.reason {
        push(out, 3, &paint("33", &format!("not generated: {reason}")));
    }
}

/// Returns the most frequent list of headers.
fn usual<'l>(messages: impl Iterator<Item = &'l Message>) -> Vec<Part> {
    let mut kinds: HashMap<&[Part], (usize, usize)> = HashMap::new();
    for (place, message) in messages.enumerate() {
        kinds.entry(&message.headers).or_insert((0, place)).0 += 1;
    }
    // Of equally frequent lists, the first one is returned.
    let most = kinds.into_iter().max_by_key(|(_, (count, place))| (*count, Reverse(*place)));
    most.map(|(headers, _)| headers.to_vec()).unwrap_or_default()
}

/// Formats local names; for parts with a type, `name: type`.
fn names(parts: &[Part]) -> String {
    let name = |part: &Part| match (&part.element, &part.type_name) {
        (Some(element), _) => local(element).to_owned(),
        (None, Some(type_name)) => format!("{}: {}", part.name, local(type_name)),
        (None, None) => part.name.clone(),
    };
    visible(&parts.iter().map(name).collect::<Vec<_>>().join(", ")).into_owned()
}

fn local(name: &str) -> &str {
    name.rsplit('}').next().unwrap_or(name)
}

fn push(out: &mut String, depth: usize, line: &str) {
    out.push_str(&"  ".repeat(depth));
    out.push_str(line);
    out.push('\n');
}
