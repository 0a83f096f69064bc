//! Catalogs: map URLs and namespaces to local files.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use super::{
    csv,
    fetched::{self, Row},
    files::{Files, normal},
    guard, parse,
    tag::Tag,
    uri,
};
use crate::{
    lists::{CollectVec, PushAll},
    map::Map,
    problem::Problems,
    source::{Sources, Span},
};

/// Maximum number of catalogs that one run reads: the given catalogs and those that they refer to.
const MAX_CATALOGS: usize = 100;

/// The entries of all catalogs. The first matching entry wins.
#[derive(Default)]
pub(super) struct Catalog {
    exact: BTreeMap<String, PathBuf>,
    /// Beginnings of URLs, each with the text that replaces it.
    prefixes: Vec<(String, String)>,
    /// Ends of URLs, each with the file that URLs with this end are mapped to.
    suffixes: Vec<(String, PathBuf)>,
    /// The files to which imports resolve, by the importing document and the location in it, see [`fetched`].
    imports: Map<(PathBuf, String), PathBuf>,
}

impl Catalog {
    /// The file that `saponify fetch` stored for an import. `number` is the position of the import among those of
    /// its document.
    pub(super) fn find_import(&self, from: &Path, location: &str, number: usize) -> Option<PathBuf> {
        if self.imports.is_empty() {
            return None;
        }
        let mut key = (normal(from), fetched::by_number(number));
        if let Some(path) = self.imports.get(&key) {
            return Some(path.clone());
        }
        location.clone_into(&mut key.1);
        self.imports.get(&key).filter(|_| !location.starts_with('#')).cloned()
    }

    /// The file that a URL or a namespace is mapped to.
    pub(super) fn find(&self, url: &str) -> Option<PathBuf> {
        if let Some(path) = self.exact.get(url) {
            return Some(path.clone());
        }
        // The longest matching prefix wins (OASIS XML Catalogs, 7.1.2).
        let longest = self
            .prefixes
            .iter()
            .filter(|(prefix, _)| url.starts_with(prefix))
            .max_by_key(|(prefix, _)| prefix.len());
        if let Some((prefix, replacement)) = longest {
            return Some(normal(Path::new(&format!(
                "{replacement}{}",
                url.get(prefix.len()..).unwrap_or_default()
            ))));
        }
        let longest = self
            .suffixes
            .iter()
            .filter(|(suffix, _)| url.ends_with(suffix))
            .max_by_key(|(suffix, _)| suffix.len());
        longest.map(|(_, path)| path.clone())
    }

    /// The files that single URLs and URL suffixes are mapped to.
    pub(super) fn files(&self) -> impl Iterator<Item = &Path> {
        self.exact.values().chain(self.suffixes.iter().map(|(_, path)| path)).map(PathBuf::as_path)
    }

    /// The folders that URL prefixes are mapped to.
    pub(super) fn folders(&self) -> impl Iterator<Item = &Path> {
        let folder = |replacement: &'_ String| replacement.rfind('/').unwrap_or(0);
        let beginnings = self.prefixes.iter();
        beginnings.map(move |(_, replacement)| {
            Path::new(replacement.get(..folder(replacement)).unwrap_or_default())
        })
    }

    /// Maps a URL or namespace to a file.
    pub(super) fn add(&mut self, url: &str, path: PathBuf) {
        self.exact.entry(url.to_owned()).or_insert(path);
    }

    /// Adds the entries of catalog files and of the catalogs that these files refer to.
    pub(super) fn read(
        &mut self,
        paths: &[PathBuf],
        files: &dyn Files,
        sources: &mut Sources,
        problems: &mut Problems,
    ) {
        let mut queue: Vec<PathBuf> = paths.iter().rev().cloned().collect_vec();
        let mut seen = Vec::new();
        while let Some(path) = queue.pop() {
            let identity = files.identity(&path);
            if seen.contains(&identity) {
                continue;
            }
            if seen.len() == MAX_CATALOGS {
                problems.error(None, format!("more than {MAX_CATALOGS} catalogs refer to each other"));
                break;
            }
            seen.push(identity);
            let (source, text) = match parse::text(&path, files, sources) {
                Ok(loaded) => loaded,
                Err(reason) => {
                    problems
                        .error(None, format!("the catalog `{}` cannot be read: {reason}", path.display()));
                    continue;
                }
            };
            if text.trim_start().starts_with('<') {
                let Some(document) = parse::parse(&text, source, &mut guard::MAX_TAGS.clone(), problems)
                else {
                    continue;
                };
                let mut next = Vec::new();
                let base = path.parent().unwrap_or(Path::new("")).to_owned();
                self.entries(Tag::root(&document, source), &base, &mut next, problems);
                queue.push_all(next.into_iter().rev());
            } else {
                self.rows(&text, &path, Span { source, start: 0, end: 0 }, problems);
            }
        }
    }

