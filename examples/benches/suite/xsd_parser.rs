//! Measures the code that xsd-parser generates from the schemas of the benchmarks.

use std::{env, fs, path::Path, path::PathBuf, process::Command};

use super::peer::{Peer, folder};

/// Starts the process for one document, which is an element without an envelope.
///
/// Returns `None` if the build fails, or if `--xsd-parser` is not given. The option is required because the
/// first build takes minutes.
pub(crate) fn begin(way: &str, element: &str, xml: &str) -> Option<Peer> {
    let program = program()?;
    let file = folder().join(format!("{element}.xml"));
    fs::write(&file, xml).ok()?;
    Peer::begin(Command::new(program).args([way, element]).arg(file))
}

/// Builds the package `peer` and returns the path of its program.
fn program() -> Option<PathBuf> {
    if !env::args().any(|argument| argument == "--xsd-parser") {
        return None;
    }
    let target = folder().join("peer");
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peer/Cargo.toml");
    let mut build = Command::new(env!("CARGO"));
    build.args(["build", "--release", "--quiet", "--manifest-path"]).arg(manifest);
    let is_built = build.env("CARGO_TARGET_DIR", &target).status().is_ok_and(|status| status.success());
    is_built.then(|| target.join("release/peer"))
}
