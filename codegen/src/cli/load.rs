//! Loads documents into a model and reports their problems.

use std::{collections::BTreeMap, path::PathBuf};

use crate::{
    model::Model,
    problem::Problems,
    read::{self, ReadOptions},
    source::Sources,
};

use super::{Outcome, failure::Failure, terminal};

/// Loaded documents.
pub(super) struct Loaded {
    /// Components of the documents.
    pub(super) model: Model,
    /// Texts of the documents, for excerpts in problems.
    pub(super) sources: Sources,
    /// Problems found while reading.
    pub(super) problems: Problems,
}

/// Loads documents.
///
/// # Errors
///
/// If the documents have errors and contain neither a service nor a binding.
pub(super) fn load(paths: &[PathBuf], options: &ReadOptions) -> Result<Loaded, Failure> {
    let mut sources = Sources::new();
    let mut problems = Problems::new();
    let model = read::read(paths, options, &mut sources, &mut problems);
    if problems.has_errors() && model.services.is_empty() && model.bindings.is_empty() {
        return Err(Failure::Documents(problems.render(&sources, true)));
    }
    Ok(Loaded { model, sources, problems })
}

/// Loads some documents of a folder that is in memory.
pub(super) fn from_memory(
    files: &BTreeMap<String, Vec<u8>>,
    roots: &[PathBuf],
    options: &ReadOptions,
) -> Loaded {
    let mut sources = Sources::new();
    let mut problems = Problems::new();
    let model = read::read_folder(files, roots, options, &mut sources, &mut problems);
    Loaded { model, sources, problems }
}

impl Loaded {
    /// Prints the problems and returns the exit code that they cause.
    pub(super) fn report(&self) -> Outcome {
        terminal::eprint(&self.problems.render(&self.sources, true));
        if self.problems.has_errors() { Outcome::Documents } else { Outcome::Done }
    }
}
