//! The folders in which imports are expected: those of the given documents, of the catalogs, and of the
//! files and folders that the catalogs map to.

use std::path::{Path, PathBuf};

use super::{catalog::Catalog, files::Files};
use crate::lists::SortList;

/// Folders by identity, so that neither a symbolic link nor `..` hides the real target of a path.
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
        folders.sort_list();
        folders.dedup();
        Self(folders)
    }

    /// Whether a file is in one of the folders or below one. Always true for texts in memory.
    pub(super) fn hold(&self, path: &Path, files: &dyn Files) -> bool {
        files.on_disk(path).is_none() || {
            let identity = files.identity(path);
            self.0.iter().any(|folder| identity.starts_with(folder))
        }
    }
}
