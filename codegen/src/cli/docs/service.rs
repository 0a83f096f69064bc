//! The page `index.md` of a service, which lists its operations.

use std::collections::HashSet;

use super::{
    calls::{Call, name},
    contract::{Contract, Page, render},
    escape::{code_cell, message},
    members::cell,
    pages::{Entry, IndexEntry, ServicePage},
};
use crate::{
    cli::{failure::Failure, terminal::count},
    docs,
    model::SoapVersion,
    plan::{Client, ModuleId},
    source::Sources,
};

/// Renders the page of a service. Also returns the row for this page in the index of all services.
pub(super) fn page(
    contract: &Contract<'_>,
    module: ModuleId,
    client: &Client,
    calls: &[&Call<'_>],
) -> Result<(IndexEntry, Page), Failure> {
    let folder = contract.paths.service(module, &client.ident);
    let lines = documentation(contract, calls);
    let operations = calls.iter().map(|call| {
        let page = contract.paths.operation(&call.method.operation);
        Entry {
            name: docs::plain(&call.operation.name),
            page: page.rsplit('/').next().unwrap_or_default().to_owned(),
            method: call.method.ident.clone(),
            summary: summary(&operation_documentation(call).text),
        }
    });
    let index = format!("{folder}/index.md");
    let page = ServicePage {
        name: name(client).to_owned(),
        docs: contract.names.linked(&index, &lines.join("\n")),
        contract: calls.first().map(|call| code_cell(&file(call, contract.sources))).unwrap_or_default(),
        endpoint: client.endpoint.as_deref().map(code_cell),
        version: version(client),
        client: client.ident.clone(),
        count: count(calls.len(), "operation"),
        operations: operations.collect(),
        left_out: left_out(contract, calls),
    };
    let entry = IndexEntry {
        name: page.name.clone(),
        page: index.clone(),
        operations: calls.len(),
        summary: summary(&lines),
    };
    Ok((entry, (index, render(&page)?)))
}

/// Returns the SOAP version of a service.
pub(super) fn version(client: &Client) -> String {
    match (client.version, client.both_versions) {
        (SoapVersion::Soap11, false) => "SOAP 1.1".to_owned(),
        (SoapVersion::Soap12, false) => "SOAP 1.2".to_owned(),
        (_, true) => "SOAP 1.1 and 1.2".to_owned(),
    }
}

/// Reads the documentation of an operation.
pub(super) fn operation_documentation(call: &Call<'_>) -> docs::Docs {
    call.bound.operation.documentation.as_deref().map(docs::read).unwrap_or_default()
}

/// Reads the documentation of the port type, or of the service if the port type has none.
fn documentation(contract: &Contract<'_>, calls: &[&Call<'_>]) -> Vec<String> {
    let Some(call) = calls.first() else { return Vec::new() };
    let port_type = contract.model.port_types[call.bound.binding.port_type].documentation.as_deref();
    let service = call.bound.port.and_then(|(service, _)| service.documentation.as_deref());
    let mut texts = [port_type, service].into_iter().flatten().map(|text| docs::read(text).text);
    texts.find(|lines| !lines.is_empty()).unwrap_or_default()
}

/// Returns the first paragraph, for a table cell.
pub(super) fn summary(lines: &[String]) -> String {
    let first: Vec<String> = lines.iter().take_while(|line| !line.is_empty()).cloned().collect();
    cell(&first)
}

/// Returns the file name of the document that declares the binding.
pub(super) fn file(call: &Call<'_>, sources: &Sources) -> String {
    let source = sources.name(call.bound.binding.span.source);
    source.rsplit(['/', '\\']).next().unwrap_or_default().to_owned()
}

/// Returns the operations of the binding that are not generated, each with the reason.
fn left_out(contract: &Contract<'_>, calls: &[&Call<'_>]) -> Vec<(String, String)> {
    let Some(call) = calls.first() else { return Vec::new() };
    let binding = call.bound.binding;
    let declared = &contract.model.port_types[binding.port_type].operations;
    let places = binding.operations.iter().map(|bound| bound.span).chain(declared.iter().map(|one| one.span));
    let places: HashSet<_> = places.collect();
    let left_out = contract.left_out.iter().filter(|left_out| places.contains(&left_out.span));
    left_out.map(|left_out| (docs::code(&left_out.operation), message(&left_out.reason))).collect()
}
