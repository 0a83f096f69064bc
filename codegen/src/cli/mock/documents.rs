//! Documents of a contract as the server publishes them. Imports and port addresses point to this server.

use std::{
    collections::{HashMap, HashSet},
    ffi::OsStr,
    net::SocketAddr,
    ops::Range,
    path::{Path, PathBuf},
};

use roxmltree::{Document, Node};

use super::routes::Routes;
use crate::{cli::xml::parse, source::Sources};

const WSDL: &str = "http://schemas.xmlsoap.org/wsdl/";
const XSD: &str = "http://www.w3.org/2001/XMLSchema";
const SOAP: [&str; 2] = ["http://schemas.xmlsoap.org/wsdl/soap/", "http://schemas.xmlsoap.org/wsdl/soap12/"];

/// Documents whose URLs lack their base (`http://host:port`), because it depends on the request.
pub(super) struct Documents {
    /// Texts by path, such as `/documents/1/User.xsd`. Each text is split at the places where the base of
    /// URLs is inserted.
    texts: HashMap<String, Vec<String>>,
    /// For each service, the path of its document.
    services: HashMap<String, String>,
}

impl Documents {
    pub(super) fn new(sources: &Sources, roots: &[PathBuf], routes: &Routes) -> Self {
        let files: Vec<File<'_>> = sources
            .iter()
            .enumerate()
            .map(|(number, (_, source))| {
                let path = source.path().map_or_else(|| PathBuf::from(&*source.name), Path::to_owned);
                let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("document.xml");
                let name: String = name
                    .chars()
                    .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' })
                    .collect();
                let url = format!("/documents/{number}/{name}");
                let identity = path.canonicalize().unwrap_or_else(|_| path.clone());
                File { path, identity, url, document: parse(&source.text).ok() }
            })
            .collect();
        let mut texts = HashMap::new();
        let mut services = HashMap::new();
        let index = Index::of(&files);
        let roots: HashSet<_> = roots.iter().filter_map(|root| root.canonicalize().ok()).collect();
        for file in &files {
            let Some(document) = &file.document else { continue };
            for service in
                document.root_element().children().filter(|child| child.has_tag_name((WSDL, "service")))
            {
                let name = service.attribute("name").unwrap_or_default().to_owned();
                // Several documents may declare the service. A document that the user named takes precedence
                // over an imported one.
                let is_root = roots.contains(&file.identity);
                if is_root || !services.contains_key(&name) {
                    services.insert(name, file.url.clone());
                }
            }
            texts.insert(file.url.clone(), rewritten(document, file, &index));
        }
        // A binding without a service has routes that are named after the binding. The first document describes
        // them.
        if let Some(first) = files.first() {
            for service in routes.services() {
                services.entry(service.to_owned()).or_insert_with(|| first.url.clone());
            }
        }
        Self { texts, services }
    }

    /// Returns the base of URLs: the host that the client addressed, if it is short and has only characters of host names
    /// and addresses, or else the address of this server. The base is repeated in each address and import.
    pub(super) fn base(&self, host: &str, address: SocketAddr) -> String {
        let is_usual = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
        match (1..=255).contains(&host.len()) && host.chars().all(is_usual) {
            true => format!("http://{host}"),
            false => format!("http://{address}"),
        }
    }

    /// Returns the document at a path.
    pub(super) fn get(&self, path: &str, base: &str) -> Option<String> {
        self.texts.get(path).map(|pieces| pieces.join(base))
    }

    /// Returns the document of a service.
    pub(super) fn of_service(&self, service: &str, base: &str) -> Option<String> {
        self.get(self.services.get(service)?, base)
    }
}

struct File<'t> {
    path: PathBuf,
    /// The canonical path.
    identity: PathBuf,
    url: String,
    document: Option<Document<'t>>,
}

