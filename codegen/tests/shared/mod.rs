//! Where the shared corpora are, which are no part of the project.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

/// The folder of the corpora: what `SAPONIFY_SHARED` says, from the project's root, else `../shared`.
///
/// Without them a test is skipped and says so, but for continuous integration, where they must be.
pub(crate) fn shared() -> Option<PathBuf> {
    let given = std::env::var_os("SAPONIFY_SHARED").unwrap_or_else(|| "../shared".into());
    let found = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(given);
    if found.join("superoffice").is_dir() && found.join("corpora").is_dir() {
        return Some(found);
    }
    assert!(std::env::var("CI").as_deref() != Ok("true"), "no shared corpora at {}", found.display());
    // Not by `println!`, which the harness keeps to itself when a test passes.
    let _ = writeln!(std::io::stderr(), "skipped: no shared corpora");
    None
}
