//! The result of a run of the generator: files, notes and problems.

use std::{
    fs,
    path::{Path, PathBuf},
};

#[cfg(feature = "cli")]
use crate::{
    emit,
    stamp::{split, stamped},
};
use crate::{emit::File, error::Error, escape::visible, plan::Counts, problem::Problems, source::Sources};

/// Result of a run of the generator.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Generated {
    /// Generated files. A single file has an empty path.
    pub files: Vec<File>,
    /// Paths of the documents that were read.
    pub inputs: Vec<PathBuf>,
    /// Decisions that may interest the user, for example renamed items and the success header.
    pub notes: Vec<String>,
    /// Constructs that were skipped, and defects that were tolerated, each with its place.
    pub warnings: Vec<String>,
    /// Numbers of generated items.
    pub counts: Counts,
    /// Paths of the clients, from the root of the generated code: `UserClient`, or `user::UserClient` if
    /// there are several services.
    pub clients: Vec<String>,
    /// The problems from which `warnings` is made, and less important notes.
    pub problems: Problems,
    /// The documents to which the places in `problems` refer.
    pub sources: Sources,
    /// The `recursion_limit` that rustc may need for the code. `None` if the default suffices.
    #[cfg(feature = "cli")]
    pub(crate) recursion_limit: Option<usize>,
    /// File names of the documents that the user gave. The stamp at the start of each generated file lists
    /// them.
    #[cfg(feature = "cli")]
    pub(crate) origin: Vec<String>,
}

impl Generated {
    /// Inserts documentation and attributes of the crate at the beginning of a generated file, and updates the
    /// stamp.
    #[cfg(feature = "cli")]
    pub(crate) fn begin_crate(&mut self, file: usize, lines: &[String]) {
        let limit = self.recursion_limit.map(|limit| format!("#![recursion_limit = \"{limit}\"]\n\n"));
        if let Some(file) = self.files.get_mut(file) {
            let front = [emit::front(lines), limit.unwrap_or_default()].concat();
            let text = format!("{front}{}", split(&file.text).1);
            file.text = stamped(&self.origin, &text);
        }
    }

    /// Lines that a build script prints for Cargo: one for each document and each warning.
    pub(crate) fn directives(&self) -> impl Iterator<Item = String> {
        let inputs = self.inputs.iter().map(|path| {
            let path = path.display().to_string();
            // Cargo's directives end at a line break and have no escapes.
            match path.contains(['\n', '\r']) {
                true => format!(
                    "cargo:warning=Cargo cannot watch `{}` for changes: its path contains a line break",
                    visible(&path)
                ),
                false => format!("cargo:rerun-if-changed={path}"),
            }
        });
        let warnings =
            self.warnings.iter().map(|text| format!("cargo:warning={}", visible(&in_one_line(text))));
        inputs.chain(warnings)
    }

    /// Path to which a file is written.
    pub(crate) fn target(out: &Path, file: &File) -> PathBuf {
        if file.path.is_empty() { out.to_owned() } else { out.join(&file.path) }
    }

    /// Writes the files whose text changed.
    ///
    /// # Errors
    ///
    /// Returns an error if a file or folder cannot be written.
    pub fn write(&self, out: &Path) -> Result<(), Error> {
        for file in &self.files {
            let target = Self::target(out, file);
            if fs::read(&target).is_ok_and(|present| present == file.text.as_bytes()) {
                continue;
            }
            let failed = |error| Error::Write { path: target.clone(), error };
            if let Some(folder) = target.parent() {
                fs::create_dir_all(folder).map_err(failed)?;
            }
            fs::write(&target, &file.text).map_err(failed)?;
        }
        Ok(())
    }
}

/// A warning on one line, as Cargo shows it: its place and its text.
fn in_one_line(warning: &str) -> String {
    let mut lines = warning.lines().map(str::trim);
    let text = lines.next().unwrap_or_default();
    let text = text.strip_prefix("warning: ").unwrap_or(text);
    match lines.next().and_then(|place| place.strip_prefix("--> ")) {
        Some(place) => format!("{place}: {text}"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use crate::Builder;

    #[test]
    fn a_directive_of_cargo_is_one_line_for_any_path() {
        let wsdl = Path::new(env!("CARGO_MANIFEST_DIR")).join("../wsdl/User.wsdl");
        let mut generated = Builder::new().wsdl(wsdl).run(Path::new("a.rs")).unwrap();
        generated.inputs = vec![PathBuf::from("a\ncargo:rustc-env=A=b.xsd"), PathBuf::from("plain.xsd")];
        generated.warnings = vec!["warning: b\rcargo:rustc-cfg=c\n  --> d.wsdl:1:2".to_owned()];
        let expected = [
            "cargo:warning=Cargo cannot watch `a\\u{a}cargo:rustc-env=A=b.xsd` for changes: its path contains a line break",
            "cargo:rerun-if-changed=plain.xsd",
            "cargo:warning=d.wsdl:1:2: b\\u{d}cargo:rustc-cfg=c",
        ];
        assert_eq!(generated.directives().collect::<Vec<_>>(), expected);
    }
}
