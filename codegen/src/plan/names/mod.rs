//! The names of the planned code: modules, their identifiers, constants of namespaces, and the renames of the user.

pub(crate) mod headers;
pub(crate) mod layout;
pub(crate) mod letters;
pub(crate) mod scope;

use std::{collections::BTreeMap, rc::Rc};

use super::{ItemRef, Module, ModuleId, WireName, facts::soap_encoded::ENCODING, identifiers};
use crate::{
    config::Config,
    lists::{CollectVec, PushAll},
    map::{Map, Set},
    model::{Model, QName, TypeKind},
};
use letters::Letters;
use scope::{CRATES, PRELUDE, Scope};

/// The namespace of `xsi:nil` and `xsi:type`.
pub(crate) const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// The names that are in use.
pub(crate) struct Names<'a> {
    config: &'a Config,
    /// The modules, still without items.
    pub(crate) modules: Vec<Module>,
    /// The identifiers in use in each module.
    pub(crate) scopes: Vec<Scope>,
    /// The constants of the namespaces, one map per module.
    constants: Vec<Map<String, String>>,
    /// The non-ASCII letters of all names. They decide which letters are replaced in identifiers, because
    /// rustc warns about some combinations.
    pub(crate) letters: Rc<Letters>,
    used_renames: Set<String>,
    /// Notes for the user, such as items that are renamed because their name is taken.
    pub(crate) notes: Vec<String>,
}

/// The crates of the derives and types that the user chose.
fn crates(config: &Config) -> Vec<&str> {
    let is_part = |letter: char| letter == '_' || letter == ':' || letter.is_alphanumeric();
    let mut crates = Vec::new();
    for text in config.derives.iter().chain(config.types.values()) {
        for path in text.split(|letter| !is_part(letter)) {
            if let Some((name, _)) = path.trim_start_matches(':').split_once("::") {
                crates.push(name);
            }
        }
    }
    crates
}

impl<'a> Names<'a> {
    pub(crate) fn new(model: &Model, config: &'a Config, notes: Vec<String>) -> Self {
        Self {
            config,
            modules: Vec::new(),
            scopes: Vec::new(),
            constants: Vec::new(),
            letters: Rc::new(Letters::of(model_names(model).into_iter())),
            used_renames: Set::new(),
            notes,
        }
    }

    /// Adds an empty module.
    pub(crate) fn add_module(&mut self, parent: ModuleId, name: &str, docs: Vec<String>) -> ModuleId {
        let id = ModuleId(self.modules.len());
        let mut taken = [PRELUDE, CRATES].concat();
        taken.push_all(crates(self.config));
        let (name, scope) = match self.scopes.get_mut(parent.0) {
            Some(scope) => (scope.claim_module(name), Scope::with(&self.letters, &taken)),
            None => (String::new(), Scope::of_root(&self.letters, &taken)),
        };
        let around = self.modules.get(parent.0).map(|parent| parent.path.as_slice()).unwrap_or_default();
        let path = match id.0 {
            0 => Vec::new(),
            _ => around.iter().chain([&name]).cloned().collect_vec(),
        };
        self.modules.push(Module {
            name,
            parent,
            path,
            docs,
            namespaces: BTreeMap::new(),
            items: Vec::new(),
            secret_types: Default::default(),
            shares_constants: false,
        });
        self.scopes.push(scope);
        self.constants.push(Map::new());
        id
    }

    /// Claims an identifier for an item. `path` is the path by which the user can rename the item.
    pub(crate) fn claim_item(&mut self, module: ModuleId, path: &str, wanted: &str, kind: &str) -> ItemRef {
        let wanted = self.renamed(path).unwrap_or_else(|| wanted.to_owned());
        let ident = match self.scopes.get_mut(module.0) {
            Some(scope) => scope.claim(&wanted, kind),
            None => wanted.clone(),
        };
        if ident != wanted {
            self.notes.push(format!(
                "`{path}` is named `{ident}` in Rust because `{wanted}` is in use; `rename` sets another name"
            ));
        }
        ItemRef { module, ident }
    }

    /// The name that the user gives to a component.
    pub(crate) fn renamed(&mut self, path: &str) -> Option<String> {
        let renamed = self.config.renames.get(path)?;
        self.used_renames.insert(path.to_owned());
        Some(renamed.clone())
    }

    /// A name on the wire, with the module's constant for its namespace.
    pub(crate) fn wire(&mut self, module: ModuleId, name: &QName) -> WireName {
        WireName { namespace: self.namespace(module, &name.namespace), local: name.local.to_string() }
    }

    /// The module's constant for a namespace. Adds the constant if it is missing.
    pub(crate) fn namespace(&mut self, module: ModuleId, uri: &str) -> Option<String> {
        if uri.is_empty() {
            return None;
        }
        if let Some(constant) = self.constants.get(module.0)?.get(uri) {
            return Some(constant.clone());
        }
        let namespaces = &self.modules.get(module.0)?.namespaces;
        // The constants of well-known namespaces have fixed names.
        let well_known = match uri {
            "http://www.w3.org/2001/XMLSchema" => Some("XSD"),
            ENCODING => Some("SOAP_ENCODING"),
            XSI => Some("XSI"),
            _ => None,
        };
        let constant = if let Some(name) = well_known {
            name.to_owned()
        } else if !namespaces.contains_key("NS") {
            "NS".to_owned()
        } else {
            identifiers::screaming(&identifiers::namespace_word(uri))
        };
        let constant = self.scopes.get_mut(module.0)?.claim(&constant, "_NS");
        self.modules.get_mut(module.0)?.namespaces.insert(constant.clone(), uri.to_owned());
        self.constants.get_mut(module.0)?.insert(uri.to_owned(), constant.clone());
        Some(constant)
    }

    /// Claims an identifier in a module.
    pub(crate) fn claim(&mut self, module: ModuleId, wanted: &str, kind: &str) -> Option<String> {
        Some(self.scopes.get_mut(module.0)?.claim(wanted, kind))
    }

    /// The expanded name of a name on the wire.
    pub(crate) fn expanded(&self, module: ModuleId, wire: &WireName) -> QName {
        let namespaces = self.modules.get(module.0).map(|module| &module.namespaces);
        let uri = wire.namespace.as_ref().and_then(|constant| namespaces?.get(constant));
        QName::new(uri.map(String::as_str).unwrap_or_default(), wire.local.as_str())
    }

    /// Paths in the user's renames that match no component.
    pub(crate) fn unused_renames(&self) -> impl Iterator<Item = &'a String> {
        let Self { config, used_renames, .. } = self;
        config.renames.keys().filter(|path| !used_renames.contains(*path))
    }
}

/// Names of components and enumeration values from which identifiers are made.
fn model_names(model: &Model) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for (_, definition) in model.types.iter() {
        names.push_all(definition.name.as_ref().map(|name| &*name.local));
        if let TypeKind::Simple(simple) = &definition.kind {
            names.push_all(simple.facets.enumeration.iter().map(|value| value.value.as_str()));
        }
    }
    names.push_all(model.elements.iter().map(|(_, element)| &*element.name.local));
    names.push_all(model.attributes.iter().map(|(_, attribute)| &*attribute.name.local));
    for (_, port_type) in model.port_types.iter() {
        names.push_all(port_type.operations.iter().map(|operation| &*operation.name));
    }
    names
}
