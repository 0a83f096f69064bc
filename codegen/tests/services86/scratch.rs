//! Crates that a test writes, builds with cargo without a network, and runs, as a user would after `saponify generate`.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use saponify_codegen::{
    Builder,
    internals::{
        emit::File,
        plan::{Item, ModuleId, Plan},
    },
};

/// Crate in the folder for temporary test files: a library with generated code, and a program that judges it.
pub(crate) struct Scratch {
    folder: PathBuf,
}

impl Scratch {
    pub(crate) fn new(name: &str) -> Self {
        let scratch = Self { folder: Path::new(env!("CARGO_TARGET_TMPDIR")).join(name) };
        let manifest = format!(
            r#"[package]
name = "{name}"
version = "0.0.0"
edition = "2024"

[workspace]

[dependencies]
saponify = {{ path = {runtime:?} }}
roxmltree = "0.21"

# Generated code compiles without a warning.
[lints.rust]
warnings = "deny"
missing_docs = "deny"
unreachable_pub = "deny"

[profile.dev]
debug = 0

# Many documents are read.
[profile.dev.package."*"]
opt-level = 2
"#,
            runtime = root().join("runtime")
        );
        scratch.write("Cargo.toml", &manifest);
        // With the lock file of this workspace, cargo needs only dependencies that have been downloaded already.
        let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
        if !scratch.folder.join("Cargo.lock").is_file() {
            scratch.write("Cargo.lock", &lock);
        }
        scratch
    }

    /// Writes a file unless its text is unchanged.
    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.folder.join(path);
        if fs::read_to_string(&path).is_ok_and(|present| present == text) {
            return;
        }
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Writes generated files below `src/<module>`, and deletes stale files of an earlier run.
    pub(crate) fn write_module(&self, module: &str, files: &[File]) {
        let folder = self.folder.join("src").join(module);
        let mut stale = Vec::new();
        collect(&folder, &mut stale);
        stale.retain(|path| !files.iter().any(|file| folder.join(&file.path) == *path));
        stale.iter().for_each(|path| fs::remove_file(path).unwrap());
        for file in files {
            self.write(&format!("src/{module}/{}", file.path), &file.text);
        }
    }

    /// Runs cargo. All scratch crates share one target folder, so that dependencies are built once.
    pub(crate) fn cargo(&self, arguments: &[&str]) {
        let output = Command::new(env!("CARGO"))
            .args(arguments)
            .args(["--offline", "--quiet", "--manifest-path"])
            .arg(self.folder.join("Cargo.toml"))
            .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("scratch-target"))
            .env("CARGO_TERM_COLOR", "never")
            .env("RUSTDOCFLAGS", "-D warnings")
            .env_remove("RUSTFLAGS")
            .output()
            .unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        let start = stderr.char_indices().nth(20_000).map_or(stderr.len(), |(place, _)| place);
        assert!(output.status.success(), "cargo {}:\n{}", arguments.join(" "), &stderr[..start]);
    }

    /// Builds and runs the program.
    pub(crate) fn run(&self, arguments: &[&Path]) {
        self.cargo(&["build"]);
        let name = self.folder.file_name().unwrap().to_string_lossy().into_owned();
        let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join("scratch-target/debug").join(&name);
        let output = Command::new(program).args(arguments).output().unwrap();
        let stdout = String::from_utf8_lossy(&output.stdout);
        println!("{stdout}");
        assert!(output.status.success(), "{stdout}\n{}", String::from_utf8_lossy(&output.stderr));
    }
}

/// Returns the folder of this workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Returns a `mod` item for a file in the folder `program`, with its path. These files check the generated
/// code.
pub(crate) fn program(module: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/services86/program");
    format!("#[path = {:?}]\nmod {module};\n", folder.join(format!("{module}.rs")))
}

/// Returns the paths of the operations of a plan, whose code is in the module `home`.
pub(crate) fn operations(plan: &Plan, home: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for (index, module) in plan.modules.iter().enumerate() {
        for item in &module.items {
            if let Item::Operation(operation) = item {
                lines.push(format!("{home}{}::{}", module_path(plan, ModuleId(index)), operation.ident));
            }
        }
    }
    lines
}

fn module_path(plan: &Plan, mut id: ModuleId) -> String {
    let mut path = String::new();
    while id.0 != 0 {
        let module = &plan.modules[id.0];
        path = format!("::{}{path}", module.name);
        id = module.parent;
    }
    path
}

/// Generates a module tree. Panics on a warning, since no operation may be left out.
pub(crate) fn generate(builder: Builder) -> saponify_codegen::Generated {
    let generated = builder.run(Path::new("folder")).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(generated.warnings, Vec::<String>::new());
    generated
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() { collect(&entry, found) } else { found.push(entry) }
    }
}
