//! Location of the shared corpora, which are not part of the project.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

/// Returns the folder of the corpora: that in `SAPONIFY_SHARED`, relative to the project's root, or `../shared` if
/// the variable is not set.
///
/// Returns `None` without the corpora, after printing that the test is skipped. If `CI` is `true`, it panics instead.
pub(crate) fn shared() -> Option<PathBuf> {
    let given = std::env::var_os("SAPONIFY_SHARED").unwrap_or_else(|| "../shared".into());
    let found = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(given);
    if found.join("superoffice").is_dir() && found.join("corpora").is_dir() {
        return Some(found);
    }
    assert!(std::env::var("CI").as_deref() != Ok("true"), "no shared corpora at {}", found.display());
    // The test harness hides the output of `println!` if a test passes.
    let _ = writeln!(std::io::stderr(), "skipped: no shared corpora");
    None
}