/// Rewrites imports and addresses. Returns the text in pieces. To get the document, join them with the base of
/// the URLs (`http://host:port`) as the separator.
fn rewritten(document: &Document<'_>, file: &File<'_>, index: &Index<'_, '_>) -> Vec<String> {
    let mut changes: Vec<(Range<usize>, String)> = Vec::new();
    for node in document.descendants().filter(Node::is_element) {
        let (namespace, name) = (node.tag_name().namespace().unwrap_or_default(), node.tag_name().name());
        let attribute = match (namespace, name) {
            (WSDL, "import") => "location",
            (XSD, "import" | "include" | "redefine") => "schemaLocation",
            (space, "address") if SOAP.contains(&space) => {
                let service = node.ancestors().find(|one| one.has_tag_name((WSDL, "service")));
                let service = service.and_then(|service| service.attribute("name")).unwrap_or_default();
                if let Some(location) = node.attribute_node("location") {
                    changes.push((location.range_value(), format!("/{service}")));
                }
                continue;
            }
            _ => continue,
        };
        let location = node.attribute_node(attribute);
        let wanted = node.attribute("namespace");
        match (location, index.target(location.map(|one| one.value()), wanted, name == "import", file)) {
            (Some(location), Some(target)) => changes.push((location.range_value(), target.url.clone())),
            // The import has no location, and its namespace has led to the file. Insert the location.
            (None, Some(target)) if !std::ptr::eq(target, file) => {
                let start = node.range().start;
                let rest = document.input_text().get(start..).unwrap_or_default();
                let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '/' | '>')).unwrap_or(0);
                changes.push((start + end..start + end, format!("\u{1}{attribute}\u{1}{}", target.url)));
            }
            _ => {}
        }
    }
    changes.sort_by_key(|(range, _)| range.start);
    let text = document.input_text();
    let (mut pieces, mut current, mut at) = (Vec::new(), String::new(), 0);
    // The text has been decoded and is sent as UTF-8. Replace the XML declaration, which may state another encoding.
    if let Some(end) = text.starts_with("<?xml").then(|| text.find("?>")).flatten() {
        current.push_str("<?xml version=\"1.0\" encoding=\"utf-8\"?>");
        at = end + 2;
    }
    for (range, url) in changes {
        current.push_str(text.get(at..range.start).unwrap_or_default());
        at = range.end;
        match url.strip_prefix('\u{1}').and_then(|rest| rest.split_once('\u{1}')) {
            Some((attribute, url)) => {
                pieces.push(format!("{current} {attribute}=\""));
                current = format!("{url}\"");
            }
            None => {
                pieces.push(std::mem::take(&mut current));
                current = url;
            }
        }
    }
    current.push_str(text.get(at..).unwrap_or_default());
    pieces.push(current);
    pieces
}

/// The files by path, namespace and file name, because an import may state any of these. If several files
/// have the same key, the first one is used.
struct Index<'f, 't> {
    identities: HashMap<&'f Path, &'f File<'t>>,
    namespaces: HashMap<&'f str, &'f File<'t>>,
    names: HashMap<&'f OsStr, &'f File<'t>>,
}

impl<'f, 't> Index<'f, 't> {
    fn of(files: &'f [File<'t>]) -> Self {
        let mut index =
            Self { identities: HashMap::new(), namespaces: HashMap::new(), names: HashMap::new() };
        for file in files {
            index.identities.entry(&file.identity).or_insert(file);
            let root = file.document.as_ref().map(Document::root_element);
            if let Some(namespace) = root.and_then(|root| root.attribute("targetNamespace")) {
                index.namespaces.entry(namespace).or_insert(file);
            }
            if let Some(name) = file.path.file_name() {
                index.names.entry(name).or_insert(file);
            }
        }
        index
    }

    /// Finds the file to which an import or include refers: by the path in `location`, otherwise by
    /// `namespace` (only if the element is an import), otherwise by the file name in `location`.
    fn target(
        &self,
        location: Option<&str>,
        namespace: Option<&str>,
        is_import: bool,
        file: &File<'_>,
    ) -> Option<&'f File<'t>> {
        if let Some(location) = location {
            let relative = file.path.parent().unwrap_or(Path::new("")).join(location);
            if let Ok(identity) = relative.canonicalize()
                && let Some(found) = self.identities.get(&*identity).copied()
            {
                return Some(found);
            }
        }
        if let (Some(namespace), true) = (namespace, is_import)
            && let Some(found) = self.namespaces.get(namespace).copied()
        {
            return Some(found);
        }
        let name = location?.rsplit(['/', '=']).next().filter(|name| !name.is_empty())?;
        self.names.get(OsStr::new(name)).copied()
    }
}
