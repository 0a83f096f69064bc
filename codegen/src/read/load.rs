//! Reads files and follows their imports, each file once.
//!
//! Knows of WSDL and XML Schema only how they import.

use std::{
    cell::OnceCell,
    collections::{HashMap, VecDeque},
    ops::Range,
    path::PathBuf,
    sync::Arc,
};

use roxmltree::{Document, NodeId};

use super::{
    beginning,
    catalog::Catalog,
    files::Files,
    folders::Folders,
    guard,
    location::{self, Base},
    parse,
    tag::Tag,
    uri,
};
use crate::{
    problem::Problems,
    source::{SourceId, Sources, Span},
};

/// How many files one run may read.
const FILES: usize = 10_000;

/// The texts of all files, at places that do not move, since the documents borrow from them.
pub(super) struct Texts(Vec<OnceCell<Arc<str>>>);

impl Texts {
    pub(super) fn new() -> Self {
        Self(vec![OnceCell::new(); FILES])
    }

    fn keep(&self, index: usize, text: Arc<str>) -> Option<&str> {
        self.0.get(index).map(|slot| &**slot.get_or_init(|| text))
    }
}

/// A file that was read.
pub(super) struct File<'t> {
    pub(super) source: SourceId,
    pub(super) document: Document<'t>,
    /// What it imports, in order.
    links: Vec<Link>,
    /// Where the links of each holder are among them.
    holders: HashMap<NodeId, Range<usize>>,
    base: Base,
}

impl<'t> File<'t> {
    fn new(source: SourceId, document: Document<'t>, base: Base) -> Self {
        let links = links(Tag::root(&document, source));
        let mut holders: HashMap<NodeId, Range<usize>> = HashMap::new();
        for (at, link) in links.iter().enumerate() {
            // Those of one holder stand together.
            holders.entry(link.holder).or_insert(at..at).end = at + 1;
        }
        Self { source, document, links, holders, base }
    }

    /// The links that stand in a schema or in definitions.
    pub(super) fn links_of(&self, holder: Tag<'_>) -> &[Link] {
        self.holders.get(&holder.id()).and_then(|range| self.links.get(range.clone())).unwrap_or_default()
    }

    pub(super) fn root(&self) -> Tag<'_> {
        Tag::root(&self.document, self.source)
    }

    /// The schemas that it holds: itself, or those in its `types`.
    pub(super) fn schemas(&self) -> Vec<Tag<'_>> {
        schemas(self.root())
    }
}

/// An import, include or redefine.
pub(super) struct Link {
    pub(super) kind: LinkKind,
    /// The element.
    pub(super) tag: NodeId,
    /// The schema or definitions that holds it.
    pub(super) holder: NodeId,
    pub(super) outcome: Outcome,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LinkKind {
    /// `wsdl:import` or `wsdl:include`.
    Wsdl,
    Import,
    Include,
    Redefine,
}

/// Where a link led.
pub(super) enum Outcome {
    /// To a file, by its index.
    Loaded(usize),
    /// It names no place.
    Nowhere,
    /// To nothing.
    Failed { reason: String, hint: String },
}

/// All files of a run.
pub(super) struct Loaded<'t> {
    pub(super) files: Vec<File<'t>>,
    /// The files that were asked for.
    roots: Vec<usize>,
    /// The first file that has a schema of each namespace.
    namespaces: HashMap<String, usize>,
}

/// Where documents are looked for.
pub(super) struct Places<'r> {
    pub(super) catalog: Catalog,
    pub(super) files: &'r dyn Files,
    /// Where imports are expected.
    pub(super) folders: Folders,
    /// Whether an import that leads elsewhere is an error.
    pub(super) confine: bool,
}

/// Who wants a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asker {
    User,
    /// An import.
    Document,
}

