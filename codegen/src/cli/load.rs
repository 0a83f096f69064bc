//! Documents as a model, and what is wrong with them.

use std::path::PathBuf;

use crate::{
    model::Model,
    problem::Problems,
    read::{self, ReadOptions},
    source::Sources,
};

use super::{Outcome, failure::Failure, terminal};

/// Documents that were read.
pub(super) struct Loaded {
    /// What they say.
    pub(super) model: Model,
    /// Their texts.
    pub(super) sources: Sources,
    /// What is wrong with them.
    pub(super) problems: Problems,
}

/// Reads documents.
///
/// # Errors
///
/// When there is an error in them and they say nothing of services.
pub(super) fn load(paths: &[PathBuf], options: &ReadOptions) -> Result<Loaded, Failure> {
    let mut sources = Sources::new();
    let mut problems = Problems::new();
    let model = read::read(paths, options, &mut sources, &mut problems);
    if problems.has_errors() && model.services.is_empty() && model.bindings.is_empty() {
        return Err(Failure::Documents(problems.render(&sources, true)));
    }
    Ok(Loaded { model, sources, problems })
}

impl Loaded {
    /// Prints what is wrong with the documents, and says with what exit code that ends.
    pub(super) fn tell(&self) -> Outcome {
        terminal::tell(&self.problems.render(&self.sources, true));
        if self.problems.has_errors() { Outcome::Documents } else { Outcome::Done }
    }
}
