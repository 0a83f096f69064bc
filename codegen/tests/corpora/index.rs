//! What the corpora hold: `index.csv` and `negative.csv`, and nothing of what becomes of it.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The corpora.
pub struct Index {
    pub folder: PathBuf,
    pub roots: Vec<Root>,
    pub negative: Vec<String>,
}

/// A row of `index.csv`: a WSDL with a service or a binding.
#[derive(Clone, Debug)]
pub struct Root {
    pub corpus: String,
    /// Its path below the folder of the corpora.
    pub path: String,
    /// Whether all that it imports is there: `yes`, `catalog`, or what is missing.
    pub imports: String,
    pub styles: String,
    pub soap: String,
    pub constructs: Vec<String>,
    /// The size of it and all that it imports, in bytes.
    pub size: usize,
}

impl Root {
    pub fn is_complete(&self) -> bool {
        matches!(self.imports.as_str(), "yes" | "catalog")
    }

    /// A name for its module.
    pub fn module(&self) -> String {
        let name: String = self
            .path
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' })
            .collect();
        format!("m_{name}")
    }
}

impl Index {
    /// The corpora, where there are any.
    pub fn find() -> Option<Self> {
        let given = std::env::var_os("SAPONIFY_SHARED").map(PathBuf::from);
        let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
        let folder = given.unwrap_or(beside).join("corpora").canonicalize().ok()?;
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
        let negative = self::rows(&negative).skip(1).filter_map(|row| row.into_iter().next()).collect();
        Some(Self { folder, roots, negative })
    }

    pub fn catalog(&self) -> PathBuf {
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
