//! Assigns file names to documents, and writes the catalog that maps imports to files.

use std::collections::BTreeMap;

use super::{
    crawl::{Crawl, Document},
    mask::{is_open, masked, selected},
};
use crate::{
    file_names::FileNames,
    read::fetched::{self, Row},
};

/// Extensions that are not part of the name of a document.
const EXTENSIONS: [&str; 11] =
    ["wsdl", "xsd", "xml", "svc", "asmx", "ashx", "aspx", "php", "jws", "do", "cfc"];

/// Files of a folder.
#[derive(Debug)]
pub(super) struct Folder {
    /// Bytes of all files, including the catalog.
    pub(super) files: BTreeMap<String, Vec<u8>>,
    /// Names of the files whose URLs the command line gives.
    pub(super) roots: Vec<String>,
}

/// Names the documents and writes the catalog.
pub(super) fn folder(crawl: Crawl) -> Folder {
    let names = names(&crawl);
    let name_of = |index: usize| names.get(index).cloned().unwrap_or_default();
    let mut rows: Vec<Row> = Vec::new();
    for root in &crawl.roots {
        let url = crawl.documents.get(*root).map_or(String::new(), |document| masked(&document.url));
        rows.push(Row { url, local: name_of(*root), ..Row::default() });
    }
    for (index, document) in crawl.documents.iter().enumerate() {
        for link in &document.links {
            let is_shown = is_open(&link.url) && !link.location.starts_with('#');
            rows.push(Row {
                url: masked(&link.url),
                local: name_of(link.target),
                from: name_of(index),
                location: if is_shown { link.location.clone() } else { fetched::by_number(link.number) },
            });
        }
    }
    // A document may import another one several times.
    let mut seen = std::collections::HashSet::new();
    rows.retain(|row| seen.insert((row.from.clone(), row.location.clone(), row.url.clone())));
    let roots = crawl.roots.iter().map(|root| name_of(*root)).collect();
    let documents = names.into_iter().zip(crawl.documents);
    let mut files: BTreeMap<String, Vec<u8>> =
        documents.map(|(name, document)| (name, document.bytes)).collect();
    files.insert(fetched::NAME.to_owned(), fetched::text(&rows).into_bytes());
    Folder { files, roots }
}

/// Returns the file names of the documents, in the order of the documents. Documents whose URLs the command
/// line gives are named first. If two documents would have the same name, the later one gets a number.
fn names(crawl: &Crawl) -> Vec<String> {
    let mut taken = FileNames::with(&[fetched::NAME]);
    let mut names = vec![String::new(); crawl.documents.len()];
    let others = (0..crawl.documents.len()).filter(|index| !crawl.roots.contains(index));
    for index in crawl.roots.iter().copied().chain(others) {
        if let (Some(document), Some(name)) = (crawl.documents.get(index), names.get_mut(index)) {
            let extension = if document.is_wsdl { ".wsdl" } else { ".xsd" };
            *name = taken.claim(&stem(document), extension);
        }
    }
    names
}

/// Returns the name of a document's file without extension.
fn stem(document: &Document) -> String {
    if let Some(file) = document.built_in {
        return without_extension(file).to_owned();
    }
    let url = &document.url;
    let segment = url.path().split(';').next().unwrap_or_default();
    let segment = segment.split('/').rfind(|segment| !segment.is_empty());
    let segment = segment.unwrap_or_else(|| url.host_str().unwrap_or_default());
    let decoded = percent_encoding::percent_decode_str(segment).decode_utf8_lossy();
    let path = without_extension(&decoded);
    let selected = selected(url).unwrap_or_default().replace("%2F", "/");
    let selected = selected.rsplit('/').next().unwrap_or_default();
    let stem = match without_extension(selected) {
        "" => path.to_owned(),
        name if name.len() < selected.len() => name.to_owned(),
        // The value of the query parameter is not a file name, but a number or a name such as `xsd0`.
        name => format!("{path}.{name}"),
    };
    harmless(&stem)
}

