//! Runs the `rustfmt` of the user's toolchain as a separate process, with the configuration and the edition
//! of the user's crate.

use std::{
    cell::OnceCell,
    ffi::OsString,
    io::{self, Write},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    thread,
};

use super::failure::Failure;

/// Edition of code outside of any package.
const EDITION: &str = "2024";

/// Formats the files of one output path.
pub(super) struct Rustfmt {
    /// Program to run. Like Cargo, this honours the environment variable `RUSTFMT`.
    program: OsString,
    edition: OnceCell<String>,
    /// Folder from which `rustfmt` searches upwards for its configuration.
    folder: PathBuf,
}

impl Rustfmt {
    /// Creates a formatter that formats as `cargo fmt` would at `out`. Without `edition`, uses the edition of the
    /// package that contains `out`.
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

/// Runs a program with a text on its standard input. A thread writes the text, because the program may write output
/// before it has read all input; both pipes would fill up and block.
fn run(mut command: Command, text: &str) -> io::Result<Output> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let stdin = child.stdin.take();
    thread::scope(|scope| {
        scope.spawn(move || {
            // The write fails if the program exits early; its exit status explains why.
            stdin.map(|mut stdin| stdin.write_all(text.as_bytes()))
        });
        child.wait_with_output()
    })
}

/// Returns the innermost existing folder of a path.
fn existing_folder(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let folder = absolute.ancestors().find(|folder| folder.is_dir());
    folder.unwrap_or(Path::new(".")).to_owned()
}

/// Returns the edition of the package that contains a folder. Asks Cargo, because a manifest may inherit its edition
/// from a workspace.
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