/// Reads the roots and everything that they import.
pub(super) fn load<'t>(
    roots: &[PathBuf],
    places: &Places<'_>,
    texts: &'t Texts,
    sources: &mut Sources,
    problems: &mut Problems,
) -> Loaded<'t> {
    let mut loader = Loader {
        places,
        texts,
        sources,
        problems,
        seen: HashMap::new(),
        loaded: Vec::new(),
        budget: guard::TAGS,
        bytes: parse::BYTES,
    };
    let mut found = Vec::new();
    for path in roots {
        match loader.file(Base { path: path.clone(), url: None }, Asker::User) {
            Ok(index) if !found.contains(&index) => found.push(index),
            Ok(_) => {}
            Err(Failure::Told) => {}
            Err(Failure::Reason(reason)) => {
                let problem = format!("`{}` cannot be read: {reason}", path.display());
                let problem = loader.problems.error(None, problem);
                if uri::is_url(&path.to_string_lossy()) {
                    problem.hint("nothing is fetched from the network: download the file, and give its path");
                }
            }
        }
    }
    let mut queue: VecDeque<usize> = (0..loader.loaded.len()).collect();
    while let Some(index) = queue.pop_front() {
        let known = loader.loaded.len();
        let Some(file) = loader.loaded.get(index) else { break };
        let base = file.base.clone();
        for request in requests(file) {
            let outcome = loader.follow(&base, &request);
            if let Some(link) = loader.loaded.get_mut(index).and_then(|file| file.links.get_mut(request.link))
            {
                link.outcome = outcome;
            }
        }
        queue.extend(known..loader.loaded.len());
    }
    let mut namespaces = HashMap::new();
    for (index, file) in loader.loaded.iter().enumerate() {
        for schema in file.schemas() {
            let namespace = schema.attribute("targetNamespace").unwrap_or_default();
            namespaces.entry(namespace.to_owned()).or_insert(index);
        }
    }
    Loaded { files: loader.loaded, roots: found, namespaces }
}

/// A link that names a place.
struct Request {
    /// Its index among the links of its file.
    link: usize,
    /// May be empty where a namespace is given, which a catalog may map.
    location: String,
    namespace: Option<String>,
    span: Span,
}

/// The links of a file that name a place.
fn requests(file: &File<'_>) -> Vec<Request> {
    let mut requests = Vec::new();
    for (link, Link { tag, kind, .. }) in file.links.iter().enumerate() {
        let tag = Tag::with_id(&file.document, file.source, *tag);
        // `schemaLocation` on a `wsdl:import` is wrong and met.
        let names: &[&str] = match kind {
            LinkKind::Wsdl => &["location", "schemaLocation"],
            _ => &["schemaLocation"],
        };
        let given = names.iter().find_map(|name| Some((*name, tag.attribute(name)?)));
        let namespace = tag.attribute("namespace").map(str::to_owned);
        match given.filter(|(_, location)| !location.is_empty()) {
            Some((name, location)) => {
                let (location, span) = (location.to_owned(), tag.attribute_span(name));
                requests.push(Request { link, location, namespace, span });
            }
            None if namespace.is_some() => {
                let span = tag.attribute_span("namespace");
                requests.push(Request { link, location: String::new(), namespace, span });
            }
            None => {}
        }
    }
    requests
}

/// Why a file is not there.
enum Failure {
    /// A problem says it.
    Told,
    Reason(String),
}

struct Loader<'t, 'r> {
    places: &'r Places<'r>,
    texts: &'t Texts,
    sources: &'r mut Sources,
    problems: &'r mut Problems,
    /// Files by identity; `None` for those that are broken.
    seen: HashMap<PathBuf, Option<usize>>,
    loaded: Vec<File<'t>>,
    /// How many tags may still come.
    budget: usize,
    /// How many bytes may still come.
    bytes: usize,
}

