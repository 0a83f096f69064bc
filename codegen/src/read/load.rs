//! Reads files and follows their links. Each file is read once.

use std::{cell::OnceCell, collections::VecDeque, path::PathBuf, sync::Arc};

use super::{
    beginning,
    catalog::Catalog,
    files::Files,
    folders::Folders,
    guard,
    links::{File, LinkKind, Outcome, Request, requests},
    location::{self, Base},
    parse,
    tag::Tag,
    uri,
};
use crate::{
    lists::{CollectVec, PushAll},
    map::Map,
    problem::Problems,
    source::{Sources, Span},
};

/// Maximum number of files per run.
const MAX_FILES: usize = 10_000;

/// The texts of all files. The vector has its final length from the start, because the parsed documents borrow from
/// it.
pub(super) struct Texts(Vec<OnceCell<Arc<str>>>);

impl Texts {
    pub(super) fn new() -> Self {
        Self(vec![OnceCell::new(); MAX_FILES])
    }

    fn keep(&self, index: usize, text: Arc<str>) -> Option<&str> {
        self.0.get(index).map(|slot| &**slot.get_or_init(|| text))
    }
}

/// All files of a run.
pub(super) struct Loaded<'t> {
    pub(super) files: Vec<File<'t>>,
    /// Indices of the files that the user named.
    roots: Vec<usize>,
    /// For each namespace, the first file with a schema of that namespace.
    namespaces: Map<String, usize>,
}

/// The sources in which documents are looked up.
pub(super) struct Places<'r> {
    pub(super) catalog: Catalog,
    pub(super) files: &'r dyn Files,
    /// The folders in which imports are expected.
    pub(super) folders: Folders,
    /// Whether an import of a file in another folder is an error.
    pub(super) confine: bool,
}

/// The origin of a request for a file.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Origin {
    User,
    /// A document that imports the file.
    Document,
    /// A document that refers to a policy in the file.
    Policy,
}

/// Reads the roots and their direct and indirect imports.
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
        seen: Map::new(),
        refused: Map::new(),
        loaded: Vec::new(),
        budget: guard::MAX_TAGS,
        bytes: parse::MAX_TOTAL_BYTES,
    };
    let mut found = Vec::new();
    for path in roots {
        match loader.file(Base { path: path.clone(), url: None }, Origin::User) {
            Ok(index) if !found.contains(&index) => found.push(index),
            Ok(_) => {}
            Err(Failure::Reported) => {}
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
            if let Some(file) = loader.loaded.get_mut(index) {
                file.set_outcome(request.link, outcome);
            }
        }
        queue.extend(known..loader.loaded.len());
    }
    let mut namespaces = Map::new();
    for (index, file) in loader.loaded.iter().enumerate() {
        for schema in file.schemas() {
            let namespace = schema.attribute("targetNamespace").unwrap_or_default();
            namespaces.or_insert(namespace.to_owned(), index);
        }
    }
    Loaded { files: loader.loaded, roots: found, namespaces }
}

/// The reason why a file is not available.
enum Failure {
    /// A problem has been reported already.
    Reported,
    Reason(String),
}

struct Loader<'t, 'r> {
    places: &'r Places<'r>,
    texts: &'t Texts,
    sources: &'r mut Sources,
    problems: &'r mut Problems,
    /// Indices of files by identity; `None` for files that could not be parsed.
    seen: Map<PathBuf, Option<usize>>,
    /// The reasons why files were not accepted, by the identity of the file and the origin of the request.
    refused: Map<(PathBuf, Origin), String>,
    loaded: Vec<File<'t>>,
    /// Number of tags that further files may contain.
    budget: usize,
    /// Number of bytes that further files may contain.
    bytes: usize,
}

