//! Code that xsd-parser generates from the same schemas.

use std::{env, fs, path::Path, path::PathBuf, process::Command};

use super::peer::{Peer, folder};

/// Starts the process for one document, which is an element without an envelope. Returns `None` unless `--xsd-parser`
/// is given, since the first build takes minutes, or if the build fails.
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