impl<'t> Loader<'t, '_> {
    fn follow(&mut self, base: &Base, request: &Request) -> Outcome {
        let (catalog, namespace) = (&self.places.catalog, request.namespace.as_deref());
        // The namespace of XML Schema is built in; its own schema would not read without entities.
        if namespace.is_some_and(uri::is_schema) {
            return Outcome::Nowhere;
        }
        let by_namespace = || Some(Base { path: catalog.find(namespace?)?, url: None });
        if request.location.is_empty() {
            return match by_namespace() {
                Some(found) => self.open(found, namespace.unwrap_or_default(), request.span),
                None => Outcome::Nowhere,
            };
        }
        match location::find(base, &request.location, catalog, self.places.files) {
            Ok(found) => self.open(found, &request.location, request.span),
            Err(tried) => match by_namespace() {
                Some(found) => self.open(found, &request.location, request.span),
                None => self.not_found(base, &request.location, &tried),
            },
        }
    }

    fn open(&mut self, base: Base, location: &str, span: Span) -> Outcome {
        let is_inside = self.places.folders.hold(&base.path, self.places.files);
        let elsewhere = || format!("`{location}` leaves the folders of the given documents and catalogs");
        if !is_inside && self.places.confine {
            self.problems.error(span, elsewhere()).hint("map it to a file, or allow imports from elsewhere");
            return Outcome::Failed {
                reason: format!("`{location}` is not read"),
                hint: "why is told separately".to_owned(),
            };
        }
        match self.file(base, Asker::Document) {
            Ok(index) => {
                if !is_inside {
                    self.problems.note(span, elsewhere());
                }
                Outcome::Loaded(index)
            }
            Err(Failure::Told) => Outcome::Failed {
                reason: format!("`{location}` cannot be read"),
                hint: "what is wrong with it is told separately".to_owned(),
            },
            Err(Failure::Reason(reason)) => Outcome::Failed {
                reason: format!("`{location}` cannot be read: {reason}"),
                hint: map_hint(location),
            },
        }
    }

    fn not_found(&self, base: &Base, location: &str, tried: &[PathBuf]) -> Outcome {
        let reason = match tried {
            [] => format!("`{location}` is not a file here, and nothing is fetched from the network"),
            [first, ..] => format!("`{location}` is missing: there is no file `{}`", first.display()),
        };
        let name = location.split(['?', '#']).next().unwrap_or_default();
        let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
        let beside = base.path.with_file_name(name);
        let mut hint = map_hint(location);
        if !name.is_empty() && beside != base.path && self.places.files.exists(&beside) {
            hint = format!("`{}` may be the file that is meant; {hint}", beside.display());
        }
        Outcome::Failed { reason, hint }
    }

    /// The index of a file, read if it has not been.
    fn file(&mut self, base: Base, asker: Asker) -> Result<usize, Failure> {
        let files = self.places.files;
        let identity = files.identity(&base.path);
        if let Some(known) = self.seen.get(&identity) {
            return known.ok_or(Failure::Told);
        }
        if self.seen.len() >= FILES {
            return Err(Failure::Reason(format!("there are more than {FILES} files")));
        }
        let index = self.seen.len();
        self.seen.insert(identity.clone(), None);
        let text = parse::content(&base.path, files, self.bytes).and_then(|text| match asker {
            // What an import leads to may be any file of the machine, and is not shown unless it is a document.
            Asker::Document if !beginning::is_of_document(&text) => {
                Err("it is neither a WSDL nor a schema".to_owned())
            }
            _ => Ok(text),
        });
        let text = text.map_err(|reason| {
            self.seen.remove(&identity);
            Failure::Reason(reason)
        })?;
        self.bytes = self.bytes.saturating_sub(text.len());
        let source = parse::add_source(&base.path, &text, files, self.sources);
        let text = self.texts.keep(index, text).ok_or(Failure::Told)?;
        let document = parse::parse(text, source, &mut self.budget, self.problems).ok_or(Failure::Told)?;
        if !is_known(Tag::root(&document, source), self.problems) {
            return Err(Failure::Told);
        }
        self.loaded.push(File::new(source, document, base));
        let index = self.loaded.len() - 1;
        self.seen.insert(identity, Some(index));
        Ok(index)
    }
}

fn map_hint(location: &str) -> String {
    format!(
        "provide the file, or a catalog that maps it: a CSV file with the lines `url,local` and `{location},PATH`"
    )
}

