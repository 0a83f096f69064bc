//! Page of an operation.

use saponify::Version;

use super::{
    calls::{self, Call},
    contract::{Contract, Page, render},
    escape::{block, code_cell},
    members::{self, Link, Member, cell, type_cell},
    pages::OperationPage,
    service::{self, operation_documentation},
    snippet,
};
use crate::{
    cli::{failure::Failure, rust::wire, sample::indented},
    docs,
    escape::{self, visible},
    model::{Direction, SoapVersion},
    plan::{Body, Item, ItemRef, OperationMessage, Ty},
};

/// Maximum number of members that a header may have for the page to list them. For a larger header, the page shows
/// only a link to its type.
const MAX_LISTED_MEMBERS: usize = 4;

/// Renders the page of an operation.
pub(super) fn page(contract: &Contract<'_>, call: &Call<'_>) -> Result<Page, Failure> {
    let path = contract.paths.operation(&call.method.operation);
    let link = |item: &ItemRef| contract.paths.link(&path, item);
    let operation = call.operation;
    let documentation = operation_documentation(call);
    let reply = operation.reply.as_ref();
    let (faults, fault_type) = faults(contract, call, &link);
    let names = &contract.names;
    let mut page = OperationPage {
        name: docs::plain(&operation.name),
        docs: names.linked(&path, &documentation.text.join("\n")),
        service: calls::name(call.client).to_owned(),
        contract: code_cell(&service::file(call, contract.sources)),
        endpoint: call.client.endpoint.as_deref().map(code_cell),
        action: Some(operation.action.as_str()).filter(|action| !action.is_empty()).map(code_cell),
        version: service::version(call.client),
        client: call.client.ident.clone(),
        method: call.method.ident.clone(),
        parameters: body(contract, &operation.request, &link),
        request_element: element(&operation.request),
        request_type: shared_type(contract, &operation.request, &link),
        request_headers: headers(contract, call, &operation.request, &link),
        one_way: reply.is_none(),
        returns: names.linked(&path, &documentation.returns.join("\n")),
        result: reply.map(|reply| body(contract, reply, &link)).unwrap_or_default(),
        reply_element: reply.and_then(element),
        reply_type: reply.and_then(|reply| shared_type(contract, reply, &link)),
        reply_headers: reply.map(|reply| headers(contract, call, reply, &link)).unwrap_or_default(),
        faults,
        fault_type,
        success_header: success_header(contract, call),
        rust: block("rust", &rust(contract, call)?),
        http: block("http", &http(call)),
        request: block("xml", &envelope(contract, call, Direction::Request)),
        http_reply: block(
            "http",
            &format!("HTTP/1.1 200 OK\nContent-Type: {}", version(call).content_type(None)),
        ),
        reply: reply.map(|_| block("xml", &envelope(contract, call, Direction::Reply))).unwrap_or_default(),
    };
    let rows = [&mut page.parameters, &mut page.request_headers, &mut page.result, &mut page.reply_headers];
    rows.into_iter().for_each(|rows| names.link(&path, rows));
    Ok((path.clone(), render(&page)?))
}

fn rust(contract: &Contract<'_>, call: &Call<'_>) -> Result<String, Failure> {
    let headers = call.bound.headers(contract.model, true);
    let code = snippet::call(&contract.rust, call, &headers, contract.samples.texts(&call.bound));
    Ok(code.map_err(Failure::Defect)?.trim_end().to_owned())
}

/// Returns the rows for the members of a body.
fn body(contract: &Contract<'_>, message: &OperationMessage, link: &Link<'_>) -> Vec<Member> {
    match contract.rust.record(&message.ty) {
        Some((_, record)) => {
            let base = members::base(record).map(|base| Member {
                name: "members of the base type".to_owned(),
                field: base.ident.clone(),
                ty: type_cell(&contract.rust, &base.ty, link),
                occurs: String::new(),
                docs: cell(&base.docs),
            });
            base.into_iter().chain(members::members(&contract.rust, record, link)).collect()
        }
        None if message.ty == Ty::Unit => Vec::new(),
        None => vec![Member {
            name: "the element itself".to_owned(),
            field: "body".to_owned(),
            ty: type_cell(&contract.rust, &message.ty, link),
            occurs: "1".to_owned(),
            docs: String::new(),
        }],
    }
}