impl<'t> Loader<'t, '_> {
    fn follow(&mut self, base: &Base, request: &Request) -> Outcome {
        let (catalog, namespace) = (&self.places.catalog, request.namespace.as_deref());
        // XML Schema's own namespace is built in. Its schema depends on entities, which are refused.
        if namespace.is_some_and(uri::is_schema) {
            return Outcome::Nowhere;
        }
        let origin = match request.kind {
            LinkKind::Policy => Origin::Policy,
            _ => Origin::Document,
        };
        let by_namespace = || Some(Base { path: catalog.find(namespace?)?, url: None });
        if request.location.is_empty() {
            return match by_namespace() {
                Some(found) => self.open(found, namespace.unwrap_or_default(), request.span, origin),
                None => Outcome::Nowhere,
            };
        }
        if let Some(path) = catalog.find_import(&base.path, &request.location, request.link) {
            return self.open(Base { path, url: None }, &request.location, request.span, origin);
        }
        match location::find(base, &request.location, catalog, self.places.files) {
            Ok(found) => self.open(found, &request.location, request.span, origin),
            Err(tried) => match by_namespace() {
                Some(found) => self.open(found, &request.location, request.span, origin),
                None => self.not_found(base, &request.location, &tried),
            },
        }
    }

    fn open(&mut self, base: Base, location: &str, span: Span, origin: Origin) -> Outcome {
        let is_inside = self.places.folders.hold(&base.path, self.places.files);
        let elsewhere = || format!("`{location}` is outside the folders of the given documents and catalogs");
        if !is_inside && self.places.confine {
            self.problems
                .error(span, elsewhere())
                .hint("map the location to a file, or allow imports from other folders");
            return Outcome::Failed {
                reason: format!("`{location}` is not read"),
                hint: "another problem states the reason".to_owned(),
            };
        }
        match self.file(base, origin) {
            Ok(index) => {
                if !is_inside {
                    self.problems.note(span, elsewhere());
                }
                Outcome::Loaded(index)
            }
            Err(Failure::Reported) => Outcome::Failed {
                reason: format!("`{location}` cannot be read"),
                hint: "another problem states the reason".to_owned(),
            },
            Err(Failure::Reason(reason)) => Outcome::Failed {
                reason: format!("`{location}` cannot be read: {reason}"),
                hint: map_hint(location),
            },
        }
    }

    fn not_found(&self, base: &Base, location: &str, tried: &[PathBuf]) -> Outcome {
        let reason = match tried {
            [] => format!("`{location}` is not a local file, and nothing is fetched from the network"),
            [first, ..] => format!("`{location}` is missing: there is no file `{}`", first.display()),
        };
        let name = location.split(['?', '#']).next().unwrap_or_default();
        let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
        let beside = base.path.with_file_name(name);
        let mut hint = map_hint(location);
        if !name.is_empty() && beside != base.path && self.places.files.exists(&beside) {
            hint = format!("perhaps `{}` is the intended file; {hint}", beside.display());
        }
        Outcome::Failed { reason, hint }
    }

    /// The index of a file. Reads the file on first use. A file that was refused is not read again: a document may
    /// import it a million times.
    fn file(&mut self, base: Base, origin: Origin) -> Result<usize, Failure> {
        let files = self.places.files;
        let identity = files.identity(&base.path);
        if let Some(known) = self.seen.get(&identity) {
            return known.ok_or(Failure::Reported);
        }
        let request = (identity, origin);
        if let Some(reason) = self.refused.get(&request) {
            return Err(Failure::Reason(reason.clone()));
        }
        let index = self.seen.len();
        if index + self.refused.len() >= MAX_FILES {
            return Err(Failure::Reason(format!("there are more than {MAX_FILES} files")));
        }
        let text = parse::content(&base.path, files, &mut self.bytes).and_then(|text| match origin {
            // An import may name any file of the machine. Its content is shown only if it is a WSDL or a schema.
            Origin::Document if !beginning::is_of_document(&text) => {
                Err("it is neither a WSDL nor a schema".to_owned())
            }
            Origin::Policy if !beginning::is_of_policy(&text) => {
                Err("it is neither a WSDL nor a policy".to_owned())
            }
            _ => Ok(text),
        });
        let text = match text {
            Ok(text) => text,
            Err(reason) => {
                self.refused.insert(request, reason.clone());
                return Err(Failure::Reason(reason));
            }
        };
        let (identity, _) = request;
        self.seen.insert(identity.clone(), None);
        let source = parse::add_source(&base.path, &text, files, self.sources);
        let text = self.texts.keep(index, text).ok_or(Failure::Reported)?;
        let document =
            parse::parse(text, source, &mut self.budget, self.problems).ok_or(Failure::Reported)?;
        let root = Tag::root(&document, source);
        let is_policy = origin == Origin::Policy && uri::is_policy(root.namespace(), root.name(), "Policy");
        if !is_policy && !is_known(root, self.problems) {
            return Err(Failure::Reported);
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

/// Whether the root element is supported. Reports an error if it is not.
pub(super) fn is_known(root: Tag<'_>, problems: &mut Problems) -> bool {
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
        problem
            .hint(format!("the root element of WSDL 1.1 is `definitions` in the namespace `{}`", uri::WSDL));
    } else if root.name() == "schema" {
        problem.hint(format!("the root element of XML Schema is `schema` in the namespace `{}`", uri::XSD));
    } else if root.name().eq_ignore_ascii_case("html") {
        problem.hint("this is a web page; it may link to the WSDL");
    }
    false
}

impl Loaded<'_> {
    /// The first file with a schema of a namespace.
    pub(super) fn file_of(&self, namespace: &str) -> Option<usize> {
        self.namespaces.get(namespace).copied()
    }

    /// The roots that no other root imports. Each of them is read as a scope together with its imports.
    pub(super) fn scopes(&self) -> Vec<usize> {
        let closures: Vec<Vec<usize>> = self.roots.iter().map(|root| self.closure(*root)).collect_vec();
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
            // If roots import each other, only the first of them is a scope.
            others.iter().filter(|other| *other != place).all(|other| {
                let theirs = self.roots.get(*other).copied().unwrap_or_default();
                *other > *place && imports(*place, theirs)
            })
        };
        self.roots.iter().enumerate().filter(is_scope).map(|(_, root)| *root).collect_vec()
    }

    /// A file and its direct and indirect imports, in ascending order of their indices.
    fn closure(&self, file: usize) -> Vec<usize> {
        let mut seen = vec![false; self.files.len()];
        let mut queue = vec![file];
        while let Some(file) = queue.pop() {
            let (Some(next), Some(seen @ false)) = (self.files.get(file), seen.get_mut(file)) else {
                continue;
            };
            *seen = true;
            let targets = next.links().iter().filter_map(|link| match link.outcome {
                Outcome::Loaded(target) => Some(target),
                _ => None,
            });
            queue.push_all(targets);
        }
        (0..seen.len()).filter(|file| seen.get(*file) == Some(&true)).collect_vec()
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::Cell, io, path::Path};

    use super::{super::files::Memory, *};

    /// Files in memory that count how often and how much is read.
    struct Counted {
        files: Memory,
        reads: Cell<usize>,
        bytes: Cell<usize>,
    }

    impl Counted {
        fn new(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
            let files = files.into_iter().map(|(name, bytes)| (PathBuf::from(name), bytes)).collect();
            Self { files: Memory(files), reads: Cell::new(0), bytes: Cell::new(0) }
        }

        /// Loads `a.xsd`. Returns the number of files, and the reasons of the failed links.
        fn load(&self) -> (usize, Vec<String>) {
            let (texts, mut sources, mut problems) = (Texts::new(), Sources::new(), Problems::new());
            let catalog = Catalog::default();
            let folders = Folders::new(&[], &[], &catalog, self);
            let places = Places { catalog, files: self, folders, confine: false };
            let loaded = load(&["a.xsd".into()], &places, &texts, &mut sources, &mut problems);
            let links = loaded.files.iter().flat_map(|file| file.links());
            let failed = links.filter_map(|link| match &link.outcome {
                Outcome::Failed { reason, .. } => Some(reason.clone()),
                _ => None,
            });
            (loaded.files.len(), failed.collect())
        }
    }

    impl Files for Counted {
        fn bytes(&self, path: &Path) -> io::Result<Vec<u8>> {
            let bytes = self.files.bytes(path)?;
            self.reads.set(self.reads.get() + 1);
            self.bytes.set(self.bytes.get() + bytes.len());
            Ok(bytes)
        }

        fn identity(&self, path: &Path) -> PathBuf {
            self.files.identity(path)
        }

        fn exists(&self, path: &Path) -> bool {
            self.files.exists(path)
        }

        fn on_disk(&self, path: &Path) -> Option<PathBuf> {
            self.files.on_disk(path)
        }
    }

    /// A schema with these imports.
    fn importing(locations: impl Iterator<Item = String>) -> (String, Vec<u8>) {
        let import = |location| format!("<import namespace='urn:o' schemaLocation='{location}'/>");
        let imports: String = locations.map(import).collect();
        let text = format!("<schema xmlns='{}' targetNamespace='urn:a'>{imports}</schema>", uri::XSD);
        ("a.xsd".to_owned(), text.into_bytes())
    }

    #[test]
    fn a_refused_file_is_read_once_however_often_it_is_imported() {
        for refused in [&b"root:x:0:0"[..], b"\xff\xff\xff", b"<settings/>", b"<schema"] {
            let imports = importing((0..1000).map(|_| "other".to_owned()));
            let files = Counted::new([imports, ("other".to_owned(), refused.to_vec())]);
            let (loaded, failed) = files.load();
            assert_eq!((loaded, files.reads.get()), (1, 2));
            // Every import states the reason.
            assert_eq!(failed.len(), 1000);
            assert!(failed.iter().all(|reason| *reason == failed[0]), "{:?}", failed.last());
        }
    }

    #[test]
    fn a_policy_that_is_first_imported_as_a_schema_is_loaded() {
        let text = format!(
            "<definitions xmlns='{}'><import namespace='urn:o' location='p.xml'/>\
             <wsp:PolicyReference xmlns:wsp='{}' URI='p.xml#p'/><import namespace='urn:o' location='p.xml'/></definitions>",
            uri::WSDL,
            uri::POLICY[0]
        );
        let policy = format!("<wsp:Policy xmlns:wsp='{}'/>", uri::POLICY[0]);
        let files = Counted::new([
            ("a.xsd".to_owned(), text.into_bytes()),
            ("p.xml".to_owned(), policy.into_bytes()),
        ]);
        let (loaded, failed) = files.load();
        assert_eq!((loaded, failed.len()), (2, 2), "{failed:?}");
    }

    #[test]
    fn the_size_of_all_files_includes_refused_files() {
        let name = |number: usize| format!("{number}");
        let large = vec![0xff; guard::MAX_FILE_SIZE / 2];
        let files = (0..20).map(|number| (name(number), large.clone()));
        let files = Counted::new(files.chain([importing((0..20).map(name))]));
        let (_, failed) = files.load();
        assert_eq!(failed.len(), 20);
        assert!(failed[19].contains("all files together are larger than 512 MiB"), "{}", failed[19]);
        assert!(
            files.bytes.get() <= parse::MAX_TOTAL_BYTES + guard::MAX_FILE_SIZE,
            "{} bytes",
            files.bytes.get()
        );
    }
}
