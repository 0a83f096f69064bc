//! Finds the parts of documents that depend on their URL: locations of imports, and addresses of ports.

use std::{ops::Range, path::Path, sync::Arc};

use super::{
    links::{File, Link, LinkKind, Outcome},
    load::Loaded,
    tag::Tag,
    uri,
};
use crate::{
    lists::{CollectVec, PushAll, SortList},
    model::{Document, Place},
    source::{Sources, Span},
};

/// The documents of a run, in the order of the files.
pub(super) fn documents(loaded: &Loaded<'_>, sources: &Sources) -> Vec<Document> {
    let documents = loaded.files.iter().enumerate().filter_map(|(index, file)| {
        let source = sources.get(file.source)?;
        let name = Path::new(&*source.name).file_name().unwrap_or_default().to_string_lossy().into_owned();
        let root = file.root();
        Some(Document {
            source: file.source,
            name,
            text: Arc::clone(&source.text),
            is_wsdl: root.wsdl_name() == "definitions",
            places: places(index, file, loaded, &source.text),
        })
    });
    documents.collect_vec()
}

fn places(index: usize, file: &File<'_>, loaded: &Loaded<'_>, text: &str) -> Vec<(Range<usize>, Place)> {
    let mut places = Vec::new();
    if text.starts_with("<?xml")
        && let Some(end) = text.find("?>")
    {
        places.push((0..end + 2, Place::Nothing));
    }
    places.push_all(file.links().iter().filter_map(|link| location(index, file, link, loaded, text)));
    let services = file.root().children().filter(|child| child.wsdl_name() == "service");
    for port in services.flat_map(Tag::children).filter(|child| child.wsdl_name() == "port") {
        let addresses = port.children().filter(|child| {
            child.name() == "address"
                && matches!(child.namespace(), uri::SOAP | uri::SOAP12)
                && child.attribute("location").is_some()
        });
        let port = port.span();
        places
            .push_all(addresses.map(|tag| (range(tag.attribute_span("location")), Place::Address { port })));
    }
    places.sort_list_by_key(|(range, _)| (range.start, range.end));
    places
}

/// Finds the location attribute of a link. Returns the range of its value in the text, or the point at which
/// to insert the attribute. `None` if the target was not read or needs no location.
fn location(
    index: usize,
    file: &File<'_>,
    link: &Link,
    loaded: &Loaded<'_>,
    text: &str,
) -> Option<(Range<usize>, Place)> {
    let tag = Tag::with_id(&file.document, file.source, link.tag);
    let target = match link.outcome {
        Outcome::Loaded(target) => target,
        // The schema may be in another document that was read.
        Outcome::Nowhere => loaded.file_of(tag.attribute("namespace")?)?,
        Outcome::Failed { .. } => return None,
    };
    let names: &[&str] = match link.kind {
        LinkKind::Wsdl => &["location", "schemaLocation"],
        // The URI of a `wsp:PolicyReference` is not replaced by a URL of the service. It may have a fragment,
        // which the replacement would remove, and many clients ignore policies in other files.
        LinkKind::Policy => return None,
        _ => &["schemaLocation"],
    };
    match names.iter().find(|name| tag.attribute(name).is_some()) {
        Some(name) => Some((range(tag.attribute_span(name)), Place::Location(target))),
        // A schema in the same document is found by its namespace.
        None if target == index || link.kind == LinkKind::Wsdl => None,
        None => {
            let start = range(tag.span()).start;
            let name = text.get(start..)?;
            let end = start + name.find(|letter: char| letter.is_whitespace() || "/>".contains(letter))?;
            Some((end..end, Place::NewLocation(target)))
        }
    }
}

fn range(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}