/// Returns a name without the extension of a document.
fn without_extension(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => {
            let is_known = EXTENSIONS.iter().any(|known| extension.eq_ignore_ascii_case(known));
            if is_known { stem } else { name }
        }
        _ => name,
    }
}

/// Replaces characters that file systems or shells treat specially.
fn harmless(name: &str) -> String {
    let harmless = |character: char| match character {
        '-' | '_' | '.' => character,
        _ if character.is_alphanumeric() => character,
        _ => '_',
    };
    let name: String = name.chars().map(harmless).collect();
    name.trim_matches(['.', '-']).to_owned()
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::{super::crawl::Link, *};

    fn document(url: &str, is_wsdl: bool, links: Vec<Link>) -> Document {
        Document::for_test(Url::parse(url).unwrap(), is_wsdl, links)
    }

    #[test]
    fn a_file_is_named_after_its_document() {
        for (url, expected) in [
            ("http://h/a/Service.svc?wsdl", "Service"),
            ("http://h/a/Service.svc?singleWsdl", "Service"),
            ("http://h/Service?wsdl=wsdl0", "Service.wsdl0"),
            ("http://h/Service?xsd=xsd0", "Service.xsd0"),
            ("http://h/Service?xsd=../common/types.xsd", "types"),
            ("http://h/Service?xsd=..%2Ftypes.xsd", "types"),
            ("http://h/types.v2.xsd", "types.v2"),
            ("http://h/Orders%20%26%20Lines.wsdl", "Orders___Lines"),
            ("http://h/a%2F..%2F..%2Fb.xsd", "a_.._.._b"),
            ("http://h/%2E%2E%2Fb.xsd", "_b"),
            ("http://h/?wsdl", "h"),
            ("http://h/a;jsessionid=PW/?key=PW", "a"),
            ("http://h/a.php?key=PW&wsdl", "a"),
            ("http://h/.htaccess", "htaccess"),
            ("http://h/-rf", "rf"),
        ] {
            assert_eq!(stem(&document(url, true, Vec::new())), expected, "{url}");
        }
    }

    #[test]
    fn documents_of_one_name_are_numbered_and_given_ones_come_first() {
        let urls = ["http://a/x/T.xsd", "http://b/x/t.xsd", "http://a/y/T", "http://a/catalog.csv"];
        let mut documents: Vec<_> = urls.map(|url| document(url, false, Vec::new())).into();
        documents.push(document("http://a/T", false, Vec::new()));
        let crawl = Crawl { documents, roots: vec![4], ..Crawl::default() };
        assert_eq!(names(&crawl), ["T-2.xsd", "t-3.xsd", "T-4.xsd", "catalog.csv.xsd", "T.xsd"]);
    }

    #[test]
    fn locations_with_secrets_are_replaced_by_numbers() {
        let link = |number, location: &str, url: &str| Link {
            number,
            location: location.to_owned(),
            url: Url::parse(url).unwrap(),
            target: 1,
        };
        let links = vec![
            link(0, "t.xsd", "http://h/t.xsd"),
            link(3, "?xsd=1&key=PW", "http://h/S?xsd=1&key=PW"),
            link(4, "http://u:PW@h/t.xsd", "http://u:PW@h/t.xsd"),
        ];
        let documents = vec![
            document("http://u:PW@h/S?wsdl&key=PW", true, links),
            document("http://h/t.xsd", false, Vec::new()),
        ];
        let folder = folder(Crawl { documents, roots: vec![0], ..Crawl::default() });
        let catalog = String::from_utf8(folder.files["catalog.csv"].clone()).unwrap();
        let expected = "\
url,local,from,location
http://h/S?wsdl&key=[redacted],S.wsdl,,
http://h/t.xsd,t.xsd,S.wsdl,t.xsd
http://h/S?xsd=1&key=[redacted],t.xsd,S.wsdl,#3
http://h/t.xsd,t.xsd,S.wsdl,#4
";
        assert_eq!(catalog, expected);
    }
}
