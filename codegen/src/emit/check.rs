//! Compares the text of a generated file with the plan before the file is written.
//!
//! The text is parsed again, independently of the printer. A defect that lets text from a document escape
//! from its literal or comment is found here. The check compares items: modules, types with their
//! members, constants, `impl`s with their functions, imports and macro calls. Their names must be those
//! of the plan, and no item may be nested in a function, type or value.
//!
//! The tokens come from `proc_macro2`, the lexer of `syn`. Parsing every expression with `syn` as well
//! would take half as long as the generation.

mod expected;
mod outline;

use proc_macro2::TokenStream;

use self::{
    expected::{Expected, Paths},
    outline::{Outline, Reader},
};
use super::tree::Tree;
use crate::{escape::is_hidden, plan::ModuleId};

/// Checks the text of generated files.
pub(super) struct Check<'p> {
    tree: &'p Tree<'p>,
    /// Whether each module is a separate file.
    files: bool,
    /// Modules and items to which imports may refer.
    paths: Paths<'p>,
}

impl<'p> Check<'p> {
    /// Creates a check for one file with all modules, or for a file per module.
    pub(super) fn new(tree: &'p Tree<'p>, files: bool) -> Self {
        Self { tree, files, paths: Paths::new(tree.plan) }
    }

    /// Compares the text of a module's file with the plan.
    ///
    /// # Errors
    ///
    /// Returns the first difference between the text and the plan.
    pub(super) fn file(&self, module: ModuleId, text: &str) -> Result<(), String> {
        // Nearly all lines are printable ASCII, which bytes show faster than characters.
        let is_plain = |line: &&str| line.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        let mut others = text.split('\n').filter(|line| !is_plain(line)).flat_map(str::chars);
        if let Some(hidden) = others.find(|&character| is_hidden(character)) {
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

/// Removes lines that consist of a comment, because lexing them takes as long as lexing code.
///
/// A comment line is kept if it contains a character that could begin or end a literal or a comment. Therefore
/// the remaining text has the same meaning even if a removed line is inside a literal or another comment.
fn without_comments(text: &str) -> String {
    let is_comment = |line: &&str| {
        let comment = line.trim_start_matches(' ').strip_prefix("///");
        comment.is_some_and(|comment| !comment.contains(['"', '*']))
    };
    text.split_inclusive('\n').filter(|line| !is_comment(line)).collect()
}

#[cfg(test)]
mod tests;
