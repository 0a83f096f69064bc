//! The catalog that `saponify fetch` writes beside the documents, and that the reader finds there.
//!
//! A row means: the file `local` contains the document at `url`, to which the document `from` refers as
//! `location`.
//! The rows of the documents that the user asked for have neither `from` nor `location`. URLs are masked, so the
//! catalog can be committed. A location with a masked part is replaced by the number of the import.

use std::path::{Component, Path};

use super::csv;
use crate::lists::CollectVec;

/// File name of the catalog.
pub(crate) const NAME: &str = "catalog.csv";

const COLUMNS: [&str; 4] = ["url", "local", "from", "location"];

/// One row of the catalog.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Row {
    /// URL of the document, masked.
    pub(crate) url: String,
    /// Name of the file.
    pub(crate) local: String,
    /// Name of the file with the import. Empty for a document that the user asked for.
    pub(crate) from: String,
    /// The location as it is in the importing document, or the result of [`by_number`].
    pub(crate) location: String,
}

/// The text that replaces the location of an import: `#` and the position of the import among those of its document.
pub(crate) fn by_number(number: usize) -> String {
    format!("#{number}")
}

/// Whether a text is the name of a file, and not a path to another folder.
pub(crate) fn is_plain(local: &str) -> bool {
    let mut components = Path::new(local).components();
    !local.contains(['/', '\\', ':'])
        && matches!((components.next(), components.next()), (Some(Component::Normal(_)), None))
}

/// The rows of a catalog, or `None` if the text is not a catalog in this format.
pub(crate) fn parse(text: &str) -> Option<Vec<Row>> {
    let mut rows = csv::rows(text);
    if rows.next()? != COLUMNS {
        return None;
    }
    let row = |cells: Vec<String>| {
        let [url, local, from, location] = <[String; 4]>::try_from(cells).ok()?;
        Some(Row { url, local, from, location })
    };
    Some(rows.filter_map(row).collect_vec())
}

/// The text of a catalog.
#[cfg(feature = "cli")]
pub(crate) fn text(rows: &[Row]) -> String {
    let mut text = csv::line(&COLUMNS);
    for Row { url, local, from, location } in rows {
        text.push_str(&csv::line(&[url, local, from, location]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_files_are_plain() {
        for name in ["a.xsd", "a b.xsd", "é", "a..b"] {
            assert!(is_plain(name), "{name}");
        }
        for path in ["", ".", "..", "../a", "/a", "a/b", "a\\b", "C:a", "a/", "./a"] {
            assert!(!is_plain(path), "{path}");
        }
    }

    #[test]
    fn a_foreign_catalog_is_not_treated_as_one_of_fetch() {
        assert_eq!(parse("url,local\nhttp://a/b.xsd,b.xsd\n"), None);
        assert_eq!(parse(""), None);
        assert_eq!(parse("url,local,from,location\na,b\n"), Some(Vec::new()));
    }

    #[cfg(feature = "cli")]
    #[test]
    fn a_written_catalog_is_read_back() {
        let row = |url: &str, from: &str, location: &str| Row {
            url: url.into(),
            local: "a.xsd".into(),
            from: from.into(),
            location: location.into(),
        };
        let rows = [row("http://h/a?b,c", "", ""), row("http://h/a", "Service.wsdl", "a \"b\".xsd")];
        assert_eq!(parse(&text(&rows)).unwrap_or_default(), rows);
    }
}
