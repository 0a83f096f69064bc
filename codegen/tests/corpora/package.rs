//! Puts all generated code into one crate, with one module for each root, and runs rustc, clippy or rustdoc on it. For
//! rustdoc, whose time per type grows with the size of the crate, there are several crates.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    index::Root,
    run::{Outcome, Outcomes},
};

/// Tool that checks the crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tool {
    Check,
    Clippy,
    Doc,
}

/// Maximum number of roots in a crate for rustdoc.
const DOCUMENTED: usize = 30;

/// Folder of the crate. It is removed at the end unless `--keep` is given.
pub(crate) struct Folder {
    path: PathBuf,
    _temporary: Option<tempfile::TempDir>,
}

impl Folder {
    pub(crate) fn new(keep: Option<&Path>) -> Self {
        let temporary = keep.is_none().then(|| tempfile::tempdir().unwrap());
        let path = match (&temporary, keep) {
            (Some(temporary), _) => temporary.path().to_owned(),
            (None, Some(path)) => path.to_owned(),
            (None, None) => unreachable!(),
        };
        if path.join("src").exists() {
            fs::remove_dir_all(path.join("src")).unwrap();
        }
        fs::create_dir_all(path.join("src")).unwrap();
        Self { path, _temporary: temporary }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Runs the tool on the crate. Returns `true` if it reports no warning.
    pub(crate) fn compile(&self, results: &[Outcomes], tool: Tool) -> bool {
        let roots =
            results.iter().filter(|result| matches!(result.outcome, Outcome::Whole | Outcome::Partly));
        let roots: Vec<_> = roots.map(|result| &result.root).collect();
        self.write(&roots, if tool == Tool::Doc { DOCUMENTED } else { roots.len().max(1) });
        let arguments: &[&str] = match tool {
            Tool::Check => &["check"],
            Tool::Clippy => &["clippy"],
            Tool::Doc => &["doc", "--no-deps"],
        };
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("corpora");
        let output = Command::new(env!("CARGO"))
            .args(arguments)
            .arg("--offline")
            .arg("--manifest-path")
            .arg(self.path.join("Cargo.toml"))
            .env("CARGO_TARGET_DIR", &target)
            .env("RUSTFLAGS", "-Dwarnings")
            .env("RUSTDOCFLAGS", "-Dwarnings")
            .output()
            .unwrap();
        // The pages take gigabytes and are not used.
        _ = fs::remove_dir_all(target.join("doc"));
        let text = String::from_utf8_lossy(&output.stderr);
        if !output.status.success() {
            println!("{text}");
        } else {
            println!("{}", text.lines().last().unwrap_or_default());
        }
        output.status.success()
    }

    /// Writes crates of at most `most` modules.
    fn write(&self, roots: &[&Root], most: usize) {
        let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime").canonicalize().unwrap();
        for (number, roots) in roots.chunks(most).enumerate() {
            let mut library =
                "//! Everything that the corpora give.\n\n#![warn(missing_docs)]\n\n".to_owned();
            for root in roots {
                let (module, path) = (root.module(), &root.path);
                library.push_str(&format!(
                    "/// `{path}`\n#[path = \"../../src/{module}.rs\"]\npub mod {module};\n"
                ));
            }
            let manifest = format!(
                "[package]\nname = \"everything-{number}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
                 saponify = {{ path = {:?}, default-features = false, features = [\"mime\"] }}\n",
                runtime.display().to_string()
            );
            let folder = self.path.join(format!("everything-{number}"));
            fs::create_dir_all(folder.join("src")).unwrap();
            fs::write(folder.join("src/lib.rs"), library).unwrap();
            fs::write(folder.join("Cargo.toml"), manifest).unwrap();
        }
        let members: Vec<_> =
            (0..roots.len().div_ceil(most)).map(|number| format!("everything-{number}")).collect();
        let workspace = format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n");
        fs::write(self.path.join("Cargo.toml"), workspace).unwrap();
        let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
        fs::copy(lock, self.path.join("Cargo.lock")).unwrap();
    }
}
