//! Where files come from: the disk, or a list of texts.

use std::{
    collections::HashMap,
    fs::File,
    io::{self, Read},
    path::{Component, Path, PathBuf},
};

use super::guard;

/// Something that has files.
pub(super) trait Files {
    /// The bytes of a file.
    fn bytes(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// The same for each path that leads to the same file.
    fn identity(&self, path: &Path) -> PathBuf;

    fn exists(&self, path: &Path) -> bool;

    /// The path to give to cargo, where it is a file on disk.
    fn on_disk(&self, path: &Path) -> Option<PathBuf>;
}

/// The file system.
pub(super) struct Disk;

impl Files for Disk {
    fn bytes(&self, path: &Path) -> io::Result<Vec<u8>> {
        let file = File::open(path)?;
        // A pipe or a device would never end.
        if !file.metadata()?.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no file"));
        }
        let mut bytes = Vec::new();
        // One byte more than is allowed, so that the limit is seen.
        file.take(guard::SIZE as u64 + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn identity(&self, path: &Path) -> PathBuf {
        path.canonicalize().unwrap_or_else(|_| normal(path))
    }

    fn exists(&self, path: &Path) -> bool {
        path.is_file()
    }

    fn on_disk(&self, path: &Path) -> Option<PathBuf> {
        Some(path.to_owned())
    }
}

/// Texts by name.
pub(super) struct Memory(pub(super) HashMap<PathBuf, Vec<u8>>);

impl Files for Memory {
    fn bytes(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.0.get(&normal(path)).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn identity(&self, path: &Path) -> PathBuf {
        normal(path)
    }

    fn exists(&self, path: &Path) -> bool {
        self.0.contains_key(&normal(path))
    }

    fn on_disk(&self, _: &Path) -> Option<PathBuf> {
        None
    }
}

/// The path without `.` and, where it can be told without looking, without `..`.
pub(super) fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(normal.components().next_back(), Some(Component::Normal(_))) => {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    normal
}