    /// Adds the entries of the catalogs that `saponify fetch` wrote into the folders of the given documents. A
    /// `catalog.csv` in another format is ignored.
    pub(super) fn read_fetched(&mut self, roots: &[PathBuf], files: &dyn Files, sources: &mut Sources) {
        let mut seen = Vec::new();
        for root in roots {
            let folder = root.parent().unwrap_or(Path::new(""));
            let path = folder.join(fetched::NAME);
            if seen.contains(&path) || !files.exists(&path) {
                continue;
            }
            if let Ok(text) = parse::content(&path, files, &mut parse::MAX_TOTAL_BYTES.clone())
                && let Some(rows) = fetched::parse(&text)
            {
                parse::add_source(&path, &text, files, sources);
                self.fetched(&rows, folder);
            }
            seen.push(path);
        }
    }

    /// Adds the rows of a catalog that `saponify fetch` wrote. Existing entries take precedence.
    fn fetched(&mut self, rows: &[Row], folder: &Path) {
        // The user did not name this catalog, so it must not map imports to files outside its folder.
        let rows = rows.iter().filter(|row| fetched::is_plain(&row.local));
        let rows = rows.map(|row| (row, normal(&folder.join(&row.local)))).collect_vec();
        // Only entries that exist already take precedence, so the rows are added afterwards.
        for (row, path) in rows.iter().filter(|(row, _)| !row.from.is_empty()) {
            let key = (normal(&folder.join(&row.from)), row.location.clone());
            let given = self.find(&row.location).or_else(|| self.find(&row.url));
            self.imports.or_insert_with(key, || given.unwrap_or_else(|| path.clone()));
        }
        for (row, path) in rows {
            self.add(&row.url, path);
        }
    }

    fn rows(&mut self, text: &str, path: &Path, span: Span, problems: &mut Problems) {
        let mut rows = csv::rows(text);
        let header = rows.next().unwrap_or_default();
        let column = |name: &str| header.iter().position(|cell| cell.trim() == name);
        let (Some(url), Some(local)) = (column("url"), column("local")) else {
            problems
                .error(span, "the catalog lacks the columns `url` and `local`")
                .hint("a catalog is a CSV file whose first line names the columns, or an OASIS XML catalog");
            return;
        };
        let base = path.parent().unwrap_or(Path::new(""));
        if let Some(rows) = fetched::parse(text) {
            return self.fetched(&rows, base);
        }
        for row in rows {
            if let (Some(url), Some(local)) = (row.get(url), row.get(local))
                && !url.is_empty()
                && !local.is_empty()
            {
                self.add(url, normal(&base.join(local)));
            }
        }
    }

    fn entries(&mut self, tag: Tag<'_>, base: &Path, next: &mut Vec<PathBuf>, problems: &mut Problems) {
        if tag.namespace() != uri::CATALOG {
            problems.error(
                tag.span(),
                format!("`{}` is not the root element of an OASIS XML catalog", tag.name()),
            );
            return;
        }
        let base = match tag.attribute_in(uri::XML, "base") {
            Some(inner) => base.join(file(inner)),
            None => base.to_owned(),
        };
        for child in tag.children().filter(|child| child.namespace() == uri::CATALOG) {
            if child.name() == "group" {
                self.entries(child, &base, next, problems);
                continue;
            }
            let base =
                child.attribute_in(uri::XML, "base").map_or(base.clone(), |inner| base.join(file(inner)));
            let local = |path: &str| normal(&base.join(file(path)));
            let target =
                ["uri", "rewritePrefix", "catalog"].into_iter().find_map(|name| child.attribute(name));
            // Skip entries that map to another URL: the network is never used.
            let Some(target) = target.filter(|target| !uri::is_url(file(target))) else { continue };
            match child.name() {
                "system" | "uri" | "public" => {
                    let key =
                        ["systemId", "name", "publicId"].into_iter().find_map(|name| child.attribute(name));
                    if let Some(key) = key {
                        self.add(key, local(target));
                    }
                }
                "rewriteSystem" | "rewriteURI" => {
                    let key =
                        child.attribute("systemIdStartString").or_else(|| child.attribute("uriStartString"));
                    if let Some(key) = key {
                        let mut replacement = local(target).to_string_lossy().into_owned();
                        if target.ends_with('/') {
                            replacement.push('/');
                        }
                        self.prefixes.push((key.to_owned(), replacement));
                    }
                }
                "systemSuffix" | "uriSuffix" => {
                    let key = child.attribute("systemIdSuffix").or_else(|| child.attribute("uriSuffix"));
                    if let Some(key) = key {
                        self.suffixes.push((key.to_owned(), local(target)));
                    }
                }
                "nextCatalog" | "delegateSystem" | "delegateURI" | "delegatePublic" => {
                    next.push(local(target))
                }
                _ => {}
            }
        }
    }
}

