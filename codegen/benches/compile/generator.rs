//! Cost of the generator as a build dependency, from a clean state: dependencies, the generator itself, and linking a
//! `build.rs`.

use std::fs;

use crate::package;

/// Returns CPU seconds, the minimum of several runs.
pub(crate) fn cost() -> f64 {
    let (folder, target) = (package::folder("generator"), package::folder("generator target"));
    let manifest = format!(
        "[package]\nname = \"measured\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[build-dependencies]\n\
         saponify-codegen = {{ path = \"{}\", default-features = false }}\n\n[workspace]\n",
        env!("CARGO_MANIFEST_DIR")
    );
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::write(folder.join("build.rs"), BUILD).unwrap();
    package::write(&folder, "", None);
    // Downloads happen here, so that they are not measured.
    package::cargo(&folder, &["fetch"], &target);
    let best = (0..package::RUNS).map(|_| {
        fs::remove_dir_all(&target).unwrap();
        package::cpu_of(|| package::cargo(&folder, &["build"], &target))
    });
    best.fold(f64::INFINITY, f64::min)
}

/// A `build.rs` that links the whole generator without running it.
const BUILD: &str = "fn main() {
    if std::env::args().count() > 1 {
        let _ = saponify_codegen::Builder::new().generate(\"measured.rs\");
    }
}
";
