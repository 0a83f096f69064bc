//! Everything that was generated as one crate, with one module for each root, and what rustc says of it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::run::{Outcome, Outcomes};

/// What the crate is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tool {
    Check,
    Clippy,
    Doc,
}

/// The folder of the crate, which is removed in the end unless it is to be kept.
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

    /// Compiles the crate; whether no warning came.
    pub(crate) fn compile(&self, results: &[Outcomes], tool: Tool) -> bool {
        self.write(results);
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
            .env("CARGO_TARGET_DIR", target)
            .env("RUSTFLAGS", "-Dwarnings")
            .env("RUSTDOCFLAGS", "-Dwarnings")
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stderr);
        if !output.status.success() {
            println!("{text}");
        } else {
            println!("{}", text.lines().last().unwrap_or_default());
        }
        output.status.success()
    }

    fn write(&self, results: &[Outcomes]) {
        let mut modules = String::new();
        for result in results {
            if matches!(result.outcome, Outcome::Whole | Outcome::Partly) {
                let module = result.root.module();
                modules.push_str(&format!("/// `{}`\npub mod {module};\n", result.root.path));
            }
        }
        let library = format!("//! Everything that the corpora give.\n\n#![warn(missing_docs)]\n\n{modules}");
        fs::write(self.path.join("src/lib.rs"), library).unwrap();
        let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime").canonicalize().unwrap();
        let manifest = format!(
            "[package]\nname = \"everything\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
             saponify = {{ path = {:?}, default-features = false }}\n\n[workspace]\n",
            runtime.display().to_string()
        );
        fs::write(self.path.join("Cargo.toml"), manifest).unwrap();
        let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
        fs::copy(lock, self.path.join("Cargo.lock")).unwrap();
    }
}