fn element(message: &OperationMessage) -> Option<String> {
    let body = match &message.body {
        Body::EncodedHeaders(body, _) => body,
        body => body,
    };
    let body = match body {
        Body::EncodedFaults(reply) => reply,
        body => body,
    };
    let body = match body {
        Body::Attached(envelope, _) => envelope,
        body => body,
    };
    match body {
        Body::Element(name) | Body::Encoded(name, _) | Body::EncodedElement(name) => {
            Some(code_cell(&name.local))
        }
        _ => None,
    }
}

/// Returns the type of the body, if it has its own page.
fn shared_type(contract: &Contract<'_>, message: &OperationMessage, link: &Link<'_>) -> Option<String> {
    let Ty::Item(item) = &message.ty else { return None };
    contract.paths.ty(item)?;
    Some(type_cell(&contract.rust, &message.ty, link))
}

/// Returns the rows for the headers that the operation declares for one message.
fn headers(
    contract: &Contract<'_>,
    call: &Call<'_>,
    message: &OperationMessage,
    link: &Link<'_>,
) -> Vec<Member> {
    let Some((_, record)) = contract.rust.record(&message.headers_ty) else { return Vec::new() };
    let names = call.bound.headers(contract.model, std::ptr::eq(message, &call.operation.request));
    let mut headers = Vec::new();
    for (member, field) in members::with_fields(&contract.rust, record, link) {
        if !names.iter().any(|name| member.name == code_cell(name)) {
            continue;
        }
        // For a small header, such as one with a ticket, the members are more useful to the reader than a link.
        let inner = contract.rust.record(&field.ty).map(|(_, record)| record);
        let inner = inner
            .filter(|record| record.fields.len() <= MAX_LISTED_MEMBERS && members::base(record).is_none());
        let inner = inner.map(|record| members::members(&contract.rust, record, link)).unwrap_or_default();
        let inner = inner.into_iter().map(|inner| Member {
            name: format!("{} / {}", member.name, inner.name),
            field: format!("{}.{}", member.field, inner.field),
            ..inner
        });
        let inner: Vec<Member> = inner.collect();
        headers.push(member);
        headers.extend(inner);
    }
    headers
}

/// Returns the rows for the faults that the operation declares, and the name of their enum.
fn faults(contract: &Contract<'_>, call: &Call<'_>, link: &Link<'_>) -> (Vec<Member>, String) {
    let Some(Ty::Item(item)) = &call.operation.faults else { return Default::default() };
    let Some(Item::Faults(faults)) = contract.rust.item(item) else { return Default::default() };
    let row = |fault: &crate::plan::FaultVariant| Member {
        name: format!("`{}`", fault.ident),
        field: code_cell(&fault.name.local),
        ty: type_cell(&contract.rust, &fault.ty, link),
        occurs: String::new(),
        docs: cell(&fault.docs),
    };
    (faults.variants.iter().map(row).collect(), contract.rust.path(item))
}

/// Returns the header whose value `false` reports a failed call.
fn success_header(contract: &Contract<'_>, call: &Call<'_>) -> Option<String> {
    let field = call.operation.succeeded.as_ref()?;
    let (_, record) = contract.rust.record(&call.operation.reply.as_ref()?.headers_ty)?;
    let field = record.fields.iter().find(|own| own.ident == *field)?;
    wire(&field.slot).map(|name| code_cell(&name.local))
}

fn version(call: &Call<'_>) -> Version {
    match call.bound.version {
        SoapVersion::Soap11 => Version::Soap11,
        SoapVersion::Soap12 => Version::Soap12,
    }
}

/// Formats the request line and headers of the HTTP request.
fn http(call: &Call<'_>) -> String {
    let endpoint = call.client.endpoint.as_deref().unwrap_or("https://example.com/");
    let rest = endpoint.split_once("://").map_or(endpoint, |(_, rest)| rest);
    let rest = visible(rest);
    let (host, path) = rest.split_once('/').unwrap_or((&rest, ""));
    let version = version(call);
    let own = visible(&call.operation.action);
    let action = Some(own.as_ref());
    let mut head =
        format!("POST /{path} HTTP/1.1\nHost: {host}\nContent-Type: {}", version.content_type(action));
    if let Some(action) = version.soap_action(&own) {
        head.push_str(&format!("\nSOAPAction: {action}"));
    }
    head
}

fn envelope(contract: &Contract<'_>, call: &Call<'_>, direction: Direction) -> String {
    match contract.samples.envelope(&call.bound, direction, call.bound.version) {
        Ok(xml) => escape::xml(&indented(&xml)).trim_end().to_owned(),
        // The reason is written as a comment, so that the rest of the page is still usable.
        Err(reason) => format!("<!-- no example: ¦{reason} -->"),
    }
}
