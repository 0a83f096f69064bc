//! Where files come from: the disk, or a list of texts.

use std::{
    collections::HashMap,
    fs::{self, File},
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
        // Looked at before it is opened, since opening alone may move a device; and again when it is open, since another file
        // may have its place by then.
        regular(&fs::metadata(path)?)?;
        let file = open(path)?;
        regular(&file.metadata()?)?;
        let mut bytes = Vec::new();
        // One byte more than is allowed, so that the limit is seen.
        file.take(guard::SIZE as u64 + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn identity(&self, path: &Path) -> PathBuf {
        path.canonicalize().unwrap_or_else(|_| normal(path))
    }

    fn exists(&self, path: &Path) -> bool {
        // What is neither a file nor a folder is found, so that the problem can say what it is.
        fs::metadata(path).is_ok_and(|data| !data.is_dir())
    }

    fn on_disk(&self, path: &Path) -> Option<PathBuf> {
        Some(path.to_owned())
    }
}

/// A pipe or a device may block, and never end.
fn regular(data: &fs::Metadata) -> io::Result<()> {
    match data.is_file() {
        true => Ok(()),
        false if data.is_dir() => Err(io::Error::new(io::ErrorKind::InvalidInput, "it is a folder")),
        false => Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file")),
    }
}

/// Opens a file to read it. A pipe that took the place of the file does not block, and a terminal does not take over.
#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    File::options().read(true).custom_flags(libc::O_NONBLOCK | libc::O_NOCTTY).open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    File::open(path)
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