/// Whether the root element is one that can be read; if not, a problem says so.
fn is_known(root: Tag<'_>, problems: &mut Problems) -> bool {
    if root.wsdl_name() == "definitions" || root.schema_name() == "schema" {
        return true;
    }
    let problem = if root.namespace() == uri::WSDL_20 {
        problems
            .error(root.span(), "this is WSDL 2.0, which is not supported")
            .hint("ask the provider for a WSDL 1.1")
    } else {
        let message = match root.namespace() {
            "" => format!("`{}` is neither a WSDL nor a schema", root.name()),
            namespace => format!("`{}` of `{namespace}` is neither a WSDL nor a schema", root.name()),
        };
        problems.error(root.span(), message)
    };
    if root.name() == "definitions" {
        problem.hint(format!("WSDL 1.1 has `definitions` in the namespace `{}`", uri::WSDL));
    } else if root.name() == "schema" {
        problem.hint(format!("XML Schema has `schema` in the namespace `{}`", uri::XSD));
    } else if root.name().eq_ignore_ascii_case("html") {
        problem.hint("this is a web page, perhaps one that links to the WSDL");
    }
    false
}

/// The schemas in a document.
pub(super) fn schemas(root: Tag<'_>) -> Vec<Tag<'_>> {
    if root.schema_name() == "schema" {
        return vec![root];
    }
    let types = root.children().filter(|child| child.wsdl_name() == "types");
    types.flat_map(Tag::children).filter(|child| child.schema_name() == "schema").collect()
}

fn links(root: Tag<'_>) -> Vec<Link> {
    let mut links = Vec::new();
    let mut add = |kind, tag: Tag<'_>, holder: Tag<'_>| {
        links.push(Link { kind, tag: tag.id(), holder: holder.id(), outcome: Outcome::Nowhere });
    };
    if root.wsdl_name() == "definitions" {
        for child in root.children().filter(|child| matches!(child.wsdl_name(), "import" | "include")) {
            add(LinkKind::Wsdl, child, root);
        }
        // An import right in `types`, without a schema around it, is wrong and met.
        for types in root.children().filter(|child| child.wsdl_name() == "types") {
            for child in types.children().filter(|child| child.schema_name() == "import") {
                add(LinkKind::Import, child, root);
            }
        }
    }
    for schema in schemas(root) {
        for child in schema.children() {
            match child.schema_name() {
                "import" => add(LinkKind::Import, child, schema),
                "include" => add(LinkKind::Include, child, schema),
                "redefine" => add(LinkKind::Redefine, child, schema),
                _ => {}
            }
        }
    }
    links
}

impl Loaded<'_> {
    /// The first file that has a schema of a namespace.
    pub(super) fn file_of(&self, namespace: &str) -> Option<usize> {
        self.namespaces.get(namespace).copied()
    }

    /// The roots that no other root imports: each is read with all that it imports.
    pub(super) fn scopes(&self) -> Vec<usize> {
        let closures: Vec<Vec<usize>> = self.roots.iter().map(|root| self.closure(*root)).collect();
        let mut importers: Vec<Vec<usize>> = vec![Vec::new(); self.files.len()];
        for (place, closure) in closures.iter().enumerate() {
            for file in closure {
                if let Some(places) = importers.get_mut(*file) {
                    places.push(place);
                }
            }
        }
        let imports = |place: usize, file: usize| {
            closures.get(place).is_some_and(|closure| closure.binary_search(&file).is_ok())
        };
        let is_scope = |(place, root): &(usize, &usize)| {
            let others = importers.get(**root).map(Vec::as_slice).unwrap_or_default();
            // Of roots that import one another, the first counts.
            others.iter().filter(|other| *other != place).all(|other| {
                let theirs = self.roots.get(*other).copied().unwrap_or_default();
                *other > *place && imports(*place, theirs)
            })
        };
        self.roots.iter().enumerate().filter(is_scope).map(|(_, root)| *root).collect()
    }

    /// A file and all that it imports, in order of their numbers.
    fn closure(&self, file: usize) -> Vec<usize> {
        let mut seen = vec![false; self.files.len()];
        let mut queue = vec![file];
        while let Some(file) = queue.pop() {
            let (Some(next), Some(seen @ false)) = (self.files.get(file), seen.get_mut(file)) else {
                continue;
            };
            *seen = true;
            let targets = next.links.iter().filter_map(|link| match link.outcome {
                Outcome::Loaded(target) => Some(target),
                _ => None,
            });
            queue.extend(targets);
        }
        (0..seen.len()).filter(|file| seen.get(*file) == Some(&true)).collect()
    }
}
