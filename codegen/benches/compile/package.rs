//! A package of generated code, and the cost of compiling it.

use std::{fs, path::PathBuf, process::Command};

pub(crate) const RUNS: usize = 2;

pub(crate) struct Package {
    pub(crate) name: &'static str,
    library: String,
    /// Lines of the section `[dependencies]`.
    dependencies: String,
    program: Option<String>,
}

/// CPU seconds of `cargo check`. For a package with a program also the CPU seconds of its release build, and
/// the size of the stripped binary in megabytes.
pub(crate) struct Cost {
    pub(crate) check: f64,
    pub(crate) program: Option<(f64, f64)>,
}

impl Package {
    pub(crate) fn new(name: &'static str, library: String, dependencies: String) -> Self {
        Self { name, library, dependencies, program: None }
    }

    pub(crate) fn with_program(mut self, program: String) -> Self {
        self.program = Some(program);
        self
    }

    pub(crate) fn lines(&self) -> usize {
        self.library.lines().count()
    }

    pub(crate) fn cost(&self, input: &str) -> Cost {
        let folder = folder(&format!("{input} {}", self.name));
        let manifest = format!(
            "[package]\nname = \"measured\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [profile.release]\nstrip = true\n\n[dependencies]\n{}\n\n[workspace]\n",
            self.dependencies
        );
        fs::write(folder.join("Cargo.toml"), manifest).unwrap();
        let check = self.compile(&folder, &["check", "--lib"], None);
        let program = self.program.as_ref().map(|program| {
            let seconds = self.compile(&folder, &["build", "--release"], Some(program));
            let size = fs::metadata(target().join("release/measured")).unwrap().len();
            (seconds, size as f64 / 1e6)
        });
        Cost { check, program }
    }

    /// Compiles the package without the generated code first, to build the dependencies, then measures the complete
    /// build.
    fn compile(&self, folder: &std::path::Path, arguments: &[&str], program: Option<&String>) -> f64 {
        let best = (0..RUNS).map(|_| {
            write(folder, "", program.map(|_| "fn main() {}"));
            cargo(folder, arguments, &target());
            write(folder, &self.library, program.map(String::as_str));
            cpu_of(|| cargo(folder, arguments, &target()))
        });
        best.fold(f64::INFINITY, f64::min)
    }
}

pub(crate) fn write(folder: &std::path::Path, library: &str, program: Option<&str>) {
    fs::create_dir_all(folder.join("src")).unwrap();
    fs::write(folder.join("src/lib.rs"), library).unwrap();
    match program {
        Some(program) => fs::write(folder.join("src/main.rs"), program).unwrap(),
        None => drop(fs::remove_file(folder.join("src/main.rs"))),
    }
}

/// Runs cargo to completion. Its output is shown only if it fails.
pub(crate) fn cargo(folder: &std::path::Path, arguments: &[&str], target: &std::path::Path) {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .env("CARGO_INCREMENTAL", "0")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

pub(crate) fn folder(name: &str) -> PathBuf {
    let folder =
        PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("compile").join(name.replace([' ', ','], "-"));
    fs::create_dir_all(&folder).unwrap();
    folder
}

pub(crate) fn target() -> PathBuf {
    folder("target")
}

/// Returns the CPU seconds of all child processes that `work` starts and waits for.
pub(crate) fn cpu_of(work: impl FnOnce()) -> f64 {
    let before = cpu_of_children();
    work();
    cpu_of_children() - before
}

/// Returns the CPU seconds of all child processes that have ended so far. Linux counts them in units of 1/100 s.
fn cpu_of_children() -> f64 {
    let text = fs::read_to_string("/proc/self/stat").expect("a system with /proc/self/stat");
    let (_, fields) = text.rsplit_once(')').unwrap();
    let ticks = fields.split_whitespace().skip(13).take(2).map(|field| field.parse::<f64>().unwrap());
    ticks.sum::<f64>() / 100.0
}
