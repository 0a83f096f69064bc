//! Downloads documents and what they import, directly and indirectly.

use std::{
    collections::{HashMap, HashSet},
    rc::Rc,
};

use url::{Origin, Url};

use super::{
    super::address::Referrer,
    diagnosis::{Diagnosis, diagnose},
    http::{Client, NoReply},
    mask::masked,
    progress::Progress,
};
use crate::{
    escape::visible,
    read::{self, Import},
};

/// Hosts of standards bodies. Their schemas that are built in are not downloaded: they never change, and some of
/// these hosts delay or refuse programs.
const STANDARDS: [&str; 5] =
    ["www.w3.org", "w3.org", "schemas.xmlsoap.org", "docs.oasis-open.org", "xml.apache.org"];

/// Maximum size of the URLs of all imports and of the messages about them, in bytes. Without it, a document with a long
/// URL and many short relative imports could make each of them a long URL in memory.
const MAX_URLS: usize = 64 << 20;

/// A document.
#[derive(Debug)]
pub(super) struct Document {
    /// URL by which the document was requested.
    pub(super) url: Url,
    pub(super) is_wsdl: bool,
    /// Target namespace; may be empty.
    namespace: String,
    /// Name of the file if the document is a built-in copy.
    pub(super) built_in: Option<&'static str>,
    pub(super) bytes: Vec<u8>,
    pub(super) links: Vec<Link>,
    /// URL of the reply, against which imports are resolved.
    base: Url,
    /// The referrer of the imports.
    referrer: Referrer,
}

#[cfg(test)]
impl Document {
    /// Creates a document for tests of other modules.
    pub(super) fn for_test(url: Url, is_wsdl: bool, links: Vec<Link>) -> Self {
        Self {
            base: url.clone(),
            url,
            is_wsdl,
            namespace: String::new(),
            built_in: None,
            bytes: Vec::new(),
            links,
            referrer: Referrer::User,
        }
    }
}

/// An import that was followed.
#[derive(Debug)]
pub(super) struct Link {
    /// Position among the imports of the document.
    pub(super) number: usize,
    /// The location as it is in the document.
    pub(super) location: String,
    pub(super) url: Url,
    /// Index of the imported document.
    pub(super) target: usize,
}

/// Documents, in the order in which they are reached from the given URLs.
#[derive(Debug, Default)]
pub(super) struct Crawl {
    pub(super) documents: Vec<Document>,
    /// Indices of the documents at the given URLs.
    pub(super) roots: Vec<usize>,
    pub(super) notes: Vec<String>,
    /// Reports of imports that cannot be fetched.
    pub(super) failures: Vec<Failed>,
}

/// A document that cannot be fetched.
#[derive(Clone, Debug)]
pub(super) struct Failed {
    pub(super) message: String,
    pub(super) hint: Option<String>,
    /// Report on a malformed document, which replaces message and hint.
    pub(super) report: Option<String>,
    is_missing: bool,
    is_final: bool,
}

impl Failed {
    fn new(message: impl Into<String>, hint: Option<String>) -> Self {
        Self { message: message.into(), hint, report: None, is_missing: false, is_final: false }
    }

    /// Adds the place of the import to the message.
    fn at(self, place: &str) -> Self {
        Self { message: format!("{place}: {}", self.message), ..self }
    }
}

impl From<NoReply> for Failed {
    fn from(none: NoReply) -> Self {
        Self {
            is_missing: none.is_unreachable,
            is_final: none.is_final,
            ..Self::new(none.message, none.hint)
        }
    }
}

impl From<Diagnosis> for Failed {
    fn from(diagnosis: Diagnosis) -> Self {
        Self { is_missing: true, ..Self::new(diagnosis.message, diagnosis.hint) }
    }
}

/// Downloads the documents at the given URLs and everything that they import.
///
/// # Errors
///
/// If a given URL has no document, or a limit on all documents is exceeded. Other failures are collected.
pub(super) fn crawl(
    client: &mut Client,
    urls: &[Url],
    max_documents: usize,
    progress: &mut Progress,
) -> Result<Crawl, Failed> {
    let mut crawler = Crawler {
        client,
        progress,
        max_documents,
        requests: 0,
        url_bytes: 0,
        known: HashMap::new(),
        failed: HashMap::new(),
        unreachable: HashMap::new(),
        crawl: Crawl::default(),
    };
    for url in urls {
        let root = crawler.document(url, Referrer::User)?;
        if !crawler.crawl.roots.contains(&root) {
            crawler.crawl.roots.push(root);
        }
    }
    let mut next = 0;
    while next < crawler.crawl.documents.len() {
        crawler.follow(next)?;
        next += 1;
    }
    Ok(crawler.crawl)
}

