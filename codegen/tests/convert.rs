//! Conversion between XML and JSON by the model: every published envelope of NetServer comes back as it was, and small
//! contracts show the rules.
#![cfg(all(feature = "cli", feature = "internals"))]
// Helper functions may panic like the tests that call them.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod shared;

use std::{fs, path::Path};

use roxmltree::{Document, Node};
use saponify_codegen::internals::{
    convert::round_trip,
    model::Model,
    problem::Problems,
    read::{self, ReadOptions},
    source::Sources,
};

const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

fn model(path: &Path) -> Model {
    let (mut sources, mut problems) = (Sources::new(), Problems::new());
    let model = read::read(&[path.to_path_buf()], &ReadOptions::default(), &mut sources, &mut problems);
    assert!(!problems.has_errors(), "{}", problems.render(&sources, false));
    model
}

/// Returns the first difference between two elements: names, attributes, `xsi:type` and `xsi:nil` by value, and text.
fn difference(one: Node<'_, '_>, other: Node<'_, '_>, path: &str) -> Option<String> {
    let path = format!("{path}/{}", one.tag_name().name());
    if one.tag_name() != other.tag_name() {
        return Some(format!("{path}: became {:?}", other.tag_name()));
    }
    if attributes(one) != attributes(other) {
        return Some(format!("{path}: {:?} became {:?}", attributes(one), attributes(other)));
    }
    let children = |node: Node<'_, '_>| node.children().filter(|child| child.is_element()).count();
    if children(one) != children(other) {
        return Some(format!("{path}: {} elements became {}", children(one), children(other)));
    }
    if children(one) == 0 {
        // The publisher's empty elements contain line breaks.
        let text = |node: Node<'_, '_>| match node.text().unwrap_or_default() {
            text if text.trim().is_empty() && text.contains('\n') => String::new(),
            text => text.to_owned(),
        };
        return (text(one) != text(other))
            .then(|| format!("{path}: {:?} became {:?}", text(one), text(other)));
    }
    let elements = |node: Node<'_, '_>| {
        node.children().filter(Node::is_element).map(|child| child.id()).collect::<Vec<_>>()
    };
    elements(one).into_iter().zip(elements(other)).find_map(|(left, right)| {
        let left = one.document().get_node(left).unwrap();
        let right = other.document().get_node(right).unwrap();
        difference(left, right, &path)
    })
}

fn attributes(node: Node<'_, '_>) -> Vec<(String, String)> {
    let mut attributes: Vec<_> = node
        .attributes()
        .map(|attribute| {
            let name = format!("{{{}}}{}", attribute.namespace().unwrap_or_default(), attribute.name());
            let value = match (attribute.namespace(), attribute.name(), attribute.value().split_once(':')) {
                (Some(XSI), "type", prefixed) => {
                    let (prefix, local) =
                        prefixed.map_or((None, attribute.value()), |(prefix, local)| (Some(prefix), local));
                    format!("{{{}}}{local}", node.lookup_namespace_uri(prefix).unwrap_or_default())
                }
                _ => attribute.value().to_owned(),
            };
            (name, value)
        })
        .collect();
    attributes.sort();
    attributes
}

/// Encloses the header blocks of a published request, which are children of the envelope, in a `Header`.
fn with_header(envelope: &str) -> String {
    let document = Document::parse(envelope).unwrap();
    let root = document.root_element();
    let mut blocks = root.children().filter(|child| child.is_element() && child.tag_name().name() != "Body");
    let Some(first) = blocks.next().filter(|first| first.tag_name().name() != "Header") else {
        return envelope.to_owned();
    };
    let end = blocks.last().unwrap_or(first).range().end;
    let (start, blocks, rest) =
        (&envelope[..first.range().start], &envelope[first.range().start..end], &envelope[end..]);
    format!("{start}<SOAP-ENV:Header>{blocks}</SOAP-ENV:Header>{rest}")
}

#[test]
fn published_envelopes_of_netserver_survive_the_way_through_json() {
    let Some(shared) = shared::shared() else { return };
    let (mut count, mut failures) = (0, Vec::new());
    for entry in fs::read_dir(shared.join("superoffice/samples")).unwrap() {
        let folder = entry.unwrap().path();
        let service = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let model = model(&shared.join(format!("superoffice/wsdl/Services86-{service}.wsdl")));
        let trip = round_trip(&model);
        for file in fs::read_dir(&folder).unwrap() {
            let file = file.unwrap().path();
            let name = file.file_name().unwrap().to_str().unwrap().to_owned();
            let Some((operation, kind)) = name.split_once('.') else { continue };
            let envelope = with_header(&fs::read_to_string(&file).unwrap());
            count += 1;
            match trip.through(operation, 0, kind.starts_with("request"), &envelope) {
                Err(error) => failures.push(format!("{service}/{name}: {error}")),
                Ok((_, xml)) => {
                    let (before, after) =
                        (Document::parse(&envelope).unwrap(), Document::parse(&xml).unwrap());
                    let found = difference(before.root_element(), after.root_element(), "");
                    failures.extend(found.map(|found| format!("{service}/{name}: {found}")));
                }
            }
        }
    }
    println!("{count} envelopes, {} differ", failures.len());
    let shown: Vec<_> =
        failures.iter().take(10).map(|failure| failure.chars().take(600).collect::<String>()).collect();
    assert!(
        count > 2900 && failures.is_empty(),
        "{count} envelopes, {} differ:\n{}",
        failures.len(),
        shown.join("\n")
    );
}
