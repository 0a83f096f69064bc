//! `rustfmt` as a process of its own: the one of the user's toolchain, with the configuration and edition of the user's crate.

use std::{
    cell::OnceCell,
    ffi::OsString,
    io::{self, Write},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    thread,
};

use super::failure::Failure;

/// The edition of code that no package contains.
const EDITION: &str = "2024";

/// How the files in one place are formatted.
pub(super) struct Rustfmt {
    /// The program, which `RUSTFMT` names, as it does for Cargo.
    program: OsString,
    edition: OnceCell<String>,
    /// Where `rustfmt` looks for its configuration, and from there in the folders above.
    folder: PathBuf,
}

impl Rustfmt {
    /// Formats as `cargo fmt` would at `out`. The edition is that of the package around `out`, unless it is given.
    pub(super) fn at(out: &Path, edition: Option<&str>) -> Self {
        Self {
            program: std::env::var_os("RUSTFMT").unwrap_or_else(|| "rustfmt".into()),
            edition: edition.map_or_else(OnceCell::new, |edition| edition.to_owned().into()),
            folder: existing_folder(out),
        }
    }

    /// Formats the text of one file.
    pub(super) fn format(&self, text: &str) -> Result<String, Failure> {
        let edition =
            self.edition.get_or_init(|| edition_of(&self.folder).unwrap_or_else(|| EDITION.to_owned()));
        let mut command = Command::new(&self.program);
        command.args(["--edition", edition, "--emit", "stdout"]).current_dir(&self.folder);
        let output = run(command, text).map_err(Failure::RustfmtMissing)?;
        let formatted = String::from_utf8(output.stdout).ok().filter(|text| !text.is_empty());
        match formatted {
            Some(formatted) if output.status.success() => Ok(formatted),
            _ => Err(Failure::Rustfmt(String::from_utf8_lossy(&output.stderr).trim().to_owned())),
        }
    }
}

/// Runs a program on a text. The text is written by a thread, since the program may answer before it has read everything.
fn run(mut command: Command, text: &str) -> io::Result<Output> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let stdin = child.stdin.take();
    thread::scope(|scope| {
        scope.spawn(move || {
            // A program that ends early is known by its status.
            stdin.map(|mut stdin| stdin.write_all(text.as_bytes()))
        });
        child.wait_with_output()
    })
}

/// The innermost folder of a path that exists.
fn existing_folder(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let folder = absolute.ancestors().find(|folder| folder.is_dir());
    folder.unwrap_or(Path::new(".")).to_owned()
}

/// The edition of the package that a folder belongs to, as Cargo says it: a manifest may inherit it from a workspace.
fn edition_of(folder: &Path) -> Option<String> {
    let manifest = folder.ancestors().map(|folder| folder.join("Cargo.toml")).find(|path| path.is_file())?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["metadata", "--no-deps", "--offline", "--format-version", "1", "--manifest-path"]);
    let output = command.arg(&manifest).stderr(Stdio::null()).output().ok()?;
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).ok()?;
    let packages = metadata.get("packages")?.as_array()?;
    let is_at = |package: &&serde_json::Value| {
        package.get("manifest_path").and_then(|path| path.as_str()).map(Path::new) == Some(&manifest)
    };
    Some(packages.iter().find(is_at)?.get("edition")?.as_str()?.to_owned())
}
