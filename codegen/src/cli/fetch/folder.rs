//! The folder on disk: what an earlier run stored there, what changed, and how it is written.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use super::{super::failure::Failure, layout::Folder};
use crate::read::fetched::{self, Row};

/// Files and catalog rows that an earlier run stored in the folder.
#[derive(Debug, Default)]
pub(super) struct Existing {
    /// Bytes of the files, including the catalog.
    pub(super) files: BTreeMap<String, Vec<u8>>,
    rows: Vec<Row>,
}

/// Difference between the stored and the downloaded version of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    Added,
    Changed,
    Removed,
}

/// Reads what an earlier run stored in a folder. Returns `None` if there was none.
///
/// # Errors
///
/// If a file cannot be read.
pub(super) fn existing(folder: &Path) -> Result<Option<Existing>, Failure> {
    let Some(catalog) = bytes(&folder.join(fetched::NAME))? else { return Ok(None) };
    let Some(rows) = fetched::parse(&String::from_utf8_lossy(&catalog)) else { return Ok(None) };
    let mut files = BTreeMap::new();
    for row in rows.iter().filter(|row| is_document(&row.local)) {
        if !files.contains_key(&row.local)
            && let Some(bytes) = bytes(&folder.join(&row.local))?
        {
            files.insert(row.local.clone(), bytes);
        }
    }
    files.insert(fetched::NAME.to_owned(), catalog);
    Ok(Some(Existing { files, rows }))
}

/// Whether `fetch` may have stored a document under this name. Files with other names are neither compared nor removed,
/// even if the catalog lists them.
fn is_document(local: &str) -> bool {
    let extension = Path::new(local).extension().unwrap_or_default();
    fetched::is_plain(local) && (extension == "wsdl" || extension == "xsd")
}

/// Returns the bytes of a file, or `None` if there is no such file.
fn bytes(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::Unknown(format!("cannot read `{}`: {error}", path.display()), None)),
    }
}

impl Existing {
    /// Names of the files at the URLs that were given to the earlier run.
    pub(super) fn roots(&self) -> Vec<PathBuf> {
        self.given().map(|row| PathBuf::from(&row.local)).collect()
    }

    /// URLs that were given to the earlier run, masked.
    pub(super) fn urls(&self) -> Vec<&str> {
        self.given().map(|row| row.url.as_str()).collect()
    }

    fn given(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.from.is_empty())
    }

    /// Returns the files that differ.
    pub(super) fn changes(&self, new: &Folder) -> Vec<(String, Change)> {
        let mut changes: BTreeMap<&str, Change> = BTreeMap::new();
        for (name, bytes) in &new.files {
            match self.files.get(name) {
                Some(old) if old == bytes => {}
                Some(_) => drop(changes.insert(name, Change::Changed)),
                None => drop(changes.insert(name, Change::Added)),
            }
        }
        for name in self.files.keys().filter(|name| !new.files.contains_key(*name)) {
            changes.insert(name, Change::Removed);
        }
        changes.into_iter().map(|(name, change)| (name.to_owned(), change)).collect()
    }
}

/// Checks that `fetch` replaces only files that an earlier run stored. Files with equal content are not
/// replaced.
///
/// # Errors
///
/// If a file with other content exists that no earlier run stored.
pub(super) fn check_foreign(folder: &Path, existing: Option<&Existing>, new: &Folder) -> Result<(), Failure> {
    for (name, new) in &new.files {
        let is_known = existing.is_some_and(|existing| existing.files.contains_key(name));
        let path = folder.join(name);
        if !is_known && bytes(&path)?.is_some_and(|old| old != *new) {
            let message = format!("`{}` exists already, and `fetch` did not write it", path.display());
            return Err(Failure::Unknown(
                message,
                Some("choose another folder, or remove the file".to_owned()),
            ));
        }
    }
    Ok(())
}

/// Writes the files that changed, and removes those that are no longer used. The catalog is written last.
///
/// # Errors
///
/// If a file cannot be written or removed.
pub(super) fn write(folder: &Path, existing: Option<&Existing>, new: &Folder) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|error| Failure::Write(folder.to_owned(), error))?;
    let (catalog, documents): (Vec<_>, Vec<_>) =
        new.files.iter().partition(|(name, _)| *name == fetched::NAME);
    for (name, bytes) in documents.into_iter().chain(catalog) {
        let old = existing.and_then(|existing| existing.files.get(name));
        if old != Some(bytes) {
            replace(folder, name, bytes)?;
        }
    }
    for (name, change) in existing.map(|existing| existing.changes(new)).unwrap_or_default() {
        let path = folder.join(&name);
        if change == Change::Removed {
            fs::remove_file(&path).map_err(|error| Failure::Write(path, error))?;
        }
    }
    Ok(())
}

/// Replaces a file as a whole: a symbolic link is replaced too, so that nothing outside the folder is written.
fn replace(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Failure> {
    let (target, draft) = (folder.join(name), folder.join(format!(".{name}.fetched")));
    let written = fs::File::options()
        .write(true)
        .create_new(true)
        .open(&draft)
        .or_else(|error| match error.kind() {
            // An earlier run was interrupted.
            io::ErrorKind::AlreadyExists => {
                fs::remove_file(&draft)?;
                fs::File::options().write(true).create_new(true).open(&draft)
            }
            _ => Err(error),
        })
        .and_then(|mut file| io::Write::write_all(&mut file, bytes));
    written.and_then(|()| fs::rename(&draft, &target)).map_err(|error| {
        let _ = fs::remove_file(&draft);
        Failure::Write(target, error)
    })
}
