//! Compares the text of a file with the plan before anybody writes it.
//!
//! The text is read anew, so a defect that lets text of a document out of its literal or comment is found here, whatever
//! printed it. What is compared are items: modules, types with their members, constants, `impl`s with their functions, imports
//! and macros. Their names are those of the plan. Nothing inside of a function, type or value may be an item.
//!
//! The tokens come from the lexer that `syn` stands on. To parse every expression with `syn` as well would take half as long
//! as generating does.

mod expected;
mod outline;

use proc_macro2::TokenStream;

use self::{
    expected::{Expected, Paths},
    outline::{Outline, Reader},
};
use super::tree::Tree;
use crate::{escape::is_hidden, plan::ModuleId};

/// What is checked of the text of a file.
pub(super) struct Check<'p> {
    tree: &'p Tree<'p>,
    /// Whether modules are files of their own.
    files: bool,
    /// Where imports may lead.
    paths: Paths<'p>,
}

impl<'p> Check<'p> {
    /// A check of one file with all modules, or of a file for each.
    pub(super) fn new(tree: &'p Tree<'p>, files: bool) -> Self {
        Self { tree, files, paths: Paths::new(tree.plan) }
    }

    /// Compares the text of the file of a module with the plan.
    ///
    /// # Errors
    ///
    /// What the text has and the plan has not, or the other way round.
    pub(super) fn file(&self, module: ModuleId, text: &str) -> Result<(), String> {
        if let Some(hidden) = text.chars().find(|&character| character != '\n' && is_hidden(character)) {
            return Err(format!("the text has the character U+{:04X} unescaped", u32::from(hidden)));
        }
        let tokens = without_comments(text)
            .parse::<TokenStream>()
            .map_err(|error| format!("the text is not Rust: {error}"))?;
        self.module(module, tokens, 0)
    }

    fn module(&self, id: ModuleId, tokens: TokenStream, depth: usize) -> Result<(), String> {
        let place = || match self.tree.plan.module_path(id).join("::") {
            path if path.is_empty() => "the root".to_owned(),
            path => format!("the module `{path}`"),
        };
        let differs = |what: &str| format!("the text of {} {what}", place());
        let mut expected = Expected::new(self.tree, id, &self.paths);
        let mut reader = Reader::new(tokens);
        while let Some(item) = reader.item().map_err(|what| differs(&what))? {
            let unplanned = |item: &Outline| differs(&format!("has {item}, which the plan does not have"));
            match item {
                Outline::Module(name, content) => {
                    let child = expected.module(&name).filter(|_| depth < 64);
                    match (child, content) {
                        (Some(child), Some(content)) if !self.files => {
                            self.module(child, content, depth + 1)?
                        }
                        (Some(_), None) if self.files => {}
                        (_, content) => return Err(unplanned(&Outline::Module(name, content))),
                    }
                }
                item if expected.takes(&item) => {}
                item => return Err(unplanned(&item)),
            }
        }
        match expected.missing() {
            Some((name, kind)) => Err(differs(&format!("lacks {} `{name}` of the plan", kind.name()))),
            None => Ok(()),
        }
    }
}

/// The text without lines that are comments, which take the lexer as long as code.
///
/// A line with a mark that could end or begin something stays, so that the rest means the same even where the line is part of
/// a literal or of another comment.
fn without_comments(text: &str) -> String {
    let is_comment = |line: &&str| {
        let comment = line.trim_start_matches(' ').strip_prefix("///");
        comment.is_some_and(|comment| !comment.contains(['"', '*']))
    };
    text.split_inclusive('\n').filter(|line| !is_comment(line)).collect()
}

#[cfg(test)]
mod tests;
