//! The finished plan: modules with their items.

use std::collections::BTreeMap;

use super::{items::Item, selection::LeftOut, ty::ModuleId};
use crate::{lists::CollectVec, map::Set};

/// The code that the generator prints.
pub struct Plan {
    /// The modules. The first one is the root, and parents precede their children.
    pub modules: Vec<Module>,
    /// Decisions that may interest the user, for example renamed items and the success header.
    pub notes: Vec<String>,
    /// Numbers of generated items.
    pub counts: Counts,
    /// The operations that are not generated.
    pub left_out: Vec<LeftOut>,
    /// The `recursion_limit` that rustc may need for the code. `None` if the default suffices.
    pub recursion_limit: Option<usize>,
    /// Whether types implement `Validate`.
    pub validate: bool,
    /// Whether the server side is generated: traits for the services, and the encoding of declared faults.
    pub server: bool,
}

impl Plan {
    /// The path of a module, from the outermost module; empty for the root.
    pub fn module_path(&self, module: ModuleId) -> &[String] {
        self.modules.get(module.0).map(|module| module.path.as_slice()).unwrap_or_default()
    }

    /// Rust paths of the client structs from the root module, such as `UserClient` or `user::UserClient`, in
    /// the order of the modules.
    pub fn clients(&self) -> impl Iterator<Item = String> + '_ {
        self.modules.iter().enumerate().flat_map(move |(index, module)| {
            let clients = module.items.iter().filter_map(|item| match item {
                Item::Client(client) => Some(client.ident.as_str()),
                _ => None,
            });
            clients.map(move |client| {
                let path = self.module_path(ModuleId(index)).iter().map(String::as_str);
                path.chain([client]).collect_vec().join("::")
            })
        })
    }
}

/// Numbers of planned items.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Number of clients.
    pub clients: usize,
    /// Number of operations of all clients.
    pub operations: usize,
    /// Number of structs, enums and aliases.
    pub types: usize,
    /// Number of constants for global elements.
    pub elements: usize,
}

/// A module.
pub struct Module {
    /// Name of the module; empty for the root.
    pub name: String,
    /// The enclosing module. The root is its own parent.
    pub parent: ModuleId,
    /// Names of the enclosing modules and of this one, from the outermost; empty for the root.
    pub path: Vec<String>,
    /// Lines of the doc comment, in Markdown.
    pub docs: Vec<String>,
    /// The namespaces that the items use, by the names of their constants.
    pub namespaces: BTreeMap<String, String>,
    /// Items in the order in which they are printed.
    pub items: Vec<Item>,
    /// Identifiers of the types that only secret members use. Their `Debug` shows no value.
    pub secret_types: Set<String>,
    /// Whether other modules use the constants of this module. The constants are then visible in the enclosing
    /// module.
    pub shares_constants: bool,
}
