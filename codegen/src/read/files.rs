//! Sources of files: the disk, or texts in memory.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Component, Path, PathBuf},
};

use super::guard;
use crate::map::Map;

/// A collection of files by path.
pub(super) trait Files {
    /// Reads a file.
    fn bytes(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// A canonical path. All paths of the same file have the same identity.
    fn identity(&self, path: &Path) -> PathBuf;

    fn exists(&self, path: &Path) -> bool;

    /// The path to report to cargo, if the file is on disk.
    fn on_disk(&self, path: &Path) -> Option<PathBuf>;
}

/// The file system.
pub(super) struct Disk;

impl Files for Disk {
    fn bytes(&self, path: &Path) -> io::Result<Vec<u8>> {
        // Check the file type before opening, because opening a pipe blocks and opening a device can have side
        // effects. Check again after opening, because the file may have been replaced. A pipe that replaces the file
        // after the first check still blocks the build: the flag that would prevent this (`O_NONBLOCK`) has a
        // different value on each system, and whoever can replace the file can stop the build by other means too.
        regular(&fs::metadata(path)?)?;
        let file = File::open(path)?;
        regular(&file.metadata()?)?;
        let mut bytes = Vec::new();
        // Read one byte more than the limit, so that the caller can detect a file that is too large.
        file.take(guard::MAX_FILE_SIZE as u64 + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn identity(&self, path: &Path) -> PathBuf {
        path.canonicalize().unwrap_or_else(|_| normal(path))
    }

    fn exists(&self, path: &Path) -> bool {
        // Pipes and devices are treated as existing, so that a later problem can report their type.
        fs::metadata(path).is_ok_and(|data| !data.is_dir())
    }

    fn on_disk(&self, path: &Path) -> Option<PathBuf> {
        Some(path.to_owned())
    }
}

/// Rejects everything except regular files: reading a pipe or a device may block or never end.
fn regular(data: &fs::Metadata) -> io::Result<()> {
    match data.is_file() {
        true => Ok(()),
        false if data.is_dir() => Err(io::Error::new(io::ErrorKind::InvalidInput, "it is a directory")),
        false => Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file")),
    }
}

/// Files in memory, by normalized path.
pub(super) struct Memory(pub(super) Map<PathBuf, Vec<u8>>);

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

/// The path without `.`, and without `..` where it can be removed without looking at the disk.
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
