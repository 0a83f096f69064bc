//! What the corpora hold: `index.csv` and `negative.csv`, and nothing of what becomes of it.

use std::{fs, path::PathBuf};

use crate::shared::shared;

/// The corpora.
pub(crate) struct Index {
    pub(crate) folder: PathBuf,
    pub(crate) roots: Vec<Root>,
    pub(crate) negative: Vec<Negative>,
}

/// A row of `negative.csv`: a file that is broken, or that its authors put among those.
#[derive(Clone, Debug)]
pub(crate) struct Negative {
    pub(crate) path: String,
    /// Whether only its authors say that it is broken; some of those are what a tool of theirs could not read.
    pub(crate) by_name: bool,
}

/// A row of `index.csv`: a WSDL with a service or a binding.
#[derive(Clone, Debug)]
pub(crate) struct Root {
    pub(crate) corpus: String,
    /// Its path below the folder of the corpora.
    pub(crate) path: String,
    /// Whether all that it imports is there: `yes`, `catalog`, or what is missing.
    pub(crate) imports: String,
    pub(crate) styles: String,
    pub(crate) soap: String,
    pub(crate) constructs: Vec<String>,
    /// The size of it and all that it imports, in bytes.
    pub(crate) size: usize,
}

impl Root {
    pub(crate) fn is_complete(&self) -> bool {
        matches!(self.imports.as_str(), "yes" | "catalog")
    }

    /// A name for its module.
    pub(crate) fn module(&self) -> String {
        let parts = self.path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
        let name = parts.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("_");
        format!("m_{name}")
    }
}

impl Index {
    /// The corpora, where there are any.
    pub(crate) fn find() -> Option<Self> {
        let folder = shared()?.join("corpora").canonicalize().ok()?;
        let index = fs::read_to_string(folder.join("index.csv")).ok()?;
        let negative = fs::read_to_string(folder.join("negative.csv")).ok()?;
        let mut rows = rows(&index);
        let head = rows.next()?;
        let column = |row: &[String], name: &str| {
            let place = head.iter().position(|known| known == name).unwrap();
            row.get(place).cloned().unwrap_or_default()
        };
        let roots = rows
            .map(|row| {
                let corpus = column(&row, "corpus");
                Root {
                    path: format!("{corpus}/{}", column(&row, "path")),
                    corpus,
                    imports: column(&row, "imports_resolve"),
                    styles: column(&row, "styles"),
                    soap: column(&row, "soapver"),
                    constructs: column(&row, "constructs").split_whitespace().map(str::to_owned).collect(),
                    size: column(&row, "closure_bytes").parse().unwrap_or_default(),
                }
            })
            .collect();
        let negative = self::rows(&negative)
            .skip(1)
            .filter_map(|row| {
                let (path, why) = (row.first()?, row.get(1)?);
                Some(Negative { path: path.clone(), by_name: why.starts_with("named") })
            })
            .collect();
        Some(Self { folder, roots, negative })
    }

    pub(crate) fn catalog(&self) -> PathBuf {
        self.folder.join("catalog.csv")
    }
}

/// The rows of a CSV file, in which a quoted field may hold commas.
fn rows(text: &str) -> impl Iterator<Item = Vec<String>> {
    text.lines().filter(|line| !line.is_empty()).map(|line| {
        let mut row = vec![String::new()];
        let mut quoted = false;
        for character in line.chars() {
            match character {
                '"' => quoted = !quoted,
                ',' if !quoted => row.push(String::new()),
                other => row.last_mut().unwrap().push(other),
            }
        }
        row
    })
}