/// The path of a `file:` URL. Any other text is returned unchanged.
fn file(path: &str) -> &str {
    let Some(rest) = path.strip_prefix("file:") else { return path };
    rest.strip_prefix("//localhost").or_else(|| rest.strip_prefix("//")).unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    /// Texts that resemble a catalog: CSV, or XML.
    const CATALOG: &str = r#"(url,local\n)?([a-z:/.",\r\n]{0,80}|<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">(<(uri|system|group|rewriteURI|nextCatalog) (name|uri|catalog|uriStartString|rewritePrefix)="[a-z:/.]{0,9}" (rewritePrefix|systemId)="[a-z:/.]{0,9}"/>){0,4}</catalog>)"#;
    /// Texts of catalogs as `saponify fetch` writes them, with files of any name.
    const ROWS: &str =
        r#"url,local,from,location\n(http://a/b,("?[a-c./\\:]{1,9}"?),(|a.wsdl|../x),(|b|#1)\n){0,8}"#;

    use super::*;
    use crate::read::files::Memory;

    fn catalog(texts: &[(&str, &str)]) -> (Catalog, Problems) {
        let files = Memory(
            texts.iter().map(|(name, text)| (PathBuf::from(name), text.as_bytes().to_vec())).collect(),
        );
        let (mut catalog, mut sources, mut problems) = (Catalog::default(), Sources::new(), Problems::new());
        catalog.read(&[PathBuf::from(texts[0].0)], &files, &mut sources, &mut problems);
        (catalog, problems)
    }

    proptest::proptest! {
        #[test]
        fn any_catalog_is_read_without_a_panic(text in CATALOG, url in "[a-z:/.#0-9]{0,12}") {
            let (catalog, problems) = catalog(&[("c", &text)]);
            catalog.find(&url);
            catalog.find_import(Path::new("a.wsdl"), &url, 1);
            drop(problems);
        }

        #[test]
        fn a_fetched_catalog_maps_only_to_files_of_its_folder(text in ROWS) {
            let files = Memory([(PathBuf::from("d/catalog.csv"), text.into_bytes())].into_iter().collect());
            let mut catalog = Catalog::default();
            catalog.read_fetched(&[PathBuf::from("d/a.wsdl")], &files, &mut Sources::new());
            for file in catalog.files() {
                proptest::prop_assert_eq!(file.parent(), Some(Path::new("d")), "{:?}", file);
            }
        }
    }

    #[test]
    fn a_csv_catalog_maps_urls() {
        let text = "url,local,more\nhttp://a/b.xsd,x/b.xsd,1\r\n\"http://a/\"\"c,d\"\"\",../c.xsd\n\n";
        let (catalog, problems) = catalog(&[("dir/catalog.csv", text)]);
        assert!(problems.is_empty());
        assert_eq!(catalog.find("http://a/b.xsd"), Some("dir/x/b.xsd".into()));
        assert_eq!(catalog.find("http://a/\"c,d\""), Some("c.xsd".into()));
        assert_eq!(catalog.find("http://a/d"), None);
    }

    #[test]
    fn a_csv_without_its_columns_is_a_problem() {
        assert_eq!(catalog(&[("catalog.csv", "a,b\n")]).1.len(), 1);
    }

    #[test]
    fn an_oasis_catalog_maps_rewrites_and_names_others() {
        let main = r#"<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">
            <system systemId="http://a/s.xsd" uri="s.xsd"/>
            <uri name="urn:names" uri="names.xsd"/>
            <rewriteSystem systemIdStartString="http://a/" rewritePrefix="all/"/>
            <rewriteURI uriStartString="http://a/deep/" rewritePrefix="deep/"/>
            <uriSuffix uriSuffix="/end.xsd" uri="end.xsd"/>
            <group xml:base="grouped/"><uri name="urn:group" uri="g.xsd"/></group>
            <nextCatalog catalog="more/catalog.xml"/>
            <nextCatalog catalog="catalog.xml"/>
        </catalog>"#;
        let more = r#"<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">
            <uri name="urn:more" uri="file:///m.xsd"/><uri name="urn:names" uri="late.xsd"/></catalog>"#;
        let (catalog, problems) = catalog(&[("d/catalog.xml", main), ("d/more/catalog.xml", more)]);
        assert!(problems.is_empty());
        for (url, expected) in [
            ("http://a/s.xsd", Some("d/s.xsd")),
            ("urn:names", Some("d/names.xsd")),
            ("http://a/x/y.xsd", Some("d/all/x/y.xsd")),
            ("http://a/deep/y.xsd", Some("d/deep/y.xsd")),
            ("http://b/end.xsd", Some("d/end.xsd")),
            ("urn:group", Some("d/grouped/g.xsd")),
            ("urn:more", Some("/m.xsd")),
            ("urn:other", None),
        ] {
            assert_eq!(catalog.find(url), expected.map(PathBuf::from), "{url}");
        }
    }
}
