//! The plan itself: modules with their items.

use std::collections::BTreeMap;

use super::{items::Item, selection::LeftOut, ty::ModuleId};

/// The Rust of a whole run.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The modules; the first is the root, and parents stand before their children.
    pub modules: Vec<Module>,
    /// What was decided that a user may want to know: renamed items, the success header.
    pub notes: Vec<String>,
    /// How much there is.
    pub counts: Counts,
    /// The operations that are not generated.
    pub left_out: Vec<LeftOut>,
    /// Whether types check their members.
    pub validate: bool,
}

impl Plan {
    /// The names of a module and of those around it, from the outermost; empty for the root.
    pub fn module_path(&self, module: ModuleId) -> &[String] {
        self.modules.get(module.0).map(|module| module.path.as_slice()).unwrap_or_default()
    }

    /// The paths of the clients, in order.
    pub fn clients(&self) -> impl Iterator<Item = String> + '_ {
        self.modules.iter().enumerate().flat_map(move |(index, module)| {
            let clients = module.items.iter().filter_map(|item| match item {
                Item::Client(client) => Some(client.ident.as_str()),
                _ => None,
            });
            clients.map(move |client| {
                let path = self.module_path(ModuleId(index)).iter().map(String::as_str);
                path.chain([client]).collect::<Vec<_>>().join("::")
            })
        })
    }
}

/// How much a plan holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Clients.
    pub clients: usize,
    /// Operations, over all clients.
    pub operations: usize,
    /// Structs, enums and aliases.
    pub types: usize,
    /// Global elements by which whole documents are read and written.
    pub elements: usize,
}

/// A module.
#[derive(Clone, Debug)]
pub struct Module {
    /// Its name; empty for the root.
    pub name: String,
    /// What holds it; the root holds itself.
    pub parent: ModuleId,
    /// Its name behind those of the modules around it; empty for the root.
    pub path: Vec<String>,
    /// Its documentation.
    pub docs: Vec<String>,
    /// The namespaces that its items use, by the name of their constants.
    pub namespaces: BTreeMap<String, String>,
    /// Its items, in order.
    pub items: Vec<Item>,
    /// Whether other modules use its constants, which are visible in the module around it then.
    pub shares_constants: bool,
}
