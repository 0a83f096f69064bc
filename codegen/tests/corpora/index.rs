//! Contents of the corpora, as listed in `index.csv` and `negative.csv`.

use std::{fs, path::PathBuf};

use crate::shared::shared;

/// The corpora.
pub(crate) struct Index {
    pub(crate) folder: PathBuf,
    pub(crate) roots: Vec<Root>,
    pub(crate) negative: Vec<Negative>,
}

/// Row of `negative.csv`: a file that is malformed, or that its authors use as a negative test.
#[derive(Clone, Debug)]
pub(crate) struct Negative {
    pub(crate) path: String,
    /// Whether the file is negative only because its authors named it so. Some of these files are valid: the
    /// authors' tool does not support them.
    pub(crate) is_declared_only: bool,
}

/// Row of `index.csv`: a WSDL with a service or a binding.
#[derive(Clone, Debug)]
pub(crate) struct Root {
    pub(crate) corpus: String,
    /// Path below the folder of the corpora.
    pub(crate) path: String,
    /// Whether all imports are available: `yes`, `catalog`, or the missing ones.
    pub(crate) imports: String,
    pub(crate) styles: String,
    pub(crate) soap: String,
    pub(crate) constructs: Vec<String>,
    /// Size of the WSDL and all its imports, in bytes.
    pub(crate) size: usize,
}

impl Root {
    pub(crate) fn is_complete(&self) -> bool {
        matches!(self.imports.as_str(), "yes" | "catalog")
    }

    /// Returns a module name for the root.
    pub(crate) fn module(&self) -> String {
        let parts = self.path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
        let name = parts.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("_");
        format!("m_{name}")
    }
}

impl Index {
    /// Returns the corpora, if they exist.
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
                Some(Negative { path: path.clone(), is_declared_only: why.starts_with("named") })
            })
            .collect();
        Some(Self { folder, roots, negative })
    }

    pub(crate) fn catalog(&self) -> PathBuf {
        self.folder.join("catalog.csv")
    }
}

/// Splits a CSV file into rows. A quoted field may contain commas.
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
