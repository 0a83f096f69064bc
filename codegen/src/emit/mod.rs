//! Prints a plan: tokens by `quote`, text by `prettyplease`, one item at a time. Makes no decisions and
//! writes no files.

mod arms;
mod check;
mod checks;
mod choices;
mod decode;
mod defaults;
mod encode;
mod names;
mod operations;
mod policy;
mod records;
mod services;
mod simple;
mod text;
mod tree;

use std::fmt;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use self::{check::Check, names::Names, text::Code, tree::Tree};
use crate::{
    lists::CollectVec,
    plan::{Item, Module, ModuleId, Plan},
};

/// A generated file. Its path is relative to the output path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Path of the file, separated by `/`. Empty if all code is in one file, which is the output path itself.
    pub path: String,
    /// Content of the file.
    pub text: String,
}

/// The reason why a plan cannot be printed.
pub enum Failure {
    /// A defect of the generator, for example tokens that are not Rust. The message names the item.
    Defect(String),
    /// The text exceeds the limit. Contains the name of the item that exceeds it.
    TooLarge(String),
}

impl From<String> for Failure {
    fn from(defect: String) -> Self {
        Self::Defect(defect)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Defect(what) => f.write_str(what),
            Self::TooLarge(item) => write!(f, "the text is too long at `{item}`"),
        }
    }
}

/// Remaining number of bytes of text that may be printed.
struct Budget(usize);

impl Budget {
    fn spend(&mut self, bytes: usize, item: &str) -> Result<(), Failure> {
        self.0 = self.0.checked_sub(bytes).ok_or_else(|| Failure::TooLarge(item.to_owned()))?;
        Ok(())
    }
}

/// Prints the whole plan as one text with nested modules.
///
/// # Errors
///
/// If the generator has a defect: the tokens are not Rust, or the items of the text differ from the plan. The
/// message names the item.
pub fn single(plan: &Plan) -> Result<String, String> {
    single_within(plan, usize::MAX).map_err(|failure| failure.to_string())
}

/// Like [`single`], with a limit on the size of the items, in bytes.
///
/// # Errors
///
/// [`Failure::Defect`] if the generator has a defect, [`Failure::TooLarge`] if the text exceeds the limit.
pub fn single_within(plan: &Plan, bytes: usize) -> Result<String, Failure> {
    let tree = Tree::new(plan);
    let text = nested(&tree, ModuleId(0), 0, &mut Budget(bytes))?.into_string();
    Check::new(&tree, false).file(ModuleId(0), &text)?;
    Ok(text)
}

/// Prints the plan as a folder: `mod.rs`, and one file per module.
///
/// # Errors
///
/// If the generator has a defect: the tokens are not Rust, or the items of the text differ from the plan. The
/// message names the item.
pub fn folder(plan: &Plan) -> Result<Vec<File>, String> {
    folder_within(plan, usize::MAX).map_err(|failure| failure.to_string())
}

/// Like [`folder`], with a limit on the size of the items, in bytes.
///
/// # Errors
///
/// [`Failure::Defect`] if the generator has a defect, [`Failure::TooLarge`] if the text exceeds the limit.
pub fn folder_within(plan: &Plan, bytes: usize) -> Result<Vec<File>, Failure> {
    let mut budget = Budget(bytes);
    let tree = Tree::new(plan);
    let check = Check::new(&tree, true);
    let mut files = Vec::new();
    for (index, module) in plan.modules.iter().enumerate() {
        let id = ModuleId(index);
        let children = tree.children(id).collect_vec();
        let mut code = body(&tree, id, module, &mut budget)?;
        if !children.is_empty() {
            let mut declarations = Code::default();
            for (_, child) in &children {
                declarations.push(&Code::module_declaration(&child.docs, &child.name)?);
            }
            code.push_separated(&declarations);
        }
        let text = code.into_string();
        check.file(id, &text)?;
        files.push(File { path: file_path(plan, id, !children.is_empty()), text });
    }
    Ok(files)
}

/// The documentation of a file, to be inserted before its text.
#[cfg(feature = "cli")]
pub(crate) fn front(lines: &[String]) -> String {
    Code::front(lines).into_string()
}

fn file_path(plan: &Plan, id: ModuleId, has_children: bool) -> String {
    let path = plan.module_path(id).join("/");
    match (path.is_empty(), has_children) {
        (true, _) => "mod.rs".to_owned(),
        (false, true) => format!("{path}/mod.rs"),
        (false, false) => format!("{path}.rs"),
    }
}

/// Prints a module and its inner modules.
fn nested(tree: &Tree<'_>, id: ModuleId, depth: usize, budget: &mut Budget) -> Result<Code, Failure> {
    let Some(module) = tree.plan.modules.get(id.0).filter(|_| depth < 64) else { return Ok(Code::default()) };
    let mut code = body(tree, id, module, budget)?;
    for (child, module) in tree.children(id) {
        let inner = nested(tree, child, depth + 1, budget)?;
        code.push_separated(&Code::module(&module.docs, &module.name, &inner)?);
    }
    Ok(code)
}

/// Prints the items of a module, preceded by constants and imports.
fn body(tree: &Tree<'_>, id: ModuleId, module: &Module, budget: &mut Budget) -> Result<Code, Failure> {
    let mut names = Names::new(tree, id, module);
    let mut items = Code::default();
    for item in &module.items {
        let debug =
            names.hides(item.ident()).then(|| (item.ident(), records::debug_without_value(item.ident())));
        for (name, tokens) in item_tokens(item, &mut names).into_iter().chain(debug) {
            let code = Code::items(tokens).map_err(|error| format!("`{name}`: {error}"))?;
            budget.spend(code.len(), name)?;
            items.push_separated(&code);
        }
    }
    let mut code = match names.uses() {
        Some(uses) => Code::items(uses)?,
        None => Code::default(),
    };
    let constants = module.namespaces.iter().map(|(constant, uri)| {
        let constant = format_ident!("{constant}");
        quote!(const #constant: &str = #uri;)
    });
    let constants = Code::items(quote!(#(#constants)*))?;
    if !constants.is_empty() {
        code.push_separated(&constants);
    }
    if !items.is_empty() {
        code.push_separated(&items);
    }
    Ok(code)
}

/// The parts of an item, each of which is printed separately.
fn item_tokens<'p>(item: &'p Item, names: &mut Names<'_>) -> Vec<(&'p str, TokenStream)> {
    match item {
        Item::Record(record) => records::record(record, names),
        Item::Enumeration(enumeration) => simple::enumeration(enumeration, names),
        Item::Alias(alias) => simple::alias(alias, names),
        Item::Union(union) => simple::union(union, names),
        Item::Choice(choice) => choices::choice(choice, names),
        Item::Variants(variants) => choices::variants(variants, names),
        Item::Pairs(pairs) => simple::pairs(pairs, names),
        Item::Client(client) => operations::client(client, names),
        Item::Operation(operation) => operations::operation(operation, names),
        Item::Faults(faults) => operations::faults(faults, names),
        Item::HeaderNames(headers) => operations::header_names(headers, names),
        Item::Endpoint(endpoint) => operations::endpoint(endpoint),
        Item::ServiceTrait(service) => services::service(service, names),
        Item::ContractDocument(document) => services::document(document, names),
        Item::Facets(facets) => checks::facets(facets, names),
        Item::Root(root) => simple::root(root, names),
    }
}