struct Crawler<'c> {
    client: &'c mut Client,
    progress: &'c mut Progress,
    max_documents: usize,
    requests: usize,
    /// Size of the URLs and locations of all imports and of the messages about them, in bytes.
    url_bytes: usize,
    /// Indices of documents by URL without fragment.
    known: HashMap<String, usize>,
    /// Failures to fetch a document. The key is the pair of the URL without its fragment, and the referrer.
    failed: HashMap<(String, Referrer), Rc<Failed>>,
    /// Failures to connect to an origin, by origin and referrer.
    unreachable: HashMap<(Origin, Referrer), Failed>,
    crawl: Crawl,
}

impl Crawler<'_> {
    /// Follows the imports of a document.
    fn follow(&mut self, index: usize) -> Result<(), Failed> {
        let Some(document) = self.crawl.documents.get(index).filter(|document| document.built_in.is_none())
        else {
            return Ok(());
        };
        let (url, base, referrer) = (masked(&document.url), document.base.clone(), document.referrer);
        // The document was parsed when it arrived. Keeping its imports would take more memory than parsing it again.
        let Ok(contents) = read::imports(&url, &document.bytes) else { return Ok(()) };
        let mut links = Vec::new();
        let mut reported = HashSet::new();
        for import in contents.imports {
            let place = format!("{url}:{}", import.position);
            match self.import((&base, referrer), &import) {
                Ok((url, target)) => {
                    let Import { number, location, .. } = import;
                    self.count_bytes(url.as_str().len() + location.len())?;
                    links.push(Link { number, location, url, target });
                }
                Err(failed) if failed.is_final => return Err(failed),
                Err(failed) => {
                    if reported.insert(import.location) {
                        let failed = failed.at(&place);
                        self.count_bytes(
                            failed.message.len() + failed.report.as_ref().map_or(0, String::len),
                        )?;
                        self.crawl.failures.push(failed);
                    }
                }
            }
        }
        if let Some(document) = self.crawl.documents.get_mut(index) {
            document.links = links;
        }
        Ok(())
    }

    /// Adds `bytes` to the total size of what is stored for imports: their URLs, locations and failure
    /// messages.
    ///
    /// # Errors
    ///
    /// If the total exceeds [`MAX_URLS`].
    fn count_bytes(&mut self, bytes: usize) -> Result<(), Failed> {
        self.url_bytes += bytes;
        if self.url_bytes > MAX_URLS {
            let message = format!("the URLs of all imports have more than {MAX_URLS} bytes");
            return Err(Failed { is_final: true, ..Failed::new(message, None) });
        }
        Ok(())
    }

    /// Finds the document to which an import refers. `base` is the URL of the importing document. Returns the
    /// URL of the import, and the index of the document that was found.
    fn import(
        &mut self,
        (base, referrer): (&Url, Referrer),
        import: &Import,
    ) -> Result<(Url, usize), Failed> {
        let Import { location, namespace, .. } = import;
        let built_in = namespace.as_deref().and_then(read::built_in);
        let mut url = base.join(location.trim()).map_err(|_| {
            Failed::new(format!("the location `{}` is not a URL", visible(&shortened(location))), None)
        })?;
        url.set_fragment(None);
        if !matches!(url.scheme(), "http" | "https") {
            return match built_in {
                Some(built_in) => Ok((url.clone(), self.copy(&url, built_in))),
                None => Err(foreign_scheme(&url)),
            };
        }
        let is_standard = url.host_str().is_some_and(|host| STANDARDS.contains(&host));
        if let Some(built_in) = built_in.filter(|_| is_standard && url.origin() != base.origin()) {
            return Ok((url.clone(), self.copy(&url, built_in)));
        }
        let failed = match self.document(&url, referrer) {
            Ok(index) => return Ok((url, index)),
            Err(failed) => failed,
        };
        if !failed.is_missing || failed.is_final {
            return Err(failed);
        }
        if let Some(index) = self.at_same_origin((base, referrer), &url, import) {
            return Ok((url, index));
        }
        if let Some(built_in) = built_in {
            let namespace = namespace.as_deref().unwrap_or_default();
            self.note(format!("{}; the built-in copy of `{namespace}` is used", failed.message));
            return Ok((url.clone(), self.copy(&url, built_in)));
        }
        Err(failed)
    }

    /// Tries the path of a URL at the origin of the importing document. Servers behind a proxy often write
    /// their internal host name into their documents.
    fn at_same_origin(
        &mut self,
        (base, referrer): (&Url, Referrer),
        url: &Url,
        import: &Import,
    ) -> Option<usize> {
        if url.origin() == base.origin() {
            return None;
        }
        let mut other = base.clone();
        other.set_path(url.path());
        other.set_query(url.query());
        other.set_fragment(None);
        let index = self.document(&other, referrer).ok()?;
        let found = self.crawl.documents.get(index)?;
        // A server may answer every path with the same document, so the document is checked.
        let is_expected = import.is_wsdl
            || !found.is_wsdl
                && import.namespace.as_ref().is_none_or(|namespace| *namespace == found.namespace);
        if !is_expected {
            return None;
        }
        let host = url.host_str().unwrap_or_default();
        let note = format!(
            "documents at `{host}` cannot be fetched; `{}` is used instead",
            masked(&origin_of(base))
        );
        self.note(note);
        Some(index)
    }

    /// Adds a note if it is new. The number of notes is limited.
    fn note(&mut self, note: String) {
        const MAX_NOTES: usize = 50;
        if self.crawl.notes.len() < MAX_NOTES && !self.crawl.notes.contains(&note) {
            self.crawl.notes.push(note);
        }
    }

    /// Returns the index of the document at a URL. Each URL is requested once, or once per referrer if it cannot be
    /// fetched.
    fn document(&mut self, url: &Url, referrer: Referrer) -> Result<usize, Failed> {
        if let Some(index) = self.known.get(url.as_str()) {
            return Ok(*index);
        }
        let key = (url.as_str().to_owned(), referrer);
        if let Some(failed) = self.failed.get(&key) {
            return Err(Failed::clone(failed));
        }
        if let Some(failed) = self.unreachable.get(&(url.origin(), referrer)) {
            return Err(failed.clone());
        }
        let found = self.download(url, referrer);
        match &found {
            Ok(index) => drop(self.known.insert(key.0, *index)),
            Err(failed) => drop(self.failed.insert(key, Rc::new(failed.clone()))),
        }
        found
    }

    fn download(&mut self, url: &Url, referrer: Referrer) -> Result<usize, Failed> {
        if self.requests >= self.max_documents {
            let message = format!("the documents import more than {} documents", self.max_documents);
            let hint = "raise the limit with `--max-documents`".to_owned();
            return Err(Failed { is_final: true, ..Failed::new(message, Some(hint)) });
        }
        self.requests += 1;
        self.progress.show(self.crawl.documents.len(), &masked(url));
        let reply = match self.client.get(url, referrer) {
            Ok(reply) => reply,
            Err(mut none) => {
                let unreachable = none.last.take().filter(|_| none.is_unreachable);
                let failed = Failed::from(none);
                if let Some(unreachable) = unreachable {
                    self.unreachable.insert(unreachable, failed.clone());
                }
                return Err(failed);
            }
        };
        if let Some(diagnosis) = diagnose(&reply, url, self.client.has_credentials()) {
            return Err(diagnosis.into());
        }
        // Two URLs may redirect to one document.
        if let Some(index) = self.known.get(reply.url.as_str()) {
            return Ok(*index);
        }
        let contents = read::imports(&masked(&reply.url), &reply.body).map_err(|(problems, sources)| {
            let report = Some(problems.render(&sources, true));
            let message = format!("`{}` is neither a WSDL 1.1 nor a schema", masked(&reply.url));
            Failed { report, is_missing: true, ..Failed::new(message, None) }
        })?;
        let index = self.crawl.documents.len();
        self.known.insert(reply.url.as_str().to_owned(), index);
        self.crawl.documents.push(Document {
            url: url.clone(),
            is_wsdl: contents.is_wsdl,
            namespace: contents.namespace,
            built_in: None,
            bytes: reply.body,
            links: Vec::new(),
            base: reply.url,
            referrer: reply.referrer,
        });
        Ok(index)
    }

    /// Returns the index of a built-in schema. All URLs of the schema share one document.
    fn copy(&mut self, url: &Url, (file, text): (&'static str, &'static str)) -> usize {
        let is_it = |document: &Document| document.built_in == Some(file);
        if let Some(index) = self.crawl.documents.iter().position(is_it) {
            return index;
        }
        self.crawl.documents.push(Document {
            url: url.clone(),
            is_wsdl: false,
            namespace: String::new(),
            built_in: Some(file),
            bytes: text.as_bytes().to_vec(),
            links: Vec::new(),
            base: url.clone(),
            referrer: Referrer::Elsewhere,
        });
        self.crawl.documents.len() - 1
    }
}

fn foreign_scheme(url: &Url) -> Failed {
    let scheme = url.scheme();
    let message = match scheme {
        "file" => "a document from the network cannot import a `file:` URL".to_owned(),
        _ => format!("a `{scheme}:` URL cannot be fetched"),
    };
    let hint = "use `--keep-going`, and give the file to `saponify generate` with `--map URL=FILE`";
    Failed::new(message, Some(hint.to_owned()))
}

fn origin_of(url: &Url) -> Url {
    let mut origin = url.clone();
    origin.set_path("");
    origin.set_query(None);
    origin.set_fragment(None);
    origin
}

/// Returns the first characters of a text.
fn shortened(text: &str) -> String {
    const MAX_CHARACTERS: usize = 100;
    let mut characters = text.chars();
    let start: String = characters.by_ref().take(MAX_CHARACTERS).collect();
    if characters.next().is_some() { start + "…" } else { start }
}
