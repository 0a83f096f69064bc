//! The folders that imports are expected in: those of the given documents, of the catalogs and of what these map.

use std::path::{Path, PathBuf};

use super::{catalog::Catalog, files::Files};

/// Folders by identity, so that a link or a `..` does not hide where a path leads.
pub(super) struct Folders(Vec<PathBuf>);

impl Folders {
    pub(super) fn new(roots: &[PathBuf], catalogs: &[PathBuf], catalog: &Catalog, files: &dyn Files) -> Self {
        let documents = roots.iter().chain(catalogs).map(PathBuf::as_path);
        let beside = documents.chain(catalog.files()).map(|path| path.parent().unwrap_or(Path::new("")));
        let mut folders: Vec<PathBuf> = Vec::new();
        for folder in beside.chain(catalog.folders()) {
            let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
            folders.push(files.identity(folder));
        }
        folders.sort_unstable();
        folders.dedup();
        Self(folders)
    }

    /// Whether a file is in one of the folders, or below it. Texts in memory are everywhere at home.
    pub(super) fn hold(&self, path: &Path, files: &dyn Files) -> bool {
        files.on_disk(path).is_none() || {
            let identity = files.identity(path);
            self.0.iter().any(|folder| identity.starts_with(folder))
        }
    }
}
