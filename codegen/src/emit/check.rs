//! Compares the text of a generated file with the plan before the file is written.
//!
//! The text is parsed again, independently of the printer. This finds defects by which text from a document
//! would escape from its literal or comment. The check compares items: modules, types with their members,
//! constants, `impl`s with their functions, imports and macro calls. Their names must be those of the plan,
//! and no item may be nested in a function, type or value.
//!
//! Parsing the text with `syn` would take half as long as the generation itself. Even reading only its tokens
//! with `proc_macro2` would take an eighth of that time. Therefore the check has a lexer that copies nothing.
//! The lexer knows only the forms that the printer prints, and refuses all others. If it accepts a text,
//! rustc finds the same tokens.

mod expected;
mod lexer;
mod outline;

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
        // Nearly all lines consist of printable ASCII, and testing bytes is faster than decoding characters.
        let is_plain = |line: &&str| line.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        let mut others = text.split('\n').filter(|line| !is_plain(line)).flat_map(str::chars);
        if let Some(hidden) = others.find(|&character| is_hidden(character)) {
            return Err(format!("the text has the character U+{:04X} unescaped", u32::from(hidden)));
        }
        self.module(module, &mut Reader::new(text), 0)
    }

    fn module(&self, id: ModuleId, reader: &mut Reader<'_>, depth: usize) -> Result<(), String> {
        let place = || match self.tree.plan.module_path(id).join("::") {
            path if path.is_empty() => "the root".to_owned(),
            path => format!("the module `{path}`"),
        };
        let differs = |what: &str| format!("the text of {} {what}", place());
        let mut expected = Expected::new(self.tree, id, &self.paths);
        while let Some(item) = reader.item().map_err(|what| differs(&what))? {
            let child = match item {
                Outline::Module { name, has_content } if has_content != self.files && depth < 64 => {
                    expected.module(name)
                }
                _ => None,
            };
            match child {
                Some(_) if self.files => {}
                Some(child) => self.module(child, reader, depth + 1)?,
                None if expected.takes(&item) => {}
                None => return Err(differs(&format!("has {item}, which is not in the plan"))),
            }
        }
        match expected.missing() {
            Some((name, kind)) => {
                Err(differs(&format!("does not have {} `{name}`, which is in the plan", kind.name())))
            }
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
