//! Input of the documentation pages (`docs` command), and the rendering of a page from its template.

use askama::Template;

use super::{names::Names, paths::Paths};
use crate::{
    cli::{failure::Failure, rust::Rust, sample::Samples},
    model::Model,
    plan::LeftOut,
    source::Sources,
};

/// Input of all documentation pages.
pub(super) struct Contract<'c> {
    pub(super) model: &'c Model,
    pub(super) sources: &'c Sources,
    pub(super) rust: Rust<'c>,
    pub(super) samples: Samples<'c>,
    pub(super) paths: Paths,
    pub(super) names: Names,
    pub(super) left_out: &'c [LeftOut],
}

/// A page: its path in the output folder, and its text.
pub(super) type Page = (String, String);

/// Renders a template, without the blank lines that it leaves where a section is absent.
pub(super) fn render(page: &impl Template) -> Result<String, Failure> {
    let text = page.render().map_err(|error| Failure::Defect(error.to_string()))?;
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim_end) {
        if !line.is_empty() || lines.last().is_some_and(|last| !last.is_empty()) {
            lines.push(line);
        }
    }
    Ok(lines.join("\n").trim_end().to_owned() + "\n")
}
