//! What the Rust will be: modules, items, identifiers, types, boxing, order, documentation.
//!
//! The only place that makes a Rust name or takes a decision; [`emit`](crate::emit) prints what stands here.

mod boxing;
mod choices;
mod content;
mod defaults;
mod derives;
mod extension;
mod facets;
mod fields;
mod headers;
mod items;
mod layout;
mod letters;
mod names;
mod operations;
mod order;
mod pattern;
mod reach;
mod records;
mod roots;
mod secrets;
pub(crate) mod selection;
mod services;
mod simple;
pub(crate) mod soap_encoded;
mod text;
mod types;
mod unsupported;
mod verbatim;
pub(crate) mod words;

use std::collections::BTreeMap;

pub use items::*;
pub(crate) use names::PRELUDE;
pub(crate) use roots::is_schema_alone;
#[cfg(feature = "cli")]
pub(crate) use roots::roots;
pub use selection::LeftOut;

use crate::{config::Config, model::Model, problem::Problems};

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

/// The place of a module in [`Plan::modules`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModuleId(pub usize);

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

/// A Rust type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ty {
    /// A type of the prelude or a primitive: `String`, `i32`, `bool`.
    Std(&'static str),
    /// A type of `saponify`, by its path in the crate: `Element`, `xsd::DateTime`.
    Runtime(&'static str),
    /// A type of `saponify` with arguments: `List<…>`, `Secret<…>`.
    Generic(&'static str, Vec<Ty>),
    /// An item of this plan.
    Item(ItemRef),
    /// A type of the user's.
    Custom(String),
    /// `Option<…>`.
    Option(Box<Ty>),
    /// `Vec<…>`.
    Vec(Box<Ty>),
    /// `Box<…>`.
    Boxed(Box<Ty>),
    /// `()`.
    Unit,
}

/// An item and the module that holds it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemRef {
    /// The module.
    pub module: ModuleId,
    /// The identifier.
    pub ident: String,
}

/// A name on the wire: the constant of its namespace, `None` for no namespace, and the local name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct WireName {
    /// The name of the module's constant.
    pub namespace: Option<String>,
    /// The local name.
    pub local: String,
}

/// Decides what the Rust for a model will be.
///
/// What cannot be generated is told in `problems` with its place; everything that does not depend on it is planned.
pub fn plan(model: &Model, config: &Config, problems: &mut Problems) -> Plan {
    types::Planner::new(model, config, problems).plan()
}
